//! Requests of ours that await their responses.

use alloc::vec::Vec;

use clickatell_core::machine::Handle;
use clickatell_core::time::Instant;

use super::Command;
use crate::code::CommandId;
use crate::frame::SequenceNumber;

/// One request that awaits its response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Waiting {
    pub(super) sequence_number: SequenceNumber,
    pub(super) command_id: CommandId,
    /// Whose outcome it is; probes of the session's own have none.
    pub(super) handle: Option<Handle<Command>>,
    /// When it is given up.
    pub(super) deadline: Instant,
}

/// A table of a fixed number of places. A request's place is given by the low bits of its sequence number, so a
/// response finds it in one step; a number whose place is taken is skipped. Places in use are chained in the order of
/// their deadlines, which is the order in which they were sent.
#[derive(Debug)]
pub(super) struct Pending {
    places: Vec<Place>,
    oldest: Option<usize>,
    newest: Option<usize>,
    /// How many of them count against the window.
    in_window: usize,
    used: usize,
}

#[derive(Clone, Copy, Debug, Default)]
struct Place {
    waiting: Option<Waiting>,
    older: Option<usize>,
    newer: Option<usize>,
}

/// Requests that do not count against the window: a probe, an unbind, a bind, and one to spare.
const BESIDE_WINDOW: usize = 4;

impl Pending {
    pub(super) fn new(window: usize) -> Self {
        // Twice the need, so that a straggler seldom stands in the way of a new number.
        let places = window.max(1).saturating_add(BESIDE_WINDOW).saturating_mul(2).next_power_of_two();
        Self {
            places: core::iter::repeat_n(Place::default(), places).collect(),
            oldest: None,
            newest: None,
            in_window: 0,
            used: 0,
        }
    }

    /// How many requests of the owner's wait.
    pub(super) const fn in_window(&self) -> usize {
        self.in_window
    }

    /// When the oldest is given up.
    pub(super) fn next_deadline(&self) -> Option<Instant> {
        self.place(self.oldest?)?.waiting.map(|waiting| waiting.deadline)
    }

    /// The first free number from `candidate` on; `None` when every place is taken.
    pub(super) fn free_number(&self, mut candidate: SequenceNumber) -> Option<SequenceNumber> {
        if self.used >= self.places.len() {
            return None;
        }
        for _ in 0..self.places.len().saturating_mul(2) {
            if self.place(self.index(candidate))?.waiting.is_none() {
                return Some(candidate);
            }
            candidate = candidate.next();
        }
        None
    }

    /// Notes a request under a number that [`free_number`](Self::free_number) gave.
    pub(super) fn insert(&mut self, waiting: Waiting) {
        let index = self.index(waiting.sequence_number);
        let older = self.newest;
        if let Some(place) = self.places.get_mut(index) {
            *place = Place { waiting: Some(waiting), older, newer: None };
            self.used = self.used.saturating_add(1);
            if counts(&waiting) {
                self.in_window = self.in_window.saturating_add(1);
            }
        }
        match older.and_then(|older| self.places.get_mut(older)) {
            Some(place) => place.newer = Some(index),
            None => self.oldest = Some(index),
        }
        self.newest = Some(index);
    }

    /// The request with this number.
    pub(super) fn get(&self, sequence_number: SequenceNumber) -> Option<Waiting> {
        let waiting = self.place(self.index(sequence_number))?.waiting?;
        (waiting.sequence_number == sequence_number).then_some(waiting)
    }

    /// Takes the request with this number out.
    pub(super) fn remove(&mut self, sequence_number: SequenceNumber) -> Option<Waiting> {
        self.get(sequence_number)?;
        self.take(self.index(sequence_number))
    }

    /// Takes the oldest out if it is to be given up at `now`.
    pub(super) fn pop_due(&mut self, now: Instant) -> Option<Waiting> {
        if self.next_deadline()? <= now { self.pop_oldest() } else { None }
    }

    /// Takes the oldest out.
    pub(super) fn pop_oldest(&mut self) -> Option<Waiting> {
        self.take(self.oldest?)
    }

    fn take(&mut self, index: usize) -> Option<Waiting> {
        let Place { waiting, older, newer } = core::mem::take(self.places.get_mut(index)?);
        match older.and_then(|older| self.places.get_mut(older)) {
            Some(place) => place.newer = newer,
            None => self.oldest = newer,
        }
        match newer.and_then(|newer| self.places.get_mut(newer)) {
            Some(place) => place.older = older,
            None => self.newest = older,
        }
        let waiting = waiting?;
        self.used = self.used.saturating_sub(1);
        if counts(&waiting) {
            self.in_window = self.in_window.saturating_sub(1);
        }
        Some(waiting)
    }

    fn place(&self, index: usize) -> Option<&Place> {
        self.places.get(index)
    }

    fn index(&self, sequence_number: SequenceNumber) -> usize {
        let mask = self.places.len().saturating_sub(1);
        usize::try_from(sequence_number.get()).unwrap_or(0) & mask
    }
}

/// Whether a request counts against the window: probes, binds and `unbind` do not.
fn counts(waiting: &Waiting) -> bool {
    !matches!(waiting.command_id, CommandId::ENQUIRE_LINK | CommandId::UNBIND)
        && !waiting.command_id.is_bind()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::VecDeque;

    fn waiting(number: u32) -> Waiting {
        Waiting {
            sequence_number: SequenceNumber::new(number),
            command_id: CommandId::SUBMIT_SM,
            handle: Some(Handle::new(u64::from(number))),
            deadline: Instant::from_secs(u64::from(number)),
        }
    }

    #[test]
    fn a_straggler_s_place_is_skipped() {
        let mut pending = Pending::new(1);
        let places = pending.places.len() as u32;
        pending.insert(waiting(1));
        let number = pending.free_number(SequenceNumber::new(1 + places)).unwrap();
        assert_eq!(number.get(), 2 + places);
        assert_eq!(pending.get(SequenceNumber::new(1 + places)), None);
        assert_eq!(pending.remove(SequenceNumber::new(1)), Some(waiting(1)));
        assert_eq!((pending.used, pending.in_window()), (0, 0));
    }

    #[test]
    fn a_full_table_has_no_number() {
        let mut pending = Pending::new(1);
        let mut number = SequenceNumber::FIRST;
        for _ in 0..pending.places.len() {
            number = pending.free_number(number).unwrap();
            pending.insert(waiting(number.get()));
        }
        assert_eq!(pending.free_number(number), None);
    }

    proptest! {
        /// The chain against a plain queue.
        #[test]
        fn any_order_of_answers_leaves_the_rest_in_order(
            steps in prop::collection::vec((any::<bool>(), 0..16_usize), 0..200)
        ) {
            let mut pending = Pending::new(4);
            let mut model: VecDeque<Waiting> = VecDeque::new();
            let mut next = SequenceNumber::FIRST;
            for (send, pick) in steps {
                if send {
                    match pending.free_number(next) {
                        Some(number) => {
                            next = number.next();
                            pending.insert(waiting(number.get()));
                            model.push_back(waiting(number.get()));
                        }
                        None => prop_assert_eq!(model.len(), pending.places.len()),
                    }
                } else if !model.is_empty() {
                    let taken = model.remove(pick % model.len()).unwrap();
                    prop_assert_eq!(pending.remove(taken.sequence_number), Some(taken));
                    prop_assert_eq!(pending.remove(taken.sequence_number), None);
                }
                prop_assert_eq!(pending.next_deadline(), model.front().map(|waiting| waiting.deadline));
                prop_assert_eq!(pending.in_window(), model.len());
            }
            while let Some(oldest) = model.pop_front() {
                prop_assert_eq!(pending.pop_due(oldest.deadline), Some(oldest));
            }
            prop_assert_eq!((pending.used, pending.in_window()), (0, 0));
        }
    }
}
