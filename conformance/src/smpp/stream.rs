//! Streams: the same items, however the octets are cut.

use clickatell_smpp::json::{Item, PduView, Trouble};
use clickatell_smpp::{Fault, Framer, Tolerance};
use serde_json::Value;

use super::decode::shown;
use super::{MAX_LENGTH, equal};
use crate::{Expect, Vector, Verdict};

pub(super) fn run(vector: &Vector, verdict: &mut Verdict) {
    let octets = vector.octets.as_slice();
    let Expect::Items(expected) = &vector.expect else {
        verdict.check("items", || Err("a stream expects a list".to_owned()));
        return;
    };
    verdict.check("items", || compare(&items(&[octets])?, expected));
    verdict.check("missing octets", || equal(&needed(octets), &vector.needed));
    verdict.check("items at every cut", || {
        for length in 0..=octets.len() {
            let (head, tail) = octets.split_at_checked(length).unwrap_or((octets, &[]));
            compare(&items(&[head, tail])?, expected).map_err(|error| format!("cut at {length}: {error}"))?;
        }
        compare(&items(&octets.chunks(1).collect::<Vec<_>>())?, expected)
    });
}

/// Offset and content of each item of a stream that arrives in pieces.
fn items(pieces: &[&[u8]]) -> Result<Vec<Value>, String> {
    let mut framer = Framer::new(MAX_LENGTH);
    let mut items = Vec::new();
    let mut offset = 0_u64;
    for piece in pieces {
        let mut piece = *piece;
        loop {
            match framer.next(&mut piece) {
                Ok(Some(frame)) => {
                    let mut notes: Vec<Fault> = Vec::new();
                    let content = match frame.decode(&Tolerance::STRICT, &mut notes) {
                        Ok(pdu) => Ok(PduView::new(frame, pdu, &notes)),
                        Err(fault) => Err(Trouble::Faulty(fault)),
                    };
                    items.push(item(offset, content)?);
                    offset = offset.saturating_add(u64::try_from(frame.octets().len()).unwrap_or(u64::MAX));
                }
                Ok(None) => break,
                Err(bad) => {
                    items.push(item(offset, Err(Trouble::BadLength(bad)))?);
                    return Ok(items);
                }
            }
        }
    }
    Ok(items)
}

fn item(offset: u64, content: Result<PduView<'_>, Trouble>) -> Result<Value, String> {
    let mut value = shown(Item { offset, content })?;
    value["offset"] = offset.into();
    Ok(value)
}

/// How many octets the last PDU lacks.
fn needed(octets: &[u8]) -> Option<usize> {
    let mut rest = octets;
    loop {
        match clickatell_smpp::cut(rest, MAX_LENGTH) {
            Ok(clickatell_smpp::Cut::Frame(_, behind)) => rest = behind,
            Ok(clickatell_smpp::Cut::Incomplete { needed }) if !rest.is_empty() => return Some(needed),
            _ => return None,
        }
    }
}

/// Items are compared as values; of a fault, what the vector says of it.
fn compare(found: &[Value], expected: &[Value]) -> Result<(), String> {
    equal(&found.len(), &expected.len())?;
    for (found, expected) in found.iter().zip(expected) {
        let mut found = found.clone();
        if let (Some(Value::Object(error)), Some(Value::Object(wanted))) =
            (found.get_mut("error"), expected.get("error"))
        {
            error.retain(|name, _| wanted.contains_key(name));
        }
        equal(&found, expected)?;
    }
    Ok(())
}
