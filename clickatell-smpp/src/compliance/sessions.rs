//! Conditions 1 to 4 and 9: what binds, ends and attempts show.

use clickatell_core::time::{Duration, Instant};

use super::condition::{Breach, Condition, Evidence};
use super::conn::Conn;
use super::limits::ComplianceLimits;
use super::{ComplianceMonitor, KINDS, after};
use crate::frame::Frame;
use crate::link::ConnId;
use crate::pdu::BindKind;
use crate::session::Role;

/// The sessions of a client, by kind.
#[derive(Debug, Default)]
pub(super) struct Kinds {
    states: [Kind; 3],
    /// When the first session was bound.
    began: Option<Instant>,
    /// The time to stay bound is over.
    stayed: bool,
    /// Binds refused one after the other.
    refused: u32,
    /// The end of the last lockout.
    held: Option<Instant>,
}

#[derive(Debug, Default)]
struct Kind {
    /// It has been bound.
    known: bool,
    gap: Option<Gap>,
}

/// A session is away.
#[derive(Clone, Copy, Debug)]
struct Gap {
    /// When it was lost.
    since: Instant,
    /// When it was lost or last tried for.
    last: Instant,
    /// Whose doing it was; `None` when it was never bound.
    by: Option<Role>,
    /// An attempt is expected.
    awaited: bool,
    /// That it takes too long was told.
    told: bool,
}

impl Kinds {
    fn get(&self, kind: BindKind) -> Option<&Kind> {
        KINDS.iter().zip(&self.states).find(|(each, _)| **each == kind).map(|(_, state)| state)
    }

    fn get_mut(&mut self, kind: BindKind) -> Option<&mut Kind> {
        KINDS.iter().zip(&mut self.states).find(|(each, _)| **each == kind).map(|(_, state)| state)
    }

    fn is_known(&self, kind: BindKind) -> bool {
        self.get(kind).is_some_and(|state| state.known)
    }

    /// When time alone decides something.
    pub(super) fn due(&self, limits: &ComplianceLimits) -> impl Iterator<Item = Instant> {
        let gaps = self.states.iter().filter_map(|state| state.gap);
        let stay = self.began.filter(|_| !self.stayed).map(|began| began + limits.stay);
        gaps.flat_map(|gap| [gap.late(limits), gap.attempt_due(limits, self.held)]).flatten().chain(stay)
    }
}

impl Gap {
    /// When it is clear that the client has not come back in time, after the server dropped it.
    fn late(&self, limits: &ComplianceLimits) -> Option<Instant> {
        let late = after(self.since + limits.excuse + limits.response);
        (self.by == Some(Role::Smsc) && !self.told).then_some(late)
    }

    /// When it is clear that there was no attempt in time.
    fn attempt_due(&self, limits: &ComplianceLimits, held: Option<Instant>) -> Option<Instant> {
        let begins = held.map_or(self.last, |held| self.last.max(held));
        self.awaited.then(|| after(begins + *limits.reconnect.end() + limits.response))
    }
}

impl ComplianceMonitor {
    pub(super) fn on_bind(&mut self, now: Instant, id: ConnId, frame: &Frame<'_>) {
        let header = frame.header();
        let Some(kind) = BindKind::of(header.command_id) else { return };
        let bound = |other: BindKind| {
            self.conns.values().any(|conn| conn.bound == Some(other) && conn.left.is_none())
        };
        let doubled = bound(kind);
        let is_transceiver = kind == BindKind::Transceiver;
        let mixed =
            KINDS.into_iter().any(|other| (other == BindKind::Transceiver) != is_transceiver && bound(other));
        let Some(conn) = self.conns.get_mut(&id) else { return };
        if conn.bound.is_some() || conn.binding.is_some() {
            return self.fail(Condition::OneBind, Evidence::in_frame(now, Breach::SecondBind(kind), frame));
        }
        // The first bind tells whose attempt the connection is; a further one is an attempt by itself.
        let tried = if conn.binds == 0 { conn.opened } else { now };
        conn.binds = conn.binds.saturating_add(1);
        conn.binding = Some((header.sequence_number, kind));
        conn.tried = Some(kind);
        if doubled {
            self.fail(Condition::OneBind, Evidence::in_frame(now, Breach::SecondSession(kind), frame));
        }
        if mixed {
            self.fail(Condition::Sessions, Evidence::in_frame(now, Breach::MixedSessions(kind), frame));
        }
        self.judge_attempt(now, kind, tried, frame);
    }

    /// Condition 9, and the wait after refused binds (section 9).
    fn judge_attempt(&mut self, now: Instant, kind: BindKind, tried: Instant, frame: &Frame<'_>) {
        let held = self.kinds.held;
        let Some(gap) =
            self.kinds.get_mut(kind).and_then(|state| state.gap.as_mut()).filter(|gap| gap.awaited)
        else {
            return;
        };
        let span = tried.since(gap.last);
        let in_lockout = held.filter(|held| gap.last <= *held);
        gap.last = tried;
        let too_soon = match in_lockout {
            Some(held) => tried < held,
            None => span < *self.limits.reconnect.start(),
        };
        let too_late = match in_lockout {
            Some(held) => tried.since(held) > *self.limits.reconnect.end(),
            None => span > *self.limits.reconnect.end(),
        };
        let breach = match (too_soon, too_late) {
            (true, _) => Breach::TooSoon(kind, span),
            (_, true) => Breach::TooLate(kind, span),
            _ => return self.pass(Condition::Reconnects),
        };
        self.fail(Condition::Reconnects, Evidence::in_frame(now, breach, frame));
    }

    pub(super) fn on_bind_answer(&mut self, now: Instant, id: ConnId, frame: &Frame<'_>) {
        let header = frame.header();
        let Some(conn) = self.conns.get_mut(&id) else { return };
        let Some((_, kind)) = conn.binding.take_if(|(number, _)| *number == header.sequence_number) else {
            return;
        };
        if header.command_status.is_ok() && header.command_id == kind.command_id().response() {
            let opened = conn.opened;
            conn.bound = Some(kind);
            conn.probed = conn.left.is_none().then_some(now);
            self.on_bound(now, kind, opened);
        } else {
            self.on_refused(now, kind);
        }
    }

    fn on_bound(&mut self, now: Instant, kind: BindKind, opened: Instant) {
        self.kinds.refused = 0;
        self.kinds.held = None;
        self.kinds.began.get_or_insert(now);
        if let Some(state) = self.kinds.get_mut(kind) {
            state.known = true;
            let gap = state.gap.take().filter(|gap| gap.by == Some(Role::Smsc) && !gap.told);
            if let Some(gap) = gap {
                let span = opened.since(gap.since);
                if span <= self.limits.excuse {
                    self.pass(Condition::Rebinds);
                } else {
                    self.late_rebind(now, kind, span);
                }
            }
        }
        self.pass(Condition::OneBind);
        let both = self.kinds.is_known(BindKind::Transmitter) && self.kinds.is_known(BindKind::Receiver);
        if both || self.kinds.is_known(BindKind::Transceiver) {
            self.pass(Condition::Sessions);
        }
    }

    fn on_refused(&mut self, now: Instant, kind: BindKind) {
        self.kinds.refused = self.kinds.refused.saturating_add(1);
        if self.kinds.refused >= self.limits.lockout.refusals {
            self.kinds.refused = 0;
            self.kinds.held = Some(now + self.limits.lockout.wait);
        }
        if let Some(state) = self.kinds.get_mut(kind) {
            let gap =
                state.gap.get_or_insert(Gap { since: now, last: now, by: None, awaited: true, told: false });
            gap.awaited = true;
        }
    }

    /// Condition 3, for a client that only transmits.
    pub(super) fn on_receipt_wish(&mut self, now: Instant, wished: bool, frame: &Frame<'_>) {
        let transmits_only =
            !self.kinds.is_known(BindKind::Receiver) && !self.kinds.is_known(BindKind::Transceiver);
        match (transmits_only && self.kinds.is_known(BindKind::Transmitter), wished) {
            (true, true) => {
                self.fail(
                    Condition::Sessions,
                    Evidence::in_frame(now, Breach::ReceiptWithoutReceiver, frame),
                );
            }
            (true, false) => self.pass(Condition::Sessions),
            (false, _) => {}
        }
    }

    pub(super) fn on_closed(&mut self, now: Instant, id: ConnId, by: Role) {
        let Some(conn) = self.conns.remove(&id) else { return };
        let by = conn.left.unwrap_or(by);
        if by == Role::Esme {
            for delivery in conn.deliveries.values() {
                let evidence = Evidence::in_frame(now, Breach::DeliveryUnanswered, &delivery.pdu.frame());
                self.fail(Condition::DeliverSmResp, evidence);
            }
        }
        match (conn.bound, conn.tried) {
            (Some(kind), _) => self.on_lost(now, kind, by, &conn),
            (None, Some(kind)) => {
                if let Some(gap) = self.kinds.get_mut(kind).and_then(|state| state.gap.as_mut()) {
                    gap.last = now;
                }
            }
            (None, None) => {}
        }
    }

    /// A bound session is gone.
    fn on_lost(&mut self, now: Instant, kind: BindKind, by: Role, conn: &Conn) {
        if self.conns.values().any(|other| other.bound == Some(kind)) {
            // Another of the kind is there: condition 2 has told of it.
            return;
        }
        if by == Role::Esme {
            if !self.kinds.stayed {
                self.fail(Condition::StaysBound, Evidence::of(now, Breach::LeftEarly(kind)));
            }
            let sibling_away = KINDS.into_iter().filter(|other| *other != kind).any(|other| {
                self.kinds
                    .get(other)
                    .and_then(|state| state.gap)
                    .is_some_and(|gap| gap.by == Some(Role::Smsc))
            });
            if sibling_away {
                self.fail(Condition::Rebinds, Evidence::of(now, Breach::SiblingDropped(kind)));
            }
        }
        // A client that has unbound wants to be away.
        let awaited = !(by == Role::Esme && conn.unbound);
        if let Some(state) = self.kinds.get_mut(kind) {
            state.gap = Some(Gap { since: now, last: now, by: Some(by), awaited, told: false });
        }
    }

    fn late_rebind(&mut self, now: Instant, kind: BindKind, span: Duration) {
        let evidence = Evidence::of(now, Breach::LateRebind(kind, span));
        if !self.kinds.stayed {
            self.fail(Condition::StaysBound, evidence.clone());
        }
        self.fail(Condition::Rebinds, evidence);
    }

    /// Who has not come back in time, and who has stayed long enough.
    pub(super) fn overdue_sessions(&mut self, now: Instant) {
        let held = self.kinds.held;
        for kind in KINDS {
            let Some(gap) = self.kinds.get_mut(kind).and_then(|state| state.gap.as_mut()) else { continue };
            let (since, last) = (gap.since, gap.last);
            let late = gap.late(&self.limits).is_some_and(|late| late <= now);
            let idle = gap.attempt_due(&self.limits, held).is_some_and(|due| due <= now);
            gap.told |= late;
            gap.awaited &= !idle;
            if late {
                self.late_rebind(now, kind, now.since(since));
            }
            if idle {
                let breach = Breach::NoAttempt(kind, now.since(last));
                self.fail(Condition::Reconnects, Evidence::of(now, breach));
            }
        }
        let over = self.kinds.began.is_some_and(|began| began + self.limits.stay <= now);
        if over && !self.kinds.stayed {
            self.kinds.stayed = true;
            self.pass(Condition::StaysBound);
        }
    }
}
