//! Replays the fuzz corpora through the fuzz bodies, on stable.

use clickatell_smpp::fuzzing;
use clickatell_testkit::replay_corpus;

#[test]
fn framer() {
    assert!(replay_corpus("framer", fuzzing::framer) >= 20);
}

#[test]
fn decode_pdu() {
    assert!(replay_corpus("decode_pdu", fuzzing::decode_pdu) >= 40);
}

#[cfg(feature = "arbitrary")]
#[test]
fn arbitrary_pdu() {
    assert!(replay_corpus("arbitrary_pdu", fuzzing::arbitrary_pdu) >= 40);
}

#[test]
fn session() {
    let files = replay_corpus("session", |input| {
        let seen = fuzzing::session(input);
        assert_eq!(seen.issued, seen.ended);
    });
    assert!(files >= 40);
}

#[test]
fn session_octets() {
    let files = replay_corpus("session_octets", |input| {
        assert!(fuzzing::session_octets(input) <= input.len());
    });
    assert!(files >= 40);
}

#[test]
fn link() {
    let files = replay_corpus("link", |input| {
        let seen = fuzzing::link(input);
        assert_eq!(seen.issued, seen.ended);
    });
    assert!(files >= 14);
}

#[test]
fn outbox() {
    assert!(replay_corpus("outbox", |input| assert!(fuzzing::outbox(input) <= input.len())) >= 8);
}

#[test]
fn monitor() {
    assert!(replay_corpus("monitor", |input| assert!(fuzzing::monitor(input) <= 9)) >= 8);
}
