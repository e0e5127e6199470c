//! The requests that are not answered yet, and when each goes out.

use alloc::collections::BTreeMap;
use alloc::vec::Vec;

use clickatell_core::machine::{Handle, Serial, Timed};
use clickatell_core::time::Instant;

use super::FlowSettings;
use super::bucket::Bucket;
use super::pause::Pause;
use crate::code::CommandStatus;
use crate::frame::Frame;
use crate::pdu_buf::PduBuf;

/// Names the kind of [`Handle`] that a request in an [`Outbox`] has.
#[derive(Debug)]
pub enum Queued {}

/// As many requests wait as the settings allow; nothing was taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{waiting} requests wait to be sent already")]
pub struct QueueFull {
    /// How many wait.
    pub waiting: usize,
}

/// What an answer means for its request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(clippy::exhaustive_enums, reason = "an answer is final or is not")]
pub enum Answered {
    /// It is the outcome; the outbox has forgotten the request.
    Final,
    /// The SMSC had no room. The request waits again, before all that came after it.
    Again,
}

/// The queue of one transmitting session; see the [module](super).
///
/// It survives the session: what was never sent waits for the next one. After every call that takes `now`, take
/// requests with [`next`](Self::next) until `None`, then arm a timer for [`poll_timeout`](Timed::poll_timeout).
#[derive(Debug)]
pub struct Outbox {
    settings: FlowSettings,
    window: usize,
    /// By number, so that one that comes back stands where it stood.
    waiting: BTreeMap<u64, Waiting>,
    under_way: BTreeMap<u64, Sent>,
    /// The one under way that tries whether the SMSC has room again.
    probe: Option<u64>,
    serial: Serial,
    bucket: Option<Bucket>,
    pause: Pause,
    /// The last `congestion_state`, 90 to 100, and until when it holds.
    congestion: Option<(u8, Instant)>,
    /// The latest moment that it was told of.
    now: Instant,
}

#[derive(Debug)]
struct Waiting {
    pdu: PduBuf,
    /// When it was first refused for want of room.
    refused: Option<Instant>,
}

#[derive(Debug)]
struct Sent {
    waited: Waiting,
    at: Instant,
}

impl Outbox {
    /// An empty one. `window`: how many requests may be under way, at least 1.
    #[must_use]
    pub fn new(settings: FlowSettings, window: usize) -> Self {
        let settings = settings.in_range();
        Self {
            window: window.max(1),
            waiting: BTreeMap::new(),
            under_way: BTreeMap::new(),
            probe: None,
            serial: Serial::new(),
            bucket: settings.rate.map(Bucket::new),
            pause: Pause::new(settings.first_pause, settings.longest_pause),
            congestion: None,
            now: Instant::ZERO,
            settings,
        }
    }

    /// How many requests wait to be sent.
    #[must_use]
    pub fn waiting(&self) -> usize {
        self.waiting.len()
    }

    /// How many requests were sent and are not answered.
    #[must_use]
    pub fn under_way(&self) -> usize {
        self.under_way.len()
    }

    /// Takes a request. Its sequence number does not matter: the session gives it another.
    ///
    /// # Errors
    /// When as many wait as the settings allow.
    pub fn push(&mut self, pdu: PduBuf) -> Result<Handle<Queued>, QueueFull> {
        let waiting = self.waiting.len();
        if waiting >= self.settings.queue {
            return Err(QueueFull { waiting });
        }
        let id = self.serial.issue();
        self.waiting.insert(id, Waiting { pdu, refused: None });
        Ok(Handle::new(id))
    }

    /// The next request to send now, which counts as sent from here on; `None` while window, rate or a pause forbid it.
    pub fn next(&mut self, now: Instant) -> Option<(Handle<Queued>, Frame<'_>)> {
        self.now = self.now.max(now);
        if self.waiting.is_empty() || !self.has_place() || now < self.pause.until() {
            return None;
        }
        if let Some(bucket) = &mut self.bucket
            && !bucket.take(now)
        {
            return None;
        }
        let (id, waited) = self.waiting.pop_first()?;
        self.probe = self.pause.is_probing().then_some(id);
        let sent = self.under_way.entry(id).or_insert(Sent { waited, at: now });
        Some((Handle::new(id), sent.waited.pdu.frame()))
    }

    /// A request was answered. `congestion`: the response's `congestion_state`, if it has one.
    ///
    /// `None` when no such request is under way.
    pub fn answered(
        &mut self,
        now: Instant,
        handle: Handle<Queued>,
        status: CommandStatus,
        congestion: Option<u8>,
    ) -> Option<Answered> {
        self.now = self.now.max(now);
        let Sent { waited: Waiting { pdu, refused }, at } = self.leave(handle)?;
        let no_room = matches!(status, CommandStatus::ESME_RTHROTTLED | CommandStatus::ESME_RMSGQFUL);
        if no_room || congestion == Some(100) {
            self.pause.refused(now, at);
        } else {
            self.pause.accepted(at);
        }
        match congestion {
            Some(state @ 90..=100) => self.congestion = Some((state, now + self.settings.congestion_hold)),
            Some(0..90) => self.congestion = None,
            // Out of range, or not said.
            _ => {}
        }
        let refused = refused.unwrap_or(now);
        if no_room && self.settings.give_up.is_none_or(|span| now.since(refused) < span) {
            self.waiting.insert(handle.id(), Waiting { pdu, refused: Some(refused) });
            Some(Answered::Again)
        } else {
            Some(Answered::Final)
        }
    }

    /// A request that was handed out was not sent after all: it waits again, in its old place.
    pub fn put_back(&mut self, handle: Handle<Queued>) {
        if let Some(sent) = self.leave(handle) {
            self.waiting.insert(handle.id(), sent.waited);
        }
    }

    /// The outcome of a request will never be known; the outbox forgets it, and never sends it again. False when no
    /// such request is under way.
    pub fn lost(&mut self, handle: Handle<Queued>) -> bool {
        self.leave(handle).is_some()
    }

    /// Takes a request out that was not sent yet. False when it was, or is none of this outbox.
    pub fn withdraw(&mut self, handle: Handle<Queued>) -> bool {
        self.waiting.remove(&handle.id()).is_some()
    }

    /// Takes out all that was not sent yet, oldest first.
    pub fn withdraw_all(&mut self) -> Vec<Handle<Queued>> {
        core::mem::take(&mut self.waiting).into_keys().map(Handle::new).collect()
    }

    fn leave(&mut self, handle: Handle<Queued>) -> Option<Sent> {
        self.probe.take_if(|probe| *probe == handle.id());
        self.under_way.remove(&handle.id())
    }

    /// Whether another request may be under way, as far as other requests matter. What was under way before a pause
    /// does not keep the one from going that tries whether it is over.
    fn has_place(&self) -> bool {
        self.under_way.len() < self.window_now() && !(self.pause.is_probing() && self.probe.is_some())
    }

    /// How many requests may be under way as things stand.
    fn window_now(&self) -> usize {
        match self.congestion {
            #[cfg(seeded_fault = "outbox")]
            Some((97, _)) => self.window,
            // 90: the whole window; 95: a half; 99: a tenth; never less than one.
            Some((state, until)) if self.now < until && !self.pause.is_probing() => {
                let tenths = usize::from(100_u8.saturating_sub(state));
                self.window.saturating_mul(tenths).div_ceil(10).max(1)
            }
            _ => self.window,
        }
    }
}

impl Timed for Outbox {
    /// When the next request may be sent that may not be sent yet. `None` also while one may be: take it.
    fn poll_timeout(&self) -> Option<Instant> {
        if self.waiting.is_empty() {
            return None;
        }
        let due = if self.has_place() {
            let rate = self.bucket.as_ref().map_or(Instant::ZERO, Bucket::due);
            rate.max(self.pause.until())
        } else {
            // Only the end of a congestion makes a place by itself.
            let shrunk = !self.pause.is_probing() && self.under_way.len() < self.window;
            self.congestion.filter(|_| shrunk)?.1
        };
        (due > self.now).then_some(due)
    }

    fn handle_timeout(&mut self, now: Instant) {
        self.now = self.now.max(now);
    }
}
