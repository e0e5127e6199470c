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

#[test]
fn callback() {
    assert!(replay_corpus("callback", fuzzing::callback) >= 20);
}

#[test]
fn delivery() {
    let replay = |operations: &[u8]| {
        let seen = fuzzing::delivery(operations);
        assert!(seen.taken > 0 && seen.taken == seen.ended);
    };
    assert!(replay_corpus("delivery", replay) >= 20);
}

#[test]
fn api_sessions() {
    let replay = |operations: &[u8]| assert!(fuzzing::api_sessions(operations) > 0);
    assert!(replay_corpus("api_sessions", replay) >= 10);
}

#[test]
fn send() {
    assert!(replay_corpus("send", fuzzing::send) >= 30);
}

#[test]
fn text() {
    assert!(replay_corpus("text", fuzzing::text) >= 20);
}
