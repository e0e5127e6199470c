//! Namespaces in XML 1.0.

use super::{fault, read};
use crate::xml::{XmlDocument, XmlLimits, XmlRule, XmlTolerance};

#[test]
fn prefixes_are_resolved() {
    let root = read(
        "<p:a xmlns:p='u1' xmlns='u2' p:b='1' b='2' xml:lang='en'>\
         <c><p:d xmlns:p='u3'/><e xmlns=''/></c><p:f/></p:a>",
    )
    .unwrap();
    assert_eq!(root.namespace.as_deref(), Some("u1"));
    let attributes: std::vec::Vec<_> =
        root.attributes.iter().map(|(name, namespace, _)| (name.as_str(), namespace.as_deref())).collect();
    let xml = "http://www.w3.org/XML/1998/namespace";
    assert_eq!(attributes, [("p:b", Some("u1")), ("b", None), ("xml:lang", Some(xml))]);
    let children = std::format!("{root:?}");
    for part in [
        "name: \"c\", namespace: Some(\"u2\")",
        "name: \"p:d\", namespace: Some(\"u3\")",
        "name: \"e\", namespace: None",
        "name: \"p:f\", namespace: Some(\"u1\")",
    ] {
        assert!(children.contains(part), "{part} in {children}");
    }
}

#[test]
fn a_declaration_holds_in_its_own_tag_and_ends_with_its_element() {
    // As the documents' SOAP examples do: the prefix is used before it is declared.
    assert!(read("<E:a E:b='1' xmlns:E='u'/>").is_ok());
    let undeclared = |at, element: &str| (XmlRule::UndeclaredPrefix, at, Some(element.into()));
    assert_eq!(fault("<a><b xmlns:p='u'/><p:c/></a>"), undeclared(20, "p:c"));
    assert_eq!(fault("<p:a/>"), undeclared(1, "p:a"));
    assert_eq!(fault("<a xsi:type='x'/>"), undeclared(3, "a"));
}

#[test]
fn names_of_namespaces_may_hold_references() {
    let root = read("<a xmlns='u&amp;v&#9;'><b/></a>").unwrap();
    assert_eq!(root.namespace.as_deref(), Some("u&v\t"));
}

#[test]
fn one_name_by_two_prefixes_is_a_duplicate() {
    let duplicate = |at| (XmlRule::DuplicateAttribute, at, Some("a".into()));
    assert_eq!(fault("<a xmlns:p='u' xmlns:q='u' p:b='1' q:b='2'/>"), duplicate(35));
    assert_eq!(fault("<a xmlns:p='u' xmlns:p='v'/>"), duplicate(15));
    assert_eq!(fault("<a xmlns='u' xmlns='u'/>"), duplicate(13));
    assert!(read("<p:a xmlns:p='u' xmlns='u' p:b='1' b='2'/>").is_ok());
    assert!(read("<a xmlns:p='u' xmlns:q='v' p:b='1' q:b='2'/>").is_ok());
}

#[test]
fn reserved_names_are_kept() {
    for document in [
        "<a xmlns:xmlns='u'/>",
        "<a xmlns:xml='u'/>",
        "<a xmlns:p='http://www.w3.org/XML/1998/namespace'/>",
        "<a xmlns='http://www.w3.org/XML/1998/namespace'/>",
        "<a xmlns:p='http://www.w3.org/2000/xmlns/'/>",
        "<a xmlns='http://www.w3.org/2000/xmlns/'/>",
        "<a xmlns:p=''/>",
    ] {
        assert_eq!(fault(document), (XmlRule::NamespaceDeclaration, 3, Some("a".into())), "{document}");
    }
    assert_eq!(fault("<xmlns:a/>"), (XmlRule::NamespaceDeclaration, 1, Some("xmlns:a".into())));
    assert!(read("<xml:a xmlns:xml='http://www.w3.org/XML/1998/namespace'/>").is_ok());
}

#[test]
fn prefixes_in_values_can_be_resolved() {
    let octets = b"<a xmlns:xsd='s' xmlns:xsi='i' xmlns='d' xsi:type='xsd:string'/>";
    let document = XmlDocument::decode(octets, &XmlLimits::default()).unwrap();
    let mut reader = document.reader();
    let root = reader.root().unwrap();
    let (prefix, local) = root.attribute(Some("i"), "type").unwrap().split_once(':').unwrap();
    assert_eq!((root.resolve(prefix), local), (Some("s"), "string"));
    assert_eq!((root.resolve(""), root.resolve("other")), (Some("d"), None));
    assert_eq!(root.attribute(None, "type"), None);
    assert_eq!((root.name(), root.prefix(), root.local()), ("a", "", "a"));
}

#[test]
fn undeclared_prefix_is_bent_by_its_switch_alone() {
    let octets = b"<t:a xsi:type='x'><b soapenc:c='d'/></t:a>";
    let limits = XmlLimits::default();
    let document = XmlDocument::decode(octets, &limits).unwrap();
    let strict = document.reader().finish().unwrap_err();
    assert_eq!((strict.rule(), strict.at()), (&XmlRule::UndeclaredPrefix, 1));

    let mut reader =
        document.tolerant_reader(XmlTolerance { undeclared_prefix: true, ..XmlTolerance::STRICT });
    let root = reader.root().unwrap();
    assert_eq!((root.name(), root.local(), root.namespace()), ("t:a", "a", None));
    let attribute = root.attributes().next().unwrap();
    assert_eq!((attribute.name(), attribute.local(), attribute.namespace()), ("xsi:type", "type", None));
    reader.finish().unwrap();
    let notes = reader.take_notes();
    assert_eq!(notes[0], strict);
    let notes: std::vec::Vec<_> = notes.iter().map(|note| (note.at(), note.element().unwrap())).collect();
    assert_eq!(notes, [(1, "t:a"), (5, "t:a"), (21, "b")]);

    let error = document.tolerant_reader(XmlTolerance { any_case: true, ..XmlTolerance::STRICT }).finish();
    assert_eq!(error, Err(strict));
}
