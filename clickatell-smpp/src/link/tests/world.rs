//! A link, and an SMSC of our sessions that takes, refuses and drops its connections, in virtual time.

use std::collections::BTreeMap;
use std::vec::Vec;

use clickatell_core::machine::{Duty, Machine, Timed};
use clickatell_core::time::{Duration, Instant};
use clickatell_testkit::{Drained, drain};

use super::super::*;
use crate::code::CommandStatus;
use crate::octets::{COctets, Password, ShortMessage};
use crate::pdu::{Bind, BindKind, DeliverSm, SubmitSm, SubmitSmResp};
use crate::session::{AfterRefusal, Request, Role, SessionEvent};
use crate::tolerance::Tolerance;
use crate::value::Address;

pub(crate) fn at(seconds: u64) -> Instant {
    Instant::from_secs(seconds)
}

pub(crate) fn bind() -> Bind<'static> {
    let password = Password::try_from("s3cret99").unwrap();
    let mut bind = Bind::new(BindKind::Transceiver, COctets::try_from("ctuser01").unwrap(), password);
    bind.system_type = COctets::try_from("3334222").unwrap();
    bind
}

/// A message whose text is a number.
pub(crate) fn message(text: &str) -> SubmitSm<'_> {
    let destination = Address::international(COctets::try_from("27999112345").unwrap());
    SubmitSm::new(destination, ShortMessage::new(text.as_bytes()).unwrap())
}

/// How the SMSC behaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Door {
    Open,
    /// Nobody listens.
    Shut,
    /// Connections are taken, and nothing is ever said on them.
    Dumb,
    /// Connection attempts are not answered.
    Lost,
    /// Binds are refused.
    Refuses(CommandStatus),
}

/// One event worth a line in the log of a test.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Log {
    Connect,
    Bind(BindKind),
    Bound(BindKind),
    Down(BindKind, DownReason),
    EnquireLink,
    Unbind,
    Close,
    Response(u64, u32),
    NoResponse(u64),
    NotSent(u64),
    Closed,
}

/// What went over a connection: what a monitor beside it sees.
#[derive(Clone, Debug)]
pub(crate) enum Seen {
    Connected,
    Octets(Role, Vec<u8>),
    Closed(Role),
}

pub(crate) struct World {
    /// Everything that went over connections.
    pub(crate) seen: Vec<(Instant, ConnId, Seen)>,
    pub(crate) link: Link,
    pub(crate) now: Instant,
    pub(crate) door: Door,
    /// What each message is answered with, in turn; ROK when there is nothing left.
    pub(crate) answers: Vec<Option<CommandStatus>>,
    pub(crate) smsc: BTreeMap<ConnId, Session>,
    pub(crate) log: Vec<(Instant, Log)>,
    /// The texts that the SMSC took, each time it took them.
    pub(crate) taken: Vec<std::string::String>,
    pub(crate) duties: Vec<Duty<Request>>,
    /// Unanswered at the SMSC.
    pub(crate) silent: Vec<Duty<Request>>,
}

impl World {
    pub(crate) fn new(plan: Plan) -> Self {
        Self::with(plan, Profile::clickatell(), 1)
    }

    pub(crate) fn with(plan: Plan, profile: Profile, seed: u64) -> Self {
        let link = Link::new(plan, profile, &bind(), seed).unwrap();
        let mut world = Self {
            seen: Vec::new(),
            link,
            now: Instant::ZERO,
            door: Door::Open,
            answers: Vec::new(),
            smsc: BTreeMap::new(),
            log: Vec::new(),
            taken: Vec::new(),
            duties: Vec::new(),
            silent: Vec::new(),
        };
        world.settle();
        world
    }

    /// An SMSC with patience: what it does is for the test to say.
    fn smsc_profile() -> Profile {
        Profile::clickatell().with_smsc_inactivity(None).with_duty_timeout(Duration::from_secs(100_000))
    }

    /// Whether the link has told that it is over, once, and nothing after it.
    pub(crate) fn is_over(&self) -> bool {
        let mut told = self.log.iter().map(|(_, log)| log).filter(|log| **log != Log::Close);
        told.next_back() == Some(&Log::Closed) && !told.any(|log| *log == Log::Closed)
    }

    /// Lets time pass, timer by timer.
    pub(crate) fn wait_until(&mut self, end: Instant) {
        loop {
            let smsc = self.smsc.values().filter_map(Session::poll_timeout).min();
            let due = [self.link.poll_timeout(), smsc].into_iter().flatten().min();
            let Some(due) = due.filter(|due| *due <= end) else { break };
            self.now = self.now.max(due);
            self.link.handle_timeout(self.now);
            assert!(self.link.poll_timeout().is_none_or(|next| next > self.now), "a caller would spin");
            for session in self.smsc.values_mut() {
                session.handle_timeout(self.now);
            }
            self.settle();
        }
        self.now = end;
    }

    pub(crate) fn wait(&mut self, seconds: u64) {
        self.wait_until(self.now + Duration::from_secs(seconds));
    }

    /// Moves octets until nothing moves any more.
    pub(crate) fn settle(&mut self) {
        loop {
            let mut moved = false;
            let Drained { events, outputs } = drain(&mut self.link);
            for event in events {
                moved = true;
                self.on_event(event);
            }
            for (output, octets) in outputs {
                moved = true;
                self.on_output(output, &octets);
            }
            let conns: Vec<ConnId> = self.smsc.keys().copied().collect();
            for conn in conns {
                moved |= self.pump_smsc(conn);
            }
            if !moved {
                return;
            }
        }
    }

    fn see(&mut self, conn: ConnId, seen: Seen) {
        self.seen.push((self.now, conn, seen));
    }

    fn note(&mut self, log: Log) {
        self.log.push((self.now, log));
    }

    fn on_event(&mut self, event: LinkEvent) {
        match event {
            LinkEvent::Up { kind, .. } => self.note(Log::Bound(kind)),
            LinkEvent::Down { kind, why, retry } => {
                assert!(retry.is_none_or(|retry| retry > self.now));
                self.note(Log::Down(kind, why));
            }
            LinkEvent::Response { handle, status, .. } => self.note(Log::Response(handle.id(), status.get())),
            LinkEvent::NoResponse { handle, .. } => self.note(Log::NoResponse(handle.id())),
            LinkEvent::NotSent { handle, .. } => self.note(Log::NotSent(handle.id())),
            LinkEvent::Request { duty, .. } => self.duties.push(duty),
            LinkEvent::Session { .. } => {}
            LinkEvent::Closed => self.note(Log::Closed),
        }
    }

    fn on_output(&mut self, output: LinkOutput, octets: &[u8]) {
        match output {
            LinkOutput::Connect(conn) => {
                self.note(Log::Connect);
                match self.door {
                    Door::Shut => self.link.handle_input(self.now, (conn, Wire::Closed)),
                    Door::Lost => {}
                    Door::Dumb => self.link.handle_input(self.now, (conn, Wire::Connected)),
                    Door::Open | Door::Refuses(_) => {
                        let mut session = Session::new(Role::Smsc, Self::smsc_profile());
                        session.handle_input(self.now, Wire::Connected);
                        self.smsc.insert(conn, session);
                        self.see(conn, Seen::Connected);
                        self.link.handle_input(self.now, (conn, Wire::Connected));
                    }
                }
            }
            LinkOutput::Octets(conn) => {
                self.see(conn, Seen::Octets(Role::Esme, octets.to_vec()));
                let mut rest = octets;
                while let Ok(crate::Cut::Frame(frame, behind)) = crate::cut(rest, 70_000) {
                    rest = behind;
                    let command = frame.header().command_id;
                    match (BindKind::of(command), command) {
                        (Some(kind), _) => self.note(Log::Bind(kind)),
                        (_, crate::CommandId::ENQUIRE_LINK) => self.note(Log::EnquireLink),
                        (_, crate::CommandId::UNBIND) => self.note(Log::Unbind),
                        _ => {}
                    }
                }
                if let Some(session) = self.smsc.get_mut(&conn) {
                    session.handle_input(self.now, Wire::Octets(octets));
                }
            }
            LinkOutput::Close(conn) => {
                self.note(Log::Close);
                self.see(conn, Seen::Closed(Role::Esme));
                self.smsc.remove(&conn);
            }
        }
    }

    fn pump_smsc(&mut self, conn: ConnId) -> bool {
        let mut moved = false;
        while let Some(event) = self.smsc.get_mut(&conn).and_then(Machine::poll_event) {
            moved = true;
            let session = self.smsc.get_mut(&conn).unwrap();
            match event {
                SessionEvent::BindRequested { duty, .. } => match self.door {
                    Door::Refuses(status) => {
                        session.refuse_bind(self.now, duty, status, AfterRefusal::KeepOpen).unwrap();
                    }
                    _ => session.accept_bind(self.now, duty, COctets::EMPTY).unwrap(),
                },
                SessionEvent::Request { duty, pdu } => {
                    let frame = pdu.frame();
                    let submit: SubmitSm<'_> = frame.decode_as(&Tolerance::STRICT, &mut ()).unwrap();
                    let text = std::str::from_utf8(submit.short_message.as_bytes()).unwrap();
                    let answer = if self.answers.is_empty() {
                        Some(CommandStatus::ESME_ROK)
                    } else {
                        self.answers.remove(0)
                    };
                    let reply = match answer {
                        None => {
                            self.taken.push(text.into());
                            self.silent.push(duty);
                            continue;
                        }
                        Some(CommandStatus::ESME_ROK) => {
                            self.taken.push(text.into());
                            crate::session::Reply::SubmitSm(SubmitSmResp::new(
                                COctets::try_from("0A1B").unwrap(),
                            ))
                        }
                        Some(status) => crate::session::Reply::Refuse(status),
                    };
                    session.answer(self.now, duty, reply).unwrap();
                }
                _ => {}
            }
        }
        let mut octets = Vec::new();
        while let Some(output) = self.smsc.get_mut(&conn).and_then(|session| session.poll_output(&mut octets))
        {
            moved = true;
            match output {
                Outgoing::Octets => {
                    self.see(conn, Seen::Octets(Role::Smsc, octets.clone()));
                    self.link.handle_input(self.now, (conn, Wire::Octets(&octets)));
                    octets.clear();
                }
                Outgoing::Close => self.drop_conn(conn),
            }
        }
        moved
    }

    /// The SMSC's connection of this kind.
    pub(crate) fn conn_of(&self, kind: BindKind) -> ConnId {
        let found = self.smsc.iter().find(|(_, session)| session.state().bound() == Some(kind));
        *found.unwrap_or_else(|| panic!("no {kind:?} is bound")).0
    }

    /// The network loses a connection.
    pub(crate) fn drop_conn(&mut self, conn: ConnId) {
        self.see(conn, Seen::Closed(Role::Smsc));
        self.smsc.remove(&conn);
        self.link.handle_input(self.now, (conn, Wire::Closed));
    }

    pub(crate) fn lose(&mut self, kind: BindKind) {
        self.drop_conn(self.conn_of(kind));
        self.settle();
    }

    /// The SMSC delivers a message.
    pub(crate) fn deliver(&mut self, kind: BindKind) {
        let to = Address::international(COctets::try_from("27123456789").unwrap());
        self.deliver_pdu(kind, &DeliverSm::new(to, ShortMessage::new(b"Yes").unwrap()));
    }

    pub(crate) fn deliver_pdu(&mut self, kind: BindKind, pdu: &DeliverSm<'_>) {
        let conn = self.conn_of(kind);
        self.smsc.get_mut(&conn).unwrap().deliver(self.now, pdu).unwrap();
        self.settle();
    }

    /// Submits, and says under which number.
    pub(crate) fn submit(&mut self, text: &str) -> u64 {
        let handle = self.link.submit(self.now, &message(text)).unwrap();
        self.settle();
        handle.id()
    }

    /// The moments at which this was logged.
    pub(crate) fn times(&self, wanted: &Log) -> Vec<Instant> {
        self.log.iter().filter(|(_, log)| log == wanted).map(|(at, _)| *at).collect()
    }

    pub(crate) fn logged(&self) -> Vec<Log> {
        self.log.iter().map(|(_, log)| log.clone()).collect()
    }
}
