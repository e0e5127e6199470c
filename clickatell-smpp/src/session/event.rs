//! What a session tells its owner.

use alloc::vec::Vec;
use core::fmt;

use clickatell_core::machine::{Duty, Handle};

use super::{BindRequest, Command, Request};
use crate::code::{CommandId, CommandStatus};
use crate::frame::{BadLength, SequenceNumber};
use crate::grammar::Fault;
use crate::pdu::BindKind;
use crate::pdu_buf::PduBuf;
use crate::value::InterfaceVersion;

/// How many faults a [`Noted`](SessionEvent::Noted) event names at most.
pub(super) const MAX_NOTES: usize = 16;

/// What happened in a session.
///
/// Every [`Handle`] that a command returned is named by exactly one event; [`Ended`](Self::Ended) is the last event of
/// a session and comes exactly once. Duties that are open then are void: there is nobody left to answer.
#[derive(Debug)]
#[non_exhaustive]
pub enum SessionEvent {
    /// ESME: the bind was accepted.
    Bound {
        /// The command that asked for it.
        handle: Handle<Command>,
        /// What the session is for.
        kind: BindKind,
        /// The version that both ends speak.
        version: InterfaceVersion,
        /// The response.
        pdu: PduBuf,
    },
    /// ESME: the bind was refused. The session is open, and may bind again or be left.
    BindRefused {
        /// The command that asked for it.
        handle: Handle<Command>,
        /// Why.
        status: CommandStatus,
        /// The response, or the `generic_nack` in its place.
        pdu: PduBuf,
    },
    /// SMSC: an ESME asks to bind. Answer with `accept_bind` or `refuse_bind`.
    BindRequested {
        /// What the answer consumes.
        duty: Duty<BindRequest>,
        /// The request; it decodes under the profile's tolerance.
        pdu: PduBuf,
    },
    /// The peer asks for something. Answer with `answer`: nothing is acknowledged before.
    Request {
        /// What the answer consumes.
        duty: Duty<Request>,
        /// The request; it decodes under the profile's tolerance.
        pdu: PduBuf,
    },
    /// ESME: the SMSC has opened this connection and asks to be bound to, as a receiver. The PDU, an
    /// [`Outbind`](crate::pdu::Outbind), says who it is; it has no response but the bind.
    Outbind {
        /// The request; it decodes under the profile's tolerance.
        pdu: PduBuf,
    },
    /// ESME: a handset can be reached again. The PDU is an [`AlertNotification`](crate::pdu::AlertNotification); it has
    /// no response.
    AlertNotification {
        /// The notification; it decodes under the profile's tolerance.
        pdu: PduBuf,
    },
    /// Nobody answered in time, so the session did, with a temporary error.
    DutyLapsed {
        /// The number of the duty.
        duty: u64,
    },
    /// A command was answered. A `generic_nack` is a refusal even where its status says otherwise: the status here is
    /// then `ESME_RUNKNOWNERR`.
    Response {
        /// The command.
        handle: Handle<Command>,
        /// The outcome.
        status: CommandStatus,
        /// The response, or the `generic_nack` in its place. Its body has not been judged.
        pdu: PduBuf,
    },
    /// A command was not answered: in time, or before the session ended. Its outcome is unknown.
    NoResponse {
        /// The command.
        handle: Handle<Command>,
        /// The number that it was sent under, by which a response that comes late, a [`Stray`](Self::Stray), may be
        /// known; `None` for an `unbind` that was not sent. Numbers are used again after some time.
        sequence_number: Option<SequenceNumber>,
    },
    /// A response to nothing: late, doubled, or of another kind than its request.
    Stray {
        /// The response.
        pdu: PduBuf,
    },
    /// The peer asked for something malformed, out of place or unknown. Its answer is in the output already: its own
    /// response, or a `generic_nack` where it is unknown or has no response.
    Refused {
        /// What it sent.
        pdu: PduBuf,
        /// What it was told.
        status: CommandStatus,
        /// What was malformed, if that was it.
        fault: Option<Fault>,
    },
    /// A tolerance bent rules for a PDU of the peer's.
    Noted {
        /// Its kind.
        command_id: CommandId,
        /// Its number.
        sequence_number: SequenceNumber,
        /// The rules and their places; the first 16.
        faults: Vec<Fault>,
    },
    /// The session is over. The connection is closed, or is to be closed by the output.
    Ended {
        /// Why.
        why: EndReason,
    },
}

/// Why a session ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum EndReason {
    /// The connection went away.
    PeerClosed,
    /// This end unbound, and the peer agreed or did not answer.
    Unbound,
    /// The peer unbound.
    PeerUnbound,
    /// A `command_length` left nothing to go on.
    BadLength(BadLength),
    /// An `enquire_link` was not answered in time: before the next was due, nor within
    /// [`response_timeout`](crate::profile::Profile::response_timeout).
    LinkDead,
    /// SMSC: no bind came in time.
    NoBind,
    /// The peer was silent for too long.
    Inactive,
    /// SMSC: the owner refused the bind and closed.
    BindRefused,
    /// ESME: the bind was not answered.
    BindUnanswered,
    /// The owner gave up.
    Aborted,
}

impl fmt::Display for EndReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::PeerClosed => f.write_str("the connection was closed"),
            Self::Unbound => f.write_str("unbound"),
            Self::PeerUnbound => f.write_str("the peer unbound"),
            Self::BadLength(bad) => bad.fmt(f),
            Self::LinkDead => f.write_str("an enquire_link was not answered in time"),
            Self::NoBind => f.write_str("no bind came in time"),
            Self::Inactive => f.write_str("the peer was silent for too long"),
            Self::BindRefused => f.write_str("the bind was refused"),
            Self::BindUnanswered => f.write_str("the bind was not answered"),
            Self::Aborted => f.write_str("given up"),
        }
    }
}
