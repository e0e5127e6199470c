//! Known answers.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use clickatell_testkit::{from_hex, to_hex};
use serde_json::{Value, json};

use super::*;
use crate::PduBuf;
use crate::code::{CommandId, CommandStatus};
use crate::frame::{BadLength, Frame, Header, SequenceNumber};
use crate::grammar::{Fault, Field, Rule};
use crate::octets::{COctets, Password, ShortMessage};
use crate::pdu::{Bind, BindKind, Body, Pdu, SubmitSm, Unknown};
use crate::tlv::TlvBuf;
use crate::tolerance::Tolerance;
use crate::value::{Address, DataCoding, EsmClass};

/// `submit_sm` of 66 octets: "Hello World" from 27123456789 to 27999112345, a receipt asked for.
const SUBMIT: &str = "00000042000000040000000000000002 00 00 00 323731323334353637383900 \
                      01 01 323739393931313233343500 00 00 00 00 00 01 00 00 00 0b 48656c6c6f20576f726c64";
/// `bind_transmitter` of ctuser01.
const BIND: &str = "0000002e000000020000000000000001 637475736572303100 733363726574393900 \
                    3333343232323200 34 00 00 00";

fn view(octets: &[u8], masked: bool) -> Value {
    let frame = Frame::new(octets).unwrap();
    let mut notes: Vec<Fault> = Vec::new();
    let content = match frame.decode(&Tolerance::FIELD, &mut notes) {
        Ok(pdu) if masked => Ok(PduView::new(frame, pdu, &notes).masked()),
        Ok(pdu) => Ok(PduView::new(frame, pdu, &notes)),
        Err(fault) => Err(Trouble::Faulty(fault)),
    };
    serde_json::to_value(Item { offset: 0, content }).unwrap()
}

fn encoded(json: &Value) -> Result<Encoded, String> {
    serde_json::from_str(&json.to_string()).map_err(|error| error.to_string())
}

#[test]
fn a_submit_sm_is_written_as_the_interface_says() {
    let octets = from_hex(SUBMIT);
    let frame = Frame::new(&octets).unwrap();
    let pdu = frame.decode(&Tolerance::STRICT, &mut ()).unwrap();
    let item = Item { offset: 116, content: Ok(PduView::new(frame, pdu, &[])) };
    assert_eq!(
        serde_json::to_string(&item).unwrap(),
        concat!(
            r#"{"offset":116,"command_length":66,"command_id":"submit_sm","command_status":0,"sequence_number":2,"#,
            r#""body":{"service_type":"","source_addr_ton":0,"source_addr_npi":0,"source_addr":"27123456789","#,
            r#""dest_addr_ton":1,"dest_addr_npi":1,"destination_addr":"27999112345","esm_class":0,"protocol_id":0,"#,
            r#""priority_flag":0,"schedule_delivery_time":"","validity_period":"","registered_delivery":1,"#,
            r#""replace_if_present_flag":0,"data_coding":0,"sm_default_msg_id":0,"#,
            r#""short_message":"48656c6c6f20576f726c64","text":"Hello World"},"tlvs":[],"notes":[]}"#
        )
    );
}

#[test]
fn only_the_view_masks_a_password() {
    let octets = from_hex(BIND);
    assert_eq!(view(&octets, false)["body"]["password"], "s3cret99");
    assert_eq!(view(&octets, true)["body"]["password"], "********");
    // outbind holds one as well; where its fields cannot be read, any octet may be of it.
    let outbind = from_hex("00000014 0000000b 00000000 00000001 41 00 42 00");
    assert_eq!(view(&outbind, true)["body"], json!({"system_id": "A", "password": "*"}));
    let faulty = from_hex("00000013 0000000b 00000000 00000001 41 42 43");
    let frame = Frame::new(&faulty).unwrap();
    let body = Body::Unknown(Unknown::new(CommandId::OUTBIND, &faulty[16..]));
    let unread = Pdu { header: frame.header(), body };
    let json = serde_json::to_value(PduView::new(frame, unread, &[]).masked()).unwrap();
    assert_eq!(json["body"]["octets"], "***");
}

#[test]
fn bodies_that_are_absent_or_not_read() {
    let cases = [
        ("00000010 00000015 00000000 00000008", "enquire_link".into(), Value::Null),
        ("00000010 80000004 00000058 00000008", "submit_sm_resp".into(), Value::Null),
        ("00000012 00000077 00000000 0000000b 4142", json!(0x77), json!({"octets": "4142"})),
        ("00000010 00000077 00000000 0000000b", json!(0x77), json!({"octets": ""})),
    ];
    for (octets, command_id, body) in cases {
        let octets = from_hex(octets);
        let json = view(&octets, false);
        assert_eq!((&json["command_id"], &json["body"]), (&command_id, &body));
        assert_eq!(encoded(&json).unwrap().pdu.frame().octets(), octets);
    }
    // An empty object says as much as null where there are no fields.
    let nack = json!({"command_id": "generic_nack", "command_status": 3, "sequence_number": 0, "body": {}});
    assert_eq!(to_hex(encoded(&nack).unwrap().pdu.frame().octets()), "00000010800000000000000300000000");
}

#[test]
fn troubles_say_rule_field_place_status_and_message() {
    let mut octets = from_hex(SUBMIT);
    octets[54] = 12;
    let json = view(&octets, false);
    assert_eq!(
        json["error"],
        json!({
            "rule": "truncated", "field": "short_message", "at": 55, "command_status": 1,
            "message": "short_message at octet 55: the PDU ends before this field does \
                        (sm_length claims 12 octets, 11 are left)",
        })
    );
    let cases = [
        (Trouble::BadLength(BadLength { command_length: 15, max_length: 70_000 }), "bad_length"),
        (Trouble::Incomplete { present: 4, missing: 12 }, "incomplete"),
    ];
    for (trouble, rule) in cases {
        let json = serde_json::to_value(Item { offset: 16, content: Err(trouble) }).unwrap();
        assert_eq!(json["offset"], 16);
        let error = &json["error"];
        assert_eq!(error["rule"], rule);
        assert_eq!(
            (&error["field"], &error["at"], &error["command_status"]),
            (&json!("command_length"), &json!(0), &json!(2))
        );
        assert_eq!(error["message"], trouble.to_string());
    }
}

#[test]
fn notes_say_rule_field_and_place() {
    let octets = from_hex("00000015 80000005 00000000 00000001 c3a9 00 0000");
    let json = view(&octets, false);
    assert_eq!(
        json["notes"],
        json!([
            {"rule": "not_ascii", "field": "message_id", "at": 16},
            {"rule": "tlv_stream", "field": "tlvs", "at": 19},
        ])
    );
    // An octet is a character, not half of one in UTF-8.
    assert_eq!(json["body"]["message_id"], "\u{c3}\u{a9}");
    assert_eq!(
        to_hex(encoded(&json).unwrap().pdu.frame().octets()),
        "00000013800000050000000000000001c3a900"
    );
}

#[test]
fn stated_lengths_are_compared_and_never_believed() {
    let mut json = view(&from_hex(SUBMIT), false);
    assert!(encoded(&json).unwrap().differences.is_empty());
    json["command_length"] = json!(67);
    json["body"]["sm_length"] = json!(254);
    let encoded = encoded(&json).unwrap();
    assert_eq!(encoded.pdu.frame().octets(), from_hex(SUBMIT));
    let said: Vec<String> = encoded.differences.iter().map(ToString::to_string).collect();
    assert_eq!(said, ["sm_length is 11, not 254", "command_length is 66, not 67"]);
}

#[test]
fn what_is_absent_is_not_given() {
    let bind = json!({"command_id": "bind_receiver", "sequence_number": 1, "body": {"system_id": "me"}});
    let pdu = encoded(&bind).unwrap().pdu;
    let bind: Bind<'_> = pdu.frame().decode_as(&Tolerance::STRICT, &mut ()).unwrap();
    let expected =
        Bind::new(BindKind::Receiver, COctets::try_from("me").unwrap(), Password::try_from("").unwrap());
    assert_eq!(bind, expected);
}

#[test]
fn an_error_names_the_member() {
    let with = |pointer: &str, value: Value| {
        let mut json = view(&from_hex(SUBMIT), false);
        json["tlvs"] = json!([{"tag": 5, "value": "00"}, {"tag": 0x1400, "name": "ours", "value": ""}]);
        let (parent, name) = pointer.rsplit_once('/').unwrap();
        json.pointer_mut(parent).unwrap()[name] = value;
        encoded(&json).unwrap_err()
    };
    for (pointer, value, message) in [
        ("/command_id", json!("submit"), r#"command_id: "submit" is no command of SMPP"#),
        ("/command_id", Value::Null, "command_id: expected a number, found null"),
        ("/sequence_number", json!(4_294_967_296_u64), "sequence_number: 4294967296 is more than 4294967295"),
        ("/sequence_numbers", json!(1), "sequence_numbers: unknown, or given twice"),
        ("/error", json!({}), "error: the line reports a fault and has no PDU"),
        ("/body", json!([]), "body: expected an object, found a list"),
        ("/body/esm_class", json!(256), "body.esm_class: 256 is more than 255"),
        ("/body/esm_class", json!(-1), "body.esm_class: expected a number, found a negative number"),
        ("/body/esm_class", json!(0.5), "body.esm_class: expected a number, found a fraction"),
        ("/body/esm_class", json!(true), "body.esm_class: expected a number, found a truth value"),
        ("/body/source_addr", json!(27), "body.source_addr: expected a string, found a number"),
        (
            "/body/source_addr",
            json!("€"),
            "body.source_addr: the character at 0 is no octet: only U+0001 to U+00FF stand for one",
        ),
        ("/body/source_addr", json!("ab\0"), "body.source_addr: a NUL stands at octet 2 of the string"),
        ("/body/short_message", json!("0"), "body.short_message: 1 hexadecimal digits are an odd number"),
        ("/body/short_message", json!("gg"), "body.short_message: 'g' at 0 is no hexadecimal digit"),
        (
            "/body/short_message",
            json!("00".repeat(256)),
            "body.short_message: 256 octets are too many: at most 255 are allowed",
        ),
        ("/body/short_massage", json!(""), "body.short_massage: unknown, or given twice"),
        ("/body/octets", json!(""), "body.octets: stands beside tlvs, which belong into it"),
        ("/body", Value::Null, "tlvs: have no place without a body"),
        ("/tlvs", json!({}), "tlvs: expected a list"),
    ] {
        let error = with(pointer, value);
        assert!(error.starts_with(message), "{pointer}: {error}");
    }
    let tlv = |tlv: Value| {
        let line = json!({"command_id": "unbind", "sequence_number": 1, "tlvs": [tlv]});
        encoded(&line).unwrap_err()
    };
    assert!(tlv(json!({"value": ""})).starts_with("tlvs[0].tag: missing"));
    assert!(tlv(json!({"tag": 65_536})).starts_with("tlvs[0].tag: 65536 is more than 65535"));
    assert!(
        tlv(json!({"tag": 1, "value": "00".repeat(65_536)}))
            .starts_with("tlvs[0].value: more than 65535 octets")
    );
    assert!(tlv(json!({"tag": 1, "length": 1})).starts_with("tlvs[0].length: unknown, or given twice"));
    for (line, message) in [
        (json!({"sequence_number": 1}), "command_id: missing"),
        (json!({"command_id": "unbind"}), "sequence_number: missing"),
        (json!({"command_id": "submit_sm", "sequence_number": 1}), "body: missing"),
        (json!({"command_id": 0x0001_0200, "sequence_number": 1, "body": {}}), "body.octets: missing"),
        (json!({"command_id": "outbind", "sequence_number": 1}), "body: missing"),
        (
            json!({"command_id": "submit_multi", "sequence_number": 1, "body": {"dest_address": []}}),
            "body.dest_address: a message goes to one destination at least",
        ),
    ] {
        let error = encoded(&line).unwrap_err();
        assert!(error.starts_with(message), "{error}");
    }
    let twice = r#"{"command_id":"unbind","sequence_number":1,"sequence_number":2}"#;
    let error = serde_json::from_str::<PduBuf>(twice).unwrap_err().to_string();
    assert!(error.starts_with("sequence_number: unknown, or given twice"), "{error}");
}

#[test]
fn text_is_there_only_when_it_can_be_read() {
    let text = |esm_class: u8, data_coding: u8, octets: &str| {
        message_text(EsmClass::new(esm_class), DataCoding::new(data_coding), &from_hex(octets))
    };
    assert_eq!(text(0, 0, "4000").as_deref(), Some("¡@"));
    assert_eq!(text(0x40, 0, "050003330201 48656c6c6f").as_deref(), Some("Hello"));
    assert_eq!(text(0, 1, "48656c6c6f").as_deref(), Some("Hello"));
    assert_eq!(text(0, 3, "e9").as_deref(), Some("é"));
    assert_eq!(text(0, 8, "041f0440").as_deref(), Some("Пр"));
    // No text: none there, 8-bit data, half a unit, no septet, not ASCII, a header cut short, a national table.
    for (esm_class, data_coding, octets) in [
        (0, 0, ""),
        (0x40, 0, "050003330201"),
        (0, 4, "48"),
        (0, 8, "04"),
        (0, 0, "80"),
        (0, 1, "c3a9"),
        (0x40, 0, "0600"),
        (0x40, 0, "03250101 48"),
    ] {
        assert_eq!(text(esm_class, data_coding, octets), None, "{data_coding} {octets}");
    }
}

#[test]
fn the_text_of_a_payload_stands_beside_it() {
    let mut tlvs = TlvBuf::new();
    tlvs.message_payload("Привет".encode_utf16().flat_map(u16::to_be_bytes).collect::<Vec<u8>>().as_slice())
        .unwrap();
    let mut submit = SubmitSm::new(Address::EMPTY, ShortMessage::EMPTY);
    submit.data_coding = DataCoding::UCS2;
    submit.tlvs = tlvs.as_tlvs();
    let header = Header::request(CommandId::SUBMIT_SM, SequenceNumber::FIRST);
    let mut octets = Vec::new();
    Pdu { header, body: Body::SubmitSm(submit) }.encode(&mut octets);
    let json = view(&octets, false);
    assert_eq!(json["tlvs"][0]["text"], "Привет");
    assert_eq!(json["body"].get("text"), None);
    assert_eq!(encoded(&json).unwrap().pdu.frame().octets(), octets);
}

#[test]
fn the_listed_fields_are_the_wire_s() {
    for octets in [SUBMIT, BIND] {
        let octets = from_hex(octets);
        let pdu = Frame::new(&octets).unwrap().decode(&Tolerance::STRICT, &mut ()).unwrap();
        let length: usize = fields(&pdu.body).iter().map(|(_, value)| value.wire_len()).sum();
        assert_eq!(16 + length, octets.len());
    }
    let fault = Fault::new(Rule::OverLong, Field::Password, 25);
    assert_eq!(Trouble::Faulty(fault).command_status(), CommandStatus::ESME_RINVPASWD);
}
