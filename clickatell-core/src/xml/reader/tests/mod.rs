//! The reader, rule by rule.

mod limits;
mod namespaces;
mod rules;
mod traps;
mod walk;

use std::string::String;
use std::vec::Vec;

use crate::xml::fuzzing::{Content, Element};
use crate::xml::{XmlDocument, XmlError, XmlEvent, XmlLimits, XmlRule};

fn read_with(octets: &[u8], limits: &XmlLimits) -> Result<Element, XmlError> {
    Element::read(&mut XmlDocument::decode(octets, limits)?.reader())
}

fn read(octets: impl AsRef<[u8]>) -> Result<Element, XmlError> {
    read_with(octets.as_ref(), &XmlLimits::default())
}

/// The texts of a root that has no children.
fn text(octets: impl AsRef<[u8]>) -> String {
    let root = read(octets).unwrap();
    match root.content.as_slice() {
        [] => String::new(),
        [Content::Text(text)] => text.clone(),
        more => panic!("{} pieces", more.len()),
    }
}

/// Rule, offset and element of what is wrong with a document.
fn fault(octets: impl AsRef<[u8]>) -> (XmlRule, usize, Option<String>) {
    let octets = octets.as_ref();
    let Err(error) = read(octets) else { panic!("{} is accepted", octets.escape_ascii()) };
    (error.rule().clone(), error.at(), error.element().map(String::from))
}

/// Each event with the octet at which it begins.
fn events(octets: impl AsRef<[u8]>) -> Vec<(String, usize)> {
    let limits = XmlLimits::default();
    let document = XmlDocument::decode(octets.as_ref(), &limits).unwrap();
    let mut reader = document.reader();
    let mut seen = Vec::new();
    while let Some(event) = reader.next_event().unwrap() {
        let event = match event {
            XmlEvent::Start(start) => std::format!("<{}>", start.name()),
            XmlEvent::Text(text) => text.into_owned(),
            XmlEvent::End => String::from("/"),
        };
        seen.push((event, reader.offset()));
    }
    seen
}
