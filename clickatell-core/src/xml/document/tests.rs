//! Encodings.

use super::*;
use crate::xml::fuzzing::{Content, Element};

fn read(octets: &[u8]) -> Result<(XmlEncoding, String), XmlError> {
    text(XmlDocument::decode(octets, &XmlLimits::default())?)
}

fn read_as(octets: &[u8], encoding: XmlEncoding) -> Result<(XmlEncoding, String), XmlError> {
    text(XmlDocument::decode_as(octets, encoding, &XmlLimits::default())?)
}

fn text(document: XmlDocument<'_>) -> Result<(XmlEncoding, String), XmlError> {
    let root = Element::read(&mut document.reader())?;
    match root.content.into_iter().next() {
        Some(Content::Text(text)) => Ok((document.encoding(), text)),
        _ => Ok((document.encoding(), String::new())),
    }
}

fn rule(outcome: Result<(XmlEncoding, String), XmlError>) -> (XmlRule, usize) {
    let error = outcome.unwrap_err();
    (error.rule().clone(), error.at())
}

#[test]
fn without_a_declaration_it_is_utf_8() {
    let utf8 = |text: &str| Ok((XmlEncoding::Utf8, text.into()));
    assert_eq!(read("<a>é</a>".as_bytes()), utf8("é"));
    assert_eq!(read(b"\xEF\xBB\xBF<a>x</a>"), utf8("x"));
    assert_eq!(read("<?xml version=\"1.0\"?><a>€</a>".as_bytes()), utf8("€"));
    assert_eq!(read("\u{FEFF}<?xml version='1.0' encoding='utf-8'?><a>€</a>".as_bytes()), utf8("€"));
    assert_eq!(rule(read(b"<a>\xE9</a>")), (XmlRule::NotUtf8, 3));
    assert_eq!(rule(read(b"\xEF\xBB\xBF<a>\xC3</a>")), (XmlRule::NotUtf8, 6));
    assert_eq!(rule(read(b"<a>\xED\xA0\x80</a>")), (XmlRule::NotUtf8, 3), "a surrogate");
    assert_eq!(rule(read(b"<a>\xC0\xBC</a>")), (XmlRule::NotUtf8, 3), "an overlong form");
}

#[test]
fn a_declared_iso_8859_1_holds_even_where_octets_look_like_utf_8() {
    let declared = |body: &[u8]| [b"<?xml version='1.0' encoding='ISO-8859-1'?>", body].concat();
    let latin1 = |text: &str| Ok((XmlEncoding::Latin1, text.into()));
    assert_eq!(read(&declared(b"<a>\xC3\xA9</a>")), latin1("Ã©"));
    assert_eq!(read(&declared(b"<a>plain</a>")), latin1("plain"));
    // Control characters, where windows-1252 has letters and quotation marks.
    assert_eq!(read(&declared(b"<a>\x80\x9F</a>")), latin1("\u{80}\u{9F}"));
    let every: std::vec::Vec<u8> = (0x80..=0xFF).collect();
    let expected: String = (0x80..=0xFF_u8).map(char::from).collect();
    assert_eq!(read(&declared(&[b"<a>", every.as_slice(), b"</a>"].concat())), latin1(&expected));
    assert_eq!(rule(read(&declared(b"<a>\xE9\x01</a>"))), (XmlRule::Character('\u{1}'), 47));
}

#[test]
fn us_ascii() {
    let declared = |body: &[u8]| [b"<?xml version='1.0' encoding='US-ASCII'?>", body].concat();
    assert_eq!(read(&declared(b"<a>x&#233;</a>")), Ok((XmlEncoding::Ascii, "xé".into())));
    assert_eq!(rule(read(&declared(b"<a>x\xC3\xA9</a>"))), (XmlRule::NotAscii, 45));
}

#[test]
fn utf_16_is_refused_by_name() {
    let utf16 = |big: bool, text: &str| -> std::vec::Vec<u8> {
        text.encode_utf16()
            .flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() })
            .collect()
    };
    for big in [true, false] {
        for text in ["<a/>", "\u{FEFF}<a/>", "<?xml version='1.0' encoding='UTF-16'?><a/>"] {
            assert_eq!(rule(read(&utf16(big, text))), (XmlRule::WideEncoding, 0));
        }
    }
    assert_eq!(rule(read(b"\0\0\xFE\xFF\0\0\0<")), (XmlRule::WideEncoding, 0));
    // As .NET writes into a string that becomes octets later.
    assert_eq!(rule(read(b"<?xml version='1.0' encoding='utf-16'?><a/>")), (XmlRule::WideEncoding, 0));
}

#[test]
fn other_encodings_are_refused() {
    for name in ["windows-1252", "ISO-8859-15", "UTF-7", "EBCDIC-CP-US"] {
        let document = std::format!("<?xml version='1.0' encoding='{name}'?><a/>");
        assert_eq!(rule(read(document.as_bytes())), (XmlRule::UnknownEncoding, 0), "{name}");
    }
    let marked = "\u{FEFF}<?xml version='1.0' encoding='ISO-8859-1'?><a/>";
    assert_eq!(rule(read(marked.as_bytes())), (XmlRule::EncodingConflict, 3));
    assert_eq!(rule(read(b"<?xml version='1.1'?><a/>")), (XmlRule::Declaration, 0));
}

#[test]
fn what_the_transport_says_counts_more() {
    let octets = b"<?xml version='1.0' encoding='windows-1252'?><a>\xE9</a>";
    assert_eq!(read_as(octets, XmlEncoding::Latin1), Ok((XmlEncoding::Latin1, "é".into())));
    assert_eq!(rule(read_as(octets, XmlEncoding::Utf8)), (XmlRule::NotUtf8, 48));
    let utf8 = "<?xml version='1.0' encoding='ISO-8859-1'?><a>é</a>".as_bytes();
    assert_eq!(read_as(utf8, XmlEncoding::Utf8), Ok((XmlEncoding::Utf8, "é".into())));
    // But a byte order mark counts more than that.
    let marked = "\u{FEFF}<a>é</a>".as_bytes();
    assert_eq!(read_as(marked, XmlEncoding::Latin1), Ok((XmlEncoding::Utf8, "é".into())));
}

#[test]
fn foreign_characters_are_found_at_every_place_in_a_block() {
    for length in (0..70).chain(250..260).chain(500..520) {
        for bad in ["\u{0}", "\u{8}", "\u{1F}", "\u{FFFE}", "\u{FFFF}"] {
            let text = ["x".repeat(length).as_str(), bad, "y"].concat();
            assert_eq!(survey(text.as_bytes()), (Some(length), false), "{bad:?} behind {length}");
        }
        let good = ["\t\n\r\u{FFFD}\u{F000}".repeat(length).as_str(), "z"].concat();
        assert_eq!(survey(good.as_bytes()), (None, length > 0));
    }
}
