//! The tables against what the real service descriptions say, and our descriptions against the tables.

use super::*;
use clickatell_core::xml::{XmlDocument, XmlLimits};

const WHO: &str = "session_id:string api_id:int user:string password:string";
/// What stands behind what is pushed.
const OPTIONS: &str = "from:string concat:int deliv_ack:int msg_callback:int deliv_time:int max_credits:float req_feat:int \
                       queue:int escalate:int mo:int climsgid:string";

/// The parameters of the document/literal description, in order; `*` is a list, `!` what it requires.
fn literal(operation: Operation) -> String {
    let own = match operation {
        Operation::Auth => return "api_id:int! user:string! password:string!".into(),
        Operation::Ping => return "session_id:string!".into(),
        Operation::SendMsg => {
            "text:string to:string*! from:string concat:int msg_callback:int deliv_ack:int deliv_time:int \
             max_credits:float req_feat:int queue:int escalate:int mo:int climsgid:string unicode:int \
             msg_type:string udh:string data:string validity:int"
        }
        Operation::QueryMsg | Operation::DelMsg => "apimsgid:string climsgid:string",
        Operation::GetBalance => return WHO.into(),
        Operation::RouteCoverage => "msisdn:string!",
        Operation::SiPush => {
            return format!(
                "{WHO} to:string*! si_id:string! si_url:string! si_text:string! si_created:string \
                 si_expires:string si_action:string {OPTIONS} unicode:int validity:int"
            );
        }
        Operation::IndPush => {
            return format!(
                "{WHO} to:string*! mms_subject:string! mms_class:string! mms_expire:string! mms_from:string! \
                 mms_url:string! {OPTIONS} validity:int"
            );
        }
        Operation::TokenPay => "token:string!",
        Operation::StartBatch => {
            "from:string concat:int template:string! deliv_ack:int msg_callback:int deliv_time:int \
             max_credits:float req_feat:int queue:int escalate:int mo:int climsgid:string unicode:int \
             msg_type:string udh:string validity:int"
        }
        Operation::SendItem => {
            "batch_id:string! to:string*! field1:string field2:string field3:string field4:string field5:string \
             field6:string field7:string field8:string field9:string field10:string"
        }
        Operation::QuickSend => "batch_id:string! to:string*!",
        Operation::EndBatch => "batch_id:string!",
        Operation::GetMsgCharge => "apimsgid:string",
        Operation::SendBillMsg => panic!("no operation of SOAP"),
    };
    format!("{WHO} {own}")
}

/// The parts of the older description, in order.
fn older(operation: Operation) -> String {
    let literal = literal(operation).replace('!', "").replace("climsgid", "cliMsgId");
    match operation {
        Operation::SendMsg => literal
            .replace("text:string to:string* from:string", "to:string* from:string text:string")
            .replace("msg_callback:int deliv_ack:int", "deliv_ack:int msg_callback:int"),
        // Here it has the spelling of all others.
        Operation::QueryMsg => literal.replace("cliMsgId", "climsgid"),
        Operation::DelMsg => literal.replace("cliMsgId", "climsgid").replace("api_id:int", "api_id:string"),
        Operation::SiPush => literal.replace(" unicode:int", ""),
        Operation::StartBatch => literal.replace("udh:string", "udh:string data:string"),
        Operation::SendItem => {
            let (front, _) = literal.split_once(" field5").unwrap();
            front.into()
        }
        _ => literal,
    }
}

fn operations() -> impl Iterator<Item = Operation> {
    Operation::ALL.iter().copied().filter(|operation| *operation != Operation::SendBillMsg)
}

fn shown(operation: Operation, service: Service) -> String {
    let rows = table(operation).unwrap().rows(service).map(|row| {
        let kind = row.kind.xsd().strip_prefix("xsd:").unwrap();
        let list = if row.kind == Kind::List { "*" } else { "" };
        let required = if row.unset == Unset::Required && !service.is_rpc() { "!" } else { "" };
        format!("{}:{kind}{list}{required}", row.name)
    });
    rows.collect::<Vec<_>>().join(" ")
}

fn words(text: &str) -> Vec<&str> {
    text.split_whitespace().collect()
}

#[test]
fn soap_5_3_11_soap_4_12_and_a_33_orders_and_types_are_those_of_the_real_descriptions() {
    for operation in operations() {
        let found = shown(operation, Service::DocumentLiteral);
        assert_eq!(words(&found), words(&literal(operation)), "{operation}");
        let found = shown(operation, Service::OlderRpc);
        assert_eq!(words(&found), words(&older(operation)), "{operation}");
        // SOAP-8.1-3: the document's own examples have one spelling everywhere, and the connection is a number.
        let current = older(operation).replace("cliMsgId", "climsgid").replace("api_id:string", "api_id:int");
        let found = shown(operation, Service::RpcEncoded);
        assert_eq!(words(&found), words(&current), "{operation}");
    }
}

/// The names that stand in `attribute` of all elements with this local name, in order.
fn attributes(description: &str, element: &str, attribute: &str) -> Vec<String> {
    let document = XmlDocument::decode(description.as_bytes(), &XmlLimits::default()).unwrap();
    let mut reader = document.reader();
    let mut found = Vec::new();
    while let Some(event) = reader.next_event().unwrap() {
        if let clickatell_core::xml::XmlEvent::Start(start) = event
            && start.local() == element
        {
            found.extend(start.attribute(None, attribute).map(String::from));
        }
    }
    found
}

#[test]
fn soap_2_1_and_a_29_descriptions_of_all_operations() {
    for service in Service::ALL {
        let url = "http://127.0.0.1:8080/x?a=1&b=2";
        let mut out = b"before ".to_vec();
        service.write_wsdl(url, &mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        let description = text.strip_prefix("before ").unwrap();
        let names: Vec<_> = operations().map(|operation| service.operation_name(operation)).collect();
        // Once in the port's type, once in the binding.
        let found = attributes(description, "operation", "name");
        assert_eq!(found, [names.clone(), names.clone()].concat());
        let actions = attributes(description, "operation", "soapAction");
        let expected = operations().map(|operation| service.action(operation).trim_matches('"').to_string());
        assert_eq!(actions, expected.collect::<Vec<_>>());
        assert_eq!(attributes(description, "address", "location"), [url]);
        let messages = attributes(description, "message", "name");
        assert_eq!(messages.len(), if service.is_rpc() { 30 } else { 45 });
        let members = if service.is_rpc() { "part" } else { "element" };
        let described = attributes(description, members, "type");
        let rows = operations().map(|operation| table(operation).unwrap().rows(service).count());
        // Each operation returns something, and may fail in document/literal.
        let others = if service.is_rpc() { 15 } else { 30 };
        assert_eq!(described.len(), rows.sum::<usize>() + others);
        //
        assert!(!described.contains(&"xsd:double".into()));
        assert_eq!(described.iter().filter(|kind| *kind == "xsd:float").count(), 4);
        assert!(service.write_wsdl("http://\u{1}", &mut Vec::new()).is_err());
    }
}
