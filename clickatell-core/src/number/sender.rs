//! What a handset shows as the originator.

use super::first_non_digit;
use crate::text::inline::{Inline, text_conversions};

/// A sender ID: 1 to 16 digits, or up to 11 characters of which at least one is no digit.
///
/// It must be registered and approved before it is used, numbers rented from the gateway excepted, and not every
/// network or handset shows it. An absent sender is no sender ID: the gateway then takes its default number.
///
/// ```
/// use clickatell_core::number::{SenderId, SenderKind};
///
/// let sender: SenderId = "31647".parse()?;
/// assert_eq!((sender.kind(), sender.ton(), sender.npi()), (SenderKind::ShortCode, 3, 1));
/// # Ok::<(), clickatell_core::number::SenderIdError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(try_from = "alloc::string::String", into = "alloc::string::String")
)]
pub struct SenderId(Inline<{ 4 * Self::MAX_CHARACTERS }>);

/// Why a text is no sender ID.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SenderIdError {
    /// Nothing at all.
    #[error("an empty sender")]
    Empty,
    /// A `+` in front of digits.
    #[error("the sender begins with +, international format goes without it")]
    Plus,
    /// More than 16 digits.
    #[error("{digits} digits, a numeric sender has at most 16")]
    Digits {
        /// How many there are.
        digits: usize,
    },
    /// More than 11 characters, not all digits.
    #[error("{characters} characters, an alphanumeric sender has at most 11")]
    Characters {
        /// How many there are.
        characters: usize,
    },
    /// A control character.
    #[error("control character {character:?} at {at}")]
    Control {
        /// The character.
        character: char,
        /// Where it begins, in octets of UTF-8.
        at: usize,
    },
}

/// What a sender ID is, by its look alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub enum SenderKind {
    /// At least one character is no digit.
    Alphanumeric,
    /// 1 to 6 digits.
    ShortCode,
    /// 7 to 16 digits.
    International,
}

/// What may keep an alphanumeric sender from being shown; allowed, and advised against.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum SenderWarning {
    /// A space.
    #[error("a space in the sender may break delivery")]
    Space,
    /// A printable ASCII character that is neither letter, digit nor space.
    #[error("punctuation in the sender may break delivery")]
    Punctuation,
    /// A character beyond ASCII.
    #[error("a character beyond ASCII in the sender may break delivery")]
    NotAscii,
}

text_conversions!(SenderId, SenderIdError);

impl SenderId {
    /// The most digits of a numeric sender.
    pub const MAX_DIGITS: usize = 16;
    /// The most characters of an alphanumeric sender.
    pub const MAX_CHARACTERS: usize = 11;

    /// The sender ID that this text is.
    ///
    /// # Errors
    /// What is wrong with it, and where.
    pub fn parse(text: &str) -> Result<Self, SenderIdError> {
        if text.is_empty() {
            return Err(SenderIdError::Empty);
        }
        if first_non_digit(text).is_none() {
            let digits = SenderIdError::Digits { digits: text.len() };
            return Some(text)
                .filter(|text| text.len() <= Self::MAX_DIGITS)
                .and_then(Inline::new)
                .map(Self)
                .ok_or(digits);
        }
        if let Some(number) = text.strip_prefix('+')
            && first_non_digit(number).is_none()
        {
            return Err(SenderIdError::Plus);
        }
        if let Some((at, character)) = text.char_indices().find(|(_, character)| character.is_control()) {
            return Err(SenderIdError::Control { character, at });
        }
        let characters = text.chars().count();
        Some(text)
            .filter(|_| characters <= Self::MAX_CHARACTERS)
            .and_then(Inline::new)
            .map(Self)
            .ok_or(SenderIdError::Characters { characters })
    }

    /// The sender ID that a person meant: one `+` in front of digits is taken off.
    ///
    /// # Errors
    /// As for [`parse`](Self::parse).
    pub fn normalise(text: &str) -> Result<Self, SenderIdError> {
        match Self::parse(text) {
            Err(SenderIdError::Plus) => Self::parse(text.trim_start_matches('+')),
            parsed => parsed,
        }
    }

    /// What it is, by its look.
    #[must_use]
    pub fn kind(&self) -> SenderKind {
        match (first_non_digit(self.as_str()), self.as_str().len()) {
            (Some(_), _) => SenderKind::Alphanumeric,
            (None, ..=6) => SenderKind::ShortCode,
            (None, _) => SenderKind::International,
        }
    }

    /// The SMPP type of number that the gateway gives it: 5, 3 or 1.
    #[must_use]
    pub fn ton(&self) -> u8 {
        match self.kind() {
            SenderKind::Alphanumeric => 5,
            SenderKind::ShortCode => 3,
            SenderKind::International => 1,
        }
    }

    /// The SMPP numbering plan that the gateway gives it: 0 for a word, 1 for a number.
    #[must_use]
    pub fn npi(&self) -> u8 {
        u8::from(self.kind() != SenderKind::Alphanumeric)
    }

    /// What may keep it from being shown, each thing once.
    pub fn warnings(&self) -> impl Iterator<Item = SenderWarning> {
        let text = self.as_str();
        let space = text.contains(' ').then_some(SenderWarning::Space);
        let punctuation =
            text.contains(|c: char| c.is_ascii_punctuation()).then_some(SenderWarning::Punctuation);
        let not_ascii = (!text.is_ascii()).then_some(SenderWarning::NotAscii);
        [space, punctuation, not_ascii].into_iter().flatten()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec::Vec;

    #[test]
    fn smpp_10_5_and_soap_6_1_7_eleven_characters_or_sixteen_digits() {
        for text in
            ["Clickatell1", "ABCDEFGHIJK", "1", "1234567890123456", "me", "123456 7890", "ééééééééééé"]
        {
            assert_eq!(SenderId::parse(text).unwrap().as_str(), text);
        }
        for (text, error) in [
            ("", SenderIdError::Empty),
            ("Clickatell12", SenderIdError::Characters { characters: 12 }),
            ("12345678901234567", SenderIdError::Digits { digits: 17 }),
            ("+27833001171", SenderIdError::Plus),
            ("AC\0ME", SenderIdError::Control { character: '\0', at: 2 }),
            ("AC\nME", SenderIdError::Control { character: '\n', at: 2 }),
        ] {
            assert_eq!(SenderId::parse(text), Err(error), "{text:?}");
        }
        // A plus with a letter behind it is a word.
        assert!(SenderId::parse("+Plus").is_ok());
    }

    #[test]
    fn smpp_10_4_the_look_of_a_sender_implies_ton_and_npi() {
        for (text, ton, npi) in [
            ("Clickatell", 5, 0),
            ("27123456789", 1, 1),
            ("31647", 3, 1),
            ("123456", 3, 1),
            ("1234567", 1, 1),
            ("2712345678a", 5, 0),
        ] {
            let sender = SenderId::parse(text).unwrap();
            assert_eq!((sender.ton(), sender.npi()), (ton, npi), "{text}");
        }
    }

    #[test]
    fn a_44_one_plus_is_taken_off_and_no_more() {
        assert_eq!(SenderId::normalise("+27833001171"), SenderId::parse("27833001171"));
        assert_eq!(SenderId::normalise("ACME"), SenderId::parse("ACME"));
        assert_eq!(SenderId::normalise("++2783"), SenderId::parse("++2783"));
        assert_eq!(SenderId::normalise("+"), Err(SenderIdError::Empty));
    }

    #[test]
    fn soap_6_2_3_3_characters_that_are_advised_against() {
        let warnings = |text| SenderId::parse(text).unwrap().warnings().collect::<Vec<_>>();
        assert_eq!(warnings("ACME1"), []);
        assert_eq!(warnings("A B"), [SenderWarning::Space]);
        assert_eq!(warnings("Café"), [SenderWarning::NotAscii]);
        assert_eq!(warnings("A-B"), [SenderWarning::Punctuation]);
        assert_eq!(warnings("é - !").len(), 3);
    }
}
