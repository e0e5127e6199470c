//! The application's end of a SOAP service: calls go out as requests of HTTP, each ends in one event.

use clickatell_core::feature::ApiKind;
use clickatell_core::id::ApiId;
use clickatell_core::machine::{Handle, Machine, Timed};
use clickatell_core::secret::Credentials;
use clickatell_core::send::{self, Given, Operation};
use clickatell_core::time::Instant;
use clickatell_soap::Service;
use clickatell_soap::client::{
    CallError, CallFailure, Client, ClientEvent, ClientSettings, Exchange, HttpIn, HttpReply,
};
use clickatell_soap::operation::{BuildError, Parameters, Request};

use super::{code, number, said, service, texts, word};
use crate::script::door::{Names, set_count, without_profile};
use crate::script::statement::Header;
use crate::script::subject::{Done, End, Input, Sent, Subject};
use crate::script::value::{Record, Value};
use crate::script::wire::soap;

pub(in crate::script::door) fn open(header: &Header) -> Result<Box<dyn Subject>, String> {
    without_profile(header)?;
    let mut set = header.settings.clone();
    let named = set.take_text("service")?.map_or(Ok(Service::RpcEncoded), |name| service(&name))?;
    let credentials =
        Credentials { api_id: ApiId::new(1234), user: "demo".to_owned(), password: "demo".into() };
    let mut settings = ClientSettings::new(named, credentials);
    for (key, flag) in [("sessions", &mut settings.sessions), ("keep_alive", &mut settings.keep_alive)] {
        if let Some(number) = set.take_number(key)? {
            *flag = number != 0;
        }
    }
    for (key, span) in
        [("ping_after", &mut settings.ping_after), ("reply_within", &mut settings.reply_within)]
    {
        if let Some(found) = set.take_span(key)? {
            *span = found;
        }
    }
    for (key, count) in [("calls", &mut settings.calls), ("events", &mut settings.events)] {
        set_count(&mut set, key, count)?;
    }
    set.finish()?;
    Ok(Box::new(Door { client: Client::new(settings), names: Names::default(), exchanges: Vec::new() }))
}

struct Door {
    client: Client,
    names: Names,
    /// The requests that were made, in order; scripts number them from 1.
    exchanges: Vec<Handle<Exchange>>,
}

impl Door {
    fn exchange(&self, exchange: Handle<Exchange>) -> Value {
        let place = self.exchanges.iter().position(|known| *known == exchange);
        number(place.map_or(0, |place| place.saturating_add(1)))
    }

    fn call(&mut self, now: Instant, mut command: Record) -> Result<Done, String> {
        let name = command.take_text("handle")?.ok_or("handle is missing")?;
        let operation = command.take_text("operation")?.ok_or("operation is missing")?;
        let operation = Operation::from_name(&operation).ok_or("there is no such operation")?;
        let request = request(operation, &texts(command)?)?;
        match self.client.call(now, &request) {
            Ok(handle) => self.names.give(&name, handle.id()).map(|()| Ok(Record::new("result"))),
            Err(CallError::Full { .. }) => Ok(Err(Record::new("full"))),
            Err(CallError::Build(BuildError::Parameter(fault))) => {
                let code = Value::Number(fault.answer().get().into());
                Ok(Err(Record::new("refused").with("code", code)))
            }
            Err(_) => Ok(Err(Record::new("not_built"))),
        }
    }

    fn event(&self, event: ClientEvent) -> Record {
        match event {
            ClientEvent::Done { handle, operation, result } => {
                let record = |name: &str| {
                    Record::new(name)
                        .with("handle", word(self.names.of(handle.id())))
                        .with_optional("operation", word(operation.name()))
                };
                match result {
                    Ok(answer) => {
                        let lines = answer.into_lines();
                        lines.iter().fold(record("done"), |record, line| record.with("line", said(line)))
                    }
                    Err(why) => failed(record("failed"), "why", &why),
                }
            }
            ClientEvent::SessionOpened => Record::new("session_opened"),
            ClientEvent::SessionLost { why } => failed(Record::new("session_lost"), "why", &why),
            ClientEvent::Stray { exchange } => Record::new("stray").with("exchange", self.exchange(exchange)),
            other => Record::new(format!("{other:?}")),
        }
    }
}

/// Why there is no answer.
fn failed(record: Record, key: &str, why: &CallFailure) -> Record {
    match why {
        CallFailure::Refused(refused) => {
            record.with(key, word("refused")).with("code", Value::Number(refused.code.get().into()))
        }
        CallFailure::Fault(fault) => record.with(key, word("fault")).with("code", code(&fault.code)),
        CallFailure::Http(status) => {
            record.with(key, word("http")).with("status", Value::Number((*status).into()))
        }
        CallFailure::Session(why) => failed(record.with(key, word("session")), "because", why),
        CallFailure::Envelope(_) => record.with(key, word("envelope")),
        CallFailure::Answer(_) => record.with(key, word("answer")),
        CallFailure::Coding => record.with(key, word("coding")),
        CallFailure::Unknown => record.with(key, word("unknown")),
        other => record.with(key, word(format!("{other:?}"))),
    }
}

fn request(operation: Operation, values: &[(String, String)]) -> Result<Request<'static>, String> {
    let mut given = Given::new(ApiKind::Soap, send::Tolerance::STRICT, send::Limits::default());
    let mut fields = Vec::new();
    for (name, value) in values {
        match name.strip_prefix("field").map(str::parse) {
            Some(number) => fields.push((number.map_err(|_| format!("{name} has no number"))?, value)),
            None => {
                given.insert(name, value.as_str(), &mut ());
            }
        }
    }
    let mut parameters = Parameters::new(operation, given);
    for (number, value) in fields {
        parameters.put_field(number, value, 100);
    }
    parameters.request(&mut ()).map(Request::into_owned).map_err(|fault| fault.to_string())
}

impl Subject for Door {
    fn end(&self) -> End {
        End::Client
    }

    fn wants_input(&self) -> bool {
        self.client.wants_input()
    }

    /// `reply exchange=1 element=pingResponse return="OK:"`, `fault exchange=1 code=Client string="…"`, `body exchange=1
    /// status=503 text="…"` or `no_reply exchange=1`.
    fn input(&mut self, now: Instant, input: Input<'_>) -> Result<(), String> {
        let Input::Message(message) = input else { return Err("no connection is seen here".to_owned()) };
        let mut message = message.clone();
        let place = message.take_number("exchange")?.and_then(|place| usize::try_from(place).ok());
        let exchange = place.and_then(|place| self.exchanges.get(place.checked_sub(1)?));
        let exchange = *exchange.ok_or("there is no such exchange")?;
        let status = message.take_number("status")?.map(u16::try_from).transpose();
        let status = status.map_err(|error| error.to_string())?;
        let content_encoding = message.take_text("encoding")?;
        let (status, body) = match message.name.as_str() {
            "reply" => {
                let element = message.take_text("element")?.ok_or("element is missing")?;
                (status.unwrap_or(200), soap::envelope(&element, None, &texts(message)?))
            }
            "fault" => {
                let code = message.take_text("code")?.ok_or("code is missing")?;
                let string = message.take_text("string")?.unwrap_or_default();
                message.finish()?;
                (status.unwrap_or(500), soap::fault(&code, &string))
            }
            "body" => {
                let text = message.take_text("text")?.unwrap_or_default();
                message.finish()?;
                (status.unwrap_or(200), text)
            }
            "no_reply" => {
                message.finish()?;
                self.client.handle_input(now, HttpIn { exchange, reply: None });
                return Ok(());
            }
            other => return Err(format!("there is no S: {other}")),
        };
        let reply = HttpReply {
            status,
            content_type: Some("text/xml"),
            content_encoding: content_encoding.as_deref(),
            body: body.as_bytes(),
        };
        self.client.handle_input(now, HttpIn { exchange, reply: Some(reply) });
        Ok(())
    }

    fn command(&mut self, now: Instant, command: Record) -> Result<Done, String> {
        match command.name.as_str() {
            "call" => self.call(now, command),
            other => Err(format!("there is no DO {other}")),
        }
    }

    fn poll_event(&mut self) -> Option<Record> {
        let event = self.client.poll_event()?;
        Some(self.event(event))
    }

    fn poll_output(&mut self) -> Option<Sent> {
        let mut body = Vec::new();
        let request = self.client.poll_output(&mut body)?;
        self.exchanges.push(request.exchange);
        let document = String::from_utf8_lossy(&body);
        let element = soap::element(&document).unwrap_or_else(|| Record::new(document));
        let mut record = Record::new("call")
            .with("exchange", number(self.exchanges.len()))
            .with("operation", word(element.name));
        record.fields.extend(element.fields);
        record = record
            .with_optional("action", Value::Octets(request.action.into_bytes()))
            .with_optional("type", Value::Octets(request.content_type.into()));
        Some(Sent::Message(match request.accept_encoding {
            Some(accept) => record.with_optional("accept", Value::Octets(accept.into())),
            None => record,
        }))
    }
}

impl Timed for Door {
    fn poll_timeout(&self) -> Option<Instant> {
        self.client.poll_timeout()
    }

    fn handle_timeout(&mut self, now: Instant) {
        self.client.handle_timeout(now);
    }
}
