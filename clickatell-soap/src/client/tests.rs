//! The client: sessions, what can become of a call, and the gateway's machine at the other end.

use super::*;
use crate::operation::{Answer, Parameters, ParametersLimits};
use crate::response::Refused;
use crate::server::{HttpRequest, Server, ServerEvent, ServerIn, ServerLimits};
use crate::{reply::Reply, send};
use clickatell_core::api_session::{ApiSessions, SessionLimits};
use clickatell_core::error::ApiError;
use clickatell_core::id::{ApiId, ApiMessageId, MessageId};
use clickatell_core::number::Msisdn;
use clickatell_core::send::{Content, Operation, SendMsg};
use clickatell_testkit::drain;

mod model;
mod partial;

fn settings(service: Service) -> ClientSettings {
    let credentials =
        Credentials { api_id: ApiId::new(1234), user: "demo".into(), password: "geheim".into() };
    ClientSettings::new(service, credentials)
}

const ENVELOPE: &str = "<e:Envelope xmlns:e='http://schemas.xmlsoap.org/soap/envelope/'><e:Body>";

/// A response of this operation.
fn response(operation: &str, text: &str) -> String {
    format!(
        "{ENVELOPE}<{operation}Response><return>{text}</return></{operation}Response></e:Body></e:Envelope>"
    )
}

fn http(status: u16, body: &str) -> HttpReply<'_> {
    HttpReply { status, content_type: None, content_encoding: None, body: body.as_bytes() }
}

/// What a client wants to send: the exchanges, and the operations with the session that each goes by.
fn sent(client: &mut Client) -> Vec<(Handle<Exchange>, String, Option<String>)> {
    let mut found = Vec::new();
    let mut body = Vec::new();
    while let Some(request) = client.poll_output(&mut body) {
        let text = String::from_utf8(core::mem::take(&mut body)).unwrap();
        let operation = request.action.trim_matches('"').rsplit('/').next().unwrap().to_string();
        let session =
            text.split_once("<session_id>").map(|(_, rest)| rest.split('<').next().unwrap().to_string());
        found.push((request.exchange, operation, session));
    }
    found
}

fn answer(client: &mut Client, now: Instant, exchange: Handle<Exchange>, operation: &str, text: &str) {
    let body = response(operation, text);
    client.handle_input(now, HttpIn { exchange, reply: Some(http(200, &body)) });
}

/// The calls that have ended, with the errors of those that failed.
fn ended(client: &mut Client) -> Vec<(u64, Option<CallFailure>)> {
    let events = drain(client).events;
    let done = events.into_iter().filter_map(|event| match event {
        ClientEvent::Done { handle, result, .. } => Some((handle.id(), result.err())),
        _ => None,
    });
    done.collect()
}

fn refused(code: ApiError) -> CallFailure {
    let text = Box::from(code.name().unwrap());
    CallFailure::Refused(Refused { code, text, retry_at: None })
}

const FIRST: &str = "OK: 330df12c75bf8046942c3304639aa646";
const SECOND: &str = "OK: 630d9a8b093b4f0c13392ff0e0e4f863";

#[test]
fn soap_5_1_8_calls_wait_for_a_session_and_go_by_it() {
    let mut client = Client::new(settings(Service::DocumentLiteral));
    let now = Instant::ZERO;
    let first = client.call(now, &Request::GetBalance).unwrap();
    let second = client.call(now, &Request::GetBalance).unwrap();
    let [(exchange, operation, none)] = &sent(&mut client)[..] else { panic!() };
    assert_eq!((operation.as_str(), none), ("auth", &None));
    answer(&mut client, now, *exchange, "auth", FIRST);
    let calls = sent(&mut client);
    for (_, operation, session) in &calls {
        assert_eq!(
            (operation.as_str(), session.as_deref()),
            ("getbalance", Some("330df12c75bf8046942c3304639aa646"))
        );
    }
    assert!(matches!(client.poll_event(), Some(ClientEvent::SessionOpened)));
    // In another order than they were sent.
    for ((exchange, ..), handle) in calls.iter().rev().zip([second, first]) {
        answer(&mut client, now, *exchange, "getbalance", "Credit: 1.5");
        assert_eq!(ended(&mut client), [(handle.id(), None)]);
    }
    // The next one need not wait.
    client.call(now, &Request::GetBalance).unwrap();
    assert_eq!(sent(&mut client)[0].1, "getbalance");
}

#[test]
fn soap_5_1_6_an_expired_session_is_opened_anew_and_the_call_made_once_more() {
    let mut client = Client::new(settings(Service::DocumentLiteral));
    let now = Instant::ZERO;
    let expired = "ERR: 003, Session ID expired";
    let handles = [(); 2].map(|()| client.call(now, &Request::GetBalance).unwrap().id());
    let exchange = sent(&mut client)[0].0;
    answer(&mut client, now, exchange, "auth", FIRST);
    for (exchange, ..) in sent(&mut client) {
        answer(&mut client, now, exchange, "getbalance", expired);
    }
    // One session for both.
    let [(exchange, operation, _)] = &sent(&mut client)[..] else { panic!() };
    assert_eq!(operation, "auth");
    answer(&mut client, now, *exchange, "auth", SECOND);
    let again = sent(&mut client);
    assert_eq!(again.iter().filter(|(_, _, session)| session.as_deref() == Some(&SECOND[4..])).count(), 2);
    assert!(ended(&mut client).is_empty());
    answer(&mut client, now, again[0].0, "getbalance", "Credit: 1.5");
    answer(&mut client, now, again[1].0, "getbalance", expired);
    assert_eq!(
        ended(&mut client),
        [(handles[0], None), (handles[1], Some(refused(ApiError::SESSION_EXPIRED)))]
    );
    // That session is forgotten too.
    client.call(now, &Request::GetBalance).unwrap();
    assert_eq!(sent(&mut client)[0].1, "auth");
}

#[test]
fn without_a_session_the_calls_that_wait_end() {
    let mut client = Client::new(settings(Service::DocumentLiteral));
    let now = Instant::ZERO;
    let first = client.call(now, &Request::GetBalance).unwrap().id();
    let second = client.call(now, &Request::Ping).unwrap().id();
    let exchange = sent(&mut client)[0].0;
    answer(&mut client, now, exchange, "auth", "ERR: 001, Authentication failed");
    let why = CallFailure::Session(Box::new(refused(ApiError::AUTHENTICATION_FAILED)));
    assert!(!why.is_unknown());
    assert_eq!(ended(&mut client), [(first, Some(why.clone())), (second, Some(why))]);
    // Nor with one that cannot be asked for.
    let mut settings = settings(Service::DocumentLiteral);
    settings.credentials.user = "\u{1}".into();
    let mut client = Client::new(settings);
    let handle = client.call(now, &Request::GetBalance).unwrap().id();
    assert_eq!(ended(&mut client), [(handle, Some(CallFailure::Session(Box::new(CallFailure::Unsendable))))]);
    assert!(sent(&mut client).is_empty());
}

#[test]
fn soap_5_1_6_ten_minutes_after_its_last_use_a_session_is_kept_alive() {
    let mut with_pings = settings(Service::DocumentLiteral);
    with_pings.keep_alive = true;
    let mut client = Client::new(with_pings);
    client.call(Instant::ZERO, &Request::Auth).unwrap();
    let exchange = sent(&mut client)[0].0;
    answer(&mut client, Instant::from_secs(1), exchange, "auth", FIRST);
    drain(&mut client);
    assert_eq!(client.poll_timeout(), Some(Instant::from_secs(600)));
    // SOAP-5.1-7: any call counts.
    client.call(Instant::from_secs(500), &Request::GetBalance).unwrap();
    let exchange = sent(&mut client)[0].0;
    answer(&mut client, Instant::from_secs(501), exchange, "getbalance", "Credit: 1.5");
    assert_eq!(client.poll_timeout(), Some(Instant::from_secs(1100)));
    client.handle_timeout(Instant::from_secs(1100));
    let [(exchange, operation, _)] = &sent(&mut client)[..] else { panic!() };
    assert_eq!((operation.as_str(), client.poll_timeout()), ("ping", Some(Instant::from_secs(1130))));
    answer(&mut client, Instant::from_secs(1101), *exchange, "ping", "OK:");
    assert_eq!(client.poll_timeout(), Some(Instant::from_secs(1700)));
    // The gateway has forgotten it.
    client.handle_timeout(Instant::from_secs(1700));
    drain(&mut client);
    let exchange = Handle::new(4);
    answer(&mut client, Instant::from_secs(1701), exchange, "ping", "ERR: 003, Session ID expired");
    let lost = client.poll_event();
    assert!(matches!(lost, Some(ClientEvent::SessionLost { why: CallFailure::Refused(_) })), "{lost:?}");
    assert_eq!(sent(&mut client)[0].1, "auth");
    let mut client = Client::new(settings(Service::DocumentLiteral));
    client.call(Instant::ZERO, &Request::Auth).unwrap();
    let exchange = sent(&mut client)[0].0;
    answer(&mut client, Instant::ZERO, exchange, "auth", FIRST);
    assert_eq!(client.poll_timeout(), None, "nobody asked for it");
}

#[test]
fn soap_4_11_what_can_become_of_a_call() {
    let fault = format!(
        "{ENVELOPE}<e:Fault><faultcode>e:Client</faultcode><faultstring>unsupported operation</faultstring>\
         <detail><n:getbalanceFault xmlns:n='urn:n'><getbalanceFault>ERR: 101, Invalid or missing parameters\
         </getbalanceFault></n:getbalanceFault></detail></e:Fault></e:Body></e:Envelope>"
    );
    let mut settings = settings(Service::RpcEncoded);
    settings.sessions = false;
    let mut client = Client::new(settings);
    let now = Instant::ZERO;
    let mut outcome = |reply: Option<HttpReply<'_>>| {
        let handle = client.call(now, &Request::GetBalance).unwrap().id();
        let [(exchange, ..)] = sent(&mut client)[..] else { panic!() };
        client.handle_input(now, HttpIn { exchange, reply });
        let [(done, failure)] = &ended(&mut client)[..] else { panic!() };
        assert_eq!(*done, handle);
        failure.clone()
    };
    for status in [500, 200] {
        let Some(CallFailure::Fault(fault)) = outcome(Some(http(status, &fault))) else { panic!() };
        assert_eq!((fault.code.name(), fault.string.as_ref()), ("Client", "unsupported operation"));
        let error = fault.api_error();
        assert!(matches!(error, Some(Reply::Error { code: ApiError::INVALID_PARAMETERS, .. })), "{error:?}");
    }
    assert_eq!(outcome(Some(http(500, "oops"))), Some(CallFailure::Http(500)));
    assert!(matches!(outcome(Some(http(200, "oops"))), Some(CallFailure::Envelope(_))));
    assert!(matches!(outcome(Some(http(200, &response("getbalance", "")))), Some(CallFailure::Answer(_))));
    assert!(matches!(outcome(Some(http(200, &response("auth", "OK: x")))), Some(CallFailure::Answer(_))));
    let error = response("getbalance", "ERR: 005, Missing session ID");
    assert_eq!(outcome(Some(http(200, &error))), Some(refused(ApiError::MISSING_SESSION)));
    let coded = HttpReply { content_encoding: Some("br"), ..http(200, &fault) };
    assert_eq!(outcome(Some(coded)), Some(CallFailure::Coding));
    assert_eq!(outcome(None), Some(CallFailure::Unknown));
    assert_eq!(outcome(Some(http(200, &response("getbalance", "Credits: 123.00")))), None);
}

#[test]
fn a_call_without_a_reply_ends_and_what_comes_later_is_told() {
    let mut settings = settings(Service::DocumentLiteral);
    settings.sessions = false;
    let mut client = Client::new(settings);
    let handle = client.call(Instant::ZERO, &Request::GetBalance).unwrap().id();
    let exchange = sent(&mut client)[0].0;
    assert_eq!(client.poll_timeout(), Some(Instant::from_secs(30)));
    client.handle_timeout(Instant::from_secs(30));
    assert_eq!(client.poll_timeout(), None);
    assert_eq!(ended(&mut client), [(handle, Some(CallFailure::Unknown))]);
    answer(&mut client, Instant::from_secs(31), exchange, "getbalance", "Credit: 1.5");
    assert!(matches!(client.poll_event(), Some(ClientEvent::Stray { exchange: stray }) if stray == exchange));
    // What was never polled does not go out any more.
    client.call(Instant::from_secs(40), &Request::GetBalance).unwrap();
    client.handle_timeout(Instant::from_secs(70));
    assert!(sent(&mut client).is_empty() && ended(&mut client).len() == 1);
}

#[test]
fn caps_and_requests_that_cannot_be_built() {
    let mut settings = settings(Service::DocumentLiteral);
    (settings.calls, settings.events) = (3, 3);
    let mut client = Client::new(settings);
    let now = Instant::ZERO;
    for _ in 0..3 {
        client.call(now, &Request::GetBalance).unwrap();
    }
    assert_eq!(client.call(now, &Request::GetBalance), Err(CallError::Full { limit: 3 }));
    assert!(client.wants_input());
    for _ in 0..3 {
        client.handle_input(now, HttpIn { exchange: Handle::new(99), reply: None });
    }
    assert!(!client.wants_input());
    let mut client = Client::new(self::settings(Service::DocumentLiteral));
    let empty = SendMsg::new([], Content::Text("Hi".into()));
    let refused = client.call(now, &Request::SendMsg(empty));
    assert!(matches!(refused, Err(CallError::Build(_))) && sent(&mut client).is_empty(), "{refused:?}");
    assert!(!format!("{client:?}").contains("geheim"));
}

/// A gateway that knows sessions and a balance.
struct Gateway {
    server: Server,
    sessions: ApiSessions<&'static str>,
    opened: u8,
}

impl Gateway {
    fn new() -> Self {
        let server = Server::new(ServerLimits::default());
        Self { server, sessions: ApiSessions::new(SessionLimits::default()), opened: 0 }
    }

    fn judge(&mut self, now: Instant, parameters: &Parameters<'_>) -> Result<Reply<'static>, ApiError> {
        let auth = parameters.auth(&mut ()).map_err(|fault| fault.answer())?;
        let id = match auth {
            Auth::Inline(credentials) if credentials.password.is(b"geheim") => {
                self.opened += 1;
                let id = MessageId::from(ApiMessageId::from_random([self.opened; 16]));
                self.sessions.open(now, id, "demo").map_err(|error| error.answer())?;
                id
            }
            Auth::Session(id) => {
                self.sessions.touch(now, &id).map_err(|_| ApiError::SESSION_EXPIRED)?;
                id
            }
            _ => return Err(ApiError::AUTHENTICATION_FAILED),
        };
        parameters.request(&mut ()).map_err(|fault| fault.answer())?;
        Ok(match parameters.operation() {
            Operation::Auth => Reply::Ok { text: String::from(id.as_str()).into() },
            Operation::Ping => Reply::Ok { text: "".into() },
            _ => Reply::Credit { credit: clickatell_core::credit::Credit::ONE },
        })
    }

    /// Takes all that the client sends, and hands the replies in.
    fn serve(&mut self, now: Instant, client: &mut Client) {
        let path = client.settings.service.paths()[0];
        let mut body = Vec::new();
        while let Some(request) = client.poll_output(&mut body) {
            let asked = HttpRequest {
                exchange: request.exchange.id(),
                peer: None,
                method: "POST",
                base: "http://localhost",
                path,
                query: None,
                content_type: Some(request.content_type),
                content_encoding: None,
                accept_encoding: request.accept_encoding,
                body: &body,
            };
            self.server.handle_input(now, ServerIn::Request(asked));
            let Some(ServerEvent::Call { duty, call, .. }) = self.server.poll_event() else { panic!() };
            let parameters = call.parameters(send::Tolerance::GATEWAY, ParametersLimits::default(), &mut ());
            let line = self.judge(now, &parameters).unwrap_or_else(Reply::error);
            self.server.answer(now, duty, &[line]).unwrap();
            body.clear();
            let reply = self.server.poll_output(&mut body).unwrap();
            let reply = HttpReply {
                status: reply.status,
                content_type: Some(reply.content_type),
                content_encoding: reply.content_encoding,
                body: &body,
            };
            client.handle_input(now, HttpIn { exchange: request.exchange, reply: Some(reply) });
            body.clear();
        }
    }
}

#[test]
fn soap_5_1_5_and_soap_5_2_4_client_and_server_by_every_service() {
    for service in Service::ALL {
        let mut gateway = Gateway::new();
        let mut client = Client::new(settings(service));
        // Within 15 minutes, at their end, and behind it.
        for (second, opened) in [(0, 1), (899, 1), (1798, 1), (2698, 2), (2699, 2)] {
            let now = Instant::from_secs(second);
            client.call(now, &Request::GetBalance).unwrap();
            gateway.serve(now, &mut client);
            let events = drain(&mut client).events;
            let done = events
                .iter()
                .filter(|event| matches!(event, ClientEvent::Done { result: Ok(Answer::GetBalance(_)), .. }));
            assert_eq!((done.count(), gateway.opened), (1, opened), "{service:?} {second} {events:?}");
        }
    }
}

#[test]
fn soap_5_2_4_an_hour_of_pings_and_one_session() {
    let mut settings = settings(Service::RpcEncoded);
    settings.keep_alive = true;
    let mut gateway = Gateway::new();
    let mut client = Client::new(settings);
    client.call(Instant::ZERO, &Request::Auth).unwrap();
    gateway.serve(Instant::ZERO, &mut client);
    let mut pings = 0;
    while let Some(now) = client.poll_timeout().filter(|now| *now <= Instant::from_secs(3600)) {
        client.handle_timeout(now);
        gateway.serve(now, &mut client);
        pings += 1;
    }
    let lost =
        drain(&mut client).events.into_iter().any(|event| matches!(event, ClientEvent::SessionLost { .. }));
    assert_eq!((pings, gateway.opened, lost), (6, 1, false));
}
