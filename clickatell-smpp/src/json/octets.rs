//! Every field of one octet, in every PDU, on all 256 values.

use alloc::vec::Vec;

use clickatell_testkit::from_hex;

use super::{Encoded, FieldValue, PduView, fields};
use crate::frame::{Frame, HEADER_LENGTH};
use crate::grammar::Field;
use crate::tolerance::Tolerance;

/// One of each PDU that has such fields, its strings empty, its lists of one entry.
const PDUS: &[(&str, &str)] = &[
    ("00000001", "00 00 00 34 00 00 00"),
    ("00000002", "00 00 00 34 00 00 00"),
    ("00000009", "00 00 00 34 00 00 00"),
    ("00000003", "00 00 00 00"),
    ("80000003", "00 00 00 00"),
    ("00000004", "00 0000 00 0000 00 000000 00 00 00 00 00 00 00"),
    ("00000005", "00 0000 00 0000 00 000000 00 00 00 00 00 00 00"),
    ("00000007", "00 0000 00 00 00 00 00 00"),
    ("00000008", "00 00 0000 00 0000 00"),
    ("00000021", "00 0000 00 01 01 0000 00 000000 00 00 00 00 00 00 00"),
    ("80000021", "00 01 0000 00 00000000"),
    ("00000102", "0000 00 0000 00"),
    ("00000103", "00 0000 00 0000 00 00 00 00"),
    ("00000111", "00 0000 00 00 00 00 00 00 00 00"),
    ("00000112", "00 0000 00"),
    ("00000113", "00 00 0000 00"),
];

/// Where each octet that is a value stands; not those that say what follows.
fn octets_of(frame: Frame<'_>) -> Vec<(Field, usize)> {
    let pdu = frame.decode(&Tolerance::STRICT, &mut ()).unwrap();
    let mut at = HEADER_LENGTH;
    let mut found = Vec::new();
    let mut walk = |list: &[(Field, FieldValue<'_>)]| {
        for (field, value) in list {
            if matches!(value, FieldValue::Octet(_)) && *field != Field::DestFlag {
                found.push((*field, at));
            }
            at += value.wire_len();
        }
    };
    for (field, value) in fields(&pdu.body) {
        match value.entries() {
            Some(entries) => entries.iter().for_each(|entry| walk(entry)),
            None => walk(&[(field, value)]),
        }
    }
    assert_eq!(at, frame.octets().len(), "{frame:?}");
    found
}

#[test]
fn all_256_values_survive_fields_and_json() {
    let mut tried = 0;
    for (command_id, body) in PDUS {
        let body = from_hex(body);
        let mut octets = (16 + body.len() as u32).to_be_bytes().to_vec();
        octets.extend(from_hex(command_id));
        octets.extend([0, 0, 0, 0, 0, 0, 0, 1]);
        octets.extend(body);
        for (field, at) in octets_of(Frame::new(&octets).unwrap()) {
            let mut octets = octets.clone();
            for octet in 0..=u8::MAX {
                octets[at] = octet;
                let frame = Frame::new(&octets).unwrap();
                let pdu = frame.decode(&Tolerance::STRICT, &mut ()).unwrap();
                let mut again = Vec::new();
                pdu.encode(&mut again);
                assert_eq!(again, octets, "{field} {octet:#04x}");
                let json = serde_json::to_string(&PduView::new(frame, pdu, &[])).unwrap();
                assert!(json.contains(&std::format!("\"{field}\":{octet}")), "{json}");
                let encoded: Encoded = serde_json::from_str(&json).unwrap();
                assert_eq!(encoded.pdu.frame().octets(), octets, "{field} {octet:#04x}");
                tried += 1;
            }
        }
    }
    assert_eq!(tried, 256 * 77);
}
