//! What is wrong with a document, at which octet, in which element.

use alloc::boxed::Box;
use core::fmt;

/// One rule broken at one place: an error where the rule holds, a note where an
/// [`XmlTolerance`](super::XmlTolerance) bends it.
///
/// Prints as one line, `SOAP-ENV:Body at octet 118: the same attribute twice`, and never shows text or attribute
/// values, which may be passwords.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct XmlError(Box<Fault>);

/// Behind a box, because nearly every call that can fail does not.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Fault {
    at: usize,
    rule: XmlRule,
    element: Option<Box<str>>,
}

impl XmlError {
    #[cold]
    pub(super) fn new(at: usize, rule: XmlRule, element: Option<&str>) -> Self {
        Self(Box::new(Fault { at, rule, element: element.map(Box::from) }))
    }

    /// The octet at which the fault lies, counted from the first octet of the document as it came, byte order mark
    /// included.
    #[must_use]
    pub fn at(&self) -> usize {
        self.0.at
    }

    /// The rule that is broken.
    #[must_use]
    pub fn rule(&self) -> &XmlRule {
        &self.0.rule
    }

    /// The element in which it is broken, with its prefix as it is written; `None` outside the root.
    #[must_use]
    pub fn element(&self) -> Option<&str> {
        self.0.element.as_deref()
    }
}

impl fmt::Display for XmlError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at octet {}: {}", self.element().unwrap_or("document"), self.at(), self.rule())
    }
}

impl core::error::Error for XmlError {}

/// A rule of XML 1.0, of Namespaces in XML 1.0, of this reader, or of whoever asked it for an element.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum XmlRule {
    /// The document is in UTF-16 or UTF-32, or says that it is.
    #[error("UTF-16 and UTF-32 are not read")]
    WideEncoding,
    /// The document declares an encoding that is not read.
    #[error("an encoding other than UTF-8, ISO-8859-1 and US-ASCII is declared")]
    UnknownEncoding,
    /// A byte order mark says UTF-8, the declaration says something else.
    #[error("the byte order mark says UTF-8, the declaration does not")]
    EncodingConflict,
    /// The octets are not UTF-8.
    #[error("not UTF-8")]
    NotUtf8,
    /// An octet above 127 in a document that is declared US-ASCII.
    #[error("not US-ASCII")]
    NotAscii,
    /// A character that XML cannot carry.
    #[error("U+{:04X} is not a character of XML", u32::from(*.0))]
    Character(char),
    /// The XML declaration is malformed, or its version is not 1.0.
    #[error("malformed XML declaration, or not version 1.0")]
    Declaration,
    /// A document type declaration. None is read, and no entity is ever expanded.
    #[error("document type declarations are refused")]
    Dtd,
    /// A cap is exceeded.
    #[error("more than {1} {0}")]
    Limit(XmlLimit, usize),
    /// The document ends inside a tag, a text, a comment or the like.
    #[error("the document ends in the middle")]
    Truncated,
    /// The document ends before this element does.
    #[error("the document ends before its end tag")]
    Unclosed,
    /// There is no element.
    #[error("no element")]
    NoRoot,
    /// A second root.
    #[error("a second root element")]
    SecondRoot,
    /// Something other than white space, comments and processing instructions outside the root.
    #[error("text or an end tag outside the root element")]
    OutsideRoot,
    /// An end tag that is not the open element's.
    #[error("the end tag of another element")]
    MismatchedEnd,
    /// A name is missing or malformed.
    #[error("no well-formed name")]
    Name,
    /// A tag is malformed.
    #[error("malformed attribute")]
    Attribute,
    /// `<` in an attribute's value.
    #[error("< in the value of an attribute")]
    LessThan,
    /// The same attribute twice, by name or by namespace and local name.
    #[error("the same attribute twice")]
    DuplicateAttribute,
    /// `]]>` in text.
    #[error("]]> in text")]
    SectionEnd,
    /// `--` in a comment.
    #[error("-- in a comment")]
    Comment,
    /// A malformed processing instruction, or one named `xml`.
    #[error("malformed processing instruction")]
    Instruction,
    /// `<!` that begins neither a comment nor a CDATA section.
    #[error("<! begins neither a comment nor a CDATA section")]
    Markup,
    /// `&` that begins no reference.
    #[error("& begins no reference")]
    Reference,
    /// A reference to an entity other than the five that every document has.
    #[error("a reference to an entity that is not predefined")]
    Entity,
    /// A reference to a character that XML cannot carry.
    #[error("a reference to no character of XML")]
    CharacterReference,
    /// A prefix that nothing declares. Bent by [`XmlTolerance::undeclared_prefix`](super::XmlTolerance).
    #[error("a prefix that is not declared")]
    UndeclaredPrefix,
    /// A namespace declaration that touches a reserved name, or takes a prefix back.
    #[error("a namespace declaration that is not allowed")]
    NamespaceDeclaration,
    /// An element is spelled in another case. Bent by [`XmlTolerance::any_case`](super::XmlTolerance).
    #[error("spelled in another case than {0}")]
    Case(Box<str>),
    /// Another element, or none, stands where this one was expected.
    #[error("{0} expected")]
    Expected(Box<str>),
    /// Text where only elements were expected.
    #[error("text between elements")]
    UnexpectedText,
    /// An element where only text was expected.
    #[error("an element where text is expected")]
    UnexpectedElement,
}

/// What [`XmlLimits`](super::XmlLimits) caps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum XmlLimit {
    /// [`XmlLimits::document`](super::XmlLimits::document)
    #[error("octets in the document")]
    Document,
    /// [`XmlLimits::depth`](super::XmlLimits::depth)
    #[error("elements open at once")]
    Depth,
    /// [`XmlLimits::attributes`](super::XmlLimits::attributes)
    #[error("attributes")]
    Attributes,
    /// [`XmlLimits::attribute`](super::XmlLimits::attribute)
    #[error("octets in an attribute")]
    Attribute,
    /// [`XmlLimits::text`](super::XmlLimits::text)
    #[error("octets in a text")]
    Text,
    /// [`XmlLimits::name`](super::XmlLimits::name)
    #[error("octets in a name")]
    Name,
    /// [`XmlLimits::namespaces`](super::XmlLimits::namespaces)
    #[error("namespace declarations at once")]
    Namespaces,
}
