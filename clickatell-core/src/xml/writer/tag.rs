//! The start tag that is being written, and the namespaces around it.

use alloc::string::String;
use alloc::vec::Vec;

use super::error::XmlWriteError;
use crate::xml::chars::QName;
use crate::xml::reader::scope::{XML, check_declaration, declared_prefix};

/// An element whose start tag is complete.
#[derive(Clone, Copy)]
struct Open {
    /// Where its name begins in `names`.
    name: usize,
    /// Declarations in force outside it.
    outside: usize,
}

/// A prefix, that of the default namespace being empty, and its namespace.
#[derive(Clone, Copy)]
struct Declaration {
    /// Where its prefix begins in `declared`.
    prefix: usize,
    /// Where its namespace begins there.
    uri: usize,
    /// Where that ends.
    end: usize,
}

/// Names of what is open, and what it declares.
#[derive(Default)]
pub(super) struct Nesting {
    /// The names of all open elements, one behind the other.
    names: String,
    open: Vec<Open>,
    declarations: Vec<Declaration>,
    /// Prefixes and namespaces of all declarations, one behind the other.
    declared: String,
    /// Attributes of the tag that is being written, a space behind each.
    attributes: String,
    /// Where the declarations of that tag begin.
    own: usize,
    /// The last prefix that was asked for and is declared, so that many in a row are looked for once.
    in_scope: &'static str,
}

impl Nesting {
    /// How many elements are open; that of an unfinished tag is not.
    pub(super) fn depth(&self) -> usize {
        self.open.len()
    }

    /// A tag begins.
    pub(super) fn begin(&mut self) {
        self.attributes.clear();
        self.own = self.declarations.len();
    }

    /// An attribute of the tag, its name being one of XML.
    pub(super) fn attribute(&mut self, name: &QName<'_>, value: &str) -> Result<(), XmlWriteError> {
        if let Some(prefix) = declared_prefix(name) {
            if check_declaration(prefix, value).is_err() {
                return Err(XmlWriteError::NamespaceDeclaration(name.full().into()));
            }
            let own = self.declarations.get(self.own..).unwrap_or_default();
            if own.iter().any(|own| self.between(own.prefix, own.uri) == prefix) {
                return Err(XmlWriteError::DuplicateAttribute(name.full().into()));
            }
            let begin = self.declared.len();
            self.declared.push_str(prefix);
            let uri = self.declared.len();
            self.declared.push_str(value);
            self.declarations.push(Declaration { prefix: begin, uri, end: self.declared.len() });
        } else {
            if self.attributes.split_terminator(' ').any(|other| other == name.full()) {
                return Err(XmlWriteError::DuplicateAttribute(name.full().into()));
            }
            self.attributes.push_str(name.full());
            self.attributes.push(' ');
        }
        Ok(())
    }

    /// The tag ends: all its prefixes are to be declared, and no attribute there twice by its namespace.
    pub(super) fn check(&self, name: &str) -> Result<(), XmlWriteError> {
        self.uri(QName::whole(name).map_or("", |name| name.prefix()))?;
        let mut rest = self.attributes.as_str();
        while let Some((name, others)) = rest.split_once(' ') {
            rest = others;
            if let Some((prefix, local)) = name.split_once(':') {
                let uri = self.uri(prefix)?;
                for other in others.split_terminator(' ') {
                    let Some((prefix, same)) = other.split_once(':') else { continue };
                    if same == local && self.uri(prefix)? == uri {
                        return Err(XmlWriteError::DuplicateAttribute(other.into()));
                    }
                }
            }
        }
        Ok(())
    }

    /// The namespace of a prefix.
    pub(super) fn uri(&self, prefix: &str) -> Result<Option<&str>, XmlWriteError> {
        let of = |own: &&Declaration| self.between(own.prefix, own.uri) == prefix;
        match self.declarations.iter().rev().find(of) {
            Some(found) => Ok(Some(self.between(found.uri, found.end))),
            None if prefix == "xml" => Ok(Some(XML)),
            None if prefix.is_empty() => Ok(None),
            None => Err(XmlWriteError::UndeclaredPrefix(prefix.into())),
        }
    }

    /// That a prefix is declared, or none.
    #[inline]
    pub(super) fn require(&mut self, prefix: &'static str) -> Result<(), XmlWriteError> {
        if !prefix.is_empty() && prefix != self.in_scope {
            self.uri(prefix)?;
            self.in_scope = prefix;
        }
        Ok(())
    }

    /// The tag is complete, and its element open.
    pub(super) fn open(&mut self, name: &str) {
        self.open.push(Open { name: self.names.len(), outside: self.own });
        self.names.push_str(name);
    }

    /// The tag is complete and its element closed, or the tag is taken back.
    pub(super) fn forget(&mut self) {
        self.undeclare(self.own);
    }

    /// Only so many declarations are left.
    fn undeclare(&mut self, left: usize) {
        if let Some(first) = self.declarations.get(left) {
            // It was the length of the string once.
            self.in_scope = "";
            self.declared.truncate(first.prefix);
            self.declarations.truncate(left);
        }
    }

    fn between(&self, begin: usize, end: usize) -> &str {
        self.declared.get(begin..end).unwrap_or_default()
    }

    /// The name of the innermost open element.
    pub(super) fn innermost(&self) -> &str {
        self.open.last().and_then(|open| self.names.get(open.name..)).unwrap_or_default()
    }

    /// The innermost open element is closed.
    pub(super) fn close(&mut self) {
        if let Some(open) = self.open.pop() {
            // It was the length of the string once.
            self.names.truncate(open.name);
            self.undeclare(open.outside);
        }
    }
}
