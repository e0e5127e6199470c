//! A compliance monitor beside tallies of what can be counted by hand.

mod tallies;

use alloc::vec::Vec;

use clickatell_core::machine::Timed;
use clickatell_core::time::{Duration, Instant};

use crate::code::{CommandId, CommandStatus};
use crate::compliance::{ComplianceLimits, ComplianceMonitor, Condition, Observed, Verdict};
use crate::frame::{Header, SequenceNumber};
use crate::link::ConnId;
use crate::octets::{COctets, Password, ShortMessage};
use crate::pdu::{
    Bind, BindKind, BindResp, DeliverSm, DeliverSmResp, EnquireLink, PduBody, SubmitSm, Unbind,
};
use crate::profile::Profile;
use crate::session::Role;
use crate::value::{Address, EsmClass, RegisteredDelivery};
use tallies::Tallies;

/// How many connections are watched, and how many unanswered deliveries of each.
const CONNS: usize = 3;
const DELIVERIES: usize = 3;
const PASSWORD: &str = "demo1234";
const KINDS: [BindKind; 3] = [BindKind::Transmitter, BindKind::Receiver, BindKind::Transceiver];
/// Those that the tallies know.
const COUNTED: [Condition; 4] =
    [Condition::OneBind, Condition::EnquireLink, Condition::SubmitSm, Condition::DeliverSmResp];

/// The monitor, the tallies, and how each condition stood last.
struct Run {
    monitor: ComplianceMonitor,
    tallies: Tallies,
    now: Instant,
    stood: Vec<Stood>,
    number: u32,
    /// There was noise: the tallies do not know what it made of the rest.
    noisy: bool,
}

/// How a condition stood.
#[derive(Clone, PartialEq)]
enum Stood {
    NotSeen,
    Passed,
    Failed(u32, Vec<u8>, Instant),
}

/// Any traffic of a client and a server, over time. Each pair of octets is an operation and its argument.
///
/// Asserts: a condition that failed stays failed, by the same evidence and no fewer times, and one that passed was seen
/// for good; no password stands in evidence; no more is watched than may be; a caller never spins; and, for the four that
/// can be counted by hand, each verdict is that of the count. Returns how many failures there were.
#[must_use]
pub fn monitor(operations: &[u8]) -> usize {
    let mut limits = ComplianceLimits::default();
    (limits.conns, limits.deliveries) = (CONNS, DELIVERIES);
    let mut run = Run {
        monitor: ComplianceMonitor::new(limits, Profile::clickatell()),
        tallies: Tallies::new(CONNS, DELIVERIES),
        now: Instant::ZERO,
        stood: Condition::ALL.map(|_| Stood::NotSeen).to_vec(),
        number: 0,
        noisy: false,
    };
    for pair in operations.chunks_exact(2).take(1_000) {
        run.operate(pair[0] & 15, pair[0] >> 4, pair[1]);
        run.judge();
    }
    Condition::ALL
        .iter()
        .filter(|condition| matches!(run.monitor.verdict(**condition), Verdict::Failed(..)))
        .count()
}

impl Run {
    fn operate(&mut self, operation: u8, more: u8, argument: u8) {
        let pick = usize::from(argument);
        let by = if more & 1 == 0 { Role::Esme } else { Role::Smsc };
        match operation {
            0 => {
                let conn = self.tallies.connect();
                self.monitor.observe(self.now, conn, Observed::Connected);
            }
            1 => self.wait(Duration::from_secs(50 + u64::from(argument % 10))),
            2 => self.wait(Duration::from_millis(u64::from(argument) * u64::from(more) * 997)),
            3 => {
                let due = self.monitor.poll_timeout();
                self.wait(due.map_or(Duration::ZERO, |due| due.since(self.now)));
            }
            4 if more == 15 => {
                self.noisy = true;
                self.on(pick, |run, conn| run.say_octets(conn, by, &[argument, more, 0, argument]));
            }
            4 => self.monitor.observe(self.now, ConnId::new(9_999), Observed::Octets(by, &[0; 20])),
            _ => self.on(pick, |run, conn| run.talk(conn, operation, more, by)),
        }
    }

    fn on(&mut self, pick: usize, work: impl FnOnce(&mut Self, ConnId)) {
        if let Some(conn) = self.tallies.pick(pick) {
            work(self, conn);
        }
    }

    fn talk(&mut self, conn: ConnId, operation: u8, more: u8, by: Role) {
        let kind = KINDS[usize::from(more % 3)];
        match operation {
            5 => {
                let number = self.number();
                self.tallies.bind(conn, number, kind);
                let name = COctets::try_from("demo").expect("short");
                let bind = Bind::new(kind, name, Password::try_from(PASSWORD).expect("short"));
                self.say(conn, Role::Esme, number, &bind);
            }
            6 => {
                let Some((number, kind)) = self.tallies.bind_answered(self.now, conn, more < 11) else {
                    return;
                };
                if more < 11 {
                    self.say(conn, Role::Smsc, number, &BindResp::new(kind, COctets::EMPTY));
                } else {
                    let header = refusal(
                        kind.command_id().response(),
                        CommandStatus::ESME_RBINDFAIL,
                        SequenceNumber::new(number),
                    );
                    self.say_header(conn, Role::Smsc, header);
                }
            }
            7 | 8 => {
                self.tallies.probe(self.now, conn);
                let number = self.number();
                self.say(conn, Role::Esme, number, &EnquireLink::new());
            }
            9 | 10 => {
                let number = self.number();
                self.tallies.deliver(self.now, conn, number);
                self.deliver(conn, number, more.is_multiple_of(2));
            }
            11 | 12 => self.answer(conn, more),
            13 => self.submit(conn, more),
            14 => {
                self.tallies.leave(conn, by);
                let number = self.number();
                self.say(conn, by, number, &Unbind::new());
            }
            _ => {
                self.tallies.close(conn, by);
                self.monitor.observe(self.now, conn, Observed::Closed(by));
            }
        }
    }

    fn deliver(&mut self, conn: ConnId, number: u32, is_receipt: bool) {
        let to = Address::international(COctets::try_from("447624803759").expect("digits"));
        let text: &[u8] = if is_receipt { b"id:7 stat:DELIVRD" } else { b"Yes" };
        let mut pdu = DeliverSm::new(to, ShortMessage::new(text).expect("short"));
        if is_receipt {
            pdu.esm_class = EsmClass::RECEIPT;
        }
        self.say(conn, Role::Smsc, number, &pdu);
    }

    /// The client answers the oldest delivery, well or not, or one that there is not.
    fn answer(&mut self, conn: ConnId, more: u8) {
        let oldest = self.tallies.oldest(conn).filter(|_| more != 15);
        let number = oldest.unwrap_or(0x7000_0000);
        let nacked = more >= 13;
        self.tallies.answer(conn, number, nacked);
        let sequence = SequenceNumber::new(number);
        let status = CommandStatus::ESME_RSYSERR;
        match more {
            0..=9 => self.say(conn, Role::Esme, number, &DeliverSmResp::default()),
            10..=12 => {
                self.say_header(conn, Role::Esme, refusal(CommandId::DELIVER_SM_RESP, status, sequence));
            }
            _ => self.say_header(conn, Role::Esme, refusal(CommandId::GENERIC_NACK, status, sequence)),
        }
    }

    /// The client submits: well, to nobody, or with a length that is none.
    fn submit(&mut self, conn: ConnId, more: u8) {
        let good = more < 10;
        self.tallies.submit(good);
        let number = if more < 13 { "27999112345" } else { "0831234567" };
        let to = Address::international(COctets::try_from(number).expect("digits"));
        let mut pdu = SubmitSm::new(to, ShortMessage::new(b"Hello").expect("short"));
        if more % 2 == 1 {
            pdu.registered_delivery = RegisteredDelivery::FINAL;
        }
        let mut octets = Vec::new();
        pdu.encode(SequenceNumber::new(self.number()), &mut octets);
        if (10..13).contains(&more) {
            let length = octets.len() - 6;
            octets[length] = 200;
        }
        self.say_octets(conn, Role::Esme, &octets);
    }

    fn number(&mut self) -> u32 {
        self.number += 1;
        self.number
    }

    #[expect(single_use_lifetimes, reason = "an anonymous one is not allowed there")]
    fn say<'a>(&mut self, conn: ConnId, by: Role, number: u32, pdu: &impl PduBody<'a>) {
        let mut octets = Vec::new();
        pdu.encode(SequenceNumber::new(number), &mut octets);
        self.say_octets(conn, by, &octets);
    }

    fn say_header(&mut self, conn: ConnId, by: Role, header: Header) {
        let mut octets = Vec::new();
        header.encode_alone(&mut octets);
        self.say_octets(conn, by, &octets);
    }

    /// In two pieces: a monitor sees reads, not PDUs.
    fn say_octets(&mut self, conn: ConnId, by: Role, octets: &[u8]) {
        let (head, tail) = octets.split_at_checked(octets.len() / 2).expect("a half of it");
        self.monitor.observe(self.now, conn, Observed::Octets(by, head));
        self.monitor.observe(self.now, conn, Observed::Octets(by, tail));
    }

    /// Lets time pass, timer by timer.
    fn wait(&mut self, span: Duration) {
        let end = self.now + span;
        while let Some(due) = self.monitor.poll_timeout().filter(|due| *due <= end) {
            self.now = self.now.max(due);
            self.monitor.handle_timeout(self.now);
            assert!(self.monitor.poll_timeout().is_none_or(|next| next > self.now), "a caller would spin");
            self.tallies.time(self.now);
        }
        self.now = end;
        self.tallies.time(end);
    }

    fn judge(&mut self) {
        assert!(self.noisy || self.monitor.watched() == self.tallies.watched());
        assert!(self.monitor.watched() <= CONNS, "more connections than may be");
        assert_eq!(self.monitor.unwatched(), self.tallies.unwatched());
        for (condition, before) in Condition::ALL.into_iter().zip(&mut self.stood) {
            let stands = match self.monitor.verdict(condition) {
                Verdict::NotSeen => Stood::NotSeen,
                Verdict::Passed => Stood::Passed,
                Verdict::Failed(evidence, times) => {
                    let octets = &evidence.octets;
                    let shown = octets.windows(PASSWORD.len()).any(|part| part == PASSWORD.as_bytes());
                    assert!(!shown && evidence.at <= self.now, "{evidence:?}");
                    Stood::Failed(times, octets.clone(), evidence.at)
                }
            };
            match (&*before, &stands) {
                (Stood::Failed(times, proof, at), Stood::Failed(now, same, when)) => {
                    assert!(times <= now && proof == same && at == when, "{condition:?}: other evidence");
                }
                (Stood::Failed(..), _) | (Stood::Passed, Stood::NotSeen) => {
                    panic!("{condition:?} is not what it was")
                }
                _ => {}
            }
            if !self.noisy && COUNTED.contains(&condition) {
                let counted = match self.tallies.of(condition) {
                    (_, failures @ 1..) => Some(failures),
                    (true, 0) => Some(0),
                    (false, 0) => None,
                };
                let said = match &stands {
                    Stood::Failed(times, ..) => Some(*times),
                    Stood::Passed => Some(0),
                    Stood::NotSeen => None,
                };
                assert_eq!(said, counted, "{condition:?}");
            }
            *before = stands;
        }
    }
}

/// A response that is a header alone.
const fn refusal(
    command_id: CommandId,
    command_status: CommandStatus,
    sequence_number: SequenceNumber,
) -> Header {
    Header { command_id, command_status, sequence_number }
}
