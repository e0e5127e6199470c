//! Ranges of virtual mobile numbers.

use alloc::format;
use alloc::string::String;
use core::fmt;
use core::str::FromStr;

use super::{Msisdn, MsisdnError};

/// A tagged range of virtual mobile numbers (VMN): numbers one behind the other that an account rents together. It counts as
/// one number wherever that matters: one method for what arrives at it, one opt-out (TW 8.4).
///
/// A single VMN is an [`Msisdn`] like any other.
///
/// ```
/// use clickatell_core::number::{Msisdn, TaggedRange};
///
/// let range: TaggedRange = "4477000000..4477000099".parse()?;
/// assert!(range.contains(Msisdn::parse("4477000042")?));
/// # Ok::<(), Box<dyn core::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(try_from = "String", into = "String")
)]
pub struct TaggedRange {
    first: Msisdn,
    last: Msisdn,
}

/// Why there is no such range.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TaggedRangeError {
    /// One of its ends is no number.
    #[error(transparent)]
    Number(#[from] MsisdnError),
    /// No `..` stands between two numbers.
    #[error("a range is two numbers with .. between them")]
    Separator,
    /// Its ends have different numbers of digits.
    #[error("numbers of {first} and {last} digits are in no range")]
    Digits {
        /// How many digits the first has.
        first: usize,
        /// How many digits the last has.
        last: usize,
    },
    /// Its last number is below its first.
    #[error("the last number is below the first")]
    Order,
}

impl TaggedRange {
    /// The numbers from `first` to `last`, both included.
    ///
    /// # Errors
    /// When they have different numbers of digits, or `last` is below `first`.
    pub fn new(first: Msisdn, last: Msisdn) -> Result<Self, TaggedRangeError> {
        let digits = |number: &Msisdn| number.as_str().len();
        if digits(&first) != digits(&last) {
            return Err(TaggedRangeError::Digits { first: digits(&first), last: digits(&last) });
        }
        if last.as_str() < first.as_str() {
            return Err(TaggedRangeError::Order);
        }
        Ok(Self { first, last })
    }

    /// The first number.
    #[must_use]
    pub const fn first(self) -> Msisdn {
        self.first
    }

    /// The last number.
    #[must_use]
    pub const fn last(self) -> Msisdn {
        self.last
    }

    /// Whether a number is one of them.
    #[must_use]
    pub fn contains(self, number: Msisdn) -> bool {
        let number = number.as_str();
        number.len() == self.first.as_str().len()
            && (self.first.as_str()..=self.last.as_str()).contains(&number)
    }
}

impl FromStr for TaggedRange {
    type Err = TaggedRangeError;

    fn from_str(text: &str) -> Result<Self, TaggedRangeError> {
        let (first, last) = text.split_once("..").ok_or(TaggedRangeError::Separator)?;
        Self::new(Msisdn::parse(first)?, Msisdn::parse(last)?)
    }
}

impl TryFrom<String> for TaggedRange {
    type Error = TaggedRangeError;

    fn try_from(text: String) -> Result<Self, TaggedRangeError> {
        text.parse()
    }
}

impl From<TaggedRange> for String {
    fn from(range: TaggedRange) -> Self {
        format!("{range}")
    }
}

impl fmt::Display for TaggedRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}..{}", self.first, self.last)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;

    #[test]
    fn tw_8_4_1_a_range_has_its_ends_and_what_is_between_them() {
        let range: TaggedRange = "4477000000..4477000099".parse().unwrap();
        let number = |text| Msisdn::parse(text).unwrap();
        for (text, inside) in [
            ("4477000000", true),
            ("4477000099", true),
            ("4477000050", true),
            ("4476999999", false),
            ("4477000100", false),
            ("44770000500", false),
            ("447700005", false),
        ] {
            assert_eq!(range.contains(number(text)), inside, "{text}");
        }
        assert_eq!((range.first(), range.last()), (number("4477000000"), number("4477000099")));
        assert_eq!(range.to_string(), "4477000000..4477000099");
        assert_eq!(range.to_string().parse(), Ok(range));
    }

    #[test]
    fn what_is_no_range_says_why() {
        for (text, error) in [
            ("4477000000", TaggedRangeError::Separator),
            ("4477000099..4477000000", TaggedRangeError::Order),
            ("4477000000..44770000990", TaggedRangeError::Digits { first: 10, last: 11 }),
            ("+4477000000..4477000099", TaggedRangeError::Number(MsisdnError::Plus)),
            ("4477000000..", TaggedRangeError::Number(MsisdnError::Empty)),
        ] {
            assert_eq!(text.parse::<TaggedRange>(), Err(error), "{text}");
        }
    }

    #[cfg(feature = "serde")]
    #[test]
    fn serde_checks_what_it_reads() {
        use crate::text::inline::test_serde::{read, shown};

        let text = "4477000000..4477000099";
        assert_eq!(shown(&read::<TaggedRange>(text).unwrap()), text);
        assert!(read::<TaggedRange>("4477000099..4477000000").is_err());
    }
}
