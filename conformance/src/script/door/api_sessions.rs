//! Core's API sessions, at the gateway. Nothing is sent: calls are `DO`, their answers `RESULT` and `ERROR`.

use clickatell_core::api_session::{ApiSessions, SessionLimits};
use clickatell_core::machine::Timed;
use clickatell_core::time::Instant;

use super::{id, refused, set_count, without_profile};
use crate::script::statement::Header;
use crate::script::subject::{Done, End, Subject};
use crate::script::value::{Record, Value};

pub(super) fn open(header: &Header) -> Result<Box<dyn Subject>, String> {
    without_profile(header)?;
    let mut settings = header.settings.clone();
    let mut limits = SessionLimits::default();
    if let Some(idle) = settings.take_span("idle")? {
        limits.idle = idle;
    }
    set_count(&mut settings, "sessions", &mut limits.sessions)?;
    set_count(&mut settings, "per_owner", &mut limits.per_owner)?;
    settings.finish()?;
    Ok(Box::new(Door { sessions: ApiSessions::new(limits) }))
}

struct Door {
    sessions: ApiSessions<String>,
}

impl Subject for Door {
    fn end(&self) -> End {
        End::Gateway
    }

    fn command(&mut self, now: Instant, mut command: Record) -> Result<Done, String> {
        let name = command.name.clone();
        let session = command.take_text("session")?;
        let owner = command.take_text("owner")?;
        command.finish()?;
        let result = Record::new("result");
        let word = |owner: String| Record::new("result").with("owner", Value::Word(owner));
        let count = |count: usize| u64::try_from(count).map(Value::Number).map_err(|error| error.to_string());
        Ok(match (name.as_str(), session, owner) {
            ("open", Some(session), Some(owner)) => self
                .sessions
                .open(now, id(&session)?, owner)
                .map(|()| result)
                .map_err(|error| refused(error.answer())),
            ("use", Some(session), None) => self
                .sessions
                .touch(now, &id(&session)?)
                .map(|owner| word(owner.clone()))
                .map_err(|error| refused(error.answer())),
            ("close", Some(session), None) => {
                self.sessions.close(now, &id(&session)?).map(word).map_err(|error| refused(error.answer()))
            }
            ("close_all", None, Some(owner)) => {
                Ok(result.with("sessions", count(self.sessions.close_all(&owner))?))
            }
            ("count", None, None) => Ok(result.with("sessions", count(self.sessions.len())?)),
            _ => {
                return Err(
                    "DO open session=… owner=…, use or close session=…, close_all owner=…, count".to_owned()
                );
            }
        })
    }
}

impl Timed for Door {
    fn poll_timeout(&self) -> Option<Instant> {
        self.sessions.poll_timeout()
    }

    fn handle_timeout(&mut self, now: Instant) {
        self.sessions.handle_timeout(now);
    }
}
