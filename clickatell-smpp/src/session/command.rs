//! What the owner of a session asks of it.

use clickatell_core::machine::{Duty, Handle};
use clickatell_core::time::Instant;

use super::pending::Waiting;
use super::{BindRequest, Command, EndReason, Inner, Request, Role, Session, State};
use crate::code::{CommandId, CommandStatus};
use crate::frame::SequenceNumber;
use crate::octets::COctets;
use crate::pdu::{
    Bind, BindResp, DeliverSm, DeliverSmResp, EnquireLink, PduBody, QuerySm, QuerySmResp, SubmitSm,
    SubmitSmResp, Unbind,
};
use crate::profile::Violation;
use crate::tlv::{TlvBuf, Tlvs};
use crate::value::InterfaceVersion;

/// Why a command cannot be given now. Nothing was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CommandError {
    /// The session is not where this command belongs.
    #[error("{command} needs a session that is {needs}; this one is {state:?}")]
    WrongState {
        /// What was asked for.
        command: CommandId,
        /// Where the session stands.
        state: State,
        /// Where it would have to stand.
        needs: &'static str,
    },
    /// As many requests as the window allows are without response. Wait for one.
    #[error("the window of {window} requests is full")]
    WindowFull {
        /// Its size.
        window: usize,
    },
    /// A probe of the owner's is not answered yet. Wait for it.
    #[error("an enquire_link is under way already")]
    ProbeUnderWay,
    /// The peer speaks a version without optional parameters.
    #[error("optional parameters need SMPP 3.4; this session speaks {version}")]
    NoTlvs {
        /// What both ends speak.
        version: InterfaceVersion,
    },
    /// The profile refuses a value.
    #[error(transparent)]
    Violation(#[from] Violation),
}

/// Why an answer cannot be given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AnswerError {
    /// The duty lapsed, or the session is over: the peer has its answer, or cannot have one.
    #[error("the duty has lapsed, or its session is over")]
    Stale,
    /// A refusal with status 0 would be a success. The duty will lapse.
    #[error("ESME_ROK refuses nothing")]
    NoRefusal,
    /// The reply is not for a request of this kind. The duty will lapse.
    #[error("{reply} does not answer {request}")]
    Unfit {
        /// What the peer asked for.
        request: CommandId,
        /// What the reply would answer with.
        reply: CommandId,
    },
}

/// The answer to a request of the peer's.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum Reply<'a> {
    /// No, whatever was asked.
    Refuse(CommandStatus),
    /// The message is taken, and safe.
    SubmitSm(SubmitSmResp<'a>),
    /// The message is taken, and safe.
    DeliverSm(DeliverSmResp<'a>),
    /// The state of the message.
    QuerySm(QuerySmResp<'a>),
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

impl Session {
    /// ESME: asks to bind. Ends in `Bound`, `BindRefused` or `NoResponse`.
    ///
    /// # Errors
    /// Unless the session is open and not bound, and the profile takes the values.
    pub fn bind(&mut self, now: Instant, pdu: &Bind<'_>) -> Result<Handle<Command>, CommandError> {
        let inner = &mut self.inner;
        if inner.role != Role::Esme || inner.state != State::Open {
            return Err(inner.wrong_state(pdu.command_id(), "that of an ESME, connected and not bound"));
        }
        inner.profile.check_bind(pdu)?;
        if !pdu.tlvs.is_empty() && !pdu.interface_version.has_tlvs() {
            return Err(CommandError::NoTlvs { version: pdu.interface_version });
        }
        inner.version = pdu.interface_version;
        let handle = inner.command(now, pdu)?;
        inner.state = State::Binding(pdu.kind);
        Ok(handle)
    }

    /// ESME: submits a message. Ends in `Response` or `NoResponse`.
    ///
    /// # Errors
    /// Unless the session is bound as transmitter or transceiver, the window has room, and the profile takes the
    /// values.
    pub fn submit(&mut self, now: Instant, pdu: &SubmitSm<'_>) -> Result<Handle<Command>, CommandError> {
        self.inner.transmitting(CommandId::SUBMIT_SM)?;
        self.inner.may_send(pdu.tlvs)?;
        self.inner.profile.check_submit(pdu, false)?;
        self.inner.command(now, pdu)
    }

    /// ESME: asks for the state of a message. Ends in `Response` or `NoResponse`.
    ///
    /// # Errors
    /// Unless the session is bound as transmitter or transceiver, and the window has room.
    pub fn query(&mut self, now: Instant, pdu: &QuerySm<'_>) -> Result<Handle<Command>, CommandError> {
        self.inner.transmitting(CommandId::QUERY_SM)?;
        self.inner.may_send(pdu.tlvs)?;
        self.inner.command(now, pdu)
    }

    /// SMSC: delivers a message or a receipt. Ends in `Response` or `NoResponse`.
    ///
    /// # Errors
    /// Unless the session is bound as receiver or transceiver, the window has room, and the text is one.
    pub fn deliver(&mut self, now: Instant, pdu: &DeliverSm<'_>) -> Result<Handle<Command>, CommandError> {
        let inner = &mut self.inner;
        match inner.state {
            State::Bound(kind) if inner.role == Role::Smsc && kind.receives() => {}
            _ => {
                let needs = "that of an SMSC, bound as receiver or transceiver";
                return Err(inner.wrong_state(CommandId::DELIVER_SM, needs));
            }
        }
        inner.may_send(pdu.tlvs)?;
        inner.profile.check_deliver(pdu)?;
        inner.command(now, pdu)
    }

    /// Probes the link, beside the probes that the profile asks for. Ends in `Response` or `NoResponse`.
    ///
    /// # Errors
    /// Unless the session is bound, and no such probe is under way.
    pub fn enquire_link(&mut self, now: Instant) -> Result<Handle<Command>, CommandError> {
        let State::Bound(_) = self.inner.state else {
            return Err(self.inner.wrong_state(CommandId::ENQUIRE_LINK, "bound"));
        };
        if self.inner.owner_probe {
            return Err(CommandError::ProbeUnderWay);
        }
        let handle = self.inner.command(now, &EnquireLink::new())?;
        self.inner.owner_probe = true;
        Ok(handle)
    }

    /// Leaves: lets the requests that still wait finish, sends `unbind`, waits for its response and closes. Ends in
    /// `Response` or `NoResponse`, then `Ended`. No command may be given after it; duties may still be answered.
    ///
    /// # Errors
    /// Unless the session is bound.
    pub fn unbind(&mut self, now: Instant) -> Result<Handle<Command>, CommandError> {
        let State::Bound(kind) = self.inner.state else {
            return Err(self.inner.wrong_state(CommandId::UNBIND, "bound"));
        };
        let handle = Handle::new(self.inner.handles.issue());
        self.inner.state = State::Unbinding(kind);
        self.inner.unbind = Some(handle);
        self.inner.go_on_unbinding(now);
        Ok(handle)
    }

    /// Gives up: closes the connection without a word.
    pub fn abort(&mut self) {
        self.inner.end(EndReason::Aborted);
        self.framer.clear();
    }

    /// SMSC: accepts a bind. `system_id` is the name of the SMSC.
    ///
    /// # Errors
    /// When the duty lapsed or the session is over.
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
    /// When the duty lapsed or the session is over, and for status 0.
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
        owed.header.refuse(status, &mut self.inner.out);
        match then {
            AfterRefusal::KeepOpen => self.inner.reopen(now),
            AfterRefusal::Close => self.inner.end(EndReason::BindRefused),
        }
        Ok(())
    }

    /// Answers a request of the peer's. With success it is the word that what was asked is done, or safe.
    ///
    /// # Errors
    /// When the duty lapsed or the session is over, and when the reply is not for such a request. A duty belongs to the
    /// session that gave it: sessions do not tell each other's duties apart.
    pub fn answer(&mut self, now: Instant, duty: Duty<Request>, reply: Reply<'_>) -> Result<(), AnswerError> {
        self.inner.answer(&duty, reply)?;
        self.inner.after_duties(now);
        Ok(())
    }
}

impl Inner {
    fn answer(&mut self, duty: &Duty<Request>, reply: Reply<'_>) -> Result<(), AnswerError> {
        let header = self.duties.get(duty.id()).ok_or(AnswerError::Stale)?.header;
        let (request, number) = (header.command_id, header.sequence_number);
        let tlvs = |tlvs| if self.version.has_tlvs() { tlvs } else { Tlvs::EMPTY };
        let unfit = |reply: CommandId| Err(AnswerError::Unfit { request, reply });
        match reply {
            Reply::Refuse(status) if status.is_ok() => return Err(AnswerError::NoRefusal),
            Reply::Refuse(status) => header.refuse(status, &mut self.out),
            Reply::SubmitSm(resp) if request == CommandId::SUBMIT_SM => {
                SubmitSmResp { tlvs: tlvs(resp.tlvs), ..resp }.encode(number, &mut self.out);
            }
            Reply::DeliverSm(resp) if request == CommandId::DELIVER_SM => {
                DeliverSmResp { tlvs: tlvs(resp.tlvs), ..resp }.encode(number, &mut self.out);
            }
            Reply::QuerySm(resp) if request == CommandId::QUERY_SM => {
                QuerySmResp { tlvs: tlvs(resp.tlvs), ..resp }.encode(number, &mut self.out);
            }
            Reply::SubmitSm(resp) => return unfit(resp.command_id()),
            Reply::DeliverSm(resp) => return unfit(resp.command_id()),
            Reply::QuerySm(resp) => return unfit(resp.command_id()),
        }
        self.duties.remove(duty.id());
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
        self.bind_duty.take_if(|owed| owed.id == duty.id()).ok_or(AnswerError::Stale)
    }

    /// Sends a request under a handle of its own.
    fn command<'a, B: PduBody<'a>>(
        &mut self,
        now: Instant,
        pdu: &B,
    ) -> Result<Handle<Command>, CommandError> {
        let handle = Handle::new(self.handles.issue());
        match self.send(now, pdu, Some(handle)) {
            Some(_) => Ok(handle),
            None => Err(CommandError::WindowFull { window: self.profile.window }),
        }
    }

    /// Notes a request, then encodes it: a response can never find it unknown. `None` when stragglers fill the table.
    pub(super) fn send<'a, B: PduBody<'a>>(
        &mut self,
        now: Instant,
        pdu: &B,
        handle: Option<Handle<Command>>,
    ) -> Option<SequenceNumber> {
        let sequence_number = self.pending.free_number(self.next_sequence)?;
        self.next_sequence = sequence_number.next();
        let deadline = now + self.profile.response_timeout;
        self.pending.insert(Waiting { sequence_number, command_id: pdu.command_id(), handle, deadline });
        pdu.encode(sequence_number, &mut self.out);
        Some(sequence_number)
    }

    /// Sends `unbind` once nothing of ours waits any more.
    pub(super) fn go_on_unbinding(&mut self, now: Instant) {
        if self.unbind.is_some()
            && self.pending.in_window() == 0
            && let Some(handle) = self.unbind.take()
        {
            if self.send(now, &Unbind::new(), Some(handle)).is_some() {
                // Its response is waited for now, and no probe's.
                self.timers.stop(super::time::Timer::EnquireLink);
            } else {
                self.unbind = Some(handle);
            }
        }
    }

    fn transmitting(&self, command: CommandId) -> Result<(), CommandError> {
        match self.state {
            State::Bound(kind) if self.role == Role::Esme && kind.transmits() => Ok(()),
            _ => Err(self.wrong_state(command, "that of an ESME, bound as transmitter or transceiver")),
        }
    }

    fn may_send(&self, tlvs: Tlvs<'_>) -> Result<(), CommandError> {
        if !tlvs.is_empty() && !self.version.has_tlvs() {
            return Err(CommandError::NoTlvs { version: self.version });
        }
        if self.window_left() == 0 {
            return Err(CommandError::WindowFull { window: self.profile.window });
        }
        Ok(())
    }

    fn wrong_state(&self, command: CommandId, needs: &'static str) -> CommandError {
        CommandError::WrongState { command, state: self.state, needs }
    }
}
