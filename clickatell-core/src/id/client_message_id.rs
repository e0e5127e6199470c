//! The client's own name of a message.

use crate::text::inline::{Inline, text_conversions};

/// The client's own name of a message, `climsgid` on the wire: up to 32 letters and digits.
///
/// It may stand for the API message id in queries. It need not be unique; a query by it answers for the latest.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(try_from = "alloc::string::String", into = "alloc::string::String")
)]
pub struct ClientMessageId(Inline<32>);

/// Why a text is no client message id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ClientMessageIdError {
    /// A character that is neither letter nor digit of ASCII.
    #[error("{character:?} at {at} is neither letter nor digit")]
    NotAlphanumeric {
        /// The character.
        character: char,
        /// Where it begins, in octets of UTF-8.
        at: usize,
    },
    /// No character, or more than 32.
    #[error("{characters} characters, a client message id has 1 to 32")]
    Length {
        /// How many there are.
        characters: usize,
    },
}

text_conversions!(ClientMessageId, ClientMessageIdError);

impl ClientMessageId {
    /// The id that this text is.
    ///
    /// # Errors
    /// What is wrong with it, and where.
    pub fn parse(text: &str) -> Result<Self, ClientMessageIdError> {
        if let Some((at, character)) = text.char_indices().find(|(_, c)| !c.is_ascii_alphanumeric()) {
            return Err(ClientMessageIdError::NotAlphanumeric { character, at });
        }
        let length = ClientMessageIdError::Length { characters: text.len() };
        if text.is_empty() {
            return Err(length);
        }
        Inline::new(text).map(Self).ok_or(length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn soap_6_2_13_2_letters_and_digits_32_at_most() {
        for text in ["abc123", "A", "12345678901234567890123456789012"] {
            assert_eq!(ClientMessageId::parse(text).unwrap().as_str(), text);
        }
        for (text, error) in [
            ("", ClientMessageIdError::Length { characters: 0 }),
            ("123456789012345678901234567890123", ClientMessageIdError::Length { characters: 33 }),
            ("abc 123", ClientMessageIdError::NotAlphanumeric { character: ' ', at: 3 }),
            ("é", ClientMessageIdError::NotAlphanumeric { character: 'é', at: 0 }),
        ] {
            assert_eq!(ClientMessageId::parse(text), Err(error), "{text}");
        }
    }
}
