//! What a message says, and how many parts it takes.

use super::*;
use crate::feature::ReqFeat;
use crate::number::{Msisdn, SenderId, SenderWarning};
use alloc::borrow::Cow;

fn content(values: &[(&str, &str)]) -> Content<'static> {
    with(Tolerance::STRICT, values).0.unwrap().content
}

/// The parts of a message, or the error that it gets.
fn parts(values: &[(&str, &str)]) -> Result<u8, (Rule, u16)> {
    let (message, _) = with(Tolerance::STRICT, values);
    message.unwrap().parts().map_err(|fault| (fault.rule(), fault.answer().get()))
}

fn too_many(needed: u32, allowed: u8) -> Result<u8, (Rule, u16)> {
    Err((Rule::Parts { needed, allowed }, 113))
}

#[test]
fn soap_6_2_14_1_to_3_unicode() {
    for (digits, text) in [("041F04400438043204350442", "Привет"), ("00480069", "Hi"), ("d83dde00", "😀")]
    {
        assert_eq!(content(&[("unicode", "1"), ("text", digits)]), Content::Unicode(text.into()));
    }
    for (text, rule, at) in [
        ("Hello", Rule::Hex, 0),
        ("0048 0069", Rule::Hex, 4),
        ("004", Rule::HexGroup { digits: 4 }, 3),
        ("004800", Rule::HexGroup { digits: 4 }, 6),
        ("0048D83D", Rule::Surrogate, 4),
        ("DE000048", Rule::Surrogate, 0),
        ("%0048", Rule::Hex, 0),
    ] {
        let (message, _) = with(Tolerance::FIELD, &[("unicode", "1"), ("text", text)]);
        let fault = message.unwrap_err();
        assert_eq!(fault, Fault::new(rule, Parameter::Text, at), "{text}");
        assert_eq!(fault.answer(), ApiError::INVALID_UNICODE);
    }
    // Without the parameter the same digits are the text.
    assert_eq!(content(&[("text", "0048")]), Content::Text("0048".into()));
}

#[test]
fn soap_6_1_20_data() {
    assert_eq!(content(&[("data", "48656C6C6F")]), Content::Data(b"Hello".as_slice().into()));
    refused("data", "4865x", Rule::Hex, 4, 101);
    refused("data", "486", Rule::HexGroup { digits: 2 }, 3, 101);
    // Data is no text, whatever `unicode` says of the text.
    assert_eq!(content(&[("data", "00"), ("unicode", "1")]), Content::Data([0].as_slice().into()));
}

#[test]
fn soap_6_1_19_and_soap_10_102_udh() {
    let (message, _) = with(Tolerance::STRICT, &[("udh", "050003330201")]);
    let message = message.unwrap();
    assert_eq!(message.udh.unwrap().octets(), [5, 0, 3, 0x33, 2, 1]);
    assert_eq!(message.content, Content::Text("Hi".into()));
    for (udh, at) in [
        ("0500033302", 0),
        ("05000333", 0),
        ("05000333020100", 12),
        ("00FF", 2),
        ("0500043302010000", 2),
        ("06000333020105", 12),
    ] {
        refused("udh", udh, Rule::UdhLength, at, 102);
    }
    refused("udh", "05000333020", Rule::HexGroup { digits: 2 }, 11, 102);
    refused("udh", "05zz", Rule::Hex, 2, 102);
    refused("udh", " 00", Rule::Hex, 0, 102);
}

#[test]
fn soap_10_107_nothing_to_send() {
    let empty = Fault::new(Rule::Empty, Parameter::Text, 0);
    for values in [
        [("text", ""), ("data", "")].as_slice(),
        &[("text", "")],
        &[("text", ""), ("unicode", "1")],
        &[("text", ""), ("udh", "050003330201")],
    ] {
        let (message, _) = with(Tolerance::FIELD, values);
        assert_eq!(message, Err(empty));
    }
    assert_eq!(empty.answer(), ApiError::EMPTY_MESSAGE);
    // One blank is a text.
    assert_eq!(content(&[("text", " ")]), Content::Text(" ".into()));
}

#[test]
fn soap_6_1_20_text_beside_data_is_not_sent() {
    let values = [("text", "Hi"), ("data", "00FF")];
    let message = bent(&values, Rule::TextAndData, Parameter::Text, 0, 101);
    assert_eq!(message.content, Content::Data([0, 0xFF].as_slice().into()));
}

#[test]
fn soap_6_2_2_1_and_6_2_7_one_message_of_text() {
    let text = |length, concat| parts(&[("text", &"a".repeat(length)), ("concat", concat)]);
    assert_eq!(text(160, "1"), Ok(1));
    assert_eq!(text(161, "1"), too_many(2, 1));
    assert_eq!((text(161, "2"), text(306, "2")), (Ok(2), Ok(2)));
    assert_eq!(text(307, "2"), too_many(3, 2));
    assert_eq!((text(5355, "35"), text(5356, "35")), (Ok(35), too_many(36, 35)));
    assert_eq!(text(153 * 255 + 1, "35"), too_many(256, 35));
    assert_eq!(text(200_000, "35"), too_many(1308, 35));
    // SOAP-6.2.7-5: the euro sign takes two places and is never cut.
    let euro = ["a".repeat(159).as_str(), "€"].concat();
    assert_eq!(parts(&[("text", &euro), ("concat", "2")]), Ok(2));
    assert_eq!(parts(&[("text", &euro)]), too_many(2, 1));
    // what the alphabet lacks counts once.
    assert_eq!(parts(&[("text", &"ж".repeat(160))]), Ok(1));
}

#[test]
fn soap_6_2_14_2_and_6_2_7_6_one_message_of_unicode() {
    let text =
        |units, concat| parts(&[("unicode", "1"), ("text", &"041F".repeat(units)), ("concat", concat)]);
    assert_eq!((text(70, "1"), text(71, "1")), (Ok(1), too_many(2, 1)));
    assert_eq!((text(71, "2"), text(134, "2"), text(135, "2")), (Ok(2), Ok(2), too_many(3, 2)));
    assert_eq!((text(2345, "35"), text(2346, "35")), (Ok(35), too_many(36, 35)));
}

#[test]
fn soap_6_2_7_4_one_message_of_data() {
    let data = |octets, concat| parts(&[("data", &"00".repeat(octets)), ("concat", concat)]);
    assert_eq!((data(140, "1"), data(141, "1")), (Ok(1), too_many(2, 1)));
    assert_eq!((data(141, "2"), data(268, "2"), data(269, "2")), (Ok(2), Ok(2), too_many(3, 2)));
}

#[test]
fn soap_6_2_7_4_a_message_with_a_header_of_its_own_is_never_cut() {
    let beside = |units, room| Err((Rule::BesideHeader { units, room }, 113));
    for concat in ["1", "35"] {
        let data =
            |octets| parts(&[("udh", "050003330201"), ("data", &"00".repeat(octets)), ("concat", concat)]);
        assert_eq!((data(134), data(135)), (Ok(1), beside(135, 134)));
        let text =
            |length| parts(&[("udh", "050003330201"), ("text", &"a".repeat(length)), ("concat", concat)]);
        assert_eq!((text(153), text(154)), (Ok(1), beside(154, 153)));
    }
    let long = ["8D708B", &"00".repeat(139)].concat();
    assert_eq!(parts(&[("udh", &long), ("data", "00")]), beside(1, 0));
}

#[test]
fn soap_6_2_9_2_features_that_the_message_itself_needs() {
    for (values, number, features) in [
        ([].as_slice(), 1, 1),
        (&[("unicode", "1")], 1, 8),
        (&[("udh", "050003330201")], 1, 1 + 2 + 4),
        (&[("data", "00")], 1, 2),
        (&[("req_feat", "544")], 2, 1 + 16384 + 544),
    ] {
        let message = with(Tolerance::STRICT, values).0.unwrap();
        assert_eq!(message.features(number), ReqFeat::from_bits_retain(features));
    }
}

#[test]
fn soap_8_1_7_and_6_2_14_4_the_template_of_a_batch() {
    let template = |values: &[(&str, &str)]| {
        let given = given(Tolerance::GATEWAY, values);
        let template = given.template(&mut ());
        template.map(|template| String::from(template.text)).map_err(|fault| fault.answer().get())
    };
    let text = "Hi #field1# this is a personalised message";
    assert_eq!(template(&[("template", text)]), Ok(text.into()));
    assert_eq!(template(&[("template", ""), ("queue", "9")]), Err(202));
    assert_eq!(template(&[("unicode", "1"), ("template", "#field1#")]), Err(116));
    assert_eq!(template(&[("unicode", "1"), ("template", "0048")]), Ok("H".into()));
    // However long it is: that is for when it is filled in.
    assert!(template(&[("template", &"a".repeat(9000))]).is_ok());
    let given =
        given(Tolerance::GATEWAY, &[("template", "a"), ("data", "00"), ("udh", "00"), ("from", "me")]);
    let template = given.template(&mut ()).unwrap();
    assert_eq!(
        (template.data, template.options.from),
        (Some([0].as_slice().into()), SenderId::parse("me").ok())
    );
    assert_eq!(template.udh.unwrap().octets(), [0]);
}

#[test]
fn soap_6_1_9_and_6_2_3_3_and_6_2_3_4_and_6_2_7_2_and_a_72_warnings() {
    let to = Msisdn::parse("27999123454").unwrap();
    let warnings = |values: &[(&str, &str)]| with(Tolerance::STRICT, values).0.unwrap().warnings();
    assert_eq!(SendMsg::new([to], Content::for_text("a€Ω")).warnings(), []);
    for (name, good, bad, warning) in [
        ("deliv_time", "11", "10", Warning::ShortDelay),
        ("concat", "3", "4", Warning::ManyParts),
        ("max_credits", "0.8", "0.9", Warning::UnlistedCredits),
        ("from", "ACME", "A B", Warning::Sender(SenderWarning::Space)),
        ("from", "1", "A-B", Warning::Sender(SenderWarning::Punctuation)),
    ] {
        assert_eq!((warnings(&[(name, good)]), warnings(&[(name, bad)])), (Vec::new(), [warning].to_vec()));
    }
    assert_eq!(warnings(&[("from", "ACME"), ("udh", "050003330201")]), [Warning::WordWithOctets]);
    assert_eq!(warnings(&[("from", "27831112222"), ("udh", "050003330201")]), []);
    let foreign = crate::text::gsm::encode("aж", &mut Vec::new()).unwrap_err();
    assert_eq!(warnings(&[("text", "aж")]), [Warning::NotGsm(foreign)]);
    assert_eq!(content(&[("text", "aж")]), Content::Text(Cow::Borrowed("aж")));
}
