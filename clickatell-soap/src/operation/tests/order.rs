//! The gateway's errors for parameters, and which of several comes first.

use super::*;
use clickatell_core::send::{Content, Queue, destination};

/// What a gateway says to a call with these values, as far as that needs no account.
fn judged(service: Service, operation: Operation, values: &[(&str, &str)]) -> Result<Request<'static>, u16> {
    let name = service.operation_name(operation);
    let values: String = values.iter().map(|(name, text)| format!("<{name}>{text}</{name}>")).collect();
    let octets = document(LITERAL, &format!("<ns1:{name}>{values}</ns1:{name}>"));
    let envelope = Envelope::decode(octets.as_bytes(), None, &Limits::default()).unwrap();
    let call = Call::read(&envelope, service, &Tolerance::FIELD, &mut ()).unwrap();
    let parameters = call.parameters(send::Tolerance::GATEWAY, ParametersLimits::default(), &mut ());
    let request = parameters.auth(&mut ()).and_then(|_| parameters.request(&mut ()));
    request.map(Request::into_owned).map_err(|fault| fault.answer().get())
}

fn error(operation: Operation, values: &[(&str, &str)]) -> u16 {
    let session: &[(&str, &str)] =
        if operation == Operation::Auth { &[] } else { &[("session_id", SESSION)] };
    judged(Service::DocumentLiteral, operation, &[session, values].concat()).err().unwrap_or_default()
}

#[test]
fn soap_5_1_1_soap_5_2_1_and_soap_7_1_who_is_calling() {
    let (api_id, user, password) = (("api_id", "1234"), ("user", "demo"), ("password", "demo"));
    for (operation, values, answer) in [
        (Operation::Auth, vec![api_id, user, password], 0),
        (Operation::Auth, vec![user, password], 108),
        (Operation::Auth, vec![("api_id", "0"), user, password], 108),
        (Operation::Auth, vec![("api_id", "abc"), user, password], 108),
        (Operation::Auth, vec![api_id, password], 101),
        (Operation::Auth, vec![api_id, user, ("password", "")], 101),
        (Operation::GetBalance, vec![], 5),
        (Operation::GetBalance, vec![("session_id", ""), ("api_id", "0"), ("user", ""), ("password", "")], 5),
        (Operation::GetBalance, vec![("session_id", ""), api_id, user, password], 0),
        (Operation::GetBalance, vec![user, password], 108),
        // The session counts, and there is no way back to the credentials.
        (Operation::GetBalance, vec![("session_id", &"a".repeat(65)), api_id, user, password], 3),
        // Only a session will do.
        (Operation::Ping, vec![api_id, user, password], 5),
        (Operation::Ping, vec![("session_id", SESSION)], 0),
    ] {
        let found = judged(Service::DocumentLiteral, operation, &values);
        assert_eq!(found.err().unwrap_or_default(), answer, "{operation} {values:?}");
    }
    for operation in Operation::ALL.iter().copied() {
        if let Some(table) = table(operation) {
            let names = |name: &'static str| table.rows(Service::RpcEncoded).any(|row| row.name == name);
            let inline = !matches!(operation, Operation::Ping);
            assert_eq!((names("session_id"), names("password")), (operation != Operation::Auth, inline));
        }
    }
}

#[test]
fn soap_10_101_to_soap_10_202_the_first_fault_is_answered() {
    let to = ("to", "27999123454");
    let batch = ("batch_id", "630d9a8b093b4f0c13392ff0e0e4f863");
    let long = "a".repeat(65);
    let mms = [("mms_subject", "My message"), ("mms_url", "http://a/b")];
    let si = [("si_id", "1"), ("si_url", "http://a/b"), ("si_text", "Offer")];
    let (none, zero): (&[(&str, &str)], u16) = (&[], 0);
    for (operation, values, answer) in [
        // P1
        (Operation::SendItem, none, 201),
        (Operation::QuickSend, &[to], 201),
        (Operation::EndBatch, &[("batch_id", "")], 201),
        (Operation::EndBatch, &[("batch_id", long.as_str())], 201),
        (Operation::EndBatch, &[batch], zero),
        // P2
        (Operation::StartBatch, none, 202),
        (Operation::StartBatch, &[("template", "")], 202),
        (Operation::StartBatch, &[("template", "Hi"), ("to", "x")], zero),
        // P3, P4
        (Operation::QueryMsg, none, 109),
        (Operation::DelMsg, none, 109),
        (Operation::GetMsgCharge, none, 109),
        (Operation::GetMsgCharge, &[("climsgid", "abc")], 109),
        (Operation::QueryMsg, &[("apimsgid", long.as_str())], 103),
        (Operation::QueryMsg, &[("apimsgid", MESSAGE), ("climsgid", "abc")], zero),
        (Operation::DelMsg, &[("climsgid", "a b")], zero),
        // P5
        (Operation::QuickSend, &[batch], 101),
        (Operation::SendItem, &[batch, ("to", "")], 101),
        (Operation::RouteCoverage, none, 101),
        (Operation::RouteCoverage, &[("msisdn", "+27")], 105),
        (Operation::RouteCoverage, &[("msisdn", "27")], zero),
        (Operation::IndPush, &[mms[0], mms[1]], 101),
        (Operation::IndPush, &[to, mms[0]], 101),
        (Operation::IndPush, &[to, mms[1]], 101),
        (Operation::IndPush, &[to, mms[0], mms[1]], zero),
        (Operation::IndPush, &[to, mms[0], mms[1], ("mms_class", "84")], 101),
        (Operation::IndPush, &[to, mms[0], mms[1], ("mms_expire", "-1")], 101),
        (Operation::IndPush, &[to, mms[0], mms[1], ("mms_expire", "x")], 101),
        (Operation::IndPush, &[to, mms[0], mms[1], ("msg_callback", "9")], 101),
        (Operation::SiPush, &[to, si[0], si[1]], 101),
        (Operation::SiPush, &[to, si[0], si[2]], 101),
        (Operation::SiPush, &[to, si[1], si[2]], 101),
        (Operation::SiPush, &[to, si[0], si[1], si[2]], zero),
        (Operation::SiPush, &[to, si[0], si[1], si[2], ("si_action", "signal-loud")], 101),
        (Operation::TokenPay, none, 101),
        (Operation::TokenPay, &[("token", "605")], zero),
        // P7: any parameter twice.
        (Operation::QueryMsg, &[("apimsgid", MESSAGE), ("apimsgid", MESSAGE)], 101),
        (Operation::GetBalance, &[("user", "a"), ("user", "b")], 101),
        (Operation::SendItem, &[batch, to, ("field1", "a"), ("field1", "b")], 101),
        (Operation::SendItem, &[batch, to, ("field1", "a"), ("field12", "b"), ("field1", "")], zero),
        // P8, P11, P12
        (Operation::StartBatch, &[("template", "Hi"), ("deliv_time", "10081")], 120),
        (Operation::StartBatch, &[("template", "#field1#"), ("unicode", "1")], 116),
        (Operation::SiPush, &[to, si[0], si[1], si[2], ("unicode", "1")], 116),
        (Operation::IndPush, &[to, mms[0], mms[1], ("from", "ABCDEFGHIJKL")], 106),
    ] {
        assert_eq!(error(operation, values), answer, "{operation} {values:?}");
    }
}

#[test]
fn soap_5_3_9_and_a_43_a_typed_stub_sends_zeros_and_empty_texts() {
    let numbers =
        ["concat", "deliv_ack", "msg_callback", "deliv_time", "max_credits", "req_feat", "queue", "escalate"];
    let mut values = vec![("session_id", SESSION), ("api_id", "1234"), ("user", "u"), ("password", "p")];
    values.extend([("to", "27999123454"), ("from", ""), ("text", "t")]);
    values.extend(numbers.map(|name| (name, "0")));
    values.extend([
        ("mo", "0"),
        ("cliMsgId", ""),
        ("unicode", "0"),
        ("msg_type", ""),
        ("udh", ""),
        ("data", ""),
    ]);
    values.push(("validity", "0"));
    for service in Service::ALL {
        let Ok(Request::SendMsg(message)) = judged(service, Operation::SendMsg, &values) else { panic!() };
        let options = message.options;
        assert_eq!((options.concat.get(), options.queue, options.validity.get()), (1, Queue::THIRD, 1440));
        assert_eq!((message.content, options.client_message_id), (Content::Text("t".into()), None));
    }
}

#[test]
fn soap_4_6_and_a_33_other_names_are_seen_and_noted() {
    let values = "<session_id>a</session_id><to>27999123454</to><Text>Hi</Text><callback>7</callback>\
                  <cliMsgId>abc</cliMsgId><billAmount>EUR500</billAmount><unknown>x</unknown>";
    let octets = document(LITERAL, &format!("<ns1:sendmsg>{values}</ns1:sendmsg>"));
    let envelope = Envelope::decode(octets.as_bytes(), None, &Limits::default()).unwrap();
    let call = Call::read(&envelope, Service::DocumentLiteral, &Tolerance::STRICT, &mut ()).unwrap();
    let mut notes = Vec::new();
    let parameters = call.parameters(send::Tolerance::GATEWAY, ParametersLimits::default(), &mut notes);
    let noted: Vec<_> = notes.iter().map(|note| (note.rule(), note.field())).collect();
    let named = [Parameter::Text, Parameter::Callback, Parameter::ClientMessageId];
    assert_eq!(noted, named.map(|parameter| (Rule::Alias, parameter)));
    let Ok(Request::SendMsg(message)) = parameters.request(&mut ()) else { panic!() };
    assert_eq!(message.options.callback.get(), 7);
    assert_eq!(message.options.client_message_id.unwrap().as_str(), "abc");
    // Nothing of it is there by the rules; all of it is in the call.
    let strict = call.parameters(send::Tolerance::STRICT, ParametersLimits::default(), &mut notes);
    assert!(strict.request(&mut ()).is_err());
    assert_eq!((notes.len(), call.message().values().len()), (3, 7));
}

#[test]
fn a_70_ten_thousand_destinations_are_one_error() {
    let values: Vec<_> = [("session_id", SESSION), ("text", "Hi")].into_iter().collect();
    let to = [("to", "27999123454")];
    for (count, answer) in [(300, 0), (301, 101), (10_000, 101)] {
        assert_eq!(error(Operation::SendMsg, &[&values[1..], &to.repeat(count)].concat()), answer, "{count}");
    }
    // Who is calling still comes first, and is not lost behind so many.
    let late = [to.repeat(10_000), values.clone()].concat();
    assert_eq!(judged(Service::RpcEncoded, Operation::SendMsg, &late), Err(101));
    let nobody = [to.repeat(10_000), values[1..].to_vec()].concat();
    assert_eq!(judged(Service::RpcEncoded, Operation::SendMsg, &nobody), Err(5));
}

#[test]
fn soap_5_3_8_a_bad_destination_does_not_stop_the_others() {
    let values = [("session_id", SESSION), ("to", "27999123454"), ("to", ""), ("to", "abc"), ("text", "Hi")];
    let Ok(Request::SendMsg(message)) = judged(Service::RpcEncoded, Operation::SendMsg, &values) else {
        panic!()
    };
    let found =
        message.to.iter().map(|to| destination(to, None, false).map_err(|fault| fault.answer().get()));
    assert_eq!(found.map(|to| to.err().unwrap_or_default()).collect::<Vec<_>>(), [0, 105, 105]);
}

#[test]
fn soap_8_2_2_and_a_49_fields() {
    let batch = ("batch_id", "630d9a8b093b4f0c13392ff0e0e4f863");
    let fields = |values: &[(&str, &str)]| {
        let values = [&[("session_id", SESSION), batch, ("to", "27999123454")], values].concat();
        match judged(Service::RpcEncoded, Operation::SendItem, &values) {
            Ok(Request::SendItem(request)) => request.fields,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(fields(&[("field2", "b"), ("field1", "a"), ("field4", "")]), ["a", "b"]);
    assert_eq!(fields(&[("field12", "l")]).len(), 12);
    assert_eq!(fields(&[("field100", "l")]).len(), 100);
    for name in ["field101", "field0", "field01", "field", "field-1", "field99999999999"] {
        assert_eq!(fields(&[(name, "x")]), [""; 0], "{name}");
    }
    // Strict when building: no more than the service has.
    let batch = MessageId::parse(batch.1).unwrap();
    for (service, most) in [(Service::RpcEncoded, 4), (Service::OlderRpc, 4), (Service::DocumentLiteral, 10)]
    {
        let request = |count| {
            Request::SendItem(senditem::Request::new(batch, to(["27999123454"]), vec!["x".into(); count]))
        };
        assert!(service.write_request(&session(), &request(most), &mut Vec::new()).is_ok());
        assert!(service.write_request(&session(), &request(most + 1), &mut Vec::new()).is_err());
    }
}

#[test]
fn what_is_built_is_what_the_service_has() {
    let mut template = send::Template::new("Hi");
    template.data = Some(b"Hello".into());
    let lacking = BuildError::Lacking(Key::Parameter(Parameter::Data));
    let mut out = b"kept".to_vec();
    let request = Request::StartBatch(template);
    let built = Service::DocumentLiteral.write_request(&session(), &request, &mut out);
    assert_eq!((built, out.as_slice()), (Err(lacking), b"kept".as_slice()), "A-32");
    assert!(Service::RpcEncoded.write_request(&session(), &request, &mut Vec::new()).is_ok());
    for (auth, request) in [(session(), Request::Auth), (demo(), Request::Ping)] {
        let built = Service::RpcEncoded.write_request(&auth, &request, &mut out);
        assert_eq!(built, Err(BuildError::Auth(request.operation())));
    }
    let nul = Request::QueryMsg(querymsg::Request::Client("\u{1}".into()));
    assert!(matches!(Service::OlderRpc.write_request(&session(), &nul, &mut out), Err(BuildError::Xml(_))));
    assert_eq!(out, b"kept");
}
