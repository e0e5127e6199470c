//! Replays the fuzz corpora through the fuzz bodies, on stable.

use clickatell_soap::fuzzing;
use clickatell_testkit::replay_corpus;

#[test]
fn soap_request() {
    assert!(replay_corpus("soap_request", fuzzing::soap_request) >= 30);
}

#[test]
fn soap_reply() {
    assert!(replay_corpus("soap_reply", fuzzing::soap_reply) >= 20);
}

#[test]
fn soap_machines() {
    let replay = |operations: &[u8]| {
        let seen = fuzzing::soap_machines(operations);
        assert!(seen.taken > 0 && seen.taken == seen.ended);
    };
    assert!(replay_corpus("soap_machines", replay) >= 8);
}
