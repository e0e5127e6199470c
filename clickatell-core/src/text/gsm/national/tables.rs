//! The tables of the languages; 3GPP TS 23.038, A.2 and A.3.
//!
//! A table is written as what sets it apart from one that many have in common: runs of a first code, the first
//! character and how many there are, codes and characters counting up together. What no run covers stands for no
//! character.

use super::super::{ALPHABET, ESCAPE, EXTENSION_BY_CODE as LATIN_SINGLE, VOID};
use super::{NationalLanguage, ShiftKind};

/// A first code, its character, and how many follow each other.
type Run = (u8, char, u8);

/// 128 codes and their characters, both ways.
#[derive(Debug)]
pub(super) struct Table {
    /// The characters by their codes, `VOID` where there is none.
    pub(super) characters: [char; 128],
    /// The characters in their order, each with its lowest code.
    codes: [(char, u8); 128],
    /// How many of them there are.
    filled: usize,
}

impl Table {
    /// The character of a code; `None` for one that has none and for what is no septet.
    pub(super) fn character(&self, code: u8) -> Option<char> {
        self.characters.get(usize::from(code)).copied().filter(|character| *character != VOID)
    }

    /// The lowest code of a character.
    pub(super) fn code(&self, character: char) -> Option<u8> {
        let codes = self.codes.get(..self.filled)?;
        let place = codes.binary_search_by_key(&character, |(character, _)| *character).ok()?;
        codes.get(place).map(|(_, code)| *code)
    }

    /// What these characters are, both ways.
    #[expect(
        clippy::indexing_slicing,
        clippy::arithmetic_side_effects,
        clippy::as_conversions,
        reason = "evaluated by the compiler only, where a panic is a compile error"
    )]
    const fn new(characters: [char; 128]) -> Self {
        let mut codes = [(char::MAX, 0); 128];
        let mut filled = 0;
        let mut code = 0;
        while code < characters.len() {
            let character = characters[code];
            let mut place = filled;
            while place > 0 && codes[place - 1].0 as u32 > character as u32 {
                place -= 1;
            }
            let known = place > 0 && codes[place - 1].0 as u32 == character as u32;
            if character != VOID && !known {
                let mut last = filled;
                while last > place {
                    codes[last] = codes[last - 1];
                    last -= 1;
                }
                codes[place] = (character, code as u8);
                filled += 1;
            }
            code += 1;
        }
        Self { characters, codes, filled }
    }

    /// The default alphabet.
    pub(super) const DEFAULT_LOCKING: &'static Self = &Self::new(ALPHABET);
    /// Its extension table.
    pub(super) const DEFAULT_SINGLE: &'static Self = &Self::new(LATIN_SINGLE);

    /// The table of a language; `None` where the standard has none or this crate lacks it.
    pub(super) const fn of(language: NationalLanguage, kind: ShiftKind) -> Option<&'static Self> {
        match kind {
            ShiftKind::Locking => locking(language),
            ShiftKind::Single => single(language),
        }
    }
}

/// A table with these runs put over it.
#[expect(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    reason = "evaluated by the compiler only, where a panic is a compile error"
)]
const fn with(mut characters: [char; 128], runs: &[Run]) -> [char; 128] {
    let mut run = 0;
    while run < runs.len() {
        let (code, first, count) = runs[run];
        let mut number = 0;
        while number < count {
            let place = (code + number) as usize;
            assert!(place != ESCAPE as usize);
            characters[place] = match char::from_u32(first as u32 + number as u32) {
                Some(character) => character,
                None => VOID,
            };
            number += 1;
        }
        run += 1;
    }
    characters
}

const NONE: [char; 128] = [VOID; 128];

/// What the locking tables of the other scripts have in common.
const SCRIPT_LOCKING: [char; 128] = with(
    NONE,
    &[
        (0x0A, '\n', 1),
        (0x0D, '\r', 1),
        (0x20, ' ', 2),
        // The closing one comes first.
        (0x28, ')', 1),
        (0x29, '(', 1),
        (0x2C, ',', 1),
        (0x2E, '.', 1),
        (0x30, '0', 12),
        (0x3F, '?', 1),
        (0x61, 'a', 26),
    ],
);

/// What the single shift tables of the other scripts have in common; ¡ and * have two codes each.
const SCRIPT_SINGLE: [char; 128] = with(
    LATIN_SINGLE,
    &[
        (0x00, '@', 1),
        (0x01, '£', 1),
        (0x02, '$', 1),
        (0x03, '¥', 1),
        (0x04, '¿', 1),
        (0x05, '"', 1),
        (0x06, '¤', 1),
        (0x07, '%', 3),
        (0x0B, '*', 2),
        (0x0E, '-', 1),
        (0x0F, '/', 1),
        (0x10, '<', 3),
        (0x13, '¡', 1),
        (0x15, '¡', 1),
        (0x16, '_', 1),
        (0x17, '#', 1),
        (0x18, '*', 1),
        (0x41, 'A', 26),
    ],
);

/// A function that finds the table of a language.
macro_rules! tables {
    ($of:ident: $($LANGUAGE:ident = $common:ident, [$($run:tt)*];)+) => {
        const fn $of(language: NationalLanguage) -> Option<&'static Table> {
            $( const $LANGUAGE: u8 = NationalLanguage::$LANGUAGE.get(); )+
            Some(match language.get() {
                $( $LANGUAGE => const { &Table::new(with($common, &[$($run)*])) }, )+
                _ => return None,
            })
        }
    };
}

#[rustfmt::skip]
tables! { locking:
    TURKISH = ALPHABET, [
        (0x04, '€', 1), (0x07, 'ı', 1), (0x0B, 'Ğ', 2), (0x1C, 'Ş', 2), (0x40, 'İ', 1), (0x60, 'ç', 1),
    ];
    PORTUGUESE = ALPHABET, [
        (0x04, 'ê', 1), (0x06, 'ú', 1), (0x07, 'í', 1), (0x08, 'ó', 1), (0x09, 'ç', 1), (0x0B, 'Ô', 1),
        (0x0C, 'ô', 1), (0x0E, 'Á', 1), (0x0F, 'á', 1), (0x12, 'ª', 1), (0x13, 'Ç', 1), (0x14, 'À', 1),
        (0x15, '∞', 1), (0x16, '^', 1), (0x17, '\\', 1), (0x18, '€', 1), (0x19, 'Ó', 1), (0x1A, '|', 1),
        (0x1C, 'Â', 1), (0x1D, 'â', 1), (0x1E, 'Ê', 1), (0x24, 'º', 1), (0x40, 'Í', 1), (0x5B, 'Ã', 1),
        (0x5C, 'Õ', 1), (0x5D, 'Ú', 1), (0x60, '~', 1), (0x7B, 'ã', 1), (0x7C, 'õ', 1), (0x7D, '`', 1),
    ];
    BENGALI = SCRIPT_LOCKING, [
        (0x00, '\u{0981}', 3), (0x03, '\u{0985}', 7), (0x0B, '\u{098C}', 1), (0x0F, '\u{098F}', 2), (0x13, '\u{0993}', 8),
        (0x1C, '\u{099B}', 4), (0x22, '\u{099F}', 6), (0x2A, '\u{09A5}', 2), (0x2D, '\u{09A7}', 1), (0x2F, '\u{09A8}', 1),
        (0x3D, '\u{09AA}', 2), (0x40, '\u{09AC}', 5), (0x46, '\u{09B2}', 1), (0x4A, '\u{09B6}', 4), (0x4E, '\u{09BC}', 9),
        (0x59, '\u{09C7}', 2), (0x5D, '\u{09CB}', 4), (0x7B, '\u{09D7}', 1), (0x7C, '\u{09DC}', 2), (0x7E, '\u{09F0}', 2),
    ];
    GUJARATI = SCRIPT_LOCKING, [
        (0x00, '\u{0A81}', 3), (0x03, '\u{0A85}', 7), (0x0B, '\u{0A8C}', 2), (0x0F, '\u{0A8F}', 3), (0x13, '\u{0A93}', 8),
        (0x1C, '\u{0A9B}', 4), (0x22, '\u{0A9F}', 6), (0x2A, '\u{0AA5}', 2), (0x2D, '\u{0AA7}', 1), (0x2F, '\u{0AA8}', 1),
        (0x3D, '\u{0AAA}', 2), (0x40, '\u{0AAC}', 5), (0x46, '\u{0AB2}', 2), (0x49, '\u{0AB5}', 5), (0x4E, '\u{0ABC}', 10),
        (0x59, '\u{0AC7}', 3), (0x5D, '\u{0ACB}', 3), (0x60, '\u{0AD0}', 1), (0x7B, '\u{0AE0}', 4), (0x7F, '\u{0AF1}', 1),
    ];
    HINDI = SCRIPT_LOCKING, [
        (0x00, '\u{0901}', 3), (0x03, '\u{0905}', 7), (0x0B, '\u{090C}', 2), (0x0E, '\u{090E}', 13), (0x1C, '\u{091B}', 4),
        (0x22, '\u{091F}', 6), (0x2A, '\u{0925}', 2), (0x2D, '\u{0927}', 1), (0x2F, '\u{0928}', 1), (0x3C, '\u{0929}', 3),
        (0x40, '\u{092C}', 14), (0x4E, '\u{093C}', 18), (0x60, '\u{0950}', 1), (0x7B, '\u{0972}', 1), (0x7C, '\u{097B}', 2),
        (0x7E, '\u{097E}', 2),
    ];
    MALAYALAM = SCRIPT_LOCKING, [
        (0x01, '\u{0D02}', 2), (0x03, '\u{0D05}', 7), (0x0B, '\u{0D0C}', 1), (0x0E, '\u{0D0E}', 3), (0x12, '\u{0D12}', 9),
        (0x1C, '\u{0D1B}', 4), (0x22, '\u{0D1F}', 6), (0x2A, '\u{0D25}', 2), (0x2D, '\u{0D27}', 1), (0x2F, '\u{0D28}', 1),
        (0x3D, '\u{0D2A}', 2), (0x40, '\u{0D2C}', 14), (0x4F, '\u{0D3D}', 8), (0x58, '\u{0D46}', 3), (0x5C, '\u{0D4A}', 4),
        (0x60, '\u{0D57}', 1), (0x7B, '\u{0D60}', 4), (0x7F, '\u{0D79}', 1),
    ];
    ORIYA = SCRIPT_LOCKING, [
        (0x00, '\u{0B01}', 3), (0x03, '\u{0B05}', 7), (0x0B, '\u{0B0C}', 1), (0x0F, '\u{0B0F}', 2), (0x13, '\u{0B13}', 8),
        (0x1C, '\u{0B1B}', 4), (0x22, '\u{0B1F}', 6), (0x2A, '\u{0B25}', 2), (0x2D, '\u{0B27}', 1), (0x2F, '\u{0B28}', 1),
        (0x3D, '\u{0B2A}', 2), (0x40, '\u{0B2C}', 5), (0x46, '\u{0B32}', 2), (0x49, '\u{0B35}', 5), (0x4E, '\u{0B3C}', 9),
        (0x59, '\u{0B47}', 2), (0x5D, '\u{0B4B}', 3), (0x60, '\u{0B56}', 1), (0x7B, '\u{0B57}', 1), (0x7C, '\u{0B60}', 4),
    ];
    PUNJABI = SCRIPT_LOCKING, [
        (0x00, '\u{0A01}', 3), (0x03, '\u{0A05}', 6), (0x0F, '\u{0A0F}', 2), (0x13, '\u{0A13}', 8), (0x1C, '\u{0A1B}', 4),
        (0x22, '\u{0A1F}', 6), (0x2A, '\u{0A25}', 2), (0x2D, '\u{0A27}', 1), (0x2F, '\u{0A28}', 1), (0x3D, '\u{0A2A}', 2),
        (0x40, '\u{0A2C}', 5), (0x46, '\u{0A32}', 2), (0x49, '\u{0A35}', 2), (0x4C, '\u{0A38}', 2), (0x4E, '\u{0A3C}', 1),
        (0x50, '\u{0A3E}', 5), (0x59, '\u{0A47}', 2), (0x5D, '\u{0A4B}', 3), (0x60, '\u{0A51}', 1), (0x7B, '\u{0A70}', 5),
    ];
    TAMIL = SCRIPT_LOCKING, [
        (0x01, '\u{0B82}', 2), (0x03, '\u{0B85}', 6), (0x0E, '\u{0B8E}', 3), (0x12, '\u{0B92}', 4), (0x19, '\u{0B99}', 2),
        (0x1D, '\u{0B9C}', 1), (0x1F, '\u{0B9E}', 1), (0x22, '\u{0B9F}', 1), (0x26, '\u{0BA3}', 2), (0x2F, '\u{0BA8}', 1),
        (0x3C, '\u{0BA9}', 2), (0x42, '\u{0BAE}', 12), (0x50, '\u{0BBE}', 5), (0x58, '\u{0BC6}', 3), (0x5C, '\u{0BCA}', 4),
        (0x60, '\u{0BD0}', 1), (0x7B, '\u{0BD7}', 1), (0x7C, '\u{0BF0}', 3), (0x7F, '\u{0BF9}', 1),
    ];
    TELUGU = SCRIPT_LOCKING, [
        (0x00, '\u{0C01}', 3), (0x03, '\u{0C05}', 7), (0x0B, '\u{0C0C}', 1), (0x0E, '\u{0C0E}', 3), (0x12, '\u{0C12}', 9),
        (0x1C, '\u{0C1B}', 4), (0x22, '\u{0C1F}', 6), (0x2A, '\u{0C25}', 2), (0x2D, '\u{0C27}', 1), (0x2F, '\u{0C28}', 1),
        (0x3D, '\u{0C2A}', 2), (0x40, '\u{0C2C}', 8), (0x49, '\u{0C35}', 5), (0x4F, '\u{0C3D}', 8), (0x58, '\u{0C46}', 3),
        (0x5C, '\u{0C4A}', 4), (0x60, '\u{0C55}', 1), (0x7B, '\u{0C56}', 1), (0x7C, '\u{0C60}', 4),
    ];
    URDU = SCRIPT_LOCKING, [
        (0x00, '\u{0627}', 1), (0x01, '\u{0622}', 1), (0x02, '\u{0628}', 1), (0x03, '\u{067B}', 1), (0x04, '\u{0680}', 1),
        (0x05, '\u{067E}', 1), (0x06, '\u{06A6}', 1), (0x07, '\u{062A}', 1), (0x08, '\u{06C2}', 1), (0x09, '\u{067F}', 1),
        (0x0B, '\u{0679}', 1), (0x0C, '\u{067D}', 1), (0x0E, '\u{067A}', 1), (0x0F, '\u{067C}', 1), (0x10, '\u{062B}', 2),
        (0x12, '\u{0681}', 1), (0x13, '\u{0684}', 1), (0x14, '\u{0683}', 1), (0x15, '\u{0685}', 3), (0x18, '\u{062D}', 3),
        (0x1C, '\u{068C}', 1), (0x1D, '\u{0688}', 3), (0x22, '\u{068F}', 1), (0x23, '\u{068D}', 1), (0x24, '\u{0630}', 2),
        (0x26, '\u{0691}', 1), (0x27, '\u{0693}', 1), (0x2A, '\u{0699}', 1), (0x2B, '\u{0632}', 1), (0x2D, '\u{0696}', 1),
        (0x2F, '\u{0698}', 1), (0x3C, '\u{069A}', 1), (0x3D, '\u{0633}', 2), (0x40, '\u{0635}', 5), (0x45, '\u{0641}', 2),
        (0x47, '\u{06A9}', 3), (0x4A, '\u{06AF}', 1), (0x4B, '\u{06B3}', 1), (0x4C, '\u{06B1}', 1), (0x4D, '\u{0644}', 3),
        (0x50, '\u{06BA}', 3), (0x53, '\u{0648}', 1), (0x54, '\u{06C4}', 1), (0x55, '\u{06D5}', 1), (0x56, '\u{06C1}', 1),
        (0x57, '\u{06BE}', 1), (0x58, '\u{0621}', 1), (0x59, '\u{06CC}', 1), (0x5A, '\u{06D0}', 1), (0x5B, '\u{06D2}', 1),
        (0x5C, '\u{064D}', 1), (0x5D, '\u{0650}', 1), (0x5E, '\u{064F}', 1), (0x5F, '\u{0657}', 1), (0x60, '\u{0654}', 1),
        (0x7B, '\u{0655}', 1), (0x7C, '\u{0651}', 1), (0x7D, '\u{0653}', 1), (0x7E, '\u{0656}', 1), (0x7F, '\u{0670}', 1),
    ];
}

#[rustfmt::skip]
tables! { single:
    TURKISH = LATIN_SINGLE, [
        (0x47, 'Ğ', 1), (0x49, 'İ', 1), (0x53, 'Ş', 1), (0x63, 'ç', 1), (0x67, 'ğ', 1), (0x69, 'ı', 1),
        (0x73, 'ş', 1),
    ];
    SPANISH = LATIN_SINGLE, [
        (0x09, 'ç', 1), (0x41, 'Á', 1), (0x49, 'Í', 1), (0x4F, 'Ó', 1), (0x55, 'Ú', 1), (0x61, 'á', 1),
        (0x69, 'í', 1), (0x6F, 'ó', 1), (0x75, 'ú', 1),
    ];
    PORTUGUESE = LATIN_SINGLE, [
        (0x05, 'ê', 1), (0x09, 'ç', 1), (0x0B, 'Ô', 1), (0x0C, 'ô', 1), (0x0E, 'Á', 1), (0x0F, 'á', 1),
        (0x12, 'Φ', 1), (0x13, 'Γ', 1), (0x15, 'Ω', 1), (0x16, 'Π', 1), (0x17, 'Ψ', 1), (0x18, 'Σ', 1),
        (0x19, 'Θ', 1), (0x1F, 'Ê', 1), (0x41, 'À', 1), (0x49, 'Í', 1), (0x4F, 'Ó', 1), (0x55, 'Ú', 1),
        (0x5B, 'Ã', 1), (0x5C, 'Õ', 1), (0x61, 'Â', 1), (0x69, 'í', 1), (0x6F, 'ó', 1), (0x75, 'ú', 1),
        (0x7B, 'ã', 1), (0x7C, 'õ', 1), (0x7F, 'â', 1),
    ];
    BENGALI = SCRIPT_SINGLE, [
        (0x19, '\u{09E6}', 2), (0x1C, '\u{09E8}', 8), (0x24, '\u{09DF}', 4), (0x2A, '\u{09E3}', 1), (0x2B, '\u{09F2}', 4),
        (0x30, '\u{09F6}', 5),
    ];
    GUJARATI = SCRIPT_SINGLE, [
        (0x19, '\u{0964}', 2), (0x1C, '\u{0AE6}', 10),
    ];
    HINDI = SCRIPT_SINGLE, [
        (0x19, '\u{0964}', 2), (0x1C, '\u{0966}', 10), (0x26, '\u{0951}', 2), (0x2A, '\u{0953}', 2), (0x2C, '\u{0958}', 3),
        (0x30, '\u{095B}', 9), (0x39, '\u{0970}', 2),
    ];
    KANNADA = SCRIPT_SINGLE, [
        (0x19, '\u{0964}', 2), (0x1C, '\u{0CE6}', 10), (0x26, '\u{0CDE}', 1), (0x27, '\u{0CF1}', 1), (0x2A, '\u{0CF2}', 1),
    ];
    MALAYALAM = SCRIPT_SINGLE, [
        (0x19, '\u{0964}', 2), (0x1C, '\u{0D66}', 12), (0x2A, '\u{0D72}', 4), (0x2E, '\u{0D7A}', 1), (0x30, '\u{0D7B}', 5),
    ];
    ORIYA = SCRIPT_SINGLE, [
        (0x19, '\u{0964}', 2), (0x1C, '\u{0B66}', 10), (0x26, '\u{0B5C}', 2), (0x2A, '\u{0B5F}', 1), (0x2B, '\u{0B70}', 2),
    ];
    PUNJABI = SCRIPT_SINGLE, [
        (0x19, '\u{0964}', 2), (0x1C, '\u{0A66}', 10), (0x26, '\u{0A59}', 2), (0x2A, '\u{0A5B}', 2), (0x2C, '\u{0A5E}', 1),
        (0x2D, '\u{0A75}', 1),
    ];
    TAMIL = SCRIPT_SINGLE, [
        (0x19, '\u{0964}', 2), (0x1C, '\u{0BE6}', 10), (0x26, '\u{0BF3}', 2), (0x2A, '\u{0BF5}', 4), (0x2E, '\u{0BFA}', 1),
    ];
    URDU = SCRIPT_SINGLE, [
        (0x19, '\u{0600}', 2), (0x1C, '\u{06F0}', 10), (0x26, '\u{060C}', 2), (0x2A, '\u{060E}', 5), (0x30, '\u{0613}', 2),
        (0x32, '\u{061B}', 1), (0x33, '\u{061F}', 1), (0x34, '\u{0640}', 1), (0x35, '\u{0652}', 1), (0x36, '\u{0658}', 1),
        (0x37, '\u{066B}', 2), (0x39, '\u{0672}', 2), (0x3B, '\u{06CD}', 1), (0x3F, '\u{06D4}', 1),
    ];
}
