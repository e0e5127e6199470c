use std::vec;
use std::vec::Vec;

use clickatell_testkit::from_hex;
use proptest::prelude::*;

use super::*;
use crate::frame::Frame;
use crate::octets::ShortMessage;
use crate::pdu::PduBody;
use crate::tlv::TlvBuf;
use crate::tolerance::Tolerance;
use crate::value::{Address, EsmClass};

const V26_TEXT: &[u8] = b"id:996411ad91fa211e7d17bc873aa4a41d sub:001 dlvrd:001 submit date:1104201030 \
    done date:1104201031 stat:DELIVRD err:004 text:Hello World";

fn v26() -> Receipt<'static> {
    Receipt {
        id: b"996411ad91fa211e7d17bc873aa4a41d",
        submitted: Some(1),
        delivered: Some(1),
        submit: CivilDateTime::new(2011, 4, 20, 10, 30, 0).ok(),
        done: CivilDateTime::new(2011, 4, 20, 10, 31, 0).ok(),
        state: Some(MessageState::DELIVERED),
        error: Some(b"004"),
        network_error: None,
        text: Some(b"Hello World"),
    }
}

#[test]
fn the_common_form_is_read_and_written() {
    // V26, SMPP-5-20
    assert_eq!(Receipt::parse(V26_TEXT), Ok(v26()));
    let mut text = Vec::new();
    v26().write(&mut text).unwrap();
    assert_eq!(text, V26_TEXT);
}

/// Each shape with the trait of it that some parser trips over; peers and trackers where it was reported.
#[test]
fn shapes_that_the_field_has_shown() {
    let (id, state) = (b"0A1B".as_slice(), Some(MessageState::DELIVERED));
    let same = |text: &'static str| {
        let receipt = Receipt::parse(text.as_bytes()).unwrap_or_else(|error| panic!("{text}: {error}"));
        assert_eq!((receipt.id, receipt.state), (id, state), "{text}");
        receipt
    };
    // jSMPP #62, cloudhopper #105: sub and dlvrd missing.
    let receipt = same("id:0A1B submit date:1104201030 done date:1104201031 stat:DELIVRD err:000 text:");
    assert_eq!((receipt.submitted, receipt.delivered, receipt.text), (None, None, Some(b"".as_slice())));
    // jSMPP #67: "Text:" capitalised, blanks around it the sender's.
    assert_eq!(same("id:0A1B stat:DELIVRD err:000 Text: hi ").text, Some(b" hi ".as_slice()));
    // cloudhopper #40: seconds in dates; spring-boot-starter-smpp #85: years of four digits.
    let seconds = CivilDateTime::new(2011, 4, 20, 10, 30, 59).ok();
    assert_eq!(same("id:0A1B submit date:110420103059 stat:DELIVRD").submit, seconds);
    assert_eq!(same("id:0A1B done date:20110420103059 stat:DELIVRD").done, seconds);
    // smpp-codec 0.2.1 reads err:0A1 as 0; four digits and words exist.
    assert_eq!(same("id:0A1B stat:DELIVRD err:0A1").error, Some(b"0A1".as_slice()));
    assert_eq!(same("id:0A1B stat:DELIVRD err:0000").error, Some(b"0000".as_slice()));
    assert_eq!(same("id:0A1B stat:DELIVRD err:NO_ERR").error, Some(b"NO_ERR".as_slice()));
    // Any order, any case, extra keys, extra blanks, underscores.
    same("stat:DELIVRD id:0A1B");
    same("ID:0A1B SUB:001 STAT:delivrd");
    same("id:0A1B  sub:001   stat:DELIVRD ");
    same("id: 0A1B sub: 001 stat: DELIVRD");
    same("id :0A1B stat :DELIVRD");
    same("id:0A1B network:MTN stat:DELIVRD mccmnc:65501");
    assert!(same("id:0A1B submit_date:1104201030 stat:DELIVRD").submit.is_some());
    // Commas and line ends between fields, a NUL at the end.
    same("id:0A1B,sub:001,stat:DELIVRD");
    same("id:0A1B;sub:001;stat:DELIVRD");
    same("id:0A1B\r\nstat:DELIVRD\0");
    // The full name of the state.
    same("id:0A1B stat:DELIVERED");
    // Empty values: the next key follows at once.
    let receipt = same("id:0A1B sub: dlvrd: stat:DELIVRD err: text:x");
    assert_eq!((receipt.submitted, receipt.error), (None, None));
    // Keys in the sender's text are the sender's.
    assert_eq!(
        same("id:0A1B stat:DELIVRD text:id:other stat:EXPIRED").text,
        Some(b"id:other stat:EXPIRED".as_slice())
    );
    // php-smpp #70: GSM escapes and octets above 127 in the text.
    assert_eq!(same("id:0A1B stat:DELIVRD text:\u{1b}e\u{80}").text, Some(b"\x1be\xc2\x80".as_slice()));
    // Dates that are none are left out, not guessed.
    assert_eq!(same("id:0A1B submit date:1113451030 stat:DELIVRD").submit, None);
    assert_eq!(same("id:0A1B submit date:0 stat:DELIVRD").submit, None);
    // Of a doubled key the first counts.
    same("id:0A1B id:other stat:DELIVRD stat:EXPIRED");
    // Only one of the two.
    assert_eq!(Receipt::parse(b"stat:EXPIRED").unwrap().state, Some(MessageState::EXPIRED));
    assert_eq!(Receipt::parse(b"id:7").unwrap().id, b"7");
}

#[test]
fn what_is_no_receipt_is_none() {
    for text in ["", "Yes", "stat", "id", "id:", "stat:WHATEVER", "text:id:1 stat:DELIVRD", "ident:7"] {
        assert_eq!(Receipt::parse(text.as_bytes()), Err(ReceiptError), "{text}");
    }
}

fn delivery<'a>(text: &'a [u8], esm_class: EsmClass, tlvs: &'a TlvBuf) -> DeliverSm<'a> {
    DeliverSm {
        esm_class,
        tlvs: tlvs.as_tlvs(),
        ..DeliverSm::new(Address::EMPTY, ShortMessage::new(text).unwrap())
    }
}

#[test]
fn parameters_win_over_the_text() {
    let mut tlvs = TlvBuf::new();
    Receipt {
        id: b"abc",
        state: Some(MessageState::EXPIRED),
        network_error: Some((3, 0x0104)),
        ..Receipt::default()
    }
    .write_tlvs(&mut tlvs)
    .unwrap();
    let receipt = Receipt::of(&delivery(V26_TEXT, EsmClass::RECEIPT, &tlvs)).unwrap().unwrap();
    assert_eq!(receipt.id, b"abc");
    assert_eq!(receipt.state, Some(MessageState::EXPIRED));
    assert_eq!(receipt.network_error, Some((3, 0x0104)));
    assert_eq!(receipt.done, v26().done);
    // traccar #3799: only the parameters say that it is a receipt.
    assert_eq!(Receipt::of(&delivery(b"", EsmClass::DEFAULT, &tlvs)).unwrap().unwrap().id, b"abc");
    // An ordinary message that looks like one is none.
    assert_eq!(Receipt::of(&delivery(V26_TEXT, EsmClass::DEFAULT, &TlvBuf::new())), None);
    // In message_payload.
    let mut payload = TlvBuf::new();
    payload.message_payload(V26_TEXT).unwrap();
    assert_eq!(Receipt::of(&delivery(b"", EsmClass::RECEIPT, &payload)), Some(Ok(v26())));
}

#[test]
fn a_receipt_that_says_nothing_is_an_error_and_not_a_message() {
    let none = TlvBuf::new();
    assert_eq!(Receipt::of(&delivery(b"hello", EsmClass::RECEIPT, &none)), Some(Err(ReceiptError)));
    // UCS-2 is for the caller to decode.
    let mut ucs2 = delivery(b"\x00i\x00d\x00:\x007", EsmClass::RECEIPT, &none);
    ucs2.data_coding = DataCoding::UCS2;
    assert_eq!(Receipt::of(&ucs2), Some(Err(ReceiptError)));
    // A user data header stands before the text.
    let text = [&[5, 0, 3, 1, 1, 1], V26_TEXT].concat();
    assert_eq!(Receipt::of(&delivery(&text, EsmClass::new(0x44), &none)), Some(Ok(v26())));
}

#[test]
fn a_data_sm_brings_receipts_too() {
    // jasmin #139
    let mut tlvs = TlvBuf::new();
    let mut pdu = DataSm::new(Address::EMPTY, Tlvs::EMPTY);
    pdu.esm_class = EsmClass::RECEIPT;
    assert_eq!(Receipt::of_data_sm(&pdu), Some(Err(ReceiptError)));
    tlvs.message_payload(V26_TEXT).unwrap();
    pdu.tlvs = tlvs.as_tlvs();
    assert_eq!(Receipt::of_data_sm(&pdu), Some(Ok(v26())));
    pdu.esm_class = EsmClass::DEFAULT;
    assert_eq!(Receipt::of_data_sm(&pdu), None);
}

#[test]
fn what_would_be_read_otherwise_is_not_written() {
    let receipt = Receipt { id: b"1 stat:DELIVRD", ..Receipt::default() };
    let mut text = Vec::new();
    assert_eq!(receipt.write(&mut text), Err(UnwritableError { field: "id", at: 1 }));
    let receipt = Receipt { id: b"1", error: Some(b"0\0"), ..Receipt::default() };
    assert_eq!(receipt.write(&mut text), Err(UnwritableError { field: "err", at: 1 }));
    assert!(text.is_empty());
}

#[test]
fn an_id_that_no_parameter_can_carry_is_refused() {
    let id = [b'x'; 65];
    let receipt = Receipt { id: &id, ..Receipt::default() };
    assert!(receipt.write_tlvs(&mut TlvBuf::new()).is_err());
}

#[test]
fn the_receipt_of_the_known_pdu() {
    let octets = from_hex(crate::pdu::tests::V26);
    let frame = Frame::new(&octets).unwrap();
    let pdu = DeliverSm::decode(&frame, &Tolerance::STRICT, &mut ()).unwrap();
    assert_eq!(Receipt::of(&pdu), Some(Ok(v26())));
}

proptest! {
    #[test]
    fn what_is_written_is_read(
        id in "[0-9A-Za-z-]{1,36}",
        counts in (0..999_u32, 0..999_u32),
        seconds in prop::option::of(946_684_800_u64..4_102_444_800),
        state in 1..9_u8,
        error in "[0-9A-Z]{3}",
        text in prop::collection::vec(any::<u8>(), 0..20),
    ) {
        let date = seconds.and_then(|seconds| CivilDateTime::from_epoch_seconds(seconds / 60 * 60));
        let receipt = Receipt {
            id: id.as_bytes(),
            submitted: Some(counts.0),
            delivered: Some(counts.1),
            submit: date,
            done: date,
            state: Some(MessageState::new(state)),
            error: Some(error.as_bytes()),
            network_error: None,
            text: Some(&text),
        };
        let mut written = Vec::new();
        receipt.write(&mut written).unwrap();
        prop_assert_eq!(Receipt::parse(&written), Ok(receipt));
    }

    #[test]
    fn no_text_is_too_odd(text in prop::collection::vec(any::<u8>(), 0..200)) {
        if let Ok(receipt) = Receipt::parse(&text) {
            prop_assert!(!receipt.id.is_empty() || receipt.state.is_some());
        }
    }

    #[test]
    fn no_pieces_of_receipts_are_too_odd(pieces in prop::collection::vec(
        prop_oneof![
            Just("id:"), Just("sub:"), Just("dlvrd:"), Just("submit date:"), Just("done date:"), Just("stat:"),
            Just("err:"), Just("text:"), Just(" "), Just("7"), Just("DELIVRD"), Just("1104201030"), Just("\0"), Just(":"),
        ],
        0..20,
    )) {
        let text = pieces.concat();
        if let Ok(receipt) = Receipt::parse(text.as_bytes()) {
            prop_assert!(!receipt.id.is_empty() || receipt.state.is_some());
        }
    }
}
