//! What comes to a service: octets of HTTP through the gateway's machine, then through the checks that need no account.

use clickatell_core::machine::Machine;
use clickatell_core::send::{self, Auth, Fault as SendFault};
use clickatell_core::time::Instant;
use clickatell_soap::envelope::{Envelope, Limits, Tolerance};
use clickatell_soap::operation::{ParametersLimits, Request};
use clickatell_soap::server::{HttpReply, HttpRequest, Refusal, Server, ServerEvent, ServerIn, ServerLimits};
use clickatell_soap::{Call, Service};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{build, shown};
use crate::Verdict;
use crate::core::parameters;
use crate::line::Kind;
use crate::shape::{LongText, octets, same};

/// A request of HTTP.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Asked {
    #[serde(default = "post")]
    method: String,
    path: String,
    query: Option<String>,
    content_type: Option<String>,
    content_encoding: Option<String>,
    /// The body.
    document: Option<LongText>,
    /// The body in hexadecimal digits, where it is no text.
    octets: Option<String>,
    /// What the gateway makes of it: the call, with those of its checked values that are there; an error; or what it
    /// answers without a call.
    expect: Value,
    /// What was bent for that.
    #[serde(default)]
    notes: Vec<Value>,
    /// What it is where nothing is bent.
    strict: Option<Value>,
    /// Whether a client builds just this document; or why it builds none.
    built: Option<Value>,
}

fn post() -> String {
    "POST".to_owned()
}

impl Kind for Asked {
    fn run(self, verdict: &mut Verdict) {
        let body = match (&self.document, &self.octets) {
            (Some(document), None) => Ok(document.0.clone().into_bytes()),
            (None, Some(digits)) => octets(digits),
            (None, None) => Ok(Vec::new()),
            _ => Err("one of document and octets".to_owned()),
        };
        let body = match body {
            Ok(body) => body,
            Err(failure) => return verdict.check("request taken", || Err(failure)),
        };
        let came = self.come(&body);
        let mut notes = Vec::new();
        let found = match &came {
            Came::Call(call, bent) => {
                notes.extend(bent.iter().map(shown::place));
                judged(call, send::Tolerance::GATEWAY, &mut notes)
            }
            Came::Reply(reply) => reply.clone(),
        };
        verdict
            .check("request read", || same(&shown::as_expected(found.clone(), &self.expect), &self.expect));
        verdict.check("what was bent", || same(&notes, &json!(self.notes)));
        let Came::Call(call, _) = &came else { return };
        let unbent = notes.is_empty() && self.content_encoding.is_none();
        if let Some(strict) = self.strict.as_ref().or_else(|| unbent.then_some(&self.expect)) {
            verdict.check("request read strictly", || {
                let found = self.strictly(&body, call.service());
                same(&shown::as_expected(found, strict), strict)
            });
        }
        if found["parameters"].is_object() {
            verdict.check("request built", || self.rebuilt(call, &body));
        }
    }
}

/// What came of a request.
enum Came {
    Call(Box<Call<'static>>, Vec<clickatell_soap::envelope::Fault>),
    /// It was answered at once.
    Reply(Value),
}

impl Asked {
    fn come(&self, body: &[u8]) -> Came {
        let mut server = Server::new(ServerLimits::default());
        let request = HttpRequest {
            exchange: 1,
            peer: None,
            method: &self.method,
            base: "http://localhost:8080",
            path: &self.path,
            query: self.query.as_deref(),
            content_type: self.content_type.as_deref(),
            content_encoding: self.content_encoding.as_deref(),
            accept_encoding: None,
            body,
        };
        server.handle_input(Instant::ZERO, ServerIn::Request(request));
        let event = server.poll_event();
        let mut body = Vec::new();
        let reply = server.poll_output(&mut body);
        match (event, reply) {
            (Some(ServerEvent::Call { call, notes, .. }), None) => Came::Call(call, notes),
            (event, Some(reply)) => Came::Reply(answered(event.as_ref(), &reply, &body)),
            _ => Came::Reply(json!("nothing")),
        }
    }

    fn strictly(&self, body: &[u8], service: Service) -> Value {
        let envelope = match Envelope::decode(body, self.content_type.as_deref(), &Limits::default()) {
            Ok(envelope) => envelope,
            Err(error) => return json!({ "fault": shown::fault(&error) }),
        };
        match Call::read(&envelope, service, &Tolerance::STRICT, &mut ()) {
            Ok(call) => judged(&call, send::Tolerance::STRICT, &mut Vec::new()),
            Err(error) => json!({ "fault": shown::fault(&error) }),
        }
    }

    /// What a client builds of it is the same request.
    fn rebuilt(&self, call: &Call<'_>, body: &[u8]) -> Result<(), String> {
        let checked = call.parameters(send::Tolerance::GATEWAY, ParametersLimits::default(), &mut ());
        let auth = checked.auth(&mut ()).map_err(|fault| fault.to_string())?;
        let request = checked.request(&mut ()).map_err(|fault| fault.to_string())?;
        let mut built = Vec::new();
        if let Err(error) = call.service().write_request(&auth, &request, &mut built) {
            return same(&Some(build::refused(&error)), &json!(self.built));
        }
        if build::read(&built, call.service())? != (auth, request.into_owned()) {
            return Err(format!("{} is another request", String::from_utf8_lossy(&built)));
        }
        match &self.built {
            Some(expected) => same(&(built == body), expected),
            None => Ok(()),
        }
    }
}

/// What a call asks for.
fn judged(call: &Call<'_>, tolerance: send::Tolerance, notes: &mut Vec<Value>) -> Value {
    let mut bent = Vec::new();
    let given = call.parameters(tolerance, ParametersLimits::default(), &mut bent);
    let mut judge = || -> Result<(Auth, Request<'_>, Value), SendFault> {
        let auth = given.auth(&mut bent)?;
        let request = given.request(&mut bent)?;
        let parameters = shown::parameters(&request)?;
        Ok((auth, request, parameters))
    };
    let mut found = match judge() {
        Ok((auth, _, parameters)) => json!({ "caller": shown::caller(&auth), "parameters": parameters }),
        Err(fault) => shown::refused(&fault),
    };
    found["service"] = json!(call.service());
    found["operation"] = json!(call.operation().name());
    notes.extend(bent.iter().map(parameters::place));
    found
}

/// What was answered to what is no call. A fault must say in its document what the event says.
fn answered(event: Option<&ServerEvent>, reply: &HttpReply, body: &[u8]) -> Value {
    let text = String::from_utf8_lossy(body);
    let mut found = json!({ "status": reply.status });
    match event {
        Some(ServerEvent::Refused { why: Refusal::Envelope(error), .. }) => {
            let fault = shown::fault(error);
            let code =
                format!("<faultcode>SOAP-ENV:{}</faultcode>", fault["code"].as_str().unwrap_or_default());
            found["fault"] = if text.contains(&code) { fault } else { json!(text) };
        }
        Some(_) => {}
        // A description, at which nobody but the client is interested.
        None => found["is_description"] = json!(text.contains("<definitions ")),
    }
    found
}
