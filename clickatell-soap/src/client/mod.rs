//! The application's end: requests go out as calls of HTTP, and each ends in one event.
//!
//! [`Client`] implements [`Machine`]. It speaks to one service with the credentials of one connection. By a session
//! ([`ClientSettings::sessions`]) it opens one when it is first needed, keeps it alive by `ping` after ten minutes without
//! a call if it is asked to, and when the gateway says that it has expired (error 003), opens another and makes the call
//! once more: such a call was not done. Nothing else is ever made twice.
//!
//! ```
//! use clickatell_core::id::ApiId;
//! use clickatell_core::machine::Machine;
//! use clickatell_core::secret::Credentials;
//! use clickatell_core::time::Instant;
//! use clickatell_soap::Service;
//! use clickatell_soap::client::{Client, ClientEvent, ClientSettings, HttpIn, HttpReply};
//! use clickatell_soap::operation::{Answer, Request};
//!
//! let credentials = Credentials { api_id: ApiId::new(1234), user: "demo".into(), password: "demo".into() };
//! let mut settings = ClientSettings::new(Service::DocumentLiteral, credentials);
//! settings.sessions = false;
//! let mut client = Client::new(settings);
//! let handle = client.call(Instant::ZERO, &Request::GetBalance)?;
//! let mut body = Vec::new();
//! let Some(request) = client.poll_output(&mut body) else { unreachable!() };
//! assert!(request.action.ends_with("/getbalance\""));
//! let reply = b"<e:Envelope xmlns:e='http://schemas.xmlsoap.org/soap/envelope/'><e:Body><getbalanceResponse>\
//!     <return>Credit: 2192.4</return></getbalanceResponse></e:Body></e:Envelope>";
//! let reply = HttpReply { status: 200, content_type: Some("text/xml"), content_encoding: None, body: reply };
//! client.handle_input(Instant::ZERO, HttpIn { exchange: request.exchange, reply: Some(reply) });
//! let Some(ClientEvent::Done { handle: done, result: Ok(Answer::GetBalance(answer)), .. }) = client.poll_event() else {
//!     unreachable!()
//! };
//! assert_eq!((done, answer.credit.to_string().as_str()), (handle, "2192.400000"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod event;
mod exchange;
mod session;

use alloc::collections::{BTreeMap, VecDeque};
use core::fmt;

use clickatell_core::machine::{Handle, Machine, Serial, Timed};
use clickatell_core::reply;
use clickatell_core::secret::Credentials;
use clickatell_core::time::{Duration, Instant};

use crate::Service;
use crate::envelope::{Limits, Tolerance, write};
use crate::operation::{Auth, Request};
use exchange::{Purpose, Running};
use session::Session;

pub use event::{CallError, CallFailure, Called, ClientEvent, Exchange, HttpIn, HttpOut, HttpReply};

/// What a client goes by, and holds at most.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ClientSettings {
    /// The service.
    pub service: Service,
    /// Who is calling.
    pub credentials: Credentials,
    /// True to open a session and call by it, which the document prefers; false to have the credentials in every call.
    /// True by default.
    pub sessions: bool,
    /// Keep a session alive that nothing is called by. False by default: an expired one is opened anew when it is needed.
    pub keep_alive: bool,
    /// After how long without a call a session is kept alive. Default 10 minutes; it expires after 15.
    pub ping_after: Duration,
    /// How long a reply may take. Default 30 seconds.
    pub reply_within: Duration,
    /// Calls that have not ended. Default 1000.
    pub calls: usize,
    /// Events that nobody has polled. While there are so many, no input is wanted. Default 1000.
    pub events: usize,
    /// Caps on the envelopes of replies. 1 MiB, 32 768 values and so on by default.
    pub envelope: Limits,
    /// What is bent in the envelopes of replies. Everything that the field has shown, by default.
    pub tolerance: Tolerance,
    /// What is bent in the lines that they return. Everything that the field has shown, by default.
    pub reply_tolerance: reply::Tolerance,
}

impl ClientSettings {
    /// The defaults.
    #[must_use]
    pub fn new(service: Service, credentials: Credentials) -> Self {
        Self {
            service,
            credentials,
            sessions: true,
            keep_alive: false,
            ping_after: Duration::from_secs(600),
            reply_within: Duration::from_secs(30),
            calls: 1000,
            events: 1000,
            // A line for each destination, of which nothing here caps the number: more than a document has room for.
            envelope: Limits { values: 32_768, ..Limits::default() },
            tolerance: Tolerance::FIELD,
            reply_tolerance: reply::Tolerance::FIELD,
        }
    }
}

/// The application's end of a SOAP service; see the [module](self).
pub struct Client {
    settings: ClientSettings,
    session: Session,
    /// Calls that have not ended, by the numbers of their handles.
    calls: BTreeMap<u64, Pending>,
    /// Calls that wait for a session, in their order.
    waiting: VecDeque<u64>,
    running: BTreeMap<u64, Running>,
    due: BTreeMap<(Instant, u64), ()>,
    handles: Serial,
    exchanges: Serial,
    requests: VecDeque<(HttpOut, Vec<u8>)>,
    events: VecDeque<ClientEvent>,
}

/// A call that has not ended.
struct Pending {
    request: Request<'static>,
    /// It was made once already, by a session that had expired.
    again: bool,
}

impl Client {
    /// A client that has called nothing yet.
    #[must_use]
    pub const fn new(settings: ClientSettings) -> Self {
        Self {
            settings,
            session: Session::None,
            calls: BTreeMap::new(),
            waiting: VecDeque::new(),
            running: BTreeMap::new(),
            due: BTreeMap::new(),
            handles: Serial::new(),
            exchanges: Serial::new(),
            requests: VecDeque::new(),
            events: VecDeque::new(),
        }
    }

    /// What it goes by.
    #[must_use]
    pub const fn settings(&self) -> &ClientSettings {
        &self.settings
    }

    /// Calls an operation. [`Request::Auth`] opens a session in any case, and calls that follow go by it where the client
    /// has [`sessions`](ClientSettings::sessions).
    ///
    /// # Errors
    /// The gateway would refuse the request; too many calls are open.
    pub fn call(&mut self, now: Instant, request: &Request<'_>) -> Result<Handle<Called>, CallError> {
        self.handle_timeout(now);
        if self.calls.len() >= self.settings.calls {
            return Err(CallError::Full { limit: self.settings.calls });
        }
        let number = match self.auth_for(request) {
            Some(auth) => {
                let mut body = Vec::new();
                self.settings.service.write_request(&auth, request, &mut body)?;
                let number = self.take(request);
                self.send(now, Purpose::Call(number), request.operation(), body);
                number
            }
            None => {
                write::check(self.settings.service, request)?;
                let number = self.take(request);
                self.waiting.push_back(number);
                self.open_session(now);
                number
            }
        };
        Ok(Handle::new(number))
    }

    fn take(&mut self, request: &Request<'_>) -> u64 {
        let number = self.handles.issue();
        self.calls.insert(number, Pending { request: request.clone().into_owned(), again: false });
        number
    }

    /// By whom a request is made; `None` where a session must be opened first.
    fn auth_for(&self, request: &Request<'_>) -> Option<Auth> {
        match (request, &self.session) {
            (Request::Auth, _) => Some(self.inline()),
            _ if !self.settings.sessions => Some(self.inline()),
            (_, Session::Open { id, .. }) => Some(Auth::Session(*id)),
            _ => None,
        }
    }

    fn inline(&self) -> Auth {
        Auth::Inline(self.settings.credentials.clone())
    }
}

impl Timed for Client {
    fn poll_timeout(&self) -> Option<Instant> {
        let reply = self.due.first_key_value().map(|((at, _), ())| *at);
        reply.into_iter().chain(self.ping_due()).min()
    }

    fn handle_timeout(&mut self, now: Instant) {
        while let Some((_, exchange)) =
            self.due.first_key_value().map(|(due, ())| *due).filter(|(at, _)| *at <= now)
        {
            self.end_exchange(now, exchange, None);
        }
        if self.ping_due().is_some_and(|due| due <= now) {
            self.ping(now);
        }
    }
}

impl Machine for Client {
    type Input<'a> = HttpIn<'a>;
    type Output = HttpOut;
    type Event = ClientEvent;

    fn wants_input(&self) -> bool {
        self.events.len() < self.settings.events
    }

    fn handle_input(&mut self, now: Instant, input: HttpIn<'_>) {
        self.handle_timeout(now);
        if self.running.contains_key(&input.exchange.id()) {
            self.end_exchange(now, input.exchange.id(), input.reply);
        } else {
            self.events.push_back(ClientEvent::Stray { exchange: input.exchange });
        }
    }

    fn poll_event(&mut self) -> Option<ClientEvent> {
        self.events.pop_front()
    }

    fn poll_output(&mut self, buf: &mut Vec<u8>) -> Option<HttpOut> {
        let (request, body) = self.requests.pop_front()?;
        buf.extend_from_slice(&body);
        Some(request)
    }
}

impl fmt::Debug for Client {
    /// How much there is. Requests hold what is nobody's business, so none show.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("service", &self.settings.service)
            .field("session", &self.session)
            .field("calls", &self.calls.len())
            .field("waiting", &self.waiting.len())
            .field("running", &self.running.len())
            .field("events", &self.events.len())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
