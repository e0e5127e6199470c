//! Octets to text.

use alloc::string::String;
use core::convert::Infallible;

use super::{ALPHABET, CHUNK, ESCAPE, EXTENSION, split_common};

/// Why octets are no GSM text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum GsmError {
    /// An octet above 0x7F.
    #[error("octet {octet:#04x} at {at} is no septet")]
    NotSeptet {
        /// The octet.
        octet: u8,
        /// Its place, from 0.
        at: usize,
    },
    /// The last octet is an escape.
    #[error("escape at octet {at} is the last octet")]
    TrailingEscape {
        /// The place of the escape, from 0.
        at: usize,
    },
    /// An escape before a code that the extension table leaves empty.
    #[error("extension code {code:#04x} at octet {at} is not defined")]
    UnknownExtension {
        /// The code behind the escape.
        code: u8,
        /// The place of the code, from 0.
        at: usize,
    },
    /// A code that a national locking shift table leaves empty.
    #[error("code {code:#04x} at octet {at} stands for no character")]
    Undefined {
        /// The code.
        code: u8,
        /// Its place, from 0.
        at: usize,
    },
}

/// The text of these octets.
///
/// # Errors
/// The first octet that is no septet, that is an escape at the end, or whose extension code is not defined.
pub fn decode(octets: &[u8]) -> Result<String, GsmError> {
    decode_each(octets, Err)
}

/// The text of these octets, whatever they are.
///
/// As 3GPP TS 23.038 asks of a handset, an extension code that is not defined shows the character of the default
/// alphabet in its place, and a second escape shows a space. What is no septet, and an escape at the end, show
/// U+FFFD.
#[must_use]
pub fn decode_lossy(octets: &[u8]) -> String {
    let Ok(text) = decode_each(octets, |error| {
        Ok::<_, Infallible>(match error {
            GsmError::UnknownExtension { code: ESCAPE, .. } => ' ',
            GsmError::UnknownExtension { code, .. } | GsmError::Undefined { code, .. } => {
                ALPHABET.get(usize::from(code)).copied().unwrap_or(char::REPLACEMENT_CHARACTER)
            }
            GsmError::NotSeptet { .. } | GsmError::TrailingEscape { .. } => char::REPLACEMENT_CHARACTER,
        })
    });
    text
}

/// Decodes; `faulty` gives the character for what is none, or ends the work.
fn decode_each<E>(octets: &[u8], mut faulty: impl FnMut(GsmError) -> Result<char, E>) -> Result<String, E> {
    let mut text = String::new();
    text.reserve(octets.len());
    let mut rest = octets;
    loop {
        let (common, tail) = split_common(rest);
        // Common octets are ASCII.
        text.push_str(core::str::from_utf8(common).unwrap_or_default());
        rest = tail;
        for _ in 0..CHUNK {
            let Some((octet, tail)) = rest.split_first() else { return Ok(text) };
            let character = match ALPHABET.get(usize::from(*octet)) {
                Some('\u{1B}') | None => {
                    let at = octets.len().saturating_sub(rest.len());
                    let (character, tail) = unusual(rest, at);
                    rest = tail;
                    text.push(character.or_else(&mut faulty)?);
                    continue;
                }
                Some(character) => *character,
            };
            rest = tail;
            text.push(character);
        }
    }
}

/// What the escape or the faulty octet at the front, at `at`, stands for, and what follows it.
#[inline(never)]
fn unusual(octets: &[u8], at: usize) -> (Result<char, GsmError>, &[u8]) {
    match octets {
        [ESCAPE, code, tail @ ..] => {
            let at = at.saturating_add(1);
            let character = extension(*code).ok_or(match code {
                ..0x80 => GsmError::UnknownExtension { code: *code, at },
                _ => GsmError::NotSeptet { octet: *code, at },
            });
            (character, tail)
        }
        [ESCAPE] | [] => (Err(GsmError::TrailingEscape { at }), &[]),
        [octet, tail @ ..] => (Err(GsmError::NotSeptet { octet: *octet, at }), tail),
    }
}

/// The character of a code of the extension table.
fn extension(code: u8) -> Option<char> {
    EXTENSION.iter().find(|row| row.0 == code).map(|row| row.1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::gsm::{self, encode};
    use alloc::format;
    use alloc::string::ToString;
    use alloc::vec::Vec;
    use proptest::prelude::*;

    #[test]
    fn known_answers() {
        // Written by hand from the table of 3GPP TS 23.038.
        for (octets, text) in [
            (b"Hello".as_slice(), "Hello"),
            (&[0x00, 0x01, 0x02, 0x11, 0x5F, 0x60, 0x40, 0x24], "@£$_§¿¡¤"),
            (&[0x1B, 0x65, b' ', 0x1B, 0x3C, 0x1B, 0x0A], "€ [\u{0C}"),
            (b"a text of more than sixteen\x1B\x3Eoctets", "a text of more than sixteen]octets"),
        ] {
            assert_eq!(decode(octets).as_deref(), Ok(text));
            assert_eq!(decode_lossy(octets), text);
        }
    }

    #[test]
    fn every_fault_is_found_at_its_place_and_shown_as_the_standard_asks() {
        for (octets, error, shown) in [
            (b"ab\x80c".as_slice(), GsmError::NotSeptet { octet: 0x80, at: 2 }, "ab\u{FFFD}c"),
            (b"ab\x1B", GsmError::TrailingEscape { at: 2 }, "ab\u{FFFD}"),
            (b"\x1BAb", GsmError::UnknownExtension { code: 0x41, at: 1 }, "Ab"),
            (b"\x1B\x1Bb", GsmError::UnknownExtension { code: 0x1B, at: 1 }, " b"),
            (b"\x1B\x0Db", GsmError::UnknownExtension { code: 0x0D, at: 1 }, "\rb"),
            (b"\x1B\xFFb", GsmError::NotSeptet { octet: 0xFF, at: 1 }, "\u{FFFD}b"),
            (
                b"0123456789abcdef\xE9",
                GsmError::NotSeptet { octet: 0xE9, at: 16 },
                "0123456789abcdef\u{FFFD}",
            ),
        ] {
            assert_eq!(decode(octets), Err(error));
            assert_eq!(decode_lossy(octets), shown);
        }
        let error = decode(b"ab\x1B\x7F").unwrap_err();
        assert_eq!(error.to_string(), "extension code 0x7f at octet 3 is not defined");
    }

    #[test]
    fn all_256_octets_alone_and_behind_an_escape() {
        for octet in 0..=u8::MAX {
            let alone = decode(&[octet]);
            assert_eq!(alone.is_ok(), octet < 0x80 && octet != ESCAPE, "{octet:#04x}");
            let escaped = decode(&[ESCAPE, octet]);
            assert_eq!(escaped.is_ok(), EXTENSION.iter().any(|row| row.0 == octet), "{octet:#04x}");
            for text in [alone, escaped].into_iter().flatten() {
                assert_eq!(text.chars().count(), 1);
            }
        }
    }

    proptest! {
        #[test]
        fn round_trip(places in prop::collection::vec(0_usize..137, 0..200)) {
            let text: String = places
                .iter()
                .map(|place| {
                    let alphabet = ALPHABET.iter().filter(|c| **c != '\u{1B}');
                    *alphabet.chain(EXTENSION.iter().map(|row| &row.1)).nth(*place).unwrap()
                })
                .collect();
            let mut octets = Vec::new();
            encode(&text, &mut octets).unwrap();
            prop_assert_eq!(gsm::septets(&text), Some(octets.len()));
            prop_assert_eq!(decode(&octets), Ok(text.clone()));
        }

        #[test]
        fn any_octets_are_judged_and_shown(octets in prop::collection::vec(any::<u8>(), 0..80)) {
            let shown = decode_lossy(&octets);
            match decode(&octets) {
                Ok(text) => {
                    let mut again = Vec::new();
                    encode(&text, &mut again).unwrap();
                    prop_assert_eq!(&again, &octets);
                    prop_assert_eq!(text, shown);
                }
                Err(error) => {
                    let (GsmError::NotSeptet { at, .. }
                    | GsmError::TrailingEscape { at }
                    | GsmError::UnknownExtension { at, .. }
                    | GsmError::Undefined { at, .. }) = error;
                    prop_assert!(at < octets.len());
                    // All before the fault is sound, but for an escape directly before it.
                    let sound = octets[..at].strip_suffix(&[ESCAPE]).unwrap_or(&octets[..at]);
                    prop_assert!(shown.starts_with(&decode(sound).unwrap()), "{}", format!("{error}"));
                }
            }
        }
    }
}
