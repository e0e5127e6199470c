//! Messages from submit to handset.

use clickatell_gateway::{ClockMode, Gateway};
use clickatell_smpp::pdu::BindKind;
use clickatell_smpp::profile::clickatell::ErrorCode;
use clickatell_smpp::value::{DataCoding, EsmClass};
use clickatell_smpp::{COctets, CommandStatus, ShortMessage};
use serde_json::json;

use crate::support::esme::message;
use crate::support::{Control, Esme, HANDSET};

#[tokio::test]
async fn a_message_is_accepted_charged_received_and_reported() {
    // To a test number: statuses as of any other, and one receipt (SMPP-3-13). It has a status at once (SMPP-15-1).
    let gateway = Gateway::start().await.unwrap();
    let control = Control(gateway.http_addr());
    let mut esme = Esme::bound(&gateway, BindKind::Transceiver).await;
    let id = esme.submit("Hello World", 1).await;
    assert_eq!(id.len(), 32);
    assert_eq!(esme.query(&id, "ACME").await, Ok((1, 8, String::new())));
    let record = control.get(&format!("/gateway/messages/{id}")).await;
    assert_eq!(
        (&record["from"], &record["to"], &record["text"]),
        (&json!("ACME"), &json!(HANDSET), &json!("Hello World"))
    );
    assert_eq!(
        (&record["status"], &record["charge"], &record["parts"]),
        (&json!(8), &json!("0.333333"), &json!(1))
    );
    esme.receives_nothing().await;

    assert_eq!(gateway.advance(std::time::Duration::from_millis(1)).await, Ok(0));
    let fired = control.advance("1s").await;
    assert_eq!(fired.iter().map(|it| it["status"].clone()).collect::<Vec<_>>(), [3, 4]);
    let record = control.get(&format!("/gateway/messages/{id}")).await;
    let statuses: Vec<_> =
        record["history"].as_array().unwrap().iter().map(|it| it["status"].clone()).collect();
    assert_eq!(statuses, [8, 3, 4]);
    let receipt = esme.receive(CommandStatus::ESME_ROK).await;
    assert_eq!((receipt.from.as_str(), receipt.to.as_str()), (HANDSET, "ACME"));
    assert_eq!(receipt.receipt, Some((id.clone(), 2)));
    let text = format!(
        "id:{id} sub:001 dlvrd:001 submit date:1104201030 done date:1104201030 stat:DELIVRD err:004 text:Hello World"
    );
    assert_eq!(String::from_utf8(receipt.text).unwrap(), text);
    let (state, error, date) = esme.query(&id, "").await.unwrap();
    assert_eq!((state, error, date.starts_with("1104201030"), date.len()), (2, 4, true, 16));
    let state = control.get("/gateway/state").await;
    assert_eq!(state["accounts"][0]["balance"], "999.666667");
    control.advance("1d").await;
    esme.receives_nothing().await;
    assert_eq!(control.get("/gateway/messages").await[0]["status"], 4);
    esme.unbind().await;
}

#[tokio::test]
async fn by_the_machine_s_clock_nobody_moves_it() {
    let gateway = Gateway::builder().clock(ClockMode::System).seed(None).start().await.unwrap();
    let control = Control(gateway.http_addr());
    let mut esme = Esme::bound(&gateway, BindKind::Transceiver).await;
    let id = esme.submit("soon", 1).await;
    // By its plan it takes less than a second; how much more, the machine decides.
    let found = control.get(&format!("/gateway/messages?to={HANDSET}&status=004&wait=50s&count=1")).await;
    assert_eq!(found[0]["id"], id);
    assert_eq!(esme.receive(CommandStatus::ESME_ROK).await.receipt, Some((id, 2)));
}

#[tokio::test]
async fn smpp_3_8_no_receipt_unless_asked_for() {
    let gateway = Gateway::start().await.unwrap();
    let control = Control(gateway.http_addr());
    let mut esme = Esme::bound(&gateway, BindKind::Transceiver).await;
    let id = esme.submit("quietly", 0).await;
    esme.submit("only if it fails", 2).await;
    control.advance("1s").await;
    esme.receives_nothing().await;
    assert_eq!(esme.query(&id, "ACME").await.unwrap().0, 2);
}

#[tokio::test]
async fn smpp_14_12_queries_that_find_nothing() {
    let gateway = Gateway::start().await.unwrap();
    let mut esme = Esme::bound(&gateway, BindKind::Transceiver).await;
    let id = esme.submit("mine", 0).await;
    for (id, source) in
        [("zzz", "ACME"), ("00000000000000000000000000000000", ""), (id.as_str(), "Other"), ("", "")]
    {
        assert_eq!(esme.query(id, source).await, Err(CommandStatus::ESME_RINVMSGID), "{id} {source}");
    }
}

#[tokio::test]
async fn smpp_14_1_what_is_refused_costs_nothing_and_leaves_no_message() {
    // SMPP-14-1, SOAP-11-0
    let config = "[numbers]\nblocked = [\"27721230001\"]\n[prices]\nstandard = 600\n[listen]\nsmpp = \"127.0.0.1:0\"\n\
                  http = \"127.0.0.1:0\"\n";
    let gateway = Gateway::builder().config(config.parse().unwrap()).start().await.unwrap();
    let control = Control(gateway.http_addr());
    let mut esme = Esme::bound(&gateway, BindKind::Transceiver).await;
    let mut pdu = message("Hi");
    pdu.source.addr = COctets::try_from("Acme").unwrap();
    assert_eq!(esme.submit_pdu(&pdu).await, Err(ErrorCode::ROUTERR.status()));
    let mut pdu = message("Hi");
    pdu.destination.addr = COctets::try_from("27721230001").unwrap();
    assert_eq!(esme.submit_pdu(&pdu).await, Err(ErrorCode::ROUTERR.status()));
    pdu.destination.addr = COctets::try_from("27831234567").unwrap();
    assert!(esme.submit_pdu(&pdu).await.is_ok());
    assert_eq!(esme.submit_pdu(&pdu).await, Err(ErrorCode::NOCR.status()), "400 are left, 600 are needed");
    let state = control.get("/gateway/state").await;
    assert_eq!(
        (&state["accounts"][0]["balance"], &state["messages"]["on_their_way"]),
        (&json!("400.000000"), &json!(1))
    );
    assert_eq!(control.get("/gateway/messages").await.as_array().unwrap().len(), 1);
    let names: Vec<_> = control
        .get("/gateway/refusals")
        .await
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["name"].clone())
        .collect();
    assert_eq!(names, ["ESME_ROUTERR", "ESME_ROUTERR", "ESME_NOCR"]);
}

#[tokio::test]
async fn a_plus_before_the_destination_is_named_as_the_reason() {
    let standard = clickatell_gateway::config::SmppProfile::Standard;
    let gateway =
        Gateway::builder().configure(|config| config.smpp.profile = standard).start().await.unwrap();
    let mut esme = Esme::bound(&gateway, BindKind::Transceiver).await;
    let mut pdu = message("Hi");
    pdu.destination.addr = COctets::try_from("+27721230001").unwrap();
    assert_eq!(esme.submit_pdu(&pdu).await, Err(CommandStatus::ESME_RINVDSTADR));
    let refusals = Control(gateway.http_addr()).get("/gateway/refusals").await;
    assert!(refusals[0]["reason"].as_str().unwrap().ends_with("without a plus"), "{refusals}");
}

#[tokio::test]
async fn the_handset_shows_parts_as_one_message() {
    let gateway = Gateway::start().await.unwrap();
    let control = Control(gateway.http_addr());
    let mut esme = Esme::bound(&gateway, BindKind::Transceiver).await;
    let mut ids = Vec::new();
    for (header, text) in [
        (b"\x05\0\x03\x33\x02\x02", "world"),
        (b"\x05\0\x03\x33\x02\x01", "Hello, "),
        (b"\x05\0\x03\x34\x02\x01", "lost"),
    ] {
        let octets = [header.as_slice(), text.as_bytes()].concat();
        let mut pdu = message("");
        pdu.short_message = ShortMessage::new(&octets).unwrap();
        pdu.esm_class = EsmClass::new(0x40);
        ids.push(esme.submit_pdu(&pdu).await.unwrap());
    }
    let russian = [0x04, 0x14, 0x04, 0x30];
    let mut pdu = message("");
    pdu.short_message = ShortMessage::new(&russian).unwrap();
    pdu.data_coding = DataCoding::UCS2;
    ids.push(esme.submit_pdu(&pdu).await.unwrap());
    assert_eq!(control.get(&format!("/gateway/handset/{HANDSET}")).await["messages"], json!([]));
    control.advance("1s").await;
    let inbox = control.get(&format!("/gateway/handset/{HANDSET}")).await;
    let shown: Vec<_> = inbox["messages"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| (it["text"].as_str().unwrap(), it["complete"].as_bool().unwrap()))
        .collect();
    assert_eq!(shown.len(), 3);
    for expected in [("Hello, world", true), ("Да", true), ("lost", false)] {
        assert!(shown.contains(&expected), "{expected:?} in {shown:?}");
    }
}

#[tokio::test]
async fn one_seed_gives_the_same_ids() {
    let run = || async {
        let gateway = Gateway::builder().seed(Some(42)).start().await.unwrap();
        let mut esme = Esme::bound(&gateway, BindKind::Transmitter).await;
        let ids = [esme.submit("a", 0).await, esme.submit("b", 0).await];
        let fired = Control(gateway.http_addr()).advance("1s").await;
        drop(gateway);
        (ids, fired)
    };
    let (first, second) = (run().await, run().await);
    assert_eq!(first, second);
    assert_eq!(first.1.len(), 4);
}
