//! Known answers both ways for each PDU. The octets are those of the vectors in `conformance/`, assembled by hand.

mod operations;
mod properties;

use std::vec::Vec;

use clickatell_testkit::from_hex;

use super::*;
use crate::frame::{Cut, cut};
use crate::grammar::{Field, Rule};
use crate::octets::{COctets, Password, ShortMessage};
use crate::tlv::{Tag, TlvBuf};
use crate::value::{Address, InterfaceVersion, MessageState, RegisteredDelivery};

const V05: &str =
    "0000002E000000090000000000000001637475736572303100733363726574393900333333343232320034000000";
const V06: &str = "00000020800000090000000000000001436C69636B6174656C6C000210000134";
const V10: &str = "0000004200000004000000000000000200000032373132333435363738390001013237393939313132333435000000000000010000000B48656C6C6F20576F726C64";
const V17: &str =
    "00000031800000040000000000000002393936343131616439316661323131653764313762633837336161346134316400";
const V22: &str = "0000003F0000000300000000000000093939363431316164393166613231316537643137626338373361613461343164000000323731323334353637383900";
const V23: &str = "000000448000000300000000000000093939363431316164393166613231316537643137626338373361613461343164003131303432303130333130303030382B000204";
const V25: &str = "0000003A000000050000000000000001000101323739393931313233343500010132373132333435363738390000000000000000000003596573";
pub(crate) const V26: &str = "000000E800000005000000000000000200010132373939393131323334350000003237313233343536373839000400000000000000008769643A3939363431316164393166613231316537643137626338373361613461343164207375623A30303120646C7672643A303031207375626D697420646174653A3131303432303130333020646F6E6520646174653A3131303432303130333120737461743A44454C49565244206572723A30303420746578743A48656C6C6F20576F726C64001E00213939363431316164393166613231316537643137626338373361613461343164000427000102";
const V27: &str = "0000001180000005000000000000000100";

const ID: &str = "996411ad91fa211e7d17bc873aa4a41d";

fn text<const MAX: usize>(text: &str) -> COctets<'_, MAX> {
    COctets::try_from(text).unwrap()
}

/// Decodes strictly, compares, and encodes from the fields to the same octets; every short prefix needs more, and
/// every shorter body under a matching length fails or reads as a PDU that encodes to itself.
fn check(hex: &str, sequence_number: u32, body: Body<'_>) {
    let octets = from_hex(hex);
    let Ok(Cut::Frame(frame, [])) = cut(&octets, 70_000) else { panic!("not one frame: {hex}") };
    let mut notes = Vec::new();
    let pdu = frame.decode(&Tolerance::FIELD, &mut notes).unwrap();
    assert_eq!((pdu.body, notes.as_slice()), (body, [].as_slice()));
    assert_eq!(pdu.header.sequence_number.get(), sequence_number);
    assert_eq!(frame.decode(&Tolerance::STRICT, &mut ()), Ok(pdu));
    let mut encoded = Vec::new();
    Pdu { header: pdu.header, body }.encode(&mut encoded);
    assert_eq!(encoded, octets);
    for end in 0..octets.len() {
        assert!(matches!(cut(&octets[..end], 70_000), Ok(Cut::Incomplete { .. })));
        if end >= HEADER_LENGTH {
            let mut shorter = octets[..end].to_vec();
            shorter[..4].copy_from_slice(&(end as u32).to_be_bytes());
            let frame = Frame::new(&shorter).unwrap();
            match frame.decode(&Tolerance::STRICT, &mut ()) {
                Ok(pdu) => {
                    let mut again = Vec::new();
                    pdu.encode(&mut again);
                    assert_eq!(again, shorter);
                }
                Err(fault) => {
                    assert!(fault.at() as usize <= end, "{fault} beyond {end}");
                    assert_ne!(fault.answer().get(), 0);
                }
            }
        }
    }
}

fn bind() -> Bind<'static> {
    let mut bind =
        Bind::new(BindKind::Transceiver, text("ctuser01"), Password::try_from("s3cret99").unwrap());
    bind.system_type = text("3334222");
    bind
}

fn hello() -> SubmitSm<'static> {
    SubmitSm {
        source: Address::unknown(text("27123456789")),
        registered_delivery: RegisteredDelivery::FINAL,
        ..SubmitSm::new(
            Address::international(text("27999112345")),
            ShortMessage::new(b"Hello World").unwrap(),
        )
    }
}

#[test]
fn binds_and_their_responses() {
    // SMPP-8-3, SMPP-9-1, SMPP-9-2, SMPP-9-4
    check(V05, 1, Body::Bind(bind()));
    for (id, kind) in [("01", BindKind::Receiver), ("02", BindKind::Transmitter)] {
        let hex = V05.replacen("00000009", &std::format!("000000{id}"), 1);
        check(&hex, 1, Body::Bind(Bind { kind, ..bind() }));
    }
    let mut tlvs = TlvBuf::new();
    tlvs.sc_interface_version(InterfaceVersion::V3_4.get());
    let resp = BindResp { tlvs: tlvs.as_tlvs(), ..BindResp::new(BindKind::Transceiver, text("Clickatell")) };
    check(V06, 1, Body::BindResp(Some(resp)));
}

#[test]
fn messages_and_their_responses() {
    // SMPP-8-4, SMPP-8-7
    check(V10, 2, Body::SubmitSm(hello()));
    check(V17, 2, Body::SubmitSmResp(Some(SubmitSmResp::new(text(ID)))));
    let mo = DeliverSm {
        source: Address::international(text("27999112345")),
        ..DeliverSm::new(Address::international(text("27123456789")), ShortMessage::new(b"Yes").unwrap())
    };
    check(V25, 1, Body::DeliverSm(mo));
    check(V27, 1, Body::DeliverSmResp(Some(DeliverSmResp::new(COctets::EMPTY))));
}

#[test]
fn queries_and_their_responses() {
    // SMPP-8-6
    check(V22, 9, Body::QuerySm(QuerySm::new(text(ID), Address::unknown(text("27123456789")))));
    let resp = QuerySmResp {
        final_date: text("110420103100008+"),
        error_code: 4,
        ..QuerySmResp::new(text(ID), MessageState::DELIVERED)
    };
    check(V23, 9, Body::QuerySmResp(Some(resp)));
}

#[test]
fn headers_alone() {
    // SMPP-8-5, SMPP-8-8, SMPP-12-2
    check("00000010 00000015 00000000 00000008", 8, Body::EnquireLink(EnquireLink::new()));
    check("00000010 80000015 00000000 00000008", 8, Body::EnquireLinkResp(EnquireLinkResp::new()));
    check("00000010 00000006 00000000 0000000A", 10, Body::Unbind(Unbind::new()));
    check("00000010 80000006 00000000 0000000A", 10, Body::UnbindResp(UnbindResp::new()));
    check("00000010 80000000 00000003 0000000B", 11, Body::GenericNack(GenericNack::new()));
    // SMPP 5.0 may put congestion_state into any response.
    let mut tlvs = TlvBuf::new();
    tlvs.congestion_state(95);
    let resp = EnquireLinkResp { tlvs: tlvs.as_tlvs() };
    check("00000015 80000015 00000000 00000008 0428 0001 5F", 8, Body::EnquireLinkResp(resp));
}

#[test]
fn errors_come_with_or_without_a_body() {
    // SMPP-8-13: V07 and V08, V18 and V19.
    check("00000010 80000009 0000000E 00000001", 1, Body::BindResp(None));
    let empty = BindResp::new(BindKind::Transceiver, COctets::EMPTY);
    check("00000011 80000009 0000000E 00000001 00", 1, Body::BindResp(Some(empty)));
    check("00000010 80000004 00000401 00000002", 2, Body::SubmitSmResp(None));
    check("00000011 80000004 00000004 00000002 00", 2, Body::SubmitSmResp(Some(SubmitSmResp::default())));
}

#[test]
fn unknown_kinds_keep_their_octets() {
    let octets = from_hex("0102");
    check(
        "00000012 00010200 00000000 0000000B 0102",
        11,
        Body::Unknown(Unknown::new(CommandId::new(0x0001_0200), &octets)),
    );
}

#[test]
fn each_field_at_fault_is_named_with_its_place_and_status() {
    // Octets of V10 replaced: (offset of the change, what is written there, rule, field, at, status).
    let frame_of = |octets: &mut Vec<u8>| {
        let length = octets.len() as u32;
        octets[..4].copy_from_slice(&length.to_be_bytes());
    };
    let v10 = from_hex(V10);
    let fault = |octets: &[u8]| {
        let frame = Frame::new(octets).unwrap();
        let fault = frame.decode(&Tolerance::STRICT, &mut ()).unwrap_err();
        assert_eq!(frame.decode_as::<SubmitSm<'_>>(&Tolerance::STRICT, &mut ()), Err(fault));
        (fault.rule(), fault.field(), fault.at(), fault.answer().get())
    };
    // The source is over-long: 22 digits.
    let mut octets = v10.clone();
    octets.splice(19..19, *b"99999999999");
    frame_of(&mut octets);
    assert_eq!(fault(&octets), (Rule::OverLong, Field::SourceAddr, 19, 0x0A));
    // The destination has a Latin-1 letter.
    let mut octets = v10.clone();
    octets[33] = 0xE9;
    assert_eq!(fault(&octets), (Rule::NotAscii, Field::DestinationAddr, 33, 0x0B));
    // sm_length says 12, 11 are there (SMPP-5-19).
    let mut octets = v10.clone();
    octets[54] = 12;
    assert_eq!(fault(&octets), (Rule::Truncated, Field::ShortMessage, 55, 0x01));
    let claim = Frame::new(&octets).unwrap().decode(&Tolerance::STRICT, &mut ()).unwrap_err().claim();
    assert_eq!(claim.map(|claim| (claim.by, claim.octets, claim.left)), Some((Field::SmLength, 12, 11)));
    // A time that is none.
    let mut octets = v10.clone();
    octets.splice(48..48, *b"tomorrow");
    frame_of(&mut octets);
    assert_eq!(fault(&octets), (Rule::BadTime, Field::ScheduleDeliveryTime, 48, 0x61));
    let mut octets = v10.clone();
    octets.splice(49..49, *b"xx");
    frame_of(&mut octets);
    assert_eq!(fault(&octets), (Rule::BadTime, Field::ValidityPeriod, 49, 0x62));
    // Cut behind each octet: the field that lacks, at its own place.
    for (end, rule, field) in [
        (16, Rule::Truncated, Field::ServiceType),
        (17, Rule::Truncated, Field::SourceAddrTon),
        (18, Rule::Truncated, Field::SourceAddrNpi),
        (19, Rule::Truncated, Field::SourceAddr),
        (25, Rule::NotTerminated, Field::SourceAddr),
        (31, Rule::Truncated, Field::DestAddrTon),
        (32, Rule::Truncated, Field::DestAddrNpi),
        (40, Rule::NotTerminated, Field::DestinationAddr),
        (45, Rule::Truncated, Field::EsmClass),
        (47, Rule::Truncated, Field::PriorityFlag),
        (48, Rule::Truncated, Field::ScheduleDeliveryTime),
        (49, Rule::Truncated, Field::ValidityPeriod),
        (50, Rule::Truncated, Field::RegisteredDelivery),
        (54, Rule::Truncated, Field::SmLength),
        (60, Rule::Truncated, Field::ShortMessage),
    ] {
        let mut octets = v10[..end].to_vec();
        frame_of(&mut octets);
        let (found, place, ..) = fault(&octets);
        assert_eq!((found, place), (rule, field), "cut at {end}");
    }
    // SMPP-9-3: a password of nine characters.
    let mut octets = from_hex(V05);
    octets.insert(33, b'9');
    frame_of(&mut octets);
    let fault = Frame::new(&octets).unwrap().decode(&Tolerance::STRICT, &mut ()).unwrap_err();
    assert_eq!(
        (fault.rule(), fault.field(), fault.at(), fault.answer().get()),
        (Rule::OverLong, Field::Password, 25, 0x0E)
    );
}

#[test]
fn each_switch_turns_its_fault_into_its_note() {
    let off = Tolerance::STRICT;
    let v10 = from_hex(V10);
    let with = |change: &dyn Fn(&mut Vec<u8>)| {
        let mut octets = v10.clone();
        change(&mut octets);
        let length = octets.len() as u32;
        octets[..4].copy_from_slice(&length.to_be_bytes());
        octets
    };
    let resp = from_hex("00000010 80000004 00000000 00000002");
    let query = from_hex(V22);
    let mut unterminated = query[..query.len() - 1].to_vec();
    let length = unterminated.len() as u32;
    unterminated[..4].copy_from_slice(&length.to_be_bytes());
    for (octets, tolerance, rule, field, at) in [
        (unterminated, Tolerance { not_terminated: true, ..off }, Rule::NotTerminated, Field::SourceAddr, 51),
        (
            with(&|octets| drop(octets.splice(19..19, *b"99999999999"))),
            Tolerance { over_long: true, ..off },
            Rule::OverLong,
            Field::SourceAddr,
            19,
        ),
        (
            with(&|octets| octets[20] = 0xE9),
            Tolerance { not_ascii: true, ..off },
            Rule::NotAscii,
            Field::SourceAddr,
            19,
        ),
        (
            with(&|octets| octets.insert(48, b'7')),
            Tolerance { bad_time: true, ..off },
            Rule::BadTime,
            Field::ScheduleDeliveryTime,
            48,
        ),
        (
            with(&|octets| octets.extend(from_hex("0427 0002 0002"))),
            Tolerance { tlv_length: true, ..off },
            Rule::TlvLength,
            Field::Tlv(Tag::MESSAGE_STATE),
            66,
        ),
        (
            with(&|octets| octets.extend(from_hex("0424 00"))),
            Tolerance { tlv_stream: true, ..off },
            Rule::TlvStream,
            Field::Tlvs,
            66,
        ),
        (resp, Tolerance { body_missing: true, ..off }, Rule::BodyMissing, Field::MessageId, 16),
        (
            with(&|octets| octets.push(0)),
            Tolerance { nul_after_text: true, ..off },
            Rule::NulAfterText,
            Field::ShortMessage,
            66,
        ),
    ] {
        let frame = Frame::new(&octets).unwrap();
        let fault = frame.decode(&off, &mut ()).unwrap_err();
        assert_eq!((fault.rule(), fault.field(), fault.at()), (rule, field, at));
        let mut notes = Vec::new();
        let pdu = frame.decode(&tolerance, &mut notes).unwrap();
        assert_eq!(notes, [fault]);
        // The canonical form of what was read decodes strictly, unless the value itself is what was bent.
        let mut canonical = Vec::new();
        pdu.encode(&mut canonical);
        let again = Frame::new(&canonical).unwrap().decode(&off, &mut ());
        assert_eq!(
            again.is_ok(),
            matches!(rule, Rule::NotTerminated | Rule::TlvStream | Rule::NulAfterText),
            "{rule:?}"
        );
    }
}

#[test]
fn a_frame_of_another_kind_is_not_read() {
    let octets = from_hex(V25);
    let fault = Frame::new(&octets).unwrap().decode_as::<SubmitSm<'_>>(&Tolerance::STRICT, &mut ());
    assert_eq!(fault.unwrap_err().rule(), Rule::WrongKind);
    let octets = from_hex(V06);
    assert!(Frame::new(&octets).unwrap().decode_as::<Bind<'_>>(&Tolerance::STRICT, &mut ()).is_err());
}

#[test]
fn no_debug_output_shows_a_password() {
    let octets = from_hex(V05);
    let frame = Frame::new(&octets).unwrap();
    let pdu = frame.decode(&Tolerance::STRICT, &mut ()).unwrap();
    for shown in [
        std::format!("{pdu:?}"),
        std::format!("{frame:?}"),
        std::format!("{:?}", frame.to_buf()),
        std::format!("{:?}", cut(&octets, 1000)),
    ] {
        assert!(!shown.contains("s3cret99") && !shown.contains("115, 51"), "{shown}");
    }
}
