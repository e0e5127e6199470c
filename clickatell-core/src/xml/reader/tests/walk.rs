//! Walking by what is expected.

use std::string::ToString;
use std::vec::Vec;

use crate::xml::{XmlDocument, XmlLimits, XmlReader, XmlRule, XmlTolerance};

const SOAP: &str = "http://schemas.xmlsoap.org/soap/envelope/";

#[track_caller]
fn with<T>(text: &str, walk: impl FnOnce(&mut XmlReader<'_>) -> T) -> T {
    walk(&mut XmlDocument::decode(text.as_bytes(), &XmlLimits::default()).unwrap().reader())
}

#[test]
fn an_envelope() {
    let envelope = "<?xml version=\"1.0\"?>\n<S:Envelope xmlns:S=\"http://schemas.xmlsoap.org/soap/envelope/\">\n\
        <S:Body>\n<t:auth xmlns:t=\"soap.clickatell.com\"><api_id>1234</api_id><user/><password><!-- -->p&lt;w</password>\
        <extra>a<b>c</b></extra></t:auth>\n</S:Body>\n</S:Envelope>\n";
    with(envelope, |reader| {
        reader.expect_root(Some(SOAP), "Envelope").unwrap();
        reader.expect_child(Some(SOAP), "Body").unwrap();
        let call = reader.next_child().unwrap().unwrap();
        assert_eq!((call.namespace(), call.local()), (Some("soap.clickatell.com"), "auth"));
        let mut seen = Vec::new();
        while let Some(child) = reader.next_child().unwrap() {
            let name = child.local();
            match name {
                "extra" => reader.skip().unwrap(),
                _ => seen.push((name, reader.text_content().unwrap())),
            }
        }
        assert_eq!(seen, [("api_id", "1234".into()), ("user", "".into()), ("password", "p<w".into())]);
        assert!(reader.next_child().unwrap().is_none());
        reader.finish().unwrap();
        assert_eq!(reader.depth(), 0);
    });
}

#[test]
fn what_is_not_as_expected_is_told_with_its_place() {
    let error = with("<a><b/></a>", |reader| reader.expect_root(None, "x").map(drop).unwrap_err());
    assert_eq!(error.to_string(), "a at octet 0: x expected");
    let error = with("<a xmlns='u'/>", |reader| reader.expect_root(None, "a").map(drop).unwrap_err());
    assert_eq!(error.rule(), &XmlRule::Expected("a".into()));
    let error = with("<a><b/></a>", |reader| {
        reader.root().unwrap();
        reader.expect_child(None, "c").map(drop).unwrap_err()
    });
    assert_eq!(error.to_string(), "b at octet 3: c expected");
    let error = with("<a> </a>", |reader| {
        reader.root().unwrap();
        reader.expect_child(None, "c").map(drop).unwrap_err()
    });
    assert_eq!(error.to_string(), "document at octet 4: c expected");
    let error = with("<a>\n x<b/></a>", |reader| {
        reader.root().unwrap();
        reader.next_child().map(drop).unwrap_err()
    });
    assert_eq!(error.to_string(), "a at octet 3: text between elements");
    let error = with("<a>x<b/></a>", |reader| {
        reader.root().unwrap();
        reader.text_content().unwrap_err()
    });
    assert_eq!(error.to_string(), "b at octet 4: an element where text is expected");
}

#[test]
fn errors_go_anywhere() {
    fn anywhere<T: Clone + PartialEq + Send + Sync + core::error::Error + 'static>() {}
    anywhere::<crate::xml::XmlError>();
    anywhere::<crate::xml::XmlWriteError>();
    let error = with("<a/>", |reader| {
        reader.finish().unwrap();
        reader.text_content().unwrap_err()
    });
    assert_eq!(error.to_string(), "document at octet 4: no element");
}

#[test]
fn an_error_stays() {
    with("<a><b></a>", |reader| {
        let error = reader.finish().unwrap_err();
        assert_eq!(error.to_string(), "b at octet 6: the end tag of another element");
        assert_eq!(reader.next_event().unwrap_err(), error);
        assert_eq!(reader.skip().unwrap_err(), error);
    });
    // Whoever found something unexpected does not come past it by asking again.
    with("<a><b/></a>", |reader| {
        let error = reader.expect_root(None, "x").map(drop).unwrap_err();
        assert_eq!(reader.finish().unwrap_err(), error);
    });
}

#[test]
fn skipping_from_anywhere_in_an_element() {
    with("<a>x<b><c/>y<c>z</c></b><d/></a>", |reader| {
        reader.root().unwrap();
        reader.next_event().unwrap();
        reader.next_event().unwrap();
        reader.next_event().unwrap();
        assert_eq!(reader.depth(), 3);
        reader.skip().unwrap();
        reader.skip().unwrap();
        assert_eq!(reader.next_child().unwrap().unwrap().local(), "d");
        reader.finish().unwrap();
        reader.skip().unwrap();
        assert!(reader.next_event().unwrap().is_none());
    });
}

#[test]
fn any_case_is_bent_by_its_switch_alone() {
    let limits = XmlLimits::default();
    let octets = b"<ClICKATELLSDK><Result>Success</Result></ClICKATELLSDK>";
    let document = XmlDocument::decode(octets, &limits).unwrap();
    let prefixes = XmlTolerance { undeclared_prefix: true, ..XmlTolerance::STRICT };
    for tolerance in [XmlTolerance::STRICT, prefixes] {
        let error = document.tolerant_reader(tolerance).expect_root(None, "clickatellsdk").map(drop);
        assert_eq!(error.unwrap_err().rule(), &XmlRule::Expected("clickatellsdk".into()));
    }
    let mut reader = document.tolerant_reader(XmlTolerance { any_case: true, ..XmlTolerance::STRICT });
    assert_eq!(reader.expect_root(None, "clickatellsdk").unwrap().local(), "ClICKATELLSDK");
    assert!(!reader.expect_child(None, "Result").unwrap().is_local("Results"));
    assert_eq!(reader.text_content().unwrap(), "Success");
    reader.finish().unwrap();
    let notes = reader.take_notes();
    assert_eq!(notes.len(), 1);
    assert_eq!(notes[0].to_string(), "ClICKATELLSDK at octet 0: spelled in another case than clickatellsdk");
    assert!(reader.take_notes().is_empty());
}

#[test]
fn a_name_in_another_case_is_noted_once_however_often_it_is_compared() {
    let limits = XmlLimits::default();
    let document = XmlDocument::decode(b"<SendMsg><To/><To/></SendMsg>", &limits).unwrap();
    let mut reader = document.tolerant_reader(XmlTolerance::FIELD);
    let root = reader.root().unwrap();
    assert!(!root.is_local("other") && !root.is(Some("u"), "sendmsg"));
    assert!(root.is_local("sendmsg") && root.is_local("sendmsg") && root.is_local("SENDMSG"));
    for _ in 0..2 {
        assert!(reader.expect_child(None, "to").unwrap().is(None, "TO"));
        reader.skip().unwrap();
    }
    let notes: Vec<_> = reader.take_notes().iter().map(|note| (note.at(), note.rule().clone())).collect();
    let case = |local: &str| XmlRule::Case(local.into());
    assert_eq!(notes, [(0, case("sendmsg")), (9, case("to")), (14, case("to"))]);
}

#[test]
fn debug_shows_no_text_and_no_value() {
    let limits = XmlLimits::default();
    let octets = b"<a b='secret'>secret</a>";
    let document = XmlDocument::decode(octets, &limits).unwrap();
    let mut shown = std::format!("{document:?}");
    let mut reader = document.reader();
    let root = reader.root().unwrap();
    shown.push_str(&std::format!("{root:?} {:?}", root.attributes().next()));
    shown.push_str(&std::format!("{:?}", reader.next_event()));
    shown.push_str(&std::format!("{reader:?}"));
    assert!(shown.contains("Text(6 octets)") && !shown.contains("secret"), "{shown}");
}
