//! What a peer has asked for, and waits to be answered.

use alloc::sync::Arc;
use core::fmt;

use clickatell_core::machine::Duty;

use super::shared::{Port, Shared};
use crate::code::{CommandId, CommandStatus};
use crate::octets::COctets;
use crate::pdu::{DataSmResp, DeliverSmResp};
use crate::pdu_buf::PduBuf;
use crate::session::{AfterRefusal, AnswerError, BindRequest, Reply, Request, Session};

/// Whoever has given a duty.
trait Decides: Send + Sync {
    fn decide(&self, duty: u64, reply: Option<Reply<'_>>) -> Result<(), AnswerError>;
}

impl<P: Port> Decides for Shared<P> {
    fn decide(&self, duty: u64, reply: Option<Reply<'_>>) -> Result<(), AnswerError> {
        let decided = self.at(|state, now| state.machine.decide(now, duty, reply));
        if decided.is_ok() {
            self.bell.notify_one();
        }
        decided
    }
}

/// A request of the peer's, to be answered once: a second answer is [`AnswerError::Stale`]. Nothing is acknowledged
/// before; when one is dropped unanswered, the peer gets a temporary error at once, and
/// [`DutyLapsed`](crate::session::SessionEvent::DutyLapsed) follows. An answer that is another error was not sent, and
/// may be given anew.
#[must_use = "the peer waits for an answer"]
pub struct Owed {
    duty: u64,
    pdu: PduBuf,
    to: Arc<dyn Decides>,
}

impl Owed {
    pub(super) fn new<P: Port>(duty: &Duty<Request>, pdu: PduBuf, shared: &Arc<Shared<P>>) -> Self {
        let shared = Arc::clone(shared);
        Self { duty: duty.id(), pdu, to: shared }
    }

    /// The request; it decodes under the profile's tolerance.
    #[must_use]
    pub const fn pdu(&self) -> &PduBuf {
        &self.pdu
    }

    /// Answers it.
    ///
    /// # Errors
    /// When the duty lapsed or its session is over, and when the reply is not for such a request.
    pub fn answer(&self, reply: Reply<'_>) -> Result<(), AnswerError> {
        self.to.decide(self.duty, Some(reply))
    }

    /// Accepts a `deliver_sm`, or a `data_sm` that brings one: it is safe here.
    ///
    /// # Errors
    /// When the duty lapsed or its session is over, and for a request of another kind.
    pub fn accept(&self) -> Result<(), AnswerError> {
        let reply = match self.pdu.header().command_id {
            CommandId::DATA_SM => Reply::DataSm(DataSmResp::new(COctets::EMPTY)),
            _ => Reply::DeliverSm(DeliverSmResp::new(COctets::EMPTY)),
        };
        self.answer(reply)
    }

    /// Rejects it with this status. `ESME_RX_T_APPN` asks for another try later, `ESME_RX_P_APPN` and
    /// `ESME_RX_R_APPN` for none.
    ///
    /// # Errors
    /// When the duty lapsed or its session is over, and for status 0.
    pub fn reject(&self, status: CommandStatus) -> Result<(), AnswerError> {
        self.answer(Reply::Refuse(status))
    }
}

impl fmt::Debug for Owed {
    /// The duty and the request, without the machine that waits for the answer.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Owed").field("duty", &self.duty).field("pdu", &self.pdu).finish_non_exhaustive()
    }
}

impl Drop for Owed {
    fn drop(&mut self) {
        // One that was answered is stale.
        let _lapsed = self.to.decide(self.duty, None).is_ok();
    }
}

/// An ESME's wish to bind, to be answered once; one that is dropped unanswered is refused by a temporary error at once.
#[must_use = "the ESME waits for an answer"]
pub struct BindAsked {
    duty: u64,
    pdu: PduBuf,
    shared: Arc<Shared<Session>>,
}

impl BindAsked {
    pub(super) fn new(duty: &Duty<BindRequest>, pdu: PduBuf, shared: &Arc<Shared<Session>>) -> Self {
        Self { duty: duty.id(), pdu, shared: Arc::clone(shared) }
    }

    /// The bind; it decodes under the profile's tolerance.
    #[must_use]
    pub const fn pdu(&self) -> &PduBuf {
        &self.pdu
    }

    /// Accepts it. `system_id` is the name of the SMSC.
    ///
    /// # Errors
    /// When it lapsed, or the session is over.
    pub fn accept(&self, system_id: COctets<'_, 16>) -> Result<(), AnswerError> {
        self.shared.with(|session, now| session.accept_bind(now, self.open(session)?, system_id))
    }

    /// Refuses it with this status.
    ///
    /// # Errors
    /// When it lapsed, or the session is over, and for status 0.
    pub fn refuse(&self, status: CommandStatus, then: AfterRefusal) -> Result<(), AnswerError> {
        self.shared.with(|session, now| session.refuse_bind(now, self.open(session)?, status, then))
    }

    fn open(&self, session: &Session) -> Result<Duty<BindRequest>, AnswerError> {
        session.retry_bind(self.duty).ok_or(AnswerError::Stale)
    }
}

impl fmt::Debug for BindAsked {
    /// The duty and the bind, without the session that waits for the answer.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BindAsked").field("duty", &self.duty).field("pdu", &self.pdu).finish_non_exhaustive()
    }
}

impl Drop for BindAsked {
    fn drop(&mut self) {
        let lapse = |session: &mut Session, now| session.lapse_bind(now, self.open(session)?);
        let _lapsed = self.shared.with(lapse).is_ok();
    }
}
