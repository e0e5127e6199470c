//! The SMSC's end of one connection.

use alloc::sync::Arc;
use alloc::vec;
use alloc::vec::Vec;
use core::future::{Future, Ready, ready};
use std::io;

use clickatell_core::machine::{Handle, Machine};
use clickatell_core::time::Instant;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::mpsc;

use super::drive::{Conn, Io, drive};
use super::shared::{Port, Shared, Taken};
use super::{BindAsked, Outcome, Owed};
use crate::link::{ConnId, LinkOutput};
use crate::pdu::DeliverSm;
use crate::profile::Profile;
use crate::session::{
    AnswerError, CommandError, EndReason, Outgoing, Reply, Role, Session, SessionEvent, SessionRequest,
    State, Wire,
};
use crate::value::InterfaceVersion;

/// The one connection of a session.
const CONN: ConnId = ConnId::new(0);

/// What an ESME does.
#[derive(Debug)]
#[non_exhaustive]
pub enum FromEsme {
    /// It asks to bind.
    Bind(BindAsked),
    /// It asks for something. Answer it; for what is dropped it gets a temporary error.
    Request(Owed),
    /// What else happened in the session.
    Other(SessionEvent),
    /// The session is over.
    Ended(EndReason),
}

/// Serves one ESME. Clones are the same session.
#[derive(Clone, Debug)]
pub struct Server {
    shared: Arc<Shared<Session>>,
}

/// Serves an ESME on a connection that it has opened: the handle, what the ESME does, and the future that drives it.
///
/// Read what the ESME does. While [`Profile::events`] things are not read, no outcome is told and in the end nothing more is
/// taken from the ESME.
pub fn serve<S>(
    stream: S,
    profile: Profile,
) -> (Server, mpsc::Receiver<FromEsme>, impl Future<Output = ()> + Send)
where
    S: AsyncRead + AsyncWrite + Send + Unpin,
{
    let events = profile.events;
    let (shared, driven, esme) = Shared::new(Session::new(Role::Smsc, profile), events);
    shared.with(|session, now| session.handle_input(now, Wire::Connected));
    let connect = || -> Ready<io::Result<S>> { ready(Err(io::ErrorKind::Unsupported.into())) };
    let conns = vec![Conn::new(CONN, Io::Open(stream))];
    (Server { shared }, esme, drive(driven, connect, conns))
}

impl Server {
    /// Delivers a message or a receipt, and waits until it is accepted, refused or unknown.
    ///
    /// Unlike a [`Client`](super::Client), which queues what it submits, a server holds nothing back: beyond
    /// [`Profile::window`] deliveries under way the next is
    /// [`WindowFull`](CommandError::WindowFull) at once. To wait instead, let no more than so many run at a time: with
    /// a semaphore of as many permits, or by awaiting each before the next.
    ///
    /// # Errors
    /// When the session does not take it: it is not bound to receive, or its window is full.
    pub async fn deliver(&self, pdu: &DeliverSm<'_>) -> Result<Outcome, CommandError> {
        self.request(pdu).await
    }

    /// Sends any request, as [`deliver`](Self::deliver) does.
    ///
    /// # Errors
    /// When the session does not take it.
    #[allow(single_use_lifetimes, reason = "an anonymous one is not allowed there")]
    pub async fn request<'a>(&self, pdu: &impl SessionRequest<'a>) -> Result<Outcome, CommandError> {
        self.shared.ask(|session, now| session.request(now, pdu).map(Handle::id)).await
    }

    /// Where the session stands.
    #[must_use]
    pub fn state(&self) -> State {
        self.shared.at(|state, _| state.machine.state())
    }

    /// The version that both ends speak; before a bind, this end's own.
    #[must_use]
    pub fn version(&self) -> InterfaceVersion {
        self.shared.at(|state, _| state.machine.version())
    }

    /// Unbinds, once what is under way is answered. A session that is not bound is closed.
    pub fn unbind(&self) {
        self.shared.with(|session, now| {
            if session.unbind(now).is_err() {
                session.abort();
            }
        });
    }

    /// How many octets may wait for an ESME that does not read them before nothing more is read from it. At first 65536.
    pub fn limit_unwritten(&self, octets: usize) {
        self.shared.at(|state, _| state.unwritten = octets);
    }

    /// Closes the connection without a word.
    pub fn abort(&self) {
        self.shared.with(Session::give_up);
    }
}

impl Port for Session {
    type Out = FromEsme;

    fn feed(&mut self, now: Instant, _: ConnId, wire: Wire<'_>) {
        self.handle_input(now, wire);
    }

    fn next(&mut self, shared: &Arc<Shared<Self>>) -> Option<Taken<FromEsme>> {
        Some(match self.poll_event()? {
            SessionEvent::Response { handle, status, pdu } => Taken::response(handle.id(), status, pdu),
            SessionEvent::NoResponse { handle, sequence_number } => {
                Taken::Ended(handle.id(), Outcome::Unknown(sequence_number))
            }
            SessionEvent::Request { duty, pdu } => {
                Taken::Out(FromEsme::Request(Owed::new(&duty, pdu, shared)))
            }
            SessionEvent::BindRequested { duty, pdu } => {
                Taken::Out(FromEsme::Bind(BindAsked::new(&duty, pdu, shared)))
            }
            SessionEvent::Ended { why } => Taken::Out(FromEsme::Ended(why)),
            event => Taken::Out(FromEsme::Other(event)),
        })
    }

    fn output(&mut self, buf: &mut Vec<u8>) -> Option<LinkOutput> {
        Some(match self.poll_output(buf)? {
            Outgoing::Octets => LinkOutput::Octets(CONN),
            Outgoing::Close => LinkOutput::Close(CONN),
        })
    }

    fn reads(&self, _: ConnId) -> bool {
        self.wants_input()
    }

    fn decide(&mut self, now: Instant, duty: u64, reply: Option<Reply<'_>>) -> Result<(), AnswerError> {
        let duty = self.retry(duty).ok_or(AnswerError::Stale)?;
        match reply {
            Some(reply) => self.answer(now, duty, reply),
            None => self.lapse(now, duty),
        }
    }

    fn give_up(&mut self, _: Instant) {
        self.abort();
    }
}
