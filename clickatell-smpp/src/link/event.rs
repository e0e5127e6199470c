//! What a link tells its owner, and what it asks to be done outside.

use core::fmt;

use clickatell_core::machine::{Duty, Handle};
use clickatell_core::time::Instant;

use crate::code::CommandStatus;
use crate::flow::Queued;
use crate::frame::SequenceNumber;
use crate::pdu::BindKind;
use crate::pdu_buf::PduBuf;
use crate::session::{CommandError, EndReason, Request, SessionEvent};
use crate::value::InterfaceVersion;

/// Names a connection of a link. One link never issues it twice.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ConnId(u64);

impl ConnId {
    /// A connection with this number. For machines, and for those who number connections themselves.
    #[must_use]
    pub const fn new(id: u64) -> Self {
        Self(id)
    }

    /// The number, for logs and for keys of a table.
    #[must_use]
    pub const fn get(self) -> u64 {
        self.0
    }
}

impl fmt::Debug for ConnId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ConnId({})", self.0)
    }
}

/// What to do outside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(clippy::exhaustive_enums, reason = "a connection can be opened, written and closed")]
pub enum LinkOutput {
    /// Open a connection. Answer with `Wire::Connected` or, when it cannot be, with `Wire::Closed`.
    Connect(ConnId),
    /// Write the octets just appended to the buffer.
    Octets(ConnId),
    /// Close the connection, after all that was written before, or give the attempt to open it up.
    Close(ConnId),
}

/// What happened on a link.
///
/// Every [`Handle`] that a request returned is named by exactly one [`Response`](Self::Response),
/// [`NoResponse`](Self::NoResponse) or [`NotSent`](Self::NotSent); [`Closed`](Self::Closed) is the last event.
#[derive(Debug)]
#[non_exhaustive]
pub enum LinkEvent {
    /// A session is bound.
    Up {
        /// Which.
        kind: BindKind,
        /// The version that both ends speak.
        version: InterfaceVersion,
        /// The response to the bind.
        pdu: PduBuf,
    },
    /// A session is not, or no longer, bound.
    Down {
        /// Which.
        kind: BindKind,
        /// Why.
        why: DownReason,
        /// When the next attempt begins; `None` when there is none.
        retry: Option<Instant>,
    },
    /// A request was answered. Not told of are refusals for want of room: such a request is sent again.
    Response {
        /// The request.
        handle: Handle<Queued>,
        /// The outcome.
        status: CommandStatus,
        /// The response, or the `generic_nack` in its place. Its body has not been judged.
        pdu: PduBuf,
    },
    /// A request was sent and not answered, in time or before its session ended. Its outcome is unknown: the SMSC may
    /// have taken it or not. It is not sent again.
    NoResponse {
        /// The request.
        handle: Handle<Queued>,
        /// The number that it was sent under, by which a response that comes late, a
        /// [`Stray`](SessionEvent::Stray) of the same session, may be known.
        sequence_number: Option<SequenceNumber>,
    },
    /// A request was not sent, and will not be.
    NotSent {
        /// The request.
        handle: Handle<Queued>,
        /// Why the session refused it; `None` when the link closed first.
        why: Option<CommandError>,
    },
    /// The SMSC asks for something. Answer with `answer`: nothing is acknowledged before.
    Request {
        /// What the answer consumes.
        duty: Duty<Request>,
        /// The request; it decodes under the profile's tolerance.
        pdu: PduBuf,
    },
    /// What else happened in a session: duties that lapsed, responses to nothing, what was refused or tolerated.
    Session {
        /// Which session.
        kind: BindKind,
        /// What.
        event: SessionEvent,
    },
    /// The link is over: it was left by `unbind` or `abort`.
    Closed,
}

/// Why a session is down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum DownReason {
    /// There is no connection to be had.
    NotConnected,
    /// The SMSC refused the bind.
    BindRefused(CommandStatus),
    /// The session ended.
    Ended(EndReason),
}

impl fmt::Display for DownReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotConnected => f.write_str("no connection"),
            Self::BindRefused(status) => write!(f, "the bind was refused: {status}"),
            Self::Ended(why) => why.fmt(f),
        }
    }
}
