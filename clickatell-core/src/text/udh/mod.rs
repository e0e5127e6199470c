//! User data headers; 3GPP TS 23.040, 9.2.3.24.
//!
//! A header is its length, one octet, and a row of information elements: identifier, length and data.

mod element;
mod element_id;

use core::fmt;

use nom::Parser;
use nom::multi::length_data;
use nom::number::complete::be_u8;

use super::gsm::NationalLanguage;

pub use element::{Concat, Element, Reference, encode};
pub(crate) use element::{encode_each, octets_of};
pub use element_id::ElementId;

/// A header whose lengths have been found right, as it came. serde writes it in hexadecimal digits, its length in front;
/// [`UserDataHeader`](crate::send::UserDataHeader) is one that reads back.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Udh<'a> {
    // The information elements, without the length of the header.
    elements: &'a [u8],
}

#[cfg(feature = "serde")]
impl serde::Serialize for Udh<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let length = u8::try_from(self.elements.len()).unwrap_or(u8::MAX);
        let header: alloc::vec::Vec<u8> =
            core::iter::once(length).chain(self.elements.iter().copied()).collect();
        crate::hex::in_serde::serialize(&header, serializer)
    }
}

/// Why octets are no user data header.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum UdhError {
    /// No octet at all, where the length of the header must stand.
    #[error("no octet for the length of the user data header")]
    Missing,
    /// The header claims more octets than the message has.
    #[error("the user data header claims {claimed} octets, {left} are left")]
    HeaderLength {
        /// How many octets it claims.
        claimed: u8,
        /// How many are left.
        left: usize,
    },
    /// The last octet of the header is an identifier without a length.
    #[error("element {id:#04x} at octet {at} has no length")]
    NoLength {
        /// Its identifier.
        id: u8,
        /// The place of the identifier, from the first octet of the header.
        at: usize,
    },
    /// An element claims more octets than the header has.
    #[error("element {id:#04x} at octet {at} claims {claimed} octets, {left} are left")]
    ElementLength {
        /// Its identifier.
        id: u8,
        /// The place of the identifier, from the first octet of the header.
        at: usize,
        /// How many octets it claims.
        claimed: u8,
        /// How many are left.
        left: usize,
    },
    /// A part that is none of those that there are.
    #[error("part {part} of {total}, in the element at octet {at}")]
    Part {
        /// The place of the element's identifier, from the first octet of the header.
        at: usize,
        /// How many parts there are said to be.
        total: u8,
        /// Which one this is said to be.
        part: u8,
    },
    /// Octets behind the header, where it should have stood alone.
    #[error("{octets} octets behind the user data header")]
    Trailing {
        /// How many there are.
        octets: usize,
    },
    /// Elements of more than 255 octets in all, which no header can hold.
    #[error("{octets} octets of elements, a user data header holds 255")]
    TooLong {
        /// How many octets they take.
        octets: usize,
    },
}

impl<'a> Udh<'a> {
    /// The header at the front of a message, and the message behind it.
    ///
    /// # Errors
    /// Which length is wrong, and where.
    pub fn parse(message: &'a [u8]) -> Result<(Self, &'a [u8]), UdhError> {
        let (claimed, rest) = message.split_first().ok_or(UdhError::Missing)?;
        let (elements, text) = rest
            .split_at_checked(usize::from(*claimed))
            .ok_or(UdhError::HeaderLength { claimed: *claimed, left: rest.len() })?;
        let mut left = elements;
        while !left.is_empty() {
            left = match element(left) {
                Ok((tail, _)) => tail,
                Err(_) => return Err(fault_in(left, elements.len())),
            };
        }
        Ok((Self { elements }, text))
    }

    /// The header that these octets are, and nothing behind it: the form of the `udh` parameter.
    ///
    /// # Errors
    /// As for [`parse`](Self::parse), or what is behind it.
    pub fn parse_exact(octets: &'a [u8]) -> Result<Self, UdhError> {
        match Self::parse(octets)? {
            (header, []) => Ok(header),
            (_, trailing) => Err(UdhError::Trailing { octets: trailing.len() }),
        }
    }

    /// That a part is one of those that there are. Receivers pass over an element that says otherwise, and so does
    /// [`parse`](Self::parse); whoever makes a header must not.
    ///
    /// # Errors
    /// [`UdhError::Part`]
    pub fn check(self) -> Result<(), UdhError> {
        let mut at: usize = 1;
        for element in self.elements() {
            if let Element::Other { id, data: [_, total, part] | [_, _, total, part] } = element {
                let concat = [(ElementId::CONCAT_8, 5), (ElementId::CONCAT_16, 6)];
                if concat.contains(&(ElementId::new(id), element.encoded_len())) {
                    return Err(UdhError::Part { at, total: *total, part: *part });
                }
            }
            at = at.saturating_add(element.encoded_len());
        }
        Ok(())
    }

    /// The elements in their order, unknown and repeated ones too.
    #[must_use]
    pub const fn elements(self) -> Elements<'a> {
        Elements { left: self.elements }
    }

    /// How many octets the header takes, the one of its length included.
    #[must_use]
    pub const fn encoded_len(self) -> usize {
        self.elements.len().saturating_add(1)
    }

    /// Which part of a longer message this is. Of repeated elements the last one holds.
    #[must_use]
    pub fn concat(self) -> Option<Concat> {
        self.last(|element| match element {
            Element::Concat(concat) => Some(concat),
            _ => None,
        })
    }

    /// Destination and source port, of either width. Of repeated elements the last one holds.
    #[must_use]
    pub fn ports(self) -> Option<(u16, u16)> {
        self.last(|element| match element {
            Element::Ports8 { destination, source } => Some((destination.into(), source.into())),
            Element::Ports16 { destination, source } => Some((destination, source)),
            _ => None,
        })
    }

    /// The language of single shifts. Of repeated elements the last one holds.
    #[must_use]
    pub fn single_shift(self) -> Option<NationalLanguage> {
        self.last(|element| match element {
            Element::SingleShift(language) => Some(language),
            _ => None,
        })
    }

    /// The language of the locking shift. Of repeated elements the last one holds.
    #[must_use]
    pub fn locking_shift(self) -> Option<NationalLanguage> {
        self.last(|element| match element {
            Element::LockingShift(language) => Some(language),
            _ => None,
        })
    }

    fn last<T>(self, choose: impl FnMut(Element<'a>) -> Option<T>) -> Option<T> {
        self.elements().filter_map(choose).last()
    }
}

impl fmt::Debug for Udh<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.elements()).finish()
    }
}

/// The elements of a header; see [`Udh::elements`].
#[derive(Clone, Copy, Debug)]
pub struct Elements<'a> {
    left: &'a [u8],
}

impl<'a> Iterator for Elements<'a> {
    type Item = Element<'a>;

    fn next(&mut self) -> Option<Element<'a>> {
        let (left, (id, data)) = element(self.left).ok()?;
        self.left = left;
        Some(Element::new(id, data))
    }
}

impl core::iter::FusedIterator for Elements<'_> {}

/// One element at the front of the octets: identifier and data.
fn element(octets: &[u8]) -> nom::IResult<&[u8], (u8, &[u8])> {
    (be_u8, length_data(be_u8)).parse(octets)
}

/// Why no element stands at the front of what is left of a header with so many octets of elements.
#[cold]
fn fault_in(left: &[u8], elements: usize) -> UdhError {
    // The length of the header is octet 0.
    let at = elements.saturating_sub(left.len()).saturating_add(1);
    match *left {
        [id, claimed, ref data @ ..] => UdhError::ElementLength { id, at, claimed, left: data.len() },
        [id] => UdhError::NoLength { id, at },
        [] => UdhError::Missing,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;
    use alloc::vec::Vec;
    use proptest::prelude::*;

    #[test]
    fn tw_8_3_6_the_example_headers() {
        for (octets, part) in [([5, 0, 3, 0x33, 2, 1], 1), ([5, 0, 3, 0x33, 2, 2], 2)] {
            let header = Udh::parse_exact(&octets).unwrap();
            let concat = Concat::new(Reference::Eight(0x33), 2, part).unwrap();
            assert_eq!((header.concat(), header.encoded_len()), (Some(concat), 6));
            let mut out = Vec::new();
            encode(&[Element::Concat(concat)], &mut out).unwrap();
            assert_eq!(out, octets);
        }
    }

    #[test]
    fn tw_8_3_5_the_sixteen_bit_form() {
        let (header, text) = Udh::parse(b"\x06\x08\x04\x33\x33\x02\x01Hello").unwrap();
        assert_eq!(header.concat(), Concat::new(Reference::Sixteen(0x3333), 2, 1));
        assert_eq!((text, header.encoded_len()), (b"Hello".as_slice(), 7));
    }

    #[test]
    fn elements_keep_their_order_and_the_last_of_a_kind_holds() {
        // Ports of a WAP push, a concatenation twice, a Turkish single shift, a Spanish locking shift and an element
        // that is not known here; by hand.
        let octets = [
            26, 0x05, 4, 0x0B, 0x84, 0x23, 0xF0, 0x00, 3, 1, 2, 2, 0x70, 1, 0xAA, 0x08, 4, 0, 9, 3, 1, 0x24,
            1, 1, 0x25, 1, 2,
        ];
        let header = Udh::parse_exact(&octets).unwrap();
        let elements: Vec<_> = header.elements().collect();
        assert_eq!(
            elements,
            [
                Element::Ports16 { destination: 2948, source: 9200 },
                Element::Concat(Concat::new(Reference::Eight(1), 2, 2).unwrap()),
                Element::Other { id: 0x70, data: &[0xAA] },
                Element::Concat(Concat::new(Reference::Sixteen(9), 3, 1).unwrap()),
                Element::SingleShift(NationalLanguage::TURKISH),
                Element::LockingShift(NationalLanguage::SPANISH),
            ]
        );
        assert_eq!(header.concat(), Concat::new(Reference::Sixteen(9), 3, 1));
        assert_eq!(
            (header.ports(), header.single_shift(), header.locking_shift()),
            (Some((2948, 9200)), Some(NationalLanguage::TURKISH), Some(NationalLanguage::SPANISH))
        );
    }

    #[test]
    fn soap_6_1_19_and_soap_10_102_every_wrong_length_is_found_at_its_place() {
        for (octets, error) in [
            (b"".as_slice(), UdhError::Missing),
            (&[5, 0, 3, 0x33, 2], UdhError::HeaderLength { claimed: 5, left: 4 }),
            (&[5, 0, 3, 0x33], UdhError::HeaderLength { claimed: 5, left: 3 }),
            (&[255], UdhError::HeaderLength { claimed: 255, left: 0 }),
            (&[4, 0, 3, 0x33, 2], UdhError::ElementLength { id: 0, at: 1, claimed: 3, left: 2 }),
            (&[5, 0x70, 1, 0, 8, 4], UdhError::ElementLength { id: 8, at: 4, claimed: 4, left: 0 }),
            (&[4, 0x70, 1, 0, 8], UdhError::NoLength { id: 8, at: 4 }),
            (&[5, 0, 3, 0x33, 2, 1, 9], UdhError::Trailing { octets: 1 }),
        ] {
            assert_eq!(Udh::parse_exact(octets), Err(error), "{octets:?}");
        }
        let error = Udh::parse(&[5, 0, 3]).unwrap_err();
        assert_eq!(error.to_string(), "the user data header claims 5 octets, 2 are left");
        assert_eq!(Udh::parse_exact(&[0]).unwrap().elements().count(), 0);
    }

    proptest! {
        #[test]
        fn any_octets_are_judged_and_sound_headers_rebuild_from_their_elements(
            octets in prop::collection::vec(prop_oneof![0_u8..10, any::<u8>()], 0..40)
        ) {
            if let Ok((header, text)) = Udh::parse(&octets) {
                let elements: Vec<_> = header.elements().collect();
                let mut again = Vec::new();
                encode(&elements, &mut again).unwrap();
                prop_assert_eq!(again.len(), header.encoded_len());
                again.extend_from_slice(text);
                prop_assert_eq!(again, octets);
            }
        }
    }
}
