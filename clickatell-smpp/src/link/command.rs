//! What the owner of a link asks of it.

use alloc::collections::VecDeque;

use clickatell_core::machine::{Duty, Handle, Serial};
use clickatell_core::time::Instant;

use super::jitter::Jitter;
use super::line::{Line, Stage};
use super::{Leaving, Link, LinkEvent, LinkOutput, Plan};
use crate::flow::{Outbox, QueueFull, Queued};
use crate::pdu::{Bind, SubmitSm};
use crate::pdu_buf::PduBuf;
use crate::profile::{Profile, Violation};
use crate::session::{AnswerError, Reply, Request, Session, SessionRequest};
use crate::tolerance::Tolerance;
use crate::value::InterfaceVersion;

/// Why there can be no such link.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum LinkError {
    /// The profile refuses the bind.
    #[error(transparent)]
    Violation(#[from] Violation),
}

/// Why a request was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RequestError {
    /// The plan has no session that transmits.
    #[error("a receiver alone sends no requests")]
    NoTransmitter,
    /// The link is being left, or is over.
    #[error("the link is being left")]
    Leaving,
    /// As many requests wait as the profile allows.
    #[error(transparent)]
    QueueFull(#[from] QueueFull),
    /// The profile refuses a value.
    #[error(transparent)]
    Violation(#[from] Violation),
}

impl Link {
    /// A link that connects at its first timeout, which is due at once. `bind` says what each session binds with; its
    /// kind does not matter. The seed decides how long the waits are, within their bounds, and nothing else.
    ///
    /// # Errors
    /// When the profile refuses the bind for a session of the plan.
    pub fn new(plan: Plan, profile: Profile, bind: &Bind<'_>, seed: u64) -> Result<Self, LinkError> {
        for kind in plan.kinds() {
            profile.check_bind(&Bind { kind: *kind, ..*bind })?;
        }
        let mut profile = profile.in_range();
        profile.reconnect = profile.reconnect.in_range();
        let outbox = Outbox::new(profile.flow.clone(), profile.window);
        Ok(Self {
            plan,
            bind: PduBuf::of(bind),
            lines: plan.kinds().iter().map(|kind| Line::new(*kind)).collect(),
            outbox,
            jitter: Jitter::new(seed),
            conns: Serial::new(),
            refused: 0,
            held: Instant::ZERO,
            leaving: Leaving::No,
            leave_by: None,
            events: VecDeque::new(),
            todo: VecDeque::new(),
            parting: VecDeque::new(),
            profile,
        })
    }

    /// Takes a request, to be sent when a session, its window, the rate and the SMSC's room allow. Ends in `Response`,
    /// `NoResponse` or `NotSent`.
    ///
    /// # Errors
    /// When nothing of this plan transmits, the link is being left, too many wait already, or the profile refuses a
    /// value. What only a session can refuse, such as a parameter that the SMSC's version does not have, ends in
    /// `NotSent`.
    #[allow(single_use_lifetimes, reason = "an anonymous one is not allowed there")]
    pub fn request<'a>(
        &mut self,
        now: Instant,
        pdu: &impl SessionRequest<'a>,
    ) -> Result<Handle<Queued>, RequestError> {
        if self.leaving != Leaving::No {
            return Err(RequestError::Leaving);
        }
        if self.plan == Plan::ReceiverOnly {
            return Err(RequestError::NoTransmitter);
        }
        pdu.check(&self.profile, self.version())?;
        let pdu = PduBuf::of(pdu);
        if self.plan == Plan::TransmitterOnly
            && let Ok(submit) = pdu.frame().decode_as::<SubmitSm<'_>>(&Tolerance::FIELD, &mut ())
        {
            self.profile.check_submit(&submit, true)?;
        }
        let handle = self.outbox.push(pdu)?;
        self.go_on(now);
        Ok(handle)
    }

    /// Submits a message: [`request`](Self::request) by its usual name.
    ///
    /// # Errors
    /// Those of [`request`](Self::request).
    pub fn submit(&mut self, now: Instant, pdu: &SubmitSm<'_>) -> Result<Handle<Queued>, RequestError> {
        self.request(now, pdu)
    }

    /// Takes a request back that was not sent yet. False when it was; its event then comes.
    pub fn withdraw(&mut self, now: Instant, handle: Handle<Queued>) -> bool {
        let withdrawn = self.outbox.withdraw(handle);
        self.go_on(now);
        withdrawn
    }

    /// Answers a request of the SMSC's. With success it is the word that what was asked is done, or safe.
    ///
    /// # Errors
    /// When the duty lapsed or its session is over, and when the reply is not for such a request. Then
    /// [`retry`](Self::retry).
    pub fn answer(&mut self, now: Instant, duty: Duty<Request>, reply: Reply<'_>) -> Result<(), AnswerError> {
        self.decide(now, |session| session.answer(now, duty, reply))
    }

    /// Lets a duty lapse before its time, as [`Session::lapse`](crate::session::Session::lapse) does.
    ///
    /// # Errors
    /// When the duty lapsed or its session is over.
    pub fn lapse(&mut self, now: Instant, duty: Duty<Request>) -> Result<(), AnswerError> {
        self.decide(now, |session| session.lapse(now, duty))
    }

    /// A duty that is open yet, by its number: for whoever has given an answer that was an error.
    #[must_use]
    pub fn retry(&self, duty: u64) -> Option<Duty<Request>> {
        self.lines.iter().filter_map(Line::session).find_map(|session| session.retry(duty))
    }

    /// Leaves: takes no more requests, lets those that wait go out and be answered and the duties be answered, unbinds,
    /// and ends in `Closed`.
    /// Where there is no session to send them on, or [`FlowSettings::leaving`](crate::flow::FlowSettings::leaving) has
    /// passed, they end in `NotSent`.
    pub fn unbind(&mut self, now: Instant) {
        if self.leaving == Leaving::No {
            self.leaving = Leaving::Asked;
            self.leave_by = self.profile.flow.leaving.map(|span| now + span);
            self.go_on(now);
        }
    }

    /// Gives up: closes every connection without a word.
    pub fn abort(&mut self, now: Instant) {
        if self.leaving == Leaving::Done {
            return;
        }
        self.leaving = Leaving::Asked;
        for line in &mut self.lines {
            match &mut line.stage {
                Stage::Live(_, session) => session.abort(),
                Stage::Connecting(conn, _) => {
                    self.todo.push_back(LinkOutput::Close(*conn));
                    line.stage = Stage::Over;
                }
                Stage::Waiting(_) => line.stage = Stage::Over,
                Stage::Over => {}
            }
        }
        self.go_on(now);
    }

    /// Decides a duty in the session that has it.
    fn decide(
        &mut self,
        now: Instant,
        decide: impl FnOnce(&mut Session) -> Result<(), AnswerError>,
    ) -> Result<(), AnswerError> {
        let receiver = self.lines.iter_mut().find(|line| line.kind.receives());
        let session = receiver.and_then(Line::session_mut).ok_or(AnswerError::Stale)?;
        // Only this line has duties. Those of another session are of one before it.
        let decided = decide(session).map_err(|error| match error {
            AnswerError::Foreign => AnswerError::Stale,
            error => error,
        });
        self.go_on(now);
        decided
    }

    /// The version of the session that transmits, or the one that it will ask for.
    fn version(&self) -> InterfaceVersion {
        let bound = self.lines.iter().filter(|line| line.kind.transmits()).find_map(Line::session);
        let asked = || {
            let bind = self.bind.frame().decode_as::<Bind<'_>>(&Tolerance::FIELD, &mut ());
            bind.map_or(self.profile.interface_version, |bind| bind.interface_version)
        };
        bound
            .filter(|session| session.state().bound().is_some())
            .map_or_else(asked, |session| session.version())
    }

    /// Tells of all requests that will not be sent any more.
    pub(super) fn give_up_waiting(&mut self) {
        for handle in self.outbox.withdraw_all() {
            self.events.push_back(LinkEvent::NotSent { handle, why: None });
        }
    }
}
