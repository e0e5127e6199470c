//! What happens by itself: statuses, receipts, second tries, and the end of what was held too long.
//!
//! Everything is due at a moment of the gateway's clock. With the machine's clock a task does it when it is time; with
//! a virtual one [`Shared::advance`] does it, thing by thing, while it moves the clock.

mod advance;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use clickatell_core::id::{ApiId, ApiMessageId};
use clickatell_core::machine::Timed;
use clickatell_core::send::Queue;
use clickatell_core::time::{Duration, Instant};
use clickatell_smpp::profile::clickatell::HOLD;
use serde::Serialize;
use tokio::sync::{oneshot, watch};

use crate::callback::{self, Stored};
use crate::clock::Stamp;
use crate::lifecycle::{Fate, Lifecycle, Plan, Step, Timing};
use crate::shared::{Shared, stopped};
use crate::smpp::receipt;
use crate::store::{self, StoreError, Unfinished};

pub use advance::AdvanceError;
pub(crate) use advance::Target;

/// The most statuses that are stored at once.
const BATCH: usize = 1000;
/// How long to wait, in real time, before work that the store could not do is tried again.
const STORE_TROUBLE: Duration = Duration::from_secs(1);

/// Everything that is due some time.
#[derive(Debug)]
pub(crate) struct Agenda {
    lifecycle: Lifecycle,
    /// When the next second try of a queue is due.
    retries: BTreeSet<(Instant, ApiId)>,
    /// When the oldest thing arrived that is held.
    oldest_held: Option<Instant>,
    /// How many messages of each connection are on their way.
    on_their_way: BTreeMap<ApiId, usize>,
    /// When the task will wake up.
    armed: Option<Instant>,
}

/// Something that fell due.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Fired {
    at: Stamp,
    what: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<u16>,
}

/// Why a message cannot be taken now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct QueueFull;

/// What came of statuses that were stored.
#[derive(Debug, Default)]
struct Taken {
    /// Messages at their end, and whether there is a receipt of it.
    ended: Vec<(ApiMessageId, ApiId, bool)>,
    callbacks: Vec<Stored>,
}

impl Agenda {
    pub(crate) fn new(seed: u64, unfinished: Vec<Unfinished>, oldest_held: Option<Instant>) -> Self {
        let mut agenda = Self {
            lifecycle: Lifecycle::new(seed),
            retries: BTreeSet::new(),
            oldest_held,
            on_their_way: BTreeMap::new(),
            armed: None,
        };
        for message in unfinished {
            agenda.count(message.api, 1);
            agenda.lifecycle.start(message.id, message.plan);
        }
        agenda
    }

    /// The next thing that is due and is the gateway's to do.
    fn next_work(&self) -> Option<Fired> {
        let step = self.lifecycle.next().map(|(at, step)| Fired::step(at, step));
        let retry = self.retries.first().map(|(at, _)| Fired {
            at: Stamp(*at),
            what: "retry",
            id: None,
            status: None,
        });
        step.into_iter().chain(retry).min_by_key(|fired| fired.at.0)
    }

    /// The end of the oldest thing that is held.
    fn next_expiry(&self) -> Option<Fired> {
        self.oldest_held.map(|arrived| Fired {
            at: Stamp(arrived + HOLD),
            what: "expiry",
            id: None,
            status: None,
        })
    }

    /// Second tries that are due.
    fn take_retries(&mut self, now: Instant) -> BTreeSet<(Instant, ApiId)> {
        let later = self.retries.split_off(&(now + Duration::from_micros(1), ApiId::new(0)));
        core::mem::replace(&mut self.retries, later)
    }

    fn count(&mut self, api: ApiId, by: isize) {
        let count = self.on_their_way.entry(api).or_default();
        *count = count.saturating_add_signed(by);
    }
}

impl Fired {
    const fn callback(at: Instant) -> Self {
        Self { at: Stamp(at), what: "callback", id: None, status: None }
    }

    fn step(at: Instant, step: Step) -> Self {
        let id = Some(step.message.as_str().to_owned());
        Self { at: Stamp(at), what: "status", id, status: Some(step.status.get()) }
    }
}

impl Shared {
    /// Makes room for a message, or says that there is none: in its connection's queue, or in the whole gateway.
    pub(crate) fn reserve(&self, api: ApiId, queue: Option<usize>) -> Result<(), QueueFull> {
        let mut agenda = self.agenda();
        let total = agenda.on_their_way.values().fold(0_usize, |sum, count| sum.saturating_add(*count));
        let own = agenda.on_their_way.get(&api).copied().unwrap_or(0);
        if total >= self.config.limits.messages || queue.is_some_and(|queue| own >= queue) {
            return Err(QueueFull);
        }
        agenda.count(api, 1);
        Ok(())
    }

    /// Gives back the room of a message that was not taken after all.
    pub(crate) fn release(&self, api: ApiId) {
        self.agenda().count(api, -1);
    }

    /// What will become of a message in this queue of this account.
    pub(crate) fn plan(&self, queue: (&str, Queue), timing: Timing, fate: &Fate) -> Plan {
        self.agenda().lifecycle.plan(queue, timing, fate)
    }

    /// A message is stored: its life begins.
    pub(crate) fn start(&self, message: ApiMessageId, plan: Plan) {
        if let Some(first) = plan.first() {
            self.due_at(first, |agenda| agenda.lifecycle.start(message, plan));
        }
    }

    /// A message has come to its end before its time.
    pub(crate) fn stop(&self, message: &ApiMessageId, api: ApiId) {
        let mut agenda = self.agenda();
        agenda.lifecycle.stop(self.clock.now(), message);
        agenda.count(api, -1);
    }

    /// Something is held from now on.
    pub(crate) fn note_held(&self, at: Instant) {
        self.due_at(at + HOLD, |agenda| {
            agenda.oldest_held = Some(agenda.oldest_held.map_or(at, |oldest| oldest.min(at)));
        });
    }

    /// The store has said when the oldest thing arrived that is held. Only on its thread: what is held later is then
    /// noted later.
    pub(crate) fn note_oldest_held(
        &self,
        oldest: Result<Option<Instant>, StoreError>,
    ) -> Result<(), StoreError> {
        self.agenda().oldest_held = oldest?;
        Ok(())
    }

    /// Something that was held may be gone: asks the store for the oldest thing that is left.
    pub(crate) async fn recall_oldest_held(self: &Arc<Self>) -> Result<(), StoreError> {
        let (shared, (answer, answered)) = (Arc::clone(self), oneshot::channel());
        let then = move |oldest| drop(answer.send(shared.note_oldest_held(oldest)));
        self.store.submit(store::oldest, then).await;
        answered.await.unwrap_or(Err(StoreError::Closed))
    }

    /// A queue is to be tried again then.
    pub(crate) fn retry_at(&self, at: Instant, api: ApiId) {
        self.due_at(at, |agenda| {
            agenda.retries.insert((at, api));
        });
    }

    /// The next thing that is due.
    pub(crate) fn next_due(&self) -> Option<Fired> {
        let expiry = self.agenda().next_expiry();
        self.next_work().into_iter().chain(expiry).min_by_key(|fired| fired.at.0)
    }

    /// The next thing that is due and is the gateway's to do: that what is held comes to its end is no work.
    fn next_work(&self) -> Option<Fired> {
        let callback = self.callbacks.next_due().map(Fired::callback);
        let other = self.agenda().next_work();
        other.into_iter().chain(callback).min_by_key(|fired| fired.at.0)
    }

    /// How many messages are on their way.
    pub(crate) fn on_their_way(&self) -> usize {
        self.agenda().lifecycle.len()
    }

    /// Puts something on the agenda, and wakes the task when that would have been too late for it.
    fn due_at(&self, at: Instant, put: impl FnOnce(&mut Agenda)) {
        let mut agenda = self.agenda();
        put(&mut agenda);
        if agenda.armed.is_none_or(|armed| at < armed) {
            self.wake.notify_one();
        }
    }

    /// Does what falls due by the machine's clock, until it is told to stop.
    pub(crate) async fn run_by_the_clock(self: &Arc<Self>, mut stop: watch::Receiver<bool>) {
        loop {
            let next = self.next_due().map(|fired| fired.at.0);
            self.agenda().armed = next;
            let now = self.clock.now();
            if next.is_some_and(|at| at <= now) {
                if let Err(error) = self.run_due(now).await {
                    tracing::error!(%error, "what is due cannot be stored; it is tried again");
                    tokio::time::sleep(STORE_TROUBLE).await;
                }
                if *stop.borrow() {
                    return;
                }
                continue;
            }
            let pause = next.map(|at| at.since(now));
            tokio::select! {
                () = sleep(pause) => {}
                () = self.wake.notified() => {}
                () = stopped(&mut stop) => return,
            }
        }
    }

    /// Does everything that is due, and gives it in order.
    async fn run_due(self: &Arc<Self>, now: Instant) -> Result<Vec<Fired>, StoreError> {
        let mut fired = Vec::new();
        self.agenda().lifecycle.handle_timeout(now);
        loop {
            let steps: Vec<Step> = {
                let mut agenda = self.agenda();
                core::iter::from_fn(|| agenda.lifecycle.poll_step()).take(BATCH).collect()
            };
            if steps.is_empty() {
                break;
            }
            fired.extend(steps.iter().map(|step| Fired::step(now, *step)));
            if let Err(error) = self.take_steps(now, steps.clone()).await {
                self.agenda().lifecycle.put_back(steps);
                return Err(error);
            }
        }
        if self.callbacks.next_due().is_some_and(|at| at <= now) {
            fired.push(Fired::callback(now));
            self.callbacks.on_time(now);
        }
        // Taken off the agenda only now: where the store fails above, they are due again with the statuses.
        let retries = self.agenda().take_retries(now);
        for (_, api) in retries {
            fired.push(Fired { at: Stamp(now), what: "retry", id: None, status: None });
            if let Some(mailbox) = self.smpp.mailbox(api) {
                mailbox.ring();
            }
        }
        let oldest_held = self.agenda().oldest_held;
        if oldest_held.is_some_and(|arrived| arrived + HOLD <= now) {
            let dropped = self.store.call(move |connection| store::expire(connection, now, HOLD)).await?;
            self.recall_oldest_held().await?;
            fired.extend((0..dropped).map(|_| Fired {
                at: Stamp(now),
                what: "expiry",
                id: None,
                status: None,
            }));
        }
        Ok(fired)
    }

    /// Stores statuses, and the receipts and callbacks that come of them. Gives how many messages came to their end.
    pub(crate) async fn take_steps(&self, now: Instant, steps: Vec<Step>) -> Result<usize, StoreError> {
        let accounts = Arc::clone(&self.accounts);
        let taken = self
            .store
            .call(move |connection| {
                let mut taken = Taken::default();
                for step in steps {
                    let Some(message) = store::advance(connection, now, step)? else { continue };
                    if let Some(new) = callback::of(&accounts, &message) {
                        let seq = store::queue(connection, &new)?;
                        taken.callbacks.extend(Stored::new(&accounts, seq, new));
                    }
                    if !message.status.is_final() {
                        continue;
                    }
                    let receipt = receipt::of(&message);
                    if let Some(held) = &receipt {
                        store::hold(connection, held)?;
                    }
                    taken.ended.push((message.id, message.api, receipt.is_some()));
                }
                Ok(taken)
            })
            .await?;
        let mut rung = BTreeSet::new();
        let ended = taken.ended.len();
        for (id, api, receipt) in taken.ended {
            self.stop(&id, api);
            if receipt {
                rung.insert(api);
            }
        }
        if !rung.is_empty() {
            self.note_held(now);
        }
        for mailbox in rung.into_iter().filter_map(|api| self.smpp.mailbox(api)) {
            mailbox.ring();
        }
        self.callbacks.begin(now, taken.callbacks);
        Ok(ended)
    }
}

/// Sleeps for so long; for ever when there is nothing to wait for.
async fn sleep(pause: Option<Duration>) {
    match pause {
        Some(pause) => tokio::time::sleep(pause).await,
        None => core::future::pending().await,
    }
}

#[cfg(test)]
mod tests;
