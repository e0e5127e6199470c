//! What is held for a client, and how it goes out.

use clickatell_gateway::Gateway;
use clickatell_smpp::pdu::{BindKind, DeliverSm};
use clickatell_smpp::value::EsmFeatures;
use clickatell_smpp::{CommandId, CommandStatus, PduBuf, Tolerance};
use serde_json::json;

use crate::support::raw::{pdu, with_status};
use crate::support::{Control, Esme, HANDSET, Raw};

const MO_NUMBER: &str = "447624803759";

async fn mo(control: Control, text: &str) {
    let path = format!("/gateway/handset/{HANDSET}/mo");
    let sent = control.post(&path, &json!({ "to": MO_NUMBER, "text": text })).await;
    assert_eq!(sent["id"].as_str().unwrap().len(), 32);
}

#[tokio::test]
async fn smpp_5_20_a_handset_s_message_reaches_the_client() {
    let gateway = Gateway::start().await.unwrap();
    let control = Control(gateway.http_addr());
    let mut esme = Esme::bound(&gateway, BindKind::Transceiver).await;
    mo(control, "Yes, 5€ please").await;
    let got = esme.receive(CommandStatus::ESME_ROK).await;
    assert_eq!((got.from.as_str(), got.to.as_str(), got.data_coding), (HANDSET, MO_NUMBER, 0));
    assert_eq!(got.text, b"Yes, 5\x1B\x65 please");
    mo(control, "Да ☃").await;
    let got = esme.receive(CommandStatus::ESME_ROK).await;
    assert_eq!((got.data_coding, got.text), (8, vec![0x04, 0x14, 0x04, 0x30, 0, 0x20, 0x26, 0x03]));
    mo(control, &"long ".repeat(60)).await;
    assert_eq!(esme.receive(CommandStatus::ESME_ROK).await.text.len(), 300);
}

#[tokio::test]
async fn smpp_13_3_a_number_is_of_no_use_without_two_way_messaging() {
    // SMPP-13-3
    let one_way = |config: &mut clickatell_gateway::config::Config| config.accounts[0].two_way = false;
    let gateway = Gateway::builder().configure(one_way).start().await.unwrap();
    let control = Control(gateway.http_addr());
    let mut esme = Esme::bound(&gateway, BindKind::Transceiver).await;
    let (path, body) =
        (format!("/gateway/handset/{HANDSET}/mo"), format!("{{\"to\":\"{MO_NUMBER}\",\"text\":\"Yes\"}}"));
    let (status, _) = control.request("POST", &path, &["Content-Type: application/json"], &body).await;
    assert_eq!(status, 409);
    esme.receives_nothing().await;
}

/// A message may come at any moment of the delivery of the one before it; none may be overlooked.
#[tokio::test]
async fn whenever_a_message_comes_it_goes_out() {
    let gateway = Gateway::start().await.unwrap();
    let control = Control(gateway.http_addr());
    let mut esme = Esme::bound(&gateway, BindKind::Receiver).await;
    for number in 0..300 {
        mo(control, &number.to_string()).await;
        assert_eq!(esme.receive(CommandStatus::ESME_ROK).await.text, number.to_string().as_bytes());
    }
}

#[tokio::test]
async fn smpp_13_5_in_order_one_response_for_each_and_the_rest_stays() {
    let gateway = Gateway::start().await.unwrap();
    let control = Control(gateway.http_addr());
    for text in ["one", "two", "three"] {
        mo(control, text).await;
    }
    let mut first = Esme::bound(&gateway, BindKind::Receiver).await;
    assert_eq!(first.receive(CommandStatus::ESME_ROK).await.text, b"one");
    assert_eq!(first.receive_silently().await.text, b"two");
    first.receives_nothing().await;
    first.hang_up().await;

    let mut second = Esme::bound(&gateway, BindKind::Receiver).await;
    assert_eq!(second.receive(CommandStatus::ESME_ROK).await.text, b"two", "not answered: held");
    assert_eq!(second.receive(CommandStatus::ESME_ROK).await.text, b"three");
    second.receives_nothing().await;
}

#[tokio::test]
async fn smpp_14_23_to_25_what_a_client_s_answer_means() {
    let gateway = Gateway::start().await.unwrap();
    let control = Control(gateway.http_addr());
    let mut esme = Esme::bound(&gateway, BindKind::Transceiver).await;
    for temporary in [0x64, 0x08, 0x14, 0x58] {
        mo(control, "later").await;
        assert_eq!(esme.receive(CommandStatus::new(temporary)).await.text, b"later", "{temporary:#x}");
        // The answer has arrived before the clock moves.
        esme.alive().await;
        control.advance("59s").await;
        esme.receives_nothing().await;
        // Written before the clock's answer is.
        let fired = control.advance("1s").await;
        assert_eq!(fired[0]["what"], "retry", "{temporary:#x}");
        assert_eq!(esme.receive(CommandStatus::ESME_ROK).await.text, b"later", "{temporary:#x}");
    }
    for permanent in [0x65, 0x66, 0x01] {
        mo(control, "never").await;
        assert_eq!(esme.receive(CommandStatus::new(permanent)).await.text, b"never", "{permanent:#x}");
        esme.alive().await;
        control.advance("1h").await;
        esme.receives_nothing().await;
    }
    let events = control.request("GET", "/gateway/events?kinds=delivery&limit=1000", &[], "").await.1;
    let dropped = events.lines().filter(|line| line.contains("\"dropped\"")).count();
    let delivered = events.lines().filter(|line| line.contains("\"delivered\"")).count();
    assert_eq!((dropped, delivered), (3, 4));
}

#[tokio::test]
async fn a_refused_item_is_due_at_once_for_a_new_bind() {
    let gateway = Gateway::start().await.unwrap();
    let control = Control(gateway.http_addr());
    mo(control, "again").await;
    let mut first = Esme::bound(&gateway, BindKind::Receiver).await;
    first.receive(CommandStatus::ESME_RX_T_APPN).await;
    first.alive().await;
    first.unbind().await;
    let mut second = Esme::bound(&gateway, BindKind::Receiver).await;
    assert_eq!(second.receive(CommandStatus::ESME_ROK).await.text, b"again");
}

#[tokio::test]
async fn smpp_13_4_seven_days_and_no_longer() {
    // SMPP-13-4
    for (wait, held) in [("604799s", true), ("604800s", false)] {
        let gateway = Gateway::start().await.unwrap();
        let control = Control(gateway.http_addr());
        mo(control, "waiting").await;
        let mut sender = Esme::bound(&gateway, BindKind::Transmitter).await;
        sender.alive().await;
        control.advance(wait).await;
        let mut esme = Esme::bound(&gateway, BindKind::Receiver).await;
        if held {
            assert_eq!(esme.receive(CommandStatus::ESME_ROK).await.text, b"waiting");
        } else {
            esme.receives_nothing().await;
            let events = control.request("GET", "/gateway/events?kinds=delivery", &[], "").await.1;
            assert!(events.lines().last().unwrap().contains("\"expired\""), "{events}");
        }
        // Seven days of the gateway's clock are no time for a link.
        sender.alive().await;
    }
}

#[tokio::test]
async fn smpp_4_15_a_receipt_waits_seven_days_and_no_longer() {
    // SMPP-4-15
    for (wait, held) in [("604798s", true), ("604800s", false)] {
        let gateway = Gateway::start().await.unwrap();
        let control = Control(gateway.http_addr());
        // The connection has a receiver, which is away.
        Esme::bound(&gateway, BindKind::Receiver).await.unbind().await;
        let mut sender = Esme::bound(&gateway, BindKind::Transmitter).await;
        let mut pdu = crate::support::esme::message("Hi");
        pdu.registered_delivery = clickatell_smpp::value::RegisteredDelivery::FINAL;
        assert!(sender.submit_pdu(&pdu).await.is_ok());
        // Within this second the message ends, and its receipt arrives.
        control.advance("1s").await;
        control.advance(wait).await;
        let mut esme = Esme::bound(&gateway, BindKind::Receiver).await;
        if held {
            assert!(esme.receive(CommandStatus::ESME_ROK).await.receipt.is_some());
        } else {
            esme.receives_nothing().await;
        }
    }
}

#[tokio::test]
async fn a_receipt_for_a_client_of_3_3_has_no_parameters() {
    use crate::support::raw::{status, submit_body};

    let gateway = Gateway::start().await.unwrap();
    let control = Control(gateway.http_addr());
    let words = ["demo", "demo1234", "3000001"];
    let (mut receiver, mut sender) =
        (Raw::connect(gateway.smpp_addr()).await, Raw::connect(gateway.smpp_addr()).await);
    assert_eq!(receiver.bind(CommandId::BIND_RECEIVER, words, 0x33).await, 0);
    assert_eq!(sender.bind(CommandId::BIND_TRANSMITTER, words, 0x33).await, 0);
    sender.send(&pdu(CommandId::SUBMIT_SM, 2, &submit_body(1, b"Hi"))).await;
    assert_eq!(status(&sender.receive().await), 0);
    let advance = control.advance("1s");
    let receive = async {
        let receipt = receiver.receive().await;
        let sequence = u32::from_be_bytes(receipt[12..16].try_into().unwrap());
        receiver.send(&pdu(CommandId::DELIVER_SM_RESP, sequence, &[0])).await;
        receipt
    };
    let (_, receipt) = tokio::join!(advance, receive);
    assert!(receipt.ends_with(b"text:Hi"), "{}", receipt.escape_ascii());
}

#[tokio::test]
async fn smpp_5_16_who_only_transmits_asks_for_no_receipt() {
    let gateway = Gateway::start().await.unwrap();
    let mut sender = Esme::bound(&gateway, BindKind::Transmitter).await;
    let mut pdu = crate::support::esme::message("Hi");
    pdu.registered_delivery = clickatell_smpp::value::RegisteredDelivery::FINAL;
    assert_eq!(sender.submit_pdu(&pdu).await, Err(CommandStatus::ESME_RINVREGDLVFLG));
    let receiver = Esme::bound(&gateway, BindKind::Receiver).await;
    assert!(sender.submit_pdu(&pdu).await.is_ok());
    // A receiver that is away does not make it a transmitter only (A-S6).
    receiver.unbind().await;
    assert!(sender.submit_pdu(&pdu).await.is_ok());
}

/// The next part that a client of SMPP 3.3 gets, answered with this status.
async fn part(link: &mut Raw, answer: u32) -> Vec<u8> {
    let octets = link.receive().await;
    let sequence = u32::from_be_bytes(octets[12..16].try_into().unwrap());
    link.send(&with_status(CommandId::DELIVER_SM_RESP, sequence, answer, &[0])).await;
    let pdu = PduBuf::new(&octets).unwrap();
    let deliver: DeliverSm<'_> = pdu.frame().decode_as(&Tolerance::STRICT, &mut ()).unwrap();
    assert!(deliver.tlvs.is_empty() && deliver.esm_class.features() == EsmFeatures::UDHI);
    deliver.text_octets().to_vec()
}

async fn delivered(control: Control) -> usize {
    let events = control.request("GET", "/gateway/events?kinds=delivery&limit=1000", &[], "").await.1;
    events.lines().filter(|line| line.contains("\"delivered\"")).count()
}

async fn nothing_is_held(control: Control) {
    for _ in 0..500 {
        if control.get("/gateway/state").await["accounts"][0]["held"] == 0 {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    panic!("something is still held");
}

#[tokio::test]
async fn smpp_11_8_a_client_of_3_3_gets_a_long_text_in_parts_each_answered_by_itself() {
    let gateway = Gateway::start().await.unwrap();
    let control = Control(gateway.http_addr());
    let words = ["demo", "demo1234", "3000001"];
    let mut link = Raw::connect(gateway.smpp_addr()).await;
    assert_eq!(link.bind(CommandId::BIND_RECEIVER, words, 0x33).await, 0);
    let text = "long ".repeat(60);
    mo(control, &text).await;
    let first = part(&mut link, 0).await;
    let second = part(&mut link, CommandStatus::ESME_RX_T_APPN.get()).await;
    assert_eq!((&first[..3], &first[4..6], first.len()), (&[5, 0, 3][..], &[2, 1][..], 159));
    assert_eq!((&second[..4], &second[4..6]), (&first[..4], &[2, 2][..]));
    assert_eq!([&first[6..], &second[6..]].concat(), text.as_bytes());
    link.send(&pdu(CommandId::ENQUIRE_LINK, 2, &[])).await;
    link.receive().await;
    assert_eq!(delivered(control).await, 0, "one part of two");
    control.advance("60s").await;
    assert_eq!(part(&mut link, 0).await, second, "what was taken does not come again");
    nothing_is_held(control).await;
    assert_eq!(delivered(control).await, 1);

    // What is left when the client goes away is the next one's, whatever it speaks.
    mo(control, &text).await;
    let first = part(&mut link, 0).await;
    link.receive().await;
    link.send(&pdu(CommandId::UNBIND, 3, &[])).await;
    while !link.receive().await.is_empty() {}
    let mut esme = Esme::bound(&gateway, BindKind::Receiver).await;
    let second = esme.receive(CommandStatus::ESME_ROK).await.text;
    assert_eq!((&second[..4], &second[4..6]), (&first[..4], &[2, 2][..]));
    assert_eq!([&first[6..], &second[6..]].concat(), text.as_bytes());
    esme.receives_nothing().await;
    nothing_is_held(control).await;
}

#[tokio::test]
async fn a_handset_sends_octets_character_sets_and_headers() {
    let gateway = Gateway::start().await.unwrap();
    let control = Control(gateway.http_addr());
    let mut link = Raw::connect(gateway.smpp_addr()).await;
    assert_eq!(link.bind(CommandId::BIND_RECEIVER, ["demo", "demo1234", "3000001"], 0x34).await, 0);
    let path = format!("/gateway/handset/{HANDSET}/mo");
    for (said, esm_class, data_coding, text) in [
        (json!({ "hex": "00FF10", "network": "655001" }), 0, 4, &b"\x00\xFF\x10"[..]),
        (json!({ "text": "a", "charset": "UTF-16BE" }), 0, 8, b"\0a"),
        (json!({ "hex": "53ec", "charset": "ISO-8859-1" }), 0, 3, b"S\xEC"),
        (json!({ "text": "Hi", "udh": "050003070201" }), 0x40, 0, b"\x05\0\x03\x07\x02\x01Hi"),
    ] {
        let mut body = said.clone();
        body["to"] = MO_NUMBER.into();
        control.post(&path, &body).await;
        let octets = link.receive().await;
        let sequence = u32::from_be_bytes(octets[12..16].try_into().unwrap());
        link.send(&pdu(CommandId::DELIVER_SM_RESP, sequence, &[0])).await;
        let pdu = PduBuf::new(&octets).unwrap();
        let deliver: DeliverSm<'_> = pdu.frame().decode_as(&Tolerance::STRICT, &mut ()).unwrap();
        assert_eq!((deliver.esm_class.get(), deliver.data_coding.get()), (esm_class, data_coding), "{said}");
        assert_eq!(deliver.text_octets(), text, "{said}");
    }
    let events = control.request("GET", "/gateway/events?kinds=mo", &[], "").await.1;
    let first: serde_json::Value = serde_json::from_str(events.lines().next().unwrap()).unwrap();
    assert_eq!(
        (&first["detail"]["network"], &first["detail"]["octets"]),
        (&json!("655001"), &json!("00ff10"))
    );
    for (body, why) in [
        (r#"{"to":"33500"}"#, "text or hex"),
        (r#"{"to":"33500","text":"a","hex":"00"}"#, "text or hex"),
        (r#"{"to":"33500","hex":"0"}"#, "hex: "),
        (r#"{"to":"33500","text":"a","charset":"UTF-8"}"#, "charset: one of ISO-8859-1, UTF-16BE, 8-BIT"),
        (r#"{"to":"33500","text":"a","udh":"0500"}"#, "udh: "),
    ] {
        let (status, answer) =
            control.request("POST", &path, &["Content-Type: application/json"], body).await;
        assert!(status == 422 && answer.contains(why), "{body}: {status} {answer}");
    }
}
