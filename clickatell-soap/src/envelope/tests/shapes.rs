//! Lists, nils and white space in the forms that real stacks send; encodings.

use super::*;

const TWO: [&str; 2] = ["27999123454", "27999123134"];

fn to(body: &str) -> Vec<String> {
    let found = values(&envelope(&format!("<n:sendmsg>{body}</n:sendmsg>")), &Tolerance::STRICT).unwrap();
    found
        .into_iter()
        .map(|(name, text)| {
            assert_eq!(name, "to");
            text.unwrap()
        })
        .collect()
}

#[test]
fn soap_5_3_13_lists_in_all_their_shapes() {
    for body in [
        "<to xsi:type=\"soapenc:Array\" soapenc:arrayType=\"xsd:string[2]\"><item xsi:type=\"xsd:string\">27999123454</item>\
         <item xsi:type=\"xsd:string\">27999123134</item></to>",
        "<to>27999123454</to><to>27999123134</to>",
        // npm soap on RPC/encoded.
        "<to><to>27999123454</to><to>27999123134</to></to>",
        "<to>\n <Item>27999123454</Item>\n <string>27999123134</string>\n</to>",
    ] {
        assert_eq!(to(body), TWO, "{body}");
    }
    assert_eq!(to("<to>27999123454</to>"), TWO[..1]);
    assert_eq!(to("<to/>"), [""]);
    assert_eq!(to("<to soapenc:arrayType=\"xsd:string[0]\"></to>"), [""]);
    for mixed in ["<to>27<item>28</item></to>", "<to><item>27</item>28</to>"] {
        let document = envelope(&format!("<n:sendmsg>{mixed}</n:sendmsg>"));
        assert_eq!(refused(&document), (FaultCode::Client, Some(Rule::Mixed)));
    }
    let deep = envelope("<n:sendmsg><to><item><x/></item></to></n:sendmsg>");
    assert_eq!(refused(&deep), (FaultCode::Client, None));
}

#[test]
fn soap_5_3_10_nils_and_empty_elements() {
    let body = "<n:sendmsg><from/><a xsi:nil=\"true\"/><b xsi:nil=\"1\" xsi:type=\"xsd:int\"/><c xsi:nil=\"false\">x</c>\
                <d nil=\"true\">y</d><e xsi:null=\"1\"/><to><item xsi:nil=\"true\"/><item>27</item></to></n:sendmsg>";
    let found = values(&envelope(body), &Tolerance::STRICT).unwrap();
    let expected: [(&str, Option<&str>); 8] = [
        ("from", Some("")),
        ("a", None),
        ("b", None),
        ("c", Some("x")),
        ("d", Some("y")),
        ("e", None),
        ("to", None),
        ("to", Some("27")),
    ];
    assert!(found.iter().map(|(name, text)| (name.as_str(), text.as_deref())).eq(expected), "{found:?}");
}

#[test]
fn a_49_a_wrapper_around_the_fields() {
    let body = "<n:senditem><fields><field1>John</field1><field2>10:30</field2></fields></n:senditem>";
    let found = values(&envelope(body), &Tolerance::STRICT).unwrap();
    let expected = [("field1".into(), Some("John".into())), ("field2".into(), Some("10:30".into()))];
    assert_eq!(found, expected);
}

#[test]
fn a_28_prefixes_that_nothing_declares() {
    let body = "<n:sendmsg><text foo:type=\"bar:string\" foo:nil=\"0\">Hi</text></n:sendmsg>";
    let document = envelope(body);
    assert!(matches!(values(&document, &Tolerance::STRICT), Err(EnvelopeError::Xml(_))));
    let found = Envelope::decode(document.as_bytes(), None, &Limits::default()).unwrap();
    let mut notes = Vec::new();
    found.body(&Tolerance::FIELD, &mut notes).unwrap();
    // The place is that of the prefix.
    assert_eq!(notes.len(), 2);
    assert_eq!(
        notes[0],
        Fault::new(Rule::UndeclaredPrefix, Field::Envelope, document.find("foo:type").unwrap())
    );
    // In a value a prefix says nothing at all.
    let body = "<n:sendmsg><text xsi:type=\"bar:string\">Hi</text></n:sendmsg>";
    assert!(values(&envelope(body), &Tolerance::STRICT).is_ok());
}

#[test]
fn a_61_header_then_declaration_then_utf_8() {
    let document = |declaration: &str, text: &[u8]| {
        let plain = envelope("<n:sendmsg><text>TEXT</text></n:sendmsg>")
            .replace("<?xml version=\"1.0\"?>", declaration);
        let (front, behind) = plain.split_once("TEXT").unwrap();
        [front.as_bytes(), text, behind.as_bytes()].concat()
    };
    let latin1 = "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>";
    for (octets, header, text) in [
        (document("", "é".as_bytes()), None, "é"),
        (document(latin1, b"\xE9 \x80"), None, "é \u{80}"),
        // Octets that look like UTF-8 are what the declaration says.
        (document(latin1, "é".as_bytes()), None, "Ã©"),
        (document(latin1, "é".as_bytes()), Some("text/xml; charset=utf-8"), "é"),
        (document(latin1, b"&#8364;&#x3A9;"), Some("text/xml"), "€Ω"),
    ] {
        let found = values_in(&octets, header, &Tolerance::STRICT).unwrap();
        assert_eq!(found, [("text".to_string(), Some(text.to_string()))]);
    }
    let octets = document("", b"Hi");
    let error = values_in(&octets, Some("text/xml; charset=EBCDIC"), &Tolerance::STRICT).unwrap_err();
    assert_eq!(error, EnvelopeError::Envelope(Fault::new(Rule::Charset, Field::Envelope, 0)));
}

#[test]
fn soap_1_2_what_must_not_show_does_not() {
    let body = "<n:sendmsg><user>demo</user><password>geh&#101;im</password><session_id>abc</session_id>\
                <TOKEN>12345</TOKEN></n:sendmsg>";
    let document = envelope(body);
    let envelope = Envelope::decode(document.as_bytes(), None, &Limits::default()).unwrap();
    let Body::Message(message) = envelope.body(&Tolerance::STRICT, &mut ()).unwrap() else { panic!() };
    for message in [message.clone(), message.into_owned()] {
        let shown = format!("{message:?}");
        assert!(shown.contains("user: \"demo\"") && shown.contains("password: ******"), "{shown}");
        for secret in ["geheim", "abc", "12345"] {
            assert!(!shown.contains(secret), "{shown}");
            assert!(message.values().iter().any(|value| value.text() == Some(secret)));
        }
    }
}
