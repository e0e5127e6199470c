//! Who calls, templates of batches, and what a client puts together with little help.

use clickatell_core::feature::ApiKind;
use clickatell_core::hex;
use clickatell_core::number::SenderId;
use clickatell_core::send::{Auth, Content, Options, Tolerance};
use serde::Deserialize;
use serde_json::{Value, json};

use super::parameters::{given_of, refusal};
use crate::Verdict;
use crate::line::Kind;
use crate::shape::{LongText, explain, same};

/// Who calls: a session, or credentials, whose password does not show.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Caller {
    /// True for the call that opens a session, which has none yet.
    opens_session: bool,
    given: Vec<(String, LongText)>,
    expect: Value,
}

impl Kind for Caller {
    fn run(self, verdict: &mut Verdict) {
        let given = given_of(&self.given, Tolerance::STRICT, &mut ());
        let auth = match self.opens_session {
            true => given.credentials(&mut ()).map(Auth::Inline),
            false => given.auth(&mut ()),
        };
        let shown = match &auth {
            Ok(Auth::Session(id)) => json!({ "session_id": id.as_str() }),
            Ok(Auth::Inline(credentials)) => json!({
                "api_id": credentials.api_id.to_string(),
                "user": credentials.user,
                "password": credentials.password.expose(),
                "password_shown": credentials.password.to_string(),
            }),
            Ok(_) => Value::Null,
            Err(fault) => refusal(fault),
        };
        verdict.check("caller read", || same(&shown, &self.expect));
        if let Some(password) = self.expect["password"].as_str().filter(|password| !password.is_empty()) {
            verdict.check("password hidden", || {
                let seen = format!("{auth:?} {given:?}").contains(password);
                if seen { Err("the password shows".to_owned()) } else { Ok(()) }
            });
        }
    }
}

/// A template and what stands in its fields.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Batch {
    given: Vec<(String, LongText)>,
    fields: Vec<String>,
    expect: Value,
}

impl Kind for Batch {
    fn run(self, verdict: &mut Verdict) {
        let given = given_of(&self.given, Tolerance::STRICT, &mut ());
        let template = given.template(&mut ());
        let to = || [String::from("27999123454").into()].to_vec();
        let message = template
            .as_ref()
            .map_err(|fault| *fault)
            .and_then(|template| template.message(to(), &self.fields));
        let shown = match &message {
            Ok(message) => match &message.content {
                Content::Text(text) | Content::Unicode(text) => json!({ "text": text }),
                content => json!({ "data": hex::encode(&content.octets()) }),
            },
            Err(fault) => refusal(fault),
        };
        verdict.check("template filled", || same(&shown, &self.expect));
        if let Ok(template) = &template {
            verdict.check("template built", || {
                let built = template.build().map_err(explain)?;
                let names: Vec<String> = built.iter().map(|(name, _)| name.to_string()).collect();
                let again: Vec<_> = names
                    .into_iter()
                    .zip(built.iter().map(|(_, value)| LongText(value.to_string())))
                    .collect();
                let read = given_of(&again, Tolerance::STRICT, &mut ());
                let same = read.template(&mut ()).as_ref() == Ok(template);
                if same { Ok(()) } else { Err(format!("{again:?} is another one")) }
            });
        }
    }
}

/// Options as a client asks for them.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Asked {
    /// It is urgent.
    #[serde(default)]
    urgent: bool,
    /// The sender must be kept.
    sender: Option<String>,
    /// Their parameters, in order.
    expect: Value,
}

impl Kind for Asked {
    fn run(self, verdict: &mut Verdict) {
        verdict.check("options built", || {
            let mut options = Options::default();
            if self.urgent {
                options = options.urgent();
            }
            if let Some(sender) = &self.sender {
                options = options.require_sender(SenderId::parse(sender).map_err(explain)?);
            }
            same(&options.build().map_err(explain)?, &self.expect)
        });
    }
}

/// Whether the handset can reply to a message that comes by a door.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ReplyEnabled {
    door: String,
    mo: bool,
    expect: Value,
}

impl Kind for ReplyEnabled {
    fn run(self, verdict: &mut Verdict) {
        verdict.check("reply enabled", || {
            let door = ApiKind::from_name(&self.door).ok_or("no such door")?;
            let mut options = Options::default();
            options.mo = self.mo;
            same(&options.is_reply_enabled(door), &self.expect)
        });
    }
}
