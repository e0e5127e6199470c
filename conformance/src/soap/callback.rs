//! Callbacks with the status of a message, as documents of SOAP.

use clickatell_core::delivery::{Fault, StatusCallback, Tolerance};
use clickatell_soap::callback::{CallbackError, read, write};
use clickatell_soap::envelope::Limits;
use serde::Deserialize;
use serde_json::{Value, json};

use super::shown;
use crate::Verdict;
use crate::core::callback::{error, place};
use crate::line::Kind;
use crate::shape::{Tolerated, explain, same};

/// The document that stands in `data`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Packet {
    document: String,
    expect: Value,
    tolerated: Option<Tolerated>,
    /// The document that is written.
    built: Option<Value>,
}

impl Kind for Packet {
    fn run(self, verdict: &mut Verdict) {
        let read = |tolerance: &Tolerance, notes: &mut Vec<Fault>| match read(
            self.document.as_bytes(),
            tolerance,
            &Limits::default(),
            notes,
        ) {
            Ok(callback) => serde_json::to_value(&callback).unwrap_or_default(),
            Err(CallbackError::Variable(fault)) => error(&fault),
            Err(CallbackError::Envelope(fault)) => json!({ "error": shown::fault(&fault) }),
            Err(_) => Value::Null,
        };
        verdict.check("packet read", || same(&read(&Tolerance::STRICT, &mut Vec::new()), &self.expect));
        if let Some(tolerated) = &self.tolerated {
            verdict.check("packet tolerated", || {
                let mut notes = Vec::new();
                same(&read(&Tolerance::FIELD, &mut notes), &tolerated.expect)?;
                same(&notes.iter().map(place).collect::<Vec<_>>(), &tolerated.notes)
            });
        }
        if let Some(built) = &self.built {
            verdict.check("packet written", || {
                let callback = StatusCallback::deserialize(&self.expect).map_err(explain)?;
                let mut out = Vec::new();
                write(&callback, &mut out).map_err(explain)?;
                same(&String::from_utf8_lossy(&out), built)
            });
        }
    }
}
