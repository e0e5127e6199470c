//! SMPP vectors.

mod build;
mod decode;
mod parameters;
mod peer;
mod prefix;
mod receipt;
mod render;
mod stream;

use clickatell_smpp::{Body, CommandId, Cut, Frame, Pdu, Tolerance, cut};
use serde_json::Value;

use crate::{Expect, Finished, Kind, Vector, Verdict};

/// The longest PDU that the suite's framer takes: `message_payload` at its longest, and room to spare.
const MAX_LENGTH: u32 = 70_000;

/// Tries a vector in every way that applies to it.
#[must_use]
pub fn run(vector: &Vector, finished: &Finished) -> Verdict {
    let mut verdict = Verdict::default();
    if vector.kind == Kind::Stream {
        stream::run(vector, &mut verdict);
        return verdict;
    }
    let octets = &vector.octets;
    prefix::framing(octets, &mut verdict);
    peer::run(vector, &mut verdict);
    let frame = match cut(octets, MAX_LENGTH) {
        Ok(Cut::Frame(frame, [])) => frame,
        Ok(_) => {
            verdict.check("framed", || Err("command_length is not the number of octets".to_owned()));
            return verdict;
        }
        Err(bad) => {
            verdict.check("refused by the framer", || decode::bad_length(vector, bad));
            return verdict;
        }
    };
    if let Err(failure) = is_finished(&frame, finished) {
        verdict.check("finished", || Err(failure));
        return verdict;
    }
    decode::run(vector, frame, &mut verdict);
    parameters::run(vector, frame, &mut verdict);
    prefix::bodies(octets, &mut verdict);
    if let Some(expected) = &vector.receipt {
        receipt::run(expected, frame, &mut verdict);
    }
    verdict
}

/// A command that has a name is read field by field, and `finished.toml` lists it.
fn is_finished(frame: &Frame<'_>, finished: &Finished) -> Result<(), String> {
    let Some(name) = frame.header().command_id.name() else { return Ok(()) };
    if matches!(frame.decode(&Tolerance::FIELD, &mut ()), Ok(Pdu { body: Body::Unknown(_), .. })) {
        return Err(format!("{name} is not read"));
    }
    if finished.smpp.commands.iter().any(|command| command == name) {
        Ok(())
    } else {
        Err(format!("{name} is read, and finished.toml does not list it"))
    }
}

/// The commands that `finished.toml` lists and no vector decodes.
#[must_use]
pub fn without_vector<'f>(vectors: &[Vector], finished: &'f Finished) -> Vec<&'f str> {
    let has_vector = |command: &str| {
        vectors.iter().any(|vector| match &vector.expect {
            Expect::Pdu(pdu) => pdu.get("command_id").and_then(Value::as_str) == Some(command),
            _ => false,
        })
    };
    let commands = finished.smpp.commands.iter().map(String::as_str);
    commands.filter(|command| CommandId::from_name(command).is_none() || !has_vector(command)).collect()
}

/// Compares, and says how two values differ.
fn equal<T: PartialEq + std::fmt::Debug>(found: &T, expected: &T) -> Result<(), String> {
    if found == expected { Ok(()) } else { Err(format!("found {found:?}, expected {expected:?}")) }
}

/// Compares octets, shown in hexadecimal.
fn equal_octets(found: &[u8], expected: &[u8]) -> Result<(), String> {
    equal(&clickatell_core::hex::encode(found), &clickatell_core::hex::encode(expected))
}
