//! Trees, and documents that spell a tree in one of many ways.

use core::fmt::Write;

use clickatell_core::xml::fuzzing::{Content, Element};
use clickatell_core::xml::is_xml_char;
use proptest::prelude::*;

/// Prefixes, each always for the same namespace, so that a tree is one that a document can have.
const SPACES: [(&str, Option<&str>); 5] = [
    ("", None),
    ("p:", Some("urn:p")),
    ("SOAP-ENV:", Some("http://schemas.xmlsoap.org/soap/envelope/")),
    ("é:", Some("urn:<&\">'é")),
    ("xml:", Some("http://www.w3.org/XML/1998/namespace")),
];

const LOCALS: [&str; 6] = ["a", "b", "api_id", "_1.2-3", "prénom", "\u{10000}"];

/// Any tree that XML can carry, of moderate size.
pub(crate) fn trees() -> impl Strategy<Value = Element> {
    let leaf = (names(), attributes(), proptest::option::of(texts())).prop_map(|(name, attributes, text)| {
        element(name, attributes, text.map(Content::Text).into_iter().collect())
    });
    leaf.prop_recursive(4, 24, 4, |inner| {
        let content = (proptest::option::of(texts()), inner, proptest::option::of(texts()));
        (names(), attributes(), proptest::collection::vec(content, 0..4)).prop_map(
            |(name, attributes, parts)| {
                let mut content: Vec<Content> = Vec::new();
                for (before, child, behind) in parts {
                    // Two texts side by side are one.
                    if let (Some(text), true) = (before, !matches!(content.last(), Some(Content::Text(_)))) {
                        content.push(Content::Text(text));
                    }
                    content.push(Content::Element(Box::new(child)));
                    content.extend(behind.map(Content::Text));
                }
                element(name, attributes, content)
            },
        )
    })
}

fn element(name: usize, attributes: Vec<(usize, String)>, content: Vec<Content>) -> Element {
    let mut root = Element { name: String::new(), namespace: None, attributes: Vec::new(), content };
    (root.name, root.namespace) = expand(name);
    if root.name.starts_with("xml:") {
        // roxmltree does not take it for elements.
        (root.name, root.namespace) = expand(0);
    }
    for (name, value) in attributes {
        let (name, namespace) = expand(name);
        if root.attributes.iter().all(|(other, ..)| *other != name) {
            root.attributes.push((name, namespace, value));
        }
    }
    root
}

fn expand(number: usize) -> (String, Option<String>) {
    let (prefix, namespace) = SPACES[number % SPACES.len()];
    let local = LOCALS[number / SPACES.len() % LOCALS.len()];
    (format!("{prefix}{local}"), namespace.map(String::from))
}

fn names() -> impl Strategy<Value = usize> {
    0..SPACES.len() * LOCALS.len()
}

fn attributes() -> impl Strategy<Value = Vec<(usize, String)>> {
    proptest::collection::vec((names(), prop_oneof![Just(String::new()), texts()]), 0..4)
}

/// Text of any characters that XML can carry, those that need care more often.
fn texts() -> impl Strategy<Value = String> {
    let character = prop_oneof![
        3 => proptest::char::range('a', 'z'),
        3 => proptest::sample::select(vec!['&', '<', '>', '"', '\'', ']', '\t', '\n', '\r', ' ', '-', '?', ';', '#']),
        1 => proptest::sample::select(vec!['\u{7F}', '\u{85}', '\u{2028}', '\u{FEFF}', '\u{FFFD}', 'é', '€', '😀']),
        1 => any::<char>().prop_filter("a character of XML", |c| is_xml_char(*c)),
    ];
    proptest::collection::vec(character, 1..12).prop_map(String::from_iter)
}

/// Choices of a spelling, drawn one after the other, round and round.
pub(crate) struct Choices {
    drawn: Vec<u8>,
    next: usize,
}

impl Choices {
    pub(crate) fn new(drawn: Vec<u8>) -> Self {
        Self { drawn, next: 0 }
    }

    fn of(&mut self, count: usize) -> usize {
        self.next += 1;
        self.drawn.get(self.next % self.drawn.len().max(1)).map_or(0, |octet| usize::from(*octet) % count)
    }
}

/// A document that spells a tree: comments, instructions, sections and references where they can stand.
pub(crate) fn spell(root: &Element, choices: &mut Choices) -> String {
    let mut out = String::new();
    out.push_str(["", "<?xml version=\"1.0\"?>", "<?xml version='1.0' encoding='UTF-8' ?>\n"][choices.of(3)]);
    aside(&mut out, choices);
    tag(root, &mut out, choices);
    aside(&mut out, choices);
    out
}

fn aside(out: &mut String, choices: &mut Choices) {
    let asides = ["", "", "", "<!-- a > < & - -->", "<?p a > < & ?>", "<!---->", "<?p?>"];
    out.push_str(asides[choices.of(7)]);
}

fn space(out: &mut String, choices: &mut Choices) {
    out.push_str(["", " ", "\n", "\r\n\t"][choices.of(4)]);
}

fn tag(element: &Element, out: &mut String, choices: &mut Choices) {
    write!(out, "<{}", element.name).unwrap();
    let mut declared = Vec::new();
    let of_attributes = element.attributes.iter().map(|(name, namespace, _)| (name, namespace));
    for (name, namespace) in core::iter::once((&element.name, &element.namespace)).chain(of_attributes) {
        let prefix = name.split_once(':').map_or("", |(prefix, _)| prefix);
        if let (Some(namespace), false) = (namespace, prefix == "xml" || declared.contains(&prefix)) {
            attribute(&format!("xmlns:{prefix}"), namespace, out, choices);
            declared.push(prefix);
        }
    }
    for (name, _, value) in &element.attributes {
        attribute(name, value, out, choices);
    }
    space(out, choices);
    if element.content.is_empty() && choices.of(2) == 0 {
        out.push_str("/>");
        return;
    }
    out.push('>');
    for content in &element.content {
        aside(out, choices);
        match content {
            Content::Text(text) => characters(text, out, choices),
            Content::Element(child) => tag(child, out, choices),
        }
    }
    aside(out, choices);
    write!(out, "</{}", element.name).unwrap();
    space(out, choices);
    out.push('>');
}

fn attribute(name: &str, value: &str, out: &mut String, choices: &mut Choices) {
    let quote = ['"', '\''][choices.of(2)];
    write!(out, "{}{name}", [" ", "\n", "\r\n ", "\t"][choices.of(4)]).unwrap();
    space(out, choices);
    out.push('=');
    space(out, choices);
    out.push(quote);
    for character in value.chars() {
        match character {
            '<' | '&' | '\t' | '\n' | '\r' => reference(character, out, choices),
            _ if character == quote || choices.of(9) == 0 => reference(character, out, choices),
            // Behind a carriage return a line feed would be the same line end.
            ' ' if out.ends_with('\r') => out.push(' '),
            // A space may be written as any white space.
            ' ' => out.push_str([" ", "\t", "\n", "\r\n", "\r"][choices.of(5)]),
            _ => out.push(character),
        }
    }
    out.push(quote);
}

fn characters(text: &str, out: &mut String, choices: &mut Choices) {
    let mut before = None;
    for character in text.chars() {
        match (choices.of(12), character) {
            (0, _) | (_, '&' | '<' | '\r') => reference(character, out, choices),
            (1, _) => write!(out, "<![CDATA[{character}]]>").unwrap(),
            // `]]>` may not be written out, even where its parts come in pieces.
            (_, '>') if before == Some(']') => out.push_str("&gt;"),
            (2, '\n') => out.push_str("\r\n"),
            (3, '\n') => out.push('\r'),
            (4, _) => {
                aside(out, choices);
                out.push(character);
            }
            _ => out.push(character),
        }
        // A carriage return that is written for a line feed must not meet one that is written out.
        if out.ends_with('\r') {
            out.push_str("<!---->");
        }
        before = Some(character);
    }
}

fn reference(character: char, out: &mut String, choices: &mut Choices) {
    let code = u32::from(character);
    match (choices.of(4), character) {
        (0, _) => write!(out, "&#{code};").unwrap(),
        (1, _) => write!(out, "&#x{code:X};").unwrap(),
        (2, _) => write!(out, "&#x000{code:x};").unwrap(),
        (_, '&') => out.push_str("&amp;"),
        (_, '<') => out.push_str("&lt;"),
        (_, '>') => out.push_str("&gt;"),
        (_, '"') => out.push_str("&quot;"),
        (_, '\'') => out.push_str("&apos;"),
        _ => write!(out, "&#{code};").unwrap(),
    }
}
