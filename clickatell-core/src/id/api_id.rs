//! The number of a connection.

use core::fmt;
use core::str::FromStr;

/// The number of one connection of an account to one door of the gateway; SMPP carries it as `system_type`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(try_from = "u64", into = "u64")
)]
pub struct ApiId(u64);

/// Why a text is no API id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ApiIdError {
    /// A character that is no digit.
    #[error("{character:?} at {at} is no digit")]
    NotDigit {
        /// The character.
        character: char,
        /// Where it begins, in octets of UTF-8.
        at: usize,
    },
    /// No digit, or more than 12.
    #[error("{digits} digits, an API id has 1 to 12")]
    Length {
        /// How many there are.
        digits: usize,
    },
}

impl ApiId {
    /// The most digits: as many as the SMPP field holds.
    pub const MAX_DIGITS: usize = 12;

    /// The id with this number. One of more than ten digits comes from [`TryFrom`] or [`parse`](Self::parse), which know
    /// where the field of SMPP ends.
    #[must_use]
    #[allow(clippy::as_conversions, reason = "a widening; `From` is not const")]
    pub const fn new(number: u32) -> Self {
        Self(number as u64)
    }

    /// The number.
    #[must_use]
    pub const fn get(self) -> u64 {
        self.0
    }

    /// The id that these digits are.
    ///
    /// # Errors
    /// What is wrong with them, and where.
    pub fn parse(text: &str) -> Result<Self, ApiIdError> {
        if let Some((at, character)) = text.char_indices().find(|(_, c)| !c.is_ascii_digit()) {
            return Err(ApiIdError::NotDigit { character, at });
        }
        let length = ApiIdError::Length { digits: text.len() };
        if text.len() > Self::MAX_DIGITS {
            return Err(length);
        }
        text.parse().map(Self).map_err(|_| length)
    }
}

impl TryFrom<u64> for ApiId {
    type Error = ApiIdError;

    fn try_from(number: u64) -> Result<Self, ApiIdError> {
        match number
            .checked_ilog10()
            .map_or(1, |log| usize::try_from(log).unwrap_or_default().saturating_add(1))
        {
            ..=Self::MAX_DIGITS => Ok(Self(number)),
            digits => Err(ApiIdError::Length { digits }),
        }
    }
}

impl From<ApiId> for u64 {
    fn from(id: ApiId) -> Self {
        id.0
    }
}

impl FromStr for ApiId {
    type Err = ApiIdError;

    fn from_str(text: &str) -> Result<Self, ApiIdError> {
        Self::parse(text)
    }
}

impl TryFrom<&str> for ApiId {
    type Error = ApiIdError;

    fn try_from(text: &str) -> Result<Self, ApiIdError> {
        Self::parse(text)
    }
}

impl fmt::Display for ApiId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl fmt::Debug for ApiId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ApiId({})", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;

    #[test]
    fn smpp_9_11_and_soap_6_1_1_an_api_id_is_digits() {
        assert_eq!(ApiId::parse("3334222").unwrap().to_string(), "3334222");
        assert_eq!(ApiId::parse("999999999999"), ApiId::try_from(999_999_999_999_u64));
        assert_eq!(ApiId::parse("4294967295"), Ok(ApiId::new(u32::MAX)));
        for (text, error) in [
            ("33x", ApiIdError::NotDigit { character: 'x', at: 2 }),
            ("+33", ApiIdError::NotDigit { character: '+', at: 0 }),
            ("-1", ApiIdError::NotDigit { character: '-', at: 0 }),
            ("", ApiIdError::Length { digits: 0 }),
            ("1000000000000", ApiIdError::Length { digits: 13 }),
        ] {
            assert_eq!(ApiId::parse(text), Err(error), "{text}");
        }
        for (number, digits) in
            [(0, 1), (9, 1), (10, 2), (999_999_999_999, 12), (1_000_000_000_000, 13), (u64::MAX, 20)]
        {
            let id = ApiId::try_from(number);
            let long = Err(ApiIdError::Length { digits });
            assert_eq!(id.map(u64::from), if digits > 12 { long } else { Ok(number) }, "{number}");
        }
    }
}
