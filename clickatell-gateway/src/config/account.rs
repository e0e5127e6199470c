//! Accounts, and their connections to the doors.

use core::net::IpAddr;
use std::collections::BTreeSet;

use clickatell_core::callback::MtMethod;
use clickatell_core::credit::Credit;
use clickatell_core::delivery::{BasicAuth, CallbackUrl};
use clickatell_core::id::ApiId;
use clickatell_core::number::{Msisdn, SenderId, ShortCode};
use clickatell_core::secret::Secret;
use serde::Deserialize;

use super::{ConfigError, amount, password};

/// One customer of the gateway.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Account {
    /// The user name. SMPP carries at most 15 characters of ASCII; more are refused where there is an SMPP connection.
    pub user: String,
    /// The password. SMPP carries at most 8 characters (ruling A-S8); more are refused where there is an SMPP connection.
    #[serde(deserialize_with = "password::deserialize")]
    pub password: Secret,
    /// The balance when the store sees the account for the first time.
    #[serde(default, deserialize_with = "amount::deserialize")]
    pub credits: Credit,
    /// Disabled: binds and messages are refused with `0x403` (ruling A-S15).
    #[serde(default)]
    pub frozen: bool,
    /// Has passed the compliance test, and so may bind to the production server (SMPP-3-2).
    #[serde(default = "yes")]
    pub compliant: bool,
    /// Sender IDs that are registered. Its own numbers need not be (SMPP-10-6).
    #[serde(default)]
    pub senders: BTreeSet<SenderId>,
    /// The number rented for messages from handsets; also the default sender.
    pub mo_number: Option<Msisdn>,
    /// A short code that handsets may send to.
    pub short_code: Option<ShortCode>,
    /// Subscribed to two-way messaging: without it nothing that a handset sends reaches the account (SMPP-13-3).
    #[serde(default = "yes")]
    pub two_way: bool,
    /// The connections, each with a number of its own.
    #[serde(default, rename = "api")]
    pub apis: Vec<Api>,
}

/// One connection of an account to one door.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Api {
    /// Its number; at the SMPP door, what `system_type` must be.
    pub id: ApiId,
    /// The door that it opens.
    pub door: Door,
    /// The most that one message may cost; more is refused with `0x402` (SMPP-3-9).
    #[serde(default, deserialize_with = "amount::deserialize_some")]
    pub max_credits: Option<Credit>,
    /// Messages a second; more are refused with `0x58`. No limit without it (ruling A-S25).
    pub throughput: Option<u32>,
    /// Messages that have not come to an end; more are refused with `0x14`. No limit without it.
    pub queue: Option<usize>,
    /// Addresses that calls may come from; every address, if none is named. Others get error 007 (SOAP 5.1).
    #[serde(default)]
    pub peers: BTreeSet<IpAddr>,
    /// The country code that takes the place of a leading zero in destinations (SOAP 6.2.1).
    pub country_code: Option<String>,
    /// Where statuses are pushed.
    pub callback: Option<CallbackTarget>,
}

/// Where statuses of messages are pushed, and how (SOAP 6.2.5).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct CallbackTarget {
    /// Where to.
    pub url: CallbackUrl,
    /// In which shape.
    #[serde(default = "by_get")]
    pub method: MtMethod,
    /// The user of Basic authentication; none where it is empty.
    #[serde(default)]
    pub user: String,
    /// The password of Basic authentication.
    #[serde(default, deserialize_with = "password::deserialize")]
    pub password: Secret,
}

impl CallbackTarget {
    /// `HTTP GET` to this URL, without authentication.
    #[must_use]
    pub fn new(url: CallbackUrl, method: MtMethod) -> Self {
        Self { url, method, user: String::new(), password: Secret::default() }
    }

    /// What callbacks prove themselves with.
    pub(crate) fn auth(&self) -> Option<BasicAuth> {
        if self.user.is_empty() { None } else { BasicAuth::new(&self.user, self.password.expose()).ok() }
    }
}

const fn by_get() -> MtMethod {
    MtMethod::HttpGet
}

/// A way into the gateway.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Door {
    /// SMPP.
    Smpp,
    /// SOAP, in either style.
    Soap,
    /// HTTP, and with it MT billing.
    Http,
}

impl Api {
    /// A connection without limits and callbacks.
    #[must_use]
    pub const fn new(id: ApiId, door: Door) -> Self {
        Self {
            id,
            door,
            max_credits: None,
            throughput: None,
            queue: None,
            peers: BTreeSet::new(),
            country_code: None,
            callback: None,
        }
    }
}

impl Account {
    /// The account of the default configuration.
    pub(super) fn demo() -> Self {
        let api = |id, door| Api::new(ApiId::new(id), door);
        Self {
            user: "demo".into(),
            password: Secret::from("demo1234"),
            credits: Credit::from_credits(1000).unwrap_or_default(),
            frozen: false,
            compliant: true,
            senders: SenderId::parse("ACME").into_iter().collect(),
            mo_number: Msisdn::parse("447624803759").ok(),
            short_code: ShortCode::parse("33500").ok(),
            two_way: true,
            apis: vec![api(3_000_001, Door::Smpp), api(3_000_002, Door::Soap), api(3_000_003, Door::Http)],
        }
    }

    /// The connection with this number.
    #[must_use]
    pub fn api(&self, id: ApiId) -> Option<&Api> {
        self.apis.iter().find(|api| api.id == id)
    }

    /// The first connection to this door.
    #[must_use]
    pub fn first_api(&self, door: Door) -> Option<&Api> {
        self.apis.iter().find(|api| api.door == door)
    }

    /// Whether a handset that sends to this number sends to this account.
    #[must_use]
    pub fn owns(&self, number: &str) -> bool {
        self.mo_number.is_some_and(|own| own.as_str() == number)
            || self.short_code.is_some_and(|own| own.as_str() == number)
    }

    /// Whether messages may show this sender: it is registered, or it is the account's own number.
    #[must_use]
    pub fn may_send_as(&self, sender: &SenderId) -> bool {
        self.senders.contains(sender) || self.owns(sender.as_str())
    }
}

/// What a `system_id` of SMPP holds, without its NUL.
const SMPP_USER: usize = 15;
/// What a `password` of SMPP holds, without its NUL.
const SMPP_PASSWORD: usize = 8;

/// Whoever has a connection to the SMPP door can bind to it.
fn check_credentials(account: &Account) -> Result<(), ConfigError> {
    if account.first_api(Door::Smpp).is_none() {
        return Ok(());
    }
    for (what, length, most) in
        [("user name", account.user.len(), SMPP_USER), ("password", account.password.len(), SMPP_PASSWORD)]
    {
        if length > most {
            let user = &account.user;
            return Err(ConfigError::in_values(format!(
                "user {user:?}: a {what} of {length} characters cannot be sent over SMPP, which has {most}; \
                 shorten it, or leave out the api of door \"smpp\""
            )));
        }
    }
    Ok(())
}

/// No two accounts have one user name or number, no two connections one API id.
pub(super) fn check(accounts: &[Account]) -> Result<(), ConfigError> {
    let mut seen = BTreeSet::new();
    for account in accounts {
        let user = account.user.as_str();
        if user.is_empty() || !user.is_ascii() {
            return Err(ConfigError::in_values(format!(
                "user {user:?}: a user name is ASCII, and not empty"
            )));
        }
        check_credentials(account)?;
        let numbers = account.mo_number.iter().map(|number| format!("mo_number {number}"));
        let codes = account.short_code.iter().map(|code| format!("short_code {code}"));
        let apis = account.apis.iter().map(|api| format!("api id {}", api.id));
        for name in numbers.chain(codes).chain(apis).chain([format!("user {user:?}")]) {
            if let Some(twice) = seen.replace(name) {
                return Err(ConfigError::in_values(format!("{twice} is there twice")));
            }
        }
    }
    Ok(())
}

fn yes() -> bool {
    true
}
