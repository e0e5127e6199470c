//! Short codes.

use core::ops::RangeInclusive;

use super::first_non_digit;
use crate::text::inline::{Inline, text_conversions};

/// A short number that all operators of a region have in common: 1 to 6 digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(try_from = "alloc::string::String", into = "alloc::string::String")
)]
pub struct ShortCode(Inline<6>);

/// Why a text is no short code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ShortCodeError {
    /// A character that is no digit.
    #[error("{character:?} at {at} is no digit")]
    NotDigit {
        /// The character.
        character: char,
        /// Where it begins, in octets of UTF-8.
        at: usize,
    },
    /// No digit, or more than 6.
    #[error("{digits} digits, a short code has 1 to 6")]
    Length {
        /// How many there are.
        digits: usize,
    },
}

text_conversions!(ShortCode, ShortCodeError);

impl ShortCode {
    /// How many digits there may be. With 7 a number counts as international.
    pub const DIGITS: RangeInclusive<usize> = 1..=6;

    /// The short code that this text is.
    ///
    /// # Errors
    /// What is wrong with it, and where.
    pub fn parse(text: &str) -> Result<Self, ShortCodeError> {
        if let Some((at, character)) = first_non_digit(text) {
            return Err(ShortCodeError::NotDigit { character, at });
        }
        let length = ShortCodeError::Length { digits: text.len() };
        if !Self::DIGITS.contains(&text.len()) {
            return Err(length);
        }
        Inline::new(text).map(Self).ok_or(length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn smpp_16_7_short_codes_have_one_to_six_digits() {
        assert_eq!(ShortCode::parse("31647").unwrap().as_str(), "31647");
        assert_eq!(ShortCode::parse(""), Err(ShortCodeError::Length { digits: 0 }));
        assert_eq!(ShortCode::parse("1234567"), Err(ShortCodeError::Length { digits: 7 }));
        assert_eq!(ShortCode::parse("31a"), Err(ShortCodeError::NotDigit { character: 'a', at: 2 }));
    }
}
