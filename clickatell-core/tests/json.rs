//! Replies and callbacks as JSON, the shapes of `clickatell decode reply` and `clickatell decode callback`.
#![allow(clippy::unwrap_used, reason = "test code")]

use clickatell_core::delivery::{self, Received, StatusCallback};
use clickatell_core::form;
use clickatell_core::reply::{Reply, Tolerance};
use clickatell_core::text::gsm::{LanguageTables, NationalLanguage};

#[test]
fn every_reply_has_its_json_both_ways() {
    for (line, json) in [
        ("ID: 1", r#"{"id":"1"}"#),
        ("ID: 1 To: 2", r#"{"id":"1","to":"2"}"#),
        ("ID: 1 Status: 004", r#"{"id":"1","status":"004"}"#),
        ("ID: 1 Status: 2", r#"{"id":"1","status":"2"}"#),
        ("apiMsgId: 1 charge: 0.33 status: 003", r#"{"id":"1","charge":"0.33","status":"003"}"#),
        (
            "apiMsgId: 1 cliMsgId: a charge: 0.33 status: 003",
            r#"{"id":"1","cliMsgId":"a","charge":"0.33","status":"003"}"#,
        ),
        ("OK", r#"{"ok":null}"#),
        ("OK:", r#"{"ok":""}"#),
        ("OK: Supported. Charge: 1", r#"{"ok":"Supported.","charge":"1"}"#),
        ("Credit: 12.5", r#"{"credit":"12.5"}"#),
        ("ERR: 105, Invalid To: +27", r#"{"error":105,"text":"Invalid","to":"+27"}"#),
        ("ERR: Not supported.", r#"{"error":null,"text":"Not supported."}"#),
    ] {
        let reply = Reply::parse(line.as_bytes(), &Tolerance::STRICT, &mut ()).unwrap();
        assert_eq!(serde_json::to_string(&reply).unwrap(), json);
        assert_eq!(serde_json::from_str::<Reply<'_>>(json).unwrap(), reply);
    }
}

#[test]
fn fields_of_no_reply_are_refused() {
    for json in [
        "{}",
        r#"{"to":"2"}"#,
        r#"{"ok":"","to":"2"}"#,
        r#"{"id":"1","credit":"1"}"#,
        r#"{"id":"1","status":"0004"}"#,
        r#"{"id":"1","status":"x"}"#,
        r#"{"credit":"x"}"#,
        r#"{"id":"1","charge":"1"}"#,
        r#"{"id":""}"#,
        r#"{"ok":"","colour":1}"#,
    ] {
        assert!(serde_json::from_str::<Reply<'_>>(json).is_err(), "{json}");
    }
}

#[test]
fn a_callback_has_its_json_both_ways() {
    for (query, json) in [
        (
            "api_id=12345&apiMsgId=1&cliMsgId=abc123&timestamp=1218007814&to=2&from=3&status=003&charge=0.300000",
            r#"{"api_id":"12345","apiMsgId":"1","cliMsgId":"abc123","timestamp":1218007814,"to":"2","from":"3","status":"003","charge":"0.300000"}"#,
        ),
        (
            "apiMsgId=1&cliMsgId=&timestamp=0&to=2&from=A%26B&status=1&charge=1.000000",
            r#"{"apiMsgId":"1","timestamp":0,"to":"2","from":"A&B","status":"1","charge":"1.000000"}"#,
        ),
    ] {
        let tolerance = &delivery::Tolerance::STRICT;
        let received = Received::parse(query.as_bytes(), tolerance, form::Limits::default(), &mut ());
        let Ok(Received::Status(callback)) = received else { panic!("{received:?}") };
        assert_eq!(serde_json::to_string(&callback).unwrap(), json);
        assert_eq!(serde_json::from_str::<StatusCallback<'_>>(json).unwrap(), callback);
        for (from, to) in
            [("\"to\"", "\"two\""), ("\"1\",", "\"\","), ("000\"", "x\""), ("{", "{\"api_id\":\"x\",")]
        {
            let broken = json.replacen(from, to, 1);
            assert!(serde_json::from_str::<StatusCallback<'_>>(&broken).is_err(), "{broken}");
        }
    }
}

#[test]
fn tables_of_a_language_are_read_only_where_there_are_any() {
    let spanish = LanguageTables::new(None, Some(NationalLanguage::SPANISH)).unwrap();
    let json = r#"{"locking":null,"single":2}"#;
    assert_eq!(serde_json::to_string(&spanish).unwrap(), json);
    assert_eq!(serde_json::from_str::<LanguageTables>(json).unwrap(), spanish);
    let error = serde_json::from_str::<LanguageTables>(r#"{"locking":2,"single":null}"#).unwrap_err();
    assert!(error.to_string().starts_with("no locking shift table of language Spanish"), "{error}");
}
