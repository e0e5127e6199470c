//! Requests of the peer's that await our answer.

use alloc::collections::BTreeMap;

use clickatell_core::time::Instant;

use crate::frame::Header;

/// One request that awaits its answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Owed {
    pub(super) header: Header,
    /// When it lapses.
    pub(super) deadline: Instant,
}

/// Duties by their numbers. Numbers rise, so the first is the oldest, and the first to lapse.
#[derive(Debug, Default)]
pub(super) struct Duties(BTreeMap<u64, Owed>);

impl Duties {
    pub(super) const fn new() -> Self {
        Self(BTreeMap::new())
    }

    /// How many are open.
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// Adds a duty; its number is higher than any before.
    pub(super) fn push(&mut self, id: u64, owed: Owed) {
        self.0.insert(id, owed);
    }

    /// The duty with this number.
    pub(super) fn get(&self, id: u64) -> Option<Owed> {
        self.0.get(&id).copied()
    }

    /// Takes the duty with this number out.
    pub(super) fn remove(&mut self, id: u64) -> Option<Owed> {
        self.0.remove(&id)
    }

    /// Takes the oldest out if it lapses at `now`.
    pub(super) fn pop_due(&mut self, now: Instant) -> Option<(u64, Owed)> {
        let oldest = self.0.first_entry()?;
        if oldest.get().deadline <= now { Some(oldest.remove_entry()) } else { None }
    }

    /// When the oldest lapses.
    pub(super) fn next_deadline(&self) -> Option<Instant> {
        self.0.first_key_value().map(|(_, owed)| owed.deadline)
    }

    pub(super) fn clear(&mut self) {
        self.0.clear();
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
}
