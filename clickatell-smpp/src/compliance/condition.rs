//! The nine conditions, and what can break them.

use alloc::vec::Vec;
use core::fmt;

use clickatell_core::time::{Duration, Instant};

use crate::code::CommandStatus;
use crate::frame::{Frame, SequenceNumber};
use crate::grammar::Fault;
use crate::pdu::BindKind;
use crate::profile::Violation;

/// A condition of the compliance test (SMPP API section 5, step 4), in the document's order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(clippy::exhaustive_enums, reason = "the document has nine")]
pub enum Condition {
    /// The client stays bound for 48 hours; only a restart of the server excuses a gap.
    StaysBound,
    /// It binds once: one session of a kind, one bind on a connection.
    OneBind,
    /// It binds a transmitter and a receiver, or a transceiver; a transmitter alone asks for no receipts.
    Sessions,
    /// It binds a session again that the server dropped, and leaves the other one alone.
    Rebinds,
    /// It sends `enquire_link` every 55 to 57 seconds.
    EnquireLink,
    /// Each `submit_sm` is well formed.
    SubmitSm,
    /// It handles `deliver_sm`, messages and receipts.
    DeliverSm,
    /// It answers each `deliver_sm` with a `deliver_sm_resp` of the same number.
    DeliverSmResp,
    /// It tries to reconnect every 30 to 60 seconds.
    Reconnects,
}

/// How much a failed condition weighs (SMPP API section 6).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(clippy::exhaustive_enums, reason = "the document has two")]
pub enum Severity {
    /// The connection is disabled.
    Critical,
    /// There is a working day to mend it.
    NonCritical,
}

impl Condition {
    /// All of them, in order.
    pub const ALL: [Self; 9] = [
        Self::StaysBound,
        Self::OneBind,
        Self::Sessions,
        Self::Rebinds,
        Self::EnquireLink,
        Self::SubmitSm,
        Self::DeliverSm,
        Self::DeliverSmResp,
        Self::Reconnects,
    ];

    /// Its number, 1 to 9.
    #[must_use]
    pub const fn number(self) -> u8 {
        match self {
            Self::StaysBound => 1,
            Self::OneBind => 2,
            Self::Sessions => 3,
            Self::Rebinds => 4,
            Self::EnquireLink => 5,
            Self::SubmitSm => 6,
            Self::DeliverSm => 7,
            Self::DeliverSmResp => 8,
            Self::Reconnects => 9,
        }
    }

    /// The condition with this number.
    #[must_use]
    pub fn from_number(number: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|condition| condition.number() == number)
    }

    /// What it asks, in a few words.
    #[must_use]
    pub const fn text(self) -> &'static str {
        match self {
            Self::StaysBound => "stays bound for 48 hours",
            Self::OneBind => "binds once for each kind of session",
            Self::Sessions => "binds a transmitter and a receiver, or a transceiver",
            Self::Rebinds => "binds again what the server dropped",
            Self::EnquireLink => "sends enquire_link every 55 to 57 seconds",
            Self::SubmitSm => "submits well formed submit_sm",
            Self::DeliverSm => "handles deliver_sm, messages and receipts",
            Self::DeliverSmResp => "answers each deliver_sm with its deliver_sm_resp",
            Self::Reconnects => "tries to reconnect every 30 to 60 seconds",
        }
    }

    /// How much it weighs when it fails: intervals that are a little off can be mended, the rest loses messages.
    #[must_use]
    pub const fn severity(self) -> Severity {
        match self {
            Self::EnquireLink | Self::Reconnects => Severity::NonCritical,
            _ => Severity::Critical,
        }
    }

    /// Its place in a table of all.
    pub(super) fn index(self) -> usize {
        usize::from(self.number()).saturating_sub(1)
    }
}

/// How a condition stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(clippy::exhaustive_enums, reason = "a condition has these three")]
pub enum Verdict<'a> {
    /// What it asks has been seen, and nothing against it.
    Passed,
    /// It was broken; the first time, and how often.
    Failed(&'a Evidence, u32),
    /// Nothing that would decide it has happened yet.
    NotSeen,
}

/// What broke a condition.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Evidence {
    /// When.
    pub at: Instant,
    /// What.
    pub breach: Breach,
    /// The number of the PDU, where it was one.
    pub sequence_number: Option<SequenceNumber>,
    /// Its octets, a password in them masked.
    pub octets: Vec<u8>,
}

impl Evidence {
    /// Something that happened, or did not.
    pub(super) const fn of(at: Instant, breach: Breach) -> Self {
        Self { at, breach, sequence_number: None, octets: Vec::new() }
    }

    /// A PDU.
    pub(super) fn in_frame(at: Instant, breach: Breach, frame: &Frame<'_>) -> Self {
        let sequence_number = Some(frame.header().sequence_number);
        Self { at, breach, sequence_number, octets: frame.masked_octets() }
    }
}

/// How a condition was broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Breach {
    /// The client left before its time was over.
    LeftEarly(BindKind),
    /// The server dropped a session, and the client took so long to come back, or has not come back.
    LateRebind(BindKind, Duration),
    /// A second bind on a connection.
    SecondBind(BindKind),
    /// A second session of a kind.
    SecondSession(BindKind),
    /// A transceiver beside another session.
    MixedSessions(BindKind),
    /// A receipt is asked for, and there has never been a receiver.
    ReceiptWithoutReceiver,
    /// The client dropped a session when the server had dropped the other one.
    SiblingDropped(BindKind),
    /// So long after the last probe, or after the bind, came the next.
    ProbeInterval(Duration),
    /// No probe in so long.
    NoProbe(Duration),
    /// A PDU that cannot be read.
    Malformed(Fault),
    /// A value that the gateway refuses.
    Violation(Violation),
    /// The client refused a delivery.
    DeliveryRefused(CommandStatus),
    /// A delivery was not answered.
    DeliveryUnanswered,
    /// A response to no delivery.
    WrongNumber,
    /// A delivery was answered with `generic_nack`.
    DeliveryNacked,
    /// So soon after the last attempt, or after the connection was lost, came the next.
    TooSoon(BindKind, Duration),
    /// So late.
    TooLate(BindKind, Duration),
    /// Nobody has tried in so long.
    NoAttempt(BindKind, Duration),
}

impl fmt::Display for Breach {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::LeftEarly(kind) => {
                write!(f, "the client ended its {} before its time was over", name(*kind))
            }
            Self::LateRebind(kind, after) => {
                write!(
                    f,
                    "{} after the server dropped the {}, it was not bound again",
                    Span(*after),
                    name(*kind)
                )
            }
            Self::SecondBind(kind) => write!(f, "a bind as {} on a connection that had one", name(*kind)),
            Self::SecondSession(kind) => write!(f, "a second {}", name(*kind)),
            Self::MixedSessions(kind) => {
                write!(f, "a {} beside a session that it cannot stand beside", name(*kind))
            }
            Self::ReceiptWithoutReceiver => {
                f.write_str("a receipt is asked for, and there has been no receiver")
            }
            Self::SiblingDropped(kind) => {
                write!(
                    f,
                    "the client ended its {} when the server had dropped the other session",
                    name(*kind)
                )
            }
            Self::ProbeInterval(after) => write!(f, "an enquire_link after {}", Span(*after)),
            Self::NoProbe(after) => write!(f, "no enquire_link in {}", Span(*after)),
            Self::Malformed(fault) => fault.fmt(f),
            Self::Violation(violation) => violation.fmt(f),
            Self::DeliveryRefused(status) => write!(f, "a deliver_sm was refused with {status}"),
            Self::DeliveryUnanswered => f.write_str("a deliver_sm was not answered"),
            Self::WrongNumber => f.write_str("a deliver_sm_resp with the number of no open deliver_sm"),
            Self::DeliveryNacked => f.write_str("a deliver_sm was answered with generic_nack"),
            Self::TooSoon(kind, after) => {
                write!(f, "an attempt to reconnect the {} after {}", name(*kind), Span(*after))
            }
            Self::TooLate(kind, after) => {
                write!(f, "the attempt to reconnect the {} came only after {}", name(*kind), Span(*after))
            }
            Self::NoAttempt(kind, after) => {
                write!(f, "no attempt to reconnect the {} in {}", name(*kind), Span(*after))
            }
        }
    }
}

const fn name(kind: BindKind) -> &'static str {
    match kind {
        BindKind::Transmitter => "transmitter",
        BindKind::Receiver => "receiver",
        BindKind::Transceiver => "transceiver",
    }
}

/// Seconds with three decimals.
struct Span(Duration);

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{:03} s", self.0.as_secs(), self.0.subsec_millis())
    }
}
