//! A strict reader and writer of XML.
//!
//! Every XML door (SOAP, the XML and SOAP callbacks, Connect) reads through this, so that what is refused is refused
//! everywhere. [`XmlDocument`] turns octets into characters, [`XmlReader`] gives elements and texts, [`XmlWriter`]
//! writes documents that any reader takes.
//!
//! - Namespaces are resolved; undeclared prefixes, duplicate attributes and ends that do not match are refused.
//! - Document type declarations are refused, so there is no entity to expand: only `&lt;`, `&gt;`, `&amp;`, `&quot;`,
//!   `&apos;` and character references are resolved, and those only to characters that XML can carry.
//! - There is exactly one root, it is complete, and only white space, comments and processing instructions stand
//!   around it.
//! - UTF-8, ISO-8859-1 and US-ASCII are read. UTF-16 is not: nobody was seen to send it.
//! - Whatever a document can make grow has a cap: [`XmlLimits`].
//! - Every fault has its place, counted in the octets that came: [`XmlError`].
//!
//! ```
//! use clickatell_core::xml::{XmlDocument, XmlLimits};
//!
//! let octets = b"<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>\n\
//!     <clickmo><from>279991235642</from><text>caf\xE9 &amp; cr&#232;me</text></clickmo>";
//! let document = XmlDocument::decode(octets, &XmlLimits::default())?;
//! let mut reader = document.reader();
//! reader.expect_root(None, "clickmo")?;
//! let mut text = None;
//! while let Some(child) = reader.next_child()? {
//!     match child.local() {
//!         "text" => text = Some(reader.text_content()?),
//!         _ => reader.skip()?,
//!     }
//! }
//! reader.finish()?;
//! assert_eq!(text.as_deref(), Some("café & crème"));
//! # Ok::<(), clickatell_core::xml::XmlError>(())
//! ```

mod chars;
mod declaration;
mod document;
mod encoding;
mod error;
#[doc(hidden)]
pub mod fuzzing;
mod limits;
mod reader;
mod writer;

pub use chars::is_xml_char;
pub use document::XmlDocument;
pub use encoding::XmlEncoding;
pub use error::{XmlError, XmlLimit, XmlRule};
pub use limits::{XmlLimits, XmlTolerance};
pub use reader::{XmlAttribute, XmlEvent, XmlReader, XmlStart};
pub use writer::{XmlElement, XmlFixed, XmlSink, XmlTag, XmlWriteError, XmlWriter};
