//! Clients and servers under tokio: what stands between a [`Link`](crate::link::Link), or a
//! [`Session`](crate::session::Session), and a socket.
//!
//! Everything that SMPP asks is done below, in machines; here octets are moved, and one timer is kept. Any
//! `AsyncRead + AsyncWrite` carries them: TCP, TLS, a pipe in a test. Nothing is spawned: [`client()`] and [`serve`] give a
//! future that drives the connections, and it is the caller's to spawn. It ends when the machine is over and its last
//! octets are written; a caller whose peer may not read bounds it by a timeout.
//!
//! What comes in is read beside what is submitted: that a bind is refused is told there, and nowhere else. The link tries
//! again, and what is submitted meanwhile waits for a session, so a timeout bounds it.
//!
//! ```no_run
//! use std::time::Duration;
//!
//! use clickatell_smpp::link::{Link, Plan};
//! use clickatell_smpp::net::{self, Incoming, Outcome};
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
//! let (client, mut incoming, driver) = net::client(link, || TcpStream::connect("127.0.0.1:2775"));
//! tokio::spawn(driver);
//! let reader = tokio::spawn(async move {
//!     while let Some(happened) = incoming.recv().await {
//!         match happened {
//!             // Store it first: to accept is to say that it is safe. An error says that it will come again.
//!             Incoming::Delivery(delivery) => drop(delivery.accept()),
//!             // Such as a wrong password.
//!             Incoming::Down(_, why) => eprintln!("no session: {why}"),
//!             _ => {}
//!         }
//!     }
//! });
//!
//! let to = Address::international(COctets::try_from("279991234567")?);
//! let message = SubmitSm::new(to, ShortMessage::new(b"Hello")?);
//! match tokio::time::timeout(Duration::from_secs(30), client.submit(&message)).await {
//!     Ok(outcome) => match outcome? {
//!         Outcome::Accepted(resp) => println!("submitted: {resp:?}"),
//!         Outcome::Refused(status, _) => println!("refused: {status}"),
//!         Outcome::Unknown(_) => println!("the connection died: it may have been submitted or not"),
//!         Outcome::NotSent(_) => println!("not sent"),
//!     },
//!     Err(_) => println!("no outcome in time: if it was not sent yet, it will not be"),
//! }
//! tokio::signal::ctrl_c().await?; // until then, receipts come in
//! client.unbind();
//! reader.await?;
//! # Ok(())
//! # }
//! ```

mod client;
mod drive;
mod owed;
mod server;
mod shared;

use crate::code::CommandStatus;
use crate::frame::SequenceNumber;
use crate::octets::COctets;
use crate::pdu::SubmitSmResp;
use crate::pdu_buf::PduBuf;
use crate::session::CommandError;
use crate::tolerance::Tolerance;

pub use client::{Client, Incoming, client};
pub use owed::{BindAsked, Owed};
pub use server::{FromEsme, Server, serve};

/// How a request ended.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(clippy::exhaustive_enums, reason = "a request ends in one of these")]
pub enum Outcome {
    /// The peer took it: its response, whose body has not been judged.
    Accepted(PduBuf),
    /// The peer refused it: why, and its response or the `generic_nack` in its place.
    Refused(CommandStatus, PduBuf),
    /// It was sent, and no answer will come: the peer may have taken it or not. It is not sent again.
    ///
    /// Its number, if that is known: a response that comes late is told of under it.
    Unknown(Option<SequenceNumber>),
    /// It was not sent, and will not be: what the session has against it, or nothing when the link was left, or its
    /// driver dropped, first.
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
