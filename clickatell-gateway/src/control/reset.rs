//! `POST /gateway/reset`: forgets what came before, so that the next test begins as the first did.

use std::collections::BTreeSet;

use axum::extract::State;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::Control;
use super::error::Error;
use super::extract::PerhapsBody;
use super::json::Json;
use crate::api::Login;
use crate::config::Account;
use crate::shared::lock;
use crate::store::{self, About, Forgotten, Kind};

/// What is to be forgotten.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Wanted {
    /// Everything without it.
    scope: Option<BTreeSet<Scope>>,
    /// Of this account only; other accounts' things stay, and outcomes that name no account or another.
    account: Option<String>,
}

/// A kind of thing that can be forgotten.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
enum Scope {
    /// Messages, what is held for clients, and callbacks.
    Messages,
    /// What was refused.
    Refusals,
    /// Everything that happened, histories included.
    Events,
    /// Rules; those of the configuration are set again.
    Outcomes,
    /// Sessions and batches of the text doors.
    Sessions,
    /// What accounts spent, and how much they sent.
    Balances,
    /// Refused binds, and that too many of them lock out.
    Lockouts,
}

const ALL: [Scope; 7] = [
    Scope::Messages,
    Scope::Refusals,
    Scope::Events,
    Scope::Outcomes,
    Scope::Sessions,
    Scope::Balances,
    Scope::Lockouts,
];

/// What was forgotten.
#[derive(Debug, Serialize)]
pub(super) struct Cleared {
    scope: BTreeSet<Scope>,
    messages: usize,
    callbacks: usize,
    refusals: usize,
    events: usize,
    /// Those that are gone, or are again as the configuration has them.
    outcomes: usize,
    sessions: usize,
    batches: usize,
    /// Accounts that had spent or sent something.
    balances: usize,
    /// Addresses and users whose binds had been refused.
    lockouts: usize,
}

/// `POST /gateway/reset`. Binds stay, and accounts that were opened.
pub(super) async fn reset(
    State(control): State<Control>,
    PerhapsBody(Wanted { scope, account }): PerhapsBody<Wanted>,
) -> Result<Json<Cleared>, Error> {
    let shared = &control.shared;
    let accounts: Vec<Account> = match &account {
        None => shared.accounts.iter().cloned().collect(),
        Some(user) => {
            vec![shared.account(user).cloned().ok_or_else(Error::no_account)?]
        }
    };
    let apis = |account: &Account| account.apis.iter().map(|api| api.id).collect::<Vec<_>>();
    let users: Vec<_> = accounts.iter().map(|account| (account.user.clone(), apis(account))).collect();
    let scope = scope.unwrap_or_else(|| BTreeSet::from(ALL));
    let (at, wanted, of) = (shared.clock.now(), scope.clone(), account.clone());
    let work = move |connection: &_| {
        let of = of.as_deref();
        let has = |scope| wanted.contains(&scope);
        let forgotten = has(Scope::Messages).then(|| store::forget_messages(connection, of)).transpose()?;
        let refusals = has(Scope::Refusals).then(|| store::forget_refusals(connection, of)).transpose()?;
        let events = has(Scope::Events).then(|| store::forget_events(connection, of)).transpose()?;
        let mut balances = 0_usize;
        for account in accounts.iter().filter(|_| has(Scope::Balances)) {
            balances = balances.saturating_add(store::restore(connection, account)?);
        }
        let about = About { account: of, ..About::default() };
        store::append(connection, at, Kind::Reset, about, &json!({ "scope": wanted }))?;
        Ok((forgotten.unwrap_or_default(), refusals.unwrap_or(0), events.unwrap_or(0), balances))
    };
    let (forgotten, refusals, events, balances) = shared.store.call(work).await?;
    shared.recall_oldest_held().await?;
    for (id, api) in &forgotten.unfinished {
        shared.stop(id, *api);
    }
    shared.callbacks.forget(at, &forgotten.callbacks.iter().copied().collect());
    let of = account.as_deref();
    let outcomes =
        scope.contains(&Scope::Outcomes).then(|| shared.outcomes.restore(&shared.config.outcomes, of));
    let lockouts = scope.contains(&Scope::Lockouts).then(|| shared.smpp.forget_lockouts(of));
    let (mut sessions, mut batches) = (0_usize, 0_usize);
    if scope.contains(&Scope::Sessions) {
        for (user, apis) in &users {
            for api in apis {
                let closed = lock(&shared.sessions).close_all(&Login { user: user.clone(), api: *api });
                sessions = sessions.saturating_add(closed);
            }
            batches = batches.saturating_add(lock(&shared.batches).end_all(user));
        }
    }
    let Forgotten { messages, callbacks, .. } = forgotten;
    Ok(Json(Cleared {
        scope,
        messages,
        callbacks: callbacks.len(),
        refusals,
        events,
        outcomes: outcomes.unwrap_or(0),
        sessions,
        batches,
        balances,
        lockouts: lockouts.unwrap_or(0),
    }))
}
