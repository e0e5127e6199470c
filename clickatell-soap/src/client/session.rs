//! The session that calls go by: opened when it is needed, kept alive when that is asked for.

use core::fmt;

use clickatell_core::id::MessageId;
use clickatell_core::send::Operation;
use clickatell_core::time::{Duration, Instant};

use super::exchange::{Outcome, Purpose};
use super::{CallFailure, Client, ClientEvent};
use crate::operation::{Answer, Auth, Request};
use crate::response::AnswerError;

/// The session of a client.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Session {
    /// There is none.
    None,
    /// `auth` is under way.
    Opening,
    /// There is one.
    Open {
        /// Its id.
        id: MessageId,
        /// When it was last used.
        used: Instant,
    },
}

impl Session {
    /// A session has expired: it is ours no more, unless there is another one by now.
    pub(super) fn forget(&mut self, expired: Option<MessageId>) {
        if matches!(self, Self::Open { id, .. } if Some(*id) == expired) {
            *self = Self::None;
        }
    }
}

/// Whoever knows its id can use a session, so it does not show.
impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::None => "None",
            Self::Opening => "Opening",
            Self::Open { .. } => "Open",
        })
    }
}

impl Client {
    /// Opens a session, unless that is under way.
    pub(super) fn open_session(&mut self, now: Instant) {
        if self.session == Session::Opening {
            return;
        }
        let mut body = Vec::new();
        match self.settings.service.write_request(&self.inline(), &Request::Auth, &mut body) {
            Ok(()) => {
                self.session = Session::Opening;
                self.send(now, Purpose::Session, Operation::Auth, body);
            }
            // The user name or the password has a character that XML cannot carry.
            Err(_) => self.fail_waiting(&CallFailure::Unsendable),
        }
    }

    /// `auth` has ended.
    pub(super) fn on_session(&mut self, now: Instant, sent: Instant, outcome: Outcome) {
        match outcome {
            Ok(Answer::Auth(answer)) => {
                self.session = Session::Open { id: answer.session, used: sent };
                self.events.push_back(ClientEvent::SessionOpened);
                self.make_waiting(now);
            }
            // The owner has opened one in the meantime.
            _ if matches!(self.session, Session::Open { .. }) => self.make_waiting(now),
            outcome => {
                self.session = Session::None;
                let unexpected = CallFailure::Answer(AnswerError::Unexpected);
                self.fail_waiting(&outcome.err().unwrap_or(unexpected));
            }
        }
    }

    /// Makes the calls that wait, by the session that there is; or opens one for them.
    pub(super) fn make_waiting(&mut self, now: Instant) {
        while let Some(number) = self.waiting.front().copied() {
            let Session::Open { id, .. } = self.session else {
                self.open_session(now);
                return;
            };
            self.waiting.pop_front();
            let Some(call) = self.calls.get(&number) else { continue };
            let (mut body, operation) = (Vec::new(), call.request.operation());
            match self.settings.service.write_request(&Auth::Session(id), &call.request, &mut body) {
                Ok(()) => self.send(now, Purpose::Call(number), operation, body),
                Err(_) => self.done(number, Err(CallFailure::Unsendable)),
            }
        }
    }

    /// There is no session for the calls that wait.
    fn fail_waiting(&mut self, why: &CallFailure) {
        while let Some(number) = self.waiting.pop_front() {
            self.done(number, Err(CallFailure::Session(Box::new(why.clone()))));
        }
    }

    /// When a session must be kept alive.
    pub(super) fn ping_due(&self) -> Option<Instant> {
        match self.session {
            Session::Open { used, .. } if self.settings.keep_alive && self.settings.sessions => {
                // Without a pause there would be nothing else.
                Some(used.after(self.settings.ping_after.max(Duration::from_secs(1))))
            }
            _ => None,
        }
    }

    /// Keeps the session alive.
    pub(super) fn ping(&mut self, now: Instant) {
        let Session::Open { id, .. } = self.session else { return };
        let mut body = Vec::new();
        if self.settings.service.write_request(&Auth::Session(id), &Request::Ping, &mut body).is_err() {
            // An id that XML cannot carry came out of no document.
            self.session = Session::None;
            return;
        }
        self.send(now, Purpose::Ping, Operation::Ping, body);
    }

    /// `ping` has ended.
    pub(super) fn on_ping(&mut self, now: Instant, expired: bool, outcome: Outcome) {
        let Err(why) = outcome else { return };
        self.events.push_back(ClientEvent::SessionLost { why });
        if expired && self.session == Session::None {
            self.open_session(now);
        }
    }
}
