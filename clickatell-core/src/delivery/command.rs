//! What the owner of a delivery asks of it, and may look at.

use super::attempt::{Item, Stage};
use super::{Attempted, Callback, CallbackDelivery, GiveUpReason, Queued};
use crate::machine::Handle;
use crate::time::Instant;

/// Why a callback was not taken. Nothing changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EnqueueError {
    /// As many callbacks wait as may.
    #[error("{limit} callbacks wait, which is the most")]
    Queued {
        /// The limit, [`DeliveryLimits::queued`](super::DeliveryLimits::queued).
        limit: usize,
    },
    /// As many callbacks to this URL wait as may.
    #[error("{limit} callbacks to this URL wait, which is the most")]
    QueuedPerUrl {
        /// The limit, [`DeliveryLimits::queued_per_url`](super::DeliveryLimits::queued_per_url).
        limit: usize,
    },
    /// The variables are too long.
    #[error("variables of {octets} octets, {limit} are the most")]
    Form {
        /// How long they are.
        octets: usize,
        /// The limit, [`DeliveryLimits::form`](super::DeliveryLimits::form).
        limit: usize,
    },
    /// All that wait would be too long together.
    #[error("the callbacks that wait would have more than {limit} octets")]
    Octets {
        /// The limit, [`DeliveryLimits::octets`](super::DeliveryLimits::octets).
        limit: usize,
    },
    /// All requests of its ladder were made elsewhere.
    #[error("{made} requests were made, the ladder has {requests}")]
    Exhausted {
        /// How many were made.
        made: usize,
        /// How many there are.
        requests: usize,
    },
}

/// A handle names no callback that is being delivered: it ended, or another delivery issued it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no such callback is being delivered")]
pub struct NotQueued;

/// A callback that is being delivered, to look at.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Progress<'a> {
    /// Its handle.
    pub handle: Handle<Queued>,
    /// What is delivered, as it was given.
    pub callback: &'a Callback,
    /// The requests that failed here.
    pub attempts: &'a [Attempted],
    /// When the next request is due; `None` while one is under way. One that is due may have to wait for others to its
    /// URL.
    pub due: Option<Instant>,
}

impl Progress<'_> {
    /// How many requests were made, here and elsewhere, the one under way included.
    #[must_use]
    pub fn made(&self) -> usize {
        let under_way = usize::from(self.due.is_none());
        self.callback.made.saturating_add(self.attempts.len()).saturating_add(under_way)
    }
}

impl CallbackDelivery {
    /// Takes a callback, to be sent at once. Ends in `Delivered` or `GaveUp`.
    ///
    /// # Errors
    /// The limit that forbids it, or that its ladder has nothing left.
    pub fn enqueue(&mut self, now: Instant, callback: Callback) -> Result<Handle<Queued>, EnqueueError> {
        self.enqueue_at(now, now, callback)
    }

    /// Takes a callback, to be sent at `due`: for a delivery that began elsewhere, as before a restart. Ends in
    /// `Delivered` or `GaveUp`.
    ///
    /// # Errors
    /// As [`enqueue`](Self::enqueue).
    pub fn enqueue_at(
        &mut self,
        now: Instant,
        due: Instant,
        mut callback: Callback,
    ) -> Result<Handle<Queued>, EnqueueError> {
        self.check(&callback)?;
        // What a text kept in reserve while it grew is not counted.
        callback.form.shrink_to_fit();
        self.octets = self.octets.saturating_add(callback.octets());
        let id = self.handles.issue();
        self.schedule.wait(&callback.url, (due, id));
        self.items.insert(id, Item::new(callback, due));
        self.start_due(now);
        Ok(Handle::new(id))
    }

    /// Takes a callback back. Ends it in `GaveUp`; a request that is under way is given up.
    ///
    /// # Errors
    /// When it has ended.
    pub fn cancel(&mut self, now: Instant, handle: Handle<Queued>) -> Result<(), NotQueued> {
        let item = self.items.get(&handle.id()).ok_or(NotQueued)?;
        match item.stage {
            Stage::Waiting { due } => self.schedule.forget(&item.callback.url, (due, handle.id())),
            Stage::InFlight { attempt, .. } => self.cancel_attempt(now, attempt),
        }
        self.give_up(handle.id(), GiveUpReason::Cancelled);
        self.start_due(now);
        Ok(())
    }

    /// Makes a callback due now. The waits on its ladder count on from the request that is made for it. Nothing changes
    /// while a request is under way.
    ///
    /// # Errors
    /// When it has ended.
    pub fn hurry(&mut self, now: Instant, handle: Handle<Queued>) -> Result<(), NotQueued> {
        let item = self.items.get_mut(&handle.id()).ok_or(NotQueued)?;
        if let Stage::Waiting { due } = &mut item.stage {
            let earlier = now.min(*due);
            self.schedule.forget(&item.callback.url, (*due, handle.id()));
            self.schedule.wait(&item.callback.url, (earlier, handle.id()));
            *due = earlier;
        }
        self.start_due(now);
        Ok(())
    }

    /// How a callback stands; `None` when it has ended.
    #[must_use]
    pub fn progress(&self, handle: Handle<Queued>) -> Option<Progress<'_>> {
        self.items.get(&handle.id()).map(|item| item.progress(handle))
    }

    /// How all callbacks stand that are being delivered, in the order in which they came.
    #[must_use]
    pub fn queued(&self) -> impl ExactSizeIterator<Item = Progress<'_>> {
        self.items.iter().map(|(id, item)| item.progress(Handle::new(*id)))
    }

    /// How many requests await their answers.
    #[must_use]
    pub const fn in_flight(&self) -> usize {
        self.schedule.in_flight()
    }

    /// Whether there is room for a callback.
    fn check(&self, callback: &Callback) -> Result<(), EnqueueError> {
        let limits = &self.settings.limits;
        let (made, requests) = (callback.made, callback.ladder.requests());
        let octets = callback.form.len();
        if made >= requests {
            Err(EnqueueError::Exhausted { made, requests })
        } else if octets > limits.form {
            Err(EnqueueError::Form { octets, limit: limits.form })
        } else if self.items.len() >= limits.queued {
            Err(EnqueueError::Queued { limit: limits.queued })
        } else if self.schedule.queued(&callback.url) >= limits.queued_per_url {
            Err(EnqueueError::QueuedPerUrl { limit: limits.queued_per_url })
        } else if self.octets.saturating_add(callback.octets()) > limits.octets {
            Err(EnqueueError::Octets { limit: limits.octets })
        } else {
            Ok(())
        }
    }
}
