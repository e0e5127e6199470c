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
    let files = fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    files
        .map(|file| {
            let path = file.unwrap().path();
            // Shown only when the body panics.
            eprintln!("{}", path.display());
            body(&fs::read(&path).unwrap());
        })
        .count()
}

#[test]
fn form() {
    assert!(replay("form", fuzzing::form) >= 17);
}

#[test]
fn reply() {
    assert!(replay("reply", fuzzing::reply) >= 32);
}
