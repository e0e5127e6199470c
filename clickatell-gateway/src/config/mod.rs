//! What the stand-in is told before it starts: a TOML file, every key of which has a default.

mod account;
pub(crate) mod amount;
mod api;
mod check;
mod error;
mod limits;
mod outcome;
pub(crate) mod password;
mod route;

use core::net::SocketAddr;
use core::num::NonZeroUsize;
use core::str::FromStr;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use clickatell_core::credit::Credit;
use clickatell_core::number::{Msisdn, SenderId};
use clickatell_smpp::profile::{Profile, clickatell};
use serde::Deserialize;

pub use account::Account;
pub use api::{Api, CallbackTarget, Door};
pub(crate) use check::check as check_accounts;
pub use error::ConfigError;
pub use limits::Limits;
pub use outcome::{Match, Outcome, Then};
pub use route::RouteConfig;

/// The default configuration as a file with comments, as `clickatell gateway --print-config` prints it.
///
/// It says the same as [`Config::default`].
#[must_use]
pub const fn default_toml() -> &'static str {
    include_str!("default.toml")
}

/// The whole configuration.
///
/// ```
/// use clickatell_gateway::config::Config;
///
/// let config: Config = "[smpp]\nprofile = \"standard\"".parse()?;
/// assert_eq!(config.accounts[0].user, "demo");
/// let error = "[smpp]\nprofil = \"standard\"".parse::<Config>().unwrap_err();
/// assert_eq!((error.line, error.column), (Some(2), Some(1)));
/// # Ok::<(), clickatell_gateway::config::ConfigError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[non_exhaustive]
pub struct Config {
    /// Where the doors are.
    pub listen: Listen,
    /// Where messages are kept.
    pub store: StoreConfig,
    /// The SMPP door.
    pub smpp: SmppConfig,
    /// The doors over HTTP.
    pub http: HttpConfig,
    /// What the stand-in knows about numbers.
    pub numbers: Numbers,
    /// What messages cost.
    pub prices: Prices,
    /// Routes for messages; one that goes everywhere for the standard price where there is none.
    #[serde(rename = "route")]
    pub routes: Vec<RouteConfig>,
    /// What becomes of messages that a rule names, by the rules' names.
    #[serde(rename = "outcome")]
    pub outcomes: BTreeMap<String, Outcome>,
    /// How far everything that a peer can make grow may grow.
    pub limits: Limits,
    /// Who may use the gateway; one account, `demo`, unless others are named.
    #[serde(rename = "account", deserialize_with = "account::deserialize_all")]
    pub accounts: Vec<Account>,
}

/// Where the doors are; port 0 takes a free one.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[non_exhaustive]
pub struct Listen {
    /// The SMPP door.
    pub smpp: SocketAddr,
    /// The HTTP doors and the control interface.
    pub http: SocketAddr,
    /// Names by which requests to the control interface may call it, beside `localhost` and any address. Others are
    /// refused, so that no web page can reach it by a name of its own.
    pub hosts: Vec<String>,
}

/// Where messages are kept.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[non_exhaustive]
pub struct StoreConfig {
    /// A SQLite file; in memory without one.
    pub file: Option<PathBuf>,
}

/// The SMPP door.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[non_exhaustive]
pub struct SmppConfig {
    /// Whose rules hold.
    pub profile: SmppProfile,
    /// Refuse what the documents leave open whether to refuse (rulings A-S19, A-S22).
    pub strict: bool,
    /// Which of the vendor's two servers this is (SMPP 3 and 5).
    pub server: Server,
    /// How many sessions of one kind a connection (API id) may have at once; the profile's rule without it, which is 1
    /// for `clickatell` and no limit for `standard` (ruling A-S1).
    pub binds_per_kind: Option<NonZeroUsize>,
    /// Requests of a client's that may await an answer before its input is left unread; the profile's without it.
    pub duties: Option<NonZeroUsize>,
    /// Addresses that may connect; everybody where there is none. Others are closed without a word (SMPP-3-6).
    pub peers: BTreeSet<core::net::IpAddr>,
}

/// Whose rules hold at the SMPP door.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum SmppProfile {
    /// The Clickatell gateway's, by *SMPP API v2.4.5*.
    #[default]
    Clickatell,
    /// Those of SMPP alone: no lockout, no limit of binds, no rule on senders' form.
    Standard,
}

/// Which of the vendor's two SMPP servers the stand-in plays.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Server {
    /// Where an account is tried out.
    Test,
    /// Where only compliant accounts may bind.
    #[default]
    Production,
}

/// The doors over HTTP: `/http/…` and SOAP.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[non_exhaustive]
pub struct HttpConfig {
    /// Refuse a connection at the door of another kind with 111.
    pub strict: bool,
    /// Answer an unknown user name with 002 instead of 001 (ruling A-53).
    pub distinct_user_error: bool,
    /// How many destinations one call may have (ruling A-70).
    pub destinations: u32,
    /// What the handset shows when a call names no sender and the account has no number.
    pub default_sender: Option<SenderId>,
}

/// What the stand-in knows about numbers. A message to one of these is refused with `0x400` (ruling A-S14).
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[non_exhaustive]
pub struct Numbers {
    /// Blocked for this gateway.
    pub blocked: BTreeSet<Msisdn>,
    /// Their owners want no messages.
    pub delisted: BTreeSet<Msisdn>,
    /// Beginnings of numbers that no network serves.
    pub no_route: BTreeSet<String>,
}

/// What messages cost, in credits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[non_exhaustive]
pub struct Prices {
    /// One part to any number that is not a test number; those cost a third of a credit (SMPP-3-12).
    #[serde(deserialize_with = "amount::deserialize")]
    pub standard: Credit,
}

impl Config {
    /// The profile of the SMPP door.
    #[must_use]
    pub fn profile(&self) -> Profile {
        let profile = match self.smpp.profile {
            SmppProfile::Clickatell => Profile::clickatell(),
            // Another SMSC's rules, and still the requests that this gateway has.
            SmppProfile::Standard => Profile::standard().with_serves(clickatell::REQUESTS),
        };
        let duties = self.smpp.duties.map_or(profile.duties, NonZeroUsize::get);
        profile.with_strict(self.smpp.strict).with_duties(duties)
    }

    /// Whether its values go together.
    pub(crate) fn check(&self) -> Result<(), ConfigError> {
        for (name, outcome) in &self.outcomes {
            outcome.check().map_err(|error| ConfigError::in_values(format!("outcome {name:?}: {error}")))?;
        }
        self.routes.iter().try_for_each(RouteConfig::check)?;
        check::check(&self.accounts)
    }
}

impl FromStr for Config {
    type Err = ConfigError;

    fn from_str(text: &str) -> Result<Self, ConfigError> {
        let config: Self = toml::from_str(text).map_err(|error| ConfigError::in_text(text, &error))?;
        config.check()?;
        check::check_use(text, &config.accounts)?;
        Ok(config)
    }
}

impl Default for Config {
    fn default() -> Self {
        Self {
            listen: Listen::default(),
            store: StoreConfig::default(),
            smpp: SmppConfig::default(),
            http: HttpConfig::default(),
            numbers: Numbers::default(),
            prices: Prices::default(),
            routes: Vec::new(),
            outcomes: BTreeMap::new(),
            limits: Limits::default(),
            accounts: vec![Account::demo()],
        }
    }
}

impl Default for Listen {
    fn default() -> Self {
        Self {
            smpp: SocketAddr::from(([127, 0, 0, 1], 2775)),
            http: SocketAddr::from(([127, 0, 0, 1], 8080)),
            hosts: Vec::new(),
        }
    }
}

impl Default for HttpConfig {
    fn default() -> Self {
        Self {
            strict: false,
            distinct_user_error: false,
            destinations: 300,
            default_sender: SenderId::parse("27833001171").ok(),
        }
    }
}

impl Default for Prices {
    fn default() -> Self {
        Self { standard: Credit::ONE }
    }
}

#[cfg(test)]
mod tests;
