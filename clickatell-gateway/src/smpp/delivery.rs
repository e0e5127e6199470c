//! What is held for a client goes out: in the order of arrival, each item after the response to the one before it
//! (SMPP-13-5).

use std::collections::VecDeque;
use std::sync::Arc;

use clickatell_core::id::ApiId;
use clickatell_core::machine::Handle;
use clickatell_core::time::{Duration, Instant};
use clickatell_smpp::pdu::DeliverSm;
use clickatell_smpp::profile::clickatell::{ErrorCode, HOLD};
use clickatell_smpp::session::{Command, Session, State};
use clickatell_smpp::{CommandStatus, PduBuf, Tlvs, Tolerance};
use tokio::sync::{mpsc, watch};

use super::SessionId;
use crate::mailbox::Mailbox;
use crate::shared::Shared;
use crate::store::{self, HeldItem, Waiting};

/// How long an item waits that a client could not take just now.
const RETRY: Duration = Duration::from_secs(60);
/// How many items are read from the store at once.
const FETCH: i64 = 100;

/// The delivering side of one bound session.
#[derive(Debug)]
pub(super) struct Delivery {
    shared: Arc<Shared>,
    session: SessionId,
    api: ApiId,
    bell: watch::Receiver<u64>,
    /// Items read from the store and not yet sent.
    queue: VecDeque<HeldItem>,
    in_flight: Option<(Handle<Command>, HeldItem)>,
    /// Items are being read.
    fetching: bool,
    fetched: mpsc::Sender<Fetched>,
}

/// Items that the store gave, and what the bell had said before.
#[derive(Debug)]
pub(super) struct Fetched {
    bell: u64,
    items: Vec<HeldItem>,
}

impl Delivery {
    /// For a session that is bound as receiver or transceiver; what the store gives comes back over `fetched`.
    pub(super) fn new(
        shared: Arc<Shared>,
        session: SessionId,
        api: ApiId,
        fetched: mpsc::Sender<Fetched>,
    ) -> Option<Self> {
        let mut bell = shared.smpp.mailbox(api)?.listen();
        bell.mark_changed();
        let queue = VecDeque::new();
        Some(Self { shared, session, api, bell, queue, in_flight: None, fetching: false, fetched })
    }

    /// Waits until there may be something to deliver.
    pub(super) async fn rung(&mut self) {
        if self.bell.changed().await.is_err() {
            core::future::pending().await
        }
    }

    /// Sends the next item, or asks the store for more, if nothing is under way.
    pub(super) async fn go_on(&mut self, session: &mut Session, link_now: Instant) {
        let leads = |mailbox: &Mailbox| mailbox.lead(self.session);
        if self.fetching || self.in_flight.is_some() || !self.mailbox().is_some_and(leads) {
            return;
        }
        while let Some(item) = self.queue.pop_front() {
            let Some(pdu) = PduBuf::new(&item.pdu) else {
                self.settle(item, "dropped", CommandStatus::ESME_RSYSERR).await;
                continue;
            };
            let frame = pdu.frame();
            let Ok(mut deliver) = frame.decode_as::<DeliverSm<'_>>(&Tolerance::STRICT, &mut ()) else {
                self.settle(item, "dropped", CommandStatus::ESME_RSYSERR).await;
                continue;
            };
            if !session.version().has_tlvs() {
                deliver.tlvs = Tlvs::EMPTY;
            }
            match session.deliver(link_now, &deliver) {
                Ok(handle) => self.in_flight = Some((handle, item)),
                // The session is leaving: the item stays where it is.
                Err(error) => tracing::debug!(%error, "an item stays held"),
            }
            return;
        }
        self.fetch().await;
    }

    /// Takes what the store gave.
    pub(super) async fn take(&mut self, fetched: Fetched, session: &mut Session, link_now: Instant) {
        self.fetching = false;
        // The bell may have rung while the store was asked; what it rang for is not among these then.
        if fetched.items.is_empty() && *self.bell.borrow() == fetched.bell {
            if let Some(mailbox) = self.mailbox() {
                mailbox.note_empty(fetched.bell);
            }
            return;
        }
        self.queue = fetched.items.into();
        self.go_on(session, link_now).await;
    }

    /// The client answered, if it is our item that it answered.
    pub(super) async fn answered(&mut self, handle: Handle<Command>, status: CommandStatus) {
        let Some((_, item)) = self.in_flight.take_if(|(sent, _)| *sent == handle) else { return };
        if status.is_ok() {
            self.settle(item, "delivered", status).await;
        } else if ErrorCode::new(status.get()).is_temporary() {
            let at = self.shared.clock.now() + RETRY;
            self.defer(item, Waiting::Until(at)).await;
            self.shared.retry_at(at, self.api);
        } else {
            self.settle(item, "dropped", status).await;
        }
    }

    /// The client did not answer: the item stays for the next bind. Where the link itself is gone, another session of
    /// the client's may have it at once.
    pub(super) async fn unanswered(&mut self, handle: Handle<Command>, state: State) {
        let Some((_, item)) = self.in_flight.take_if(|(sent, _)| *sent == handle) else { return };
        if state != State::Closed {
            self.defer(item, Waiting::ForBind).await;
        }
    }

    /// The session is over; another one may deliver.
    pub(super) fn leave(&self) {
        if let Some(mailbox) = self.mailbox() {
            mailbox.leave(self.session);
        }
    }

    fn mailbox(&self) -> Option<&Mailbox> {
        self.shared.smpp.mailbox(self.api)
    }

    async fn fetch(&mut self) {
        self.fetching = true;
        let (api, now, bell) = (self.api, self.shared.clock.now(), *self.bell.borrow_and_update());
        let fetched = self.fetched.clone();
        let then = move |items: Result<Vec<HeldItem>, store::StoreError>| {
            let items = items.unwrap_or_else(|error| {
                tracing::error!(%error, "what is held cannot be read");
                Vec::new()
            });
            // There is room: one is asked for at a time. Without a receiver the session is over.
            let _over = fetched.try_send(Fetched { bell, items });
        };
        self.shared
            .store
            .submit(move |connection| store::fetch(connection, api, now, HOLD, FETCH), then)
            .await;
    }

    async fn settle(&self, item: HeldItem, what: &'static str, status: CommandStatus) {
        let now = self.shared.clock.now();
        let work = move |connection: &_| store::settle(connection, now, item.seq, what, status.get());
        self.shared.store.submit(work, logged).await;
    }

    async fn defer(&self, item: HeldItem, waiting: Waiting) {
        let work = move |connection: &_| store::defer(connection, item.seq, waiting);
        self.shared.store.submit(work, logged).await;
    }
}

/// Nobody waits for this; a failure is worth a line.
pub(super) fn logged<T>(result: Result<T, store::StoreError>) {
    if let Err(error) = result {
        tracing::error!(%error, "the store could not note what happened");
    }
}
