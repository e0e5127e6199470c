//! Who may not bind for a while, after too many refused binds (SMPP-9-8, ruling A-S5).

use core::net::IpAddr;
use std::collections::BTreeMap;

use clickatell_core::time::{Duration, Instant};

/// Counts refused binds in a row, by address and `system_id` as sent.
#[derive(Debug)]
pub(crate) struct Lockout {
    attempts: u32,
    span: Duration,
    /// How many addresses and users are counted at once. Both are the peer's to choose.
    limit: usize,
    counts: BTreeMap<(IpAddr, Vec<u8>), Count>,
}

#[derive(Debug)]
struct Count {
    failures: u32,
    last: Instant,
}

impl Lockout {
    /// After `attempts` failures in a row, no bind for `span`.
    pub(crate) const fn new(attempts: u32, span: Duration, limit: usize) -> Self {
        Self { attempts, span, limit, counts: BTreeMap::new() }
    }

    /// Whether binds are refused now. Asking does not prolong it.
    pub(crate) fn is_locked(&mut self, now: Instant, peer: IpAddr, system_id: &[u8]) -> bool {
        let key = (peer, system_id.to_vec());
        let Some(count) = self.counts.get(&key) else { return false };
        if count.failures < self.attempts {
            return false;
        }
        let over = now >= count.last + self.span;
        if over {
            self.counts.remove(&key);
        }
        !over
    }

    /// A bind was refused for its credentials.
    pub(crate) fn failed(&mut self, now: Instant, peer: IpAddr, system_id: &[u8]) {
        let key = (peer, system_id.to_vec());
        if self.counts.len() >= self.limit && !self.counts.contains_key(&key) {
            self.forget_one();
        }
        let count = self.counts.entry(key).or_insert(Count { failures: 0, last: now });
        count.failures = count.failures.saturating_add(1);
        count.last = now;
    }

    /// A bind was accepted.
    pub(crate) fn succeeded(&mut self, peer: IpAddr, system_id: &[u8]) {
        self.counts.remove(&(peer, system_id.to_vec()));
    }

    /// Forgets what was counted: of this `system_id`, or of all. How many addresses and users that were.
    pub(crate) fn forget(&mut self, system_id: Option<&[u8]>) -> usize {
        let before = self.counts.len();
        self.counts.retain(|(_, counted), _| system_id.is_some_and(|system_id| counted != system_id));
        before.saturating_sub(self.counts.len())
    }

    /// Makes room: the one that has failed least, and of those the one that failed first.
    fn forget_one(&mut self) {
        let oldest = self.counts.iter().min_by_key(|(_, count)| (count.failures, count.last));
        if let Some(key) = oldest.map(|(key, _)| key.clone()) {
            self.counts.remove(&key);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PEER: IpAddr = IpAddr::V4(core::net::Ipv4Addr::LOCALHOST);

    fn lockout() -> Lockout {
        Lockout::new(3, Duration::from_secs(180), 3)
    }

    fn fail_at(lockout: &mut Lockout, seconds: &[u64]) {
        for second in seconds {
            lockout.failed(Instant::from_secs(*second), PEER, b"ctuser01");
        }
    }

    #[test]
    fn smpp_9_8_three_failures_lock_for_180_seconds() {
        let mut lockout = lockout();
        fail_at(&mut lockout, &[0, 10]);
        assert!(!lockout.is_locked(Instant::from_secs(20), PEER, b"ctuser01"));
        fail_at(&mut lockout, &[20]);
        for millis in [21_000, 100_000, 199_900] {
            assert!(lockout.is_locked(Instant::from_millis(millis), PEER, b"ctuser01"), "{millis}");
        }
        assert!(!lockout.is_locked(Instant::from_secs(200), PEER, b"ctuser01"));
        // The count starts at 0 again.
        fail_at(&mut lockout, &[201, 202]);
        assert!(!lockout.is_locked(Instant::from_secs(203), PEER, b"ctuser01"));
    }

    #[test]
    fn smpp_9_9_a_success_clears_the_count() {
        let mut lockout = lockout();
        fail_at(&mut lockout, &[0, 1]);
        lockout.succeeded(PEER, b"ctuser01");
        fail_at(&mut lockout, &[2, 3]);
        assert!(!lockout.is_locked(Instant::from_secs(3), PEER, b"ctuser01"));
        fail_at(&mut lockout, &[4]);
        assert!(lockout.is_locked(Instant::from_secs(4), PEER, b"ctuser01"));
    }

    #[test]
    fn a_s5_address_and_user_are_the_key() {
        let mut lockout = lockout();
        fail_at(&mut lockout, &[0, 0, 0]);
        let other = IpAddr::from([127, 0, 0, 2]);
        assert!(!lockout.is_locked(Instant::ZERO, other, b"ctuser01"));
        assert!(!lockout.is_locked(Instant::ZERO, PEER, b"ctuser02"));
        assert!(lockout.is_locked(Instant::ZERO, PEER, b"ctuser01"));
    }

    #[test]
    fn what_was_counted_is_forgotten_of_one_or_of_all() {
        let mut lockout = lockout();
        fail_at(&mut lockout, &[0, 0, 0]);
        for system_id in [b"a", b"b"] {
            lockout.failed(Instant::ZERO, PEER, system_id);
        }
        assert_eq!((lockout.forget(Some(b"c")), lockout.forget(Some(b"ctuser01"))), (0, 1));
        assert!(!lockout.is_locked(Instant::ZERO, PEER, b"ctuser01"));
        assert_eq!((lockout.forget(None), lockout.forget(None)), (2, 0));
    }

    #[test]
    fn a_peer_cannot_make_it_grow_nor_push_a_lock_out() {
        let mut lockout = lockout();
        fail_at(&mut lockout, &[0, 0, 0]);
        for user in 0..100_u8 {
            lockout.failed(Instant::from_secs(1), PEER, &[user]);
        }
        assert_eq!(lockout.counts.len(), 3);
        assert!(lockout.is_locked(Instant::from_secs(2), PEER, b"ctuser01"));
    }
}
