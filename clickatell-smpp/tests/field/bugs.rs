//! Faults that were found in other libraries by running or reading them, each with what is right.

use clickatell_core::text::split::Splitter;
use clickatell_core::text::udh::Reference;
use clickatell_core::text::{Coding, gsm, ucs2};
use clickatell_smpp::pdu::{BindKind, BroadcastSm, SubmitSm};
use clickatell_smpp::profile::Profile;
use clickatell_smpp::receipt::Receipt;
use clickatell_smpp::session::{SessionEvent, State};
use clickatell_smpp::value::{Address, DataCoding, EsmClass};
use clickatell_smpp::{Body, CommandStatus, PduBody, Rule, SequenceNumber, ShortMessage, Tag, TlvBuf};

use crate::sessions::Esme;
use crate::{bent, message, pdu, strict};

/// rusmpp-core 0.4.0: `SubmitSm::default()` asks for a delivery acknowledgement, `esm_class` 0x08.
#[test]
fn rusmpp_a_default_message_has_esm_class_0() {
    let mut octets = Vec::new();
    let submit = SubmitSm::new(Address::EMPTY, ShortMessage::EMPTY);
    submit.encode(SequenceNumber::FIRST, &mut octets);
    assert_eq!((submit.esm_class, octets[23]), (EsmClass::new(0), 0));
}

/// rusmpp-core 0.4.0 and tshark 4.0.17 read `broadcast_rep_num` as one octet; smpp-codec 0.2.1 has it and
/// `broadcast_frequency_interval` at 0x0602 and 0x0603.
#[test]
fn rusmpp_tshark_smpp_codec_a_broadcast_is_repeated_300_times() {
    let mut tlvs = TlvBuf::new();
    tlvs.broadcast_rep_num(300);
    tlvs.broadcast_frequency_interval(&[9, 0, 10]).unwrap();
    let expected = b"\x06\x04\0\x02\x01\x2C\x06\x05\0\x03\x09\0\x0A";
    assert_eq!(tlvs.as_tlvs().as_bytes(), expected);
    let mut body = b"\0\0\0\0\0\0\0\0\0\0\0".to_vec();
    body.extend(expected);
    let broadcast = pdu(0x111, 0, 1, &body);
    assert_eq!(strict(broadcast.frame()).body, Body::BroadcastSm(BroadcastSm::new(tlvs.as_tlvs())));
    let one_octet = pdu(0x111, 0, 1, b"\0\0\0\0\0\0\0\0\0\0\0\x06\x04\0\x01\x2C");
    bent(one_octet.frame(), Rule::TlvLength, CommandStatus::ESME_RINVPARLEN);
}

/// rusmpp-core 0.4.0: the GSM message classes at 0xE0, and groups as single values.
#[test]
fn rusmpp_message_classes_are_0xf0_to_0xff() {
    for octet in 0..=u8::MAX {
        let class = DataCoding::new(octet).message_class();
        assert_eq!(class, (octet >= 0xF0).then_some(octet & 3), "{octet:#04x}");
    }
}

/// rusmpp-extra 0.4.0 refuses characters beyond the BMP, and its GSM alphabet lacks the form feed, as smpplib's does;
/// smpp-codec 0.2.1 and smpplib 2.2.4 have a grave accent at 0x5F.
#[test]
fn rusmpp_smpplib_smpp_codec_alphabets() {
    let mut octets = Vec::new();
    ucs2::encode("😀", &mut octets);
    assert_eq!((octets.as_slice(), ucs2::decode(&octets).as_deref()), (&b"\xD8\x3D\xDE\0"[..], Ok("😀")));
    let mut octets = Vec::new();
    gsm::encode("§\u{c}€", &mut octets).unwrap();
    assert_eq!(octets, b"\x5F\x1B\x0A\x1B\x65");
    assert_eq!(gsm::decode(&octets).as_deref(), Ok("§\u{c}€"));
}

/// smpp-codec 0.2.1 and smpplib 2.2.4 tear a surrogate pair between parts; smpplib and gosmpp (#175) an escape pair;
/// smpp-codec calls 300 parts 44.
#[test]
fn smpp_codec_smpplib_gosmpp_parts_tear_nothing() {
    let parts = |coding: Coding, text: &str| -> Vec<String> {
        let mut octets = Vec::new();
        coding.encode(text, &mut octets).unwrap();
        let splitter = Splitter::new(coding, Reference::Eight(7));
        let parts = splitter.split(&octets).unwrap();
        parts.map(|part| coding.decode(part.octets()).unwrap()).collect()
    };
    // The 67th unit would be the first half of a pair, the 153rd septet an escape.
    let emoji = "x".repeat(66) + "😀" + &"y".repeat(20);
    assert_eq!(parts(Coding::Ucs2, &emoji).concat(), emoji);
    let euro = "x".repeat(152) + "€" + &"y".repeat(20);
    assert_eq!(parts(Coding::Gsm7, &euro).concat(), euro);
    let too_long = "x".repeat(300 * 153);
    let mut octets = Vec::new();
    gsm::encode(&too_long, &mut octets).unwrap();
    assert!(Splitter::new(Coding::Gsm7, Reference::Eight(7)).split(&octets).is_err());
}

/// rusmppc 0.4.0 (+2) and smpp34 1.5.1 (+1) count past 0x7FFFFFFF.
#[test]
fn rusmppc_smpp34_sequence_numbers_end() {
    let mut number = SequenceNumber::new(0x7FFF_FFFD);
    let counted: Vec<u32> = (0..4)
        .map(|_| {
            number = number.next();
            number.get()
        })
        .collect();
    assert_eq!(counted, [0x7FFF_FFFE, 0x7FFF_FFFF, 1, 2]);
}

/// smpp34 1.5.1 reads strings as UTF-8 and puts U+FFFD where Latin-1 stood.
#[test]
fn smpp34_a_name_in_latin_1_survives() {
    let mut body = message(0, 0, b"Hi", b"");
    body.splice(3..4, *b"Caf\xE9");
    let named = pdu(4, 0, 1, &body);
    let Body::SubmitSm(submit) = bent(named.frame(), Rule::NotAscii, CommandStatus::ESME_RINVSRCADR).body
    else {
        panic!("a submit_sm")
    };
    assert_eq!((submit.source.addr.as_bytes(), submit.source.addr.as_str()), (&b"Caf\xE9"[..], None));
}

/// `Net::SMPP` 1.19, node-smpp and smpplib acknowledge a truncated `deliver_sm` with success.
#[test]
fn net_smpp_node_smpp_smpplib_what_is_cut_short_is_no_message() {
    let whole = message(0, 0, b"Hello World", b"");
    let mut cut: Vec<Vec<u8>> = (0..whole.len()).map(|end| whole[..end].to_vec()).collect();
    // A text of 500 octets in a parameter, of which 100 are there, or 3, 2 or 1 of what says so.
    let payload = [&b"\x04\x24\x01\xF4"[..], &[b'x'; 100]].concat();
    cut.extend([104, 4, 3, 2, 1].map(|end| message(0, 0, b"", &payload[..end])));
    let answers = [Profile::standard(), Profile::clickatell()].map(|profile| {
        let mut esme = Esme::bound(profile, b"smsc\0");
        cut.iter().for_each(|body| refused(&mut esme, 7, body));
        let answer = esme.hears(&pdu(5, 0, 8, &message(0, 0, b"", &payload)));
        u32::from_be_bytes(*answer[8..].first_chunk().unwrap())
    });
    assert_eq!(answers, [0xC0, 0xC2]);
}

/// The `deliver_sm` with this body is answered with an error, and is no request.
fn refused(esme: &mut Esme, number: u32, body: &[u8]) {
    esme.events.clear();
    let answer = esme.hears(&pdu(5, 0, number, body));
    let [SessionEvent::Refused { status, fault: Some(_), .. }] = esme.events.as_slice() else {
        panic!("{body:02x?}: {:?}", esme.events)
    };
    assert!(!status.is_ok());
    assert_eq!(answer, pdu(0x8000_0005, status.get(), number, b"\0").frame().octets());
}

/// Kannel 1.4.5: a text parameter without its NUL, and what follows is read as a parameter 0x3041.
#[test]
fn kannel_a_parameter_ends_where_its_length_says() {
    let behind = b"\0\x1E\0\x04ABCD\x04\x27\0\x01\x02";
    let receipt = pdu(5, 0, 1, &message(4, 0, b"x", behind));
    let tlvs = strict(receipt.frame()).body.tlvs();
    assert_eq!(tlvs.receipted_message_id(), Some(&b"ABCD"[..]));
    assert_eq!(tlvs.message_state(), Some(Ok(2)));
    assert_eq!(tlvs.find(Tag::new(0x3041)), None);
    // That it has no NUL is said by whoever asks.
    let fault = tlvs.check_values(clickatell_smpp::value::InterfaceVersion::V3_4).unwrap_err();
    assert_eq!(fault.rule(), Rule::TlvValue);
}

/// tshark 4.0.17 does not mark a `command_length` that is not the number of octets.
#[test]
fn tshark_a_length_is_what_is_there() {
    let octets = pdu(21, 0, 1, b"").frame().octets().to_vec();
    for length in (0..64_u32).filter(|length| *length != 16) {
        let octets = [&length.to_be_bytes(), &octets[4..]].concat();
        assert!(clickatell_smpp::Frame::new(&octets).is_none(), "{length}");
    }
}

/// rusmppc 0.4.0 ends the session at whatever it cannot decode, and at an `interface_version` that is not its own.
#[test]
fn rusmppc_no_pdu_and_no_version_ends_a_session() {
    let bound = State::Bound(BindKind::Transceiver);
    for version in [0x00, 0x22, 0x33, 0x34, 0x50, 0xFF] {
        let response = [&b"smsc\0\x02\x10\0\x01"[..], &[version]].concat();
        let mut esme = Esme::bound(Profile::standard(), &response);
        assert_eq!(esme.state(), bound, "{version:#04x}");
        assert!(matches!(esme.events.as_slice(), [SessionEvent::Bound { .. }]));
        // A body cut anywhere, a text longer than the PDU, a parameter that runs off, a command of a vendor's.
        let whole = message(4, 0, b"Hello", b"\x04\x27\0\x01\x02");
        // The message without its parameter is a message.
        let text = whole.len() - 5;
        for end in (0..whole.len()).filter(|end| *end != text) {
            refused(&mut esme, 7, &whole[..end]);
        }
        refused(&mut esme, 8, &message(0, 0, b"Hi", b"\x04\x24\xFF\xFFHi"));
        let nack = pdu(0x8000_0000, 0x03, 9, b"");
        assert_eq!(esme.hears(&pdu(0x0001_0200, 0, 9, b"vendor")), nack.frame().octets());
        assert_eq!(esme.state(), bound, "{version:#04x}");
    }
}

/// smpp34 1.5.1 says that it reads receipts and only writes them, `sub` and `dlvrd` without their zeros.
#[test]
fn smpp34_receipts_are_read_and_written_with_three_digits() {
    let text =
        b"id:7 sub:001 dlvrd:000 submit date:1104201030 done date:1104201031 stat:UNDELIV err:009 text:Hi";
    let receipt = Receipt::parse(text).unwrap();
    assert_eq!((receipt.id, receipt.submitted, receipt.delivered), (&b"7"[..], Some(1), Some(0)));
    let mut written = Vec::new();
    receipt.write(&mut written).unwrap();
    assert_eq!(written, text);
}

/// smpp-codec 0.2.1 reads no date of a receipt, and `err:0A1` as 0.
#[test]
fn smpp_codec_dates_and_codes_of_a_receipt_are_read() {
    let text = b"id:7 submit date:1104201030 done date:1104201031 stat:DELIVRD err:0A1 text:";
    let receipt = Receipt::parse(text).unwrap();
    let dates = [receipt.submit, receipt.done].map(|date| date.unwrap().to_string());
    assert_eq!(dates, ["2011-04-20 10:30:00", "2011-04-20 10:31:00"]);
    assert_eq!(receipt.error, Some(&b"0A1"[..]));
}

/// gosmpp (#175) gives one message of unpacked GSM text room for 140 characters, and counts an escape pair once.
#[test]
fn gosmpp_one_message_holds_160_characters_or_80_of_the_extension() {
    let parts = |text: String| Splitter::new(Coding::Gsm7, Reference::Eight(7)).count_parts(&text);
    for (character, one_message) in [("x", 160), ("€", 80)] {
        assert_eq!(parts(character.repeat(one_message)), Ok(1), "{character}");
        assert_eq!(parts(character.repeat(one_message + 1)), Ok(2), "{character}");
    }
}
