//! Requests of the peer's that await our answer.

use alloc::collections::VecDeque;

use clickatell_core::time::Instant;

use crate::frame::Header;

/// One request that awaits its answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Owed {
    pub(super) id: u64,
    pub(super) header: Header,
    /// When it lapses.
    pub(super) deadline: Instant,
}

/// Duties in the order in which they arose, which is the order in which they lapse. Numbers rise, so one is found by
/// halving; answered ones leave a gap that is swept up from the front.
#[derive(Debug, Default)]
pub(super) struct Duties {
    queue: VecDeque<(u64, Option<Owed>)>,
}

impl Duties {
    pub(super) const fn new() -> Self {
        Self { queue: VecDeque::new() }
    }

    /// How many places are taken. A gap behind the oldest open duty counts, so that the queue is bounded by its cap.
    pub(super) fn len(&self) -> usize {
        self.queue.len()
    }

    /// Adds a duty; its number is higher than any before.
    pub(super) fn push(&mut self, owed: Owed) {
        self.queue.push_back((owed.id, Some(owed)));
    }

    /// The duty with this number.
    pub(super) fn get(&self, id: u64) -> Option<Owed> {
        self.queue.get(self.place(id)?)?.1
    }

    /// Takes the duty with this number out.
    pub(super) fn remove(&mut self, id: u64) -> Option<Owed> {
        let place = self.place(id)?;
        let owed = self.queue.get_mut(place)?.1.take()?;
        while matches!(self.queue.front(), Some((_, None))) {
            self.queue.pop_front();
        }
        Some(owed)
    }

    /// Takes the oldest out if it lapses at `now`.
    pub(super) fn pop_due(&mut self, now: Instant) -> Option<Owed> {
        let oldest = self.oldest()?;
        if oldest.deadline <= now { self.remove(oldest.id) } else { None }
    }

    /// When the oldest lapses.
    pub(super) fn next_deadline(&self) -> Option<Instant> {
        self.oldest().map(|owed| owed.deadline)
    }

    pub(super) fn clear(&mut self) {
        self.queue.clear();
    }

    fn oldest(&self) -> Option<Owed> {
        self.queue.front().and_then(|(_, owed)| *owed)
    }

    fn place(&self, id: u64) -> Option<usize> {
        self.queue.binary_search_by_key(&id, |(id, _)| *id).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::code::CommandId;
    use crate::frame::SequenceNumber;

    fn owed(id: u64) -> Owed {
        let header = Header::request(CommandId::DELIVER_SM, SequenceNumber::FIRST);
        Owed { id, header, deadline: Instant::from_secs(id) }
    }

    #[test]
    fn duties_lapse_in_order_and_are_answered_in_any() {
        let mut duties = Duties::new();
        for id in 1..=4 {
            duties.push(owed(id));
        }
        assert_eq!(duties.remove(3), Some(owed(3)));
        assert_eq!(duties.remove(3), None);
        assert_eq!((duties.len(), duties.get(3), duties.get(4)), (4, None, Some(owed(4))));
        assert_eq!(duties.remove(1), Some(owed(1)));
        assert_eq!(duties.next_deadline(), Some(Instant::from_secs(2)));
        assert_eq!(duties.pop_due(Instant::from_secs(1)), None);
        assert_eq!(duties.pop_due(Instant::from_secs(9)), Some(owed(2)));
        // The gap that 3 left went with 2.
        assert_eq!(duties.len(), 1);
        assert_eq!(duties.pop_due(Instant::from_secs(9)), Some(owed(4)));
        assert_eq!((duties.len(), duties.next_deadline()), (0, None));
    }
}
