//! The numbers of the test.

use core::ops::RangeInclusive;

use clickatell_core::time::Duration;

use crate::link::Lockout;
use crate::profile::clickatell;

/// What the conditions are measured by.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ComplianceLimits {
    /// How long the client must stay bound (condition 1).
    pub stay: Duration,
    /// How long a session may be away that the server dropped (conditions 1 and 4; ruling A-S2).
    pub excuse: Duration,
    /// How far apart probes are (condition 5).
    pub enquire_link: RangeInclusive<Duration>,
    /// How far apart attempts to reconnect are, the first counted from the loss (condition 9; ruling A-S4).
    pub reconnect: RangeInclusive<Duration>,
    /// After so many refused binds in a row so much later instead (section 9).
    pub lockout: Lockout,
    /// How long a delivery may stay unanswered, and how long a bind may take.
    pub response: Duration,
    /// How many connections are watched at a time; one more is counted, and not looked at.
    pub conns: usize,
    /// How many unanswered deliveries of one connection are watched; one more counts as neither answered nor not.
    pub deliveries: usize,
}

impl Default for ComplianceLimits {
    /// The document's: 48 hours, 60 s, 55 to 57 s, 30 to 60 s, 180 s after three; a minute for a response. 100
    /// connections, and 1 000 deliveries on each.
    fn default() -> Self {
        Self {
            stay: clickatell::COMPLIANCE_TEST,
            excuse: clickatell::RECONNECT_LATEST,
            enquire_link: clickatell::ENQUIRE_LINK_EARLIEST..=clickatell::ENQUIRE_LINK_LATEST,
            reconnect: clickatell::RECONNECT_EARLIEST..=clickatell::RECONNECT_LATEST,
            lockout: Lockout { refusals: clickatell::BIND_ATTEMPTS, wait: clickatell::LOCKOUT },
            response: Duration::from_secs(60),
            conns: 100,
            deliveries: 1_000,
        }
    }
}
