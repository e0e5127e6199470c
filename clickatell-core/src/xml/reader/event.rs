//! What a reader gives.

use alloc::borrow::Cow;
use alloc::boxed::Box;
use core::fmt;

use super::scope::Space;
use super::tag::Held;
use super::{Open, XmlReader};
use crate::xml::error::XmlRule;

/// The next thing in a document.
///
/// `Debug` shows names only: texts and attribute values may be passwords.
#[non_exhaustive]
pub enum XmlEvent<'r, 'd> {
    /// An element begins. `<a/>` gives this and then [`End`](Self::End).
    Start(XmlStart<'r, 'd>),
    /// All the text up to the next tag in one piece: text, references and CDATA sections joined, across comments and
    /// processing instructions, line ends as line feeds. Never empty.
    Text(Cow<'d, str>),
    /// The innermost open element ends.
    End,
}

impl fmt::Debug for XmlEvent<'_, '_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Start(start) => f.debug_tuple("Start").field(start).finish(),
            Self::Text(text) => write!(f, "Text({} octets)", text.len()),
            Self::End => f.write_str("End"),
        }
    }
}

/// The beginning of an element: its name and its attributes.
///
/// Holds the reader until it is dropped, because it borrows what the reader keeps of the tag; what has the lifetime
/// `'d` may be kept longer.
#[derive(Clone, Copy)]
pub struct XmlStart<'r, 'd> {
    reader: &'r XmlReader<'d>,
    open: &'r Open<'d>,
}

impl<'r, 'd> XmlStart<'r, 'd> {
    pub(super) fn new(reader: &'r XmlReader<'d>, open: &'r Open<'d>) -> Self {
        Self { reader, open }
    }

    /// The name as it is written, with its prefix.
    #[must_use]
    pub fn name(&self) -> &'d str {
        self.open.name.full()
    }

    /// The prefix; empty when there is none.
    #[must_use]
    pub fn prefix(&self) -> &'d str {
        self.open.name.prefix()
    }

    /// The name without its prefix.
    #[must_use]
    pub fn local(&self) -> &'d str {
        self.open.name.local()
    }

    /// The namespace, if the element is in one.
    #[must_use]
    pub fn namespace(&self) -> Option<&'r str> {
        self.reader.tags.scope.uri(self.open.space)
    }

    /// Whether the element has this namespace (`None`: none) and this local name.
    ///
    /// Under [`XmlTolerance::any_case`](crate::xml::XmlTolerance::any_case) the case of the local name does not
    /// matter, and a difference is noted: once for an element, however often its name is compared.
    #[must_use]
    pub fn is(&self, namespace: Option<&str>, local: &str) -> bool {
        self.namespace() == namespace && self.is_local(local)
    }

    /// Whether the element has this local name, in whatever namespace; case as in [`is`](Self::is).
    #[must_use]
    pub fn is_local(&self, local: &str) -> bool {
        if self.local() == local {
            return true;
        }
        let alike = self.reader.tolerance.any_case && self.local().eq_ignore_ascii_case(local);
        if alike && self.reader.cased.replace(Some(self.open.at)) != Some(self.open.at) {
            self.reader.note(self.open.at, XmlRule::Case(Box::from(local)));
        }
        alike
    }

    /// The attributes in the order in which they are written, without namespace declarations.
    #[must_use]
    pub fn attributes(&self) -> impl ExactSizeIterator<Item = XmlAttribute<'r, 'd>> + use<'r, 'd> {
        let Self { reader, open } = *self;
        reader.tags.attributes.iter().map(move |held| XmlAttribute { reader, held, tag: open.at })
    }

    /// The value of an attribute, by namespace (`None`: none, which is that of every attribute without a prefix) and
    /// local name.
    #[must_use]
    pub fn attribute(&self, namespace: Option<&str>, local: &str) -> Option<&'r str> {
        self.attributes()
            .find(|attribute| attribute.local() == local && attribute.namespace() == namespace)
            .map(|attribute| attribute.value())
    }

    /// The namespace that a prefix stands for here, for values that hold names, such as `xsi:type="xsd:string"`.
    /// The empty prefix is the default namespace. `None`: no namespace, or nothing declares the prefix.
    #[must_use]
    pub fn resolve(&self, prefix: &str) -> Option<&'r str> {
        let scope = &self.reader.tags.scope;
        scope.uri(scope.resolve(prefix).unwrap_or(Space::None))
    }

    /// The octet at which the tag begins, counted from the start of the document as it came.
    #[must_use]
    pub fn offset(&self) -> usize {
        self.reader.octet(self.open.at)
    }
}

impl fmt::Debug for XmlStart<'_, '_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("XmlStart")
            .field("name", &self.name())
            .field("namespace", &self.namespace())
            .field("attributes", &self.reader.tags.attributes.len())
            .finish()
    }
}

/// An attribute of an element.
#[derive(Clone, Copy)]
pub struct XmlAttribute<'r, 'd> {
    reader: &'r XmlReader<'d>,
    held: &'r Held<'d>,
    /// Where the tag begins, in the text.
    tag: usize,
}

impl<'r, 'd> XmlAttribute<'r, 'd> {
    /// The name as it is written, with its prefix.
    #[must_use]
    pub fn name(&self) -> &'d str {
        self.held.name.full()
    }

    /// The name without its prefix.
    #[must_use]
    pub fn local(&self) -> &'d str {
        self.held.name.local()
    }

    /// The namespace, if the attribute is in one.
    #[must_use]
    pub fn namespace(&self) -> Option<&'r str> {
        self.reader.tags.scope.uri(self.held.space)
    }

    /// The value: references resolved, white space that is written out turned into spaces.
    #[must_use]
    pub fn value(&self) -> &'r str {
        &self.held.value
    }

    /// The octet at which the name begins, counted from the start of the document as it came.
    #[must_use]
    pub fn offset(&self) -> usize {
        self.reader.octet(self.tag.saturating_add(self.held.at))
    }
}

impl fmt::Debug for XmlAttribute<'_, '_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "XmlAttribute({}, {} octets)", self.name(), self.held.value.len())
    }
}
