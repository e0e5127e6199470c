//! The gateway's end of the SOAP services: requests of HTTP come in, replies go out.

use clickatell_core::machine::{Duty, Machine, Timed};
use clickatell_core::time::Instant;
use clickatell_soap::server::{
    Asked, HttpReply, HttpRequest, Refusal, Server, ServerEvent, ServerIn, ServerLimits,
};

use super::{code, line, number, service_name, texts, word};
use crate::script::door::{set_count, without_profile};
use crate::script::statement::Header;
use crate::script::subject::{Done, End, Input, Sent, Subject};
use crate::script::value::{Record, Value};
use crate::script::wire::soap;

pub(in crate::script::door) fn open(header: &Header) -> Result<Box<dyn Subject>, String> {
    without_profile(header)?;
    let mut set = header.settings.clone();
    let mut limits = ServerLimits::default();
    if let Some(span) = set.take_span("answer_within")? {
        limits.answer_within = span;
    }
    for (key, count) in [
        ("duties", &mut limits.duties),
        ("events", &mut limits.events),
        ("gzip_from", &mut limits.gzip_from),
        ("body", &mut limits.envelope.xml.document),
        ("values", &mut limits.envelope.values),
    ] {
        set_count(&mut set, key, count)?;
    }
    set.finish()?;
    Ok(Box::new(Door { server: Server::new(limits), duties: Vec::new() }))
}

struct Door {
    server: Server,
    /// The calls that came, in order; scripts number them from 1.
    duties: Vec<Open>,
}

struct Open {
    id: u64,
    duty: Option<Duty<Asked>>,
}

impl Door {
    fn event(&mut self, event: ServerEvent) -> Record {
        match event {
            ServerEvent::Call { duty, call, notes, .. } => {
                self.duties.push(Open { id: duty.id(), duty: Some(duty) });
                let mut record = Record::new("call")
                    .with("duty", number(self.duties.len()))
                    .with("service", word(service_name(call.service())))
                    .with("operation", word(call.operation().name()));
                for note in notes {
                    record = record.with("note", word(note.rule().name()));
                }
                for value in call.message().values() {
                    let text = value.text().unwrap_or_default();
                    record = record.with_optional(value.name(), Value::Octets(text.into()));
                }
                record
            }
            ServerEvent::Refused { why, .. } => {
                let record = Record::new("refused").with("status", Value::Number(why.status().into()));
                match &why {
                    Refusal::Envelope(error) => record.with("code", code(&error.code())),
                    _ => record,
                }
            }
            ServerEvent::DutyLapsed { duty } => {
                let place = self.duties.iter().position(|open| open.id == duty);
                Record::new("duty_lapsed")
                    .with("duty", number(place.map_or(0, |place| place.saturating_add(1))))
            }
            other => Record::new(format!("{other:?}")),
        }
    }

    fn request(&mut self, now: Instant, mut request: Record) -> Result<(), String> {
        let exchange = request.take_number("exchange")?.ok_or("exchange is missing")?;
        let method = request.take_text("method")?.unwrap_or_else(|| "POST".to_owned());
        let path = request.take_text("path")?.ok_or("path is missing")?;
        let query = request.take_text("query")?;
        let content_type = request.take_text("type")?;
        let content_encoding = request.take_text("encoding")?;
        let accept_encoding = request.take_text("accept")?;
        let body = match (request.take_text("operation")?, request.take("body")) {
            (Some(operation), None) => {
                let namespace = request.take_text("namespace")?;
                soap::envelope(&operation, namespace.as_deref(), &texts(request)?).into_bytes()
            }
            (None, Some(Value::Octets(body))) => {
                request.finish()?;
                body
            }
            (None, None) => {
                request.finish()?;
                Vec::new()
            }
            _ => return Err("one of operation=… and body=\"…\"".to_owned()),
        };
        let request = HttpRequest {
            exchange,
            peer: None,
            method: &method,
            base: "http://localhost",
            path: &path,
            query: query.as_deref(),
            content_type: content_type.as_deref(),
            content_encoding: content_encoding.as_deref(),
            accept_encoding: accept_encoding.as_deref(),
            body: &body,
        };
        self.server.handle_input(now, ServerIn::Request(request));
        Ok(())
    }

    fn answer(&mut self, now: Instant, mut command: Record) -> Result<Done, String> {
        let place = command.take_number("duty")?.and_then(|place| usize::try_from(place).ok());
        let open = place.and_then(|place| self.duties.get_mut(place.checked_sub(1)?));
        let duty = open.ok_or("there is no such duty")?.duty.take().ok_or("it is answered already")?;
        let mut lines = Vec::new();
        while let Some(text) = command.take_text("line")? {
            lines.push(line(&text)?);
        }
        command.finish()?;
        let done = self.server.answer(now, duty, &lines);
        Ok(done.map(|()| Record::new("result")).map_err(|_| Record::new("stale")))
    }
}

/// A reply: the element and its texts; a fault; or a status alone.
fn reply(reply: &HttpReply, body: &[u8]) -> Record {
    let text = String::from_utf8_lossy(body);
    let element = soap::element(&text).filter(|_| reply.content_encoding.is_none());
    let named = |name: &str| {
        let record = Record::new(name).with("exchange", Value::Number(reply.exchange));
        let record = record.with("status", Value::Number(reply.status.into()));
        match reply.content_encoding {
            Some(coding) => record.with("encoding", word(coding)),
            None => record,
        }
    };
    let mut record = match element {
        Some(element) if element.name == "Fault" => {
            let mut record = named("fault");
            record.fields.extend(element.fields);
            record
        }
        Some(element) => {
            let mut record = named("reply").with("element", word(element.name));
            record.fields.extend(element.fields);
            record
        }
        None if text.contains("<definitions ") => named("description"),
        None => named("reply"),
    };
    record = record.with_optional("type", Value::Octets(reply.content_type.into()));
    record.with_optional("body", Value::Octets(body.to_vec()))
}

impl Subject for Door {
    fn end(&self) -> End {
        End::Gateway
    }

    fn wants_input(&self) -> bool {
        self.server.wants_input()
    }

    /// `request exchange=1 path="…" operation=ping session_id="…"`, or `gone exchange=1`.
    fn input(&mut self, now: Instant, input: Input<'_>) -> Result<(), String> {
        let Input::Message(message) = input else { return Err("no connection is seen here".to_owned()) };
        let mut message = message.clone();
        match message.name.as_str() {
            "request" => self.request(now, message),
            "gone" => {
                let exchange = message.take_number("exchange")?.ok_or("exchange is missing")?;
                message.finish()?;
                self.server.handle_input(now, ServerIn::Gone { exchange });
                Ok(())
            }
            other => Err(format!("{other} is neither request nor gone")),
        }
    }

    fn command(&mut self, now: Instant, command: Record) -> Result<Done, String> {
        match command.name.as_str() {
            "answer" => self.answer(now, command),
            other => Err(format!("there is no DO {other}")),
        }
    }

    fn poll_event(&mut self) -> Option<Record> {
        let event = self.server.poll_event()?;
        Some(self.event(event))
    }

    fn poll_output(&mut self) -> Option<Sent> {
        let mut body = Vec::new();
        let head = self.server.poll_output(&mut body)?;
        Some(Sent::Message(reply(&head, &body)))
    }
}

impl Timed for Door {
    fn poll_timeout(&self) -> Option<Instant> {
        self.server.poll_timeout()
    }

    fn handle_timeout(&mut self, now: Instant) {
        self.server.handle_timeout(now);
    }
}
