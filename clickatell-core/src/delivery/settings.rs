//! What a delivery goes by, and what it holds at most.

use core::ops::RangeInclusive;

use crate::time::Duration;

/// What a delivery goes by.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(default, deny_unknown_fields)
)]
#[non_exhaustive]
pub struct DeliverySettings {
    /// Statuses of HTTP with which a receiver takes a callback; everything else is a failure. Default 200 to 299: the
    /// documents name no more than a failure to connect.
    pub success: RangeInclusive<u16>,
    /// How long a request may go without an answer before it counts as failed; a millisecond at least. Default 30 s,
    /// well below the first wait of two minutes.
    pub timeout: Duration,
    /// What is added to the waits, so that not all that failed together is repeated together. Default nothing.
    pub jitter: Option<Jitter>,
    /// What is held at most.
    pub limits: DeliveryLimits,
}

/// An addition to each wait between none and a most, drawn by a seed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[allow(clippy::exhaustive_structs, reason = "a seed and a range are all there is to it")]
pub struct Jitter {
    /// The same seed and the same calls give the same additions.
    pub seed: u64,
    /// The most that is added.
    pub most: Duration,
}

/// What a delivery holds at most. Counts below 1 are taken as 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(default, deny_unknown_fields)
)]
#[non_exhaustive]
pub struct DeliveryLimits {
    /// Callbacks that have not ended. Default 100 000.
    pub queued: usize,
    /// The same for one URL. Default 10 000.
    pub queued_per_url: usize,
    /// Requests that await their answers. Default 100.
    pub in_flight: usize,
    /// The same for one URL. Default 1: one request is answered before the next is made, so that callbacks arrive in
    /// the order in which they are sent. More is faster, and lets them overtake each other.
    pub in_flight_per_url: usize,
    /// Octets of the variables of one callback, percent-encoded. Default 64 KiB.
    pub form: usize,
    /// Octets of all callbacks that have not ended: variables, URLs and credentials. Default 64 MiB.
    pub octets: usize,
    /// Events not yet polled, beyond which no input is wanted. Default 1000.
    pub events: usize,
}

impl Default for DeliverySettings {
    fn default() -> Self {
        Self {
            success: 200..=299,
            timeout: Duration::from_secs(30),
            jitter: None,
            limits: DeliveryLimits::default(),
        }
    }
}

impl Default for DeliveryLimits {
    fn default() -> Self {
        Self {
            queued: 100_000,
            queued_per_url: 10_000,
            in_flight: 100,
            in_flight_per_url: 1,
            form: 64 << 10,
            octets: 64 << 20,
            events: 1000,
        }
    }
}

impl DeliverySettings {
    /// The same, with what would stop everything raised to the least that does not.
    pub(super) fn in_range(mut self) -> Self {
        self.timeout = self.timeout.max(Duration::from_millis(1));
        let DeliveryLimits { queued, queued_per_url, in_flight, in_flight_per_url, events, .. } =
            &mut self.limits;
        for count in [queued, queued_per_url, in_flight, in_flight_per_url, events] {
            *count = (*count).max(1);
        }
        self
    }
}

impl Jitter {
    /// The next addition; the seed moves on. The generator is `SplitMix64`.
    pub(super) fn draw(&mut self) -> Duration {
        self.seed = self.seed.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.seed;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^= mixed >> 31;
        let most = u64::try_from(self.most.as_micros()).unwrap_or(u64::MAX);
        // Scaled, not reduced: the high half of the product is at most `most`.
        let scaled = u128::from(mixed).saturating_mul(u128::from(most).saturating_add(1)) >> 64;
        Duration::from_micros(u64::try_from(scaled).unwrap_or(most))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_generator_is_splitmix64() {
        // The first outputs of the reference implementation for seed 1234567.
        let mut jitter = Jitter { seed: 1_234_567, most: Duration::from_micros(u64::MAX) };
        let drawn = [jitter.draw(), jitter.draw(), jitter.draw()].map(|wait| wait.as_micros());
        assert_eq!(drawn, [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423]);
    }

    #[test]
    fn additions_fill_their_range_and_do_not_leave_it() {
        let mut jitter = Jitter { seed: 7, most: Duration::from_micros(3) };
        let mut seen = [0_u32; 4];
        for _ in 0..4000 {
            seen[usize::try_from(jitter.draw().as_micros()).unwrap()] += 1;
        }
        assert!(seen.iter().all(|count| (900..1100).contains(count)), "{seen:?}");
        assert_eq!(Jitter { seed: 7, most: Duration::ZERO }.draw(), Duration::ZERO);
    }

    #[test]
    fn nothing_can_be_set_so_that_all_stands_still() {
        let mut settings = DeliverySettings { timeout: Duration::ZERO, ..DeliverySettings::default() };
        settings.limits = DeliveryLimits {
            queued: 0,
            queued_per_url: 0,
            in_flight: 0,
            in_flight_per_url: 0,
            events: 0,
            ..settings.limits
        };
        let settings = settings.in_range();
        let DeliveryLimits { queued, queued_per_url, in_flight, in_flight_per_url, events, .. } =
            settings.limits;
        assert_eq!([queued, queued_per_url, in_flight, in_flight_per_url, events], [1; 5]);
        assert_eq!(settings.timeout, Duration::from_millis(1));
    }
}
