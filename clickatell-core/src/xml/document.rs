//! Octets become text: byte order mark, declared encoding, characters.

use alloc::borrow::Cow;
use alloc::string::String;
use core::fmt;

use super::chars::is_xml_char;
use super::declaration::{Declaration, Declared};
use super::encoding::XmlEncoding;
use super::error::{XmlError, XmlLimit, XmlRule};
use super::limits::{XmlLimits, XmlTolerance};
use super::reader::XmlReader;

const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// A document whose octets have become characters; what a [`XmlReader`] reads.
///
/// Borrows the octets, except those of an ISO-8859-1 document that is not pure ASCII, which are copied once: at most
/// twice as many octets as came, plus what a growing `String` keeps in reserve.
///
/// `Debug` shows no text, which may hold passwords.
#[derive(Clone)]
pub struct XmlDocument<'o> {
    encoding: XmlEncoding,
    /// As far as the octets are characters of XML, from behind the byte order mark.
    text: Cow<'o, str>,
    /// Why the text ends before the octets do.
    stop: Option<XmlRule>,
    carriage_returns: bool,
    /// Octets of the byte order mark.
    mark: usize,
    /// Octets of the XML declaration.
    declaration: usize,
    limits: XmlLimits,
}

impl<'o> XmlDocument<'o> {
    /// Decodes octets by what they say of themselves: byte order mark, then declaration, then UTF-8.
    ///
    /// # Errors
    /// The document is too long, its declaration is malformed, or its encoding is none that is read. Octets and
    /// characters that do not belong are reported by the reader, when it comes to them, with the element they are in.
    pub fn decode(octets: &'o [u8], limits: &XmlLimits) -> Result<Self, XmlError> {
        Self::decode_by(octets, None, limits)
    }

    /// Decodes octets whose encoding the transport named, which counts more than the declaration. A byte order mark
    /// of UTF-8 counts more than both (RFC 7303, section 3).
    ///
    /// # Errors
    /// As [`decode`](Self::decode), except for a declaration that names another encoding.
    pub fn decode_as(octets: &'o [u8], encoding: XmlEncoding, limits: &XmlLimits) -> Result<Self, XmlError> {
        Self::decode_by(octets, Some(encoding), limits)
    }

    fn decode_by(octets: &'o [u8], named: Option<XmlEncoding>, limits: &XmlLimits) -> Result<Self, XmlError> {
        let limits = *limits;
        if octets.len() > limits.document {
            let rule = XmlRule::Limit(XmlLimit::Document, limits.document);
            return Err(XmlError::new(limits.document, rule, None));
        }
        if is_wide(octets) {
            return Err(XmlError::new(0, XmlRule::WideEncoding, None));
        }
        let (body, mark) = match octets.strip_prefix(BYTE_ORDER_MARK) {
            Some(body) => (body, BYTE_ORDER_MARK.len()),
            None => (octets, 0),
        };
        let fail = |rule| XmlError::new(mark, rule, None);
        let declaration = Declaration::parse(body).map_err(fail)?;
        let declared = declaration.and_then(|declaration| declaration.encoding);
        let encoding = choose(mark > 0, named, declared).map_err(fail)?;
        let (text, stop, carriage_returns) = decode(body, encoding);
        let declaration = declaration.map_or(0, |declaration| declaration.length);
        Ok(Self { encoding, text, stop, carriage_returns, mark, declaration, limits })
    }

    /// The encoding in which the document came.
    #[must_use]
    pub const fn encoding(&self) -> XmlEncoding {
        self.encoding
    }

    /// Reads the document from its start. Every rule holds.
    #[must_use]
    pub fn reader(&self) -> XmlReader<'_> {
        self.tolerant_reader(XmlTolerance::STRICT)
    }

    /// Reads the document from its start, with some rules bent.
    #[must_use]
    pub fn tolerant_reader(&self, tolerance: XmlTolerance) -> XmlReader<'_> {
        XmlReader::new(self, tolerance)
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }

    pub(super) const fn stop(&self) -> Option<&XmlRule> {
        self.stop.as_ref()
    }

    /// Whether any text may have line ends to be normalised.
    pub(super) const fn has_carriage_returns(&self) -> bool {
        self.carriage_returns
    }

    pub(super) const fn declaration(&self) -> usize {
        self.declaration
    }

    pub(super) const fn limits(&self) -> &XmlLimits {
        &self.limits
    }

    /// The offset among the octets that came of an offset in the text.
    ///
    /// `known` is such a pair of offsets, to count on from.
    pub(super) fn octet(&self, at: usize, known: (usize, usize)) -> usize {
        match &self.text {
            Cow::Borrowed(_) => at.saturating_add(self.mark),
            // One octet of ISO-8859-1 was one character.
            Cow::Owned(text) => {
                let between = text.as_bytes().get(known.0..at).unwrap_or_default();
                let characters = between.iter().filter(|&&octet| !(0x80..0xC0).contains(&octet)).count();
                known.1.saturating_add(characters)
            }
        }
    }
}

impl fmt::Debug for XmlDocument<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("XmlDocument")
            .field("encoding", &self.encoding)
            .field("octets", &self.text.len())
            .field("stop", &self.stop)
            .finish_non_exhaustive()
    }
}

/// Whether octets begin as UTF-16 or UTF-32 does, with a byte order mark or with `<`.
fn is_wide(octets: &[u8]) -> bool {
    matches!(octets, [0xFE, 0xFF, ..] | [0xFF, 0xFE, ..] | [0, b'<', ..] | [b'<', 0, ..] | [0, 0, _, ..])
}

fn choose(
    marked: bool,
    named: Option<XmlEncoding>,
    declared: Option<Declared>,
) -> Result<XmlEncoding, XmlRule> {
    match (marked, named, declared) {
        (true, Some(_), _) | (_, None, None) => Ok(XmlEncoding::Utf8),
        (false, Some(named), _) => Ok(named),
        (_, None, Some(Declared::Wide)) => Err(XmlRule::WideEncoding),
        (_, None, Some(Declared::Unknown)) => Err(XmlRule::UnknownEncoding),
        (true, None, Some(Declared::Known(encoding))) if encoding != XmlEncoding::Utf8 => {
            Err(XmlRule::EncodingConflict)
        }
        (_, None, Some(Declared::Known(encoding))) => Ok(encoding),
    }
}

/// The text as far as it goes, why it goes no further, and whether there are carriage returns in it.
fn decode(octets: &[u8], encoding: XmlEncoding) -> (Cow<'_, str>, Option<XmlRule>, bool) {
    let (mut text, mut stop) = match encoding {
        XmlEncoding::Latin1 if !octets.is_ascii() => {
            (Cow::Owned(octets.iter().copied().map(char::from).collect::<String>()), None)
        }
        XmlEncoding::Ascii if !octets.is_ascii() => {
            let ascii = octets.iter().take_while(|octet| octet.is_ascii()).count();
            (Cow::Borrowed(valid(octets, ascii)), Some(XmlRule::NotAscii))
        }
        _ => match core::str::from_utf8(octets) {
            Ok(text) => (Cow::Borrowed(text), None),
            Err(error) => (Cow::Borrowed(valid(octets, error.valid_up_to())), Some(XmlRule::NotUtf8)),
        },
    };
    let (foreign, carriage_returns) = survey(text.as_bytes());
    if let Some(at) = foreign {
        let character = text.get(at..).and_then(|rest| rest.chars().next()).unwrap_or_default();
        stop = Some(XmlRule::Character(character));
        text = match text {
            Cow::Borrowed(text) => Cow::Borrowed(text.get(..at).unwrap_or_default()),
            Cow::Owned(mut text) => {
                text.truncate(at);
                Cow::Owned(text)
            }
        };
    }
    (text, stop, carriage_returns)
}

/// The first octets, which are known to be UTF-8.
fn valid(octets: &[u8], length: usize) -> &str {
    octets.get(..length).and_then(|octets| core::str::from_utf8(octets).ok()).unwrap_or_default()
}

/// Where UTF-8 holds the first character that XML cannot carry, and whether there is a carriage return before it.
///
/// Few octets can begin such a character. Whole blocks are searched for them without a branch, which compilers turn
/// into vector instructions: by the least and the greatest octet first, because most text has no control characters,
/// then by the octets that are in question.
fn survey(text: &[u8]) -> (Option<usize>, bool) {
    const BLOCK: usize = 256;
    let mut carriage_returns = false;
    for (number, block) in text.chunks(BLOCK).enumerate() {
        let (least, greatest) = block
            .iter()
            .fold((u8::MAX, 0), |(least, greatest), &octet| (least.min(octet), octet.max(greatest)));
        if least >= b' ' && greatest < 0xEF {
            continue;
        }
        carriage_returns = carriage_returns || memchr::memchr(b'\r', block).is_some();
        let in_question =
            |octet: u8| (octet < b' ') & !matches!(octet, b'\t' | b'\n' | b'\r') | (octet == 0xEF);
        if block.iter().fold(false, |found, &octet| found | in_question(octet)) {
            let start = number.saturating_mul(BLOCK);
            for (inside, &octet) in block.iter().enumerate() {
                let at = start.saturating_add(inside);
                // U+FFFE and U+FFFF, which may reach into the next block.
                let no_character = matches!(text.get(at..), Some([0xEF, 0xBF, 0xBE | 0xBF, ..]));
                if no_character || octet < b' ' && !is_xml_char(char::from(octet)) {
                    return (Some(at), carriage_returns);
                }
            }
        }
    }
    (None, carriage_returns)
}

#[cfg(test)]
mod tests;
