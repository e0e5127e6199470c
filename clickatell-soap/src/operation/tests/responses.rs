//! The documents' responses, both ways.

use super::*;
use crate::{AnswerError, Response};
use clickatell_core::error::ApiError;
use clickatell_core::reply;

/// A call of this operation, as its own service's client would send it.
fn call(service: Service, operation: Operation) -> Call<'static> {
    let name = service.operation_name(operation);
    let octets = match service {
        Service::DocumentLiteral => document(LITERAL, &format!("<ns1:{name}/>")),
        _ => document(ENV, &format!("<tns:{name} xmlns:tns=\"{}\"/>", service.namespace())),
    };
    let envelope = Envelope::decode(octets.as_bytes(), None, &Limits::default()).unwrap();
    Call::read(&envelope, service, &Tolerance::STRICT, &mut ()).unwrap().into_owned()
}

fn written(service: Service, operation: Operation, lines: &[&str]) -> String {
    let lines: Vec<_> = lines
        .iter()
        .map(|line| Reply::parse(line.as_bytes(), &reply::Tolerance::STRICT, &mut ()).unwrap())
        .collect();
    let mut out = Vec::new();
    call(service, operation).write_response(&lines, &mut out);
    String::from_utf8(out).unwrap()
}

const TWO: [&str; 2] = [
    "ID: 2e838df2ee3ea418272ae05aaf84ce5d To: 27999123454",
    "ERR: 114, Cannot route message To: 27999123134",
];

#[test]
fn soap_5_3_7_and_a_66_a_response_in_each_style() {
    let array = "<tns:sendmsgResponse xmlns:tns=\"soap.clickatell.com\">
        <return xsi:type=\"SOAP-ENC:Array\" SOAP-ENC:arrayType=\"xsd:string[2]\">
        <item xsi:type=\"xsd:string\">ID: 2e838df2ee3ea418272ae05aaf84ce5d To: 27999123454</item>
        <item xsi:type=\"xsd:string\">ERR: 114, Cannot route message To: 27999123134</item>
        </return>
        </tns:sendmsgResponse>";
    let repeated = "<ns1:sendmsgResponse>
        <return>ID: 2e838df2ee3ea418272ae05aaf84ce5d To: 27999123454</return>
        <return>ERR: 114, Cannot route message To: 27999123134</return>
        </ns1:sendmsgResponse>";
    assert_eq!(written(Service::RpcEncoded, Operation::SendMsg, &TWO), document(ENV, array));
    assert_eq!(written(Service::DocumentLiteral, Operation::SendMsg, &TWO), document(LITERAL, repeated));
}

#[test]
fn a_66_five_operations_return_a_string_and_ten_an_array() {
    let string = [
        Operation::Auth,
        Operation::Ping,
        Operation::GetBalance,
        Operation::RouteCoverage,
        Operation::TokenPay,
    ];
    let many = [
        Operation::SendMsg,
        Operation::SiPush,
        Operation::IndPush,
        Operation::TokenPay,
        Operation::SendItem,
        Operation::QuickSend,
    ];
    for operation in Operation::ALL.iter().copied().filter(|operation| *operation != Operation::SendBillMsg) {
        let table = table(operation).unwrap();
        assert_eq!(table.operation, operation);
        assert_eq!(table.returns.array, !string.contains(&operation), "{operation}");
        assert_eq!(table.returns.many, many.contains(&operation), "{operation}");
        let error = written(Service::OlderRpc, operation, &["ERR: 003, Session ID expired"]);
        assert_eq!(error.contains("<item"), !string.contains(&operation), "{operation}");
    }
}

/// The text of each operation's answer, in the order of the table of operations.
const TEXTS: [(Operation, &str); 15] = [
    (Operation::Auth, "OK: 330df12c75bf8046942c3304639aa646"),
    (Operation::Ping, "OK:"),
    (Operation::SendMsg, "ID: 2e838df2ee3ea418272ae05aaf84ce5d"),
    (Operation::QueryMsg, "ID: 2e838df2ee3ea418272ae05aaf84ce5d Status: 004"),
    (Operation::DelMsg, "ID: 2e838df2ee3ea418272ae05aaf84ce5d Status: 006"),
    (Operation::GetBalance, "Credit: 2192.4"),
    (
        Operation::RouteCoverage,
        "OK: This prefix is currently supported. Messages sent to this prefix will be routed. Charge: 1",
    ),
    (Operation::IndPush, "ID: 2e838df2ee3ea418272ae05aaf84ce5d To: 2799912345"),
    (Operation::StartBatch, "ID: 630d9a8b093b4f0c13392ff0e0e4f863"),
    (Operation::SendItem, "ID: 2e838df2ee3ea418272ae05aaf84ce5d"),
    (Operation::QuickSend, "ID: 2e838df2ee3ea418272ae05aaf84ce5d To: 2799912345"),
    (Operation::EndBatch, "OK"),
    (Operation::GetMsgCharge, "apiMsgId: 2e838df2ee3ea418272ae05aaf84ce5d charge: 0.333333 status: 004"),
    (Operation::SiPush, "ID: 2e838df2ee3ea418272ae05aaf84ce5d To: 2799912345"),
    (Operation::TokenPay, "OK: 605"),
];

#[test]
fn soap_5_1_9_soap_5_2_2_soap_8_4_3_and_soap_4_12_answers_of_all_operations_both_ways() {
    for (operation, text) in TEXTS {
        for service in Service::ALL {
            let octets = written(service, operation, &[text]);
            let envelope = Envelope::decode(octets.as_bytes(), None, &Limits::default()).unwrap();
            let response = Response::read(&envelope, &Tolerance::STRICT, &mut ()).unwrap().unwrap();
            assert_eq!(response.operation(), Some(operation));
            assert_eq!(response.texts().collect::<Vec<_>>(), [text]);
            let answer = response.answer(operation, &reply::Tolerance::STRICT, &mut ()).unwrap();
            let mut out = Vec::new();
            call(service, operation).write_response(&answer.clone().into_lines(), &mut out);
            assert_eq!(String::from_utf8(out).unwrap(), octets, "{answer:?}");
            assert_eq!(answer.clone().into_owned(), answer);
            // An answer of one operation is hardly ever another's.
            let other =
                if operation == Operation::GetBalance { Operation::Auth } else { Operation::GetBalance };
            let unexpected = response.answer(other, &reply::Tolerance::STRICT, &mut ());
            assert_eq!(unexpected, Err(AnswerError::Unexpected));
        }
    }
}

#[test]
fn soap_5_1_10_and_soap_7_3_3_errors_with_and_without_a_number() {
    let answer = |operation, text: &str| {
        let octets = written(Service::RpcEncoded, operation, &[text]);
        let envelope = Envelope::decode(octets.as_bytes(), None, &Limits::default()).unwrap();
        let response = Response::read(&envelope, &Tolerance::STRICT, &mut ()).unwrap().unwrap();
        let answer = response.answer(operation, &reply::Tolerance::STRICT, &mut ());
        answer.map(Answer::into_owned)
    };
    for (operation, _) in TEXTS {
        let refused = answer(operation, "ERR: 003, Session ID expired").unwrap_err();
        assert!(
            matches!(&refused, AnswerError::Refused(refused) if refused.code == ApiError::SESSION_EXPIRED),
            "{refused}"
        );
    }
    let words = "ERR: This prefix is not currently supported. Messages sent to this prefix will fail. \
                 Please contact support for assistance.";
    let not_covered = Answer::RouteCoverage(routecoverage::Answer::not_covered());
    assert_eq!(answer(Operation::RouteCoverage, words), Ok(not_covered));
    let limit = answer(Operation::SendMsg, "ERR: 130, Maximum MT limit exceeded until 1218067200");
    assert!(matches!(limit, Err(AnswerError::Refused(refused)) if refused.retry_at == Some(1_218_067_200)));
}

#[test]
fn soap_8_3_2_results_name_their_destinations_where_there_are_several_and_always_in_pushes() {
    let id = MessageId::parse(MESSAGE).unwrap();
    let outcomes = |count: usize| {
        let numbers = ["27999123454", "+27"].into_iter().take(count);
        numbers.map(move |to| Outcome { to: to.into(), result: Ok(id) })
    };
    for (operation, alone) in [
        (Operation::SendMsg, false),
        (Operation::SendItem, false),
        (Operation::QuickSend, true),
        (Operation::IndPush, true),
        (Operation::SiPush, true),
    ] {
        for count in [1, 2] {
            let answer = destinations::Answer::new(operation, outcomes(count));
            let named = answer.results.iter().filter(|reply| matches!(reply, Reply::Id { to: Some(_), .. }));
            assert_eq!(named.count(), if alone || count == 2 { count } else { 0 }, "{operation}");
        }
    }
}
