//! Routes to networks.

use clickatell_core::credit::Credit;
use clickatell_core::feature::ReqFeat;
use clickatell_core::route::Route;
use serde::Deserialize;

use super::{ConfigError, amount};

/// A way to a network (SOAP 6.2.8, 6.2.9 and 6.2.11, SMPP-3-9).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct RouteConfig {
    /// The beginning of the numbers that it goes to; every number where it is empty.
    #[serde(default)]
    pub prefix: String,
    /// What one part costs.
    #[serde(deserialize_with = "amount::deserialize")]
    pub price: Credit,
    /// What it can do: the sum of the features' numbers, as `req_feat` has it; everything without it.
    #[serde(default = "everything")]
    pub features: u32,
    /// Whether handsets can reply to what comes by it.
    #[serde(default = "yes")]
    pub replies: bool,
    /// Whether it takes nothing: what has no other route waits until it expires.
    #[serde(default)]
    pub congested: bool,
}

impl RouteConfig {
    /// That there can be such a route.
    pub(super) fn check(&self) -> Result<(), ConfigError> {
        let refused = |why: &str| {
            let prefix = &self.prefix;
            Err(ConfigError::in_values(format!("the route to {prefix:?}: {why}")))
        };
        if !self.prefix.bytes().all(|digit| digit.is_ascii_digit()) {
            return refused("a prefix is the beginning of a number: digits only");
        }
        if self.price.is_negative() {
            return refused("its price is below zero");
        }
        Ok(())
    }

    /// The route.
    pub(crate) fn route(&self) -> Route {
        let mut route = Route::new(self.price, ReqFeat::from_bits_retain(self.features));
        route.replies = self.replies;
        route.congested = self.congested;
        route
    }
}

const fn everything() -> u32 {
    ReqFeat::all().bits()
}

const fn yes() -> bool {
    true
}
