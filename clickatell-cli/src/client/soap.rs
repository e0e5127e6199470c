//! A client of the SOAP services: the machine, and the requests of HTTP that it asks for.

use std::io::Read as _;
use std::time::Duration;

use clickatell_core::machine::{Machine as _, Timed as _};
use clickatell_core::reply::Reply;
use clickatell_core::secret::Credentials;
use clickatell_core::send::SendMsg;
use clickatell_core::status::MessageStatus;
use clickatell_core::time::Instant;
use clickatell_soap::Service;
use clickatell_soap::client::{
    CallError, CallFailure, Client, ClientEvent, ClientSettings, HttpIn, HttpOut, HttpReply,
};
use clickatell_soap::operation::{Answer, Request, querymsg};

use super::agent;
use super::cause::{cause, is_unconnected};
use super::control::has_virtual_clock;
use super::text::{TextDoor, TextError};

/// The longest reply that is read.
const MOST: u64 = 4 * 1024 * 1024;

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SoapError {
    /// The call cannot be made.
    #[error(transparent)]
    Call(#[from] CallError),
    /// The call was not made: the service cannot be reached.
    #[error("{url}: {why}")]
    NotReached {
        /// Where the service should be.
        url: String,
        /// Why.
        why: String,
    },
    /// It was made, and has no answer.
    #[error(transparent)]
    Failure(#[from] CallFailure),
    /// It was answered with something else.
    #[error("the answer is none of this operation")]
    Unexpected,
}

/// A request of HTTP without a reply.
#[derive(Debug)]
struct Lost {
    why: String,
    /// It was not sent either.
    unsent: bool,
}

/// One service, by the credentials of one connection.
#[derive(Debug)]
pub(crate) struct SoapClient {
    url: String,
    machine: Client,
    agent: ureq::Agent,
    start: std::time::Instant,
    /// Why the last request of HTTP has no reply.
    lost: Option<Lost>,
}

impl SoapClient {
    /// The service at this URL.
    pub(crate) fn new(url: &str, service: Service, credentials: Credentials, sessions: bool) -> Self {
        let mut settings = ClientSettings::new(service, credentials);
        settings.sessions = sessions;
        // A fault comes with status 500: that is no error of the transport.
        let agent = agent::settings(url).http_status_as_error(false).build().into();
        let url = Service::call_url(url).to_owned();
        Self { url, machine: Client::new(settings), agent, start: std::time::Instant::now(), lost: None }
    }

    /// Calls, and waits for the answer.
    pub(crate) fn call(&mut self, request: &Request<'_>) -> Result<Answer<'static>, SoapError> {
        let now = self.now();
        let handle = self.machine.call(now, request)?;
        loop {
            while let Some(event) = self.machine.poll_event() {
                match event {
                    ClientEvent::Done { handle: done, result, .. } if done == handle => {
                        return result.map_err(|failure| self.explain(failure));
                    }
                    other => tracing::debug!(?other, "beside the call"),
                }
            }
            let mut body = Vec::new();
            match self.machine.poll_output(&mut body) {
                Some(out) => self.exchange(&out, &body),
                // Nothing is under way: the machine waits for its own time.
                None => {
                    std::thread::sleep(self.patience());
                    let now = self.now();
                    self.machine.handle_timeout(now);
                }
            }
        }
    }

    /// What a failure is, when a request of HTTP was lost: without a session the call itself was not made.
    fn explain(&mut self, failure: CallFailure) -> SoapError {
        match self.lost.take() {
            Some(Lost { why, unsent }) if unsent || matches!(failure, CallFailure::Session(_)) => {
                SoapError::NotReached { url: self.url.clone(), why }
            }
            Some(Lost { why, .. }) => {
                tracing::warn!("{}: {why}", self.url);
                failure.into()
            }
            None => failure.into(),
        }
    }

    /// Makes one request of HTTP, and hands its reply in.
    fn exchange(&mut self, out: &HttpOut, body: &[u8]) {
        let mut request = self
            .agent
            .post(&self.url)
            .header("Content-Type", out.content_type)
            .header("SOAPAction", &out.action);
        if let Some(encoding) = out.accept_encoding {
            request = request.header("Accept-Encoding", encoding);
        }
        let sent = request.config().timeout_global(Some(self.patience())).build().send(body);
        let lost = |error: ureq::Error| Lost { why: cause(&error), unsent: is_unconnected(&error) };
        let read = sent.map_err(lost).and_then(|mut response| {
            let mut octets = Vec::new();
            let body = response.body_mut().as_reader();
            let read = body.take(MOST).read_to_end(&mut octets);
            read.map_err(|error| Lost { why: error.to_string(), unsent: false })?;
            Ok((response, octets))
        });
        let now = self.now();
        let exchange = out.exchange;
        match read {
            Ok((response, body)) => {
                self.lost = None;
                let header = |name| response.headers().get(name).and_then(|value| value.to_str().ok());
                let reply = HttpReply {
                    status: response.status().as_u16(),
                    content_type: header("content-type"),
                    content_encoding: header("content-encoding"),
                    body: &body,
                };
                self.machine.handle_input(now, HttpIn { exchange, reply: Some(reply) });
            }
            Err(lost) => {
                tracing::debug!(?lost, "{}", self.url);
                self.lost = Some(lost);
                self.machine.handle_input(now, HttpIn { exchange, reply: None });
            }
        }
    }

    /// How long to wait before the machine has something to say about it.
    fn patience(&self) -> Duration {
        self.machine.poll_timeout().map_or(Duration::from_millis(10), |at| at.since(self.now()))
    }

    fn now(&self) -> Instant {
        Instant::ZERO.after(self.start.elapsed())
    }
}

impl TextDoor for SoapClient {
    fn send(&mut self, message: &SendMsg<'_>) -> Result<Vec<Reply<'static>>, TextError> {
        match self.call(&Request::SendMsg(message.clone())) {
            Ok(Answer::SendMsg(answer)) => Ok(answer.results),
            Ok(_) => Err(SoapError::Unexpected.into()),
            // An error for the only destination is a result as well.
            Err(SoapError::Failure(CallFailure::Refused(refused))) => Ok(vec![Reply::Error {
                code: refused.code,
                text: refused.text.into_string().into(),
                to: None,
            }]),
            Err(error) => Err(error.into()),
        }
    }

    fn status(&mut self, id: clickatell_core::id::MessageId) -> Result<MessageStatus, TextError> {
        match self.call(&Request::QueryMsg(querymsg::Request::Api(id)))? {
            Answer::QueryMsg(answer) => Ok(answer.status.message()),
            _ => Err(SoapError::Unexpected.into()),
        }
    }

    fn has_virtual_clock(&self) -> bool {
        has_virtual_clock(&self.url)
    }
}
