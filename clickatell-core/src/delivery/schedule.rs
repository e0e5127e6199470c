//! Which callback goes out next.

use alloc::collections::{BTreeMap, BTreeSet};

use super::{CallbackUrl, DeliveryLimits};
use crate::time::Instant;

/// When a callback is due, and its number: those due at one moment go out in the order in which they came.
pub(super) type Due = (Instant, u64);

/// The callbacks that wait, by URL, and how many requests are under way to each.
#[derive(Debug)]
pub(super) struct Schedule {
    in_flight_most: usize,
    per_url_most: usize,
    in_flight: usize,
    lanes: BTreeMap<CallbackUrl, Lane>,
    /// The first that waits in each lane with room for another request.
    ready: BTreeMap<Due, CallbackUrl>,
}

/// The callbacks to one URL. A lane exists as long as it has any.
#[derive(Debug, Default)]
struct Lane {
    waiting: BTreeSet<Due>,
    in_flight: usize,
    /// Its entry in `ready`.
    listed: Option<Due>,
}

impl Schedule {
    pub(super) const fn new(limits: &DeliveryLimits) -> Self {
        Self {
            in_flight_most: limits.in_flight,
            per_url_most: limits.in_flight_per_url,
            in_flight: 0,
            lanes: BTreeMap::new(),
            ready: BTreeMap::new(),
        }
    }

    /// How many callbacks to this URL there are, under way or waiting.
    pub(super) fn queued(&self, url: &CallbackUrl) -> usize {
        self.lanes.get(url).map_or(0, |lane| lane.waiting.len().saturating_add(lane.in_flight))
    }

    /// How many requests are under way.
    pub(super) const fn in_flight(&self) -> usize {
        self.in_flight
    }

    /// When the next request can be made: the first that is due among those with room. `None` while there is no room at
    /// all: room comes by an answer or a timeout, not by waiting.
    pub(super) fn next_due(&self) -> Option<Instant> {
        let first = self.ready.first_key_value().map(|((at, _), _)| *at);
        first.filter(|_| self.in_flight < self.in_flight_most)
    }

    /// Adds a callback that waits.
    pub(super) fn wait(&mut self, url: &CallbackUrl, due: Due) {
        self.change(url, |lane| {
            lane.waiting.insert(due);
        });
    }

    /// Takes a callback out that waits.
    pub(super) fn forget(&mut self, url: &CallbackUrl, due: Due) {
        self.change(url, |lane| {
            lane.waiting.remove(&due);
        });
    }

    /// Takes out the callback that is to be sent at `now`, if any; its request is under way from here on.
    pub(super) fn start(&mut self, now: Instant) -> Option<u64> {
        if self.next_due()? > now {
            return None;
        }
        let (due, url) = self.ready.pop_first()?;
        self.in_flight = self.in_flight.saturating_add(1);
        self.change(&url, |lane| {
            lane.waiting.remove(&due);
            lane.listed = None;
            lane.in_flight = lane.in_flight.saturating_add(1);
        });
        Some(due.1)
    }

    /// A request to this URL is over.
    pub(super) fn finish(&mut self, url: &CallbackUrl) {
        self.in_flight = self.in_flight.saturating_sub(1);
        self.change(url, |lane| lane.in_flight = lane.in_flight.saturating_sub(1));
    }

    /// Changes a lane, and lists in `ready` what is first in it then.
    fn change(&mut self, url: &CallbackUrl, change: impl FnOnce(&mut Lane)) {
        let lane = self.lanes.entry(url.clone()).or_default();
        change(lane);
        let has_room = lane.in_flight < self.per_url_most;
        let first = lane.waiting.first().copied().filter(|_| has_room);
        if lane.listed != first {
            if let Some(listed) = lane.listed {
                self.ready.remove(&listed);
            }
            if let Some(first) = first {
                self.ready.insert(first, url.clone());
            }
            lane.listed = first;
        }
        if lane.waiting.is_empty() && lane.in_flight == 0 {
            self.lanes.remove(url);
        }
    }
}
