//! Exact money, and the monthly minimum of SMPP accounts.

mod minimum;

use alloc::string::String;
use core::fmt;
use core::str::FromStr;

pub use minimum::{MONTHLY_MINIMUM, may_begin_tests, minimum_of_first_month, notice_date, shortfall};

/// An amount of credits, exact to a millionth and in thirds; it may be negative.
///
/// A message to a test number costs a third of a credit, and six decimals stand on the wire: no decimal type holds
/// both. The unit is therefore 1/3 000 000 of a credit. The range is about ±3 000 000 000 000 credits. serde carries
/// the number of units, which is exact; the text is not.
///
/// ```
/// use clickatell_core::credit::Credit;
///
/// let three = Credit::THIRD.checked_mul(3);
/// assert_eq!(three, Some(Credit::ONE));
/// assert_eq!(Credit::THIRD.to_string(), "0.333333");
/// assert_eq!("2192.4".parse::<Credit>()?.to_string(), "2192.400000");
/// # Ok::<(), clickatell_core::credit::CreditError>(())
/// ```
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(transparent))]
pub struct Credit(i64);

/// Why a text is no amount of credits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CreditError {
    /// No digit at all.
    #[error("an amount without a digit")]
    Empty,
    /// A character that is neither digit nor decimal point, or a second point.
    #[error("{character:?} at {at} is no part of an amount")]
    Character {
        /// The character.
        character: char,
        /// Where it begins, in octets of UTF-8.
        at: usize,
    },
    /// A seventh decimal that is not zero.
    #[error("a decimal other than 0 at {at}, six is the most")]
    Decimals {
        /// Its place.
        at: usize,
    },
    /// More than fits.
    #[error("the amount is out of range")]
    Range,
}

/// Units of one credit.
const UNITS: i64 = 3_000_000;
/// Units of a millionth of a credit.
const MILLIONTH: i64 = 3;

impl Credit {
    /// Nothing.
    pub const ZERO: Self = Self(0);
    /// One credit.
    pub const ONE: Self = Self(UNITS);
    /// A third of a credit: the price of a message to a test number and of a message from a handset.
    pub const THIRD: Self = Self(1_000_000);

    /// So many whole credits; `None` beyond the range.
    #[must_use]
    pub const fn from_credits(credits: i64) -> Option<Self> {
        match credits.checked_mul(UNITS) {
            Some(units) => Some(Self(units)),
            None => None,
        }
    }

    /// So many millionths of a credit; `None` beyond the range.
    #[must_use]
    pub const fn from_millionths(millionths: i64) -> Option<Self> {
        match millionths.checked_mul(MILLIONTH) {
            Some(units) => Some(Self(units)),
            None => None,
        }
    }

    /// So many units of 1/3 000 000 of a credit.
    #[must_use]
    pub const fn from_units(units: i64) -> Self {
        Self(units)
    }

    /// The amount in units of 1/3 000 000 of a credit, for a store.
    #[must_use]
    pub const fn units(self) -> i64 {
        self.0
    }

    /// True below zero, where the gateway disables the account.
    #[must_use]
    pub const fn is_negative(self) -> bool {
        self.0 < 0
    }

    /// The sum; `None` beyond the range.
    #[must_use]
    pub const fn checked_add(self, other: Self) -> Option<Self> {
        match self.0.checked_add(other.0) {
            Some(units) => Some(Self(units)),
            None => None,
        }
    }

    /// The difference; `None` beyond the range.
    #[must_use]
    pub const fn checked_sub(self, other: Self) -> Option<Self> {
        match self.0.checked_sub(other.0) {
            Some(units) => Some(Self(units)),
            None => None,
        }
    }

    /// So many times the amount, as for a message of several parts; `None` beyond the range.
    #[must_use]
    pub const fn checked_mul(self, times: i64) -> Option<Self> {
        match self.0.checked_mul(times) {
            Some(units) => Some(Self(units)),
            None => None,
        }
    }

    /// The amount in millionths, rounded to the nearest.
    fn magnitude_in_millionths(self) -> u64 {
        // A third rounds down and two thirds round up: no remainder is a half.
        self.0.unsigned_abs().saturating_add(1) / 3
    }
}

impl FromStr for Credit {
    type Err = CreditError;

    /// An amount as it comes on the wire: digits, and at most one point with decimals behind it; `-` in front of a
    /// negative one. A decimal behind the sixth must be 0.
    ///
    /// `0.333333` is that decimal number, and no third.
    fn from_str(text: &str) -> Result<Self, CreditError> {
        let (negative, first) = match text.strip_prefix('-') {
            Some(_) => (true, 1),
            None => (false, 0),
        };
        let mut millionths = 0_i64;
        let mut digits = 0_usize;
        let mut weights = None::<i64>;
        for (at, character) in text.char_indices().skip(first) {
            let Some(digit) = character.to_digit(10).map(i64::from) else {
                if character != '.' || weights.is_some() {
                    return Err(CreditError::Character { character, at });
                }
                weights = Some(100_000);
                continue;
            };
            digits = digits.saturating_add(1);
            millionths = match &mut weights {
                None => millionths
                    .checked_mul(10)
                    .zip(digit.checked_mul(1_000_000))
                    .and_then(|(tens, ones)| tens.checked_add(ones))
                    .ok_or(CreditError::Range)?,
                Some(0) if digit != 0 => return Err(CreditError::Decimals { at }),
                Some(weight) => {
                    let part = digit.saturating_mul(*weight);
                    *weight /= 10;
                    millionths.checked_add(part).ok_or(CreditError::Range)?
                }
            };
        }
        if digits == 0 {
            return Err(CreditError::Empty);
        }
        let signed = if negative { millionths.checked_neg() } else { Some(millionths) };
        signed.and_then(Self::from_millionths).ok_or(CreditError::Range)
    }
}

impl TryFrom<&str> for Credit {
    type Error = CreditError;

    fn try_from(text: &str) -> Result<Self, CreditError> {
        text.parse()
    }
}

impl From<Credit> for String {
    fn from(credit: Credit) -> Self {
        alloc::format!("{credit}")
    }
}

impl fmt::Display for Credit {
    /// Six decimals, as callbacks print them: `0.300000`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let millionths = self.magnitude_in_millionths();
        let sign = if self.is_negative() && millionths != 0 { "-" } else { "" };
        write!(f, "{sign}{}.{:06}", millionths / 1_000_000, millionths % 1_000_000)
    }
}

impl fmt::Debug for Credit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Credit({}/3000000)", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;
    use proptest::prelude::*;

    fn credit(text: &str) -> Credit {
        text.parse().unwrap()
    }

    #[test]
    fn a_s16_six_decimals_and_thirds_are_exact() {
        assert_eq!(Credit::THIRD.to_string(), "0.333333");
        assert_eq!(Credit::THIRD.checked_mul(2).unwrap().to_string(), "0.666667");
        assert_eq!(Credit::THIRD.checked_mul(3), Some(Credit::ONE));
        assert_eq!(credit("0.3").to_string(), "0.300000");
        assert_ne!(credit("0.333333"), Credit::THIRD);
    }

    #[test]
    fn soap_6_2_5_21_charges_as_they_come() {
        for (text, units) in [
            ("0.300000", 900_000),
            ("0.33", 990_000),
            ("1", 3_000_000),
            ("2192.4", 6_577_200_000),
            ("-3500", -10_500_000_000),
            (".5", 1_500_000),
            ("5.", 15_000_000),
            ("0.0000010000", 3),
            ("000", 0),
        ] {
            assert_eq!(credit(text), Credit::from_units(units), "{text}");
        }
    }

    #[test]
    fn what_is_no_amount_is_refused_with_its_place() {
        let character = |character, at| CreditError::Character { character, at };
        for (text, error) in [
            ("", CreditError::Empty),
            ("-", CreditError::Empty),
            (".", CreditError::Empty),
            ("1,5", character(',', 1)),
            ("1.2.3", character('.', 3)),
            ("--1", character('-', 1)),
            ("+1", character('+', 0)),
            ("1e3", character('e', 1)),
            ("1٣", character('٣', 1)),
            ("0.1234567", CreditError::Decimals { at: 8 }),
            ("99999999999999999999", CreditError::Range),
            ("3074457345619", CreditError::Range),
        ] {
            assert_eq!(text.parse::<Credit>(), Err(error), "{text}");
        }
    }

    #[test]
    fn smpp_7_3_a_balance_may_go_below_zero() {
        let balance = credit("1000").checked_sub(credit("4500")).unwrap();
        assert!(balance.is_negative());
        assert_eq!(balance.to_string(), "-3500.000000");
        assert_eq!(balance.checked_add(credit("3500")), Some(Credit::ZERO));
        assert_eq!(Credit::from_units(-1).to_string(), "0.000000");
    }

    #[test]
    fn arithmetic_ends_at_the_range() {
        let most = Credit::from_units(i64::MAX);
        let least = Credit::from_units(i64::MIN);
        assert_eq!(most.checked_add(Credit::THIRD), None);
        assert_eq!(least.checked_sub(Credit::THIRD), None);
        assert_eq!(most.checked_mul(2), None);
        assert_eq!(Credit::from_credits(i64::MAX), None);
        assert_eq!(Credit::from_millionths(i64::MIN), None);
        assert_eq!(least.to_string(), "-3074457345618.258603");
    }

    #[cfg(feature = "serde")]
    #[test]
    fn serde_carries_the_units() {
        use serde::Deserialize;
        use serde::de::value::{Error, I64Deserializer};

        assert_eq!(crate::text::inline::test_serde::shown(&Credit::THIRD), "1000000");
        assert_eq!(Credit::deserialize(I64Deserializer::<Error>::new(-1)), Ok(Credit::from_units(-1)));
    }

    proptest! {
        #[test]
        fn millionths_round_trip(millionths in -3_000_000_000_000_000_000_i64..=3_000_000_000_000_000_000) {
            let amount = Credit::from_millionths(millionths).unwrap();
            prop_assert_eq!(credit(&amount.to_string()), amount);
        }

        #[test]
        fn printing_is_off_by_a_third_of_a_millionth_at_most(units in any::<i64>()) {
            if let Ok(printed) = Credit::from_units(units).to_string().parse::<Credit>() {
                prop_assert!(printed.units().abs_diff(units) <= 1);
            }
        }
    }
}
