//! The gateway's batches. Nothing is sent: calls are `DO`, their answers `RESULT` and `ERROR`.

use clickatell_core::machine::Timed;
use clickatell_core::send::{Content, Template};
use clickatell_core::time::Instant;
use clickatell_soap::batch::{BatchLimits, Batches};

use super::number;
use crate::script::door::{id, refused, set_count, without_profile};
use crate::script::statement::Header;
use crate::script::subject::{Done, End, Subject};
use crate::script::value::{Record, Value};

pub(in crate::script::door) fn open(header: &Header) -> Result<Box<dyn Subject>, String> {
    without_profile(header)?;
    let mut set = header.settings.clone();
    let mut limits = BatchLimits::default();
    if let Some(life) = set.take_span("life")? {
        limits.life = life;
    }
    for (key, count) in [
        ("batches", &mut limits.batches),
        ("per_owner", &mut limits.per_owner),
        ("octets", &mut limits.octets),
    ] {
        set_count(&mut set, key, count)?;
    }
    set.finish()?;
    Ok(Box::new(Door { batches: Batches::new(limits) }))
}

struct Door {
    batches: Batches<String>,
}

impl Subject for Door {
    fn end(&self) -> End {
        End::Gateway
    }

    fn command(&mut self, now: Instant, mut command: Record) -> Result<Done, String> {
        if command.name == "count" {
            command.finish()?;
            self.batches.handle_timeout(now);
            return Ok(Ok(Record::new("result").with("batches", number(self.batches.len()))));
        }
        let batch = id(&command.take_text("batch")?.ok_or("batch is missing")?)?;
        let owner = command.take_text("owner")?.ok_or("owner is missing")?;
        let done = match command.name.as_str() {
            "start" => {
                let template = Template::new(command.take_text("text")?.ok_or("text is missing")?);
                let started = self.batches.start(now, batch, owner, template);
                started.map(|()| Record::new("result")).map_err(|error| refused(error.answer()))
            }
            "item" => {
                let mut fields = Vec::new();
                while let Some(field) = command.take_text("field")? {
                    fields.push(field);
                }
                match self.batches.get(now, &batch, &owner) {
                    Err(error) => Err(refused(error.answer())),
                    Ok(template) => match template.message(vec!["27999123454".into()], &fields) {
                        Err(fault) => Err(refused(fault.answer())),
                        Ok(message) => {
                            let (Content::Text(text) | Content::Unicode(text)) = message.content else {
                                return Err("it has no text".to_owned());
                            };
                            Ok(Record::new("result").with("text", Value::Octets(text.as_bytes().to_vec())))
                        }
                    },
                }
            }
            "end" => {
                let ended = self.batches.end(now, &batch, &owner);
                ended.map(|_| Record::new("result")).map_err(|error| refused(error.answer()))
            }
            other => return Err(format!("there is no DO {other}")),
        };
        command.finish()?;
        Ok(done)
    }
}

impl Timed for Door {
    fn poll_timeout(&self) -> Option<Instant> {
        self.batches.poll_timeout()
    }

    fn handle_timeout(&mut self, now: Instant) {
        self.batches.handle_timeout(now);
    }
}
