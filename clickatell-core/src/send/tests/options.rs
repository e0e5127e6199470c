//! The parameters that say how a message is sent.

use super::*;
use crate::callback::CallbackLevel;
use crate::feature::{MessageType, ReqFeat};
use crate::number::SenderId;
use alloc::format;
use alloc::string::ToString;

const DIGITS: &str = "99999999999999999999999999999999";

/// A number: what is refused whatever its range.
fn no_number(name: &str, error: u16) {
    for (value, at) in
        [("abc", 0), ("-1", 0), ("+1", 0), ("1.0", 1), ("0x1", 1), ("1 1", 1), ("1\0", 1), ("٣", 0)]
    {
        refused(name, value, Rule::NotDigit, at, error);
    }
}

#[test]
fn soap_6_1_7_to_6_1_21_the_defaults_of_the_table() {
    let (message, notes) = with(Tolerance::STRICT, &[]);
    let options = message.unwrap().options;
    assert_eq!((options, notes), (Options::default(), Vec::new()));
    assert_eq!(
        (options.from, options.deliv_time, options.max_credits, options.client_message_id),
        (None, None, None, None)
    );
    assert_eq!((options.concat.get(), options.queue.get(), options.validity.get()), (1, 3, 1440));
    assert_eq!((options.callback, options.req_feat), (CallbackLevel::NONE, ReqFeat::empty()));
    assert_eq!((options.escalate, options.mo, options.deliv_ack), (false, false, false));
    assert_eq!(options.msg_type, MessageType::Text);
}

#[test]
fn soap_6_1_10_and_6_2_7_2_concat() {
    for parts in 1..=35 {
        assert_eq!(u32::from(option("concat", &parts.to_string()).concat), parts);
    }
    for beyond in ["36", "256", "257", "4294967296", DIGITS] {
        refused("concat", beyond, Rule::Range { least: 1, most: 35 }, 0, 101);
    }
    no_number("concat", 101);
}

#[test]
fn soap_6_1_13_queue() {
    for queue in 1..=3 {
        assert_eq!(u32::from(option("queue", &queue.to_string()).queue), queue);
    }
    for beyond in ["4", "9", "259", DIGITS] {
        refused("queue", beyond, Rule::Range { least: 1, most: 3 }, 0, 101);
    }
    no_number("queue", 101);
}

#[test]
fn soap_6_1_21_validity() {
    for minutes in [1, 2, 1439, 1440] {
        assert_eq!(u32::from(option("validity", &minutes.to_string()).validity), minutes);
    }
    for beyond in ["1441", "65537", DIGITS] {
        refused("validity", beyond, Rule::Range { least: 1, most: 1440 }, 0, 101);
    }
    no_number("validity", 101);
}

#[test]
fn soap_6_1_9_and_a_42_deliv_time_has_an_error_of_its_own() {
    for minutes in [1, 10, 11, 10_079, 10_080] {
        assert_eq!(option("deliv_time", &minutes.to_string()).deliv_time.map(u32::from), Some(minutes));
    }
    assert_eq!(option("deliv_time", "0").deliv_time, None);
    for beyond in ["10081", "65537", DIGITS] {
        refused("deliv_time", beyond, Rule::Range { least: 0, most: 10_080 }, 0, 120);
    }
    no_number("deliv_time", 120);
}

#[test]
fn soap_6_1_8_msg_callback() {
    for level in 0..=7 {
        assert_eq!(option("msg_callback", &level.to_string()).callback, CallbackLevel::new(level));
    }
    for beyond in ["8", "256", "263", DIGITS] {
        refused("msg_callback", beyond, Rule::Range { least: 0, most: 7 }, 0, 101);
    }
    no_number("msg_callback", 101);
}

#[test]
fn soap_6_1_14_and_6_1_15_and_6_1_17_and_6_1_22_flags() {
    type Read = fn(Options) -> bool;
    let flags: [(&str, Read); 3] = [
        ("escalate", |options| options.escalate),
        ("mo", |options| options.mo),
        ("deliv_ack", |options| options.deliv_ack),
    ];
    for (name, read) in flags {
        assert_eq!((read(option(name, "0")), read(option(name, "1"))), (false, true), "{name}");
    }
    for name in ["escalate", "mo", "deliv_ack", "unicode"] {
        for beyond in ["2", "10", "257", DIGITS] {
            refused(name, beyond, Rule::Range { least: 0, most: 1 }, 0, 101);
        }
        for word in ["true", "on", "y", "-1"] {
            refused(name, word, Rule::NotDigit, 0, 101);
        }
    }
}

#[test]
fn soap_6_1_12_and_a_38_req_feat() {
    for sum in [0, 1, 544, 8240, 16_399, 0x4000_0010, u32::MAX] {
        assert_eq!(option("req_feat", &sum.to_string()).req_feat.bits(), sum);
    }
    for beyond in ["4294967296", DIGITS] {
        refused("req_feat", beyond, Rule::Range { least: 0, most: u32::MAX }, 0, 101);
    }
    no_number("req_feat", 101);
}

#[test]
fn soap_6_1_11_and_6_2_8_3_max_credits() {
    for (value, printed) in
        [("0.8", "0.8"), ("0.9", "0.9"), ("2.50", "2.5"), ("3", "3"), ("0.000001", "0.000001")]
    {
        assert_eq!(option("max_credits", value).max_credits.unwrap().to_string(), printed);
    }
    refused("max_credits", "-1", Rule::Negative, 0, 101);
    for (value, at) in
        [("abc", 0), ("1,5", 1), ("+1", 0), ("1e3", 1), ("NaN", 0), ("INF", 0), ("1.2345678", 8), (".", 0)]
    {
        refused("max_credits", value, Rule::Amount, at, 101);
    }
    refused("max_credits", DIGITS, Rule::Amount, 0, 101);
}

#[test]
fn soap_6_1_16_and_a_45_climsgid() {
    let longest = "a1".repeat(16);
    for id in ["abc123", "0", &longest] {
        assert_eq!(option("climsgid", id).client_message_id.unwrap().as_str(), id);
    }
    let length = Rule::Length { least: 1, most: 32 };
    refused("climsgid", &"a".repeat(33), length, 32, 101);
    refused("climsgid", &"a".repeat(100_000), length, 32, 101);
    refused("climsgid", "ab\nc", Rule::Control, 2, 101);
    for (id, at) in [("a b", 1), ("é", 0), ("0f6b-11", 4)] {
        let message = bent(&[("climsgid", id)], Rule::Alphanumeric, Parameter::ClientMessageId, at, 101);
        assert_eq!(message.options.client_message_id.unwrap().as_str(), id);
        // The gateway goes by the document unless it is told otherwise.
        assert!(with(Tolerance::GATEWAY, &[("climsgid", id)]).0.is_err());
    }
    // 32 characters, and more octets than an id of any gateway has.
    let (message, _) = with(Tolerance::FIELD, &[("climsgid", &"😀".repeat(32))]);
    let fault = message.unwrap_err();
    assert_eq!((fault.rule(), fault.at()), (Rule::Octets { most: 64 }, 64));
    let (message, _) = with(Tolerance::FIELD, &[("climsgid", &"€".repeat(22))]);
    assert_eq!(alloc::format!("{}", message.unwrap_err()), "climsgid at octet 63: more than 64 octets");
    let (message, _) = with(Tolerance::STRICT, &[("max_credits", "0")]);
    assert_eq!(
        alloc::format!("{}", message.unwrap_err()),
        "max_credits at octet 0: 0, where it must be more"
    );
}

#[test]
fn soap_6_1_18_and_a_68_msg_type() {
    assert_eq!(option("msg_type", "SMS_TEXT").msg_type, MessageType::Text);
    for word in ["FOO", "SMS_NOKIA_RINGTONE", " ", "SMS_TEXT\0"] {
        refused("msg_type", word, Rule::MessageType, 0, 112);
    }
    let message = bent(&[("msg_type", "SMS_FLASH")], Rule::Flash, Parameter::MsgType, 0, 112);
    assert_eq!(message.options.msg_type, MessageType::Flash);
    assert!(with(Tolerance::GATEWAY, &[("msg_type", "SMS_FLASH")]).0.is_err());
}

#[test]
fn soap_6_1_7_and_a_44_from() {
    for sender in ["1", "1234567890123456", "ABCDEFGHIJK", "me", "Café Ω"] {
        assert_eq!(option("from", sender).from, SenderId::parse(sender).ok());
    }
    refused("from", "12345678901234567", Rule::Length { least: 1, most: 16 }, 16, 106);
    refused("from", "ABCDEFGHIJKL", Rule::Length { least: 1, most: 11 }, 11, 106);
    refused("from", "éééééééééééé", Rule::Length { least: 1, most: 11 }, 22, 106);
    refused("from", "+27833001171", Rule::Plus, 0, 106);
    refused("from", "AC\0ME", Rule::Control, 2, 106);
    refused("from", &"A".repeat(100_000), Rule::Length { least: 1, most: 11 }, 11, 106);
}

#[test]
fn soap_5_3_9_and_a_43_zeros_of_typed_stubs_are_not_given() {
    for name in ["concat", "queue", "validity", "max_credits"] {
        let parameter = Parameter::from_any_name(name).unwrap();
        for zero in ["0", "00"] {
            let message = bent(&[(name, zero)], Rule::Zero, parameter, 0, 101);
            assert_eq!(message.options, Options::default(), "{name}");
        }
    }
    for amount in ["0.0", "0.000000", "-0", ".0"] {
        bent(&[("max_credits", amount)], Rule::Zero, Parameter::MaxCredits, 0, 101);
    }
    // All that a .NET client sends for what it does not use.
    let zeros = [
        "concat",
        "deliv_ack",
        "msg_callback",
        "deliv_time",
        "max_credits",
        "req_feat",
        "queue",
        "escalate",
        "mo",
    ];
    let mut values: Vec<_> = zeros.map(|name| (name, "0")).to_vec();
    values.extend([
        ("from", ""),
        ("climsgid", ""),
        ("unicode", "0"),
        ("msg_type", ""),
        ("udh", ""),
        ("data", ""),
    ]);
    values.extend([("validity", "0"), ("text", "Hi")]);
    let (message, notes) = with(Tolerance::GATEWAY, &values);
    assert_eq!(message, with(Tolerance::STRICT, &[]).0);
    assert_eq!(notes.len(), 4);
}

#[test]
fn soap_5_3_10_white_space_around_a_number() {
    for (value, at) in [(" 2", 0), ("2 ", 1), ("\n\t2\r\n", 0)] {
        let message = bent(&[("concat", value)], Rule::Blank, Parameter::Concat, at, 101);
        assert_eq!(message.options.concat.get(), 2);
        bent(&[("max_credits", value)], Rule::Blank, Parameter::MaxCredits, at, 101);
    }
    let message = bent(&[("concat", " ")], Rule::Blank, Parameter::Concat, 0, 101);
    assert_eq!(message.options.concat, MaxParts::default());
    // Places count from the front of what came.
    let (message, _) = with(Tolerance::FIELD, &[("concat", "  3x")]);
    assert_eq!(message.unwrap_err(), Fault::new(Rule::NotDigit, Parameter::Concat, 3));
    // A name is no number.
    refused("climsgid", "a\n", Rule::Control, 1, 101);
}

#[test]
fn soap_5_3_3_each_option_alone_and_all_together() {
    let all = [
        ("msg_callback", "3"),
        ("climsgid", "abc123"),
        ("concat", "2"),
        ("deliv_ack", "1"),
        ("deliv_time", "30"),
        ("from", "me"),
        ("msg_type", "SMS_TEXT"),
        ("udh", "050003330201"),
        ("unicode", "1"),
        ("validity", "60"),
        ("req_feat", "48"),
        ("max_credits", "2.5"),
        ("queue", "1"),
        ("escalate", "1"),
    ];
    for option in all {
        let (message, notes) = with(Tolerance::STRICT, &[option]);
        assert_eq!((message.map(|_| ()), notes), (Ok(()), Vec::new()), "{}", option.0);
    }
    let (message, _) = with(Tolerance::STRICT, &all);
    let message = message.unwrap();
    assert_eq!(message.parts(), Ok(1));
    let written = format!("{:?}", message.build().unwrap());
    for (name, value) in all {
        // What is at its default is left out.
        assert_eq!(written.contains(value), name != "msg_type", "{name}");
    }
}

#[test]
fn soap_6_2_11_3_and_6_2_3_5_and_tw_8_1_2_helpers() {
    let urgent = Options::default().urgent();
    assert_eq!((urgent.queue, urgent.escalate, urgent.max_credits), (Queue::FIRST, true, None));
    for (sender, features) in [("ACME", 16), ("27831112222", 32)] {
        let sender = SenderId::parse(sender).unwrap();
        let options = Options { req_feat: ReqFeat::FLASH, ..Options::default() }.require_sender(sender);
        assert_eq!((options.from, options.req_feat.bits()), (Some(sender), 512 | features));
    }
    // TW-8.1-1: a message can be replied to when it says so, and through SMPP always.
    let replies = Options { mo: true, ..Options::default() };
    for door in ApiKind::ALL {
        assert!(replies.is_reply_enabled(*door));
        assert_eq!(Options::default().is_reply_enabled(*door), *door == ApiKind::Smpp);
        // SMPP-13-3, SOAP-6.1-15 and SOAP-6.2.12-1: it is for accounts with two-way messaging.
        assert!(replies.takes_reply_route(*door, true) && !replies.takes_reply_route(*door, false));
        assert!(!Options::default().takes_reply_route(ApiKind::Soap, true));
    }
}

#[test]
fn a_41_validity_begins_when_the_message_is_due() {
    let expires =
        |values: &[(&str, &str)]| with(Tolerance::STRICT, values).0.unwrap().options.expires_after();
    assert_eq!(expires(&[]).as_secs(), 1440 * 60);
    assert_eq!(expires(&[("deliv_time", "10080"), ("validity", "5")]).as_secs(), 10_085 * 60);
}

#[test]
fn soap_7_4_10_options_of_a_push_by_themselves() {
    let given =
        given(Tolerance::GATEWAY, &[("to", "27999123454"), ("concat", "2"), ("from", "me"), ("queue", "0")]);
    let options = given.options(&mut ()).unwrap();
    let built = options.build().unwrap();
    assert_eq!(built, [(Parameter::From, "me".into()), (Parameter::Concat, "2".into())]);
    let callback = Options { callback: CallbackLevel::new(9), ..options };
    assert_eq!(callback.build(), Err(Fault::new(Rule::Range { least: 0, most: 7 }, Parameter::Callback, 0)));
}
