//! Namespace declarations in force.

use alloc::borrow::Cow;
use alloc::vec::Vec;

use crate::xml::chars::QName;
use crate::xml::error::{XmlLimit, XmlRule};

/// What the prefix `xml` always stands for.
pub(in crate::xml) const XML: &str = "http://www.w3.org/XML/1998/namespace";
/// What the prefix `xmlns` always stands for.
pub(in crate::xml) const XMLNS: &str = "http://www.w3.org/2000/xmlns/";

/// Where the namespace of a name is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Space {
    /// It has none.
    None,
    /// That of the prefix `xml`.
    Xml,
    /// That of a declaration in force.
    Declared(usize),
}

/// The declarations of all open elements, the outermost first.
#[derive(Default)]
pub(super) struct Scope<'d> {
    declarations: Vec<(&'d str, Cow<'d, str>)>,
}

impl<'d> Scope<'d> {
    /// How many declarations are in force.
    pub(super) fn len(&self) -> usize {
        self.declarations.len()
    }

    /// Forgets all but the first `length` declarations.
    pub(super) fn truncate(&mut self, length: usize) {
        self.declarations.truncate(length);
    }

    /// Takes an attribute that is a namespace declaration, `own` being where those of its element begin; gives any
    /// other attribute's value back.
    pub(super) fn declare(
        &mut self,
        name: &QName<'d>,
        value: Cow<'d, str>,
        own: usize,
        limit: usize,
    ) -> Result<Option<Cow<'d, str>>, XmlRule> {
        let Some(prefix) = declared_prefix(name) else { return Ok(Some(value)) };
        check_declaration(prefix, &value)?;
        if self.declarations.get(own..).unwrap_or_default().iter().any(|(other, _)| *other == prefix) {
            return Err(XmlRule::DuplicateAttribute);
        }
        if self.declarations.len() >= limit {
            return Err(XmlRule::Limit(XmlLimit::Namespaces, limit));
        }
        self.declarations.push((prefix, value));
        Ok(None)
    }

    /// What a prefix stands for; the empty one is that of elements without a prefix. `None`: nothing declares it.
    pub(super) fn resolve(&self, prefix: &str) -> Option<Space> {
        let found = self.declarations.iter().rposition(|(other, _)| *other == prefix);
        match found {
            // xmlns="" takes the default namespace back.
            Some(at) if self.uri(Space::Declared(at)).is_some() => Some(Space::Declared(at)),
            None if prefix == "xml" => Some(Space::Xml),
            _ if prefix.is_empty() => Some(Space::None),
            _ => None,
        }
    }

    /// The name of a namespace.
    pub(super) fn uri(&self, space: Space) -> Option<&str> {
        match space {
            Space::None => None,
            Space::Xml => Some(XML),
            Space::Declared(at) => {
                self.declarations.get(at).map(|(_, uri)| uri.as_ref()).filter(|uri| !uri.is_empty())
            }
        }
    }
}

/// The prefix that an attribute of this name declares, empty for the default namespace.
pub(in crate::xml) fn declared_prefix<'t>(name: &QName<'t>) -> Option<&'t str> {
    match (name.prefix(), name.local()) {
        ("xmlns", prefix) => Some(prefix),
        ("", "xmlns") => Some(""),
        _ => None,
    }
}

/// Namespaces in XML 1.0, sections 2.2 and 3: the two reserved names belong together with their prefixes, and only
/// the default namespace can be taken back.
pub(in crate::xml) fn check_declaration(prefix: &str, uri: &str) -> Result<(), XmlRule> {
    let right = match prefix {
        "xml" => uri == XML,
        "xmlns" => false,
        "" => uri != XML && uri != XMLNS,
        _ => !uri.is_empty() && uri != XML && uri != XMLNS,
    };
    if right { Ok(()) } else { Err(XmlRule::NamespaceDeclaration) }
}
