use std::vec::Vec;

use clickatell_core::machine::Machine;
use clickatell_core::time::{Duration, Instant};
use clickatell_testkit::from_hex;

use super::super::*;
use super::pair::*;
use crate::code::{CommandId, CommandStatus};
use crate::pdu::BindKind;

fn response(number: u32) -> Vec<u8> {
    let mut octets = from_hex("00000013 80000004 00000000");
    octets.extend(number.to_be_bytes());
    octets.extend(*b"7A\0");
    octets
}

#[test]
fn the_window_fills_and_empties_and_answers_come_in_any_order() {
    let mut esme = bound_esme(Profile::clickatell().with_window(3), BindKind::Transmitter);
    let handles: Vec<_> = (0..3).map(|_| esme.session.submit(at(1), &hello()).unwrap()).collect();
    assert_eq!(esme.session.submit(at(1), &hello()), Err(CommandError::WindowFull { window: 3 }));
    assert_eq!(esme.session.window_left(), 0);
    let sent = esme.drain();
    let numbers: Vec<u8> = sent.chunks(sent.len() / 3).map(|pdu| pdu[15]).collect();
    assert_eq!(numbers, [2, 3, 4], "the bind had 1");
    for (number, index) in [(3, 1), (4, 2), (2, 0)] {
        esme.hear_octets(&response(number));
        let Some(SessionEvent::Response { handle, status, pdu }) = esme.events.pop() else {
            panic!("no response")
        };
        assert_eq!((handle, status), (handles[index], CommandStatus::ESME_ROK));
        assert_eq!(pdu.header().sequence_number.get(), number);
    }
    assert_eq!(esme.session.window_left(), 3);
}

#[test]
fn late_doubled_and_foreign_responses_are_strays() {
    let mut esme = bound_esme(Profile::clickatell(), BindKind::Transmitter);
    let handle = esme.session.submit(at(1), &hello()).unwrap();
    esme.drain();
    // Unknown number; right number, wrong kind; unknown kind of response (SMPP-8-9).
    esme.hear_octets(&response(77));
    esme.hear("00000011 80000005 00000000 00000002 00");
    esme.hear("00000010 80000077 00000000 00000002");
    assert!(matches!(
        esme.take_events().as_slice(),
        [SessionEvent::Stray { .. }, SessionEvent::Stray { .. }, SessionEvent::Stray { .. }]
    ));
    // The request still waits, and its answer comes after it was given up.
    esme.wait_until(at(55));
    assert!(esme.events.is_empty());
    esme.wait_until(at(61));
    assert!(
        matches!(esme.take_events()[0], SessionEvent::NoResponse { handle: named, .. } if named == handle)
    );
    assert!(esme.hear_octets(&response(2)).is_empty(), "a stray is not answered");
    esme.hear_octets(&response(2));
    assert!(matches!(esme.events.as_slice(), [SessionEvent::Stray { .. }, SessionEvent::Stray { .. }]));
}

#[test]
fn a_nack_answers_the_request_with_its_number() {
    // smppex #58, fiorix #90
    let mut esme = bound_esme(Profile::clickatell(), BindKind::Transmitter);
    let handle = esme.session.submit(at(1), &hello()).unwrap();
    esme.drain();
    esme.hear("00000010 80000000 00000003 00000002");
    let [SessionEvent::Response { handle: named, status, pdu }] = esme.events.as_slice() else {
        panic!("{:?}", esme.events)
    };
    assert_eq!((*named, *status), (handle, CommandStatus::ESME_RINVCMDID));
    assert_eq!(pdu.header().command_id, CommandId::GENERIC_NACK);
    // One with number 0 belongs to nothing.
    esme.hear("00000010 80000000 00000002 00000000");
    assert!(matches!(esme.events[1], SessionEvent::Stray { .. }));
}

#[test]
fn a_lost_connection_leaves_outcomes_unknown_once_each() {
    let mut esme = bound_esme(Profile::clickatell(), BindKind::Transceiver);
    let handles: Vec<_> = (0..4).map(|_| esme.session.submit(at(1), &hello()).unwrap()).collect();
    esme.drain();
    esme.session.handle_input(at(2), Wire::Closed);
    esme.session.handle_input(at(3), Wire::Closed);
    esme.drain();
    let unknown: Vec<_> = esme
        .events
        .iter()
        .filter_map(|event| match event {
            SessionEvent::NoResponse { handle, .. } => Some(*handle),
            _ => None,
        })
        .collect();
    assert_eq!(unknown, handles);
    assert_eq!((esme.events.len(), esme.end()), (5, Some(EndReason::PeerClosed)));
    assert!(!esme.closed, "nothing is left to close");
    assert!(!esme.session.wants_input());
}

#[test]
fn numbers_wrap_to_one_behind_31_bits() {
    let mut esme = bound_esme(Profile::clickatell(), BindKind::Transmitter);
    esme.session.inner.next_sequence = SequenceNumber::LAST;
    for expected in [0x7FFF_FFFF_u32, 1, 2] {
        esme.session.submit(at(1), &hello()).unwrap();
        let sent = esme.drain();
        assert_eq!(sent[12..16], expected.to_be_bytes());
        esme.hear_octets(&response(expected));
    }
}

#[test]
fn what_the_profile_refuses_is_not_sent() {
    let mut esme = bound_esme(Profile::clickatell(), BindKind::Transmitter);
    let mut pdu = hello();
    pdu.destination.addr = crate::COctets::try_from("0831234567").unwrap();
    let Err(CommandError::Violation(violation)) = esme.session.submit(at(1), &pdu) else { panic!("sent") };
    assert_eq!(violation.status, CommandStatus::ESME_RINVDSTADR);
    assert!(esme.drain().is_empty());
    assert_eq!(esme.session.window_left(), 10);
}

#[test]
fn the_other_direction_has_a_window_of_its_own() {
    let mut smsc = bound_smsc(Profile::clickatell().with_window(1), BindKind::Receiver);
    let first = smsc.session.deliver(at(1), &yes()).unwrap();
    assert_eq!(smsc.session.deliver(at(1), &yes()), Err(CommandError::WindowFull { window: 1 }));
    smsc.drain();
    // V28: the ESME cannot take it now.
    smsc.hear("00000011 80000005 00000064 00000001 00");
    let [SessionEvent::Response { handle, status, .. }] = smsc.events.as_slice() else {
        panic!("{:?}", smsc.events)
    };
    assert_eq!((*handle, *status), (first, CommandStatus::ESME_RX_T_APPN));
    assert!(smsc.session.deliver(at(1), &yes()).is_ok());
}

#[test]
fn a_response_that_stays_away_is_found_by_the_clock_alone() {
    let profile = Profile::standard().with_response_timeout(Duration::from_secs(7));
    let mut esme = bound_esme(profile, BindKind::Transmitter);
    let first = esme.session.submit(at(1), &hello()).unwrap();
    let second = esme.session.submit(at(3), &hello()).unwrap();
    esme.drain();
    esme.wait_until(at(8));
    assert!(matches!(esme.events.as_slice(), [SessionEvent::NoResponse { handle, .. }] if *handle == first));
    esme.wait_until(at(10));
    assert!(
        matches!(esme.events.as_slice(), [_, SessionEvent::NoResponse { handle, .. }] if *handle == second)
    );
    assert_eq!(esme.session.window_left(), 10);
}

#[test]
fn one_probe_of_the_owner_s_at_a_time_and_the_window_is_not_touched() {
    let mut esme = bound_esme(Profile::standard().with_window(1), BindKind::Transmitter);
    let probe = esme.session.enquire_link(at(1)).unwrap();
    assert_eq!(esme.session.enquire_link(at(1)), Err(CommandError::ProbeUnderWay));
    assert!(esme.session.submit(at(1), &hello()).is_ok());
    esme.drain();
    esme.hear("00000010 80000015 00000000 00000002");
    assert!(matches!(esme.events.as_slice(), [SessionEvent::Response { handle, .. }] if *handle == probe));
    // Lost, it is given up, and another may go.
    esme.session.enquire_link(at(2)).unwrap();
    esme.drain();
    let mut sent = esme.wait_until(at(60));
    sent[4] |= 0x80;
    esme.hear_octets(&sent);
    esme.wait_until(at(62));
    assert!(esme.session.enquire_link(at(62)).is_ok());
}

#[test]
fn a_delivery_with_two_texts_is_not_sent() {
    let mut smsc = bound_smsc(Profile::standard(), BindKind::Receiver);
    let mut tlvs = crate::tlv::TlvBuf::new();
    tlvs.message_payload(b"twice").unwrap();
    let both = crate::pdu::DeliverSm { tlvs: tlvs.as_tlvs(), ..yes() };
    assert!(matches!(smsc.session.deliver(at(1), &both), Err(CommandError::Violation(_))));
}

#[test]
fn values_of_a_profile_out_of_range_are_brought_into_it() {
    let profile = Profile::standard()
        .with_response_timeout(Duration::ZERO)
        .with_window(usize::MAX)
        .with_esme_enquire_link(Some(Duration::ZERO));
    let mut esme = bound_esme(profile, BindKind::Transmitter);
    assert_eq!(esme.session.window_left(), 65_536);
    esme.session.submit(at(1), &hello()).unwrap();
    esme.drain();
    // `wait_until` asserts that no timer stands still.
    esme.wait_until(Instant::from_millis(1_001));
}
