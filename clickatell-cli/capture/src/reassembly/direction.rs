//! One direction of a connection: octets that come in any order, and more than once.

use std::collections::{BTreeMap, VecDeque};
use std::ops::Range;

use super::event::{ConnectionId, Event, Segment, Side, What};
use crate::limits::Limits;
use crate::time::Timestamp;

/// Where streams begin, so that what comes from before has a place as well: no number of 32 bits reaches further back.
const ORIGIN: u64 = 1 << 32;

/// What all directions together hold behind gaps.
#[derive(Debug, Default)]
pub(super) struct Held {
    octets: usize,
    pieces: usize,
}

impl Held {
    pub(super) const fn octets(&self) -> usize {
        self.octets
    }
}

/// Where a direction tells what happens.
#[derive(Debug)]
pub(super) struct Told<'t> {
    pub(super) events: &'t mut VecDeque<Event>,
    pub(super) held: &'t mut Held,
    pub(super) limits: &'t Limits,
    pub(super) connection: ConnectionId,
    pub(super) sender: Side,
    pub(super) at: Timestamp,
}

impl Told<'_> {
    fn tell(&mut self, at: Timestamp, what: What) {
        self.events.push_back(Event { connection: self.connection, at, what });
    }
}

/// The octets that one end sends.
#[derive(Debug, Default)]
pub(super) struct Direction {
    /// The sequence number at `ORIGIN`, once it is known.
    base: Option<u32>,
    /// The sequence number of its SYN.
    initial: Option<u32>,
    /// How many octets before this place are delivered or given up.
    done: u64,
    /// Pieces behind a gap: none is empty, no two overlap.
    held: BTreeMap<u64, Piece>,
    held_octets: usize,
    /// The octets before the place that is reached, as many as are kept and belong together.
    recent: VecDeque<u8>,
    /// The gap that was given up last.
    gap: Range<u64>,
    /// The last place that any segment spoke of.
    furthest: u64,
    /// Where it ends, once it has said so.
    end: Option<u64>,
    /// Nobody wants to know about it.
    ignored: bool,
    /// Since when its receiver says to have what is missing here.
    doubted: Option<Timestamp>,
}

#[derive(Debug)]
struct Piece {
    at: Timestamp,
    octets: Vec<u8>,
}

impl Direction {
    /// Its SYN came.
    pub(super) fn begin(&mut self, sequence: u32) {
        self.initial = Some(sequence);
        self.base = Some(sequence.wrapping_add(1));
    }

    /// The other end waits for this octet; where nothing is known yet, it is the first.
    pub(super) fn begin_at(&mut self, sequence: u32) {
        self.base.get_or_insert(sequence);
    }

    /// Whether a SYN of this number begins something else than this.
    pub(super) fn is_other(&self, sequence: u32) -> bool {
        match self.initial {
            Some(initial) => initial != sequence,
            None => self.base != Some(sequence.wrapping_add(1)),
        }
    }

    /// Whether a reset of this number comes from the end that sends here: from where it has come to, or from not far
    /// ahead, as what went before may be missing from the capture.
    pub(super) fn may_end_at(&self, sequence: u32) -> bool {
        const AHEAD: u64 = 1 << 20;
        let Some(place) = self.place(sequence) else { return true };
        let furthest = self.furthest.max(self.reached());
        (self.reached().saturating_sub(1)..=furthest.saturating_add(AHEAD)).contains(&place)
    }

    /// Whether anything of it was seen.
    pub(super) fn is_known(&self) -> bool {
        self.base.is_some()
    }

    /// Whether it has said where it ends.
    pub(super) const fn has_end(&self) -> bool {
        self.end.is_some()
    }

    /// Whether everything up to its end is delivered or given up.
    pub(super) fn is_finished(&self) -> bool {
        self.end.is_some_and(|end| self.reached() >= end)
    }

    /// Whether nobody wants to know about it.
    pub(super) const fn is_ignored(&self) -> bool {
        self.ignored
    }

    /// Takes the octets of a segment and delivers what that completes.
    pub(super) fn take(&mut self, segment: &Segment<'_>, told: &mut Told<'_>) {
        let begin = self.place_or_begin(segment.first());
        let length = segment.payload.len();
        let is_probe = length <= 1 && segment.missing == 0 && !segment.fin;
        if is_probe && begin.saturating_add(1) == self.reached() {
            return; // A probe of an idle connection: its octet, if any, is made up.
        }
        let end = begin.saturating_add(widen(length.saturating_add(segment.missing)));
        self.furthest = self.furthest.max(end);
        if segment.fin && end >= self.reached() {
            self.end.get_or_insert(end);
        }
        let new = self.compare_done(begin, segment.payload, told);
        self.hold(begin.max(self.reached()), new, told);
        self.release(told);
        while !self.held.is_empty() && self.is_over(told) {
            self.give_up(told);
        }
    }

    /// Judges octets that come when the connection is over.
    pub(super) fn take_after_end(&mut self, segment: &Segment<'_>, told: &mut Told<'_>) {
        let begin = self.place_or_begin(segment.first());
        let new = self.compare_done(begin, segment.payload, told);
        self.late(new.len(), told);
    }

    /// The receiver waits for this octet: it has what comes before, whether the capture has it or not.
    pub(super) fn acknowledge(&mut self, sequence: u32, told: &mut Told<'_>) {
        let Some((first, _)) = self.held.first_key_value() else {
            self.doubted = None;
            return;
        };
        if self.place(sequence).is_none_or(|place| place < *first) {
            return;
        }
        let since = *self.doubted.get_or_insert(told.at);
        if told.at.since(since) >= told.limits.patience {
            self.give_up(told);
        }
    }

    /// Nothing more comes: delivers what is held, tells what is missing, and lets go of all memory.
    pub(super) fn finish(&mut self, told: &mut Told<'_>) {
        while !self.held.is_empty() {
            self.give_up(told);
        }
        self.skip_to(self.furthest, told);
        self.recent = VecDeque::new();
    }

    /// Lets go of all memory, without a word.
    pub(super) fn forget(&mut self, held: &mut Held) {
        held.octets = held.octets.saturating_sub(self.held_octets);
        held.pieces = held.pieces.saturating_sub(self.held.len());
        *self = Self { base: self.base, initial: self.initial, ignored: true, ..Self::default() };
    }

    /// The place up to which everything is delivered or given up.
    fn reached(&self) -> u64 {
        ORIGIN.saturating_add(self.done)
    }

    /// The place of a sequence number: of all that have it, the one nearest to what was reached.
    fn place(&self, sequence: u32) -> Option<u64> {
        let low = u32::try_from(self.done & u64::from(u32::MAX)).unwrap_or_default();
        let ahead = sequence.wrapping_sub(self.base?.wrapping_add(low)).cast_signed();
        Some(self.reached().saturating_add_signed(ahead.into()))
    }

    /// The same; the first number of a stream that was under way is its beginning.
    fn place_or_begin(&mut self, sequence: u32) -> u64 {
        self.begin_at(sequence);
        self.place(sequence).unwrap_or(ORIGIN)
    }

    /// Judges the octets from before the place that is reached, and gives those behind it.
    fn compare_done<'p>(&self, begin: u64, payload: &'p [u8], told: &mut Told<'_>) -> &'p [u8] {
        let reached = self.reached();
        let before = narrow(reached.saturating_sub(begin)).min(payload.len());
        let (old, new) = payload.split_at_checked(before).unwrap_or((payload, &[]));
        let end = begin.saturating_add(widen(old.len()));
        let of_gap = end.min(self.gap.end).saturating_sub(begin.max(self.gap.start));
        let of_before = end.min(ORIGIN).saturating_sub(begin);
        self.late(narrow(of_gap.saturating_add(of_before)), told);
        let first = reached.saturating_sub(widen(self.recent.len())).max(begin);
        let known = self
            .recent
            .iter()
            .skip(narrow(first.saturating_add(widen(self.recent.len())).saturating_sub(reached)));
        let again = old.iter().skip(narrow(first.saturating_sub(begin)));
        differ(first, known.zip(again), told);
        new
    }

    fn late(&self, octets: usize, told: &mut Told<'_>) {
        if octets > 0 {
            told.tell(told.at, What::Late { sender: told.sender, octets });
        }
    }

    /// Keeps what is new of some octets; of those that are kept already, the first ones stay.
    fn hold(&mut self, mut place: u64, mut octets: &[u8], told: &mut Told<'_>) {
        if self.held.is_empty() && place == self.reached() {
            return self.deliver(Piece { at: told.at, octets: octets.to_vec() }, told);
        }
        while !octets.is_empty() {
            let known = self.held.range(..=place).next_back().and_then(|(begin, piece)| {
                piece.octets.get(narrow(place.saturating_sub(*begin))..).filter(|known| !known.is_empty())
            });
            let count = if let Some(known) = known {
                differ(place, known.iter().zip(octets), told);
                let count = known.len().min(octets.len());
                #[cfg(seeded_fault = "capture")]
                let count = count.saturating_add(usize::from(known.len() == 3));
                count
            } else {
                let next = self.held.range(place..).next().map_or(u64::MAX, |(next, _)| *next);
                let count = narrow(next.saturating_sub(place)).min(octets.len());
                let piece = Piece { at: told.at, octets: octets.get(..count).unwrap_or(octets).to_vec() };
                self.held.insert(place, piece);
                self.held_octets = self.held_octets.saturating_add(count);
                told.held.octets = told.held.octets.saturating_add(count);
                told.held.pieces = told.held.pieces.saturating_add(1);
                count
            };
            octets = octets.get(count..).unwrap_or_default();
            place = place.saturating_add(widen(count));
        }
    }

    /// Delivers the pieces that follow on what was reached.
    fn release(&mut self, told: &mut Told<'_>) {
        while let Some(entry) = self.held.first_entry() {
            if *entry.key() != ORIGIN.saturating_add(self.done) {
                return;
            }
            let piece = entry.remove();
            let count = piece.octets.len();
            self.held_octets = self.held_octets.saturating_sub(count);
            told.held.octets = told.held.octets.saturating_sub(count);
            told.held.pieces = told.held.pieces.saturating_sub(1);
            self.deliver(piece, told);
        }
    }

    fn deliver(&mut self, piece: Piece, told: &mut Told<'_>) {
        let Piece { at, octets } = piece;
        if octets.is_empty() {
            return;
        }
        let (count, offset) = (octets.len(), self.done);
        let keep = told.limits.recent;
        let tail = octets.get(count.saturating_sub(keep)..).unwrap_or_default();
        let surplus = self.recent.len().saturating_add(tail.len()).saturating_sub(keep);
        self.recent.drain(..surplus.min(self.recent.len()));
        self.recent.extend(tail);
        self.done = offset.saturating_add(widen(count));
        self.doubted = None;
        told.tell(at, What::Octets { sender: told.sender, offset, octets });
    }

    fn is_over(&self, told: &Told<'_>) -> bool {
        let Limits { held, held_in_all, pieces, .. } = *told.limits;
        self.held_octets > held || told.held.octets > held_in_all || told.held.pieces > pieces
    }

    /// Goes on behind the first gap.
    fn give_up(&mut self, told: &mut Told<'_>) {
        if let Some((place, _)) = self.held.first_key_value() {
            self.skip_to(*place, told);
        }
        self.release(told);
    }

    fn skip_to(&mut self, place: u64, told: &mut Told<'_>) {
        let from = self.reached();
        let octets = place.saturating_sub(from);
        if octets == 0 {
            return;
        }
        told.tell(told.at, What::Missing { sender: told.sender, offset: self.done, octets });
        self.gap = from..place;
        self.done = self.done.saturating_add(octets);
        self.recent.clear();
        self.doubted = None;
    }
}

/// Tells when octets that came twice are not the same; `first` is the place of the first pair.
fn differ<'p>(first: u64, pairs: impl Iterator<Item = (&'p u8, &'p u8)>, told: &mut Told<'_>) {
    let mut others = pairs.enumerate().filter(|(_, (known, again))| known != again).map(|(at, _)| at);
    if let Some(at) = others.next() {
        let offset = first.saturating_sub(ORIGIN).saturating_add(widen(at));
        let octets = others.count().saturating_add(1);
        told.tell(told.at, What::Differs { sender: told.sender, offset, octets });
    }
}

fn widen(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}

fn narrow(count: u64) -> usize {
    usize::try_from(count).unwrap_or(usize::MAX)
}
