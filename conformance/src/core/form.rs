//! Forms, and times as messages from handsets carry them.

use clickatell_core::form::{Builder, Limits, Pair, Space, Tolerance, pairs};
use clickatell_core::hex;
use clickatell_core::time::{MysqlTime, MysqlTolerance};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::Verdict;
use crate::line::Kind;
use crate::shape::{Tolerated, number, octets, same};

/// A query string or form body: its pairs, each value in hexadecimal digits or a refusal.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Form {
    form: String,
    expect: Value,
    tolerated: Option<Tolerated>,
    /// The form that is written of the same pairs.
    built: Option<Value>,
}

impl Kind for Form {
    fn run(self, verdict: &mut Verdict) {
        verdict.check("form read", || same(&self.read(Tolerance::STRICT).0, &self.expect));
        if let Some(tolerated) = &self.tolerated {
            verdict.check("form tolerated", || {
                let (found, notes) = self.read(Tolerance::FIELD);
                same(&found, &tolerated.expect)?;
                same(&notes, &tolerated.notes)
            });
        }
        if let Some(built) = &self.built {
            verdict.check("form written", || {
                let mut builder = Builder::body(Space::Plus);
                for pair in self.expect.as_array().into_iter().flatten() {
                    let value = octets(pair[1].as_str().ok_or("no value")?)?;
                    builder = builder.pair(pair[0].as_str().ok_or("no name")?, &value);
                }
                same(&builder.into_string(), built)
            });
        }
    }
}

impl Form {
    /// The pairs and the notes.
    fn read(&self, tolerance: Tolerance) -> (Vec<Value>, Vec<Value>) {
        let mut notes = Vec::new();
        let place = |rule: &str, field: String, at: u32| json!({ "rule": rule, "field": field, "at": at });
        let found: Vec<_> = pairs(self.form.as_bytes(), tolerance, Limits::default(), &mut notes).collect();
        let found = found.iter().map(|pair| match pair {
            Ok(pair) => shown(pair),
            Err(fault) => {
                json!({ "error": place(fault.rule().name(), fault.field().to_string(), fault.at()) })
            }
        });
        let notes = notes.iter().map(|note| place(note.rule().name(), note.field().to_string(), note.at()));
        (found.collect(), notes.collect())
    }
}

fn shown(pair: &Pair<'_>) -> Value {
    json!([String::from_utf8_lossy(pair.name()), hex::encode(pair.value())])
}

/// A date and time on the gateway's clock, and the second of the epoch that it is.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Mysql {
    text: String,
    expect: Value,
    tolerated: Option<Tolerated>,
}

impl Kind for Mysql {
    fn run(self, verdict: &mut Verdict) {
        let read = |tolerance| {
            let mut notes = Vec::new();
            let place = |fault: &clickatell_core::time::MysqlFault| json!({ "rule": fault.rule().name(), "field": fault.field().to_string(), "at": fault.at() });
            let shown = match MysqlTime::parse(&self.text, tolerance, &mut notes) {
                Ok(time) => json!({ "epoch": time.to_epoch_seconds() }),
                Err(fault) => json!({ "error": place(&fault) }),
            };
            (shown, notes.iter().map(place).collect::<Vec<_>>())
        };
        verdict.check("time read", || same(&read(MysqlTolerance::STRICT).0, &self.expect));
        if let Some(tolerated) = &self.tolerated {
            verdict.check("time tolerated", || {
                let (shown, notes) = read(MysqlTolerance::FIELD);
                same(&shown, &tolerated.expect)?;
                same(&notes, &tolerated.notes)
            });
        }
        if self.expect.get("epoch").is_some() {
            verdict.check("time written", || {
                let time = MysqlTime::from_epoch_seconds(number(&self.expect, "epoch")?).ok_or("too late")?;
                same(&time.to_string(), &json!(self.text))
            });
        }
    }
}
