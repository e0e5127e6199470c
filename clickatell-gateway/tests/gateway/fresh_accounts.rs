//! Accounts that a test opens: what may be said of them, and lists of what is theirs.

use std::time::Duration;

use clickatell_gateway::Gateway;
use clickatell_smpp::CommandStatus;
use clickatell_smpp::pdu::BindKind;
use serde_json::{Value, json};

use crate::support::door::Http;
use crate::support::{Control, Esme, HANDSET};

const JSON: [&str; 1] = ["Content-Type: application/json"];

fn who(opened: &Value) -> String {
    let text = |name: &str| opened[name].as_str().unwrap().to_owned();
    format!("api_id={}&user={}&password={}", opened["http_api_id"], text("user"), text("password"))
}

#[tokio::test]
async fn no_body_means_an_empty_object() {
    let gateway = Gateway::start().await.unwrap();
    let control = Control(gateway.http_addr());
    let (status, opened) = control.request("POST", "/gateway/accounts", &[], "").await;
    assert!(status == 200 && opened.contains("\"user\":\"test1\""), "{opened}");
    let (status, cleared) = control.request("POST", "/gateway/reset", &[], "").await;
    assert!(status == 200 && cleared.contains("\"scope\":[\"messages\","), "{cleared}");
}

#[tokio::test]
async fn it_may_be_frozen_and_premium_and_called_back() {
    let gateway = Gateway::start().await.unwrap();
    let (control, http) = (Control(gateway.http_addr()), Http::of(&gateway));
    let frozen = control.post("/gateway/accounts", &json!({ "frozen": true })).await;
    let reply = http.get("sendmsg", &format!("{}&to={HANDSET}&text=Hi", who(&frozen))).await;
    assert!(reply.starts_with("ERR: 004"), "{reply}");
    let premium = control.post("/gateway/accounts", &json!({ "mo_premium": true })).await;
    let to = premium["mo_number"].as_str().unwrap();
    let reply = http.get("sendmsg", &format!("{}&to={to}&text=Hi", who(&premium))).await;
    assert!(reply.starts_with("ERR: 114"), "{reply}");

    // Nobody listens there: that it is tried is all that can be seen.
    let callback = json!({ "url": "http://127.0.0.1:9/status", "method": "HTTP POST" });
    let called = control.post("/gateway/accounts", &json!({ "callback": callback })).await;
    http.get("sendmsg", &format!("{}&to={HANDSET}&text=Hi&callback=3", who(&called))).await;
    gateway.advance(Duration::from_secs(1)).await.unwrap();
    let path = |user: &Value| format!("/gateway/callbacks?account={}", user.as_str().unwrap());
    let callbacks = control.get(&path(&called["user"])).await;
    assert_eq!(callbacks[0]["method"], "HTTP POST", "{callbacks}");
    assert_eq!(control.get(&path(&frozen["user"])).await, json!([]));
    for (callback, status) in [
        (json!({ "url": "https://127.0.0.1/status" }), 400),
        (json!({ "url": "http://127.0.0.1:9/", "probe": true }), 400),
        (json!({ "method": "HTTP POST" }), 422),
    ] {
        let body = json!({ "callback": callback }).to_string();
        assert_eq!(control.request("POST", "/gateway/accounts", &JSON, &body).await.0, status, "{body}");
    }
}

#[tokio::test]
async fn refusals_and_events_are_listed_by_account() {
    let gateway = Gateway::start().await.unwrap();
    let (control, http) = (Control(gateway.http_addr()), Http::of(&gateway));
    let opened = control.post("/gateway/accounts", &json!({})).await;
    control.post("/gateway/accounts", &json!({})).await;
    http.send("to=0831234567&text=Hi").await;
    http.get("sendmsg", &format!("{}&to=0831234568&text=Hi", who(&opened))).await;
    for (account, seen) in [("demo", 1), ("test1", 1), ("test2", 0)] {
        let refusals = control.get(&format!("/gateway/refusals?account={account}")).await;
        assert_eq!(refusals.as_array().unwrap().len(), seen, "{refusals}");
        let path = format!("/gateway/events?kinds=refusal&account={account}");
        assert_eq!(control.request("GET", &path, &[], "").await.1.lines().count(), seen, "{account}");
    }
    assert_eq!(control.get("/gateway/refusals").await.as_array().unwrap().len(), 2);
    assert_eq!(control.get("/gateway/refusals").await[0]["clause"], Value::Null);
}

#[tokio::test]
async fn a_message_is_its_account_s_and_no_other_s() {
    // SOAP-5.4-2 and ruling A-S23: who knows the id of another account's message knows nothing of it.
    let gateway = Gateway::start().await.unwrap();
    let (control, http) = (Control(gateway.http_addr()), Http::of(&gateway));
    let opened = control.post("/gateway/accounts", &json!({})).await;
    let reply = http.send(&format!("to={HANDSET}&text=Hi&deliv_time=60")).await;
    let id = crate::support::door::id(&reply);
    for operation in ["querymsg", "delmsg", "getmsgcharge"] {
        let reply = http.get(operation, &format!("{}&apimsgid={id}", who(&opened))).await;
        assert!(reply.starts_with("ERR: 103"), "{operation}: {reply}");
    }
    assert_eq!(http.status(id).await, "011", "still waiting");

    let text = |name: &str| opened[name].as_str().unwrap().to_owned();
    let (user, password) = (text("user"), text("password"));
    let api = opened["smpp_api_id"].to_string();
    let mut other = Esme::connect(gateway.smpp_addr(), &gateway).await;
    let words = [user.as_str(), password.as_str(), api.as_str()];
    assert_eq!(other.bind(BindKind::Transceiver, words).await, CommandStatus::ESME_ROK);
    let mut own = Esme::bound(&gateway, BindKind::Transceiver).await;
    let id = own.submit("Hi", 0).await;
    for source in ["", "ACME"] {
        assert_eq!(other.query(&id, source).await, Err(CommandStatus::ESME_RINVMSGID), "{source:?}");
        assert!(own.query(&id, source).await.is_ok(), "{source:?}");
    }
}
