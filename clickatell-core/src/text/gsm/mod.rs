//! The GSM 03.38 default alphabet with its extension table, one septet in each octet.
//!
//! This is the form that SMPP carries under `data_coding` 0 nearly everywhere. An octet is a code 0x00 to 0x7F, or the
//! escape 0x1B followed by a code of the extension table. [`packed`](super::packed) holds the form of the air
//! interface. [`LanguageTables`] are the same with the tables of a language in place of one or both.

mod decode;
mod encode;
mod national;

pub use decode::{GsmError, decode, decode_lossy};
pub use encode::{encode, encode_lossy};
pub use national::{LanguageTables, NationalLanguage, NoTable, ShiftKind};

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

/// In the place of a code that stands for no character: the escape stands for none either, so no text can have it.
const VOID: char = '\u{1B}';

/// The extension table in the order of its codes, which single shift tables of Latin letters add to.
const EXTENSION_BY_CODE: [char; 128] = by_code();

#[expect(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    reason = "evaluated by the compiler only, where a panic is a compile error"
)]
const fn by_code() -> [char; 128] {
    let mut characters = [VOID; 128];
    let mut row = 0;
    while row < EXTENSION.len() {
        characters[EXTENSION[row].0 as usize] = EXTENSION[row].1;
        row += 1;
    }
    characters
}

/// Marks a code of the extension table in the tables below.
const EXTENDED: u8 = 0x80;
/// Marks a character that the alphabet lacks; no extended code is 0x7F.
const ABSENT: u8 = 0xFF;

/// The codes of U+0000 to U+00FF.
const FROM_LATIN: [u8; 256] = inverse(0);
/// The codes of U+0380 to U+03BF, those that UTF-8 begins with 0xCE.
const FROM_GREEK: [u8; 64] = inverse(0x380);
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

/// True when the octet means the same character in ASCII and in the GSM alphabet.
///
/// Comparisons without branches, so that the compiler makes vector instructions of [`split_common`].
#[inline]
const fn is_common(octet: u8) -> bool {
    let letter = (octet | 0x20).wrapping_sub(b'a') < 26;
    let sign = (octet.wrapping_sub(b' ') < 0x20) & (octet != b'$');
    let line = (octet == b'\n') | (octet == b'\r');
    letter | sign | line
}

/// The chunks at the front of which every octet is common to both alphabets, and what follows them.
// Called once for sixteen octets, where a call costs as much as the work.
#[inline(always)]
fn split_common(octets: &[u8]) -> (&[u8], &[u8]) {
    let mut rest = octets;
    while let Some((chunk, tail)) = rest.split_first_chunk::<CHUNK>()
        && chunk.iter().fold(true, |all, octet| all & is_common(*octet))
    {
        rest = tail;
    }
    let run = octets.len().saturating_sub(rest.len());
    octets.split_at_checked(run).unwrap_or((octets, &[]))
}

/// The code of the first character of UTF-8 text, with [`EXTENDED`] set for one of the extension table, or
/// [`ABSENT`]; and the text behind it.
#[inline]
fn next_code(text: &[u8]) -> Option<(u8, &[u8])> {
    let of = |table: &[u8], place: u8| table.get(usize::from(place)).copied().unwrap_or(ABSENT);
    Some(match text {
        [] => return None,
        [octet @ ..0x80, tail @ ..] => (of(&FROM_LATIN, *octet), tail),
        // Two octets hold 5 bits and 6 bits of the number.
        [lead @ 0xC2..=0xC3, low, tail @ ..] => (of(&FROM_LATIN, lead << 6 | low & 0x3F), tail),
        [0xCE, low, tail @ ..] => (of(&FROM_GREEK, low & 0x3F), tail),
        [0xE2, 0x82, 0xAC, tail @ ..] => (EURO, tail),
        [0xC4..=0xDF, _, tail @ ..] | [0xE0..=0xEF, _, _, tail @ ..] | [0xF0..=0xFF, _, _, _, tail @ ..] => {
            (ABSENT, tail)
        }
        // Cut short, as no `str` is.
        [_, tail @ ..] => (ABSENT, tail),
    })
}

/// The code of a character, as of [`next_code`].
fn code_of(character: char) -> u8 {
    next_code(character.encode_utf8(&mut [0; 4]).as_bytes()).map_or(ABSENT, |(code, _)| code)
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
    let mut rest = text.as_bytes();
    loop {
        let (common, tail) = split_common(rest);
        count = count.saturating_add(common.len());
        rest = tail;
        for _ in 0..CHUNK {
            let Some((code, tail)) = next_code(rest) else { return Some(count) };
            count = count.saturating_add(width_of(code)?);
            rest = tail;
        }
    }
}

/// How many septets a character takes: 1, or 2 with its escape; `None` when the alphabet lacks it.
#[must_use]
pub fn width(character: char) -> Option<usize> {
    width_of(code_of(character))
}

const fn width_of(code: u8) -> Option<usize> {
    match code {
        ABSENT => None,
        EXTENDED.. => Some(2),
        _ => Some(1),
    }
}
