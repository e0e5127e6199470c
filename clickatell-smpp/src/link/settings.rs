//! When a link tries again: values of a profile.

use clickatell_core::time::Duration;

/// How long a link waits before it connects anew.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(default))]
#[non_exhaustive]
pub struct ReconnectSettings {
    /// The shortest wait after a connection was lost, or an attempt began that failed. A millisecond or more.
    pub earliest: Duration,
    /// The longest such wait. Each is drawn between the two, so that not all that lost their connections together come
    /// back together.
    pub latest: Duration,
    /// How long an attempt to connect may take. A millisecond or more.
    pub connect_timeout: Duration,
    /// What follows binds that are refused one after the other; nothing special without.
    pub lockout: Option<Lockout>,
}

/// So many refused binds in a row, and a long wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[allow(clippy::exhaustive_structs, reason = "a count and a wait are all there is to it")]
pub struct Lockout {
    /// How many binds were refused, of whatever kind.
    pub refusals: u32,
    /// How long nothing binds after the last of them, in place of the usual wait.
    pub wait: Duration,
}

impl Default for ReconnectSettings {
    /// After 5 to 15 seconds, whatever went before; an attempt may take 5.
    fn default() -> Self {
        Self {
            earliest: Duration::from_secs(5),
            latest: Duration::from_secs(15),
            connect_timeout: Duration::from_secs(5),
            lockout: None,
        }
    }
}

impl ReconnectSettings {
    /// The same with every value in its range.
    pub(super) fn in_range(mut self) -> Self {
        const SHORTEST: Duration = Duration::from_millis(1);
        self.earliest = self.earliest.max(SHORTEST);
        self.latest = self.latest.max(self.earliest);
        self.connect_timeout = self.connect_timeout.max(SHORTEST);
        self
    }
}
