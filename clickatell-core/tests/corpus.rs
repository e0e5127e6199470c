//! Replays the fuzz corpora through the fuzz bodies, on stable.
#![allow(
    clippy::panic,
    clippy::unwrap_used,
    clippy::print_stderr,
    clippy::disallowed_methods,
    reason = "test code"
)]

use std::fs;
use std::path::Path;

use clickatell_core::fuzzing;

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
fn form() {
    assert!(replay("form", fuzzing::form) >= 17);
}

#[test]
fn reply() {
    assert!(replay("reply", fuzzing::reply) >= 30);
}
