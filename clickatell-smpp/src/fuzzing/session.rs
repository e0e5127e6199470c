//! Two sessions under random operations, and one session under random octets.

use alloc::collections::{BTreeMap, BTreeSet, VecDeque};
use alloc::vec::Vec;

use clickatell_core::machine::{Duty, Machine, Timed};
use clickatell_core::time::{Duration, Instant};

use crate::code::CommandStatus;
use crate::octets::{COctets, Password, ShortMessage};
use crate::pdu::{Bind, BindKind, DeliverSm, DeliverSmResp, SubmitSm, SubmitSmResp};
use crate::profile::Profile;
use crate::session::{
    AfterRefusal, BindRequest, Outgoing, Reply, Request, Role, Session, SessionEvent, State, Wire,
};
use crate::value::Address;

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
    duties: VecDeque<Duty<Request>>,
    /// Duties that lapsed: an answer comes too late.
    lapsed: BTreeSet<u64>,
    over: bool,
    closed: bool,
    /// Octets on their way to this end.
    wire: VecDeque<u8>,
    hung_up: bool,
}

impl End {
    fn new(role: Role) -> Self {
        let profile = Profile::clickatell().with_window(4).with_duties(3).with_events(16);
        let mut session = Session::new(role, profile);
        session.handle_input(Instant::ZERO, Wire::Connected);
        Self {
            session,
            commands: BTreeMap::new(),
            binds: VecDeque::new(),
            duties: VecDeque::new(),
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
                | SessionEvent::NoResponse { handle } => self.ended(handle.id()),
                SessionEvent::BindRequested { duty, .. } => self.binds.push_back(duty),
                SessionEvent::Request { duty, .. } => self.duties.push_back(duty),
                SessionEvent::DutyLapsed { duty } => {
                    let known = self.duties.iter().any(|open| open.id() == duty)
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

/// Two sessions and an unreliable connection. Each pair of octets is an operation and its argument.
///
/// Asserts: every handle ends exactly once, no event follows the end, nothing is written after the close, a lapse names
/// an open duty, a caller never spins, the caps hold.
#[must_use]
pub fn session(operations: &[u8]) -> Seen {
    let mut ends = [End::new(Role::Esme), End::new(Role::Smsc)];
    let mut now = Instant::ZERO;
    for pair in operations.chunks_exact(2) {
        let (who, operation, argument) = (usize::from(pair[0] & 1), pair[0] >> 1, pair[1]);
        let [esme, smsc] = &mut ends;
        let (me, other) = if who == 0 { (esme, smsc) } else { (smsc, esme) };
        operate(me, now, operation % 14, argument);
        if operation % 14 == 0 {
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
            if let Some(duty) = me.duties.remove(place) {
                let reply = match (me.session.role(), argument % 4) {
                    (_, 0) => Reply::Refuse(CommandStatus::ESME_RX_T_APPN),
                    (Role::Smsc, _) => Reply::SubmitSm(SubmitSmResp::default()),
                    (Role::Esme, _) => Reply::DeliverSm(DeliverSmResp::default()),
                };
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

/// Any octets, in small pieces and in one, to a bound SMSC and to one that is not: no panic, one end at most, and no more
/// duties than the cap. Returns the most requests that one of them took.
#[must_use]
pub fn session_octets(input: &[u8]) -> usize {
    let mut taken = 0;
    for (bound, size) in [(false, 7), (true, 7), (true, usize::MAX)] {
        let profile = Profile::clickatell().with_duties(3);
        let mut smsc = Session::new(Role::Smsc, profile);
        smsc.handle_input(Instant::ZERO, Wire::Connected);
        if bound {
            bind(&mut smsc);
        }
        let mut out = Vec::new();
        let (mut ends, mut open) = (0, 0);
        for piece in input.chunks(size) {
            if !smsc.wants_input() {
                break;
            }
            smsc.handle_input(Instant::ZERO, Wire::Octets(piece));
            while let Some(event) = smsc.poll_event() {
                match event {
                    SessionEvent::Ended { .. } => ends += 1,
                    SessionEvent::Request { .. } => open += 1,
                    _ => {}
                }
            }
            while smsc.poll_output(&mut out).is_some() {}
            assert!(open <= 3, "{open} duties open, over the cap");
        }
        taken = taken.max(open);
        assert!(ends <= 1);
        assert!(out.len() <= 32 + input.len() * 4, "more said than heard");
    }
    taken
}

fn bind(smsc: &mut Session) {
    let mut octets = Vec::new();
    let name = COctets::try_from("demo").expect("short");
    let bind = Bind::new(BindKind::Transceiver, name, Password::try_from("demo1234").expect("short"));
    crate::pdu::PduBody::encode(&bind, crate::SequenceNumber::FIRST, &mut octets);
    smsc.handle_input(Instant::ZERO, Wire::Octets(&octets));
    if let Some(SessionEvent::BindRequested { duty, .. }) = smsc.poll_event() {
        smsc.accept_bind(Instant::ZERO, duty, name).expect("just asked");
    }
    octets.clear();
    while smsc.poll_output(&mut octets).is_some() {}
}
