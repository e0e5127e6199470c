//! What becomes of a request, in the gateway's order: T1 to T5.

use alloc::borrow::Cow;

use clickatell_core::machine::Duty;
use clickatell_core::time::Instant;
use clickatell_core::xml::XmlRule;

use super::event::{HttpRequest, Refusal, ServerEvent};
use super::{Open, PLAIN, Server, service};
use crate::Service;
use crate::call::Call;
use crate::envelope::{Envelope, EnvelopeError, Fault};
use crate::fault::SoapFault;
use crate::gzip::{self, Coding, Inflate};
use crate::response;

impl Server {
    pub(super) fn on_request(&mut self, now: Instant, request: &HttpRequest<'_>) {
        let Some(service) = service(request.path) else {
            return self.on_refusal(request, None, Refusal::Path);
        };
        if request.method == "GET" && asks_for_description(request.query) {
            return self.describe(request, service);
        }
        match self.read(request, service) {
            Ok((call, notes)) => self.open(now, request, call, notes),
            Err(why) => self.on_refusal(request, Some(service), why),
        }
    }

    fn describe(&mut self, request: &HttpRequest<'_>, service: Service) {
        let mut body = Vec::new();
        // A path is one of ours, a base is what somebody wrote into a header.
        let url = format!("{}{}", request.base, request.path);
        let (status, content_type) = match service.write_wsdl(&url, &mut body) {
            Ok(()) => (200, "text/xml; charset=UTF-8"),
            Err(_) => (400, PLAIN),
        };
        self.refuse(request.exchange, status, (content_type, body));
    }

    fn read(
        &self,
        request: &HttpRequest<'_>,
        service: Service,
    ) -> Result<(Call<'static>, Vec<Fault>), Refusal> {
        if request.method != "POST" {
            return Err(Refusal::Method);
        }
        if !self.has_room() {
            return Err(Refusal::Busy);
        }
        let limit = self.limits.max_body();
        if request.body.len() > limit {
            return Err(Refusal::TooLong);
        }
        let body = match gzip::coding(request.content_encoding) {
            Coding::Plain => Cow::Borrowed(request.body),
            Coding::Unknown => return Err(Refusal::Coding),
            Coding::Gzip => Cow::Owned(gzip::inflate(request.body, limit).map_err(|why| match why {
                Inflate::Broken => Refusal::Gzip,
                Inflate::TooLong => Refusal::TooLong,
                Inflate::Absent => Refusal::Coding,
            })?),
        };
        let refused = |error: EnvelopeError| {
            if error.is_too_long() { Refusal::TooLong } else { Refusal::Envelope(error) }
        };
        let limits = &self.limits.envelope;
        let envelope = Envelope::decode(&body, request.content_type, limits).map_err(refused)?;
        let mut notes = Vec::new();
        let call = Call::read(&envelope, service, &self.limits.tolerance, &mut notes).map_err(refused)?;
        Ok((call.into_owned(), notes))
    }

    fn has_room(&self) -> bool {
        self.open.len() < self.limits.duties && self.events.len() < self.limits.events
    }

    fn open(&mut self, now: Instant, request: &HttpRequest<'_>, call: Call<'static>, notes: Vec<Fault>) {
        let duty = self.duties.issue();
        let due = now.after(self.limits.answer_within);
        // Only this service is said to have it.
        let gzip = call.service() == Service::DocumentLiteral && gzip::accepts(request.accept_encoding);
        let asked = response::Asked::of(&call);
        self.open.insert(duty, Open { asked, exchange: Some(request.exchange), due, gzip });
        self.due.insert((due, duty), ());
        let event =
            ServerEvent::Call { duty: Duty::new(duty), peer: request.peer, call: Box::new(call), notes };
        self.events.push_back(event);
    }

    fn on_refusal(&mut self, request: &HttpRequest<'_>, service: Option<Service>, why: Refusal) {
        let mut body = Vec::new();
        let mut content_type = PLAIN;
        if let (Some(service), Refusal::Envelope(error)) = (service, &why) {
            content_type = service.content_type();
            let fault = SoapFault::new(error.code(), sentence(error));
            // The sentence is ours and has no character that could be refused.
            let _ = service.write_fault(None, &fault, &mut body);
        } else {
            body.extend_from_slice(why.to_string().as_bytes());
        }
        self.refuse(request.exchange, why.status(), (content_type, body));
        // Where events are at their cap, nobody polls them.
        if self.events.len() < self.limits.events {
            self.events.push_back(ServerEvent::Refused { peer: request.peer, why });
        }
    }
}

/// What is wrong, without a name that the client chose: those may be anything.
fn sentence(error: &EnvelopeError) -> String {
    match error {
        EnvelopeError::Envelope(fault) => fault.rule().to_string(),
        EnvelopeError::Xml(error) => match error.rule() {
            rule @ (XmlRule::Limit(..)
            | XmlRule::Dtd
            | XmlRule::UnexpectedText
            | XmlRule::UnexpectedElement) => {
                format!("{rule} at octet {}", error.at())
            }
            _ => format!("not well-formed at octet {}", error.at()),
        },
    }
}

fn asks_for_description(query: Option<&str>) -> bool {
    let names = query.unwrap_or_default().split('&');
    names
        .map(|pair| pair.split_once('=').map_or(pair, |(name, _)| name))
        .any(|name| name.eq_ignore_ascii_case("wsdl"))
}
