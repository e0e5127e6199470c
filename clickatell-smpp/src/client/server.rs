//! The SMSC's end of one connection.

use alloc::sync::Arc;
use alloc::vec::Vec;
use core::future::{Future, Ready, ready};
use std::io;

use clickatell_core::machine::{Duty, Handle, Machine};
use clickatell_core::time::Instant;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::mpsc;

use super::port::{Owed, Port, Shared, Taken};
use super::{Outcome, drive};
use crate::code::CommandStatus;
use crate::link::{ConnId, LinkOutput};
use crate::octets::COctets;
use crate::pdu::DeliverSm;
use crate::pdu_buf::PduBuf;
use crate::profile::Profile;
use crate::session::{
    AfterRefusal, AnswerError, BindRequest, CommandError, EndReason, Outgoing, Reply, Request, Role, Session,
    SessionEvent, SessionRequest, State, Wire,
};

/// The one connection of a session.
const CONN: ConnId = ConnId::new(0);

/// What an ESME does.
#[derive(Debug)]
#[non_exhaustive]
pub enum FromEsme {
    /// It asks to bind.
    Bind(BindAsked),
    /// It asks for something. Answer it; what is dropped lapses into a temporary error.
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
pub fn serve<S>(
    stream: S,
    profile: Profile,
) -> (Server, mpsc::Receiver<FromEsme>, impl Future<Output = ()> + Send)
where
    S: AsyncRead + AsyncWrite + Send + Unpin + 'static,
{
    let (to_owner, incoming) = mpsc::channel(profile.duties.saturating_add(profile.events).max(1));
    let shared = Shared::new(Session::new(Role::Smsc, profile));
    shared.with(|session, now| session.handle_input(now, Wire::Connected));
    let connect = || -> Ready<io::Result<S>> { ready(Err(io::ErrorKind::Unsupported.into())) };
    let driver = drive::run(Arc::clone(&shared), to_owner, connect, Some((CONN, stream)));
    (Server { shared }, incoming, driver)
}

impl Server {
    /// Delivers a message or a receipt, and waits until it is accepted, refused or unknown.
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
        self.shared.with(|session, _| session.state())
    }

    /// Unbinds, once what is under way is answered. A session that is not bound is closed.
    pub fn unbind(&self) {
        self.shared.with(|session, now| {
            if session.unbind(now).is_err() {
                session.abort();
            }
        });
    }

    /// Closes the connection without a word.
    pub fn abort(&self) {
        self.shared.with(|session, _| session.abort());
    }
}

/// An ESME's wish to bind; one that is dropped lapses.
#[derive(Debug)]
#[must_use = "the ESME waits for an answer"]
pub struct BindAsked {
    duty: Duty<BindRequest>,
    pdu: PduBuf,
    shared: Arc<Shared<Session>>,
}

impl BindAsked {
    /// The bind; it decodes under the profile's tolerance.
    #[must_use]
    pub const fn pdu(&self) -> &PduBuf {
        &self.pdu
    }

    /// Accepts it. `system_id` is the name of the SMSC.
    ///
    /// # Errors
    /// When it lapsed, or the session is over.
    pub fn accept(self, system_id: COctets<'_, 16>) -> Result<(), AnswerError> {
        self.shared.with(|session, now| session.accept_bind(now, self.duty, system_id))
    }

    /// Refuses it with this status.
    ///
    /// # Errors
    /// When it lapsed, or the session is over, and for status 0.
    pub fn refuse(self, status: CommandStatus, then: AfterRefusal) -> Result<(), AnswerError> {
        self.shared.with(|session, now| session.refuse_bind(now, self.duty, status, then))
    }
}

impl Port for Session {
    type Out = FromEsme;

    fn feed(&mut self, now: Instant, _: ConnId, wire: Wire<'_>) {
        self.handle_input(now, wire);
    }

    fn next(&mut self, shared: &Arc<Shared<Self>>) -> Option<Taken<FromEsme>> {
        Some(match self.poll_event()? {
            SessionEvent::Response { handle, status, pdu } => Taken::outcome(handle.id(), status, pdu),
            SessionEvent::NoResponse { handle } => Taken::Ended(handle.id(), Outcome::Unknown),
            SessionEvent::Request { duty, pdu } => {
                Taken::Out(FromEsme::Request(Owed::new(duty, pdu, shared)))
            }
            SessionEvent::BindRequested { duty, pdu } => {
                Taken::Out(FromEsme::Bind(BindAsked { duty, pdu, shared: Arc::clone(shared) }))
            }
            SessionEvent::Ended { why } => Taken::Over(Some(FromEsme::Ended(why))),
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

    fn answer(&mut self, now: Instant, duty: Duty<Request>, reply: Reply<'_>) -> Result<(), AnswerError> {
        Self::answer(self, now, duty, reply)
    }
}
