//! Country codes.

use core::ops::RangeInclusive;

use super::first_non_digit;
use crate::text::inline::{Inline, text_conversions};

/// What the numbers of a country begin with in international format: 1 to 3 digits, of which the first is not 0.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(try_from = "alloc::string::String", into = "alloc::string::String")
)]
pub struct CountryCode(Inline<3>);

/// Why a text is no country code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CountryCodeError {
    /// A character that is no digit.
    #[error("{character:?} at {at} is no digit")]
    NotDigit {
        /// The character.
        character: char,
        /// Where it begins, in octets of UTF-8.
        at: usize,
    },
    /// It begins with `0`.
    #[error("the country code begins with 0")]
    LeadingZero,
    /// No digit, or more than 3.
    #[error("{digits} digits, a country code has 1 to 3")]
    Length {
        /// How many there are.
        digits: usize,
    },
}

text_conversions!(CountryCode, CountryCodeError);

impl CountryCode {
    /// How many digits there may be, by ITU-T E.164.
    pub const DIGITS: RangeInclusive<usize> = 1..=3;

    /// The country code that this text is.
    ///
    /// # Errors
    /// What is wrong with it, and where.
    pub fn parse(text: &str) -> Result<Self, CountryCodeError> {
        if let Some((at, character)) = first_non_digit(text) {
            return Err(CountryCodeError::NotDigit { character, at });
        }
        if text.starts_with('0') {
            return Err(CountryCodeError::LeadingZero);
        }
        let length = CountryCodeError::Length { digits: text.len() };
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
    fn soap_6_2_1_1_a_country_code_has_one_to_three_digits_and_no_zero_in_front() {
        for code in ["1", "44", "999"] {
            assert_eq!(CountryCode::parse(code).unwrap().as_str(), code);
        }
        for (text, error) in [
            ("", CountryCodeError::Length { digits: 0 }),
            ("1234", CountryCodeError::Length { digits: 4 }),
            ("0", CountryCodeError::LeadingZero),
            ("044", CountryCodeError::LeadingZero),
            ("+44", CountryCodeError::NotDigit { character: '+', at: 0 }),
            ("4 4", CountryCodeError::NotDigit { character: ' ', at: 1 }),
        ] {
            assert_eq!(CountryCode::parse(text), Err(error), "{text}");
        }
    }
}
