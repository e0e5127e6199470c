//! The value of a parameter as it stands on the wire.

use alloc::borrow::Cow;
use core::fmt;
use core::ops::Deref;

use super::MaxCredits;
use crate::hex;
use crate::text::inline::Inline;

/// The value of a parameter as it stands on the wire.
///
/// It is a text: one that is borrowed from where it is kept, a number in digits, which takes no allocation either, or one
/// that had to be made, as hexadecimal digits are.
#[derive(Clone, PartialEq, Eq)]
pub struct ParameterValue<'a>(Form<'a>);

#[derive(Clone, PartialEq, Eq)]
enum Form<'a> {
    Text(Cow<'a, str>),
    Number(Inline<{ ParameterValue::DIGITS }>),
}

impl<'a> ParameterValue<'a> {
    /// What the longest number takes: an amount of credits with its point and six decimals.
    const DIGITS: usize = 24;

    /// The text, with a copy of a number's digits.
    #[must_use]
    pub fn into_text(self) -> Cow<'a, str> {
        match self.0 {
            Form::Text(text) => text,
            Form::Number(digits) => Cow::Owned(digits.as_str().into()),
        }
    }

    /// Octets in hexadecimal digits.
    pub(super) fn hex(octets: &[u8]) -> Self {
        Self(Form::Text(Cow::Owned(hex::encode_upper(octets))))
    }

    fn digits(number: impl fmt::Display) -> Self {
        let digits = Inline::printed(number);
        debug_assert!(digits.is_some(), "a number has fewer digits");
        Self(digits.map_or(Form::Text(Cow::Borrowed("")), Form::Number))
    }
}

impl Deref for ParameterValue<'_> {
    type Target = str;

    fn deref(&self) -> &str {
        match &self.0 {
            Form::Text(text) => text,
            Form::Number(digits) => digits.as_str(),
        }
    }
}

impl<'a> From<&'a str> for ParameterValue<'a> {
    fn from(text: &'a str) -> Self {
        Self(Form::Text(Cow::Borrowed(text)))
    }
}

impl<'a> From<Cow<'a, str>> for ParameterValue<'a> {
    fn from(text: Cow<'a, str>) -> Self {
        Self(Form::Text(text))
    }
}

impl From<u64> for ParameterValue<'_> {
    fn from(number: u64) -> Self {
        Self::digits(number)
    }
}

impl From<u32> for ParameterValue<'_> {
    fn from(number: u32) -> Self {
        Self::digits(number)
    }
}

impl From<MaxCredits> for ParameterValue<'_> {
    fn from(amount: MaxCredits) -> Self {
        Self::digits(amount)
    }
}

impl fmt::Debug for ParameterValue<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&**self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::credit::Credit;

    #[test]
    fn the_longest_numbers_have_all_their_digits() {
        assert_eq!(&*ParameterValue::from(u32::MAX), "4294967295");
        let most = MaxCredits::new(Credit::from_units(i64::MAX / 3 * 3)).unwrap();
        assert_eq!(&*ParameterValue::from(most), "3074457345618.258602");
        assert_eq!(ParameterValue::from(0_u32).into_text(), "0");
    }
}
