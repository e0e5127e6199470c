//! Rows about delivery receipts.

use clickatell_smpp::Body;
use clickatell_smpp::pdu::SubmitSmResp;
use clickatell_smpp::receipt::{IdRule, Receipt};
use clickatell_smpp::value::MessageState;

use crate::{message, pdu, strict};

const DELIVER_SM: u32 = 5;

/// Of a receipt: the id, the state and the error code.
type Reported = (Vec<u8>, Option<u8>, Option<Vec<u8>>);

/// What a `deliver_sm` with this text and these parameters reports; `None` for an ordinary message.
fn reported(esm_class: u8, text: &[u8], tlvs: &[u8]) -> Option<Reported> {
    let deliver = pdu(DELIVER_SM, 0, 7, &message(esm_class, 0, text, tlvs));
    let Body::DeliverSm(deliver) = strict(deliver.frame()).body else { panic!("a deliver_sm") };
    let receipt = Receipt::of(&deliver)?.unwrap();
    let state = receipt.state.map(MessageState::get);
    Some((receipt.id.to_vec(), state, receipt.error.map(<[u8]>::to_vec)))
}

/// A receipt without `sub:`, with fields of the SMSC's own, or with an error code of four digits is not read at all.
// jsmpp #62; uudashr/jsmpp #67; cloudhopper #105, #40; RestComm PR #17; spring-boot-starter-smpp #85; php-smpp #70;
// naz #82.
#[test]
fn row_01_receipts_are_read_in_every_shape() {
    for (text, error) in [
        (
            "id:0A1B sub:001 dlvrd:001 submit date:1104201030 done date:1104201031 stat:DELIVRD err:004 text:Hi",
            "004",
        ),
        ("id:0A1B submit date:1104201030 done date:1104201031 stat:DELIVRD err:000 text:", "000"),
        ("id:0A1B sub:001 dlvrd:001 submit date:110420103059 stat:DELIVRD err:000 Text: hi ", "000"),
        ("id:0A1B done date:20110420103059 stat:DELIVRD err:0000", "0000"),
        ("id:0A1B network:MTN stat:DELIVRD err:NO_ERR mccmnc:65501", "NO_ERR"),
        ("stat:DELIVRD err:0A1 id:0A1B", "0A1"),
        ("ID:0A1B,STAT:delivrd,ERR:1;TEXT:\u{1b}e", "1"),
    ] {
        let expected = Some((b"0A1B".to_vec(), Some(2), Some(error.as_bytes().to_vec())));
        assert_eq!(reported(4, text.as_bytes(), b""), expected, "{text}");
    }
    // Words of the sender's own text are no fields.
    let text = b"id:1 stat:EXPIRED text:id:2 stat:DELIVRD err:9";
    assert_eq!(reported(4, text, b""), Some((b"1".to_vec(), Some(3), None)));
}

/// The response names a message in hexadecimal and its receipt in decimal, zeros in front: no receipt finds its
/// message.
// jasmin #20, #210, #1034; mokai #8; jsmpp #178, #56; smscsim #4; sms-smpp PR #153; Kannel with node-smpp.
#[test]
fn row_02_a_hexadecimal_id_meets_its_decimal_receipt() {
    let response = pdu(0x8000_0004, 0, 7, b"0A1B2C3D\0");
    let Body::SubmitSmResp(Some(SubmitSmResp { message_id, .. })) = strict(response.frame()).body else {
        panic!("a submit_sm_resp")
    };
    let (id, ..) = reported(4, b"id:0169552957 stat:DELIVRD", b"").unwrap();
    let meets = |rule: IdRule, submitted: &[u8], receipted: &[u8]| {
        rule.submitted(submitted) == rule.receipted(receipted)
    };
    assert!(meets(IdRule::HexToDecimal, message_id.as_bytes(), &id));
    assert!(!meets(IdRule::Exact, message_id.as_bytes(), &id));
    // The rule is told, never guessed: under it, equal words are different messages.
    assert!(!meets(IdRule::HexToDecimal, b"10", b"10") && meets(IdRule::Exact, b"10", b"10"));
    assert!(meets(IdRule::DecimalToHex, b"169552957", b"0a1b2c3d"));
}

/// A receipt is taken for a message of the handset's: it has no text, or `esm_class` does not say what it is, or it
/// comes as a `data_sm`.
// traccar PR #3799; jasmin #139.
#[test]
fn row_03_receipts_come_in_parameters_in_payloads_and_as_data() {
    let id_and_state = b"\0\x1E\0\x05ABCD\0\x04\x27\0\x01\x05";
    let expected = Some((b"ABCD".to_vec(), Some(5), None));
    assert_eq!(reported(4, b"", id_and_state), expected);
    assert_eq!(reported(0, b"", id_and_state), expected);
    let payload = b"\x04\x24\0\x14id:ABCD stat:UNDELIV";
    assert_eq!(reported(4, b"", payload), expected);
    let data = pdu(0x103, 0, 7, &[b"\0\0\x001\0\0\x002\0\x04\0\0", &payload[..]].concat());
    let Body::DataSm(data) = strict(data.frame()).body else { panic!("a data_sm") };
    let receipt = Receipt::of_data_sm(&data).unwrap().unwrap();
    assert_eq!((receipt.id, receipt.state), (&b"ABCD"[..], Some(MessageState::UNDELIVERABLE)));
    // Neither the one nor the other: somebody has written such words.
    assert_eq!(reported(0, b"id:ABCD stat:UNDELIV", b""), None);
}
