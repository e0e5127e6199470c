//! The table against the descriptions of the services.

use super::*;
use alloc::vec::Vec;

/// The parameters of an operation, by name, in the table's order.
fn names(operation: Operation) -> Vec<&'static str> {
    Parameter::ALL.iter().filter(|parameter| parameter.is_of(operation)).map(|row| row.name()).collect()
}

fn with_authentication(own: &[&'static str]) -> Vec<&'static str> {
    [&["session_id", "api_id", "user", "password"], own].concat()
}

const OPTIONS: [&str; 11] = [
    "from",
    "concat",
    "deliv_ack",
    "msg_callback",
    "deliv_time",
    "max_credits",
    "req_feat",
    "queue",
    "escalate",
    "mo",
    "climsgid",
];

#[test]
fn soap_5_3_11_sendmsg_in_the_order_of_its_examples() {
    let mut own = ["to", "from", "text"].to_vec();
    own.extend(&OPTIONS[1..]);
    own.extend(["unicode", "msg_type", "udh", "data", "validity"]);
    // What only the HTTP interface and its clients have.
    own.extend(["charset", "scheduled_time", "mclass", "binary"]);
    assert_eq!(names(Operation::SendMsg), with_authentication(&own));
}

#[test]
fn bill_8_1_5_sendbillmsg_has_all_of_sendmsg_and_eight_of_its_own() {
    let mut both = names(Operation::SendMsg);
    both.extend([
        "stdServiceID",
        "serviceName",
        "serviceDesc",
        "billAmount",
        "reqMsgID",
        "acptMsgID",
        "contentTypeID",
        "contentDesc",
    ]);
    assert_eq!(names(Operation::SendBillMsg), both);
}

#[test]
fn soap_8_1_3_startbatch_in_the_order_of_its_example() {
    let mut own = OPTIONS.to_vec();
    own.insert(2, "template");
    own.extend(["unicode", "msg_type", "udh", "data", "validity"]);
    assert_eq!(names(Operation::StartBatch), with_authentication(&own));
}

#[test]
fn soap_7_4_10_and_soap_4_12_pushes_have_the_options() {
    let push = |operation, before: usize| {
        let mut names = names(operation);
        let own = names.split_off(names.len() - before);
        (names, own)
    };
    let mut options = ["to"].to_vec();
    options.extend(OPTIONS);
    let mms = ["mms_subject", "mms_class", "mms_expire", "mms_from", "mms_url"];
    let si = ["si_id", "si_url", "si_text", "si_created", "si_expires", "si_action"];
    let ind_push = with_authentication(&[&options, ["validity"].as_slice()].concat());
    let si_push = with_authentication(&[&options, ["unicode", "validity"].as_slice()].concat());
    assert_eq!(push(Operation::IndPush, 5), (ind_push, mms.to_vec()));
    assert_eq!(push(Operation::SiPush, 6), (si_push, si.to_vec()));
}

#[test]
fn soap_4_12_the_short_operations() {
    for (operation, own) in [
        (Operation::QueryMsg, ["climsgid", "apimsgid"].as_slice()),
        (Operation::DelMsg, &["climsgid", "apimsgid"]),
        (Operation::GetMsgCharge, &["apimsgid"]),
        (Operation::GetBalance, &[]),
        (Operation::RouteCoverage, &["msisdn"]),
        (Operation::TokenPay, &["token"]),
        (Operation::SendItem, &["batch_id", "to"]),
        (Operation::QuickSend, &["batch_id", "to"]),
        (Operation::EndBatch, &["batch_id"]),
    ] {
        assert_eq!(names(operation), with_authentication(own), "{operation}");
    }
    assert_eq!(names(Operation::Auth), ["api_id", "user", "password"]);
    assert_eq!(names(Operation::Ping), ["session_id"]);
}

#[test]
fn soap_4_6_the_callback_has_two_names() {
    assert_eq!(Parameter::from_name("msg_callback", ApiKind::Soap), Some(Parameter::Callback));
    assert_eq!(Parameter::from_name("callback", ApiKind::Soap), None);
    assert_eq!(Parameter::from_name("callback", ApiKind::Http), Some(Parameter::Callback));
    assert_eq!(Parameter::from_name("msg_callback", ApiKind::Http), None);
}

#[test]
fn a_33_and_a_b1_and_a_b3_names_that_are_met_elsewhere() {
    for (alias, parameter) in [
        ("callback", Parameter::Callback),
        ("msg_callback", Parameter::Callback),
        ("cliMsgId", Parameter::ClientMessageId),
        ("apiMsgId", Parameter::ApiMessageId),
        ("tarriffClass", Parameter::BillAmount),
        ("acctMsgID", Parameter::AcptMsgId),
    ] {
        assert_eq!(Parameter::from_any_name(alias), Some(parameter), "{alias}");
    }
}

#[test]
fn bill_4_5_names_are_compared_in_their_own_case_and_none_is_there_twice() {
    let mut all: Vec<_> =
        Parameter::ALL.iter().flat_map(|row| [&[row.name()], row.aliases()].concat()).collect();
    for name in ["stdserviceid", "TO", "Text", "", "to ", "field1"] {
        assert_eq!(Parameter::from_any_name(name), None, "{name}");
    }
    for parameter in Parameter::ALL {
        assert_eq!(Parameter::from_name(parameter.name_in(ApiKind::Http), ApiKind::Http), Some(*parameter));
        assert!(!parameter.operations().is_empty() && !parameter.section().is_empty());
    }
    let count = all.len();
    all.sort_unstable();
    all.dedup();
    assert_eq!(all.len(), count);
}

#[cfg(feature = "serde")]
#[test]
fn serde_carries_the_name() {
    use crate::text::inline::test_serde::{read, shown};

    assert_eq!(shown(&Parameter::Callback), "msg_callback");
    assert_eq!(read("climsgid"), Ok(Parameter::ClientMessageId));
    assert!(read::<Parameter>("cliMsgId").is_err());
}

#[test]
fn a_record_may_show_what_is_known_and_no_secret() {
    for secret in ["password", "session_id", "token", "Password", "SESSION_ID", "Token"] {
        assert!(!Parameter::may_show(secret), "{secret}");
        let parameter = Parameter::from_any_name_in_any_case(secret);
        assert!(parameter.is_some_and(Parameter::is_secret), "{secret}");
    }
    assert_eq!(Parameter::ALL.iter().filter(|parameter| parameter.is_secret()).count(), 3);
    for known in ["to", "TEXT", "api_id", "user", "callback", "cliMsgId", "field1", "field99999"] {
        assert!(Parameter::may_show(known), "{known}");
    }
    for unknown in ["", "pass", "password ", "pwd", "field", "field123456", "fieldx", "field-1", "Field1"] {
        assert!(!Parameter::may_show(unknown), "{unknown}");
    }
}
