//! Where each piece of a document ends.

use memchr::{memchr2, memchr3};
use quick_xml::parser::{CommentParser, ElementParser, Parser, PiParser};

use crate::xml::chars::is_space;

/// The part of the text that is not read yet.
///
/// quick-xml's parsers find the ends of tags, comments and processing instructions. Its reader is not used: it would
/// check UTF-8 a second time, cut texts at references, and drop a byte order mark without counting it.
///
/// `None`, from the methods that read a piece: the text ends before the piece does.
pub(super) struct Lexer<'d> {
    rest: &'d str,
    at: usize,
}

impl<'d> Lexer<'d> {
    /// The text from an offset on.
    pub(super) fn new(text: &'d str, at: usize) -> Self {
        Self { rest: text.get(at..).unwrap_or_default(), at }
    }

    /// What is not read yet.
    pub(super) fn rest(&self) -> &'d [u8] {
        self.rest.as_bytes()
    }

    /// The offset at which that begins.
    pub(super) fn at(&self) -> usize {
        self.at
    }

    /// A tag, from `<` to the first `>` outside quotes.
    pub(super) fn tag(&mut self) -> Option<&'d str> {
        let last = ElementParser::default().feed(self.rest())?;
        self.take(last.saturating_add(1))
    }

    /// A processing instruction, from `<?` to the first `?>`.
    pub(super) fn instruction(&mut self) -> Option<&'d str> {
        let last = PiParser::default().feed(self.rest())?;
        self.take(last.saturating_add(1))
    }

    /// What stands between `<!--` and the first `-->` behind it.
    pub(super) fn comment(&mut self) -> Option<&'d str> {
        self.take("<!--".len())?;
        // Unlike the other two, this parser says how long the piece is.
        let length = CommentParser::default().feed(self.rest())?;
        self.take(length)?.strip_suffix("-->")
    }

    /// What stands between `<![CDATA[` and the first `]]>`.
    pub(super) fn section(&mut self) -> Option<&'d str> {
        self.take("<![CDATA[".len())?;
        let end = self.rest.find("]]>")?;
        let inside = self.take(end);
        self.take("]]>".len())?;
        inside
    }

    /// What stands between `&` and the first `;`, unless something else that is markup comes before it.
    pub(super) fn reference(&mut self) -> Option<Result<&'d str, NoReference>> {
        self.take("&".len())?;
        let end = self.rest.bytes().position(|octet| matches!(octet, b';' | b'&' | b'<'))?;
        let inside = self.take(end)?;
        Some(self.take(";".len()).filter(|end| *end == ";").map(|_| inside).ok_or(NoReference))
    }

    /// The longest text without `<` and `&`, and whether there is `>` in it.
    pub(super) fn text(&mut self) -> Option<(&'d str, bool)> {
        let first = memchr3(b'<', b'&', b'>', self.rest())?;
        let greater = self.rest().get(first) == Some(&b'>');
        let end = if greater { memchr2(b'<', b'&', self.rest())? } else { first };
        Some((self.take(end)?, greater))
    }

    /// How much white space comes next, which is then read, and what octet follows.
    pub(super) fn spaces(&mut self) -> (usize, Option<u8>) {
        let spaces = self.rest.bytes().take_while(|&octet| is_space(octet)).count();
        self.take(spaces);
        (spaces, self.rest().first().copied())
    }

    #[inline]
    fn take(&mut self, octets: usize) -> Option<&'d str> {
        let (taken, rest) = self.rest.split_at_checked(octets)?;
        self.rest = rest;
        self.at = self.at.saturating_add(octets);
        Some(taken)
    }
}

/// `&` that begins no reference.
pub(super) struct NoReference;
