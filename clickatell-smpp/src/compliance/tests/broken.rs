//! Each condition broken by hand.

use std::string::ToString;
use std::vec::Vec;

use super::super::*;
use crate::code::{CommandId, CommandStatus};
use crate::frame::{Header, SequenceNumber};
use crate::octets::{COctets, Password, ShortMessage};
use crate::pdu::{Bind, BindResp, DeliverSm, DeliverSmResp, EnquireLink, PduBody, SubmitSm, Unbind};
use crate::value::{Address, EsmClass, RegisteredDelivery};

fn at(seconds: u64) -> Instant {
    Instant::from_secs(seconds)
}

/// A conversation, spoken by the test for both ends.
struct Talk {
    monitor: ComplianceMonitor,
    number: u32,
}

impl Talk {
    fn new() -> Self {
        let monitor = ComplianceMonitor::new(ComplianceLimits::default(), Profile::clickatell());
        Self { monitor, number: 100 }
    }

    #[expect(single_use_lifetimes, reason = "an anonymous one is not allowed there")]
    fn say<'a>(&mut self, seconds: u64, conn: u64, from: Role, number: u32, pdu: &impl PduBody<'a>) {
        let mut octets = Vec::new();
        pdu.encode(SequenceNumber::new(number), &mut octets);
        self.octets(seconds, conn, from, &octets);
    }

    fn octets(&mut self, seconds: u64, conn: u64, from: Role, octets: &[u8]) {
        // In two pieces: a monitor sees reads, not PDUs.
        let (head, tail) = octets.split_at_checked(7).unwrap();
        self.monitor.observe(at(seconds), ConnId::new(conn), Observed::Octets(from, head));
        self.monitor.observe(at(seconds), ConnId::new(conn), Observed::Octets(from, tail));
    }

    fn connect(&mut self, seconds: u64, conn: u64) {
        self.monitor.observe(at(seconds), ConnId::new(conn), Observed::Connected);
    }

    fn ask(&mut self, seconds: u64, conn: u64, kind: BindKind) -> u32 {
        let bind =
            Bind::new(kind, COctets::try_from("demo").unwrap(), Password::try_from("demo1234").unwrap());
        self.number += 1;
        self.say(seconds, conn, Role::Esme, self.number, &bind);
        self.number
    }

    /// Connects and binds.
    fn bound(&mut self, seconds: u64, conn: u64, kind: BindKind) {
        self.connect(seconds, conn);
        let number = self.ask(seconds, conn, kind);
        self.say(seconds, conn, Role::Smsc, number, &BindResp::new(kind, COctets::EMPTY));
    }

    /// Connects and is refused, and closes.
    fn refused(&mut self, seconds: u64, conn: u64, kind: BindKind) {
        self.connect(seconds, conn);
        let number = SequenceNumber::new(self.ask(seconds, conn, kind));
        let mut octets = Vec::new();
        Header {
            command_id: kind.command_id().response(),
            command_status: CommandStatus::ESME_RINVPASWD,
            sequence_number: number,
        }
        .encode_alone(&mut octets);
        self.octets(seconds, conn, Role::Smsc, &octets);
        self.close(seconds, conn, Role::Esme);
    }

    fn close(&mut self, seconds: u64, conn: u64, by: Role) {
        self.monitor.observe(at(seconds), ConnId::new(conn), Observed::Closed(by));
    }

    fn wait_until(&mut self, seconds: u64) {
        self.monitor.handle_timeout(at(seconds));
    }

    fn probe(&mut self, seconds: u64, conn: u64) {
        self.say(seconds, conn, Role::Esme, 900, &EnquireLink::new());
    }

    fn submit(&mut self, conn: u64, wish: RegisteredDelivery) {
        let destination = Address::international(COctets::try_from("27999112345").unwrap());
        let mut pdu = SubmitSm::new(destination, ShortMessage::new(b"Hello").unwrap());
        pdu.registered_delivery = wish;
        self.say(1, conn, Role::Esme, 7, &pdu);
    }

    fn deliver(&mut self, seconds: u64, conn: u64, number: u32, esm_class: EsmClass) {
        let to = Address::international(COctets::try_from("27123456789").unwrap());
        let mut pdu = DeliverSm::new(to, ShortMessage::new(b"id:1 stat:DELIVRD").unwrap());
        pdu.esm_class = esm_class;
        self.say(seconds, conn, Role::Smsc, number, &pdu);
    }

    fn answer(&mut self, seconds: u64, conn: u64, number: u32, status: CommandStatus) {
        let mut octets = Vec::new();
        DeliverSmResp::new(COctets::EMPTY).encode_with_status(
            status,
            SequenceNumber::new(number),
            &mut octets,
        );
        self.octets(seconds, conn, Role::Esme, &octets);
    }

    fn passed(&self, condition: Condition) -> bool {
        self.monitor.verdict(condition) == Verdict::Passed
    }

    fn not_seen(&self, condition: Condition) -> bool {
        self.monitor.verdict(condition) == Verdict::NotSeen
    }

    /// When it was broken first, and how.
    fn broken(&self, condition: Condition) -> (u64, Breach) {
        match self.monitor.verdict(condition) {
            Verdict::Failed(evidence, _) => (evidence.at.as_micros() / 1_000_000, evidence.breach),
            other => panic!("{condition:?} is {other:?}"),
        }
    }
}

use BindKind::{Receiver, Transceiver, Transmitter};
use Condition::{DeliverSm as Handles, DeliverSmResp as Answers, EnquireLink as Probes, SubmitSm as Submits};
use Condition::{OneBind, Rebinds, Reconnects, Sessions, StaysBound};

const SECONDS: fn(u64) -> Duration = Duration::from_secs;

#[test]
fn smpp_5_12_leaving_before_48_hours_fails_and_after_them_does_not() {
    // SMPP-5-12
    let mut talk = Talk::new();
    talk.bound(0, 1, Transceiver);
    talk.close(100_000, 1, Role::Esme);
    assert_eq!(talk.broken(StaysBound), (100_000, Breach::LeftEarly(Transceiver)));
    let mut talk = Talk::new();
    talk.bound(0, 1, Transceiver);
    talk.wait_until(172_799);
    assert!(talk.not_seen(StaysBound));
    talk.wait_until(172_800);
    assert!(talk.passed(StaysBound));
    talk.close(172_900, 1, Role::Esme);
    assert!(talk.passed(StaysBound));
}

#[test]
fn smpp_5_13_a_gap_of_the_server_s_is_excused_for_a_minute() {
    // SMPP-5-13
    let mut talk = Talk::new();
    talk.bound(0, 1, Transceiver);
    talk.close(90_000, 1, Role::Smsc);
    talk.bound(90_045, 2, Transceiver);
    talk.wait_until(172_800);
    assert!(talk.passed(StaysBound) && talk.passed(Rebinds) && talk.passed(Reconnects));
    let mut talk = Talk::new();
    talk.bound(0, 1, Transceiver);
    talk.close(90_000, 1, Role::Smsc);
    talk.bound(90_100, 2, Transceiver);
    assert_eq!(talk.broken(StaysBound), (90_100, Breach::LateRebind(Transceiver, SECONDS(100))));
    assert_eq!(talk.broken(Reconnects), (90_100, Breach::TooLate(Transceiver, SECONDS(100))));
    // One that never comes back is known without its coming.
    let mut talk = Talk::new();
    talk.bound(0, 1, Transceiver);
    talk.close(90_000, 1, Role::Smsc);
    talk.wait_until(90_200);
    assert!(matches!(talk.broken(Rebinds), (90_200, Breach::LateRebind(..))));
    assert!(matches!(talk.broken(Reconnects), (90_200, Breach::NoAttempt(..))));
}

#[test]
fn smpp_5_14_one_bind_and_one_session_of_a_kind() {
    // SMPP-5-14
    let mut talk = Talk::new();
    talk.bound(0, 1, Transceiver);
    assert!(talk.passed(OneBind));
    talk.ask(1, 1, Transceiver);
    assert_eq!(talk.broken(OneBind), (1, Breach::SecondBind(Transceiver)));
    let Verdict::Failed(evidence, 1) = talk.monitor.verdict(OneBind) else { panic!("not once") };
    assert_eq!(evidence.sequence_number.map(SequenceNumber::get), Some(102));
    let octets = std::string::String::from_utf8_lossy(&evidence.octets).into_owned();
    assert!(octets.contains("demo\0********\0") && !octets.contains("demo1234"));
    let mut talk = Talk::new();
    talk.bound(0, 1, Receiver);
    talk.bound(1, 2, Transmitter);
    talk.connect(2, 3);
    talk.ask(2, 3, Receiver);
    assert_eq!(talk.broken(OneBind), (2, Breach::SecondSession(Receiver)));
    // A bind that was refused may be tried again on the same connection (ruling A-S1).
    let mut talk = Talk::new();
    talk.refused(0, 1, Transceiver);
    talk.bound(45, 2, Transceiver);
    assert!(talk.passed(OneBind));
}

#[test]
fn smpp_5_15_and_16_the_sessions_of_a_client() {
    // SMPP-5-15, SMPP-5-16
    let mut talk = Talk::new();
    talk.bound(0, 1, Receiver);
    assert!(talk.not_seen(Sessions), "a receiver alone");
    talk.bound(0, 2, Transmitter);
    assert!(talk.passed(Sessions));
    talk.connect(1, 3);
    talk.ask(1, 3, Transceiver);
    assert_eq!(talk.broken(Sessions), (1, Breach::MixedSessions(Transceiver)));
    let mut talk = Talk::new();
    talk.bound(0, 1, Transmitter);
    assert!(talk.not_seen(Sessions));
    talk.submit(1, RegisteredDelivery::NONE);
    assert!(talk.passed(Sessions) && talk.passed(Submits));
    talk.submit(1, RegisteredDelivery::FINAL);
    assert_eq!(talk.broken(Sessions), (1, Breach::ReceiptWithoutReceiver));
}

#[test]
fn smpp_5_17_the_sibling_is_left_in_peace() {
    // SMPP-5-17
    let mut talk = Talk::new();
    talk.bound(0, 1, Receiver);
    talk.bound(0, 2, Transmitter);
    talk.close(10, 1, Role::Smsc);
    talk.close(11, 2, Role::Esme);
    assert_eq!(talk.broken(Rebinds), (11, Breach::SiblingDropped(Transmitter)));
}

#[test]
fn smpp_5_18_probes_are_55_to_57_seconds_apart() {
    // SMPP-5-18
    for (span, good) in [(54, false), (55, true), (56, true), (57, true), (58, false)] {
        let mut talk = Talk::new();
        talk.bound(10, 1, Transceiver);
        talk.probe(10 + span, 1);
        assert_eq!(talk.passed(Probes), good, "{span}");
    }
    let mut talk = Talk::new();
    talk.bound(0, 1, Transceiver);
    assert_eq!(talk.monitor.poll_timeout(), Some(Instant::from_micros(57_000_001)));
    talk.probe(56, 1);
    talk.wait_until(200);
    assert_eq!(talk.broken(Probes), (200, Breach::NoProbe(SECONDS(144))));
    assert_eq!(Probes.severity(), Severity::NonCritical, "SMPP-6-3");
    // Who is leaving needs no more.
    let mut talk = Talk::new();
    talk.bound(0, 1, Transceiver);
    talk.say(40, 1, Role::Smsc, 3, &Unbind::new());
    talk.wait_until(100);
    assert!(talk.not_seen(Probes));
}

#[test]
fn smpp_5_19_a_malformed_submission_is_told_with_its_octets() {
    // SMPP-5-19
    let mut talk = Talk::new();
    talk.bound(0, 1, Transceiver);
    talk.submit(1, RegisteredDelivery::FINAL);
    assert!(talk.passed(Submits));
    let octets = [0, 0, 0, 17, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0, 9, b'x'];
    talk.octets(2, 1, Role::Esme, &octets);
    let (2, Breach::Malformed(fault)) = talk.broken(Submits) else { panic!("another breach") };
    assert_eq!(fault.at(), 16);
    talk.submit(1, RegisteredDelivery::new(3));
    assert!(
        matches!(talk.monitor.verdict(Submits), Verdict::Failed(evidence, 2) if evidence.octets == octets)
    );
    let mut talk = Talk::new();
    talk.bound(0, 1, Transceiver);
    talk.submit(1, RegisteredDelivery::new(3));
    assert!(matches!(talk.broken(Submits), (1, Breach::Violation(violation)) if violation.status.get() == 7));
}

#[test]
fn smpp_5_20_and_21_deliveries_are_handled_and_answered() {
    // SMPP-5-20, SMPP-5-21
    let ok = CommandStatus::ESME_ROK;
    let mut talk = Talk::new();
    talk.bound(0, 1, Transceiver);
    talk.deliver(1, 1, 1, EsmClass::DEFAULT);
    talk.answer(1, 1, 1, ok);
    assert!(talk.not_seen(Handles) && talk.passed(Answers), "a receipt has not been seen");
    talk.deliver(2, 1, 2, EsmClass::RECEIPT);
    talk.answer(2, 1, 2, CommandStatus::ESME_RX_T_APPN);
    assert!(talk.not_seen(Handles), "a temporary error says nothing");
    talk.deliver(3, 1, 3, EsmClass::RECEIPT);
    talk.answer(3, 1, 3, ok);
    assert!(talk.passed(Handles));
    talk.deliver(4, 1, 4, EsmClass::DEFAULT);
    talk.answer(4, 1, 5, ok);
    assert_eq!(talk.broken(Answers), (4, Breach::WrongNumber));
    talk.answer(4, 1, 4, CommandStatus::ESME_RX_R_APPN);
    assert_eq!(talk.broken(Handles), (4, Breach::DeliveryRefused(CommandStatus::ESME_RX_R_APPN)));
    assert_eq!(Answers.severity(), Severity::Critical, "SMPP-6-3");

    let mut talk = Talk::new();
    talk.bound(0, 1, Transceiver);
    talk.deliver(1, 1, 1, EsmClass::DEFAULT);
    talk.wait_until(61);
    assert!(talk.not_seen(Answers));
    talk.wait_until(62);
    assert_eq!(talk.broken(Answers), (62, Breach::DeliveryUnanswered));

    let mut talk = Talk::new();
    talk.bound(0, 1, Transceiver);
    talk.deliver(1, 1, 1, EsmClass::DEFAULT);
    let nack = Header {
        command_id: CommandId::GENERIC_NACK,
        command_status: CommandStatus::ESME_RINVCMDID,
        sequence_number: SequenceNumber::FIRST,
    };
    let mut octets = Vec::new();
    nack.encode_alone(&mut octets);
    talk.octets(1, 1, Role::Esme, &octets);
    assert_eq!(
        (talk.broken(Answers).1, talk.broken(Handles).1),
        (Breach::DeliveryNacked, Breach::DeliveryNacked)
    );

    // What the server did not wait for is not the client's fault; what the client runs away from is.
    for (by, blamed) in [(Role::Smsc, false), (Role::Esme, true)] {
        let mut talk = Talk::new();
        talk.bound(0, 1, Transceiver);
        talk.deliver(1, 1, 1, EsmClass::DEFAULT);
        talk.close(2, 1, by);
        assert_eq!(!talk.not_seen(Answers), blamed);
    }
}

#[test]
fn smpp_5_22_attempts_are_30_to_60_seconds_apart() {
    // SMPP-5-22
    for (span, good) in [(29, false), (30, true), (60, true), (61, false)] {
        let mut talk = Talk::new();
        talk.bound(0, 1, Transceiver);
        talk.close(1_000, 1, Role::Smsc);
        talk.bound(1_000 + span, 2, Transceiver);
        assert_eq!(talk.passed(Reconnects), good, "{span}");
    }
    // A client that has unbound by itself is not expected back.
    let mut talk = Talk::new();
    talk.bound(0, 1, Transceiver);
    talk.say(10, 1, Role::Esme, 3, &Unbind::new());
    talk.close(10, 1, Role::Smsc);
    talk.wait_until(10_000);
    assert!(talk.not_seen(Reconnects));
    assert_eq!(talk.broken(StaysBound).1, Breach::LeftEarly(Transceiver));
}

#[test]
fn smpp_9_10_three_refusals_ask_for_180_seconds() {
    // SMPP-9-10
    for (last, good) in [(135, false), (269, false), (270, true), (330, true), (331, false)] {
        let mut talk = Talk::new();
        for (seconds, conn) in [(0, 1), (45, 2), (90, 3)] {
            talk.refused(seconds, conn, Transceiver);
        }
        assert!(talk.passed(Reconnects));
        talk.bound(last, 4, Transceiver);
        assert_eq!(talk.passed(Reconnects), good, "{last}");
    }
}

#[test]
fn garbage_is_the_client_s_doing() {
    let mut talk = Talk::new();
    talk.bound(0, 1, Transceiver);
    talk.octets(5, 1, Role::Esme, b"GET / HTTP/1.1\r\n\r\n");
    talk.close(5, 1, Role::Smsc);
    assert_eq!(talk.broken(StaysBound), (5, Breach::LeftEarly(Transceiver)));
    // Nothing is known of it any more.
    talk.probe(6, 1);
    assert!(talk.not_seen(Probes));
}

#[test]
fn conditions_have_the_document_s_numbers() {
    for (condition, number) in Condition::ALL.into_iter().zip(1..) {
        assert_eq!((condition.number(), Condition::from_number(number)), (number, Some(condition)));
        assert!(!condition.text().is_empty());
    }
    assert_eq!(Condition::from_number(10), None);
    let breach = Breach::ProbeInterval(Duration::from_millis(58_250));
    assert_eq!(breach.to_string(), "an enquire_link after 58.250 s");
}
