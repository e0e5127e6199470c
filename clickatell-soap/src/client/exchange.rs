//! Requests under way, and what their replies say.

use alloc::borrow::Cow;

use clickatell_core::error::ApiError;
use clickatell_core::id::MessageId;
use clickatell_core::machine::Handle;
use clickatell_core::send::Operation;
use clickatell_core::time::Instant;

use super::{CallFailure, Client, ClientEvent, ClientSettings, HttpOut, HttpReply, Session};
use crate::Service;
use crate::envelope::Envelope;
use crate::gzip::{self, Coding};
use crate::operation::Answer;
use crate::response::{AnswerError, Response};

/// A request under way.
pub(super) struct Running {
    purpose: Purpose,
    operation: Operation,
    /// When it was sent.
    sent: Instant,
    due: Instant,
    /// The session that it goes by.
    session: Option<MessageId>,
}

/// What a request is for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    /// A call of the owner's.
    Call(u64),
    /// A session for calls that wait.
    Session,
    /// To keep a session open.
    Ping,
}

/// What a request led to.
pub(super) type Outcome = Result<Answer<'static>, CallFailure>;

impl Client {
    /// Sends a request.
    pub(super) fn send(&mut self, now: Instant, purpose: Purpose, operation: Operation, body: Vec<u8>) {
        let exchange = self.exchanges.issue();
        let service = self.settings.service;
        let session = match &mut self.session {
            Session::Open { id, used } if operation != Operation::Auth => {
                *used = now;
                Some(*id)
            }
            _ => None,
        };
        let due = now.after(self.settings.reply_within);
        self.running.insert(exchange, Running { purpose, operation, sent: now, due, session });
        self.due.insert((due, exchange), ());
        // Only this service is said to give it.
        let gzip = cfg!(feature = "gzip") && service == Service::DocumentLiteral;
        let request = HttpOut {
            exchange: Handle::new(exchange),
            action: service.action(operation),
            content_type: service.content_type(),
            accept_encoding: gzip.then_some("gzip"),
        };
        self.requests.push_back((request, body));
    }

    /// An exchange is over: by a reply, without one, or because it took too long.
    pub(super) fn end_exchange(&mut self, now: Instant, exchange: u64, reply: Option<HttpReply<'_>>) {
        let Some(running) = self.running.remove(&exchange) else { return };
        self.due.remove(&(running.due, exchange));
        if reply.is_none() {
            // One that was never polled need not go out any more.
            self.requests.retain(|(request, _)| request.exchange.id() != exchange);
        }
        let outcome = match reply {
            Some(reply) => read(&self.settings, running.operation, &reply),
            None => Err(CallFailure::Unknown),
        };
        let expired = matches!(&outcome, Err(CallFailure::Refused(refused)) if refused.code == ApiError::SESSION_EXPIRED);
        if expired && running.session.is_some() {
            self.session.forget(running.session);
        }
        match running.purpose {
            Purpose::Session => self.on_session(now, running.sent, outcome),
            Purpose::Ping => self.on_ping(now, expired, outcome),
            Purpose::Call(number) => {
                #[cfg(seeded_fault = "soap_machines")]
                if expired && self.calls.get(&number).is_some_and(|call| call.again) {
                    return;
                }
                let again = self.calls.get_mut(&number).filter(|call| !call.again);
                match again {
                    Some(call) if expired && running.session.is_some() => {
                        call.again = true;
                        self.waiting.push_back(number);
                        self.make_waiting(now);
                    }
                    _ => {
                        if let (Ok(Answer::Auth(answer)), true) = (&outcome, self.settings.sessions) {
                            self.session = Session::Open { id: answer.session, used: running.sent };
                            self.events.push_back(ClientEvent::SessionOpened);
                        }
                        self.done(number, outcome);
                        self.make_waiting(now);
                    }
                }
            }
        }
    }

    /// A call has ended.
    pub(super) fn done(&mut self, number: u64, result: Outcome) {
        if let Some(call) = self.calls.remove(&number) {
            let operation = call.request.operation();
            self.events.push_back(ClientEvent::Done { handle: Handle::new(number), operation, result });
        }
    }
}

/// What a reply says.
fn read(settings: &ClientSettings, operation: Operation, reply: &HttpReply<'_>) -> Outcome {
    let limit = settings.envelope.xml.document;
    let body = match gzip::coding(reply.content_encoding) {
        Coding::Plain => Cow::Borrowed(reply.body),
        Coding::Gzip => Cow::Owned(gzip::inflate(reply.body, limit).map_err(|_| CallFailure::Coding)?),
        Coding::Unknown => return Err(CallFailure::Coding),
    };
    let no_envelope = |error| match reply.status {
        200..=299 => CallFailure::Envelope(error),
        status => CallFailure::Http(status),
    };
    // A fault comes with status 500, and from some gateways with 200: the body decides.
    let envelope = Envelope::decode(&body, reply.content_type, &settings.envelope).map_err(no_envelope)?;
    let response = match Response::read(&envelope, &settings.tolerance, &mut ()).map_err(no_envelope)? {
        Ok(response) => response,
        Err(fault) => return Err(CallFailure::Fault(fault.into_owned())),
    };
    let answer = response.answer(operation, &settings.reply_tolerance, &mut ());
    answer.map(Answer::into_owned).map_err(|error| match error {
        AnswerError::Refused(refused) => CallFailure::Refused(refused),
        error => CallFailure::Answer(error),
    })
}
