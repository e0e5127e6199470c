//! Information elements, and the header built of them.

use alloc::vec::Vec;

use super::{ElementId, UdhError};
use crate::text::gsm::NationalLanguage;

/// One information element.
///
/// An element of a known identifier whose data is not what the standard asks for is [`Other`](Self::Other), as the
/// standard has receivers ignore it; nothing is lost either way.
///
/// serde writes it, octets in hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum Element<'a> {
    /// 0x00 or 0x08: this message is one part of a longer one.
    Concat(Concat),
    /// 0x04: ports of eight bits.
    Ports8 {
        /// The receiver's port.
        destination: u8,
        /// The sender's port.
        source: u8,
    },
    /// 0x05: ports of sixteen bits.
    Ports16 {
        /// The receiver's port.
        destination: u16,
        /// The sender's port.
        source: u16,
    },
    /// 0x01: messages wait.
    SpecialMessage {
        /// Which kind, and whether this message is to be stored (the highest bit).
        indication: u8,
        /// How many; 255 for that many or more.
        count: u8,
    },
    /// 0x20: the text begins with the header of a mail.
    EmailHeader {
        /// How many octets of it.
        length: u8,
    },
    /// 0x21: a piece of the text is the title of a link, and its address stands behind it.
    Hyperlink {
        /// Where the title begins, in characters of the whole text.
        position: u16,
        /// How many characters the title has.
        title: u8,
        /// How many characters the address has.
        url: u8,
    },
    /// 0x22: where replies go, an address as 23.040 codes it.
    ReplyAddress(
        #[cfg_attr(feature = "serde", serde(serialize_with = "crate::hex::in_serde::serialize"))] &'a [u8],
    ),
    /// 0x23: what a voice mail system tells, as it came.
    VoiceMail(
        #[cfg_attr(feature = "serde", serde(serialize_with = "crate::hex::in_serde::serialize"))] &'a [u8],
    ),
    /// 0x24: the language whose table an escape shifts to for one character.
    SingleShift(NationalLanguage),
    /// 0x25: the language whose table replaces the default alphabet.
    LockingShift(NationalLanguage),
    /// Any other element, as it came.
    Other {
        /// The identifier.
        id: u8,
        /// The data.
        #[cfg_attr(feature = "serde", serde(serialize_with = "crate::hex::in_serde::serialize"))]
        data: &'a [u8],
    },
}

/// What parts of one message have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum Reference {
    /// Of eight bits; the header then takes 6 octets.
    Eight(u8),
    /// Of sixteen bits; the header then takes 7 octets.
    Sixteen(u16),
}

/// Which part of how many this is: 1 ≤ part ≤ total ≤ 255.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Concat {
    reference: Reference,
    total: u8,
    part: u8,
}

impl Reference {
    /// How many octets the element takes that carries it.
    pub(crate) const fn encoded_len(self) -> usize {
        match self {
            Self::Eight(_) => 5,
            Self::Sixteen(_) => 6,
        }
    }
}

impl Concat {
    /// Part `part` of `total`; `None` unless 1 ≤ part ≤ total.
    #[must_use]
    pub const fn new(reference: Reference, total: u8, part: u8) -> Option<Self> {
        if part == 0 || part > total { None } else { Some(Self { reference, total, part }) }
    }

    /// The part after this one; `None` after the last.
    pub(crate) fn next(self) -> Option<Self> {
        Self::new(self.reference, self.total, self.part.checked_add(1)?)
    }

    /// What the parts have in common.
    #[must_use]
    pub const fn reference(self) -> Reference {
        self.reference
    }

    /// How many parts there are, 1 to 255.
    #[must_use]
    pub const fn total(self) -> u8 {
        self.total
    }

    /// Which part this is, 1 to the total.
    #[must_use]
    pub const fn part(self) -> u8 {
        self.part
    }
}

#[cfg(feature = "serde")]
impl<'de> serde::Deserialize<'de> for Concat {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(serde::Deserialize)]
        #[serde(rename = "Concat")]
        struct Unchecked {
            reference: Reference,
            total: u8,
            part: u8,
        }
        let Unchecked { reference, total, part } = Unchecked::deserialize(deserializer)?;
        let broken = || serde::de::Error::custom(format_args!("part {part} of {total}"));
        Self::new(reference, total, part).ok_or_else(broken)
    }
}

impl<'a> Element<'a> {
    /// The element with this identifier and data.
    #[must_use]
    pub fn new(id: u8, data: &'a [u8]) -> Self {
        let known = match (ElementId::new(id), data) {
            (ElementId::CONCAT_8, [reference, total, part]) => {
                Concat::new(Reference::Eight(*reference), *total, *part).map(Self::Concat)
            }
            (ElementId::CONCAT_16, [high, low, total, part]) => {
                let reference = Reference::Sixteen(u16::from_be_bytes([*high, *low]));
                Concat::new(reference, *total, *part).map(Self::Concat)
            }
            (ElementId::PORTS_8, [destination, source]) => {
                Some(Self::Ports8 { destination: *destination, source: *source })
            }
            (ElementId::PORTS_16, [d1, d2, s1, s2]) => Some(Self::Ports16 {
                destination: u16::from_be_bytes([*d1, *d2]),
                source: u16::from_be_bytes([*s1, *s2]),
            }),
            (ElementId::SPECIAL_MESSAGE, [indication, count]) => {
                Some(Self::SpecialMessage { indication: *indication, count: *count })
            }
            (ElementId::EMAIL_HEADER, [length]) => Some(Self::EmailHeader { length: *length }),
            (ElementId::HYPERLINK, [high, low, title, url]) => {
                let position = u16::from_be_bytes([*high, *low]);
                Some(Self::Hyperlink { position, title: *title, url: *url })
            }
            (ElementId::REPLY_ADDRESS, [_, _, ..]) => Some(Self::ReplyAddress(data)),
            (ElementId::VOICE_MAIL, [_, ..]) => Some(Self::VoiceMail(data)),
            (ElementId::SINGLE_SHIFT, [language]) => Some(Self::SingleShift((*language).into())),
            (ElementId::LOCKING_SHIFT, [language]) => Some(Self::LockingShift((*language).into())),
            _ => None,
        };
        known.unwrap_or(Self::Other { id, data })
    }

    /// Its identifier.
    #[must_use]
    pub const fn id(&self) -> ElementId {
        match self {
            Self::Concat(Concat { reference: Reference::Eight(_), .. }) => ElementId::CONCAT_8,
            Self::Concat(Concat { reference: Reference::Sixteen(_), .. }) => ElementId::CONCAT_16,
            Self::Ports8 { .. } => ElementId::PORTS_8,
            Self::Ports16 { .. } => ElementId::PORTS_16,
            Self::SpecialMessage { .. } => ElementId::SPECIAL_MESSAGE,
            Self::EmailHeader { .. } => ElementId::EMAIL_HEADER,
            Self::Hyperlink { .. } => ElementId::HYPERLINK,
            Self::ReplyAddress(_) => ElementId::REPLY_ADDRESS,
            Self::VoiceMail(_) => ElementId::VOICE_MAIL,
            Self::SingleShift(_) => ElementId::SINGLE_SHIFT,
            Self::LockingShift(_) => ElementId::LOCKING_SHIFT,
            Self::Other { id, .. } => ElementId::new(*id),
        }
    }

    /// How many octets the element takes, identifier and length included.
    #[must_use]
    pub const fn encoded_len(&self) -> usize {
        match self {
            Self::Concat(concat) => concat.reference.encoded_len(),
            Self::Ports16 { .. } | Self::Hyperlink { .. } => 6,
            Self::Ports8 { .. } | Self::SpecialMessage { .. } => 4,
            Self::SingleShift(_) | Self::LockingShift(_) | Self::EmailHeader { .. } => 3,
            Self::ReplyAddress(data) | Self::VoiceMail(data) | Self::Other { data, .. } => {
                data.len().saturating_add(2)
            }
        }
    }

    /// Appends the element; the length of its data is known to fit.
    fn encode(&self, out: &mut Vec<u8>) {
        match self {
            Self::Concat(Concat { reference: Reference::Eight(reference), total, part }) => {
                out.extend_from_slice(&[ElementId::CONCAT_8.get(), 3, *reference, *total, *part]);
            }
            Self::Concat(Concat { reference: Reference::Sixteen(reference), total, part }) => {
                let [high, low] = reference.to_be_bytes();
                out.extend_from_slice(&[ElementId::CONCAT_16.get(), 4, high, low, *total, *part]);
            }
            Self::Ports8 { destination, source } => {
                out.extend_from_slice(&[ElementId::PORTS_8.get(), 2, *destination, *source]);
            }
            Self::Ports16 { destination, source } => {
                let ([d1, d2], [s1, s2]) = (destination.to_be_bytes(), source.to_be_bytes());
                out.extend_from_slice(&[ElementId::PORTS_16.get(), 4, d1, d2, s1, s2]);
            }
            Self::SingleShift(language) => {
                out.extend_from_slice(&[ElementId::SINGLE_SHIFT.get(), 1, language.get()]);
            }
            Self::LockingShift(language) => {
                out.extend_from_slice(&[ElementId::LOCKING_SHIFT.get(), 1, language.get()]);
            }
            Self::SpecialMessage { indication, count } => {
                out.extend_from_slice(&[self.id().get(), 2, *indication, *count]);
            }
            Self::EmailHeader { length } => out.extend_from_slice(&[self.id().get(), 1, *length]),
            Self::Hyperlink { position, title, url } => {
                let [high, low] = position.to_be_bytes();
                out.extend_from_slice(&[self.id().get(), 4, high, low, *title, *url]);
            }
            Self::ReplyAddress(data) | Self::VoiceMail(data) | Self::Other { data, .. } => {
                out.extend_from_slice(&[self.id().get(), u8::try_from(data.len()).unwrap_or(u8::MAX)]);
                out.extend_from_slice(data);
            }
        }
    }
}

/// Appends a header of these elements.
///
/// # Errors
/// The elements take more than 255 octets; then `out` is as it was.
pub fn encode(elements: &[Element<'_>], out: &mut Vec<u8>) -> Result<(), UdhError> {
    encode_each(elements.iter().copied(), out)
}

/// [`encode`] of elements that do not lie side by side.
#[allow(single_use_lifetimes, reason = "`impl Trait` takes no anonymous ones")]
pub(crate) fn encode_each<'a>(
    elements: impl Iterator<Item = Element<'a>> + Clone,
    out: &mut Vec<u8>,
) -> Result<(), UdhError> {
    let octets = octets_of(elements.clone());
    let length = u8::try_from(octets).map_err(|_| UdhError::TooLong { octets })?;
    out.push(length);
    elements.for_each(|element| element.encode(out));
    Ok(())
}

/// How many octets these elements take, the header's own length not counted.
#[allow(single_use_lifetimes, reason = "`impl Trait` takes no anonymous ones")]
pub(crate) fn octets_of<'a>(elements: impl Iterator<Item = Element<'a>>) -> usize {
    elements.map(|element| element.encoded_len()).fold(0, usize::saturating_add)
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec;

    #[test]
    fn a_known_identifier_with_data_of_another_form_stays_as_it_came() {
        for (id, data) in [
            (0x00, [0x33, 2, 0].as_slice()),
            (0x00, &[0x33, 0, 0]),
            (0x00, &[0x33, 2, 3]),
            (0x00, &[0x33, 2]),
            (0x08, &[0x33, 2, 1]),
            (0x08, &[0x33, 0x33, 2, 0]),
            (0x08, &[0x33, 0x33, 2, 3]),
            (0x04, &[1]),
            (0x05, &[1, 2, 3]),
            (0x24, &[]),
            (0x25, &[1, 2]),
            (0x01, &[0x80]),
            (0x20, &[]),
            (0x20, &[1, 2]),
            (0x21, &[0, 1, 2]),
            (0x22, &[1]),
            (0x23, &[]),
        ] {
            assert_eq!(Element::new(id, data), Element::Other { id, data });
        }
    }

    #[test]
    fn all_256_identifiers_survive() {
        for id in 0..=u8::MAX {
            for data in [[].as_slice(), &[1], &[1, 2], &[3, 2, 1], &[0, 1, 2, 2], &[1; 5]] {
                let element = Element::new(id, data);
                let mut out = Vec::new();
                encode(&[element], &mut out).unwrap();
                let length = u8::try_from(data.len()).unwrap();
                assert_eq!(out, [[length + 2, id, length].as_slice(), data].concat());
                assert_eq!(out.len(), element.encoded_len() + 1);
                assert_eq!(element.id().get(), id);
            }
        }
    }

    #[test]
    fn identifiers_have_names_and_those_of_the_issue_are_typed() {
        assert_eq!(ElementId::ALL.len(), 31);
        assert_eq!(ElementId::HYPERLINK.name(), Some("hyperlink format element"));
        assert_eq!(ElementId::new(0x70).name(), None);
        let known = [
            (0x01, [0x80, 3].as_slice(), Element::SpecialMessage { indication: 0x80, count: 3 }),
            (0x20, &[57], Element::EmailHeader { length: 57 }),
            (0x21, &[1, 2, 3, 4], Element::Hyperlink { position: 0x0102, title: 3, url: 4 }),
            (0x22, &[0x0B, 0x91, 0x72], Element::ReplyAddress(&[0x0B, 0x91, 0x72])),
            (0x23, &[0x00, 1], Element::VoiceMail(&[0, 1])),
        ];
        for (id, data, element) in known {
            assert_eq!(Element::new(id, data), element);
        }
    }

    #[test]
    fn a_header_of_more_than_255_octets_is_refused() {
        let data = vec![0; 253];
        let full = Element::Other { id: 0x70, data: &data };
        let mut out = Vec::new();
        assert_eq!(encode(&[full], &mut out), Ok(()));
        assert_eq!((out.len(), out[0], out[2]), (256, 255, 253));
        assert_eq!(
            encode(&[full, Element::SingleShift(NationalLanguage::TURKISH)], &mut out),
            Err(UdhError::TooLong { octets: 258 })
        );
        assert_eq!(out.len(), 256);
    }
}
