//! UCS-2, most significant octet first.
//!
//! The documents say UCS-2. Handsets and gateways send and show UTF-16, so characters beyond the basic plane come as
//! surrogate pairs and count as two units.

use alloc::string::String;
use alloc::vec::Vec;
use core::convert::Infallible;

/// Why octets are no UCS-2 text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Ucs2Error {
    /// An odd number of octets.
    #[error("{octets} octets are an odd number")]
    OddLength {
        /// How many there are.
        octets: usize,
    },
    /// Half of a surrogate pair.
    #[error("surrogate {unit:#06x} at octet {at} stands alone")]
    LoneSurrogate {
        /// The unit.
        unit: u16,
        /// The place of its first octet, from 0.
        at: usize,
    },
}

/// How many octets of UTF-8, or units, are judged at once.
const CHUNK: usize = 8;

/// How many units of two octets a text takes.
#[must_use]
pub fn units(text: &str) -> usize {
    text.chars().map(char::len_utf16).sum()
}

/// Appends the octets of a text.
pub fn encode(text: &str, out: &mut Vec<u8>) {
    // Exact for ASCII, and no character takes more than twice its UTF-8.
    out.reserve(text.len().saturating_mul(2));
    let mut rest = text;
    loop {
        while let Some(chunk) = rest.as_bytes().first_chunk::<CHUNK>()
            && chunk.is_ascii()
        {
            let mut wide = [0; { 2 * CHUNK }];
            for ([_, low], octet) in wide.as_chunks_mut::<2>().0.iter_mut().zip(chunk) {
                *low = *octet;
            }
            out.extend_from_slice(&wide);
            rest = rest.get(CHUNK..).unwrap_or_default();
        }
        if rest.is_empty() {
            return;
        }
        let mut characters = rest.chars();
        for character in characters.by_ref().take(CHUNK) {
            for unit in character.encode_utf16(&mut [0; 2]) {
                out.extend_from_slice(&unit.to_be_bytes());
            }
        }
        rest = characters.as_str();
    }
}

/// The text of these octets.
///
/// # Errors
/// An odd number of octets, or the first unit that is half of a surrogate pair.
pub fn decode(octets: &[u8]) -> Result<String, Ucs2Error> {
    match octets.as_chunks() {
        (units, []) => decode_each(units, |unit, at| Err(Ucs2Error::LoneSurrogate { unit, at })),
        _ => Err(Ucs2Error::OddLength { octets: octets.len() }),
    }
}

/// The text of these octets, whatever they are: U+FFFD for half of a surrogate pair and for an odd last octet.
#[must_use]
pub fn decode_lossy(octets: &[u8]) -> String {
    let (units, odd) = octets.as_chunks();
    let Ok(mut text) = decode_each(units, |_, _| Ok::<_, Infallible>(char::REPLACEMENT_CHARACTER));
    if !odd.is_empty() {
        text.push(char::REPLACEMENT_CHARACTER);
    }
    text
}

/// Decodes; `lone` gives the character for half of a surrogate pair at an octet, or ends the work.
fn decode_each<E>(
    units: &[[u8; 2]],
    mut lone: impl FnMut(u16, usize) -> Result<char, E>,
) -> Result<String, E> {
    let mut text = String::new();
    text.reserve(units.len());
    let mut rest = units;
    loop {
        while let Some((chunk, tail)) = rest.split_first_chunk::<CHUNK>()
            && chunk.iter().fold(true, |all, [high, low]| all & (*high == 0) & low.is_ascii())
        {
            text.push_str(core::str::from_utf8(&chunk.map(|[_, low]| low)).unwrap_or_default());
            rest = tail;
        }
        for _ in 0..CHUNK {
            let Some((unit, tail)) = rest.split_first() else { return Ok(text) };
            let at = units.len().saturating_sub(rest.len()).saturating_mul(2);
            let unit = u16::from_be_bytes(*unit);
            rest = tail;
            let character = match char::from_u32(unit.into()) {
                Some(character) => character,
                None => match pair(unit, rest) {
                    Some((character, tail)) => {
                        rest = tail;
                        character
                    }
                    None => lone(unit, at)?,
                },
            };
            text.push(character);
        }
    }
}

/// The character of a surrogate pair, its first half and what follows, and the units behind it.
fn pair(high: u16, units: &[[u8; 2]]) -> Option<(char, &[[u8; 2]])> {
    let (low, tail) = units.split_first()?;
    let character = char::decode_utf16([high, u16::from_be_bytes(*low)]).next()?.ok()?;
    Some((character, tail))
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;
    use proptest::prelude::*;

    fn encoded(text: &str) -> Vec<u8> {
        let mut out = Vec::new();
        encode(text, &mut out);
        out
    }

    #[test]
    fn soap_6_2_14_1_known_answers() {
        // The code points of the Unicode character tables, written by hand.
        for (text, octets, count) in [
            ("", b"".as_slice(), 0),
            ("Hi", &[0x00, 0x48, 0x00, 0x69], 2),
            ("Привет", &[0x04, 0x1F, 0x04, 0x40, 0x04, 0x38, 0x04, 0x32, 0x04, 0x35, 0x04, 0x42], 6),
            ("😀", &[0xD8, 0x3D, 0xDE, 0x00], 2),
            ("12345678é", b"\x001\x002\x003\x004\x005\x006\x007\x008\x00\xE9", 9),
        ] {
            assert_eq!(encoded(text), octets);
            assert_eq!(units(text), count);
            assert_eq!(decode(octets).as_deref(), Ok(text));
        }
    }

    #[test]
    fn odd_lengths_and_lone_surrogates_are_found() {
        assert_eq!(decode(&[0]), Err(Ucs2Error::OddLength { octets: 1 }));
        let lone = |unit, at| Err(Ucs2Error::LoneSurrogate { unit, at });
        assert_eq!(decode(&[0xD8, 0x3D]), lone(0xD83D, 0));
        assert_eq!(decode(&[0, 0x41, 0xDE, 0x00, 0xD8, 0x3D]), lone(0xDE00, 2));
        assert_eq!(decode(b"\xD8\x3D\xDE\x00\xD8\x3D\x00A"), lone(0xD83D, 4));
        assert_eq!(decode_lossy(b"\xD8\x3D\xDE\x00\xD8\x3D\x00A\x00"), "😀\u{FFFD}A\u{FFFD}");
        assert_eq!(
            decode(&[0xDE, 0x00]).unwrap_err().to_string(),
            "surrogate 0xde00 at octet 0 stands alone"
        );
    }

    proptest! {
        #[test]
        fn round_trip(text in any::<String>()) {
            let octets = encoded(&text);
            prop_assert_eq!(octets.len(), 2 * units(&text));
            prop_assert_eq!(decode(&octets), Ok(text.clone()));
            prop_assert_eq!(decode_lossy(&octets), text);
        }

        #[test]
        fn what_decodes_encodes_to_the_same_octets(
            octets in prop::collection::vec(prop_oneof![0xD7_u8..=0xE0, any::<u8>()], 0..40)
        ) {
            if let Ok(text) = decode(&octets) {
                prop_assert_eq!(encoded(&text), octets);
            } else {
                prop_assert!(decode_lossy(&octets).contains(char::REPLACEMENT_CHARACTER));
            }
        }
    }
}
