//! Credits in the configuration: a whole number, or a decimal one in quotes.

use core::fmt;

use clickatell_core::credit::Credit;
use serde::Deserializer;
use serde::de::{Error, Visitor};

pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Credit, D::Error> {
    deserializer.deserialize_any(Amount)
}

pub(crate) fn deserialize_some<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Credit>, D::Error> {
    deserialize(deserializer).map(Some)
}

struct Amount;

impl Visitor<'_> for Amount {
    type Value = Credit;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("credits: a whole number, or a decimal number in quotes")
    }

    fn visit_i64<E: Error>(self, credits: i64) -> Result<Credit, E> {
        Credit::from_credits(credits).ok_or_else(|| E::custom("the amount is out of range"))
    }

    fn visit_u64<E: Error>(self, credits: u64) -> Result<Credit, E> {
        let credits = i64::try_from(credits).ok().and_then(Credit::from_credits);
        credits.ok_or_else(|| E::custom("the amount is out of range"))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Credit, E> {
        text.parse().map_err(E::custom)
    }
}
