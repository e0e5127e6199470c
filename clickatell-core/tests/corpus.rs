//! Replays the fuzz corpora through the fuzz bodies, on stable.

use clickatell_core::fuzzing;
use clickatell_testkit::replay_corpus;

#[test]
fn form() {
    assert!(replay_corpus("form", fuzzing::form) >= 17);
}

#[test]
fn reply() {
    assert!(replay_corpus("reply", fuzzing::reply) >= 32);
}
