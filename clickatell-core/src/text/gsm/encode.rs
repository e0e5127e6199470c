//! Text to octets.

use alloc::vec::Vec;
use core::convert::Infallible;

use super::{ABSENT, CHUNK, ESCAPE, EXTENDED, next_code, split_common};
use crate::text::Unencodable;

/// Appends the octets of a text.
///
/// # Errors
/// The first character that the alphabet lacks; then `out` is as it was.
pub fn encode(text: &str, out: &mut Vec<u8>) -> Result<(), Unencodable> {
    let start = out.len();
    let result = encode_each(text, out, |character, at| Err(Unencodable { character, at }));
    if result.is_err() {
        out.truncate(start);
    }
    result
}

/// Appends the octets of a text, a `?` for every character that the alphabet lacks, and says how many there were.
///
/// This is what the gateway does to text that is not marked as Unicode.
pub fn encode_lossy(text: &str, out: &mut Vec<u8>) -> usize {
    let mut replaced = 0_usize;
    let Ok(()) = encode_each(text, out, |_, _| {
        replaced = replaced.saturating_add(1);
        Ok::<_, Infallible>(b'?')
    });
    replaced
}

/// Encodes; `absent` gives the code for a character that has none, or ends the work.
fn encode_each<E>(
    text: &str,
    out: &mut Vec<u8>,
    mut absent: impl FnMut(char, usize) -> Result<u8, E>,
) -> Result<(), E> {
    let (mut common, mut rest) = split_common(text.as_bytes());
    out.reserve(common.len().saturating_add(room(rest)));
    loop {
        if !common.is_empty() {
            out.extend_from_slice(common);
        }
        for _ in 0..CHUNK {
            let Some((code, tail)) = next_code(rest) else { return Ok(()) };
            match code {
                ABSENT => {
                    let at = text.len().saturating_sub(rest.len());
                    let character = text.get(at..).and_then(|text| text.chars().next());
                    out.push(absent(character.unwrap_or(char::REPLACEMENT_CHARACTER), at)?);
                }
                EXTENDED.. => out.extend_from_slice(&[ESCAPE, code & !EXTENDED]),
                _ => out.push(code),
            }
            rest = tail;
        }
        (common, rest) = split_common(rest);
    }
}

/// At least as many octets as a text takes.
fn room(text: &[u8]) -> usize {
    // Those of the extension table that are ASCII are the only characters that take more septets than octets of UTF-8.
    let doubled = |octets: &[u8]| {
        octets.iter().fold(0_u8, |sum, octet| {
            let bracket = (octet & !0x20).wrapping_sub(b'[') < 4;
            sum.wrapping_add(u8::from(bracket | (*octet == 0x0C)))
        })
    };
    let (chunks, rest) = text.as_chunks::<CHUNK>();
    let chunks = chunks.iter().map(|chunk| usize::from(doubled(chunk)));
    chunks.fold(text.len(), usize::saturating_add).saturating_add(doubled(rest).into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::gsm::{self, ALPHABET, EXTENSION, code_of, is_common};
    use alloc::string::String;
    use proptest::prelude::*;

    fn encoded(text: &str) -> Vec<u8> {
        let mut out = Vec::new();
        encode(text, &mut out).unwrap();
        out
    }

    #[test]
    fn known_answers() {
        // Written by hand from the table of 3GPP TS 23.038; the last is the euro of its extension table.
        for (text, octets) in [
            ("", b"".as_slice()),
            ("Hello", b"Hello"),
            ("@£$¥", &[0x00, 0x01, 0x02, 0x03]),
            ("§¿_Ç", &[0x5F, 0x60, 0x11, 0x09]),
            ("ΔΦΓΛΩΠΨΣΘΞ", &[0x10, 0x12, 0x13, 0x14, 0x15, 0x16, 0x17, 0x18, 0x19, 0x1A]),
            (
                "ÆæßÉÄÖÑÜäöñüà",
                &[0x1C, 0x1D, 0x1E, 0x1F, 0x5B, 0x5C, 0x5D, 0x5E, 0x7B, 0x7C, 0x7D, 0x7E, 0x7F],
            ),
            ("\n\r\u{0C}", &[0x0A, 0x0D, 0x1B, 0x0A]),
            ("[]{}", &[0x1B, 0x3C, 0x1B, 0x3E, 0x1B, 0x28, 0x1B, 0x29]),
            ("^\\~|€", &[0x1B, 0x14, 0x1B, 0x2F, 0x1B, 0x3D, 0x1B, 0x40, 0x1B, 0x65]),
        ] {
            assert_eq!(encoded(text), octets, "{text}");
            assert_eq!(gsm::septets(text), Some(octets.len()), "{text}");
        }
    }

    #[test]
    fn soap_6_1_6_some_characters_count_double() {
        for (text, septets) in [("€", 2), ("[", 2), ("é", 1), ("a", 1)] {
            assert_eq!(gsm::septets(text), Some(septets));
        }
    }

    #[test]
    fn what_the_alphabet_lacks_is_named_with_its_place_and_leaves_no_octets() {
        let mut out = b"kept".to_vec();
        let text = "0123456789abcdef 0123456789 é ж";
        assert_eq!(encode(text, &mut out), Err(Unencodable { character: 'ж', at: 31 }));
        assert_eq!(
            (out.as_slice(), text.find('ж'), gsm::septets(text)),
            (b"kept".as_slice(), Some(31), None)
        );
        for character in ['`', 'ç', 'á', '\u{1B}', '\t', '\0', '\u{7F}', 'Έ', 'α', '\u{20AB}', '😀'] {
            let text = String::from(character);
            assert_eq!(encode(&text, &mut out), Err(Unencodable { character, at: 0 }));
        }
    }

    #[test]
    fn a_72_lossy_encoding_puts_one_question_mark_for_each() {
        let mut out = Vec::new();
        assert_eq!(encode_lossy("aжá😀€", &mut out), 3);
        assert_eq!(out, b"a???\x1B\x65");
    }

    #[test]
    fn every_character_of_both_tables_has_its_code_and_no_other_has_one() {
        let mut found = 0;
        for character in '\0'..=char::MAX {
            let code = ALPHABET.iter().position(|c| *c == character).filter(|code| *code != 0x1B);
            let extended =
                EXTENSION.iter().find(|row| row.1 == character).map(|row| usize::from(row.0) | 0x80);
            let expected = code.or(extended).unwrap_or(0xFF);
            assert_eq!(usize::from(code_of(character)), expected, "{character:?}");
            assert_eq!(gsm::contains(character), expected != 0xFF);
            found += usize::from(expected != 0xFF);
        }
        assert_eq!(found, 137);
    }

    #[test]
    fn room_is_made_once() {
        for character in ALPHABET.iter().chain(EXTENSION.iter().map(|row| &row.1)).filter(|c| **c != '\u{1B}')
        {
            for count in [1, 15, 16, 17, 100] {
                let text: String = core::iter::repeat_n(*character, count).collect();
                let (octets, room) = (encoded(&text).len(), room(text.as_bytes()));
                assert!((octets..=text.len().max(octets)).contains(&room), "{count} of {character:?}");
            }
        }
    }

    #[test]
    fn common_octets_are_those_with_one_meaning_at_every_place() {
        for octet in 0..=u8::MAX {
            let common = ALPHABET.get(usize::from(octet)) == Some(&char::from(octet)) && octet != ESCAPE;
            assert_eq!(is_common(octet), common, "{octet:#04x}");
            for place in 0..3 * CHUNK {
                let mut octets = [b' '; 3 * CHUNK];
                octets[place] = octet;
                let run = split_common(&octets).0.len();
                assert_eq!(run, if common { octets.len() } else { place / CHUNK * CHUNK }, "{octet:#04x}");
            }
        }
    }

    proptest! {
        #[test]
        fn long_runs_encode_as_their_characters_do(text in "[a-z0-9 \\n$@€\\[à]{0,80}") {
            let one_by_one: Vec<u8> = text.chars().flat_map(|c| encoded(&String::from(c))).collect();
            prop_assert_eq!(encoded(&text), one_by_one.as_slice());
            prop_assert_eq!(gsm::septets(&text), Some(one_by_one.len()));
        }
    }
}
