//! What the owner and the SMSC know of a link, and what they hold against it.

use alloc::collections::BTreeMap;
use alloc::vec::Vec;

use clickatell_core::machine::{Duty, Handle};
use clickatell_core::time::{Duration, Instant};

use super::smsc::{self, DELIVER_SM, Heard, Peer, RESPONSE, Stage, UNBIND};
use super::{DUTIES, WINDOW};
use crate::flow::Queued;
use crate::fuzzing::session::Seen;
use crate::link::{ConnId, DownReason, LinkEvent, LinkOutput, Lockout, Plan};
use crate::pdu::BindKind;
use crate::profile::Profile;
use crate::session::{Request, SessionEvent};

/// The SMSC has no room.
const NO_ROOM: [u32; 2] = [0x58, 0x14];

/// A request of the owner's.
#[derive(Debug)]
struct Asked {
    handle: u64,
    /// On which connection it was last sent.
    sent: Option<ConnId>,
    /// What the SMSC has answered to that.
    answer: Option<u32>,
    /// When the SMSC first had no room for it.
    refused: Option<Instant>,
    ended: bool,
}

pub(super) struct Books {
    plan: Plan,
    lockout: Option<Lockout>,
    /// How long a request is sent again that there is no room for.
    give_up: Option<Duration>,
    /// Every connection that there has been.
    peers: BTreeMap<ConnId, Peer>,
    /// By the numbers that stand in them.
    requests: Vec<Asked>,
    duties: Vec<(Duty<Request>, ConnId, u32)>,
    /// Duties that are neither answered nor lapsed, and their sessions live.
    open: BTreeMap<u64, (ConnId, u32)>,
    up: Vec<BindKind>,
    /// From when on connections may be asked for.
    due: Vec<Instant>,
    /// Binds refused one after the other, and the end of the last lockout.
    refused: u32,
    held: Instant,
    leaving: bool,
    over: bool,
}

impl Books {
    pub(super) fn new(plan: Plan, profile: &Profile) -> Self {
        Self {
            plan,
            lockout: profile.reconnect.lockout,
            give_up: profile.flow.give_up,
            peers: BTreeMap::new(),
            requests: Vec::new(),
            duties: Vec::new(),
            open: BTreeMap::new(),
            up: Vec::new(),
            due: plan.kinds().iter().map(|_| Instant::ZERO).collect(),
            refused: 0,
            held: Instant::ZERO,
            leaving: false,
            over: false,
        }
    }

    pub(super) fn seen(&self) -> Seen {
        let ended = self.requests.iter().filter(|asked| asked.ended).count();
        Seen { issued: self.requests.len(), ended }
    }

    pub(super) const fn leave(&mut self) {
        self.leaving = true;
    }

    pub(super) const fn is_leaving(&self) -> bool {
        self.leaving
    }

    pub(super) const fn is_over(&self) -> bool {
        self.over
    }

    pub(super) fn all_up(&self) -> bool {
        self.plan.kinds().iter().all(|kind| self.up.contains(kind))
    }

    pub(super) fn is_up(&self, kind: BindKind) -> bool {
        self.up.contains(&kind)
    }

    /// The number of the next request.
    pub(super) const fn number(&self) -> usize {
        self.requests.len()
    }

    pub(super) fn asked(&mut self, handle: Handle<Queued>) {
        let handle = handle.id();
        assert!(self.requests.iter().all(|asked| asked.handle != handle), "handle {handle} issued twice");
        self.requests.push(Asked { handle, sent: None, answer: None, refused: None, ended: false });
    }

    pub(super) fn handle(&self, pick: usize) -> Option<u64> {
        Some(self.requests.get(pick % self.requests.len().max(1))?.handle)
    }

    pub(super) fn withdrawn(&mut self, handle: u64) {
        let asked = self.end(handle);
        assert!(asked.sent.is_none() || asked.answer.is_some(), "withdrawn while it was under way");
    }

    pub(super) fn conns(&self) -> Vec<ConnId> {
        self.peers.iter().filter(|(_, peer)| peer.stage == Stage::Open).map(|(conn, _)| *conn).collect()
    }

    pub(super) fn peer(&mut self, conn: ConnId) -> &mut Peer {
        self.peers.get_mut(&conn).expect("a connection that was asked for")
    }

    pub(super) fn each_peer(&mut self, mut work: impl FnMut(ConnId, &mut Peer)) {
        let open = self.peers.iter_mut().filter(|(_, peer)| peer.stage == Stage::Open);
        open.for_each(|(conn, peer)| work(*conn, peer));
    }

    /// One of the connections that stand so.
    pub(super) fn pick(&self, pick: usize, stage: Stage) -> Option<ConnId> {
        let there: Vec<_> = self.peers.iter().filter(|(_, peer)| peer.stage == stage).collect();
        there.get(pick % there.len().max(1)).map(|(conn, _)| **conn)
    }

    /// One that is closed, or was never asked for.
    pub(super) fn gone(&self, pick: usize) -> ConnId {
        self.pick(pick, Stage::Gone).unwrap_or(ConnId::new(1_000_000))
    }

    pub(super) fn take_duty(&mut self, pick: usize) -> Option<(Duty<Request>, ConnId, u32)> {
        (!self.duties.is_empty()).then(|| self.duties.swap_remove(pick % self.duties.len()))
    }

    pub(super) fn is_open(&self, duty: u64) -> bool {
        self.open.contains_key(&duty)
    }

    pub(super) fn settled(&mut self, duty: u64) {
        self.open.remove(&duty);
    }

    /// The SMSC answers a request.
    pub(super) fn answer(
        &mut self,
        now: Instant,
        conn: ConnId,
        to: Heard,
        status: u32,
        congestion: Option<u8>,
        nack: bool,
    ) {
        if let Some(asked) = to.number.and_then(|number| self.requests.get_mut(number))
            && asked.sent == Some(conn)
        {
            asked.answer = Some(status);
            if NO_ROOM.contains(&status) {
                asked.refused.get_or_insert(now);
            }
        }
        self.peer(conn).answer(to, status, congestion, nack);
    }

    pub(super) fn event(&mut self, now: Instant, event: LinkEvent) {
        assert!(!self.over, "{event:?} after the end");
        match event {
            LinkEvent::Up { kind, .. } => {
                assert!(
                    self.plan.kinds().contains(&kind) && !self.up.contains(&kind),
                    "{kind:?} is up twice"
                );
                self.up.push(kind);
                self.refused = 0;
            }
            LinkEvent::Down { kind, why, retry } => self.down(now, kind, why, retry),
            LinkEvent::Response { handle, status, .. } => {
                let status = status.get();
                let Asked { sent, answer, refused, .. } = *self.end(handle.id());
                let noisy = self.peer(sent.expect("an answer to what was not sent")).noisy;
                assert!(noisy || answer == Some(status), "{status:#x} instead of {answer:?}");
                // The link knows of the first refusal when it has read it: then, or later.
                let given_up =
                    self.give_up.zip(refused).is_some_and(|(span, first)| now.since(first) >= span);
                assert!(
                    noisy || given_up || !NO_ROOM.contains(&status),
                    "a refusal for want of room is told of"
                );
            }
            LinkEvent::NoResponse { handle, .. } => {
                let (sent, _) = self.ended(handle);
                assert!(sent.is_some(), "unknown, and it was not sent");
            }
            LinkEvent::NotSent { handle, why } => {
                assert_eq!((self.leaving, why), (true, None));
                let (sent, answer) = self.ended(handle);
                assert!(sent.is_none() || answer.is_some(), "not sent, and it was");
            }
            LinkEvent::Request { duty, pdu } => {
                let receiver = self.peers.iter().find(|(_, peer)| {
                    peer.stage != Stage::Gone && peer.tried.is_some_and(BindKind::receives)
                });
                let conn = *receiver.expect("a session that receives").0;
                let sequence = pdu.header().sequence_number.get();
                self.open.insert(duty.id(), (conn, sequence));
                self.duties.push((duty, conn, sequence));
                assert!(self.open.len() <= DUTIES, "more duties than may be");
            }
            LinkEvent::Session { event: SessionEvent::DutyLapsed { duty }, .. } => {
                assert!(self.open.remove(&duty).is_some(), "a duty lapsed that was not open");
            }
            LinkEvent::Session {
                event: SessionEvent::Ended { .. } | SessionEvent::Response { .. }, ..
            } => {
                panic!("told as what it is")
            }
            LinkEvent::Session { .. } => {}
            LinkEvent::Closed => {
                assert!(self.leaving && self.up.is_empty());
                assert!(self.requests.iter().all(|asked| asked.ended), "a request without an end");
                self.over = true;
            }
        }
    }

    fn ended(&mut self, handle: Handle<Queued>) -> (Option<ConnId>, Option<u32>) {
        let asked = self.end(handle.id());
        (asked.sent, asked.answer)
    }

    fn end(&mut self, handle: u64) -> &Asked {
        let asked = self.requests.iter_mut().find(|asked| asked.handle == handle);
        let asked = asked.expect("a handle that was issued");
        assert!(!asked.ended, "handle {handle} ended twice");
        asked.ended = true;
        asked
    }

    fn down(&mut self, now: Instant, kind: BindKind, why: DownReason, retry: Option<Instant>) {
        self.up.retain(|other| *other != kind);
        if kind.receives() {
            self.open.clear();
        }
        assert!(retry.is_none_or(|retry| retry > now) && retry.is_none() == self.leaving, "{retry:?}");
        self.due.extend(retry);
        if matches!(why, DownReason::BindRefused(_)) {
            self.refused += 1;
        }
        if let Some(lockout) = self.lockout.filter(|lockout| self.refused >= lockout.refusals) {
            self.refused = 0;
            self.held = now + lockout.wait;
        }
    }

    pub(super) fn output(&mut self, now: Instant, output: LinkOutput, octets: &[u8]) {
        match output {
            LinkOutput::Connect(conn) => {
                let first = self.due.iter().enumerate().min_by_key(|(_, due)| **due).map(|(place, _)| place);
                let due = self.due.swap_remove(first.expect("one too many"));
                assert!(due <= now && self.held <= now && !self.leaving, "an attempt before its time");
                assert!(self.peers.insert(conn, Peer::asked()).is_none(), "{conn:?} is issued twice");
                let there = self.peers.values().filter(|peer| peer.stage != Stage::Gone).count();
                assert!(there <= self.plan.kinds().len(), "{there} connections");
            }
            LinkOutput::Close(conn) => {
                let peer = self.peer(conn);
                assert_ne!(peer.stage, Stage::Gone, "{conn:?} is closed already");
                peer.stage = Stage::Gone;
            }
            LinkOutput::Octets(conn) => {
                assert_eq!(self.peer(conn).stage, Stage::Open, "octets for {conn:?}");
                for heard in smsc::read(octets) {
                    self.hear(now, conn, heard);
                }
            }
        }
    }

    /// The SMSC hears a PDU.
    fn hear(&mut self, now: Instant, conn: ConnId, heard: Heard) {
        if let Some(kind) = smsc::kind(heard.id) {
            let others = self.peers.values().filter(|peer| peer.stage != Stage::Gone);
            assert!(others.filter(|peer| peer.tried == Some(kind)).count() == 0, "a second {kind:?}");
            assert!(self.plan.kinds().contains(&kind) && self.held <= now && !self.leaving, "a bind");
            let tried = self.peer(conn).tried.replace(kind);
            assert_eq!(tried, None, "a second bind on a connection");
        }
        if let Some(number) = heard.number {
            self.sent(conn, number);
        }
        let peer = self.peer(conn);
        if heard.id == (DELIVER_SM | RESPONSE) {
            let known = peer.delivered.remove(&heard.sequence) || heard.sequence >= 0x7000_0000;
            assert!(peer.noisy || known, "a delivery is answered twice");
            let granted = peer.granted.remove(&heard.sequence);
            assert!(peer.noisy || granted || heard.status != 0, "acknowledged by nobody");
        }
        peer.leaving |= heard.id == UNBIND;
        if heard.id & RESPONSE == 0 {
            peer.pending.push(heard);
        }
    }

    /// A request goes out.
    fn sent(&mut self, conn: ConnId, number: usize) {
        let peer = self.peer(conn);
        let ready = peer.noisy || peer.bound.is_some_and(BindKind::transmits);
        assert!(ready && !peer.leaving, "{number} is sent to nobody");
        let Some(asked) = self.requests.get(number) else { panic!("{number} was not asked for") };
        let again = asked.sent.is_some_and(|before| {
            let no_room = asked.answer.is_some_and(|status| NO_ROOM.contains(&status));
            !no_room && !self.peers.get(&before).is_some_and(|peer| peer.noisy)
        });
        assert!(!asked.ended && !again, "{number} is sent again");
        for (before, asked) in self.requests.iter().enumerate().take(number) {
            assert!(!self.waits(asked), "{number} overtakes {before}");
        }
        let asked = &mut self.requests[number];
        (asked.sent, asked.answer) = (Some(conn), None);
        let open = self
            .requests
            .iter()
            .filter(|asked| !asked.ended && asked.sent == Some(conn) && asked.answer.is_none());
        assert!(open.count() <= WINDOW, "more under way than may be");
    }

    /// Whether it is known that a request waits: it was not sent, or the link has read that there is no room for it.
    fn waits(&self, asked: &Asked) -> bool {
        let Some(peer) = asked.sent.and_then(|conn| self.peers.get(&conn)) else { return !asked.ended };
        let no_room = asked.answer.is_some_and(|status| NO_ROOM.contains(&status));
        let read = peer.stage == Stage::Gone || peer.wire.is_empty();
        !asked.ended && no_room && read && !peer.noisy
    }
}
