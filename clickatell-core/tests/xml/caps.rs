//! Each cap of a document at 3: what keeps to it is read, and a peer that exceeds it a hundred thousand times is refused
//! at the fourth, for no memory that grows with what it sent.

use clickatell_core::xml::{XmlDocument, XmlError, XmlLimit, XmlLimits, XmlRule, XmlTolerance};
use clickatell_testkit::allocations_during;

use crate::memory::read_under;

const MANY: usize = 100_000;

fn limits(change: impl FnOnce(&mut XmlLimits)) -> XmlLimits {
    let mut limits = XmlLimits::default();
    limits.document = 8 << 20;
    change(&mut limits);
    limits
}

fn read(octets: &str, limits: &XmlLimits) -> Result<usize, XmlError> {
    read_under(octets.as_bytes(), limits)
}

/// `document(3)` keeps to the cap, `document(4)` does not, and `document(MANY)` costs no more than `memory`.
#[track_caller]
fn third_is_the_last(
    cap: XmlLimit,
    change: impl FnOnce(&mut XmlLimits),
    document: impl Fn(usize) -> String,
    memory: u64,
) {
    let limits = limits(change);
    assert!(read(&document(3), &limits).is_ok(), "{cap}");
    let over = XmlRule::Limit(cap, 3);
    assert_eq!(read(&document(4), &limits).map_err(|error| error.rule().clone()), Err(over.clone()));
    let many = document(MANY);
    let (refused, _, peak) =
        allocations_during(|| read(&many, &limits).map_err(|error| error.rule().clone()));
    assert_eq!(refused, Err(over));
    assert!(peak <= memory, "{peak} octets for {cap}");
}

#[test]
fn elements_open_at_once() {
    let nested = |depth: usize| format!("{}{}", "<a>".repeat(depth), "</a>".repeat(depth));
    third_is_the_last(XmlLimit::Depth, |limits| limits.depth = 3, nested, 1_024);
}

#[test]
fn attributes_and_their_octets() {
    let attributes = |count: usize| {
        let list: String = (0..count).map(|number| format!(" a{number}=''")).collect();
        format!("<a{list}/>")
    };
    third_is_the_last(XmlLimit::Attributes, |limits| limits.attributes = 3, attributes, 1_024);
    let one = |octets: usize| format!("<a b='{}'/>", "x".repeat(octets));
    third_is_the_last(XmlLimit::Attribute, |limits| limits.attribute = 3, one, 1_024);
    let references = |octets: usize| format!("<a b='{}'/>", "&lt;".repeat(octets));
    third_is_the_last(XmlLimit::Attribute, |limits| limits.attribute = 3, references, 1_024);
}

#[test]
fn a_text() {
    for piece in ["x", "&lt;", "<![CDATA[x]]>", "x<!---->", "\r", "\r\n"] {
        let text = |count: usize| format!("<a>{}</a>", piece.repeat(count));
        third_is_the_last(XmlLimit::Text, |limits| limits.text = 3, text, 1_024);
    }
}

#[test]
fn a_name() {
    let name = |octets: usize| format!("<{}/>", "x".repeat(octets));
    third_is_the_last(XmlLimit::Name, |limits| limits.name = 3, name, 1_024);
    let attribute = |octets: usize| format!("<a {}=''/>", "x".repeat(octets));
    third_is_the_last(XmlLimit::Name, |limits| limits.name = 3, attribute, 1_024);
}

#[test]
fn namespaces() {
    let nested = |depth: usize| {
        let open: String = (0..depth).map(|number| format!("<a xmlns:p{number}='u'>")).collect();
        format!("{open}{}", "</a>".repeat(depth))
    };
    third_is_the_last(
        XmlLimit::Namespaces,
        |limits| (limits.namespaces, limits.depth) = (3, usize::MAX),
        nested,
        2_048,
    );
}

#[test]
fn the_document() {
    let limits = limits(|limits| limits.document = 4);
    assert_eq!(read("<a/>", &limits), Ok(2));
    let over = "<a/>".repeat(MANY);
    let (refused, _, peak) =
        allocations_during(|| read(&over, &limits).map_err(|error| error.rule().clone()));
    assert_eq!(refused, Err(XmlRule::Limit(XmlLimit::Document, 4)));
    assert!(peak <= 256, "{peak} octets");
}

#[test]
fn notes() {
    let limits = limits(|limits| limits.notes = 3);
    let octets = format!("<a>{}</a>", "<p:b/>".repeat(MANY));
    let document = XmlDocument::decode(octets.as_bytes(), &limits).unwrap();
    let (notes, _, peak) = allocations_during(|| {
        let mut reader = document.tolerant_reader(XmlTolerance::FIELD);
        while reader.next_event().unwrap().is_some() {}
        reader.take_notes().len()
    });
    assert_eq!(notes, 3);
    assert!(peak <= 2_048, "{peak} octets");
}
