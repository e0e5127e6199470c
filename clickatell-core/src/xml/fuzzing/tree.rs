//! A document as a tree, to compare what was read with what is read again.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;
use alloc::{format, vec};

use crate::xml::{XmlError, XmlEvent, XmlLimits, XmlReader, XmlStart, XmlTag, XmlWriteError};

/// An element and all that is in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Element {
    /// As it is written, with its prefix.
    pub name: String,
    pub namespace: Option<String>,
    /// Name as it is written, namespace, value.
    pub attributes: Vec<(String, Option<String>, String)>,
    pub content: Vec<Content>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    Text(String),
    Element(Box<Element>),
}

impl Element {
    /// Reads a whole document.
    ///
    /// # Errors
    /// The document breaks a rule.
    pub fn read(reader: &mut XmlReader<'_>) -> Result<Self, XmlError> {
        Self::read_with(reader, |_| {})
    }

    /// Reads a whole document, and shows the reader to `look` after each event.
    ///
    /// # Errors
    /// The document breaks a rule.
    ///
    /// # Panics
    /// When the events are not those of one tree.
    pub fn read_with(
        reader: &mut XmlReader<'_>,
        mut look: impl FnMut(&XmlReader<'_>),
    ) -> Result<Self, XmlError> {
        // The outermost stands for the document.
        let mut open =
            vec![Self { name: String::new(), namespace: None, attributes: vec![], content: vec![] }];
        loop {
            let event = reader.next_event()?;
            match event {
                Some(XmlEvent::Start(start)) => open.push(Self::begin(&start)),
                Some(XmlEvent::Text(text)) => {
                    let content = &mut open.last_mut().expect("text in an element").content;
                    assert!(
                        !text.is_empty() && !matches!(content.last(), Some(Content::Text(_))),
                        "text in pieces"
                    );
                    content.push(Content::Text(text.into_owned()));
                }
                Some(XmlEvent::End) => {
                    let closed = open.pop().expect("an element that ends");
                    let outside = open.last_mut().expect("no more ends than starts");
                    outside.content.push(Content::Element(Box::new(closed)));
                }
                None => break,
            }
            look(reader);
            assert_eq!(open.len(), reader.depth() + 1);
        }
        let document = open.pop().expect("the document");
        assert!(open.is_empty() && document.content.len() == 1, "not one root");
        match document.content.into_iter().next() {
            Some(Content::Element(root)) => Ok(*root),
            other => panic!("{other:?} is no root"),
        }
    }

    fn begin(start: &XmlStart<'_, '_>) -> Self {
        let owned = |namespace: Option<&str>| namespace.map(String::from);
        let attributes = start.attributes();
        Self {
            name: start.name().into(),
            namespace: owned(start.namespace()),
            attributes: attributes
                .map(|attribute| {
                    (attribute.name().into(), owned(attribute.namespace()), attribute.value().into())
                })
                .collect(),
            content: Vec::new(),
        }
    }

    /// Writes the element, declaring every namespace where it is used.
    ///
    /// # Errors
    /// The writer refuses something.
    pub fn write(&self, tag: Result<XmlTag<'_, '_, '_>, XmlWriteError>) -> Result<(), XmlWriteError> {
        let mut tag = tag?;
        let mut declared = Vec::new();
        let names = self.attributes.iter().map(|(name, namespace, _)| (name, namespace));
        for (name, namespace) in core::iter::once((&self.name, &self.namespace)).chain(names) {
            let (prefix, declaration) = match name.split_once(':') {
                Some((prefix, _)) => (prefix, format!("xmlns:{prefix}")),
                None => ("", "xmlns".into()),
            };
            // An attribute without a prefix is not in the default namespace.
            let first = declared.is_empty() || !prefix.is_empty();
            if first && prefix != "xml" && !declared.contains(&prefix) {
                tag = tag.attribute(&declaration, namespace.as_deref().unwrap_or_default())?;
            }
            declared.push(prefix);
        }
        for (name, _, value) in &self.attributes {
            tag = tag.attribute(name, value)?;
        }
        match self.content.as_slice() {
            [] => tag.empty(),
            [Content::Text(text)] => tag.text(text),
            content => {
                let mut element = tag.open()?;
                for content in content {
                    match content {
                        Content::Text(text) => element.text(text)?,
                        Content::Element(child) => child.write(element.child(&child.name))?,
                    }
                }
                Ok(())
            }
        }
    }

    /// Asserts that nothing exceeds its cap.
    pub(super) fn judge(&self, limits: &XmlLimits) {
        assert!(self.attributes.len() <= limits.attributes, "{} attributes", self.attributes.len());
        for (name, _, value) in &self.attributes {
            assert!(name.len() <= limits.name && value.len() <= limits.attribute, "{name} is too long");
        }
        assert!(self.name.len() <= limits.name, "{} is too long", self.name);
        for content in &self.content {
            match content {
                Content::Text(text) => assert!(text.len() <= limits.text, "{} octets of text", text.len()),
                Content::Element(child) => child.judge(limits),
            }
        }
    }
}
