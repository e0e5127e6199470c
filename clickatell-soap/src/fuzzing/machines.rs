//! A client and a server under random operations, with everything between them that can go wrong.

use alloc::collections::{BTreeMap, BTreeSet};

use clickatell_core::error::ApiError;
use clickatell_core::id::ApiId;
use clickatell_core::machine::{Handle, Machine, Timed};
use clickatell_core::reply::Reply;
use clickatell_core::secret::Credentials;
use clickatell_core::time::{Duration, Instant};

use crate::client::{CallError, Client, ClientEvent, ClientSettings, Exchange, HttpIn, HttpReply};
use crate::operation::{Auth, Request, routecoverage};
use crate::server::{HttpRequest, Server, ServerEvent, ServerIn, ServerLimits};
use crate::{Service, server};

/// What became of all calls.
#[derive(Clone, Copy, Debug, Default)]
pub struct Ended {
    /// Calls that were taken.
    pub taken: usize,
    /// Calls that ended, of which each did once.
    pub ended: usize,
    /// Those of them with an answer.
    pub answered: usize,
}

const CALLS: usize = 6;
const DUTIES: usize = 3;

struct Pair {
    client: Client,
    server: Server,
    now: Instant,
    /// Requests that the server has not seen.
    wire: Vec<(u64, Vec<u8>)>,
    /// Requests that the server holds.
    asked: BTreeSet<u64>,
    duties: Vec<(clickatell_core::machine::Duty<server::Asked>, &'static str)>,
    replies: BTreeMap<u64, (u16, Vec<u8>)>,
    open: BTreeSet<u64>,
    seen: Ended,
    sessions: u32,
}

/// The first octet chooses the service and what the client is set to; each further pair is an operation and its argument.
///
/// Asserts that every call that is taken ends in one event, that every request that the server sees has one reply, that
/// nothing is beyond its cap, and that no timer makes a caller spin.
#[must_use]
pub fn soap_machines(input: &[u8]) -> Ended {
    let Some((first, operations)) = input.split_first() else { return Ended::default() };
    let credentials = Credentials { api_id: ApiId::new(7), user: "demo".into(), password: "geheim".into() };
    let mut settings = ClientSettings::new(Service::ALL[usize::from(first % 3)], credentials);
    (settings.sessions, settings.keep_alive) = (first & 4 == 0, first & 8 == 0);
    settings.calls = CALLS;
    let limits = ServerLimits { duties: DUTIES, ..ServerLimits::default() };
    let mut pair = Pair {
        client: Client::new(settings),
        server: Server::new(limits),
        now: Instant::ZERO,
        wire: Vec::new(),
        asked: BTreeSet::new(),
        duties: Vec::new(),
        replies: BTreeMap::new(),
        open: BTreeSet::new(),
        seen: Ended::default(),
        sessions: 0,
    };
    for operation in operations.chunks_exact(2) {
        pair.step(operation[0] % 8, operation[1]);
        pair.drain();
    }
    // Whatever is open ends by time alone: a session, a call, and the same once more.
    for _ in 0..4 {
        pair.pass(Duration::from_secs(31));
        pair.drain();
    }
    assert_eq!((pair.seen.taken, pair.open.len()), (pair.seen.ended, 0), "a call never ends");
    assert!(pair.asked.is_empty(), "a request has no reply");
    pair.seen
}

impl Pair {
    fn step(&mut self, operation: u8, argument: u8) {
        let place = |length: usize| usize::from(argument).checked_rem(length);
        match operation {
            0 | 1 => self.call(argument),
            2 => {
                if let Some(place) = place(self.wire.len()) {
                    self.ask(place, argument >= 128);
                }
            }
            3 => self.answer(argument),
            4 => {
                let key = place(self.replies.len()).and_then(|place| self.replies.keys().nth(place).copied());
                if let Some((exchange, (status, body))) = key.and_then(|key| self.replies.remove_entry(&key))
                {
                    self.reply(exchange, Some((status, &body)));
                }
            }
            5 => self.pass(Duration::from_secs(u64::from(argument) * 5)),
            6 => {
                // A reply that nobody sent, to a request that may never have been.
                let body: &[u8] = if argument & 1 == 0 { b"" } else { b"<a/>" };
                let reply = (argument & 2 == 0).then_some((if argument & 4 == 0 { 500 } else { 200 }, body));
                self.reply(u64::from(argument / 8), reply);
            }
            _ => {
                if let Some(place) = place(self.wire.len()) {
                    let (exchange, _) = self.wire.remove(place);
                    self.reply(exchange, None);
                }
            }
        }
    }

    fn call(&mut self, argument: u8) {
        let request = match argument % 4 {
            0 => Request::Auth,
            1 if self.client.settings().sessions => Request::Ping,
            2 => Request::RouteCoverage(routecoverage::Request::new("27").expect("digits")),
            _ => Request::GetBalance,
        };
        match self.client.call(self.now, &request) {
            Ok(handle) => {
                assert!(self.open.len() < CALLS && self.open.insert(handle.id()), "a handle twice");
                self.seen.taken += 1;
            }
            Err(CallError::Full { limit }) => assert_eq!((limit, self.open.len()), (CALLS, CALLS)),
            Err(error) => panic!("{error}"),
        }
    }

    /// The server sees a request, or half of it.
    fn ask(&mut self, place: usize, half: bool) {
        if !self.server.wants_input() {
            return;
        }
        let (exchange, body) = self.wire.remove(place);
        let body = if half { &body[..body.len() / 2] } else { &body };
        self.asked.insert(exchange);
        let path = self.client.settings().service.paths()[0];
        let request = HttpRequest {
            exchange,
            peer: None,
            method: "POST",
            base: "http://localhost",
            path,
            query: None,
            content_type: None,
            content_encoding: None,
            accept_encoding: None,
            body,
        };
        self.server.handle_input(self.now, ServerIn::Request(request));
    }

    fn answer(&mut self, argument: u8) {
        let Some(place) = usize::from(argument / 4).checked_rem(self.duties.len()) else { return };
        let (duty, operation) = self.duties.remove(place);
        self.sessions += 1;
        let line = match (argument % 4, operation) {
            (0, _) => Reply::error(ApiError::SESSION_EXPIRED),
            (1, _) => Reply::error(ApiError::INTERNAL),
            (_, "auth") => Reply::Ok { text: format!("{:032x}", self.sessions).into() },
            (_, "ping") => Reply::Ok { text: "".into() },
            (_, "getbalance") => Reply::Credit { credit: clickatell_core::credit::Credit::ONE },
            _ => Reply::NotCovered { text: "no".into() },
        };
        // It may have lapsed, which the events say.
        let _ = self.server.answer(self.now, duty, &[line]);
    }

    fn reply(&mut self, exchange: u64, reply: Option<(u16, &[u8])>) {
        let reply = reply.map(|(status, body)| HttpReply {
            status,
            content_type: None,
            content_encoding: None,
            body,
        });
        let exchange: Handle<Exchange> = Handle::new(exchange);
        self.client.handle_input(self.now, HttpIn { exchange, reply });
    }

    fn pass(&mut self, time: Duration) {
        self.now = self.now.after(time);
        self.client.handle_timeout(self.now);
        self.server.handle_timeout(self.now);
        for due in [self.client.poll_timeout(), self.server.poll_timeout()] {
            assert!(due.is_none_or(|due| due > self.now), "a caller would spin");
        }
    }

    fn drain(&mut self) {
        while let Some(event) = self.client.poll_event() {
            if let ClientEvent::Done { handle, result, .. } = event {
                assert!(self.open.remove(&handle.id()), "an end of nothing");
                self.seen.ended += 1;
                self.seen.answered += usize::from(result.is_ok());
            }
        }
        let mut body = Vec::new();
        while let Some(request) = self.client.poll_output(&mut body) {
            self.wire.push((request.exchange.id(), core::mem::take(&mut body)));
        }
        while let Some(event) = self.server.poll_event() {
            if let ServerEvent::Call { duty, call, .. } = event {
                let auth = call.parameters(crate::send::Tolerance::GATEWAY, Default::default(), &mut ());
                assert!(matches!(auth.auth(&mut ()), Ok(Auth::Inline(_) | Auth::Session(_))));
                self.duties.push((duty, call.service().operation_name(call.operation())));
            }
        }
        while let Some(reply) = self.server.poll_output(&mut body) {
            assert!(self.asked.remove(&reply.exchange), "a reply to nothing");
            self.replies.insert(reply.exchange, (reply.status, core::mem::take(&mut body)));
        }
        assert!(self.asked.len() <= DUTIES, "{} calls are open", self.asked.len());
    }
}
