//! References from values to elements beside the message (SOAP 1.1, section 5.4.1), as proxies of .NET and Axis write them.

use alloc::borrow::Cow;

use super::grammar::{EnvelopeError, Fault, Field, Limits, Rule};
use super::read::{Content, Item};
use crate::message::{Message, Text, Value};

/// References that were seen, and the elements that they may lead to.
pub(super) struct References<'d> {
    limits: Limits,
    /// References in values: the place of the value, the name of the element, the place in the document.
    seen: Vec<(usize, Box<str>, usize)>,
    targets: Vec<Target<'d>>,
    /// Texts in all elements.
    texts: usize,
    /// References and elements, and later the steps from one to the other.
    count: usize,
    /// Octets of the texts that references led to.
    octets: usize,
}

/// The value that a reference stands for.
#[derive(Clone, Copy)]
struct Referring<'v, 'd> {
    name: &'v Cow<'d, str>,
    hidden: bool,
    at: usize,
}

struct Target<'d> {
    id: Box<str>,
    items: Vec<Item<'d>>,
}

impl<'d> References<'d> {
    pub(super) const fn new(limits: &Limits) -> Self {
        Self { limits: *limits, seen: Vec::new(), targets: Vec::new(), texts: 0, count: 0, octets: 0 }
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.seen.is_empty()
    }

    /// A value is a reference.
    pub(super) fn seen(&mut self, value: usize, id: Box<str>, at: usize) -> Result<(), EnvelopeError> {
        self.step(at)?;
        self.seen.push((value, id, at));
        Ok(())
    }

    /// An element begins that a reference may lead to.
    pub(super) fn target(&mut self, id: Box<str>) -> Result<(), EnvelopeError> {
        self.step(0)?;
        self.targets.push(Target { id, items: Vec::new() });
        Ok(())
    }

    /// A part of the element that began last.
    pub(super) fn item(&mut self, item: Item<'d>) -> Result<(), EnvelopeError> {
        if matches!(item.content, Content::Reference(_)) {
            self.step(item.at)?;
        }
        self.texts = self.texts.saturating_add(1);
        // One more than can be kept, so that it is seen that there are too many.
        if let Some(target) =
            self.targets.last_mut().filter(|_| self.texts <= self.limits.values.saturating_add(1))
        {
            target.items.push(item);
        }
        Ok(())
    }

    /// The message with what its references lead to in their places.
    pub(super) fn resolve(mut self, message: Message<'d>) -> Result<Message<'d>, EnvelopeError> {
        let mut resolved = Message { values: Vec::new(), ..message };
        let mut seen = core::mem::take(&mut self.seen).into_iter().peekable();
        for (place, value) in message.values.into_iter().enumerate() {
            match seen.next_if(|(referring, _, _)| *referring == place) {
                Some((_, id, at)) => {
                    let referring = Referring { name: &value.name, hidden: value.hidden, at };
                    self.follow(&mut resolved, referring, &id, &mut Vec::new())?;
                }
                None => self.push(&mut resolved, value),
            }
        }
        Ok(resolved)
    }

    fn follow(
        &mut self,
        message: &mut Message<'d>,
        referring: Referring<'_, 'd>,
        id: &str,
        path: &mut Vec<usize>,
    ) -> Result<(), EnvelopeError> {
        let Referring { name, at, .. } = referring;
        let fault = |rule| EnvelopeError::from(Fault::new(rule, Field::Parameter, at));
        let found = self.targets.iter().position(|target| *target.id == *id);
        let place = found.ok_or_else(|| fault(Rule::Dangling))?;
        if path.contains(&place) {
            return Err(fault(Rule::Circular));
        }
        self.step(at)?;
        path.push(place);
        let mut index = 0_usize;
        while let Some(item) = self.targets.get(place).and_then(|target| target.items.get(index)) {
            let (at, hidden) = (item.at, referring.hidden || item.is_hidden());
            let text = match &item.content {
                Content::Text(text) => {
                    // Each is a copy sooner or later. Together they are no longer than a document without references.
                    if message.values.len() < self.limits.values {
                        self.octets = self.octets.saturating_add(text.len());
                    }
                    if self.octets > self.limits.xml.document {
                        return Err(fault(Rule::References));
                    }
                    Text::Plain(text.clone())
                }
                Content::Nil => Text::Nil,
                Content::Reference(id) => {
                    let id = id.clone();
                    self.follow(message, Referring { name, hidden, at }, &id, path)?;
                    index = index.saturating_add(1);
                    continue;
                }
            };
            self.push(message, Value::new(name.clone(), text, at, hidden));
            index = index.saturating_add(1);
        }
        path.pop();
        Ok(())
    }

    fn push(&self, message: &mut Message<'d>, value: Value<'d>) {
        if message.values.len() < self.limits.values {
            message.values.push(value);
        } else {
            message.dropped = message.dropped.saturating_add(1);
        }
    }

    fn step(&mut self, at: usize) -> Result<(), EnvelopeError> {
        self.count = self.count.saturating_add(1);
        // Each reference is seen, found and followed.
        if self.count > self.limits.references.saturating_mul(3) {
            return Err(Fault::new(Rule::References, Field::Parameter, at).into());
        }
        Ok(())
    }
}
