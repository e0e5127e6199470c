//! Long messages cut into parts.
//!
//! The encoded octets are cut, never the text: what a part carries is a slice of them. No cut goes through an escape
//! and the code behind it, nor through a surrogate pair, so that every part is text of its own.

use alloc::vec::Vec;
use core::iter;

use super::coding::MESSAGE_OCTETS;
use super::gsm::{self, LanguageTables};
use super::udh::{self, Concat, Element, Reference};
use super::{Coding, Unencodable};

/// Cuts messages of one coding into parts.
///
/// ```
/// use clickatell_core::text::split::Splitter;
/// use clickatell_core::text::{Coding, udh::Reference};
///
/// let text = "A".repeat(254);
/// let splitter = Splitter::new(Coding::for_text(&text), Reference::Eight(0x33));
/// let lengths: Vec<usize> = splitter.split(text.as_bytes())?.map(|part| part.octets().len()).collect();
/// assert_eq!(lengths, [153, 101]);
/// # Ok::<(), clickatell_core::text::split::SplitError>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Splitter<'h> {
    coding: Coding,
    reference: Reference,
    header: &'h [Element<'h>],
}

/// Why a message cannot be cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SplitError {
    /// A character that the coding lacks.
    #[error(transparent)]
    Unencodable(#[from] Unencodable),
    /// UCS-2 of an odd number of octets.
    #[error("{octets} octets are an odd number")]
    OddLength {
        /// How many there are.
        octets: usize,
    },
    /// More parts than one octet can number.
    #[error("{parts} parts, 255 are the most")]
    TooManyParts {
        /// How many it would take.
        parts: usize,
    },
    /// The header leaves no room: a message that needs several parts has none for two units, the longest character, or
    /// the header alone is longer than a message.
    #[error("a header of {header_octets} octets leaves no room for text")]
    NoRoom {
        /// How many octets it takes, with the concatenation where parts are needed.
        header_octets: usize,
    },
    /// The header has a concatenation already.
    #[error("the header is that of a part already")]
    AlreadyPart,
    /// The header names tables of a language, where those of the coding are to stand.
    #[error("the header names tables of a language already")]
    AlreadyShifted,
}

impl<'h> Splitter<'h> {
    /// Cuts messages of this coding; their parts carry this reference, which must differ from that of other messages
    /// under way to the same handset.
    #[must_use]
    pub const fn new(coding: Coding, reference: Reference) -> Self {
        Self { coding, reference, header: &[] }
    }

    /// The same with these elements, ports for example, in the header of every part. They take their share of room, as
    /// do those that name the tables of a [`Coding::National`], which need not be given here.
    #[must_use]
    pub const fn with_header(self, elements: &'h [Element<'h>]) -> Self {
        Self { header: elements, ..self }
    }

    /// How many parts a text will take, without encoding it: 1 to 255.
    ///
    /// # Errors
    /// Why it cannot be cut.
    pub fn count_parts(&self, text: &str) -> Result<u8, SplitError> {
        let room = self.room()?;
        let room_of_part = room.part.unwrap_or_default();
        let mut units = 0_usize;
        let mut parts = 1_usize;
        let mut in_part = 0_usize;
        for (at, character) in text.char_indices() {
            let width = self.coding.width(character).ok_or(Unencodable { character, at })?;
            units = units.saturating_add(width);
            in_part = in_part.saturating_add(width);
            if in_part > room_of_part {
                parts = parts.saturating_add(1);
                in_part = width;
            }
        }
        if units <= room.whole {
            return Ok(1);
        }
        room.part?;
        u8::try_from(parts).map_err(|_| SplitError::TooManyParts { parts })
    }

    /// The parts of an encoded message; one, without a concatenation, when it fits.
    ///
    /// # Errors
    /// Why it cannot be cut.
    pub fn split<'a>(&self, octets: &'a [u8]) -> Result<Parts<'a, 'h>, SplitError> {
        if self.coding == Coding::Ucs2 && !octets.len().is_multiple_of(2) {
            return Err(SplitError::OddLength { octets: octets.len() });
        }
        let room = self.room()?;
        let parts = Parts {
            coding: self.coding,
            header: Header { tables: self.coding.tables(), elements: self.header },
            concat: None,
            room: room.whole.saturating_mul(self.coding.unit_octets()),
            left: Some(octets),
        };
        if octets.len() <= parts.room {
            return Ok(parts);
        }
        let room = room.part?.saturating_mul(self.coding.unit_octets());
        let cuts = iter::successors(Some(octets), |left| Some(cut(self.coding, left, room)?.1));
        let count = cuts.count();
        let total = u8::try_from(count).map_err(|_| SplitError::TooManyParts { parts: count })?;
        Ok(Parts { concat: Concat::new(self.reference, total, 1), room, ..parts })
    }

    /// The room for units in a message of one part and in each of several.
    fn room(&self) -> Result<Room, SplitError> {
        if self.header.iter().any(|element| matches!(element, Element::Concat(_))) {
            return Err(SplitError::AlreadyPart);
        }
        let shift =
            |element: &Element<'_>| matches!(element, Element::SingleShift(_) | Element::LockingShift(_));
        let header = Header { tables: self.coding.tables(), elements: self.header };
        if header.tables != LanguageTables::DEFAULT && self.header.iter().any(shift) {
            return Err(SplitError::AlreadyShifted);
        }
        let elements = udh::octets_of(header.elements());
        let with_length = |octets: usize| if octets == 0 { 0 } else { octets.saturating_add(1) };
        let whole = with_length(elements);
        if whole > MESSAGE_OCTETS {
            return Err(SplitError::NoRoom { header_octets: whole });
        }
        let header_octets = with_length(elements.saturating_add(self.reference.encoded_len()));
        let part = Some(self.coding.room(header_octets)).filter(|units| *units >= LONGEST_CHARACTER);
        Ok(Room { whole: self.coding.room(whole), part: part.ok_or(SplitError::NoRoom { header_octets }) })
    }
}

/// An escape and the code behind it, or a surrogate pair; a part without room for it could stand still.
const LONGEST_CHARACTER: usize = 2;

/// In units of the coding.
struct Room {
    /// In a message of one part.
    whole: usize,
    /// In each of several.
    part: Result<usize, SplitError>,
}

/// What stands in the header of every part, but for which part it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Header<'h> {
    tables: LanguageTables,
    elements: &'h [Element<'h>],
}

impl<'h> Header<'h> {
    fn elements(self) -> impl Iterator<Item = Element<'h>> + Clone {
        self.tables.elements().chain(self.elements.iter().copied())
    }
}

/// The first part of what is left, and the rest; `None` when all of it fits.
fn cut(coding: Coding, octets: &[u8], room: usize) -> Option<(&[u8], &[u8])> {
    let (head, rest) = octets.split_at_checked(room).filter(|(_, rest)| !rest.is_empty())?;
    let torn = match coding {
        Coding::Gsm7 | Coding::National(_) => {
            // Of the escapes in a row before the cut, every second one is the code behind its neighbour.
            let escapes = head.iter().rev().take_while(|octet| **octet == gsm::ESCAPE).count();
            #[cfg(seeded_fault = "text")]
            let escapes = escapes.min(2);
            escapes % 2
        }
        Coding::Ucs2 => match (head.last_chunk(), rest.first_chunk()) {
            (Some([0xD8..=0xDB, _]), Some([0xDC..=0xDF, _])) => 2,
            _ => 0,
        },
        Coding::Latin1 | Coding::Octets => 0,
    };
    octets.split_at_checked(room.saturating_sub(torn))
}

/// The parts of a message, first to last; see [`Splitter::split`].
#[derive(Clone, Debug)]
pub struct Parts<'a, 'h> {
    coding: Coding,
    header: Header<'h>,
    /// That of the next part.
    concat: Option<Concat>,
    /// In octets.
    room: usize,
    left: Option<&'a [u8]>,
}

impl<'a, 'h> Iterator for Parts<'a, 'h> {
    type Item = Part<'a, 'h>;

    fn next(&mut self) -> Option<Part<'a, 'h>> {
        let left = self.left?;
        let (octets, rest) = match cut(self.coding, left, self.room) {
            Some((octets, rest)) => (octets, Some(rest)),
            None => (left, None),
        };
        let concat = self.concat;
        self.left = rest;
        self.concat = concat.and_then(Concat::next);
        Some(Part { concat, header: self.header, octets })
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = match (self.left, self.concat) {
            (None, _) => 0,
            (Some(_), None) => 1,
            (Some(_), Some(concat)) => {
                usize::from(concat.total()).saturating_sub(concat.part().into()).saturating_add(1)
            }
        };
        (left, Some(left))
    }
}

impl ExactSizeIterator for Parts<'_, '_> {}
impl iter::FusedIterator for Parts<'_, '_> {}

/// One part of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part<'a, 'h> {
    concat: Option<Concat>,
    header: Header<'h>,
    octets: &'a [u8],
}

impl<'a> Part<'a, '_> {
    /// Which part this is; `None` when the message is whole.
    #[must_use]
    pub const fn concat(&self) -> Option<Concat> {
        self.concat
    }

    /// The octets of the part, without a header.
    #[must_use]
    pub const fn octets(&self) -> &'a [u8] {
        self.octets
    }

    /// True when [`encode`](Self::encode) puts a header in front: the message must then be marked as having one.
    #[must_use]
    pub fn has_header(&self) -> bool {
        self.concat.is_some() || self.header.elements().next().is_some()
    }

    /// Appends the header, if there is one, and the octets.
    pub fn encode(&self, out: &mut Vec<u8>) {
        if self.has_header() {
            // A header that left room for text is far below the 255 octets at which this could fail.
            let concat = self.concat.map(Element::Concat);
            let _ = udh::encode_each(concat.into_iter().chain(self.header.elements()), out);
        }
        out.extend_from_slice(self.octets);
    }
}

#[cfg(test)]
mod tests;
