//! What is held for a client goes out: in the order of arrival, each item after the response to the one before it
//! (SMPP-13-5).

use core::ops::ControlFlow;
use core::pin::pin;
use std::borrow::Cow;
use std::sync::Arc;

use clickatell_core::id::ApiId;
use clickatell_core::time::Duration;
use clickatell_smpp::net::{Outcome, Server};
use clickatell_smpp::pdu::DeliverSm;
use clickatell_smpp::profile::clickatell::{ErrorCode, HOLD};
use clickatell_smpp::session::{CommandError, State};
use clickatell_smpp::{CommandStatus, Cut, Frame, Tlvs, Tolerance, cut};
use tokio::sync::watch;

use super::{SessionId, parts};
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
}

impl Delivery {
    /// For a session that is bound as receiver or transceiver.
    pub(super) fn new(shared: Arc<Shared>, session: SessionId, api: ApiId) -> Option<Self> {
        let mut bell = shared.smpp.mailbox(api)?.listen();
        bell.mark_changed();
        Some(Self { shared, session, api, bell })
    }

    /// Delivers whenever there is something to deliver, until the session is over.
    pub(super) async fn run<T>(mut self, server: &Server, over: impl Future<Output = T>) {
        let mut over = pin!(over);
        loop {
            tokio::select! {
                rung = self.bell.changed() => match rung {
                    Ok(()) => self.empty(server).await,
                    Err(_) => break,
                },
                _ = &mut over => break,
            }
        }
        if let Some(mailbox) = self.mailbox() {
            mailbox.leave(self.session);
        }
    }

    /// Sends what the store holds, one item after the other, if no other session does.
    async fn empty(&mut self, server: &Server) {
        while self.mailbox().is_some_and(|mailbox| mailbox.lead(self.session)) {
            let rung = *self.bell.borrow_and_update();
            let items = self.fetch().await;
            if items.is_empty() {
                // The bell may have rung while the store was asked; what it rang for is not among these then.
                if *self.bell.borrow() == rung
                    && let Some(mailbox) = self.mailbox()
                {
                    mailbox.note_empty(rung);
                }
                return;
            }
            for item in items {
                if !self.deliver(server, item).await {
                    return;
                }
            }
        }
    }

    /// Sends an item, and notes what became of it. False when the session takes no more: it is leaving.
    async fn deliver(&self, server: &Server, item: HeldItem) -> bool {
        let [reference, ..] = item.seq.to_le_bytes();
        let pdus = if server.version().has_tlvs() {
            Ok(Cow::Borrowed(item.pdus.as_slice()))
        } else {
            parts::without_payload(&item.pdus, reference)
        };
        let pdus = pdus.unwrap_or_else(|error| {
            tracing::warn!(%error, "an item cannot be cut for SMPP 3.3; it waits for another client");
            Cow::default()
        });
        if pdus.is_empty() {
            self.defer(item.seq, Waiting::ForBind).await;
            return true;
        }
        let mut left = pdus.as_ref();
        while let Ok(Cut::Frame(frame, rest)) = cut(left, u32::MAX) {
            match self.deliver_one(server, item.seq, &frame, rest).await {
                ControlFlow::Continue(()) => left = rest,
                ControlFlow::Break(goes_on) => return goes_on,
            }
        }
        self.settle(item.seq, "dropped", CommandStatus::ESME_RSYSERR).await;
        true
    }

    /// Sends one PDU of an item; `rest` are those behind it. Goes on with them when it was taken.
    async fn deliver_one(
        &self,
        server: &Server,
        seq: i64,
        frame: &Frame<'_>,
        rest: &[u8],
    ) -> ControlFlow<bool> {
        let Ok(mut deliver) = frame.decode_as::<DeliverSm<'_>>(&Tolerance::STRICT, &mut ()) else {
            self.settle(seq, "dropped", CommandStatus::ESME_RSYSERR).await;
            return ControlFlow::Break(true);
        };
        if !server.version().has_tlvs() {
            deliver.tlvs = Tlvs::EMPTY;
        }
        match server.deliver(&deliver).await {
            Ok(Outcome::Accepted(_)) if !rest.is_empty() => {
                self.shorten(seq, rest).await;
                return ControlFlow::Continue(());
            }
            Ok(Outcome::Accepted(_)) => self.settle(seq, "delivered", CommandStatus::ESME_ROK).await,
            Ok(Outcome::Refused(status, _)) if ErrorCode::new(status.get()).is_temporary() => {
                let at = self.shared.clock.now() + RETRY;
                self.defer(seq, Waiting::Until(at)).await;
                self.shared.retry_at(at, self.api);
            }
            Ok(Outcome::Refused(status, _)) => self.settle(seq, "dropped", status).await,
            // Not answered: the item stays for the next bind. Where the link itself is gone, another session of the
            // client's may have it at once.
            Ok(_) if server.state() != State::Closed => self.defer(seq, Waiting::ForBind).await,
            Ok(_) => return ControlFlow::Break(false),
            // The session is leaving: the item stays where it is.
            Err(CommandError::WrongState { .. }) => return ControlFlow::Break(false),
            Err(error) => {
                tracing::error!(%error, "an item cannot be sent");
                self.settle(seq, "dropped", CommandStatus::ESME_RSYSERR).await;
            }
        }
        ControlFlow::Break(true)
    }

    fn mailbox(&self) -> Option<&Mailbox> {
        self.shared.smpp.mailbox(self.api)
    }

    async fn fetch(&self) -> Vec<HeldItem> {
        let (api, now) = (self.api, self.shared.clock.now());
        let fetched =
            self.shared.store.call(move |connection| store::fetch(connection, api, now, HOLD, FETCH));
        fetched.await.unwrap_or_else(|error| {
            tracing::error!(%error, "what is held cannot be read");
            Vec::new()
        })
    }

    async fn settle(&self, seq: i64, what: &'static str, status: CommandStatus) {
        let (now, shared) = (self.shared.clock.now(), Arc::clone(&self.shared));
        let work = move |connection: &_| {
            store::settle(connection, now, seq, what, status.get())?;
            store::oldest(connection)
        };
        self.shared.store.submit(work, move |oldest| logged(shared.note_oldest_held(oldest))).await;
    }

    /// Only this is left of an item.
    async fn shorten(&self, seq: i64, rest: &[u8]) {
        let rest = rest.to_vec();
        let work = move |connection: &_| store::shorten(connection, seq, &rest);
        self.shared.store.submit(work, logged).await;
    }

    async fn defer(&self, seq: i64, waiting: Waiting) {
        let work = move |connection: &_| store::defer(connection, seq, waiting);
        self.shared.store.submit(work, logged).await;
    }
}

/// Nobody waits for this; a failure is worth a line.
pub(super) fn logged<T>(result: Result<T, store::StoreError>) {
    if let Err(error) = result {
        tracing::error!(%error, "the store could not note what happened");
    }
}
