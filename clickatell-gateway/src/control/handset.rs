//! `/gateway/handset/MSISDN`.

use axum::extract::{Path, State};
use clickatell_core::number::Msisdn;
use serde::{Deserialize, Serialize};

use super::Control;
use super::error::Error;
use super::extract::Body;
use super::json::Json;
use crate::handset::{Given, Shown, shown};
use crate::store;

/// A handset, and what is on it.
#[derive(Debug, Serialize)]
pub(super) struct Inbox {
    msisdn: Msisdn,
    messages: Vec<Shown>,
}

/// `GET /gateway/handset/MSISDN`: what that handset received, parts joined, in the order in which it received it.
pub(super) async fn inbox(
    State(control): State<Control>,
    Path(number): Path<String>,
) -> Result<Json<Inbox>, Error> {
    let msisdn = msisdn(&number)?;
    let limit = i64::try_from(control.shared.config.limits.page).unwrap_or(i64::MAX);
    let received = control
        .shared
        .store
        .call(move |connection| store::received(connection, msisdn.as_str(), limit))
        .await?;
    Ok(Json(Inbox { msisdn, messages: shown(received) }))
}

/// What a handset sends.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Text {
    to: String,
    text: Option<String>,
    hex: Option<String>,
    charset: Option<String>,
    udh: Option<String>,
    network: Option<String>,
}

/// The message that the gateway made of it.
#[derive(Debug, Serialize)]
pub(super) struct Sent {
    id: String,
}

/// `POST /gateway/handset/MSISDN/mo`: the handset sends a message to a number of an account's.
pub(super) async fn send(
    State(control): State<Control>,
    Path(number): Path<String>,
    Body(Text { to, text, hex, charset, udh, network }): Body<Text>,
) -> Result<Json<Sent>, Error> {
    let from = msisdn(&number)?;
    let given = Given {
        text: text.as_deref(),
        hex: hex.as_deref(),
        charset: charset.as_deref(),
        udh: udh.as_deref(),
    };
    let id = control.shared.mobile_originated(from, &to, given, network).await?;
    Ok(Json(Sent { id: id.as_str().to_owned() }))
}

fn msisdn(text: &str) -> Result<Msisdn, Error> {
    Msisdn::parse(text).map_err(|error| Error::bad_request(error.to_string()))
}
