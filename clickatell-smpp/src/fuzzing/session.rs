//! Two sessions under random operations.

use alloc::collections::{BTreeMap, BTreeSet, VecDeque};
use alloc::vec::Vec;

use clickatell_core::machine::{Duty, Machine, Timed};
use clickatell_core::time::{Duration, Instant};

use crate::code::{CommandId, CommandStatus};
use crate::frame::{Header, SequenceNumber};
use crate::octets::{COctets, Password, ShortMessage};
use crate::pdu::{
    AlertNotification, Bind, BindKind, BroadcastSm, CancelBroadcastSm, CancelSm, DataSm, DeliverSm,
    Destination, DestinationBuf, Outbind, QueryBroadcastSm, QuerySm, QuerySmResp, ReplaceSm, SubmitMulti,
    SubmitSm,
};
use crate::profile::Profile;
use crate::session::{
    AfterRefusal, AnswerError, BindRequest, Outgoing, Reply, Request, Role, Session, SessionEvent,
    SessionRequest, State, Wire,
};
use crate::tlv::{Tag, Tlv, TlvBuf};
use crate::value::{Address, InterfaceVersion, MessageState};

/// What a run of [`session`] saw.
#[derive(Clone, Copy, Debug, Default)]
pub struct Seen {
    /// Commands given.
    pub issued: usize,
    /// Commands ended.
    pub ended: usize,
}

/// One end, with its books: what it asked and has not heard of, and what it owes.
struct End {
    session: Session,
    /// Commands by handle, and how often each ended.
    commands: BTreeMap<u64, u32>,
    binds: VecDeque<Duty<BindRequest>>,
    duties: VecDeque<(Duty<Request>, CommandId)>,
    /// Duties that were answered at the wrong end: they lapse here.
    lost: BTreeSet<u64>,
    /// Duties that lapsed: an answer comes too late.
    lapsed: BTreeSet<u64>,
    over: bool,
    closed: bool,
    /// Octets on their way to this end.
    wire: VecDeque<u8>,
    hung_up: bool,
}

impl End {
    fn new(role: Role, profile: &Profile) -> Self {
        let profile = profile.clone().with_window(4).with_duties(3).with_events(16);
        let mut session = Session::new(role, profile);
        session.handle_input(Instant::ZERO, Wire::Connected);
        Self {
            session,
            commands: BTreeMap::new(),
            binds: VecDeque::new(),
            duties: VecDeque::new(),
            lost: BTreeSet::new(),
            lapsed: BTreeSet::new(),
            over: false,
            closed: false,
            wire: VecDeque::new(),
            hung_up: false,
        }
    }

    fn issued(&mut self, id: u64) {
        assert!(self.commands.insert(id, 0).is_none(), "handle {id} issued twice");
    }

    fn ended(&mut self, id: u64) {
        let count = self.commands.get_mut(&id).expect("a handle that was never issued");
        *count += 1;
        assert_eq!(*count, 1, "handle {id} ended twice");
    }

    /// Drains events and output; the octets go onto the other's wire.
    fn drain(&mut self, other_wire: &mut VecDeque<u8>, other_hung_up: &mut bool) {
        while let Some(event) = self.session.poll_event() {
            assert!(!self.over, "{event:?} after the end");
            match event {
                SessionEvent::Bound { handle, .. }
                | SessionEvent::BindRefused { handle, .. }
                | SessionEvent::Response { handle, .. }
                | SessionEvent::NoResponse { handle, .. } => self.ended(handle.id()),
                SessionEvent::BindRequested { duty, .. } => self.binds.push_back(duty),
                SessionEvent::Request { duty, pdu } => {
                    self.duties.push_back((duty, pdu.header().command_id));
                }
                SessionEvent::DutyLapsed { duty } => {
                    let known = self.lost.contains(&duty)
                        || self.duties.iter().any(|(open, _)| open.id() == duty)
                        || self.binds.iter().any(|open| open.id() == duty);
                    assert!(known, "duty {duty} lapsed and was not open");
                    assert!(self.lapsed.insert(duty), "duty {duty} lapsed twice");
                }
                SessionEvent::Ended { .. } => self.over = true,
                SessionEvent::Outbind { .. }
                | SessionEvent::AlertNotification { .. }
                | SessionEvent::Stray { .. }
                | SessionEvent::Refused { .. }
                | SessionEvent::Noted { .. } => {}
            }
        }
        let mut octets = Vec::new();
        while let Some(output) = self.session.poll_output(&mut octets) {
            assert!(!self.closed, "output after the close");
            match output {
                Outgoing::Octets => {
                    assert!(!octets.is_empty(), "nothing to write");
                    other_wire.extend(core::mem::take(&mut octets));
                }
                Outgoing::Close => {
                    assert!(octets.is_empty() && self.over, "closed before the end");
                    self.closed = true;
                    *other_hung_up = true;
                }
            }
        }
        let due = self.session.poll_timeout();
        assert!(due.is_none() || !self.over, "a timer after the end");
        if self.over {
            assert_eq!(self.session.state(), State::Closed);
            assert!(self.commands.values().all(|count| *count == 1), "a command without an end");
        }
    }
}

/// Two sessions and an unreliable connection. Each pair of octets is an operation and its argument; an octet that is left
/// over makes them sessions of everything that SMPP 5.0 has.
///
/// Asserts: every handle ends exactly once, no event follows the end, nothing is written after the close, a lapse names
/// an open duty, a caller never spins, the caps hold.
#[must_use]
pub fn session(operations: &[u8]) -> Seen {
    let profile = if operations.len().is_multiple_of(2) { Profile::clickatell() } else { everything() };
    let mut ends = [Role::Esme, Role::Smsc].map(|role| End::new(role, &profile));
    let mut now = Instant::ZERO;
    for pair in operations.chunks_exact(2) {
        let (who, operation, argument) = (usize::from(pair[0] & 1), pair[0] >> 1, pair[1]);
        let [esme, smsc] = &mut ends;
        let (me, other) = if who == 0 { (esme, smsc) } else { (smsc, esme) };
        if let Some(operation) = operation.checked_sub(112) {
            operate_more(me, other, now, operation, argument);
        } else {
            operate(me, now, operation % 14, argument);
        }
        if operation < 112 && operation % 14 == 0 {
            now = now.after(Duration::from_secs(u64::from(argument)));
        }
        me.drain(&mut other.wire, &mut other.hung_up);
        for end in &mut ends {
            if end.session.poll_timeout().is_some_and(|due| due <= now) {
                end.session.handle_timeout(now);
                assert!(end.session.poll_timeout().is_none_or(|due| due > now), "a caller would spin");
            }
        }
        let [esme, smsc] = &mut ends;
        esme.drain(&mut smsc.wire, &mut smsc.hung_up);
        smsc.drain(&mut esme.wire, &mut esme.hung_up);
        for end in &ends {
            assert!(end.session.window_left() <= 4);
        }
    }
    let mut seen = Seen::default();
    for end in &mut ends {
        end.session.handle_input(now, Wire::Closed);
        end.drain(&mut VecDeque::new(), &mut false);
        assert!(end.over, "a session without an end");
        seen.issued += end.commands.len();
        seen.ended += end.commands.values().filter(|count| **count == 1).count();
    }
    assert_eq!(seen.issued, seen.ended);
    seen
}

fn operate(me: &mut End, now: Instant, operation: u8, argument: u8) {
    let address = Address::international(COctets::try_from("27999112345").expect("digits"));
    let kinds = [BindKind::Transmitter, BindKind::Receiver, BindKind::Transceiver];
    match operation {
        1 => {
            let bind = Bind::new(
                kinds[usize::from(argument % 3)],
                COctets::try_from("demo").expect("short"),
                Password::try_from("demo1234").expect("short"),
            );
            if let Ok(handle) = me.session.bind(now, &bind) {
                me.issued(handle.id());
            }
        }
        2 => {
            let text = ShortMessage::new(b"Hello").expect("short");
            if let Ok(handle) = me.session.submit(now, &SubmitSm::new(address, text)) {
                me.issued(handle.id());
            }
        }
        3 => {
            let text = ShortMessage::new(b"Yes").expect("short");
            if let Ok(handle) = me.session.deliver(now, &DeliverSm::new(address, text)) {
                me.issued(handle.id());
            }
        }
        4 => {
            if let Ok(handle) = me.session.enquire_link(now) {
                me.issued(handle.id());
            }
        }
        5 if argument < 32 => {
            if let Ok(handle) = me.session.unbind(now) {
                me.issued(handle.id());
            }
        }
        6 | 7 => {
            if let Some(duty) = me.binds.pop_front() {
                let name = COctets::try_from("SMSC").expect("short");
                let answered = if argument < 200 {
                    me.session.accept_bind(now, duty, name)
                } else if argument < 240 {
                    me.session.refuse_bind(now, duty, CommandStatus::ESME_RBINDFAIL, AfterRefusal::KeepOpen)
                } else {
                    me.session.refuse_bind(now, duty, CommandStatus::ESME_RBINDFAIL, AfterRefusal::Close)
                };
                // Stale after a lapse or the end; that is the session's to say.
                let _stale = answered.is_err();
            }
        }
        8 | 9 => {
            let place = usize::from(argument) % me.duties.len().max(1);
            if let Some((duty, request)) = me.duties.remove(place) {
                let refusal = Reply::Refuse(CommandStatus::ESME_RX_T_APPN);
                let reply = if argument.is_multiple_of(4) { refusal } else { success(request) };
                let id = duty.id();
                let answered = me.session.answer(now, duty, reply);
                let late = me.over || me.session.state() == State::Closed || me.lapsed.contains(&id);
                assert!(answered.is_ok() || late, "duty {id} was open, and {answered:?}");
            }
        }
        10 if argument < 8 => {
            // Noise on the wire.
            me.wire.push_back(argument);
        }
        11 if argument < 4 => me.hung_up = true,
        12 if argument < 4 => me.session.abort(),
        _ => {
            if me.session.wants_input() {
                let count = usize::from(argument).min(me.wire.len());
                let octets: Vec<u8> = (0..count).filter_map(|_| me.wire.pop_front()).collect();
                me.session.handle_input(now, Wire::Octets(&octets));
            }
            if me.hung_up && me.wire.is_empty() {
                me.session.handle_input(now, Wire::Closed);
            }
        }
    }
}

/// A profile of everything that SMPP 5.0 has.
pub(super) fn everything() -> Profile {
    Profile::standard().with_interface_version(InterfaceVersion::V5_0)
}

/// The reply that grants such a request.
fn success(request: CommandId) -> Reply<'static> {
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

/// The requests beside `submit_sm` and `deliver_sm`, PDUs that no session would send, and duties in wrong hands.
fn operate_more(me: &mut End, other: &mut End, now: Instant, operation: u8, argument: u8) {
    let id = COctets::try_from("7A").expect("short");
    let address = Address::international(COctets::try_from("27999112345").expect("digits"));
    let mobile = Address::international(COctets::try_from("27999112345").expect("digits"));
    let text = ShortMessage::new(b"Hello").expect("short");
    let mut payload = TlvBuf::new();
    payload.message_payload(b"Hello").expect("short");
    match operation {
        0 => {
            let password = Password::try_from("demo1234").expect("short");
            let _sent = me.session.outbind(now, &Outbind::new(COctets::EMPTY, password)).is_ok();
        }
        1 => {
            let _sent = me.session.alert_notification(&AlertNotification::new(mobile, mobile)).is_ok();
        }
        2 => request(me, now, &DataSm::new(mobile, payload.as_tlvs())),
        3 => {
            let mut destinations = DestinationBuf::new();
            for _ in 0..argument {
                destinations.push(Destination::Address(address)).expect("fewer than 256");
            }
            request(me, now, &SubmitMulti::new(destinations.as_destinations(), text));
        }
        4 => request(me, now, &QuerySm::new(id, address)),
        5 => request(me, now, &CancelSm::new(id, address)),
        6 => request(me, now, &ReplaceSm::new(id, address, text)),
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
            request(me, now, &BroadcastSm::new(area.as_tlvs()));
        }
        8 => request(me, now, &QueryBroadcastSm::new(id, address)),
        9 => request(me, now, &CancelBroadcastSm::new(id, address)),
        10 => {
            if let Some((duty, command)) = me.duties.pop_front() {
                me.lost.insert(duty.id());
                let answered = other.session.answer(now, duty, success(command));
                assert_eq!(answered, Err(AnswerError::Foreign));
            }
        }
        _ => {
            // A header that nobody asked for reaches this end.
            let known = CommandId::ALL.get(usize::from(argument) % (CommandId::ALL.len() + 1));
            let id = known.map_or(CommandId::new(0x77), |row| row.value);
            let mut octets = Vec::new();
            Header::request(id, SequenceNumber::new(u32::from(operation))).encode_alone(&mut octets);
            me.wire.extend(octets);
        }
    }
}

fn request<'a, R: SessionRequest<'a>>(me: &mut End, now: Instant, pdu: &R) {
    if let Ok(handle) = me.session.request(now, pdu) {
        me.issued(handle.id());
    }
}
