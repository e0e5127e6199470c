//! What breaks the rules: with a switch, and without.

use super::*;

/// What real gateways write otherwise: the line, the rule, its field and place, and the line it should be.
const BENT: &[(&[u8], Rule, Field, u32, &str)] = &[
    (b"OK: ", Rule::Separator, Field::Reply, 3, "OK:"),
    (b"OK ", Rule::Separator, Field::Reply, 2, "OK"),
    (b" OK", Rule::Separator, Field::Reply, 0, "OK"),
    (b"ID: 1234567890 To:12345", Rule::Separator, Field::To, 18, "ID: 1234567890 To: 12345"),
    (b"ID:1234567890", Rule::Separator, Field::Id, 3, "ID: 1234567890"),
    (b"ID : 1234567890", Rule::Separator, Field::Id, 2, "ID: 1234567890"),
    (b"ID:  1234567890", Rule::Separator, Field::Id, 3, "ID: 1234567890"),
    (b"ID: 1\t To: 2", Rule::Separator, Field::To, 5, "ID: 1 To: 2"),
    (b"ERR:105", Rule::Separator, Field::Error, 4, "ERR: 105"),
    (b"ERR: 105,Invalid", Rule::Separator, Field::Text, 8, "ERR: 105, Invalid"),
    (b"ERR: 105 Invalid", Rule::Separator, Field::Text, 8, "ERR: 105, Invalid"),
    (b"ERR: 105 , Invalid", Rule::Separator, Field::Text, 8, "ERR: 105, Invalid"),
    (b"ERR: 105,", Rule::Separator, Field::Text, 8, "ERR: 105"),
    (b"ERR: 105, Invalid  To: 2", Rule::Separator, Field::To, 19, "ERR: 105, Invalid To: 2"),
    (b"ERR: 105, Invalid To:2", Rule::Separator, Field::To, 18, "ERR: 105, Invalid To: 2"),
    (b"ERR: 105, To:To:To: a", Rule::Separator, Field::To, 16, "ERR: 105, To:To: To: a"),
    (b"OK: Supported.\nCharge: 1", Rule::Separator, Field::Charge, 15, "OK: Supported. Charge: 1"),
    (b"OK: Supported.\r\nCharge: 0.33", Rule::Separator, Field::Charge, 16, "OK: Supported. Charge: 0.33"),
    (b"Ok: 605", Rule::LetterCase, Field::Ok, 0, "OK: 605"),
    (b"ok", Rule::LetterCase, Field::Ok, 0, "OK"),
    (b"ID: 1 to: 2", Rule::LetterCase, Field::To, 6, "ID: 1 To: 2"),
    (b"err: 105", Rule::LetterCase, Field::Error, 0, "ERR: 105"),
    (b"OK: Supported. charge: 1", Rule::LetterCase, Field::Charge, 15, "OK: Supported. Charge: 1"),
    (b"ERR: 1, Authentication failed", Rule::ShortNumber, Field::Error, 5, "ERR: 001, Authentication failed"),
    (b"ID: 1 Status: 4", Rule::ShortNumber, Field::Status, 14, "ID: 1 Status: 004"),
    (b"ID: 1 Status: 12", Rule::ShortNumber, Field::Status, 14, "ID: 1 Status: 012"),
    (b"ID: 1 Status: 001, Message unknown", Rule::StatusText, Field::Status, 17, "ID: 1 Status: 001"),
    (b"Credits: 123.00", Rule::Credits, Field::Credit, 0, "Credit: 123.0"),
    (
        b"ID: 1 Charge: 0.0 Status: 003",
        Rule::ChargeForm,
        Field::Charge,
        0,
        "apiMsgId: 1 charge: 0.0 status: 003",
    ),
    (
        b"apiMsgId: 1 status: 003 charge: 1",
        Rule::ChargeForm,
        Field::Charge,
        0,
        "apiMsgId: 1 charge: 1.0 status: 003",
    ),
    (b"ERR: 105, Invalid To: S\xECb", Rule::NotUtf8, Field::To, 23, "ERR: 105, Invalid To: S\u{EC}b"),
    (b"OK: \xA3", Rule::NotUtf8, Field::Ok, 4, "OK: \u{A3}"),
];

#[test]
fn a_31_a_55_and_soap_7_2_2_what_the_field_writes_is_noted() {
    for (line, rule, field, at, right) in BENT {
        let fault = Fault::new(*rule, *field, usize::try_from(*at).unwrap());
        assert_eq!(read(line, &Tolerance::STRICT), (Err(fault), vec![]), "{right}");
        let (reply, notes) = read(line, &Tolerance::FIELD);
        assert_eq!(notes, [fault], "{right}");
        assert_eq!(built(&reply.unwrap()).as_deref(), Ok(*right));
    }
}

#[test]
fn each_switch_bends_its_rule_and_no_other() {
    let only = |rule: &Rule| {
        let mut tolerance = Tolerance::STRICT;
        *match rule {
            Rule::Separator => &mut tolerance.separator,
            Rule::LetterCase => &mut tolerance.letter_case,
            Rule::ShortNumber => &mut tolerance.short_number,
            Rule::StatusText => &mut tolerance.status_text,
            Rule::Credits => &mut tolerance.credits,
            Rule::ChargeForm => &mut tolerance.charge_form,
            Rule::NotUtf8 => &mut tolerance.not_utf8,
            _ => return None,
        } = true;
        Some(tolerance)
    };
    for rule in Rule::ALL {
        assert_eq!(Tolerance::FIELD.bends(*rule), only(rule).is_some(), "{rule}");
        assert!(!Tolerance::STRICT.bends(*rule));
        let Some(tolerance) = only(rule) else { continue };
        let mut bent = 0;
        for (line, broken, ..) in BENT {
            let passes = read(line, &tolerance).0.is_ok();
            assert_eq!(passes, broken == rule, "{rule}: {line:?}");
            bent += usize::from(passes);
        }
        assert!(bent > 0, "{rule} has no line");
    }
}

#[test]
fn what_is_no_reply_has_its_place() {
    for (line, rule, field, at) in [
        (b"".as_slice(), Rule::Missing, Field::Reply, 0),
        (b"  \r\n", Rule::Missing, Field::Reply, 0),
        (b"<html>", Rule::Unknown, Field::Reply, 0),
        (b"OKAY", Rule::Unknown, Field::Reply, 0),
        (b"Charge: 1", Rule::Unknown, Field::Reply, 0),
        (b"ID 123", Rule::Unknown, Field::Reply, 0),
        (b"ID:", Rule::Missing, Field::Id, 3),
        (b"ID: 1 2", Rule::Leftover, Field::Reply, 5),
        (b"ID: 1 To: 44 7901", Rule::Leftover, Field::Reply, 12),
        (b"ID: abc To: 27999 Status: 004", Rule::Words, Field::Reply, 0),
        (b"ID: 1 To: 2 To: 3", Rule::Words, Field::To, 12),
        (b"ID: 1 Status: 004 x", Rule::Leftover, Field::Reply, 17),
        (b"ID: 1 Status: 0004", Rule::Number, Field::Status, 14),
        (b"ID: 1 Status: 00A", Rule::Number, Field::Status, 14),
        (b"ID: 1 Status:", Rule::Number, Field::Status, 13),
        (b"ID: 1 Charge: 1", Rule::Words, Field::Reply, 0),
        (b"ID: 1 Status: 004 To: 2", Rule::Words, Field::Reply, 0),
        (b"ID: 1 Status: 004 Status: 004", Rule::Words, Field::Status, 18),
        (b"apiMsgId: 1", Rule::Words, Field::Reply, 0),
        (b"apiMsgId: 1 charge: x status: 004", Rule::Amount, Field::Charge, 20),
        (b"ID: a\xFF", Rule::Id, Field::Id, 4),
        (b"Credit:", Rule::Amount, Field::Credit, 7),
        (b"Credit: 1 000", Rule::Amount, Field::Credit, 8),
        (b"ERR:", Rule::Missing, Field::Error, 4),
        (b"ERR: 1050", Rule::Number, Field::Error, 5),
        (b"ERR: 105x", Rule::Number, Field::Error, 5),
        (b"ERR: 105To: 2", Rule::Number, Field::Error, 5),
        (b"ERR: 105, a\0b", Rule::Control, Field::Text, 11),
        (b"ERR: 105, a To: \x1B", Rule::Control, Field::To, 16),
        (b"OK: a\nb", Rule::Control, Field::Ok, 5),
    ] {
        let fault = Fault::new(rule, field, at);
        assert_eq!(read(line, &Tolerance::FIELD).0, Err(fault), "{}", String::from_utf8_lossy(line));
    }
    let long = format!("ID: {}", "9".repeat(65));
    assert_eq!(read(long.as_bytes(), &Tolerance::FIELD).0, Err(Fault::new(Rule::Id, Field::Id, 4)));
    let fault = read(b"ERR: 1050", &Tolerance::FIELD).0.unwrap_err();
    assert_eq!(fault.to_string(), "ERR at octet 5: not a number of up to three digits");
}
