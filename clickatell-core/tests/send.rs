//! Messages and options as JSON.
#![cfg(feature = "serde")]
#![allow(clippy::unwrap_used, reason = "test code")]

use clickatell_core::feature::ApiKind;
use clickatell_core::number::{Msisdn, SenderId};
use clickatell_core::send::{
    Content, Given, Limits, MaxCredits, MaxParts, Options, Queue, SendMsg, Template, Tolerance,
    UserDataHeader, Validity,
};

#[test]
fn a_message_is_an_object_of_its_parameters() {
    let to = Msisdn::parse("27999123454").unwrap();
    let mut message = SendMsg::new([to], Content::for_text("Привет"));
    message.options.concat = MaxParts::RECOMMENDED;
    message.options.from = SenderId::parse("ACME").ok();
    let json = serde_json::to_string(&message).unwrap();
    assert_eq!(
        json,
        r#"{"to":["27999123454"],"from":"ACME","text":"041F04400438043204350442","concat":"3","unicode":"1"}"#
    );
    assert_eq!(serde_json::from_str::<SendMsg<'_>>(&json).unwrap(), message);
    let options = serde_json::to_string(&message.options).unwrap();
    assert_eq!(options, r#"{"from":"ACME","concat":"3"}"#);
    assert_eq!(serde_json::from_str::<Options>(&options).unwrap(), message.options);
}

#[test]
fn numbers_may_be_numbers_and_one_destination_needs_no_array() {
    let message: SendMsg<'_> =
        serde_json::from_str(r#"{"to":"27999123454","text":"Hi","concat":2,"max_credits":"0.8"}"#).unwrap();
    assert_eq!((message.options.concat.get(), message.to.len()), (2, 1));
}

#[test]
fn amounts_and_flags_need_no_quotes() {
    let json = r#"{"to":27999123454,"text":"Hi","concat":2.0,"max_credits":0.8,"mo":true,"escalate":false}"#;
    let message: SendMsg<'_> = serde_json::from_str(json).unwrap();
    assert_eq!(message.options.max_credits, Some(MaxCredits::LISTED[0]));
    assert_eq!(
        (message.options.concat.get(), message.options.mo, message.options.escalate),
        (2, true, false)
    );
    assert_eq!(message.to, ["27999123454"]);
    for value in [r#""text":true"#, r#""text":"Hi","queue":true"#, r#""text":"Hi","max_credits":-0.8"#] {
        let json = format!(r#"{{"to":"27999123454",{value}}}"#);
        assert!(serde_json::from_str::<SendMsg<'_>>(&json).is_err(), "{json}");
    }
}

#[test]
fn what_a_tolerance_accepted_reads_back() {
    let mut given = Given::new(ApiKind::Soap, Tolerance::FIELD, Limits::default());
    let values = [
        ("to", " 27999123454"),
        ("text", "Hi"),
        ("data", "4869"),
        ("climsgid", "a-b"),
        ("msg_type", "SMS_FLASH"),
        ("concat", "0"),
        ("queue", " 1 "),
        ("max_credits", "0"),
        ("callback", "3"),
    ];
    for (name, value) in values {
        assert!(given.insert(name, value, &mut ()), "{name}");
    }
    let message = given.message(&mut ()).unwrap();
    let json = serde_json::to_string(&message).unwrap();
    assert_eq!(serde_json::from_str::<SendMsg<'_>>(&json).unwrap(), message, "{json}");
    let json = serde_json::to_string(&message.options).unwrap();
    assert_eq!(serde_json::from_str::<Options>(&json).unwrap(), message.options, "{json}");
    let mut template = Template::new("Hi #field1#");
    template.options = message.options;
    let json = serde_json::to_string(&template).unwrap();
    assert_eq!(serde_json::from_str::<Template<'_>>(&json).unwrap(), template, "{json}");
}

#[test]
fn what_is_read_is_checked() {
    for json in [
        "{}",
        "[]",
        r#"{"to":["27999123454"]}"#,
        r#"{"to":["27999123454"],"text":"Hi","concat":0}"#,
        r#"{"to":["27999123454"],"text":"Hi","concat":36}"#,
        r#"{"to":["27999123454"],"text":"Hi","concat":-1}"#,
        r#"{"to":["27999123454"],"text":["Hi"]}"#,
        r#"{"to":["27999123454"],"text":"Hi","text":"Hi"}"#,
        r#"{"to":["27999123454"],"text":"Hi","colour":1}"#,
        r#"{"to":["27999123454"],"text":"Hi","callback":1}"#,
    ] {
        assert!(serde_json::from_str::<SendMsg<'_>>(json).is_err(), "{json}");
    }
    assert!(serde_json::from_str::<MaxParts>("36").is_err() && serde_json::from_str::<Queue>("0").is_err());
    assert_eq!(serde_json::from_str::<Validity>("1440").unwrap(), Validity::default());
    assert_eq!(serde_json::to_string(&MaxCredits::LISTED[0]).unwrap(), r#""0.8""#);
    assert!(serde_json::from_str::<MaxCredits>(r#""0""#).is_err());
    assert!(serde_json::from_str::<UserDataHeader>(r#""050003330201""#).is_ok());
    assert!(serde_json::from_str::<UserDataHeader>(r#""0500""#).is_err());
}

#[test]
fn a_batch_has_the_same_names() {
    let mut template = Template::new("Hi #field1#");
    template.options.queue = Queue::FIRST;
    let json = serde_json::to_string(&template).unwrap();
    assert_eq!(json, r##"{"template":"Hi #field1#","queue":"1"}"##);
    assert_eq!(serde_json::from_str::<Template<'_>>(&json).unwrap(), template);
    assert!(serde_json::from_str::<Template<'_>>(r#"{"queue":"1"}"#).is_err());
}
