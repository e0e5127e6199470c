//! What becomes of an accepted message, and when.
//!
//! A message is accepted (008), handed to the network (003) and received by the handset (004), all within a second of
//! the gateway's clock from when it is due, unless its [`Fate`] is another. Nothing is known of messages here but their
//! names and whose queue they are in: [`Lifecycle`] says which status is due.

mod plan;
mod queues;

use std::collections::{BTreeMap, VecDeque};

use clickatell_core::id::ApiMessageId;
use clickatell_core::machine::{Serial, Timed};
use clickatell_core::send::Queue;
use clickatell_core::status::MessageStatus;
use clickatell_core::time::{Duration, Instant};

use crate::random::SplitMix;
use queues::Queues;

pub(crate) use plan::{Fate, Plan, Timing};

/// The longest time to each of the two steps; together less than a second.
const STEP: Duration = Duration::from_millis(450);
/// The shortest.
const STEP_AT_LEAST: Duration = Duration::from_millis(50);

/// A status that is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Step {
    pub(crate) message: ApiMessageId,
    pub(crate) status: MessageStatus,
}

/// The messages on their way.
#[derive(Debug)]
pub(crate) struct Lifecycle {
    jitter: SplitMix,
    due: BTreeMap<Due, (ApiMessageId, Plan)>,
    /// Where each message stands among them.
    places: BTreeMap<ApiMessageId, Due>,
    queues: Queues,
    serial: Serial,
    ready: VecDeque<Step>,
}

/// A moment; those of one moment in the order in which they were put there.
type Due = (Instant, u64);

impl Lifecycle {
    /// No message. The same seed and the same messages give the same plans.
    pub(crate) fn new(seed: u64) -> Self {
        Self {
            jitter: SplitMix(seed),
            due: BTreeMap::new(),
            places: BTreeMap::new(),
            queues: Queues::default(),
            serial: Serial::new(),
            ready: VecDeque::new(),
        }
    }

    /// How many messages have not come to their end.
    pub(crate) fn len(&self) -> usize {
        self.due.len()
    }

    /// What a message in this queue of this account will do.
    pub(crate) fn plan(&mut self, queue: (&str, Queue), timing: Timing, fate: &Fate) -> Plan {
        Plan::of_fate(queue, timing, fate, || span(&mut self.jitter))
    }

    /// Takes a message under way.
    pub(crate) fn start(&mut self, message: ApiMessageId, plan: Plan) {
        let Some(at) = plan.first() else { return };
        if plan.is_in_queue() {
            self.queues.enter(message, &plan);
        }
        let place = (at, self.serial.issue());
        self.due.insert(place, (message, plan));
        self.places.insert(message, place);
    }

    /// Nothing more becomes of a message.
    pub(crate) fn stop(&mut self, now: Instant, message: &ApiMessageId) {
        if let Some((_, plan)) = self.places.remove(message).and_then(|place| self.due.remove(&place)) {
            self.leave(now, *message, &plan);
        }
    }

    /// A message is out of its queue: what waited for it goes on.
    fn leave(&mut self, now: Instant, message: ApiMessageId, plan: &Plan) {
        for free in self.queues.leave(now, message, plan) {
            let entry = self.places.remove(&free).and_then(|place| self.due.remove(&place));
            if let Some((message, mut plan)) = entry {
                plan.unpark(now);
                self.start(message, plan);
            }
        }
    }

    /// The next status that was due at the last [`handle_timeout`](Timed::handle_timeout).
    pub(crate) fn poll_step(&mut self) -> Option<Step> {
        self.ready.pop_front()
    }

    /// Statuses that could not be noted are ready again, before any other.
    pub(crate) fn put_back(&mut self, steps: Vec<Step>) {
        for step in steps.into_iter().rev() {
            self.ready.push_front(step);
        }
    }

    /// When the next status is due, and of which message. One that is ready has been due all along.
    pub(crate) fn next(&self) -> Option<(Instant, Step)> {
        if let Some(step) = self.ready.front() {
            return Some((Instant::ZERO, *step));
        }
        let (_, (message, plan)) = self.due.first_key_value()?;
        let (at, status) = plan.next()?;
        Some((at, Step { message: *message, status }))
    }
}

impl Timed for Lifecycle {
    fn poll_timeout(&self) -> Option<Instant> {
        self.next().map(|(at, _)| at)
    }

    fn handle_timeout(&mut self, now: Instant) {
        while let Some(entry) = self.due.first_entry().filter(|entry| entry.key().0 <= now) {
            let ((at, _), (message, mut plan)) = entry.remove_entry();
            self.places.remove(&message);
            if plan.hands_over() && self.queues.park(at, message, &plan) {
                plan.parked = Some(at);
                self.start(message, plan);
                continue;
            }
            if let Some(status) = plan.take() {
                self.ready.push_back(Step { message, status });
            }
            if !plan.is_in_queue() {
                self.leave(at, message, &plan);
            }
            self.start(message, plan);
        }
    }
}

/// How long a step takes.
fn span(jitter: &mut SplitMix) -> Duration {
    let most = u64::try_from(STEP.saturating_sub(STEP_AT_LEAST).as_micros()).unwrap_or(0);
    STEP_AT_LEAST.saturating_add(Duration::from_micros(jitter.below(most)))
}

#[cfg(test)]
mod tests;
