//! A link between an owner and an SMSC that keep books of their own.

mod books;
mod smsc;

use alloc::format;

use clickatell_core::machine::{Handle, Machine, Timed};
use clickatell_core::time::{Duration, Instant};

use super::session::Seen;
use super::sessions::everything;
use crate::code::CommandStatus;
use crate::link::{Link, Plan, RequestError};
use crate::octets::{COctets, Password, ShortMessage};
use crate::pdu::{Bind, BindKind, QuerySm, SubmitSm};
use crate::profile::Profile;
use crate::session::{Reply, Wire};
use crate::value::{Address, InterfaceVersion};
use books::Books;
use smsc::{BIND_RECEIVER, ENQUIRE_LINK, RESPONSE, Stage, UNBIND};

/// How many requests may be under way, how many may wait, and how many deliveries may await the owner.
const WINDOW: usize = 2;
const QUEUE: usize = 4;
const DUTIES: usize = 3;
/// What the SMSC answers.
const STATUSES: [u32; 8] = [0, 0, 0, 0x58, 0x58, 0x14, 0x0B, 0x08];

/// The link and those around it.
struct Run {
    link: Link,
    now: Instant,
    books: Books,
}

/// A link of any plan, and an SMSC that takes, refuses, throttles, falls silent, talks nonsense and hangs up. The first
/// octet chooses plan, profile and seed, and each pair behind it is an operation and its argument.
///
/// Asserts: no more connections than the plan has sessions and one bind on each, no attempt before its time or within a
/// lockout, nothing said on a connection that is closed; requests go out in order, within the window, on a session that is
/// bound, and again only where the SMSC had no room; each ends once, with the status that the SMSC gave; nothing is
/// acknowledged that the owner did not accept; a caller never spins; and in the end everything is bound, and left in order.
#[must_use]
pub fn link(input: &[u8]) -> Seen {
    let Some((choice, operations)) = input.split_first() else { return Seen::default() };
    let mut run = Run::new(*choice);
    run.step();
    for pair in operations.chunks_exact(2).take(300) {
        let (operation, argument) = (pair[0], pair[1]);
        run.operate(operation & 15, operation >> 4, argument);
        run.pump(operation >= 128 && argument & 1 == 1);
    }
    run.finish();
    run.books.seen()
}

impl Run {
    fn new(choice: u8) -> Self {
        let plans =
            [Plan::Transceiver, Plan::TransmitterAndReceiver, Plan::TransmitterOnly, Plan::ReceiverOnly];
        let plan = plans[usize::from(choice & 3)];
        let (profile, version) = if choice & 4 == 0 {
            (Profile::clickatell(), InterfaceVersion::V3_4)
        } else {
            (everything(), InterfaceVersion::V5_0)
        };
        let mut flow = profile.flow.clone();
        flow.queue = QUEUE;
        let profile = profile.with_window(WINDOW).with_duties(DUTIES).with_events(16).with_flow(flow);
        let name = COctets::try_from("demo").expect("short");
        let password = Password::try_from("demo1234").expect("short");
        let bind = Bind { interface_version: version, ..Bind::new(BindKind::Transceiver, name, password) };
        let books = Books::new(plan, &profile);
        let link = Link::new(plan, profile, &bind, u64::from(choice >> 3)).expect("a bind that may be");
        Self { link, now: Instant::ZERO, books }
    }

    fn operate(&mut self, operation: u8, more: u8, argument: u8) {
        let pick = usize::from(argument);
        match operation {
            0 => self.request(false),
            1 => self.request(true),
            2 => self.open(pick),
            3 => self.refuse_connection(pick),
            4..=6 => self.answer(pick, more),
            7 => self.books.each_peer(|_, peer| {
                if peer.bound.is_some_and(BindKind::receives) && peer.delivered.len() < 6 {
                    peer.deliver();
                }
            }),
            8 => self.noise(pick, more),
            9 => self.decide(pick, more),
            10 if argument < 96 => self.hang_up(pick),
            11 => self.withdraw(pick),
            12 => self.wait(Duration::from_secs(u64::from(argument))),
            13 => {
                let due = self.link.poll_timeout();
                self.wait(due.map_or(Duration::ZERO, |due| due.since(self.now)));
            }
            14 if argument < 6 => {
                self.books.leave();
                self.link.unbind(self.now);
            }
            14 if argument < 10 => {
                self.books.leave();
                self.link.abort(self.now);
            }
            15 => {
                // A connection that is no more, or never was, has nothing to say.
                let conn = self.books.gone(pick);
                let wires = [Wire::Connected, Wire::Closed, Wire::Octets(&[0, 0, 0, 16, 0x80, 0, 0, 0, 0])];
                self.link.handle_input(self.now, (conn, wires[usize::from(more) % 3]));
                assert!(!self.link.wants_input_from(conn));
            }
            _ => self.wait(Duration::from_micros(1_000 * u64::from(argument))),
        }
        self.drain();
    }

    fn request(&mut self, query: bool) {
        let number = format!("{:04}", self.books.number());
        let address = Address::international(COctets::try_from("27999112345").expect("digits"));
        let asked = if query {
            let id = COctets::try_from(number.as_str()).expect("short");
            self.link.request(self.now, &QuerySm::new(id, address))
        } else {
            let text = ShortMessage::new(number.as_bytes()).expect("short");
            self.link.submit(self.now, &SubmitSm::new(address, text))
        };
        let waiting = self.link.outbox().waiting();
        match asked {
            Ok(handle) => self.books.asked(handle),
            Err(RequestError::Leaving) => assert!(self.books.is_leaving()),
            Err(RequestError::NoTransmitter) => assert_eq!(self.link.plan(), Plan::ReceiverOnly),
            Err(error) => assert!(waiting >= QUEUE, "{error}, and {waiting} wait"),
        }
        assert!(waiting <= QUEUE + WINDOW, "{waiting} wait");
    }

    fn open(&mut self, pick: usize) {
        if let Some(conn) = self.books.pick(pick, Stage::Asked) {
            self.books.peer(conn).stage = Stage::Open;
            self.link.handle_input(self.now, (conn, Wire::Connected));
        }
    }

    fn refuse_connection(&mut self, pick: usize) {
        if let Some(conn) = self.books.pick(pick, Stage::Asked) {
            self.books.peer(conn).stage = Stage::Gone;
            self.link.handle_input(self.now, (conn, Wire::Closed));
        }
    }

    fn answer(&mut self, pick: usize, more: u8) {
        let Some(conn) = self.books.pick(pick, Stage::Open) else { return };
        let pending = &mut self.books.peer(conn).pending;
        if !pending.is_empty() {
            let request = pending.remove(pick / 4 % pending.len());
            self.books.answer(
                self.now,
                conn,
                request,
                STATUSES[usize::from(more & 7)],
                Some(argument_state(pick)),
                more >= 14,
            );
        }
    }

    fn noise(&mut self, pick: usize, more: u8) {
        let Some(conn) = self.books.pick(pick, Stage::Open) else { return };
        let peer = self.books.peer(conn);
        match more {
            0 | 1 => peer.write(ENQUIRE_LINK, 0, 0x7000_0000, &[]),
            2 => peer.write(UNBIND, 0, 0x7000_0001, &[]),
            3 => peer.write(RESPONSE, 3, 0x7000_0002, &[]),
            4 => peer.write(smsc::SUBMIT_SM | RESPONSE, 0, 0x7000_0003, b"7\0"),
            5 => peer.write(BIND_RECEIVER, 0, 0x7000_0004, &[]),
            6 => peer.write(0x77, 0, 0x7000_0005, &[0; 3]),
            7 => {
                peer.noisy = true;
                peer.wire.push_back(u8::try_from(pick).unwrap_or(0));
            }
            _ => peer.write(smsc::DELIVER_SM, 0, 0x7000_0006, &[1, 2, 3]),
        }
    }

    /// The owner answers a delivery, or forgets it.
    fn decide(&mut self, pick: usize, more: u8) {
        let Some((duty, conn, sequence)) = self.books.take_duty(pick) else { return };
        if more == 15 {
            return;
        }
        let refuses = more >= 12;
        let reply = if refuses {
            Reply::Refuse(CommandStatus::ESME_RX_T_APPN)
        } else {
            Reply::DeliverSm(Default::default())
        };
        let open = self.books.is_open(duty.id());
        self.books.settled(duty.id());
        if !refuses && open {
            self.books.peer(conn).granted.insert(sequence);
        }
        let answered = self.link.answer(self.now, duty, reply);
        assert_eq!(answered.is_ok(), open, "{answered:?}");
    }

    fn hang_up(&mut self, pick: usize) {
        if let Some(conn) = self.books.pick(pick, Stage::Open) {
            self.books.peer(conn).stage = Stage::Gone;
            self.link.handle_input(self.now, (conn, Wire::Closed));
        }
    }

    fn withdraw(&mut self, pick: usize) {
        let Some(handle) = self.books.handle(pick) else { return };
        if self.link.withdraw(self.now, Handle::new(handle)) {
            self.books.withdrawn(handle);
        }
    }

    /// Lets time pass, timer by timer.
    fn wait(&mut self, span: Duration) {
        let end = self.now + span;
        while let Some(due) = self.link.poll_timeout().filter(|due| *due <= end) {
            self.now = self.now.max(due);
            self.step();
            self.pump(false);
        }
        self.now = end;
    }

    fn step(&mut self) {
        self.link.handle_timeout(self.now);
        assert!(self.link.poll_timeout().is_none_or(|next| next > self.now), "a caller would spin");
        self.drain();
    }

    /// What is on its way to the link arrives, or one half of it.
    fn pump(&mut self, half: bool) {
        for conn in self.books.conns() {
            let peer = self.books.peer(conn);
            if peer.stage == Stage::Open && !peer.wire.is_empty() && self.link.wants_input_from(conn) {
                let count = if half { peer.wire.len().div_ceil(2) } else { peer.wire.len() };
                let octets: alloc::vec::Vec<u8> = peer.wire.drain(..count).collect();
                self.link.handle_input(self.now, (conn, Wire::Octets(&octets)));
                self.drain();
            }
        }
    }

    fn drain(&mut self) {
        let was_over = self.books.is_over();
        while let Some(event) = self.link.poll_event() {
            self.books.event(self.now, event);
        }
        let mut octets = alloc::vec::Vec::new();
        while let Some(output) = self.link.poll_output(&mut octets) {
            assert!(!was_over, "{output:?} after the end");
            self.books.output(self.now, output, &octets);
            octets.clear();
        }
        assert!(octets.is_empty(), "octets for nothing");
        for kind in [BindKind::Transmitter, BindKind::Receiver, BindKind::Transceiver] {
            assert!(!self.link.is_up(kind) || self.books.is_up(kind), "{kind:?} is not up");
        }
        assert!(!self.books.is_over() || self.link.poll_timeout().is_none(), "a timer after the end");
    }

    /// The SMSC becomes all that one could wish for: everything is bound, sent and left.
    fn finish(&mut self) {
        for _ in 0..1_000 {
            if self.books.is_leaving() || self.books.all_up() {
                break;
            }
            self.please();
        }
        assert!(self.books.is_leaving() || self.books.all_up(), "it does not come back: {:?}", self.link);
        self.books.leave();
        self.link.unbind(self.now);
        self.drain();
        for _ in 0..200 {
            if self.books.is_over() {
                return;
            }
            self.please();
        }
        panic!("it does not end: {:?}", self.link);
    }

    /// Everything that is asked for is granted; where nothing is, time passes.
    fn please(&mut self) {
        let mut idle = true;
        while let Some(conn) = self.books.pick(0, Stage::Asked) {
            idle = false;
            self.books.peer(conn).stage = Stage::Open;
            self.link.handle_input(self.now, (conn, Wire::Connected));
            self.drain();
        }
        for conn in self.books.conns() {
            let requests = core::mem::take(&mut self.books.peer(conn).pending);
            idle &= requests.is_empty();
            for request in requests {
                self.books.answer(self.now, conn, request, 0, None, false);
            }
        }
        while let Some((duty, ..)) = self.books.take_duty(0) {
            self.books.settled(duty.id());
            let refused = self.link.answer(self.now, duty, Reply::Refuse(CommandStatus::ESME_RX_T_APPN));
            idle &= refused.is_err();
            self.drain();
        }
        self.pump(false);
        if idle && let Some(due) = self.link.poll_timeout() {
            self.wait(due.since(self.now));
        }
    }
}

/// The congestion that an argument stands for: mostly little or much.
fn argument_state(argument: usize) -> u8 {
    u8::try_from(argument).unwrap_or(0) % 128
}
