//! How many messages a connection may submit in a second (ruling A-S25).

use std::collections::BTreeMap;

use clickatell_core::id::ApiId;
use clickatell_core::time::Instant;

/// Counts messages by the second of the gateway's clock.
#[derive(Debug, Default)]
pub(crate) struct Throttle {
    seconds: BTreeMap<ApiId, (u64, u32)>,
}

impl Throttle {
    /// Whether one more may be submitted now; if so it is counted.
    pub(crate) fn allows(&mut self, now: Instant, api: ApiId, limit: u32) -> bool {
        let second = now.as_micros() / 1_000_000;
        let (counted, count) = self.seconds.entry(api).or_insert((second, 0));
        if *counted != second {
            (*counted, *count) = (second, 0);
        }
        let allowed = *count < limit;
        if allowed {
            *count = count.saturating_add(1);
        }
        allowed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_s25_so_many_in_each_second() {
        let mut throttle = Throttle::default();
        let (a, b) = (ApiId::new(1), ApiId::new(2));
        let at = Instant::from_millis;
        assert!(throttle.allows(at(0), a, 2) && throttle.allows(at(900), a, 2));
        assert!(!throttle.allows(at(999), a, 2) && throttle.allows(at(999), b, 2));
        assert!(throttle.allows(at(1000), a, 2));
        assert!(!throttle.allows(at(1000), a, 0));
    }
}
