//! Replays the fuzz corpora through the fuzz bodies, on stable.
#![allow(
    clippy::panic,
    clippy::unwrap_used,
    clippy::arithmetic_side_effects,
    clippy::print_stderr,
    clippy::disallowed_methods,
    reason = "test code"
)]

use std::fs;
use std::path::Path;

use clickatell_smpp::fuzzing;

/// Runs every file of a corpus and says how many there were.
fn replay(target: &str, body: impl Fn(&[u8])) -> usize {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz/corpus").join(target);
    let mut files = 0;
    for entry in fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())) {
        let path = entry.unwrap().path();
        // Shown only when the body panics.
        eprintln!("{}", path.display());
        body(&fs::read(&path).unwrap());
        files += 1;
    }
    files
}

#[test]
fn framer() {
    assert!(replay("framer", fuzzing::framer) >= 20);
}

#[test]
fn decode_pdu() {
    assert!(replay("decode_pdu", fuzzing::decode_pdu) >= 40);
}

#[test]
fn session() {
    let files = replay("session", |input| {
        let seen = fuzzing::session(input);
        assert_eq!(seen.issued, seen.ended);
    });
    assert!(files >= 10);
}

#[test]
fn session_octets() {
    let files = replay("session_octets", |input| {
        assert!(fuzzing::session_octets(input) <= input.len());
    });
    assert!(files >= 40);
}
