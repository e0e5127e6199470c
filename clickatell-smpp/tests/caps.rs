//! Caps, set to 3 and exceeded by a peer; decoding allocates nothing; a claimed length allocates nothing.
#![allow(
    clippy::panic,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::disallowed_methods,
    reason = "test code"
)]

use clickatell_core::machine::Machine;
use clickatell_core::time::Instant;
use clickatell_smpp::pdu::{
    Bind, BindKind, DeliverSm, Destination, DestinationBuf, PduBody, SubmitMulti, SubmitSm,
};
use clickatell_smpp::profile::Profile;
use clickatell_smpp::session::{Outgoing, Role, Session, SessionEvent, State, Wire};
use clickatell_smpp::value::Address;
use clickatell_smpp::{
    Body, COctets, Frame, Framer, Password, SequenceNumber, ShortMessage, TlvBuf, Tolerance, cut,
};
use clickatell_testkit::{CountingAllocator, allocations_during, from_hex};

#[global_allocator]
static ALLOCATOR: CountingAllocator = CountingAllocator;

fn delivery(text: &[u8], number: u32, out: &mut Vec<u8>) {
    let mut tlvs = TlvBuf::new();
    tlvs.message_state(2).sar_msg_ref_num(7);
    let mut pdu = DeliverSm::new(
        Address::international(COctets::try_from("27123456789").unwrap()),
        ShortMessage::new(text).unwrap(),
    );
    pdu.tlvs = tlvs.as_tlvs();
    pdu.encode(SequenceNumber::new(number), out);
}

fn bound_esme(profile: Profile) -> Session {
    let mut esme = Session::new(Role::Esme, profile);
    esme.handle_input(Instant::ZERO, Wire::Connected);
    let bind = Bind::new(
        BindKind::Transceiver,
        COctets::try_from("demo").unwrap(),
        Password::try_from("demo1234").unwrap(),
    );
    esme.bind(Instant::ZERO, &bind).unwrap();
    esme.handle_input(
        Instant::ZERO,
        Wire::Octets(&from_hex("00000015 80000009 00000000 00000001 534D534300")),
    );
    let mut out = Vec::new();
    while esme.poll_output(&mut out).is_some() {}
    while esme.poll_event().is_some() {}
    assert!(matches!(esme.state(), State::Bound(BindKind::Transceiver)));
    esme
}

#[test]
fn decoding_allocates_nothing_and_encoding_nothing_beyond_the_buffer() {
    let mut octets = Vec::new();
    delivery(b"Hello World", 1, &mut octets);
    let frame = Frame::new(&octets).unwrap();
    let mut out = Vec::with_capacity(1000);
    let (pdu, count, _) = allocations_during(|| {
        let pdu = frame.decode(&Tolerance::STRICT, &mut ()).unwrap();
        let read = pdu.body.tlvs().iter().count();
        assert_eq!(read, 2);
        pdu.encode(&mut out);
        pdu
    });
    assert_eq!((count, out.as_slice()), (0, octets.as_slice()));
    let ((), count, _) = allocations_during(|| {
        let mut notes = 0;
        frame.decode(&Tolerance::FIELD, &mut |_| notes += 1).unwrap();
        assert_eq!(notes, 0);
    });
    assert_eq!((count, pdu.header.sequence_number.get()), (0, 1));
    let (buf, count, _) = allocations_during(|| frame.to_buf());
    assert_eq!((count, buf.frame().octets()), (1, octets.as_slice()));
}

#[test]
fn walking_the_lists_of_a_pdu_allocates_nothing() {
    let mut list = DestinationBuf::new();
    for name in ["customers", "l"].into_iter().cycle().take(254) {
        list.push(Destination::List(COctets::try_from(name).unwrap())).unwrap();
    }
    let submit = SubmitMulti::new(list.as_destinations(), ShortMessage::new(b"Hi").unwrap());
    let mut octets = Vec::new();
    submit.encode(SequenceNumber::FIRST, &mut octets);
    let mut again = octets.clone();
    again.clear();
    let (walked, count, _) = allocations_during(|| {
        let pdu = Frame::new(&octets).unwrap().decode(&Tolerance::STRICT, &mut ()).unwrap();
        pdu.encode(&mut again);
        let Body::SubmitMulti(submit) = pdu.body else { panic!("a submit_multi") };
        submit.destinations.iter().filter(|to| to.dest_flag() == 2).count()
    });
    assert_eq!((walked, count, &again), (254, 0, &octets));
}

#[test]
fn a_claimed_length_allocates_nothing() {
    // max_pdu_length: 4 GiB is refused, 70 000 is waited for, and neither is allocated.
    let ((), count, _) = allocations_during(|| assert!(cut(&[0xFF; 4], 70_000).is_err()));
    assert_eq!(count, 0);
    let mut framer = Framer::new(70_000);
    let (_, _, peak) = allocations_during(|| {
        let mut input: &[u8] = &70_000_u32.to_be_bytes();
        assert!(framer.next(&mut input).unwrap().is_none());
    });
    assert!(peak <= 64, "{peak} octets for a claim of 70 000");

    let mut smsc = Session::new(Role::Smsc, Profile::standard().with_max_pdu_length(48));
    smsc.handle_input(Instant::ZERO, Wire::Connected);
    smsc.handle_input(Instant::ZERO, Wire::Octets(&49_u32.to_be_bytes()));
    let mut out = Vec::new();
    assert_eq!(smsc.poll_output(&mut out), Some(Outgoing::Octets));
    assert_eq!(out, from_hex("00000010 80000000 00000002 00000000"));
    assert_eq!(smsc.poll_output(&mut out), Some(Outgoing::Close));
}

#[test]
fn three_duties_and_three_parked_requests_are_so_many_whatever_a_peer_sends() {
    let mut esme = bound_esme(Profile::standard().with_duties(3).with_parked(3));
    let mut stream = Vec::new();
    for number in 1..=1_000 {
        delivery(&[b'x'; 200], number, &mut stream);
    }
    let mut fed = 0;
    let (requests, _, peak) = allocations_during(|| {
        let mut requests = Vec::new();
        for piece in stream.chunks(1_024) {
            if !esme.wants_input() {
                break;
            }
            esme.handle_input(Instant::ZERO, Wire::Octets(piece));
            fed += piece.len();
            while let Some(event) = esme.poll_event() {
                requests.push(event);
            }
        }
        requests
    });
    assert_eq!(requests.len(), 3);
    assert!(requests.iter().all(|event| matches!(event, SessionEvent::Request { .. })));
    assert!(fed <= 2_048, "{fed} octets were taken");
    assert!(peak <= 8_192, "{peak} octets for three duties and three requests");
}

#[test]
fn three_events_hold_input_back() {
    let mut esme = bound_esme(Profile::standard().with_events(3));
    let strays = from_hex(&"00000010 80000077 00000000 00000001".repeat(1_000));
    let mut fed = 0;
    let ((), _, peak) = allocations_during(|| {
        for piece in strays.chunks(64) {
            if !esme.wants_input() {
                break;
            }
            esme.handle_input(Instant::ZERO, Wire::Octets(piece));
            fed += piece.len();
        }
    });
    assert!(fed <= 64, "{fed} octets were taken");
    assert!(peak <= 2_048, "{peak} octets for three events");
}

#[test]
fn a_window_of_three_is_three() {
    let mut esme = bound_esme(Profile::standard().with_window(3));
    let pdu = SubmitSm::new(
        Address::international(COctets::try_from("27123456789").unwrap()),
        ShortMessage::new(b"Hello").unwrap(),
    );
    let (sent, _, peak) =
        allocations_during(|| (0..1_000).take_while(|_| esme.submit(Instant::ZERO, &pdu).is_ok()).count());
    assert_eq!(sent, 3);
    assert!(peak <= 4_096, "{peak} octets for three requests");
}
