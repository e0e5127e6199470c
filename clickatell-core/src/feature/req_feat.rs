//! Features that the route of a message must have.

use core::fmt;
use core::str::FromStr;

use bitflags::bitflags;

use crate::Row;
use crate::number::{SenderId, SenderKind};
use crate::text::Coding;

bitflags! {
    /// What the route of a message must be able to do; a message for which there is no such route fails. More features
    /// may mean a dearer route.
    ///
    /// The wire has the decimal sum of the bits, which `Display` prints and `FromStr` reads. Bits without a name stay as
    /// they are: no route has them.
    ///
    /// ```
    /// use clickatell_core::feature::ReqFeat;
    ///
    /// assert_eq!((ReqFeat::NUMER | ReqFeat::FLASH).to_string(), "544");
    /// assert_eq!("8240".parse(), Ok(ReqFeat::ALPHA | ReqFeat::NUMER | ReqFeat::DELIVACK));
    /// ```
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
    #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(from = "u32", into = "u32"))]
    pub struct ReqFeat: u32 {
        /// Text.
        const TEXT = 0x0001;
        /// Eight-bit messages.
        const EIGHT_BIT = 0x0002;
        /// A user data header.
        const UDH = 0x0004;
        /// UCS-2.
        const UCS2 = 0x0008;
        /// A word as the sender.
        const ALPHA = 0x0010;
        /// A number as the sender.
        const NUMER = 0x0020;
        /// A text that the handset shows at once.
        const FLASH = 0x0200;
        /// Delivery acknowledgements.
        const DELIVACK = 0x2000;
        /// Long messages in parts.
        const CONCAT = 0x4000;
        // The bits without a name.
        const _ = !0;
    }
}

/// Why a text is no sum of features.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ReqFeatError {
    /// No digit.
    #[error("an empty sum of features")]
    Empty,
    /// A character that is no digit.
    #[error("{character:?} at {at} is no digit")]
    NotDigit {
        /// The character.
        character: char,
        /// Where it begins, in octets of UTF-8.
        at: usize,
    },
    /// More than 32 bits.
    #[error("the sum of features is beyond 32 bits")]
    Range,
}

impl ReqFeat {
    /// The features that the gateway's table calls set by default: the gateway asks for those of them that a message
    /// needs, see [`of_message`](Self::of_message).
    pub const BY_DEFAULT: Self =
        Self::TEXT.union(Self::EIGHT_BIT).union(Self::UDH).union(Self::UCS2).union(Self::CONCAT);

    /// All features that have a name: what a route that can do everything has. `all()` has the bits without a name too.
    pub const NAMED: Self =
        Self::BY_DEFAULT.union(Self::ALPHA).union(Self::NUMER).union(Self::FLASH).union(Self::DELIVACK);

    /// Every row of the table, in the document's order, with the row of FLASH that the document has lost.
    pub const ALL: &'static [Row<Self>] = &[
        Row::new(Self::TEXT, "FEAT_TEXT", "text", "SOAP 6.2.9"),
        Row::new(Self::EIGHT_BIT, "FEAT_8BIT", "eight-bit messages", "SOAP 6.2.9"),
        Row::new(Self::UDH, "FEAT_UDH", "a user data header", "SOAP 6.2.9"),
        Row::new(Self::UCS2, "FEAT_UCS2", "UCS-2", "SOAP 6.2.9"),
        Row::new(Self::ALPHA, "FEAT_ALPHA", "a word as the sender", "SOAP 6.2.9"),
        Row::new(Self::NUMER, "FEAT_NUMER", "a number as the sender", "SOAP 6.2.9"),
        Row::new(Self::FLASH, "FEAT_FLASH", "a text that the handset shows at once", "SOAP 6.2.9"),
        Row::new(Self::DELIVACK, "FEAT_DELIVACK", "delivery acknowledgements", "SOAP 6.2.9"),
        Row::new(Self::CONCAT, "FEAT_CONCAT", "long messages in parts", "SOAP 6.2.9"),
    ];

    /// What the gateway itself asks for, whatever the client does: by what the message is made of.
    #[must_use]
    pub fn of_message(coding: Coding, header: bool, parts: usize) -> Self {
        let mut features = match coding {
            Coding::Ucs2 => Self::UCS2,
            Coding::Octets => Self::EIGHT_BIT,
            Coding::Gsm7 | Coding::National(_) | Coding::Latin1 => Self::TEXT,
        };
        if header {
            features |= Self::UDH | Self::EIGHT_BIT;
        }
        if parts > 1 {
            features |= Self::CONCAT;
        }
        features
    }

    /// What a client asks for that wants its sender to be kept.
    #[must_use]
    pub fn of_sender(sender: &SenderId) -> Self {
        match sender.kind() {
            SenderKind::Alphanumeric => Self::ALPHA,
            _ => Self::NUMER,
        }
    }

    /// The features that this decimal sum means.
    ///
    /// # Errors
    /// What is wrong with it, and where.
    pub fn parse(text: &str) -> Result<Self, ReqFeatError> {
        if let Some((at, character)) = text.char_indices().find(|(_, character)| !character.is_ascii_digit())
        {
            return Err(ReqFeatError::NotDigit { character, at });
        }
        if text.is_empty() {
            return Err(ReqFeatError::Empty);
        }
        text.parse().map(Self::from_bits_retain).map_err(|_| ReqFeatError::Range)
    }
}

impl From<u32> for ReqFeat {
    fn from(bits: u32) -> Self {
        Self::from_bits_retain(bits)
    }
}

impl From<ReqFeat> for u32 {
    fn from(features: ReqFeat) -> Self {
        features.bits()
    }
}

impl FromStr for ReqFeat {
    type Err = ReqFeatError;

    fn from_str(text: &str) -> Result<Self, ReqFeatError> {
        Self::parse(text)
    }
}

impl fmt::Display for ReqFeat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.bits(), f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;
    use alloc::vec::Vec;
    use proptest::prelude::*;

    fn names(features: ReqFeat) -> Vec<&'static str> {
        ReqFeat::ALL.iter().filter(|row| features.contains(row.value)).map(|row| row.name).collect()
    }

    #[test]
    fn soap_6_2_9_6_to_14_the_table() {
        let rows = ReqFeat::ALL.iter().map(|row| (row.value.bits(), row.name));
        assert!(rows.eq([
            (1, "FEAT_TEXT"),
            (2, "FEAT_8BIT"),
            (4, "FEAT_UDH"),
            (8, "FEAT_UCS2"),
            (16, "FEAT_ALPHA"),
            (32, "FEAT_NUMER"),
            (512, "FEAT_FLASH"),
            (8192, "FEAT_DELIVACK"),
            (16384, "FEAT_CONCAT"),
        ]));
        assert_eq!(ReqFeat::BY_DEFAULT.bits(), 16399);
    }

    #[test]
    fn soap_6_2_9_3_to_5_and_a_38_the_documents_sums() {
        assert_eq!((ReqFeat::NUMER | ReqFeat::FLASH).to_string(), "544");
        assert_eq!(names("544".parse().unwrap()), ["FEAT_NUMER", "FEAT_FLASH"]);
        assert_eq!(names("8240".parse().unwrap()), ["FEAT_ALPHA", "FEAT_NUMER", "FEAT_DELIVACK"]);
        assert_eq!((ReqFeat::ALPHA | ReqFeat::DELIVACK).to_string(), "8208");
    }

    #[test]
    fn a_38_bits_without_a_name_stay() {
        let features = ReqFeat::parse("1073741904").unwrap();
        assert_eq!((features.to_string().as_str(), names(features)), ("1073741904", ["FEAT_ALPHA"].to_vec()));
        assert_eq!((features | ReqFeat::TEXT).bits(), 0x4000_0051);
        assert_eq!((!features).bits(), !features.bits());
        for (text, error) in [
            ("", ReqFeatError::Empty),
            ("-1", ReqFeatError::NotDigit { character: '-', at: 0 }),
            ("16 ", ReqFeatError::NotDigit { character: ' ', at: 2 }),
            ("0x10", ReqFeatError::NotDigit { character: 'x', at: 1 }),
            ("4294967296", ReqFeatError::Range),
        ] {
            assert_eq!(text.parse::<ReqFeat>(), Err(error), "{text}");
        }
    }

    #[test]
    fn soap_6_2_9_2_what_the_gateway_asks_for_itself() {
        for (coding, header, parts, bits) in [
            (Coding::Gsm7, false, 1, 1),
            (Coding::Ucs2, false, 1, 8),
            (Coding::Gsm7, true, 1, 1 + 4 + 2),
            (Coding::Octets, false, 1, 2),
            (Coding::Latin1, false, 2, 1 + 16384),
        ] {
            let features = ReqFeat::of_message(coding, header, parts);
            assert_eq!(features.bits(), bits);
            assert!(ReqFeat::BY_DEFAULT.contains(features));
        }
    }

    #[test]
    fn soap_6_2_3_5_a_sender_that_must_be_kept() {
        for (sender, bits) in [("ACME", 16), ("27831112222", 32), ("31647", 32)] {
            assert_eq!(ReqFeat::of_sender(&SenderId::parse(sender).unwrap()).bits(), bits);
        }
    }

    proptest! {
        #[test]
        fn every_sum_goes_both_ways(bits in any::<u32>()) {
            let features = ReqFeat::from_bits_retain(bits);
            prop_assert_eq!(features.bits(), bits);
            prop_assert_eq!(ReqFeat::from_bits(bits), Some(features));
            prop_assert_eq!(features.to_string().parse(), Ok(features));
        }
    }

    #[cfg(feature = "serde")]
    #[test]
    fn serde_carries_the_sum() {
        use serde::Deserialize;
        use serde::de::value::{Error, U32Deserializer};

        let features = ReqFeat::from_bits_retain(0x8000_0010);
        assert_eq!(ReqFeat::deserialize(U32Deserializer::<Error>::new(0x8000_0010)), Ok(features));
        assert_eq!(crate::text::inline::test_serde::shown(&ReqFeat::from_bits_retain(8240)), "8240");
    }
}
