//! What the owner of a session asks of it.

use clickatell_core::machine::Handle;
use clickatell_core::time::Instant;

use super::matrix::may_send;
use super::pending::Waiting;
use super::{Command, EndReason, Inner, Session, State, version};
use crate::code::CommandId;
use crate::frame::SequenceNumber;
use crate::pdu::{AlertNotification, Bind, EnquireLink, Outbind, PduBody, Unbind};
use crate::profile::Violation;
use crate::tlv::Tag;
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
    /// This end does not send it, or the profile does not have it.
    #[error("{command} is not among the requests that this profile exchanges")]
    NotServed {
        /// What was asked for.
        command: CommandId,
    },
    /// The peer speaks a version without such a request.
    #[error("SMPP {version} has no {command}")]
    NotInVersion {
        /// What was asked for.
        command: CommandId,
        /// What both ends speak.
        version: InterfaceVersion,
    },
    /// The peer speaks a version without such an optional parameter.
    #[error("SMPP {version} has no {tag}")]
    TlvNotInVersion {
        /// The parameter.
        tag: Tag,
        /// What both ends speak.
        version: InterfaceVersion,
    },
    /// The peer speaks a version without optional parameters, or has not said which: an SMSC without
    /// `sc_interface_version` in its response to the bind is taken to speak
    /// [`Profile::unsaid_version`](crate::profile::Profile::unsaid_version), which is 3.3 under the standard profile.
    /// Where it is known to speak 3.4, `with_unsaid_version(InterfaceVersion::V3_4)` is the remedy.
    #[error("optional parameters need SMPP 3.4; this session speaks {version}")]
    NoTlvs {
        /// What both ends speak.
        version: InterfaceVersion,
    },
    /// The profile refuses a value.
    #[error(transparent)]
    Violation(#[from] Violation),
}

impl Session {
    /// ESME: asks to bind. Ends in `Bound`, `BindRefused` or `NoResponse`.
    ///
    /// # Errors
    /// Unless the session is open and not bound, and the profile takes the values.
    pub fn bind(&mut self, now: Instant, pdu: &Bind<'_>) -> Result<Handle<Command>, CommandError> {
        let inner = &mut self.inner;
        inner.may_send(pdu.command_id())?;
        inner.profile.check_bind(pdu)?;
        version::check_tlvs(pdu.tlvs, pdu.interface_version)?;
        inner.version = pdu.interface_version;
        inner.peer_version = pdu.interface_version;
        let handle = inner.command(now, pdu)?;
        inner.state = State::Binding(pdu.kind);
        Ok(handle)
    }

    /// SMSC: asks the ESME, to which it has opened the connection, to bind as receiver. It has no response: the bind
    /// that comes, as a `BindRequested`, is the answer, and its absence ends the session like that of any first bind.
    ///
    /// # Errors
    /// Unless the session is open and not bound, and the profile and the version have `outbind`.
    pub fn outbind(&mut self, now: Instant, pdu: &Outbind<'_>) -> Result<(), CommandError> {
        self.inner.announce(pdu)?;
        self.inner.reopen(now);
        self.inner.state = State::Outbound;
        Ok(())
    }

    /// SMSC: says that a handset can be reached again. It has no response, so there is nothing to wait for, and it does
    /// not count against the window.
    ///
    /// # Errors
    /// Unless the session is bound as receiver or transceiver, and the profile and the version have
    /// `alert_notification`.
    pub fn alert_notification(&mut self, pdu: &AlertNotification<'_>) -> Result<(), CommandError> {
        self.inner.announce(pdu)
    }

    /// Probes the link, beside the probes that the profile asks for. Ends in `Response` or `NoResponse`.
    ///
    /// # Errors
    /// Unless the session is bound, and no such probe is under way.
    pub fn enquire_link(&mut self, now: Instant) -> Result<Handle<Command>, CommandError> {
        self.inner.may_send(CommandId::ENQUIRE_LINK)?;
        if self.inner.owner_probe {
            return Err(CommandError::ProbeUnderWay);
        }
        let handle = self.inner.command(now, &EnquireLink::new())?;
        self.inner.owner_probe = true;
        Ok(handle)
    }

    /// Leaves: lets the requests that still wait finish and the duties be answered, sends `unbind`, waits for its
    /// response and closes. Ends in `Response` or `NoResponse`, then `Ended`. No command may be given after it.
    ///
    /// Neither takes for ever: requests are given up after
    /// [`response_timeout`](crate::profile::Profile::response_timeout), duties lapse after
    /// [`duty_timeout`](crate::profile::Profile::duty_timeout), and what the peer asks when only duties are waited for
    /// gets at once the temporary error of one that lapsed.
    ///
    /// # Errors
    /// Unless the session is bound.
    pub fn unbind(&mut self, now: Instant) -> Result<Handle<Command>, CommandError> {
        self.inner.may_send(CommandId::UNBIND)?;
        let handle = Handle::new(self.inner.handles.issue());
        if let State::Bound(kind) = self.inner.state {
            self.inner.state = State::Unbinding(kind);
        }
        self.inner.unbind = Some(handle);
        self.inner.go_on_unbinding(now);
        Ok(handle)
    }

    /// Gives up: closes the connection without a word.
    pub fn abort(&mut self) {
        self.inner.end(EndReason::Aborted);
        self.framer.clear();
    }
}

impl Inner {
    /// Sends a request under a handle of its own.
    pub(super) fn command<'a, B: PduBody<'a>>(
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

    /// Sends a request that has no response.
    fn announce<'a, B: PduBody<'a>>(&mut self, pdu: &B) -> Result<(), CommandError> {
        self.may_send(pdu.command_id())?;
        version::check_tlvs(pdu.tlvs(), self.version)?;
        let Some(number) = self.pending.free_number(self.next_sequence) else {
            return Err(CommandError::WindowFull { window: self.profile.window });
        };
        self.next_sequence = number.next();
        pdu.encode(number, &mut self.out);
        Ok(())
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

    /// Whether `unbind` waits for nothing but duties.
    pub(super) const fn unbinds_behind_duties(&self) -> bool {
        self.unbind.is_some() && self.peer_unbind.is_none() && self.pending.in_window() == 0
    }

    /// Sends `unbind` once nothing waits any more, at this end for the peer or at the peer for this end.
    pub(super) fn go_on_unbinding(&mut self, now: Instant) {
        if self.unbinds_behind_duties()
            && self.duties.len() == 0
            && self.parked.is_empty()
            && let Some(handle) = self.unbind.take()
        {
            if self.send(now, &Unbind::new(), Some(handle)).is_some() {
                // Its response is waited for now, and no probe's.
                self.stop_probing();
            } else {
                self.unbind = Some(handle);
            }
        }
    }

    /// Whether the owner may send this request now, as far as the operation matrix tells.
    pub(super) fn may_send(&self, command: CommandId) -> Result<(), CommandError> {
        may_send(self.role, self.state, self.version, command, &self.profile)
    }
}
