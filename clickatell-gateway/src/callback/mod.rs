//! Callbacks with the statuses of messages: made when a status is stored, delivered by core's machine over HTTP.
//!
//! What is to be delivered is stored in the transaction that stores the status, so that no crash loses it. The machine
//! runs by the gateway's clock; the requests themselves take real time.

mod request;

use core::time::Duration;
use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use clickatell_core::callback::MtMethod;
use clickatell_core::delivery::{
    Attempt, Attempted, Callback, CallbackDelivery, CallbackUrl, DeliveryEvent, DeliverySettings, HttpIn,
    HttpMethod, HttpOut, Outcome, Queued, StatusCallback, document_form,
};
use clickatell_core::id::MessageId;
use clickatell_core::machine::{Handle, Machine, Timed};
use clickatell_core::time::{Instant, Ladder};
use tokio::sync::{Notify, watch};
use tokio::task::JoinSet;

use crate::config::{CallbackTarget, Config, Limits};
use crate::shared::{Shared, lock, stopped};
use crate::store::{self, Advanced, NewCallback, UnfinishedCallback};
use request::Made;

/// How long, in real time, a move of a virtual clock waits for receivers that take callbacks.
const SETTLE: Duration = Duration::from_secs(2);

/// The callbacks of one gateway.
#[derive(Debug)]
pub(crate) struct Callbacks {
    state: Mutex<State>,
    /// Something is to be sent, or was answered.
    wake: Notify,
}

#[derive(Debug)]
struct State {
    delivery: CallbackDelivery,
    /// The rows of what is being delivered.
    rows: HashMap<Handle<Queued>, i64>,
}

/// A callback that is stored and not yet begun.
#[derive(Clone, Debug)]
pub(crate) struct Stored {
    seq: i64,
    callback: Callback,
    due: Instant,
}

/// The callback of a message that has a new status, where its sender asked for it and its connection has a place for it.
pub(crate) fn of(config: &Config, message: &Advanced) -> Option<NewCallback> {
    if !message.callback.pushes(message.status) {
        return None;
    }
    let target = target(config, message)?;
    let id = MessageId::from(message.id);
    let seconds = message.done.as_micros() / 1_000_000;
    let mut callback = StatusCallback::new(
        id,
        seconds,
        message.recipient.as_str(),
        message.sender.as_str(),
        message.status,
        message.charge,
    );
    callback.api_id = Some(message.api);
    callback.client_message_id = message.client_id.as_deref().map(Into::into);
    Some(NewCallback {
        at: message.done,
        account: message.account.clone(),
        api: message.api,
        subject: message.id.as_str().to_owned(),
        status: message.status.get(),
        url: target.url.as_str().to_owned(),
        method: target.method.name(),
        form: form(target.method, &callback)?,
    })
}

/// The variables in the shape that the method has.
fn form(method: MtMethod, callback: &StatusCallback<'_>) -> Option<String> {
    Some(match method {
        MtMethod::HttpGet | MtMethod::HttpPost => callback.form(),
        MtMethod::XmlGet | MtMethod::XmlPost => document_form(callback.to_xml().ok()?.as_bytes()),
        MtMethod::SoapGet | MtMethod::SoapPost => {
            let mut packet = Vec::new();
            clickatell_soap::callback::write(callback, &mut packet).ok()?;
            document_form(&packet)
        }
    })
}

fn target<'c>(config: &'c Config, message: &Advanced) -> Option<&'c CallbackTarget> {
    let account = config.accounts.iter().find(|account| account.user == message.account)?;
    account.api(message.api)?.callback.as_ref()
}

impl Stored {
    /// What a row says, with what the connection proves itself with today.
    fn of_row(config: &Config, row: UnfinishedCallback) -> Option<Self> {
        let method = HttpMethod::of_mt(row.method.parse().ok()?);
        let url = CallbackUrl::parse(&row.url).ok()?;
        let mut callback = Callback::new(url, method, row.form, Ladder::MT);
        callback.made = row.made;
        let api = config.accounts.iter().find_map(|account| account.api(row.api));
        callback.auth = api.and_then(|api| api.callback.as_ref()).and_then(CallbackTarget::auth);
        Some(Self { seq: row.seq, callback, due: row.due })
    }

    /// What was just stored.
    pub(crate) fn new(config: &Config, seq: i64, new: NewCallback) -> Option<Self> {
        let NewCallback { at, api, url, method, form, .. } = new;
        let row = UnfinishedCallback { seq, api, url, method: method.to_owned(), form, made: 0, due: at };
        Self::of_row(config, row)
    }
}

impl Callbacks {
    pub(crate) fn new(config: &Config, now: Instant, unfinished: Vec<UnfinishedCallback>) -> Self {
        let mut state =
            State { delivery: CallbackDelivery::new(settings(&config.limits)), rows: HashMap::new() };
        for stored in unfinished.into_iter().filter_map(|row| Stored::of_row(config, row)) {
            state.enqueue(now, stored);
        }
        Self { state: Mutex::new(state), wake: Notify::new() }
    }

    /// Begins to deliver these.
    pub(crate) fn begin(&self, now: Instant, stored: Vec<Stored>) {
        if stored.is_empty() {
            return;
        }
        let mut state = lock(&self.state);
        for stored in stored {
            state.enqueue(now, stored);
        }
        self.wake.notify_one();
    }

    /// When a request is due.
    pub(crate) fn next_due(&self) -> Option<Instant> {
        lock(&self.state).delivery.poll_timeout()
    }

    /// Time has come.
    pub(crate) fn on_time(&self, now: Instant) {
        lock(&self.state).delivery.handle_timeout(now);
        self.wake.notify_one();
    }

    /// Waits until no request awaits its answer, or until patience is used up.
    pub(crate) async fn settle(&self) {
        let settled = async {
            while lock(&self.state).is_busy() {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
        };
        if tokio::time::timeout(SETTLE, settled).await.is_err() {
            tracing::debug!("a receiver of callbacks takes its time; the clock goes on without it");
        }
    }
}

impl State {
    fn enqueue(&mut self, now: Instant, stored: Stored) {
        match self.delivery.enqueue_at(now, stored.due, stored.callback) {
            Ok(handle) => {
                self.rows.insert(handle, stored.seq);
            }
            Err(error) => tracing::warn!(%error, "a callback is not delivered"),
        }
    }

    /// Whether there is anything to do or to wait for that takes no time of the gateway's clock.
    fn is_busy(&self) -> bool {
        self.delivery.in_flight() > 0
    }
}

/// What is to be noted of a request that is over.
#[derive(Debug)]
struct Note {
    seq: i64,
    state: &'static str,
    attempted: Option<Attempted>,
    next: Option<Instant>,
}

impl Note {
    fn of(rows: &mut HashMap<Handle<Queued>, i64>, event: DeliveryEvent) -> Option<Self> {
        match event {
            DeliveryEvent::Failed { handle, attempt, next } => {
                let seq = *rows.get(&handle)?;
                Some(Self { seq, state: "waiting", attempted: Some(attempt), next: Some(next) })
            }
            DeliveryEvent::Delivered { handle, attempts } => {
                let seq = rows.remove(&handle)?;
                Some(Self { seq, state: "delivered", attempted: attempts.last().copied(), next: None })
            }
            DeliveryEvent::GaveUp { handle, attempts, .. } => {
                let seq = rows.remove(&handle)?;
                Some(Self { seq, state: "gave_up", attempted: attempts.last().copied(), next: None })
            }
            _ => None,
        }
    }
}

impl Shared {
    /// Makes the requests that callbacks ask for, until it is told to stop. Those that run then are given up; they are
    /// made again when the gateway starts with the same store.
    pub(crate) async fn run_callbacks(self: Arc<Self>, mut stop: watch::Receiver<bool>) {
        let mut requests: JoinSet<Made> = JoinSet::new();
        let mut running: HashMap<Handle<Attempt>, tokio::task::AbortHandle> = HashMap::new();
        loop {
            self.drain_callbacks(&mut requests, &mut running).await;
            tokio::select! {
                () = self.callbacks.wake.notified() => {}
                Some(made) = requests.join_next() => {
                    // One that was given up has no answer.
                    if let Ok(Made { attempt, answer }) = made {
                        running.remove(&attempt);
                        let input = HttpIn { attempt, answer };
                        lock(&self.callbacks.state).delivery.handle_input(self.clock.now(), input);
                        self.callbacks.wake.notify_one();
                        self.wake.notify_one();
                    }
                }
                () = stopped(&mut stop) => return,
            }
        }
    }

    /// Notes the events, then begins the requests: what is being delivered is in the store before it is asked for.
    async fn drain_callbacks(
        &self,
        requests: &mut JoinSet<Made>,
        running: &mut HashMap<Handle<Attempt>, tokio::task::AbortHandle>,
    ) {
        let (notes, outputs) = {
            let state = &mut *lock(&self.callbacks.state);
            let mut notes = Vec::new();
            while let Some(event) = state.delivery.poll_event() {
                notes.extend(Note::of(&mut state.rows, event));
            }
            let mut outputs = Vec::new();
            let mut body = Vec::new();
            while let Some(output) = state.delivery.poll_output(&mut body) {
                outputs.push((output, core::mem::take(&mut body)));
            }
            (notes, outputs)
        };
        for (output, body) in outputs {
            match output {
                HttpOut::Request { attempt, method, url, auth, content_type, .. } => {
                    let request = request::Request { attempt, method, url, auth, content_type, body };
                    running.insert(attempt, requests.spawn(request.make()));
                }
                HttpOut::Cancel { attempt } => {
                    if let Some(request) = running.remove(&attempt) {
                        request.abort();
                    }
                }
            }
        }
        if notes.is_empty() {
            return;
        }
        let now = self.clock.now();
        let noted = self.store.call(move |connection| {
            for note in notes {
                let made = note.attempted.map_or(0, |attempted| attempted.number);
                let answer = note.attempted.map_or_else(String::new, |attempted| answer(attempted.outcome));
                store::attempted(connection, now, note.seq, note.state, (made, &answer), note.next)?;
            }
            Ok(())
        });
        if let Err(error) = noted.await {
            tracing::error!(%error, "what became of a callback cannot be stored");
        }
    }
}

fn answer(outcome: Outcome) -> String {
    match outcome {
        Outcome::Status(status) => status.to_string(),
        Outcome::TimedOut => "timed_out".to_owned(),
        _ => "failed".to_owned(),
    }
}

fn settings(limits: &Limits) -> DeliverySettings {
    let mut settings = DeliverySettings::default();
    settings.limits.queued = limits.callbacks;
    settings.limits.queued_per_url = limits.callbacks;
    settings
}
