//! The machine, what it asks for, and what is to be noted of it, all behind one lock.

use std::collections::{BTreeSet, HashMap, VecDeque};
use std::sync::{Arc, Mutex};

use clickatell_core::delivery::{Attempt, CallbackDelivery, DeliverySettings, HttpIn, HttpOut, Queued};
use clickatell_core::machine::{Handle, Machine, Timed};
use clickatell_core::time::Instant;
use tokio::sync::{Notify, watch};

use super::note::Note;
use super::patience::Patience;
use super::{Stored, request};
use crate::accounts::Accounts;
use crate::config::Limits;
use crate::shared::lock;
use crate::store::UnfinishedCallback;

/// The most notes that are written at once.
const NOTES: usize = 1000;

/// The callbacks of one gateway.
#[derive(Debug)]
pub(crate) struct Callbacks {
    state: Mutex<State>,
    /// There is something for the task to do.
    pub(super) wake: Notify,
    /// Rises with every change, for whoever waits until all is quiet.
    turns: watch::Sender<u64>,
}

/// What the task is to do.
#[derive(Debug)]
pub(super) enum Order {
    Make(Handle<Attempt>, request::Request),
    Abort(Handle<Attempt>),
}

#[derive(Debug)]
struct State {
    delivery: CallbackDelivery,
    /// The rows of what is being delivered.
    rows: HashMap<Handle<Queued>, i64>,
    orders: VecDeque<Order>,
    /// Requests that await their answers, each with its receiver.
    open: HashMap<Handle<Attempt>, Arc<str>>,
    /// What the store does not hold yet, oldest first.
    unnoted: VecDeque<Note>,
}

impl Callbacks {
    pub(crate) fn new(
        limits: &Limits,
        accounts: &Accounts,
        now: Instant,
        unfinished: Vec<UnfinishedCallback>,
    ) -> Self {
        let callbacks = Self {
            state: Mutex::new(State {
                delivery: CallbackDelivery::new(settings(limits)),
                rows: HashMap::new(),
                orders: VecDeque::new(),
                open: HashMap::new(),
                unnoted: VecDeque::new(),
            }),
            wake: Notify::new(),
            turns: watch::Sender::new(0),
        };
        callbacks.change(now, |state| {
            for row in unfinished {
                let seq = row.seq;
                match Stored::of_row(accounts, row) {
                    Some(stored) => state.enqueue(now, stored),
                    None => state.unnoted.push_back(Note::unreadable(seq, now)),
                }
            }
        });
        callbacks
    }

    /// Begins to deliver these.
    pub(crate) fn begin(&self, now: Instant, stored: Vec<Stored>) {
        if !stored.is_empty() {
            self.change(now, |state| stored.into_iter().for_each(|stored| state.enqueue(now, stored)));
        }
    }

    /// The rows of these callbacks are gone: they are not delivered any more.
    pub(crate) fn forget(&self, now: Instant, seqs: &BTreeSet<i64>) {
        self.change(now, |state| {
            let gone = state.rows.iter().filter(|(_, seq)| seqs.contains(seq));
            for handle in gone.map(|(handle, _)| *handle).collect::<Vec<_>>() {
                let _it_may_have_ended = state.delivery.cancel(now, handle);
            }
        });
    }

    /// When a request is due.
    pub(crate) fn next_due(&self) -> Option<Instant> {
        lock(&self.state).delivery.poll_timeout()
    }

    /// Time has come.
    pub(crate) fn on_time(&self, now: Instant) {
        self.change(now, |state| state.delivery.handle_timeout(now));
    }

    /// A request was answered, or not.
    pub(super) fn answered(&self, now: Instant, input: HttpIn) {
        self.change(now, |state| {
            state.open.remove(&input.attempt);
            state.delivery.handle_input(now, input);
        });
    }

    /// Changes something. What comes of it is seen in the same moment: nobody finds all quiet in between.
    fn change(&self, now: Instant, change: impl FnOnce(&mut State)) {
        let mut state = lock(&self.state);
        change(&mut state);
        state.collect(now);
        self.turn();
        drop(state);
        self.wake.notify_one();
    }

    /// What is to be done and to be noted. Orders are given once; notes again and again, until they are
    /// [`noted`](Self::noted).
    pub(super) fn work(&self) -> (Vec<Order>, Vec<Note>) {
        let mut state = lock(&self.state);
        let orders = state.orders.drain(..).collect();
        let notes = state.unnoted.iter().take(NOTES).cloned().collect();
        self.turn();
        (orders, notes)
    }

    /// The store holds the first so many notes.
    pub(super) fn noted(&self, count: usize) {
        let mut state = lock(&self.state);
        let count = count.min(state.unnoted.len());
        drop(state.unnoted.drain(..count));
        self.turn();
    }

    fn turn(&self) {
        self.turns.send_modify(|turn| *turn = turn.wrapping_add(1));
    }

    /// Waits until every request is answered and every answer noted, as far as patience goes.
    pub(crate) async fn settle(&self, patience: &mut Patience) {
        let mut turns = self.turns.subscribe();
        loop {
            turns.mark_unchanged();
            let awaited = lock(&self.state).awaited();
            let left = patience.left(&awaited);
            if left.is_zero() {
                if !awaited.is_empty() {
                    tracing::debug!("a receiver of callbacks takes its time; the clock goes on without it");
                }
                return;
            }
            let begun = tokio::time::Instant::now();
            let _a_turn_or_too_late = tokio::time::timeout(left, turns.changed()).await;
            patience.spend(awaited, begun.elapsed());
        }
    }
}

impl State {
    fn enqueue(&mut self, now: Instant, stored: Stored) {
        let made = stored.callback.made;
        match self.delivery.enqueue_at(now, stored.due, stored.callback) {
            Ok(handle) => {
                self.rows.insert(handle, stored.seq);
            }
            Err(error) => {
                tracing::warn!(%error, "a callback is not delivered");
                self.unnoted.push_back(Note::not_begun(stored.seq, now, made, error));
            }
        }
    }

    /// Takes the machine's events and output.
    fn collect(&mut self, now: Instant) {
        while let Some(event) = self.delivery.poll_event() {
            self.unnoted.extend(Note::of_event(&mut self.rows, now, event));
        }
        let mut body = Vec::new();
        while let Some(output) = self.delivery.poll_output(&mut body) {
            let body = core::mem::take(&mut body);
            match output {
                HttpOut::Request { attempt, method, url, auth, content_type, .. } => {
                    let receiver = url.split('?').next().unwrap_or_default();
                    self.open.insert(attempt, Arc::from(receiver));
                    let request = request::Request { method, url, auth, content_type, body };
                    self.orders.push_back(Order::Make(attempt, request));
                }
                HttpOut::Cancel { attempt } => {
                    self.open.remove(&attempt);
                    self.orders.push_back(Order::Abort(attempt));
                }
            }
        }
    }

    /// Whom something is awaited of: receivers, and, under no name, the gateway's own task.
    fn awaited(&self) -> Vec<Arc<str>> {
        let mut awaited: Vec<Arc<str>> = self.open.values().map(Arc::clone).collect();
        if !self.unnoted.is_empty() || !self.orders.is_empty() {
            awaited.push(Arc::from(""));
        }
        awaited.sort_unstable();
        awaited.dedup();
        awaited
    }
}

/// What one callback counts at most: a URL of 2048 octets, variables that are shorter still in whatever rendering, and the
/// credentials of the configuration. So it is their number that caps them, and no few long ones give others up.
const OCTETS: usize = 8192;

fn settings(limits: &Limits) -> DeliverySettings {
    let mut settings = DeliverySettings::default();
    settings.limits.queued = limits.callbacks;
    settings.limits.queued_per_url = limits.callbacks;
    settings.limits.octets = limits.callbacks.saturating_mul(OCTETS);
    settings
}

#[cfg(test)]
mod tests {
    use clickatell_core::callback::MtMethod;
    use clickatell_core::delivery::HttpAnswer;
    use clickatell_core::id::ApiId;

    use super::*;

    fn row(seq: i64, url: &str) -> UnfinishedCallback {
        UnfinishedCallback {
            seq,
            api: ApiId::new(1),
            url: url.into(),
            method: MtMethod::HttpGet.name().into(),
            form: "status=004".into(),
            made: 0,
            due: Instant::ZERO,
        }
    }

    fn states(notes: &[Note]) -> Vec<(i64, &'static str)> {
        notes.iter().map(|note| (note.seq, note.state)).collect()
    }

    #[test]
    fn notes_are_kept_until_the_store_has_them() {
        let callbacks = Callbacks::new(
            &Limits::default(),
            &Accounts::new(&[], 0),
            Instant::ZERO,
            vec![row(1, "http://a/")],
        );
        let (orders, notes) = callbacks.work();
        let [Order::Make(attempt, _)] = orders.as_slice() else { panic!("{orders:?}") };
        assert!(notes.is_empty() && lock(&callbacks.state).awaited() == [Arc::from("http://a/")]);
        let input = HttpIn { attempt: *attempt, answer: HttpAnswer::Status(200) };
        callbacks.answered(Instant::ZERO, input);
        // The store fails: the next round has the same note, and a move of the clock waits for it.
        for _ in 0..2 {
            assert_eq!(states(&callbacks.work().1), [(1, "delivered")]);
            assert_eq!(lock(&callbacks.state).awaited(), [Arc::from("")]);
        }
        callbacks.noted(1);
        assert!(callbacks.work().1.is_empty() && lock(&callbacks.state).awaited().is_empty());
    }

    #[test]
    fn as_many_long_callbacks_wait_as_may() {
        let limits = Limits { callbacks: 20_000, ..Limits::default() };
        let form = "a".repeat(5000);
        let rows = (1..=20_000).map(|seq| UnfinishedCallback { form: form.clone(), ..row(seq, "http://a/") });
        let callbacks = Callbacks::new(&limits, &Accounts::new(&[], 0), Instant::ZERO, rows.collect());
        assert_eq!(states(&callbacks.work().1), []);
    }

    #[test]
    fn what_is_never_begun_is_given_up() {
        let limits = Limits { callbacks: 1, ..Limits::default() };
        let rows = vec![row(1, "http://a/"), row(2, "http://a/"), row(3, "no url")];
        let callbacks = Callbacks::new(&limits, &Accounts::new(&[], 0), Instant::ZERO, rows);
        assert_eq!(states(&callbacks.work().1), [(2, "gave_up"), (3, "gave_up")]);
    }
}
