//! Who may bind.

use clickatell_gateway::Gateway;
use clickatell_smpp::pdu::BindKind;
use clickatell_smpp::session::EndReason;
use clickatell_smpp::{CommandId, CommandStatus};
use serde_json::json;

use crate::support::raw::{pdu, status};
use crate::support::{Control, Esme, Raw, within};

const RIGHT: [&str; 3] = ["demo", "demo1234", "3000001"];

#[tokio::test]
async fn smpp_9_wrong_credentials_each_with_their_code() {
    let gateway = Gateway::start().await.unwrap();
    let mut esme = Esme::connect(gateway.smpp_addr(), &gateway).await;
    for (words, expected) in [
        (["demo", "wrong", "3000001"], CommandStatus::ESME_RINVPASWD),
        (["nobody", "demo1234", "3000001"], CommandStatus::ESME_RINVSYSID),
        // SMPP-5-1: a connection of its own for SMPP.
        (["demo", "demo1234", "9999999"], CommandStatus::ESME_RINVSYSTYP),
        (["demo", "demo1234", "3000002"], CommandStatus::ESME_RINVSYSTYP),
    ] {
        // A-S1: on one connection, each is judged anew.
        if words[2] == "3000002" {
            assert_eq!(esme.bind(BindKind::Transceiver, RIGHT).await, CommandStatus::ESME_ROK);
            esme.unbind().await;
            esme = Esme::connect(gateway.smpp_addr(), &gateway).await;
        }
        assert_eq!(esme.bind(BindKind::Transceiver, words).await, expected, "{words:?}");
    }
    let refusals = Control(gateway.http_addr()).get("/gateway/refusals").await;
    let octets = refusals[0]["octets"].as_str().unwrap();
    assert!(octets.contains("64656d6f002a2a2a2a2a00"), "the password is masked: {octets}");
    assert!(!refusals.to_string().contains("77726f6e67"), "nowhere does it show");
    assert_eq!(refusals[0]["clause"], "SMPP-9-7");
}

#[tokio::test]
async fn smpp_9_8_locked_out_for_180_seconds_of_the_gateway_s_clock() {
    // SMPP-9-8
    let gateway = Gateway::start().await.unwrap();
    let control = Control(gateway.http_addr());
    for _ in 0..3 {
        let mut link = Raw::connect(gateway.smpp_addr()).await;
        // SMPP-9-3: a password of nine characters is refused by the session machine; it counts as well.
        assert_eq!(
            link.bind(CommandId::BIND_TRANSCEIVER, ["demo", "demo12345", "3000001"], 0x34).await,
            0x0E
        );
    }
    for (wait, expected) in [("1s", 0x0D), ("178s", 0x0D), ("1s", 0)] {
        control.advance(wait).await;
        let mut link = Raw::connect(gateway.smpp_addr()).await;
        assert_eq!(link.bind(CommandId::BIND_TRANSCEIVER, RIGHT, 0x34).await, expected, "after {wait} more");
        if expected != 0 {
            assert_eq!(link.receive().await, b"", "closed");
        }
        // Another user of the same address is not concerned.
        let mut other = Raw::connect(gateway.smpp_addr()).await;
        assert_eq!(other.bind(CommandId::BIND_TRANSCEIVER, ["nobody", "x", "1"], 0x34).await, 0x0F);
        if expected == 0 {
            break;
        }
        control.advance("0s").await;
    }
}

#[tokio::test]
async fn a_reset_ends_a_lockout_of_one_account_or_of_all() {
    let gateway = Gateway::start().await.unwrap();
    let control = Control(gateway.http_addr());
    let resets =
        [json!({}), json!({ "account": "demo" }), json!({ "account": "demo", "scope": ["lockouts"] })];
    for reset in resets {
        for (words, expected) in
            [["demo", "wrong", "3000001"]; 3].map(|words| (words, 0x0E)).into_iter().chain([(RIGHT, 0x0D)])
        {
            let mut link = Raw::connect(gateway.smpp_addr()).await;
            assert_eq!(link.bind(CommandId::BIND_TRANSCEIVER, words, 0x34).await, expected);
        }
        let other = control.post("/gateway/reset", &json!({ "scope": ["balances"] })).await;
        assert_eq!(other["lockouts"], 0);
        let cleared = control.post("/gateway/reset", &reset).await;
        assert_eq!(cleared["lockouts"], 1, "{reset}");
        let mut link = Raw::connect(gateway.smpp_addr()).await;
        assert_eq!(link.bind(CommandId::BIND_TRANSCEIVER, RIGHT, 0x34).await, 0, "{reset}");
        drop(link);
        until_nobody_is_bound(control).await;
    }
}

async fn until_nobody_is_bound(control: Control) {
    let all_gone = async {
        while control.get("/gateway/state").await["smpp"]["binds"] != json!([]) {
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
    };
    within("the end of the session", all_gone).await;
}

#[tokio::test]
async fn smpp_9_9_a_bind_that_succeeds_ends_the_row_of_failures() {
    // SMPP-9-9
    let gateway = Gateway::start().await.unwrap();
    let wrong = ["demo", "wrong", "3000001"];
    for (words, expected) in [wrong, wrong, RIGHT, wrong, wrong, RIGHT].map(|words| (words, words == wrong)) {
        let mut link = Raw::connect(gateway.smpp_addr()).await;
        let expected = if expected { 0x0E } else { 0 };
        assert_eq!(link.bind(CommandId::BIND_TRANSCEIVER, words, 0x34).await, expected);
        link.send(&pdu(CommandId::UNBIND, 2, &[])).await;
        while !link.receive().await.is_empty() {}
    }
}

#[tokio::test]
async fn smpp_d2_bind_2_3_and_10() {
    let gateway = Gateway::start().await.unwrap();
    let mut first = Raw::connect(gateway.smpp_addr()).await;
    assert_eq!(first.bind(CommandId::BIND_TRANSMITTER, RIGHT, 0x34).await, 0);
    assert_eq!(first.bind(CommandId::BIND_RECEIVER, RIGHT, 0x34).await, 5, "2: this connection is bound");
    let mut second = Raw::connect(gateway.smpp_addr()).await;
    assert_eq!(second.bind(CommandId::BIND_TRANSMITTER, RIGHT, 0x34).await, 5, "10: the kind is bound");
    assert_eq!(second.bind(CommandId::BIND_TRANSCEIVER, RIGHT, 0x34).await, 5, "10: mixed");
    assert_eq!(second.bind(CommandId::BIND_RECEIVER, RIGHT, 0x34).await, 0);
    let mut third = Raw::connect(gateway.smpp_addr()).await;
    let long_user = ["sixteen-letters!", "x", "1"];
    assert_eq!(third.bind(CommandId::BIND_RECEIVER, long_user, 0x34).await, 0x0F, "3: system_id");
    let long_type = ["demo", "demo1234", "1234567890123"];
    assert_eq!(third.bind(CommandId::BIND_RECEIVER, long_type, 0x34).await, 0x53, "3: system_type");
    third.send(&pdu(CommandId::BIND_RECEIVER, 1, b"demo\0demo1234\x003000001\0\x34")).await;
    assert_eq!(status(&third.receive().await), 0x02, "3: the rest cut short");
    drop(first);
}

#[tokio::test]
async fn smpp_3_6_peers_that_are_not_listed_get_nothing() {
    // SMPP-3-6
    let listed = |peer: &str| {
        let peer = peer.parse().unwrap();
        Gateway::builder().configure(|config| config.smpp.peers = [peer].into()).start()
    };
    let gateway = listed("192.0.2.1").await.unwrap();
    assert_eq!(Raw::connect(gateway.smpp_addr()).await.receive().await, b"");
    let gateway = listed("127.0.0.1").await.unwrap();
    Esme::bound(&gateway, BindKind::Transceiver).await.alive().await;
}

#[tokio::test]
async fn smpp_4_1_versions() {
    let gateway = Gateway::start().await.unwrap();
    let name = b"Clickatell\0";
    for (command, version, status, tail) in [
        (CommandId::BIND_TRANSMITTER, 0x34, 0, [name.as_slice(), &[0x02, 0x10, 0, 1, 0x34]].concat()),
        (CommandId::BIND_TRANSMITTER, 0x33, 0, name.to_vec()),
        (CommandId::BIND_RECEIVER, 0x00, 0, name.to_vec()),
        (CommandId::BIND_TRANSCEIVER, 0x33, 0x0D, Vec::new()),
        (CommandId::BIND_TRANSCEIVER, 0x50, 0, [name.as_slice(), &[0x02, 0x10, 0, 1, 0x34]].concat()),
    ] {
        let mut link = Raw::connect(gateway.smpp_addr()).await;
        link.send(&pdu(
            command,
            1,
            &[b"demo\0demo1234\x003000001\0".as_slice(), &[version, 0, 0, 0]].concat(),
        ))
        .await;
        let response = link.receive().await;
        assert_eq!(response[8..12], u32::to_be_bytes(status), "{command} {version:#x}");
        assert_eq!(response[16..], tail, "{command} {version:#x}");
        link.send(&pdu(CommandId::UNBIND, 2, &[])).await;
        link.receive().await;
        link.receive().await;
    }
}

#[tokio::test]
async fn the_gateway_unbinds_when_it_stops() {
    let gateway = Gateway::start().await.unwrap();
    let mut esme = Esme::bound(&gateway, BindKind::Transceiver).await;
    let mut idle = Raw::connect(gateway.smpp_addr()).await;
    // It waits for neither of them longer than it says.
    let (why, ()) = within("the end", async { tokio::join!(esme.end(), gateway.shutdown()) }).await;
    assert_eq!(why, EndReason::PeerUnbound);
    assert_eq!(idle.receive().await, b"");
}

#[tokio::test]
async fn a_dropped_gateway_closes_its_doors() {
    let gateway = Gateway::start().await.unwrap();
    let address = gateway.smpp_addr();
    let mut link = Raw::connect(address).await;
    drop(gateway);
    assert_eq!(link.receive().await, b"");
    let closed = async {
        while tokio::net::TcpStream::connect(address).await.is_ok() {
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
    };
    within("a closed door", closed).await;
}

#[tokio::test]
async fn the_standard_profile_has_neither_lockout_nor_one_bind_of_a_kind() {
    let gateway = Gateway::builder()
        .configure(|config| {
            *config =
                "[smpp]\nprofile = \"standard\"\n[listen]\nsmpp = \"127.0.0.1:0\"\nhttp = \"127.0.0.1:0\""
                    .parse()
                    .unwrap()
        })
        .start()
        .await
        .unwrap();
    let mut links = Vec::new();
    for _ in 0..4 {
        let mut link = Raw::connect(gateway.smpp_addr()).await;
        assert_eq!(link.bind(CommandId::BIND_TRANSCEIVER, ["demo", "wrong", "3000001"], 0x34).await, 0x0E);
        assert_eq!(link.bind(CommandId::BIND_TRANSCEIVER, RIGHT, 0x34).await, 0);
        links.push(link);
    }
    let state = Control(gateway.http_addr()).get("/gateway/state").await;
    assert_eq!(state["smpp"]["binds"].as_array().unwrap().len(), 4);
}

#[tokio::test]
async fn a_s8_a_password_that_smpp_cannot_carry_is_refused_at_the_start() {
    let long = |config: &mut clickatell_gateway::config::Config| {
        config.accounts[0].password = clickatell_core::secret::Secret::from("demo12345");
    };
    let error = Gateway::builder().configure(long).start().await.unwrap_err().to_string();
    assert!(error.contains("user \"demo\": a password of 9 characters"), "{error}");
}
