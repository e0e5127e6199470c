//! A machine that a driver and its owner share.

use alloc::sync::Arc;
use alloc::vec::Vec;
use core::fmt;
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use clickatell_core::machine::{Duty, Timed};
use clickatell_core::time::Instant;
use tokio::sync::{Notify, oneshot};

use super::Outcome;
use crate::code::{CommandId, CommandStatus};
use crate::link::{ConnId, LinkOutput};
use crate::octets::COctets;
use crate::pdu::{DataSmResp, DeliverSmResp};
use crate::pdu_buf::PduBuf;
use crate::session::{AnswerError, Reply, Request, Wire};

/// A machine on connections, as the driver sees it.
pub(super) trait Port: Timed + Send + Sized + 'static {
    /// What its owner is told of by itself.
    type Out: Send + 'static;

    /// Takes what happened on a connection.
    fn feed(&mut self, now: Instant, conn: ConnId, wire: Wire<'_>);

    /// What the next event means.
    fn next(&mut self, shared: &Arc<Shared<Self>>) -> Option<Taken<Self::Out>>;

    /// What to do next outside.
    fn output(&mut self, buf: &mut Vec<u8>) -> Option<LinkOutput>;

    /// Whether a connection is to be read.
    fn reads(&self, conn: ConnId) -> bool;

    /// Answers a request of the peer's.
    fn answer(&mut self, now: Instant, duty: Duty<Request>, reply: Reply<'_>) -> Result<(), AnswerError>;
}

/// What an event means.
#[derive(Debug)]
pub(super) enum Taken<T> {
    /// A request of ours has ended.
    Ended(u64, Outcome),
    /// The owner is to be told.
    Out(T),
    /// The machine is over; the owner may have to be told.
    Over(Option<T>),
}

impl<T> Taken<T> {
    pub(super) fn outcome(id: u64, status: CommandStatus, pdu: PduBuf) -> Self {
        let outcome = if status.is_ok() { Outcome::Accepted(pdu) } else { Outcome::Refused(status, pdu) };
        Self::Ended(id, outcome)
    }
}

/// The machine, who waits for what, and a bell that calls the driver.
pub(super) struct Shared<P> {
    state: Mutex<State<P>>,
    pub(super) bell: Notify,
    zero: tokio::time::Instant,
}

pub(super) struct State<P> {
    pub(super) machine: P,
    pub(super) waiting: HashMap<u64, oneshot::Sender<Outcome>>,
}

impl<P> fmt::Debug for Shared<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Shared").finish_non_exhaustive()
    }
}

impl<P: Port> Shared<P> {
    pub(super) fn new(machine: P) -> Arc<Self> {
        let state = Mutex::new(State { machine, waiting: HashMap::new() });
        Arc::new(Self { state, bell: Notify::new(), zero: tokio::time::Instant::now() })
    }

    pub(super) fn now(&self) -> Instant {
        Instant::ZERO.after(self.zero.elapsed())
    }

    /// A moment of the machine's, for the runtime's timer; `None` for one that lies beyond its time.
    pub(super) fn moment(&self, at: Instant) -> Option<tokio::time::Instant> {
        self.zero.checked_add(at.since(Instant::ZERO))
    }

    pub(super) fn lock(&self) -> MutexGuard<'_, State<P>> {
        // Nobody panics while holding it; if they did, the machine would still be whole between two calls.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Asks something of the machine, and calls the driver to do what follows.
    pub(super) fn with<T>(&self, ask: impl FnOnce(&mut P, Instant) -> T) -> T {
        let answer = ask(&mut self.lock().machine, self.now());
        self.bell.notify_one();
        answer
    }

    /// Gives a command, and waits for its outcome. It is known who waits before anything can answer.
    pub(super) async fn ask<E>(
        &self,
        ask: impl FnOnce(&mut P, Instant) -> Result<u64, E>,
    ) -> Result<Outcome, E> {
        let (to_waiter, outcome) = oneshot::channel();
        {
            let mut state = self.lock();
            let id = ask(&mut state.machine, self.now())?;
            state.waiting.insert(id, to_waiter);
        }
        self.bell.notify_one();
        // A driver that was dropped answers nothing any more.
        Ok(outcome.await.unwrap_or(Outcome::Unknown))
    }
}

/// Whoever has given a duty.
trait Answers: Send + Sync {
    fn answer(&self, duty: Duty<Request>, reply: Reply<'_>) -> Result<(), AnswerError>;
}

impl<P: Port> Answers for Shared<P> {
    fn answer(&self, duty: Duty<Request>, reply: Reply<'_>) -> Result<(), AnswerError> {
        self.with(|machine, now| machine.answer(now, duty, reply))
    }
}

/// A request of the peer's, to be answered once. Nothing is acknowledged before; one that is dropped lapses, and the peer
/// gets a temporary error.
#[must_use = "the peer waits for an answer"]
pub struct Owed {
    duty: Duty<Request>,
    pdu: PduBuf,
    to: Arc<dyn Answers>,
}

impl fmt::Debug for Owed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Owed").field("duty", &self.duty).field("pdu", &self.pdu).finish_non_exhaustive()
    }
}

impl Owed {
    pub(super) fn new<P: Port>(duty: Duty<Request>, pdu: PduBuf, shared: &Arc<Shared<P>>) -> Self {
        let to: Arc<dyn Answers> = Arc::<Shared<P>>::clone(shared);
        Self { duty, pdu, to }
    }

    /// The request; it decodes under the profile's tolerance.
    #[must_use]
    pub const fn pdu(&self) -> &PduBuf {
        &self.pdu
    }

    /// Answers it.
    ///
    /// # Errors
    /// When the duty lapsed or its session is over, and when the reply is not for such a request.
    pub fn answer(self, reply: Reply<'_>) -> Result<(), AnswerError> {
        self.to.answer(self.duty, reply)
    }

    /// Accepts a `deliver_sm`, or a `data_sm` that brings one: it is safe here.
    ///
    /// # Errors
    /// When the duty lapsed or its session is over, and for a request of another kind.
    pub fn accept(self) -> Result<(), AnswerError> {
        let reply = match self.pdu.header().command_id {
            CommandId::DATA_SM => Reply::DataSm(DataSmResp::new(COctets::EMPTY)),
            _ => Reply::DeliverSm(DeliverSmResp::new(COctets::EMPTY)),
        };
        self.answer(reply)
    }

    /// Rejects it with this status. `ESME_RX_T_APPN` asks for another try later, `ESME_RX_P_APPN` and
    /// `ESME_RX_R_APPN` for none.
    ///
    /// # Errors
    /// When the duty lapsed or its session is over, and for status 0.
    pub fn reject(self, status: CommandStatus) -> Result<(), AnswerError> {
        self.answer(Reply::Refuse(status))
    }
}
