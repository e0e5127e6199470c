//! `clickatell decode callback`.

use clickatell_core::delivery::{Fault, Received, StatusCallback, Tolerance};
use clickatell_core::form;
use clickatell_core::xml::XmlLimits;
use clickatell_soap::envelope::Limits;
use serde::Serialize;

use super::text::{Bad, Options};
use crate::failure::{Done, Failure};
use crate::input::{Input, Lines};

/// The longest line.
const MAX_LINE: usize = 1024 * 1024;

/// Shows callbacks with the statuses of messages
///
/// Reads one callback a line: a URL, a query or a form, or a document of XML or SOAP on one line. What a form carries as `data`
/// is read as the document that it is.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    grep -o 'GET [^ ]*' access.log | cut -c5- |\n    \
    clickatell decode callback --json\n  \
    clickatell decode callback --tolerant callbacks.txt")]
pub(crate) struct Args {
    #[command(flatten)]
    options: Options,
}

impl Args {
    pub(crate) fn run(self) -> Result<Done, Failure> {
        let tolerance = if self.options.tolerant { Tolerance::FIELD } else { Tolerance::STRICT };
        let mut lines = Lines::new(Input::open(self.options.file.clone())?, MAX_LINE);
        self.options.print(|printer| {
            loop {
                let Some(line) = lines.next(|| printer.flush())? else { return Ok(()) };
                let Some(octets) = line.octets else {
                    let bad = Bad::new(0, "line", &format_args!("longer than {MAX_LINE} octets"));
                    printer.item::<Fault>(Err::<Callback, _>(bad), &[])?;
                    continue;
                };
                let octets = octets.trim_ascii();
                if octets.is_empty() {
                    continue;
                }
                let mut notes: Vec<Fault> = Vec::new();
                let read = decode(octets, &tolerance, &mut notes).map_err(|mut bad| {
                    let helps =
                        !self.options.tolerant && decode(octets, &Tolerance::FIELD, &mut Vec::new()).is_ok();
                    bad.hint(helps);
                    bad
                });
                printer.item::<Fault>(read, &notes)?;
            }
        })
    }
}

/// What a line is.
#[derive(Debug, Serialize)]
#[serde(untagged)]
enum Callback {
    Status(StatusCallback<'static>),
    /// The gateway tries the URL out.
    Probe {
        probe: bool,
    },
}

/// One callback; what stands in front of a `?` is passed over.
fn decode(line: &[u8], tolerance: &Tolerance, notes: &mut Vec<Fault>) -> Result<Callback, Bad> {
    if line.starts_with(b"<") {
        return document(line, tolerance, notes);
    }
    let begin = line.iter().position(|octet| *octet == b'?').map_or(0, |at| at.saturating_add(1));
    let form = line.get(begin..).unwrap_or_default();
    match Received::parse(form, tolerance, form::Limits::default(), notes) {
        Ok(Received::Status(callback)) => Ok(Callback::Status(callback.into_owned())),
        Ok(Received::Data(data)) => document(&data, tolerance, notes),
        Ok(Received::Probe) => Ok(Callback::Probe { probe: true }),
        Ok(_) => Err(Bad::new(begin, "form", &"not a callback with a status")),
        Err(fault) => Err(Bad::of(&fault, false)),
    }
}

fn document(octets: &[u8], tolerance: &Tolerance, notes: &mut Vec<Fault>) -> Result<Callback, Bad> {
    let is_packet = octets.windows(9).any(|window| window == b"Envelope>" || window == b"Envelope ");
    if is_packet {
        return clickatell_soap::callback::read(octets, tolerance, &Limits::default(), notes)
            .map(Callback::Status)
            .map_err(|error| Bad::new(0, "data", &error));
    }
    StatusCallback::from_xml(octets, tolerance, &XmlLimits::default(), notes)
        .map(Callback::Status)
        .map_err(|error| Bad::new(0, "data", &error))
}
