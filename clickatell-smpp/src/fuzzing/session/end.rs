//! One session with its owner's hands and its judge.

use alloc::collections::VecDeque;
use alloc::vec::Vec;

use clickatell_core::machine::{Duty, Handle, Machine, Timed};
use clickatell_core::time::{Duration, Instant};

use super::judge::{Judge, Rules, Saw};
use crate::code::{CommandId, CommandStatus};
use crate::frame::SequenceNumber;
use crate::octets::{COctets, Password, ShortMessage};
use crate::pdu::{
    AlertNotification, Bind, BindKind, BroadcastSm, CancelBroadcastSm, CancelSm, DataSm, DeliverSm,
    Destination, DestinationBuf, Outbind, QueryBroadcastSm, QuerySm, QuerySmResp, ReplaceSm, SubmitMulti,
    SubmitSm,
};
use crate::pdu_buf::PduBuf;
use crate::profile::Profile;
use crate::session::{
    AfterRefusal, BindRequest, Command, CommandError, EndReason, Outgoing, Reply, Request, Role, Session,
    SessionEvent, SessionRequest, State, Wire,
};
use crate::tlv::{Tag, Tlv, TlvBuf};
use crate::value::{Address, MessageState};

const HEADER: usize = 16;

/// What a run saw.
#[derive(Clone, Copy, Debug, Default)]
pub struct Seen {
    /// Commands given.
    pub issued: usize,
    /// Commands ended.
    pub ended: usize,
}

/// A session, its owner's hands, and its judge.
pub(in crate::fuzzing) struct End {
    pub(in crate::fuzzing) session: Session,
    pub(in crate::fuzzing) judge: Judge,
    pub(in crate::fuzzing) seen: Seen,
    /// Milliseconds.
    now: u64,
    binds: VecDeque<Duty<BindRequest>>,
    duties: Vec<(Duty<Request>, CommandId)>,
    longest: usize,
    /// Octets on their way to it, and the beginning of a PDU that it has.
    pub(in crate::fuzzing) wire: VecDeque<u8>,
    unframed: Vec<u8>,
    /// What it has written.
    pub(in crate::fuzzing) written: Vec<u8>,
    pub(in crate::fuzzing) has_closed: bool,
}

impl End {
    pub(in crate::fuzzing) fn new(role: Role, profile: Profile, first_number: u32) -> Self {
        let millis = |span: Duration| u64::try_from(span.as_millis()).expect("a short span");
        let rules = Rules {
            window: profile.window,
            duties: profile.duties,
            response_timeout: millis(profile.response_timeout),
            duty_timeout: millis(profile.duty_timeout),
        };
        let longest = usize::try_from(profile.max_pdu_length).expect("a short PDU");
        let mut session = Session::new(role, profile).with_first_number(SequenceNumber::new(first_number));
        session.handle_input(Instant::ZERO, Wire::Connected);
        let last = if first_number == 1 { SequenceNumber::LAST.get() } else { first_number - 1 };
        let (seen, now, binds, duties) = Default::default();
        let (wire, unframed, written, has_closed) = Default::default();
        let judge = Judge::new(rules, last);
        Self { session, judge, seen, now, binds, duties, longest, wire, unframed, written, has_closed }
    }

    pub(in crate::fuzzing) const fn at(&self) -> Instant {
        Instant::from_millis(self.now)
    }

    fn asked(&mut self, id: CommandId, asked: Result<Handle<Command>, CommandError>) {
        match asked {
            Ok(handle) => {
                self.seen.issued += 1;
                self.judge.commanded(handle.id(), id.get());
            }
            Err(CommandError::WindowFull { .. }) => self.judge.window_full(),
            Err(CommandError::ProbeUnderWay) => self.judge.under_way(id.get()),
            Err(_) => {}
        }
    }

    pub(in crate::fuzzing) fn bind(&mut self, kind: BindKind) {
        let bind = Bind::new(
            kind,
            COctets::try_from("demo").expect("short"),
            Password::try_from("demo1234").expect("short"),
        );
        let asked = self.session.bind(self.at(), &bind);
        self.asked(kind.command_id(), asked);
    }

    /// Accepts the oldest bind, or refuses it.
    pub(in crate::fuzzing) fn decide_bind(&mut self, refused: Option<AfterRefusal>) {
        let Some(duty) = self.binds.pop_front() else { return };
        let (id, now) = (duty.id(), self.at());
        let answered = match refused {
            None => self.session.accept_bind(now, duty, COctets::EMPTY),
            Some(then) => self.session.refuse_bind(now, duty, CommandStatus::ESME_RBINDFAIL, then),
        };
        self.judge.decided(id, refused.is_none(), answered.is_ok());
    }

    pub(in crate::fuzzing) fn probe(&mut self) {
        let asked = self.session.enquire_link(self.at());
        self.asked(CommandId::ENQUIRE_LINK, asked);
    }

    pub(in crate::fuzzing) fn unbind(&mut self) {
        let asked = self.session.unbind(self.at());
        self.asked(CommandId::UNBIND, asked);
    }

    fn request<'a, R: SessionRequest<'a>>(&mut self, pdu: &R) {
        let asked = self.session.request(self.at(), pdu);
        self.asked(pdu.command_id(), asked);
    }

    /// Asks for one thing after the other that there is to ask for; most belong to one of the two ends.
    pub(in crate::fuzzing) fn ask(&mut self, which: u8, argument: u8) {
        let id = COctets::try_from("7A").expect("short");
        let address = Address::international(COctets::try_from("27999112345").expect("digits"));
        let mobile = Address::international(COctets::try_from("27999112345").expect("digits"));
        let text = ShortMessage::new(b"Hello").expect("short");
        match which {
            0 => self.request(&SubmitSm::new(address, text)),
            1 => self.request(&DeliverSm::new(address, text)),
            2 => {
                let mut payload = TlvBuf::new();
                payload.message_payload(b"Hello").expect("short");
                self.request(&DataSm::new(mobile, payload.as_tlvs()));
            }
            3 => {
                let mut destinations = DestinationBuf::new();
                for _ in 0..argument {
                    destinations.push(Destination::Address(address)).expect("fewer than 256");
                }
                self.request(&SubmitMulti::new(destinations.as_destinations(), text));
            }
            4 => self.request(&QuerySm::new(id, address)),
            5 => self.request(&CancelSm::new(id, address)),
            6 => self.request(&ReplaceSm::new(id, address, text)),
            7 => {
                let mut area = TlvBuf::new();
                for (tag, value) in [
                    (Tag::BROADCAST_AREA_IDENTIFIER, &b"\0area"[..]),
                    (Tag::BROADCAST_CONTENT_TYPE, &[0, 0, 0]),
                    (Tag::BROADCAST_REP_NUM, &[0, 1]),
                    (Tag::BROADCAST_FREQUENCY_INTERVAL, &[9, 0, 1]),
                ] {
                    area.push(Tlv::new(tag, value).expect("short"));
                }
                self.request(&BroadcastSm::new(area.as_tlvs()));
            }
            8 => self.request(&QueryBroadcastSm::new(id, address)),
            9 => self.request(&CancelBroadcastSm::new(id, address)),
            10 => {
                let password = Password::try_from("demo1234").expect("short");
                let _sent = self.session.outbind(self.at(), &Outbind::new(COctets::EMPTY, password)).is_ok();
            }
            _ => {
                let _sent = self.session.alert_notification(&AlertNotification::new(mobile, mobile)).is_ok();
            }
        }
    }

    /// Takes one of the duties out of the owner's hands.
    pub(in crate::fuzzing) fn take_duty(&mut self, place: usize) -> Option<(Duty<Request>, CommandId)> {
        (place < self.duties.len()).then(|| self.duties.remove(place))
    }

    pub(in crate::fuzzing) const fn duties(&self) -> usize {
        self.duties.len()
    }

    /// Grants or refuses what was asked.
    pub(in crate::fuzzing) fn decide(&mut self, place: usize, good: bool) {
        let Some((duty, request)) = self.take_duty(place) else { return };
        let id = duty.id();
        let reply = if good { success(request) } else { Reply::Refuse(CommandStatus::ESME_RX_T_APPN) };
        let taken = self.session.answer(self.at(), duty, reply).is_ok();
        self.judge.decided(id, good, taken);
    }

    /// Lets one of the duties lapse.
    pub(in crate::fuzzing) fn let_go(&mut self, place: usize) {
        let Some((duty, _)) = self.take_duty(place) else { return };
        let id = duty.id();
        let taken = self.session.lapse(self.at(), duty).is_ok();
        self.judge.let_go(id, taken);
    }

    /// Reads so many octets off the wire, and no more than one PDU at a time: the judge is to know what each led to.
    pub(in crate::fuzzing) fn read(&mut self, count: usize) {
        let mut left = count.min(self.wire.len());
        while left > 0 && self.session.wants_input() {
            let start = self.unframed.len();
            let piece = match self.length() {
                None => left.min(4 - start),
                Some(length) => left.min(length.checked_sub(start).unwrap_or(left)),
            };
            self.unframed.extend(self.wire.drain(..piece));
            left -= piece;
            let length = self.length();
            let is_whole = length == Some(self.unframed.len());
            if length.is_some_and(|length| !(HEADER..=self.longest).contains(&length)) {
                self.judge.garbled();
            } else if is_whole {
                let word =
                    |at: usize| u32::from_be_bytes([0, 1, 2, 3].map(|octet| self.unframed[at + octet]));
                self.judge.heard(word(4), word(12));
            }
            self.session.handle_input(self.at(), Wire::Octets(&self.unframed[start..]));
            if is_whole {
                self.unframed.clear();
            }
            self.drain();
        }
    }

    /// What the PDU says of its length that is being read.
    fn length(&self) -> Option<usize> {
        let length: [u8; 4] = self.unframed.get(..4)?.try_into().expect("four octets");
        Some(usize::try_from(u32::from_be_bytes(length)).expect("32 bits"))
    }

    pub(in crate::fuzzing) fn hang_up(&mut self) {
        self.session.handle_input(self.at(), Wire::Closed);
        self.drain();
    }

    /// Time passes, from one thing that is due to the next.
    pub(in crate::fuzzing) fn wait(&mut self, span: u64) {
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

    /// Takes all that the session says, and has it judged.
    pub(in crate::fuzzing) fn drain(&mut self) {
        let mut said = Vec::new();
        while let Some(event) = self.session.poll_event() {
            said.extend(self.take(event));
        }
        let mut octets = Vec::new();
        while let Some(output) = self.session.poll_output(&mut octets) {
            self.written.extend(&octets);
            let mut rest = octets.as_slice();
            while let [l0, l1, l2, l3, i0, i1, i2, i3, s0, s1, s2, s3, n0, n1, n2, n3, ..] = *rest {
                let word = u32::from_be_bytes;
                let (id, status, number) =
                    (word([i0, i1, i2, i3]), word([s0, s1, s2, s3]), word([n0, n1, n2, n3]));
                said.push(Saw::Sent { id, status, number });
                rest = &rest[usize::try_from(word([l0, l1, l2, l3])).expect("32 bits")..];
            }
            assert!(rest.is_empty(), "half a PDU was written");
            assert!(output == Outgoing::Close || !octets.is_empty(), "nothing to write");
            octets.clear();
            if output == Outgoing::Close {
                self.has_closed = true;
                said.push(Saw::Close);
            }
        }
        self.seen.ended += said.iter().filter(|saw| matches!(saw, Saw::Done { .. })).count();
        self.judge.saw(&said);
        assert_eq!(self.judge.is_over(), self.session.state() == State::Closed);
        assert!(self.session.poll_timeout().is_none() || !self.judge.is_over(), "a timer after the end");
    }

    /// What an event says to the judge; its duty goes into the owner's hands.
    fn take(&mut self, event: SessionEvent) -> Option<Saw> {
        Some(match event {
            SessionEvent::Bound { handle, .. }
            | SessionEvent::BindRefused { handle, .. }
            | SessionEvent::Response { handle, .. } => Saw::Done { handle: handle.id(), answered: true },
            SessionEvent::NoResponse { handle, .. } => Saw::Done { handle: handle.id(), answered: false },
            SessionEvent::BindRequested { duty, pdu } => {
                let saw = asked(duty.id(), &pdu);
                self.binds.push_back(duty);
                saw
            }
            SessionEvent::Request { duty, pdu } => {
                let saw = asked(duty.id(), &pdu);
                self.duties.push((duty, pdu.header().command_id));
                saw
            }
            SessionEvent::DutyLapsed { duty } => Saw::Lapsed { duty },
            SessionEvent::Stray { .. } => Saw::Stray,
            SessionEvent::Refused { pdu, .. } => {
                let header = pdu.header();
                Saw::Refused { id: header.command_id.get(), number: header.sequence_number.get() }
            }
            SessionEvent::Ended { why } => Saw::Over { peer_left: why == EndReason::PeerUnbound },
            SessionEvent::Outbind { .. }
            | SessionEvent::AlertNotification { .. }
            | SessionEvent::Noted { .. } => return None,
        })
    }
}

fn asked(duty: u64, pdu: &PduBuf) -> Saw {
    let header = pdu.header();
    Saw::Asked { duty, id: header.command_id.get(), number: header.sequence_number.get() }
}

/// The reply that grants such a request.
pub(in crate::fuzzing) fn success(request: CommandId) -> Reply<'static> {
    match request {
        CommandId::SUBMIT_SM => Reply::SubmitSm(Default::default()),
        CommandId::SUBMIT_MULTI => Reply::SubmitMulti(Default::default()),
        CommandId::DATA_SM => Reply::DataSm(Default::default()),
        CommandId::DELIVER_SM => Reply::DeliverSm(Default::default()),
        CommandId::QUERY_SM => Reply::QuerySm(QuerySmResp::new(COctets::EMPTY, MessageState::ENROUTE)),
        CommandId::CANCEL_SM => Reply::CancelSm(Default::default()),
        CommandId::REPLACE_SM => Reply::ReplaceSm(Default::default()),
        CommandId::BROADCAST_SM => Reply::BroadcastSm(Default::default()),
        CommandId::QUERY_BROADCAST_SM => Reply::QueryBroadcastSm(Default::default()),
        CommandId::CANCEL_BROADCAST_SM => Reply::CancelBroadcastSm(Default::default()),
        other => panic!("the owner is asked about {other}"),
    }
}
