//! What the page of `flow` says, by looking back over all that happened. It uses nothing of the outbox.

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::vec::Vec;

use clickatell_core::time::Instant;

use crate::flow::FlowSettings;

pub(super) struct Model {
    pub(super) settings: FlowSettings,
    window: usize,
    pub(super) waiting: BTreeSet<u64>,
    /// Number and moment.
    pub(super) under_way: Vec<(u64, Instant)>,
    /// Answers that count for the pause: when the request was sent, when it was answered, whether there was room.
    answers: Vec<(Instant, Instant, bool)>,
    congestion: Option<(u8, Instant)>,
    sendings: Vec<Instant>,
    /// Each that was refused for want of room, and when first.
    refused: BTreeMap<u64, Instant>,
}

impl Model {
    pub(super) const fn new(settings: FlowSettings, window: usize) -> Self {
        Self {
            settings,
            window,
            waiting: BTreeSet::new(),
            under_way: Vec::new(),
            answers: Vec::new(),
            congestion: None,
            sendings: Vec::new(),
            refused: BTreeMap::new(),
        }
    }

    /// A request goes out.
    pub(super) fn sent(&mut self, now: Instant, id: u64) {
        self.waiting.remove(&id);
        self.under_way.push((id, now));
        self.sendings.push(now);
    }

    /// One that is no longer under way was answered. Whether it is sent again.
    pub(super) fn answered(
        &mut self,
        now: Instant,
        id: u64,
        sent: Instant,
        no_room: bool,
        congestion: Option<u8>,
    ) -> bool {
        self.answers.push((sent, now, !no_room && congestion != Some(100)));
        if let Some(state) = congestion.filter(|state| *state <= 100) {
            self.congestion = Some((state, now));
        }
        let first = *self.refused.entry(id).or_insert(now);
        let again = no_room && self.settings.give_up.is_none_or(|span| now < first + span);
        if again {
            self.waiting.insert(id);
        }
        again
    }

    /// Which request goes out now, if any.
    pub(super) fn next(&self, now: Instant) -> Option<u64> {
        let (until, probing) = self.pause();
        let may =
            now >= until && self.rate_allows(now) && self.under_way.len() < self.places(now, until, probing);
        self.waiting.first().copied().filter(|_| may)
    }

    /// The end of the last pause, and whether nothing has been accepted since it began.
    fn pause(&self) -> (Instant, bool) {
        let (mut until, mut began, mut doublings) = (Instant::ZERO, None, None);
        for (sent, answered, room) in &self.answers {
            let from_before = doublings.is_some() && began.is_some_and(|began| *sent <= began);
            match (room, from_before) {
                (_, true) => {}
                (true, false) => doublings = None,
                (false, false) => {
                    let power = doublings.map_or(0, |power: u32| power + 1);
                    doublings = Some(power);
                    began = Some(*answered);
                    let length = self.settings.first_pause * 2_u32.pow(power.min(10));
                    until = *answered + length.min(self.settings.longest_pause);
                }
            }
        }
        (until, doublings.is_some())
    }

    /// How many may be under way with one more. While nothing has been accepted since a pause, one that was sent after
    /// it tries alone.
    fn places(&self, now: Instant, until: Instant, probing: bool) -> usize {
        match self.congestion {
            _ if probing && self.under_way.iter().any(|(_, sent)| *sent >= until) => 0,
            Some((state, since))
                if !probing && state >= 90 && now.since(since) < self.settings.congestion_hold =>
            {
                (self.window * (100 - usize::from(state))).div_ceil(10).max(1)
            }
            _ => self.window,
        }
    }

    /// Whether no span that ends now has more than the burst and what the rate brings in it, a part of a microsecond
    /// forgiven.
    fn rate_allows(&self, now: Instant) -> bool {
        let Some(rate) = self.settings.rate else { return true };
        let (requests, per) = (u128::from(rate.requests), rate.per.as_micros());
        let saved = u128::from(rate.burst) * per + requests - 1;
        let mut counted = self.sendings.iter().rev().zip(2_u128..);
        counted.all(|(sent, count)| count * per <= saved + now.since(*sent).as_micros() * requests)
    }
}
