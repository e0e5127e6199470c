//! The SOAP door: the three services, batches, and what is no call.

use std::time::Duration;

use clickatell_gateway::Gateway;
use serde_json::json;

use crate::support::Control;

const LITERAL: &str = "/soap/document_literal/webservice";
const ENCODED: &str = "/soap/rpc_encoded/webservice.php";
const OLDER: &str = "/soap/webservice_vs.php";
const WHO: &str = "<api_id>3000002</api_id><user>demo</user><password>demo1234</password>";

fn envelope(operation: &str, parameters: &str) -> String {
    format!(
        "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'><s:Body>\
         <n:{operation} xmlns:n='urn:any'>{parameters}</n:{operation}></s:Body></s:Envelope>"
    )
}

/// What the gateway returns, one text for each `return` or item.
async fn call(gateway: &Gateway, path: &str, operation: &str, parameters: &str) -> Vec<String> {
    let (status, body) = post(gateway, path, &envelope(operation, parameters)).await;
    assert_eq!(status, 200, "{body}");
    assert!(body.contains(&format!("{operation}Response")), "{body}");
    let inner = body.split_once("Response").unwrap().1;
    let texts = inner.split('<').filter_map(|piece| {
        let (tag, text) = piece.split_once('>')?;
        let is_text = tag.starts_with("return") || tag.starts_with("item");
        (is_text && !text.is_empty()).then(|| text.to_owned())
    });
    texts.collect()
}

async fn post(gateway: &Gateway, path: &str, body: &str) -> (u16, String) {
    Control(gateway.http_addr()).request("POST", path, &["Content-Type: text/xml"], body).await
}

#[tokio::test]
async fn s16_the_same_calls_in_every_service_give_the_same() {
    for path in [LITERAL, ENCODED, OLDER, "/soap/webservice", "/soap/document_literal/webservice.php"] {
        let gateway = Gateway::start().await.unwrap();
        let session = call(&gateway, path, "auth", WHO).await;
        let session = session[0].strip_prefix("OK: ").unwrap();
        let session = format!("<session_id>{session}</session_id>");
        assert_eq!(call(&gateway, path, "ping", &session).await, ["OK:"]);
        let sent = call(
            &gateway,
            path,
            "sendmsg",
            &format!("{session}<text>Hi</text><to>27999112345</to><to>+27</to><concat>0</concat><from/>"),
        )
        .await;
        assert!(sent[0].starts_with("ID: ") && sent[0].ends_with(" To: 27999112345"), "{path}: {sent:?}");
        assert_eq!(sent[1..], ["ERR: 105, Invalid destination address To: +27"]);
        let id = sent[0].get(4..36).unwrap();
        let query = format!("{session}<apimsgid>{id}</apimsgid>");
        assert_eq!(call(&gateway, path, "querymsg", &query).await, [format!("ID: {id} Status: 008")]);
        gateway.advance(Duration::from_secs(1)).await.unwrap();
        assert_eq!(call(&gateway, path, "querymsg", &query).await, [format!("ID: {id} Status: 004")]);
        assert_eq!(call(&gateway, path, "getbalance", &session).await, ["Credit: 999.666667"]);
        gateway.advance(Duration::from_secs(900)).await.unwrap();
        assert_eq!(call(&gateway, path, "getbalance", &session).await, ["ERR: 003, Session ID expired"]);
        gateway.shutdown().await;
    }
}

#[tokio::test]
async fn s8_and_s9_a_batch() {
    let gateway = Gateway::start().await.unwrap();
    let template = format!("{WHO}<template>Hi #field1#, at #field2#</template><from>ACME</from>");
    let id = call(&gateway, ENCODED, "startbatch", &template).await;
    let batch = format!("{WHO}<batch_id>{}</batch_id>", id[0].strip_prefix("ID: ").unwrap());
    let item = format!("{batch}<to>27999112345</to><field1>Fred</field1><field2>10:30</field2>");
    let sent = call(&gateway, ENCODED, "senditem", &item).await;
    assert!(sent[0].starts_with("ID: ") && sent[0].len() == 36, "{sent:?}");
    let quick = format!("{batch}<to>27999112345</to><to>abc</to><to>27999112347</to>");
    let sent = call(&gateway, ENCODED, "quicksend", &quick).await;
    assert!(sent[0].ends_with(" To: 27999112345") && sent[2].ends_with(" To: 27999112347"), "{sent:?}");
    assert_eq!(sent[1], "ERR: 105, Invalid destination address To: abc");
    let messages = Control(gateway.http_addr()).get("/gateway/messages").await;
    assert_eq!(messages[0]["text"], "Hi Fred, at 10:30");
    assert_eq!((&messages[1]["text"], &messages[1]["from"]), (&json!("Hi , at "), &json!("ACME")));
    assert_eq!(call(&gateway, ENCODED, "endbatch", &batch).await, ["OK"]);
    // P1 comes before everything else about the call.
    for operation in ["senditem", "quicksend", "endbatch"] {
        assert_eq!(call(&gateway, ENCODED, operation, &batch).await, ["ERR: 201, Invalid batch ID"]);
    }
    assert_eq!(call(&gateway, ENCODED, "startbatch", WHO).await, ["ERR: 202, No batch template"]);

    let id = call(&gateway, LITERAL, "startbatch", &template).await;
    let batch =
        format!("{WHO}<batch_id>{}</batch_id><to>27999112345</to>", id[0].strip_prefix("ID: ").unwrap());
    gateway.advance(Duration::from_secs(86_399)).await.unwrap();
    assert!(call(&gateway, LITERAL, "quicksend", &batch).await[0].starts_with("ID: "));
    gateway.advance(Duration::from_secs(1)).await.unwrap();
    assert_eq!(call(&gateway, LITERAL, "quicksend", &batch).await, ["ERR: 201, Invalid batch ID"]);
}

#[tokio::test]
async fn descriptions_say_where_the_gateway_is() {
    let gateway = Gateway::start().await.unwrap();
    let control = Control(gateway.http_addr());
    for path in [LITERAL, ENCODED, OLDER] {
        let (status, wsdl) = control.request("GET", &format!("{path}?wsdl"), &[], "").await;
        assert_eq!(status, 200);
        assert!(wsdl.contains(&format!("http://{}/soap/", gateway.http_addr())), "{wsdl}");
        assert!(
            wsdl.matches("<operation").count() + wsdl.matches(":operation name=").count() >= 15,
            "{path}"
        );
    }
    let calls = &control.get("/gateway/state").await["soap"]["calls"];
    assert_eq!(*calls, json!({ "in": { "wsdl": 3 }, "out": { "wsdl": 3 } }));
}

#[tokio::test]
async fn what_is_no_call_is_a_fault_and_the_door_stays_open() {
    let gateway = Gateway::start().await.unwrap();
    let control = Control(gateway.http_addr());
    let deep = format!("{}{}", "<a>".repeat(10_000), "</a>".repeat(10_000));
    let bomb = "<!DOCTYPE x [<!ENTITY a 'aa'>]><x>&a;</x>";
    let other =
        envelope("ping", "").replace("schemas.xmlsoap.org/soap/envelope", "www.w3.org/2003/05/soap-envelope");
    let half = envelope("ping", "<session_id>").get(..100).unwrap().to_owned();
    for (body, code) in [
        ("", "SOAP-ENV:Client"),
        ("Hello", "SOAP-ENV:Client"),
        ("<x/>", "SOAP-ENV:Client"),
        (&half, "SOAP-ENV:Client"),
        (&deep, "SOAP-ENV:Client"),
        (bomb, "SOAP-ENV:Client"),
        (&envelope("nosuch", ""), "SOAP-ENV:Client"),
        (&other, "SOAP-ENV:VersionMismatch"),
    ] {
        let (status, reply) = post(&gateway, LITERAL, body).await;
        let shown = body.get(..60).unwrap_or(body);
        assert!(
            status == 500 && reply.contains(&format!("<faultcode>{code}</faultcode>")),
            "{shown}: {reply}"
        );
    }
    let long = envelope("sendmsg", &format!("{WHO}<text>{}</text>", "a".repeat(2 << 20)));
    assert_eq!(post(&gateway, LITERAL, &long).await.0, 413);
    let (status, answer) = control.request("GET", LITERAL, &[], "").await;
    assert!(status == 405 && answer.contains("?wsdl"), "{answer}");
    let many = "<to>27999112345</to>".repeat(10_000);
    assert_eq!(
        call(&gateway, LITERAL, "sendmsg", &format!("{WHO}<text>Hi</text>{many}")).await,
        ["ERR: 101, Invalid or missing parameters"]
    );
    assert_eq!(call(&gateway, LITERAL, "getbalance", WHO).await, ["Credit: 1000.0"]);
    let refusals = control.get("/gateway/refusals").await;
    assert_eq!(refusals.as_array().unwrap().len(), 11);
    for refusal in refusals.as_array().unwrap() {
        let octets = clickatell_core::hex::decode(refusal["octets"].as_str().unwrap()).unwrap();
        assert!(!String::from_utf8(octets).unwrap().contains("demo1234"), "{refusal}");
    }
    let calls = &control.get("/gateway/state").await["soap"]["calls"];
    let counted = json!({ "refused": 10, "sendmsg": 1, "getbalance": 1 });
    assert_eq!((&calls["in"], &calls["out"]), (&counted, &counted));
}

#[tokio::test]
async fn no_password_is_recorded_under_whatever_name() {
    let gateway = Gateway::start().await.unwrap();
    let control = Control(gateway.http_addr());
    for parameters in [
        "<param0>3000002</param0><param1>demo</param1><param3>demo1234</param3>",
        "<request><user>demo</user><password>demo1234</password></request>",
        "<user>demo</user><Password>demo1234</Password>",
    ] {
        let replies = call(&gateway, ENCODED, "auth", parameters).await;
        assert_eq!(replies, ["ERR: 108, Invalid or missing API ID"], "{parameters}");
        let refusals = control.get("/gateway/refusals").await;
        let octets = refusals.as_array().unwrap().last().unwrap()["octets"].as_str().unwrap().to_owned();
        let shown = String::from_utf8(clickatell_core::hex::decode(&octets).unwrap()).unwrap();
        assert!(shown.contains(">********</") && !shown.contains("demo1234"), "{shown}");
    }
}

#[tokio::test]
async fn a_call_has_room_for_as_many_destinations_as_it_may_have() {
    let gateway = Gateway::builder()
        .configure(|config| {
            config.http.destinations = 1500;
            config.limits.soap_body = 60_000;
        })
        .start()
        .await
        .unwrap();
    let numbers = |count| format!("{WHO}<text>Hi</text>{}", "<to>27999112345</to>".repeat(count));
    assert_eq!(call(&gateway, LITERAL, "sendmsg", &numbers(1500)).await.len(), 1500);
    let refused = call(&gateway, LITERAL, "sendmsg", &numbers(1501)).await;
    assert_eq!(refused, ["ERR: 101, Invalid or missing parameters"]);
    assert_eq!(post(&gateway, LITERAL, &envelope("sendmsg", &numbers(3000))).await.0, 413);
}

#[tokio::test]
async fn a_body_that_does_not_come_whole_is_recorded() {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    let gateway = Gateway::start().await.unwrap();
    let mut stream = tokio::net::TcpStream::connect(gateway.http_addr()).await.unwrap();
    let head = format!(
        "POST {LITERAL} HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nno number\r\n"
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    stream.shutdown().await.unwrap();
    let mut reply = Vec::new();
    let _reset = stream.read_to_end(&mut reply).await;
    let control = Control(gateway.http_addr());
    let refusals = control.get("/gateway/refusals?wait=10s&count=1").await;
    assert_eq!((&refusals[0]["door"], &refusals[0]["status"]), (&json!("soap"), &json!(400)), "{refusals}");
    assert_eq!(refusals[0]["reason"], "a body that did not come whole");
}
