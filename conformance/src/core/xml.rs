//! Documents in XML: read strictly, and written with character references.

use clickatell_core::xml::{
    XmlDocument, XmlError, XmlEvent, XmlLimits, XmlReader, XmlRule, XmlTag, XmlTolerance, XmlWriteError,
    XmlWriter,
};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::Verdict;
use crate::line::Kind;
use crate::shape::{LongText, Tolerated, explain, octets, same};

/// A document and the tree that it is, or a refusal.
///
/// An element is a list: its name, its attributes if it has any, and its content. A name in a namespace has that in
/// braces in front.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Document {
    document: Option<LongText>,
    /// The document in hexadecimal digits, where it is no UTF-8.
    octets: Option<String>,
    /// The name that the outermost element is to have.
    root: Option<String>,
    expect: Value,
    tolerated: Option<Tolerated>,
    /// The document that is written of the tree.
    built: Option<Value>,
}

impl Kind for Document {
    fn run(self, verdict: &mut Verdict) {
        verdict.check("document read", || same(&self.read(XmlTolerance::STRICT)?.0, &self.expect));
        if let Some(tolerated) = &self.tolerated {
            verdict.check("document tolerated", || {
                let (read, notes) = self.read(XmlTolerance::FIELD)?;
                same(&read, &tolerated.expect)?;
                same(&notes, &tolerated.notes)
            });
        }
        if let Some(built) = &self.built {
            verdict.check("document written", || same(&written(&self.expect)?, built));
        }
    }
}

impl Document {
    /// The tree, or the refusal, and the notes.
    fn read(&self, tolerance: XmlTolerance) -> Result<(Value, Vec<Value>), String> {
        let octets = match (&self.document, &self.octets) {
            (Some(document), None) => document.0.clone().into_bytes(),
            (None, Some(digits)) => octets(digits)?,
            _ => return Err("one of document and octets".to_owned()),
        };
        let place = |error: &XmlError| json!({ "rule": rule(error.rule()), "at": error.at() });
        let refused = |error: XmlError| json!({ "error": place(&error) });
        let document = match XmlDocument::decode(&octets, &XmlLimits::default()) {
            Ok(document) => document,
            Err(error) => return Ok((refused(error), Vec::new())),
        };
        let mut notes = Vec::new();
        if let Some(name) = &self.root {
            let mut reader = document.tolerant_reader(tolerance);
            if let Err(error) = reader.expect_root(None, name).map(drop) {
                return Ok((refused(error), Vec::new()));
            }
            notes = reader.take_notes();
        }
        let mut reader = document.tolerant_reader(tolerance);
        let read = tree(&mut reader).unwrap_or_else(refused);
        notes.extend(reader.take_notes());
        Ok((read, notes.iter().map(place).collect()))
    }
}

fn tree(reader: &mut XmlReader<'_>) -> Result<Value, XmlError> {
    // The outermost list stands for the document.
    let mut open: Vec<Vec<Value>> = vec![Vec::new()];
    while let Some(event) = reader.next_event()? {
        match event {
            XmlEvent::Start(start) => {
                let mut element = vec![json!(clark(start.namespace(), start.local()))];
                let attributes = start.attributes().filter(|attribute| {
                    attribute.name() != "xmlns" && !attribute.name().starts_with("xmlns:")
                });
                let attributes: Map<String, Value> =
                    attributes.map(|it| (clark(it.namespace(), it.local()), json!(it.value()))).collect();
                if !attributes.is_empty() {
                    element.push(Value::Object(attributes));
                }
                open.push(element);
            }
            XmlEvent::Text(text) => put(&mut open, json!(text)),
            XmlEvent::End => {
                let closed = open.pop().unwrap_or_default();
                put(&mut open, Value::Array(closed));
            }
            _ => {}
        }
    }
    Ok(open.pop().and_then(|document| document.into_iter().next()).unwrap_or_default())
}

fn put(open: &mut [Vec<Value>], value: Value) {
    if let Some(innermost) = open.last_mut() {
        innermost.push(value);
    }
}

/// A name with its namespace in braces in front.
fn clark(namespace: Option<&str>, local: &str) -> String {
    namespace.map_or_else(|| local.to_owned(), |namespace| format!("{{{namespace}}}{local}"))
}

/// The document of a tree without namespaces.
fn written(tree: &Value) -> Result<String, String> {
    let mut out = String::new();
    let root = Parts::of(tree)?;
    root.write(XmlWriter::new(&mut out).root(root.name))?;
    Ok(out)
}

/// An element, taken apart.
struct Parts<'v> {
    name: &'v str,
    attributes: Vec<(&'v String, &'v Value)>,
    content: &'v [Value],
}

impl<'v> Parts<'v> {
    fn of(element: &'v Value) -> Result<Self, String> {
        let (name, rest) = element.as_array().and_then(|items| items.split_first()).ok_or("no element")?;
        let name = name.as_str().ok_or("an element without a name")?;
        Ok(match rest.split_first() {
            Some((Value::Object(attributes), content)) => {
                Self { name, attributes: attributes.iter().collect(), content }
            }
            _ => Self { name, attributes: Vec::new(), content: rest },
        })
    }

    /// Writes what is behind the name.
    fn write(&self, tag: Result<XmlTag<'_, '_, '_>, XmlWriteError>) -> Result<(), String> {
        let mut tag = tag.map_err(explain)?;
        for (name, value) in &self.attributes {
            tag = tag.attribute(name, value.as_str().unwrap_or_default()).map_err(explain)?;
        }
        let mut element = tag.open().map_err(explain)?;
        for item in self.content {
            match item.as_str() {
                Some(text) => element.text(text).map_err(explain)?,
                None => {
                    let child = Self::of(item)?;
                    child.write(element.child(child.name))?;
                }
            }
        }
        element.end();
        Ok(())
    }
}

pub(crate) fn rule(rule: &XmlRule) -> &'static str {
    match rule {
        XmlRule::WideEncoding => "wide_encoding",
        XmlRule::UnknownEncoding => "unknown_encoding",
        XmlRule::EncodingConflict => "encoding_conflict",
        XmlRule::NotUtf8 => "not_utf8",
        XmlRule::NotAscii => "not_ascii",
        XmlRule::Character(_) => "character",
        XmlRule::Declaration => "declaration",
        XmlRule::Dtd => "dtd",
        XmlRule::Limit(..) => "limit",
        XmlRule::Truncated => "truncated",
        XmlRule::Unclosed => "unclosed",
        XmlRule::NoRoot => "no_root",
        XmlRule::SecondRoot => "second_root",
        XmlRule::OutsideRoot => "outside_root",
        XmlRule::MismatchedEnd => "mismatched_end",
        XmlRule::Name => "name",
        XmlRule::Attribute => "attribute",
        XmlRule::LessThan => "less_than",
        XmlRule::DuplicateAttribute => "duplicate_attribute",
        XmlRule::SectionEnd => "section_end",
        XmlRule::Comment => "comment",
        XmlRule::Instruction => "instruction",
        XmlRule::Markup => "markup",
        XmlRule::Reference => "reference",
        XmlRule::Entity => "entity",
        XmlRule::CharacterReference => "character_reference",
        XmlRule::UndeclaredPrefix => "undeclared_prefix",
        XmlRule::NamespaceDeclaration => "namespace_declaration",
        XmlRule::Case(_) => "case",
        XmlRule::Expected(_) => "expected",
        XmlRule::UnexpectedText => "unexpected_text",
        XmlRule::UnexpectedElement => "unexpected_element",
        _ => "?",
    }
}
