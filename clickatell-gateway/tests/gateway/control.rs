//! The control interface itself.

use clickatell_gateway::{ClockMode, Gateway};
use clickatell_smpp::pdu::BindKind;
use serde_json::json;
use tokio::io::AsyncReadExt as _;

use crate::support::{Control, Esme, HANDSET, http, within};

const JSON: &str = "Content-Type: application/json";

#[tokio::test]
async fn state_shows_accounts_binds_clock_and_counters() {
    let gateway = Gateway::start().await.unwrap();
    let control = Control(gateway.http_addr());
    let mut esme = Esme::bound(&gateway, BindKind::Transceiver).await;
    esme.submit("Hi", 0).await;
    esme.alive().await;
    let state = control.get("/gateway/state").await;
    assert_eq!(state["accounts"][0]["user"], "demo");
    assert_eq!(state["accounts"][0]["api_ids"], json!([3_000_001, 3_000_002, 3_000_003]));
    let bind = &state["smpp"]["binds"][0];
    assert_eq!(
        (&bind["kind"], &bind["api_id"], &bind["version"]),
        (&json!("bind_transceiver"), &json!(3_000_001), &json!("3.4"))
    );
    assert_eq!(
        state["smpp"]["pdus"]["in"],
        json!({ "bind_transceiver": 1, "submit_sm": 1, "enquire_link": 1 })
    );
    assert_eq!(
        state["smpp"]["pdus"]["out"],
        json!({ "bind_transceiver_resp": 1, "submit_sm_resp": 1, "enquire_link_resp": 1 })
    );
    assert_eq!(state["clock"]["mode"], "virtual");
    assert!(!state.to_string().contains("demo1234"));
    esme.unbind().await;
    assert_eq!(control.get("/gateway/state").await["smpp"]["binds"], json!([]));
}

#[tokio::test]
async fn lists_filter_page_and_wait() {
    let gateway = Gateway::start().await.unwrap();
    let control = Control(gateway.http_addr());
    let mut esme = Esme::bound(&gateway, BindKind::Transmitter).await;
    let ids = esme.submit_many(25).await;
    let all = control.get("/gateway/messages").await;
    assert_eq!(all.as_array().unwrap().len(), 25);
    for (query, expected) in [
        ("to=279991234567", 25),
        ("to=279991234568", 0),
        ("from=ACME&api_id=3000001&account=demo", 25),
        ("api_id=3000002", 0),
        ("status=8", 25),
        ("status=004", 0),
        ("text=message%207", 1),
        ("limit=7", 7),
    ] {
        assert_eq!(
            control.get(&format!("/gateway/messages?{query}")).await.as_array().unwrap().len(),
            expected,
            "{query}"
        );
    }
    let tenth = all[9]["seq"].as_i64().unwrap();
    assert_eq!(control.get(&format!("/gateway/messages?since={tenth}")).await.as_array().unwrap().len(), 15);

    let last = all[24]["seq"].as_i64().unwrap();
    let path = format!("/gateway/messages?since={last}&wait=10s&count=2");
    let (found, _) = tokio::join!(control.get(&path), async {
        esme.submit("first", 0).await;
        esme.submit("second", 0).await
    });
    assert_eq!(found.as_array().unwrap().len(), 2);
    let before = std::time::Instant::now();
    assert_eq!(control.get("/gateway/messages?to=1&wait=300ms").await, json!([]));
    assert!(before.elapsed() >= std::time::Duration::from_millis(300));
    assert!(ids.iter().all(|id| all.to_string().contains(id)));
}

#[tokio::test]
async fn the_index_lists_every_call() {
    let gateway = Gateway::start().await.unwrap();
    let control = Control(gateway.http_addr());
    let index = control.get("/gateway").await;
    assert_eq!(control.get("/gateway/").await, index);
    for call in index.as_array().unwrap() {
        let call = call["call"].as_str().unwrap();
        let Some(path) = call.strip_prefix("GET ") else { continue };
        let path = path.split('?').next().unwrap().replace("MSISDN", HANDSET);
        let (status, answer) = control.request("GET", &path, &[], "").await;
        let wanted = if path.ends_with("/ID") { 404 } else { 200 };
        assert_eq!(status, wanted, "{path}: {answer}");
        assert!(!answer.contains("there is nothing here"), "{path}: {answer}");
    }
}

#[tokio::test]
async fn a_refusal_says_what_to_do() {
    let gateway = Gateway::start().await.unwrap();
    let control = Control(gateway.http_addr());
    for (path, says) in [
        ("messages?status=abc", "a number such as 004"),
        ("events?kinds=mo,bogus", " is none of message, status, mo,"),
        ("messages?since=-1", "since: -1"),
        ("refusals?since=-1", "since: -1"),
        ("events?since=-1", "since: -1"),
        ("messages?since=x", "the query cannot be used: since: invalid digit"),
        ("messages?wait=61s", "wait: at most 60 seconds"),
        ("messages?limit=0", "limit: 0 is not from 1 to 1000"),
        ("messages?limit=1001", "limit: 1001 is not from 1 to 1000"),
        ("messages?limit=5&count=6", "count: 6 rows end the wait, but limit allows only 5"),
        ("messages?colour=red", "unknown field `colour`"),
    ] {
        let (status, answer) = control.request("GET", &format!("/gateway/{path}"), &[], "").await;
        assert_eq!(status, 400, "{path}: {answer}");
        assert!(answer.contains(says) && !answer.contains("deserialize"), "{path}: {answer}");
    }
    for (headers, body, says) in [
        (&[][..], "{\"steps\":1}", "content-type: application/json"),
        (&[JSON], "{", "the body is no JSON: EOF"),
        (&[JSON], "{\"step\":1}", "the body is not what this call takes: step: unknown field `step`"),
    ] {
        let (status, answer) = control.request("POST", "/gateway/clock", headers, body).await;
        assert!((400..500).contains(&status), "{body}: {answer}");
        assert!(answer.contains(says) && !answer.contains("deserialize"), "{body}: {answer}");
    }
}

#[tokio::test]
async fn events_come_as_lines_or_as_a_stream() {
    let gateway = Gateway::start().await.unwrap();
    let control = Control(gateway.http_addr());
    let mut esme = Esme::bound(&gateway, BindKind::Transceiver).await;
    let id = esme.submit("Hi", 0).await;
    control.advance("1s").await;
    let (status, lines) = control.request("GET", "/gateway/events?since=0", &[], "").await;
    let events: Vec<serde_json::Value> =
        lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(status, 200);
    let kinds: Vec<_> = events.iter().map(|event| event["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["session", "message", "status", "status", "clock"]);
    let numbers: Vec<_> = events.iter().map(|event| event["seq"].as_i64().unwrap()).collect();
    assert_eq!(numbers, [1, 2, 3, 4, 5]);
    assert!(events[1..4].iter().all(|event| event["subject"] == id.as_str()));
    let (_, some) =
        control.request("GET", "/gateway/events?since=2&kinds=status,clock&limit=2", &[], "").await;
    assert_eq!(some.lines().count(), 2);

    // The stream ends with the gateway.
    let headers = ["Accept: text/event-stream", "Last-Event-ID: 3"];
    let mut stream = control.open("GET", "/gateway/events", &headers, "").await;
    let mut heard = http::until(&mut stream, "\nid: 5\n").await;
    control.advance("1s").await;
    heard += &http::until(&mut stream, "\nid: 6\n").await;
    gateway.shutdown().await;
    within("the end", stream.read_to_string(&mut heard)).await.unwrap();
    assert!(heard.starts_with("HTTP/1.1 200 "), "{heard}");
    let seen: Vec<_> = heard.lines().filter_map(|line| line.strip_prefix("id: ")).collect();
    assert_eq!(seen[..3], ["4", "5", "6"], "{heard}");
}

#[tokio::test]
async fn the_clock_moves_by_a_span_to_a_moment_or_step_by_step() {
    let gateway = Gateway::start().await.unwrap();
    let control = Control(gateway.http_addr());
    let clock = control.get("/gateway/clock").await;
    assert_eq!((&clock["now"], &clock["next"]), (&json!("2011-04-20T10:30:00.000000Z"), &json!(null)));
    let mut esme = Esme::bound(&gateway, BindKind::Transmitter).await;
    let id = esme.submit("Hi", 0).await;
    let next = control.get("/gateway/clock").await["next"].clone();
    assert_eq!((&next["what"], &next["id"], &next["status"]), (&json!("status"), &json!(id), &json!(3)));
    let step = control.post("/gateway/clock", &json!({ "steps": 1 })).await;
    assert_eq!((&step["now"], step["fired"].as_array().unwrap().len()), (&next["at"], 1));
    let moved = control.post("/gateway/clock", &json!({ "to": "2011-04-20T10:31:00Z" })).await;
    assert_eq!(
        (&moved["now"], &moved["fired"][0]["status"]),
        (&json!("2011-04-20T10:31:00.000000Z"), &json!(4))
    );
    assert_eq!(control.post("/gateway/clock", &json!({ "steps": 5 })).await["fired"], json!([]));
    for body in ["{\"to\":\"2011-04-20T10:30:59Z\"}", "{\"advance\":\"9999999d\"}"] {
        assert_eq!(control.request("POST", "/gateway/clock", &[JSON], body).await.0, 409, "{body}");
    }
    for body in ["{}", "{\"advance\":\"soon\"}", "{\"advance\":\"1s\",\"steps\":1}", "{\"to\":\"now\"}"] {
        assert_eq!(control.request("POST", "/gateway/clock", &[JSON], body).await.0, 400, "{body}");
    }
    let real = Gateway::builder().clock(ClockMode::System).start().await.unwrap();
    let control = Control(real.http_addr());
    let (status, answer) = control.request("POST", "/gateway/clock", &[JSON], "{\"advance\":\"1s\"}").await;
    assert!(status == 409 && answer.contains("--virtual-clock"), "{answer}");
    assert_eq!(control.get("/gateway/clock").await["mode"], "system");
    real.shutdown().await;
}

#[tokio::test]
async fn what_cannot_be_served_says_why() {
    let gateway = Gateway::builder().configure(|config| config.limits.http_body = 100).start().await.unwrap();
    let control = Control(gateway.http_addr());
    let mo = format!("/gateway/handset/{HANDSET}/mo");
    let good = "{\"to\":\"33500\",\"text\":\"Hi\"}";
    let long = format!("{{\"to\":\"33500\",\"text\":\"{}\"}}", "x".repeat(100));
    for (method, path, headers, body, status) in [
        ("GET", "/gateway/messages/zzz", &[][..], "", 404),
        ("GET", "/gateway/nothing", &[], "", 404),
        ("GET", "/http/startbatch", &[], "", 404),
        ("GET", "/soap/nothing", &[], "", 404),
        ("DELETE", "/gateway/state", &[], "", 405),
        ("GET", "/gateway/messages?status=abc", &[], "", 400),
        ("GET", "/gateway/messages?colour=red", &[], "", 400),
        ("GET", "/gateway/messages?wait=soon", &[], "", 400),
        ("GET", "/gateway/handset/0831234567", &[], "", 400),
        ("POST", &mo, &[JSON], "{\"to\":\"33501\",\"text\":\"Hi\"}", 404),
        ("POST", &mo, &[JSON], "{\"to\":\"33500\"}", 422),
        ("POST", &mo, &[JSON], "{", 400),
        ("POST", &mo, &[], good, 415),
        ("POST", &mo, &[], "", 415),
        ("POST", "/gateway/reset", &["Content-Type: application/x-www-form-urlencoded"], "", 415),
        ("POST", "/gateway/reset", &["Origin: https://evil.example"], "", 403),
        ("POST", &mo, &[JSON], &long, 413),
        ("POST", &mo, &[JSON, "Host: evil.example"], good, 403),
        ("POST", &mo, &[JSON, "Origin: https://evil.example"], good, 403),
        ("GET", "/gateway/events", &["Host: evil.example"], "", 403),
        ("POST", &mo, &[JSON], good, 200),
    ] {
        let (got, answer) = control.request(method, path, headers, body).await;
        assert_eq!(got, status, "{method} {path} {body}: {answer}");
        assert_eq!(answer.contains("\"error\""), status != 200, "{method} {path} {body}: {answer}");
        // Who looks for an operation in the wrong place is told the right one.
        assert_eq!(answer.contains("/http_batch/startbatch, "), path.starts_with("/http/"), "{answer}");
        assert_eq!(answer.contains("/soap/webservice, "), path.starts_with("/soap/"), "{answer}");
    }
}

#[tokio::test]
async fn whoever_waits_for_an_account_that_is_not_there_is_told_at_once() {
    let gateway = Gateway::start().await.unwrap();
    let control = Control(gateway.http_addr());
    for list in ["messages", "refusals", "callbacks", "events"] {
        let path = format!("/gateway/{list}?account=nobody&wait=60s");
        let (status, answer) = control.request("GET", &path, &[], "").await;
        assert_eq!(
            (status, answer.as_str()),
            (404, "{\"error\":\"no account has this user name\"}\n"),
            "{list}"
        );
        assert_eq!(control.request("GET", &path.replace("nobody&wait=60s", "demo"), &[], "").await.0, 200);
    }
}

#[tokio::test]
async fn every_answer_ends_its_line() {
    let gateway = Gateway::start().await.unwrap();
    let control = Control(gateway.http_addr());
    for (method, path, body) in [
        ("GET", "/gateway", ""),
        ("GET", "/gateway/state", ""),
        ("GET", "/gateway/messages", ""),
        ("GET", "/gateway/messages/x", ""),
        ("GET", "/gateway/nothing", ""),
        ("DELETE", "/gateway/state", ""),
        ("POST", "/gateway/clock", "{"),
        ("POST", "/gateway/accounts", "{}"),
    ] {
        let (_, answer) = control.request(method, path, &[JSON], body).await;
        assert!(answer.ends_with('\n') && answer.lines().count() == 1, "{path}: {answer}");
    }
    // What is on the wire of a door stays as it was.
    let (_, answer) = control.request("GET", "/http/ping?session_id=x", &[], "").await;
    assert_eq!(answer, "ERR: 003, Session ID expired");
}
