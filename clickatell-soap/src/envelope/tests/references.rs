//! References, as .NET and Axis write them.

use super::*;

fn body(call: &str, beside: &str) -> String {
    envelope(&format!("<n:sendmsg>{call}</n:sendmsg>{beside}"))
}

fn texts(document: &str) -> Vec<(String, Option<String>)> {
    values(document, &Tolerance::STRICT).unwrap()
}

fn of(values: &[(&str, &str)]) -> Vec<(String, Option<String>)> {
    values.iter().map(|(name, text)| ((*name).into(), Some((*text).into()))).collect()
}

#[test]
fn soap_5_3_13_references_to_arrays_and_to_texts_stand_where_they_were() {
    let document = body(
        "<user>demo</user><to href=\"#id1\"/><text href=\"#id2\"/><from>me</from>",
        "<other/><soapenc:Array id=\"id1\" soapenc:arrayType=\"xsd:string[2]\"><Item>27999123454</Item>\
         <Item href=\"#id3\"/></soapenc:Array><multiRef id=\"id2\" xsi:type=\"xsd:string\">Hi &amp; bye</multiRef>\
         <multiRef id=\"id3\">27999123134</multiRef><unused id=\"id4\"><Item/></unused>",
    );
    let expected = of(&[
        ("user", "demo"),
        ("to", "27999123454"),
        ("to", "27999123134"),
        ("text", "Hi & bye"),
        ("from", "me"),
    ]);
    assert_eq!(texts(&document), expected);
}

#[test]
fn soap_5_3_13_references_to_nothing_and_to_themselves() {
    let beside = "<a id=\"id1\" href=\"#id1\"/>";
    let circle = "<a id=\"id1\"><Item href=\"#id2\"/></a><a id=\"id2\"><Item href=\"#id1\"/></a>";
    for (beside, rule) in [
        ("", Rule::Dangling),
        ("<a id=\"id2\">27</a>", Rule::Dangling),
        (beside, Rule::Circular),
        (circle, Rule::Circular),
    ] {
        let document = body("<to href=\"#id1\"/>", beside);
        assert_eq!(refused(&document), (FaultCode::Client, Some(rule)), "{beside}");
    }
    // Not even an element that is there can be referred to from outside of the document.
    let document = body("<to href=\"http://localhost/#id1\"/>", "<a id=\"id1\">27</a>");
    assert_eq!(refused(&document), (FaultCode::Client, Some(Rule::Dangling)));
}

#[test]
fn arrays_of_arrays_do_not_multiply() {
    // Forty levels, each twice the one below it.
    let levels: String = (0..40)
        .map(|level| format!("<a id=\"i{level}\"><b href=\"#i{0}\"/><b href=\"#i{0}\"/></a>", level + 1))
        .collect();
    for last in ["<a id=\"i40\"/>", "<a id=\"i40\"><b>27</b><b>28</b></a>"] {
        let document = body("<to href=\"#i0\"/>", &format!("{levels}{last}"));
        assert_eq!(refused(&document), (FaultCode::Client, Some(Rule::References)));
    }
    // One array, a thousand times.
    let many = "<to href=\"#i\"/>".repeat(900);
    let document = body(&many, &format!("<a id=\"i\">{}</a>", "<b>27</b>".repeat(900)));
    let envelope = Envelope::decode(document.as_bytes(), None, &Limits::default()).unwrap();
    let Body::Message(message) = envelope.body(&Tolerance::STRICT, &mut ()).unwrap() else { panic!() };
    assert_eq!((message.values().len(), message.dropped()), (1000, 900 * 900 - 1000));
}

#[test]
fn what_references_lead_to_is_no_longer_than_a_document() {
    let mut limits = Limits::default();
    limits.xml.document = 40_000;
    let read = |references: usize| {
        let text = "x".repeat(10_000);
        let document = body(&"<x href=\"#i\"/>".repeat(references), &format!("<a id=\"i\">{text}</a>"));
        let envelope = Envelope::decode(document.as_bytes(), None, &limits).unwrap();
        envelope.body(&Tolerance::STRICT, &mut ()).map(|_| ())
    };
    assert_eq!(read(4), Ok(()));
    let fault = read(5).unwrap_err();
    assert!(matches!(fault, EnvelopeError::Envelope(fault) if fault.rule() == Rule::References));
}

#[test]
fn a_list_that_is_too_long_hides_nothing_behind_it() {
    let to = "<to>27</to>".repeat(5_000);
    let document = body(&format!("{to}<user>demo</user><to>28</to><user>other</user><text>Hi</text>"), "");
    let envelope = Envelope::decode(document.as_bytes(), None, &Limits::default()).unwrap();
    let Body::Message(message) = envelope.body(&Tolerance::STRICT, &mut ()).unwrap() else { panic!() };
    let behind: Vec<_> = message.values()[1000..].iter().map(|value| (value.name(), value.text())).collect();
    assert_eq!(behind, [("user", Some("demo")), ("text", Some("Hi"))]);
    assert_eq!(message.dropped(), 4_002);
    // Names are no way around the cap.
    let names: String = (0..5_000).map(|number| format!("<n{number}>x</n{number}>")).collect();
    let document = body(&names, "");
    let envelope = Envelope::decode(document.as_bytes(), None, &Limits::default()).unwrap();
    let Body::Message(message) = envelope.body(&Tolerance::STRICT, &mut ()).unwrap() else { panic!() };
    assert_eq!((message.values().len(), message.dropped()), (1000, 4000));
}

#[test]
fn references_and_values_beyond_their_caps() {
    let limits = Limits { values: 3, references: 3, ..Limits::default() };
    let read = |document: &str| {
        let envelope = Envelope::decode(document.as_bytes(), None, &limits).unwrap();
        let body = envelope.body(&Tolerance::STRICT, &mut ());
        body.map(|body| match body {
            Body::Message(message) => (message.values().len(), message.dropped()),
            Body::Fault(_) => panic!("a fault"),
        })
    };
    assert_eq!(read(&body(&"<to>27</to>".repeat(3), "")), Ok((3, 0)));
    assert_eq!(read(&body(&"<to>27</to>".repeat(5), "")), Ok((3, 2)));
    let array = format!("<a id=\"i\">{}</a>", "<b>27</b>".repeat(5));
    assert_eq!(read(&body("<to href=\"#i\"/>", &array)), Ok((3, 1)), "one beyond the cap is kept to tell");
    let targets = |count: usize| (0..count).map(|id| format!("<a id=\"i{id}\">27</a>")).collect::<String>();
    let references = |count: usize| (0..count).map(|id| format!("<to href=\"#i{id}\"/>")).collect::<String>();
    assert_eq!(read(&body(&references(3), &targets(3))), Ok((3, 0)));
    let fault = read(&body(&references(1), &targets(9))).unwrap_err();
    assert!(matches!(fault, EnvelopeError::Envelope(fault) if fault.rule() == Rule::References));
}
