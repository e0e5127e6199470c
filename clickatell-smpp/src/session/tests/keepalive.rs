use clickatell_core::machine::{Machine, Timed};
use clickatell_core::time::Duration;
use clickatell_testkit::from_hex;

use super::super::*;
use super::pair::*;
use crate::pdu::BindKind;

/// The response to an `enquire_link`.
fn answer(probe: &[u8]) -> Vec<u8> {
    let mut response = probe.to_vec();
    response[4] |= 0x80;
    response
}

#[test]
fn a_bound_client_probes_for_ten_hours_and_never_leaves() {
    // SMPP-3-1, SMPP-5-18: 36 000 s / 56 s, rounded down.
    let mut esme = bound_esme(Profile::clickatell(), BindKind::Transceiver);
    let mut probes = 0;
    for due in (56..=36_000).step_by(56) {
        let probe = esme.wait_until(at(due));
        assert_eq!(probe.len(), 16, "one enquire_link at {due}");
        assert_eq!(probe[7], 0x15);
        probes += 1;
        assert!(esme.hear_octets(&answer(&probe)).is_empty());
    }
    assert_eq!((probes, esme.closed, esme.events.len()), (642, false, 0));
}

#[test]
fn other_traffic_does_not_move_the_probe() {
    // SMPP-12-1
    let mut esme = bound_esme(Profile::clickatell(), BindKind::Transceiver);
    assert!(esme.wait_until(at(40)).is_empty());
    esme.session.submit(at(40), &hello()).unwrap();
    esme.drain();
    assert!(esme.wait_until(at(55)).is_empty());
    assert_eq!(esme.wait_until(at(56))[7], 0x15);
}

#[test]
fn an_unanswered_probe_ends_the_link_when_the_next_is_due() {
    // SMPP-12-3
    let mut esme = bound_esme(Profile::clickatell(), BindKind::Transceiver);
    let submit = esme.session.submit(at(55), &hello()).unwrap();
    esme.wait_until(at(111));
    assert!(!esme.closed);
    esme.wait_until(at(112));
    assert_eq!((esme.closed, esme.end()), (true, Some(EndReason::LinkDead)));
    assert!(matches!(esme.events[0], SessionEvent::NoResponse { handle, .. } if handle == submit));
    assert_eq!(esme.events.len(), 2);
}

#[test]
fn a_probe_is_answered_at_once() {
    // SMPP-12-4, SMPP-12-2: V20 -> V21, at either end.
    let mut esme = bound_esme(Profile::clickatell(), BindKind::Transmitter);
    let response = from_hex("00000010 80000015 00000000 00000008");
    assert_eq!(esme.hear("00000010 00000015 00000000 00000008"), response);
    let mut smsc = bound_smsc(Profile::clickatell(), BindKind::Receiver);
    assert_eq!(smsc.hear("00000010 00000015 00000000 00000008"), response);
    // Whatever number the peer sends is echoed: 0, and beyond 31 bits.
    assert_eq!(
        smsc.hear("00000010 00000015 00000000 FFFFFFFF"),
        from_hex("00000010 80000015 00000000 FFFFFFFF")
    );
    assert_eq!(
        smsc.hear("00000010 00000015 00000000 00000000"),
        from_hex("00000010 80000015 00000000 00000000")
    );
}

#[test]
fn before_a_bind_a_probe_is_a_matter_of_the_profile() {
    let probe = "00000010 00000015 00000000 00000008";
    let mut clickatell = End::new(Role::Smsc, Profile::clickatell());
    assert_eq!(clickatell.hear(probe), from_hex("00000010 80000015 00000004 00000008"));
    let mut standard = End::new(Role::Smsc, Profile::standard());
    assert_eq!(standard.hear(probe), from_hex("00000010 80000015 00000000 00000008"));
}

#[test]
fn a_silent_client_is_unbound_by_the_gateway() {
    let mut smsc = bound_smsc(Profile::clickatell(), BindKind::Transceiver);
    smsc.wait_until(at(100));
    smsc.hear("00000010 00000015 00000000 00000008");
    smsc.wait_until(at(219));
    assert!(!smsc.closed);
    let sent = smsc.wait_until(at(220));
    assert_eq!(sent[7], 0x06, "unbind, then close");
    assert_eq!((smsc.closed, smsc.end()), (true, Some(EndReason::Inactive)));
}

#[test]
fn a_probe_is_awaited_no_longer_than_any_response() {
    let mut profile = Profile::standard().with_response_timeout(Duration::from_secs(5));
    profile.esme_enquire_link = Some(Duration::from_secs(600));
    let mut esme = bound_esme(profile, BindKind::Transceiver);
    let probe = esme.wait_until(at(600));
    esme.wait_until(at(604));
    esme.hear_octets(&answer(&probe));
    assert_eq!(esme.wait_until(at(1200))[7], 0x15);
    esme.wait_until(at(1204));
    assert!(!esme.closed);
    esme.wait_until(at(1205));
    assert_eq!((esme.closed, esme.end()), (true, Some(EndReason::LinkDead)));
}

#[test]
fn a_silent_smsc_is_left_where_the_profile_says_so() {
    let mut profile = Profile::standard().with_esme_inactivity(Some(Duration::from_secs(90)));
    profile.esme_enquire_link = None;
    let mut esme = bound_esme(profile, BindKind::Transceiver);
    esme.wait_until(at(80));
    esme.hear("00000010 00000015 00000000 00000008");
    assert!(esme.wait_until(at(169)).is_empty());
    assert_eq!(esme.wait_until(at(170))[7], 0x06, "unbind, then close");
    assert_eq!((esme.closed, esme.end()), (true, Some(EndReason::Inactive)));
    assert_eq!((Profile::standard().esme_inactivity, Profile::clickatell().esme_inactivity), (None, None));
}

#[test]
fn a_probe_of_the_owner_s_has_an_outcome() {
    let mut esme = bound_esme(Profile::standard(), BindKind::Transceiver);
    let first = esme.session.enquire_link(at(1)).unwrap();
    let probe = esme.drain();
    esme.hear_octets(&answer(&probe));
    let second = esme.session.enquire_link(at(2)).unwrap();
    esme.drain();
    esme.session.handle_input(at(3), Wire::Closed);
    esme.drain();
    let outcomes: Vec<_> = esme
        .events
        .iter()
        .filter_map(|event| match event {
            SessionEvent::Response { handle, .. } => Some((*handle, true)),
            SessionEvent::NoResponse { handle, .. } => Some((*handle, false)),
            _ => None,
        })
        .collect();
    assert_eq!(outcomes, [(first, true), (second, false)]);
}

#[test]
fn an_smsc_probes_as_well_where_its_profile_says_so() {
    let mut smsc = bound_smsc(Profile::standard(), BindKind::Transceiver);
    assert!(smsc.wait_until(at(59)).is_empty());
    let probe = smsc.wait_until(at(60));
    assert_eq!(probe[7], 0x15);
    smsc.hear_octets(&answer(&probe));
    assert_eq!(smsc.wait_until(at(120))[7], 0x15);
    smsc.wait_until(at(180));
    assert_eq!(smsc.end(), Some(EndReason::LinkDead));
}

#[test]
fn a_nack_of_a_probe_shows_a_living_peer() {
    let mut esme = bound_esme(Profile::standard(), BindKind::Transceiver);
    let probe = esme.wait_until(at(60));
    let mut nack = answer(&probe);
    nack[7] = 0;
    esme.hear_octets(&nack);
    assert_eq!(esme.wait_until(at(120))[7], 0x15, "another probe");
    assert!(esme.events.is_empty() && !esme.closed);
}

#[test]
fn silence_is_for_a_bound_esme_to_keep() {
    // An ESME does not end its session for its SMSC's silence, nor an SMSC one that is not bound yet.
    let mut profile = Profile::clickatell();
    profile.esme_enquire_link = None;
    profile.session_init = None;
    let mut esme = bound_esme(profile.clone(), BindKind::Transceiver);
    esme.hear("00000010 00000015 00000000 00000008");
    let mut smsc = End::new(Role::Smsc, profile);
    smsc.hear("00000010 00000015 00000000 00000008");
    for end in [&mut esme, &mut smsc] {
        assert_eq!(end.session.poll_timeout(), None);
    }
}

#[test]
fn a_peer_that_is_not_read_is_not_called_silent() {
    // The answers lie in the transport: only what is not said when it is read again shows that nobody is there.
    let long = Duration::from_secs(10_000);
    let mut profile = Profile::standard().with_duties(1).with_parked(0).with_duty_timeout(long);
    profile.smsc_inactivity = Some(Duration::from_secs(120));
    let mut smsc = bound_smsc(profile, BindKind::Transceiver);
    let mut octets = Vec::new();
    crate::pdu::PduBody::encode(&hello(), SequenceNumber::new(2), &mut octets);
    smsc.hear_octets(&octets);
    let Some(SessionEvent::Request { duty, .. }) = smsc.events.pop() else { panic!("not served") };
    assert!(!smsc.session.wants_input());
    let probe = smsc.wait_until(at(1_000));
    assert_eq!((probe.len(), probe[7], smsc.closed), (16, 0x15, false), "one probe, and no judgement");
    smsc.session.answer(at(1_000), duty, Reply::Refuse(crate::CommandStatus::ESME_RSYSERR)).unwrap();
    smsc.drain();
    assert!(smsc.session.wants_input());
    // What lay there shows that the peer lives, however late it is.
    smsc.hear_octets(&answer(&probe));
    assert_eq!(smsc.wait_until(at(1_020))[7], 0x15);
    assert!(smsc.events.is_empty());
    // From then on it is judged as ever.
    smsc.wait_until(at(1_200));
    assert_eq!(smsc.end(), Some(EndReason::LinkDead));
}

#[test]
fn unread_events_suspend_the_judgement_as_well() {
    let mut esme = Session::new(Role::Esme, Profile::standard().with_events(1));
    esme.handle_input(at(0), Wire::Connected);
    esme.bind(at(0), &bind(BindKind::Transceiver)).unwrap();
    esme.handle_input(at(0), Wire::Octets(&from_hex("00000011 80000009 00000000 00000001 00")));
    let (mut now, mut out) = (at(0), Vec::new());
    while now < at(600) {
        now = esme.poll_timeout().unwrap();
        esme.handle_timeout(now);
        while esme.poll_output(&mut out).is_some() {}
    }
    assert_eq!(esme.state(), State::Bound(BindKind::Transceiver));
}
