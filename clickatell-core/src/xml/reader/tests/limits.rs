//! Every cap, set to 3 and exceeded by one.

use super::{fault, read_with};
use crate::xml::{XmlDocument, XmlLimit, XmlLimits, XmlRule, XmlTolerance};

#[track_caller]
fn held(at_cap: &str, beyond: &str, limit: XmlLimit, limits: XmlLimits, at: usize) {
    assert!(read_with(at_cap.as_bytes(), &limits).is_ok(), "{at_cap}");
    let error = read_with(beyond.as_bytes(), &limits).unwrap_err();
    assert_eq!((error.rule(), error.at()), (&XmlRule::Limit(limit, 3), at), "{beyond}");
}

#[test]
fn each_at_three() {
    let roomy = XmlLimits::default();
    held("<a><a><a/></a></a>", "<a><a><a><a/>", XmlLimit::Depth, XmlLimits { depth: 3, ..roomy }, 9);
    held(
        "<a b='' c='' xmlns='u'/>",
        "<a b='' c='' xmlns='u' d=''/>",
        XmlLimit::Attributes,
        XmlLimits { attributes: 3, ..roomy },
        23,
    );
    held("<a b='é&lt;'/>", "<a b='é&lt;x'/>", XmlLimit::Attribute, XmlLimits { attribute: 3, ..roomy }, 6);
    held("<a>123</a>", "<a>1234</a>", XmlLimit::Text, XmlLimits { text: 3, ..roomy }, 3);
    held("<abc def=''/>", "<abcd/>", XmlLimit::Name, XmlLimits { name: 3, ..roomy }, 1);
    held("<abc def=''/>", "<abc defg=''/>", XmlLimit::Name, XmlLimits { name: 3, ..roomy }, 5);
    held(
        "<a xmlns='u'><b xmlns='v'/><b xmlns='v' xmlns:q='w'/></a>",
        "<a xmlns='u'><b xmlns='v' xmlns:q='w' xmlns:r='x'/></a>",
        XmlLimit::Namespaces,
        XmlLimits { namespaces: 3, ..roomy },
        38,
    );
    let document = XmlLimits { document: 3, ..roomy };
    let error = XmlDocument::decode(b"<a/>", &document).unwrap_err();
    assert_eq!((error.rule(), error.at()), (&XmlRule::Limit(XmlLimit::Document, 3), 3));
    assert!(XmlDocument::decode(b"<a/", &document).is_ok());
}

#[test]
fn a_text_counts_whole_in_whatever_pieces_it_comes() {
    let limits = XmlLimits { text: 3, ..XmlLimits::default() };
    for (text, at) in [("1&#50;3&gt;", 10), ("12<![CDATA[34]]>", 5), ("123<!-- -->4", 14), ("1&#8364;", 4)] {
        let document = std::format!("<a>{text}</a>");
        let error = read_with(document.as_bytes(), &limits).unwrap_err();
        assert_eq!((error.rule(), error.at()), (&XmlRule::Limit(XmlLimit::Text, 3), at), "{text}");
    }
    // Three octets when the carriage return is gone, and three again behind a tag.
    assert!(read_with(b"<a>1\r\n3<b/>123</a>", &limits).is_ok());
}

#[test]
fn notes_beyond_the_cap_are_dropped() {
    let limits = XmlLimits { notes: 3, ..XmlLimits::default() };
    let octets = std::format!("<a>{}</a>", "<p:b/>".repeat(1_000));
    let document = XmlDocument::decode(octets.as_bytes(), &limits).unwrap();
    let mut reader = document.tolerant_reader(XmlTolerance::FIELD);
    reader.finish().unwrap();
    assert_eq!(reader.take_notes().len(), 3);
}

#[test]
fn an_attribute_over_the_default_cap() {
    let document = std::format!("<a b='{}'/>", "x".repeat(8 << 10));
    assert!(super::read(&document).is_ok());
    let document = std::format!("<a b='{}'/>", "x".repeat((8 << 10) + 1));
    assert_eq!(fault(document), (XmlRule::Limit(XmlLimit::Attribute, 8 << 10), 6, Some("a".into())));
}
