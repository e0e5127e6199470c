//! Reading an envelope.

use alloc::borrow::Cow;

use clickatell_core::wire::Notes;
use clickatell_core::xml::{XmlDocument, XmlEvent, XmlReader, XmlStart, XmlTolerance};

use super::grammar::{EnvelopeError, EnvelopeGrammar, Fault, Field, Limits, Rule, Tolerance};
use super::reference::References;
use super::{Body, SOAP_ENV, known};
use crate::fault::{FaultCode, SoapFault};
use crate::message::{Message, Text, Value, may_show_in_list};

/// Whoever comes next, which is us, by SOAP 1.1, section 4.2.2.
const ACTOR_NEXT: &str = "http://schemas.xmlsoap.org/soap/actor/next";

pub(super) fn body<'d>(
    document: &'d XmlDocument<'_>,
    tolerance: Tolerance,
    limits: &Limits,
    notes: &mut impl Notes<EnvelopeGrammar>,
) -> Result<Body<'d>, EnvelopeError> {
    let mut xml_tolerance = XmlTolerance::STRICT;
    xml_tolerance.undeclared_prefix = tolerance.undeclared_prefix;
    let mut xml = document.tolerant_reader(xml_tolerance);
    enter(&mut xml)?;
    let at = xml.offset();
    let body = match xml.next_child()? {
        None => return Err(Fault::new(Rule::Operation, Field::Body, at).into()),
        Some(first) if first.is(Some(SOAP_ENV), "Fault") => Body::Fault(fault(&mut xml)?),
        Some(first) => {
            let message = Message {
                name: Cow::Borrowed(first.local()),
                namespace: known(first.namespace()),
                at: first.offset(),
                values: Vec::new(),
                dropped: 0,
            };
            Body::Message(values(&mut xml, message, limits)?)
        }
    };
    xml.finish()?;
    for note in xml.take_notes() {
        notes.note(Fault::new(Rule::UndeclaredPrefix, Field::Envelope, note.at()));
    }
    Ok(body)
}

/// Reads on into the body.
fn enter(xml: &mut XmlReader<'_>) -> Result<(), EnvelopeError> {
    let root = xml.root()?;
    let rule = match (root.local(), root.namespace()) {
        ("Envelope", Some(SOAP_ENV)) => None,
        ("Envelope", _) => Some(Rule::Version),
        _ => Some(Rule::Envelope),
    };
    if let Some(rule) = rule {
        return Err(Fault::new(rule, Field::Envelope, root.offset()).into());
    }
    while let Some(child) = xml.next_child()? {
        match (child.namespace(), child.local()) {
            (Some(SOAP_ENV), "Body") => return Ok(()),
            (Some(SOAP_ENV), "Header") => header(xml)?,
            _ => xml.skip()?,
        }
    }
    Err(Fault::new(Rule::Body, Field::Envelope, xml.offset()).into())
}

/// Entries of a header are passed over, unless they are for us and must not be.
fn header(xml: &mut XmlReader<'_>) -> Result<(), EnvelopeError> {
    while let Some(entry) = xml.next_child()? {
        let must = entry.attribute(Some(SOAP_ENV), "mustUnderstand").is_some_and(is_true);
        let actor = entry.attribute(Some(SOAP_ENV), "actor");
        if must && matches!(actor, None | Some("" | ACTOR_NEXT)) {
            return Err(Fault::new(Rule::MustUnderstand, Field::Header, entry.offset()).into());
        }
        xml.skip()?;
    }
    Ok(())
}

/// The values of a message, whose element has begun, and what stands beside it in the body.
fn values<'d>(
    xml: &mut XmlReader<'d>,
    mut message: Message<'d>,
    limits: &Limits,
) -> Result<Message<'d>, EnvelopeError> {
    let mut references = References::new(limits);
    let mut full = Full::default();
    while let Some(child) = xml.next_child()? {
        let (name, at, marks) = (child.local(), child.offset(), Marks::of(&child));
        element(xml, (marks, at), &mut |item: Item<'d>| {
            // A wrapper around numbered fields, as one of the document's tables has it.
            let name = if name == "fields" { item.name.unwrap_or(name) } else { name };
            let hidden = item.is_hidden();
            if message.values.len() >= limits.values && !full.takes(name, &message.values) {
                message.dropped = message.dropped.saturating_add(1);
                return Ok(());
            }
            let text = match item.content {
                Content::Text(text) => Text::Plain(text),
                Content::Nil => Text::Nil,
                Content::Reference(id) => {
                    references.seen(message.values.len(), id, item.at)?;
                    Text::Nil
                }
            };
            message.values.push(Value::new(Cow::Borrowed(name), text, item.at, hidden));
            Ok(())
        })?;
    }
    if references.is_empty() {
        return Ok(message);
    }
    while let Some(child) = xml.next_child()? {
        let (at, marks) = (child.offset(), Marks::of(&child));
        match child.attribute(None, "id").map(Box::from) {
            Some(id) => {
                references.target(id)?;
                element(xml, (marks, at), &mut |item: Item<'d>| references.item(item))?;
            }
            None => xml.skip()?,
        }
    }
    references.resolve(message)
}

/// What is kept of a message that is full: the first value of each further name, so that a list that is too long hides
/// nobody's credentials behind it.
#[derive(Default)]
struct Full {
    /// Names that are there, at most so many: those of one operation are fewer.
    names: Vec<Box<str>>,
}

impl Full {
    const NAMES: usize = 64;

    fn takes(&mut self, name: &str, kept: &[Value<'_>]) -> bool {
        if self.names.is_empty() {
            for value in kept {
                if self.names.len() < Self::NAMES && !self.has(value.name()) {
                    self.names.push(Box::from(value.name()));
                }
            }
        }
        if self.names.len() >= Self::NAMES || self.has(name) {
            return false;
        }
        self.names.push(Box::from(name));
        true
    }

    fn has(&self, name: &str) -> bool {
        self.names.iter().any(|other| **other == *name)
    }
}

/// What the attributes of an element say about its value. Types say nothing that counts, so they are not looked at.
struct Marks {
    nil: bool,
    href: Option<Box<str>>,
}

impl Marks {
    fn of(start: &XmlStart<'_, '_>) -> Self {
        let mut marks = Self { nil: false, href: None };
        for attribute in start.attributes() {
            match attribute.local() {
                // Whatever the prefix is, and whether it is declared; older schemas called it null.
                "nil" | "null" if attribute.name() != attribute.local() => {
                    marks.nil = is_true(attribute.value());
                }
                "href" if attribute.name() == "href" => {
                    let value = attribute.value();
                    marks.href = Some(Box::from(value.strip_prefix('#').unwrap_or(value)));
                }
                _ => {}
            }
        }
        marks
    }
}

fn is_true(value: &str) -> bool {
    matches!(value.trim_ascii(), "1" | "true")
}

/// A value, or a part of a list.
pub(super) struct Item<'d> {
    /// The name of the element in the list.
    name: Option<&'d str>,
    pub(super) content: Content<'d>,
    pub(super) at: usize,
}

impl Item<'_> {
    /// True when no record may show it, whatever the list is called.
    pub(super) fn is_hidden(&self) -> bool {
        self.name.is_some_and(|name| !may_show_in_list(name))
    }
}

/// What an element holds.
pub(super) enum Content<'d> {
    Text(Cow<'d, str>),
    Nil,
    Reference(Box<str>),
}

/// Reads an element that has begun up to its end: its one value, or those of a list.
fn element<'d>(
    xml: &mut XmlReader<'d>,
    (marks, at): (Marks, usize),
    take: &mut impl FnMut(Item<'d>) -> Result<(), EnvelopeError>,
) -> Result<(), EnvelopeError> {
    if let Some(content) = marks.content() {
        take(Item { name: None, content, at })?;
        return Ok(xml.skip()?);
    }
    let mut text: Option<Cow<'d, str>> = None;
    let mut is_list = false;
    loop {
        let child = match xml.next_event()? {
            Some(XmlEvent::Start(child)) => (child.local(), child.offset(), Marks::of(&child)),
            Some(XmlEvent::Text(found)) => {
                if is_list && !is_blank(&found) {
                    return Err(Fault::new(Rule::Mixed, Field::Parameter, xml.offset()).into());
                }
                text = Some(found);
                continue;
            }
            _ => break,
        };
        let (name, at, marks) = child;
        if text.as_deref().is_some_and(|text| !is_blank(text)) {
            return Err(Fault::new(Rule::Mixed, Field::Parameter, at).into());
        }
        is_list = true;
        let content = match marks.content() {
            Some(content) => {
                xml.skip()?;
                content
            }
            None => Content::Text(xml.text_content()?),
        };
        take(Item { name: Some(name), content, at })?;
    }
    if !is_list {
        take(Item { name: None, content: Content::Text(text.unwrap_or_default()), at })?;
    }
    Ok(())
}

impl Marks {
    fn content<'d>(self) -> Option<Content<'d>> {
        match self.href {
            Some(id) => Some(Content::Reference(id)),
            None => self.nil.then_some(Content::Nil),
        }
    }
}

fn is_blank(text: &str) -> bool {
    text.trim_ascii().is_empty()
}

/// A fault, whose element has begun.
fn fault<'d>(xml: &mut XmlReader<'d>) -> Result<SoapFault<'d>, EnvelopeError> {
    let mut fault = SoapFault::new(FaultCode::Other(Box::from("")), "");
    while let Some(child) = xml.next_child()? {
        match child.local() {
            "faultcode" => fault.code = FaultCode::from_name(&xml.text_content()?),
            "faultstring" => fault.string = xml.text_content()?,
            "faultactor" => fault.actor = Some(xml.text_content()?),
            "detail" => fault.detail = detail(xml)?,
            _ => xml.skip()?,
        }
    }
    Ok(fault)
}

/// All text in an element that has begun, up to its end.
fn detail<'d>(xml: &mut XmlReader<'d>) -> Result<Option<Cow<'d, str>>, EnvelopeError> {
    let outside = xml.depth().saturating_sub(1);
    let mut texts: Option<Cow<'d, str>> = None;
    while xml.depth() > outside {
        let Some(XmlEvent::Text(text)) = xml.next_event()? else { continue };
        let text = match text {
            Cow::Borrowed(text) => Cow::Borrowed(text.trim_ascii()),
            Cow::Owned(text) => Cow::Owned(String::from(text.trim_ascii())),
        };
        match &mut texts {
            _ if text.is_empty() => {}
            None => texts = Some(text),
            Some(texts) => {
                let texts = texts.to_mut();
                texts.push(' ');
                texts.push_str(&text);
            }
        }
    }
    Ok(texts)
}
