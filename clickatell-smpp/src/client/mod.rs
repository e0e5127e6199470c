//! Clients and servers under tokio: what stands between a [`Link`], or a
//! [`Session`](crate::session::Session), and a socket.
//!
//! Everything that SMPP asks is done below, in machines; here octets are moved, and one timer is kept. Any
//! `AsyncRead + AsyncWrite` carries them: TCP, TLS, a pipe in a test. Nothing is spawned: [`client`] and [`serve`] give a
//! future that drives the connections, and it is the caller's to spawn. It ends when the machine is over and its last
//! octets are written; a caller whose peer may not read bounds it by a timeout.
//!
//! ```no_run
//! use clickatell_smpp::client::{self, Incoming, Outcome};
//! use clickatell_smpp::link::{Link, Plan};
//! use clickatell_smpp::pdu::{Bind, BindKind, SubmitSm};
//! use clickatell_smpp::profile::Profile;
//! use clickatell_smpp::value::Address;
//! use clickatell_smpp::{COctets, Password, ShortMessage};
//! use tokio::net::TcpStream;
//!
//! # async fn run() -> Result<(), Box<dyn std::error::Error>> {
//! let mut bind = Bind::new(BindKind::Transceiver, COctets::try_from("demo")?, Password::try_from("demo1234")?);
//! bind.system_type = COctets::try_from("3000001")?;
//! let link = Link::new(Plan::Transceiver, Profile::clickatell(), &bind, 1)?;
//! let (client, mut incoming, driver) = client::client(link, || TcpStream::connect("127.0.0.1:2775"));
//! tokio::spawn(driver);
//!
//! let to = Address::international(COctets::try_from("279991234567")?);
//! match client.submit(&SubmitSm::new(to, ShortMessage::new(b"Hello")?)).await? {
//!     Outcome::Accepted(resp) => println!("submitted: {resp:?}"),
//!     Outcome::Refused(status, _) => println!("refused: {status}"),
//!     Outcome::Unknown => println!("the connection died: it may have been submitted or not"),
//!     Outcome::NotSent(_) => println!("not sent"),
//! }
//! while let Some(happened) = incoming.recv().await {
//!     if let Incoming::Delivery(delivery) = happened {
//!         // Store it first: to accept is to say that it is safe.
//!         delivery.accept()?;
//!     }
//! }
//! # Ok(())
//! # }
//! ```

mod drive;
mod port;
mod server;

use alloc::sync::Arc;
use alloc::vec::Vec;
use core::future::Future;
use std::io;

use clickatell_core::machine::{Duty, Handle, Machine};
use clickatell_core::time::Instant;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::mpsc;

use crate::code::CommandStatus;
use crate::link::{ConnId, DownReason, Link, LinkEvent, LinkOutput, RequestError};
use crate::octets::COctets;
use crate::pdu::{BindKind, SubmitSm, SubmitSmResp};
use crate::pdu_buf::PduBuf;
use crate::session::{AnswerError, CommandError, Reply, Request, SessionEvent, SessionRequest, Wire};
use crate::tolerance::Tolerance;
use crate::value::InterfaceVersion;
use port::{Port, Shared, Taken};

pub use port::Owed;
pub use server::{BindAsked, FromEsme, Server, serve};

/// How a request ended.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(clippy::exhaustive_enums, reason = "a request ends in one of these")]
pub enum Outcome {
    /// The peer took it: its response, whose body has not been judged.
    Accepted(PduBuf),
    /// The peer refused it: why, and its response or the `generic_nack` in its place.
    Refused(CommandStatus, PduBuf),
    /// It was sent, and no answer will come: the peer may have taken it or not. It is not sent again.
    Unknown,
    /// It was not sent, and will not be: what the session has against it, or nothing when the link was left first.
    NotSent(Option<CommandError>),
}

impl Outcome {
    /// The id that the SMSC has given to a message that was submitted.
    #[must_use]
    pub fn message_id(&self) -> Option<COctets<'_, 65>> {
        let Self::Accepted(pdu) = self else { return None };
        let resp = pdu.frame().decode_as::<SubmitSmResp<'_>>(&Tolerance::FIELD, &mut ()).ok()?;
        Some(resp.message_id)
    }
}

/// What comes to a client by itself.
#[derive(Debug)]
#[non_exhaustive]
pub enum Incoming {
    /// A message or a receipt. Accept it or reject it; one that is dropped lapses into a temporary error.
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
/// When the receiver of what comes in is not read, or is dropped, deliveries lapse and other news is lost.
pub fn client<S, C, F>(
    link: Link,
    connect: C,
) -> (Client, mpsc::Receiver<Incoming>, impl Future<Output = ()> + Send)
where
    S: AsyncRead + AsyncWrite + Send + Unpin + 'static,
    C: FnMut() -> F + Send,
    F: Future<Output = io::Result<S>> + Send + 'static,
{
    let profile = link.profile();
    let (to_owner, incoming) = mpsc::channel(profile.duties.saturating_add(profile.events).max(1));
    let shared = Shared::new(link);
    let driver = drive::run(Arc::clone(&shared), to_owner, connect, None);
    (Client { shared }, incoming, driver)
}

impl Client {
    /// Submits a message, and waits until it is submitted, refused or unknown. Whoever does not want to wait until there
    /// is a session, and room, bounds it by a timeout: the message goes out all the same.
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

    /// Gives up: closes every connection without a word.
    pub fn abort(&self) {
        self.shared.with(|link, now| link.abort(now));
    }
}

impl Port for Link {
    type Out = Incoming;

    fn feed(&mut self, now: Instant, conn: ConnId, wire: Wire<'_>) {
        self.handle_input(now, (conn, wire));
    }

    fn next(&mut self, shared: &Arc<Shared<Self>>) -> Option<Taken<Incoming>> {
        Some(match self.poll_event()? {
            LinkEvent::Response { handle, status, pdu } => Taken::outcome(handle.id(), status, pdu),
            LinkEvent::NoResponse { handle } => Taken::Ended(handle.id(), Outcome::Unknown),
            LinkEvent::NotSent { handle, why } => Taken::Ended(handle.id(), Outcome::NotSent(why)),
            LinkEvent::Request { duty, pdu } => Taken::Out(Incoming::Delivery(Owed::new(duty, pdu, shared))),
            LinkEvent::Up { kind, version, .. } => Taken::Out(Incoming::Up(kind, version)),
            LinkEvent::Down { kind, why, .. } => Taken::Out(Incoming::Down(kind, why)),
            LinkEvent::Session { kind, event } => Taken::Out(Incoming::Session(kind, event)),
            LinkEvent::Closed => Taken::Over(None),
        })
    }

    fn output(&mut self, buf: &mut Vec<u8>) -> Option<LinkOutput> {
        self.poll_output(buf)
    }

    fn reads(&self, conn: ConnId) -> bool {
        self.wants_input_from(conn)
    }

    fn answer(&mut self, now: Instant, duty: Duty<Request>, reply: Reply<'_>) -> Result<(), AnswerError> {
        Self::answer(self, now, duty, reply)
    }
}
