//! The operation matrix (2.3): which end may send which request, in which state and version, and what becomes of one
//! that comes elsewhere. Commands of the owner and requests of the peer are judged by this one table.
//!
//! Responses have no place in it: one that answers a request which waits is the outcome of that request, and any
//! other, in whatever state, is a [`Stray`](super::SessionEvent::Stray). The three requests that SMPP 3.3 had alone
//! (`param_retrieve`, `query_last_msgs`, `query_msg_details`) are not served in any version.

use super::{CommandError, Role, State};
use crate::code::CommandId;
use crate::pdu::BindKind;
use crate::profile::Profile;
use crate::value::InterfaceVersion;

/// A set of the states that the specification names (2.2; 5.0: 2.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct States(u8);

impl States {
    pub(super) const NONE: Self = Self(0);
    pub(super) const OPEN: Self = Self(1);
    pub(super) const OUTBOUND: Self = Self(1 << 1);
    /// Between a bind and its answer. The specification still calls it OPEN, but there is no second bind in it.
    pub(super) const BINDING: Self = Self(1 << 2);
    pub(super) const BOUND_TX: Self = Self(1 << 3);
    pub(super) const BOUND_RX: Self = Self(1 << 4);
    pub(super) const BOUND_TRX: Self = Self(1 << 5);
    /// Behind an `unbind`.
    pub(super) const UNBOUND: Self = Self(1 << 6);

    /// Not bound yet, whatever was sent.
    const BEFORE: Self = Self::OPEN.or(Self::OUTBOUND).or(Self::BINDING);
    const TRANSMITS: Self = Self::BOUND_TX.or(Self::BOUND_TRX);
    const RECEIVES: Self = Self::BOUND_RX.or(Self::BOUND_TRX);
    const BOUND: Self = Self::TRANSMITS.or(Self::RECEIVES);

    const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    const fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// The state that this is in the specification's words.
    pub(super) const fn of(state: State) -> Self {
        match state {
            State::Idle | State::Closed => Self::NONE,
            State::Open => Self::OPEN,
            State::Outbound => Self::OUTBOUND,
            State::Binding(_) => Self::BINDING,
            State::Bound(BindKind::Transmitter) => Self::BOUND_TX,
            State::Bound(BindKind::Receiver) => Self::BOUND_RX,
            State::Bound(BindKind::Transceiver) => Self::BOUND_TRX,
            State::Unbinding(_) => Self::UNBOUND,
        }
    }
}

/// A row of the matrix: one request.
#[derive(Clone, Copy, Debug)]
pub(super) struct Operation {
    pub(super) command: CommandId,
    /// Where an ESME sends it.
    esme: States,
    /// Where an SMSC sends it.
    smsc: States,
    /// Where SMPP 5.0 allows it besides, to the same ends.
    v5: States,
    /// Where one is still taken that was sent before its sender knew better.
    late: States,
}

/// The matrix, in the order of table 2-1; behind it what SMPP 5.0 added. [`CommandId::since`] says which rows a version
/// has.
#[rustfmt::skip]
pub(super) const OPERATIONS: &[Operation] = {
    use CommandId as Id;
    use States as S;
    const NONE: S = S::NONE;
    &[
        //  command                   sent by an ESME            by an SMSC   in 5.0 also    late
        row(Id::BIND_TRANSMITTER,     S::OPEN,                   NONE,        S::OUTBOUND,   NONE),
        row(Id::BIND_RECEIVER,        S::OPEN.or(S::OUTBOUND),   NONE,        NONE,          NONE),
        row(Id::BIND_TRANSCEIVER,     S::OPEN,                   NONE,        S::OUTBOUND,   NONE),
        row(Id::OUTBIND,              NONE,                      S::OPEN,     NONE,          NONE),
        row(Id::UNBIND,               S::BOUND,                  S::BOUND,    NONE,          S::UNBOUND),
        row(Id::SUBMIT_SM,            S::TRANSMITS,              NONE,        NONE,          NONE),
        row(Id::SUBMIT_MULTI,         S::TRANSMITS,              NONE,        NONE,          NONE),
        row(Id::DATA_SM,              S::TRANSMITS,              S::RECEIVES, NONE,          NONE),
        row(Id::DELIVER_SM,           NONE,                      S::RECEIVES, NONE,          NONE),
        row(Id::QUERY_SM,             S::TRANSMITS,              NONE,        NONE,          NONE),
        row(Id::CANCEL_SM,            S::TRANSMITS,              NONE,        NONE,          NONE),
        row(Id::REPLACE_SM,           S::TRANSMITS,              NONE,        NONE,          NONE),
        row(Id::ENQUIRE_LINK,         S::BOUND,                  S::BOUND,    S::BEFORE,     S::UNBOUND),
        row(Id::ALERT_NOTIFICATION,   NONE,                      S::RECEIVES, NONE,          NONE),
        row(Id::BROADCAST_SM,         S::TRANSMITS,              NONE,        NONE,          NONE),
        row(Id::QUERY_BROADCAST_SM,   S::TRANSMITS,              NONE,        NONE,          NONE),
        row(Id::CANCEL_BROADCAST_SM,  S::TRANSMITS,              NONE,        NONE,          NONE),
    ]
};

const fn row(command: CommandId, esme: States, smsc: States, v5: States, late: States) -> Operation {
    Operation { command, esme, smsc, v5, late }
}

impl Operation {
    fn find(command: CommandId) -> Option<&'static Self> {
        OPERATIONS.iter().find(|operation| operation.command == command)
    }

    /// Where this end sends it in this version; nowhere when the request is not its to send.
    const fn sent_by(&self, role: Role, version: InterfaceVersion) -> States {
        let states = match role {
            Role::Esme => self.esme,
            Role::Smsc => self.smsc,
        };
        if states.0 != 0 && version.includes(InterfaceVersion::V5_0) { states.or(self.v5) } else { states }
    }

    /// Where it belongs, in a few words.
    const fn needs(&self) -> &'static str {
        match (self.esme, self.smsc) {
            (States::BOUND, _) => "bound",
            (States::TRANSMITS, States::NONE) => "an ESME's, bound as transmitter or transceiver",
            (States::NONE, States::RECEIVES) => "an SMSC's, bound as receiver or transceiver",
            (States::TRANSMITS, _) => "bound the way that the message goes",
            (States::NONE, _) => "an SMSC's, connected and not bound",
            _ => "an ESME's, connected and not bound",
        }
    }
}

/// What is to be done with a request of the peer's, judged from its header alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It is in place: read it.
    Serve,
    /// There is no such request here, in this version or to this end: `generic_nack` with `ESME_RINVCMDID`.
    Unknown,
    /// Not in this state: its own response with `ESME_RINVBNDSTS`, or a `generic_nack` where it has no response.
    WrongState,
    /// A bind where there is one: its own response with `ESME_RALYBND`.
    AlreadyBound,
}

/// Judges a request that arrives at this end. `version` is the highest that the peer may speak.
pub(super) fn judge(
    role: Role,
    state: State,
    version: InterfaceVersion,
    command: CommandId,
    profile: &Profile,
) -> Verdict {
    let Some(operation) = Operation::find(command) else { return Verdict::Unknown };
    let sent = operation.sent_by(role.other(), version);
    if sent == States::NONE || !version.includes(command.since()) || !profile.serves(command) {
        return Verdict::Unknown;
    }
    let here = States::of(state);
    let probe_before = command == CommandId::ENQUIRE_LINK && profile.enquire_link_before_bind;
    if here.meets(sent.or(operation.late)) || (probe_before && here.meets(States::BEFORE)) {
        Verdict::Serve
    } else if command.is_bind() && !here.meets(States::OPEN.or(States::OUTBOUND)) {
        Verdict::AlreadyBound
    } else {
        Verdict::WrongState
    }
}

/// Judges a request that this end's owner wants to send.
pub(super) fn may_send(
    role: Role,
    state: State,
    version: InterfaceVersion,
    command: CommandId,
    profile: &Profile,
) -> Result<(), CommandError> {
    let Some(operation) = Operation::find(command) else { return Err(CommandError::NotServed { command }) };
    let sent = operation.sent_by(role, version);
    if sent != States::NONE {
        if !profile.serves(command) {
            return Err(CommandError::NotServed { command });
        }
        if !version.includes(command.since()) {
            return Err(CommandError::NotInVersion { command, version });
        }
    }
    if States::of(state).meets(sent) {
        Ok(())
    } else {
        Err(CommandError::WrongState { command, state, needs: operation.needs() })
    }
}
