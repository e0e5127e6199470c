//! A machine that a driver and its owner share.

use alloc::sync::Arc;
use alloc::vec::Vec;
use core::fmt::Debug;
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use clickatell_core::machine::Timed;
use clickatell_core::time::Instant;
use tokio::sync::{Notify, Semaphore, mpsc, oneshot};

use super::Outcome;
use crate::code::CommandStatus;
use crate::link::{ConnId, LinkOutput};
use crate::pdu_buf::PduBuf;
use crate::session::{AnswerError, Reply, Wire};

/// A peer that does not read is not read from while so many octets wait for it, unless the owner says otherwise.
const UNWRITTEN: usize = 64 * 1024;

/// A machine on connections, as the driver sees it.
pub(super) trait Port: Timed + Debug + Send + Sized + 'static {
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

    /// Takes a request back that was not sent yet.
    fn withdraw(&mut self, _now: Instant, _id: u64) {}

    /// Answers a request of the peer's, or, without a reply, lets it lapse.
    fn decide(&mut self, now: Instant, duty: u64, reply: Option<Reply<'_>>) -> Result<(), AnswerError>;

    /// Ends all that it does: nobody will drive it any more.
    fn give_up(&mut self, now: Instant);
}

/// What an event means.
pub(super) enum Taken<T> {
    /// A request of ours has ended.
    Ended(u64, Outcome),
    /// The owner is to be told.
    Out(T),
}

impl<T> Taken<T> {
    pub(super) fn response(id: u64, status: CommandStatus, pdu: PduBuf) -> Self {
        let outcome = if status.is_ok() { Outcome::Accepted(pdu) } else { Outcome::Refused(status, pdu) };
        Self::Ended(id, outcome)
    }
}

/// The machine, who waits for what, and a bell that calls the driver.
#[derive(Debug)]
pub(super) struct Shared<P> {
    state: Mutex<State<P>>,
    pub(super) bell: Notify,
    zero: tokio::time::Instant,
}

#[derive(Debug)]
pub(super) struct State<P> {
    pub(super) machine: P,
    waiting: HashMap<u64, oneshot::Sender<Outcome>>,
    /// The octets that may wait for a peer before it is not read from.
    pub(super) unwritten: usize,
}

impl<P: Port> Shared<P> {
    /// A machine to share, the driver's side of it, and what the owner is told: so many things, before the rest waits in
    /// the machine.
    pub(super) fn new(machine: P, events: usize) -> (Arc<Self>, Driven<P>, mpsc::Receiver<P::Out>) {
        let (to_owner, told) = mpsc::channel(events.clamp(1, Semaphore::MAX_PERMITS));
        let state = Mutex::new(State { machine, waiting: HashMap::new(), unwritten: UNWRITTEN });
        let shared = Arc::new(Self { state, bell: Notify::new(), zero: tokio::time::Instant::now() });
        (Arc::clone(&shared), Driven { shared, to_owner }, told)
    }

    /// A moment of the machine's, for the runtime's timer; `None` for one that lies beyond its time.
    pub(super) fn moment(&self, at: Instant) -> Option<tokio::time::Instant> {
        self.zero.checked_add(at.since(Instant::ZERO))
    }

    pub(super) fn lock(&self) -> MutexGuard<'_, State<P>> {
        // Nobody panics while holding it; if they did, the machine would still be whole between two calls.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Does something with the machine. The moment is read within the lock, so that moments come in their order.
    pub(super) fn at<T>(&self, does: impl FnOnce(&mut State<P>, Instant) -> T) -> T {
        let mut state = self.lock();
        does(&mut state, Instant::ZERO.after(self.zero.elapsed()))
    }

    /// Asks something of the machine, and calls the driver to do what follows.
    pub(super) fn with<T>(&self, ask: impl FnOnce(&mut P, Instant) -> T) -> T {
        let answer = self.at(|state, now| ask(&mut state.machine, now));
        self.bell.notify_one();
        answer
    }

    /// Gives a command, and waits for its outcome. It is known who waits before anything can answer. When nobody waits any
    /// more, a request that was not sent yet is taken back.
    pub(super) async fn ask<E>(
        &self,
        ask: impl FnOnce(&mut P, Instant) -> Result<u64, E>,
    ) -> Result<Outcome, E> {
        let (to_waiter, outcome) = oneshot::channel();
        let id = self.at(|state, now| {
            let id = ask(&mut state.machine, now)?;
            state.waiting.insert(id, to_waiter);
            Ok(id)
        })?;
        self.bell.notify_one();
        let _waits = Waits { shared: self, id };
        Ok(outcome.await.unwrap_or(Outcome::Unknown(None)))
    }
}

/// Somebody waits for the outcome of a request.
struct Waits<'a, P: Port> {
    shared: &'a Shared<P>,
    id: u64,
}

impl<P: Port> Drop for Waits<'_, P> {
    fn drop(&mut self) {
        // Nothing is left to do when the outcome was told.
        let is_open = self.shared.at(|state, now| {
            let is_open = state.waiting.remove(&self.id).is_some();
            if is_open {
                state.machine.withdraw(now, self.id);
            }
            is_open
        });
        if is_open {
            self.shared.bell.notify_one();
        }
    }
}

/// The driver's side. When it is gone, so are its connections.
pub(super) struct Driven<P: Port> {
    pub(super) shared: Arc<Shared<P>>,
    pub(super) to_owner: mpsc::Sender<P::Out>,
}

impl<P: Port> Driven<P> {
    /// Tells of what happened, while there is room; whether there was anybody to tell.
    pub(super) fn tell(&self) -> bool {
        let mut told = false;
        while !self.is_full() && self.tell_next() {
            told = true;
        }
        told
    }

    /// Tells of the next thing. Nothing is dropped within the lock: a request that nobody takes is answered by that.
    fn tell_next(&self) -> bool {
        let taken = self.shared.lock().machine.next(&self.shared);
        // Whoever has dropped a receiver does not want to know.
        match taken {
            Some(Taken::Out(out)) => drop(self.to_owner.try_send(out)),
            Some(Taken::Ended(id, outcome)) => {
                let waiter = self.shared.lock().waiting.remove(&id);
                drop(waiter.map(|waiter| waiter.send(outcome)));
            }
            None => return false,
        }
        true
    }

    /// The owner has not read what it was told before; what else happened waits in the machine.
    pub(super) fn is_full(&self) -> bool {
        self.to_owner.capacity() == 0 && !self.to_owner.is_closed()
    }
}

impl<P: Port> Drop for Driven<P> {
    fn drop(&mut self) {
        self.shared.at(|state, now| state.machine.give_up(now));
        while self.tell_next() {}
    }
}
