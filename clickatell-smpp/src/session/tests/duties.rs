use std::vec::Vec;

use clickatell_core::machine::{Duty, Machine};
use clickatell_testkit::from_hex;

use super::super::*;
use super::pair::*;
use crate::code::{CommandId, CommandStatus};
use crate::octets::COctets;
use crate::pdu::{BindKind, DeliverSmResp, PduBody, SubmitSmResp};

fn deliveries(numbers: core::ops::RangeInclusive<u32>) -> Vec<u8> {
    let mut octets = Vec::new();
    for number in numbers {
        yes().encode(SequenceNumber::new(number), &mut octets);
    }
    octets
}

fn take_duties(end: &mut End) -> Vec<Duty<Request>> {
    end.take_events()
        .into_iter()
        .map(|event| match event {
            SessionEvent::Request { duty, .. } => duty,
            other => panic!("{other:?}"),
        })
        .collect()
}

fn accept() -> Reply<'static> {
    Reply::DeliverSm(DeliverSmResp::new(COctets::EMPTY))
}

#[test]
fn nothing_is_acknowledged_before_the_owner_says_so() {
    // SMPP-5-21: V25 -> V27, two in one segment in order, each with its number.
    let mut esme = bound_esme(Profile::clickatell(), BindKind::Receiver);
    assert!(esme.hear_octets(&deliveries(1..=2)).is_empty());
    let duties = take_duties(&mut esme);
    for duty in duties {
        esme.session.answer(at(1), duty, accept()).unwrap();
    }
    let expected = from_hex("00000011 80000005 00000000 00000001 00  00000011 80000005 00000000 00000002 00");
    assert_eq!(esme.drain(), expected);
}

#[test]
fn a_refusal_carries_the_owner_s_status() {
    // SMPP-14-23: V28.
    let mut esme = bound_esme(Profile::clickatell(), BindKind::Receiver);
    esme.hear_octets(&deliveries(1..=1));
    let duty = take_duties(&mut esme).pop().unwrap();
    esme.session.answer(at(1), duty, Reply::Refuse(CommandStatus::ESME_RX_T_APPN)).unwrap();
    assert_eq!(esme.drain(), from_hex("00000011 80000005 00000064 00000001 00"));
}

#[test]
fn a_dropped_duty_lapses_into_a_temporary_error() {
    let mut esme = bound_esme(Profile::clickatell(), BindKind::Receiver);
    esme.hear_octets(&deliveries(1..=1));
    let duty = take_duties(&mut esme).pop().unwrap();
    assert_eq!(esme.wait_until(at(50)), from_hex("00000011 80000005 00000064 00000001 00"));
    assert!(matches!(esme.events.as_slice(), [SessionEvent::DutyLapsed { duty: id }] if *id == duty.id()));
    assert_eq!(esme.session.answer(at(51), duty, accept()), Err(AnswerError::Stale));
    assert!(esme.drain().is_empty(), "the peer is answered once");

    let mut smsc = bound_smsc(Profile::clickatell(), BindKind::Transmitter);
    let mut octets = Vec::new();
    hello().encode(SequenceNumber::new(9), &mut octets);
    smsc.hear_octets(&octets);
    assert_eq!(smsc.wait_until(at(50)), from_hex("00000010 80000004 00000008 00000009"));
}

#[test]
fn a_duty_that_nobody_will_answer_need_not_wait_until_it_lapses() {
    let mut esme = bound_esme(Profile::clickatell().with_duties(1), BindKind::Receiver);
    esme.hear_octets(&deliveries(1..=2));
    let duty = take_duties(&mut esme).pop().unwrap();
    let id = duty.id();
    esme.session.lapse(at(1), duty).unwrap();
    assert_eq!(esme.drain(), from_hex("00000011 80000005 00000064 00000001 00"));
    let [SessionEvent::DutyLapsed { duty: lapsed }, SessionEvent::Request { .. }] = esme.events.as_slice()
    else {
        panic!("the one that was parked has its turn: {:?}", esme.events)
    };
    assert_eq!(*lapsed, id);
    assert_eq!(esme.session.lapse(at(1), Duty::new(id)), Err(AnswerError::Stale));

    let mut other = bound_esme(Profile::clickatell(), BindKind::Receiver);
    other.hear_octets(&deliveries(1..=1));
    let duty = take_duties(&mut other).pop().unwrap();
    assert_eq!(esme.session.lapse(at(1), duty), Err(AnswerError::Foreign));
    assert!(esme.drain().is_empty() && other.drain().is_empty());
}

#[test]
fn a_bind_that_nobody_will_answer_may_be_tried_again() {
    let mut smsc = End::new(Role::Smsc, Profile::clickatell());
    let mut octets = Vec::new();
    bind(BindKind::Transceiver).encode(SequenceNumber::FIRST, &mut octets);
    for _ in 0..2 {
        smsc.hear_octets(&octets);
        let Some(SessionEvent::BindRequested { duty, .. }) = smsc.events.pop() else { panic!("no bind") };
        let id = duty.id();
        smsc.session.lapse_bind(at(1), duty).unwrap();
        let refusal = from_hex("00000010 80000009 00000008 00000001");
        assert_eq!(smsc.drain(), refusal);
        assert!(matches!(smsc.events.pop(), Some(SessionEvent::DutyLapsed { duty }) if duty == id));
        assert_eq!(smsc.session.state(), State::Open);
    }
}

#[test]
fn a_reply_of_another_kind_is_not_sent() {
    let mut esme = bound_esme(Profile::clickatell(), BindKind::Receiver);
    esme.hear_octets(&deliveries(1..=1));
    let duty = take_duties(&mut esme).pop().unwrap();
    assert_eq!(
        esme.session.answer(at(1), duty, Reply::SubmitSm(SubmitSmResp::default())),
        Err(AnswerError::Unfit { request: CommandId::DELIVER_SM, reply: CommandId::SUBMIT_SM_RESP })
    );
    assert!(esme.drain().is_empty());
    // It lapses like any other.
    assert!(!esme.wait_until(at(50)).is_empty());
}

#[test]
fn an_answer_that_was_not_sent_may_be_given_anew() {
    let [mut esme, mut other] = [1, 2].map(|_| bound_esme(Profile::clickatell(), BindKind::Receiver));
    esme.hear_octets(&deliveries(1..=1));
    let mut duty = take_duties(&mut esme).pop().unwrap();
    let number = duty.id();
    for reply in [Reply::SubmitSm(SubmitSmResp::default()), Reply::Refuse(CommandStatus::ESME_ROK)] {
        esme.session.answer(at(1), duty, reply).unwrap_err();
        duty = esme.session.retry(number).unwrap();
    }
    assert_eq!(other.session.answer(at(1), duty, accept()), Err(AnswerError::Foreign));
    assert_eq!(other.session.retry(number), None);
    let [duty, twin] = [1, 2].map(|_| esme.session.retry(number).unwrap());
    esme.session.answer(at(1), duty, accept()).unwrap();
    assert_eq!(esme.drain(), from_hex("00000011 80000005 00000000 00000001 00"));
    assert_eq!(
        esme.session.answer(at(1), twin, accept()),
        Err(AnswerError::Stale),
        "the peer is answered once"
    );
    assert_eq!(esme.session.retry(number), None);
}

#[test]
fn a_bind_that_was_not_refused_may_be_answered_anew() {
    let mut smsc = End::new(Role::Smsc, Profile::clickatell());
    let mut octets = Vec::new();
    bind(BindKind::Receiver).encode(SequenceNumber::FIRST, &mut octets);
    smsc.hear_octets(&octets);
    let Some(SessionEvent::BindRequested { duty, .. }) = smsc.events.pop() else { panic!("no bind") };
    let number = duty.id();
    let refused = smsc.session.refuse_bind(at(0), duty, CommandStatus::ESME_ROK, AfterRefusal::Close);
    assert_eq!(refused, Err(AnswerError::NoRefusal));
    let duty = smsc.session.retry_bind(number).unwrap();
    smsc.session.accept_bind(at(0), duty, COctets::EMPTY).unwrap();
    assert_eq!(
        (smsc.session.state(), smsc.session.retry_bind(number)),
        (State::Bound(BindKind::Receiver), None)
    );
}

#[test]
fn the_cap_leaves_input_in_the_transport_and_loses_nothing() {
    let mut esme = bound_esme(Profile::clickatell().with_duties(3).with_parked(0), BindKind::Receiver);
    let octets = deliveries(1..=10);
    let cut = octets.len() - 5;
    assert!(esme.hear_octets(&octets[..cut]).is_empty());
    assert!(!esme.session.wants_input());
    let mut duties = take_duties(&mut esme);
    assert_eq!(duties.len(), 3, "the cap");
    let mut answered = Vec::new();
    let mut fed = false;
    while let Some(duty) = (!duties.is_empty()).then(|| duties.remove(0)) {
        esme.session.answer(at(1), duty, accept()).unwrap();
        answered.extend(esme.drain());
        duties.extend(take_duties(&mut esme));
        assert!(duties.len() <= 3);
        if esme.session.wants_input() && !fed {
            fed = true;
            answered.extend(esme.hear_octets(&octets[cut..]));
            duties.extend(take_duties(&mut esme));
        }
    }
    let numbers: Vec<u8> = answered.chunks(17).map(|pdu| pdu[15]).collect();
    assert_eq!(numbers, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
}

#[test]
fn unread_events_hold_input_back_as_well() {
    let mut esme = Session::new(Role::Esme, Profile::clickatell().with_events(2));
    esme.handle_input(at(0), Wire::Connected);
    let strays = from_hex(&"00000010 80000077 00000000 00000001".repeat(5));
    esme.handle_input(at(0), Wire::Octets(&strays));
    assert!(!esme.wants_input());
    let mut seen = 0;
    while let Some(SessionEvent::Stray { .. }) = esme.poll_event() {
        seen += 1;
    }
    assert_eq!((seen, esme.wants_input()), (5, true));
}

#[test]
fn responses_are_never_held_back_behind_requests() {
    let mut esme = bound_esme(Profile::clickatell().with_duties(1), BindKind::Transceiver);
    let submit = esme.session.submit(at(1), &hello()).unwrap();
    esme.drain();
    let mut octets = deliveries(1..=3);
    octets.extend(from_hex("00000013 80000004 00000000 00000002 374100"));
    octets.extend(from_hex("00000010 00000015 00000000 00000009"));
    assert_eq!(
        esme.hear_octets(&octets),
        from_hex("00000010 80000015 00000000 00000009"),
        "the probe is answered"
    );
    let [SessionEvent::Request { .. }, SessionEvent::Response { handle, .. }] = esme.events.as_slice() else {
        panic!("{:?}", esme.events)
    };
    assert_eq!(*handle, submit);
    // Each answer brings the next request.
    for number in 1..=3 {
        let duty = esme
            .take_events()
            .into_iter()
            .find_map(|event| match event {
                SessionEvent::Request { duty, .. } => Some(duty),
                _ => None,
            })
            .unwrap();
        esme.session.answer(at(2), duty, accept()).unwrap();
        assert_eq!(esme.drain()[15], number);
    }
    assert!(esme.session.wants_input());
}

#[test]
fn an_owner_that_submits_before_it_accepts_is_answered_at_the_cap() {
    let mut esme = bound_esme(Profile::clickatell().with_duties(2), BindKind::Transceiver);
    esme.hear_octets(&deliveries(1..=2));
    let duties = take_duties(&mut esme);
    let submits = [1, 2].map(|_| esme.session.submit(at(0), &hello()).unwrap());
    esme.drain();
    // Two reads: more requests first, then what the owner waits for.
    assert!(esme.session.wants_input());
    esme.hear_octets(&deliveries(3..=4));
    assert!(esme.events.is_empty() && esme.session.wants_input(), "parked");
    for (submit, answer) in submits
        .iter()
        .zip(["00000013 80000004 00000000 00000002 374100", "00000013 80000004 00000000 00000003 374200"])
    {
        esme.hear(answer);
        let Some(SessionEvent::Response { handle, .. }) = esme.events.pop() else { panic!("held back") };
        assert_eq!(handle, *submit);
    }
    for duty in duties {
        esme.session.answer(at(1), duty, accept()).unwrap();
    }
    esme.drain();
    assert_eq!(take_duties(&mut esme).len(), 2, "those that were parked");
}

#[test]
fn parked_requests_have_a_cap_in_number_and_in_octets() {
    let one = deliveries(2..=2).len();
    for profile in [
        Profile::clickatell().with_duties(1).with_parked(3),
        Profile::clickatell().with_duties(1).with_parked_octets(3 * one),
    ] {
        let mut esme = bound_esme(profile, BindKind::Receiver);
        for number in 1..=4 {
            assert!(esme.session.wants_input(), "request {number}");
            esme.hear_octets(&deliveries(number..=number));
        }
        assert!(!esme.session.wants_input());
        let duty = take_duties(&mut esme).pop().unwrap();
        esme.session.answer(at(1), duty, accept()).unwrap();
        esme.drain();
        assert_eq!((take_duties(&mut esme).len(), esme.session.wants_input()), (1, true));
    }
}

#[test]
fn the_cap_counts_open_duties_only() {
    let mut esme = bound_esme(Profile::clickatell().with_duties(5), BindKind::Receiver);
    esme.hear_octets(&deliveries(1..=1));
    let held = take_duties(&mut esme).pop().unwrap();
    for number in 2..=40 {
        assert!(esme.session.wants_input(), "request {number}");
        esme.hear_octets(&deliveries(number..=number));
        let duty = take_duties(&mut esme).pop().unwrap();
        esme.session.answer(at(1), duty, accept()).unwrap();
        esme.drain();
    }
    esme.session.answer(at(1), held, accept()).unwrap();
}

#[test]
fn a_success_cannot_be_a_refusal() {
    let mut esme = bound_esme(Profile::clickatell(), BindKind::Receiver);
    esme.hear_octets(&deliveries(1..=1));
    let duty = take_duties(&mut esme).pop().unwrap();
    let refusal = Reply::Refuse(CommandStatus::ESME_ROK);
    assert_eq!(esme.session.answer(at(1), duty, refusal), Err(AnswerError::NoRefusal));
    assert!(esme.drain().is_empty());
}

#[test]
fn duties_of_a_session_that_is_over_are_void() {
    let mut esme = bound_esme(Profile::clickatell(), BindKind::Receiver);
    esme.hear_octets(&deliveries(1..=1));
    let duty = take_duties(&mut esme).pop().unwrap();
    esme.session.handle_input(at(1), Wire::Closed);
    assert_eq!(esme.session.answer(at(1), duty, accept()), Err(AnswerError::Stale));
    assert!(esme.drain().is_empty());
}

#[test]
fn a_duty_of_another_session_is_told_apart() {
    // Answered here it would acknowledge whatever message has its number here.
    let [mut one, mut other] = [1, 2].map(|_| bound_esme(Profile::clickatell(), BindKind::Receiver));
    one.hear_octets(&deliveries(1..=1));
    other.hear_octets(&deliveries(1..=1));
    let (mine, theirs) = (take_duties(&mut one).pop().unwrap(), take_duties(&mut other).pop().unwrap());
    assert_eq!(one.session.answer(at(1), theirs, accept()), Err(AnswerError::Foreign));
    assert_eq!(other.session.answer(at(1), mine, accept()), Err(AnswerError::Foreign));
    assert!(one.drain().is_empty() && other.drain().is_empty());
    // Both lapse where they belong.
    assert!(!one.wait_until(at(50)).is_empty() && !other.wait_until(at(50)).is_empty());
}
