//! Rows about texts: alphabets, and messages of several parts.

use clickatell_core::text::gsm::{LanguageTables, NationalLanguage};
use clickatell_core::text::join::{JoinLimits, Joined, Joiner};
use clickatell_core::text::split::Splitter;
use clickatell_core::text::udh::{Concat, Element, Reference, Udh};
use clickatell_core::text::{Coding, packed};
use clickatell_core::time::Instant;
use clickatell_smpp::Body;
use clickatell_smpp::pdu::DeliverSm;
use clickatell_smpp::value::EsmFeatures;

use crate::{message, pdu, strict};

/// Which part a delivery is, by its header or by the three parameters, and its text.
fn part<'a>(deliver: &DeliverSm<'a>) -> (Option<Concat>, &'a [u8]) {
    let octets = deliver.text_octets();
    if deliver.esm_class.features().contains(EsmFeatures::UDHI) {
        let (header, text) = Udh::parse(octets).unwrap();
        return (header.concat(), text);
    }
    let tlvs = deliver.tlvs;
    let by_parameters = || {
        let reference = Reference::Sixteen(tlvs.sar_msg_ref_num()?.ok()?);
        Concat::new(reference, tlvs.sar_total_segments()?.ok()?, tlvs.sar_segment_seqnum()?.ok()?)
    };
    (by_parameters(), octets)
}

/// The messages that these deliveries make, in the order in which they are complete.
fn joined(bodies: &[Vec<u8>]) -> Vec<Vec<u8>> {
    let mut joiner = Joiner::new(JoinLimits::default());
    let mut whole = Vec::new();
    for (second, body) in (0..).zip(bodies) {
        let delivery = pdu(5, 0, 1, body);
        let Body::DeliverSm(deliver) = strict(delivery.frame()).body else { panic!("a deliver_sm") };
        match part(&deliver) {
            (None, text) => whole.push(text.to_vec()),
            (Some(concat), text) => {
                match joiner.push(
                    Instant::from_secs(second),
                    deliver.source.addr.as_bytes().to_vec(),
                    concat,
                    text,
                ) {
                    Ok(Joined::Complete(octets)) => whole.push(octets),
                    Ok(_) => {}
                    Err(error) => panic!("{error}"),
                }
            }
        }
    }
    whole
}

/// Parts of a long message are handed on one by one, in the order in which they happen to come.
// uudashr/jsmpp #48; cloudhopper #100; jsmpp #61, #64; node-smpp #72, #171; gosmpp #4.
#[test]
fn row_04_parts_are_put_together_whatever_says_that_they_are_parts() {
    let eight = |part: u8, text: &[u8]| message(0x40, 0, &[&[5, 0, 3, 7, 2, part], text].concat(), b"");
    let sixteen = |part: u8, text: &[u8]| message(0x40, 0, &[&[6, 8, 4, 0, 7, 2, part], text].concat(), b"");
    let sar = |reference: u8, part: u8, text: &[u8]| {
        let tlvs = [2, 0x0C, 0, 2, 0, reference, 2, 0x0E, 0, 1, 2, 2, 0x0F, 0, 1, part];
        message(0, 0, text, &tlvs)
    };
    let payload = message(0, 0, b"", b"\x04\x24\0\x05whole");
    let bodies = [
        eight(2, b"eight"),
        // Another message: reference 7 of sixteen bits is not 7 of eight.
        sixteen(1, b"six"),
        sar(9, 2, b"meters"),
        // Sent again, because its answer was late.
        sar(9, 2, b"meters"),
        payload,
        sixteen(2, b"teen"),
        sar(9, 1, b"deca"),
        eight(1, b"forty-"),
    ];
    assert_eq!(joined(&bodies), [&b"whole"[..], b"sixteen", b"decameters", b"forty-eight"]);
    // Header and parameters say the same, so that either may bring the missing part.
    let mixed = [sixteen(2, b"teen"), sar(7, 1, b"six")];
    assert_eq!(joined(&mixed), [b"sixteen"]);
}

/// Parts of GSM text are cut after 134 septets, an escape from its character, or the header's fill bit is left out.
// gosmpp #109, #128, #175, PR #136, #197, #198; cloudhopper #50; jsmpp #168; fiorix #75; php8-smpp #16.
#[test]
fn row_05_parts_are_153_septets_and_67_units_and_tear_no_escape() {
    let lengths = |text: &str, reference: Reference| -> Vec<usize> {
        let (coding, mut octets) = (Coding::for_text(text), Vec::new());
        coding.encode(text, &mut octets).unwrap();
        Splitter::new(coding, reference).split(&octets).unwrap().map(|part| part.octets().len()).collect()
    };
    for (text, eight, sixteen) in [
        ("x".repeat(160), vec![160], vec![160]),
        ("x".repeat(161), vec![153, 8], vec![152, 9]),
        ("€".repeat(80), vec![160], vec![160]),
        ("€".repeat(81), vec![152, 10], vec![152, 10]),
        ("ж".repeat(70), vec![140], vec![140]),
        ("ж".repeat(71), vec![134, 8], vec![132, 10]),
    ] {
        assert_eq!(lengths(&text, Reference::Eight(1)), eight, "{} characters", text.chars().count());
        assert_eq!(lengths(&text, Reference::Sixteen(1)), sixteen, "{} characters", text.chars().count());
    }
    // Behind six octets of header one bit is left over, and the first septet begins at the next.
    let mut octets = Vec::new();
    packed::pack(b"AB", 6, &mut octets).unwrap();
    assert_eq!(octets, [0x82, 0x42]);
}

/// A character beyond the basic plane is cut in two where a part ends, and both halves are shown as squares.
// sms #6; gammu #95; split-sms #1; ofono PR #77; sms-smpp PR #163.
#[test]
fn row_06_no_part_ends_within_an_emoji() {
    for before in 64..=68 {
        let text = "ж".repeat(before) + "😀" + &"ж".repeat(10);
        let mut octets = Vec::new();
        Coding::Ucs2.encode(&text, &mut octets).unwrap();
        let parts: Vec<String> = Splitter::new(Coding::Ucs2, Reference::Eight(1))
            .split(&octets)
            .unwrap()
            .map(|part| Coding::Ucs2.decode(part.octets()).unwrap())
            .collect();
        // 67 units to a part: the two of the emoji fit into the first behind 65 others, and not behind 66.
        let first = if before <= 65 { 67 } else { 66.max(before.min(67)) };
        let units: Vec<usize> = parts.iter().map(|part| part.encode_utf16().count()).collect();
        assert_eq!(units, [first, before + 12 - first], "behind {before}");
        assert_eq!(parts.concat(), text);
    }
}

/// Turkish, Spanish and Portuguese letters are sent as UCS-2 or shown as others, and the walk through the header that
/// names their table runs off.
// node-smpp PR #100, #125; jsmpp #96; jasmin #907; Rusmpp PR #156, #122; asterisk-chan-dongle PR #183.
#[test]
fn row_07_national_tables_are_named_in_the_header_and_read() {
    // ş, ı and ğ of the Turkish extension table, beside an ordinary letter; then the same behind a concatenation.
    for header in [&[3, 0x24, 1, 1][..], &[8, 0, 3, 7, 1, 1, 0x24, 1, 1]] {
        let text = [header, b"\x1Bs\x1Bi\x1Bga"].concat();
        let delivery = pdu(5, 0, 1, &message(0x40, 0, &text, b""));
        let Body::DeliverSm(deliver) = strict(delivery.frame()).body else { panic!("a deliver_sm") };
        let (header, text) = Udh::parse(deliver.text_octets()).unwrap();
        let tables = LanguageTables::of(header).unwrap();
        assert_eq!(tables.single(), Some(NationalLanguage::TURKISH));
        assert_eq!(tables.decode(text).as_deref(), Ok("şığa"));
        let mut octets = Vec::new();
        tables.encode("şığa", &mut octets).unwrap();
        assert_eq!(octets, text);
    }
    // A locking table is named by 0x25, and both may stand there.
    let (header, text) = Udh::parse(&[6, 0x25, 1, 3, 0x24, 1, 3, b'a']).unwrap();
    let tables = LanguageTables::of(header).unwrap();
    assert_eq!(
        (tables.locking(), tables.single()),
        (Some(NationalLanguage::PORTUGUESE), Some(NationalLanguage::PORTUGUESE))
    );
    assert_eq!(text, b"a");
    assert!(
        header
            .elements()
            .all(|element| matches!(element, Element::LockingShift(_) | Element::SingleShift(_)))
    );
    // Chosen only where it saves parts: 75 such letters are one message, and two in UCS-2.
    let chosen = Coding::for_text_in(&"ş".repeat(75), &[NationalLanguage::TURKISH]);
    assert!(matches!(chosen, Coding::National(tables) if tables.single() == Some(NationalLanguage::TURKISH)));
    assert_eq!(Coding::for_text_in("ş", &[NationalLanguage::TURKISH]), Coding::Ucs2);
}
