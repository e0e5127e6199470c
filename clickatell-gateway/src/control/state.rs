//! `/gateway/state`.

use std::collections::BTreeMap;

use axum::extract::State;
use clickatell_core::credit::Credit;
use serde::Serialize;

use super::Control;
use super::clock::Clock;
use super::error::Error;
use super::json::Json;
use crate::config::Account;
use crate::smpp::SessionView;
use crate::store;

/// What there is, and how it stands.
#[derive(Debug, Serialize)]
pub(super) struct View {
    accounts: Vec<AccountView>,
    clock: Clock,
    smpp: SmppView,
    soap: SoapView,
    messages: MessagesView,
    /// The number of the last event.
    sequence: i64,
}

#[derive(Debug, Serialize)]
struct AccountView {
    user: String,
    balance: String,
    /// Receipts and messages from handsets that wait for an SMPP client to receive them.
    held: i64,
    frozen: bool,
    api_ids: Vec<u64>,
    mo_number: Option<String>,
    short_code: Option<String>,
}

#[derive(Debug, Serialize)]
struct SmppView {
    connections: usize,
    binds: Vec<SessionView>,
    pdus: Counts,
}

#[derive(Debug, Serialize)]
struct SoapView {
    /// By operation; `wsdl` for a description, `refused` for what holds no call.
    calls: Counts,
}

#[derive(Debug, Serialize)]
struct Counts {
    r#in: BTreeMap<&'static str, u64>,
    out: BTreeMap<&'static str, u64>,
}

#[derive(Debug, Serialize)]
struct MessagesView {
    /// Not yet at their end.
    on_their_way: usize,
}

/// `GET /gateway/state`.
pub(super) async fn state(State(control): State<Control>) -> Result<Json<View>, Error> {
    let shared = &control.shared;
    let known: Vec<&Account> = shared.accounts.iter().collect();
    let users: Vec<String> = known.iter().map(|account| account.user.clone()).collect();
    let stored = shared
        .store
        .call(move |connection| {
            let of =
                |user: &String| Ok((store::balance(connection, user)?, store::held_for(connection, user)?));
            users.iter().map(of).collect::<Result<Vec<_>, _>>()
        })
        .await?;
    let accounts = known.into_iter().zip(stored);
    Ok(Json(View {
        accounts: accounts.map(|(account, stored)| account_view(account, stored)).collect(),
        clock: Clock::of(&control),
        smpp: SmppView {
            connections: shared.smpp.connections(),
            binds: shared.smpp.sessions(),
            pdus: Counts { r#in: shared.smpp.tally().inward(), out: shared.smpp.tally().outward() },
        },
        soap: SoapView { calls: Counts { r#in: shared.soap.inward(), out: shared.soap.outward() } },
        messages: MessagesView { on_their_way: shared.on_their_way() },
        sequence: *shared.store.sequence().borrow(),
    }))
}

fn account_view(account: &Account, (balance, held): (Credit, i64)) -> AccountView {
    AccountView {
        user: account.user.clone(),
        balance: balance.to_string(),
        held,
        frozen: account.frozen || balance.is_negative(),
        api_ids: account.apis.iter().map(|api| api.id.get()).collect(),
        mo_number: account.mo_number.map(String::from),
        short_code: account.short_code.map(String::from),
    }
}
