//! What a link tells, as records.

use clickatell_core::machine::Handle;
use clickatell_core::time::Instant;
use clickatell_smpp::flow::Queued;
use clickatell_smpp::link::{DownReason, LinkEvent};
use clickatell_smpp::pdu::BindKind;
use clickatell_smpp::session::SessionEvent;

use super::Door;
use crate::script::door::session::event::{code, kind_word, not_given, reason, with_number, with_pdu};
use crate::script::value::{Record, Value};

impl Door {
    pub(super) fn event(&mut self, now: Instant, event: LinkEvent) -> Record {
        let named = |name: &str, handle: Handle<Queued>| {
            Record::new(name).with("handle", Value::Word(self.names.of(handle.id())))
        };
        match event {
            LinkEvent::Up { kind, version, .. } => Record::new("up")
                .with("kind", kind_word(kind))
                .with("version", Value::Code(version.get().into())),
            LinkEvent::Down { kind, why, retry } => {
                let down = because(Record::new("down").with("kind", kind_word(kind)), why);
                match retry {
                    Some(retry) => down.with_optional("retry", Value::Span(retry.since(now))),
                    None => down.with("retry", Value::Word("never".to_owned())),
                }
            }
            LinkEvent::Response { handle, status, pdu } => named("response", handle)
                .with("status", code(status))
                .with_optional("pdu", Value::Octets(pdu.frame().octets().to_vec())),
            LinkEvent::NoResponse { handle, sequence_number } => {
                with_number(named("no_response", handle), sequence_number)
            }
            LinkEvent::NotSent { handle, why } => {
                let why = why.map_or_else(|| "closed".to_owned(), |why| not_given(why).name);
                named("not_sent", handle).with("why", Value::Word(why))
            }
            LinkEvent::Request { duty, pdu } => {
                self.duties.push((pdu.header().command_id, Some(duty)));
                let place = u64::try_from(self.duties.len()).unwrap_or(u64::MAX);
                with_pdu(Record::new("request").with("duty", Value::Number(place)), &pdu)
            }
            LinkEvent::Session { kind, event } => of_session(kind, &event),
            LinkEvent::Closed => Record::new("closed"),
            other => Record::new(format!("{other:?}")),
        }
    }
}

fn because(down: Record, why: DownReason) -> Record {
    let word = match why {
        DownReason::NotConnected => "not_connected",
        DownReason::BindRefused(_) => "bind_refused",
        DownReason::Ended(why) => reason(why),
        _ => "other",
    };
    let down = down.with("why", Value::Word(word.to_owned()));
    match why {
        DownReason::BindRefused(status) => down.with("status", code(status)),
        _ => down,
    }
}

/// What a session tells that concerns no request of the owner's: scripts of sessions have the rest of it.
fn of_session(kind: BindKind, event: &SessionEvent) -> Record {
    let name = match event {
        SessionEvent::DutyLapsed { .. } => "duty_lapsed",
        SessionEvent::Stray { .. } => "stray",
        SessionEvent::Refused { .. } => "refused",
        SessionEvent::Noted { .. } => "noted",
        SessionEvent::Outbind { .. } => "outbind",
        SessionEvent::AlertNotification { .. } => "alert_notification",
        other => return Record::new(format!("{other:?}")),
    };
    Record::new(name).with("kind", kind_word(kind))
}
