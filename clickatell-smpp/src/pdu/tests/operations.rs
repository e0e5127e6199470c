//! The operations that a gateway may leave out: several destinations, data, changes of what was submitted,
//! notifications, broadcasts.

use std::vec;
use std::vec::Vec;

use clickatell_testkit::from_hex;

use super::{ID, check, text};
use crate::code::CommandStatus;
use crate::frame::Frame;
use crate::grammar::{Fault, Field, Rule};
use crate::octets::{COctets, Password, ShortMessage};
use crate::pdu::{
    AlertNotification, Body, BroadcastSm, BroadcastSmResp, CancelBroadcastSm, CancelBroadcastSmResp,
    CancelSm, CancelSmResp, DataSm, DataSmResp, Destination, DestinationBuf, Destinations, Outbind, PduBody,
    QueryBroadcastSm, QueryBroadcastSmResp, ReplaceSm, ReplaceSmResp, SubmitMulti, SubmitMultiResp,
    UnsuccessSme, UnsuccessSmeBuf,
};
use crate::tlv::{TlvBuf, Tlvs};
use crate::tolerance::Tolerance;
use crate::value::{Address, RegisteredDelivery};

const MULTI: &str = "0000004f00000021000000000000000f0000003237313233343536373839000201010132373939393131323334350002637573746f6d657273000000000000010000000b48656c6c6f20576f726c64";
const MULTI_RESP: &str = "0000005680000021000000000000000f393936343131616439316661323131653764313762633837336161346134316400020101323739393931313233343500\
                          0000000b01013237393939313132333436000000 0401";

/// The fault of these octets, whose `command_length` is made to fit.
fn fault(mut octets: Vec<u8>) -> Fault {
    let length = octets.len() as u32;
    octets[..4].copy_from_slice(&length.to_be_bytes());
    Frame::new(&octets).unwrap().decode(&Tolerance::STRICT, &mut ()).unwrap_err()
}

fn source() -> Address<'static, 21> {
    Address::unknown(text("27123456789"))
}

#[test]
fn messages_to_several_destinations_and_their_responses() {
    let mut list = DestinationBuf::new();
    list.push(Destination::Address(Address::international(text("27999112345")))).unwrap();
    list.push(Destination::List(text("customers"))).unwrap();
    let mut submit = SubmitMulti::new(list.as_destinations(), ShortMessage::new(b"Hello World").unwrap());
    submit.source = source();
    submit.registered_delivery = RegisteredDelivery::FINAL;
    check(MULTI, 15, Body::SubmitMulti(submit));
    assert_eq!(submit.text_octets(), b"Hello World");
    assert_eq!(submit.destinations.count(), 2);
    let flags: Vec<u8> = submit.destinations.iter().map(|to| to.dest_flag()).collect();
    assert_eq!(flags, [1, 2]);

    let mut failed = UnsuccessSmeBuf::new();
    for (addr, status) in [("27999112345", 0x0B), ("27999112346", 0x401)] {
        let destination = Address::international(text(addr));
        failed.push(UnsuccessSme { destination, error_status_code: CommandStatus::new(status) }).unwrap();
    }
    let resp =
        SubmitMultiResp { unsuccess_sme: failed.as_unsuccess_smes(), ..SubmitMultiResp::new(text(ID)) };
    check(MULTI_RESP, 15, Body::SubmitMultiResp(Some(resp)));
    let statuses: Vec<u32> = resp.unsuccess_sme.iter().map(|sme| sme.error_status_code.get()).collect();
    assert_eq!(statuses, [0x0B, 0x401]);
    check("00000010 80000021 00000033 0000000f", 15, Body::SubmitMultiResp(None));
}

#[test]
fn a_message_goes_to_1_to_254_destinations_and_to_255_if_5_0_may() {
    let read = |submit: SubmitMulti<'_>, tolerance: &Tolerance| {
        let (mut octets, mut notes) = (Vec::new(), Vec::new());
        submit.encode(crate::SequenceNumber::FIRST, &mut octets);
        let frame = Frame::new(&octets).unwrap();
        let read =
            frame.decode_as::<SubmitMulti<'_>>(tolerance, &mut notes).map(|read| assert_eq!(read, submit));
        let refused = |fault: Fault| (fault.rule(), fault.field(), fault.at(), fault.answer());
        (read.map_err(refused), notes.into_iter().map(refused).collect::<Vec<_>>())
    };
    let fault = |rule| (rule, Field::NumberOfDests, 20, CommandStatus::ESME_RINVNUMDESTS);
    let (none, many) = (fault(Rule::NoDests), fault(Rule::TooManyDests));
    let empty = SubmitMulti::new(Destinations::EMPTY, ShortMessage::new(b"x").unwrap());
    for tolerance in [Tolerance::STRICT, Tolerance::FIELD] {
        assert_eq!(read(empty, &tolerance), (Err(none), Vec::new()));
    }
    let mut list = DestinationBuf::new();
    for count in 1..=255 {
        list.push(Destination::List(text("l"))).unwrap();
        let submit = SubmitMulti::new(list.as_destinations(), ShortMessage::EMPTY);
        assert_eq!(submit.destinations.iter().count(), count);
        let (strict, field) = if count == 255 { (Err(many), vec![many]) } else { (Ok(()), Vec::new()) };
        assert_eq!(read(submit, &Tolerance::STRICT), (strict, Vec::new()), "{count}");
        assert_eq!(read(submit, &Tolerance::FIELD), (Ok(()), field), "{count}");
    }
    let full = list.push(Destination::List(text("l"))).unwrap_err();
    assert_eq!(full.field(), Field::NumberOfDests);
    assert_eq!(std::format!("{full}"), "number_of_dests can count no more than 255 entries");
    assert_eq!(list.as_destinations().count(), 255);
}

#[test]
fn each_field_of_a_destination_at_fault_is_named_with_its_place() {
    let multi = from_hex(MULTI);
    for (end, rule, field, at) in [
        (32, Rule::Truncated, Field::DestFlag, 32),
        (33, Rule::Truncated, Field::DestAddrTon, 33),
        (34, Rule::Truncated, Field::DestAddrNpi, 34),
        (35, Rule::Truncated, Field::DestinationAddr, 35),
        (40, Rule::NotTerminated, Field::DestinationAddr, 35),
        (47, Rule::Truncated, Field::DestFlag, 47),
        (48, Rule::Truncated, Field::DlName, 48),
        (50, Rule::NotTerminated, Field::DlName, 48),
        (58, Rule::Truncated, Field::EsmClass, 58),
    ] {
        let fault = fault(multi[..end].to_vec());
        assert_eq!((fault.rule(), fault.field(), fault.at()), (rule, field, at), "cut at {end}");
    }
    // A count beyond what is there reads the next field as a flag.
    for flag in [0, 3, 0xFF] {
        let mut octets = multi.clone();
        octets[47] = flag;
        let fault = fault(octets);
        assert_eq!(
            (fault.rule(), fault.field(), fault.at(), fault.answer()),
            (Rule::UnknownDestFlag, Field::DestFlag, 47, CommandStatus::ESME_RINVDESTFLAG)
        );
    }
    // A name of 21 characters, and one of 20.
    let mut octets = multi;
    octets.splice(48..57, [b'l'; 20]);
    let length = octets.len() as u32;
    octets[..4].copy_from_slice(&length.to_be_bytes());
    assert!(Frame::new(&octets).unwrap().decode(&Tolerance::STRICT, &mut ()).is_ok());
    octets.insert(48, b'l');
    let over_long = fault(octets);
    assert_eq!(
        (over_long.rule(), over_long.field(), over_long.at(), over_long.answer()),
        (Rule::OverLong, Field::DlName, 48, CommandStatus::ESME_RINVDLNAME)
    );

    let resp = from_hex(MULTI_RESP);
    for (end, rule, field, at) in [
        (49, Rule::Truncated, Field::NoUnsuccess, 49),
        (50, Rule::Truncated, Field::DestAddrTon, 50),
        (51, Rule::Truncated, Field::DestAddrNpi, 51),
        (52, Rule::Truncated, Field::DestinationAddr, 52),
        (64, Rule::Truncated, Field::ErrorStatusCode, 64),
        (67, Rule::Truncated, Field::ErrorStatusCode, 64),
        (68, Rule::Truncated, Field::DestAddrTon, 68),
    ] {
        let fault = fault(resp[..end].to_vec());
        assert_eq!((fault.rule(), fault.field(), fault.at()), (rule, field, at), "cut at {end}");
    }
}

#[test]
fn what_a_tolerance_lets_into_a_list_can_be_walked() {
    // An address of 25 digits and a name in Latin-1: two notes, and a list that encodes to the same octets.
    let octets = from_hex(
        "00000040 00000021 00000000 00000001 00 00 00 00 02 \
         01 01 01 31313131313131313131313131313131313131313131313131 00  02 e9 00 \
         00 00 00 00 00 00 00 00 00 01 78",
    );
    let mut notes: Vec<Fault> = Vec::new();
    let frame = Frame::new(&octets).unwrap();
    let submit: SubmitMulti<'_> = frame.decode_as(&Tolerance::FIELD, &mut notes).unwrap();
    assert_eq!(
        notes.iter().map(|note| (note.rule(), note.field(), note.at())).collect::<Vec<_>>(),
        [(Rule::OverLong, Field::DestinationAddr, 24), (Rule::NotAscii, Field::DlName, 51)]
    );
    let mut rebuilt = DestinationBuf::new();
    for to in &submit.destinations {
        rebuilt.push(to).unwrap();
    }
    assert_eq!(rebuilt.as_destinations(), submit.destinations);
    assert!(std::format!("{submit:?}").contains("xe9"));
}

#[test]
fn data_either_way() {
    let mut tlvs = TlvBuf::new();
    tlvs.message_payload(b"Hello World").unwrap();
    let mut data = DataSm::new(Address::international(text("27999112345")), tlvs.as_tlvs());
    data.source = Address::unknown(text("27123456789"));
    data.registered_delivery = RegisteredDelivery::FINAL;
    check(
        "0000003f00000103000000000000000e00000032373132333435363738390001013237393939313132333435000001000424000b48656c6c6f20576f726c64",
        14,
        Body::DataSm(data),
    );
    assert_eq!(data.text_octets(), b"Hello World");
    assert_eq!(DataSm { tlvs: Tlvs::EMPTY, ..data }.text_octets(), b"");
    check(
        "0000003180000103000000000000000e393936343131616439316661323131653764313762633837336161346134316400",
        14,
        Body::DataSmResp(Some(DataSmResp::new(text(ID)))),
    );
    check("00000010 80000103 000000fe 0000000e", 14, Body::DataSmResp(None));
}

#[test]
fn changes_of_what_was_submitted() {
    check(
        "00000043000000080000000000000011003939363431316164393166613231316537643137626338373361613461343164000000323731323334353637383900000000",
        17,
        Body::CancelSm(CancelSm::new(text(ID), source())),
    );
    check("00000010 80000008 00000011 00000011", 17, Body::CancelSmResp(CancelSmResp::new()));
    let replace = ReplaceSm {
        registered_delivery: RegisteredDelivery::FINAL,
        ..ReplaceSm::new(text(ID), source(), ShortMessage::new(b"Hello again").unwrap())
    };
    check(
        "0000004f0000000700000000000000103939363431316164393166613231316537643137626338373361613461343164000000323731323334353637383900000001000b48656c6c6f20616761696e",
        16,
        Body::ReplaceSm(replace),
    );
    assert_eq!(replace.text_octets(), b"Hello again");
    check("00000010 80000007 00000000 00000010", 16, Body::ReplaceSmResp(ReplaceSmResp::new()));
    let mut tlvs = TlvBuf::new();
    tlvs.message_payload(b"longer").unwrap();
    let long = ReplaceSm { short_message: ShortMessage::EMPTY, tlvs: tlvs.as_tlvs(), ..replace };
    assert_eq!(long.text_octets(), b"longer");
}

#[test]
fn what_an_smsc_says_unasked() {
    let outbind = Outbind::new(text("Clickatell"), Password::try_from("s3cret99").unwrap());
    let hex = "000000240000000b0000000000000012436c69636b6174656c6c00733363726574393900";
    check(hex, 18, Body::Outbind(outbind));
    let octets = from_hex(hex);
    let pdu = Frame::new(&octets).unwrap().decode(&Tolerance::STRICT, &mut ()).unwrap();
    assert!(!std::format!("{pdu:?}").contains("s3cret99"));

    let mut tlvs = TlvBuf::new();
    tlvs.ms_availability_status(0);
    let mut alert = AlertNotification::new(
        Address::international(text("27999112345")),
        Address::international(text("27123456789")),
    );
    alert.tlvs = tlvs.as_tlvs();
    check(
        "00000031000001020000000000000013010132373939393131323334350001013237313233343536373839000422000100",
        19,
        Body::AlertNotification(alert),
    );
}

#[test]
fn broadcasts_and_their_responses() {
    let mut tlvs = TlvBuf::new();
    tlvs.broadcast_area_identifier(b"\0Cape Town").unwrap();
    tlvs.broadcast_area_identifier(b"\0Durban").unwrap();
    tlvs.broadcast_content_type(&[0, 0, 16]).unwrap();
    tlvs.broadcast_rep_num(300);
    tlvs.broadcast_frequency_interval(&[9, 0, 10]).unwrap();
    tlvs.message_payload(b"Hello World").unwrap();
    let broadcast = BroadcastSm { source: source(), ..BroadcastSm::new(tlvs.as_tlvs()) };
    assert_eq!(broadcast.text_octets(), b"Hello World");
    check(
        "0000006200000111000000000000001400000032373132333435363738390000000000000000 \
         0606000a004361706520546f776e 060600070044757262616e 06010003000010 06040002012c 0605000309000a \
         0424000b48656c6c6f20576f726c64",
        20,
        Body::BroadcastSm(broadcast),
    );
    check(
        "00000031800001110000000000000014393936343131616439316661323131653764313762633837336161346134316400",
        20,
        Body::BroadcastSmResp(Some(BroadcastSmResp::new(text(ID)))),
    );
    check(
        "0000003f0000011200000000000000153939363431316164393166613231316537643137626338373361613461343164000000323731323334353637383900",
        21,
        Body::QueryBroadcastSm(QueryBroadcastSm::new(text(ID), source())),
    );
    check(
        "00000031800001120000000000000015393936343131616439316661323131653764313762633837336161346134316400",
        21,
        Body::QueryBroadcastSmResp(Some(QueryBroadcastSmResp::new(text(ID)))),
    );
    check(
        "00000040000001130000000000000016003939363431316164393166613231316537643137626338373361613461343164000000323731323334353637383900",
        22,
        Body::CancelBroadcastSm(CancelBroadcastSm::new(text(ID), source())),
    );
    check(
        "00000010 80000113 00000000 00000016",
        22,
        Body::CancelBroadcastSmResp(CancelBroadcastSmResp::new()),
    );
    // Of these responses one that succeeds has a message_id.
    for id in ["80000111", "80000112", "80000103", "80000021"] {
        let fault = fault(from_hex(&std::format!("00000010 {id} 00000000 00000001")));
        assert_eq!((fault.rule(), fault.field()), (Rule::BodyMissing, Field::MessageId), "{id}");
    }
    assert_eq!(BroadcastSm::new(Tlvs::EMPTY).message_id, COctets::EMPTY);
}
