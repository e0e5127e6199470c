//! Control calls that change something: outcomes, accounts, reset.

use std::time::Duration;

use clickatell_gateway::Gateway;
use clickatell_smpp::CommandStatus;
use clickatell_smpp::pdu::BindKind;
use serde_json::{Value, json};

use crate::support::door::{Http, WHO, id, start};
use crate::support::esme::message;
use crate::support::{Control, Esme, HANDSET};

const JSON: [&str; 1] = ["Content-Type: application/json"];

async fn put(control: Control, name: &str, outcome: &Value) -> (u16, String) {
    control.request("PUT", &format!("/gateway/outcomes/{name}"), &JSON, &outcome.to_string()).await
}

#[tokio::test]
async fn outcomes_are_set_shown_counted_and_taken_away() {
    let gateway = start(|config| config.limits.outcomes = 2).await;
    let control = Control(gateway.http_addr());
    let refused = json!({ "match": { "to": "2799910" }, "then": [{ "status": 7, "after": "2s" }] });
    assert_eq!(put(control, "fails", &refused).await.0, 200);
    let reply = Http::of(&gateway).send("to=27999101234&text=Hi").await;
    gateway.advance(Duration::from_secs(3)).await.unwrap();
    assert_eq!(Http::of(&gateway).status(id(&reply)).await, "007");
    let shown = control.get("/gateway/outcomes/fails").await;
    assert_eq!((&shown["hits"], &shown["match"]["to"]), (&json!(1), &json!("2799910")));
    assert_eq!(shown["then"], json!([{ "status": 7, "after": "2000ms" }]));
    for (name, outcome, status) in [
        ("bad", json!({ "then": [{ "status": 4 }, { "status": 7 }] }), 400),
        ("bad", json!({ "then": [{ "status": 4, "afer": "1s" }] }), 422),
        (&"n".repeat(65), json!({ "then": [] }), 400),
        ("second", json!({ "then": [] }), 200),
        ("third", json!({ "then": [] }), 409),
        ("second", json!({ "then": [{ "error": 901 }] }), 200),
    ] {
        let (found, answer) = put(control, name, &outcome).await;
        assert_eq!(found, status, "{name}: {answer}");
    }
    assert_eq!(control.get("/gateway/outcomes").await.as_object().unwrap().len(), 2);
    for status in [204, 404] {
        let (found, _) = control.request("DELETE", "/gateway/outcomes/second", &[], "").await;
        assert_eq!(found, status);
    }
    assert_eq!(control.request("GET", "/gateway/outcomes/second", &[], "").await.0, 404);
    let (_, events) = control.request("GET", "/gateway/events?kinds=outcome", &[], "").await;
    assert_eq!(events.lines().count(), 4, "{events}");
}

#[tokio::test]
async fn outcomes_hold_for_smpp_as_well() {
    let gateway = Gateway::start().await.unwrap();
    let control = Control(gateway.http_addr());
    put(control, "throttled", &json!({ "then": [{ "error": 130 }], "times": 1 })).await;
    put(control, "fails", &json!({ "then": [{ "status": 7 }], "priority": -1 })).await;
    let mut esme = Esme::bound(&gateway, BindKind::Transceiver).await;
    assert_eq!(esme.submit_pdu(&message("Hi")).await, Err(CommandStatus::ESME_RTHROTTLED));
    let id = esme.submit("Hi", 0).await;
    gateway.advance(Duration::from_secs(1)).await.unwrap();
    assert_eq!(control.get(&format!("/gateway/messages/{id}")).await["status"], 7);
    let refusals = control.get("/gateway/refusals").await;
    assert_eq!(refusals[0]["reason"], "an outcome says so");
}

#[tokio::test]
async fn an_account_is_opened_with_credentials_and_numbers_of_its_own() {
    let gateway = start(|config| config.limits.accounts = 2).await;
    let control = Control(gateway.http_addr());
    let opened =
        control.post("/gateway/accounts", &json!({ "credits": 1, "opted_out": ["27999112346"] })).await;
    let who = format!(
        "api_id={}&user={}&password={}",
        opened["http_api_id"],
        opened["user"].as_str().unwrap(),
        opened["password"].as_str().unwrap()
    );
    let http = Http::of(&gateway);
    let reply = http.get("sendmsg", &format!("{who}&to=27999112345,27999112346&text=Hi")).await;
    assert!(reply.ends_with("ERR: 122, Destination mobile opted out To: 27999112346"), "{reply}");
    assert_eq!(http.get("getbalance", &who).await, "Credit: 0.666667");
    assert_eq!(http.balance().await, "Credit: 1000.0");
    let messages =
        control.get(&format!("/gateway/messages?account={}", opened["user"].as_str().unwrap())).await;
    assert_eq!(messages[0]["from"], opened["mo_number"]);
    // A handset's message to it finds its SMPP connection.
    let mo = json!({ "to": opened["mo_number"], "text": "Hi" });
    control.post(&format!("/gateway/handset/{HANDSET}/mo"), &mo).await;

    let (status, taken) = control.request("POST", "/gateway/accounts", &JSON, r#"{"user":"demo"}"#).await;
    assert!(status == 400 && taken.contains("there twice"), "{taken}");
    let second = control.post("/gateway/accounts", &json!({})).await;
    assert_ne!((&second["user"], &second["mo_number"]), (&opened["user"], &opened["mo_number"]));
    assert_eq!(control.request("POST", "/gateway/accounts", &JSON, "{}").await.0, 409);
    assert_eq!(control.get("/gateway/state").await["accounts"].as_array().unwrap().len(), 3);
}

#[tokio::test]
async fn an_account_that_was_opened_binds_gets_its_receipt_and_what_a_handset_sends() {
    let gateway = Gateway::start().await.unwrap();
    let control = Control(gateway.http_addr());
    let opened = control.post("/gateway/accounts", &json!({})).await;
    let smpp = opened["smpp_api_id"].to_string();
    let words = [opened["user"].as_str().unwrap(), opened["password"].as_str().unwrap(), &smpp];
    let mo = json!({ "to": opened["mo_number"], "text": "before" });
    control.post(&format!("/gateway/handset/{HANDSET}/mo"), &mo).await;
    let held = control.get("/gateway/state").await["accounts"].clone();
    assert_eq!((&held[0]["held"], &held[1]["held"]), (&json!(0), &json!(1)));

    let mut demo = Esme::bound(&gateway, BindKind::Transceiver).await;
    let mut esme = Esme::connect(gateway.smpp_addr(), &gateway).await;
    let foreign = [words[0], words[1], "3000001"];
    assert_eq!(esme.bind(BindKind::Transceiver, foreign).await, CommandStatus::ESME_RINVSYSTYP);
    assert_eq!(esme.bind(BindKind::Transceiver, words).await, CommandStatus::ESME_ROK);
    assert_eq!(esme.receive(CommandStatus::ESME_ROK).await.text, b"before");

    let id = esme.submit("Hi", 1).await;
    gateway.advance(Duration::from_secs(1)).await.unwrap();
    let receipt = esme.receive(CommandStatus::ESME_ROK).await.receipt;
    assert_eq!(receipt, Some((id.clone(), 2)));
    assert_eq!(control.get(&format!("/gateway/messages/{id}")).await["account"], opened["user"]);

    let mo = json!({ "to": opened["mo_number"], "text": "after" });
    control.post(&format!("/gateway/handset/{HANDSET}/mo"), &mo).await;
    assert_eq!(esme.receive(CommandStatus::ESME_ROK).await.text, b"after");
    demo.receives_nothing().await;
}

#[tokio::test]
async fn a_reset_of_one_account_leaves_the_other_as_it_is() {
    let gateway = start(|config| {
        config.accounts[0].apis[2].queue = Some(1);
        config.accounts[0].mt_per_day = Some(1);
    })
    .await;
    let control = Control(gateway.http_addr());
    let other = control.post("/gateway/accounts", &json!({ "password": "pw" })).await;
    let who = format!("api_id={}&user={}&password=pw", other["http_api_id"], other["user"].as_str().unwrap());
    let http = Http::of(&gateway);
    http.send("to=27999112345&text=Hi").await;
    http.get("sendmsg", &format!("{who}&to=27999112345&text=Ho")).await;
    assert_eq!(http.send("to=27999112345&text=Hi").await.get(..8), Some("ERR: 901"));
    let cleared = control.post("/gateway/reset", &json!({ "account": "demo" })).await;
    assert_eq!((&cleared["messages"], &cleared["refusals"]), (&json!(1), &json!(1)));
    assert_eq!(control.get("/gateway/messages").await[0]["text"], "Ho");
    // The room of the message that is gone is free again, and so are its price and its place in the day.
    id(&http.send("to=27999112345&text=Again").await);
    assert_eq!(http.balance().await, "Credit: 999.666667");
    assert_eq!(http.get("getbalance", &who).await, "Credit: 999.666667");
    gateway.advance(Duration::from_secs(1)).await.unwrap();
    assert_eq!(control.get("/gateway/messages?status=004").await.as_array().unwrap().len(), 2);

    let cleared = control.post("/gateway/reset", &json!({ "scope": ["refusals"] })).await;
    assert_eq!((&cleared["messages"], &cleared["scope"]), (&json!(0), &json!(["refusals"])));
    for body in [r#"{"scope":["all"]}"#, r#"{"account":1}"#] {
        assert_eq!(control.request("POST", "/gateway/reset", &JSON, body).await.0, 422);
    }
    assert_eq!(control.request("POST", "/gateway/reset", &JSON, r#"{"account":"x"}"#).await.0, 404);
}

#[tokio::test]
async fn a_reset_counts_what_it_cleared_and_leaves_what_names_no_account() {
    let gateway = Gateway::start().await.unwrap();
    let control = Control(gateway.http_addr());
    let other = control.post("/gateway/accounts", &json!({})).await;
    for (name, of) in [("a", json!("demo")), ("b", other["user"].clone()), ("c", Value::Null)] {
        assert_eq!(put(control, name, &json!({ "match": { "account": of }, "then": [] })).await.0, 200);
    }
    let http = Http::of(&gateway);
    for _ in 0..2 {
        http.auth().await;
    }
    http.send("to=27999112345&text=Hi").await;
    let batch = format!("/http_batch/startbatch?{WHO}&template=Hi");
    assert!(control.request("GET", &batch, &[], "").await.1.starts_with("ID: "));
    let counts = |cleared: &Value| {
        ["messages", "outcomes", "sessions", "batches", "balances"]
            .map(|name| cleared[name].as_u64().unwrap())
    };
    let cleared = control.post("/gateway/reset", &json!({ "account": "demo" })).await;
    assert_eq!(counts(&cleared), [1, 1, 2, 1, 1], "{cleared}");
    let left: Vec<_> = control.get("/gateway/outcomes").await.as_object().unwrap().keys().cloned().collect();
    assert_eq!(left, ["b", "c"]);
    let cleared = control.post("/gateway/reset", &json!({})).await;
    assert_eq!(counts(&cleared), [0, 2, 0, 0, 0], "{cleared}");
    assert_eq!(control.get("/gateway/outcomes").await, json!({}));
}

#[tokio::test]
async fn what_makes_no_sense_is_refused_with_the_reason() {
    let gateway = Gateway::start().await.unwrap();
    let control = Control(gateway.http_addr());
    let mo = format!("/gateway/handset/{HANDSET}/mo");
    for (path, body, status, says) in [
        ("/gateway/accounts", json!({ "credits": -5 }), 400, "credits: below zero"),
        ("/gateway/accounts", json!({ "max_spend": "-0.5" }), 400, "max_spend: below zero"),
        (&mo, json!({ "to": "33500", "text": "" }), 422, "empty"),
        (&mo, json!({ "to": "33500", "hex": "" }), 422, "empty"),
        (&mo, json!({ "to": "33500", "hex": "", "udh": "0605040b8423f0" }), 200, "id"),
    ] {
        let (found, answer) = control.request("POST", path, &JSON, &body.to_string()).await;
        assert!(found == status && answer.contains(says), "{body}: {answer}");
    }
    let (status, answer) = put(control, "x", &json!({ "then": [{ "status": 99 }] })).await;
    assert!(status == 400 && answer.contains("status 099: there is no such status"), "{answer}");
    assert_eq!(control.get("/gateway/state").await["accounts"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_reset_stops_callbacks_and_sends_nothing_to_nobody() {
    let gateway = Gateway::start().await.unwrap();
    let control = Control(gateway.http_addr());
    let http = Http::of(&gateway);
    let session = http.auth().await;
    http.get("sendmsg", &format!("session_id={session}&to=27999112345&text=Hi&deliv_time=60")).await;
    assert_eq!(control.get("/gateway/state").await["messages"]["on_their_way"], 1);
    let before = control.get("/gateway/state").await["sequence"].as_i64().unwrap();
    control.post("/gateway/reset", &json!({})).await;
    let state = control.get("/gateway/state").await;
    assert_eq!((&state["messages"]["on_their_way"], &state["clock"]["next"]), (&json!(0), &Value::Null));
    assert!(state["sequence"].as_i64().unwrap() > before, "numbers are never used again");
    let (_, events) = control.request("GET", "/gateway/events", &[], "").await;
    assert_eq!(events.lines().count(), 1, "{events}");
    assert_eq!(http.get("ping", &format!("session_id={session}")).await, "ERR: 003, Session ID expired");
    id(&http.get("sendmsg", &format!("{WHO}&to=27999112345&text=Hi")).await);
}

#[tokio::test]
async fn the_clock_goes_on_until_nothing_is_due() {
    let gateway = Gateway::start().await.unwrap();
    let control = Control(gateway.http_addr());
    let http = Http::of(&gateway);
    http.send("to=27999112345&text=Hi&deliv_time=60").await;
    http.send("to=27999112345&text=Hi&deliv_time=10080").await;
    let two = control.post("/gateway/clock", &json!({ "steps": 2 })).await;
    assert_eq!(two["fired"].as_array().unwrap().len(), 2, "{two}");
    let rest = control.post("/gateway/clock", &json!({ "until": "idle" })).await;
    assert_eq!(rest["fired"].as_array().unwrap().len(), 2, "{rest}");
    assert!(
        rest["next"].is_null() && rest["now"].as_str().unwrap().starts_with("2011-04-27T10:30:00"),
        "{rest}"
    );
    let nothing = control.post("/gateway/clock", &json!({ "steps": 1 })).await;
    assert_eq!((&nothing["fired"], &nothing["now"]), (&json!([]), &rest["now"]));
    for body in [r#"{"until":"noon"}"#, r#"{"until":"idle","steps":1}"#, "{}"] {
        assert_eq!(control.request("POST", "/gateway/clock", &JSON, body).await.0, 400);
    }
}

#[tokio::test]
async fn what_is_held_for_a_client_does_not_keep_the_clock_going() {
    let gateway = Gateway::start().await.unwrap();
    let control = Control(gateway.http_addr());
    let mut esme = Esme::bound(&gateway, BindKind::Transceiver).await;
    for until in [json!({ "until": "idle" }), json!({ "steps": 9 })] {
        let id = esme.submit("Hi", 1).await;
        // The client reads when the clock has been moved, and not before.
        let moved = control.post("/gateway/clock", &until).await;
        assert_eq!(moved["fired"].as_array().unwrap().len(), 2, "{moved}");
        assert_eq!(moved["next"]["what"], "expiry", "{moved}");
        assert_eq!(esme.receive(CommandStatus::ESME_ROK).await.receipt, Some((id, 2)), "{until}");
        // What has been delivered is not due any more.
        let mut next = moved["next"].clone();
        for _ in 0..500 {
            if next.is_null() {
                break;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
            next = control.get("/gateway/clock").await["next"].clone();
        }
        assert_eq!(next, Value::Null);
    }
    // Time alone ends it.
    esme.submit("Hi", 1).await;
    let fired = control.advance("8d").await;
    assert_eq!(fired.last().unwrap()["what"], "expiry");
}
