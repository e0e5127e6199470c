//! The GSM 03.38 default alphabet with its extension table, one septet in each octet.
//!
//! This is the form that SMPP carries under `data_coding` 0 nearly everywhere. An octet is a code 0x00 to 0x7F, or the
//! escape 0x1B followed by a code of the extension table. [`packed`](super::packed) holds the form of the air
//! interface.

mod decode;
mod encode;

pub use decode::{GsmError, decode, decode_lossy};
pub use encode::{encode, encode_lossy};

/// The escape to the extension table.
pub const ESCAPE: u8 = 0x1B;

/// The default alphabet in the order of its codes; 3GPP TS 23.038, 6.2.1.
///
/// The place of the escape holds the character U+001B, which no text is encoded to.
#[rustfmt::skip]
const ALPHABET: [char; 128] = [
    '@', '£', '$', '¥', 'è', 'é', 'ù', 'ì', 'ò', 'Ç', '\n', 'Ø', 'ø', '\r', 'Å', 'å',
    'Δ', '_', 'Φ', 'Γ', 'Λ', 'Ω', 'Π', 'Ψ', 'Σ', 'Θ', 'Ξ', '\u{1B}', 'Æ', 'æ', 'ß', 'É',
    ' ', '!', '"', '#', '¤', '%', '&', '\'', '(', ')', '*', '+', ',', '-', '.', '/',
    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', ':', ';', '<', '=', '>', '?',
    '¡', 'A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'I', 'J', 'K', 'L', 'M', 'N', 'O',
    'P', 'Q', 'R', 'S', 'T', 'U', 'V', 'W', 'X', 'Y', 'Z', 'Ä', 'Ö', 'Ñ', 'Ü', '§',
    '¿', 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l', 'm', 'n', 'o',
    'p', 'q', 'r', 's', 't', 'u', 'v', 'w', 'x', 'y', 'z', 'ä', 'ö', 'ñ', 'ü', 'à',
];

/// The extension table; 3GPP TS 23.038, 6.2.1.1.
const EXTENSION: [(u8, char); 10] = [
    (0x0A, '\u{0C}'),
    (0x14, '^'),
    (0x28, '{'),
    (0x29, '}'),
    (0x2F, '\\'),
    (0x3C, '['),
    (0x3D, '~'),
    (0x3E, ']'),
    (0x40, '|'),
    (0x65, '€'),
];

/// Marks a code of the extension table in the tables below.
const EXTENDED: u8 = 0x80;
/// Marks a character that the alphabet lacks; no extended code is 0x7F.
const ABSENT: u8 = 0xFF;
/// The first of the 32 characters of [`FROM_GREEK`].
const GREEK: u32 = 0x390;

/// The codes of U+0000 to U+00FF.
const FROM_LATIN: [u8; 256] = inverse(0);
/// The codes of U+0390 to U+03AF.
const FROM_GREEK: [u8; 32] = inverse(GREEK);
/// The code of U+20AC.
const EURO: u8 = EXTENDED | 0x65;

/// The codes of the `N` characters from `first` on.
#[expect(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    reason = "evaluated by the compiler only, where a panic is a compile error"
)]
const fn inverse<const N: usize>(first: u32) -> [u8; N] {
    let mut codes = [ABSENT; N];
    let mut code = 0;
    while code < ALPHABET.len() {
        let place = (ALPHABET[code] as u32).wrapping_sub(first) as usize;
        if place < N && code != ESCAPE as usize {
            codes[place] = code as u8;
        }
        code += 1;
    }
    let mut row = 0;
    while row < EXTENSION.len() {
        let place = (EXTENSION[row].1 as u32).wrapping_sub(first) as usize;
        if place < N {
            codes[place] = EXTENDED | EXTENSION[row].0;
        }
        row += 1;
    }
    codes
}

/// How many octets are judged at once.
const CHUNK: usize = 16;

/// True when every octet means the same character in ASCII and in the GSM alphabet.
///
/// Comparisons only, so that the compiler makes vector instructions of them.
#[inline]
fn is_common(chunk: &[u8; CHUNK]) -> bool {
    chunk.iter().fold(true, |all, octet| {
        let letter = (octet | 0x20).wrapping_sub(b'a') < 26;
        let sign = (octet.wrapping_sub(b' ') < 0x20) & (*octet != b'$');
        let line = (*octet == b'\n') | (*octet == b'\r');
        all & (letter | sign | line)
    })
}

/// The code of a character, with [`EXTENDED`] set for one of the extension table, or [`ABSENT`].
#[inline]
fn code_of(character: char) -> u8 {
    let point = u32::from(character);
    if let Some(code) = usize::try_from(point).ok().and_then(|point| FROM_LATIN.get(point)) {
        return *code;
    }
    if character == '€' {
        return EURO;
    }
    let greek = usize::try_from(point.wrapping_sub(GREEK)).ok();
    greek.and_then(|place| FROM_GREEK.get(place)).copied().unwrap_or(ABSENT)
}

/// True when the alphabet or its extension table has this character.
#[must_use]
pub fn contains(character: char) -> bool {
    code_of(character) != ABSENT
}

/// How many septets a text takes, characters of the extension table counted twice; `None` when it has a character
/// that the alphabet lacks.
#[must_use]
pub fn septets(text: &str) -> Option<usize> {
    let mut count = 0_usize;
    let mut rest = text;
    while !rest.is_empty() {
        while let Some(chunk) = rest.as_bytes().first_chunk::<CHUNK>()
            && is_common(chunk)
        {
            count = count.saturating_add(CHUNK);
            rest = rest.get(CHUNK..).unwrap_or_default();
        }
        let mut characters = rest.chars();
        for character in characters.by_ref().take(CHUNK) {
            count = count.saturating_add(width(character)?);
        }
        rest = characters.as_str();
    }
    Some(count)
}

/// How many septets a character takes: 1, or 2 with its escape; `None` when the alphabet lacks it.
#[must_use]
pub fn width(character: char) -> Option<usize> {
    match code_of(character) {
        ABSENT => None,
        EXTENDED.. => Some(2),
        _ => Some(1),
    }
}
