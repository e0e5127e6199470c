//! What a line says about the optional parameters of a PDU in one version or another: their places, their values, and
//! those that must be there. A decoder judges none of it, since it knows no version.

use clickatell_smpp::json::Trouble;
use clickatell_smpp::profile::Profile;
use clickatell_smpp::value::InterfaceVersion;
use clickatell_smpp::{Frame, Tolerance};

use super::{decode, equal, peer};
use crate::{Fault as ExpectedFault, Vector, Verdict};

/// The rule that only a session can bend.
pub(super) const MISPLACED: &str = "tlv_misplaced";

/// Holds `parameters`, and what `tolerated` says of a parameter out of place.
pub(super) fn run(vector: &Vector, frame: Frame<'_>, verdict: &mut Verdict) {
    let tolerated = vector.tolerated.as_ref().filter(|tolerated| tolerated.rule == MISPLACED);
    for (name, expected) in &vector.parameters {
        verdict.check("parameters", || judged(frame, version(name)?, expected.as_ref()));
        let misplaced = expected.as_ref().filter(|fault| fault.rule.as_deref() == Some(MISPLACED));
        if let (Some(tolerated), Some(fault)) = (tolerated, misplaced) {
            verdict
                .check("out of place", || peer::misplaced(vector, version(name)?, fault, &tolerated.expect));
        }
    }
    if tolerated.is_some() && !verdict.tried.contains_key("out of place") {
        verdict.check("out of place", || Err("in which version, parameters does not say".to_owned()));
    }
}

fn version(name: &str) -> Result<InterfaceVersion, String> {
    match name {
        "3.3" => Ok(InterfaceVersion::V3_3),
        "3.4" => Ok(InterfaceVersion::V3_4),
        "5.0" => Ok(InterfaceVersion::V5_0),
        _ => Err(format!("no version {name}")),
    }
}

/// The first fault of the parameters is this one, and a profile of that version refuses them for it.
fn judged(
    frame: Frame<'_>,
    version: InterfaceVersion,
    expected: Option<&ExpectedFault>,
) -> Result<(), String> {
    let pdu = frame.decode(&Tolerance::STRICT, &mut ()).map_err(|fault| fault.to_string())?;
    let (command_id, tlvs) = (frame.header().command_id, pdu.body.tlvs());
    let found = tlvs
        .check_places(command_id, version)
        .and_then(|()| tlvs.check_values(version))
        .and_then(|()| tlvs.check_required(command_id));
    let profile = Profile::standard().with_tolerance(Tolerance::STRICT).with_interface_version(version);
    let violation = profile.check_tlvs(command_id, tlvs).err();
    equal(
        &violation.map(|violation| (violation.field, violation.status)),
        &found.err().map(|fault| (fault.field(), fault.answer())),
    )?;
    match (found, expected) {
        (Ok(()), None) => Ok(()),
        (Err(fault), Some(expected)) => decode::matches(Trouble::Faulty(fault), expected),
        (found, _) => Err(format!("found {found:?}, expected {expected:?}")),
    }
}
