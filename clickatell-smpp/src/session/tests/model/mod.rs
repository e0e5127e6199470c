//! Sessions of both ends under random commands, times and octets of a peer, against a model of what they owe.

mod judge;

use std::collections::VecDeque;
use std::vec;
use std::vec::Vec;

use clickatell_core::machine::{Duty, Machine, Timed};
use clickatell_core::time::{Duration, Instant};
use proptest::prelude::*;

use super::super::*;
use super::pair::{bind, hello, yes};
use crate::code::CommandStatus;
use crate::octets::COctets;
use crate::pdu::{BindKind, DeliverSmResp, QuerySmResp, SubmitSmResp};
use crate::pdu_buf::PduBuf;
use judge::{Judge, Rules, Saw};

const RULES: Rules = Rules { window: 3, duties: 2, response_timeout: 5_000, duty_timeout: 4_000 };

/// What happens to a session.
#[derive(Clone, Debug)]
enum Happens {
    /// The owner submits or delivers.
    Ask,
    Probe,
    Bind(BindKind),
    Unbind,
    Abort,
    /// The owner decides one of its duties, the other way for odd numbers.
    Decide(usize),
    /// The owner drops one of its duties.
    Forget(usize),
    /// The peer asks: what, and with which number.
    Request(Asks, u32),
    /// The peer answers one of what waits: rightly, by a nack, as another kind, with another number.
    Answer(usize, u8),
    /// Milliseconds pass.
    Wait(u64),
    Hangup,
}

/// What a peer asks.
#[derive(Clone, Copy, Debug)]
enum Asks {
    Message,
    Malformed,
    Unknown,
    Probe,
    Bind,
    Unbind,
}

fn happenings() -> impl Strategy<Value = Happens> {
    use Happens::{Abort, Answer, Ask, Bind, Decide, Forget, Hangup, Probe, Request, Unbind, Wait};
    let kind =
        prop_oneof![Just(BindKind::Transmitter), Just(BindKind::Receiver), Just(BindKind::Transceiver)];
    let asks = prop_oneof![
        6 => Just(Asks::Message),
        1 => Just(Asks::Malformed),
        1 => Just(Asks::Unknown),
        2 => Just(Asks::Probe),
        2 => Just(Asks::Bind),
    ];
    let number = prop_oneof![3 => 1..9_u32, 1 => any::<u32>()];
    prop_oneof![
        60 => Just(Ask),
        10 => Just(Probe),
        20 => kind.prop_map(Bind),
        4 => Just(Unbind),
        1 => Just(Abort),
        60 => (0..4_usize).prop_map(Decide),
        5 => (0..4_usize).prop_map(Forget),
        60 => (asks, number.clone()).prop_map(|(asks, number)| Request(asks, number)),
        6 => number.prop_map(|number| Request(Asks::Unbind, number)),
        90 => (0..5_usize, prop_oneof![9 => Just(0), 1 => 1..4_u8]).prop_map(|(place, how)| Answer(place, how)),
        30 => prop_oneof![3 => 0..900_u64, 1 => 0..6_000_u64].prop_map(Wait),
        1 => Just(Hangup),
    ]
}

/// The session, its owner's hands, and its judge.
struct World {
    session: Session,
    judge: Judge,
    now: u64,
    binds: VecDeque<Duty<BindRequest>>,
    duties: Vec<(Duty<Request>, u32)>,
    /// The peer's octets reach the session in two pieces, cut here.
    cut: usize,
}

impl World {
    fn new(role: Role, first_number: u32, cut: usize) -> Self {
        let mut profile = Profile::standard()
            .with_window(RULES.window)
            .with_duties(RULES.duties)
            .with_response_timeout(Duration::from_millis(RULES.response_timeout))
            .with_duty_timeout(Duration::from_millis(RULES.duty_timeout))
            .with_session_init(Some(Duration::from_secs(9)))
            .with_smsc_inactivity(Some(Duration::from_secs(11)));
        profile.esme_enquire_link = Some(Duration::from_secs(7));
        profile.smsc_enquire_link = Some(Duration::from_secs(7));
        let mut session = Session::new(role, profile);
        session.inner.next_sequence = SequenceNumber::new(first_number);
        session.handle_input(Instant::ZERO, Wire::Connected);
        let last = if first_number == 1 { 0x7FFF_FFFF } else { first_number - 1 };
        let judge = Judge::new(RULES, last);
        Self { session, judge, now: 0, binds: VecDeque::new(), duties: Vec::new(), cut }
    }

    fn at(&self) -> Instant {
        Instant::from_millis(self.now)
    }

    fn happens(&mut self, what: Happens) {
        let now = self.at();
        match what {
            Happens::Ask => {
                let (id, asked) = match self.session.role() {
                    Role::Esme => (4, self.session.submit(now, &hello())),
                    Role::Smsc => (5, self.session.deliver(now, &yes())),
                };
                self.commanded(id, asked);
            }
            Happens::Probe => {
                let asked = self.session.enquire_link(now);
                self.commanded(0x15, asked);
            }
            Happens::Bind(kind) if self.session.role() == Role::Esme => {
                let asked = self.session.bind(now, &bind(kind));
                self.commanded(kind.command_id().get(), asked);
            }
            Happens::Bind(_) => {
                if let Some(duty) = self.binds.pop_front() {
                    let id = duty.id();
                    let taken = self.session.accept_bind(now, duty, COctets::EMPTY).is_ok();
                    self.judge.decided(id, taken);
                }
            }
            Happens::Unbind => {
                let asked = self.session.unbind(now);
                self.commanded(6, asked);
            }
            Happens::Abort => self.session.abort(),
            Happens::Decide(place) => self.decide(place),
            Happens::Forget(place) => drop((place < self.duties.len()).then(|| self.duties.remove(place))),
            Happens::Request(asks, number) => self.peer_asks(asks, number),
            Happens::Answer(place, how) => self.peer_answers(place, how),
            Happens::Wait(span) => self.wait(span),
            Happens::Hangup => self.session.handle_input(now, Wire::Closed),
        }
        self.drain();
    }

    fn commanded(&mut self, id: u32, asked: Result<Handle<Command>, CommandError>) {
        match asked {
            Ok(handle) => self.judge.commanded(handle.id(), id),
            Err(CommandError::WindowFull { .. }) => self.judge.window_full(),
            Err(_) => {}
        }
    }

    fn decide(&mut self, place: usize) {
        if place >= self.duties.len() {
            return;
        }
        let (duty, request) = self.duties.remove(place);
        let id = duty.id();
        let reply = match request {
            _ if place % 2 == 1 => Reply::Refuse(CommandStatus::ESME_RX_T_APPN),
            3 => QuerySmResp::new(COctets::EMPTY, crate::value::MessageState::UNKNOWN).into(),
            4 => SubmitSmResp::default().into(),
            _ => DeliverSmResp::default().into(),
        };
        let taken = self.session.answer(self.at(), duty, reply).is_ok();
        self.judge.decided(id, taken);
    }

    fn peer_asks(&mut self, asks: Asks, number: u32) {
        const NAMES: &[u8] = b"demo\0demo1234\0\0\x34\0\0\0";
        const TEXT: &[u8] = b"\0\0\0\0\x01\x01279991\0\0\0\0\0\0\0\0\0\0\x01A";
        let message = if self.session.role() == Role::Esme { 5 } else { 4 };
        let (id, body) = match asks {
            Asks::Message => (message, TEXT),
            Asks::Malformed => (message, &TEXT[..12]),
            Asks::Unknown => (0x77, &TEXT[..3]),
            Asks::Probe => (0x15, &TEXT[..0]),
            Asks::Bind => (9, NAMES),
            Asks::Unbind => (6, &TEXT[..0]),
        };
        self.peer_says(id, 0, number, body);
    }

    fn peer_answers(&mut self, place: usize, how: u8) {
        let Some((number, id)) = self.judge.waiting().get(place).copied() else { return };
        let body: &[u8] = if matches!(id, 1..=5 | 9) { b"\0" } else { b"" };
        let response = 0x8000_0000 | id;
        match how {
            0 => self.peer_says(response, 0, number, body),
            1 => self.peer_says(0x8000_0000, 3, number, b""),
            2 => self.peer_says(response ^ 1, 0, number, body),
            _ => self.peer_says(response, 0, number ^ 0x4000_0000, body),
        }
    }

    fn peer_says(&mut self, id: u32, status: u32, number: u32, body: &[u8]) {
        if !self.session.wants_input() {
            return;
        }
        let length = u32::try_from(16 + body.len()).unwrap();
        let mut octets: Vec<u8> =
            [length, id, status, number].iter().flat_map(|word| word.to_be_bytes()).collect();
        octets.extend(body);
        let (head, tail) = octets.split_at(self.cut.min(octets.len() - 1));
        self.session.handle_input(self.at(), Wire::Octets(head));
        self.drain();
        self.judge.heard(id, number);
        self.session.handle_input(self.at(), Wire::Octets(tail));
    }

    /// Time passes, from one thing that is due to the next.
    fn wait(&mut self, span: u64) {
        let end = self.now + span;
        while let Some(due) = self.session.poll_timeout().filter(|due| *due <= Instant::from_millis(end)) {
            assert!(due > self.at() || self.now == 0, "{due} is overdue");
            self.now = due.as_micros() / 1_000;
            self.judge.at(self.now);
            self.session.handle_timeout(due);
            assert!(self.session.poll_timeout().is_none_or(|next| next > due), "a caller would spin");
            self.drain();
        }
        self.now = end;
        self.judge.at(end);
    }

    fn drain(&mut self) {
        let mut said = Vec::new();
        while let Some(event) = self.session.poll_event() {
            said.push(match event {
                SessionEvent::Bound { handle, .. }
                | SessionEvent::BindRefused { handle, .. }
                | SessionEvent::Response { handle, .. } => Saw::Done { handle: handle.id(), answered: true },
                SessionEvent::NoResponse { handle, .. } => Saw::Done { handle: handle.id(), answered: false },
                SessionEvent::BindRequested { duty, pdu } => {
                    let asked = asked(duty.id(), &pdu);
                    self.binds.push_back(duty);
                    asked
                }
                SessionEvent::Request { duty, pdu } => {
                    let asked = asked(duty.id(), &pdu);
                    self.duties.push((duty, pdu.header().command_id.get()));
                    asked
                }
                SessionEvent::DutyLapsed { duty } => Saw::Lapsed { duty },
                SessionEvent::Stray { .. } => Saw::Stray,
                SessionEvent::Refused { .. } => Saw::Refused,
                SessionEvent::Ended { why } => Saw::Over { peer_left: why == EndReason::PeerUnbound },
                event => panic!("{event:?}"),
            });
        }
        let mut octets = Vec::new();
        while let Some(output) = self.session.poll_output(&mut octets) {
            let mut rest = octets.as_slice();
            while let [l0, l1, l2, l3, i0, i1, i2, i3, s0, s1, s2, s3, n0, n1, n2, n3, ..] = *rest {
                let word = u32::from_be_bytes;
                let (id, status, number) =
                    (word([i0, i1, i2, i3]), word([s0, s1, s2, s3]), word([n0, n1, n2, n3]));
                said.push(Saw::Sent { id, status, number });
                rest = &rest[usize::try_from(word([l0, l1, l2, l3])).unwrap()..];
            }
            assert!(rest.is_empty());
            octets.clear();
            if output == Outgoing::Close {
                said.push(Saw::Close);
            }
        }
        self.judge.saw(&said);
        assert!(self.session.window_left() <= RULES.window);
        assert_eq!(self.judge.is_over(), self.session.state() == State::Closed);
        assert!(self.session.poll_timeout().is_none() || !self.judge.is_over(), "a timer after the end");
    }
}

fn asked(duty: u64, pdu: &PduBuf) -> Saw {
    let header = pdu.header();
    Saw::Asked { duty, id: header.command_id.get(), number: header.sequence_number.get() }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]
    #[test]
    fn whatever_happens_a_session_pays_what_it_owes(
        esme in any::<bool>(),
        first_number in prop_oneof![Just(1), Just(0x7FFF_FFFA_u32)],
        cut in 0..24_usize,
        happenings in prop::collection::vec(happenings(), 1..200),
    ) {
        let role = if esme { Role::Esme } else { Role::Smsc };
        let mut world = World::new(role, first_number, cut);
        // Most of what there is to see needs a bound session.
        let first = if esme {
            [Happens::Bind(BindKind::Transceiver), Happens::Answer(0, 0)]
        } else {
            [Happens::Request(Asks::Bind, 1), Happens::Bind(BindKind::Transceiver)]
        };
        for what in first.into_iter().chain(happenings) {
            world.happens(what);
        }
        world.happens(Happens::Hangup);
        prop_assert!(world.judge.is_over());
    }
}
