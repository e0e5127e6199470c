//! JSON to PDUs.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use serde::de::{Deserialize, Deserializer, Error};
use zeroize::Zeroize;

use super::body::BodyWriter;
use super::members::{MemberError, MemberFault, Members, Value};
use crate::code::{CommandId, CommandStatus};
use crate::frame::{Header, SequenceNumber};
use crate::pdu_buf::PduBuf;
use crate::tlv::{Tag, Tlv, TlvBuf};

/// A PDU that was read from JSON.
///
/// Members that are absent take the specification's "not given": 0, or nothing (`interface_version`: 3.4).
/// `command_id` and `sequence_number` must be there; members that a PDU does not have are errors, but for `offset`,
/// `notes`, `name` and `text`, which are passed over. A body `{"octets":"…"}` is taken as it is, whatever the command.
///
/// Lengths are computed. Rules that a wire can break, such as the size of a string, are not judged here: decode
/// [`pdu`](Self::pdu) for that.
#[derive(Debug)]
#[non_exhaustive]
pub struct Encoded {
    /// The PDU.
    pub pdu: PduBuf,
    /// Lengths that the JSON states otherwise than they are.
    pub differences: Vec<Difference>,
}

/// A length that stands in JSON and is not that of the PDU.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{field} is {actual}, not {stated}")]
#[non_exhaustive]
pub struct Difference {
    /// The member.
    pub field: &'static str,
    /// What it says.
    pub stated: u64,
    /// What it should say.
    pub actual: u64,
}

impl<'de> Deserialize<'de> for Encoded {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        encode(&Value::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}

/// [`Encoded`] without its differences.
impl<'de> Deserialize<'de> for PduBuf {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Encoded::deserialize(deserializer).map(|encoded| encoded.pdu)
    }
}

fn encode(value: &Value) -> Result<Encoded, MemberError> {
    let line = Members::of(String::new(), value)?;
    for ignored in ["at", "connection", "from", "to", "offset", "notes", "name", "text"] {
        line.get(ignored);
    }
    if line.get("error").is_some() {
        return Err(line.error("error", MemberFault::Other("the line reports a fault and has no PDU")));
    }
    let header = header(&line)?;
    let stated_length = line.number("command_length", u32::MAX)?;
    let tlvs = tlvs(&line)?;
    let mut out = Vec::new();
    let mut differences = Vec::new();
    let body = line.get("body").unwrap_or(&Value::Null);
    line.finish()?;
    BodyWriter { header, tlvs: tlvs.as_tlvs(), out: &mut out, differences: &mut differences }.write(body)?;
    if let Some(stated) = stated_length {
        difference(&mut differences, "command_length", stated.into(), out.len());
    }
    let pdu = PduBuf::new(&out);
    out.zeroize();
    let pdu = pdu.ok_or_else(|| line.error("body", MemberFault::Other("longer than a PDU can be")))?;
    Ok(Encoded { pdu, differences })
}

fn header(line: &Members<'_>) -> Result<Header, MemberError> {
    let name = "command_id";
    let command_id = match line.get(name) {
        Some(Value::Text(text)) => {
            CommandId::from_name(text).ok_or_else(|| line.error(name, MemberFault::Command(text.clone())))?
        }
        Some(_) => CommandId::new(line.number(name, u32::MAX)?.unwrap_or_default()),
        None => return Err(line.error(name, MemberFault::Missing)),
    };
    let command_status = CommandStatus::new(line.number("command_status", u32::MAX)?.unwrap_or_default());
    match line.number("sequence_number", u32::MAX)? {
        Some(number) => {
            Ok(Header { command_id, command_status, sequence_number: SequenceNumber::new(number) })
        }
        None => Err(line.error("sequence_number", MemberFault::Missing)),
    }
}

fn tlvs(line: &Members<'_>) -> Result<TlvBuf, MemberError> {
    let mut buf = TlvBuf::new();
    for (place, value) in line.list("tlvs")?.iter().enumerate() {
        let members = Members::of(format!("tlvs[{place}]."), value)?;
        let tag = members.number("tag", u16::MAX)?;
        let tag = tag.ok_or_else(|| members.error("tag", MemberFault::Missing))?;
        let value = members.hex("value")?;
        for ignored in ["name", "text"] {
            members.get(ignored);
        }
        members.finish()?;
        let tlv = Tlv::new(Tag::new(tag), &value)
            .ok_or_else(|| members.error("value", MemberFault::Other("more than 65535 octets")))?;
        buf.push(tlv);
    }
    Ok(buf)
}

/// Notes a length that is stated otherwise than it is.
pub(super) fn difference(into: &mut Vec<Difference>, field: &'static str, stated: u64, actual: usize) {
    let actual = u64::try_from(actual).unwrap_or(u64::MAX);
    if stated != actual {
        into.push(Difference { field, stated, actual });
    }
}
