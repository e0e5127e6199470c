//! Accounts: how far a new one has come, connections, and senders.

use clickatell_core::account::{ConnectionError, Connections, FREE_CREDITS, Senders, Stage};
use clickatell_core::feature::ApiKind;
use clickatell_core::id::ApiId;
use clickatell_core::number::{Msisdn, SenderId, ShortCode};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::Verdict;
use crate::line::Kind;
use crate::shape::{explain, refused, same};

/// What a new account may do before its phone number is confirmed, and behind that.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct NewAccount {
    confirmed: bool,
    /// What it wants to say.
    text: String,
    /// What the gateway lets it say.
    preset: String,
    expect: Value,
}

impl Kind for NewAccount {
    fn run(self, verdict: &mut Verdict) {
        let stage = if self.confirmed { Stage::Confirmed } else { Stage::New };
        let shown = json!({
            "credits": FREE_CREDITS.to_string(),
            "may_buy": stage.may_buy(),
            "text": stage.text(&self.text, &self.preset),
        });
        verdict.check("stage of an account", || same(&shown, &self.expect));
    }
}

/// Connections that are added one by one, and calls that name one.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Added {
    /// Id, account, door and description of each.
    add: Vec<(ApiId, String, String, String)>,
    /// Id and door of each call.
    #[serde(default)]
    call: Vec<(ApiId, String)>,
    /// What becomes of each addition.
    expect: Value,
    /// The account of each call, or the error that answers it.
    called: Option<Value>,
}

impl Kind for Added {
    fn run(self, verdict: &mut Verdict) {
        let door = |name: &str| ApiKind::from_name(name).ok_or_else(|| format!("{name} is no door"));
        let mut connections = Connections::new();
        let added = self.add.iter().map(|(id, account, kind, description)| {
            let added = connections.add(*id, account, door(kind)?, description);
            Ok(match added {
                Ok(()) => json!("added"),
                Err(ConnectionError::TakenId) => refused("taken_id", None),
                Err(ConnectionError::TakenDescription) => refused("taken_description", None),
                Err(error) => return Err(explain(error)),
            })
        });
        let added: Result<Vec<Value>, String> = added.collect();
        verdict.check("connections added", || same(&added?, &self.expect));
        if let Some(called) = &self.called {
            verdict.check("connections called", || {
                let found = self.call.iter().map(|(id, kind)| match connections.find(*id, door(kind)?) {
                    Ok(connection) => Ok(json!(connection.account)),
                    Err(code) => Ok(json!({ "error": { "code": code.get() } })),
                });
                same(&found.collect::<Result<Vec<_>, String>>()?, called)
            });
        }
    }
}

/// What an account may show as its sender, and whether it may show this.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Allowed {
    registered: Vec<String>,
    numbers: Vec<String>,
    short_codes: Vec<String>,
    sender: String,
    expect: Value,
}

impl Kind for Allowed {
    fn run(self, verdict: &mut Verdict) {
        verdict.check("sender allowed", || {
            let mut senders = Senders::default();
            for sender in &self.registered {
                senders.registered.insert(SenderId::parse(sender).map_err(explain)?);
            }
            for number in &self.numbers {
                senders.numbers.insert(Msisdn::parse(number).map_err(explain)?);
            }
            for code in &self.short_codes {
                senders.short_codes.insert(ShortCode::parse(code).map_err(explain)?);
            }
            let shown = match senders.check(&SenderId::parse(&self.sender).map_err(explain)?) {
                Ok(()) => json!("allowed"),
                Err(code) => json!({ "error": { "code": code.get() } }),
            };
            same(&shown, &self.expect)
        });
    }
}
