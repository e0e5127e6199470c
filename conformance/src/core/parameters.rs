//! Parameters of a call that sends: checked values and defaults, or a refusal; and what a client builds.

use clickatell_core::feature::ApiKind;
use clickatell_core::form::{self, Builder, Space, pairs};
use clickatell_core::hex;
use clickatell_core::number::CountryCode;
use clickatell_core::send::{
    Content, DeliveryTime, Fault, Given, Limits, Options, Parameter, SendGrammar, SendMsg, Tolerance,
    Warning, destination,
};
use clickatell_core::wire::Notes;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::table::names;
use crate::Verdict;
use crate::line::Kind;
use crate::shape::{LongText, Tolerated, explain, is_good, same};

/// What a call was given, by SOAP name by name or by HTTP as a form.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Parameters {
    given: Option<Vec<(String, LongText)>>,
    form: Option<String>,
    /// The code that a connection puts in the place of a leading zero.
    country_code: Option<CountryCode>,
    /// Checked values, of which only those that are there are compared; or a refusal.
    expect: Value,
    /// What a client gives for the same message, in order.
    built: Option<Value>,
    /// What a client of the HTTP door writes for it.
    built_form: Option<Value>,
    /// What remains where all that the field sends is let pass: the values and the notes.
    tolerated: Option<Tolerated>,
}

impl Kind for Parameters {
    fn run(self, verdict: &mut Verdict) {
        let mut notes = Vec::new();
        let strict = self.read(Tolerance::STRICT, &mut notes);
        match &strict {
            Ok(Ok(message)) if is_good(&self.expect) => {
                verdict.check("parameters read", || {
                    same(&notes.len(), &json!(0))?;
                    members(&shown(message, self.country_code), &self.expect)
                });
                self.written(message, verdict);
            }
            Ok(Ok(message)) => verdict.check("parameters refused", || {
                let refusal = message.parts().err().as_ref().map(refusal);
                same(&refusal, &self.expect)
            }),
            Ok(Err(fault)) => verdict.check("parameters refused", || same(&refusal(fault), &self.expect)),
            Err(failure) => verdict.check("parameters taken", || Err(failure.clone())),
        }
        if let Some(tolerated) = &self.tolerated {
            verdict.check("parameters tolerated", || {
                let mut notes = Vec::new();
                let message = self.read(Tolerance::FIELD, &mut notes)?.map_err(explain)?;
                members(&shown(&message, self.country_code), &tolerated.expect)?;
                same(&notes.iter().map(place).collect::<Vec<_>>(), &tolerated.notes)
            });
        }
    }
}

impl Parameters {
    fn read(
        &self,
        tolerance: Tolerance,
        notes: &mut impl Notes<SendGrammar>,
    ) -> Result<Result<SendMsg<'static>, Fault>, String> {
        let given = match (&self.given, &self.form) {
            (Some(values), None) => Ok(given_of(values, tolerance, notes)),
            (None, Some(form)) => given_of_form(form, tolerance, notes)?,
            _ => return Err("one of given and form".to_owned()),
        };
        Ok(given.and_then(|given| given.message(notes).map(SendMsg::into_owned)))
    }

    /// What a client builds of a message that was read.
    fn written(&self, message: &SendMsg<'_>, verdict: &mut Verdict) {
        if message.to.iter().all(|to| destination(to, None, message.options.mo).is_ok()) {
            verdict.check("parameters built and read again", || {
                let built = message.build().map_err(explain)?;
                let again = built.iter().map(|(name, value)| (name.to_string(), LongText(value.to_string())));
                let again: Vec<_> = again.collect();
                let read = given_of(&again, Tolerance::STRICT, &mut ());
                let read = read.message(&mut ()).map_err(explain)?;
                if read == *message { Ok(()) } else { Err(format!("{built:?} is another message")) }
            });
        }
        if let Some(built) = &self.built {
            verdict.check("parameters built", || same(&message.build().map_err(explain)?, built));
        }
        if let Some(form) = &self.built_form {
            verdict.check("form built", || {
                let builder = message.write_form(Builder::body(Space::Plus)).map_err(explain)?;
                same(&builder.into_string(), form)
            });
        }
    }
}

/// What a call by SOAP was given. A name that is no parameter's is not seen.
pub(super) fn given_of<'v>(
    values: &'v [(String, LongText)],
    tolerance: Tolerance,
    notes: &mut impl Notes<SendGrammar>,
) -> Given<'v> {
    let mut given = Given::new(ApiKind::Soap, tolerance, Limits::default());
    for (name, value) in values {
        given.insert(name, value.0.as_str(), notes);
    }
    given
}

/// What a call by HTTP was given.
fn given_of_form<'v>(
    form: &'v str,
    tolerance: Tolerance,
    notes: &mut impl Notes<SendGrammar>,
) -> Result<Result<Given<'v>, Fault>, String> {
    let mut none = ();
    let pairs = pairs(form.as_bytes(), form::Tolerance::STRICT, form::Limits::default(), &mut none);
    let pairs = pairs.collect::<Result<Vec<_>, _>>().map_err(explain)?;
    Ok(Given::from_pairs(pairs, tolerance, Limits::default(), notes))
}

/// A refusal: the error that is answered, and what is wrong where.
pub(crate) fn refusal(fault: &Fault) -> Value {
    let mut error = place(fault);
    error["code"] = json!(fault.answer().get());
    json!({ "error": error })
}

/// What is wrong in which parameter, and where its value goes wrong.
pub(crate) fn place(fault: &Fault) -> Value {
    json!({ "rule": fault.rule().name(), "parameter": fault.field().name(), "at": fault.at() })
}

/// Every checked value, those at their default too.
pub(crate) fn shown(message: &SendMsg<'_>, country_code: Option<CountryCode>) -> Result<Value, String> {
    let options = &message.options;
    let parts = message.parts().map_err(explain)?;
    let (text, data) = match &message.content {
        Content::Text(text) | Content::Unicode(text) => (Some(text), None),
        Content::Data(data) => (None, Some(hex::encode(data))),
        _ => (None, None),
    };
    let mut shown = shown_options(options);
    let own = json!({
        "to": shown_destinations(&message.to, country_code, options.mo),
        "text": text,
        "unicode": matches!(message.content, Content::Unicode(_)),
        "data": data,
        "octets": hex::encode(&message.content.octets()),
        "udh": message.udh.as_ref().map(|udh| hex::encode(udh.octets())),
        "parts": parts,
        "features": names(message.features(parts)),
        "warnings": message.warnings().iter().map(warning).collect::<Vec<_>>(),
    });
    shown.extend(own.as_object().cloned().unwrap_or_default());
    Ok(Value::Object(shown))
}

/// The number of each destination, or its refusal.
pub(crate) fn shown_destinations(
    to: &[impl AsRef<str>],
    country_code: Option<CountryCode>,
    reply: bool,
) -> Vec<Value> {
    let shown = to.iter().map(|to| match destination(to.as_ref(), country_code, reply) {
        Ok(number) => json!(number.as_str()),
        Err(fault) => refusal(&fault),
    });
    shown.collect()
}

/// How messages are sent.
pub(crate) fn shown_options(options: &Options) -> Map<String, Value> {
    let shown = json!({
        "from": options.from.map(String::from),
        "concat": options.concat.get(),
        "deliv_ack": options.deliv_ack,
        "msg_callback": options.callback.get(),
        "deliv_time": options.deliv_time.map(DeliveryTime::get),
        "earliest_seconds": options.deliv_time.map(|delay| delay.earliest().as_secs()),
        "max_credits": options.max_credits.map(String::from),
        "req_feat": options.req_feat.bits(),
        "queue": options.queue.get(),
        "escalate": options.escalate,
        "mo": options.mo,
        "climsgid": options.client_message_id.map(String::from),
        "msg_type": options.msg_type.name(),
        "validity": options.validity.get(),
        "expires_after_seconds": options.expires_after().as_secs(),
    });
    shown.as_object().cloned().unwrap_or_default()
}

fn warning(warning: &Warning) -> &'static str {
    match warning {
        Warning::ShortDelay => "short_delay",
        Warning::ManyParts => "many_parts",
        Warning::UnlistedCredits => "unlisted_credits",
        Warning::WordWithOctets => "word_with_octets",
        Warning::NotGsm(_) => "not_gsm",
        Warning::Sender(_) => "sender",
        _ => "?",
    }
}

/// Compares the members that are expected, each of which must be there.
fn members(found: &Result<Value, String>, expected: &Value) -> Result<(), String> {
    let (found, expected) = (found.as_ref()?, expected.as_object().ok_or("expect is no object")?);
    let chosen: Map<String, Value> =
        expected.keys().filter_map(|name| Some((name.clone(), found.get(name)?.clone()))).collect();
    if expected.is_empty() {
        return Err("nothing is expected".to_owned());
    }
    same(&chosen, &Value::Object(expected.clone()))
}

/// A parameter: its name by HTTP, and the operations that have it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Named {
    name: String,
    expect: Value,
}

impl Kind for Named {
    fn run(self, verdict: &mut Verdict) {
        verdict.check("parameter known", || {
            let parameter = Parameter::from_name(&self.name, ApiKind::Soap).ok_or("no such parameter")?;
            let by_http = parameter.name_in(ApiKind::Http);
            same(&Parameter::from_name(by_http, ApiKind::Http), &json!(self.name))?;
            let operations: Vec<_> =
                parameter.operations().iter().map(|operation| operation.name()).collect();
            same(&json!({ "http": by_http, "operations": operations }), &self.expect)
        });
    }
}
