//! The number of a handset.

use alloc::string::String;
use core::ops::RangeInclusive;

use super::{CountryCode, TestRange, first_non_digit};
use crate::text::inline::{Inline, text_conversions};

/// The number of a handset in international format: country code and national number, 7 to 15 digits, with neither
/// `+` nor `00` in front and without the zero that a national number begins with.
///
/// ```
/// use clickatell_core::number::{Msisdn, MsisdnError};
///
/// assert_eq!(Msisdn::parse("27831234567")?.as_str(), "27831234567");
/// assert_eq!(Msisdn::parse("+27831234567"), Err(MsisdnError::Plus));
/// assert_eq!(Msisdn::normalise("+27 83 123-4567"), Msisdn::parse("27831234567"));
/// # Ok::<(), MsisdnError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(try_from = "alloc::string::String", into = "alloc::string::String")
)]
pub struct Msisdn(Inline<15>);

/// Why a text is no number in international format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum MsisdnError {
    /// Nothing at all.
    #[error("an empty number")]
    Empty,
    /// A `+` in front.
    #[error("the number begins with +, international format goes without it")]
    Plus,
    /// The `00` that dials an international number.
    #[error("the number begins with 00, international format goes without it")]
    DialPrefix,
    /// The zero of a national number.
    #[error("the number begins with 0, international format begins with the country code")]
    LeadingZero,
    /// A character that is no digit.
    #[error("{character:?} at {at} is no digit")]
    NotDigit {
        /// The character.
        character: char,
        /// Where it begins, in octets of UTF-8.
        at: usize,
    },
    /// Fewer than 7 digits or more than 15.
    #[error("{digits} digits, a number in international format has 7 to 15")]
    Length {
        /// How many there are.
        digits: usize,
    },
}

text_conversions!(Msisdn, MsisdnError);

impl Msisdn {
    /// How many digits there may be; 15 is the limit of ITU-T E.164.
    pub const DIGITS: RangeInclusive<usize> = 7..=15;

    /// The number that this text is, as it must stand on the wire.
    ///
    /// # Errors
    /// What is wrong with it, and where.
    pub fn parse(text: &str) -> Result<Self, MsisdnError> {
        if text.is_empty() {
            return Err(MsisdnError::Empty);
        }
        if text.starts_with('+') {
            return Err(MsisdnError::Plus);
        }
        if let Some((at, character)) = first_non_digit(text) {
            return Err(MsisdnError::NotDigit { character, at });
        }
        if text.starts_with("00") {
            return Err(MsisdnError::DialPrefix);
        }
        if text.starts_with('0') {
            return Err(MsisdnError::LeadingZero);
        }
        let length = MsisdnError::Length { digits: text.len() };
        if !Self::DIGITS.contains(&text.len()) {
            return Err(length);
        }
        Inline::new(text).map(Self).ok_or(length)
    }

    /// The number that a person meant: one `+` or `00` in front and spaces, hyphens and full stops are taken off.
    ///
    /// Brackets are not: in `+44 (0)7901 231234` they hold a digit that must not be dialled.
    ///
    /// # Errors
    /// As for [`parse`](Self::parse), with places in the text as it was given.
    pub fn normalise(text: &str) -> Result<Self, MsisdnError> {
        let mut digits = String::new();
        let mut plus = false;
        for (at, character) in text.char_indices() {
            match character {
                '0'..='9' => digits.push(character),
                '+' if digits.is_empty() && !plus => plus = true,
                ' ' | '-' | '.' => {}
                _ => return Err(MsisdnError::NotDigit { character, at }),
            }
        }
        let number = digits.strip_prefix("00").filter(|_| !plus);
        Self::parse(number.unwrap_or(&digits))
    }

    /// The number of a subscriber in the country with this code: one zero in front of the national number is taken off.
    ///
    /// A number in international format has to go to [`parse`](Self::parse): its digits alone do not tell that they are
    /// no national number.
    ///
    /// # Errors
    /// As for [`parse`](Self::parse) of both together, and where the prefix of an international number stands in front,
    /// `+` or `00`.
    pub fn from_national(country_code: CountryCode, number: &str) -> Result<Self, MsisdnError> {
        let national = number.strip_prefix('0').unwrap_or(number);
        match national.as_bytes() {
            [b'0', ..] => return Err(MsisdnError::DialPrefix),
            [b'+', ..] => return Err(MsisdnError::Plus),
            _ => {}
        }
        let mut text = String::from(country_code.as_str());
        text.push_str(national);
        Self::parse(&text)
    }

    /// The test range that the number is of.
    #[must_use]
    pub fn test_range(&self) -> Option<TestRange> {
        TestRange::of(self.as_str())
    }

    /// True for the length and country code of a standard virtual mobile number of the United Kingdom: 12 digits, 44
    /// first.
    #[must_use]
    pub fn is_uk_standard_vmn(&self) -> bool {
        self.as_str().len() == 12 && self.as_str().starts_with("44")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;
    use proptest::prelude::*;

    #[test]
    fn smpp_16_6_and_soap_6_1_5_international_format_only() {
        assert_eq!(Msisdn::parse("27831234567").unwrap().to_string(), "27831234567");
        assert_eq!(Msisdn::parse("447901231234").unwrap().as_str(), "447901231234");
        for (text, error) in [
            ("", MsisdnError::Empty),
            ("+27831234567", MsisdnError::Plus),
            ("00447901231234", MsisdnError::DialPrefix),
            ("0831234567", MsisdnError::LeadingZero),
            ("44 7901", MsisdnError::NotDigit { character: ' ', at: 2 }),
            ("2783123456\u{661}", MsisdnError::NotDigit { character: '\u{661}', at: 10 }),
            ("447901\0", MsisdnError::NotDigit { character: '\0', at: 6 }),
            ("447901", MsisdnError::Length { digits: 6 }),
            ("1234567890123456", MsisdnError::Length { digits: 16 }),
        ] {
            assert_eq!(Msisdn::parse(text), Err(error), "{text}");
        }
        assert!(Msisdn::parse("1234567").is_ok() && Msisdn::parse("123456789012345").is_ok());
        assert_eq!(MsisdnError::NotDigit { character: 'x', at: 3 }.to_string(), "'x' at 3 is no digit");
    }

    #[test]
    fn smpp_16_6_normalise_gives_what_was_meant() {
        for text in [
            "27831234567",
            "+27831234567",
            "0027831234567",
            "+27 83 123-4567",
            "27.831.234567",
            " 00 27831234567",
        ] {
            assert_eq!(Msisdn::normalise(text).unwrap().as_str(), "27831234567", "{text}");
        }
        let not_digit = |character, at| Err(MsisdnError::NotDigit { character, at });
        assert_eq!(Msisdn::normalise("+44 (0)7901 231234"), not_digit('(', 4));
        assert_eq!(Msisdn::normalise("++27831234567"), not_digit('+', 1));
        assert_eq!(Msisdn::normalise("2783+1234567"), not_digit('+', 4));
        assert_eq!(Msisdn::normalise("083 123 4567"), Err(MsisdnError::LeadingZero));
        assert_eq!(Msisdn::normalise("+0027831234567"), Err(MsisdnError::DialPrefix));
        assert_eq!(Msisdn::normalise("+"), Err(MsisdnError::Empty));
    }

    #[test]
    fn tw_11_3_the_zero_of_a_national_number_goes() {
        let uk = CountryCode::parse("44").unwrap();
        let number = Msisdn::parse("447901231234");
        assert_eq!(Msisdn::from_national(uk, "07901231234"), number);
        assert_eq!(Msisdn::from_national(uk, "7901231234"), number);
        // It is one zero that goes: a second one, or a plus, is the prefix of an international number.
        for (text, error) in [
            ("007901231234", MsisdnError::DialPrefix),
            ("0007901231234", MsisdnError::DialPrefix),
            ("+447901231234", MsisdnError::Plus),
            ("0+447901231234", MsisdnError::Plus),
            ("07901x", MsisdnError::NotDigit { character: 'x', at: 6 }),
        ] {
            assert_eq!(Msisdn::from_national(uk, text), Err(error), "{text}");
        }
        // The digits alone do not tell that this is no national number.
        assert_eq!(Msisdn::from_national(uk, "447901231234"), Msisdn::parse("44447901231234"));
    }

    #[test]
    fn tw_4_1_1_a_standard_number_of_the_uk_has_12_digits() {
        assert!(Msisdn::parse("447624803759").unwrap().is_uk_standard_vmn());
        assert!(!Msisdn::parse("4477700900123").unwrap().is_uk_standard_vmn());
        assert!(!Msisdn::parse("277624803759").unwrap().is_uk_standard_vmn());
    }

    proptest! {
        #[test]
        fn what_parses_prints_and_normalises_to_itself(text in "[+0-9 ]{0,18}") {
            if let Ok(number) = Msisdn::parse(&text) {
                prop_assert_eq!(number.as_str(), text.as_str());
                prop_assert_eq!(Msisdn::normalise(&text), Ok(number));
                prop_assert_eq!(Msisdn::normalise(&std::format!("+{text}")), Ok(number));
                prop_assert_eq!(Msisdn::normalise(&std::format!("00{text}")), Ok(number));
            }
        }
    }
}
