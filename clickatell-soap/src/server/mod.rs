//! The gateway's end: requests of HTTP come in, calls go out, and answers become replies.
//!
//! [`Server`] implements [`Machine`]. It serves all three services by their paths, and their descriptions. What the
//! parameters of a call say is for its owner to judge, who knows the accounts: see [`Call::parameters`](crate::Call::parameters).
//!
//! ```
//! use clickatell_core::machine::Machine;
//! use clickatell_core::reply::Reply;
//! use clickatell_core::time::Instant;
//! use clickatell_soap::server::{HttpRequest, Server, ServerEvent, ServerIn, ServerLimits};
//!
//! let mut server = Server::new(ServerLimits::default());
//! let body = b"<e:Envelope xmlns:e='http://schemas.xmlsoap.org/soap/envelope/'><e:Body><ping>\
//!     <session_id>330df12c75bf8046942c3304639aa646</session_id></ping></e:Body></e:Envelope>";
//! let request = HttpRequest {
//!     exchange: 1, peer: None, method: "POST", base: "http://localhost", path: "/soap/webservice.php", query: None,
//!     content_type: Some("text/xml"), content_encoding: None, accept_encoding: None, body,
//! };
//! server.handle_input(Instant::ZERO, ServerIn::Request(request));
//! let Some(ServerEvent::Call { duty, call, .. }) = server.poll_event() else { unreachable!() };
//! assert_eq!(call.operation().name(), "ping");
//! server.answer(Instant::ZERO, duty, &[Reply::Ok { text: "".into() }])?;
//! let mut body = Vec::new();
//! assert!(matches!(server.poll_output(&mut body), Some(reply) if (reply.exchange, reply.status) == (1, 200)));
//! assert!(String::from_utf8(body)?.contains("<return xsi:type=\"xsd:string\">OK:</return>"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod event;
mod request;

use alloc::collections::{BTreeMap, VecDeque};
use core::fmt;

use clickatell_core::error::ApiError;
use clickatell_core::machine::{Duty, Machine, Serial, Timed};
use clickatell_core::reply::Reply;
use clickatell_core::time::{Duration, Instant};

use crate::envelope::{Limits, Tolerance};
use crate::{Service, gzip, response};

pub use event::{Asked, HttpReply, HttpRequest, Refusal, ServerEvent, ServerIn};

/// What a server goes by, and holds at most.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(default, deny_unknown_fields)
)]
#[non_exhaustive]
pub struct ServerLimits {
    /// Caps on the envelope; its length is also that of a body, inflated or not. 1 MiB by default.
    pub envelope: Limits,
    /// Calls that await their answers. While there are so many, no input is wanted. Default 256.
    pub duties: usize,
    /// Events that nobody has polled. While there are so many, no input is wanted. Default 256.
    pub events: usize,
    /// How long an answer may take. Default 30 seconds.
    pub answer_within: Duration,
    /// From how many octets on a reply is sent in gzip, where the client takes it. Default 1024.
    pub gzip_from: usize,
    /// What is bent for real clients. Everything that the field has shown, by default.
    pub tolerance: Tolerance,
}

impl Default for ServerLimits {
    fn default() -> Self {
        Self {
            envelope: Limits::default(),
            duties: 256,
            events: 256,
            answer_within: Duration::from_secs(30),
            gzip_from: 1024,
            tolerance: Tolerance::FIELD,
        }
    }
}

impl ServerLimits {
    /// The most octets of a body that need be read: what is longer is refused, whatever it is.
    #[must_use]
    pub const fn max_body(&self) -> usize {
        self.envelope.xml.document
    }
}

/// A duty that is none any more: it was answered, or it lapsed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the call was answered already, or nobody answered it in time")]
pub struct Stale;

/// The gateway's end of the SOAP services; see the [module](self).
pub struct Server {
    limits: ServerLimits,
    /// Calls that await their answers, by the numbers of their duties.
    open: BTreeMap<u64, Open>,
    due: BTreeMap<(Instant, u64), ()>,
    duties: Serial,
    events: VecDeque<ServerEvent>,
    replies: VecDeque<(HttpReply, Vec<u8>)>,
}

/// A call that awaits its answer.
struct Open {
    asked: response::Asked,
    /// `None` when the client is gone.
    exchange: Option<u64>,
    due: Instant,
    gzip: bool,
}

impl Server {
    /// A server that nobody asked anything yet.
    #[must_use]
    pub const fn new(limits: ServerLimits) -> Self {
        Self {
            limits,
            open: BTreeMap::new(),
            due: BTreeMap::new(),
            duties: Serial::new(),
            events: VecDeque::new(),
            replies: VecDeque::new(),
        }
    }

    /// Answers a call with the lines that its operation returns: [`Answer::into_lines`](crate::operation::Answer::into_lines),
    /// or one error. None at all are error 901.
    ///
    /// # Errors
    /// When it was answered already: nobody answered in time, so the server did.
    pub fn answer(&mut self, now: Instant, duty: Duty<Asked>, lines: &[Reply<'_>]) -> Result<(), Stale> {
        self.handle_timeout(now);
        let open = self.take(duty.id()).ok_or(Stale)?;
        self.reply(&open, lines);
        Ok(())
    }

    fn take(&mut self, duty: u64) -> Option<Open> {
        let open = self.open.remove(&duty)?;
        self.due.remove(&(open.due, duty));
        Some(open)
    }

    fn reply(&mut self, open: &Open, lines: &[Reply<'_>]) {
        let Some(exchange) = open.exchange else { return };
        let mut body = Vec::new();
        let internal = [Reply::error(ApiError::INTERNAL)];
        open.asked.write(if lines.is_empty() { &internal } else { lines }, &mut body);
        let deflated =
            (open.gzip && body.len() >= self.limits.gzip_from).then(|| gzip::deflate(&body)).flatten();
        let content_encoding = deflated.is_some().then_some("gzip");
        let reply = HttpReply {
            exchange,
            status: 200,
            content_type: open.asked.service().content_type(),
            content_encoding,
        };
        self.replies.push_back((reply, deflated.unwrap_or(body)));
    }

    /// A reply that no call stands behind.
    fn refuse(&mut self, exchange: u64, status: u16, (content_type, body): (&'static str, Vec<u8>)) {
        let reply = HttpReply { exchange, status, content_type, content_encoding: None };
        self.replies.push_back((reply, body));
    }
}

impl Timed for Server {
    fn poll_timeout(&self) -> Option<Instant> {
        self.due.first_key_value().map(|((at, _), ())| *at)
    }

    fn handle_timeout(&mut self, now: Instant) {
        while let Some((_, duty)) =
            self.due.first_key_value().map(|(due, ())| *due).filter(|(at, _)| *at <= now)
        {
            if let Some(open) = self.take(duty) {
                self.reply(&open, &[]);
                self.events.push_back(ServerEvent::DutyLapsed { duty });
            }
        }
    }
}

impl Machine for Server {
    type Input<'a> = ServerIn<'a>;
    type Output = HttpReply;
    type Event = ServerEvent;

    fn wants_input(&self) -> bool {
        self.open.len() < self.limits.duties && self.events.len() < self.limits.events
    }

    fn handle_input(&mut self, now: Instant, input: ServerIn<'_>) {
        self.handle_timeout(now);
        match input {
            ServerIn::Request(request) => self.on_request(now, &request),
            ServerIn::Gone { exchange } => {
                let open = self.open.values_mut().filter(|open| open.exchange == Some(exchange));
                open.for_each(|open| open.exchange = None);
                self.replies.retain(|(reply, _)| reply.exchange != exchange);
            }
        }
    }

    fn poll_event(&mut self) -> Option<ServerEvent> {
        self.events.pop_front()
    }

    fn poll_output(&mut self, buf: &mut Vec<u8>) -> Option<HttpReply> {
        let (reply, body) = self.replies.pop_front()?;
        buf.extend_from_slice(&body);
        Some(reply)
    }
}

impl fmt::Debug for Server {
    /// How much there is. Calls hold what is nobody's business, so none show.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Server")
            .field("open", &self.open.len())
            .field("events", &self.events.len())
            .field("replies", &self.replies.len())
            .finish_non_exhaustive()
    }
}

/// What a plain sentence is sent as.
const PLAIN: &str = "text/plain; charset=US-ASCII";

/// The service at a path, with or without a slash at its end.
fn service(path: &str) -> Option<Service> {
    Service::at_path(path.strip_suffix('/').unwrap_or(path))
}

#[cfg(test)]
mod tests;
