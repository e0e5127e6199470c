//! ISO-8859-1: each octet is the character with that number.

use alloc::string::String;
use alloc::vec::Vec;

use super::Unencodable;

/// Appends the octets of a text.
///
/// # Errors
/// The first character above U+00FF; then `out` is as it was.
pub fn encode(text: &str, out: &mut Vec<u8>) -> Result<(), Unencodable> {
    if text.is_ascii() {
        out.extend_from_slice(text.as_bytes());
        return Ok(());
    }
    let start = out.len();
    for (at, character) in text.char_indices() {
        match u8::try_from(character) {
            Ok(octet) => out.push(octet),
            Err(_) => {
                out.truncate(start);
                return Err(Unencodable { character, at });
            }
        }
    }
    Ok(())
}

/// The text of these octets. Every octet is a character, those of the control ranges too.
#[must_use]
pub fn decode(octets: &[u8]) -> String {
    match core::str::from_utf8(octets) {
        Ok(text) if text.is_ascii() => String::from(text),
        _ => {
            let mut text = String::new();
            // In one block: a password that moved would leave copies behind.
            let twice = octets.iter().filter(|octet| !octet.is_ascii()).count();
            text.reserve_exact(octets.len().saturating_add(twice));
            text.extend(octets.iter().copied().map(char::from));
            text
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn all_256_octets_are_the_characters_of_their_numbers() {
        let octets: Vec<u8> = (0..=u8::MAX).collect();
        let text = decode(&octets);
        assert!(text.chars().map(u32::from).eq(0..=255));
        let mut again = Vec::new();
        assert_eq!(encode(&text, &mut again), Ok(()));
        assert_eq!(again, octets);
        // UTF-8 that is not ASCII is two characters here.
        assert_eq!(decode("é".as_bytes()), "Ã©");
    }

    #[test]
    fn the_first_character_beyond_is_named_and_leaves_no_octets() {
        let mut out = b"kept".to_vec();
        assert_eq!(encode("é€", &mut out), Err(Unencodable { character: '€', at: 2 }));
        assert_eq!(out, b"kept");
    }

    proptest! {
        #[test]
        fn round_trip(octets in prop::collection::vec(any::<u8>(), 0..60)) {
            let mut again = Vec::new();
            encode(&decode(&octets), &mut again).unwrap();
            prop_assert_eq!(again, octets);
        }
    }
}
