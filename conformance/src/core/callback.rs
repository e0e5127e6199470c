//! Callbacks with the status of a message: forms and documents both ways, where they go, and when.

use clickatell_core::delivery::{
    BasicAuth, BasicAuthError, CallbackUrl, CallbackUrlError, Fault, Received, StatusCallback, Tolerance,
    XmlCallbackError, document_form,
};
use clickatell_core::form::Limits;
use clickatell_core::time::{Duration, Ladder};
use clickatell_core::xml::XmlLimits;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::Verdict;
use crate::line::Kind;
use crate::shape::{Tolerated, explain, is_good, refused, same, text};

/// A query without its `?`, or a form body.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Form {
    form: String,
    /// The variables, `"probe"`, `{"data": document}`, or a refusal.
    expect: Value,
    tolerated: Option<Tolerated>,
}

impl Kind for Form {
    fn run(self, verdict: &mut Verdict) {
        let read = |tolerance: &Tolerance, notes: &mut Vec<Fault>| {
            received(&Received::parse(self.form.as_bytes(), tolerance, Limits::default(), notes))
        };
        verdict.check("callback read", || same(&read(&Tolerance::STRICT, &mut Vec::new()), &self.expect));
        if let Some(tolerated) = &self.tolerated {
            verdict.check("callback tolerated", || {
                let mut notes = Vec::new();
                same(&read(&Tolerance::FIELD, &mut notes), &tolerated.expect)?;
                same(&notes.iter().map(place).collect::<Vec<_>>(), &tolerated.notes)
            });
        }
        if self.expect.get("data").is_some() {
            verdict.check("document carried", || {
                same(&document_form(text(&self.expect, "data")?.as_bytes()), &json!(self.form))
            });
        } else if self.expect.is_object() && is_good(&self.expect) {
            verdict.check("callback written", || {
                let callback = StatusCallback::deserialize(&self.expect).map_err(explain)?;
                same(&callback.form().map_err(explain)?, &json!(self.form))
            });
        }
    }
}

/// What came to a callback URL, as a vector says it.
fn received(received: &Result<Received<'_>, Fault>) -> Value {
    match received {
        Ok(Received::Probe) => json!("probe"),
        Ok(Received::Status(callback)) => serde_json::to_value(callback).unwrap_or_default(),
        Ok(Received::Data(document)) => json!({ "data": String::from_utf8_lossy(document) }),
        Ok(_) => Value::Null,
        Err(fault) => error(fault),
    }
}

/// A refusal: what is wrong where, and the HTTP status of the answer.
pub(crate) fn error(fault: &Fault) -> Value {
    let mut error = place(fault);
    error["http_status"] = json!(fault.answer());
    json!({ "error": error })
}

pub(crate) fn place(fault: &Fault) -> Value {
    json!({ "rule": fault.rule().name(), "field": fault.field().to_string(), "at": fault.at() })
}

/// The document of a callback by XML.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Xml {
    document: String,
    expect: Value,
    tolerated: Option<Tolerated>,
    /// The document that is written.
    built: Option<Value>,
}

impl Kind for Xml {
    fn run(self, verdict: &mut Verdict) {
        let read = |tolerance: &Tolerance, notes: &mut Vec<Fault>| {
            let limits = XmlLimits::default();
            match StatusCallback::from_xml(self.document.as_bytes(), tolerance, &limits, notes) {
                Ok(callback) => serde_json::to_value(&callback).unwrap_or_default(),
                Err(XmlCallbackError::Variable(fault)) => error(&fault),
                Err(_) => refused("xml", None),
            }
        };
        verdict.check("document read", || same(&read(&Tolerance::STRICT, &mut Vec::new()), &self.expect));
        if let Some(tolerated) = &self.tolerated {
            verdict.check("document tolerated", || {
                let mut notes = Vec::new();
                same(&read(&Tolerance::FIELD, &mut notes), &tolerated.expect)?;
                same(&notes.iter().map(place).collect::<Vec<_>>(), &tolerated.notes)
            });
        }
        if let Some(built) = &self.built {
            verdict.check("document written", || {
                let callback = StatusCallback::deserialize(&self.expect).map_err(explain)?;
                same(&callback.to_xml().map_err(explain)?, built)
            });
        }
    }
}

/// Where callbacks go, and the URL of a request with variables.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Address {
    url: String,
    variables: Option<String>,
    expect: Value,
}

impl Kind for Address {
    fn run(self, verdict: &mut Verdict) {
        let shown = match CallbackUrl::parse(&self.url) {
            Ok(url) => json!({
                "encrypted": url.is_encrypted(),
                "request": url.with_query(self.variables.as_deref().unwrap_or_default()),
            }),
            Err(CallbackUrlError::Scheme) => refused("scheme", None),
            Err(CallbackUrlError::Host { at }) => refused("host", Some(at)),
            Err(CallbackUrlError::UserInfo) => refused("user_info", None),
            Err(CallbackUrlError::Character { at, .. }) => refused("character", Some(at)),
            Err(_) => refused("length", None),
        };
        verdict.check("address read", || same(&shown, &self.expect));
        verdict.check("address refused in the document's words", || match CallbackUrl::parse(&self.url) {
            Err(error) if !error.to_string().starts_with("Invalid URL") => Err(error.to_string()),
            _ => Ok(()),
        });
    }
}

/// What a callback proves itself with.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Basic {
    user: String,
    password: String,
    /// The header, or a refusal.
    expect: Value,
    /// Headers that come.
    #[serde(default)]
    headers: Vec<String>,
    /// Whether each is admitted.
    admits: Option<Value>,
}

impl Kind for Basic {
    fn run(self, verdict: &mut Verdict) {
        let auth = BasicAuth::new(&self.user, &self.password);
        let shown = match &auth {
            Ok(auth) => json!({ "authorization": auth.header() }),
            Err(BasicAuthError::Colon { at }) => refused("colon", Some(*at)),
            Err(_) => refused("control", None),
        };
        verdict.check("authorization written", || same(&shown, &self.expect));
        if let Some(admits) = &self.admits {
            verdict.check("authorization judged", || {
                let auth = auth.map_err(explain)?;
                let judged = self.headers.iter().map(|header| auth.admits(header.as_bytes()));
                same(&judged.collect::<Vec<_>>(), admits)
            });
        }
    }
}

/// When a callback is repeated: minutes from the first request, each failing at once.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Repeats {
    ladder: LadderName,
    expect: Value,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum LadderName {
    Mt,
    Mo,
}

impl Kind for Repeats {
    fn run(self, verdict: &mut Verdict) {
        let ladder = match self.ladder {
            LadderName::Mt => Ladder::MT,
            LadderName::Mo => Ladder::MO,
        };
        let mut passed = Duration::ZERO;
        let moments = (0..).map_while(|made| ladder.next(made)).map(|wait| {
            passed = passed.saturating_add(wait);
            passed.as_secs() / 60
        });
        let moments: Vec<u64> = moments.collect();
        let shown = json!({ "requests": ladder.requests(), "minutes": moments });
        verdict.check("requests of a ladder", || same(&shown, &self.expect));
    }
}
