//! What a link does by itself: connects, binds, sends, and takes what its sessions tell.

use clickatell_core::machine::{Handle, Machine as _, Timed as _};
use clickatell_core::time::Instant;

use super::event::{ConnId, DownReason};
use super::line::{Line, Stage};
use super::{Leaving, Link, LinkEvent, LinkOutput};
use crate::flow::{Answered, Queued};
use crate::frame::{Frame, SequenceNumber};
use crate::pdu::{Bind, BindKind, Body};
use crate::pdu_buf::PduBuf;
use crate::session::{Command, CommandError, Session, SessionEvent, State};
use crate::tolerance::Tolerance;
use crate::value::InterfaceVersion;

impl Link {
    /// What is due on one line.
    pub(super) fn line_timeout(&mut self, now: Instant, index: usize) {
        let is_held = self.events.len() >= self.profile.events;
        let Some(line) = self.lines.get_mut(index) else { return };
        match &mut line.stage {
            Stage::Waiting(at) if *at <= now => {
                let conn = ConnId::new(self.conns.issue());
                line.attempted = now;
                line.stage = Stage::Connecting(conn, now + self.profile.reconnect.connect_timeout);
                self.todo.push_back(LinkOutput::Connect(conn));
            }
            Stage::Connecting(conn, at) if *at <= now => {
                let conn = *conn;
                self.todo.push_back(LinkOutput::Close(conn));
                self.lost(now, conn, DownReason::NotConnected);
            }
            Stage::Live(_, session) => {
                if is_held {
                    session.note_held();
                }
                session.handle_timeout(now);
            }
            _ => {}
        }
    }

    /// Does all that can be done now, until nothing changes.
    pub(super) fn go_on(&mut self, now: Instant) {
        self.take_events(now);
        if self.leaving == Leaving::No {
            self.bind_lines(now);
        }
        self.send_waiting(now);
        if self.leaving == Leaving::Asked {
            self.leave(now);
        }
    }

    /// Binds on connections that are open. A transmitter waits while a receiver tries: the SMSC is to know first that
    /// this client receives.
    fn bind_lines(&mut self, now: Instant) {
        let receiver_tries =
            self.lines.iter().any(|line| line.kind == BindKind::Receiver && line.is_trying());
        for line in &mut self.lines {
            if line.kind == BindKind::Transmitter && receiver_tries {
                continue;
            }
            let kind = line.kind;
            let Some(session) = line.session_mut().filter(|session| session.state() == State::Open) else {
                continue;
            };
            let bind = self.bind.frame().decode_as::<Bind<'_>>(&Tolerance::FIELD, &mut ());
            // The profile has taken it before. If it were not to be sent, the link would try again by its timer.
            if !bind.is_ok_and(|bind| session.bind(now, &Bind { kind, ..bind }).is_ok()) {
                session.abort();
            }
        }
    }

    /// Sends what may be sent.
    fn send_waiting(&mut self, now: Instant) {
        let Self { lines, outbox, events, .. } = self;
        let Some(line) = lines.iter_mut().find(|line| line.kind.transmits()) else { return };
        let Line { stage: Stage::Live(_, session), commands, .. } = line else { return };
        while matches!(session.state(), State::Bound(_)) && session.window_left() > 0 {
            let Some((handle, frame)) = outbox.next(now) else { return };
            match send(session, now, frame) {
                Ok(command) => {
                    commands.insert(command.id(), handle);
                }
                Err(CommandError::WindowFull { .. }) => return outbox.put_back(handle),
                Err(why) => {
                    outbox.lost(handle);
                    events.push_back(LinkEvent::NotSent { handle, why: Some(why) });
                }
            }
        }
    }

    /// Takes what the sessions tell.
    fn take_events(&mut self, now: Instant) {
        for index in 0..self.lines.len() {
            while let Some(event) =
                self.lines.get_mut(index).and_then(Line::session_mut).and_then(|s| s.poll_event())
            {
                self.on_event(now, index, event);
            }
        }
    }

    fn on_event(&mut self, now: Instant, index: usize, event: SessionEvent) {
        let Some(line) = self.lines.get_mut(index) else { return };
        let kind = line.kind;
        match event {
            SessionEvent::Bound { version, pdu, .. } => {
                self.refused = 0;
                self.events.push_back(LinkEvent::Up { kind, version, pdu });
            }
            SessionEvent::BindRefused { status, .. } => {
                // One bind to a connection: the next is tried on another.
                let Some(conn) = line.conn() else { return };
                if let Some(session) = line.session_mut() {
                    session.abort();
                }
                self.refused = self.refused.saturating_add(1);
                self.lost(now, conn, DownReason::BindRefused(status));
            }
            SessionEvent::Response { handle, status, pdu } => {
                let Some(handle) = line.commands.remove(&handle.id()) else { return };
                let has_state = line.session().is_some_and(|s| s.version().includes(InterfaceVersion::V5_0));
                let congestion = if has_state { congestion_state(&pdu) } else { None };
                if self.outbox.answered(now, handle, status, congestion) == Some(Answered::Final) {
                    self.events.push_back(LinkEvent::Response { handle, status, pdu });
                }
            }
            SessionEvent::NoResponse { handle, sequence_number } => {
                if let Some(handle) = line.commands.remove(&handle.id()) {
                    self.unknown(handle, sequence_number);
                }
            }
            SessionEvent::Request { duty, pdu } => self.events.push_back(LinkEvent::Request { duty, pdu }),
            SessionEvent::Ended { why } => {
                if let Some(conn) = line.conn() {
                    self.lost(now, conn, DownReason::Ended(why));
                }
            }
            event => self.events.push_back(LinkEvent::Session { kind, event }),
        }
    }

    fn unknown(&mut self, handle: Handle<Queued>, sequence_number: Option<SequenceNumber>) {
        #[cfg(not(seeded_fault = "link"))]
        self.outbox.lost(handle);
        #[cfg(seeded_fault = "link")]
        self.outbox.put_back(handle);
        self.events.push_back(LinkEvent::NoResponse { handle, sequence_number });
    }

    /// A connection is gone, or was never there: when the next attempt begins.
    pub(super) fn lost(&mut self, now: Instant, conn: ConnId, why: DownReason) {
        let Some(line) = self.lines.iter_mut().find(|line| line.conn() == Some(conn)) else { return };
        let reconnect = &self.profile.reconnect;
        let wait = self.jitter.between(reconnect.earliest, reconnect.latest);
        let lockout = reconnect.lockout.filter(|lockout| self.refused >= lockout.refusals.max(1));
        let retry = match lockout {
            Some(lockout) => now + lockout.wait + wait.saturating_sub(reconnect.earliest),
            // Attempts that fail are so far apart, however long each takes to fail.
            None if why == DownReason::NotConnected => (line.attempted + wait).max(now + ALMOST_NOTHING),
            None => now + wait,
        };
        let retry = retry.max(self.held);
        let tries = self.leaving == Leaving::No;
        let stage = if tries { Stage::Waiting(retry) } else { Stage::Over };
        if let Stage::Live(_, session) = core::mem::replace(&mut line.stage, stage) {
            self.parting.push_back((conn, session));
        }
        let kind = line.kind;
        // The session has told of each; it would be a fault of ours if any were left.
        let left = core::mem::take(&mut line.commands);
        for handle in left.into_values() {
            self.unknown(handle, None);
        }
        self.events.push_back(LinkEvent::Down { kind, why, retry: tries.then_some(retry) });
        if lockout.is_some() {
            self.refused = 0;
            self.held = retry;
            self.hold_all(now);
        }
    }

    /// No line binds before the lockout is over: those that wait wait longer, and those about to bind wait as well.
    fn hold_all(&mut self, now: Instant) {
        for index in 0..self.lines.len() {
            let Some(line) = self.lines.get_mut(index) else { return };
            match &mut line.stage {
                Stage::Waiting(at) => *at = self.held.max(*at),
                Stage::Connecting(conn, _) => {
                    let conn = *conn;
                    self.todo.push_back(LinkOutput::Close(conn));
                    self.lost(now, conn, DownReason::NotConnected);
                }
                Stage::Live(_, session) if session.state() == State::Open => session.abort(),
                Stage::Live(..) | Stage::Over => {}
            }
        }
    }

    /// Unbinds once nothing of ours waits any more; is over once every line is.
    fn leave(&mut self, now: Instant) {
        let can_send = self.lines.iter_mut().any(|line| line.kind.transmits() && line.bound().is_some());
        if !can_send || self.leave_by.is_some_and(|by| by <= now) {
            self.give_up_waiting();
        }
        let drained = self.outbox.waiting() == 0 && self.outbox.under_way() == 0;
        for line in &mut self.lines {
            match &mut line.stage {
                Stage::Waiting(_) => line.stage = Stage::Over,
                Stage::Connecting(conn, _) => {
                    self.todo.push_back(LinkOutput::Close(*conn));
                    line.stage = Stage::Over;
                }
                Stage::Live(_, session) => match session.state() {
                    State::Bound(_) if !drained => {}
                    State::Unbinding(_) | State::Closed => {}
                    // An error says that it is not bound: then it is left without a word.
                    _ => {
                        if session.unbind(now).is_err() {
                            session.abort();
                        }
                    }
                },
                Stage::Over => {}
            }
        }
        self.take_events(now);
        if self.lines.iter().all(|line| matches!(line.stage, Stage::Over)) && self.leaving != Leaving::Done {
            self.give_up_waiting();
            self.leaving = Leaving::Done;
            self.events.push_back(LinkEvent::Closed);
        }
    }
}

/// Later than now, so that no caller spins.
const ALMOST_NOTHING: clickatell_core::time::Duration = clickatell_core::time::Duration::from_millis(1);

/// Sends a request that [`Link::request`] took.
fn send(session: &mut Session, now: Instant, frame: Frame<'_>) -> Result<Handle<Command>, CommandError> {
    match frame.decode(&Tolerance::FIELD, &mut ()).map(|pdu| pdu.body) {
        Ok(Body::SubmitSm(pdu)) => session.request(now, &pdu),
        Ok(Body::SubmitMulti(pdu)) => session.request(now, &pdu),
        Ok(Body::DataSm(pdu)) => session.request(now, &pdu),
        Ok(Body::QuerySm(pdu)) => session.request(now, &pdu),
        Ok(Body::CancelSm(pdu)) => session.request(now, &pdu),
        Ok(Body::ReplaceSm(pdu)) => session.request(now, &pdu),
        Ok(Body::BroadcastSm(pdu)) => session.request(now, &pdu),
        Ok(Body::QueryBroadcastSm(pdu)) => session.request(now, &pdu),
        Ok(Body::CancelBroadcastSm(pdu)) => session.request(now, &pdu),
        _ => Err(CommandError::NotServed { command: frame.header().command_id }),
    }
}

/// How busy the SMSC says that it is (5.0: 4.8.4.18).
fn congestion_state(pdu: &PduBuf) -> Option<u8> {
    let frame = pdu.frame();
    let pdu = frame.decode(&Tolerance::FIELD, &mut ()).ok()?;
    pdu.body.tlvs().congestion_state()?.ok()
}
