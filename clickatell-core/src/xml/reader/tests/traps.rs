//! What quick-xml's reader lets through, each shown to be closed here.

use super::{events, fault, read, text};
use crate::xml::{XmlDocument, XmlLimit, XmlLimits, XmlRule};

#[test]
fn text_is_not_cut_at_references() {
    assert_eq!(text("<a>x&amp;y</a>"), "x&y");
    assert_eq!(text("<a>caf&#233; &#x26; &lt;b&gt; &quot;&apos;</a>"), "café & <b> \"'");
    assert_eq!(text("<a>&#8364;</a>"), "€");
}

#[test]
fn text_is_not_cut_at_cdata_comments_or_instructions() {
    assert_eq!(text("<a>one<![CDATA[ <two> &amp; ]]>&#51;<!-- - --><?p?>four</a>"), "one <two> &amp; 3four");
    assert_eq!(text("<a><!-- a --><![CDATA[]]><?p q?></a>"), "");
    assert_eq!(events("<a><!-- a -->x<b/></a>")[1], ("x".into(), 13));
}

#[test]
fn iso_8859_1_is_not_ignored() {
    let document = b"<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><a b=\"\xEC\">S\xECbbnda \xA3\x80</a>";
    let root = read(document).unwrap();
    assert_eq!(root.attributes[0].2, "ì");
    assert_eq!(text(document), "Sìbbnda £\u{80}");
}

#[test]
fn an_unclosed_root_is_refused() {
    assert_eq!(fault("<a>"), (XmlRule::Unclosed, 3, Some("a".into())));
    assert_eq!(fault("<a><b></b>"), (XmlRule::Unclosed, 10, Some("a".into())));
    assert_eq!(fault("<a>text"), (XmlRule::Truncated, 3, Some("a".into())));
}

#[test]
fn several_roots_none_and_text_beside_the_root_are_refused() {
    assert_eq!(fault("<a/><b/>"), (XmlRule::SecondRoot, 4, None));
    assert_eq!(fault(""), (XmlRule::NoRoot, 0, None));
    assert_eq!(fault(" <!-- --> \r\n"), (XmlRule::NoRoot, 12, None));
    assert_eq!(fault("<a/> x"), (XmlRule::OutsideRoot, 5, None));
    assert_eq!(fault("x<a/>"), (XmlRule::OutsideRoot, 0, None));
    assert_eq!(fault("<a/>&#32;"), (XmlRule::OutsideRoot, 4, None));
    assert_eq!(fault("<a/><![CDATA[ ]]>"), (XmlRule::Markup, 4, None));
    assert_eq!(fault("</a>"), (XmlRule::OutsideRoot, 0, None));
    assert_eq!(fault("<a/></a>"), (XmlRule::OutsideRoot, 4, None));
    // A second byte order mark is a character, and no white space.
    assert_eq!(fault(b"\xEF\xBB\xBF\xEF\xBB\xBF<a/>"), (XmlRule::OutsideRoot, 3, None));
    assert!(read("<?p?> <!-- a --> <a/> <!-- b --> <?p?>\t\r\n").is_ok());
}

#[test]
fn control_characters_are_refused() {
    assert_eq!(fault("<a>x\u{1}</a>"), (XmlRule::Character('\u{1}'), 4, Some("a".into())));
    assert_eq!(fault("<a b='\0'/>"), (XmlRule::Character('\0'), 6, None));
    assert_eq!(fault("<a><!-- \u{B} --></a>"), (XmlRule::Character('\u{B}'), 8, Some("a".into())));
    assert_eq!(fault("<a><![CDATA[\u{1F}]]></a>"), (XmlRule::Character('\u{1F}'), 12, Some("a".into())));
    assert_eq!(fault("<a>é\u{FFFE}</a>"), (XmlRule::Character('\u{FFFE}'), 5, Some("a".into())));
    assert_eq!(fault("<a>\u{FFFF}</a>"), (XmlRule::Character('\u{FFFF}'), 3, Some("a".into())));
    assert_eq!(text("<a>\u{7F}\u{85}\u{FFFD}\u{FDD0}\t\n</a>"), "\u{7F}\u{85}\u{FFFD}\u{FDD0}\t\n");
}

#[test]
fn what_stands_before_a_bad_octet_is_read() {
    // The first fault of the document is the one that is told.
    assert_eq!(fault("<a></b>\u{1}"), (XmlRule::MismatchedEnd, 3, Some("a".into())));
    assert_eq!(fault(b"<a><b/>\xFF"), (XmlRule::NotUtf8, 7, Some("a".into())));
}

#[test]
fn two_hundred_thousand_nested_elements_are_refused() {
    let document = "<a>".repeat(200_000);
    assert_eq!(fault(document), (XmlRule::Limit(XmlLimit::Depth, 64), 192, Some("a".into())));
}

#[test]
fn offsets_count_a_byte_order_mark() {
    let document = b"\xEF\xBB\xBF<a>x<b c='1'/></a>";
    let expected = [("<a>", 3), ("x", 6), ("<b>", 7), ("/", 7), ("/", 17)];
    assert_eq!(events(document), expected.map(|(event, at)| (event.into(), at)));
    assert_eq!(fault(b"\xEF\xBB\xBF<a></b>"), (XmlRule::MismatchedEnd, 6, Some("a".into())));
    let declared = b"\xEF\xBB\xBF<?xml version='1.0'?><a></b>";
    assert_eq!(fault(declared), (XmlRule::MismatchedEnd, 27, Some("a".into())));
}

#[test]
fn offsets_in_iso_8859_1_are_those_of_the_octets_that_came() {
    let document = b"<?xml version='1.0' encoding='ISO-8859-1'?><\xE9 \xE8='\xFC'>\xA0\xA0<b/>\xFF</\xE9>";
    let expected = [("<é>", 43), ("\u{A0}\u{A0}", 52), ("<b>", 54), ("/", 54), ("ÿ", 58), ("/", 59)];
    assert_eq!(events(document), expected.map(|(event, at)| (event.into(), at)));
    let limits = XmlLimits::default();
    let document = XmlDocument::decode(document, &limits).unwrap();
    let mut reader = document.reader();
    let root = reader.root().unwrap();
    assert_eq!((root.offset(), root.attributes().next().unwrap().offset()), (43, 46));
    reader.skip().unwrap();
    assert_eq!(reader.next_event().map(|event| event.is_none()), Ok(true));
    assert_eq!(reader.offset(), 63);
}

#[test]
fn document_types_are_refused_and_nothing_is_expanded() {
    for document in [
        "<!DOCTYPE a><a/>",
        "<!doctype a><a/>",
        "<!DOCTYPE a SYSTEM 'http://example.com/a.dtd'><a/>",
        "<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>",
        "<!DOCTYPE a [<!ENTITY b 'bb'><!ENTITY c '&b;&b;&b;&b;&b;&b;&b;&b;'>]><a>&c;</a>",
        "<!DOCTYPE",
    ] {
        assert_eq!(fault(document), (XmlRule::Dtd, 0, None), "{document}");
    }
    assert_eq!(fault("<a>x<!DOCTYPE a></a>"), (XmlRule::Dtd, 4, Some("a".into())));
    assert_eq!(fault("<a>x&b;</a>"), (XmlRule::Entity, 4, Some("a".into())));
    assert_eq!(fault("<a b='&nbsp;'/>"), (XmlRule::Entity, 6, Some("a".into())));
}

#[test]
fn duplicate_attributes_are_found_without_being_asked_for() {
    assert_eq!(fault("<a b='1' c='2' b='1'/>"), (XmlRule::DuplicateAttribute, 15, Some("a".into())));
}

#[test]
fn line_ends_are_normalised() {
    assert_eq!(text("<a>1\r\n2\r3\n4<![CDATA[\r\n\r]]>&#13;&#xD;\r</a>"), "1\n2\n3\n4\n\n\r\r\n");
    let root = read("<a b='1\r\n2\r3\n4\t5&#13;&#10;&#9;6'/>").unwrap();
    assert_eq!(root.attributes[0].2, "1 2 3 4 5\r\n\t6");
}

#[test]
fn references_to_no_character_are_refused() {
    for reference in
        ["&#0;", "&#x0;", "&#1;", "&#xD800;", "&#xDFFF;", "&#xD83D;&#xDE00;", "&#xFFFF;", "&#x110000;"]
    {
        let expected = |at| (XmlRule::CharacterReference, at, Some(std::string::String::from("a")));
        assert_eq!(fault(std::format!("<a>{reference}</a>")), expected(3), "{reference}");
        assert_eq!(fault(std::format!("<a b='{reference}'/>")), expected(6), "{reference}");
    }
}
