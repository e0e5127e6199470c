//! Known answers, every cell of every table, and what holds for any text and any octets.

use super::second::{LOCKING, SINGLE};
use super::*;
use crate::text::udh;
use alloc::format;
use alloc::string::ToString;
use proptest::prelude::*;

fn tables(locking: Option<u8>, single: Option<u8>) -> LanguageTables {
    LanguageTables::new(locking.map(NationalLanguage::new), single.map(NationalLanguage::new)).unwrap()
}

fn encoded(tables: LanguageTables, text: &str) -> Vec<u8> {
    let mut out = Vec::new();
    tables.encode(text, &mut out).unwrap();
    out
}

/// Every pair of tables that can be had, the default ones included.
fn all() -> Vec<LanguageTables> {
    let languages = || core::iter::once(None).chain(NationalLanguage::ALL.iter().map(|row| Some(row.value)));
    languages()
        .flat_map(|locking| languages().filter_map(move |single| LanguageTables::new(locking, single).ok()))
        .collect()
}

#[test]
fn known_answers() {
    // Written by hand from the tables of 3GPP TS 23.038.
    for (locking, single, text, octets) in [
        (None, Some(1), "Ağrı Dağı €", b"A\x1B\x67r\x1B\x69 Da\x1B\x67\x1B\x69 \x1B\x65".as_slice()),
        (Some(1), None, "Ağrı Dağı €", b"A\x0Cr\x07 Da\x0C\x07 \x04"),
        (Some(1), Some(1), "İŞş[", b"\x40\x1C\x1D\x1B\x3C"),
        (None, Some(2), "Año, ¿cómo está?", b"A\x7Do, \x60c\x1B\x6Fmo est\x1B\x61?"),
        (Some(3), None, "São João ∞", b"S\x7Bo Jo\x7Bo \x15"),
        (None, Some(3), "Não há Ω", b"N\x1B\x7Bo h\x1B\x0F \x15"),
        (Some(3), Some(3), "Ω|^~", b"\x1B\x15\x1A\x16\x60"),
        (Some(6), None, "हिन्दी 12", &[0x4D, 0x51, 0x2F, 0x5F, 0x2B, 0x52, 0x20, 0x31, 0x32]),
        (Some(13), Some(13), "اردو۔", &[0x00, 0x25, 0x1A, 0x53, 0x1B, 0x3F]),
    ] {
        let tables = tables(locking, single);
        assert_eq!(encoded(tables, text), octets, "{text}");
        assert_eq!(tables.decode(octets).as_deref(), Ok(text));
        assert_eq!(tables.septets(text), Some(octets.len()), "{text}");
    }
}

#[test]
fn every_cell_is_that_of_the_other_copy() {
    for (kind, copies) in [(ShiftKind::Locking, LOCKING.as_slice()), (ShiftKind::Single, &SINGLE)] {
        for language in 0..=u8::MAX {
            let copy = copies.iter().find(|copy| copy.0 == language);
            let language = NationalLanguage::new(language);
            let table = Table::of(language, kind);
            assert_eq!((table.is_some(), language.has(kind)), (copy.is_some(), copy.is_some()), "{language}");
            let (Some(table), Some((_, cells))) = (table, copy) else { continue };
            for (code, cell) in (0..).zip(cells) {
                let expected = char::from_u32(u32::from(*cell)).filter(|_| *cell != 0);
                assert_eq!(table.character(code), expected, "{language} {kind:?} {code:#04x}");
                if let Some(character) = expected {
                    let lowest = cells.iter().position(|other| other == cell).unwrap();
                    assert_eq!(table.code(character).map(usize::from), Some(lowest), "{language} {kind:?}");
                }
            }
            assert_eq!((table.character(ESCAPE), table.character(0x80)), (None, None));
        }
    }
}

#[test]
fn no_other_character_has_a_code() {
    for table in NationalLanguage::ALL.iter().flat_map(|row| {
        [ShiftKind::Locking, ShiftKind::Single].into_iter().filter_map(|kind| Table::of(row.value, kind))
    }) {
        let coded = ('\0'..=char::MAX).filter(|character| table.code(*character).is_some());
        let mut characters: Vec<_> = (0..0x80).filter_map(|code| table.character(code)).collect();
        characters.sort_unstable();
        characters.dedup();
        assert!(coded.eq(characters));
    }
}

#[test]
fn a_table_that_is_not_here_is_named() {
    for (locking, single, kind, text) in [
        (Some(2), None, ShiftKind::Locking, "no locking shift table of language Spanish"),
        (Some(7), Some(7), ShiftKind::Locking, "no locking shift table of language Kannada"),
        (None, Some(12), ShiftKind::Single, "no single shift table of language Telugu"),
        (Some(1), Some(0), ShiftKind::Single, "no single shift table of language 0x00"),
        (Some(14), None, ShiftKind::Locking, "no locking shift table of language 0x0e"),
    ] {
        let (locking, single) = (locking.map(NationalLanguage::new), single.map(NationalLanguage::new));
        let error = LanguageTables::new(locking, single).unwrap_err();
        assert_eq!((error.kind, error.to_string().as_str()), (kind, text));
    }
}

#[test]
fn headers_name_the_tables_both_ways() {
    for tables in all() {
        let elements: Vec<_> = tables.elements().collect();
        let mut out = Vec::new();
        udh::encode(&elements, &mut out).unwrap();
        let named = usize::from(tables.locking().is_some()) + usize::from(tables.single().is_some());
        assert_eq!(out.len(), 1 + 3 * named);
        assert_eq!(LanguageTables::of(Udh::parse_exact(&out).unwrap()), Ok(tables));
    }
    let header = [6, 0x24, 1, 1, 0x25, 1, 3];
    let named = LanguageTables::of(Udh::parse_exact(&header).unwrap());
    assert_eq!(named, Ok(tables(Some(3), Some(1))));
}

#[test]
fn what_cannot_be_decoded_is_found_at_its_place_and_shown_as_the_standard_asks() {
    let (tamil, turkish) = (tables(Some(11), Some(11)), tables(Some(1), Some(1)));
    for (tables, octets, error, shown) in [
        (turkish, b"a\x1B".as_slice(), GsmError::TrailingEscape { at: 1 }, "a\u{FFFD}"),
        (turkish, b"a\x80b", GsmError::NotSeptet { octet: 0x80, at: 1 }, "a\u{FFFD}b"),
        (turkish, b"a\x1B\xE9b", GsmError::NotSeptet { octet: 0xE9, at: 2 }, "a\u{FFFD}b"),
        // Behind an escape: the character of the locking table in its place.
        (turkish, b"a\x1B\x0Cb", GsmError::UnknownExtension { code: 0x0C, at: 2 }, "ağb"),
        (turkish, b"a\x1B\x1Bb", GsmError::UnknownExtension { code: 0x1B, at: 2 }, "a b"),
        (tamil, b"a\x00b", GsmError::Undefined { code: 0x00, at: 1 }, "a b"),
        (tamil, b"a\x1B\x7Ab", GsmError::UnknownExtension { code: 0x7A, at: 2 }, "azb"),
        (tamil, b"a\x1B\x5Eb", GsmError::UnknownExtension { code: 0x5E, at: 2 }, "a\u{0BCC}b"),
        (tamil, b"a\x1B\x5Bb", GsmError::UnknownExtension { code: 0x5B, at: 2 }, "a b"),
    ] {
        assert_eq!(tables.decode(octets), Err(error));
        assert_eq!(tables.decode_lossy(octets), shown);
    }
    let error = tamil.decode(b"a\x0B").unwrap_err();
    assert_eq!(error.to_string(), "code 0x0b at octet 1 stands for no character");
}

#[test]
fn what_the_tables_lack_is_named_with_its_place_and_leaves_no_octets() {
    let mut out = b"kept".to_vec();
    let unencodable = Unencodable { character: 'ж', at: 3 };
    assert_eq!(tables(Some(1), Some(1)).encode("ağж", &mut out), Err(unencodable));
    assert_eq!((out.as_slice(), tables(Some(1), None).septets("ağж")), (b"kept".as_slice(), None));
    for character in ['\u{1B}', '\0', char::MAX] {
        assert!(all().iter().all(|tables| tables.width(character).is_none()), "{character:?}");
    }
}

/// Two tables and a text of their characters.
fn any_text() -> impl Strategy<Value = (LanguageTables, String)> {
    prop::sample::select(all()).prop_flat_map(|tables| {
        let Pair { locking, single } = tables.pair();
        let characters: Vec<_> =
            (0..0x80).flat_map(|code| [locking.character(code), single.character(code)]).flatten().collect();
        let text = prop::collection::vec(prop::sample::select(characters), 0..100);
        text.prop_map(move |text| (tables, text.into_iter().collect()))
    })
}

proptest! {
    #[test]
    fn round_trip((tables, text) in any_text()) {
        let octets = encoded(tables, &text);
        prop_assert_eq!(tables.septets(&text), Some(octets.len()));
        prop_assert_eq!(tables.decode_lossy(&octets), text.as_str());
        prop_assert_eq!(tables.decode(&octets), Ok(text));
    }

    #[test]
    fn any_octets_are_judged_and_shown(
        tables in prop::sample::select(all()),
        octets in prop::collection::vec(prop_oneof![Just(ESCAPE), 0..0x80_u8, any::<u8>()], 0..80),
    ) {
        let shown = tables.decode_lossy(&octets);
        match tables.decode(&octets) {
            Ok(text) => {
                prop_assert_eq!(&text, &shown);
                // Some characters have two codes, so the octets may differ.
                prop_assert_eq!(tables.decode(&encoded(tables, &text)), Ok(text));
            }
            Err(error) => {
                let (GsmError::NotSeptet { at, .. }
                | GsmError::TrailingEscape { at }
                | GsmError::UnknownExtension { at, .. }
                | GsmError::Undefined { at, .. }) = error;
                let before = match error {
                    GsmError::UnknownExtension { .. } => at - 1,
                    GsmError::NotSeptet { .. } if tables.decode(&octets[..at]).is_err() => at - 1,
                    _ => at,
                };
                let sound = tables.decode(&octets[..before]);
                prop_assert!(sound.is_ok_and(|sound| shown.starts_with(&sound)), "{}", format!("{error}"));
            }
        }
    }

    #[test]
    fn the_default_tables_are_the_default_alphabet(text in "[ -~€éΩ]{0,40}", octets in prop::collection::vec(0..0x80_u8, 0..40)) {
        let (direct, pair) = (crate::text::gsm::septets(&text), LanguageTables::DEFAULT.pair());
        let widths: Option<Vec<usize>> = text.chars().map(|character| LanguageTables::DEFAULT.width(character)).collect();
        prop_assert_eq!(direct, widths.map(|widths| widths.iter().sum()));
        let by_tables = pair.decode_each(&octets, |error, _| Err(error));
        prop_assert_eq!(by_tables, crate::text::gsm::decode(&octets));
    }
}
