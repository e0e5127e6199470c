//! Every cap, set to three and exceeded.

use clickatell_gateway::Gateway;
use clickatell_gateway::config::Limits;
use clickatell_smpp::pdu::BindKind;
use clickatell_smpp::{CommandId, CommandStatus};
use serde_json::json;

use crate::support::raw::{pdu, status, submit_body};
use crate::support::{Control, Esme, HANDSET, Raw, within};

async fn with(limit: impl FnOnce(&mut Limits)) -> Gateway {
    Gateway::builder().configure(|config| limit(&mut config.limits)).start().await.unwrap()
}

fn length(list: &serde_json::Value) -> usize {
    list.as_array().unwrap().len()
}

#[tokio::test]
async fn connections() {
    let gateway = with(|limits| limits.smpp_connections = 3).await;
    let mut links = Vec::new();
    for _ in 0..3 {
        let mut link = Raw::connect(gateway.smpp_addr()).await;
        link.send(&pdu(CommandId::ENQUIRE_LINK, 1, &[])).await;
        assert_eq!(status(&link.receive().await), 4);
        links.push(link);
    }
    let mut fourth = Raw::connect(gateway.smpp_addr()).await;
    assert_eq!(fourth.receive().await, b"", "closed at once");
    links[0].send(&pdu(CommandId::ENQUIRE_LINK, 2, &[])).await;
    assert_eq!(status(&links[0].receive().await), 4, "the others go on");
}

#[tokio::test]
async fn messages_kept() {
    let gateway = with(|limits| limits.messages = 3).await;
    let control = Control(gateway.http_addr());
    let mut esme = Esme::bound(&gateway, BindKind::Transmitter).await;
    let mut ids = Vec::new();
    for text in ["1", "2", "3", "4", "5"] {
        ids.push(esme.submit(text, 0).await);
        control.advance("1s").await;
    }
    let kept = control.get("/gateway/messages").await;
    let kept: Vec<_> =
        kept.as_array().unwrap().iter().map(|it| it["id"].as_str().unwrap().to_owned()).collect();
    assert_eq!(kept, ids[2..]);
}

#[tokio::test]
async fn messages_on_their_way() {
    let gateway = with(|limits| limits.messages = 3).await;
    let mut esme = Esme::bound(&gateway, BindKind::Transmitter).await;
    for text in ["1", "2", "3"] {
        esme.submit(text, 0).await;
    }
    let fourth = esme.submit_pdu(&crate::support::esme::message("4")).await;
    assert_eq!(fourth, Err(CommandStatus::ESME_RMSGQFUL));
    Control(gateway.http_addr()).advance("1s").await;
    assert!(esme.submit_pdu(&crate::support::esme::message("5")).await.is_ok());
}

#[tokio::test]
async fn a_connection_s_own_queue_and_throughput() {
    let gateway = Gateway::builder()
        .configure(|config| {
            config.accounts[0].apis[0].queue = Some(3);
            config.accounts[0].apis[0].throughput = Some(5);
        })
        .start()
        .await
        .unwrap();
    let control = Control(gateway.http_addr());
    let mut esme = Esme::bound(&gateway, BindKind::Transmitter).await;
    let mut statuses = Vec::new();
    for _ in 0..6 {
        statuses.push(
            esme.submit_pdu(&crate::support::esme::message("x")).await.map_or_else(CommandStatus::get, |_| 0),
        );
    }
    assert_eq!(statuses, [0, 0, 0, 0x14, 0x14, 0x58]);
    control.advance("1s").await;
    assert!(esme.submit_pdu(&crate::support::esme::message("x")).await.is_ok());
}

#[tokio::test]
async fn held_items() {
    let gateway = with(|limits| limits.held = 3).await;
    let control = Control(gateway.http_addr());
    for text in ["1", "2", "3", "4", "5"] {
        let path = format!("/gateway/handset/{HANDSET}/mo");
        control.post(&path, &json!({ "to": "33500", "text": text })).await;
    }
    let mut esme = Esme::bound(&gateway, BindKind::Receiver).await;
    for text in [b"3", b"4", b"5"] {
        assert_eq!(esme.receive(CommandStatus::ESME_ROK).await.text, text);
    }
    esme.receives_nothing().await;
}

#[tokio::test]
async fn refusals_their_octets_and_events() {
    let gateway = with(|limits| {
        limits.refusals = 3;
        limits.refusal_octets = 30;
        limits.events = 3;
    })
    .await;
    let control = Control(gateway.http_addr());
    let mut link = Raw::connect(gateway.smpp_addr()).await;
    for sequence in 1..=5 {
        link.send(&pdu(CommandId::SUBMIT_SM, sequence, &submit_body(0, b"not bound"))).await;
        link.receive().await;
    }
    // Answers go out before refusals are noted; the fifth is there when the list has it.
    let wait = "/gateway/refusals?since=4&wait=5s";
    assert_eq!(length(&control.get(wait).await), 1);
    let kept = control.get("/gateway/refusals").await;
    assert_eq!(length(&kept), 3);
    assert!(kept.as_array().unwrap().iter().all(|it| it["octets"].as_str().unwrap().len() == 60));
    let events = control.request("GET", "/gateway/events", &[], "").await.1;
    assert_eq!(events.lines().count(), 3);
}

#[tokio::test]
async fn refusals_of_calls_for_many_destinations() {
    let gateway = with(|limits| limits.refusals = 100).await;
    let control = Control(gateway.http_addr());
    let numbers = vec!["0831234567"; 300].join(",");
    let form = format!("{}&to={numbers}&text=Hi", crate::support::door::WHO);
    for _ in 0..4 {
        let headers = ["Content-Type: application/x-www-form-urlencoded"];
        let (_, reply) = control.request("POST", "/http/sendmsg", &headers, &form).await;
        assert_eq!(reply.lines().filter(|line| line.starts_with("ERR: ")).count(), 300, "{reply}");
    }
    let kept = control.get("/gateway/refusals").await;
    // The limit, and its hundredth until the next look.
    assert!((100..=101).contains(&length(&kept)), "{}", length(&kept));
    let octets = |it: &serde_json::Value| it["octets"].as_str().unwrap().len();
    let with_octets = kept.as_array().unwrap().iter().filter(|it| octets(it) > 0).count();
    assert_eq!(
        (with_octets, octets(&kept[length(&kept) - 1])),
        (1, 2 * form.replace(',', "%2C").len()),
        "once for each call"
    );
}

#[tokio::test]
async fn duties_leave_input_in_the_transport() {
    let gateway = Gateway::builder()
        .configure(|config| config.smpp.duties = std::num::NonZeroUsize::new(3))
        .start()
        .await
        .unwrap();
    let mut link = Raw::connect(gateway.smpp_addr()).await;
    assert_eq!(link.bind(CommandId::BIND_TRANSMITTER, ["demo", "demo1234", "3000001"], 0x34).await, 0);
    let many: Vec<u8> =
        (1..=50).flat_map(|sequence| pdu(CommandId::SUBMIT_SM, sequence, &submit_body(0, b"x"))).collect();
    link.send(&many).await;
    let mut answered = Vec::new();
    for _ in 1..=50 {
        let response = link.receive().await;
        assert_eq!(status(&response), 0);
        answered.push(u32::from_be_bytes(response[12..16].try_into().unwrap()));
    }
    assert_eq!(answered, (1..=50).collect::<Vec<_>>());
}

#[tokio::test]
async fn rows_and_waiting() {
    let gateway = with(|limits| {
        limits.page = 3;
        limits.wait_seconds = 0;
    })
    .await;
    let control = Control(gateway.http_addr());
    Esme::bound(&gateway, BindKind::Transmitter).await.submit_many(5).await;
    assert_eq!(length(&control.get("/gateway/messages").await), 3);
    for query in ["limit=4", "to=1&wait=1s"] {
        let (status, answer) = control.request("GET", &format!("/gateway/messages?{query}"), &[], "").await;
        assert_eq!(status, 400, "{query}: {answer}");
    }
}

#[tokio::test]
async fn a_client_that_does_not_read_is_not_read_from() {
    let gateway = with(|limits| limits.unwritten = 3).await;
    let mut other = Esme::bound(&gateway, BindKind::Transmitter).await;
    let mut link = Raw::connect(gateway.smpp_addr()).await;
    // The client sends and does not read: the transport fills up both ways, and the sending ends.
    let sent = link.send_until_stuck(&pdu(CommandId::ENQUIRE_LINK, 1, &[]).repeat(4096), 64 << 20).await;
    other.alive().await;
    let state = Control(gateway.http_addr()).get("/gateway/state").await;
    let read = state["smpp"]["pdus"]["in"]["enquire_link"].as_u64().unwrap();
    assert!(read * 16 < sent, "{read} PDUs were read of {sent} octets");
    for _ in 0..10_000 {
        assert_eq!(status(&link.receive().await), 4);
    }
}

#[tokio::test]
async fn http_connections() {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    let gateway = with(|limits| limits.http_connections = 3).await;
    let mut idle = Vec::new();
    for _ in 0..3 {
        idle.push(tokio::net::TcpStream::connect(gateway.http_addr()).await.unwrap());
    }
    // Half of a head is no request either.
    idle[0].write_all(b"GET /gateway/clock HTTP/1.1\r\nHost:").await.unwrap();
    assert_eq!(Control(gateway.http_addr()).get("/gateway/clock").await["mode"], "virtual");
    let wait = std::time::Duration::from_millis(300);
    let closed = |read: std::io::Result<usize>| read.is_err() || read.is_ok_and(|octets| octets == 0);
    assert!(closed(within("the end", idle[0].read(&mut [0])).await), "the one that was idle for longest");
    for other in &mut idle[1..] {
        assert!(
            tokio::time::timeout(wait, other.read(&mut [0])).await.is_err(),
            "the others are still there"
        );
    }
}

#[tokio::test]
async fn http_connections_that_are_at_work_keep_their_place() {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    let gateway = with(|limits| limits.http_connections = 1).await;
    let control = Control(gateway.http_addr());
    let mut works = tokio::net::TcpStream::connect(gateway.http_addr()).await.unwrap();
    // Who is told to go on with the body is at work.
    let body = "{\"to\":\"33500\",\"text\":\"Hi\"}";
    let head = format!(
        "POST /gateway/handset/{HANDSET}/mo HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    works.write_all(head.as_bytes()).await.unwrap();
    let mut go_on = [0; 25];
    within("100", works.read_exact(&mut go_on)).await.unwrap();
    assert_eq!(&go_on, b"HTTP/1.1 100 Continue\r\n\r\n");
    let mut other = std::pin::pin!(control.get("/gateway/clock"));
    let short = std::time::Duration::from_millis(300);
    assert!(tokio::time::timeout(short, other.as_mut()).await.is_err(), "served beside one at work");
    // The answer goes out whole; the connection, idle by then, makes room.
    works.write_all(body.as_bytes()).await.unwrap();
    assert_eq!(other.await["mode"], "virtual");
    let mut answer = String::new();
    within("the answer and the end", works.read_to_string(&mut answer)).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 200") && answer.ends_with("\"}\n"), "{answer}");
}
