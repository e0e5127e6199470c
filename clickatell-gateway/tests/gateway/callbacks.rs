//! Statuses that are pushed to receivers.

use clickatell_core::callback::MtMethod;
use clickatell_core::delivery::CallbackUrl;
use clickatell_gateway::Gateway;
use clickatell_gateway::config::{CallbackTarget, Config};
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use crate::support::door::{Http, id, start};
use crate::support::{Control, within};

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
async fn a_receiver_that_hangs_delays_a_move_of_the_clock_once() {
    let hanging = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = hanging.local_addr().unwrap();
    let held = tokio::spawn(async move {
        let mut held = Vec::new();
        while let Ok((stream, _)) = hanging.accept().await {
            held.push(stream);
        }
    });
    let (url, requests) = receiver(&[500, 500, 500, 200]).await;
    let target = |url: &str| CallbackTarget::new(CallbackUrl::parse(url).unwrap(), MtMethod::HttpGet);
    let gateway = start(|config| {
        config.accounts[0].apis[1].callback = Some(target(&format!("http://{address}/")));
        config.accounts[0].apis[2].callback = Some(target(&url));
    })
    .await;
    let http = Http::of(&gateway);
    http.send("to=27999112345&text=Hi&callback=2").await;
    let who = "api_id=3000002&user=demo&password=demo1234";
    http.get("sendmsg", &format!("{who}&to=27999112345&text=Hi&callback=3")).await;
    let begun = std::time::Instant::now();
    gateway.advance(std::time::Duration::from_secs(7 * 86_400)).await.unwrap();
    // Two seconds, and what the machine needs: each of nine requests waited for would be eighteen.
    assert!(begun.elapsed() < std::time::Duration::from_secs(15), "{:?}", begun.elapsed());
    // The other receiver has all of its ladder in the same move, and every answer is noted when the move is over.
    within("requests", requests).await.unwrap();
    let callbacks = Control(gateway.http_addr()).get("/gateway/callbacks").await;
    let ends = |callback: &serde_json::Value| {
        [&callback["state"], &callback["requests"], &callback["answer"]].map(Clone::clone)
    };
    let ends: Vec<_> = callbacks.as_array().unwrap().iter().map(ends).collect();
    let gave_up = [json!("gave_up"), json!(9), json!("timed_out")];
    assert_eq!(ends.iter().filter(|end| **end == gave_up).count(), 2, "{ends:?}");
    assert!(ends.contains(&[json!("delivered"), json!(4), json!("200")]), "{ends:?}");
    held.abort();
}

#[tokio::test]
async fn callbacks_beyond_the_limit_are_given_up_where_everybody_sees_it() {
    let gone = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let target =
        CallbackTarget::new(CallbackUrl::parse(&format!("http://{gone}/")).unwrap(), MtMethod::HttpGet);
    let gateway = start(|config| {
        config.limits.callbacks = 3;
        config.accounts[0].apis[2].callback = Some(target);
    })
    .await;
    let http = Http::of(&gateway);
    for _ in 0..5 {
        http.send("to=27999112345&text=Hi&callback=2").await;
    }
    gateway.advance(std::time::Duration::from_secs(1)).await.unwrap();
    let callbacks = Control(gateway.http_addr()).get("/gateway/callbacks").await;
    let states: Vec<_> = callbacks.as_array().unwrap().iter().map(|row| row["state"].clone()).collect();
    assert_eq!(states, ["waiting", "waiting", "waiting", "gave_up", "gave_up"]);
    assert_eq!(callbacks[4]["answer"], "3 callbacks wait, which is the most");
    assert_eq!(callbacks[4]["requests"], 0);
}

#[tokio::test]
async fn soap_6_2_5_4_a_receiver_is_called_once_when_it_is_set_up() {
    // SOAP-6.2.5-4
    let (url, requests) = receiver(&[204]).await;
    let target = |url: &str, probe| {
        let mut target = CallbackTarget::new(CallbackUrl::parse(url).unwrap(), MtMethod::SoapPost);
        target.probe = probe;
        target
    };
    let gateway = start(|config| config.accounts[0].apis[2].callback = Some(target(&url, true))).await;
    let requests = within("the call", requests).await.unwrap();
    assert!(requests[0].starts_with("GET /status HTTP/1.1\r\n"), "{}", requests[0]);
    gateway.shutdown().await;
    let (url, requests) = receiver(&[404]).await;
    let configure = |config: &mut Config| config.accounts[0].apis[2].callback = Some(target(&url, true));
    let error = Gateway::builder().configure(configure).start().await.unwrap_err().to_string();
    assert!(error.contains("Invalid URL: it answers with status 404"), "{error}");
    within("the call", requests).await.unwrap();
    // Nobody is called who need not be.
    start(|config| config.accounts[0].apis[2].callback = Some(target("http://127.0.0.1:9/", false))).await;
}

#[tokio::test]
async fn a_callback_without_a_url_is_given_up_where_everybody_sees_it() {
    let gateway = start(|_| {}).await;
    let control = Control(gateway.http_addr());
    let reply = Http::of(&gateway).send("to=27999112345&text=Hi&callback=3").await;
    Http::of(&gateway).send("to=27999112345&text=Hi&callback=0").await;
    gateway.advance(std::time::Duration::from_secs(1)).await.unwrap();
    let callbacks = control.get("/gateway/callbacks").await;
    let seen: Vec<_> = callbacks
        .as_array()
        .unwrap()
        .iter()
        .map(|row| ["message", "status", "state", "requests", "answer", "url"].map(|name| row[name].clone()))
        .collect();
    let given_up = |status: u16| {
        [json!(id(&reply)), json!(status), json!("gave_up"), json!(0), json!("no URL"), json!("")]
    };
    assert_eq!(seen, [given_up(3), given_up(4)]);
    let (_, events) = control.request("GET", "/gateway/events?kinds=callback", &[], "").await;
    assert_eq!(events.matches("no URL").count(), 2, "{events}");
    assert_eq!(control.get("/gateway/clock").await["next"], json!(null));
}
