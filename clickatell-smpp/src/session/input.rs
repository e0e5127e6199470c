//! What arrives: the connection's happenings, requests and responses.

use clickatell_core::machine::Duty;
use clickatell_core::time::Instant;

use super::duties::Owed;
use super::pending::Waiting;
use super::state::{Verdict, judge};
use super::time::Timer;
use super::{BindDuty, Closing, EndReason, Inner, Role, SessionEvent, State};
use crate::code::{CommandId, CommandStatus};
use crate::frame::{BadLength, Frame, Header, SequenceNumber};
use crate::grammar::Fault;
use crate::pdu::{
    Bind, BindKind, BindResp, DeliverSm, EnquireLink, EnquireLinkResp, PduBody, QuerySm, SubmitSm, Unbind,
    UnbindResp,
};
use crate::value::InterfaceVersion;

impl Inner {
    pub(super) fn on_connected(&mut self, now: Instant) {
        if self.state != State::Idle {
            return;
        }
        self.state = State::Open;
        if self.role == Role::Smsc {
            self.timers.put(Timer::SessionInit, self.profile.session_init.map(|span| now + span));
        }
    }

    pub(super) fn on_closed(&mut self) {
        self.closing = Closing::Done;
        self.out.clear();
        self.end(EndReason::PeerClosed);
    }

    /// Nothing behind a bad length can be read: say so with number 0, and leave (4.3).
    pub(super) fn on_bad_length(&mut self, bad: BadLength) {
        if self.state == State::Closed {
            return;
        }
        self.nack(CommandStatus::ESME_RINVCMDLEN, SequenceNumber::NONE);
        self.end(EndReason::BadLength(bad));
    }

    pub(super) fn on_frame(&mut self, now: Instant, frame: Frame<'_>) {
        self.restart_inactivity(now);
        if frame.header().command_id.is_response() {
            self.on_response(now, frame);
        } else {
            self.on_request(now, frame);
        }
    }

    fn on_request(&mut self, now: Instant, frame: Frame<'_>) {
        let header = frame.header();
        // Until `unbind` is sent the peer does not know that this end is leaving.
        let state = match self.state {
            State::Unbinding(kind) if self.unbind.is_some() => State::Bound(kind),
            state => state,
        };
        match judge(self.role, state, header.command_id, &self.profile) {
            Verdict::Serve => match header.command_id {
                CommandId::ENQUIRE_LINK => self.on_enquire_link(frame),
                CommandId::UNBIND => self.on_unbind(frame),
                id if id.is_bind() => self.on_bind(now, frame),
                CommandId::SUBMIT_SM => self.on_work::<SubmitSm<'_>>(now, frame),
                CommandId::DELIVER_SM => self.on_work::<DeliverSm<'_>>(now, frame),
                _ => self.on_work::<QuerySm<'_>>(now, frame),
            },
            Verdict::Unknown => {
                self.nack(CommandStatus::ESME_RINVCMDID, header.sequence_number);
                self.refused(frame, CommandStatus::ESME_RINVCMDID, None);
            }
            Verdict::AlreadyBound => self.refuse(frame, CommandStatus::ESME_RALYBND, None),
            Verdict::WrongState => {
                self.refuse(frame, CommandStatus::ESME_RINVBNDSTS, None);
                if header.command_id == CommandId::UNBIND {
                    self.end(EndReason::PeerUnbound);
                }
            }
        }
    }

    /// A request that the owner decides about.
    fn on_work<'a, B: PduBody<'a>>(&mut self, now: Instant, frame: Frame<'a>) {
        if self.read::<B>(frame).is_none() {
            return;
        }
        let (id, duty) = self.issue_duty();
        self.duties.push(Owed { id, header: frame.header(), deadline: now + self.profile.duty_timeout });
        self.events.push_back(SessionEvent::Request { duty, pdu: frame.to_buf() });
    }

    fn on_bind(&mut self, now: Instant, frame: Frame<'_>) {
        let Some(bind) = self.read::<Bind<'_>>(frame) else { return };
        let (id, duty): (u64, Duty<_>) = self.issue_duty();
        self.state = State::Binding(bind.kind);
        self.bind_duty = Some(BindDuty {
            id,
            header: frame.header(),
            version: bind.interface_version,
            deadline: now + self.profile.duty_timeout,
        });
        self.events.push_back(SessionEvent::BindRequested { duty, pdu: frame.to_buf() });
    }

    fn on_enquire_link(&mut self, frame: Frame<'_>) {
        if self.read::<EnquireLink<'_>>(frame).is_some() {
            EnquireLinkResp::new().encode(frame.header().sequence_number, &mut self.out);
        }
    }

    fn on_unbind(&mut self, frame: Frame<'_>) {
        if self.read::<Unbind<'_>>(frame).is_some() {
            UnbindResp::new().encode(frame.header().sequence_number, &mut self.out);
            self.end(EndReason::PeerUnbound);
        }
    }

    fn on_response(&mut self, now: Instant, frame: Frame<'_>) {
        let header = frame.header();
        let number = header.sequence_number;
        if header.command_id == CommandId::ENQUIRE_LINK_RESP && self.probe == Some(number) {
            // Even one that is late shows that the peer is there.
            self.probe = None;
            if self.pending.get(number).is_some_and(|waiting| waiting.handle.is_none()) {
                self.pending.remove(number);
            }
            return;
        }
        let fits = |waiting: &Waiting| {
            header.command_id == CommandId::GENERIC_NACK || header.command_id == waiting.command_id.response()
        };
        let Some(waiting) = self.pending.get(number).filter(fits) else {
            self.events.push_back(SessionEvent::Stray { pdu: frame.to_buf() });
            return;
        };
        self.pending.remove(number);
        let Some(handle) = waiting.handle else {
            // A nack of a probe is a sign of life as well.
            self.probe = None;
            return;
        };
        if let Some(kind) = BindKind::of(waiting.command_id) {
            self.on_bind_resp(now, frame, handle, kind);
            return;
        }
        let pdu = frame.to_buf();
        self.events.push_back(SessionEvent::Response { handle, status: header.command_status, pdu });
        if waiting.command_id == CommandId::UNBIND {
            self.end(EndReason::Unbound);
        } else {
            self.go_on_unbinding(now);
        }
    }

    fn on_bind_resp(
        &mut self,
        now: Instant,
        frame: Frame<'_>,
        handle: clickatell_core::machine::Handle<super::Command>,
        kind: BindKind,
    ) {
        let header = frame.header();
        let accepted = header.command_id != CommandId::GENERIC_NACK && header.command_status.is_ok();
        if !accepted {
            self.state = State::Open;
            self.events.push_back(SessionEvent::BindRefused {
                handle,
                status: header.command_status,
                pdu: frame.to_buf(),
            });
            return;
        }
        // The bind stands whatever its response looks like; an unreadable one is worth a note.
        match frame.decode_as::<BindResp<'_>>(&self.profile.tolerance, &mut self.notes) {
            Ok(resp) => {
                // An SMSC that does not say its version is taken to speak ours, as most such do.
                if let Some(Ok(version)) = resp.tlvs.sc_interface_version() {
                    self.version = self.version.min(InterfaceVersion::new(version));
                }
            }
            Err(fault) => self.notes.push(fault),
        }
        self.note_all(header);
        self.state = State::Bound(kind);
        self.start_probing(now);
        self.events.push_back(SessionEvent::Bound {
            handle,
            kind,
            version: self.version,
            pdu: frame.to_buf(),
        });
    }

    /// Reads a request; one that is malformed is refused with the status of the field that is wrong.
    fn read<'a, B: PduBody<'a>>(&mut self, frame: Frame<'a>) -> Option<B> {
        match frame.decode_as::<B>(&self.profile.tolerance, &mut self.notes) {
            Ok(body) => {
                self.note_all(frame.header());
                Some(body)
            }
            Err(fault) => {
                self.notes.clear();
                self.refuse(frame, self.profile.status_of(&fault), Some(fault));
                None
            }
        }
    }

    fn note_all(&mut self, header: Header) {
        for fault in core::mem::take(&mut self.notes) {
            self.events.push_back(SessionEvent::Noted {
                command_id: header.command_id,
                sequence_number: header.sequence_number,
                fault,
            });
        }
    }

    fn refuse(&mut self, frame: Frame<'_>, status: CommandStatus, fault: Option<Fault>) {
        frame.refuse(status, &mut self.out);
        self.refused(frame, status, fault);
    }

    fn refused(&mut self, frame: Frame<'_>, status: CommandStatus, fault: Option<Fault>) {
        self.events.push_back(SessionEvent::Refused { pdu: frame.to_buf(), status, fault });
    }

    fn nack(&mut self, command_status: CommandStatus, sequence_number: SequenceNumber) {
        Header { command_id: CommandId::GENERIC_NACK, command_status, sequence_number }
            .encode_alone(&mut self.out);
    }
}
