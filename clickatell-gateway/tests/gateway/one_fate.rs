//! A message has the same fate through every door: what it says, by which route it goes, what it costs, what becomes of
//! it, and why it is refused, each door in its own words.

use std::time::Duration;

use clickatell_core::credit::Credit;
use clickatell_gateway::Gateway;
use clickatell_gateway::config::Config;
use clickatell_smpp::pdu::{BindKind, SubmitSm};
use clickatell_smpp::value::{Address, DataCoding};
use clickatell_smpp::{COctets, ShortMessage, TlvBuf};
use serde_json::{Value, json};

use crate::support::door::{WHO, start};
use crate::support::{Control, Esme};

const SOAP: &str = "/soap/document_literal/webservice";

/// All doors of one gateway.
struct Doors {
    gateway: Gateway,
    control: Control,
    esme: Esme,
}

/// What became of one message.
#[derive(Debug, PartialEq)]
struct Fate {
    text: Value,
    parts: Value,
    charge: Value,
    statuses: Vec<Value>,
}

impl Doors {
    async fn open(configure: impl FnOnce(&mut Config)) -> Self {
        let gateway = start(configure).await;
        let control = Control(gateway.http_addr());
        let esme = Esme::bound(&gateway, BindKind::Transmitter).await;
        Self { gateway, control, esme }
    }

    /// Sends a text from ACME by HTTP, SOAP and SMPP: 0 or an error of the first two, 0 or a status of the third.
    async fn send(&mut self, to: &str, text: &str) -> [u32; 3] {
        let query = format!("{WHO}&to={to}&from=ACME&text={}&concat=35", text.replace(' ', "+"));
        let by_http = self.control.request("GET", &format!("/http/sendmsg?{query}"), &[], "").await.1;
        let envelope = format!(
            "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'><s:Body><sendmsg>\
             <api_id>3000002</api_id><user>demo</user><password>demo1234</password><to>{to}</to>\
             <from>ACME</from><text>{text}</text><concat>35</concat></sendmsg></s:Body></s:Envelope>"
        );
        let by_soap = self.control.request("POST", SOAP, &["Content-Type: text/xml"], &envelope).await.1;
        let error = |reply: &str| match reply.split_once("ERR: ") {
            Some((_, number)) => number.get(..3).unwrap().parse().unwrap(),
            None => {
                assert!(reply.contains("ID: "), "{reply}");
                0
            }
        };
        [error(&by_http), error(&by_soap), self.submit(to, text, DataCoding::DEFAULT).await]
    }

    async fn submit(&mut self, to: &str, text: &str, data_coding: DataCoding) -> u32 {
        let mut payload = TlvBuf::new();
        payload.message_payload(text.as_bytes()).unwrap();
        let to = Address::international(COctets::try_from(to).unwrap());
        let mut pdu = SubmitSm::new(to, ShortMessage::EMPTY);
        pdu.source = Address::unknown(COctets::try_from("ACME").unwrap());
        pdu.data_coding = data_coding;
        pdu.tlvs = payload.as_tlvs();
        self.esme.submit_pdu(&pdu).await.map_or_else(|status| status.get(), |_| 0)
    }

    /// What became of every message, in their order.
    async fn fates(&self) -> Vec<Fate> {
        let mut fates = Vec::new();
        for listed in self.control.get("/gateway/messages").await.as_array().unwrap() {
            let path = format!("/gateway/messages/{}", listed["id"].as_str().unwrap());
            let message = self.control.get(&path).await;
            let history = message["history"].as_array().unwrap();
            fates.push(Fate {
                text: message["text"].clone(),
                parts: message["parts"].clone(),
                charge: message["charge"].clone(),
                statuses: history.iter().map(|entry| entry["status"].clone()).collect(),
            });
        }
        fates
    }

    /// The one fate of all messages.
    async fn fate(&self) -> Fate {
        let mut fates = self.fates().await;
        let first = fates.remove(0);
        assert_eq!(fates.len(), 2);
        assert!(fates.iter().all(|fate| *fate == first), "{first:?} {fates:?}");
        first
    }
}

fn routes(config: &mut Config, toml: &str) {
    config.routes = toml.parse::<Config>().unwrap().routes;
}

#[tokio::test]
async fn soap_1_3_the_text_of_an_account_on_trial() {
    let mut doors =
        Doors::open(|config| config.accounts[0].trial_text = Some("Пробное сообщение".into())).await;
    assert_eq!(doors.send("27831234567", &"long ".repeat(60)).await, [0; 3]);
    let fate = doors.fate().await;
    assert_eq!((&fate.text, &fate.parts), (&json!("Пробное сообщение"), &json!(1)));
    // A header of the client's own goes with the text that it belonged to.
    let mut part = crate::support::esme::message("");
    part.short_message = ShortMessage::new(b"\x05\x00\x03\x33\x02\x01Hello").unwrap();
    part.esm_class = clickatell_smpp::value::EsmClass::new(0x40);
    doors.esme.submit_pdu(&part).await.unwrap();
    doors.gateway.advance(Duration::from_secs(2)).await.unwrap();
    let inbox = doors.control.get(&format!("/gateway/handset/{}", crate::support::HANDSET)).await;
    assert!(inbox.to_string().contains("Пробное") && !inbox.to_string().contains("Hello"), "{inbox}");
}

#[tokio::test]
async fn soap_6_2_11_the_cheapest_route_that_will_do_and_its_price() {
    let toml = "[[route]]\nprefix = \"27\"\nprice = \"0.75\"\nreplies = true\n\
                [[route]]\nprefix = \"27\"\nprice = \"0.5\"\nreplies = true\n\
                [[route]]\nprefix = \"27\"\nprice = \"0.25\"\nfeatures = 8\nreplies = true\n";
    let mut doors = Doors::open(|config| routes(config, toml)).await;
    assert_eq!(doors.send("27831234567", &"x".repeat(161)).await, [0; 3]);
    assert_eq!(doors.send("447901231234", "x").await, [114, 114, 0x400]);
    let fate = doors.fate().await;
    assert_eq!((fate.charge, fate.parts), (json!("1.000000"), json!(2)));
}

#[tokio::test]
async fn soap_6_2_11_a_congested_route_is_waited_for() {
    let toml = "[[route]]\nprefix = \"27\"\nprice = \"0.5\"\nreplies = true\ncongested = true\n";
    let mut doors = Doors::open(|config| routes(config, toml)).await;
    assert_eq!(doors.send("27831234567", "x").await, [0; 3]);
    doors.gateway.advance(Duration::from_secs(86_400)).await.unwrap();
    let fate = doors.fate().await;
    assert_eq!(fate.statuses.last(), Some(&json!(10)), "{fate:?}");
    assert_eq!(fate.charge, json!("0.000000"), "{fate:?}");
}

#[tokio::test]
async fn smpp_3_9_what_no_route_can_do_is_refused_at_once_over_smpp() {
    let text_only = "[[route]]\nprefix = \"27\"\nprice = \"2\"\nfeatures = 1\nreplies = true\n";
    let mut doors = Doors::open(|config| {
        routes(config, text_only);
        config.accounts[0].apis.iter_mut().for_each(|api| api.max_credits = Some(Credit::ONE));
    })
    .await;
    // SOAP 6.2.8: the other doors take it, and its status says so.
    assert_eq!(doors.send("27831234567", "x").await, [0, 0, 0x402]);
    assert_eq!(doors.submit("27831234567", "\0x", DataCoding::UCS2).await, 0x400);
    doors.gateway.advance(Duration::from_secs(1)).await.unwrap();
    let fates = doors.fates().await;
    let last: Vec<_> = fates.iter().filter_map(|fate| fate.statuses.last()).collect();
    assert_eq!(last, [&json!(9), &json!(9)]);
    let refusals = doors.control.get("/gateway/refusals").await;
    let clauses: Vec<_> = refusals.as_array().unwrap().iter().map(|refusal| &refusal["clause"]).collect();
    assert_eq!(clauses, ["SMPP-3-9", "SMPP-3-9"]);
}

#[tokio::test]
async fn smpp_13_1_a_message_over_smpp_takes_the_route_for_replies() {
    // SMPP-13-1, SMPP-13-2
    let toml = "[[route]]\nprefix = \"27\"\nprice = \"0.5\"\nreplies = false\n\
                [[route]]\nprefix = \"27\"\nprice = \"0.75\"\nreplies = true\n";
    for (numbers, charge) in [(true, "0.750000"), (false, "0.500000")] {
        let mut doors = Doors::open(|config| {
            routes(config, toml);
            if !numbers {
                (config.accounts[0].mo_number, config.accounts[0].short_code) = (None, None);
            }
        })
        .await;
        assert_eq!(doors.submit("27831234567", "x", DataCoding::DEFAULT).await, 0);
        assert_eq!(doors.fates().await[0].charge, json!(charge), "{numbers}");
    }
}

#[tokio::test]
async fn an_absent_handset() {
    let mut doors = Doors::open(|_| {}).await;
    let outcome = json!({ "match": { "to": "27999112345" }, "then": [{ "absent": "25h" }] }).to_string();
    let json = ["Content-Type: application/json"];
    assert_eq!(doors.control.request("PUT", "/gateway/outcomes/absent", &json, &outcome).await.0, 200);
    assert_eq!(doors.send("27999112345", "x").await, [0; 3]);
    doors.gateway.advance(Duration::from_secs(90_000)).await.unwrap();
    let fate = doors.fate().await;
    assert!(fate.statuses.ends_with(&[json!(3), json!(7)]), "{fate:?}");
}

#[tokio::test]
async fn every_no_in_the_words_of_each_door() {
    const NUMBER: &str = "27831234567";
    type Change = fn(&mut Config);
    let cases: [(Change, [u32; 3]); 9] = [
        (|config| config.numbers.blocked = [NUMBER.parse().unwrap()].into(), [121, 121, 0x400]),
        (|config| config.numbers.delisted = [NUMBER.parse().unwrap()].into(), [128, 128, 0x400]),
        (|config| config.numbers.no_route = ["2783".into()].into(), [114, 114, 0x400]),
        (|config| config.accounts[0].opted_out = [NUMBER.parse().unwrap()].into(), [122, 122, 0x400]),
        (
            |config| {
                config.accounts[0].mo_number = Some(NUMBER.parse().unwrap());
                config.accounts[0].mo_premium = true;
            },
            [114, 114, 0x400],
        ),
        (|config| config.accounts[0].mt_per_day = Some(0), [130, 130, 0x58]),
        (|config| config.accounts[0].max_spend = Some(Credit::ZERO), [302, 302, 0x402]),
        (|config| config.accounts[0].credits = Credit::ZERO, [301, 301, 0x401]),
        (|config| config.accounts[0].apis.iter_mut().for_each(|api| api.queue = Some(0)), [901, 901, 0x14]),
    ];
    for (place, (configure, expected)) in cases.into_iter().enumerate() {
        let mut doors = Doors::open(configure).await;
        assert_eq!(doors.send(NUMBER, "x").await, expected, "{place}");
        assert_eq!(doors.control.get("/gateway/messages").await, json!([]), "{place}");
        let refusals = doors.control.get("/gateway/refusals").await;
        let reasons: Vec<_> = refusals.as_array().unwrap().iter().map(|refusal| &refusal["reason"]).collect();
        assert!(reasons.len() == 3 && reasons.iter().all(|reason| *reason == reasons[0]), "{refusals}");
    }
}
