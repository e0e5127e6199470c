//! `max_credits`: what a message may cost.

use alloc::format;
use alloc::string::String;
use core::fmt;

use crate::credit::{Credit, CreditError};
use crate::text::inline::Inline;

/// The most that a whole message may cost, with all its parts: any amount above zero that six decimals hold.
///
/// It cannot go beyond what the account's profiles allow, and they hold where none is given. A message for which there is
/// no route at that price is not sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(try_from = "String", into = "String")
)]
pub struct MaxCredits(Credit);

/// Why an amount is no price limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum MaxCreditsError {
    /// Zero, which the wire has for "none given", or less.
    #[error("the most that a message may cost is above zero")]
    NotPositive,
    /// An amount that six decimals do not hold, a third of a credit for example.
    #[error("an amount that six decimals do not hold")]
    Decimals,
    /// A text that is no amount.
    #[error(transparent)]
    Credit(#[from] CreditError),
}

impl MaxCredits {
    /// The amounts that the document's table lists. Its text allows any.
    pub const LISTED: [Self; 6] = [
        Self(Credit::from_units(2_400_000)),
        Self(Credit::ONE),
        Self(Credit::from_units(4_500_000)),
        Self(Credit::from_units(6_000_000)),
        Self(Credit::from_units(7_500_000)),
        Self(Credit::from_units(9_000_000)),
    ];

    /// This amount.
    ///
    /// # Errors
    /// When it is not above zero, or six decimals do not hold it.
    pub const fn new(credit: Credit) -> Result<Self, MaxCreditsError> {
        if credit.units() <= 0 {
            return Err(MaxCreditsError::NotPositive);
        }
        if credit.units() % 3 != 0 {
            return Err(MaxCreditsError::Decimals);
        }
        Ok(Self(credit))
    }

    /// The amount.
    #[must_use]
    pub const fn get(self) -> Credit {
        self.0
    }
}

impl TryFrom<&str> for MaxCredits {
    type Error = MaxCreditsError;

    fn try_from(text: &str) -> Result<Self, MaxCreditsError> {
        Self::new(text.parse()?)
    }
}

impl TryFrom<String> for MaxCredits {
    type Error = MaxCreditsError;

    fn try_from(text: String) -> Result<Self, MaxCreditsError> {
        Self::try_from(text.as_str())
    }
}

impl From<MaxCredits> for String {
    fn from(amount: MaxCredits) -> Self {
        format!("{amount}")
    }
}

/// Without zeros at the end, as the document writes it: `0.8`, `3`.
impl fmt::Display for MaxCredits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let amount = Inline::<24>::printed(self.0).ok_or(fmt::Error)?;
        f.pad(amount.as_str().trim_end_matches('0').trim_end_matches('.'))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;
    use proptest::prelude::*;

    #[test]
    fn soap_6_1_11_the_amounts_of_the_table() {
        let printed = MaxCredits::LISTED.map(|amount| amount.to_string());
        assert_eq!(printed, ["0.8", "1", "1.5", "2", "2.5", "3"]);
    }

    #[test]
    fn soap_6_2_8_3_and_a_36_any_amount_above_zero() {
        for (text, printed) in [("0.95", "0.95"), ("0.000001", "0.000001"), ("10", "10"), ("100.50", "100.5")]
        {
            assert_eq!(MaxCredits::try_from(text).unwrap().to_string(), printed);
        }
        for (text, error) in [
            ("0", MaxCreditsError::NotPositive),
            ("0.000000", MaxCreditsError::NotPositive),
            ("-1", MaxCreditsError::NotPositive),
            ("-0.000001", MaxCreditsError::NotPositive),
            ("abc", MaxCreditsError::Credit(CreditError::Character { character: 'a', at: 0 })),
            ("", MaxCreditsError::Credit(CreditError::Empty)),
        ] {
            assert_eq!(MaxCredits::try_from(text), Err(error), "{text}");
        }
        assert_eq!(MaxCredits::new(Credit::THIRD), Err(MaxCreditsError::Decimals));
    }

    proptest! {
        #[test]
        fn what_prints_reads_back(millionths in 1_i64..=3_000_000_000_000) {
            let amount = MaxCredits::new(Credit::from_millionths(millionths).unwrap()).unwrap();
            prop_assert_eq!(MaxCredits::try_from(amount.to_string().as_str()), Ok(amount));
        }
    }
}
