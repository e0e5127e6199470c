use clickatell_core::machine::Machine;
use clickatell_testkit::from_hex;

use super::super::*;
use super::pair::*;
use crate::code::CommandStatus;
use crate::grammar::{Field, Rule};
use crate::pdu::{BindKind, PduBody};

const V10: &str = "0000004200000004000000000000000200000032373132333435363738390001013237393939313132333435000000000000010000000B48656C6C6F20576F726C64";
const PROBE: &str = "00000010 00000015 00000000 00000008";
const ALIVE: &str = "00000010 80000015 00000000 00000008";

#[test]
fn a_length_that_leaves_nothing_to_go_on_ends_the_session() {
    // SMPP-14-4, SMPP-8-12: 15, 4 GiB, 2 GiB, the letters HTTP; the answer is V32.
    for length in ["0000000F", "FFFFFFFF", "7FFFFFFF", "48545450", "00000000"] {
        let mut smsc = bound_smsc(Profile::clickatell(), BindKind::Transceiver);
        assert_eq!(smsc.hear(length), from_hex("00000010 80000000 00000002 00000000"));
        assert!(smsc.closed);
        assert!(matches!(smsc.end(), Some(EndReason::BadLength(_))));
        // Whatever comes behind it is not read.
        smsc.closed = false;
        assert!(smsc.hear(PROBE).is_empty());
        assert!(!smsc.session.wants_input());
    }
}

#[test]
fn pdus_before_a_bad_length_are_served() {
    let mut smsc = bound_smsc(Profile::clickatell(), BindKind::Transceiver);
    let sent = smsc.hear(&[PROBE, "0000000F"].concat());
    assert_eq!(sent, from_hex(&[ALIVE, "00000010 80000000 00000002 00000000"].concat()));
}

#[test]
fn a_truncated_pdu_followed_by_silence_costs_only_patience() {
    let mut smsc = bound_smsc(Profile::clickatell(), BindKind::Transceiver);
    assert!(smsc.hear(&V10[..40]).is_empty());
    assert_eq!(smsc.session.framer.kept(), 20);
    smsc.wait_until(at(120));
    assert_eq!((smsc.closed, smsc.end()), (true, Some(EndReason::Inactive)));
}

#[test]
fn an_unknown_request_is_nacked_and_an_unknown_response_is_not() {
    // SMPP-8-9, SMPP-14-5: 0x77 -> V31 with its number; data_sm is known and not served; 0x80000077 is ignored.
    let mut smsc = bound_smsc(Profile::clickatell(), BindKind::Transceiver);
    let nack = from_hex("00000010 80000000 00000003 0000000B");
    assert_eq!(smsc.hear("00000010 00000077 00000000 0000000B"), nack);
    assert_eq!(smsc.hear("00000010 00000103 00000000 0000000B"), nack);
    // submit_sm is for an SMSC, deliver_sm for an ESME.
    assert_eq!(smsc.hear("00000010 00000005 00000000 0000000B"), nack);
    assert!(smsc.hear("00000010 80000077 00000000 0000000B").is_empty());
    assert_eq!(smsc.hear(PROBE), from_hex(ALIVE));
}

#[test]
fn a_malformed_request_gets_its_own_response_and_is_never_acknowledged() {
    let mut smsc = bound_smsc(Profile::clickatell(), BindKind::Transceiver);
    // sm_length says 12 and 11 are there.
    let overrun = V10.replacen("000000010000000B48", "000000010000000C48", 1);
    assert_ne!(overrun, V10);
    // SMPP has a code for it; the gateway's document knows only that the PDU is cut short.
    assert_eq!(smsc.hear(&overrun), from_hex("00000010 80000004 00000002 00000002"));
    let mut smsc = bound_smsc(Profile::standard(), BindKind::Transceiver);
    assert_eq!(smsc.hear(&overrun), from_hex("00000010 80000004 00000001 00000002"));
    let Some(SessionEvent::Refused { status, fault: Some(fault), .. }) = smsc.events.pop() else {
        panic!("read")
    };
    assert_eq!(
        (status, fault.rule(), fault.field()),
        (CommandStatus::ESME_RINVMSGLEN, Rule::Truncated, Field::ShortMessage)
    );
    assert_eq!(smsc.hear(PROBE), from_hex(ALIVE), "it costs one PDU");

    // peers-smpp 3.6: node-smpp, smpplib and Net::SMPP acknowledge a truncated deliver_sm with success.
    let mut esme = bound_esme(Profile::standard(), BindKind::Receiver);
    let mut octets = Vec::new();
    yes().encode(SequenceNumber::new(5), &mut octets);
    octets.truncate(octets.len() - 2);
    let length = octets.len() as u32;
    octets.splice(..4, length.to_be_bytes());
    assert_eq!(esme.hear_octets(&octets), from_hex("00000011 80000005 00000001 00000005 00"));
    assert!(matches!(esme.events.as_slice(), [SessionEvent::Refused { .. }]));
}

#[test]
fn a_broken_parameter_stream_has_the_profile_s_code() {
    // SMPP-11-6: V15 with one octet too many claimed.
    let v15 = "000000460000000400000000000000060000003237313233343536373839000101323739393931313233343500000000000001000000000424000C48656C6C6F20576F726C64";
    let mut smsc = bound_smsc(Profile::clickatell(), BindKind::Transceiver);
    assert_eq!(smsc.hear(v15), from_hex("00000010 80000004 000000C2 00000006"));
    let mut strict = Profile::standard();
    strict.tolerance = crate::Tolerance::STRICT;
    let mut smsc = bound_smsc(strict, BindKind::Transceiver);
    assert_eq!(smsc.hear(v15), from_hex("00000010 80000004 000000C0 00000006"));
}

#[test]
fn what_a_tolerance_bends_is_served_with_a_note() {
    let mut smsc = bound_smsc(Profile::standard(), BindKind::Transceiver);
    let junk = V10.replacen("00000042", "00000043", 1) + "00";
    smsc.hear(&junk);
    let [SessionEvent::Noted { faults, sequence_number, .. }, SessionEvent::Request { .. }] =
        smsc.events.as_slice()
    else {
        panic!("{:?}", smsc.events)
    };
    assert_eq!((faults.len(), faults[0].rule(), sequence_number.get()), (1, Rule::NulAfterText, 2));
}

#[test]
fn a_request_out_of_place_gets_its_own_response() {
    // SMPP-14-6: before a bind, and on a receiver.
    let refusal = from_hex("00000010 80000004 00000004 00000002");
    let mut smsc = End::new(Role::Smsc, Profile::clickatell());
    assert_eq!(smsc.hear(V10), refusal);
    assert_eq!(smsc.session.state(), State::Open, "the connection survives");
    let mut smsc = bound_smsc(Profile::clickatell(), BindKind::Receiver);
    assert_eq!(smsc.hear(V10), refusal);
    // The state is judged before the body.
    assert_eq!(smsc.hear("00000010 00000004 00000000 00000002"), refusal);
}

#[test]
fn octets_after_the_end_and_commands_after_the_end_do_nothing() {
    let mut esme = bound_esme(Profile::clickatell(), BindKind::Transceiver);
    esme.session.abort();
    esme.drain();
    assert_eq!((esme.closed, esme.end()), (true, Some(EndReason::Aborted)));
    let over = |result: Result<_, CommandError>| {
        matches!(result, Err(CommandError::WrongState { state: State::Closed, .. }))
    };
    assert!(over(esme.session.submit(at(2), &hello())));
    assert!(over(esme.session.unbind(at(2))));
    assert!(over(esme.session.enquire_link(at(2))));
    assert!(esme.hear(PROBE).is_empty());
    esme.session.handle_input(at(3), Wire::Closed);
    assert_eq!(esme.events.len(), 1, "one end");
    assert!(!esme.session.wants_input());
}

#[test]
fn a_pdu_of_nothing_but_faults_is_one_event() {
    let mut smsc = bound_smsc(Profile::standard(), BindKind::Transceiver);
    let mut octets = from_hex(V10);
    // Two thousand parameters of a wrong length.
    octets.extend(from_hex(&"02040000".repeat(2000)));
    let length = octets.len() as u32;
    octets.splice(..4, length.to_be_bytes());
    smsc.hear_octets(&octets);
    let [SessionEvent::Noted { faults, .. }, SessionEvent::Request { .. }] = smsc.events.as_slice() else {
        panic!("{} events", smsc.events.len())
    };
    assert_eq!(faults.len(), 16);
}

#[test]
fn what_comes_behind_the_end_is_not_kept() {
    let mut esme = bound_esme(Profile::clickatell(), BindKind::Transceiver);
    esme.hear(&V10[..40]);
    assert_eq!(esme.session.framer.kept(), 20);
    esme.session.abort();
    assert_eq!(esme.session.framer.kept(), 0);
    for _ in 0..1000 {
        esme.session.handle_input(at(1), Wire::Octets(&[0; 1000]));
    }
    assert_eq!(esme.session.framer.kept(), 0);
}

#[test]
fn no_debug_output_of_a_session_shows_a_password() {
    let mut esme = End::new(Role::Esme, Profile::clickatell());
    esme.session.bind(at(0), &bind(BindKind::Transceiver)).unwrap();
    let mut octets = Vec::new();
    assert_eq!(esme.session.poll_output(&mut octets), Some(Outgoing::Octets));
    let mut smsc = End::new(Role::Smsc, Profile::clickatell());
    smsc.session.handle_input(at(0), Wire::Octets(&octets[..40]));
    let mut waiting = Session::new(Role::Esme, Profile::clickatell());
    waiting.handle_input(at(0), Wire::Connected);
    waiting.bind(at(0), &bind(BindKind::Transceiver)).unwrap();
    let outbind = from_hex("0000001A 0000000B 00000000 00000001 6400 733363726574393900");
    let outbind = crate::Frame::new(&outbind[..]).map(|frame| {
        std::format!("{:?} {:?}", frame.decode(&crate::Tolerance::FIELD, &mut ()), frame.to_buf())
    });
    let shown = std::format!("{:?} {:?} {:?} {outbind:?}", esme.session, smsc.session, waiting);
    for secret in ["s3cret99", "115, 51, 99", "73, 33, 63"] {
        assert!(!shown.contains(secret), "{shown}");
    }
}
