use std::collections::BTreeMap;

use super::*;
use clickatell_core::credit::Credit;
use clickatell_smpp::value::{Address, DataCoding, EsmClass, RegisteredDelivery, Ton};
use clickatell_smpp::{COctets, ShortMessage, TlvBuf};

const NUMBER: &str = "279991234567";

fn message(text: &[u8]) -> SubmitSm<'_> {
    let to = Address::international(COctets::try_from(NUMBER).unwrap());
    let mut pdu = SubmitSm::new(to, ShortMessage::new(text).unwrap());
    pdu.source = Address::unknown(COctets::try_from("ACME").unwrap());
    pdu
}

/// The status of a message, as far as these checks go, by the configuration's first account.
fn status(config: &Config, pdu: &SubmitSm<'_>, transmits_only: bool) -> u32 {
    let account = &config.accounts[0];
    let checked = draft(config, &config.profile(), account, pdu, transmits_only)
        .and_then(|draft| may_pass(config, &outcomes(), (account, &account.apis[0]), &draft));
    checked.map_or_else(|refusal| refusal.status.get(), |_| 0)
}

/// No rules.
fn outcomes() -> Outcomes {
    Outcomes::new(&BTreeMap::new(), 0)
}

fn strict() -> Config {
    let numbers =
        "[numbers]\nblocked = [\"27721230001\"]\ndelisted = [\"27721230002\"]\nno_route = [\"270\"]\n";
    format!("[smpp]\nstrict = true\n{numbers}").parse().unwrap()
}

#[test]
fn smpp_d2_submit_4_to_17_in_this_order() {
    // Each row mends what the row before it was refused for; all that is wrong below it stays wrong.
    let config = strict();
    let addr = |text: &'static str| COctets::try_from(text).unwrap();
    let mut payload = TlvBuf::new();
    payload.message_payload(b"no").unwrap();
    let mut pdu = message(&[b'x'; 255]);
    pdu.destination = Address::unknown(addr("0831234567"));
    pdu.source = Address { ton: Ton::new(7), npi: Default::default(), addr: addr("12345678901234567") };
    pdu.esm_class = EsmClass::new(0x04);
    pdu.registered_delivery = RegisteredDelivery::new(3);
    pdu.schedule_delivery_time = addr17("tomorrow");
    pdu.validity_period = addr17("xx");
    pdu.data_coding = DataCoding::new(5);
    pdu.tlvs = payload.as_tlvs();

    assert_eq!(status(&config, &pdu, true), 0x0B, "4: TON and NPI of the destination");
    pdu.destination = Address::international(addr("0831234567"));
    assert_eq!(status(&config, &pdu, true), 0x0B, "5: a destination with a leading 0");
    pdu.destination = Address::international(addr("27721230001"));
    assert_eq!(status(&config, &pdu, true), 0x48, "6: TON of the source");
    pdu.source.ton = Ton::UNKNOWN;
    assert_eq!(status(&config, &pdu, true), 0x0A, "7: a source of 17 digits");
    pdu.source.addr = addr("Acme");
    assert_eq!(status(&config, &pdu, true), 0x43, "8: the type of a receipt");
    pdu.esm_class = EsmClass::DEFAULT;
    assert_eq!(status(&config, &pdu, true), 0x07, "9: reserved");
    pdu.registered_delivery = RegisteredDelivery::FINAL;
    assert_eq!(status(&config, &pdu, true), 0x07, "9: a receipt for who only transmits");
    assert_eq!(status(&config, &pdu, false), 0x61, "10");
    pdu.schedule_delivery_time = COctets::EMPTY;
    assert_eq!(status(&config, &pdu, false), 0x62, "11");
    pdu.validity_period = COctets::EMPTY;
    assert_eq!(status(&config, &pdu, false), 0xC1, "12: both bodies");
    pdu.tlvs = Default::default();
    assert_eq!(status(&config, &pdu, false), 0x01, "13: 255 octets");
    pdu.short_message = ShortMessage::EMPTY;
    assert_eq!(status(&config, &pdu, false), 0x01, "13: no body");
    pdu.short_message = ShortMessage::new(b"odd").unwrap();
    assert_eq!(status(&config, &pdu, false), 0x404, "14: an alphabet that is not supported");
    pdu.data_coding = DataCoding::UCS2;
    assert_eq!(status(&config, &pdu, false), 0x404, "14: UCS-2 of three octets");
    pdu.data_coding = DataCoding::DEFAULT;
    assert_eq!(status(&config, &pdu, false), 0x400, "17: a sender that is not registered");
    pdu.source.addr = addr("ACME");
    assert_eq!(status(&config, &pdu, false), 0x400, "17: a blocked number");
    for (number, expected) in [("27721230002", 0x400), ("27000000000", 0x400), ("27721230003", 0)] {
        pdu.destination.addr = addr(number);
        assert_eq!(status(&config, &pdu, false), expected, "17: {number}");
    }
}

fn addr17(text: &'static str) -> COctets<'static, 17> {
    COctets::try_from(text).unwrap()
}

#[test]
fn smpp_14_31_a_connection_may_limit_what_a_message_costs() {
    // SMPP-3-9
    let mut config = Config::default();
    config.accounts[0].apis[0].max_credits = Some(Credit::ONE);
    let mut pdu = message(&[b'A'; 161]);
    assert_eq!(status(&config, &pdu, false), 0, "two thirds");
    pdu.destination.addr = COctets::try_from("27831234567").unwrap();
    assert_eq!(status(&config, &pdu, false), 0x402, "two credits");
}

#[test]
fn smpp_10_4_the_sender_is_found_out() {
    let config = Config::default();
    let account = &config.accounts[0];
    for (source, shown) in
        [("ACME", "ACME"), ("", "447624803759"), ("+447624803759", "447624803759"), ("33500", "33500")]
    {
        let mut pdu = message(b"Hi");
        pdu.source.addr = COctets::try_from(source).unwrap();
        let draft = draft(&config, &config.profile(), account, &pdu, false).unwrap();
        assert_eq!(draft.sender.as_deref(), Some(shown));
        // What is stored as submitted is what was submitted: receipts go there.
        assert_eq!(draft.source.addr, source);
        assert!(may_pass(&config, &outcomes(), (account, &account.apis[0]), &draft).is_ok(), "{source}");
    }
    let mut numberless = config.clone();
    (numberless.accounts[0].mo_number, numberless.accounts[0].short_code) = (None, None);
    let mut pdu = message(b"Hi");
    pdu.source.addr = COctets::EMPTY;
    assert_eq!(status(&numberless, &pdu, false), 0x400);
}

#[test]
fn smpp_3_12_test_numbers_cost_a_third() {
    let config = Config::default();
    let charge = |number| {
        let mut pdu = message(b"Hi");
        pdu.destination.addr = COctets::try_from(number).unwrap();
        let account = &config.accounts[0];
        let draft = draft(&config, &config.profile(), account, &pdu, false).unwrap();
        may_pass(&config, &outcomes(), (account, &account.apis[0]), &draft).unwrap().charge.to_string()
    };
    assert_eq!(charge("27999112345"), "0.333333");
    assert_eq!(charge("19991234567"), "0.333333");
    assert_eq!(charge("27831234567"), "1.000000");
}

#[test]
fn smpp_4_16_long_text_is_counted_in_parts() {
    let count = |coding: u8, body: &[u8]| {
        let mut payload = TlvBuf::new();
        payload.message_payload(body).unwrap();
        let mut pdu = message(b"");
        pdu.data_coding = DataCoding::new(coding);
        pdu.tlvs = payload.as_tlvs();
        content(&pdu, false).parts
    };
    let euros = |number: usize| [0x1B, 0x65].repeat(number);
    for (coding, body, parts) in [
        (0, vec![b'A'; 160], 1),
        (0, vec![b'A'; 161], 2),
        (0, vec![b'A'; 254], 2),
        (0, vec![b'A'; 300], 2),
        (0, euros(80), 1),
        (0, euros(81), 2),
        (0, euros(153), 3),
        (8, vec![0x04; 140], 1),
        (8, vec![0x04; 142], 2),
        (8, vec![0x04; 400], 3),
        (4, vec![0; 140], 1),
        (4, vec![0; 141], 2),
        (1, vec![b'A'; 160], 1),
        (3, vec![0xE9; 160], 1),
        (3, vec![0xEA; 71], 2),
        (0, vec![b'A'; 65_535], 429),
    ] {
        assert_eq!(count(coding, &body), parts, "{coding} {}", body.len());
    }
}

#[test]
fn smpp_4_2_headers_and_a_s31_parameters_name_the_part() {
    let mut pdu = message(b"\x05\x00\x03\x33\x02\x01Hello");
    pdu.esm_class = EsmClass::new(0x40);
    let read = content(&pdu, true);
    assert_eq!(
        (read.text.as_deref(), read.concat),
        (Some("Hello"), Concat::new(Reference::Eight(0x33), 2, 1))
    );
    assert_eq!((read.parts, read.octets.len()), (1, 11));

    let mut tlvs = TlvBuf::new();
    tlvs.sar_msg_ref_num(0x1234).sar_total_segments(3);
    let mut pdu = message(b"Hello");
    pdu.tlvs = tlvs.as_tlvs();
    assert_eq!(content(&pdu, false).concat, None, "two of the three say nothing");
    let mut tlvs = tlvs.clone();
    tlvs.sar_segment_seqnum(2);
    pdu.tlvs = tlvs.as_tlvs();
    assert_eq!(content(&pdu, false).concat, Concat::new(Reference::Sixteen(0x1234), 3, 2));
    assert_eq!(content(&pdu, true).concat, None);
}

#[test]
fn smpp_4_3_and_4_14_texts_are_read_by_their_coding() {
    let text = |coding: u8, body: &[u8]| {
        let mut pdu = message(body);
        pdu.data_coding = DataCoding::new(coding);
        content(&pdu, false).text
    };
    assert_eq!(text(0, b"\x00\x01\x1B\x65 ok").as_deref(), Some("@£€ ok"));
    assert_eq!(text(8, b"\x04\x1F\x04\x40").as_deref(), Some("Пр"));
    assert_eq!(text(3, b"caf\xE9").as_deref(), Some("café"));
    assert_eq!(text(4, b"\x00\xFF"), None);
}

#[test]
fn the_standard_profile_asks_less_and_stores_the_same() {
    let config: Config = "[smpp]\nprofile = \"standard\"".parse().unwrap();
    let mut pdu = message(b"Hi");
    pdu.registered_delivery = RegisteredDelivery::FINAL;
    pdu.esm_class = EsmClass::new(0x04);
    assert_eq!(status(&config, &pdu, true), 0);
    // What SMPP 3.4 itself does not know is refused all the same.
    let mut reserved = pdu;
    reserved.registered_delivery = RegisteredDelivery::new(3);
    assert_eq!(status(&config, &reserved, true), 0x07);
    let mut tomorrow = pdu;
    tomorrow.schedule_delivery_time = COctets::try_from("tomorrow").unwrap();
    assert_eq!(status(&config, &tomorrow, true), 0x61);
    pdu.destination.addr = COctets::try_from("+279991234567").unwrap();
    assert_eq!(status(&config, &pdu, true), 0x0B);
}
