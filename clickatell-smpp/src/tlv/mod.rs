//! Optional parameters: tag, length, value (3.2.4).
//!
//! They stay what they are on the wire, octets in the sender's order: duplicates, vendor tags and order survive.
//! Typed accessors look them up when asked.

mod build;
mod check;
mod lengths;
mod rows;
mod table;
mod uses;

use core::fmt;

use clickatell_core::wire::{Notes, Reader};

use crate::grammar::{Fault, Field, Rule, Smpp};
use crate::octets::COctets;
use crate::tolerance::Tolerance;

pub use build::TlvBuf;
pub use table::Tag;

/// One optional parameter.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Tlv<'a> {
    /// What it is.
    pub tag: Tag,
    /// Its value: at most 65535 octets.
    value: &'a [u8],
}

impl<'a> Tlv<'a> {
    /// A parameter with this value; `None` when the value has more than 65535 octets.
    #[must_use]
    pub const fn new(tag: Tag, value: &'a [u8]) -> Option<Self> {
        if value.len() > 65_535 { None } else { Some(Self { tag, value }) }
    }

    /// The octets of the value.
    #[must_use]
    #[inline]
    pub const fn value(&self) -> &'a [u8] {
        self.value
    }

    /// The value as one octet; `None` when it has another length.
    #[must_use]
    #[inline]
    pub fn to_u8(&self) -> Option<u8> {
        self.value.try_into().map(u8::from_be_bytes).ok()
    }

    /// The value as two octets, most significant first; `None` when it has another length.
    #[must_use]
    #[inline]
    pub fn to_u16(&self) -> Option<u16> {
        self.value.try_into().map(u16::from_be_bytes).ok()
    }

    /// The value as four octets, most significant first; `None` when it has another length.
    #[must_use]
    #[inline]
    pub fn to_u32(&self) -> Option<u32> {
        self.value.try_into().map(u32::from_be_bytes).ok()
    }

    /// The value as text: up to the first NUL, or all of it where a peer leaves that out.
    #[must_use]
    #[inline]
    pub fn text(&self) -> &'a [u8] {
        if let Some((text, [])) = Reader::new(self.value).c_octets_then::<0>(usize::MAX) {
            return text;
        }
        // Without its NUL, or not ASCII.
        let end = self.value.iter().position(|octet| *octet == 0).unwrap_or(self.value.len());
        self.value.get(..end).unwrap_or_default()
    }
}

impl fmt::Debug for Tlv<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}=b\"{}\"", self.tag, self.value.escape_ascii())
    }
}

/// The optional parameters of a PDU, in the sender's order.
///
/// A `Copy` view of octets that have been walked once: every tag and length is whole.
#[derive(Clone, Copy, Default)]
pub struct Tlvs<'a> {
    octets: &'a [u8],
    /// Where the first tag stands in its PDU; for faults only.
    base: u32,
}

/// The octets before a value: tag and length.
const PREFIX: usize = 4;

impl<'a> Tlvs<'a> {
    /// None.
    pub const EMPTY: Self = Self { octets: &[], base: 0 };

    /// Parameters that were encoded before, by [`TlvBuf`] or by a peer.
    ///
    /// # Errors
    /// Where they are cut short, or where one that the specification knows has a wrong length.
    pub fn new(octets: &'a [u8]) -> Result<Self, Fault> {
        Self::walk(octets, 0, false, &Tolerance::STRICT, &mut ())
    }

    /// Whether these octets are whole parameters, each of a length that the specification allows; what else they may
    /// be is for [`walk`](Self::walk).
    #[inline(always)]
    pub(crate) fn are_regular(octets: &[u8]) -> bool {
        let mut rest = octets;
        while let Some((prefix, tail)) = rest.split_first_chunk::<PREFIX>() {
            let prefix = u32::from_be_bytes(*prefix);
            let (tag, length) = tag_and_length(prefix);
            match tail.get(length..) {
                Some(next) if lengths::are_listed(prefix) || tag.allows_length(length) => rest = next,
                _ => return false,
            }
        }
        rest.is_empty()
    }

    /// Octets that were judged, and where they begin in their PDU.
    #[inline]
    pub(crate) fn judged(octets: &'a [u8], base: usize) -> Self {
        Self { octets, base: u32::try_from(base).unwrap_or(u32::MAX) }
    }

    /// Where the first tag stands in its PDU.
    pub(crate) fn base(&self) -> usize {
        usize::try_from(self.base).unwrap_or(usize::MAX)
    }

    /// Walks octets that begin at `base` of a PDU. `after_text` says that a message text stands before them.
    pub(crate) fn walk<N: Notes<Smpp>>(
        octets: &'a [u8],
        base: usize,
        after_text: bool,
        tolerance: &Tolerance,
        notes: &mut N,
    ) -> Result<Self, Fault> {
        let tlvs = Self { octets, base: u32::try_from(base).unwrap_or(u32::MAX) };
        let mut reader = Reader::new(octets);
        while !reader.is_empty() {
            let at = reader.position();
            #[cfg(seeded_fault = "decode_pdu")]
            if octets.get(at..) == Some(&[0, 0]) {
                return Ok(Self { octets: octets.get(..at).unwrap_or_default(), ..tlvs });
            }
            match next_tlv(&mut reader) {
                Some(tlv) if tlv.tag.allows_length(tlv.value.len()) => {}
                Some(tlv) => {
                    let fault = Fault::new(Rule::TlvLength, Field::Tlv(tlv.tag), base.saturating_add(at));
                    if !tolerance.tlv_length {
                        return Err(fault);
                    }
                    notes.note(fault);
                }
                None => return tlvs.cut_short(at, after_text, tolerance, notes),
            }
        }
        Ok(tlvs)
    }

    /// The octets from `at` on are no whole parameter: a stray NUL after the text, or a broken stream.
    #[cold]
    fn cut_short<N: Notes<Smpp>>(
        self,
        at: usize,
        after_text: bool,
        tolerance: &Tolerance,
        notes: &mut N,
    ) -> Result<Self, Fault> {
        let base = usize::try_from(self.base).unwrap_or(usize::MAX);
        if let Some((0, behind)) = self.octets.split_first()
            && after_text
            && let Ok(tlvs) = Self::walk(behind, base.saturating_add(1), false, &Tolerance::STRICT, &mut ())
        {
            let fault = Fault::new(Rule::NulAfterText, Field::ShortMessage, base);
            if !tolerance.nul_after_text {
                return Err(fault);
            }
            notes.note(fault);
            return Ok(tlvs);
        }
        let place = base.saturating_add(at);
        let left = self.octets.get(at..).unwrap_or_default();
        let fault = match left.first_chunk::<PREFIX>() {
            Some([t0, t1, l0, l1]) => {
                let field = Field::Tlv(Tag::new(u16::from_be_bytes([*t0, *t1])));
                let claimed = usize::from(u16::from_be_bytes([*l0, *l1]));
                Fault::new(Rule::TlvStream, field, place).with_claim(
                    field,
                    claimed,
                    left.len().saturating_sub(PREFIX),
                )
            }
            None => Fault::new(Rule::TlvStream, Field::Tlvs, place),
        };
        // One that says its length was cut on the way, and may be the text itself: that is never passed over.
        if !tolerance.tlv_stream || fault.claim().is_some() {
            return Err(fault);
        }
        notes.note(fault);
        Ok(Self { octets: self.octets.get(..at).unwrap_or_default(), ..self })
    }

    /// The octets on the wire.
    #[must_use]
    #[inline]
    pub const fn as_bytes(&self) -> &'a [u8] {
        self.octets
    }

    /// True without any.
    #[must_use]
    #[inline]
    pub const fn is_empty(&self) -> bool {
        self.octets.is_empty()
    }

    /// Every parameter, in the sender's order.
    #[must_use]
    #[inline]
    pub fn iter(&self) -> TlvIter<'a> {
        TlvIter(Reader::new(self.octets))
    }

    /// The first parameter with this tag.
    #[must_use]
    #[inline]
    pub fn find(&self, tag: Tag) -> Option<Tlv<'a>> {
        let mut rest = self.octets;
        while let Some((prefix, tail)) = rest.split_first_chunk::<PREFIX>() {
            let (found, length) = tag_and_length(u32::from_be_bytes(*prefix));
            let (value, next) = tail.split_at_checked(length)?;
            if found == tag {
                return Some(Tlv { tag, value });
            }
            rest = next;
        }
        None
    }

    /// The first parameter with this tag as an array of its exact length.
    #[inline]
    fn fixed<const N: usize>(&self, tag: Tag) -> Option<Result<[u8; N], Fault>> {
        let tlv = self.find(tag)?;
        Some(<[u8; N]>::try_from(tlv.value).map_err(|_| wrong_length(self.octets, self.base, tag)))
    }
}

/// The first parameter with this tag has no length that its type can have.
///
/// It takes the parts of a [`Tlvs`]: a reference to one would keep in memory the whole PDU that it belongs to.
#[cold]
fn wrong_length(octets: &[u8], base: u32, tag: Tag) -> Fault {
    let mut reader = Reader::new(octets);
    let mut at = 0;
    while let Some(tlv) = next_tlv(&mut reader) {
        if tlv.tag == tag {
            break;
        }
        at = reader.position();
    }
    Fault::new(
        Rule::TlvLength,
        Field::Tlv(tag),
        usize::try_from(base).unwrap_or(usize::MAX).saturating_add(at),
    )
}

impl PartialEq for Tlvs<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.octets == other.octets
    }
}

impl Eq for Tlvs<'_> {}

impl fmt::Debug for Tlvs<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self).finish()
    }
}

impl<'a> IntoIterator for &Tlvs<'a> {
    type Item = Tlv<'a>;
    type IntoIter = TlvIter<'a>;

    fn into_iter(self) -> TlvIter<'a> {
        self.iter()
    }
}

/// The parameters of a [`Tlvs`], in order.
#[derive(Clone, Debug)]
pub struct TlvIter<'a>(Reader<'a>);

impl<'a> Iterator for TlvIter<'a> {
    type Item = Tlv<'a>;

    #[inline]
    fn next(&mut self) -> Option<Tlv<'a>> {
        next_tlv(&mut self.0)
    }
}

/// The next whole parameter; `None` at the end, and where one is cut short (the reader then stands where it will).
#[inline]
fn next_tlv<'a>(reader: &mut Reader<'a>) -> Option<Tlv<'a>> {
    let (tag, length) = tag_and_length(reader.u32()?);
    Some(Tlv { tag, value: reader.take(length)? })
}

/// The two halves of the number that stands before a value.
#[inline(always)]
fn tag_and_length(prefix: u32) -> (Tag, usize) {
    // Neither half is ever too large; whole registers are cut with fewer instructions than octets are put together.
    let tag = u16::try_from(prefix >> 16).unwrap_or(u16::MAX);
    (Tag::new(tag), usize::try_from(prefix & 0xFFFF).unwrap_or(usize::MAX))
}

impl<'a> Tlvs<'a> {
    /// `receipted_message_id` as a checked string; `None` when it is absent or is no C-octet string.
    #[must_use]
    pub fn receipted_id(&self) -> Option<COctets<'a, 65>> {
        COctets::new(self.receipted_message_id()?).ok()
    }
}

#[cfg(test)]
mod tests;
