//! The gateway's names of messages.

use crate::hex;
use crate::text::inline::{Inline, text_conversions};

/// The name that this gateway gives a message: 32 lower-case hexadecimal digits.
///
/// It stands in replies, `submit_sm_resp`, receipts, callbacks and billing requests alike, and is never shortened or
/// converted, not for SMPP 3.3 either.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(try_from = "alloc::string::String", into = "alloc::string::String")
)]
pub struct ApiMessageId(Inline<{ Self::DIGITS }>);

/// Why a text is no API message id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ApiMessageIdError {
    /// A character that is no digit 0 to 9 and no letter a to f.
    #[error("{character:?} at {at} is no lower-case hexadecimal digit")]
    NotDigit {
        /// The character.
        character: char,
        /// Where it begins, in octets of UTF-8.
        at: usize,
    },
    /// Fewer or more than 32 digits.
    #[error("{digits} digits, an API message id has 32")]
    Length {
        /// How many there are.
        digits: usize,
    },
}

text_conversions!(ApiMessageId, ApiMessageIdError);

impl ApiMessageId {
    /// How many digits there are.
    pub const DIGITS: usize = 32;

    /// The id made of these octets, which must be unguessable: whoever knows an id may ask after the message.
    #[must_use]
    pub fn from_random(octets: [u8; 16]) -> Self {
        let mut digits = [0; Self::DIGITS];
        for (pair, octet) in digits.as_chunks_mut::<2>().0.iter_mut().zip(octets) {
            *pair = hex::lower_pair(octet);
        }
        Self(Inline::from_ascii(digits))
    }

    /// The id that this text is.
    ///
    /// # Errors
    /// What is wrong with it, and where.
    pub fn parse(text: &str) -> Result<Self, ApiMessageIdError> {
        let digit = |character: char| matches!(character, '0'..='9' | 'a'..='f');
        if let Some((at, character)) = text.char_indices().find(|(_, character)| !digit(*character)) {
            return Err(ApiMessageIdError::NotDigit { character, at });
        }
        let length = ApiMessageIdError::Length { digits: text.len() };
        if text.len() != Self::DIGITS {
            return Err(length);
        }
        Inline::new(text).map(Self).ok_or(length)
    }
}

/// The name that any gateway gives a message, kept as it came: 1 to 64 octets without a control character.
///
/// Ids of messages from handsets and of other SMPP centres have no common form. They are compared, never read.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(try_from = "alloc::string::String", into = "alloc::string::String")
)]
pub struct MessageId(Inline<{ Self::MAX_OCTETS }>);

/// Why a text is no message id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum MessageIdError {
    /// A control character.
    #[error("control character {character:?} at {at}")]
    Control {
        /// The character.
        character: char,
        /// Where it begins, in octets of UTF-8.
        at: usize,
    },
    /// Nothing, or more than 64 octets.
    #[error("{octets} octets, a message id has 1 to 64")]
    Length {
        /// How many there are.
        octets: usize,
    },
}

text_conversions!(MessageId, MessageIdError);

impl MessageId {
    /// The most octets: as many as the SMPP 3.4 field holds.
    pub const MAX_OCTETS: usize = 64;

    /// The id that this text is.
    ///
    /// # Errors
    /// What is wrong with it, and where.
    pub fn parse(text: &str) -> Result<Self, MessageIdError> {
        if let Some((at, character)) = text.char_indices().find(|(_, character)| character.is_control()) {
            return Err(MessageIdError::Control { character, at });
        }
        let length = MessageIdError::Length { octets: text.len() };
        if text.is_empty() {
            return Err(length);
        }
        Inline::new(text).map(Self).ok_or(length)
    }
}

impl From<ApiMessageId> for MessageId {
    fn from(id: ApiMessageId) -> Self {
        Self(id.0.widen())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;
    use proptest::prelude::*;

    #[test]
    fn bill_8_1_4_thirty_two_lower_case_hexadecimal_digits() {
        // The id of the billing document's example reply.
        let text = "996411ad91fa211e7d17bc873aa4a41d";
        let id = ApiMessageId::parse(text).unwrap();
        assert_eq!((id.as_str(), id.to_string().as_str()), (text, text));
        assert_eq!(MessageId::from(id), MessageId::parse(text).unwrap());
        for (text, error) in [
            ("", ApiMessageIdError::Length { digits: 0 }),
            ("1303312400160", ApiMessageIdError::Length { digits: 13 }),
            ("996411ad91fa211e7d17bc873aa4a41d0", ApiMessageIdError::Length { digits: 33 }),
            ("996411AD91fa211e7d17bc873aa4a41d", ApiMessageIdError::NotDigit { character: 'A', at: 6 }),
            ("zzz", ApiMessageIdError::NotDigit { character: 'z', at: 0 }),
        ] {
            assert_eq!(ApiMessageId::parse(text), Err(error), "{text}");
        }
    }

    #[test]
    fn an_id_shows_the_octets_it_was_made_of() {
        let octets = [0x00, 0x9F, 0xF0, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 0xFF];
        assert_eq!(ApiMessageId::from_random(octets).as_str(), "009ff0030405060708090a0b0c0d0eff");
    }

    #[test]
    fn tw_8_3_1_4_ids_from_elsewhere_are_kept_as_they_came() {
        for text in ["b2aee337abd962489b123fda9c3480fa", "121910921", "0A1-x y", &"9".repeat(64)] {
            assert_eq!(MessageId::parse(text).unwrap().as_str(), text);
        }
        assert_eq!(MessageId::parse(""), Err(MessageIdError::Length { octets: 0 }));
        assert_eq!(MessageId::parse(&"9".repeat(65)), Err(MessageIdError::Length { octets: 65 }));
        assert_eq!(MessageId::parse("12\0"), Err(MessageIdError::Control { character: '\0', at: 2 }));
    }

    proptest! {
        #[test]
        fn every_id_that_is_made_parses(octets in any::<[u8; 16]>()) {
            let id = ApiMessageId::from_random(octets);
            prop_assert_eq!(ApiMessageId::parse(id.as_str()), Ok(id));
            prop_assert_eq!(hex::decode(id.as_str()).unwrap(), octets);
        }
    }
}
