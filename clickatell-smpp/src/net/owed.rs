//! What a peer has asked for, and waits to be answered.

use alloc::sync::Arc;
use core::fmt::Debug;

use clickatell_core::machine::Duty;

use super::shared::{Port, Shared};
use crate::code::{CommandId, CommandStatus};
use crate::octets::COctets;
use crate::pdu::{DataSmResp, DeliverSmResp};
use crate::pdu_buf::PduBuf;
use crate::session::{AfterRefusal, AnswerError, BindRequest, Reply, Request, Session};

/// Whoever has given a duty.
trait Answers: Debug + Send + Sync {
    fn answer(&self, duty: u64, reply: Reply<'_>) -> Result<(), AnswerError>;
}

impl<P: Port> Answers for Shared<P> {
    fn answer(&self, duty: u64, reply: Reply<'_>) -> Result<(), AnswerError> {
        self.with(|machine, now| {
            let duty = machine.retry(duty).ok_or(AnswerError::Stale)?;
            machine.answer(now, duty, reply)
        })
    }
}

/// A request of the peer's, to be answered once: a second answer is [`AnswerError::Stale`]. Nothing is acknowledged
/// before; one that is dropped lapses, and the peer gets a temporary error. An answer that is another error was not
/// sent, and may be given anew.
#[derive(Debug)]
#[must_use = "the peer waits for an answer"]
pub struct Owed {
    duty: Duty<Request>,
    pdu: PduBuf,
    to: Arc<dyn Answers>,
}

impl Owed {
    pub(super) fn new<P: Port>(duty: Duty<Request>, pdu: PduBuf, shared: &Arc<Shared<P>>) -> Self {
        let shared = Arc::clone(shared);
        Self { duty, pdu, to: shared }
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
        self.to.answer(self.duty.id(), reply)
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

/// An ESME's wish to bind, to be answered once; one that is dropped lapses.
#[derive(Debug)]
#[must_use = "the ESME waits for an answer"]
pub struct BindAsked {
    pub(super) duty: Duty<BindRequest>,
    pub(super) pdu: PduBuf,
    pub(super) shared: Arc<Shared<Session>>,
}

impl BindAsked {
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
        session.retry_bind(self.duty.id()).ok_or(AnswerError::Stale)
    }
}
