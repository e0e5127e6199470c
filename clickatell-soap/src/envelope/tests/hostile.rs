//! What answers with a fault, by the tables of the gateway.

use super::*;
use crate::Service;
use crate::call::Call;

#[test]
fn soap_4_11_what_is_no_envelope() {
    let soap_1_2 = "<e:Envelope xmlns:e=\"http://www.w3.org/2003/05/soap-envelope\"><e:Body/></e:Envelope>";
    let header = |attributes: &str| {
        envelope("<n:ping/>")
            .replace("<S:Body>", &format!("<S:Header><n:x {attributes}/></S:Header><S:Body>"))
    };
    for (document, code, rule) in [
        ("", FaultCode::Client, None),
        ("hello", FaultCode::Client, None),
        ("<a", FaultCode::Client, None),
        ("<a/>", FaultCode::Client, Some(Rule::Envelope)),
        ("<Envelope/>", FaultCode::VersionMismatch, Some(Rule::Version)),
        (soap_1_2, FaultCode::VersionMismatch, Some(Rule::Version)),
        (&envelope("").replace("Body", "Corpus"), FaultCode::Client, Some(Rule::Body)),
        (&envelope(" \n "), FaultCode::Client, Some(Rule::Operation)),
        (&envelope("text"), FaultCode::Client, None),
        (&envelope("<n:ping/>").replace("</S:Envelope>", ""), FaultCode::Client, None),
        (&envelope("<n:ping/>").replace("</S:Envelope>", "</S:Envelope><b/>"), FaultCode::Client, None),
        (&envelope("<n:ping>&lol;</n:ping>"), FaultCode::Client, None),
        (&format!("<!DOCTYPE a [<!ENTITY a \"b\">]>{}", envelope("<n:ping/>")), FaultCode::Client, None),
        (&header("S:mustUnderstand=\"1\""), FaultCode::MustUnderstand, Some(Rule::MustUnderstand)),
    ] {
        assert_eq!(refused(document), (code, rule), "{document}");
    }
    for attributes in
        ["", "S:mustUnderstand=\"0\"", "mustUnderstand=\"1\"", "S:mustUnderstand=\"1\" S:actor=\"urn:x\""]
    {
        assert!(values(&header(attributes), &Tolerance::STRICT).is_ok(), "{attributes}");
    }
}

#[test]
fn soap_4_7_an_operation_outside_the_list() {
    let read = |body: &str, tolerance: &Tolerance| {
        let document = envelope(body);
        let envelope = Envelope::decode(document.as_bytes(), None, &Limits::default()).unwrap();
        let call = Call::read(&envelope, Service::DocumentLiteral, tolerance, &mut ());
        call.map(|call| call.operation().name()).map_err(|error| match error {
            EnvelopeError::Envelope(fault) => (fault.answer(), fault.rule()),
            EnvelopeError::Xml(error) => panic!("{error}"),
        })
    };
    let unknown = Err((FaultCode::Client, Rule::UnknownOperation));
    for body in ["<n:sendsms/>", "<n:sendbillmsg/>", "<S:Fault/>", "<n:sendmsgResponse/>"] {
        assert_eq!(read(body, &Tolerance::FIELD), unknown, "{body}");
    }
    // The first element of the body is the operation, and there any name and namespace will do.
    for (body, rule) in [
        ("<n:sendMsg/>", Rule::LetterCase),
        ("<x:sendmsg xmlns:x=\"soap.clickatell.com\"/>", Rule::Namespace),
        ("<sendmsg/><n:ping/>", Rule::Namespace),
    ] {
        assert_eq!(read(body, &Tolerance::STRICT), Err((FaultCode::Client, rule)));
        assert_eq!(read(body, &Tolerance::FIELD), Ok("sendmsg"));
    }
}

#[test]
fn every_short_prefix_fails_cleanly() {
    let document =
        envelope("<n:sendmsg><to>27999123454</to><text href=\"#a\"/></n:sendmsg><x id=\"a\">é</x>");
    assert!(values(&document, &Tolerance::STRICT).is_ok());
    for length in 0..document.len() {
        assert!(values_in(&document.as_bytes()[..length], None, &Tolerance::FIELD).is_err(), "{length}");
    }
}

#[test]
fn a_document_beyond_its_cap_is_too_long_and_a_deep_one_is_not() {
    let document = envelope(&format!("<n:sendmsg>{}</n:sendmsg>", "<to/>".repeat(250_000)));
    let error = values(&document, &Tolerance::FIELD).unwrap_err();
    assert!(error.is_too_long(), "{error}");
    let document = envelope(&"<a>".repeat(100_000));
    let error = values(&document, &Tolerance::FIELD).unwrap_err();
    assert!(!error.is_too_long() && error.code() == FaultCode::Client, "{error}");
}
