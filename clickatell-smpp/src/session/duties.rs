//! Requests of the peer's that await our answer.

use alloc::collections::VecDeque;
use core::sync::atomic::{AtomicU32, Ordering};

use clickatell_core::time::Instant;

use crate::frame::Header;

/// How many sessions there have been. It sets the numbers of their duties apart and decides nothing else.
static SESSIONS: AtomicU32 = AtomicU32::new(0);

/// How many bits of a duty's number count within its session: enough for ten thousand requests a second in three
/// years. The 24 bits above them tell sessions apart.
const WITHIN_SESSION: u32 = 40;

/// One request that awaits its answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Owed {
    pub(super) header: Header,
    /// When it lapses.
    pub(super) deadline: Instant,
}

/// Duties by their numbers. Numbers rise, so the first is the oldest, and the first to lapse.
#[derive(Debug)]
pub(super) struct Duties {
    open: VecDeque<(u64, Owed)>,
    /// The number before the first of this session.
    base: u64,
    /// The last number that was given.
    last: u64,
}

impl Duties {
    pub(super) fn new() -> Self {
        let base = u64::from(SESSIONS.fetch_add(1, Ordering::Relaxed)).wrapping_shl(WITHIN_SESSION);
        Self { open: VecDeque::new(), base, last: base }
    }

    /// The number of another duty of this session.
    pub(super) fn issue(&mut self) -> u64 {
        self.last = self.last.wrapping_add(1);
        self.last
    }

    /// Whether this session has given this number.
    pub(super) const fn issued(&self, id: u64) -> bool {
        self.base < id && id <= self.last
    }

    /// How many are open.
    pub(super) fn len(&self) -> usize {
        self.open.len()
    }

    /// Opens a duty under a number higher than any before.
    pub(super) fn push(&mut self, id: u64, owed: Owed) {
        self.open.push_back((id, owed));
    }

    /// The duty with this number.
    pub(super) fn get(&self, id: u64) -> Option<Owed> {
        self.open.get(self.place(id)?).map(|(_, owed)| *owed)
    }

    /// Takes the duty with this number out.
    pub(super) fn remove(&mut self, id: u64) -> Option<Owed> {
        self.open.remove(self.place(id)?).map(|(_, owed)| owed)
    }

    /// Takes the oldest out if it lapses at `now`.
    pub(super) fn pop_due(&mut self, now: Instant) -> Option<(u64, Owed)> {
        if self.next_deadline()? <= now { self.open.pop_front() } else { None }
    }

    /// When the oldest lapses.
    pub(super) fn next_deadline(&self) -> Option<Instant> {
        self.open.front().map(|(_, owed)| owed.deadline)
    }

    pub(super) fn clear(&mut self) {
        self.open.clear();
    }

    fn place(&self, id: u64) -> Option<usize> {
        // Most owners answer in order.
        if self.open.front()?.0 == id {
            return Some(0);
        }
        self.open.binary_search_by_key(&id, |(open, _)| *open).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::code::CommandId;
    use crate::frame::SequenceNumber;

    fn owed(id: u64) -> Owed {
        let header = Header::request(CommandId::DELIVER_SM, SequenceNumber::FIRST);
        Owed { header, deadline: Instant::from_secs(id) }
    }

    #[test]
    fn duties_lapse_in_order_and_are_answered_in_any() {
        let mut duties = Duties::new();
        for id in 1..=4 {
            duties.push(id, owed(id));
        }
        assert_eq!(duties.remove(3), Some(owed(3)));
        assert_eq!(duties.remove(3), None);
        assert_eq!((duties.len(), duties.get(3), duties.get(4)), (3, None, Some(owed(4))));
        assert_eq!(duties.remove(1), Some(owed(1)));
        assert_eq!(duties.next_deadline(), Some(Instant::from_secs(2)));
        assert_eq!(duties.pop_due(Instant::from_secs(1)), None);
        assert_eq!(duties.pop_due(Instant::from_secs(9)), Some((2, owed(2))));
        assert_eq!(duties.pop_due(Instant::from_secs(9)), Some((4, owed(4))));
        assert_eq!((duties.len(), duties.next_deadline()), (0, None));
    }

    #[test]
    fn numbers_of_two_sessions_are_never_the_same() {
        let (mut one, mut other) = (Duties::new(), Duties::new());
        for _ in 0..1_000 {
            let (mine, theirs) = (one.issue(), other.issue());
            assert!(one.issued(mine) && !one.issued(theirs));
            assert!(other.issued(theirs) && !other.issued(mine));
        }
        assert!(!one.issued(one.base) && !one.issued(one.last + 1));
    }
}
