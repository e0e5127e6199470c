//! The server: T1 to T5, duties, caps.

use super::*;
use crate::envelope::{Envelope, EnvelopeError, Rule};
use crate::{Response, reply};
use clickatell_core::send::Operation;
use clickatell_testkit::drain;

const PING: &str = "<e:Envelope xmlns:e='http://schemas.xmlsoap.org/soap/envelope/'><e:Body><n:ping xmlns:n='urn:n'>\
    <session_id>330df12c75bf8046942c3304639aa646</session_id></n:ping></e:Body></e:Envelope>";

fn post<'a>(exchange: u64, path: &'a str, body: &'a [u8]) -> HttpRequest<'a> {
    HttpRequest {
        exchange,
        peer: None,
        method: "POST",
        base: "http://localhost:8080",
        path,
        query: None,
        content_type: None,
        content_encoding: None,
        accept_encoding: None,
        body,
    }
}

/// The one reply to a request, and the event that came with it.
fn ask(server: &mut Server, request: HttpRequest<'_>) -> (Option<ServerEvent>, Option<(HttpReply, String)>) {
    server.handle_input(Instant::ZERO, ServerIn::Request(request));
    let mut drained = drain(server);
    assert!(drained.events.len() <= 1 && drained.outputs.len() <= 1);
    let reply = drained.outputs.pop().map(|(reply, body)| (reply, String::from_utf8(body).unwrap()));
    (drained.events.pop(), reply)
}

fn duty(server: &mut Server, request: HttpRequest<'_>) -> Duty<Asked> {
    match ask(server, request) {
        (Some(ServerEvent::Call { duty, .. }), None) => duty,
        other => panic!("{other:?}"),
    }
}

const RPC: &str = "/soap/rpc_encoded/webservice";
const LITERAL: &str = "/soap/document_literal/webservice.php";

#[test]
fn soap_2_1_a_get_that_asks_for_it_is_answered_with_the_description() {
    let mut server = Server::new(ServerLimits::default());
    for (path, service) in [(RPC, Service::RpcEncoded), (LITERAL, Service::DocumentLiteral)] {
        for query in ["wsdl", "WSDL", "a=b&Wsdl=1"] {
            let request = HttpRequest { method: "GET", query: Some(query), ..post(1, path, b"") };
            let (event, reply) = ask(&mut server, request);
            let (reply, body) = reply.unwrap();
            assert!(event.is_none() && reply.status == 200);
            let mut expected = Vec::new();
            service.write_wsdl(&format!("http://localhost:8080{path}"), &mut expected).unwrap();
            assert_eq!(body.into_bytes(), expected);
        }
    }
    let request = HttpRequest { method: "GET", query: Some("wsdl"), base: "http://\0", ..post(1, RPC, b"") };
    assert_eq!(ask(&mut server, request).1.unwrap().0.status, 400);
    // SOAP-4-5: a call that goes there is a call.
    let request = HttpRequest { query: Some("wsdl"), ..post(1, RPC, PING.as_bytes()) };
    let _ = duty(&mut server, request);
}

#[test]
fn soap_4_11_refusals_with_their_statuses_and_faults() {
    let mut server = Server::new(ServerLimits::default());
    let soap_1_2 =
        PING.replace("http://schemas.xmlsoap.org/soap/envelope/", "http://www.w3.org/2003/05/soap-envelope");
    let must = PING.replace("<e:Body>", "<e:Header><a e:mustUnderstand='1'/></e:Header><e:Body>");
    let unknown = PING.replace("ping", "pong");
    let long = vec![b' '; (1 << 20) + 1];
    let rows: [(HttpRequest<'_>, u16, &str); 14] = [
        (post(1, "/soap", PING.as_bytes()), 404, "no service is at this path"),
        (
            HttpRequest { method: "GET", ..post(1, RPC, b"") },
            405,
            "the method is not POST, and GET is for ?wsdl alone",
        ),
        (
            HttpRequest { method: "HEAD", query: Some("wsdl"), ..post(1, RPC, b"") },
            405,
            "the method is not POST, and GET is for ?wsdl alone",
        ),
        (
            HttpRequest { content_encoding: Some("br"), ..post(1, RPC, b"") },
            415,
            "the body is coded in an unknown way",
        ),
        (post(1, RPC, &long), 413, "the body is too long"),
        (post(1, RPC, b""), 500, "SOAP-ENV:Client"),
        (post(1, RPC, b"<!DOCTYPE a><a/>"), 500, "SOAP-ENV:Client"),
        (post(1, RPC, b"a=b&c=d"), 500, "not well-formed at octet 0"),
        (post(1, RPC, b"<a/>"), 500, "not an envelope"),
        (post(1, RPC, soap_1_2.as_bytes()), 500, "SOAP-ENV:VersionMismatch"),
        (post(1, RPC, must.as_bytes()), 500, "SOAP-ENV:MustUnderstand"),
        (post(1, RPC, unknown.as_bytes()), 500, "unsupported operation"),
        (
            HttpRequest { content_type: Some("text/xml; charset=utf-7"), ..post(1, RPC, b"<a/>") },
            500,
            "SOAP-ENV:Client",
        ),
        (post(1, LITERAL, &PING.as_bytes()[..90]), 500, "SOAP-ENV:Client"),
    ];
    for (request, status, words) in rows {
        let (event, reply) = ask(&mut server, request);
        let (reply, body) = reply.unwrap();
        assert!(
            matches!(&event, Some(ServerEvent::Refused { why, .. }) if why.status() == status),
            "{event:?}"
        );
        assert!(reply.status == status && body.contains(words), "{reply:?} {body}");
        if status == 500 {
            let envelope =
                Envelope::decode(body.as_bytes(), Some(reply.content_type), &Limits::default()).unwrap();
            let fault = Response::read(&envelope, &Tolerance::STRICT, &mut ()).unwrap().unwrap_err();
            let Some(ServerEvent::Refused { why: Refusal::Envelope(error), .. }) = event else { panic!() };
            assert_eq!(fault.code, error.code());
        }
    }
    // The server goes on.
    let _ = duty(&mut server, post(2, RPC, PING.as_bytes()));
}

#[test]
fn soap_4_10_a_28_style_by_path_namespace_and_name_as_asked() {
    let mut server = Server::new(ServerLimits::default());
    let body = PING.replace("n:ping", "n:Ping");
    for (path, service) in [
        (RPC, Service::RpcEncoded),
        (LITERAL, Service::DocumentLiteral),
        ("/soap/webservice_vs.php", Service::OlderRpc),
    ] {
        let (event, none) = ask(&mut server, post(7, path, body.as_bytes()));
        let Some(ServerEvent::Call { duty, call, notes, .. }) = event else { panic!("{event:?}") };
        assert!(none.is_none() && call.service() == service && call.operation() == Operation::Ping);
        let rules: Vec<_> = notes.iter().map(|note| note.rule()).collect();
        assert_eq!(rules, [Rule::LetterCase, Rule::Namespace]);
        server.answer(Instant::ZERO, duty, &[Reply::Ok { text: "".into() }]).unwrap();
        let mut body = Vec::new();
        let reply = server.poll_output(&mut body).unwrap();
        assert_eq!((reply.exchange, reply.status, reply.content_type), (7, 200, service.content_type()));
        let envelope = Envelope::decode(&body, Some(reply.content_type), &Limits::default()).unwrap();
        let response = Response::read(&envelope, &Tolerance::STRICT, &mut ()).unwrap().unwrap();
        assert_eq!(
            (response.message().name(), response.message().namespace()),
            ("PingResponse", Some("urn:n"))
        );
        let answer = response.answer(Operation::Ping, &reply::Tolerance::STRICT, &mut ());
        assert!(answer.is_ok());
        assert_eq!(String::from_utf8(body).unwrap().contains("xsi:type"), service.is_rpc());
    }
    // In no namespace, and in one that can be written in no other way.
    for (asked, answered) in [
        (PING.replace("n:ping", "ping"), "<pingResponse>"),
        (PING.replace("n:ping", "xml:ping"), "<ns1:pingResponse>"),
    ] {
        let duty = duty(&mut server, post(8, LITERAL, asked.as_bytes()));
        server.answer(Instant::ZERO, duty, &[Reply::Done]).unwrap();
        let mut body = Vec::new();
        server.poll_output(&mut body).unwrap();
        assert!(String::from_utf8(body).unwrap().contains(answered));
    }
}

#[test]
fn a_call_that_nobody_answers_lapses_into_an_error_in_the_gateways_words() {
    let mut server = Server::new(ServerLimits::default());
    let first = duty(&mut server, post(1, RPC, PING.as_bytes()));
    assert_eq!(server.poll_timeout(), Some(Instant::from_secs(30)));
    server.handle_timeout(Instant::from_secs(29));
    assert!(drain(&mut server).outputs.is_empty());
    server.handle_timeout(Instant::from_secs(30));
    assert_eq!(server.poll_timeout(), None);
    let drained = drain(&mut server);
    assert!(matches!(drained.events.as_slice(), [ServerEvent::DutyLapsed { duty }] if *duty == first.id()));
    let [(reply, body)] = drained.outputs.as_slice() else { panic!() };
    let body = String::from_utf8(body.clone()).unwrap();
    assert!(reply.status == 200 && body.contains("ERR: 901, Internal error - please retry"), "{body}");
    assert_eq!(server.answer(Instant::from_secs(30), first, &[Reply::Done]), Err(Stale));
    // An answer without a line would be a response without one.
    let second = duty(&mut server, post(2, RPC, PING.as_bytes()));
    server.answer(Instant::from_secs(1), second, &[]).unwrap();
    let drained = drain(&mut server);
    assert!(String::from_utf8_lossy(&drained.outputs[0].1).contains("ERR: 901"));
}

#[test]
fn a_client_that_is_gone_gets_no_reply_and_its_call_is_answered_all_the_same() {
    let mut server = Server::new(ServerLimits::default());
    let duty = duty(&mut server, post(1, RPC, PING.as_bytes()));
    server.handle_input(Instant::ZERO, ServerIn::Gone { exchange: 1 });
    assert_eq!(server.answer(Instant::ZERO, duty, &[Reply::Done]), Ok(()));
    assert!(drain(&mut server).outputs.is_empty() && server.poll_timeout().is_none());
}

#[test]
fn what_cannot_be_echoed_is_replaced() {
    let mut server = Server::new(ServerLimits::default());
    for (to, echoed) in [
        ("+27 12", "ERR: 105, Invalid destination address To: +27 12"),
        (" 27\n12 ", "ERR: 105, Invalid destination address To: 27?12"),
        ("a\u{1}\u{FFFE}", "ERR: 105, Invalid destination address To: a??"),
        ("27 To: 28", "ERR: 105, Invalid destination address"),
    ] {
        let duty = duty(&mut server, post(1, LITERAL, PING.as_bytes()));
        let error = Reply::Error {
            code: ApiError::INVALID_DESTINATION,
            text: "Invalid destination address".into(),
            to: Some(to.into()),
        };
        server.answer(Instant::ZERO, duty, &[error]).unwrap();
        let drained = drain(&mut server);
        let body = String::from_utf8_lossy(&drained.outputs[0].1).into_owned();
        assert!(body.contains(&format!("<return>{echoed}</return>")), "{to:?} {body}");
    }
}

#[test]
fn caps_hold_and_no_input_is_wanted_at_them() {
    let limits = ServerLimits { duties: 3, ..ServerLimits::default() };
    let mut server = Server::new(limits);
    let mut duties: Vec<_> =
        (0..3).map(|exchange| duty(&mut server, post(exchange, RPC, PING.as_bytes()))).collect();
    assert!(!server.wants_input());
    // A caller that asks nonetheless is told to wait.
    let (event, reply) = ask(&mut server, post(4, RPC, PING.as_bytes()));
    assert!(
        matches!(event, Some(ServerEvent::Refused { why: Refusal::Busy, .. }))
            && reply.unwrap().0.status == 503
    );
    server.answer(Instant::ZERO, duties.pop().unwrap(), &[Reply::Done]).unwrap();
    assert!(server.wants_input());
    let limits = ServerLimits { events: 3, ..ServerLimits::default() };
    let mut server = Server::new(limits);
    for _ in 0..10 {
        server.handle_input(Instant::ZERO, ServerIn::Request(post(1, "/", b"")));
    }
    assert!(!server.wants_input());
    let drained = drain(&mut server);
    assert_eq!((drained.events.len(), drained.outputs.len()), (3, 10));
    let small = Limits { xml: clickatell_core::xml::XmlLimits::default(), ..Limits::default() };
    let mut envelope = small;
    envelope.xml.document = 3;
    let mut server = Server::new(ServerLimits { envelope, ..ServerLimits::default() });
    assert_eq!(ask(&mut server, post(1, RPC, b"<a/>")).1.unwrap().0.status, 413);
    assert!(matches!(
        ask(&mut server, post(1, RPC, b"<a>")).0,
        Some(ServerEvent::Refused { why: Refusal::Envelope(EnvelopeError::Envelope(_)), .. })
    ));
}

#[test]
fn soap_1_2_nothing_that_opens_an_account_shows() {
    let mut server = Server::new(ServerLimits::default());
    let body = PING.replace("</n:ping>", "<password>geheim</password></n:ping>");
    let request = post(1, RPC, body.as_bytes());
    assert!(!format!("{request:?}").contains("geheim"));
    let (event, _) = ask(&mut server, request);
    let shown = format!("{event:?} {server:?}");
    assert!(!shown.contains("geheim") && !shown.contains("330df12c"), "{shown}");
}

#[cfg(feature = "gzip")]
#[test]
fn a_60_and_soap_4_2_gzip_both_ways() {
    let mut server = Server::new(ServerLimits { gzip_from: 10, ..ServerLimits::default() });
    let deflated = gzip::deflate(PING.as_bytes()).unwrap();
    let request = |path| HttpRequest {
        content_encoding: Some("gzip"),
        accept_encoding: Some("gzip, deflate"),
        ..post(1, path, &deflated)
    };
    for (path, coded) in [(LITERAL, Some("gzip")), (RPC, None)] {
        let duty = duty(&mut server, request(path));
        server.answer(Instant::ZERO, duty, &[Reply::Done]).unwrap();
        let mut body = Vec::new();
        let reply = server.poll_output(&mut body).unwrap();
        assert_eq!(reply.content_encoding, coded);
        let plain = if coded.is_some() { gzip::inflate(&body, 10_000).unwrap() } else { body };
        assert!(String::from_utf8(plain).unwrap().contains("OK</return>"));
    }
    let plain = HttpRequest { body: PING.as_bytes(), ..request(LITERAL) };
    assert_eq!(ask(&mut server, plain).1.unwrap().0.status, 400);
    let bomb = gzip::deflate(&vec![b' '; 2 << 20]).unwrap();
    let (event, reply) = ask(&mut server, HttpRequest { body: &bomb, ..request(LITERAL) });
    assert!(matches!(event, Some(ServerEvent::Refused { why: Refusal::TooLong, .. })));
    assert_eq!(reply.unwrap().0.status, 413);
}

#[cfg(not(feature = "gzip"))]
#[test]
fn a_60_without_the_feature_gzip_is_refused() {
    let mut server = Server::new(ServerLimits::default());
    let request = HttpRequest { content_encoding: Some("gzip"), ..post(1, RPC, PING.as_bytes()) };
    assert_eq!(ask(&mut server, request).1.unwrap().0.status, 415);
}

#[cfg(feature = "serde")]
#[test]
fn limits_are_read_over_their_defaults() {
    let limits: ServerLimits =
        serde_json::from_str(r#"{"duties":3,"tolerance":{"namespace":true}}"#).unwrap();
    let tolerance = Tolerance { namespace: true, ..Tolerance::STRICT };
    assert_eq!(limits, ServerLimits { duties: 3, tolerance, ..ServerLimits::default() });
    assert!(serde_json::from_str::<ServerLimits>(r#"{"duty":3}"#).is_err());
}
