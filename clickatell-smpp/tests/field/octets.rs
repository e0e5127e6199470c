//! Rows about octets: PDUs, their fields and their parameters.

use clickatell_core::text::udh::Udh;
use clickatell_smpp::pdu::{Bind, BindKind, BindResp, SubmitSm, SubmitSmResp};
use clickatell_smpp::value::{Address, Alphabet, DataCoding, EsmFeatures, InterfaceVersion};
use clickatell_smpp::{
    BadLength, Body, COctets, CommandId, CommandStatus, Cut, Framer, Header, Password, PduBody, Rule,
    SequenceNumber, ShortMessage, Tag, Tolerance, cut,
};

use crate::{bent, message, pdu, strict};

const SUBMIT_SM: u32 = 4;
const SUBMIT_SM_RESP: u32 = 0x8000_0004;
const DELIVER_SM: u32 = 5;

/// A refusal comes as a header alone, with an empty id, or with parameters; clients take one of them for a broken
/// PDU, or bind anew for it.
// smppex #6; gosmpp #106, #112, #117; mozes/smpp.pdu PR #6; jasmin #124, #128; node-smpp #65.
#[test]
fn row_08_error_responses_come_with_a_body_without_one_and_with_parameters() {
    let bare = pdu(SUBMIT_SM_RESP, 0x58, 7, b"");
    assert_eq!(strict(bare.frame()).body, Body::SubmitSmResp(None));
    let empty = pdu(SUBMIT_SM_RESP, 0x58, 7, b"\0");
    assert_eq!(strict(empty.frame()).body, Body::SubmitSmResp(Some(SubmitSmResp::default())));
    let explained = pdu(0x8000_0103, 0xFE, 7, b"\0\x04\x25\0\x01\x02");
    assert_eq!(strict(explained.frame()).body.tlvs().delivery_failure_reason(), Some(Ok(2)));
    // A success without a body is another matter.
    let success = pdu(SUBMIT_SM_RESP, 0, 7, b"");
    let read = bent(success.frame(), Rule::BodyMissing, CommandStatus::ESME_RINVMSGID);
    assert_eq!(read.body, Body::SubmitSmResp(None));
}

/// Limits of the tables count the NUL: a client refuses 15 characters, or sends 16; and passwords in use are longer.
// jsmpp #27; uudashr/jsmpp #64, #65, PR #23; jasmin #288, #214; PR #44 for passwords beyond the limit.
#[test]
fn row_09_a_size_of_16_octets_holds_15_characters_and_the_nul() {
    assert!(COctets::<16>::try_from("123456789012345").is_ok());
    assert!(COctets::<16>::try_from("1234567890123456").is_err());
    let bind = |system_id: &str, password: &str| {
        let body = [system_id.as_bytes(), b"\0", password.as_bytes(), b"\0\0\x34\0\0\0"].concat();
        pdu(9, 0, 1, &body)
    };
    strict(bind("123456789012345", "12345678").frame());
    let long_id = bind("1234567890123456", "12345678");
    bent(long_id.frame(), Rule::OverLong, CommandStatus::ESME_RINVSYSID);
    let long_password = bind("me", "twelve-chars");
    let read = bent(long_password.frame(), Rule::OverLong, CommandStatus::ESME_RINVPASWD);
    assert!(matches!(read.body, Body::Bind(bind) if bind.password.expose() == b"twelve-chars"));
}

/// A sender writes the text as a C string and counts it without its NUL; a reader then stumbles at the end of the PDU.
// praekelt/python-smpp PR #7; jasmin #218; jsmpp #50.
#[test]
fn row_10_a_nul_behind_the_text_is_dropped_and_one_within_it_is_text() {
    let behind = pdu(SUBMIT_SM, 0, 7, &message(0, 0, b"Hi", b"\0"));
    let read = bent(behind.frame(), Rule::NulAfterText, CommandStatus::ESME_RINVOPTPARSTREAM);
    assert!(matches!(read.body, Body::SubmitSm(submit) if submit.short_message.as_bytes() == b"Hi"));
    let within = pdu(SUBMIT_SM, 0, 7, &message(0, 4, b"H\0i\0", b""));
    let Body::SubmitSm(submit) = strict(within.frame()).body else { panic!("a submit_sm") };
    assert_eq!(submit.short_message.as_bytes(), b"H\0i\0");
    // Two or three octets at the end are no parameter, and no reason to read past it.
    for tail in [&b"\x04\x24"[..], b"\x04\x24\0"] {
        let cut_short = pdu(SUBMIT_SM, 0, 7, &message(0, 0, b"Hi", tail));
        bent(cut_short.frame(), Rule::TlvStream, CommandStatus::ESME_RINVOPTPARSTREAM);
    }
}

/// A read brings a response and the first delivery at once, or half a PDU; what is behind the first is dropped.
// python-smpplib PR #82; ajankovic/smpp #8, PR #16; smppjs PR #58; AberrantSMPP PR #20; smpp34 1.1.1, 1.4.1.
#[test]
fn row_11_a_pdu_glued_to_a_bind_resp_is_not_lost() {
    let glued = [
        pdu(0x8000_0009, 0, 1, b"smsc\0").frame().octets(),
        pdu(DELIVER_SM, 0, 1, &message(0, 0, b"Hi", b"")).frame().octets(),
    ]
    .concat();
    for size in 1..=glued.len() {
        let mut framer = Framer::new(70_000);
        let mut found = Vec::new();
        for mut piece in glued.chunks(size) {
            while let Some(frame) = framer.next(&mut piece).unwrap() {
                found.push(frame.header().command_id);
            }
        }
        assert_eq!(found, [CommandId::BIND_TRANSCEIVER_RESP, CommandId::DELIVER_SM], "pieces of {size}");
    }
}

/// One malformed PDU ends the session, and the SMSC sends it again after the next bind, for days.
// smppex PR #30; ajankovic/smpp #5; gosmpp `receivable.go`.
#[test]
fn row_12_a_malformed_pdu_costs_one_pdu_and_gets_its_own_answer() {
    let mut bad = message(0, 0, b"Hi", b"");
    let sm_length = bad.len() - 3;
    bad[sm_length] = 200;
    let stream = [pdu(DELIVER_SM, 0, 7, &bad).frame().octets(), pdu(21, 0, 8, b"").frame().octets()].concat();
    let Ok(Cut::Frame(first, rest)) = cut(&stream, 70_000) else { panic!("a frame") };
    let fault = first.decode(&Tolerance::STRICT, &mut ()).unwrap_err();
    let mut answer = Vec::new();
    first.refuse(fault.answer(), &mut answer);
    let expected = pdu(0x8000_0005, fault.answer().get(), 7, b"\0").frame().octets().to_vec();
    assert_eq!(answer, expected);
    let Ok(Cut::Frame(second, [])) = cut(rest, 70_000) else { panic!("another frame") };
    assert!(matches!(strict(second).body, Body::EnquireLink(_)));
}

/// A browser or a health check speaks HTTP to the port, and its letters are taken for a length of a gigabyte.
// node-smpp #230, #168.
#[test]
fn row_13_http_is_no_length() {
    let error = cut(b"HTTP/1.1 400 Bad Request\r\n", 70_000).unwrap_err();
    assert_eq!(error, BadLength { command_length: 0x4854_5450, max_length: 70_000 });
    assert_eq!(
        Framer::new(70_000).next(&mut &b"GET / HTTP/1.1\r\n"[..]).unwrap_err().command_length,
        0x4745_5420
    );
}

/// A length inside the body is believed, and memory behind the PDU is read.
// OpenSIPS #3846, #3847, PR #3891, #1831.
#[test]
fn row_14_no_length_of_a_body_is_believed() {
    for sm_length in 3..=255 {
        let mut body = message(0, 0, b"Hi", b"");
        let place = body.len() - 3;
        body[place] = sm_length;
        let pdu = pdu(SUBMIT_SM, 0, 7, &body);
        let fault = pdu.frame().decode(&Tolerance::FIELD, &mut ()).unwrap_err();
        let claim = fault.claim().unwrap();
        assert_eq!((fault.rule(), claim.octets, claim.left), (Rule::Truncated, sm_length.into(), 2));
    }
    // A string without its NUL ends with the PDU.
    let unterminated = pdu(3, 0, 7, b"id\0\x01\x01271");
    let read = bent(unterminated.frame(), Rule::NotTerminated, CommandStatus::ESME_RINVSRCADR);
    assert!(matches!(read.body, Body::QuerySm(query) if query.source.addr.as_bytes() == b"271"));
}

/// SMSCs number from 0 and beyond 0x7FFFFFFF, and want their numbers back; clients count without end.
// smppex PR #51; node-smpp PR #17; vumi #88; JamaaSMPP #50; ajankovic/smpp #3; cloudhopper's `SequenceNumber`.
#[test]
fn row_16_any_sequence_number_is_echoed_and_ours_wrap() {
    for number in [0, 1, 0x7FFF_FFFF, 0x8000_0000, u32::MAX] {
        let request = pdu(SUBMIT_SM, 0, number, b"");
        let mut answer = Vec::new();
        request.frame().refuse(CommandStatus::ESME_RSYSERR, &mut answer);
        assert_eq!(answer[12..16], number.to_be_bytes());
    }
    assert_eq!(SequenceNumber::LAST.get(), 0x7FFF_FFFF);
    assert_eq!(SequenceNumber::LAST.next(), SequenceNumber::FIRST);
}

/// A client says 5.0 where nobody asked, or 34 in decimal; a server leaves its version out, and the client fails on
/// that.
// Rusmpp #42; naz #184, #194; node-smpp #58; smppex #61; uudashr/jsmpp PR #44.
#[test]
fn row_19_a_bind_says_3_4_unless_told_and_a_response_may_keep_its_version_to_itself() {
    let bind = Bind::new(BindKind::Transceiver, COctets::EMPTY, Password::default());
    assert_eq!(bind.interface_version.get(), 0x34);
    // 34 written in decimal is 0x22: a 3.3, as far as the specification goes.
    assert!(!InterfaceVersion::new(34).has_tlvs());
    let silent = pdu(0x8000_0009, 0, 1, b"smsc\0");
    let Body::BindResp(Some(resp)) = strict(silent.frame()).body else { panic!("a bind_resp") };
    assert_eq!(resp, BindResp::new(BindKind::Transceiver, COctets::try_from("smsc").unwrap()));
    assert_eq!(resp.tlvs.sc_interface_version(), None);
}

/// Long texts go into the payload, the header with them, and the text beside it must then be empty.
// gosmpp #55, #71; smppgui #6; JamaaSMPP #27; ksmppd #138; Rusmpp PR #118.
#[test]
fn row_20_a_payload_carries_the_header_and_stands_alone() {
    let payload = b"\x04\x24\0\x08\x05\0\x03\x33\x02\x01Hi";
    let long = pdu(SUBMIT_SM, 0, 7, &message(0x40, 0, b"", payload));
    let Body::SubmitSm(submit) = strict(long.frame()).body else { panic!("a submit_sm") };
    assert_eq!(submit.short_message, ShortMessage::EMPTY);
    assert!(submit.esm_class.features().contains(EsmFeatures::UDHI));
    let (header, text) = Udh::parse(submit.text_octets()).unwrap();
    assert_eq!(
        (header.concat().map(|concat| (concat.part(), concat.total())), text),
        (Some((1, 2)), &b"Hi"[..])
    );
    // Both are kept as they came: that they exclude each other is a profile's rule.
    let both = pdu(SUBMIT_SM, 0, 7, &message(0, 0, b"Hi", payload));
    let Body::SubmitSm(submit) = strict(both.frame()).body else { panic!("a submit_sm") };
    let profile = clickatell_smpp::profile::Profile::standard();
    assert_eq!(
        profile.check_submit(&submit, false).map_err(|violation| violation.field),
        Err(clickatell_smpp::Field::Tlv(Tag::MESSAGE_PAYLOAD))
    );
}

/// Parameters of a vendor are put into a map: order and duplicates are gone, unknown ones dropped.
// node-smpp #231, PR #261; ksmppd #135; smpp34 1.3.0.
#[test]
fn row_21_vendor_parameters_keep_their_order_their_octets_and_their_duplicates() {
    let behind = b"\x14\0\0\x02AB\x04\x27\0\x01\x02\x3F\xFF\0\0\x14\0\0\x01C";
    let tagged = pdu(DELIVER_SM, 0, 7, &message(4, 0, b"Hi", behind));
    let Body::DeliverSm(deliver) = strict(tagged.frame()).body else { panic!("a deliver_sm") };
    let read: Vec<(u16, &[u8])> = deliver.tlvs.iter().map(|tlv| (tlv.tag.get(), tlv.value())).collect();
    assert_eq!(read, [(0x1400, &b"AB"[..]), (0x0427, b"\x02"), (0x3FFF, b""), (0x1400, b"C")]);
}

/// The alphabet is taken from the low half of the octet, so that classes and waiting messages are read as others.
// node-smpp #66, #252, PR #261.
#[test]
fn row_22_the_low_bits_of_a_data_coding_are_not_its_alphabet() {
    for (coding, alphabet) in [
        (0x08, Alphabet::Ucs2),
        (0x18, Alphabet::Other),
        (0xF0, Alphabet::Default),
        (0xF1, Alphabet::Default),
        (0xF4, Alphabet::Octets),
        (0xF8, Alphabet::Default),
        (0xC8, Alphabet::Default),
        (0xE8, Alphabet::Ucs2),
    ] {
        assert_eq!(DataCoding::new(coding).alphabet(), alphabet, "{coding:#04x}");
    }
    assert_eq!((DataCoding::new(0xF0).message_class(), DataCoding::new(0).message_class()), (Some(0), None));
}

/// A notification is read from the wrong octet on; a `data_sm` without a payload fails.
// smpp34 1.3.0.
#[test]
fn row_24_an_alert_begins_with_its_source_and_data_without_a_payload_is_empty() {
    let alert = pdu(0x102, 0, 7, b"\x01\x01271\0\0\0me\0\x04\x22\0\x01\x02");
    let Body::AlertNotification(read) = strict(alert.frame()).body else { panic!("an alert_notification") };
    assert_eq!((read.source.addr.as_bytes(), read.esme.addr.as_bytes()), (&b"271"[..], &b"me"[..]));
    assert_eq!(read.tlvs.ms_availability_status(), Some(Ok(2)));
    let data = pdu(0x103, 0, 7, b"\0\0\x001\0\0\x002\0\0\0\0");
    let Body::DataSm(read) = strict(data.frame()).body else { panic!("a data_sm") };
    assert_eq!((read.tlvs.message_payload(), read.text_octets()), (None, &b""[..]));
}

/// A request can be built without any way to add a parameter to it.
#[test]
fn row_21_a_built_message_takes_parameters() {
    let mut tlvs = clickatell_smpp::TlvBuf::new();
    tlvs.push(clickatell_smpp::Tlv::new(Tag::new(0x1401), b"\x01").unwrap());
    let mut submit = SubmitSm::new(Address::EMPTY, ShortMessage::EMPTY);
    submit.tlvs = tlvs.as_tlvs();
    let mut octets = Vec::new();
    submit.encode(SequenceNumber::FIRST, &mut octets);
    assert!(octets.ends_with(b"\x14\x01\0\x01\x01"));
    let header = Header::request(CommandId::SUBMIT_SM, SequenceNumber::FIRST);
    let frame = clickatell_smpp::Frame::new(&octets).unwrap();
    assert_eq!((frame.header(), strict(frame).body), (header, Body::SubmitSm(submit)));
}
