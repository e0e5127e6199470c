//! Several faults at once: the gateway answers the first of its order. Destinations, repetitions, hostile input.

use super::*;
use alloc::format;

#[test]
fn the_gateways_order_decides_which_of_several_faults_is_answered() {
    // From the first fault to the last: what is wrong, what is right, the error.
    let long = "a".repeat(161);
    let rows: [(&str, &str, &str, u16); 7] = [
        ("to", "", "27999123454", 101),
        ("msg_type", "FOO", "", 112),
        ("queue", "4", "", 101),
        ("deliv_time", "x", "", 120),
        ("udh", "05", "", 102),
        ("text", "", &long, 107),
        ("from", "+1", "me", 106),
    ];
    for mended in 0..=rows.len() {
        let values = rows
            .iter()
            .enumerate()
            .map(|(row, (name, wrong, right, _))| (*name, if row < mended { *right } else { *wrong }));
        let given = given(Tolerance::FIELD, &values.collect::<Vec<_>>());
        let answer =
            given.message(&mut ()).and_then(|message| message.parts()).map_err(|fault| fault.answer());
        // In the end the text is too long for one part.
        let error = rows.get(mended).map_or(113, |(_, _, _, error)| *error);
        assert_eq!(answer, Err(ApiError::new(error)), "{mended}");
    }
}

#[test]
fn soap_5_3_2_and_soap_5_3_8_destinations() {
    let to = |list: &[&'static str]| {
        let values: Vec<_> = list.iter().map(|to| ("to", *to)).chain([("text", "Hi")]).collect();
        let given = given(Tolerance::GATEWAY, &values);
        given
            .message(&mut ())
            .map(|message| message.to.len())
            .map_err(|fault| (fault.rule(), fault.answer().get()))
    };
    assert_eq!((to(&[]), to(&[""])), (Err((Rule::Missing, 101)), Err((Rule::Missing, 101))));
    assert_eq!(to(&["27999123454", ""]), Ok(2));
    // A bad one does not stop the others.
    let given =
        given(Tolerance::GATEWAY, &[("to", "27999123454"), ("to", "abc"), ("to", ""), ("text", "Hi")]);
    let message = given.message(&mut ()).unwrap();
    let judged = message.to.iter().map(|to| destination(to, None, false).map_err(|fault| fault.answer()));
    let bad = Err(ApiError::INVALID_DESTINATION);
    let numbers: Vec<_> = judged.map(|number| number.map(|number| String::from(number.as_str()))).collect();
    assert_eq!(numbers, [Ok("27999123454".into()), bad.clone(), bad]);
}

#[test]
fn a_70_more_destinations_than_the_limit() {
    for (count, taken) in [(299, true), (300, true), (301, false), (5000, false)] {
        let values = [("to", "27999123454")].repeat(count);
        let given = given(Tolerance::FIELD, &values);
        let fault = Fault::new(Rule::TooMany { most: 300 }, Parameter::To, 0);
        assert_eq!(given.destinations().map(<[_]>::len), if taken { Ok(count) } else { Err(fault) });
        assert_eq!(fault.answer(), ApiError::INVALID_PARAMETERS);
    }
}

#[test]
fn soap_10_101_any_parameter_but_to_given_twice() {
    for (name, value) in [
        ("text", "Hi"),
        ("session_id", "a"),
        ("password", "a"),
        ("concat", "2"),
        ("deliv_time", "5"),
        ("from", "me"),
        ("udh", "00"),
        ("climsgid", "a"),
    ] {
        let parameter = Parameter::from_any_name(name).unwrap();
        let (message, _) = with(Tolerance::FIELD, &[("text", "Hi"), (name, value), (name, value)]);
        let fault = message.unwrap_err();
        assert_eq!((fault.rule(), fault.field()), (Rule::Repeated, parameter));
        assert_eq!(fault.answer(), ApiError::INVALID_PARAMETERS);
    }
    // Two names of one parameter are that parameter twice.
    let (message, _) = with(Tolerance::FIELD, &[("msg_callback", "1"), ("callback", "1")]);
    assert_eq!(message.unwrap_err(), Fault::new(Rule::Repeated, Parameter::Callback, 0));
    // An empty one is none.
    assert!(with(Tolerance::FIELD, &[("from", "me"), ("from", "")]).0.is_ok());
}

#[test]
fn bill_8_1_7_billing_judges_its_own_parameters() {
    let given = given(
        Tolerance::FIELD,
        &[("to", "27721234567"), ("text", "Hi"), ("billAmount", "EUR500"), ("tarriffClass", "EUR600")],
    );
    assert!(given.message(&mut ()).is_ok());
    assert!(given.all(Parameter::BillAmount).eq(["EUR500", "EUR600"]));
}

#[test]
fn a_fault_is_a_sentence() {
    let sentence = |name, value| with(Tolerance::FIELD, &[(name, value)]).0.unwrap_err();
    for (name, value, text) in [
        ("concat", "36", "concat at octet 0: not a number from 1 to 35"),
        ("escalate", "2", "escalate at octet 0: neither 0 nor 1"),
        ("from", "ABCDEFGHIJKL", "from at octet 11: not 1 to 11 characters"),
        ("udh", "05", "udh at octet 0: a length or a part in it does not add up"),
        ("text", "", "text at octet 0: there is nothing to send"),
    ] {
        assert_eq!(format!("{}", sentence(name, value)), text);
    }
    let message = with(Tolerance::FIELD, &[("text", &"a".repeat(161))]).0.unwrap();
    let fault = message.parts().unwrap_err();
    assert_eq!(format!("{fault}"), "text at octet 0: needs 2 parts where concat allows 1");
}

#[test]
fn every_tolerance_bends_the_rules_that_it_names_and_no_other() {
    let mut names = Vec::new();
    let rules = [
        Rule::Missing,
        Rule::Empty,
        Rule::Repeated,
        Rule::TooMany { most: 1 },
        Rule::NotDigit,
        Rule::Range { least: 1, most: 2 },
        Rule::Amount,
        Rule::Negative,
        Rule::Length { least: 1, most: 2 },
        Rule::Plus,
        Rule::DialPrefix,
        Rule::LeadingZero,
        Rule::Control,
        Rule::Hex,
        Rule::HexGroup { digits: 2 },
        Rule::Surrogate,
        Rule::UdhLength,
        Rule::MessageType,
        Rule::Parts { needed: 2, allowed: 1 },
        Rule::BesideHeader { units: 2, room: 1 },
        Rule::Word,
        Rule::Moment,
        Rule::Charset,
        Rule::NotUtf8,
        Rule::NotLatin1,
        Rule::Alias,
        Rule::Zero,
        Rule::Blank,
        Rule::Alphanumeric,
        Rule::Flash,
        Rule::TextAndData,
        Rule::Undocumented,
    ];
    for (place, rule) in rules.into_iter().enumerate() {
        assert!(!Tolerance::STRICT.bends(rule));
        assert_eq!(Tolerance::FIELD.bends(rule), place >= 25, "{rule:?}");
        let refuses = matches!(rule, Rule::Alphanumeric | Rule::Flash);
        assert_eq!(Tolerance::GATEWAY.bends(rule), place >= 25 && !refuses, "{rule:?}");
        assert!(!names.contains(&rule.name()) && !format!("{rule}").is_empty());
        names.push(rule.name());
    }
}
