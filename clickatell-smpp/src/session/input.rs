//! What arrives: the connection's happenings, requests and responses.

use alloc::vec::Vec;

use clickatell_core::machine::Duty;
use clickatell_core::time::Instant;
use clickatell_core::wire::Notes;

use super::duties::Owed;
use super::event::MAX_NOTES;
use super::matrix::{Verdict, judge};
use super::pending::Waiting;
use super::time::Timer;
use super::version::status_for;
use super::{BindDuty, Closing, EndReason, Inner, Role, SessionEvent, State};
use crate::code::{CommandId, CommandStatus};
use crate::frame::{BadLength, Frame, Header, SequenceNumber};
use crate::grammar::{Fault, Smpp};
use crate::pdu::{
    AlertNotification, Bind, BindKind, BindResp, EnquireLink, EnquireLinkResp, Outbind, PduBody, Unbind,
    UnbindResp,
};
use crate::tlv::Tlvs;
use crate::value::InterfaceVersion;

/// The first faults that a tolerance bent in one PDU; a PDU of nothing but faults must not cost more than it weighs.
#[derive(Default)]
struct FirstNotes(Vec<Fault>);

impl Notes<Smpp> for FirstNotes {
    fn note(&mut self, fault: Fault) {
        if self.0.len() < MAX_NOTES {
            self.0.push(fault);
        }
    }
}

/// What a response says. A nack is a refusal, whatever status it has.
fn outcome(header: Header) -> CommandStatus {
    if header.command_id == CommandId::GENERIC_NACK && header.command_status.is_ok() {
        CommandStatus::ESME_RUNKNOWNERR
    } else {
        header.command_status
    }
}

impl Inner {
    pub(super) fn on_connected(&mut self, now: Instant) {
        if self.state != State::Idle {
            return;
        }
        match self.role {
            Role::Smsc => self.reopen(now),
            Role::Esme => self.state = State::Open,
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
        let command = frame.header().command_id;
        match judge(self.role, self.state_of_peer(), self.peer_version, command, &self.profile) {
            Verdict::Serve => match command {
                CommandId::ENQUIRE_LINK => self.on_enquire_link(frame),
                CommandId::UNBIND => self.on_unbind(frame),
                CommandId::OUTBIND => self.on_outbind(frame),
                CommandId::ALERT_NOTIFICATION => self.on_alert_notification(frame),
                _ if command.is_bind() => self.on_bind(now, frame),
                _ if self.unbinds_behind_duties() => self.refuse(frame, self.lapse_status(), None),
                _ if !cfg!(seeded_fault = "session_octets") && !self.has_duty_room() => {
                    self.parked.push(frame);
                }
                _ => self.on_work(now, frame),
            },
            Verdict::Unknown => {
                let status = CommandStatus::ESME_RINVCMDID;
                self.nack(status, frame.header().sequence_number);
                self.events.push_back(SessionEvent::Refused { pdu: frame.to_buf(), status, fault: None });
            }
            Verdict::AlreadyBound => self.refuse(frame, CommandStatus::ESME_RALYBND, None),
            Verdict::WrongState => {
                self.refuse(frame, CommandStatus::ESME_RINVBNDSTS, None);
                if command == CommandId::UNBIND {
                    self.end(EndReason::PeerUnbound);
                }
            }
        }
    }

    /// Where the session stands as the peer sees it: until an `unbind` is sent it does not know that this end is leaving.
    const fn state_of_peer(&self) -> State {
        match self.state {
            State::Unbinding(kind) if self.unbind.is_some() && self.peer_unbind.is_none() => {
                State::Bound(kind)
            }
            state => state,
        }
    }

    /// A request that the owner decides about.
    fn on_work(&mut self, now: Instant, frame: Frame<'_>) {
        let mut notes = FirstNotes::default();
        let read = frame.decode(&self.profile.tolerance, &mut notes);
        if let Err(fault) = read.and_then(|pdu| self.check_places(frame, pdu.body.tlvs(), &mut notes)) {
            return self.refuse(frame, self.profile.status_of(&fault), Some(fault));
        }
        self.note(frame.header(), notes);
        let (id, duty) = self.issue_duty();
        self.duties.push(id, Owed { header: frame.header(), deadline: now + self.profile.duty_timeout });
        self.events.push_back(SessionEvent::Request { duty, pdu: frame.to_buf() });
    }

    /// A duty was answered or lapsed: takes what was parked, and lets the peer go that has unbound, or goes itself.
    pub(super) fn after_duties(&mut self, now: Instant) {
        while self.duties.len() < self.profile.duties
            && let Some(pdu) = self.parked.pop()
        {
            self.on_work(now, pdu.frame());
        }
        if self.duties.len() == 0
            && let Some(number) = self.peer_unbind.take()
        {
            UnbindResp::new().encode(number, &mut self.out);
            return self.end(EndReason::PeerUnbound);
        }
        self.go_on_unbinding(now);
    }

    fn on_bind(&mut self, now: Instant, frame: Frame<'_>) {
        let Some(bind) = self.read::<Bind<'_>>(frame) else { return };
        let (id, duty): (u64, Duty<_>) = self.issue_duty();
        self.state = State::Binding(bind.kind);
        self.timers.stop(Timer::SessionInit);
        self.bind_duty = Some(BindDuty {
            id,
            header: frame.header(),
            version: bind.interface_version,
            deadline: now + self.profile.duty_timeout,
        });
        self.events.push_back(SessionEvent::BindRequested { duty, pdu: frame.to_buf() });
    }

    fn on_outbind(&mut self, frame: Frame<'_>) {
        if self.read::<Outbind<'_>>(frame).is_some() {
            self.state = State::Outbound;
            self.events.push_back(SessionEvent::Outbind { pdu: frame.to_buf() });
        }
    }

    fn on_alert_notification(&mut self, frame: Frame<'_>) {
        if self.read::<AlertNotification<'_>>(frame).is_some() {
            self.events.push_back(SessionEvent::AlertNotification { pdu: frame.to_buf() });
        }
    }

    fn on_enquire_link(&mut self, frame: Frame<'_>) {
        if self.read::<EnquireLink<'_>>(frame).is_some() {
            EnquireLinkResp::new().encode(frame.header().sequence_number, &mut self.out);
        }
    }

    /// Answered when every duty is: the peer gets the outcome of what it asked before.
    fn on_unbind(&mut self, frame: Frame<'_>) {
        if self.read::<Unbind<'_>>(frame).is_none() {
            return;
        }
        let number = frame.header().sequence_number;
        match self.state {
            // The first one is still to be answered, and closes.
            _ if self.peer_unbind.is_some() => self.refuse(frame, CommandStatus::ESME_RINVBNDSTS, None),
            // Both ends unbind at once: ours is answered yet.
            State::Unbinding(_) if self.unbind.is_none() => {
                UnbindResp::new().encode(number, &mut self.out);
            }
            // Answered when the read is done that it came in: responses behind it are outcomes yet.
            _ => {
                self.peer_unbind = Some(number);
                if let State::Bound(kind) = self.state {
                    self.state = State::Unbinding(kind);
                }
                self.stop_probing();
            }
        }
    }

    fn on_response(&mut self, now: Instant, frame: Frame<'_>) {
        let header = frame.header();
        let number = header.sequence_number;
        if header.command_id == CommandId::ENQUIRE_LINK_RESP && self.probe == Some(number) {
            // Even one that is late shows that the peer is there.
            self.probe_answered();
            if self.pending.get(number).is_some_and(|waiting| waiting.handle.is_none()) {
                self.pending.remove(number);
            }
            return;
        }
        let fits = |waiting: &Waiting| {
            header.command_id == CommandId::GENERIC_NACK
                || header.command_id == waiting.command_id.response()
                || cfg!(seeded_fault = "session")
        };
        let Some(waiting) = self.pending.get(number).filter(fits) else {
            self.events.push_back(SessionEvent::Stray { pdu: frame.to_buf() });
            return;
        };
        self.pending.remove(number);
        let Some(handle) = waiting.handle else {
            // A nack of a probe is a sign of life as well.
            self.probe_answered();
            return;
        };
        if waiting.command_id == CommandId::ENQUIRE_LINK {
            self.owner_probe = false;
        }
        if let Some(kind) = BindKind::of(waiting.command_id) {
            self.on_bind_resp(now, frame, handle, kind);
            return;
        }
        let pdu = frame.to_buf();
        self.events.push_back(SessionEvent::Response { handle, status: outcome(header), pdu });
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
        let status = outcome(header);
        if !status.is_ok() {
            self.state = State::Open;
            self.version = self.profile.interface_version;
            self.peer_version = self.version;
            self.events.push_back(SessionEvent::BindRefused { handle, status, pdu: frame.to_buf() });
            return;
        }
        // The bind stands whatever its response looks like; an unreadable one is worth a note.
        let mut notes = FirstNotes::default();
        let mut said = None;
        match frame.decode_as::<BindResp<'_>>(&self.profile.tolerance, &mut notes) {
            Ok(resp) => said = resp.tlvs.sc_interface_version().and_then(Result::ok),
            Err(fault) => notes.note(fault),
        }
        self.note(header, notes);
        let shown =
            if kind == BindKind::Transceiver { InterfaceVersion::V3_4 } else { InterfaceVersion::V3_3 };
        let unsaid = self.profile.unsaid_version.max(shown);
        self.version = self.version.min(said.map_or(unsaid, InterfaceVersion::new));
        self.state = State::Bound(kind);
        self.restart_inactivity(now);
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
        let mut notes = FirstNotes::default();
        let read = frame.decode_as::<B>(&self.profile.tolerance, &mut notes);
        let placed = |body: B| self.check_places(frame, body.tlvs(), &mut notes).map(|()| body);
        match read.and_then(placed) {
            Ok(body) => {
                self.note(frame.header(), notes);
                Some(body)
            }
            Err(fault) => {
                self.refuse(frame, self.profile.status_of(&fault), Some(fault));
                None
            }
        }
    }

    /// Whether these optional parameters belong into a PDU of this kind, in the version that is spoken. The first that
    /// does not is a note where the profile bends that.
    fn check_places(&self, frame: Frame<'_>, tlvs: Tlvs<'_>, notes: &mut FirstNotes) -> Result<(), Fault> {
        match tlvs.check_places(frame.header().command_id, self.peer_version) {
            Err(fault) if self.profile.tolerance.tlv_misplaced => {
                notes.note(fault);
                Ok(())
            }
            judged => judged,
        }
    }

    fn note(&mut self, header: Header, notes: FirstNotes) {
        if !notes.0.is_empty() {
            self.events.push_back(SessionEvent::Noted {
                command_id: header.command_id,
                sequence_number: header.sequence_number,
                faults: notes.0,
            });
        }
    }

    fn refuse(&mut self, frame: Frame<'_>, status: CommandStatus, fault: Option<Fault>) {
        let header = frame.header();
        let status = status_for(status, self.version);
        if header.command_id.has_response() {
            header.refuse(status, &mut self.out);
        } else {
            self.nack(status, header.sequence_number);
        }
        self.events.push_back(SessionEvent::Refused { pdu: frame.to_buf(), status, fault });
    }

    fn nack(&mut self, command_status: CommandStatus, sequence_number: SequenceNumber) {
        Header { command_id: CommandId::GENERIC_NACK, command_status, sequence_number }
            .encode_alone(&mut self.out);
    }
}
