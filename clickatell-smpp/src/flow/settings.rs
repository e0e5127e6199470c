//! The numbers of flow control: values of a profile.

use clickatell_core::time::Duration;

/// How fast requests go out, and what becomes of those that the SMSC has no room for.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(default))]
#[non_exhaustive]
pub struct FlowSettings {
    /// How many requests may wait to be sent. At least 1.
    pub queue: usize,
    /// At most so many requests in so much time; no limit without.
    pub rate: Option<Rate>,
    /// How long nothing is sent after the first refusal for want of room. A millisecond or more.
    pub first_pause: Duration,
    /// What that doubles to at most, refusal by refusal.
    pub longest_pause: Duration,
    /// How long after its first refusal for want of room a request is sent again; the next refusal is its outcome then.
    /// Nothing is sent again at zero; without a limit a request waits for an SMSC that never has room.
    pub give_up: Option<Duration>,
    /// How long a link that is left goes on sending what waits; the rest is not sent then. Without a limit it goes on
    /// until everything is answered.
    pub leaving: Option<Duration>,
    /// How long a `congestion_state` holds that no newer one replaces.
    pub congestion_hold: Duration,
}

/// So many requests in so much time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[allow(clippy::exhaustive_structs, reason = "a token bucket has these three numbers")]
pub struct Rate {
    /// Requests. At least 1.
    pub requests: u32,
    /// The time for them. A microsecond or more.
    pub per: Duration,
    /// How many may go out at once after a rest. At least 1.
    pub burst: u32,
}

impl Rate {
    /// So many requests a second, evenly: none is saved up for later.
    #[must_use]
    pub const fn per_second(requests: u32) -> Self {
        Self { requests, per: Duration::from_secs(1), burst: 1 }
    }
}

impl Default for FlowSettings {
    /// 10 000 requests may wait, no rate, pauses from 1 s to 1 min, a request is given up after 10 min of refusals and what
    /// waits after 5 min of leaving, `congestion_state` holds for 30 s.
    fn default() -> Self {
        Self {
            queue: 10_000,
            rate: None,
            first_pause: Duration::from_secs(1),
            longest_pause: Duration::from_secs(60),
            give_up: Some(Duration::from_secs(600)),
            leaving: Some(Duration::from_secs(300)),
            congestion_hold: Duration::from_secs(30),
        }
    }
}

impl FlowSettings {
    /// The same with every value in its range.
    pub(super) fn in_range(mut self) -> Self {
        self.queue = self.queue.max(1);
        self.first_pause = self.first_pause.max(Duration::from_millis(1));
        self.longest_pause = self.longest_pause.max(self.first_pause);
        if let Some(rate) = &mut self.rate {
            rate.requests = rate.requests.max(1);
            rate.burst = rate.burst.max(1);
            rate.per = rate.per.max(Duration::from_micros(1));
        }
        self
    }
}
