//! One session of a link, from attempt to attempt.

use alloc::boxed::Box;
use alloc::collections::BTreeMap;

use clickatell_core::machine::{Handle, Machine as _, Timed as _};
use clickatell_core::time::Instant;

use super::event::ConnId;
use crate::flow::Queued;
use crate::pdu::BindKind;
use crate::profile::Profile;
use crate::session::{Role, Session, State, Wire};

/// A session that is there, is being opened, or is waited for.
#[derive(Debug)]
pub(super) struct Line {
    pub(super) kind: BindKind,
    pub(super) stage: Stage,
    /// When the last attempt began.
    pub(super) attempted: Instant,
    /// Whose requests the session's commands are.
    pub(super) commands: BTreeMap<u64, Handle<Queued>>,
}

/// Where a line stands.
#[derive(Debug)]
pub(super) enum Stage {
    /// Nothing is tried any more.
    Over,
    /// The next attempt begins then.
    Waiting(Instant),
    /// A connection was asked for, and must be there by then.
    Connecting(ConnId, Instant),
    /// Connected.
    Live(ConnId, Box<Session>),
}

impl Line {
    /// A line whose first attempt is due at once.
    pub(super) const fn new(kind: BindKind) -> Self {
        let stage = Stage::Waiting(Instant::ZERO);
        Self { kind, stage, attempted: Instant::ZERO, commands: BTreeMap::new() }
    }

    /// The connection that it has or has asked for.
    pub(super) const fn conn(&self) -> Option<ConnId> {
        match &self.stage {
            Stage::Connecting(conn, _) | Stage::Live(conn, _) => Some(*conn),
            Stage::Over | Stage::Waiting(_) => None,
        }
    }

    pub(super) const fn session(&self) -> Option<&Session> {
        match &self.stage {
            Stage::Live(_, session) => Some(session),
            _ => None,
        }
    }

    pub(super) const fn session_mut(&mut self) -> Option<&mut Session> {
        match &mut self.stage {
            Stage::Live(_, session) => Some(session),
            _ => None,
        }
    }

    /// The connection that was asked for is there.
    pub(super) fn connected(&mut self, now: Instant, profile: &Profile) {
        if let Stage::Connecting(conn, _) = self.stage {
            let mut session = Session::new(Role::Esme, profile.clone());
            session.handle_input(now, Wire::Connected);
            self.stage = Stage::Live(conn, Box::new(session));
        }
    }

    /// Whether an attempt is under way that has neither bound nor failed.
    pub(super) fn is_trying(&self) -> bool {
        match &self.stage {
            Stage::Connecting(..) => true,
            Stage::Live(_, session) => matches!(session.state(), State::Open | State::Binding(_)),
            Stage::Over | Stage::Waiting(_) => false,
        }
    }

    /// The session, if it is bound and not leaving.
    pub(super) fn bound(&mut self) -> Option<&mut Session> {
        self.session_mut().filter(|session| matches!(session.state(), State::Bound(_)))
    }

    pub(super) fn poll_timeout(&self) -> Option<Instant> {
        match &self.stage {
            Stage::Over => None,
            Stage::Waiting(at) | Stage::Connecting(_, at) => Some(*at),
            Stage::Live(_, session) => session.poll_timeout(),
        }
    }
}
