//! Core's delivery of callbacks, at the gateway: requests of HTTP go out, their answers come in, both as records.

use clickatell_core::delivery::{
    Attempt, Attempted, BasicAuth, Callback, CallbackDelivery, CallbackUrl, DeliveryEvent, DeliverySettings,
    EnqueueError, GiveUpReason, HttpAnswer, HttpIn, HttpMethod, HttpOut, Outcome,
};
use clickatell_core::machine::{Handle, Machine, Timed};
use clickatell_core::time::{Instant, Ladder};

use super::{Names, set_count, without_profile};
use crate::script::statement::Header;
use crate::script::subject::{Done, End, Input, Sent, Subject};
use crate::script::value::{Record, Value};

pub(super) fn open(header: &Header) -> Result<Box<dyn Subject>, String> {
    without_profile(header)?;
    let mut set = header.settings.clone();
    let mut settings = DeliverySettings::default();
    if let Some(timeout) = set.take_span("timeout")? {
        settings.timeout = timeout;
    }
    let limits = &mut settings.limits;
    for (key, count) in [
        ("queued", &mut limits.queued),
        ("queued_per_url", &mut limits.queued_per_url),
        ("in_flight", &mut limits.in_flight),
        ("in_flight_per_url", &mut limits.in_flight_per_url),
        ("form", &mut limits.form),
        ("octets", &mut limits.octets),
    ] {
        set_count(&mut set, key, count)?;
    }
    set.finish()?;
    let delivery = CallbackDelivery::new(settings);
    Ok(Box::new(Door { delivery, names: Names::default(), attempts: Vec::new(), now: Instant::ZERO }))
}

struct Door {
    delivery: CallbackDelivery,
    names: Names,
    /// The requests that were made, in order; scripts number them from 1.
    attempts: Vec<Handle<Attempt>>,
    now: Instant,
}

impl Door {
    fn attempt(&mut self, attempt: Handle<Attempt>) -> Value {
        let place = self.attempts.iter().position(|known| *known == attempt);
        let place = place.unwrap_or_else(|| {
            self.attempts.push(attempt);
            self.attempts.len().saturating_sub(1)
        });
        number(place.saturating_add(1))
    }

    fn handle(&self, id: u64) -> Value {
        Value::Word(self.names.of(id))
    }

    /// What is to be delivered; `None` where its URL is none.
    fn callback(command: &mut Record) -> Result<Option<Callback>, String> {
        let url = command.take_text("url")?.ok_or("url is missing")?;
        let Ok(url) = CallbackUrl::parse(&url) else { return Ok(None) };
        if command.name == "probe" {
            return Ok(Some(Callback::probe(url)));
        }
        let method = match command.take_text("method")?.as_deref() {
            Some("GET") => HttpMethod::Get,
            Some("POST") => HttpMethod::Post,
            _ => return Err("method=GET or method=POST is missing".to_owned()),
        };
        let form = command.take_text("form")?.unwrap_or_default();
        let ladder = match command.take_text("ladder")?.as_deref() {
            Some("mt") => Ladder::MT,
            Some("mo") => Ladder::MO,
            _ => return Err("ladder=mt or ladder=mo is missing".to_owned()),
        };
        let mut callback = Callback::new(url, method, form, ladder);
        if let Some(user) = command.take_text("user")? {
            let password = command.take_text("password")?.unwrap_or_default();
            callback.auth = Some(BasicAuth::new(&user, &password).map_err(|error| error.to_string())?);
        }
        set_count(command, "made", &mut callback.made)?;
        Ok(Some(callback))
    }

    fn enqueue(&mut self, now: Instant, mut command: Record) -> Result<Done, String> {
        let name = command.take_text("handle")?.ok_or("handle is missing")?;
        let Some(callback) = Self::callback(&mut command)? else { return Ok(Err(Record::new("url"))) };
        command.finish()?;
        match self.delivery.enqueue(now, callback) {
            Ok(handle) => self.names.give(&name, handle.id()).map(|()| Ok(Record::new("result"))),
            Err(error) => Ok(Err(Record::new(match error {
                EnqueueError::Queued { .. } => "queued",
                EnqueueError::QueuedPerUrl { .. } => "queued_per_url",
                EnqueueError::Form { .. } => "form",
                EnqueueError::Octets { .. } => "octets",
                EnqueueError::Exhausted { .. } => "exhausted",
                _ => "other",
            }))),
        }
    }

    fn event(&mut self, event: DeliveryEvent) -> Record {
        match event {
            DeliveryEvent::Delivered { handle, attempts } => Record::new("delivered")
                .with("handle", self.handle(handle.id()))
                .with("attempts", number(attempts.len())),
            DeliveryEvent::Failed { handle, attempt: Attempted { number: made, outcome, .. }, next } => {
                Record::new("failed")
                    .with("handle", self.handle(handle.id()))
                    .with("number", number(made))
                    .with("outcome", outcome_value(outcome))
                    .with("next", Value::Span(next.since(self.now)))
            }
            DeliveryEvent::GaveUp { handle, attempts, why } => Record::new("gave_up")
                .with("handle", self.handle(handle.id()))
                .with("attempts", number(attempts.len()))
                .with(
                    "why",
                    Value::Word(match why {
                        GiveUpReason::Exhausted => "exhausted".to_owned(),
                        GiveUpReason::Cancelled => "cancelled".to_owned(),
                        other => format!("{other:?}"),
                    }),
                ),
            DeliveryEvent::Stray { attempt, answer } => Record::new("stray")
                .with("attempt", self.attempt(attempt))
                .with("outcome", outcome_value(answer.into())),
            other => Record::new(format!("{other:?}")),
        }
    }
}

fn number(count: usize) -> Value {
    Value::Number(u64::try_from(count).unwrap_or(u64::MAX))
}

fn outcome_value(outcome: Outcome) -> Value {
    match outcome {
        Outcome::Status(status) => Value::Number(status.into()),
        Outcome::Failed => Value::Word("failed".to_owned()),
        Outcome::TimedOut => Value::Word("timed_out".to_owned()),
        Outcome::Cancelled => Value::Word("cancelled".to_owned()),
        other => Value::Word(format!("{other:?}")),
    }
}

impl Subject for Door {
    fn end(&self) -> End {
        End::Gateway
    }

    fn wants_input(&self) -> bool {
        self.delivery.wants_input()
    }

    /// `answer attempt=1 status=200`, or `no_answer attempt=1`.
    fn input(&mut self, now: Instant, input: Input<'_>) -> Result<(), String> {
        self.now = now;
        let Input::Message(message) = input else { return Err("no connection is seen here".to_owned()) };
        let mut message = message.clone();
        let place = message.take_number("attempt")?.and_then(|place| usize::try_from(place).ok());
        let attempt = place.and_then(|place| self.attempts.get(place.checked_sub(1)?));
        let attempt = *attempt.ok_or("there is no such attempt")?;
        let status = message.take_number("status")?.map(u16::try_from);
        let answer = match (message.name.as_str(), status) {
            ("answer", Some(Ok(status))) => HttpAnswer::Status(status),
            ("no_answer", None) => HttpAnswer::Failed,
            _ => return Err("C: answer attempt=… status=…, or C: no_answer attempt=…".to_owned()),
        };
        message.finish()?;
        self.delivery.handle_input(now, HttpIn { attempt, answer });
        Ok(())
    }

    fn command(&mut self, now: Instant, mut command: Record) -> Result<Done, String> {
        self.now = now;
        if matches!(command.name.as_str(), "enqueue" | "probe") {
            return self.enqueue(now, command);
        }
        let name = command.take_text("handle")?.ok_or("handle is missing")?;
        let handle = Handle::new(self.names.id(&name)?);
        let done = match command.name.as_str() {
            "cancel" => self.delivery.cancel(now, handle),
            "hurry" => self.delivery.hurry(now, handle),
            other => return Err(format!("there is no DO {other}")),
        };
        command.finish()?;
        Ok(done.map(|()| Record::new("result")).map_err(|_| Record::new("not_queued")))
    }

    fn poll_event(&mut self) -> Option<Record> {
        let event = self.delivery.poll_event()?;
        Some(self.event(event))
    }

    fn poll_output(&mut self) -> Option<Sent> {
        let mut body = Vec::new();
        Some(Sent::Message(match self.delivery.poll_output(&mut body)? {
            HttpOut::Request { attempt, handle, method, url, auth, content_type } => {
                let mut request = Record::new("request")
                    .with("attempt", self.attempt(attempt))
                    .with("handle", self.handle(handle.id()))
                    .with("method", Value::Word(method.name().to_owned()))
                    .with("url", Value::Octets(url.into_bytes()));
                if let Some(auth) = auth {
                    request = request.with("authorization", Value::Octets(auth.header().as_bytes().to_vec()));
                }
                match content_type {
                    Some(kind) => {
                        request.with("type", Value::Octets(kind.into())).with("body", Value::Octets(body))
                    }
                    None => request,
                }
            }
            HttpOut::Cancel { attempt } => Record::new("cancel").with("attempt", self.attempt(attempt)),
        }))
    }
}

impl Timed for Door {
    fn poll_timeout(&self) -> Option<Instant> {
        self.delivery.poll_timeout()
    }

    fn handle_timeout(&mut self, now: Instant) {
        self.now = now;
        self.delivery.handle_timeout(now);
    }
}
