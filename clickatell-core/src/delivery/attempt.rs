//! Requests: made, answered, not answered, given up.

use alloc::vec::Vec;

use super::{
    Attempt, Attempted, Callback, CallbackDelivery, DeliveryEvent, GiveUpReason, HttpIn, HttpMethod, HttpOut,
    Outcome, Progress, Queued,
};
use crate::machine::Handle;
use crate::time::Instant;

/// A callback that is being delivered.
#[derive(Debug)]
pub(super) struct Item {
    pub(super) callback: Callback,
    pub(super) stage: Stage,
    /// The requests that are over.
    attempts: Vec<Attempted>,
}

#[derive(Clone, Copy, Debug)]
pub(super) enum Stage {
    Waiting {
        due: Instant,
    },
    InFlight {
        /// The number of the request.
        attempt: u64,
        began: Instant,
    },
}

/// A request that awaits its answer.
#[derive(Clone, Copy, Debug)]
pub(super) struct UnderWay {
    item: u64,
    deadline: Instant,
}

/// What the caller has yet to be told to do.
#[derive(Clone, Copy, Debug)]
pub(super) enum Todo {
    Request { attempt: u64 },
    Cancel { attempt: u64 },
}

impl Item {
    pub(super) const fn new(callback: Callback, due: Instant) -> Self {
        Self { callback, stage: Stage::Waiting { due }, attempts: Vec::new() }
    }

    pub(super) fn progress(&self, handle: Handle<Queued>) -> Progress<'_> {
        let due = match self.stage {
            Stage::Waiting { due } => Some(due),
            Stage::InFlight { .. } => None,
        };
        Progress { handle, callback: &self.callback, attempts: &self.attempts, due }
    }

    /// How many requests are over, those made elsewhere included.
    fn made(&self) -> usize {
        self.callback.made.saturating_add(self.attempts.len())
    }
}

impl CallbackDelivery {
    /// Makes every request that is due and has room.
    pub(super) fn start_due(&mut self, now: Instant) {
        while let Some(id) = self.schedule.start(now) {
            let Some(item) = self.items.get_mut(&id) else { continue };
            let attempt = self.attempts.issue();
            item.stage = Stage::InFlight { attempt, began: now };
            let deadline = now.after(self.settings.timeout);
            self.under_way.insert(attempt, UnderWay { item: id, deadline });
            self.todo.push_back(Todo::Request { attempt });
        }
    }

    pub(super) fn on_answer(&mut self, now: Instant, input: HttpIn) {
        let HttpIn { attempt, answer } = input;
        if self.under_way.contains_key(&attempt.id()) {
            self.end_attempt(now, attempt.id(), answer.into());
        } else {
            self.events.push_back(DeliveryEvent::Stray { attempt, answer });
        }
        self.start_due(now);
    }

    /// Ends the requests that were not answered in time.
    pub(super) fn on_time(&mut self, now: Instant) {
        // At the end of time a request is overdue when it begins; its callback then comes to its end here.
        loop {
            // Numbers rise, so the first is the oldest, and the first to be overdue.
            while let Some((attempt, under_way)) = self.under_way.first_key_value()
                && under_way.deadline <= now
            {
                let attempt = *attempt;
                self.withdraw(attempt);
                self.end_attempt(now, attempt, Outcome::TimedOut);
            }
            self.start_due(now);
            if self.first_deadline().is_none_or(|deadline| deadline > now) {
                return;
            }
        }
    }

    /// When the oldest request is overdue.
    pub(super) fn first_deadline(&self) -> Option<Instant> {
        self.under_way.first_key_value().map(|(_, under_way)| under_way.deadline)
    }

    /// Ends a request because its callback is taken back.
    pub(super) fn cancel_attempt(&mut self, now: Instant, attempt: u64) {
        self.withdraw(attempt);
        self.record(now, attempt, Outcome::Cancelled);
    }

    /// What the caller is to do next, with the body appended.
    pub(super) fn next_output(&mut self, buf: &mut Vec<u8>) -> Option<HttpOut> {
        loop {
            let attempt = match self.todo.pop_front()? {
                Todo::Cancel { attempt } => return Some(HttpOut::Cancel { attempt: Handle::new(attempt) }),
                Todo::Request { attempt } => attempt,
            };
            let Some(UnderWay { item: id, .. }) = self.under_way.get(&attempt) else { continue };
            let Some(Item { callback, .. }) = self.items.get(id) else { continue };
            return Some(HttpOut::Request {
                attempt: Handle::<Attempt>::new(attempt),
                handle: Handle::new(*id),
                method: callback.method,
                url: callback.render(buf),
                auth: callback.auth.clone(),
                content_type: (callback.method == HttpMethod::Post).then_some(HttpMethod::FORM_TYPE),
            });
        }
    }

    /// Ends a callback without success.
    pub(super) fn give_up(&mut self, id: u64, why: GiveUpReason) {
        if let Some((handle, attempts)) = self.remove(id) {
            self.events.push_back(DeliveryEvent::GaveUp { handle, attempts, why });
        }
    }

    /// Ends a request, and with it its callback, unless it is to be repeated.
    fn end_attempt(&mut self, now: Instant, attempt: u64, outcome: Outcome) {
        let Some(id) = self.record(now, attempt, outcome) else { return };
        let success = matches!(outcome, Outcome::Status(status) if self.settings.success.contains(&status));
        if success {
            if let Some((handle, attempts)) = self.remove(id) {
                self.events.push_back(DeliveryEvent::Delivered { handle, attempts });
            }
            return;
        }
        let Some(item) = self.items.get_mut(&id) else { return };
        let (Some(wait), Some(last)) = (item.callback.ladder.next(item.made()), item.attempts.last()) else {
            return self.give_up(id, GiveUpReason::Exhausted);
        };
        let jitter = self.settings.jitter.as_mut().map(super::Jitter::draw).unwrap_or_default();
        // From request to request, however long an answer took: that is how the documents count.
        let next = last.began.after(wait).after(jitter).max(now);
        #[cfg(seeded_fault = "delivery")]
        let next = if item.made() == 3 { now.after(wait) } else { next };
        let failed = DeliveryEvent::Failed { handle: Handle::new(id), attempt: *last, next };
        item.stage = Stage::Waiting { due: next };
        self.schedule.wait(&item.callback.url, (next, id));
        self.events.push_back(failed);
    }

    /// Notes how a request ended, and makes room for another; the number of its callback.
    fn record(&mut self, now: Instant, attempt: u64, outcome: Outcome) -> Option<u64> {
        let UnderWay { item: id, .. } = self.under_way.remove(&attempt)?;
        let item = self.items.get_mut(&id)?;
        if let Stage::InFlight { began, .. } = item.stage {
            let number = item.made().saturating_add(1);
            item.attempts.push(Attempted { number, began, ended: now, outcome });
        }
        self.schedule.finish(&item.callback.url);
        Some(id)
    }

    /// Has the caller give a request up, or never tells of it.
    fn withdraw(&mut self, attempt: u64) {
        let untold = self
            .todo
            .iter()
            .position(|todo| matches!(todo, Todo::Request { attempt: one } if *one == attempt));
        match untold {
            Some(place) => {
                self.todo.remove(place);
            }
            None => self.todo.push_back(Todo::Cancel { attempt }),
        }
    }

    fn remove(&mut self, id: u64) -> Option<(Handle<Queued>, Vec<Attempted>)> {
        let item = self.items.remove(&id)?;
        self.octets = self.octets.saturating_sub(item.callback.octets());
        Some((Handle::new(id), item.attempts))
    }
}
