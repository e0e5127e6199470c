//! Octets that no client should send. Another session is bound all the while, and must not notice.

use clickatell_gateway::Gateway;
use clickatell_smpp::CommandId;
use clickatell_smpp::pdu::BindKind;

use crate::support::raw::{pdu, status, submit_body, with_status};
use crate::support::{Control, Esme, Raw};

/// Answers of the gateway, octet by octet.
fn nack(status: u32, sequence: u32) -> Vec<u8> {
    with_status(CommandId::GENERIC_NACK, sequence, status, &[])
}

#[tokio::test]
async fn smpp_8_12_a_length_that_leaves_nothing_to_go_on() {
    let gateway = Gateway::start().await.unwrap();
    let mut other = Esme::bound(&gateway, BindKind::Transceiver).await;
    for (length, what) in
        [(u32::MAX, "4 GiB"), (0x7FFF_FFFF, "2 GiB"), (70_001, "above the cap"), (15, "15"), (0, "0")]
    {
        let mut link = Raw::connect(gateway.smpp_addr()).await;
        let mut octets = pdu(CommandId::ENQUIRE_LINK, 8, &[]);
        octets[..4].copy_from_slice(&length.to_be_bytes());
        // More than the gateway reads before it closes: the answer must arrive all the same.
        octets.resize(100_000, 0xAA);
        link.send(&octets).await;
        assert_eq!(link.receive().await, nack(2, 0), "{what}");
        assert_eq!(link.receive().await, b"", "closed after {what}");
        other.alive().await;
    }
    let refusals = Control(gateway.http_addr()).get("/gateway/refusals").await;
    assert_eq!((refusals.as_array().unwrap().len(), &refusals[0]["status"]), (5, &2.into()));
}

#[tokio::test]
async fn a_pdu_that_stops_in_the_middle_disturbs_nobody() {
    let gateway = Gateway::start().await.unwrap();
    let mut other = Esme::bound(&gateway, BindKind::Transceiver).await;
    let whole = pdu(CommandId::BIND_TRANSCEIVER, 1, b"demo\0demo1234\0");
    for cut in [1, 4, 10, 16, 20, whole.len() - 1] {
        let mut link = Raw::connect(gateway.smpp_addr()).await;
        link.send(&whole[..cut]).await;
        link.silent().await;
        other.alive().await;
    }
}

#[tokio::test]
async fn smpp_8_9_unknown_commands_are_nacked_and_unknown_responses_ignored() {
    let gateway = Gateway::start().await.unwrap();
    let mut link = Raw::connect(gateway.smpp_addr()).await;
    for bound in [false, true] {
        if bound {
            let words = ["demo", "demo1234", "3000001"];
            assert_eq!(link.bind(CommandId::BIND_TRANSCEIVER, words, 0x34).await, 0);
        }
        for command in [CommandId::new(0x77), CommandId::DATA_SM, CommandId::DELIVER_SM, CommandId::OUTBIND] {
            link.send(&pdu(command, 11, &[])).await;
            assert_eq!(link.receive().await, nack(3, 11), "{command}");
        }
        link.send(&pdu(CommandId::new(0x8000_0077), 12, &[])).await;
        link.send(&pdu(CommandId::SUBMIT_SM_RESP, 13, b"id\0")).await;
        link.silent().await;
    }
}

#[tokio::test]
async fn smpp_14_6_and_14_7_commands_out_of_place() {
    let gateway = Gateway::start().await.unwrap();
    let mut other = Esme::bound(&gateway, BindKind::Transceiver).await;
    let mut link = Raw::connect(gateway.smpp_addr()).await;
    link.send(&pdu(CommandId::SUBMIT_SM, 13, &submit_body(0, b"no"))).await;
    assert_eq!(link.receive().await, with_status(CommandId::SUBMIT_SM_RESP, 13, 4, &[]));
    link.send(&pdu(CommandId::ENQUIRE_LINK, 14, &[])).await;
    assert_eq!(link.receive().await, with_status(CommandId::ENQUIRE_LINK_RESP, 14, 4, &[]));
    link.send(&pdu(CommandId::UNBIND, 15, &[])).await;
    assert_eq!(link.receive().await, with_status(CommandId::UNBIND_RESP, 15, 4, &[]));
    assert_eq!(link.receive().await, b"");
    other.alive().await;
    other.unbind().await;

    let mut link = Raw::connect(gateway.smpp_addr()).await;
    let words = ["demo", "demo1234", "3000001"];
    assert_eq!(link.bind(CommandId::BIND_RECEIVER, words, 0x34).await, 0);
    assert_eq!(link.bind(CommandId::BIND_TRANSMITTER, words, 0x34).await, 5, "a second bind");
    link.send(&pdu(CommandId::SUBMIT_SM, 16, &submit_body(0, b"no"))).await;
    assert_eq!(status(&link.receive().await), 4, "a receiver does not submit");
}

#[tokio::test]
async fn smpp_14_codes_of_malformed_messages() {
    let gateway = Gateway::start().await.unwrap();
    let mut other = Esme::bound(&gateway, BindKind::Transceiver).await;
    other.alive().await;
    other.unbind().await;
    let mut link = Raw::connect(gateway.smpp_addr()).await;
    assert_eq!(link.bind(CommandId::BIND_TRANSCEIVER, ["demo", "demo1234", "3000001"], 0x34).await, 0);
    let good = submit_body(0, b"no");
    let payload = |length: u8, value: &[u8]| [&[0x04, 0x24, 0, length], value].concat();
    let long = |address: &str| {
        let text = String::from_utf8(good.clone()).unwrap();
        text.replace(address, &address.repeat(5)).into_bytes()
    };
    let cases: [(Vec<u8>, u32, &str); 8] = [
        ([good.clone(), payload(2, b"no")].concat(), 0xC1, "both bodies"),
        (good[..good.len() - 2].to_vec(), 0x02, "sm_length claims more than there is"),
        (good[..12].to_vec(), 0x0B, "cut short in the destination"),
        (long("ACME"), 0x0A, "a source of 20 characters and more"),
        (long("279991234567"), 0x0B, "a destination of 60 digits"),
        (
            [submit_body(0, b""), payload(9, b"no")].concat(),
            0xC2,
            "a parameter that claims more than there is",
        ),
        ([good.clone(), vec![4, 0x24, 0]].concat(), 0xC2, "three octets that are no parameter"),
        (submit_body(0, b""), 0x01, "no body at all"),
    ];
    for (body, expected, what) in cases {
        link.send(&pdu(CommandId::SUBMIT_SM, 16, &body)).await;
        assert_eq!(link.receive().await, with_status(CommandId::SUBMIT_SM_RESP, 16, expected, &[]), "{what}");
    }
    // The session is none the worse for it.
    link.send(&pdu(CommandId::SUBMIT_SM, 17, &good)).await;
    let accepted = link.receive().await;
    assert_eq!((status(&accepted), accepted.len()), (0, 16 + 33));
    let control = Control(gateway.http_addr());
    assert_eq!(control.get("/gateway/messages").await.as_array().unwrap().len(), 1);
    let refusals = control.get("/gateway/refusals").await;
    let first = &refusals[0];
    assert_eq!((&first["clause"], &first["account"]), (&"SMPP-11-5".into(), &"demo".into()));
    assert_eq!(first["name"], "ESME_ROPTPARNOTALLWD");
    assert!(first["octets"].as_str().unwrap().ends_with("042400026e6f"));
}

#[tokio::test]
async fn octets_may_come_one_by_one() {
    let gateway = Gateway::start().await.unwrap();
    let mut link = Raw::connect(gateway.smpp_addr()).await;
    assert_eq!(link.bind(CommandId::BIND_TRANSMITTER, ["demo", "demo1234", "3000001"], 0x34).await, 0);
    for octet in pdu(CommandId::SUBMIT_SM, 15, &submit_body(0, b"slowly")) {
        link.send(&[octet]).await;
        tokio::task::yield_now().await;
    }
    assert_eq!(status(&link.receive().await), 0);
}
