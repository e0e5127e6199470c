//! The answers that the owner of a session gives.

use alloc::vec::Vec;

use clickatell_core::machine::Duty;
use clickatell_core::time::Instant;

use super::version::{status_for, strip};
use super::{BindRequest, EndReason, Inner, Request, Session, State};
use crate::code::{CommandId, CommandStatus};
use crate::frame::Header;
use crate::octets::COctets;
use crate::pdu::{
    BindResp, BroadcastSmResp, CancelBroadcastSmResp, CancelSmResp, DataSmResp, DeliverSmResp, PduBody,
    QueryBroadcastSmResp, QuerySmResp, ReplaceSmResp, SubmitMultiResp, SubmitSmResp,
};
use crate::profile::Violation;
use crate::tlv::TlvBuf;
use crate::value::InterfaceVersion;

/// Why an answer cannot be given. Nothing was sent.
///
/// But for [`Stale`](Self::Stale) the duty is open yet, where it belongs: [`Session::retry`] gives it again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AnswerError {
    /// The duty lapsed, or the session is over: the peer has its answer, or cannot have one.
    #[error("the duty has lapsed, or its session is over")]
    Stale,
    /// Another session gave the duty.
    #[error("the duty is of another session")]
    Foreign,
    /// A refusal with status 0 would be a success.
    #[error("ESME_ROK refuses nothing")]
    NoRefusal,
    /// The reply is not for a request of this kind.
    #[error("{reply} does not answer {request}")]
    Unfit {
        /// What the peer asked for.
        request: CommandId,
        /// What the reply would answer with.
        reply: CommandId,
    },
    /// The profile has no such value in the version of the session.
    #[error(transparent)]
    Violation(#[from] Violation),
}

/// What becomes of the connection when a bind is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(clippy::exhaustive_enums, reason = "a connection stays open or does not")]
pub enum AfterRefusal {
    /// The ESME may try again on it.
    KeepOpen,
    /// It is closed behind the response.
    Close,
}

/// Defines [`Reply`]: a variant for each response that an owner gives.
macro_rules! replies {
    ($( $(#[$meta:meta])+ $Reply:ident($Resp:ident); )+) => {
        /// The answer to a request of the peer's.
        ///
        /// Optional parameters that the version of the session does not have are left out, and a status that it does
        /// not have is sent as the one that comes nearest.
        #[derive(Clone, Copy, Debug)]
        #[non_exhaustive]
        pub enum Reply<'a> {
            /// No, whatever was asked.
            Refuse(CommandStatus),
            $( $(#[$meta])+ $Reply($Resp<'a>), )+
        }

        $(
            impl<'a> From<$Resp<'a>> for Reply<'a> {
                fn from(resp: $Resp<'a>) -> Self {
                    Self::$Reply(resp)
                }
            }
        )+

        impl Reply<'_> {
            /// What it answers with; `None` for a refusal, which fits any request.
            fn command_id(&self) -> Option<CommandId> {
                match self {
                    Self::Refuse(_) => None,
                    $( Self::$Reply(resp) => Some(resp.command_id()), )+
                }
            }

            /// Appends the response that this header asks for, with this status.
            fn encode(self, request: Header, status: CommandStatus, version: InterfaceVersion, out: &mut Vec<u8>) {
                let (status, mut room) = (status_for(status, version), TlvBuf::new());
                match self {
                    Self::Refuse(_) => request.refuse(status, out),
                    $(
                        Self::$Reply(resp) => {
                            let tlvs = strip(resp.tlvs, version, &mut room);
                            $Resp { tlvs, ..resp }.encode_with_status(status, request.sequence_number, out);
                        }
                    )+
                }
            }
        }
    };
}

replies! {
    /// The message is taken, and safe.
    SubmitSm(SubmitSmResp);
    /// The message is taken, and safe, for all destinations but those that are named.
    SubmitMulti(SubmitMultiResp);
    /// The message is taken, and safe.
    DataSm(DataSmResp);
    /// The message is taken, and safe.
    DeliverSm(DeliverSmResp);
    /// The state of the message.
    QuerySm(QuerySmResp);
    /// The messages are cancelled.
    CancelSm(CancelSmResp);
    /// The message is replaced.
    ReplaceSm(ReplaceSmResp);
    /// The broadcast is taken, and safe.
    BroadcastSm(BroadcastSmResp);
    /// The state of the broadcast.
    QueryBroadcastSm(QueryBroadcastSmResp);
    /// The broadcasts are cancelled.
    CancelBroadcastSm(CancelBroadcastSmResp);
}

impl<'a> Reply<'a> {
    /// The id that it gives to a message which SMPP 3.3 knows as well.
    const fn message_id(&self) -> Option<COctets<'a, 65>> {
        match self {
            Self::SubmitSm(resp) => Some(resp.message_id),
            Self::SubmitMulti(resp) => Some(resp.message_id),
            _ => None,
        }
    }
}

impl Session {
    /// SMSC: accepts a bind. `system_id` is the name of the SMSC.
    ///
    /// # Errors
    /// When the duty lapsed, the session is over, or another session gave the duty.
    pub fn accept_bind(
        &mut self,
        now: Instant,
        duty: Duty<BindRequest>,
        system_id: COctets<'_, 16>,
    ) -> Result<(), AnswerError> {
        self.inner.accept_bind(now, &duty, system_id)
    }

    /// SMSC: refuses a bind with this status.
    ///
    /// # Errors
    /// When the duty lapsed, the session is over, or another session gave the duty, and for status 0.
    pub fn refuse_bind(
        &mut self,
        now: Instant,
        duty: Duty<BindRequest>,
        status: CommandStatus,
        then: AfterRefusal,
    ) -> Result<(), AnswerError> {
        if status.is_ok() {
            return Err(AnswerError::NoRefusal);
        }
        let owed = self.inner.take_bind_duty(&duty)?;
        owed.header.refuse(status_for(status, owed.version), &mut self.inner.out);
        match then {
            AfterRefusal::KeepOpen => self.inner.reopen(now),
            AfterRefusal::Close => self.inner.end(EndReason::BindRefused),
        }
        Ok(())
    }

    /// Answers a request of the peer's. With success it is the word that what was asked is done, or safe.
    ///
    /// # Errors
    /// When the duty lapsed, the session is over, or another session gave the duty; when the reply is not for such a
    /// request, or the profile refuses its `message_id` in the version of the session. Then [`retry`](Self::retry).
    pub fn answer(&mut self, now: Instant, duty: Duty<Request>, reply: Reply<'_>) -> Result<(), AnswerError> {
        let status = match reply {
            Reply::Refuse(status) if status.is_ok() => return Err(AnswerError::NoRefusal),
            Reply::Refuse(status) => status,
            _ => CommandStatus::ESME_ROK,
        };
        self.inner.answer(now, &duty, status, reply)
    }

    /// A duty that is open yet, by its number: for whoever has given an answer that was an error, so that the peer need
    /// not wait until it lapses. `None` for one that is not open here. Only one answer is sent, whoever holds what.
    #[must_use]
    pub fn retry(&self, duty: u64) -> Option<Duty<Request>> {
        self.inner.duties.get(duty).map(|_| Duty::new(duty))
    }

    /// SMSC: the same of a bind.
    #[must_use]
    pub fn retry_bind(&self, duty: u64) -> Option<Duty<BindRequest>> {
        self.inner.bind_duty.as_ref().filter(|owed| owed.id == duty).map(|owed| Duty::new(owed.id))
    }

    /// Lets a duty lapse before its time, because nobody will answer it: the peer gets the temporary error at once, and
    /// `DutyLapsed` follows. To drop the duty instead is to let the peer wait for that.
    ///
    /// # Errors
    /// When the duty lapsed, the session is over, or another session gave the duty.
    pub fn lapse(&mut self, now: Instant, duty: Duty<Request>) -> Result<(), AnswerError> {
        let owed = self.inner.duties.remove(duty.id()).ok_or_else(|| self.inner.not_open(duty.id()))?;
        self.inner.lapse(duty.id(), owed);
        self.inner.after_duties(now);
        Ok(())
    }

    /// SMSC: the same of a bind.
    ///
    /// # Errors
    /// Those of [`lapse`](Self::lapse).
    pub fn lapse_bind(&mut self, now: Instant, duty: Duty<BindRequest>) -> Result<(), AnswerError> {
        let owed = self.inner.take_bind_duty(&duty)?;
        self.inner.lapse_bind(now, &owed);
        Ok(())
    }

    /// Refuses a request with a body beside the status: a `data_sm_resp` says with its optional parameters why and where
    /// a delivery failed (4.7.2).
    ///
    /// # Errors
    /// Those of [`answer`](Self::answer), and for status 0.
    pub fn refuse_with(
        &mut self,
        now: Instant,
        duty: Duty<Request>,
        status: CommandStatus,
        body: Reply<'_>,
    ) -> Result<(), AnswerError> {
        if status.is_ok() {
            return Err(AnswerError::NoRefusal);
        }
        self.inner.answer(now, &duty, status, body)
    }
}

impl Inner {
    fn answer(
        &mut self,
        now: Instant,
        duty: &Duty<Request>,
        status: CommandStatus,
        reply: Reply<'_>,
    ) -> Result<(), AnswerError> {
        let request = self.duties.get(duty.id()).ok_or_else(|| self.not_open(duty.id()))?.header;
        if let Some(reply) = reply.command_id().filter(|reply| *reply != request.command_id.response()) {
            return Err(AnswerError::Unfit { request: request.command_id, reply });
        }
        if let Some(id) = reply.message_id() {
            self.profile.check_message_id(self.version, id)?;
        }
        reply.encode(request, status, self.version, &mut self.out);
        self.duties.remove(duty.id());
        self.after_duties(now);
        Ok(())
    }

    fn accept_bind(
        &mut self,
        now: Instant,
        duty: &Duty<BindRequest>,
        system_id: COctets<'_, 16>,
    ) -> Result<(), AnswerError> {
        let owed = self.take_bind_duty(duty)?;
        let State::Binding(kind) = self.state else { return Err(AnswerError::Stale) };
        self.version = owed.version.min(self.profile.interface_version);
        self.peer_version = self.version;
        let mut tlvs = TlvBuf::new();
        if self.version.has_tlvs() {
            tlvs.sc_interface_version(self.profile.interface_version.get());
        }
        let resp = BindResp { tlvs: tlvs.as_tlvs(), ..BindResp::new(kind, system_id) };
        resp.encode(owed.header.sequence_number, &mut self.out);
        self.state = State::Bound(kind);
        self.timers.stop(super::time::Timer::SessionInit);
        self.restart_inactivity(now);
        self.start_probing(now);
        Ok(())
    }

    fn take_bind_duty(&mut self, duty: &Duty<BindRequest>) -> Result<super::BindDuty, AnswerError> {
        let id = duty.id();
        self.bind_duty.take_if(|owed| owed.id == id).ok_or_else(|| self.not_open(id))
    }

    /// Why a duty with this number cannot be answered here.
    const fn not_open(&self, id: u64) -> AnswerError {
        if self.duties.issued(id) { AnswerError::Stale } else { AnswerError::Foreign }
    }
}
