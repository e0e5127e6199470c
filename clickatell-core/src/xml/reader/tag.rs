//! Start tags: name, attributes, namespaces.

use alloc::borrow::Cow;
use alloc::vec::Vec;

use super::scope::{Scope, Space};
use super::value::{self, At};
use crate::xml::chars::{QName, skip_space};
use crate::xml::error::{XmlLimit, XmlRule};
use crate::xml::limits::XmlLimits;

/// An attribute of the current start tag.
#[derive(Clone, Debug)]
pub(super) struct Held<'d> {
    pub(super) name: QName<'d>,
    pub(super) space: Space,
    pub(super) value: Cow<'d, str>,
    /// Octets of the tag before it.
    pub(super) at: usize,
}

/// A start tag that was read.
pub(super) struct Tag<'d> {
    pub(super) name: QName<'d>,
    pub(super) space: Space,
    /// `<name/>`
    pub(super) empty: bool,
}

/// Reads tags; keeps its memory from one to the next.
#[derive(Default)]
pub(super) struct TagReader<'d> {
    pub(super) scope: Scope<'d>,
    pub(super) attributes: Vec<Held<'d>>,
    /// Where prefixes of the tag stand that nothing declares, the caller having asked to let them pass.
    pub(super) undeclared: Vec<usize>,
}

impl<'d> TagReader<'d> {
    /// Reads a tag, from `<` to `>`. A fault comes with the name of the element, once that is known.
    pub(super) fn read(
        &mut self,
        tag: &'d str,
        limits: &XmlLimits,
        undeclared_passes: bool,
    ) -> Result<Tag<'d>, (At, Option<&'d str>)> {
        self.attributes.clear();
        self.undeclared.clear();
        let inside = tag.strip_prefix('<').unwrap_or(tag);
        let (inside, empty) = match inside.strip_suffix("/>") {
            Some(inside) => (inside, true),
            None => (inside.strip_suffix('>').unwrap_or(inside), false),
        };
        let name = QName::at_start(inside).ok_or(((1, XmlRule::Name), None))?;
        let of_element = |fault| (fault, Some(name.full()));
        if name.full().len() > limits.name {
            return Err(((1, XmlRule::Limit(XmlLimit::Name, limits.name)), None));
        }
        let space = if inside.len() == name.full().len() {
            self.element_space(&name, undeclared_passes).map_err(of_element)?
        } else {
            let own = self.scope.len();
            self.read_attributes(inside, name.full().len(), own, limits).map_err(of_element)?;
            let space = self.element_space(&name, undeclared_passes).map_err(of_element)?;
            self.resolve_attributes(undeclared_passes).map_err(of_element)?;
            space
        };
        Ok(Tag { name, space, empty })
    }

    /// Reads what stands behind the name.
    fn read_attributes(
        &mut self,
        inside: &'d str,
        name: usize,
        own: usize,
        limits: &XmlLimits,
    ) -> Result<(), At> {
        // One more for the `<` before `inside`.
        let offset = |rest: &str| inside.len().saturating_sub(rest.len()).saturating_add(1);
        let mut rest = inside.get(name..).unwrap_or_default();
        let mut count: usize = 0;
        loop {
            let begin = skip_space(rest);
            if begin.is_empty() {
                return Ok(());
            }
            let at = offset(begin);
            if begin.len() == rest.len() {
                return Err((at, XmlRule::Attribute));
            }
            count = count.saturating_add(1);
            if count > limits.attributes {
                return Err((at, XmlRule::Limit(XmlLimit::Attributes, limits.attributes)));
            }
            let name = QName::at_start(begin).ok_or((at, XmlRule::Name))?;
            if name.full().len() > limits.name {
                return Err((at, XmlRule::Limit(XmlLimit::Name, limits.name)));
            }
            let behind = skip_space(begin.get(name.full().len()..).unwrap_or_default());
            let malformed = |rest| (offset(rest), XmlRule::Attribute);
            let quoted = skip_space(behind.strip_prefix('=').ok_or_else(|| malformed(behind))?);
            let (written, behind) = quotation(quoted).ok_or_else(|| malformed(quoted))?;
            rest = behind;
            let before = offset(quoted).saturating_add(1);
            let value = value::attribute(written, limits.attribute)
                .map_err(|(inner, rule)| (before.saturating_add(inner), rule))?;
            let other =
                self.scope.declare(&name, value, own, limits.namespaces).map_err(|rule| (at, rule))?;
            if let Some(value) = other {
                if self.attributes.iter().any(|held| held.name.full() == name.full()) {
                    return Err((at, XmlRule::DuplicateAttribute));
                }
                self.attributes.push(Held { name, space: Space::None, value, at });
            }
        }
    }

    fn element_space(&mut self, name: &QName<'d>, undeclared_passes: bool) -> Result<Space, At> {
        self.space(name.prefix(), 1, undeclared_passes)
    }

    /// Finds the namespaces of attributes. One without a prefix has none, whatever the default namespace is.
    fn resolve_attributes(&mut self, undeclared_passes: bool) -> Result<(), At> {
        let mut attributes = core::mem::take(&mut self.attributes);
        let mut outcome = Ok(());
        for held in attributes.iter_mut().filter(|held| !held.name.prefix().is_empty()) {
            match self.space(held.name.prefix(), held.at, undeclared_passes) {
                Ok(space) => held.space = space,
                Err(fault) => {
                    outcome = Err(fault);
                    break;
                }
            }
        }
        self.attributes = attributes;
        outcome?;
        self.same_in_two_prefixes()
    }

    fn space(&mut self, prefix: &str, at: usize, undeclared_passes: bool) -> Result<Space, At> {
        match self.scope.resolve(prefix) {
            Some(space) => Ok(space),
            None if prefix == "xmlns" => Err((at, XmlRule::NamespaceDeclaration)),
            None if undeclared_passes => {
                self.undeclared.push(at);
                Ok(Space::None)
            }
            None => Err((at, XmlRule::UndeclaredPrefix)),
        }
    }

    /// Two prefixes of one namespace may not give one local name twice (Namespaces in XML 1.0, section 6.3).
    fn same_in_two_prefixes(&self) -> Result<(), At> {
        let mut rest = self.attributes.as_slice();
        while let Some((one, others)) = rest.split_first() {
            if one.space != Space::None {
                let same = |other: &&Held<'d>| {
                    other.name.local() == one.name.local()
                        && self.scope.uri(other.space) == self.scope.uri(one.space)
                };
                if let Some(other) = others.iter().find(same) {
                    return Err((other.at, XmlRule::DuplicateAttribute));
                }
            }
            rest = others;
        }
        Ok(())
    }
}

/// What stands between the quotes that `text` begins with, and what follows.
fn quotation(text: &str) -> Option<(&str, &str)> {
    let quote = match text.as_bytes() {
        [quote @ (b'"' | b'\''), ..] => *quote,
        _ => return None,
    };
    let inside = text.get(1..)?;
    let end = inside.bytes().position(|octet| octet == quote)?;
    Some((inside.get(..end)?, inside.get(end.checked_add(1)?..)?))
}
