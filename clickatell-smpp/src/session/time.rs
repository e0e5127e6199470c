//! What time alone changes in a session (7.2).

use clickatell_core::machine::TimerName;
use clickatell_core::time::{Duration, Instant};

use super::duties::Owed;
use super::{BindDuty, EndReason, Inner, Role, SessionEvent, State};
use crate::code::{CommandId, CommandStatus};
use crate::pdu::{EnquireLink, PduBody, Unbind};

/// The timers of a session, beside the deadlines of single requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Timer {
    /// SMSC: a bind must have come.
    SessionInit,
    /// The last probe must be answered.
    ProbeAnswer,
    /// The next probe is due.
    EnquireLink,
    /// The peer must have sent something.
    Inactivity,
}

impl Timer {
    pub(super) const COUNT: usize = 4;
}

impl TimerName for Timer {
    const ALL: &'static [Self] = &[Self::SessionInit, Self::ProbeAnswer, Self::EnquireLink, Self::Inactivity];

    fn index(self) -> usize {
        match self {
            Self::SessionInit => 0,
            Self::ProbeAnswer => 1,
            Self::EnquireLink => 2,
            Self::Inactivity => 3,
        }
    }
}

impl Inner {
    pub(super) fn poll_timeout(&self) -> Option<Instant> {
        if self.state == State::Closed {
            return None;
        }
        let bind = self.bind_duty.as_ref().map(|owed| owed.deadline);
        [self.timers.next(), self.pending.next_deadline(), self.duties.next_deadline(), bind]
            .into_iter()
            .flatten()
            .min()
    }

    pub(super) fn handle_timeout(&mut self, now: Instant) {
        if self.state == State::Closed {
            return;
        }
        while let Some((duty, owed)) = self.duties.pop_due(now) {
            self.lapse(duty, owed);
        }
        self.after_duties(now);
        if self.state == State::Closed {
            return;
        }
        if let Some(owed) = self.bind_duty.take_if(|owed| owed.deadline <= now) {
            self.lapse_bind(now, &owed);
        }
        while let Some(waiting) = self.pending.pop_due(now) {
            let Some(handle) = waiting.handle else { continue };
            if waiting.command_id == CommandId::ENQUIRE_LINK {
                self.owner_probe = false;
            }
            let sequence_number = Some(waiting.sequence_number);
            self.events.push_back(SessionEvent::NoResponse { handle, sequence_number });
            if waiting.command_id.is_bind() {
                return self.end(EndReason::BindUnanswered);
            }
            if waiting.command_id == CommandId::UNBIND {
                return self.end(EndReason::Unbound);
            }
        }
        self.go_on_unbinding(now);
        while let Some(timer) = self.timers.expire(now) {
            match timer {
                Timer::SessionInit => return self.end(EndReason::NoBind),
                // What the peer has said may lie where this end has not read.
                Timer::Inactivity if self.forgives(timer) => self.restart_inactivity(now),
                Timer::Inactivity => {
                    if let State::Bound(_) = self.state
                        && let Some(number) = self.pending.free_number(self.next_sequence)
                    {
                        Unbind::new().encode(number, &mut self.out);
                    }
                    return self.end(EndReason::Inactive);
                }
                Timer::ProbeAnswer if self.forgives(timer) => self.await_probe(now),
                Timer::ProbeAnswer => return self.end(EndReason::LinkDead),
                Timer::EnquireLink => {
                    // One that is forgiven its silence is awaited yet.
                    if self.probe.is_none() {
                        self.probe = self.send(now, &EnquireLink::new(), None);
                        self.await_probe(now);
                    }
                    self.start_probing(now);
                }
            }
        }
    }

    /// Whether input was left in the transport since this timer last judged: the peer's silence says nothing then, and
    /// gets another span.
    fn forgives(&mut self, timer: Timer) -> bool {
        let is_held = !self.has_room();
        self.held.get_mut(timer.index()).is_some_and(|held| core::mem::replace(held, is_held))
    }

    /// Arms the timer of the next probe: a strict period, whatever else is sent.
    pub(super) fn start_probing(&mut self, now: Instant) {
        self.timers.put(Timer::EnquireLink, self.probe_period().map(|period| now + period));
    }

    /// Sends no more probes, and awaits none.
    pub(super) fn stop_probing(&mut self) {
        self.timers.stop(Timer::EnquireLink);
        self.timers.stop(Timer::ProbeAnswer);
    }

    /// The peer has shown that it is there.
    pub(super) fn probe_answered(&mut self) {
        self.probe = None;
        self.timers.stop(Timer::ProbeAnswer);
    }

    /// Arms the timer that a probe's answer must beat: the next probe, and any response's time.
    fn await_probe(&mut self, now: Instant) {
        let span = self.probe_period().map(|period| period.min(self.profile.response_timeout));
        self.timers.put(Timer::ProbeAnswer, span.map(|span| now + span));
    }

    const fn probe_period(&self) -> Option<Duration> {
        match self.role {
            Role::Esme => self.profile.esme_enquire_link,
            Role::Smsc => self.profile.smsc_enquire_link,
        }
    }

    /// Arms the timer that the peer's silence runs out.
    pub(super) fn restart_inactivity(&mut self, now: Instant) {
        if self.state.bound().is_some() {
            let span = match self.role {
                Role::Esme => self.profile.esme_inactivity,
                Role::Smsc => self.profile.smsc_inactivity,
            };
            self.timers.put(Timer::Inactivity, span.map(|span| now + span));
        }
    }

    /// SMSC: open and not bound; a bind must come in time.
    pub(super) fn reopen(&mut self, now: Instant) {
        self.state = State::Open;
        self.timers.put(Timer::SessionInit, self.profile.session_init.map(|span| now + span));
    }

    /// Answers in the owner's place, and says so.
    pub(super) fn lapse(&mut self, duty: u64, owed: Owed) {
        owed.header.refuse(self.lapse_status(), &mut self.out);
        self.events.push_back(SessionEvent::DutyLapsed { duty });
    }

    /// The same of a bind: the ESME may try again.
    pub(super) fn lapse_bind(&mut self, now: Instant, owed: &BindDuty) {
        owed.header.refuse(self.lapse_status(), &mut self.out);
        self.reopen(now);
        self.events.push_back(SessionEvent::DutyLapsed { duty: owed.id });
    }

    /// The temporary error in place of an answer that never came.
    pub(super) const fn lapse_status(&self) -> CommandStatus {
        match self.role {
            Role::Esme => CommandStatus::ESME_RX_T_APPN,
            Role::Smsc => CommandStatus::ESME_RSYSERR,
        }
    }
}
