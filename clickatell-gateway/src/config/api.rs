//! Connections of accounts to the doors.

use core::net::IpAddr;
use std::collections::BTreeSet;

use clickatell_core::callback::MtMethod;
use clickatell_core::credit::Credit;
use clickatell_core::delivery::{BasicAuth, CallbackUrl};
use clickatell_core::id::ApiId;
use clickatell_core::number::CountryCode;
use clickatell_core::secret::Secret;
use serde::Deserialize;

use super::{amount, password};

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
    /// Messages a second at the SMPP door; more are refused with `0x58`. No limit without it (ruling A-S25). The other
    /// doors have no error for it.
    pub throughput: Option<u32>,
    /// Messages that have not come to an end; more are refused with `0x14`, over SOAP and HTTP with 901. No limit without
    /// it.
    pub queue: Option<usize>,
    /// Addresses that calls may come from; every address, if none is named. Others get error 007 (SOAP 5.1).
    #[serde(default)]
    pub peers: BTreeSet<IpAddr>,
    /// The country code that takes the place of a leading zero in destinations (SOAP 6.2.1).
    pub country_code: Option<CountryCode>,
    /// Where statuses are pushed.
    pub callback: Option<CallbackTarget>,
}

/// Where statuses of messages are pushed, and how (SOAP 6.2.5).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct CallbackTarget {
    /// Where to, over `http`: the stand-in has no TLS.
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
    /// Call the URL once, without any parameter, when the connection is set up: where that is not answered with a status
    /// from 200 to 299 the gateway does not start (SOAP-6.2.5-4).
    #[serde(default)]
    pub probe: bool,
}

impl CallbackTarget {
    /// `HTTP GET` to this URL, without authentication.
    #[must_use]
    pub fn new(url: CallbackUrl, method: MtMethod) -> Self {
        Self { url, method, user: String::new(), password: Secret::default(), probe: false }
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
