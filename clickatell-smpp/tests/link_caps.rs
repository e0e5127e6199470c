//! Caps of a link, an outbox and a compliance monitor, set to 3 and exceeded by a peer or an owner.
#![allow(
    clippy::panic,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::disallowed_methods,
    reason = "test code"
)]

use clickatell_core::machine::{Machine, Timed};
use clickatell_core::time::{Duration, Instant};
use clickatell_smpp::compliance::{ComplianceLimits, ComplianceMonitor, Condition, Observed, Verdict};
use clickatell_smpp::flow::{FlowSettings, Outbox, QueueFull};
use clickatell_smpp::link::{ConnId, Link, LinkEvent, LinkOutput, Plan, RequestError};
use clickatell_smpp::pdu::{Bind, BindKind, DeliverSm, PduBody, SubmitSm};
use clickatell_smpp::profile::Profile;
use clickatell_smpp::session::{Role, Wire};
use clickatell_smpp::value::Address;
use clickatell_smpp::{COctets, Password, PduBuf, SequenceNumber, ShortMessage};
use clickatell_testkit::{CountingAllocator, allocations_during, from_hex};

#[global_allocator]
static ALLOCATOR: CountingAllocator = CountingAllocator;

const BOUND: &str = "00000015 80000009 00000000 00000001 534D534300";
const REFUSED: &str = "00000010 80000009 0000000D 00000001";

fn address() -> Address<'static, 21> {
    Address::international(COctets::try_from("27123456789").unwrap())
}

fn delivery(number: u32, out: &mut Vec<u8>) {
    DeliverSm::new(address(), ShortMessage::new(&[b'x'; 200]).unwrap())
        .encode(SequenceNumber::new(number), out);
}

fn submission() -> SubmitSm<'static> {
    SubmitSm::new(address(), ShortMessage::new(b"Hello").unwrap())
}

fn link(profile: Profile) -> Link {
    let name = COctets::try_from("demo").unwrap();
    let bind = Bind::new(BindKind::Transceiver, name, Password::try_from("demo1234").unwrap());
    Link::new(Plan::Transceiver, profile, &bind, 1).unwrap()
}

/// Takes all that the link tells and sends, and says which connection it asks for.
fn drain(link: &mut Link) -> Option<ConnId> {
    while link.poll_event().is_some() {}
    let (mut asked, mut octets) = (None, Vec::new());
    while let Some(output) = link.poll_output(&mut octets) {
        if let LinkOutput::Connect(conn) = output {
            asked = Some(conn);
        }
    }
    asked
}

/// A link that is bound on a connection.
fn bound(profile: Profile) -> (Link, ConnId) {
    let mut link = link(profile);
    link.handle_timeout(Instant::ZERO);
    let conn = drain(&mut link).unwrap();
    link.handle_input(Instant::ZERO, (conn, Wire::Connected));
    drain(&mut link);
    link.handle_input(Instant::ZERO, (conn, Wire::Octets(&from_hex(BOUND))));
    drain(&mut link);
    assert!(link.is_up(BindKind::Transceiver));
    (link, conn)
}

/// Feeds pieces while they are wanted, and says how many octets were.
fn feed(link: &mut Link, conn: ConnId, stream: &[u8], piece: usize) -> usize {
    let mut fed = 0;
    for piece in stream.chunks(piece) {
        if !link.wants_input_from(conn) {
            break;
        }
        link.handle_input(Instant::ZERO, (conn, Wire::Octets(piece)));
        fed += piece.len();
    }
    fed
}

#[test]
fn three_deliveries_await_the_owner_whatever_the_smsc_sends() {
    let (mut link, conn) = bound(Profile::standard().with_duties(3).with_parked(3));
    let mut stream = Vec::new();
    for number in 1..=1_000 {
        delivery(number, &mut stream);
    }
    let (fed, _, peak) = allocations_during(|| feed(&mut link, conn, &stream, 1_024));
    let mut requests = Vec::new();
    while let Some(event) = link.poll_event() {
        requests.push(event);
    }
    assert_eq!(requests.len(), 3);
    assert!(requests.iter().all(|event| matches!(event, LinkEvent::Request { .. })));
    assert!(fed <= 2_048 && !link.wants_input(), "{fed} octets were taken");
    assert!(peak <= 8_192, "{peak} octets for three deliveries");
}

#[test]
fn three_events_hold_input_back() {
    let (mut link, conn) = bound(Profile::standard().with_events(3));
    let strays = from_hex(&"00000010 80000077 00000000 00000001".repeat(1_000));
    let (fed, _, peak) = allocations_during(|| feed(&mut link, conn, &strays, 64));
    assert!(fed <= 64, "{fed} octets were taken");
    assert!(peak <= 2_048, "{peak} octets for three events");
}

#[test]
fn three_requests_are_under_way_and_three_wait() {
    let mut flow = FlowSettings::default();
    flow.queue = 3;
    let (mut link, conn) = bound(Profile::standard().with_window(3).with_flow(flow));
    let (taken, _, peak) = allocations_during(|| {
        (0..1_000).filter(|_| link.submit(Instant::ZERO, &submission()).is_ok()).count()
    });
    assert_eq!(taken, 6);
    let full = RequestError::QueueFull(QueueFull { waiting: 3 });
    assert_eq!(link.submit(Instant::ZERO, &submission()), Err(full));
    assert_eq!((link.outbox().under_way(), link.outbox().waiting()), (3, 3));
    assert!(peak <= 6_144, "{peak} octets for six requests");
    // Refused for want of room all three come back, and nothing is taken until there is room here as well.
    drain(&mut link);
    for number in 2..=4 {
        let refusal = from_hex(&format!("00000010 80000004 00000058 {number:08x}"));
        link.handle_input(Instant::ZERO, (conn, Wire::Octets(&refusal)));
    }
    assert_eq!((link.outbox().under_way(), link.outbox().waiting()), (0, 6));
    assert!(link.submit(Instant::ZERO, &submission()).is_err());
}

#[test]
fn an_outbox_of_three_holds_three() {
    let mut octets = Vec::new();
    submission().encode(SequenceNumber::FIRST, &mut octets);
    let mut flow = FlowSettings::default();
    flow.queue = 3;
    let mut outbox = Outbox::new(flow, 3);
    let now = Instant::ZERO;
    let (taken, _, peak) = allocations_during(|| {
        let push = |outbox: &mut Outbox| outbox.push(PduBuf::new(&octets).unwrap()).is_ok();
        let before = (0..500).filter(|_| push(&mut outbox)).count();
        while outbox.next(now).is_some() {}
        before + (0..500).filter(|_| push(&mut outbox)).count()
    });
    assert_eq!((taken, outbox.under_way(), outbox.waiting()), (6, 3, 3));
    assert_eq!(outbox.next(now), None);
    assert!(peak <= 4_096, "{peak} octets for six requests");
}

/// What a link holds does not grow with the connections that it has lost.
#[test]
fn a_thousand_lost_connections_leave_nothing_behind() {
    for answer in [None, Some(BOUND), Some(REFUSED)] {
        let mut link = link(Profile::clickatell());
        let mut now = Instant::ZERO;
        let answer = answer.map(from_hex);
        let mut go_on = |link: &mut Link| {
            now = link.poll_timeout().unwrap().max(now);
            link.handle_timeout(now);
            let Some(conn) = drain(link) else { return 0 };
            if let Some(answer) = &answer {
                link.handle_input(now, (conn, Wire::Connected));
                drain(link);
                link.handle_input(now, (conn, Wire::Octets(answer)));
            }
            // Half of a PDU, and the end.
            link.handle_input(now, (conn, Wire::Octets(&[0, 0, 1, 0, 0])));
            link.handle_input(now, (conn, Wire::Closed));
            drain(link);
            1
        };
        let ((), _, once) = allocations_during(|| {
            go_on(&mut link);
        });
        let (lost, _, peak) = allocations_during(|| (0..1_000).map(|_| go_on(&mut link)).sum::<usize>());
        assert_eq!(lost, 1_000);
        assert!(peak <= once * 2 + 1_024, "{peak} octets for one connection at a time, which took {once}");
    }
}

#[test]
fn a_monitor_of_three_watches_three_connections_and_three_deliveries_of_each() {
    let mut limits = ComplianceLimits::default();
    (limits.conns, limits.deliveries) = (3, 3);
    let mut monitor = ComplianceMonitor::new(limits, Profile::clickatell().with_max_pdu_length(300));
    let now = Instant::ZERO;
    let ((), _, peak) = allocations_during(|| {
        for conn in (1..=1_000).map(ConnId::new) {
            monitor.observe(now, conn, Observed::Connected);
            for number in 1..=20 {
                let mut octets = Vec::new();
                delivery(number, &mut octets);
                monitor.observe(now, conn, Observed::Octets(Role::Smsc, &octets));
            }
            // A part of a PDU, and of one that may not be.
            monitor.observe(now, conn, Observed::Octets(Role::Esme, &[0, 0, 1, 0, 0]));
            for _ in 0..100 {
                monitor.observe(now, conn, Observed::Octets(Role::Smsc, &[0xFF; 64]));
            }
        }
    });
    assert_eq!((monitor.watched(), monitor.unwatched()), (3, 997));
    assert!(peak <= 12_288, "{peak} octets for three connections");
    // What was overlooked is neither answered nor unanswered.
    let answer = from_hex("00000011 80000005 00000000 00000014 00");
    monitor.observe(now, ConnId::new(1), Observed::Octets(Role::Esme, &from_hex(&"00".repeat(251))));
    monitor.observe(now, ConnId::new(1), Observed::Octets(Role::Esme, &answer));
    assert_eq!(monitor.verdict(Condition::DeliverSmResp), Verdict::NotSeen);
    monitor.handle_timeout(now + Duration::from_secs(61));
    let Verdict::Failed(_, failures) = monitor.verdict(Condition::DeliverSmResp) else {
        panic!("not failed")
    };
    assert_eq!(failures, 9);
    // One that is gone makes room.
    monitor.observe(now, ConnId::new(2), Observed::Closed(Role::Smsc));
    monitor.observe(now, ConnId::new(5_000), Observed::Connected);
    assert_eq!((monitor.watched(), monitor.unwatched()), (3, 997));
}
