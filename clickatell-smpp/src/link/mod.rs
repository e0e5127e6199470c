//! A link to an SMSC: the sessions of one client, bound and kept bound.
//!
//! [`Link`] is a [`Machine`] above [`Session`]s. It asks for connections ([`LinkOutput`]), binds
//! on them, and asks anew when they are lost, unattended and for as long as it lives (SMPP API sections 3 and 5):
//!
//! - **Plan.** A transmitter and a receiver, one transceiver, or one of the two alone ([`Plan`]). One that is lost is
//!   bound again, and the other is left in peace. A transmitter does not bind while a receiver tries to, so that an SMSC
//!   which judges a client by its receivers knows of ours first (ruling A-S6).
//! - **Reconnect.** After a wait between two bounds, drawn by a seed; after so many refused binds in a row, after a long
//!   one ([`ReconnectSettings`]).
//! - **Requests.** They wait in an [`Outbox`] while there is no session, and go out as window, rate
//!   and the SMSC's room allow. What was sent and not answered when a connection died is
//!   [unknown](LinkEvent::NoResponse), and never sent again silently.
//! - **Leaving.** [`Link::unbind`] lets all that waits go out and be answered, and what is owed be answered, then unbinds.
//!
//! ```
//! use clickatell_core::machine::{Machine, Timed};
//! use clickatell_core::time::Instant;
//! use clickatell_smpp::link::{Link, LinkOutput, Plan};
//! use clickatell_smpp::pdu::{Bind, BindKind};
//! use clickatell_smpp::profile::Profile;
//! use clickatell_smpp::session::Wire;
//! use clickatell_smpp::{COctets, Password};
//!
//! let bind = Bind::new(BindKind::Transceiver, COctets::try_from("demo")?, Password::try_from("demo1234")?);
//! let mut link = Link::new(Plan::Transceiver, Profile::standard(), &bind, 1).unwrap();
//!
//! let (now, mut octets) = (Instant::ZERO, Vec::new());
//! assert_eq!(link.poll_timeout(), Some(now));
//! link.handle_timeout(now);
//! let Some(LinkOutput::Connect(conn)) = link.poll_output(&mut octets) else { unreachable!() };
//! link.handle_input(now, (conn, Wire::Connected));
//! assert_eq!(link.poll_output(&mut octets), Some(LinkOutput::Octets(conn))); // the bind
//! # Ok::<(), clickatell_smpp::OctetsError>(())
//! ```

mod command;
mod event;
mod jitter;
mod line;
mod settings;
mod work;

use alloc::boxed::Box;
use alloc::collections::VecDeque;
use alloc::vec::Vec;
use core::fmt;

use clickatell_core::machine::{Machine, Serial, Timed};
use clickatell_core::time::Instant;

use crate::flow::Outbox;
use crate::pdu::BindKind;
use crate::pdu_buf::PduBuf;
use crate::profile::Profile;
use crate::session::{Outgoing, Session, State, Wire};
use jitter::Jitter;
use line::{Line, Stage};

pub use command::{LinkError, RequestError};
pub use event::{ConnId, DownReason, LinkEvent, LinkOutput};
pub use settings::{Lockout, ReconnectSettings};

/// Which sessions a link has (SMPP API section 5, conditions 2 and 3): at most one of each kind, and a transceiver
/// beside no other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
#[allow(clippy::exhaustive_enums, reason = "these are all the combinations there may be")]
pub enum Plan {
    /// A transmitter and a receiver, each on a connection of its own.
    TransmitterAndReceiver,
    /// One session that does both; since SMPP 3.4.
    Transceiver,
    /// A receiver alone: nothing is submitted.
    ReceiverOnly,
    /// A transmitter alone: nothing comes in, so a profile may forbid to ask for receipts.
    TransmitterOnly,
}

impl Plan {
    /// Its sessions, in the order in which they bind.
    #[must_use]
    pub const fn kinds(self) -> &'static [BindKind] {
        match self {
            Self::TransmitterAndReceiver => &[BindKind::Receiver, BindKind::Transmitter],
            Self::Transceiver => &[BindKind::Transceiver],
            Self::ReceiverOnly => &[BindKind::Receiver],
            Self::TransmitterOnly => &[BindKind::Transmitter],
        }
    }
}

/// The sessions of one client; see the [module](self).
pub struct Link {
    plan: Plan,
    profile: Profile,
    /// What each session binds with, but for the kind. Wiped when the link is dropped.
    bind: PduBuf,
    lines: Vec<Line>,
    outbox: Outbox,
    jitter: Jitter,
    conns: Serial,
    /// Binds refused one after the other.
    refused: u32,
    /// The end of the last lockout.
    held: Instant,
    leaving: Leaving,
    /// From when on a link that is left sends nothing that still waits.
    leave_by: Option<Instant>,
    events: VecDeque<LinkEvent>,
    todo: VecDeque<LinkOutput>,
    /// Sessions that are over and have something to write yet.
    parting: VecDeque<(ConnId, Box<Session>)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Leaving {
    No,
    /// It unbinds when nothing waits any more.
    Asked,
    /// It is over.
    Done,
}

impl Link {
    /// The plan.
    #[must_use]
    pub const fn plan(&self) -> Plan {
        self.plan
    }

    /// The profile.
    #[must_use]
    pub const fn profile(&self) -> &Profile {
        &self.profile
    }

    /// Whether this session is bound.
    #[must_use]
    pub fn is_up(&self, kind: BindKind) -> bool {
        self.lines.iter().any(|line| {
            line.kind == kind
                && line.session().is_some_and(|session| matches!(session.state(), State::Bound(_)))
        })
    }

    /// Requests that wait or are under way.
    #[must_use]
    pub const fn outbox(&self) -> &Outbox {
        &self.outbox
    }

    /// Whether this connection is to be read. False while its duties, or the link's events, are at their cap: leave
    /// what it brings in the transport.
    #[must_use]
    pub fn wants_input_from(&self, conn: ConnId) -> bool {
        self.events.len() < self.profile.events
            && self
                .lines
                .iter()
                .find(|line| line.conn() == Some(conn))
                .is_some_and(|line| line.session().is_none_or(|session| session.wants_input()))
    }
}

impl fmt::Debug for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Link")
            .field("plan", &self.plan)
            .field("lines", &self.lines)
            .field("waiting", &self.outbox.waiting())
            .field("under_way", &self.outbox.under_way())
            .field("refused", &self.refused)
            .field("leaving", &self.leaving)
            .finish_non_exhaustive()
    }
}

impl Machine for Link {
    type Input<'a> = (ConnId, Wire<'a>);
    type Output = LinkOutput;
    type Event = LinkEvent;

    /// Whether every connection is to be read. A loop that can tell them apart asks
    /// [`wants_input_from`](Link::wants_input_from).
    fn wants_input(&self) -> bool {
        self.lines.iter().filter_map(Line::conn).all(|conn| self.wants_input_from(conn))
    }

    /// What a connection says that the link has given up is not heard.
    fn handle_input(&mut self, now: Instant, (conn, wire): (ConnId, Wire<'_>)) {
        let Some(line) = self.lines.iter_mut().find(|line| line.conn() == Some(conn)) else { return };
        match (&mut line.stage, wire) {
            (Stage::Connecting(..), Wire::Closed) => self.lost(now, conn, DownReason::NotConnected),
            (Stage::Connecting(..), wire) => {
                line.connected(now, &self.profile);
                if let (Wire::Octets(_), Some(session)) = (wire, line.session_mut()) {
                    session.handle_input(now, wire);
                }
            }
            (Stage::Live(_, session), wire) => session.handle_input(now, wire),
            (Stage::Over | Stage::Waiting(_), _) => {}
        }
        self.go_on(now);
    }

    fn poll_event(&mut self) -> Option<LinkEvent> {
        self.events.pop_front()
    }

    fn poll_output(&mut self, buf: &mut Vec<u8>) -> Option<LinkOutput> {
        while let Some((conn, session)) = self.parting.front_mut() {
            let conn = *conn;
            match session.poll_output(buf) {
                Some(Outgoing::Octets) => return Some(LinkOutput::Octets(conn)),
                Some(Outgoing::Close) => return Some(LinkOutput::Close(conn)),
                None => self.parting.pop_front(),
            };
        }
        if let Some(output) = self.todo.pop_front() {
            return Some(output);
        }
        self.lines.iter_mut().find_map(|line| {
            let conn = line.conn()?;
            match line.session_mut()?.poll_output(buf)? {
                Outgoing::Octets => Some(LinkOutput::Octets(conn)),
                Outgoing::Close => Some(LinkOutput::Close(conn)),
            }
        })
    }
}

impl Timed for Link {
    fn poll_timeout(&self) -> Option<Instant> {
        let sends = self.lines.iter().any(|line| {
            line.kind.transmits()
                && line.session().is_some_and(|session| matches!(session.state(), State::Bound(_)))
        });
        let outbox = if sends { self.outbox.poll_timeout() } else { None };
        let waits = self.leaving == Leaving::Asked && self.outbox.waiting() > 0;
        let leave_by = self.leave_by.filter(|_| waits);
        self.lines.iter().filter_map(Line::poll_timeout).chain(outbox).chain(leave_by).min()
    }

    fn handle_timeout(&mut self, now: Instant) {
        self.outbox.handle_timeout(now);
        for index in 0..self.lines.len() {
            self.line_timeout(now, index);
        }
        self.go_on(now);
    }
}

#[cfg(test)]
pub(crate) mod tests;
