//! Where each piece of a document ends.

use crate::xml::chars::is_space;
use quick_xml::parser::{CommentParser, ElementParser, Parser, PiParser};

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

    /// The longest text without `<` and `&`, and whether it has neither `>` nor a carriage return in it.
    pub(super) fn text(&mut self) -> Option<(&'d str, bool)> {
        let special = first_special(self.rest());
        let plain = matches!(self.rest().get(special), Some(b'<' | b'&'));
        let end = if plain {
            special
        } else {
            let behind = self.rest().get(special..)?;
            special.saturating_add(behind.iter().position(|octet| matches!(octet, b'<' | b'&'))?)
        };
        Some((self.take(end)?, plain))
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

/// Octets before the first that ends a text or is to be looked at.
fn first_special(text: &[u8]) -> usize {
    const BLOCK: usize = 32;
    let special = |octet: &u8| matches!(octet, b'<' | b'&' | b'>' | b'\r');
    let mut rest = text;
    // Most texts are short. In long ones whole blocks are judged without a branch, which compilers vectorise.
    while let Some((block, behind)) = rest.split_first_chunk::<BLOCK>() {
        if rest.len() < text.len() && !block.iter().fold(false, |found, octet| found | special(octet)) {
            rest = behind;
            continue;
        }
        if let Some(at) = block.iter().position(special) {
            return text.len().saturating_sub(rest.len()).saturating_add(at);
        }
        rest = behind;
    }
    let at = rest.iter().position(special).unwrap_or(rest.len());
    text.len().saturating_sub(rest.len()).saturating_add(at)
}
