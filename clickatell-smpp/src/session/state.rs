//! Where a session stands (2.2).

use crate::pdu::BindKind;

/// Which end of the session a machine is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(clippy::exhaustive_enums, reason = "a session has two ends")]
pub enum Role {
    /// The application: it binds.
    Esme,
    /// The message centre: it is bound to.
    Smsc,
}

impl Role {
    /// The other end.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::Esme => Self::Smsc,
            Self::Smsc => Self::Esme,
        }
    }
}

/// Where a session stands (2.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum State {
    /// There is no connection yet.
    Idle,
    /// Connected, not bound.
    Open,
    /// Connected, not bound, and the SMSC has sent `outbind`: it waits for the ESME to bind as receiver.
    Outbound,
    /// A bind awaits its answer.
    Binding(BindKind),
    /// Bound.
    Bound(BindKind),
    /// Bound yet, and one end is leaving: no new request may be sent. Where it is this end, requests still waiting are
    /// let finish and duties answered, then `unbind` is sent and answered; where the peer has sent `unbind`, it is
    /// answered when every duty is.
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
