//! The compliance test of the gateway (SMPP API section 5, step 4), judged from traffic and time alone.
//!
//! [`ComplianceMonitor`] is told what goes over the connections between a client and a server, each way, and what time it
//! is. It observes and never interferes, and says of each of the nine [`Condition`]s whether it is passed, failed, with
//! the [`Evidence`], or not decided by anything yet. Half of them are seen only if the server does its part: delivers a
//! message and a receipt, and drops a session.
//!
//! ```
//! use clickatell_core::time::Instant;
//! use clickatell_smpp::compliance::{ComplianceLimits, ComplianceMonitor, Condition, Observed, Verdict};
//! use clickatell_smpp::link::ConnId;
//! use clickatell_smpp::profile::Profile;
//! use clickatell_smpp::session::Role;
//!
//! let mut monitor = ComplianceMonitor::new(ComplianceLimits::default(), Profile::clickatell());
//! let conn = ConnId::new(1);
//! monitor.observe(Instant::ZERO, conn, Observed::Connected);
//! // A submit_sm whose sm_length claims more than there is.
//! let octets = [0, 0, 0, 17, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0, 9, 0];
//! monitor.observe(Instant::ZERO, conn, Observed::Octets(Role::Esme, &octets));
//! assert!(matches!(monitor.verdict(Condition::SubmitSm), Verdict::Failed(evidence, 1) if evidence.octets == octets));
//! assert_eq!(monitor.verdict(Condition::EnquireLink), Verdict::NotSeen);
//! ```

mod condition;
mod conn;
mod limits;
mod pdus;
mod sessions;

use alloc::collections::BTreeMap;

use clickatell_core::machine::Timed;
use clickatell_core::time::{Duration, Instant};

use crate::link::ConnId;
use crate::pdu::BindKind;
use crate::profile::Profile;
use crate::session::Role;
use conn::Conn;
use sessions::Kinds;

pub use condition::{Breach, Condition, Evidence, Severity, Verdict};
pub use limits::ComplianceLimits;

/// What was seen on a connection.
#[derive(Clone, Copy, Debug)]
#[allow(clippy::exhaustive_enums, reason = "a connection has these happenings")]
pub enum Observed<'a> {
    /// The client opened it.
    Connected,
    /// This end sent octets, cut anywhere.
    Octets(Role, &'a [u8]),
    /// This end closed it, or lost it.
    Closed(Role),
}

/// Judges one client; see the [module](self).
#[derive(Debug)]
pub struct ComplianceMonitor {
    limits: ComplianceLimits,
    profile: Profile,
    conns: BTreeMap<ConnId, Conn>,
    /// Connections that were too many to watch.
    unwatched: u64,
    kinds: Kinds,
    /// Whether a message and a receipt were accepted.
    handled: (bool, bool),
    table: [Entry; 9],
}

/// What is known of one condition.
#[derive(Clone, Debug, Default)]
struct Entry {
    seen: bool,
    failed: Option<Evidence>,
    failures: u32,
}

impl ComplianceMonitor {
    /// A monitor that has seen nothing. `profile` says what a `submit_sm` must hold.
    #[must_use]
    pub fn new(limits: ComplianceLimits, profile: Profile) -> Self {
        Self {
            limits,
            profile,
            conns: BTreeMap::new(),
            unwatched: 0,
            kinds: Kinds::default(),
            handled: (false, false),
            table: Default::default(),
        }
    }

    /// How a condition stands.
    #[must_use]
    pub fn verdict(&self, condition: Condition) -> Verdict<'_> {
        match self.table.get(condition.index()) {
            Some(Entry { failed: Some(evidence), failures, .. }) => Verdict::Failed(evidence, *failures),
            Some(Entry { seen: true, .. }) => Verdict::Passed,
            _ => Verdict::NotSeen,
        }
    }

    /// How many connections are watched now.
    #[must_use]
    pub fn watched(&self) -> usize {
        self.conns.len()
    }

    /// How many connections were not watched, since as many as the limits allow were open: no verdict knows of them.
    #[must_use]
    pub const fn unwatched(&self) -> u64 {
        self.unwatched
    }

    /// Takes what was seen. What is faulty about it is for the conditions to judge.
    pub fn observe(&mut self, now: Instant, conn: ConnId, what: Observed<'_>) {
        self.handle_timeout(now);
        match what {
            Observed::Connected if self.conns.len() >= self.limits.conns => {
                self.unwatched = self.unwatched.saturating_add(1);
            }
            Observed::Connected => {
                self.conns.insert(conn, Conn::new(now, self.profile.max_pdu_length));
            }
            Observed::Octets(from, octets) => self.on_octets(now, conn, from, octets),
            Observed::Closed(by) => self.on_closed(now, conn, by),
        }
    }

    fn on_octets(&mut self, now: Instant, id: ConnId, from: Role, mut octets: &[u8]) {
        loop {
            let Some(conn) = self.conns.get_mut(&id) else { return };
            let framer = match from {
                Role::Esme => &mut conn.from_esme,
                Role::Smsc => &mut conn.from_smsc,
            };
            let frame = match framer.next(&mut octets) {
                Ok(Some(frame)) => frame.to_buf(),
                Ok(None) => return,
                // The server will close, and not of its own accord.
                Err(_) => return conn.leave(from),
            };
            match from {
                Role::Esme => self.on_esme_pdu(now, id, &frame.frame()),
                Role::Smsc => self.on_smsc_pdu(now, id, &frame.frame()),
            }
        }
    }

    fn pass(&mut self, condition: Condition) {
        if let Some(entry) = self.table.get_mut(condition.index()) {
            entry.seen = true;
        }
    }

    fn fail(&mut self, condition: Condition, evidence: Evidence) {
        if let Some(entry) = self.table.get_mut(condition.index()) {
            entry.failures = entry.failures.saturating_add(1);
            #[cfg(seeded_fault = "monitor")]
            entry.failed.take_if(|_| entry.failures == 3);
            entry.failed.get_or_insert(evidence);
        }
    }

    /// The latest moment at which the next probe of a connection is in time.
    fn probe_due(&self, conn: &Conn) -> Option<Instant> {
        Some(conn.probed? + *self.limits.enquire_link.end())
    }
}

/// The first moment after.
fn after(at: Instant) -> Instant {
    at + Duration::from_micros(1)
}

impl Timed for ComplianceMonitor {
    fn poll_timeout(&self) -> Option<Instant> {
        let probes = self.conns.values().filter_map(|conn| self.probe_due(conn)).map(after);
        let answers =
            self.conns.values().flat_map(|conn| conn.deliveries.values()).map(|owed| after(owed.until));
        probes.chain(answers).chain(self.kinds.due(&self.limits)).min()
    }

    fn handle_timeout(&mut self, now: Instant) {
        self.overdue_pdus(now);
        self.overdue_sessions(now);
    }
}

/// Every kind of session once.
const KINDS: [BindKind; 3] = [BindKind::Transmitter, BindKind::Receiver, BindKind::Transceiver];

#[cfg(test)]
mod tests;
