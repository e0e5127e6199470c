//! Against roxmltree, another strict reader, and against the tree that a document was made from.

use clickatell_core::xml::fuzzing::{Content, Element, write};
use clickatell_core::xml::{XmlDocument, XmlEncoding, XmlError, XmlLimits, XmlRule};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

use crate::generate::{Choices, spell, trees};

fn read(document: &str) -> Result<Element, XmlError> {
    let limits = XmlLimits::default();
    Element::read(&mut XmlDocument::decode(document.as_bytes(), &limits)?.reader())
}

/// What both readers give: names without their prefixes, which roxmltree does not keep.
#[derive(Debug, PartialEq)]
enum Node {
    Text(String),
    Element {
        namespace: Option<String>,
        local: String,
        attributes: Vec<(Option<String>, String, String)>,
        content: Vec<Self>,
    },
}

fn local(name: &str) -> String {
    name.rsplit(':').next().unwrap_or_default().to_owned()
}

fn ours(element: &Element) -> Node {
    let content = element.content.iter().map(|content| match content {
        Content::Text(text) => Node::Text(text.clone()),
        Content::Element(child) => ours(child),
    });
    let attributes = element.attributes.iter();
    Node::Element {
        namespace: element.namespace.clone(),
        local: local(&element.name),
        attributes: attributes
            .map(|(name, namespace, value)| (namespace.clone(), local(name), value.clone()))
            .collect(),
        content: content.collect(),
    }
}

fn theirs(node: roxmltree::Node<'_, '_>) -> Node {
    let mut content: Vec<Node> = Vec::new();
    for child in node.children() {
        match (child.text().filter(|_| child.is_text()), content.last_mut()) {
            // A comment between two texts leaves two nodes.
            (Some(text), Some(Node::Text(before))) => before.push_str(text),
            (Some(text), _) => content.push(Node::Text(text.to_owned())),
            (None, _) if child.is_element() => content.push(theirs(child)),
            (None, _) => {}
        }
    }
    content.retain(|content| !matches!(content, Node::Text(text) if text.is_empty()));
    // `xmlns=""` leaves them with a namespace of no name.
    let namespace = |name: Option<&str>| name.filter(|name| !name.is_empty()).map(str::to_owned);
    let attributes = node.attributes();
    Node::Element {
        namespace: namespace(node.tag_name().namespace()),
        local: node.tag_name().name().to_owned(),
        attributes: attributes
            .map(|a| (namespace(a.namespace()), a.name().to_owned(), a.value().to_owned()))
            .collect(),
        content,
    }
}

/// Where the two readers differ: why, and a document. Nothing else may differ.
const DIFFERENCES: [(Difference, &str); 11] = [
    // XML 1.0, section 2.8: the version is checked, and so are the names of encodings.
    (Difference::WeRefuse(XmlRule::Declaration), "<?xml version='.0'?><a/>"),
    (Difference::WeRefuse(XmlRule::UnknownEncoding), "<?xml version='1.0' encoding='UF-8'?><a/>"),
    // Section 2.6: no instruction is named `xml`. Namespaces in XML 1.0, section 7: nor with a colon.
    (Difference::WeRefuse(XmlRule::Instruction), "<a><?xml?></a>"),
    // Section 4.1: a reference names a character, and half of a surrogate pair is none.
    (Difference::WeRefuse(XmlRule::CharacterReference), "<a>&#55296;</a>"),
    // Namespaces in XML 1.0, section 4: no name begins with a colon.
    (Difference::WeRefuse(XmlRule::Name), "<:a></:a>"),
    (Difference::WeRefuse(XmlRule::MismatchedEnd), "<a></:a>"),
    // Section 5: only the default namespace is taken back.
    (Difference::WeRefuse(XmlRule::NamespaceDeclaration), "<a xmlns:p=''/>"),
    // Section 3: only `xmlns` declares, not every name with that local part.
    (Difference::WeRefuse(XmlRule::UndeclaredPrefix), "<a x:xmlns=''/>"),
    (Difference::Xmlns, "<a xml:xmlns='u'/>"),
    // Section 3: the prefix `xml` is declared everywhere, for elements too.
    (Difference::TheyRefuse, "<xml:a/>"),
    // XML 1.0, section 2.11: a carriage return before a reference or a tag is a line end like any other.
    (Difference::LineEnd, "<a>\r&amp;</a>"),
];

#[derive(Debug, PartialEq)]
enum Difference {
    WeRefuse(XmlRule),
    TheyRefuse,
    Xmlns,
    LineEnd,
}

/// How the two readers differ on a document, if they do.
///
/// # Panics
/// When both read it, and read it otherwise.
fn difference(document: &str) -> Option<Difference> {
    match (read(document), roxmltree::Document::parse(document)) {
        (Ok(root), Ok(other)) => {
            let (own, other) = (ours(&root), theirs(other.root_element()));
            if own == other {
                return None;
            }
            if document.contains(":xmlns") {
                return Some(Difference::Xmlns);
            }
            let line_end = document.contains("\r&") || document.contains("\r<");
            assert!(line_end, "{own:?} and {other:?}: {document:?}");
            Some(Difference::LineEnd)
        }
        (Err(_), Err(_)) => None,
        (Err(error), Ok(_)) => Some(Difference::WeRefuse(error.rule().clone())),
        (Ok(_), Err(roxmltree::Error::UnknownNamespace(prefix, _))) if prefix == "xml" => {
            Some(Difference::TheyRefuse)
        }
        (Ok(_), Err(error)) => panic!("they refuse: {error}: {document:?}"),
    }
}

#[test]
fn the_list_of_differences_is_true() {
    for (expected, document) in &DIFFERENCES {
        assert_eq!(difference(document).as_ref(), Some(expected), "{document}");
    }
}

/// Names cannot hold references.
fn ascii_names(element: &mut Element) {
    let names = element.attributes.iter_mut().map(|(name, ..)| name);
    for name in names.chain([&mut element.name]) {
        *name = name.replace('é', "e").replace('\u{10000}', "x");
    }
    for content in &mut element.content {
        if let Content::Element(child) = content {
            ascii_names(child);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn what_is_written_is_read(root in trees()) {
        let written = write(&root, true).unwrap();
        let again = read(&written);
        prop_assert_eq!(again.as_ref(), Ok(&root), "{}", written);
        let other = roxmltree::Document::parse(&written).unwrap();
        prop_assert_eq!(ours(&root), theirs(other.root_element()), "{}", written);
    }

    #[test]
    fn what_is_written_in_ascii_is_the_same_in_every_encoding(mut root in trees()) {
        ascii_names(&mut root);
        let written = write(&root, false).unwrap();
        prop_assert!(written.is_ascii());
        for encoding in [XmlEncoding::Utf8, XmlEncoding::Latin1, XmlEncoding::Ascii] {
            let document = XmlDocument::decode_as(written.as_bytes(), encoding, &XmlLimits::default()).unwrap();
            let again = Element::read(&mut document.reader());
            prop_assert_eq!(again.as_ref(), Ok(&root));
        }
    }

    #[test]
    fn every_spelling_of_a_tree_is_read_as_that_tree(root in trees(), choices: Vec<u8>) {
        let document = spell(&root, &mut Choices::new(choices));
        let own = read(&document);
        prop_assert_eq!(own.as_ref(), Ok(&root), "{}", document);
        prop_assert!(matches!(difference(&document), None | Some(Difference::LineEnd)), "{}", document);
    }
}

proptest! {
    // The same documents each time: the other reader's faults are endless, and a new one of them is no fault of ours.
    #![proptest_config(ProptestConfig {
        rng_seed: RngSeed::Fixed(2011),
        failure_persistence: None,
        ..ProptestConfig::with_cases(4096)
    })]

    #[test]
    fn both_refuse_the_same_damaged_documents(
        root in trees(),
        choices: Vec<u8>,
        damage in proptest::collection::vec((any::<prop::sample::Index>(), 0_usize..3, any::<prop::sample::Index>()), 1..3),
    ) {
        const PIECES: [&str; 34] = [
            "<", ">", "/", "&", ";", "#", "x", "'", "\"", "=", " ", ":", "-", "--", "]", "]]>", "<!", "<!--", "-->", "?>",
            "<![CDATA[", "xmlns", "xmlns:p='u'", " a='1'", "<a>", "</a>", "<a/>", "\r", "\n", "0", "é", "\u{FFFE}", "\u{1}", "&lt;",
        ];
        let mut document = spell(&root, &mut Choices::new(choices));
        for (place, how, piece) in damage {
            let at = place.index(document.len() + 1);
            let Some(at) = (at..=document.len()).find(|at| document.is_char_boundary(*at)) else { continue };
            let piece = PIECES[piece.index(PIECES.len())];
            let next = document.get(at..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
            match how {
                0 => document.insert_str(at, piece),
                1 => document.replace_range(at..at + next, piece),
                _ => document.replace_range(at..at + next, ""),
            }
        }
        if let Some(found) = difference(&document) {
            let listed = DIFFERENCES.iter().any(|(listed, _)| *listed == found);
            prop_assert!(listed, "{:?}: {:?}", found, document);
        }
    }
}
