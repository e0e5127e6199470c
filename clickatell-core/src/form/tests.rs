use alloc::borrow::Cow;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use std::vec;

use proptest::prelude::*;

use super::*;

type Found = Vec<Result<(Vec<u8>, Vec<u8>), Fault>>;

fn decoded(coded: &str, space: Space, tolerance: Tolerance) -> (Result<Vec<u8>, Fault>, Vec<Fault>) {
    let mut notes = Vec::new();
    let octets = decode(coded.as_bytes(), space, tolerance, &mut notes).map(Cow::into_owned);
    (octets, notes)
}

fn encoded(octets: &[u8], space: Space) -> String {
    let mut text = String::new();
    encode(octets, space, &mut text);
    text
}

fn read(form: &[u8], tolerance: Tolerance, limits: Limits) -> (Found, Vec<Fault>) {
    let mut notes = Vec::new();
    let found = pairs(form, tolerance, limits, &mut notes)
        .map(|pair| pair.map(|pair| (pair.name().to_vec(), pair.value().to_vec())))
        .collect();
    (found, notes)
}

fn good(form: &[u8]) -> Vec<(String, String)> {
    let text = |octets| String::from_utf8(octets).unwrap();
    let (found, notes) = read(form, Tolerance::STRICT, Limits::default());
    assert_eq!(notes, []);
    found.into_iter().map(|pair| pair.unwrap()).map(|(name, value)| (text(name), text(value))).collect()
}

#[test]
fn every_octet_goes_both_ways_and_only_the_unreserved_stand_uncoded() {
    for octet in 0..=u8::MAX {
        for space in [Space::Plus, Space::Percent] {
            let text = encoded(&[octet], space);
            let plain = octet.is_ascii_alphanumeric() || b"-_.".contains(&octet);
            let expected = match octet {
                b' ' if space == Space::Plus => "+".to_string(),
                _ if plain => char::from(octet).to_string(),
                _ => format!("%{octet:02X}"),
            };
            assert_eq!(text, expected);
            assert_eq!(decoded(&text, space, Tolerance::STRICT), (Ok(vec![octet]), vec![]));
            let lower = format!("%{octet:02x}");
            assert_eq!(decoded(&lower, space, Tolerance::STRICT), (Ok(vec![octet]), vec![]));
        }
    }
}

#[test]
fn tw_8_3_1_10_and_11_both_spaces() {
    for text in ["Here%20is%20the%20messagetext", "Here+is+the+messagetext"] {
        assert_eq!(
            decoded(text, Space::Plus, Tolerance::STRICT).0.as_deref(),
            Ok(b"Here is the messagetext".as_slice())
        );
    }
    assert_eq!(decoded("a+b%2B", Space::Percent, Tolerance::STRICT).0.as_deref(), Ok(b"a+b+".as_slice()));
}

#[test]
fn tw_8_3_2_7_text_of_the_log() {
    assert_eq!(
        decoded("sample%20message1", Space::Percent, Tolerance::STRICT).0.as_deref(),
        Ok(b"sample message1".as_slice())
    );
    assert_eq!(encoded(b"a\tb", Space::Percent), "a%09b");
    assert_eq!(encoded(b"~*", Space::Percent), "%7E%2A");
}

#[test]
fn a_19_octets_above_127_and_controls_are_not_read_as_utf_8() {
    // A UTF-16BE text that a public receiver logged, and the one that a decoder by characters gets wrong.
    let coded = "%04%1F%04%40%048%042%045%04B%00%2C%00+%046%04%3E%04%3F%040%00!";
    let octets = b"\x04\x1F\x04\x40\x048\x042\x045\x04B\0,\0 \x046\x04>\x04?\x040\0!";
    assert_eq!(decoded(coded, Space::Plus, Tolerance::STRICT), (Ok(octets.to_vec()), vec![]));
    let coded = "%00%ED";
    assert_eq!(decoded(coded, Space::Plus, Tolerance::STRICT).0.as_deref(), Ok(b"\0\xED".as_slice()));
    // ISO-8859-1, as it came in production.
    let coded = "a%3F+%A3irvine+stinta%3F%A5.++";
    assert_eq!(
        decoded(coded, Space::Plus, Tolerance::STRICT).0.as_deref(),
        Ok(b"a? \xA3irvine stinta?\xA5.  ".as_slice())
    );
}

#[test]
fn a_malformed_octet_has_its_place_or_stays_as_it_stands() {
    for (coded, at) in [
        ("%", &[0][..]),
        ("%4", &[0]),
        ("%zz", &[0]),
        ("100%", &[3]),
        ("a%4g", &[1]),
        ("%41%g1", &[3]),
        ("%%41", &[0]),
        ("%+1", &[0]),
        ("%4%", &[0, 2]),
        ("%%%", &[0, 1, 2]),
        ("é%", &[2]),
    ] {
        let faults: Vec<_> = at.iter().map(|at| Fault::new(Rule::Escape, Field::Value, *at)).collect();
        assert_eq!(decoded(coded, Space::Percent, Tolerance::STRICT), (Err(faults[0]), vec![]), "{coded}");
        let kept = coded.replace("%41", "A").into_bytes();
        assert_eq!(decoded(coded, Space::Percent, Tolerance::FIELD), (Ok(kept), faults), "{coded}");
    }
    let fault = decoded("100%", Space::Plus, Tolerance::STRICT).0.unwrap_err();
    assert_eq!(fault.to_string(), "value at octet 3: % without two hexadecimal digits behind it");
    assert_eq!(fault.answer(), ApiError::INVALID_PARAMETERS);
}

#[test]
fn what_is_not_coded_is_borrowed() {
    assert!(matches!(decode(b"a+b", Space::Percent, Tolerance::STRICT, &mut ()), Ok(Cow::Borrowed(b"a+b"))));
    assert!(matches!(decode(b"a+b", Space::Plus, Tolerance::STRICT, &mut ()), Ok(Cow::Owned(_))));
}

#[test]
fn tw_8_3_1_11_a_callback_as_it_was_logged() {
    let body =
        b"api_id=12345&from=263778181111&timestamp=2017-05-03+07%3A30%3A10&text=Msg&charset=ISO-8859-1\
        &udh=&moMsgId=b1e4782a3c87339d706ab1343b4df1ce&to=33500";
    let expected = [
        ("api_id", "12345"),
        ("from", "263778181111"),
        ("timestamp", "2017-05-03 07:30:10"),
        ("text", "Msg"),
        ("charset", "ISO-8859-1"),
        ("udh", ""),
        ("moMsgId", "b1e4782a3c87339d706ab1343b4df1ce"),
        ("to", "33500"),
    ];
    assert_eq!(good(body), expected.map(|(name, value)| (name.to_string(), value.to_string())));
}

#[test]
fn order_and_duplicates_are_kept() {
    let pair = |name: &str, value: &str| (name.to_string(), value.to_string());
    assert_eq!(
        good(b"&to=1&&to=2&to&=3&a=b=c&%61=%3D&"),
        [pair("to", "1"), pair("to", "2"), pair("to", ""), pair("", "3"), pair("a", "b=c"), pair("a", "=")]
    );
}

#[test]
fn tw_8_3_1_17_and_soap_6_2_5_28_a_try_of_the_url_has_no_pairs() {
    for form in [b"".as_slice(), b"&", b"&&&"] {
        assert_eq!(good(form), []);
    }
}

#[test]
fn bill_4_5_names_are_compared_in_either_way() {
    let pair = pairs(b"stdServiceID=356", Tolerance::STRICT, Limits::default(), &mut ()).next();
    let pair = pair.unwrap().unwrap();
    assert!(pair.is("stdServiceID") && !pair.is("stdserviceid") && !pair.is("stdServiceI"));
    assert!(pair.is_ignoring_case("stdserviceid") && !pair.is_ignoring_case("serviceid"));
    assert_eq!(pair.clone().into_owned(), pair);
    assert_eq!((pair.at(), pair.into_value()), (0, Cow::Borrowed(b"356".as_slice())));
}

#[test]
fn one_bad_pair_never_loses_the_others() {
    let (found, notes) = read(b"a=1&b%=2&c=%zz&d=4", Tolerance::STRICT, Limits::default());
    let pair = |name: &[u8], value: &[u8]| Ok((name.to_vec(), value.to_vec()));
    let faults = [Fault::new(Rule::Escape, Field::Name, 5), Fault::new(Rule::Escape, Field::Value, 11)];
    assert_eq!(found, [pair(b"a", b"1"), Err(faults[0]), Err(faults[1]), pair(b"d", b"4")]);
    assert_eq!(notes, []);
    let (found, notes) = read(b"a=1&b%=2&c=%zz&d=4", Tolerance::FIELD, Limits::default());
    assert_eq!(found, [pair(b"a", b"1"), pair(b"b%", b"2"), pair(b"c", b"%zz"), pair(b"d", b"4")]);
    assert_eq!(notes, faults);
}

#[test]
fn soap_6_2_5_24_and_a_25_a_raw_document_runs_to_the_end() {
    for (form, at, document) in [
        (b"x=1&Data=<a b=\"1&2\">50%+</a>&y".as_slice(), 9, b"<a b=\"1&2\">50%+</a>&y".as_slice()),
        (b"data=\"<?xml version=\"1.0\"?><a/>\"", 5, b"\"<?xml version=\"1.0\"?><a/>\""),
    ] {
        let fault = Fault::new(Rule::RawDocument, Field::Value, at);
        let (found, notes) = read(form, Tolerance::STRICT, Limits::default());
        assert_eq!((found.last(), notes), (Some(&Err(fault)), vec![]));
        let (found, notes) = read(form, Tolerance::FIELD, Limits::default());
        assert_eq!(found.last().unwrap().as_ref().unwrap().1, document);
        assert_eq!(notes, [fault]);
    }
    // Under any other name, and coded, it is a value as any other.
    let (found, notes) = read(b"text=<3&data=%3Ca%3E&data=a<b", Tolerance::FIELD, Limits::default());
    let values: Vec<_> = found.into_iter().map(|pair| pair.unwrap().1).collect();
    assert_eq!((values, notes), (vec![b"<3".to_vec(), b"<a>".to_vec(), b"a<b".to_vec()], vec![]));
}

#[test]
fn limits_end_a_form() {
    let limits = Limits { octets: 9, pairs: 3 };
    let (found, _) = read(b"a&b&c&&d", Tolerance::STRICT, limits);
    assert_eq!((found.len(), found[3].clone()), (4, Err(Fault::new(Rule::TooManyPairs, Field::Form, 7))));
    let (found, _) = read(b"a&b&c&&&&", Tolerance::STRICT, limits);
    assert!(found.len() == 3 && found.iter().all(Result::is_ok));
    let (found, _) = read(b"a=12345678", Tolerance::STRICT, limits);
    assert_eq!(found, [Err(Fault::new(Rule::TooLong, Field::Form, 9))]);
}

#[test]
fn e_tw_1_the_url_of_a_message() {
    let url = Builder::on_url("http://www.yourdomain.com/sms/sms.asp", Space::Plus)
        .pair("api_id", b"12345")
        .pair("from", b"279991235642")
        .pair("to", b"27123456789")
        .pair("timestamp", b"2008-08-06 09:43:50")
        .pair("text", b"Here is the messagetext")
        .pair("charset", b"ISO-8859-1")
        .pair("udh", b"")
        .pair("moMsgId", b"b2aee337abd962489b123fda9c3480fa")
        .into_string();
    assert_eq!(
        url,
        "http://www.yourdomain.com/sms/sms.asp?api_id=12345&from=279991235642&to=27123456789\
         &timestamp=2008-08-06+09%3A43%3A50&text=Here+is+the+messagetext&charset=ISO-8859-1&udh=\
         &moMsgId=b2aee337abd962489b123fda9c3480fa"
    );
}

#[test]
fn b_e1_spaces_of_a_billed_message_are_percent_encoded() {
    let body = Builder::body(Space::Percent)
        .pair("contentTypeID", b"017")
        .pair("contentDesc", b"Madonna:Like a prayer")
        .into_string();
    assert_eq!(body, "contentTypeID=017&contentDesc=Madonna%3ALike%20a%20prayer");
}

#[test]
fn tw_8_3_1_13_a_url_may_have_a_query_and_a_fragment() {
    for (url, expected) in [
        ("http://h/p", "http://h/p?a=1&b=2"),
        ("http://h/p?k=1", "http://h/p?k=1&a=1&b=2"),
        ("http://h/p?", "http://h/p?a=1&b=2"),
        ("http://h/p?k=1&", "http://h/p?k=1&a=1&b=2"),
        ("http://h/p#top", "http://h/p?a=1&b=2"),
        ("http://h/p?k=1#top?", "http://h/p?k=1&a=1&b=2"),
    ] {
        let built = Builder::on_url(url, Space::Plus).pair("a", b"1").pair("b", b"2").into_string();
        assert_eq!(built, expected);
    }
}

#[test]
fn every_rule_has_its_name_and_its_switch() {
    for (rule, name, bent) in [
        (Rule::Escape, "escape", true),
        (Rule::RawDocument, "raw_document", true),
        (Rule::TooLong, "too_long", false),
        (Rule::TooManyPairs, "too_many_pairs", false),
    ] {
        assert_eq!(rule.name(), name);
        assert_eq!((Tolerance::STRICT.bends(rule), Tolerance::FIELD.bends(rule)), (false, bent));
    }
}

proptest! {
    #[test]
    fn any_octets_go_both_ways(octets in prop::collection::vec(any::<u8>(), 0..80), plus in any::<bool>()) {
        let space = if plus { Space::Plus } else { Space::Percent };
        let text = encoded(&octets, space);
        prop_assert_eq!(decoded(&text, space, Tolerance::STRICT), (Ok(octets), vec![]));
    }

    #[test]
    fn any_pairs_go_both_ways(
        sent in prop::collection::vec(("[a-z&=% +é]{1,4}", prop::collection::vec(any::<u8>(), 0..12)), 0..12)
    ) {
        let builder = Builder::body(Space::Plus);
        let body = sent.iter().fold(builder, |body, (name, value)| body.pair(name, value)).into_string();
        let (found, notes) = read(body.as_bytes(), Tolerance::STRICT, Limits::default());
        let expected: Found = sent.into_iter().map(|(name, value)| Ok((name.into_bytes(), value))).collect();
        prop_assert_eq!((found, notes), (expected, vec![]));
    }

    #[test]
    fn lenient_reading_loses_nothing_and_notes_what_strict_refuses(form in "[a-c%=&+4g]{0,40}") {
        let (strict, none) = read(form.as_bytes(), Tolerance::STRICT, Limits::default());
        let (lenient, notes) = read(form.as_bytes(), Tolerance::FIELD, Limits::default());
        prop_assert_eq!((strict.len(), none), (lenient.len(), vec![]));
        prop_assert!(lenient.iter().all(Result::is_ok));
        prop_assert_eq!(strict.iter().all(Result::is_ok), notes.is_empty());
        let refused: Vec<_> = strict.into_iter().filter_map(Result::err).collect();
        prop_assert!(refused.iter().all(|fault| notes.contains(fault)));
    }
}

#[test]
fn debug_shows_names_and_lengths_of_a_form() {
    let built = Builder::on_url("http://a/?key=hunter2", Space::Plus).pair("password", b"hunter2");
    let expected =
        r#"Builder { url: [9 octets], pairs: {"key": [7 octets], "password": [7 octets]}, space: Plus }"#;
    assert_eq!(format!("{built:?}"), expected);
    let built = Builder::body(Space::Percent).pair("password", b"hunter2!");
    let expected = r#"Builder { url: [0 octets], pairs: {"password": [10 octets]}, space: Percent }"#;
    assert_eq!(format!("{built:?}"), expected);
    let mut notes = ();
    let form = b"user=demo&password=hunter2&hunter2";
    let mut found = pairs(form, Tolerance::STRICT, Limits::default(), &mut notes);
    found.next();
    assert!(!format!("{found:?}").contains("hunter2"), "{found:?}");
    assert!(format!("{found:?}").starts_with("Pairs { octets: 34, left: 24, found: 1, "), "{found:?}");
    let pair = found.next().unwrap().unwrap();
    assert_eq!(format!("{pair:?}"), r#"Pair { name: "password", value: [7 octets], at: 10 }"#);
}
