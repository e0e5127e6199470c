use clickatell_core::machine::Machine;
use clickatell_testkit::from_hex;

use super::super::*;
use super::pair::*;
use crate::code::CommandStatus;
use crate::octets::COctets;
use crate::pdu::{BindKind, DeliverSmResp, PduBody};

#[test]
fn an_unbind_of_the_peer_is_answered_and_closes() {
    // SMPP-8-8: V29 -> V30, then close, at either end.
    for mut end in [
        bound_esme(Profile::clickatell(), BindKind::Transceiver),
        bound_smsc(Profile::clickatell(), BindKind::Transceiver),
    ] {
        assert_eq!(
            end.hear("00000010 00000006 00000000 0000000A"),
            from_hex("00000010 80000006 00000000 0000000A")
        );
        assert_eq!((end.closed, end.end()), (true, Some(EndReason::PeerUnbound)));
    }
}

#[test]
fn a_response_behind_the_unbind_of_the_peer_is_an_outcome() {
    // SMPP-8-8: one read brings the unbind and, behind it, what was waited for, of one the first octets only.
    let mut smsc = bound_smsc(Profile::clickatell(), BindKind::Transceiver);
    let [first, second, third] = [1, 1, 1].map(|second| smsc.session.deliver(at(second), &yes()).unwrap());
    smsc.drain();
    let sent = smsc.hear(
        "00000010 00000006 00000000 0000000A  00000011 80000005 00000000 00000001 00  \
         00000011 80000005 00000064 00000002 00  00000011 80000005 00000000",
    );
    assert_eq!(sent, from_hex("00000010 80000006 00000000 0000000A"));
    let [
        SessionEvent::Response { handle: one, status: taken, .. },
        SessionEvent::Response { handle: two, status: refused, .. },
        SessionEvent::NoResponse { handle: three, .. },
        SessionEvent::Ended { why: EndReason::PeerUnbound },
    ] = smsc.events.as_slice()
    else {
        panic!("{:?}", smsc.events)
    };
    assert_eq!(([*one, *two, *three], taken.get(), refused.get()), ([first, second, third], 0, 0x64));
    assert!(smsc.closed);
}

#[test]
fn an_unbind_without_a_bind_is_refused_and_closes() {
    let mut smsc = End::new(Role::Smsc, Profile::clickatell());
    assert_eq!(
        smsc.hear("00000010 00000006 00000000 0000000A"),
        from_hex("00000010 80000006 00000004 0000000A")
    );
    assert!(smsc.closed);
}

#[test]
fn leaving_waits_for_what_was_submitted() {
    let mut esme = bound_esme(Profile::clickatell(), BindKind::Transceiver);
    let submit = esme.session.submit(at(1), &hello()).unwrap();
    esme.drain();
    let unbind = esme.session.unbind(at(1)).unwrap();
    assert!(esme.drain().is_empty(), "the submission is not answered yet");
    assert!(matches!(
        esme.session.submit(at(1), &hello()),
        Err(CommandError::WrongState { state: State::Unbinding(_), .. })
    ));
    // Meanwhile the peer's requests are served.
    let mut octets = Vec::new();
    yes().encode(SequenceNumber::new(5), &mut octets);
    esme.hear_octets(&octets);
    let Some(SessionEvent::Request { duty, .. }) = esme.events.pop() else { panic!("not served") };
    esme.session.answer(at(2), duty, Reply::DeliverSm(DeliverSmResp::new(COctets::EMPTY))).unwrap();
    assert_eq!(esme.drain()[4..8], [0x80, 0, 0, 5]);
    // The answer lets it go.
    let sent = esme.hear("00000013 80000004 00000000 00000002 374100");
    assert_eq!(sent, from_hex("00000010 00000006 00000000 00000003"));
    // From now on the peer knows.
    assert_eq!(esme.hear_octets(&octets), from_hex("00000011 80000005 00000004 00000005 00"));
    esme.take_events();
    assert!(esme.hear("00000010 80000006 00000000 00000003").is_empty());
    let [SessionEvent::Response { handle, .. }, SessionEvent::Ended { why }] = esme.events.as_slice() else {
        panic!("{:?}", esme.events)
    };
    assert_eq!((*handle, *why, esme.closed), (unbind, EndReason::Unbound, true));
    assert_ne!(submit, unbind);
}

#[test]
fn leaving_waits_for_what_is_owed() {
    let mut esme = bound_esme(Profile::clickatell(), BindKind::Transceiver);
    let mut octets = Vec::new();
    yes().encode(SequenceNumber::new(5), &mut octets);
    esme.hear_octets(&octets);
    let Some(SessionEvent::Request { duty, .. }) = esme.events.pop() else { panic!("not served") };
    esme.session.unbind(at(1)).unwrap();
    assert!(esme.drain().is_empty(), "the delivery is not answered yet");
    // What comes now would keep it for ever: it is to come again.
    assert_eq!(esme.hear_octets(&octets), from_hex("00000011 80000005 00000064 00000005 00"));
    esme.session.answer(at(2), duty, Reply::DeliverSm(DeliverSmResp::new(COctets::EMPTY))).unwrap();
    let sent = from_hex("00000011 80000005 00000000 00000005 00  00000010 00000006 00000000 00000002");
    assert_eq!(esme.drain(), sent);
    esme.hear("00000010 80000006 00000000 00000002");
    assert_eq!((esme.closed, esme.end()), (true, Some(EndReason::Unbound)));
}

#[test]
fn leaving_waits_no_longer_than_a_duty_lives() {
    let mut smsc = bound_smsc(Profile::standard().with_duties(1), BindKind::Transceiver);
    let mut octets = Vec::new();
    for number in [7, 8] {
        hello().encode(SequenceNumber::new(number), &mut octets);
    }
    smsc.hear_octets(&octets);
    smsc.session.unbind(at(0)).unwrap();
    // The one that was parked is decided as well, or lapses.
    assert_eq!(smsc.wait_until(at(50)), from_hex("00000010 80000004 00000008 00000007"));
    let mut sent = smsc.wait_until(at(60));
    sent[4] |= 0x80;
    smsc.hear_octets(&sent);
    assert_eq!(
        smsc.wait_until(at(100)),
        from_hex("00000010 80000004 00000008 00000008  00000010 00000006 00000000 00000002")
    );
}

#[test]
fn leaving_does_not_wait_for_ever() {
    let mut esme = bound_esme(Profile::clickatell(), BindKind::Transceiver);
    let submit = esme.session.submit(at(1), &hello()).unwrap();
    let unbind = esme.session.unbind(at(1)).unwrap();
    esme.drain();
    let mut sent = esme.wait_until(at(56));
    sent[4] |= 0x80;
    esme.hear_octets(&sent);
    // The submission is given up at 61, the unbind a minute later. No probe goes out behind the unbind.
    assert_eq!(esme.wait_until(at(61))[7], 0x06);
    assert!(esme.wait_until(at(120)).is_empty());
    esme.wait_until(at(121));
    let outcomes: Vec<_> = esme
        .events
        .iter()
        .map(|event| match event {
            SessionEvent::NoResponse { handle, .. } => Some(*handle),
            SessionEvent::Ended { why: EndReason::Unbound } => None,
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(outcomes, [Some(submit), Some(unbind), None]);
    assert!(esme.closed);
}

#[test]
fn a_link_that_dies_while_leaving_ends_every_command() {
    let mut esme = bound_esme(Profile::clickatell(), BindKind::Transceiver);
    let submit = esme.session.submit(at(1), &hello()).unwrap();
    let unbind = esme.session.unbind(at(1)).unwrap();
    esme.drain();
    esme.session.handle_input(at(2), Wire::Closed);
    esme.drain();
    let [
        SessionEvent::NoResponse { handle: first, .. },
        SessionEvent::NoResponse { handle: second, .. },
        SessionEvent::Ended { why: EndReason::PeerClosed },
    ] = esme.events.as_slice()
    else {
        panic!("{:?}", esme.events)
    };
    assert_eq!((*first, *second), (submit, unbind));
}

#[test]
fn output_is_written_before_the_close() {
    let mut smsc = bound_smsc(Profile::clickatell(), BindKind::Transceiver);
    smsc.session.handle_input(at(1), Wire::Octets(&from_hex("00000010 00000006 00000000 0000000A")));
    let mut buf = Vec::new();
    assert_eq!(smsc.session.poll_output(&mut buf), Some(Outgoing::Octets));
    assert_eq!(buf.len(), 16);
    assert_eq!(smsc.session.poll_output(&mut buf), Some(Outgoing::Close));
    assert_eq!(smsc.session.poll_output(&mut buf), None);
    assert_eq!(buf.len(), 16);
}

#[test]
fn a_peer_that_unbinds_gets_the_outcome_of_what_it_asked_before() {
    let mut smsc = bound_smsc(Profile::clickatell(), BindKind::Transceiver);
    let mut octets = Vec::new();
    hello().encode(SequenceNumber::new(7), &mut octets);
    octets.extend(from_hex("00000010 00000006 00000000 00000008"));
    assert!(smsc.hear_octets(&octets).is_empty(), "the message is not decided yet");
    let Some(SessionEvent::Request { duty, .. }) = smsc.events.pop() else { panic!("not served") };
    // Nothing new is taken meanwhile.
    assert_eq!(smsc.hear_octets(&octets[..66]), from_hex("00000010 80000004 00000004 00000007")[..]);
    smsc.take_events();
    smsc.session.answer(at(1), duty, Reply::Refuse(CommandStatus::ESME_RSYSERR)).unwrap();
    let answers = from_hex("00000010 80000004 00000008 00000007  00000010 80000006 00000000 00000008");
    assert_eq!(smsc.drain(), answers);
    assert_eq!((smsc.closed, smsc.end()), (true, Some(EndReason::PeerUnbound)));
}

#[test]
fn a_peer_that_unbinds_does_not_wait_for_a_duty_that_is_forgotten() {
    let mut smsc = bound_smsc(Profile::clickatell(), BindKind::Transceiver);
    let mut octets = Vec::new();
    hello().encode(SequenceNumber::new(7), &mut octets);
    octets.extend(from_hex("00000010 00000006 00000000 00000008"));
    smsc.hear_octets(&octets);
    let sent = smsc.wait_until(at(50));
    assert_eq!(sent, from_hex("00000010 80000004 00000008 00000007  00000010 80000006 00000000 00000008"));
    assert!(smsc.closed);
}

#[test]
fn both_ends_may_unbind_at_once() {
    let mut esme = bound_esme(Profile::clickatell(), BindKind::Transceiver);
    let unbind = esme.session.unbind(at(1)).unwrap();
    esme.drain();
    assert_eq!(
        esme.hear("00000010 00000006 00000000 0000000A"),
        from_hex("00000010 80000006 00000000 0000000A")
    );
    assert!(!esme.closed);
    esme.hear("00000010 80000006 00000000 00000002");
    assert!(matches!(esme.events[0], SessionEvent::Response { handle, .. } if handle == unbind));
    assert_eq!((esme.closed, esme.end()), (true, Some(EndReason::Unbound)));
}

#[test]
fn a_peer_that_unbinds_twice_gets_two_answers() {
    let mut smsc = bound_smsc(Profile::clickatell(), BindKind::Transceiver);
    let mut octets = Vec::new();
    hello().encode(SequenceNumber::new(7), &mut octets);
    octets.extend(from_hex("00000010 00000006 00000000 00000008"));
    octets.extend(from_hex("00000010 00000006 00000000 00000009"));
    assert_eq!(smsc.hear_octets(&octets), from_hex("00000010 80000006 00000004 00000009"));
    assert!(!smsc.closed, "the message is not decided yet");
    let sent = smsc.wait_until(at(50));
    assert_eq!(sent, from_hex("00000010 80000004 00000008 00000007  00000010 80000006 00000000 00000008"));
    assert!(smsc.closed);
}

#[test]
fn an_end_that_is_leaving_takes_nothing_new_from_a_peer_that_leaves_too() {
    let mut smsc = bound_smsc(Profile::clickatell(), BindKind::Transceiver);
    smsc.session.deliver(at(0), &yes()).unwrap();
    let mut octets = Vec::new();
    hello().encode(SequenceNumber::new(7), &mut octets);
    smsc.hear_octets(&octets);
    smsc.session.unbind(at(0)).unwrap();
    smsc.hear("00000010 00000006 00000000 00000008");
    assert_eq!(smsc.hear_octets(&octets), from_hex("00000010 80000004 00000004 00000007"));
}

#[test]
fn nothing_is_sent_to_a_peer_that_has_unbound() {
    let mut smsc = bound_smsc(Profile::clickatell(), BindKind::Transceiver);
    let mut octets = Vec::new();
    hello().encode(SequenceNumber::new(7), &mut octets);
    octets.extend(from_hex("00000010 00000006 00000000 00000008"));
    smsc.hear_octets(&octets);
    assert_eq!(smsc.session.state(), State::Unbinding(BindKind::Transceiver), "it says so");
    assert!(matches!(smsc.session.deliver(at(0), &yes()), Err(CommandError::WrongState { .. })));
    assert!(matches!(smsc.session.enquire_link(at(0)), Err(CommandError::WrongState { .. })));
    assert!(matches!(smsc.session.unbind(at(0)), Err(CommandError::WrongState { .. })));
}
