//! Numbers that stand for no handset.

use super::Msisdn;
use crate::credit::Credit;

/// A range of numbers for tests. Messages to them run through the statuses of real ones and cost a third of a credit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub enum TestRange {
    /// South Africa: `279991` and 5 to 9 digits more.
    SouthAfrica,
    /// United States: `1999` and 7 digits more.
    UnitedStates,
}

impl TestRange {
    /// The price of a message to a number of either range.
    pub const PRICE: Credit = Credit::THIRD;

    /// The test range that a number is of.
    #[must_use]
    pub fn of(number: &str) -> Option<Self> {
        let number = Some(number).filter(|number| number.bytes().all(|octet| octet.is_ascii_digit()))?;
        match number.len() {
            11..=15 if number.starts_with("279991") => Some(Self::SouthAfrica),
            11 if number.starts_with("1999") => Some(Self::UnitedStates),
            _ => None,
        }
    }

    /// True when MT billing takes numbers of this range too.
    #[must_use]
    pub fn serves_billing(self) -> bool {
        self == Self::SouthAfrica
    }

    /// What one message costs: [`PRICE`](Self::PRICE) to a test number, the standard price to any other.
    #[must_use]
    pub fn price(standard: Credit, to: Msisdn) -> Credit {
        if to.test_range().is_some() { Self::PRICE } else { standard }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;

    #[test]
    fn smpp_3_11_and_soap_1_4_prefix_digits_and_length() {
        for (number, range) in [
            ("27999112345", Some(TestRange::SouthAfrica)),
            ("279991235642", Some(TestRange::SouthAfrica)),
            ("279991234567890", Some(TestRange::SouthAfrica)),
            ("2799912345678901", None),
            ("2799911234", None),
            ("279991", None),
            ("27999212345", None),
            ("27999012345", None),
            ("2799911234x", None),
            ("19991234567", Some(TestRange::UnitedStates)),
            ("1999123456", None),
            ("199912345678", None),
            ("19981234567", None),
            ("", None),
        ] {
            assert_eq!(TestRange::of(number), range, "{number}");
        }
    }

    #[test]
    fn smpp_3_12_a_test_message_costs_a_third() {
        let price = |number| TestRange::price(Credit::ONE, Msisdn::parse(number).unwrap()).to_string();
        assert_eq!(price("27999112345"), "0.333333");
        assert_eq!(price("27831234567"), "1.000000");
    }

    #[test]
    fn bill_4_3_only_the_south_african_range_serves_billing() {
        assert!(TestRange::of("27999112345").unwrap().serves_billing());
        assert!(!TestRange::of("19991234567").unwrap().serves_billing());
    }
}
