//! What a service answers: the texts that an operation returns, or a fault; read by the application and written by the
//! gateway.

use clickatell_core::reply::{Reply, Tolerance as ReplyTolerance};
use clickatell_core::send::Operation;
use clickatell_soap::envelope::{Envelope, Limits, Tolerance};
use clickatell_soap::fault::SoapFault;
use clickatell_soap::{AnswerError, Call, Response, Service};
use serde::Deserialize;
use serde_json::{Value, json};

use super::shown;
use crate::Verdict;
use crate::line::Kind;
use crate::shape::{explain, octets, same};

/// A response.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Answered {
    service: Service,
    content_type: Option<String>,
    document: Option<String>,
    /// The document in hexadecimal digits, where it is no UTF-8.
    octets: Option<String>,
    /// The element, its texts, what each line says and what the answer is; or what is wrong with the document.
    expect: Value,
    /// Whether a gateway writes just this document for these lines.
    built: Option<bool>,
}

impl Kind for Answered {
    fn run(self, verdict: &mut Verdict) {
        let body = match document(self.document.as_ref(), self.octets.as_ref()) {
            Ok(body) => body,
            Err(failure) => return verdict.check("response taken", || Err(failure)),
        };
        verdict.check("response read", || same(&read(&body, self.content_type.as_deref()), &self.expect));
        if let Some(expected) = self.built {
            verdict.check("response written", || same(&(self.written(&body)? == body), &json!(expected)));
        }
    }
}

impl Answered {
    /// The document for the lines, of a gateway that was asked by a call of this name and in this namespace.
    fn written(&self, body: &[u8]) -> Result<Vec<u8>, String> {
        let envelope =
            Envelope::decode(body, self.content_type.as_deref(), &Limits::default()).map_err(explain)?;
        let response = Response::read(&envelope, &Tolerance::FIELD, &mut ()).map_err(explain)?;
        let response = response.map_err(explain)?;
        let message = response.message();
        let name = message.name().strip_suffix("Response").unwrap_or_default();
        let namespace = message.namespace().unwrap_or_default();
        let asked = format!(
            "<e:Envelope xmlns:e=\"http://schemas.xmlsoap.org/soap/envelope/\"><e:Body>\
             <n:{name} xmlns:n=\"{namespace}\"/></e:Body></e:Envelope>"
        );
        let asked = Envelope::decode(asked.as_bytes(), None, &Limits::default()).map_err(explain)?;
        let call = Call::read(&asked, self.service, &Tolerance::FIELD, &mut ()).map_err(explain)?;
        let mut notes = ();
        let lines = response.replies(&ReplyTolerance::FIELD, &mut notes).collect::<Result<Vec<_>, _>>();
        let mut written = Vec::new();
        call.write_response(&lines.map_err(explain)?, &mut written);
        Ok(written)
    }
}

fn document(document: Option<&String>, digits: Option<&String>) -> Result<Vec<u8>, String> {
    match (document, digits) {
        (Some(document), None) => Ok(document.clone().into_bytes()),
        (None, Some(digits)) => octets(digits),
        _ => Err("one of document and octets".to_owned()),
    }
}

/// What a client makes of a response.
fn read(body: &[u8], content_type: Option<&str>) -> Value {
    let envelope = match Envelope::decode(body, content_type, &Limits::default()) {
        Ok(envelope) => envelope,
        Err(error) => return json!({ "error": shown::fault(&error) }),
    };
    let response = match Response::read(&envelope, &Tolerance::FIELD, &mut ()) {
        Ok(Ok(response)) => response,
        Ok(Err(fault)) => return json!({ "fault": fault.code.name() }),
        Err(error) => return json!({ "error": shown::fault(&error) }),
    };
    let mut notes = Vec::new();
    let lines: Vec<Value> = response
        .replies(&ReplyTolerance::FIELD, &mut notes)
        .map(|reply| match reply {
            Ok(reply) => serde_json::to_value(reply).unwrap_or_default(),
            Err(fault) => json!({ "error": fault.rule().name() }),
        })
        .collect();
    json!({
        "operation": response.operation().map(Operation::name),
        "namespace": response.message().namespace(),
        "texts": response.texts().collect::<Vec<_>>(),
        "lines": lines,
        "answer": response.operation().map(|operation| answer(&response, operation)),
    })
}

/// What the call led to: the lines that say the answer in the gateway's own words, or why there is none.
fn answer(response: &Response<'_>, operation: Operation) -> Value {
    match response.answer(operation, &ReplyTolerance::FIELD, &mut ()) {
        Ok(answer) => {
            let lines = answer.into_lines();
            json!(lines.iter().map(text).collect::<Vec<_>>())
        }
        Err(AnswerError::Refused(refused)) => {
            let mut shown = json!({ "refused": refused.code.get(), "text": refused.text });
            if let Some(retry_at) = refused.retry_at {
                shown["retry_at"] = json!(retry_at);
            }
            shown
        }
        Err(AnswerError::Partial(partial)) => {
            json!({ "bad_line": partial.lines.iter().position(Result::is_err) })
        }
        Err(_) => json!("unexpected"),
    }
}

fn text(reply: &Reply<'_>) -> String {
    let mut text = String::new();
    match reply.build(&mut text) {
        Ok(()) => text,
        Err(fault) => fault.to_string(),
    }
}

/// A fault.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Failed {
    service: Service,
    /// The operation that failed, where it is known.
    operation: Option<String>,
    document: String,
    /// What a client makes of it.
    expect: Value,
    /// Whether a gateway writes just this document for it.
    built: Option<bool>,
}

impl Kind for Failed {
    fn run(self, verdict: &mut Verdict) {
        let envelope = Envelope::decode(self.document.as_bytes(), None, &Limits::default());
        let read = envelope
            .as_ref()
            .map_err(Clone::clone)
            .and_then(|envelope| Response::read(envelope, &Tolerance::FIELD, &mut ()));
        verdict.check("fault read", || {
            let found = match &read {
                Ok(Err(fault)) => fault_shown(fault),
                Ok(Ok(_)) => json!("a response"),
                Err(error) => json!({ "error": shown::fault(error) }),
            };
            same(&found, &self.expect)
        });
        if let (Some(expected), Ok(Err(fault))) = (self.built, &read) {
            verdict.check("fault written", || {
                let operation = self.operation.as_deref().and_then(Service::operation);
                let mut written = Vec::new();
                self.service.write_fault(operation, fault, &mut written).map_err(explain)?;
                same(&(written == self.document.as_bytes()), &json!(expected))
            });
        }
    }
}

fn fault_shown(fault: &SoapFault<'_>) -> Value {
    let error = match fault.api_error() {
        Some(Reply::Error { code, .. }) => Some(code.get()),
        _ => None,
    };
    json!({
        "code": fault.code.name(),
        "string": fault.string,
        "actor": fault.actor,
        "detail": fault.detail,
        "api_error": error,
    })
}
