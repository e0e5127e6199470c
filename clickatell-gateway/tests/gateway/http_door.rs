//! The HTTP door: who is calling, forms, batches, and what is recorded.

use clickatell_gateway::Gateway;
use clickatell_gateway::config::Door;
use serde_json::json;
use tokio::io::AsyncWriteExt;

use crate::support::Control;
use crate::support::door::{Http, WHO, id, start};

#[tokio::test]
async fn a1_to_a8_who_is_calling_in_order() {
    let gateway = start(|config| {
        config.http.strict = true;
        let mut frozen = config.accounts[0].clone();
        frozen.user = "frozen".into();
        frozen.frozen = true;
        frozen.mo_number = None;
        frozen.short_code = None;
        for (api, id) in frozen.apis.iter_mut().zip([31, 32, 33]) {
            api.id = clickatell_core::id::ApiId::new(id);
        }
        config.accounts.push(frozen);
        let mut locked = config.accounts[0].apis[2].clone();
        locked.id = clickatell_core::id::ApiId::new(4);
        locked.peers = ["10.0.0.1".parse().unwrap()].into();
        config.accounts[0].apis.push(locked);
        assert_eq!(config.accounts[0].apis[3].door, Door::Http);
    })
    .await;
    let http = Http::of(&gateway);
    for (operation, query, reply) in [
        ("getbalance", "", "ERR: 005, Missing session ID"),
        ("getbalance", "api_id=0&user=", "ERR: 005, Missing session ID"),
        ("ping", WHO, "ERR: 005, Missing session ID"),
        ("getbalance", "session_id=unknown", "ERR: 003, Session ID expired"),
        // A session that is over wins over credentials that are right.
        ("getbalance", &format!("session_id=unknown&{WHO}"), "ERR: 003, Session ID expired"),
        ("auth", "user=demo&password=demo1234", "ERR: 108, Invalid or missing API ID"),
        ("auth", "api_id=999&user=demo&password=demo1234", "ERR: 108, Invalid or missing API ID"),
        // Which connection is meant comes before what is missing to use it.
        ("auth", "api_id=999&user=demo", "ERR: 108, Invalid or missing API ID"),
        ("auth", "", "ERR: 108, Invalid or missing API ID"),
        ("auth", "api_id=3000003&user=demo", "ERR: 101, Invalid or missing parameters"),
        ("auth", "api_id=3000003&user=demo&password=wrong", "ERR: 001, Authentication failed"),
        ("auth", "api_id=3000003&user=nobody&password=demo1234", "ERR: 001, Authentication failed"),
        ("auth", "api_id=33&user=demo&password=demo1234", "ERR: 001, Authentication failed"),
        ("auth", "api_id=33&user=frozen&password=demo1234", "ERR: 004, Account frozen"),
        ("auth", "api_id=4&user=demo&password=demo1234", "ERR: 007, IP Lockdown violation"),
        ("auth", "api_id=3000002&user=demo&password=demo1234", "ERR: 111, Invalid protocol"),
    ] {
        assert_eq!(http.get(operation, query).await, reply, "{operation} {query}");
    }
    let refusals = Control(gateway.http_addr()).get("/gateway/refusals").await;
    assert_eq!(refusals.as_array().unwrap().len(), 16);
    let octets = refusals.as_array().unwrap().iter().map(octets).collect::<Vec<_>>().join("\n");
    assert!(octets.contains("password=********") && octets.contains("user=demo"), "{octets}");
    assert!(!octets.contains("demo1234") && !octets.contains("unknown"), "{octets}");
    assert_eq!(refusals[15]["clause"], "SOAP-10-111");
}

#[tokio::test]
async fn soap_10_002_an_unknown_user_is_told_apart_only_where_the_stand_in_is_asked_to() {
    for (distinct, unknown) in
        [(false, "ERR: 001, Authentication failed"), (true, "ERR: 002, Unknown username or password")]
    {
        let gateway = start(|config| config.http.distinct_user_error = distinct).await;
        let http = Http::of(&gateway);
        for (query, reply) in [
            ("api_id=3000003&user=nobody&password=demo1234", unknown),
            // A password that is wrong is 001 either way.
            ("api_id=3000003&user=demo&password=wrong", "ERR: 001, Authentication failed"),
        ] {
            assert_eq!(http.get("auth", query).await, reply, "{distinct} {query}");
        }
    }
}

#[tokio::test]
async fn no_password_is_recorded_wherever_it_stands() {
    let gateway = Gateway::start().await.unwrap();
    let control = Control(gateway.http_addr());
    let form = "application/x-www-form-urlencoded";
    let part = "--b\r\nContent-Disposition: form-data; name=\"password\"\r\n\r\ndemo1234\r\n--b--\r\n";
    for (kind, body, recorded) in [
        (form, "user=demo&Password=demo1234&to=1", "user=demo&Password=********&to=1"),
        (form, "user=demo&pass=demo1234&field1=Hi", "user=demo&****=********&field1=Hi"),
        (form, "user=demo;password=demo1234", "user=**********************"),
        // An ampersand of a password that is not escaped.
        (form, "user=demo&password=a&demo1234&x=b", "user=demo&password=*&********=&*=*"),
        ("multipart/form-data; boundary=b", part, ""),
        ("text/plain", "user=demo\r\npassword=demo1234", ""),
        ("application/json", r#"{"user":"demo","password":"demo1234"}"#, ""),
    ] {
        let header = format!("Content-Type: {kind}");
        let (status, reply) = control.request("POST", "/http/auth?to=2", &[&header], body).await;
        assert!(status == 200 && reply.starts_with("ERR: 108"), "{body}: {reply}");
        let refusals = control.get("/gateway/refusals").await;
        let expected = if recorded.is_empty() { "to=2".into() } else { format!("to=2&{recorded}") };
        assert_eq!(octets(refusals.as_array().unwrap().last().unwrap()), expected, "{body}");
    }
    // Without a word about what it is, it is read as a form; what it is shows in no place.
    assert_eq!(control.request("POST", "/http/auth", &[], part).await.0, 200);
    let refusals = control.get("/gateway/refusals").await;
    assert!(!octets(refusals.as_array().unwrap().last().unwrap()).contains("demo1234"), "{refusals}");
}

/// What is recorded of a refused call.
fn octets(refusal: &serde_json::Value) -> String {
    let octets = clickatell_core::hex::decode(refusal["octets"].as_str().unwrap()).unwrap();
    String::from_utf8(octets).unwrap()
}

#[tokio::test]
async fn s1_and_s2_a_session_a_message_its_statuses_and_its_price() {
    let gateway = Gateway::start().await.unwrap();
    let http = Http::of(&gateway);
    let session = http.auth().await;
    let reply = http.get("sendmsg", &format!("session_id={session}&to=27999112345&text=Hi")).await;
    let id = id(&reply).to_owned();
    assert_eq!(http.status(&id).await, "008");
    gateway.advance(std::time::Duration::from_secs(1)).await.unwrap();
    assert_eq!(http.status(&id).await, "004");
    assert_eq!(http.balance().await, "Credit: 999.666667");
    let charge = http.get("getmsgcharge", &format!("session_id={session}&apimsgid={id}")).await;
    assert_eq!(charge, format!("apiMsgId: {id} charge: 0.333333 status: 004"));
    let handset = Control(gateway.http_addr()).get("/gateway/handset/27999112345").await;
    assert!(handset.to_string().contains("\"Hi\""), "{handset}");
}

#[tokio::test]
async fn soap_5_1_5_a_session_lives_for_15_minutes_from_its_last_use() {
    let gateway = Gateway::start().await.unwrap();
    let http = Http::of(&gateway);
    let session = http.auth().await;
    for _ in 0..6 {
        gateway.advance(std::time::Duration::from_secs(899)).await.unwrap();
        assert_eq!(http.get("ping", &format!("session_id={session}")).await, "OK:");
    }
    gateway.advance(std::time::Duration::from_secs(900)).await.unwrap();
    let expired = http.get("ping", &format!("session_id={session}")).await;
    assert_eq!(expired, "ERR: 003, Session ID expired");
}

#[tokio::test]
async fn a_form_posted_is_as_good_as_a_query() {
    let gateway = Gateway::start().await.unwrap();
    let control = Control(gateway.http_addr());
    let form = "Content-Type: application/x-www-form-urlencoded";
    let body = format!("{WHO}&to=27999112345&text=caf%E9&from=ACME");
    let (status, reply) = control.request("POST", "/http/sendmsg", &[form], &body).await;
    assert_eq!((status, reply.get(..4)), (200, Some("ID: ")), "{reply}");
    let message = control.get("/gateway/messages").await;
    assert_eq!((&message[0]["text"], &message[0]["door"]), (&json!("café"), &json!("http")));
    // What stands in the query of a POST counts too.
    let sendmsg = format!("/http/sendmsg?{WHO}");
    let (_, reply) = control.request("POST", &sendmsg, &[form], "to=27999112345&text=Hi").await;
    assert_eq!(reply.get(..4), Some("ID: "), "{reply}");
    assert_eq!(control.request("PUT", "/http/sendmsg", &[], "").await.0, 405);
    assert_eq!(control.request("GET", "/http/nosuch", &[], "").await.0, 404);
}

#[tokio::test]
async fn soap_10_002_an_unknown_user_has_an_error_of_its_own_where_that_is_wanted() {
    let gateway = start(|config| config.http.distinct_user_error = true).await;
    let http = Http::of(&gateway);
    for (who, reply) in [
        ("user=nobody&password=demo1234", "ERR: 002, Unknown username or password"),
        ("user=demo&password=wrong", "ERR: 001, Authentication failed"),
    ] {
        assert_eq!(http.get("auth", &format!("api_id=3000003&{who}")).await, reply);
    }
}

#[tokio::test]
async fn a_client_that_hangs_up_has_sent_its_message_all_the_same() {
    // Room for one message on its way: none may be lost.
    let gateway = start(|config| config.accounts[0].apis[2].queue = Some(1)).await;
    let control = Control(gateway.http_addr());
    for number in 1..=20 {
        let mut stream = tokio::net::TcpStream::connect(gateway.http_addr()).await.unwrap();
        let request =
            format!("GET /http/sendmsg?{WHO}&to=27999112345&text=Hi HTTP/1.1\r\nHost: localhost\r\n\r\n");
        stream.write_all(request.as_bytes()).await.unwrap();
        drop(stream);
        let accepted = control.get(&format!("/gateway/messages?wait=10s&count={number}")).await;
        assert_eq!(accepted.as_array().unwrap().len(), number);
        gateway.advance(std::time::Duration::from_secs(1)).await.unwrap();
    }
    let received = control.get("/gateway/messages?status=004").await;
    assert_eq!(received.as_array().unwrap().len(), 20);
}

#[tokio::test]
async fn what_proves_who_is_calling_is_not_in_the_record() {
    let gateway = Gateway::start().await.unwrap();
    let http = Http::of(&gateway);
    let session = http.auth().await;
    for query in [
        "api_id=3000003&user=demo&Password=geheim".to_owned(),
        format!("session_id={session}&msisdn=x"),
        format!("{WHO}&token=geheim"),
    ] {
        let operation = if query.contains("token") { "token_pay" } else { "delmsg" };
        assert!(http.get(operation, &query).await.starts_with("ERR: "));
    }
    let refusals = Control(gateway.http_addr()).get("/gateway/refusals").await;
    let octets: Vec<String> = refusals.as_array().unwrap().iter().map(octets).collect();
    assert_eq!(octets.len(), 3);
    assert!(octets.iter().all(|octets| octets.contains("=***")), "{octets:?}");
    assert!(
        octets.iter().all(|octets| !octets.contains("geheim") && !octets.contains(&session)),
        "{octets:?}"
    );
}

#[tokio::test]
async fn what_is_too_much_is_refused_and_noted() {
    let gateway = Gateway::start().await.unwrap();
    let control = Control(gateway.http_addr());
    let form = "Content-Type: application/x-www-form-urlencoded";
    // The text is behind the last pair that is read: nothing of such a call is done.
    let many = format!("{WHO}&to=27999112345{}&text=Hi", "&x=1".repeat(1000));
    let (status, reply) = control.request("POST", "/http/sendmsg", &[form], &many).await;
    assert_eq!((status, reply.as_str()), (200, "ERR: 101, Invalid or missing parameters"));
    let long = format!("{WHO}&to=27999112345&text={}", "a".repeat(65_536));
    assert_eq!(control.request("POST", "/http/sendmsg", &[form], &long).await.0, 413);
    assert_eq!(control.request("DELETE", "/http/delmsg", &[], "").await.0, 405);
    let refusals = control.get("/gateway/refusals").await;
    let noted = |at: usize| (refusals[at]["status"].clone(), refusals[at]["operation"].clone());
    assert_eq!(noted(0), (json!(101), json!("sendmsg")));
    let reason = refusals[0]["reason"].as_str().unwrap();
    assert!(reason.contains("more pairs than the limit"), "{reason}");
    assert_eq!(noted(1), (json!(413), json!("/http/sendmsg")));
    assert_eq!(noted(2), (json!(405), json!("/http/delmsg")));
    assert_eq!(control.get("/gateway/messages").await, json!([]));
}

#[tokio::test]
async fn a_destination_that_would_break_its_line_is_echoed_without_what_would() {
    // SOAP-5.3-7
    let gateway = Gateway::start().await.unwrap();
    let reply = Http::of(&gateway).send("to=1%0D%0AID:,2%20To:%203&text=Hi").await;
    assert_eq!(
        reply,
        "ERR: 105, Invalid destination address To: 1??ID:\nERR: 105, Invalid destination address"
    );
}

#[tokio::test]
async fn soap_8_1_6_batches_go_by_this_door_as_well() {
    // SOAP-8.1-6
    let gateway = Gateway::start().await.unwrap();
    let control = Control(gateway.http_addr());
    let call = async |operation: &str, query: &str| {
        let path = format!("/http_batch/{operation}?{WHO}{query}");
        control.request("GET", &path, &[], "").await.1
    };
    let unknown = call("senditem", &format!("&batch_id={}&to=27999112345", "0".repeat(32))).await;
    assert_eq!(unknown, "ERR: 201, Invalid batch ID");
    let started = call("startbatch", "&template=Hi%20%23field1%23&from=ACME&deliv_time=60").await;
    let batch = format!("&batch_id={}", started.strip_prefix("ID: ").unwrap());
    let item = call("senditem", &format!("{batch}&to=27999112345&field1=Fred")).await;
    assert!(item.starts_with("ID: ") && item.len() == 36, "{item}");
    let quick = call("quicksend.php", &format!("{batch}&to=27999112346,abc")).await;
    let lines: Vec<&str> = quick.split('\n').collect();
    assert!(lines[0].ends_with(" To: 27999112346"), "{quick}");
    assert_eq!(lines[1], "ERR: 105, Invalid destination address To: abc");
    let messages = control.get("/gateway/messages").await;
    assert_eq!((&messages[0]["text"], &messages[0]["from"]), (&json!("Hi Fred"), &json!("ACME")));
    assert_eq!((&messages[1]["text"], &messages[1]["status"]), (&json!("Hi "), &json!(11)));
    assert_eq!(call("endbatch", &batch).await, "OK");
    assert_eq!(call("quicksend", &format!("{batch}&to=27999112345")).await, "ERR: 201, Invalid batch ID");
}
