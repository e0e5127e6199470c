//! Where a session stands, and what may be asked in that state (2.2, 2.3).

use crate::code::CommandId;
use crate::pdu::BindKind;
use crate::profile::Profile;

/// Which end of the session a machine is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(clippy::exhaustive_enums, reason = "a session has two ends")]
pub enum Role {
    /// The application: it binds.
    Esme,
    /// The message centre: it is bound to.
    Smsc,
}

/// Where a session stands (2.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum State {
    /// There is no connection yet.
    Idle,
    /// Connected, not bound.
    Open,
    /// A bind awaits its answer.
    Binding(BindKind),
    /// Bound.
    Bound(BindKind),
    /// This end is leaving: requests still waiting are let finish, then `unbind` is sent and answered.
    Unbinding(BindKind),
    /// Over.
    Closed,
}

impl State {
    /// The kind of bind that is in force: also while leaving.
    #[must_use]
    pub const fn bound(self) -> Option<BindKind> {
        match self {
            Self::Bound(kind) | Self::Unbinding(kind) => Some(kind),
            _ => None,
        }
    }
}

/// What is to be done with a request of the peer's, judged from its header alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It is in place: read it.
    Serve,
    /// No such request exists here: `generic_nack` with `ESME_RINVCMDID`.
    Unknown,
    /// Not in this state: its own response with `ESME_RINVBNDSTS`.
    WrongState,
    /// A bind where there is one: its own response with `ESME_RALYBND`.
    AlreadyBound,
}

/// The operation matrix for requests that arrive (2.3).
pub(super) fn judge(role: Role, state: State, command: CommandId, profile: &Profile) -> Verdict {
    let served = match role {
        Role::Smsc => profile.smsc_serves(command),
        Role::Esme => profile.esme_serves(command),
    };
    if !served {
        return Verdict::Unknown;
    }
    let in_place = match command {
        CommandId::BIND_RECEIVER | CommandId::BIND_TRANSMITTER | CommandId::BIND_TRANSCEIVER => {
            return if state == State::Open { Verdict::Serve } else { Verdict::AlreadyBound };
        }
        CommandId::SUBMIT_SM | CommandId::QUERY_SM => {
            matches!(state, State::Bound(kind) if kind.transmits())
        }
        CommandId::DELIVER_SM => matches!(state, State::Bound(kind) if kind.receives()),
        CommandId::ENQUIRE_LINK => state.bound().is_some() || profile.enquire_link_before_bind,
        _ => state.bound().is_some(),
    };
    if in_place { Verdict::Serve } else { Verdict::WrongState }
}
