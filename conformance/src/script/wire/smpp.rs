//! PDUs by the names of their fields, from the tables of SMPP 3.4 (sections 4 and 5) and nothing else.

use super::Wire;
use crate::script::value::{Field, Hex, Record, Value};

/// SMPP.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Smpp;

/// How a field is written.
#[derive(Clone, Copy)]
enum Kind {
    /// Octets and a NUL.
    CString,
    /// A number of so many octets.
    Integer(usize),
    /// A length in one octet, unless the key `sm_length` says another, and the octets.
    Text,
    /// The octets alone.
    Octets,
}
use Kind::{CString, Integer, Octets, Text};

type Fields = &'static [(&'static str, Kind)];

const MESSAGE_ID: Fields = &[("message_id", CString)];
const SYSTEM_ID: Fields = &[("system_id", CString)];
const SERVICE: Fields = &[("service_type", CString)];
const ESM_CLASS: Fields = &[("esm_class", Integer(1))];
const REGISTERED: Fields = &[("registered_delivery", Integer(1))];
const CODING: Fields = &[("data_coding", Integer(1))];
const TEXT: Fields = &[("sm_default_msg_id", Integer(1)), ("short_message", Text)];
const TIMES: Fields = &[("schedule_delivery_time", CString), ("validity_period", CString)];
const SOURCE: Fields =
    &[("source_addr_ton", Integer(1)), ("source_addr_npi", Integer(1)), ("source_addr", CString)];
const DESTINATION: Fields =
    &[("dest_addr_ton", Integer(1)), ("dest_addr_npi", Integer(1)), ("destination_addr", CString)];
const PRIORITY: Fields = &[("protocol_id", Integer(1)), ("priority_flag", Integer(1))];
const REPLACE: Fields = &[("replace_if_present_flag", Integer(1))];
const BIND: &[Fields] = &[
    SYSTEM_ID,
    &[("password", CString), ("system_type", CString), ("interface_version", Integer(1))],
    &[("addr_ton", Integer(1)), ("addr_npi", Integer(1)), ("address_range", CString)],
];
const MESSAGE: &[Fields] =
    &[SERVICE, SOURCE, DESTINATION, ESM_CLASS, PRIORITY, TIMES, REGISTERED, REPLACE, CODING, TEXT];

/// Each request, its `command_id`, its fields, and those of its response.
const COMMANDS: &[(&str, u32, &[Fields], &[Fields])] = &[
    ("bind_receiver", 0x01, BIND, &[SYSTEM_ID]),
    ("bind_transmitter", 0x02, BIND, &[SYSTEM_ID]),
    (
        "query_sm",
        0x03,
        &[MESSAGE_ID, SOURCE],
        &[MESSAGE_ID, &[("final_date", CString), ("message_state", Integer(1)), ("error_code", Integer(1))]],
    ),
    ("submit_sm", 0x04, MESSAGE, &[MESSAGE_ID]),
    ("deliver_sm", 0x05, MESSAGE, &[MESSAGE_ID]),
    ("unbind", 0x06, &[], &[]),
    ("replace_sm", 0x07, &[MESSAGE_ID, SOURCE, TIMES, REGISTERED, TEXT], &[]),
    ("cancel_sm", 0x08, &[SERVICE, MESSAGE_ID, SOURCE, DESTINATION], &[]),
    ("bind_transceiver", 0x09, BIND, &[SYSTEM_ID]),
    ("outbind", 0x0B, &[SYSTEM_ID, &[("password", CString)]], &[]),
    ("enquire_link", 0x15, &[], &[]),
    (
        "alert_notification",
        0x102,
        &[SOURCE, &[("esme_addr_ton", Integer(1)), ("esme_addr_npi", Integer(1)), ("esme_addr", CString)]],
        &[],
    ),
    ("data_sm", 0x103, &[SERVICE, SOURCE, DESTINATION, ESM_CLASS, REGISTERED, CODING], &[MESSAGE_ID]),
];

/// The bit that makes a request a response, and the one response to no request in particular.
const RESPONSE: u32 = 0x8000_0000;
const GENERIC_NACK: &str = "generic_nack";

/// Optional parameters; any other is written `tlv_0x1400=hex:…`.
const TLVS: &[(&str, u16, Kind)] = &[
    ("receipted_message_id", 0x001E, CString),
    ("user_message_reference", 0x0204, Integer(2)),
    ("sar_msg_ref_num", 0x020C, Integer(2)),
    ("sar_total_segments", 0x020E, Integer(1)),
    ("sar_segment_seqnum", 0x020F, Integer(1)),
    ("sc_interface_version", 0x0210, Integer(1)),
    ("ms_availability_status", 0x0422, Integer(1)),
    ("message_payload", 0x0424, Octets),
    ("message_state", 0x0427, Integer(1)),
];

/// The number of a command, and the fields of its body.
fn command(name: &str) -> Option<(u32, &'static [Fields])> {
    if name == GENERIC_NACK {
        return Some((RESPONSE, &[]));
    }
    if let Some(number) = name.strip_prefix("0x") {
        return Some((u32::from_str_radix(number, 16).ok()?, &[]));
    }
    let request = name.strip_suffix("_resp");
    let (_, id, fields, answer) = COMMANDS.iter().find(|(known, ..)| *known == request.unwrap_or(name))?;
    Some(if request.is_some() { (id | RESPONSE, answer) } else { (*id, fields) })
}

fn name(id: u32) -> String {
    match COMMANDS.iter().find(|(_, known, ..)| *known == id & !RESPONSE) {
        _ if id == RESPONSE => GENERIC_NACK.to_owned(),
        Some((name, ..)) if id & RESPONSE != 0 => format!("{name}_resp"),
        Some((name, ..)) => (*name).to_owned(),
        None => format!("{id:#010x}"),
    }
}

fn put_integer(key: &str, number: u64, size: usize, out: &mut Vec<u8>) -> Result<(), String> {
    let octets = number.to_be_bytes();
    let (above, octets) =
        octets.split_at_checked(octets.len().saturating_sub(size)).unwrap_or((&[], &octets));
    if above.iter().any(|octet| *octet != 0) {
        return Err(format!("{key}={number} does not fit into {size} octets"));
    }
    out.extend_from_slice(octets);
    Ok(())
}

fn count(octets: &[u8]) -> u64 {
    u64::try_from(octets.len()).unwrap_or(u64::MAX)
}

/// Writes one field; one that the line does not name is 0 or empty.
fn put(
    kind: Kind,
    key: &str,
    value: Option<Value>,
    length: Option<u64>,
    out: &mut Vec<u8>,
) -> Result<(), String> {
    let octets = match value {
        None if key == "interface_version" => return put_integer(key, 0x34, 1, out),
        None => Vec::new(),
        Some(Value::Octets(octets)) => octets,
        Some(Value::Number(number) | Value::Code(number)) => match kind {
            Integer(size) => return put_integer(key, number, size, out),
            _ => return Err(format!("{key} is text: \"{number}\"")),
        },
        Some(other) => return Err(format!("{key}={other} is neither a number nor octets")),
    };
    match kind {
        Integer(size) if octets.is_empty() => return put_integer(key, 0, size, out),
        Integer(_) => return Err(format!("{key} is a number")),
        Text => put_integer("sm_length", length.unwrap_or_else(|| count(&octets)), 1, out)?,
        CString | Octets => {}
    }
    out.extend_from_slice(&octets);
    if let CString = kind {
        out.push(0);
    }
    Ok(())
}

fn put_tlv(Field { key, value, .. }: Field, out: &mut Vec<u8>) -> Result<(), String> {
    let known = TLVS.iter().find(|(name, ..)| *name == key).map(|(_, tag, kind)| (*tag, *kind));
    let tag = |number| u16::from_str_radix(number, 16).ok();
    let unknown = || Some((key.strip_prefix("tlv_0x").and_then(tag)?, Octets));
    let (tag, kind) = known.or_else(unknown).ok_or_else(|| format!("there is no {key}"))?;
    let mut octets = Vec::new();
    put(kind, &key, Some(value), None, &mut octets)?;
    out.extend_from_slice(&tag.to_be_bytes());
    put_integer(&key, count(&octets), 2, out)?;
    out.append(&mut octets);
    Ok(())
}

impl Wire for Smpp {
    /// Header, mandatory fields in the order of the table, then what else the line has, in its order. A response
    /// with an error has no body unless the line has a part of it.
    fn encode(&self, message: &Record) -> Result<Vec<u8>, String> {
        let (id, fields) =
            command(&message.name).ok_or_else(|| format!("there is no PDU {}", message.name))?;
        let mut rest = message.clone();
        let length = rest.take_number("command_length")?;
        let status = rest.take_number("status")?.unwrap_or(0);
        let sequence = rest.take_number("seq")?.ok_or("seq is missing")?;
        let tail = rest.take("tail");
        let text_length = rest.take_number("sm_length")?;
        let mut body = Vec::new();
        let alone = id & RESPONSE != 0 && status != 0 && rest.fields.is_empty();
        for (key, kind) in fields.iter().copied().flatten().filter(|_| !alone) {
            put(*kind, key, rest.take(key), text_length, &mut body)?;
        }
        for field in rest.fields {
            put_tlv(field, &mut body)?;
        }
        match tail {
            None => {}
            Some(Value::Octets(mut octets)) => body.append(&mut octets),
            Some(other) => return Err(format!("tail={other} is no octets")),
        }
        let whole = count(&body).saturating_add(16);
        let mut out = Vec::new();
        put_integer("command_length", length.unwrap_or(whole), 4, &mut out)?;
        out.extend_from_slice(&id.to_be_bytes());
        put_integer("status", status, 4, &mut out)?;
        put_integer("seq", sequence, 4, &mut out)?;
        out.append(&mut body);
        Ok(out)
    }

    fn first(&self, octets: &[u8]) -> usize {
        let length = integer(octets, 0).and_then(|length| usize::try_from(length).ok());
        length.filter(|length| (16..=octets.len()).contains(length)).unwrap_or(octets.len())
    }

    fn number(&self, message: &[u8], key: &str) -> Option<u64> {
        match key {
            "status" => integer(message, 8).map(u64::from),
            "seq" => integer(message, 12).map(u64::from),
            _ => None,
        }
    }

    fn describe(&self, message: &[u8]) -> String {
        match (integer(message, 4), integer(message, 8), integer(message, 12)) {
            (Some(id), Some(status), Some(sequence)) => {
                format!("{} seq={sequence} status={status:#x} (hex {})", name(id), Hex(message))
            }
            _ => format!("hex {}", Hex(message)),
        }
    }
}

/// The `u32` at this place.
fn integer(octets: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(*octets.get(at..)?.first_chunk()?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::script::value::from_hex;

    fn encode(line: &str) -> Result<String, String> {
        let record = crate::script::parse::record(line)?;
        Smpp.encode(&record).map(|octets| Hex(&octets).to_string())
    }

    #[test]
    fn octets_are_those_of_the_specification_s_tables() {
        for (line, octets) in [
            ("enquire_link seq=8", "00000010 00000015 00000000 00000008"),
            ("generic_nack seq=0 status=0x2", "00000010 80000000 00000002 00000000"),
            ("0x00000108 seq=1 tail=hex:ff", "00000011 00000108 00000000 00000001 ff"),
            ("submit_sm_resp seq=2 message_id=\"7\"", "00000012 80000004 00000000 00000002 3700"),
            ("submit_sm_resp seq=2 status=0x58", "00000010 80000004 00000058 00000002"),
            ("deliver_sm_resp seq=2 status=0x64 message_id=\"\"", "00000011 80000005 00000064 00000002 00"),
            ("unbind seq=1 command_length=15", "0000000f 00000006 00000000 00000001"),
            (
                "bind_transmitter_resp seq=1 system_id=\"S\" sc_interface_version=0x34",
                "00000017 80000002 00000000 00000001 5300 0210000134",
            ),
            (
                "submit_sm seq=3 source_addr=\"1\" destination_addr=\"23\" sm_length=9 short_message=\"ab\" \
                 tlv_0x1400=hex:0a0b message_payload=\"\"",
                "00000030 00000004 00000000 00000003 00 0000 3100 0000 323300 00 0000 00 00 00 00 00 00 09 6162 \
                 14000002 0a0b 04240000",
            ),
        ] {
            assert_eq!(encode(line), Ok(Hex(&from_hex(octets).unwrap()).to_string()), "{line}");
        }
    }

    #[test]
    fn what_cannot_be_written_is_said() {
        for (line, error) in [
            ("enquire_links seq=8", "there is no PDU enquire_links"),
            ("enquire_link", "seq is missing"),
            ("enquire_link seq=\"8\"", "seq=\"8\" is no number"),
            ("enquire_link seq=1 esm_class=0", "there is no esm_class"),
            ("submit_sm seq=1 esm_class=256", "esm_class=256 does not fit into 1 octets"),
            ("submit_sm seq=1 esm_class=\"x\"", "esm_class is a number"),
            ("submit_sm seq=1 source_addr=1", "source_addr is text: \"1\""),
            ("submit_sm seq=1 source_addr=abc", "source_addr=abc is neither a number nor octets"),
            ("submit_sm seq=1 tail=1", "tail=1 is no octets"),
        ] {
            assert_eq!(encode(line), Err(error.to_owned()));
        }
    }

    #[test]
    fn what_came_is_described() {
        let octets = from_hex("00000010 80000004 00000058 00000002 00").unwrap();
        assert_eq!(Smpp.first(&octets), 16);
        assert_eq!(Smpp.first(&octets[1..]), 16, "0x1080 octets are not there");
        assert_eq!(
            Smpp.describe(&octets[..16]),
            "submit_sm_resp seq=2 status=0x58 (hex 00000010800000040000005800000002)"
        );
        assert_eq!(Smpp.describe(&octets[..9]), "hex 000000108000000400");
        assert_eq!((name(0x8000_0000), name(0x108)), ("generic_nack".to_owned(), "0x00000108".to_owned()));
    }
}
