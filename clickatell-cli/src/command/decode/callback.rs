//! `clickatell decode callback`.

use clickatell_core::delivery::{Fault, Received, StatusCallback, Tolerance, XmlCallbackError};
use clickatell_core::form;
use clickatell_core::xml::XmlLimits;
use clickatell_soap::callback::CallbackError;
use clickatell_soap::envelope::{EnvelopeError, Limits};
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
        Ok(Received::Probe) if is_bare(line) => Ok(Callback::Probe { probe: true }),
        Ok(Received::Probe) => {
            Err(Bad::new(begin, "form", &"none of a callback's variables, and no URL without any"))
        }
        Ok(_) => Err(Bad::new(begin, "form", &"not a callback with a status")),
        Err(fault) => Err(Bad::of(&fault, false)),
    }
}

/// A URL or a path without a parameter: what the gateway calls to try it out (SOAP-6.2.5-28).
fn is_bare(line: &[u8]) -> bool {
    let url = line.strip_suffix(b"?").unwrap_or(line);
    let is_url =
        url.starts_with(b"/") || [&b"http://"[..], b"https://"].iter().any(|scheme| url.starts_with(scheme));
    is_url && url.iter().all(|octet| octet.is_ascii_graphic() && *octet != b'?')
}

fn document(octets: &[u8], tolerance: &Tolerance, notes: &mut Vec<Fault>) -> Result<Callback, Bad> {
    let is_packet = octets.windows(9).any(|window| window == b"Envelope>" || window == b"Envelope ");
    if is_packet {
        return clickatell_soap::callback::read(octets, tolerance, &Limits::default(), notes)
            .map(Callback::Status)
            .map_err(|error| match &error {
                CallbackError::Variable(fault) => Bad::of(fault, false),
                CallbackError::Envelope(EnvelopeError::Envelope(fault)) => Bad::of(fault, false),
                CallbackError::Envelope(envelope) => Bad::new(envelope.at(), "data", &error),
                _ => Bad::new(0, "data", &error),
            });
    }
    StatusCallback::from_xml(octets, tolerance, &XmlLimits::default(), notes).map(Callback::Status).map_err(
        |error| match &error {
            XmlCallbackError::Variable(fault) => Bad::of(fault, false),
            XmlCallbackError::Xml(xml) => Bad::new(xml.at(), "data", &error),
            _ => Bad::new(0, "data", &error),
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Result<Callback, Bad> {
        decode(line.as_bytes(), &Tolerance::STRICT, &mut Vec::new())
    }

    #[test]
    fn a_probe_has_no_parameter_at_all() {
        for line in ["/status", "/", "http://example.com/status", "https://example.com/status?"] {
            assert!(matches!(read(line), Ok(Callback::Probe { probe: true })), "{line}");
        }
        for line in [
            "hello world",
            "{\"a\":1}",
            "GET / HTTP/1.1",
            "10.0.0.1 - - \"GET /status?foo=bar HTTP/1.1\" 200",
            "/status?foo=bar",
            "foo=bar",
        ] {
            assert_eq!(read(line).unwrap_err().field, "form", "{line}");
        }
    }

    #[test]
    fn an_error_in_a_document_stands_where_its_message_says() {
        let document = "<callback><apiMsgId>996f364775e24b8432f45d77da8eca47</apiMsgId></callback>";
        let soap = |operation: &str| {
            format!(
                "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'><s:Body><{operation}>\
                 <apimsgid>996f364775e24b8432f45d77da8eca47</apimsgid></{operation}></s:Body></s:Envelope>"
            )
        };
        for (line, field) in [
            (document, "cliMsgId"),
            (&soap("mt_callback"), "cliMsgId"),
            (&soap("ping"), "operation"),
            ("<callback><x></callback>", "data"),
        ] {
            let bad = read(line).unwrap_err();
            assert_eq!(bad.field, field, "{bad:?}");
            assert!(bad.at > 0 && bad.message.contains(&bad.at.to_string()), "{bad:?}");
        }
    }
}
