//! What users of other SMPP libraries ran into, row by row, and what is wrong in those libraries today.
//!
//! | rows | | where |
//! | --- | --- | --- |
//! | 1 to 3 | receipts | `receipts.rs` |
//! | 4 to 7 | texts and their parts | `texts.rs` |
//! | 8 to 14, 16, 19 to 22, 24 | octets | `octets.rs` |
//! | 12, 15 to 18, 23 | sessions, queues and links | `sessions.rs` |
//! | | faults of today's peers | `bugs.rs` |
//!
//! A test is named by its row, says in a line what goes wrong in the field, and names who reported it.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::std_instead_of_core,
    clippy::std_instead_of_alloc,
    reason = "a test: a panic is a failed test"
)]

mod bugs;
mod octets;
mod receipts;
mod sessions;
mod texts;

use clickatell_smpp::{CommandStatus, Fault, Frame, Pdu, PduBuf, Rule, Tolerance};

/// A PDU with this header and body, its length computed.
fn pdu(command_id: u32, command_status: u32, sequence_number: u32, body: &[u8]) -> PduBuf {
    let length = u32::try_from(16 + body.len()).unwrap();
    let header = [length, command_id, command_status, sequence_number];
    let mut octets: Vec<u8> = header.into_iter().flat_map(u32::to_be_bytes).collect();
    octets.extend(body);
    PduBuf::new(&octets).unwrap()
}

/// The body of a message from 1 to 2 with this text, and what stands behind it.
fn message(esm_class: u8, data_coding: u8, text: &[u8], behind: &[u8]) -> Vec<u8> {
    let mut body = b"\0\0\x001\0\0\x002\0".to_vec();
    body.extend([esm_class, 0, 0, 0, 0, 0, 0, data_coding, 0, u8::try_from(text.len()).unwrap()]);
    body.extend(text);
    body.extend(behind);
    body
}

/// Decoded strictly, and from the fields back to the same octets.
fn strict<'a>(frame: Frame<'a>) -> Pdu<'a> {
    let decoded = frame.decode(&Tolerance::STRICT, &mut ()).unwrap();
    let mut octets = Vec::new();
    decoded.encode(&mut octets);
    assert_eq!(octets, frame.octets());
    decoded
}

/// Refused strictly with this rule and status; with every tolerance, read with the same fault as its one note.
fn bent(frame: Frame<'_>, rule: Rule, status: CommandStatus) -> Pdu<'_> {
    let fault = frame.decode(&Tolerance::STRICT, &mut ()).unwrap_err();
    assert_eq!((fault.rule(), fault.answer()), (rule, status));
    let mut notes: Vec<Fault> = Vec::new();
    let decoded = frame.decode(&Tolerance::FIELD, &mut notes).unwrap();
    assert_eq!(notes, [fault]);
    decoded
}
