//! A token bucket in whole microseconds.

use clickatell_core::time::{Duration, Instant};

use super::Rate;

/// Fills with time and is emptied by requests. Its level is counted in requests times microseconds, so that no rate
/// has a remainder: in a microsecond it rises by the number of requests of the rate, and a request costs the time of
/// the rate.
#[derive(Clone, Debug)]
pub(super) struct Bucket {
    requests: u64,
    cost: u64,
    full: u64,
    level: u64,
    filled: Instant,
}

impl Bucket {
    /// A full bucket. It holds a little less than a microsecond's filling more than the burst, so that what a wait in
    /// whole microseconds leaves over is not lost.
    pub(super) fn new(rate: Rate) -> Self {
        let cost = u64::try_from(rate.per.as_micros()).unwrap_or(u64::MAX);
        let left_over = u64::from(rate.requests.saturating_sub(1));
        let full = cost.saturating_mul(u64::from(rate.burst)).saturating_add(left_over);
        Self { requests: u64::from(rate.requests), cost, full, level: full, filled: Instant::ZERO }
    }

    /// Takes one request out, if there is one.
    pub(super) fn take(&mut self, now: Instant) -> bool {
        self.level = self.level_at(now);
        self.filled = self.filled.max(now);
        match self.level.checked_sub(self.cost) {
            Some(level) => {
                self.level = level;
                true
            }
            None => false,
        }
    }

    /// From when on there is a request to take.
    pub(super) fn due(&self) -> Instant {
        let missing = self.cost.saturating_sub(self.level).div_ceil(self.requests.max(1));
        self.filled + Duration::from_micros(missing)
    }

    fn level_at(&self, now: Instant) -> u64 {
        let passed = now.as_micros().saturating_sub(self.filled.as_micros());
        self.level.saturating_add(passed.saturating_mul(self.requests)).min(self.full)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::vec::Vec;

    #[test]
    fn three_a_second_is_three_a_second_for_a_day() {
        let mut bucket = Bucket::new(Rate::per_second(3));
        let (mut now, mut sent) = (Instant::ZERO, 0_u64);
        while now < Instant::from_secs(86_400) {
            assert!(bucket.take(now));
            sent += 1;
            now = bucket.due();
        }
        assert_eq!((sent, now), (3 * 86_400, Instant::from_secs(86_400)));
    }

    proptest! {
        /// Whatever the rate and whenever it is asked: in no span does more go out than the burst and what the span
        /// brings, counted in whole microseconds, and what is promised is kept to the microsecond.
        #[test]
        fn no_span_has_more_than_its_share(
            requests in 1..50_u32, per in 1..5_000_u64, burst in 1..5_u32,
            waits in prop::collection::vec(0..3_000_u64, 1..80),
        ) {
            let rate = Rate { requests, per: Duration::from_micros(per), burst };
            let mut bucket = Bucket::new(rate);
            let mut now = Instant::ZERO;
            let mut sent: Vec<u64> = Vec::new();
            for wait in waits {
                now = now + Duration::from_micros(wait);
                let due = bucket.due();
                let taken = bucket.take(now);
                prop_assert_eq!(taken, due <= now);
                if taken {
                    sent.push(now.as_micros());
                }
            }
            for (first, from) in sent.iter().enumerate() {
                for (last, to) in sent.iter().enumerate().skip(first) {
                    let count = u64::try_from(last - first + 1).unwrap();
                    prop_assert!(count * per <= u64::from(burst) * per + (to - from + 1) * u64::from(requests));
                }
            }
        }
    }
}
