//! What the versions of SMPP differ in, beside the requests they have: optional parameters and statuses.

use super::CommandError;
use crate::code::CommandStatus;
use crate::tlv::{TlvBuf, Tlvs};
use crate::value::InterfaceVersion;

/// Whether a request with these optional parameters may be sent to a peer of this version.
pub(super) fn check_tlvs(tlvs: Tlvs<'_>, version: InterfaceVersion) -> Result<(), CommandError> {
    if tlvs.is_empty() || version.includes(InterfaceVersion::V5_0) {
        return Ok(());
    }
    if !version.has_tlvs() {
        return Err(CommandError::NoTlvs { version });
    }
    match tlvs.iter().find(|tlv| !version.includes(tlv.tag.since())) {
        Some(tlv) => Err(CommandError::TlvNotInVersion { tag: tlv.tag, version }),
        None => Ok(()),
    }
}

/// Those optional parameters of a response that a peer of this version may be sent. The others are left out rather
/// than refused: the peer waits for its answer, and they only comment on it. `room` is used where some are left out.
pub(super) fn strip<'a>(tlvs: Tlvs<'a>, version: InterfaceVersion, room: &'a mut TlvBuf) -> Tlvs<'a> {
    if check_tlvs(tlvs, version).is_ok() {
        return tlvs;
    }
    if version.has_tlvs() {
        for tlv in tlvs.iter().filter(|tlv| version.includes(tlv.tag.since())) {
            room.push(tlv);
        }
    }
    room.as_tlvs()
}

/// The status that says the same to a peer of this version.
pub(super) const fn status_for(status: CommandStatus, version: InterfaceVersion) -> CommandStatus {
    use CommandStatus as Status;
    match status {
        Status::ESME_RINVOPTPARSTREAM
        | Status::ESME_ROPTPARNOTALLWD
        | Status::ESME_RINVPARLEN
        | Status::ESME_RMISSINGOPTPARAM
        | Status::ESME_RINVOPTPARAMVAL
            if !version.has_tlvs() =>
        {
            // Without optional parameters they are octets too many.
            Status::ESME_RINVCMDLEN
        }
        _ if version.includes(InterfaceVersion::V5_0) => status,
        Status::ESME_RSERTYPUNAUTH | Status::ESME_RSERTYPUNAVAIL | Status::ESME_RSERTYPDENIED => {
            Status::ESME_RINVSERTYP
        }
        Status::ESME_RINVDCS => Status::ESME_RSUBMITFAIL,
        Status::ESME_RINVSRCADDRSUBUNIT | Status::ESME_RINVDSTADDRSUBUNIT => {
            if version.has_tlvs() {
                Status::ESME_RINVOPTPARAMVAL
            } else {
                Status::ESME_RINVCMDLEN
            }
        }
        // What is left of 5.0's speaks of broadcasts, which such a peer cannot have asked for, and of permissions.
        _ if status.get() >= 0x101 && status.get() <= 0x112 => Status::ESME_RUNKNOWNERR,
        _ => status,
    }
}
