//! `POST /gateway/accounts`: a fresh account, for a test that shares a gateway with others.

use std::collections::BTreeSet;

use axum::extract::State;
use axum::http::StatusCode;
use clickatell_core::credit::Credit;
use clickatell_core::hex;
use clickatell_core::id::ApiId;
use clickatell_core::number::{Msisdn, SenderId, ShortCode};
use clickatell_core::secret::Secret;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::Control;
use super::error::Error;
use super::extract::PerhapsBody;
use super::json::Json;
use crate::accounts::AddError;
use crate::config::{Account, Api, CallbackTarget, Door, amount, password};
use crate::store::{self, About, Kind};

/// The first of the numbers that connections get which are opened here.
const API_ID: u32 = 4_000_001;
/// What the numbers begin with that such accounts get; six digits follow.
const NUMBER: &str = "447625";

/// What an account is to be like; all of it may be left out.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Wanted {
    user: Option<String>,
    #[serde(deserialize_with = "password::deserialize_some")]
    password: Option<Secret>,
    #[serde(deserialize_with = "amount::deserialize_some")]
    credits: Option<Credit>,
    frozen: bool,
    senders: Option<BTreeSet<SenderId>>,
    mo_number: Option<Msisdn>,
    mo_premium: bool,
    short_code: Option<ShortCode>,
    opted_out: BTreeSet<Msisdn>,
    mt_per_day: Option<u32>,
    mt_per_month: Option<u32>,
    #[serde(deserialize_with = "amount::deserialize_some")]
    max_spend: Option<Credit>,
    trial_text: Option<String>,
    /// Of its connections to the SOAP and the HTTP door.
    callback: Option<CallbackTarget>,
}

/// The account, with all that its owner needs.
#[derive(Debug, Serialize)]
pub(super) struct Opened {
    user: String,
    password: String,
    credits: String,
    smpp_api_id: ApiId,
    soap_api_id: ApiId,
    http_api_id: ApiId,
    mo_number: Option<Msisdn>,
    short_code: Option<ShortCode>,
    senders: BTreeSet<SenderId>,
}

/// `POST /gateway/accounts`.
pub(super) async fn open(
    State(control): State<Control>,
    PerhapsBody(wanted): PerhapsBody<Wanted>,
) -> Result<Json<Opened>, Error> {
    let shared = &control.shared;
    if wanted.callback.as_ref().is_some_and(|callback| callback.probe) {
        return Err(Error::bad_request(
            "callback.probe: only a callback of the configuration is probed, at the start",
        ));
    }
    for (name, amount) in [("credits", wanted.credits), ("max_spend", wanted.max_spend)] {
        if amount.is_some_and(Credit::is_negative) {
            return Err(Error::bad_request(format!("{name}: below zero")));
        }
    }
    let [a, b, c, d, ..] = shared.random.octets().map_err(|error| {
        Error::new(StatusCode::SERVICE_UNAVAILABLE, format!("the system gives no random octets: {error}"))
    })?;
    let password = wanted.password.clone().unwrap_or_else(|| Secret::from(hex::encode(&[a, b, c, d])));
    let account = shared.accounts.open(|number| wanted.account(number, &password)).map_err(|error| {
        let status = match error {
            AddError::Config(_) => StatusCode::BAD_REQUEST,
            AddError::Full(_) => StatusCode::CONFLICT,
        };
        Error::new(status, error.to_string())
    })?;
    let (at, stored) = (shared.clock.now(), account.clone());
    let work = move |connection: &_| {
        store::register(connection, core::slice::from_ref(&stored))?;
        let about = About { account: Some(&stored.user), ..About::default() };
        store::append(connection, at, Kind::Account, about, &json!({ "what": "opened" })).map(drop)
    };
    shared.store.call(work).await?;
    let api_id = |door| account.first_api(door).map_or(ApiId::new(0), |api| api.id);
    Ok(Json(Opened {
        user: account.user.clone(),
        password: password.expose().to_owned(),
        credits: account.credits.to_string(),
        smpp_api_id: api_id(Door::Smpp),
        soap_api_id: api_id(Door::Soap),
        http_api_id: api_id(Door::Http),
        mo_number: account.mo_number,
        short_code: account.short_code,
        senders: account.senders.clone(),
    }))
}

impl Wanted {
    /// The account of this number among those that were opened, from 0. What is left out is as in the default account,
    /// but names and numbers, which are its own.
    fn account(&self, number: usize, password: &Secret) -> Account {
        let serial = u32::try_from(number).unwrap_or(u32::MAX);
        let id =
            |place: u32| ApiId::new(API_ID.saturating_add(serial.saturating_mul(3)).saturating_add(place));
        let mut account = Account::demo();
        account.user = self.user.clone().unwrap_or_else(|| format!("test{}", serial.saturating_add(1)));
        account.password = password.clone();
        account.credits = self.credits.unwrap_or(account.credits);
        account.frozen = self.frozen;
        account.senders = self.senders.clone().unwrap_or(account.senders);
        account.mo_number = self.mo_number.or_else(|| Msisdn::parse(&format!("{NUMBER}{serial:06}")).ok());
        account.mo_premium = self.mo_premium;
        account.short_code = self.short_code;
        account.opted_out = self.opted_out.clone();
        account.mt_per_day = self.mt_per_day;
        account.mt_per_month = self.mt_per_month;
        account.max_spend = self.max_spend;
        account.trial_text = self.trial_text.clone();
        let doors = [(Door::Smpp, 0), (Door::Soap, 1), (Door::Http, 2)];
        account.apis = doors.into_iter().map(|(door, place)| Api::new(id(place), door)).collect();
        for api in account.apis.iter_mut().filter(|api| api.door != Door::Smpp) {
            api.callback = self.callback.clone();
        }
        account
    }
}
