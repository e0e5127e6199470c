//! Hexadecimal text, as the documents carry octets in it.

use alloc::string::String;
use alloc::vec::Vec;

/// Why a text is no hexadecimal form of octets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum HexError {
    /// A character that is no hexadecimal digit.
    #[error("{character:?} at {at} is no hexadecimal digit")]
    NotDigit {
        /// The character.
        character: char,
        /// Where it begins, in octets of UTF-8.
        at: usize,
    },
    /// An odd number of digits.
    #[error("{digits} hexadecimal digits are an odd number")]
    OddLength {
        /// How many there are.
        digits: usize,
    },
}

const LOWER: &[u8; 16] = b"0123456789abcdef";
const UPPER: &[u8; 16] = b"0123456789ABCDEF";
/// Marks an octet that is no digit.
const NONE: u8 = 0xFF;

/// The value of each ASCII digit, either case.
#[expect(
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "evaluated by the compiler only, where a panic is a compile error"
)]
const VALUES: [u8; 256] = {
    let mut values = [NONE; 256];
    let mut value = 0;
    while value < 16 {
        values[LOWER[value] as usize] = value as u8;
        values[UPPER[value] as usize] = value as u8;
        value += 1;
    }
    values
};

/// Two lower-case digits for each octet.
#[must_use]
pub fn encode(octets: &[u8]) -> String {
    with_digits(octets, LOWER)
}

/// Two upper-case digits for each octet.
#[must_use]
pub fn encode_upper(octets: &[u8]) -> String {
    with_digits(octets, UPPER)
}

/// The octets of digits of either case.
///
/// # Errors
/// The first character that is no digit, or else an odd number of digits.
pub fn decode(text: &str) -> Result<Vec<u8>, HexError> {
    let (pairs, odd) = text.as_bytes().as_chunks::<2>();
    #[expect(clippy::disallowed_methods, reason = "sized by a text that is here, not by a claim")]
    let mut octets = Vec::with_capacity(pairs.len());
    for [high, low] in pairs {
        match (value(*high), value(*low)) {
            (high @ ..16, low @ ..16) => octets.push(high << 4 | low),
            _ => return Err(first_fault(text)),
        }
    }
    if odd.is_empty() { Ok(octets) } else { Err(first_fault(text)) }
}

/// What is wrong with a text that is no pairs of digits.
#[cold]
fn first_fault(text: &str) -> HexError {
    match text.char_indices().find(|(_, character)| !character.is_ascii_hexdigit()) {
        Some((at, character)) => HexError::NotDigit { character, at },
        None => HexError::OddLength { digits: text.len() },
    }
}

fn value(digit: u8) -> u8 {
    VALUES.get(usize::from(digit)).copied().unwrap_or(NONE)
}

fn with_digits(octets: &[u8], digits: &[u8; 16]) -> String {
    let mut text = String::new();
    text.reserve(octets.len().saturating_mul(2));
    text.extend(octets.iter().flat_map(|octet| pair(*octet, digits)).map(char::from));
    text
}

/// The value of an ASCII digit of either case.
pub(crate) fn digit(character: u8) -> Option<u8> {
    Some(value(character)).filter(|value| *value != NONE)
}

/// Two lower-case digits.
pub(crate) fn lower_pair(octet: u8) -> [u8; 2] {
    pair(octet, LOWER)
}

/// Two upper-case digits.
pub(crate) fn upper_pair(octet: u8) -> [u8; 2] {
    pair(octet, UPPER)
}

/// The digits of an octet.
fn pair(octet: u8, digits: &[u8; 16]) -> [u8; 2] {
    let digit = |value: u8| digits.get(usize::from(value)).copied().unwrap_or_default();
    [digit(octet >> 4), digit(octet & 0x0F)]
}

/// Octets as hexadecimal text.
#[cfg(feature = "serde")]
pub(crate) mod in_serde {
    use alloc::string::String;
    use alloc::vec::Vec;

    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serializer};

    pub(crate) fn serialize<S: Serializer>(
        octets: &impl AsRef<[u8]>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&super::encode_upper(octets.as_ref()))
    }

    pub(crate) fn deserialize<'de, T: From<Vec<u8>>, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<T, D::Error> {
        let digits = String::deserialize(deserializer)?;
        super::decode(&digits).map(T::from).map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::format;
    use proptest::prelude::*;

    #[test]
    fn known_answers() {
        assert_eq!(encode(&[0x00, 0x9F, 0xAB]), "009fab");
        assert_eq!(encode_upper(&[0x04, 0x1F]), "041F");
        assert_eq!(decode("48656C6c6F").as_deref(), Ok(b"Hello".as_slice()));
        assert_eq!(decode(""), Ok(Vec::new()));
    }

    #[test]
    fn every_pair_of_octets_agrees_with_the_formatter() {
        for octet in 0..=u8::MAX {
            assert_eq!(encode(&[octet]), format!("{octet:02x}"));
            assert_eq!(encode_upper(&[octet]), format!("{octet:02X}"));
            let character = char::from(octet);
            let digit = character.to_digit(16);
            let decoded = decode(&format!("0{character}")).ok();
            assert_eq!(decoded, digit.map(|digit| std::vec![u8::try_from(digit).unwrap()]));
        }
    }

    #[test]
    fn soap_6_2_14_3_faults_have_their_place() {
        assert_eq!(decode("Hello"), Err(HexError::NotDigit { character: 'H', at: 0 }));
        assert_eq!(decode("00zé"), Err(HexError::NotDigit { character: 'z', at: 2 }));
        assert_eq!(decode("0é"), Err(HexError::NotDigit { character: 'é', at: 1 }));
        assert_eq!(decode("004"), Err(HexError::OddLength { digits: 3 }));
        assert_eq!(decode("00 "), Err(HexError::NotDigit { character: ' ', at: 2 }));
    }

    proptest! {
        #[test]
        fn round_trip(octets in prop::collection::vec(any::<u8>(), 0..80)) {
            prop_assert_eq!(decode(&encode(&octets)), Ok(octets.clone()));
            prop_assert_eq!(decode(&encode_upper(&octets)), Ok(octets));
        }

        #[test]
        fn any_text_is_judged(text in "[0-9a-fA-Fx é]{0,12}") {
            let hex = text.len() % 2 == 0 && text.chars().all(|c| c.is_ascii_hexdigit());
            prop_assert_eq!(decode(&text).is_ok(), hex);
        }
    }
}
