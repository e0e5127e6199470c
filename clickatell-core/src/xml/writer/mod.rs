//! The writer: what it lets through is well-formed, and reads back as what was given.

mod error;
mod escape;
mod fixed;
mod sink;
mod tag;

use core::fmt;

pub use error::XmlWriteError;
pub use fixed::XmlFixed;
pub use sink::XmlSink;

use self::escape::{Place, escape};
use self::tag::Nesting;
use super::chars::QName;
use super::encoding::XmlEncoding;

/// Writes one document, appending to the caller's buffer.
///
/// By default everything outside US-ASCII is written as a character reference, `é` as `&#233;`: such a document is
/// the same in UTF-8, ISO-8859-1 and US-ASCII, so no peer can take it for something else. [`utf8`](Self::utf8) writes
/// the characters themselves.
///
/// Elements end when their [`XmlElement`] goes out of scope, so that ends always match; a tag that is dropped or
/// refused half-way is taken back. Without [`root`](Self::root) nothing but the declaration is written, which is no
/// document.
///
/// ```
/// use clickatell_core::xml::{XmlEncoding, XmlWriter};
///
/// let mut out = String::new();
/// let mut xml = XmlWriter::new(&mut out);
/// xml.declaration(Some(XmlEncoding::Latin1))?;
/// let mut message = xml.root("clickmo")?.open()?;
/// message.child("from")?.text("279991235642")?;
/// message.child("text")?.attribute("kind", "a < b")?.text("café & crème")?;
/// message.child("udh")?.empty()?;
/// message.end();
/// drop(xml);
/// assert_eq!(
///     out,
///     "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>\n<clickmo><from>279991235642</from>\
///      <text kind=\"a &lt; b\">caf&#233; &amp; cr&#232;me</text><udh/></clickmo>"
/// );
/// # Ok::<(), clickatell_core::xml::XmlWriteError>(())
/// ```
pub struct XmlWriter<'o> {
    out: XmlSink<'o>,
    ascii: bool,
    stage: Stage,
    nesting: Nesting,
    /// Where the buffer was when the tag began that is being written.
    tag: Option<usize>,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Stage {
    Start,
    Declared,
    Rooted,
}

impl<'o> XmlWriter<'o> {
    /// A writer that appends to `out`, a `&mut Vec<u8>` or a `&mut String`.
    pub fn new(out: impl Into<XmlSink<'o>>) -> Self {
        Self { out: out.into(), ascii: true, stage: Stage::Start, nesting: Nesting::default(), tag: None }
    }

    /// The same, with characters outside US-ASCII written as they are, in UTF-8.
    #[must_use]
    pub fn utf8(mut self) -> Self {
        self.ascii = false;
        self
    }

    /// Writes the XML declaration and a line feed. `None` names no encoding, which means UTF-8.
    ///
    /// # Errors
    /// It is not the first thing to be written, or characters are written in UTF-8 and it would say otherwise.
    pub fn declaration(&mut self, encoding: Option<XmlEncoding>) -> Result<(), XmlWriteError> {
        if self.stage != Stage::Start {
            return Err(XmlWriteError::LateDeclaration);
        }
        if !self.ascii && encoding.is_some_and(|encoding| encoding != XmlEncoding::Utf8) {
            return Err(XmlWriteError::Encoding);
        }
        self.stage = Stage::Declared;
        self.out.push("<?xml version=\"1.0\"");
        if let Some(encoding) = encoding {
            self.out.push(" encoding=\"");
            self.out.push(encoding.name());
            self.out.push("\"");
        }
        self.out.push("?>\n");
        Ok(())
    }

    /// Begins the root element. One that was refused, or dropped before it was complete, may be begun again.
    ///
    /// # Errors
    /// There is a root already, or the name is none.
    pub fn root<'n>(&mut self, name: &'n str) -> Result<XmlTag<'_, 'o, 'n>, XmlWriteError> {
        self.settle(0);
        if self.stage == Stage::Rooted {
            return Err(XmlWriteError::SecondRoot);
        }
        XmlTag::begin(self, name)
    }

    /// Takes an unfinished tag back, and ends what is open beyond so many elements.
    #[inline]
    fn settle(&mut self, depth: usize) {
        if self.tag.is_some() {
            self.take_back();
        }
        if self.nesting.depth() > depth {
            self.close(depth);
        }
    }

    #[cold]
    fn take_back(&mut self) {
        if let Some(length) = self.tag.take() {
            self.out.truncate(length);
            self.nesting.forget();
        }
    }

    fn close(&mut self, depth: usize) {
        while self.nesting.depth() > depth {
            self.out.push("</");
            self.out.push(self.nesting.innermost());
            self.out.push(">");
            self.nesting.close();
        }
    }

    fn check_name<'n>(&self, name: &'n str) -> Result<QName<'n>, XmlWriteError> {
        let checked = QName::whole(name).ok_or_else(|| XmlWriteError::Name(name.into()))?;
        if self.ascii && !name.is_ascii() {
            return Err(XmlWriteError::NotAscii(name.into()));
        }
        Ok(checked)
    }

    fn escape(&mut self, text: &str, place: Place) -> Result<(), XmlWriteError> {
        escape(&mut self.out, text, place, self.ascii)
            .map_err(|(at, character)| XmlWriteError::Character { character, at })
    }
}

impl Drop for XmlWriter<'_> {
    fn drop(&mut self) {
        self.settle(0);
    }
}

impl fmt::Debug for XmlWriter<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("XmlWriter").field("depth", &self.nesting.depth()).finish_non_exhaustive()
    }
}

/// A start tag that takes attributes until it is completed by [`open`](Self::open), [`text`](Self::text) or
/// [`empty`](Self::empty). Dropped before that, it was never there.
#[must_use = "a tag that is not completed is taken back"]
#[derive(Debug)]
pub struct XmlTag<'w, 'o, 'n> {
    writer: &'w mut XmlWriter<'o>,
    name: &'n str,
}

impl<'w, 'o, 'n> XmlTag<'w, 'o, 'n> {
    fn begin(writer: &'w mut XmlWriter<'o>, name: &'n str) -> Result<Self, XmlWriteError> {
        let checked = writer.check_name(name)?;
        if checked.prefix() == "xmlns" {
            return Err(XmlWriteError::UndeclaredPrefix(checked.prefix().into()));
        }
        writer.tag = Some(writer.out.len());
        writer.nesting.begin();
        writer.out.push("<");
        writer.out.push(name);
        Ok(Self { writer, name })
    }

    /// Adds an attribute; `xmlns` and `xmlns:prefix` declare namespaces, which may be used in the same tag.
    ///
    /// # Errors
    /// The name is none, the element has it already, the value has a character that XML cannot carry, or it is a
    /// namespace declaration that is not allowed. The tag is taken back.
    pub fn attribute(self, name: &str, value: &str) -> Result<Self, XmlWriteError> {
        let checked = self.writer.check_name(name)?;
        self.writer.nesting.attribute(&checked, value)?;
        self.writer.out.push(" ");
        self.writer.out.push(name);
        self.writer.out.push("=\"");
        self.writer.escape(value, Place::Attribute)?;
        self.writer.out.push("\"");
        Ok(self)
    }

    /// Completes the tag; children and text follow. Without either the element is written `<a></a>`.
    ///
    /// # Errors
    /// A prefix is not declared, or an attribute there twice by its namespace. The tag is taken back.
    pub fn open(self) -> Result<XmlElement<'w, 'o>, XmlWriteError> {
        self.writer.nesting.check(self.name)?;
        self.writer.out.push(">");
        self.writer.nesting.open(self.name);
        self.writer.tag = None;
        self.writer.stage = Stage::Rooted;
        let depth = self.writer.nesting.depth();
        Ok(XmlElement { writer: self.writer, depth })
    }

    /// Completes the element with text for its content.
    ///
    /// # Errors
    /// As [`open`](Self::open), or the text has a character that XML cannot carry. The element is taken back.
    pub fn text(self, text: &str) -> Result<(), XmlWriteError> {
        self.writer.nesting.check(self.name)?;
        self.writer.out.push(">");
        self.writer.escape(text, Place::Content)?;
        let name = self.name;
        self.complete("</", name);
        Ok(())
    }

    /// Completes the element without content, written `<a/>`.
    ///
    /// # Errors
    /// As [`open`](Self::open).
    pub fn empty(self) -> Result<(), XmlWriteError> {
        self.writer.nesting.check(self.name)?;
        self.complete("/", "");
        Ok(())
    }

    fn complete(self, before: &str, name: &str) {
        self.writer.out.push(before);
        self.writer.out.push(name);
        self.writer.out.push(">");
        self.writer.nesting.forget();
        self.writer.tag = None;
        self.writer.stage = Stage::Rooted;
    }
}

/// An element that is open. It ends when this is dropped.
#[derive(Debug)]
pub struct XmlElement<'w, 'o> {
    writer: &'w mut XmlWriter<'o>,
    depth: usize,
}

impl<'o> XmlElement<'_, 'o> {
    /// Begins a child.
    ///
    /// # Errors
    /// The name is none.
    pub fn child<'n>(&mut self, name: &'n str) -> Result<XmlTag<'_, 'o, 'n>, XmlWriteError> {
        self.writer.settle(self.depth);
        XmlTag::begin(self.writer, name)
    }

    /// Writes text.
    ///
    /// # Errors
    /// It has a character that XML cannot carry.
    pub fn text(&mut self, text: &str) -> Result<(), XmlWriteError> {
        self.writer.settle(self.depth);
        self.writer.escape(text, Place::Content)
    }

    /// Writes a child without a prefix that has these attributes and nothing but text; `None` is written `<a/>`. The
    /// same as by [`child`](Self::child), at less cost: for documents of many elements that the program knows.
    ///
    /// # Errors
    /// The name is none of ASCII without a prefix, the attributes' prefix is not declared, or the text has a character
    /// that XML cannot carry. The child is taken back.
    pub fn leaf(
        &mut self,
        name: &str,
        attributes: XmlFixed,
        text: Option<&str>,
    ) -> Result<(), XmlWriteError> {
        self.writer.settle(self.depth);
        if !fixed::is_name(name) {
            return Err(XmlWriteError::Name(name.into()));
        }
        self.writer.nesting.require(attributes.prefix)?;
        let writer = &mut *self.writer;
        let begin = writer.out.len();
        writer.out.push("<");
        writer.out.push(name);
        writer.out.push(attributes.markup);
        let Some(text) = text else {
            writer.out.push("/>");
            return Ok(());
        };
        writer.out.push(">");
        if let Err(error) = writer.escape(text, Place::Content) {
            writer.out.truncate(begin);
            return Err(error);
        }
        writer.out.push("</");
        writer.out.push(name);
        writer.out.push(">");
        Ok(())
    }

    /// Ends the element, as dropping it does.
    pub fn end(self) {}
}

impl Drop for XmlElement<'_, '_> {
    fn drop(&mut self) {
        self.writer.settle(self.depth.saturating_sub(1));
    }
}

#[cfg(test)]
mod tests;
