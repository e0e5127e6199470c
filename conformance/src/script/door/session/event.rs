//! What a session tells, as records.

use clickatell_core::machine::Handle;
use clickatell_smpp::pdu::BindKind;
use clickatell_smpp::profile::Violation;
use clickatell_smpp::session::{AnswerError, CommandError, EndReason, SessionEvent};
use clickatell_smpp::{CommandId, CommandStatus, PduBuf, SequenceNumber};

use super::{Door, Open};
use crate::script::value::{Record, Value};

impl Door {
    pub(super) fn event(&mut self, event: SessionEvent) -> Record {
        let handle = |handle: Handle<_>| Value::Word(self.names.of(handle.id()));
        match event {
            SessionEvent::Bound { handle: bind, kind, version, .. } => Record::new("bound")
                .with("handle", handle(bind))
                .with("kind", kind_word(kind))
                .with("version", Value::Code(version.get().into())),
            SessionEvent::BindRefused { handle: bind, status, .. } => {
                Record::new("bind_refused").with("handle", handle(bind)).with("status", code(status))
            }
            SessionEvent::BindRequested { duty, pdu } => {
                let duty = self.owe(duty.id(), &pdu, Open::Bind(duty));
                with_pdu(Record::new("bind_requested").with("duty", duty), &pdu)
            }
            SessionEvent::Request { duty, pdu } => {
                let duty = self.owe(duty.id(), &pdu, Open::Request(duty));
                with_pdu(Record::new("request").with("duty", duty), &pdu)
            }
            SessionEvent::Outbind { pdu } => with_pdu(Record::new("outbind"), &pdu),
            SessionEvent::AlertNotification { pdu } => with_pdu(Record::new("alert_notification"), &pdu),
            SessionEvent::DutyLapsed { duty } => {
                let place = self.duties.iter().position(|owed| owed.id == duty);
                let place = place.and_then(|place| u64::try_from(place).ok()?.checked_add(1));
                Record::new("duty_lapsed").with("duty", Value::Number(place.unwrap_or_default()))
            }
            SessionEvent::Response { handle: command, status, pdu } => Record::new("response")
                .with("handle", handle(command))
                .with("status", code(status))
                .with_optional("pdu", Value::Octets(pdu.frame().octets().to_vec())),
            SessionEvent::NoResponse { handle: command, sequence_number } => {
                with_number(Record::new("no_response").with("handle", handle(command)), sequence_number)
            }
            SessionEvent::Stray { pdu } => {
                with_pdu(Record::new("stray"), &pdu).with("status", code(pdu.header().command_status))
            }
            SessionEvent::Refused { pdu, status, fault } => {
                let refused = with_pdu(Record::new("refused"), &pdu).with("status", code(status));
                match fault {
                    Some(fault) => refused
                        .with("field", Value::Word(fault.field().to_string()))
                        .with("at", Value::Number(fault.at().into())),
                    None => refused,
                }
            }
            SessionEvent::Noted { command_id, sequence_number, faults } => {
                let noted = Record::new("noted")
                    .with("command", command(command_id))
                    .with("seq", Value::Number(sequence_number.get().into()));
                faults
                    .iter()
                    .fold(noted, |noted, fault| noted.with("field", Value::Word(fault.field().to_string())))
            }
            SessionEvent::Ended { why } => {
                Record::new("ended").with("why", Value::Word(reason(why).to_owned()))
            }
            other => Record::new(format!("{other:?}")),
        }
    }
}

/// What scripts call this kind of session.
pub(in crate::script::door) fn kind_word(kind: BindKind) -> Value {
    Value::Word(format!("{kind:?}").to_lowercase())
}

/// Its name, or the number of one that has none.
fn command(command: CommandId) -> Value {
    match command.name() {
        Some(name) => Value::Word(name.to_owned()),
        None => Value::Code(command.get().into()),
    }
}

pub(in crate::script::door) fn code(status: CommandStatus) -> Value {
    Value::Code(status.get().into())
}

pub(in crate::script::door) fn with_pdu(record: Record, pdu: &PduBuf) -> Record {
    record
        .with("command", command(pdu.header().command_id))
        .with("seq", Value::Number(pdu.header().sequence_number.get().into()))
        .with_optional("pdu", Value::Octets(pdu.frame().octets().to_vec()))
}

/// The number that a request was sent under.
pub(in crate::script::door) fn with_number(record: Record, number: Option<SequenceNumber>) -> Record {
    match number {
        Some(number) => record.with_optional("seq", Value::Number(number.get().into())),
        None => record,
    }
}

pub(in crate::script::door) fn reason(why: EndReason) -> &'static str {
    match why {
        EndReason::PeerClosed => "peer_closed",
        EndReason::Unbound => "unbound",
        EndReason::PeerUnbound => "peer_unbound",
        EndReason::BadLength(_) => "bad_length",
        EndReason::LinkDead => "link_dead",
        EndReason::NoBind => "no_bind",
        EndReason::Inactive => "inactive",
        EndReason::BindRefused => "bind_refused",
        EndReason::BindUnanswered => "bind_unanswered",
        EndReason::Aborted => "aborted",
        _ => "other",
    }
}

/// Why the owner's wish was not granted.
pub(in crate::script::door) fn not_given(error: CommandError) -> Record {
    Record::new(match error {
        CommandError::WrongState { .. } => "wrong_state",
        CommandError::WindowFull { .. } => "window_full",
        CommandError::ProbeUnderWay => "probe_under_way",
        CommandError::NotServed { .. } => "not_served",
        CommandError::NotInVersion { .. } => "not_in_version",
        CommandError::TlvNotInVersion { .. } => "tlv_not_in_version",
        CommandError::NoTlvs { .. } => "no_tlvs",
        CommandError::Violation(violation) => return violated(violation),
        _ => "other",
    })
}

/// Why the owner's answer was not taken.
pub(in crate::script::door) fn not_answered(error: AnswerError) -> Record {
    Record::new(match error {
        AnswerError::Stale => "stale",
        AnswerError::NoRefusal => "no_refusal",
        AnswerError::Unfit { .. } => "unfit",
        AnswerError::Violation(violation) => return violated(violation),
        _ => "other",
    })
}

pub(in crate::script::door) fn violated(violation: Violation) -> Record {
    Record::new("violation")
        .with("field", Value::Word(violation.field.to_string()))
        .with("status", code(violation.status))
}
