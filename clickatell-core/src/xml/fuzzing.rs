//! The body of the fuzz target, as a plain function: `cargo test` replays the corpus through it on stable.
//!
//! It asserts what must hold for any input and panics where it does not; that is what a fuzzer looks for.
#![allow(
    clippy::panic,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::disallowed_methods,
    missing_docs,
    reason = "assertions are the purpose of this module"
)]

mod tree;

use alloc::string::String;

use super::{
    XmlDocument, XmlEncoding, XmlError, XmlLimits, XmlReader, XmlTolerance, XmlWriteError, XmlWriter,
};
pub use tree::{Content, Element};

/// Any octets as a document, in each way of decoding them: caps hold, every fault lies inside the document and stays,
/// tolerance changes nothing where there is nothing to note, and what is read can be written and read again.
pub fn xml(input: &[u8]) {
    let limits = XmlLimits {
        document: 4096,
        depth: 8,
        attributes: 8,
        attribute: 64,
        text: 128,
        name: 24,
        namespaces: 8,
        notes: 2,
    };
    one_document(input, XmlDocument::decode(input, &limits), &limits);
    for encoding in [XmlEncoding::Utf8, XmlEncoding::Latin1, XmlEncoding::Ascii] {
        one_document(input, XmlDocument::decode_as(input, encoding, &limits), &limits);
    }
}

fn one_document(input: &[u8], document: Result<XmlDocument<'_>, XmlError>, limits: &XmlLimits) {
    let document = match document {
        Ok(document) => document,
        Err(error) => return inside(&error, input),
    };
    let mut reader = document.reader();
    let strict = read(&mut reader, input, limits);
    assert!(reader.take_notes().is_empty(), "a strict reader has notes");

    let mut reader = document.tolerant_reader(XmlTolerance::FIELD);
    let tolerant = read(&mut reader, input, limits);
    let notes = reader.take_notes();
    assert!(notes.len() <= limits.notes, "{} notes", notes.len());
    notes.iter().for_each(|note| inside(note, input));
    match notes.first() {
        None => assert_eq!(strict, tolerant),
        Some(first) => assert_eq!(strict.as_ref(), Err(first)),
    }

    let Ok(root) = strict else { return };
    for utf8 in [false, true] {
        let written = match write(&root, utf8) {
            Ok(written) => written,
            Err(XmlWriteError::NotAscii(name)) => {
                assert!(!utf8 && !name.is_ascii(), "{name} is refused");
                continue;
            }
            Err(error) => panic!("what was read cannot be written: {error}"),
        };
        assert!(utf8 || written.is_ascii());
        let document =
            XmlDocument::decode(written.as_bytes(), &XmlLimits::default()).expect("ours is decoded");
        let again = Element::read(&mut document.reader());
        assert_eq!(again.as_ref(), Ok(&root), "what was written reads otherwise: {written}");
    }
}

/// Reads a document and judges every event.
fn read(reader: &mut XmlReader<'_>, input: &[u8], limits: &XmlLimits) -> Result<Element, XmlError> {
    let mut last = 0;
    let result = Element::read_with(reader, |reader| {
        assert!((last..=input.len()).contains(&reader.offset()), "an event at {}", reader.offset());
        last = reader.offset();
        assert!(reader.depth() <= limits.depth, "{} deep", reader.depth());
    });
    match &result {
        Ok(root) => root.judge(limits),
        Err(error) => {
            inside(error, input);
            assert_eq!(reader.next_event().err().as_ref(), Some(error), "an error that goes away");
        }
    }
    result
}

fn inside(error: &XmlError, input: &[u8]) {
    assert!(error.at() <= input.len(), "{error} lies outside");
}

/// A tree as a document.
///
/// # Errors
/// The writer refuses something.
pub fn write(root: &Element, utf8: bool) -> Result<String, XmlWriteError> {
    let mut out = String::new();
    let mut writer = XmlWriter::new(&mut out);
    if utf8 {
        writer = writer.utf8();
    }
    root.write(writer.root(&root.name))?;
    drop(writer);
    Ok(out)
}
