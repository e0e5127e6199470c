//! Rules of XML 1.0 that are not traps of a library.

use super::{fault, read, text};
use crate::xml::XmlRule;

#[track_caller]
fn refused(document: &str, rule: XmlRule, at: usize, element: Option<&str>) {
    assert_eq!(fault(document), (rule, at, element.map(Into::into)), "{document}");
}

#[test]
fn tags() {
    for (document, rule, at) in [
        ("<>", XmlRule::Name, 1),
        ("< a/>", XmlRule::Name, 1),
        ("<1/>", XmlRule::Name, 1),
        ("<a:b:c/>", XmlRule::Name, 1),
        ("<:a/>", XmlRule::Name, 1),
        ("<", XmlRule::Truncated, 0),
        ("<a", XmlRule::Truncated, 0),
        ("<a b='>", XmlRule::Truncated, 0),
        ("<!", XmlRule::Truncated, 0),
        ("<!-", XmlRule::Truncated, 0),
        ("<!a><a/>", XmlRule::Markup, 0),
    ] {
        refused(document, rule, at, None);
    }
    for (document, rule, at) in [
        ("<a\u{D7}/>", XmlRule::Attribute, 2),
        ("<a/ >", XmlRule::Attribute, 2),
        ("<a b/>", XmlRule::Attribute, 4),
        ("<a b=/>", XmlRule::Attribute, 5),
        ("<a b=c/>", XmlRule::Attribute, 5),
        ("<a b='c'd='e'/>", XmlRule::Attribute, 8),
        ("<a b='c' / >", XmlRule::Name, 9),
        ("<a 1='c'/>", XmlRule::Name, 3),
        ("<a b='<'/>", XmlRule::LessThan, 6),
        ("<a b='&'/>", XmlRule::Reference, 6),
        ("<a b='&amp'/>", XmlRule::Reference, 6),
        ("<a b='& ;'/>", XmlRule::Reference, 6),
        ("<a></b>", XmlRule::MismatchedEnd, 3),
        ("<a></A>", XmlRule::MismatchedEnd, 3),
        ("<a></ a>", XmlRule::MismatchedEnd, 3),
        ("<a></a b>", XmlRule::MismatchedEnd, 3),
        ("<a></aa>", XmlRule::MismatchedEnd, 3),
        ("<a></>", XmlRule::MismatchedEnd, 3),
        ("<a></a", XmlRule::Truncated, 3),
        ("<a><", XmlRule::Truncated, 3),
        ("<a>x<", XmlRule::Truncated, 4),
        ("<a><!", XmlRule::Truncated, 3),
    ] {
        refused(document, rule, at, Some("a"));
    }
    assert!(read("<a b = \"c\"\t\r\nd\n=\n'e>/' ></a\t\r\n >").is_ok());
}

#[test]
fn texts() {
    for (document, rule, at) in [
        ("<a>x]]>y</a>", XmlRule::SectionEnd, 4),
        ("<a>x&y</a>", XmlRule::Reference, 4),
        ("<a>x&y&amp;</a>", XmlRule::Reference, 4),
        ("<a>x&;</a>", XmlRule::Reference, 4),
        ("<a>x& amp;</a>", XmlRule::Reference, 4),
        ("<a>x&amp", XmlRule::Truncated, 4),
        ("<a>x&", XmlRule::Truncated, 4),
        ("<a>x<![CDATA[y]]</a>", XmlRule::Truncated, 4),
        ("<a><![CDATA", XmlRule::Truncated, 3),
        ("<a><![cdata[x]]></a>", XmlRule::Markup, 3),
        ("<a><![CDAT[x]]></a>", XmlRule::Markup, 3),
    ] {
        refused(document, rule, at, Some("a"));
    }
    assert_eq!(text("<a>]] > ]]&gt; ]]]><!-- --></a>".replace("]]]>", "]]")), "]] > ]]> ]]");
    assert_eq!(text("<a>]]<![CDATA[>]]></a>"), "]]>");
    assert_eq!(text("<a><![CDATA[<![CDATA[ ]] > ]]]]><![CDATA[>]]></a>"), "<![CDATA[ ]] > ]]>");
}

#[test]
fn long_texts_are_searched_in_blocks() {
    for length in 0..200 {
        let plain = "x".repeat(length);
        for special in ["&gt;", ">", "\r", "&#13;", "<!---->"] {
            let document = std::format!("<a>{plain}{special}{plain}</a>");
            let read = special
                .replace("&gt;", ">")
                .replace('\r', "\n")
                .replace("&#13;", "\r")
                .replace("<!---->", "");
            assert_eq!(text(document), std::format!("{plain}{read}{plain}"), "{special:?} behind {length}");
        }
    }
}

#[test]
fn comments() {
    for document in ["<!-- -- --><a/>", "<!--- --><a/>".trim(), "<!-- a ---><a/>", "<!------><a/>"] {
        let bad = document != "<!--- --><a/>";
        assert_eq!(read(document).is_err(), bad, "{document}");
        if bad {
            refused(document, XmlRule::Comment, 0, None);
        }
    }
    refused("<!--> <a/>", XmlRule::Truncated, 0, None);
    refused("<!---> <a/>", XmlRule::Truncated, 0, None);
    refused("<!-- <a/>", XmlRule::Truncated, 0, None);
    assert!(read("<!----><a><!-- </a> & <b> ]]> --></a>").is_ok());
}

#[test]
fn processing_instructions() {
    for document in
        ["<??><a/>", "<? a?><a/>", "<?1?><a/>", "<?a:b?><a/>", "<?a(?><a/>", "<?XML a?><a/>", "<?>?><a/>"]
    {
        refused(document, XmlRule::Instruction, 0, None);
    }
    refused(" <?xml version='1.0'?><a/>", XmlRule::Instruction, 1, None);
    refused("<?xml version='1.0'?><?xml version='1.0'?><a/>", XmlRule::Instruction, 21, None);
    refused("<?a <a/>", XmlRule::Truncated, 0, None);
    assert!(read("<?xml-stylesheet href='?'?><a><?p > ? ?></a>").is_ok());
}

#[test]
fn every_octet_by_which_a_document_is_cut_is_missed() {
    let documents: [&[u8]; 4] = [
        b"\xEF\xBB\xBF<?xml version='1.0'?><!-- c --><p:a xmlns:p='u' b='&lt;'>t&#233;<![CDATA[x]]><c/>\xC3\xA9</p:a>",
        b"<?xml version='1.0' encoding='ISO-8859-1'?><?p i?><a b=\"\xE9\">\xE9&amp;<!-- \xE9 --></a >",
        b"<CLICKATELLSDK><Result>Success</Result><Values/><Timestamp>1357729431</Timestamp></CLICKATELLSDK>",
        b"<a/>",
    ];
    for document in documents {
        assert!(read(document).is_ok());
        for length in 0..document.len() {
            let (_, at, _) = fault(&document[..length]);
            assert!(at <= length, "cut at {length}, told at {at}");
        }
    }
}

#[test]
fn every_octet_put_in_place_of_another_is_read_or_refused() {
    let document = b"<a xmlns:p='u' p:b=\"&#65;\">x&lt;y<!-- - --><?p?><![CDATA[z]]><p:c/></a>";
    for at in 0..document.len() {
        for octet in 0..=u8::MAX {
            let mut other = *document;
            other[at] = octet;
            crate::xml::fuzzing::xml(&other);
        }
    }
}
