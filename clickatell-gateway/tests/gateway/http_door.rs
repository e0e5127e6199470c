//! The HTTP door: the operations, the order of their checks, and what becomes of messages.

use clickatell_core::callback::MtMethod;
use clickatell_core::delivery::CallbackUrl;
use clickatell_gateway::Gateway;
use clickatell_gateway::config::{CallbackTarget, Config, Door};
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use crate::support::{Control, within};

const WHO: &str = "api_id=3000003&user=demo&password=demo1234";

/// A client that calls by `GET`, and by `POST` when told so.
#[derive(Clone, Copy)]
struct Http(Control);

impl Http {
    fn of(gateway: &Gateway) -> Self {
        Self(Control(gateway.http_addr()))
    }

    async fn get(self, operation: &str, query: &str) -> String {
        let (status, body) = self.0.request("GET", &format!("/http/{operation}?{query}"), &[], "").await;
        assert_eq!(status, 200, "{body}");
        body
    }

    async fn auth(self) -> String {
        let reply = self.get("auth", WHO).await;
        let id = reply.strip_prefix("OK: ").unwrap().to_owned();
        assert!(id.len() == 32 && id.bytes().all(|digit| digit.is_ascii_hexdigit()), "{reply}");
        id
    }

    /// Sends with credentials in the call; the reply.
    async fn send(self, parameters: &str) -> String {
        self.get("sendmsg", &format!("{WHO}&{parameters}")).await
    }

    async fn status(self, id: &str) -> String {
        let reply = self.get("querymsg", &format!("{WHO}&apimsgid={id}")).await;
        reply.strip_prefix(&format!("ID: {id} Status: ")).unwrap_or(&reply).to_owned()
    }

    async fn balance(self) -> String {
        self.get("getbalance", WHO).await
    }
}

fn id(reply: &str) -> &str {
    reply.strip_prefix("ID: ").unwrap_or_else(|| panic!("{reply}"))
}

async fn start(configure: impl FnOnce(&mut Config)) -> Gateway {
    Gateway::builder().configure(configure).start().await.unwrap()
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
    assert_eq!(refusals.as_array().unwrap().len(), 14);
    assert!(!refusals.to_string().contains("1234\""), "{refusals}");
    assert_eq!(refusals[13]["clause"], "SOAP-10-111");
}

#[tokio::test]
async fn s5_destinations_are_judged_one_by_one() {
    let gateway = start(|config| {
        config.numbers.no_route = ["99".into()].into();
        config.numbers.blocked = ["27999112346".parse().unwrap()].into();
        config.numbers.delisted = ["27999112347".parse().unwrap()].into();
    })
    .await;
    let http = Http::of(&gateway);
    let reply = http
        .send("to=27999112345,%2B27,99912345678,27999112346,27999112347,27999112345,447624803759&text=Hi")
        .await;
    let lines: Vec<&str> = reply.split('\n').collect();
    assert!(lines[0].starts_with("ID: ") && lines[0].ends_with(" To: 27999112345"), "{reply}");
    assert_eq!(
        lines[1..5],
        [
            "ERR: 105, Invalid destination address To: +27",
            "ERR: 114, Cannot route message To: 99912345678",
            "ERR: 121, Destination mobile number blocked To: 27999112346",
            "ERR: 128, Number delisted To: 27999112347",
        ]
    );
    // A number may come twice; the account's own is no destination.
    assert!(lines[5].ends_with(" To: 27999112345") && lines[5] != lines[0]);
    assert_eq!(lines[6], "ERR: 114, Cannot route message To: 447624803759");
    assert_eq!(http.send("to=abc&text=Hi").await, "ERR: 105, Invalid destination address");
}

#[tokio::test]
async fn p5_to_p14_parameters_in_order() {
    let gateway = Gateway::start().await.unwrap();
    let http = Http::of(&gateway);
    let long = "a".repeat(161);
    for (parameters, error) in [
        ("text=Hi".to_owned(), "101"),
        ("to=27999112345&text=Hi&msg_type=FOO&concat=99".to_owned(), "112"),
        ("to=27999112345&text=Hi&concat=36".to_owned(), "101"),
        ("to=27999112345&text=Hi&queue=9".to_owned(), "101"),
        ("to=27999112345&text=Hi&deliv_time=10081".to_owned(), "120"),
        ("to=27999112345&text=Hi&udh=05000333".to_owned(), "102"),
        ("to=27999112345&text=".to_owned(), "107"),
        ("to=27999112345&text=xyz&unicode=1".to_owned(), "116"),
        ("to=27999112345&text=Hi&from=abcdefghijkl".to_owned(), "106"),
        // TW-11-2
        ("to=27999112345&text=Hi&from=NOBODY".to_owned(), "123"),
        (format!("to=27999112345&text={long}"), "113"),
        (format!("to=27999112345&text={long}&from=NOBODY"), "123"),
    ] {
        let reply = http.send(&parameters).await;
        assert_eq!(reply.get(..8), Some(&*format!("ERR: {error}")), "{parameters}: {reply}");
    }
    // S6: with two parts allowed it is sent, and costs twice as much.
    id(&http.send(&format!("to=27999112345&text={long}&concat=2")).await);
    assert_eq!(http.balance().await, "Credit: 999.333333");
    // SOAP-10-0, SOAP-11-0: what was refused cost nothing, and is nowhere.
    assert_eq!(http.0.get("/gateway/messages").await.as_array().map(Vec::len), Some(1));
}

#[tokio::test]
async fn s7_a_deferred_message_is_stopped_and_given_back() {
    let gateway = Gateway::start().await.unwrap();
    let http = Http::of(&gateway);
    let reply = http.send("to=27999112345&text=Hi&deliv_time=60&climsgid=abc123").await;
    let id = id(&reply);
    assert_eq!(
        (http.status(id).await.as_str(), http.balance().await.as_str()),
        ("011", "Credit: 999.666667")
    );
    gateway.advance(std::time::Duration::from_secs(300)).await.unwrap();
    let deleted = http.get("delmsg", &format!("{WHO}&climsgid=abc123")).await;
    assert_eq!(deleted, format!("ID: {id} Status: 006"));
    assert_eq!(http.balance().await, "Credit: 1000.0");
    gateway.advance(std::time::Duration::from_secs(7200)).await.unwrap();
    assert_eq!(http.status(id).await, "006");
    // too late for one that is delivered, and both ids have their errors.
    let reply = http.send("to=27999112345&text=Hi").await;
    gateway.advance(std::time::Duration::from_secs(1)).await.unwrap();
    let id = reply.strip_prefix("ID: ").unwrap();
    assert_eq!(http.get("delmsg", &format!("{WHO}&apimsgid={id}")).await, format!("ID: {id} Status: 004"));
    for (query, error) in [("", "109"), ("&apimsgid=00", "103"), ("&climsgid=nope", "104")] {
        let reply = http.get("delmsg", &format!("{WHO}{query}")).await;
        assert_eq!(reply.get(5..8), Some(error), "{reply}");
    }
}

#[tokio::test]
async fn a_37_and_soap_10_301_what_a_message_may_cost() {
    let gateway = start(|config| config.accounts[0].credits = "1.5".parse().unwrap()).await;
    let http = Http::of(&gateway);
    // Above the cap: accepted, then a routing error, free of charge.
    let reply = http.send("to=447900000000&text=Hi&max_credits=0.8").await;
    gateway.advance(std::time::Duration::from_secs(1)).await.unwrap();
    assert_eq!(http.status(id(&reply)).await, "009");
    assert_eq!(http.balance().await, "Credit: 1.5");
    id(&http.send("to=447900000000&text=Hi").await);
    assert_eq!(http.send("to=447900000000&text=Hi").await, "ERR: 301, No credit left");
}

#[tokio::test]
async fn soap_6_2_8_1_the_lower_of_both_limits_holds_for_all_parts_together() {
    // SOAP-6.2.8-1
    let gateway = start(|config| config.accounts[0].apis[2].max_credits = "2.5".parse().ok()).await;
    let http = Http::of(&gateway);
    let two = "a".repeat(161);
    let three = "a".repeat(307);
    for (text, limit, status) in
        [(&two, "1.5", "009"), (&two, "2", "004"), (&two, "3", "004"), (&three, "3", "009")]
    {
        let reply = http.send(&format!("to=447900000000&text={text}&concat=3&max_credits={limit}")).await;
        gateway.advance(std::time::Duration::from_secs(1)).await.unwrap();
        assert_eq!(http.status(id(&reply)).await, status, "{} characters for {limit}", text.len());
    }
    assert_eq!(http.balance().await, "Credit: 996.0");
}

#[tokio::test]
async fn soap_7_3_coverage_of_a_number_or_a_prefix() {
    let gateway = start(|config| config.numbers.no_route = ["99".into()].into()).await;
    let control = Control(gateway.http_addr());
    let mut replies = Vec::new();
    for msisdn in ["27", "27999112345", "9991", "27x"] {
        let path = format!("/utils/routeCoverage.php?{WHO}&msisdn={msisdn}");
        replies.push(control.request("GET", &path, &[], "").await.1);
    }
    assert!(
        replies[0].starts_with("OK: This prefix is currently supported.")
            && replies[0].ends_with("Charge: 1")
    );
    assert!(replies[1].ends_with("Charge: 0.333333"), "{}", replies[1]);
    assert!(replies[2].starts_with("ERR: This prefix is not currently supported."));
    assert_eq!(replies[3], "ERR: 105, Invalid destination address");
    assert_eq!(control.get("/gateway/messages").await, json!([]));
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
    assert_eq!(control.request("PUT", "/http/sendmsg", &[], "").await.0, 405);
    assert_eq!(control.request("GET", "/http/nosuch", &[], "").await.0, 404);
}

/// A receiver that answers its requests in turn with these statuses, and gives what was asked.
async fn receiver(statuses: &'static [u16]) -> (String, tokio::task::JoinHandle<Vec<String>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let requests = tokio::spawn(async move {
        let mut requests = Vec::new();
        for status in statuses {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut request = Vec::new();
            loop {
                let mut octets = [0; 4096];
                let count = stream.read(&mut octets).await.unwrap();
                request.extend_from_slice(&octets[..count]);
                let text = String::from_utf8_lossy(&request);
                let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
                let length = head
                    .lines()
                    .find_map(|line| line.to_lowercase().strip_prefix("content-length: ").map(str::to_owned))
                    .map_or(0, |length| length.parse().unwrap());
                if body.len() >= length {
                    break;
                }
            }
            let reply = format!("HTTP/1.1 {status} x\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
            stream.write_all(reply.as_bytes()).await.unwrap();
            requests.push(String::from_utf8(request).unwrap());
        }
        requests
    });
    (format!("http://{address}/status"), requests)
}

async fn with_callbacks(url: &str, method: MtMethod) -> Gateway {
    let mut target = CallbackTarget::new(CallbackUrl::parse(url).unwrap(), method);
    target.user = "cb".into();
    target.password = "secret".into();
    start(|config| config.accounts[0].apis[2].callback = Some(target)).await
}

#[tokio::test]
async fn soap_6_2_5_statuses_are_pushed_and_repeated_by_the_ladder() {
    // BILL-9.1.1-3: where they go is a setting of the connection.
    let (url, requests) = receiver(&[200, 500, 503, 200]).await;
    let gateway = with_callbacks(&url, MtMethod::HttpGet).await;
    let http = Http::of(&gateway);
    let reply = http.send("to=27999112345&text=Hi&callback=3&climsgid=abc123&from=ACME").await;
    let id = id(&reply);
    // 003 is taken; 004 is refused at 0 and 2 minutes, and taken 4 minutes later.
    gateway.advance(std::time::Duration::from_secs(1)).await.unwrap();
    gateway.advance(std::time::Duration::from_secs(119)).await.unwrap();
    let control = Control(gateway.http_addr());
    let waiting = control.get("/gateway/callbacks").await;
    assert_eq!((&waiting[0]["state"], &waiting[0]["answer"]), (&json!("delivered"), &json!("200")));
    assert_eq!((&waiting[1]["state"], &waiting[1]["requests"]), (&json!("waiting"), &json!(1)));
    gateway.advance(std::time::Duration::from_secs(600)).await.unwrap();
    let requests = within("requests", requests).await.unwrap();
    let query =
        format!("api_id=3000003&apiMsgId={id}&cliMsgId=abc123&timestamp=1303295400&to=27999112345&from=ACME");
    assert_eq!(
        requests[0].lines().next(),
        Some(&*format!("GET /status?{query}&status=003&charge=0.333333 HTTP/1.1"))
    );
    assert!(requests[0].to_lowercase().contains("authorization: basic y2i6c2vjcmv0"), "{}", requests[0]);
    assert!(requests[1..].iter().all(|request| request == &requests[1] && request.contains("&status=004&")));
    let done = control.get("/gateway/callbacks").await;
    assert_eq!((&done[1]["state"], &done[1]["requests"]), (&json!("delivered"), &json!(3)));
}

#[tokio::test]
async fn soap_6_2_5_by_post_and_as_xml() {
    let (url, requests) = receiver(&[200]).await;
    let gateway = with_callbacks(&url, MtMethod::XmlPost).await;
    // SOAP-6.2.4-1: acknowledged, whatever deliv_ack says.
    let reply = Http::of(&gateway).send("to=27999112345&text=Hi&callback=2&deliv_ack=0").await;
    gateway.advance(std::time::Duration::from_secs(1)).await.unwrap();
    let requests = within("requests", requests).await.unwrap();
    assert!(requests[0].starts_with("POST /status HTTP/1.1\r\n"), "{}", requests[0]);
    let body = requests[0].split_once("\r\n\r\n").unwrap().1;
    assert!(
        body.starts_with("data=%3C%3Fxml") && body.contains(id(&reply)) && body.contains("004"),
        "{body}"
    );
}

#[tokio::test]
async fn callbacks_outlive_the_gateway() {
    let folder = std::env::temp_dir().join(format!("clickatell-callbacks-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let file = folder.join("store.db");
    // Nobody listens at the port of a listener that is gone.
    let gone = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let url = format!("http://{gone}/");
    let target = CallbackTarget::new(CallbackUrl::parse(&url).unwrap(), MtMethod::HttpGet);
    let configure = |config: &mut Config| config.accounts[0].apis[2].callback = Some(target.clone());
    let gateway = Gateway::builder().configure(configure).store(&file).start().await.unwrap();
    Http::of(&gateway).send("to=27999112345&text=Hi&callback=2").await;
    gateway.advance(std::time::Duration::from_secs(1)).await.unwrap();
    gateway.shutdown().await;

    let gateway = Gateway::builder().configure(configure).store(&file).start().await.unwrap();
    gateway.advance(std::time::Duration::from_secs(4 * 86_400)).await.unwrap();
    let callbacks = Control(gateway.http_addr()).get("/gateway/callbacks").await;
    assert_eq!(
        (&callbacks[0]["state"], &callbacks[0]["requests"], &callbacks[0]["answer"]),
        (&json!("gave_up"), &json!(9), &json!("failed"))
    );
    gateway.shutdown().await;
    std::fs::remove_dir_all(&folder).unwrap();
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
    let octets: Vec<String> = refusals
        .as_array()
        .unwrap()
        .iter()
        .map(|refusal| {
            let octets = clickatell_core::hex::decode(refusal["octets"].as_str().unwrap()).unwrap();
            String::from_utf8(octets).unwrap()
        })
        .collect();
    assert_eq!(octets.len(), 3);
    assert!(octets.iter().all(|octets| octets.contains("%2A")), "{octets:?}");
    assert!(
        octets.iter().all(|octets| !octets.contains("geheim") && !octets.contains(&session)),
        "{octets:?}"
    );
}
