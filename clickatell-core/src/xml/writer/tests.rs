//! The writer.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::*;
use crate::xml::fuzzing::Element;
use crate::xml::{XmlDocument, XmlLimits};

/// What `write` writes, and that a reader takes it.
#[track_caller]
fn written(write: impl FnOnce(&mut XmlWriter<'_>)) -> String {
    let mut out = String::new();
    let mut writer = XmlWriter::new(&mut out);
    write(&mut writer);
    drop(writer);
    let document = XmlDocument::decode(out.as_bytes(), &XmlLimits::default()).unwrap();
    Element::read(&mut document.reader()).unwrap_or_else(|error| panic!("{error}: {out}"));
    out
}

#[test]
fn an_envelope_octet_for_octet() {
    // The opening of the SOAP examples in the documents: a prefix is used before it is declared.
    let out = written(|xml| {
        xml.declaration(Some(XmlEncoding::Latin1)).unwrap();
        let tag = xml.root("SOAP-ENV:Envelope").unwrap();
        let tag =
            tag.attribute("SOAP-ENV:encodingStyle", "http://schemas.xmlsoap.org/soap/encoding/").unwrap();
        let tag = tag.attribute("xmlns:SOAP-ENV", "http://schemas.xmlsoap.org/soap/envelope/").unwrap();
        let tag = tag.attribute("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance").unwrap();
        let mut envelope = tag.attribute("xmlns:tns", "clickatell_mo").unwrap().open().unwrap();
        envelope.text("\n").unwrap();
        let mut body = envelope.child("SOAP-ENV:Body").unwrap().open().unwrap();
        body.text("\n").unwrap();
        let udh = body.child("udh").unwrap().attribute("xsi:type", "xsd:string").unwrap();
        udh.text("").unwrap();
        body.child("nil").unwrap().attribute("xsi:nil", "true").unwrap().empty().unwrap();
        body.end();
        envelope.text("\n").unwrap();
    });
    let expected = "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>\n\
        <SOAP-ENV:Envelope SOAP-ENV:encodingStyle=\"http://schemas.xmlsoap.org/soap/encoding/\" \
        xmlns:SOAP-ENV=\"http://schemas.xmlsoap.org/soap/envelope/\" \
        xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xmlns:tns=\"clickatell_mo\">\n\
        <SOAP-ENV:Body>\n<udh xsi:type=\"xsd:string\"></udh><nil xsi:nil=\"true\"/></SOAP-ENV:Body>\n\
        </SOAP-ENV:Envelope>";
    assert_eq!(out, expected);
}

#[test]
fn declarations() {
    let declared = |encoding| {
        let mut out = Vec::new();
        let result = XmlWriter::new(&mut out).declaration(encoding);
        result.map(|()| String::from_utf8(out).unwrap())
    };
    assert_eq!(declared(None).unwrap(), "<?xml version=\"1.0\"?>\n");
    for encoding in [XmlEncoding::Utf8, XmlEncoding::Latin1, XmlEncoding::Ascii] {
        let expected = format!("<?xml version=\"1.0\" encoding=\"{}\"?>\n", encoding.name());
        assert_eq!(declared(Some(encoding)).unwrap(), expected);
    }
    let mut out = String::new();
    let mut writer = XmlWriter::new(&mut out).utf8();
    assert_eq!(writer.declaration(Some(XmlEncoding::Latin1)), Err(XmlWriteError::Encoding));
    assert_eq!(writer.declaration(Some(XmlEncoding::Ascii)), Err(XmlWriteError::Encoding));
    writer.declaration(Some(XmlEncoding::Utf8)).unwrap();
    assert_eq!(writer.declaration(None), Err(XmlWriteError::LateDeclaration));
    writer.root("a").unwrap().text("é€").unwrap();
    assert_eq!(writer.declaration(None), Err(XmlWriteError::LateDeclaration));
    drop(writer);
    assert_eq!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<a>é€</a>");
}

#[test]
fn it_appends() {
    let mut out = b"before".to_vec();
    XmlWriter::new(&mut out).root("a").unwrap().text("x").unwrap();
    assert_eq!(out, b"before<a>x</a>");
    // A refusal takes back its own octets and no others.
    assert!(XmlWriter::new(&mut out).root("a").unwrap().text("\0").is_err());
    assert_eq!(out, b"before<a>x</a>");
}

#[test]
fn elements_end_when_they_go_out_of_scope_and_when_they_are_forgotten() {
    let out = written(|xml| {
        let mut a = xml.root("a").unwrap().open().unwrap();
        {
            let mut b = a.child("b").unwrap().open().unwrap();
            let c = b.child("c").unwrap().open().unwrap();
            core::mem::forget(c);
            b.text("x").unwrap();
        }
        let d = a.child("d").unwrap().open().unwrap();
        core::mem::forget(d);
        core::mem::forget(a);
    });
    assert_eq!(out, "<a><b><c></c>x</b><d></d></a>");
}

#[test]
fn a_tag_that_is_dropped_or_refused_was_never_there() {
    let out = written(|xml| {
        drop(xml.root("no"));
        let mut a = xml.root("a").unwrap().open().unwrap();
        drop(a.child("b").unwrap().attribute("c", "d").unwrap());
        a.text("x").unwrap();
        let tag = a.child("b").unwrap().attribute("xmlns:p", "u").unwrap();
        let character = XmlWriteError::Character { character: '\u{1}', at: 2 };
        assert_eq!(tag.attribute("p:c", "é\u{1}").unwrap_err(), character);
        // The declaration went with its tag.
        let undeclared = XmlWriteError::UndeclaredPrefix("p".into());
        assert_eq!(a.child("p:b").unwrap().empty().unwrap_err(), undeclared);
        assert_eq!(
            a.child("b").unwrap().text("\u{FFFE}").unwrap_err().to_string(),
            "U+FFFE at octet 0 of the text is not a character of XML"
        );
        assert!(a.text("\0").is_err());
        drop(a.child("last"));
    });
    assert_eq!(out, "<a>x</a>");
}

#[test]
fn one_root() {
    let out = written(|xml| {
        xml.root("a").unwrap().empty().unwrap();
        assert_eq!(xml.root("b").unwrap_err(), XmlWriteError::SecondRoot);
    });
    assert_eq!(out, "<a/>");
}

#[test]
fn names_are_checked() {
    let out = written(|xml| {
        let mut a = xml.root("a").unwrap().open().unwrap();
        for name in ["", "1", "a b", "a>", "a:b:c", ":a", "a:", "\n", "a\0", "<"] {
            assert_eq!(a.child(name).unwrap_err(), XmlWriteError::Name(name.into()), "{name:?}");
            let error = a.child("b").unwrap().attribute(name, "").unwrap_err();
            assert_eq!(error, XmlWriteError::Name(name.into()), "{name:?}");
        }
        assert_eq!(a.child("é").unwrap_err(), XmlWriteError::NotAscii("é".into()));
        assert_eq!(a.child("xmlns:a").unwrap_err(), XmlWriteError::UndeclaredPrefix("xmlns".into()));
    });
    assert_eq!(out, "<a></a>");
    assert_eq!(XmlWriteError::Name("a\nb".into()).to_string(), "\"a\\nb\" is no name of XML");
}

#[test]
fn attributes_are_checked() {
    let out = written(|xml| {
        let tag = xml.root("a").unwrap().attribute("xmlns:p", "u").unwrap();
        let tag = tag.attribute("xmlns:q", "u").unwrap().attribute("xmlns", "d").unwrap();
        let mut a = tag.attribute("xml:lang", "en").unwrap().open().unwrap();
        let twice = |name: &str| XmlWriteError::DuplicateAttribute(name.into());
        let b = |a: &mut XmlElement<'_, '_>, first, second| -> Result<(), XmlWriteError> {
            a.child("b")?.attribute(first, "http://a")?.attribute(second, "http://b")?.empty()
        };
        assert_eq!(b(&mut a, "c", "c").unwrap_err(), twice("c"));
        assert_eq!(b(&mut a, "p:c", "q:c").unwrap_err(), twice("q:c"));
        assert_eq!(b(&mut a, "xmlns", "xmlns").unwrap_err(), twice("xmlns"));
        assert_eq!(b(&mut a, "xmlns:x", "xmlns:x").unwrap_err(), twice("xmlns:x"));
        assert_eq!(b(&mut a, "c", "x:c").unwrap_err(), XmlWriteError::UndeclaredPrefix("x".into()));
        b(&mut a, "c", "p:c").unwrap();
        b(&mut a, "xmlns:x", "x:c").unwrap();
        for (name, value) in [("xmlns:xml", "u"), ("xmlns:xmlns", "u"), ("xmlns:p", ""), ("xmlns", XMLNS)] {
            let error = a.child("b").unwrap().attribute(name, value).unwrap_err();
            assert_eq!(error, XmlWriteError::NamespaceDeclaration(name.into()));
        }
        a.child("b").unwrap().attribute("xmlns", "").unwrap().empty().unwrap();
    });
    let expected = "<a xmlns:p=\"u\" xmlns:q=\"u\" xmlns=\"d\" xml:lang=\"en\"><b c=\"http://a\" p:c=\"http://b\"/>\
        <b xmlns:x=\"http://a\" x:c=\"http://b\"/><b xmlns=\"\"/></a>";
    assert_eq!(out, expected);
}

#[test]
fn declarations_hold_in_their_element_and_the_inner_one_counts() {
    let out = written(|xml| {
        let tag = xml.root("a").unwrap().attribute("xmlns:p", "u").unwrap();
        let mut a = tag.attribute("xmlns:q", "u").unwrap().open().unwrap();
        let tag = a.child("b").unwrap().attribute("xmlns:p", "v").unwrap();
        let mut b = tag.attribute("xmlns:r", "w").unwrap().open().unwrap();
        b.child("c").unwrap().attribute("p:d", "").unwrap().attribute("q:d", "").unwrap().empty().unwrap();
        b.child("r:c").unwrap().empty().unwrap();
        b.end();
        assert_eq!(a.child("r:c").unwrap().empty(), Err(XmlWriteError::UndeclaredPrefix("r".into())));
        let tag = a.child("c").unwrap().attribute("p:d", "").unwrap().attribute("q:d", "").unwrap();
        assert_eq!(tag.empty(), Err(XmlWriteError::DuplicateAttribute("q:d".into())));
    });
    let expected =
        "<a xmlns:p=\"u\" xmlns:q=\"u\"><b xmlns:p=\"v\" xmlns:r=\"w\"><c p:d=\"\" q:d=\"\"/><r:c/></b></a>";
    assert_eq!(out, expected);
}

const XMLNS: &str = "http://www.w3.org/2000/xmlns/";

const FIXED: XmlFixed = XmlFixed::new("p", r#" p:d="1" p:e="a 'b' >""#).unwrap();

#[test]
fn a_leaf_is_the_child_that_it_stands_for() {
    let out = written(|xml| {
        let mut a = xml.root("a").unwrap().attribute("xmlns:p", "u").unwrap().open().unwrap();
        // A tag that is not completed is taken back, and an open child ends first.
        let _ = a.child("gone").unwrap();
        a.child("b").unwrap().open().unwrap().leaf("c", XmlFixed::NONE, None).unwrap();
        a.leaf("item", FIXED, Some("x < é")).unwrap();
        a.leaf("item", FIXED, None).unwrap();
        a.child("item").unwrap().attribute("p:d", "1").unwrap().text("").unwrap();
        a.leaf("i-t.e_m1", XmlFixed::NONE, Some("")).unwrap();
    });
    let item = "<item p:d=\"1\" p:e=\"a 'b' >\"";
    let rest = "<item p:d=\"1\"></item><i-t.e_m1></i-t.e_m1></a>";
    let expected = std::format!("<a xmlns:p=\"u\"><b><c/></b>{item}>x &lt; &#233;</item>{item}/>{rest}");
    assert_eq!(out, expected);
}

#[test]
fn a_leaf_that_is_refused_was_never_there() {
    let out = written(|xml| {
        let mut a = xml.root("a").unwrap().open().unwrap();
        for name in ["", "1", "a b", "p:a", "</a>", "é", "a\0"] {
            let refused = a.leaf(name, XmlFixed::NONE, Some("x"));
            assert_eq!(refused, Err(XmlWriteError::Name(name.into())));
        }
        assert_eq!(a.leaf("b", FIXED, None), Err(XmlWriteError::UndeclaredPrefix("p".into())));
        let refused = a.leaf("b", XmlFixed::NONE, Some("x\u{1}"));
        assert_eq!(refused, Err(XmlWriteError::Character { character: '\u{1}', at: 1 }));
        // A prefix goes out of scope with the element that declares it.
        let mut inner = a.child("b").unwrap().attribute("xmlns:p", "u").unwrap().open().unwrap();
        inner.leaf("c", FIXED, None).unwrap();
        inner.end();
        assert_eq!(a.leaf("b", FIXED, None), Err(XmlWriteError::UndeclaredPrefix("p".into())));
        a.text("t").unwrap();
    });
    assert_eq!(out, "<a><b xmlns:p=\"u\"><c p:d=\"1\" p:e=\"a 'b' >\"/></b>t</a>");
}
