use std::vec::Vec;

use clickatell_testkit::from_hex;

use super::super::*;
use super::pair::*;
use crate::code::CommandStatus;
use crate::octets::COctets;
use crate::pdu::{Bind, BindKind, SubmitSm};

const V01: &str =
    "0000002E000000020000000000000001637475736572303100733363726574393900333333343232320034000000";
const V02: &str = "00000020800000020000000000000001436C69636B6174656C6C000210000134";
const V09: &str =
    "0000002E000000020000000000000001637475736572303100733363726574393900333333343232320033000000";
const V36: &str = "0000001B800000020000000000000001436C69636B6174656C6C00";

fn name() -> COctets<'static, 16> {
    COctets::try_from("Clickatell").unwrap()
}

fn take_duty(smsc: &mut End) -> Duty<BindRequest> {
    match smsc.events.pop() {
        Some(SessionEvent::BindRequested { duty, .. }) => duty,
        other => panic!("{other:?}"),
    }
}

#[test]
fn both_versions_are_answered_in_kind() {
    // SMPP-4-1, SMPP-8-1: V01 -> V02 with the version, V09 (3.3) -> V36 without.
    for (request, response, version) in
        [(V01, V02, InterfaceVersion::V3_4), (V09, V36, InterfaceVersion::V3_3)]
    {
        let mut smsc = End::new(Role::Smsc, Profile::clickatell());
        assert!(smsc.hear(request).is_empty(), "nothing before the answer");
        assert_eq!(smsc.session.state(), State::Binding(BindKind::Transmitter));
        let duty = take_duty(&mut smsc);
        smsc.session.accept_bind(at(0), duty, name()).unwrap();
        assert_eq!(smsc.drain(), from_hex(response));
        assert_eq!(
            (smsc.session.state(), smsc.session.version()),
            (State::Bound(BindKind::Transmitter), version)
        );
    }
}

#[test]
fn a_bind_is_sent_as_the_document_s_hex_and_accepted() {
    let mut esme = End::new(Role::Esme, Profile::clickatell());
    let handle = esme.session.bind(at(0), &bind(BindKind::Transmitter)).unwrap();
    assert_eq!(esme.drain(), from_hex(V01));
    // SMPP-5-14: one bind at a time, and none on a bound session.
    let again = esme.session.bind(at(0), &bind(BindKind::Transmitter));
    assert!(matches!(again, Err(CommandError::WrongState { state: State::Binding(_), .. })));
    esme.hear(V02);
    let [SessionEvent::Bound { handle: named, kind, version, .. }] = esme.events.as_slice() else {
        panic!("{:?}", esme.events)
    };
    assert_eq!((*named, *kind, *version), (handle, BindKind::Transmitter, InterfaceVersion::V3_4));
    assert!(esme.session.bind(at(0), &bind(BindKind::Receiver)).is_err());
}

#[test]
fn a_refused_bind_leaves_the_connection_to_its_owner() {
    // V07 and V08: with and without a body.
    for refusal in ["00000010 80000009 0000000E 00000001", "00000011 80000009 0000000E 00000001 00"] {
        let mut esme = End::new(Role::Esme, Profile::clickatell());
        let handle = esme.session.bind(at(0), &bind(BindKind::Transceiver)).unwrap();
        esme.drain();
        esme.hear(refusal);
        let [SessionEvent::BindRefused { handle: named, status, .. }] = esme.events.as_slice() else {
            panic!("{:?}", esme.events)
        };
        assert_eq!((*named, *status), (handle, CommandStatus::ESME_RINVPASWD));
        assert_eq!(esme.session.state(), State::Open);
        esme.session.bind(at(1), &bind(BindKind::Transceiver)).unwrap();
    }
}

#[test]
fn an_smsc_refuses_and_stays_or_goes() {
    let mut smsc = End::new(Role::Smsc, Profile::clickatell());
    smsc.hear(V01);
    let duty = take_duty(&mut smsc);
    smsc.session.refuse_bind(at(0), duty, CommandStatus::ESME_RINVPASWD, AfterRefusal::KeepOpen).unwrap();
    assert_eq!(smsc.drain(), from_hex("00000010 80000002 0000000E 00000001"));
    assert_eq!(smsc.session.state(), State::Open);
    smsc.hear(V01);
    let duty = take_duty(&mut smsc);
    smsc.session.refuse_bind(at(0), duty, CommandStatus::ESME_RBINDFAIL, AfterRefusal::Close).unwrap();
    assert_eq!(smsc.drain(), from_hex("00000010 80000002 0000000D 00000001"));
    assert!(smsc.closed);
    assert_eq!(smsc.end(), Some(EndReason::BindRefused));
}

#[test]
fn a_second_bind_is_told_so_and_changes_nothing() {
    // SMPP-14-7
    let mut smsc = bound_smsc(Profile::clickatell(), BindKind::Transceiver);
    let second = V01.replacen("0000000000000001", "0000000000000002", 1);
    assert_eq!(smsc.hear(&second), from_hex("00000010 80000002 00000005 00000002"));
    assert_eq!(smsc.session.state(), State::Bound(BindKind::Transceiver));
    // Also while the first one awaits its answer.
    let mut smsc = End::new(Role::Smsc, Profile::clickatell());
    smsc.hear(V01);
    assert_eq!(smsc.hear(&second), from_hex("00000010 80000002 00000005 00000002"));
}

#[test]
fn a_malformed_bind_is_refused_with_its_field_s_status() {
    // Bind row 3 of the gateway's order: system_id, password, system_type, and a body cut short.
    let long = |name: &str, password: &str, system_type: &str, tail: &[u8]| {
        let mut body: Vec<u8> = Vec::new();
        for text in [name, password, system_type] {
            body.extend(text.as_bytes());
            body.push(0);
        }
        body.extend(tail);
        let mut octets = (16 + body.len() as u32).to_be_bytes().to_vec();
        octets.extend([0, 0, 0, 9, 0, 0, 0, 0, 0, 0, 0, 7]);
        octets.extend(body);
        octets
    };
    let tail = &[0x34, 0, 0, 0];
    for (octets, status) in [
        (long("sixteen-letters!", "p", "1", tail), 0x0F),
        (long("u", "s3cret999", "1", tail), 0x0E),
        (long("u", "p", "thirteen-char", tail), 0x53),
        (long("u", "p", "1", &[0x34, 0]), 0x02),
    ] {
        let mut smsc = End::new(Role::Smsc, Profile::clickatell());
        let expected = [&from_hex("00000010 80000009 000000")[..], &[status, 0, 0, 0, 7]].concat();
        assert_eq!(smsc.hear_octets(&octets), expected);
        assert!(matches!(smsc.events.as_slice(), [SessionEvent::Refused { fault: Some(_), .. }]));
        assert_eq!(smsc.session.state(), State::Open);
    }
}

#[test]
fn an_smsc_waits_for_a_bind_only_so_long() {
    let mut smsc = End::new(Role::Smsc, Profile::clickatell());
    smsc.wait_until(at(119));
    assert!(!smsc.closed);
    smsc.wait_until(at(120));
    assert_eq!((smsc.closed, smsc.end()), (true, Some(EndReason::NoBind)));
}

#[test]
fn a_bind_that_nobody_answers_lapses() {
    let mut smsc = End::new(Role::Smsc, Profile::standard());
    smsc.hear(V01);
    let duty = take_duty(&mut smsc);
    assert_eq!(smsc.wait_until(at(50)), from_hex("00000010 80000002 00000008 00000001"));
    assert!(matches!(smsc.events.as_slice(), [SessionEvent::DutyLapsed { duty: id }] if *id == duty.id()));
    assert_eq!(smsc.session.accept_bind(at(51), duty, name()), Err(AnswerError::Stale));
    assert_eq!(smsc.session.state(), State::Open);
}

#[test]
fn an_esme_whose_bind_is_not_answered_gives_up() {
    let mut esme = End::new(Role::Esme, Profile::standard());
    let handle = esme.session.bind(at(0), &bind(BindKind::Receiver)).unwrap();
    esme.wait_until(at(60));
    let [SessionEvent::NoResponse { handle: named, .. }, SessionEvent::Ended { why }] =
        esme.events.as_slice()
    else {
        panic!("{:?}", esme.events)
    };
    assert_eq!((*named, *why, esme.closed), (handle, EndReason::BindUnanswered, true));
}

#[test]
fn a_version_that_the_smsc_does_not_say_is_ours_and_one_that_it_says_may_lower_ours() {
    // naz #184, node-smpp #58: many SMSCs of 3.4 leave sc_interface_version out.
    let esme = bound_esme(Profile::clickatell(), BindKind::Transmitter);
    assert_eq!(esme.session.version(), InterfaceVersion::V3_4);
    let mut esme = End::new(Role::Esme, Profile::clickatell());
    esme.session.bind(at(0), &bind(BindKind::Transmitter)).unwrap();
    esme.hear(&V02.replace("0210000134", "0210000133"));
    assert_eq!(esme.session.version(), InterfaceVersion::V3_3);
    // SMPP-11-8
    let mut tlvs = crate::tlv::TlvBuf::new();
    tlvs.message_payload(&[b'A'; 300]).unwrap();
    let pdu = SubmitSm { tlvs: tlvs.as_tlvs(), short_message: crate::ShortMessage::EMPTY, ..hello() };
    assert!(matches!(esme.session.submit(at(1), &pdu), Err(CommandError::NoTlvs { .. })));
}

#[test]
fn a_bind_duty_of_another_session_is_told_apart() {
    let [mut one, mut other] = [1, 2].map(|_| End::new(Role::Smsc, Profile::standard()));
    one.hear(V01);
    other.hear(V01);
    let (mine, theirs) = (take_duty(&mut one), take_duty(&mut other));
    assert_eq!(one.session.accept_bind(at(0), theirs, name()), Err(AnswerError::Foreign));
    let refused =
        other.session.refuse_bind(at(0), mine, CommandStatus::ESME_RBINDFAIL, AfterRefusal::KeepOpen);
    assert_eq!(refused, Err(AnswerError::Foreign));
    assert!(one.drain().is_empty() && other.drain().is_empty());
}

#[test]
fn a_bind_in_time_is_not_timed_out_while_it_is_decided() {
    let mut smsc = End::new(Role::Smsc, Profile::standard());
    smsc.wait_until(at(59));
    smsc.hear(V01);
    let duty = take_duty(&mut smsc);
    smsc.wait_until(at(70));
    assert!(!smsc.closed);
    smsc.session.refuse_bind(at(70), duty, CommandStatus::ESME_RINVPASWD, AfterRefusal::KeepOpen).unwrap();
    smsc.drain();
    // Refused, it has the time for another.
    smsc.wait_until(at(129));
    assert!(!smsc.closed);
    smsc.wait_until(at(130));
    assert_eq!(smsc.end(), Some(EndReason::NoBind));
}

#[test]
fn a_refusal_is_never_a_success() {
    let mut smsc = End::new(Role::Smsc, Profile::standard());
    smsc.hear(V01);
    let duty = take_duty(&mut smsc);
    assert_eq!(
        smsc.session.refuse_bind(at(0), duty, CommandStatus::ESME_ROK, AfterRefusal::KeepOpen),
        Err(AnswerError::NoRefusal)
    );
    assert!(smsc.drain().is_empty());

    let mut esme = End::new(Role::Esme, Profile::standard());
    esme.session.bind(at(0), &bind(BindKind::Transmitter)).unwrap();
    esme.drain();
    // A nack with status 0 is a nack.
    esme.hear("00000010 80000000 00000000 00000001");
    assert!(matches!(
        esme.events.as_slice(),
        [SessionEvent::BindRefused { status: CommandStatus::ESME_RUNKNOWNERR, .. }]
    ));
}

#[test]
fn a_refused_bind_leaves_no_version_behind_and_3_3_carries_no_parameters() {
    let mut esme = End::new(Role::Esme, Profile::standard());
    let mut pdu = bind(BindKind::Transmitter);
    pdu.interface_version = InterfaceVersion::V3_3;
    let mut tlvs = crate::tlv::TlvBuf::new();
    tlvs.sc_interface_version(0x33);
    let with_tlvs = Bind { tlvs: tlvs.as_tlvs(), ..pdu };
    assert!(matches!(esme.session.bind(at(0), &with_tlvs), Err(CommandError::NoTlvs { .. })));
    esme.session.bind(at(0), &pdu).unwrap();
    esme.drain();
    assert_eq!(esme.session.version(), InterfaceVersion::V3_3);
    esme.hear("00000010 80000002 0000000D 00000001");
    assert_eq!(esme.session.version(), InterfaceVersion::V3_4);
}

#[test]
fn a_bind_response_that_cannot_be_read_binds_and_is_noted() {
    // The name is not terminated.
    let mut esme = End::new(Role::Esme, Profile::standard());
    esme.session.bind(at(0), &bind(BindKind::Transceiver)).unwrap();
    esme.drain();
    esme.hear("00000014 80000009 00000000 00000001 534D5343");
    let [SessionEvent::Noted { faults, .. }, SessionEvent::Bound { .. }] = esme.events.as_slice() else {
        panic!("{:?}", esme.events)
    };
    assert_eq!(faults[0].field(), crate::Field::SystemId);
}
