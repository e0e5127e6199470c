//! Waits drawn by a seed.

use clickatell_core::time::Duration;

/// `SplitMix64` (Steele, Lea and Flood, 2014): the same seed gives the same waits. Nothing secret hangs on it.
#[derive(Clone, Debug)]
pub(super) struct Jitter(u64);

impl Jitter {
    pub(super) const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// A wait from `earliest` to `latest`, both possible, in whole microseconds.
    pub(super) fn between(&mut self, earliest: Duration, latest: Duration) -> Duration {
        let span = u64::try_from(latest.saturating_sub(earliest).as_micros()).unwrap_or(u64::MAX);
        let choices = span.saturating_add(1);
        earliest.saturating_add(Duration::from_micros(self.next().checked_rem(choices).unwrap_or(0)))
    }

    const fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::vec::Vec;

    #[test]
    fn waits_are_spread_over_the_whole_range_and_repeat_by_seed() {
        let (earliest, latest) = (Duration::from_secs(30), Duration::from_secs(60));
        let draw = |seed| {
            let mut jitter = Jitter::new(seed);
            (0..1_000).map(|_| jitter.between(earliest, latest)).collect::<Vec<_>>()
        };
        let waits = draw(7);
        assert_eq!(waits, draw(7));
        assert_ne!(waits, draw(8));
        assert!(waits.iter().all(|wait| (earliest..=latest).contains(wait)));
        let early = waits.iter().filter(|wait| **wait < Duration::from_secs(40)).count();
        assert!((250..420).contains(&early), "{early} of 1000 in the first third");
        assert_eq!(Jitter::new(1).between(latest, latest), latest);
        // The published first value of the generator for seed 0.
        assert_eq!(Jitter::new(0).next(), 0xE220_A839_7B1D_CDAF);
    }
}
