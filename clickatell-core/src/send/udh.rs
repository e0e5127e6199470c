//! `udh`: a user data header that the client makes itself.

use alloc::string::String;
use alloc::vec::Vec;

use crate::hex;
use crate::text::udh::{self, Element, Udh, UdhError};

/// A user data header that the client makes itself, its lengths in order. The gateway does not cut such a message.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(try_from = "String", into = "String")
)]
pub struct UserDataHeader(Vec<u8>);

/// Why a text is no user data header.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum UserDataHeaderError {
    /// No octets in hexadecimal digits.
    #[error(transparent)]
    Hex(#[from] hex::HexError),
    /// No header.
    #[error(transparent)]
    Udh(#[from] UdhError),
}

impl UserDataHeader {
    /// The header that these octets are, the one of its length first.
    ///
    /// # Errors
    /// Which length is wrong, and where; a part that is none of those that there are.
    pub fn new(octets: Vec<u8>) -> Result<Self, UdhError> {
        Udh::parse_exact(&octets)?.check()?;
        Ok(Self(octets))
    }

    /// The header of these elements.
    ///
    /// # Errors
    /// When they are more than a header holds.
    pub fn of(elements: &[Element<'_>]) -> Result<Self, UdhError> {
        let mut octets = Vec::new();
        udh::encode(elements, &mut octets)?;
        // Without an element there is no header to write.
        Self::new(octets)
    }

    /// The octets.
    #[must_use]
    pub fn octets(&self) -> &[u8] {
        &self.0
    }
}

impl TryFrom<String> for UserDataHeader {
    type Error = UserDataHeaderError;

    fn try_from(digits: String) -> Result<Self, UserDataHeaderError> {
        Ok(Self::new(hex::decode(&digits)?)?)
    }
}

/// Upper-case hexadecimal digits, as the wire has it.
impl From<UserDataHeader> for String {
    fn from(header: UserDataHeader) -> Self {
        hex::encode_upper(&header.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::udh::{Concat, Reference};
    use alloc::string::ToString as _;

    #[test]
    fn a_part_that_is_none_is_refused() {
        for (octets, part) in [([5, 0, 3, 0x33, 2, 3], 3), ([5, 0, 3, 0x33, 2, 0], 0)] {
            let fault = UdhError::Part { at: 1, total: 2, part };
            assert_eq!(UserDataHeader::new(octets.to_vec()), Err(fault));
            assert!(fault.to_string().starts_with(&alloc::format!("part {part} of 2")));
        }
        let behind = UserDataHeader::new(alloc::vec![11, 0x20, 1, 9, 8, 4, 0, 1, 2, 3, 0x70, 0]);
        assert_eq!(behind, Err(UdhError::Part { at: 4, total: 2, part: 3 }));
    }

    #[test]
    fn soap_6_1_19_a_header_in_order() {
        let concat = Concat::new(Reference::Eight(0x33), 2, 1).unwrap();
        let header = UserDataHeader::of(&[Element::Concat(concat)]).unwrap();
        assert_eq!(String::from(header.clone()), "050003330201");
        assert_eq!(UserDataHeader::try_from(String::from("050003330201")), Ok(header));
        assert_eq!(UserDataHeader::new([].to_vec()), Err(UdhError::Missing));
        assert_eq!(UserDataHeader::of(&[]).unwrap().octets(), [0]);
        let long = Element::Other { id: 0x70, data: &[0; 254] };
        assert_eq!(UserDataHeader::of(&[long]), Err(UdhError::TooLong { octets: 256 }));
    }
}
