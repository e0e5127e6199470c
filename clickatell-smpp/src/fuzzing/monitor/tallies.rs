//! What can be counted by hand: second binds, probes and their distances, submissions, and deliveries and their answers.

use alloc::collections::BTreeMap;

use clickatell_core::time::{Duration, Instant};

use crate::compliance::Condition;
use crate::link::ConnId;
use crate::pdu::BindKind;
use crate::session::Role;

/// A connection.
#[derive(Default)]
struct Conn {
    binding: Option<(u32, BindKind)>,
    bound: Option<BindKind>,
    /// When the last probe came that the next is measured from.
    probed: Option<Instant>,
    /// Deliveries, and when each came.
    owed: BTreeMap<u32, Instant>,
    overlooked: bool,
    left: Option<Role>,
}

pub(super) struct Tallies {
    conns: BTreeMap<ConnId, Conn>,
    next: u64,
    most: (usize, usize),
    unwatched: u64,
    /// By condition: whether it was seen, and how often it failed.
    table: BTreeMap<Condition, (bool, u32)>,
}

impl Tallies {
    pub(super) const fn new(conns: usize, deliveries: usize) -> Self {
        Self {
            conns: BTreeMap::new(),
            next: 0,
            most: (conns, deliveries),
            unwatched: 0,
            table: BTreeMap::new(),
        }
    }

    pub(super) fn of(&self, condition: Condition) -> (bool, u32) {
        self.table.get(&condition).copied().unwrap_or_default()
    }

    pub(super) fn watched(&self) -> usize {
        self.conns.len()
    }

    pub(super) const fn unwatched(&self) -> u64 {
        self.unwatched
    }

    pub(super) fn pick(&self, pick: usize) -> Option<ConnId> {
        self.conns.keys().nth(pick % self.conns.len().max(1)).copied()
    }

    pub(super) fn connect(&mut self) -> ConnId {
        self.next += 1;
        let conn = ConnId::new(self.next);
        if self.conns.len() < self.most.0 {
            self.conns.insert(conn, Conn::default());
        } else {
            self.unwatched += 1;
        }
        conn
    }

    pub(super) fn bind(&mut self, conn: ConnId, number: u32, kind: BindKind) {
        let twice = self.conns.values().any(|other| other.bound == Some(kind) && other.left.is_none());
        let conn = self.conn(conn);
        let second = conn.bound.is_some() || conn.binding.is_some();
        if !second {
            conn.binding = Some((number, kind));
        }
        if second || twice {
            self.fail(Condition::OneBind, 1);
        }
    }

    /// The bind that the server answers, if there is one.
    pub(super) fn bind_answered(
        &mut self,
        now: Instant,
        conn: ConnId,
        well: bool,
    ) -> Option<(u32, BindKind)> {
        let conn = self.conn(conn);
        let (number, kind) = conn.binding.take()?;
        if well {
            conn.bound = Some(kind);
            if conn.left.is_none() {
                conn.probed = Some(now);
            }
            self.pass(Condition::OneBind);
        }
        Some((number, kind))
    }

    pub(super) fn probe(&mut self, now: Instant, conn: ConnId) {
        let conn = self.conn(conn);
        let Some(last) = conn.probed else { return };
        conn.probed = Some(now);
        if (55_000_000..=57_000_000).contains(&(now.as_micros() - last.as_micros())) {
            self.pass(Condition::EnquireLink);
        } else {
            self.fail(Condition::EnquireLink, 1);
        }
    }

    pub(super) fn deliver(&mut self, now: Instant, conn: ConnId, number: u32) {
        let most = self.most.1;
        let conn = self.conn(conn);
        if conn.owed.len() < most {
            conn.owed.insert(number, now);
        } else {
            conn.overlooked = true;
        }
    }

    pub(super) fn oldest(&mut self, conn: ConnId) -> Option<u32> {
        self.conn(conn).owed.keys().next().copied()
    }

    pub(super) fn answer(&mut self, conn: ConnId, number: u32, nacked: bool) {
        let conn = self.conn(conn);
        let (known, overlooked) = (conn.owed.remove(&number).is_some(), conn.overlooked);
        match (known, nacked) {
            (true, false) => self.pass(Condition::DeliverSmResp),
            (true, true) => self.fail(Condition::DeliverSmResp, 1),
            (false, false) if !overlooked => self.fail(Condition::DeliverSmResp, 1),
            (false, _) => {}
        }
    }

    pub(super) fn submit(&mut self, good: bool) {
        if good {
            self.pass(Condition::SubmitSm);
        } else {
            self.fail(Condition::SubmitSm, 1);
        }
    }

    pub(super) fn leave(&mut self, conn: ConnId, by: Role) {
        let conn = self.conn(conn);
        if conn.left.is_none() {
            (conn.left, conn.probed) = (Some(by), None);
        }
    }

    pub(super) fn close(&mut self, conn: ConnId, by: Role) {
        let Some(conn) = self.conns.remove(&conn) else { return };
        if conn.left.unwrap_or(by) == Role::Esme {
            self.fail(Condition::DeliverSmResp, conn.owed.len());
        }
    }

    /// It is later now: what is missing since?
    pub(super) fn time(&mut self, now: Instant) {
        let (mut probes, mut answers) = (0, 0);
        for conn in self.conns.values_mut() {
            if conn.probed.is_some_and(|last| now.since(last) > Duration::from_secs(57)) {
                conn.probed = Some(now);
                probes += 1;
            }
            let before = conn.owed.len();
            conn.owed.retain(|_, came| now.since(*came) <= Duration::from_secs(60));
            answers += before - conn.owed.len();
        }
        self.fail(Condition::EnquireLink, probes);
        self.fail(Condition::DeliverSmResp, answers);
    }

    fn conn(&mut self, conn: ConnId) -> &mut Conn {
        self.conns.get_mut(&conn).expect("a connection that was picked")
    }

    fn pass(&mut self, condition: Condition) {
        self.table.entry(condition).or_default().0 = true;
    }

    fn fail(&mut self, condition: Condition, times: usize) {
        self.table.entry(condition).or_default().1 += u32::try_from(times).expect("few");
    }
}
