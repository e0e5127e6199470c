//! Which message a receipt is about, where an SMSC writes an id in two ways.

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::fmt;

/// How the id in a receipt goes with the id in the `submit_sm_resp` of the same message.
///
/// The specification makes an id opaque (5.2.23), so [`Exact`](Self::Exact) is right until an SMSC is seen to do
/// otherwise; SMPP 3.3 has SMSCs which answer in hexadecimal and report in decimal. Which rule holds is a value of the
/// [`Profile`](crate::profile::Profile), never a guess: `10` and `16` are two messages or one.
///
/// ```
/// use clickatell_smpp::receipt::IdRule;
///
/// let rule = IdRule::HexToDecimal;
/// assert_eq!(rule.submitted(b"0A1B2C3D"), rule.receipted(b"0169552957"));
/// assert_ne!(rule.submitted(b"10"), rule.receipted(b"10"));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum IdRule {
    /// Octet by octet the same.
    #[default]
    Exact,
    /// The same but for the case of ASCII letters.
    CaseInsensitive,
    /// The same but for zeros in front.
    ZerosTrimmed,
    /// Hexadecimal in `submit_sm_resp`, decimal in the receipt; neither case nor zeros in front count.
    HexToDecimal,
    /// Decimal in `submit_sm_resp`, hexadecimal in the receipt; neither case nor zeros in front count.
    DecimalToHex,
}

/// The canonical form of a message id under one [`IdRule`]: what a table of submitted messages is keyed by.
///
/// Two keys of the same rule are equal exactly if the rule says that they name the same message. Keys of different
/// rules are not to be mixed.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct IdKey(Form);

#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Form {
    Number(u128),
    Octets(Box<[u8]>),
}

impl IdRule {
    /// The key of an id as `submit_sm_resp` gives it.
    #[must_use]
    pub fn submitted(self, id: &[u8]) -> IdKey {
        match self {
            Self::HexToDecimal => IdKey::number(id, 16),
            Self::DecimalToHex => IdKey::number(id, 10),
            _ => self.as_written(id),
        }
    }

    /// The key of an id as a receipt gives it.
    #[must_use]
    pub fn receipted(self, id: &[u8]) -> IdKey {
        match self {
            Self::HexToDecimal => IdKey::number(id, 10),
            Self::DecimalToHex => IdKey::number(id, 16),
            _ => self.as_written(id),
        }
    }

    fn as_written(self, id: &[u8]) -> IdKey {
        match self {
            Self::CaseInsensitive => IdKey::octets(&id.to_ascii_lowercase()),
            Self::ZerosTrimmed => {
                let significant = id.iter().position(|octet| *octet != b'0').unwrap_or(id.len());
                IdKey::octets(id.get(significant..).unwrap_or_default())
            }
            _ => IdKey::octets(id),
        }
    }
}

impl IdKey {
    fn octets(id: &[u8]) -> Self {
        Self(Form::Octets(id.into()))
    }

    /// An id that is no number in this base, or one of more than 128 bits, stays as it is written: it is never taken
    /// for another.
    fn number(id: &[u8], radix: u32) -> Self {
        let digits =
            core::str::from_utf8(id).ok().filter(|text| text.bytes().all(|b| b.is_ascii_alphanumeric()));
        match digits.and_then(|digits| u128::from_str_radix(digits, radix).ok()) {
            Some(number) => Self(Form::Number(number)),
            None => Self::octets(id),
        }
    }
}

impl fmt::Debug for IdKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Form::Number(number) => write!(f, "IdKey({number})"),
            Form::Octets(octets) => {
                write!(f, "IdKey({:?})", Vec::from_iter(octets.escape_ascii().map(char::from)))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::format;
    use std::string::String;

    use IdRule::{CaseInsensitive, DecimalToHex, Exact, HexToDecimal, ZerosTrimmed};

    fn same(rule: IdRule, submitted: &str, receipted: &str) -> bool {
        rule.submitted(submitted.as_bytes()) == rule.receipted(receipted.as_bytes())
    }

    #[test]
    fn each_rule_bends_one_thing() {
        // Kannel with node-smpp: 0A1B2C3D in the response, 169552957 in the receipt (jasmin #20, #210, mokai #8).
        for (rule, submitted, receipted, expected) in [
            (Exact, "0a1b", "0a1b", true),
            (Exact, "0a1b", "0A1B", false),
            (Exact, "007", "7", false),
            (CaseInsensitive, "0a1b", "0A1B", true),
            (CaseInsensitive, "0a1b", "a1b", false),
            (ZerosTrimmed, "0000007", "7", true),
            (ZerosTrimmed, "000", "0", true),
            (ZerosTrimmed, "0a", "A", false),
            (ZerosTrimmed, "70", "7", false),
            (HexToDecimal, "0A1B2C3D", "169552957", true),
            (HexToDecimal, "0a1b2c3d", "0169552957", true),
            (HexToDecimal, "169552957", "0A1B2C3D", false),
            (HexToDecimal, "0A1B2C3D", "0A1B2C3D", false),
            (HexToDecimal, "10", "10", false),
            (DecimalToHex, "169552957", "a1b2c3d", true),
            (DecimalToHex, "+16", "10", false),
            // No numbers: as they are written.
            (HexToDecimal, "msg-1", "msg-1", true),
            (HexToDecimal, "msg-1", "MSG-1", false),
            (HexToDecimal, "", "", true),
            (HexToDecimal, "", "0", false),
        ] {
            assert_eq!(same(rule, submitted, receipted), expected, "{rule:?} {submitted} {receipted}");
        }
        assert_eq!(format!("{:?}", HexToDecimal.submitted(b"ff")), "IdKey(255)");
    }

    #[test]
    fn an_id_of_more_than_128_bits_is_not_cut() {
        let (long, other) = ("f".repeat(33), "e".repeat(33));
        assert_eq!(HexToDecimal.submitted(long.as_bytes()), HexToDecimal.submitted(long.as_bytes()));
        assert_ne!(HexToDecimal.submitted(long.as_bytes()), HexToDecimal.submitted(other.as_bytes()));
    }

    /// What the rules say, in other words.
    fn says(rule: IdRule, submitted: &str, receipted: &str) -> bool {
        let number = |text: &str, radix| {
            let digits = !text.is_empty() && text.chars().all(|c| c.is_digit(radix));
            digits.then(|| {
                text.chars()
                    .fold(0_u128, |sum, c| sum * u128::from(radix) + u128::from(c.to_digit(radix).unwrap()))
            })
        };
        let numbers = |submitted_radix, receipted_radix| match (
            number(submitted, submitted_radix),
            number(receipted, receipted_radix),
        ) {
            (Some(one), Some(other)) => one == other,
            (None, None) => submitted == receipted,
            _ => false,
        };
        match rule {
            Exact => submitted == receipted,
            CaseInsensitive => submitted.eq_ignore_ascii_case(receipted),
            ZerosTrimmed => submitted.trim_start_matches('0') == receipted.trim_start_matches('0'),
            HexToDecimal => numbers(16, 10),
            DecimalToHex => numbers(10, 16),
        }
    }

    /// Ids that come near each other: few characters, numbers in either base, zeros in front.
    fn id() -> impl Strategy<Value = String> {
        prop_oneof![
            "[0-2aAfFx-]{0,4}",
            "[0-9]{1,12}",
            (0..3_usize, any::<u32>()).prop_map(|(zeros, n)| format!("{}{n:x}", "0".repeat(zeros))),
            (0..3_usize, any::<u32>()).prop_map(|(zeros, n)| format!("{}{n}", "0".repeat(zeros))),
        ]
    }

    /// One id and another, often the same number.
    fn pair() -> impl Strategy<Value = (String, String)> {
        prop_oneof![
            (id(), id()),
            (0..300_u32, 0..3_usize, any::<bool>()).prop_map(|(n, zeros, hex_first)| {
                let (hex, decimal) = (format!("{}{n:X}", "0".repeat(zeros)), format!("{n}"));
                if hex_first { (hex, decimal) } else { (decimal, hex) }
            }),
            id().prop_map(|id| (id.to_uppercase(), id)),
            id().prop_map(|id| (format!("00{id}"), id)),
        ]
    }

    proptest! {
        #[test]
        fn keys_are_equal_exactly_if_the_rule_says_so((submitted, receipted) in pair()) {
            for rule in [Exact, CaseInsensitive, ZerosTrimmed, HexToDecimal, DecimalToHex] {
                prop_assert_eq!(
                    same(rule, &submitted, &receipted),
                    says(rule, &submitted, &receipted),
                    "{:?} {} {}", rule, submitted, receipted
                );
            }
        }
    }
}
