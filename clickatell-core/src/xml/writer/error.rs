//! What a writer refuses.

use alloc::boxed::Box;

/// Why a piece was not written. Nothing of it was, and what stands in the buffer is as well-formed as before.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum XmlWriteError {
    /// The name is not one of XML with namespaces.
    #[error("{0:?} is no name of XML")]
    Name(Box<str>),
    /// The name needs a character that the document's encoding has not, and names cannot hold references.
    #[error("the name {0} is not US-ASCII")]
    NotAscii(Box<str>),
    /// The text has a character that XML cannot carry in any form.
    #[error("U+{:04X} at octet {at} of the text is not a character of XML", u32::from(*character))]
    Character {
        /// The character.
        character: char,
        /// Octets of the text, as UTF-8, before it.
        at: usize,
    },
    /// The element has the attribute already, by name or by namespace and local name.
    #[error("the attribute {0} twice")]
    DuplicateAttribute(Box<str>),
    /// Neither the element nor one around it declares the prefix.
    #[error("the prefix {0} is not declared")]
    UndeclaredPrefix(Box<str>),
    /// A namespace declaration that touches a reserved name, or takes a prefix back.
    #[error("the namespace declaration {0} is not allowed")]
    NamespaceDeclaration(Box<str>),
    /// A document has one root, and it was begun already.
    #[error("a second root element")]
    SecondRoot,
    /// A declaration stands at the start of the document, and nowhere else.
    #[error("a declaration that is not at the start")]
    LateDeclaration,
    /// The document is written in UTF-8, and the declaration would say otherwise.
    #[error("a document in UTF-8 cannot be declared to be something else")]
    Encoding,
}
