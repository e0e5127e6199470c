//! Octets to text.

use alloc::string::String;
use core::convert::Infallible;

use super::{ALPHABET, CHUNK, ESCAPE, EXTENSION_BY_CODE, VOID, split_common};

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
    let (mut common, mut rest) = split_common(octets);
    // No octet stands for more than two, but for what `faulty` gives.
    text.reserve(common.len().saturating_add(rest.len().saturating_mul(2)));
    let mut escaped = false;
    loop {
        if !common.is_empty() {
            // Common octets are ASCII.
            text.push_str(core::str::from_utf8(common).unwrap_or_default());
        }
        let (chunk, tail) = rest.split_at_checked(CHUNK).unwrap_or((rest, &[]));
        let left = push_characters(chunk, &mut escaped, &mut text);
        if let Some((octet, behind)) = left.split_first() {
            let at = octets.len().saturating_sub(tail.len()).saturating_sub(left.len());
            text.push(faulty(match *octet {
                0x80.. => GsmError::NotSeptet { octet: *octet, at },
                code => GsmError::UnknownExtension { code, at },
            })?);
            escaped = false;
            let behind = behind.len().saturating_add(tail.len());
            rest = octets.get(octets.len().saturating_sub(behind)..).unwrap_or(&[]);
        } else {
            rest = tail;
        }
        (common, rest) = match rest {
            [] if escaped => {
                text.push(faulty(GsmError::TrailingEscape { at: octets.len().saturating_sub(1) })?);
                return Ok(text);
            }
            [] => return Ok(text),
            _ if escaped => (&[][..], rest),
            _ => split_common(rest),
        };
    }
}

/// Appends the characters of these octets, the first of which may have had an escape before it, and says whether the
/// last one was an escape. Gives the octets from the first faulty one on.
#[inline]
fn push_characters<'o>(octets: &'o [u8], escaped: &mut bool, text: &mut String) -> &'o [u8] {
    // An escape changes the table for the octet behind it.
    let mut table = if *escaped { &EXTENSION_BY_CODE } else { &ALPHABET };
    for (place, octet) in octets.iter().enumerate() {
        match table.get(usize::from(*octet)) {
            Some(&VOID) | None => {
                if *octet != ESCAPE || *escaped {
                    return octets.get(place..).unwrap_or(&[]);
                }
                *escaped = true;
                table = &EXTENSION_BY_CODE;
            }
            Some(character) => {
                text.push(*character);
                *escaped = false;
                table = &ALPHABET;
            }
        }
    }
    &[]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::gsm::{self, EXTENSION, encode};
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
