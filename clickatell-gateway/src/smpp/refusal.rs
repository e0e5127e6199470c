//! A "no" with its reason.

use core::net::SocketAddr;
use std::borrow::Cow;

use clickatell_core::send;
use clickatell_smpp::profile::{Violation, clickatell::ErrorCode};
use clickatell_smpp::{CommandId, CommandStatus, Frame, HEADER_LENGTH};

use super::SessionId;
use crate::accept::Refused;

/// Why a request is refused, and what the client is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Refusal {
    pub(super) status: CommandStatus,
    pub(super) reason: Cow<'static, str>,
    /// The clause that asks for it; empty for rules of SMPP itself.
    pub(super) clause: &'static str,
}

impl Refusal {
    pub(super) const fn new(status: CommandStatus, clause: &'static str, reason: &'static str) -> Self {
        Self { status, reason: Cow::Borrowed(reason), clause }
    }

    /// The store could not do what was asked: a temporary error.
    pub(super) const fn system() -> Self {
        Self::new(CommandStatus::ESME_RSYSERR, "SMPP-14-9", "the gateway cannot store it now")
    }

    /// Logs it. A bind that is refused is a warning: nothing that the client wants will happen.
    pub(super) fn log(&self, session: SessionId, peer: SocketAddr, command_id: CommandId) {
        let (status, reason) = (name_of(self.status), &self.reason);
        if command_id.is_bind() {
            tracing::warn!(session, %peer, %status, %reason, "refused {command_id}");
        } else {
            tracing::info!(session, %peer, %status, %reason, "refused {command_id}");
        }
    }
}

impl From<Refused> for Refusal {
    fn from(refused: Refused) -> Self {
        Self::new(refused.status(), refused.clauses().1, refused.reason())
    }
}

impl From<send::Fault> for Refusal {
    fn from(fault: send::Fault) -> Self {
        let status = ErrorCode::of(fault.answer()).status();
        Self { status, reason: Cow::Owned(fault.to_string()), clause: "" }
    }
}

impl From<Violation> for Refusal {
    fn from(violation: Violation) -> Self {
        Self {
            status: violation.status,
            reason: Cow::Owned(format!("{}: {}", violation.field, violation.reason)),
            clause: violation.clause,
        }
    }
}

/// The name of a status: SMPP's, or else the gateway's.
pub(super) fn name_of(status: CommandStatus) -> String {
    let own = || ErrorCode::new(status.get()).name().map(|name| format!("ESME_{name}"));
    status.name().map(str::to_owned).or_else(own).unwrap_or_else(|| status.to_string())
}

/// The `system_id` of a bind as it was sent, whatever else is wrong with the PDU.
pub(super) fn system_id<'a>(frame: &Frame<'a>) -> &'a [u8] {
    let body = frame.octets().get(HEADER_LENGTH..).unwrap_or_default();
    body.split(|octet| *octet == 0).next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_system_id_is_the_first_text_of_a_body() {
        let mut octets = vec![0, 0, 0, 21, 0, 0, 0, 9, 0, 0, 0, 0, 0, 0, 0, 1];
        octets.extend_from_slice(b"demo\0");
        assert_eq!(system_id(&Frame::new(&octets).unwrap()), b"demo");
    }

    #[test]
    fn statuses_have_names() {
        assert_eq!(name_of(CommandStatus::ESME_RINVPASWD), "ESME_RINVPASWD");
        assert_eq!(name_of(ErrorCode::NOCR.status()), "ESME_NOCR");
        assert_eq!(name_of(CommandStatus::new(0x0001_2345)), "0x00012345");
    }
}
