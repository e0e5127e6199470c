//! `clickatell decode soap`.

use clickatell_core::send::{Operation, Parameter};
use clickatell_soap::Service;
use clickatell_soap::envelope::{Body, Envelope, EnvelopeError, Fault, Limits, Tolerance};
use clickatell_soap::fault::SoapFault;
use clickatell_soap::operation::{Key, Table, field_number, table};
use serde::Serialize;
use serde::ser::{SerializeMap as _, Serializer};

use super::text::{Bad, Options};
use crate::failure::{Done, Failure};

/// Shows envelopes of SOAP: calls, responses, faults, callbacks
///
/// Reads one document, or one on each line. Lists and references are taken apart: what a name stands for more than once
/// is an array. Operations that the gateway does not have, and parameters that the operation does not have, are noted on
/// standard error.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    clickatell decode soap request.xml\n  \
    clickatell decode soap --json --redact requests.xml | jq .operation")]
pub(crate) struct Args {
    #[command(flatten)]
    options: Options,
    /// Shows `*` for each octet of passwords, sessions and vouchers, and of what has a name that nobody knows
    #[arg(long)]
    redact: bool,
}

/// What an envelope holds.
#[derive(Debug, Serialize)]
#[serde(untagged)]
enum Item {
    Message { style: Option<Service>, operation: String, kind: &'static str, params: Params },
    Fault { kind: &'static str, code: String, string: String, detail: Option<String> },
}

/// Names and values in their order; a nil is null, a name that comes again has an array.
#[derive(Debug, Default)]
struct Params(Vec<(String, Vec<Option<String>>)>);

impl Args {
    pub(crate) fn run(self) -> Result<Done, Failure> {
        let octets = self.options.read()?;
        let documents: Vec<&[u8]> = match lines(&octets) {
            Some(lines) => lines,
            None if octets.trim_ascii().is_empty() => Vec::new(),
            None => vec![&octets],
        };
        self.options.print(|printer| {
            for document in documents {
                let mut notes = Vec::new();
                let mut unknown = Vec::new();
                let read =
                    self.read(document, self.options.tolerant, &mut notes, &mut unknown).map_err(|error| {
                        if document.trim_ascii_start().starts_with(b"HTTP/") {
                            return Bad::new(
                                0,
                                "http",
                                &"headers of HTTP stand before the document, as curl -i prints them",
                            );
                        }
                        let mut bad = Bad::new(error.at(), field(&error), &error);
                        let helps = self.read(document, true, &mut Vec::new(), &mut Vec::new()).is_ok();
                        bad.hint(!self.options.tolerant && helps);
                        bad
                    });
                let notes: Vec<String> = notes.iter().map(Fault::to_string).chain(unknown).collect();
                printer.item(read, &notes)?;
            }
            Ok(())
        })
    }

    /// What a document says. `unknown` takes what the gateway would make nothing of.
    fn read(
        &self,
        document: &[u8],
        tolerant: bool,
        notes: &mut Vec<Fault>,
        unknown: &mut Vec<String>,
    ) -> Result<Item, EnvelopeError> {
        let tolerance = if tolerant { Tolerance::FIELD } else { Tolerance::STRICT };
        let envelope = Envelope::decode(document, None, &Limits::default())?;
        let message = match envelope.body(&tolerance, notes)? {
            Body::Message(message) if self.redact => message.redacted(),
            Body::Message(message) => message,
            Body::Fault(SoapFault { code, string, detail, .. }) => {
                return Ok(Item::Fault {
                    kind: "fault",
                    code: code.name().to_owned(),
                    string: string.into_owned(),
                    detail: detail.map(|detail| detail.into_owned()),
                });
            }
        };
        let style = Service::ALL.into_iter().find(|service| message.namespace() == Some(service.namespace()));
        let (operation, kind) = match message.name().strip_suffix("Response") {
            Some(operation) => (operation, "response"),
            None if message.name().ends_with("_callback") => (message.name(), "callback"),
            None => (message.name(), "request"),
        };
        let mut params = Params::default();
        for value in message.values() {
            params.push(value.name(), value.text().map(str::to_owned));
        }
        if kind != "callback" {
            match Service::operation(operation).and_then(table) {
                None => unknown.push(format!("{operation}: no operation of the gateway")),
                Some(table) if kind == "request" => unknown.extend(
                    params
                        .0
                        .iter()
                        .map(|(name, _)| name)
                        .filter(|name| !is_of(table, name))
                        .map(|name| format!("{name}: no parameter of {operation}")),
                ),
                Some(_) => {}
            }
        }
        Ok(Item::Message { style, operation: operation.to_owned(), kind, params })
    }
}

/// The documents, where each stands on a line of its own.
fn lines(octets: &[u8]) -> Option<Vec<&[u8]>> {
    let lines: Vec<&[u8]> = octets
        .split(|octet| *octet == b'\n')
        .map(<[u8]>::trim_ascii)
        .filter(|line| !line.is_empty())
        .collect();
    let whole = |line: &&[u8]| line.starts_with(b"<") && line.ends_with(b"Envelope>");
    (lines.len() > 1 && lines.iter().filter(|line| whole(line)).count() > 1).then_some(lines)
}

/// Whether some service has a parameter of this name, or of one that clients use for it, in an operation.
fn is_of(table: &Table, name: &str) -> bool {
    let meant = Parameter::from_any_name(name).map(Key::Parameter);
    let is_field = table.operation == Operation::SendItem && field_number(name).is_some();
    let mut rows = Service::ALL.into_iter().flat_map(|service| table.rows(service));
    is_field || rows.any(|row| row.name == name || Some(row.key) == meant)
}

/// In which part of an envelope a fault is.
fn field(error: &EnvelopeError) -> &'static str {
    match error {
        EnvelopeError::Xml(_) => "xml",
        _ => "envelope",
    }
}

impl Params {
    fn push(&mut self, name: &str, text: Option<String>) {
        match self.0.iter_mut().find(|(found, _)| found == name) {
            Some((_, texts)) => texts.push(text),
            None => self.0.push((name.to_owned(), vec![text])),
        }
    }
}

impl Serialize for Params {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, texts) in &self.0 {
            match texts.as_slice() {
                [only] => map.serialize_entry(name, only)?,
                many => map.serialize_entry(name, many)?,
            }
        }
        map.end()
    }
}
