//! The ESME's end: a link, on connections that it asks for.

use alloc::sync::Arc;
use alloc::vec::Vec;
use core::future::Future;
use std::io;

use clickatell_core::machine::{Handle, Machine};
use clickatell_core::time::Instant;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::mpsc;

use super::drive::drive;
use super::shared::{Port, Shared, Taken};
use super::{Outcome, Owed};
use crate::link::{ConnId, DownReason, Link, LinkEvent, LinkOutput, RequestError};
use crate::pdu::{BindKind, SubmitSm};
use crate::session::{AnswerError, Reply, SessionEvent, SessionRequest, Wire};
use crate::value::InterfaceVersion;

/// What comes to a client by itself.
#[derive(Debug)]
#[non_exhaustive]
pub enum Incoming {
    /// A message or a receipt. Accept it or reject it; for one that is dropped the SMSC gets a temporary error.
    Delivery(Owed),
    /// A session is bound, and both ends speak this version.
    Up(BindKind, InterfaceVersion),
    /// A session is not, or no longer, bound; the link goes on by itself until it is left.
    Down(BindKind, DownReason),
    /// What else happened in a session.
    Session(BindKind, SessionEvent),
}

/// Submits over a link. Clones are the same client.
#[derive(Clone, Debug)]
pub struct Client {
    shared: Arc<Shared<Link>>,
}

/// A client on a link: its handle, what comes in, and the future that drives it. `connect` opens one connection.
///
/// Read what comes in, or drop its receiver, when nobody wants it. What is not read waits, and while
/// [`Profile::events`](crate::profile::Profile::events) things do, no outcome is told and in the end nothing is read
/// from the SMSC.
pub fn client<S, F>(
    link: Link,
    connect: impl FnMut() -> F + Send,
) -> (Client, mpsc::Receiver<Incoming>, impl Future<Output = ()> + Send)
where
    S: AsyncRead + AsyncWrite + Send + Unpin,
    F: Future<Output = io::Result<S>> + Send,
{
    let events = link.profile().events;
    let (shared, driven, incoming) = Shared::new(link, events);
    (Client { shared }, incoming, drive(driven, connect, Vec::new()))
}

impl Client {
    /// Submits a message, and waits until it is submitted, refused or unknown. Until there is a session, and room in the
    /// window and at the SMSC, it waits in the link's queue, which holds
    /// [`FlowSettings::queue`](crate::flow::FlowSettings::queue) of them.
    /// ([`Server::deliver`](super::Server::deliver) has no queue.)
    ///
    /// Nothing limits how long it waits for a session: with a wrong password that is until the client is left, and only
    /// [`Incoming::Down`] tells why. [`give_up`](crate::flow::FlowSettings::give_up) runs from the first time that the
    /// SMSC has no room for it, [`leaving`](crate::flow::FlowSettings::leaving) from [`unbind`](Self::unbind). Whoever
    /// does not want to wait so long bounds it by a timeout: when the future is dropped, a message that was not sent yet
    /// is taken back. One that was sent goes its way, and its outcome is not told.
    ///
    /// # Errors
    /// When the link does not take it; nothing is sent then.
    pub async fn submit(&self, pdu: &SubmitSm<'_>) -> Result<Outcome, RequestError> {
        self.request(pdu).await
    }

    /// Sends any request, as [`submit`](Self::submit) does.
    ///
    /// # Errors
    /// When the link does not take it.
    #[allow(single_use_lifetimes, reason = "an anonymous one is not allowed there")]
    pub async fn request<'a>(&self, pdu: &impl SessionRequest<'a>) -> Result<Outcome, RequestError> {
        self.shared.ask(|link, now| link.request(now, pdu).map(Handle::id)).await
    }

    /// Whether a session of this kind is bound.
    #[must_use]
    pub fn is_up(&self, kind: BindKind) -> bool {
        self.shared.with(|link, _| link.is_up(kind))
    }

    /// Leaves: what waits goes out and is answered first. The driver ends when it is done.
    pub fn unbind(&self) {
        self.shared.with(|link, now| link.unbind(now));
    }

    /// How many octets may wait for an SMSC that does not read them before nothing more is read from it. At first 65536.
    pub fn limit_unwritten(&self, octets: usize) {
        self.shared.at(|state, _| state.unwritten = octets);
    }

    /// Gives up: closes every connection without a word.
    pub fn abort(&self) {
        self.shared.with(Link::give_up);
    }
}

impl Port for Link {
    type Out = Incoming;

    fn feed(&mut self, now: Instant, conn: ConnId, wire: Wire<'_>) {
        self.handle_input(now, (conn, wire));
    }

    fn next(&mut self, shared: &Arc<Shared<Self>>) -> Option<Taken<Incoming>> {
        Some(match self.poll_event()? {
            LinkEvent::Response { handle, status, pdu } => Taken::response(handle.id(), status, pdu),
            LinkEvent::NoResponse { handle, sequence_number } => {
                Taken::Ended(handle.id(), Outcome::Unknown(sequence_number))
            }
            LinkEvent::NotSent { handle, why } => Taken::Ended(handle.id(), Outcome::NotSent(why)),
            LinkEvent::Request { duty, pdu } => Taken::Out(Incoming::Delivery(Owed::new(&duty, pdu, shared))),
            LinkEvent::Up { kind, version, .. } => Taken::Out(Incoming::Up(kind, version)),
            LinkEvent::Down { kind, why, .. } => Taken::Out(Incoming::Down(kind, why)),
            LinkEvent::Session { kind, event } => Taken::Out(Incoming::Session(kind, event)),
            // The last: what comes in ends with the driver.
            LinkEvent::Closed => return None,
        })
    }

    fn output(&mut self, buf: &mut Vec<u8>) -> Option<LinkOutput> {
        self.poll_output(buf)
    }

    fn reads(&self, conn: ConnId) -> bool {
        self.wants_input_from(conn)
    }

    fn withdraw(&mut self, now: Instant, id: u64) {
        Self::withdraw(self, now, Handle::new(id));
    }

    fn decide(&mut self, now: Instant, duty: u64, reply: Option<Reply<'_>>) -> Result<(), AnswerError> {
        let duty = self.retry(duty).ok_or(AnswerError::Stale)?;
        match reply {
            Some(reply) => self.answer(now, duty, reply),
            None => self.lapse(now, duty),
        }
    }

    fn give_up(&mut self, now: Instant) {
        self.abort(now);
    }
}
