//! Accounts.

use core::fmt;
use std::collections::BTreeSet;

use clickatell_core::credit::Credit;
use clickatell_core::id::ApiId;
use clickatell_core::number::{Msisdn, SenderId, ShortCode};
use clickatell_core::secret::Secret;
use serde::de::value::SeqAccessDeserializer;
use serde::de::{Error as _, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

use super::{Api, Door, amount, password};

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
    /// Handsets pay a premium for what they send to `mo_number`. Such a number only receives: a message to it is refused
    /// with 114 over SOAP and HTTP, with 0x400 over SMPP (TW-8.5-1).
    #[serde(default)]
    pub mo_premium: bool,
    /// A short code that handsets may send to.
    pub short_code: Option<ShortCode>,
    /// Subscribed to two-way messaging: without it nothing that a handset sends reaches the account (SMPP-13-3).
    #[serde(default = "yes")]
    pub two_way: bool,
    /// Handsets that want nothing from the account any more: 122 over SOAP and HTTP, 0x400 over SMPP (TW 7.1).
    #[serde(default)]
    pub opted_out: BTreeSet<Msisdn>,
    /// Messages that may be accepted in a day of UTC; 130 for one more, 0x58 over SMPP. No limit without it.
    pub mt_per_day: Option<u32>,
    /// Messages that may be accepted in a calendar month of UTC, as `mt_per_day`.
    pub mt_per_month: Option<u32>,
    /// Credits that the account lets itself spend, ever; 302 beyond, 0x402 over SMPP. No limit without it.
    #[serde(default, deserialize_with = "amount::deserialize_some")]
    pub max_spend: Option<Credit>,
    /// What messages say, whatever they were to say, as long as an account tries its free credits out (SOAP-1-3). No account
    /// does without it (ruling A-65).
    pub trial_text: Option<String>,
    /// The connections, each with a number of its own.
    #[serde(default, rename = "api")]
    pub apis: Vec<Api>,
}

impl Account {
    /// The account of the default configuration.
    pub(crate) fn demo() -> Self {
        let api = |id, door| Api::new(ApiId::new(id), door);
        Self {
            user: "demo".into(),
            password: Secret::from("demo1234"),
            credits: Credit::from_credits(1000).unwrap_or_default(),
            frozen: false,
            compliant: true,
            senders: SenderId::parse("ACME").into_iter().collect(),
            mo_number: Msisdn::parse("447624803759").ok(),
            mo_premium: false,
            short_code: ShortCode::parse("33500").ok(),
            two_way: true,
            opted_out: BTreeSet::new(),
            mt_per_day: None,
            mt_per_month: None,
            max_spend: None,
            trial_text: None,
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

/// The accounts of a file, with a word on what is easily left out: the `[[account]]` above a connection.
pub(super) fn deserialize_all<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Account>, D::Error> {
    deserializer.deserialize_any(All)
}

struct All;

impl<'de> Visitor<'de> for All {
    type Value = Vec<Account>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("one [[account]] or several")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, accounts: A) -> Result<Vec<Account>, A::Error> {
        Vec::deserialize(SeqAccessDeserializer::new(accounts))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut account: A) -> Result<Vec<Account>, A::Error> {
        Err(A::Error::custom(match account.next_key::<String>()?.as_deref() {
            Some("api") => "an [[account.api]] needs an [[account]] above it",
            _ => "an account begins with [[account]], in double brackets",
        }))
    }
}

fn yes() -> bool {
    true
}
