//! Known answers of the documents' clauses, and properties of every cut.

use super::*;
use crate::text::gsm::NationalLanguage;
use crate::text::{packed, ucs2, udh::Udh};
use alloc::string::String;
use proptest::prelude::*;

const REFERENCE: Reference = Reference::Eight(0x33);

fn encoded(coding: Coding, text: &str) -> Vec<u8> {
    let mut octets = Vec::new();
    coding.encode(text, &mut octets).unwrap();
    octets
}

/// The units of each part; counting beforehand must agree.
fn units(splitter: Splitter<'_>, text: &str) -> Vec<usize> {
    let octets = encoded(splitter.coding, text);
    let parts = splitter.split(&octets).unwrap();
    let count = parts.len();
    assert_eq!(usize::from(splitter.count_parts(text).unwrap()), count);
    let units: Vec<_> = parts.map(|part| part.octets().len() / splitter.coding.unit_octets()).collect();
    assert_eq!(units.len(), count);
    units
}

fn auto(text: &str) -> Vec<usize> {
    units(Splitter::new(Coding::for_text(text), REFERENCE), text)
}

#[test]
fn smpp_4_16_gsm_text_160_and_153() {
    assert_eq!(auto(""), [0]);
    assert_eq!(auto(&"A".repeat(160)), [160]);
    assert_eq!(auto(&"A".repeat(161)), [153, 8]);
    assert_eq!(auto(&"A".repeat(254)), [153, 101]);
    assert_eq!(auto(&"A".repeat(300)), [153, 147]);
    assert_eq!(auto(&"€".repeat(80)), [160]);
    // Whole pairs only: 76 and 5 characters; 76, 76 and 1.
    assert_eq!(auto(&"€".repeat(81)), [152, 10]);
    assert_eq!(auto(&"€".repeat(153)), [152, 152, 2]);
}

#[test]
fn soap_6_2_7_5_an_escape_pair_at_the_cut_goes_to_the_next_part() {
    let text = |a: usize, b: usize| ["a".repeat(a), "€".into(), "a".repeat(b)].concat();
    assert_eq!(auto(&text(159, 0)), [152 + 1, 8]);
    assert_eq!(auto(&text(152, 8)), [152, 10]);
    assert_eq!(auto(&text(151, 8)), [153, 8]);
}

#[test]
fn smpp_4_4_and_soap_6_2_7_6_unicode_70_and_67() {
    assert_eq!(auto(&"П".repeat(70)), [70]);
    assert_eq!(auto(&"П".repeat(71)), [67, 4]);
    assert_eq!(auto(&"П".repeat(134)), [67, 67]);
    assert_eq!(auto(&"П".repeat(135)), [67, 67, 1]);
    // SMPP-11-7: the same in message_payload.
    assert_eq!(auto(&"П".repeat(200)), [67, 67, 66]);
    // The pair that would be torn at 67 goes to the next part.
    assert_eq!(auto(&"😀".repeat(36)), [66, 6]);
    let sixteen = Splitter::new(Coding::Ucs2, Reference::Sixteen(0x3333));
    assert_eq!(units(sixteen, &"П".repeat(71)), [66, 5]);
}

#[test]
fn smpp_4_4_the_octets_of_a_part() {
    let octets = encoded(Coding::Ucs2, &"П".repeat(71));
    let parts: Vec<_> = Splitter::new(Coding::Ucs2, REFERENCE).split(&octets).unwrap().collect();
    let mut out = Vec::new();
    parts[0].encode(&mut out);
    assert_eq!((out.len(), &out[..8]), (140, [5, 0, 3, 0x33, 2, 1, 0x04, 0x1F].as_slice()));
    out.clear();
    parts[1].encode(&mut out);
    assert_eq!((out.len(), &out[..6]), (14, [5, 0, 3, 0x33, 2, 2].as_slice()));
    assert!(parts.iter().all(Part::has_header));
}

#[test]
fn soap_6_2_7_4_octets_140_and_134() {
    let lengths = |coding, reference, octets: usize| -> Vec<usize> {
        let octets = alloc::vec![0x1B; octets];
        Splitter::new(coding, reference).split(&octets).unwrap().map(|part| part.octets().len()).collect()
    };
    assert_eq!(lengths(Coding::Octets, REFERENCE, 140), [140]);
    assert_eq!(lengths(Coding::Octets, REFERENCE, 141), [134, 7]);
    assert_eq!(lengths(Coding::Latin1, Reference::Sixteen(1), 141), [133, 8]);
}

#[test]
fn soap_6_2_7_2_35_parts_and_the_most_that_can_be_numbered() {
    let splitter = Splitter::new(Coding::Gsm7, REFERENCE);
    assert_eq!(splitter.count_parts(&"a".repeat(5355)), Ok(35));
    assert_eq!(splitter.count_parts(&"a".repeat(5356)), Ok(36));
    let most = "a".repeat(255 * 153);
    assert_eq!(units(splitter, &most).len(), 255);
    let more = [most.as_str(), "a"].concat();
    assert_eq!(splitter.count_parts(&more), Err(SplitError::TooManyParts { parts: 256 }));
    assert_eq!(splitter.split(more.as_bytes()).err(), Some(SplitError::TooManyParts { parts: 256 }));
}

#[test]
fn a_header_of_the_callers_takes_its_share() {
    let ports = [Element::Ports16 { destination: 2948, source: 9200 }];
    let splitter = Splitter::new(Coding::Octets, REFERENCE).with_header(&ports);
    let octets = [7; 134];
    let parts: Vec<_> = splitter.split(&octets[..133]).unwrap().collect();
    let mut out = Vec::new();
    parts[0].encode(&mut out);
    assert_eq!((parts.len(), out.len(), &out[..7]), (1, 140, [6, 5, 4, 0x0B, 0x84, 0x23, 0xF0].as_slice()));
    let parts: Vec<_> = splitter.split(&octets).unwrap().collect();
    out.clear();
    parts[1].encode(&mut out);
    assert_eq!(out, [11, 0, 3, 0x33, 2, 2, 5, 4, 0x0B, 0x84, 0x23, 0xF0, 7, 7, 7, 7, 7, 7]);
}

#[test]
fn tables_of_a_language_take_three_octets_of_every_header() {
    let turkish = Some(NationalLanguage::TURKISH);
    let tables = |locking, single| Coding::National(LanguageTables::new(locking, single).unwrap());
    let single = Splitter::new(tables(None, turkish), REFERENCE);
    // 140 octets less 4, and less 9 behind a concatenation: 155 and 149 septets.
    assert_eq!(units(single, &"a".repeat(155)), [155]);
    assert_eq!(units(single, &"a".repeat(156)), [149, 7]);
    // An escape is not cut from its code: 77 pairs are one message, 78 are 74 and 4.
    assert_eq!(units(single, &"ğ".repeat(77)), [154]);
    assert_eq!(units(single, &"ğ".repeat(78)), [148, 8]);
    // Both tables and a reference of sixteen bits: less 7 and less 13 octets.
    let both = Splitter::new(tables(turkish, turkish), Reference::Sixteen(1));
    assert_eq!(units(both, &"ğ".repeat(152)), [152]);
    assert_eq!(units(both, &"ğ".repeat(153)), [145, 8]);
}

#[test]
fn the_header_of_a_part_names_the_tables() {
    let turkish = Some(NationalLanguage::TURKISH);
    let coding = Coding::National(LanguageTables::new(turkish, turkish).unwrap());
    let splitter = Splitter::new(coding, REFERENCE);
    let octets = encoded(coding, &"ş".repeat(150));
    let parts: Vec<_> = splitter.split(&octets).unwrap().collect();
    let mut out = Vec::new();
    parts[0].encode(&mut out);
    assert_eq!((parts.len(), &out[..8]), (1, [6, 0x24, 1, 1, 0x25, 1, 1, 0x1D].as_slice()));
    let octets = encoded(coding, &"ş".repeat(160));
    let ports = [Element::Ports8 { destination: 1, source: 2 }];
    let splitter = splitter.with_header(&ports);
    let parts: Vec<_> = splitter.split(&octets).unwrap().collect();
    out.clear();
    parts[1].encode(&mut out);
    let header = [15, 0, 3, 0x33, 2, 2, 0x24, 1, 1, 0x25, 1, 1, 4, 2, 1, 2];
    assert_eq!((parts.len(), out.strip_prefix(header.as_slice())), (2, Some([0x1D; 19].as_slice())));
    // The caller must not name them as well.
    let shift = [Element::LockingShift(NationalLanguage::TURKISH)];
    assert_eq!(splitter.with_header(&shift).count_parts("a"), Err(SplitError::AlreadyShifted));
    assert_eq!(Splitter::new(Coding::Gsm7, REFERENCE).with_header(&shift).count_parts("a"), Ok(1));
}

#[test]
fn what_cannot_be_cut_is_refused() {
    let splitter = Splitter::new(Coding::Gsm7, REFERENCE);
    let unencodable = Unencodable { character: 'ж', at: 1 };
    assert_eq!(splitter.count_parts("aж"), Err(SplitError::Unencodable(unencodable)));
    let odd = Splitter::new(Coding::Ucs2, REFERENCE).split(&[0; 3]).err();
    assert_eq!(odd, Some(SplitError::OddLength { octets: 3 }));
    let concat = [Element::Concat(Concat::new(REFERENCE, 2, 1).unwrap())];
    assert_eq!(splitter.with_header(&concat).count_parts("a"), Err(SplitError::AlreadyPart));
}

#[test]
fn a_header_needs_room_for_parts_only_where_there_are_parts() {
    let text = |units| "a".repeat(units);
    let parts = |splitter: Splitter<'_>, text: &str| {
        let split = splitter.split(text.as_bytes()).map(|parts| parts.len());
        assert_eq!(splitter.count_parts(text).map(usize::from), split, "{text}");
        split
    };
    // 134 octets with its length leave room for 6 septets, and for one in a part: 139 with a concatenation.
    let large = [Element::Other { id: 0x70, data: &[0; 131] }];
    let splitter = Splitter::new(Coding::Gsm7, REFERENCE).with_header(&large);
    assert_eq!(parts(splitter, &text(6)), Ok(1));
    assert_eq!(parts(splitter, &text(7)), Err(SplitError::NoRoom { header_octets: 139 }));
    // One octet less, and a part has room for two.
    let smaller = [Element::Other { id: 0x70, data: &[0; 130] }];
    let splitter = Splitter::new(Coding::Gsm7, REFERENCE).with_header(&smaller);
    assert_eq!((parts(splitter, &text(8)), parts(splitter, &text(9))), (Ok(1), Ok(5)));
    // A header that is all of a message carries no text, and one beyond it is no message.
    let all = [Element::Other { id: 0x70, data: &[0; 137] }];
    let splitter = Splitter::new(Coding::Latin1, REFERENCE).with_header(&all);
    assert_eq!(parts(splitter, ""), Ok(1));
    assert_eq!(parts(splitter, "a"), Err(SplitError::NoRoom { header_octets: 145 }));
    let beyond = [Element::Other { id: 0x70, data: &[0; 138] }];
    let splitter = Splitter::new(Coding::Latin1, REFERENCE).with_header(&beyond);
    assert_eq!(parts(splitter, ""), Err(SplitError::NoRoom { header_octets: 141 }));
}

#[test]
fn a_long_row_of_escapes_is_cut_between_pairs() {
    // Not what an encoder makes; a peer may send it.
    let octets = [gsm::ESCAPE; 1000];
    let parts = Splitter::new(Coding::Gsm7, REFERENCE).split(&octets).unwrap();
    let lengths: Vec<_> = parts.map(|part| part.octets().len()).collect();
    assert_eq!(lengths, [152, 152, 152, 152, 152, 152, 88]);
}

fn any_reference() -> impl Strategy<Value = Reference> {
    prop_oneof![any::<u8>().prop_map(Reference::Eight), any::<u16>().prop_map(Reference::Sixteen)]
}

proptest! {
    #[test]
    fn parts_of_text_are_text_and_together_the_whole(
        text in "([a-zé€\\[]|[a-z]{20}|€{30}){0,40}",
        emoji in prop::option::of("([П😀]|П{20}|😀{30}){1,10}"),
        reference in any_reference(),
    ) {
        let text = [text, emoji.unwrap_or_default()].concat();
        let coding = Coding::for_text(&text);
        let splitter = Splitter::new(coding, reference);
        let octets = encoded(coding, &text);
        let parts: Vec<_> = splitter.split(&octets).unwrap().collect();
        prop_assert_eq!(splitter.count_parts(&text), Ok(u8::try_from(parts.len()).unwrap()));
        let mut whole = String::new();
        for (number, part) in (1..).zip(&parts) {
            whole.push_str(&coding.decode(part.octets()).unwrap());
            let mut out = Vec::new();
            part.encode(&mut out);
            if part.has_header() {
                let (header, rest) = Udh::parse(&out).unwrap();
                prop_assert_eq!(rest, part.octets());
                prop_assert_eq!(header.concat(), Concat::new(reference, u8::try_from(parts.len()).unwrap(), number));
                let units = part.octets().len() / coding.unit_octets();
                prop_assert!(units <= coding.room(header.encoded_len()));
                if coding == Coding::Gsm7 {
                    let packed = packed::octets_for(units, header.encoded_len());
                    prop_assert!(packed + header.encoded_len() <= 140);
                }
            } else {
                prop_assert_eq!(parts.len(), 1);
            }
        }
        prop_assert_eq!(whole, text);
    }

    #[test]
    fn any_units_are_cut_where_no_pair_is_torn(
        units in prop::collection::vec(prop_oneof![Just(0xD83D_u16), Just(0xDE00), any::<u16>()], 0..400)
    ) {
        let octets: Vec<u8> = units.iter().flat_map(|unit| unit.to_be_bytes()).collect();
        let parts: Vec<_> = Splitter::new(Coding::Ucs2, REFERENCE).split(&octets).unwrap().collect();
        let joined: Vec<u8> = parts.iter().flat_map(|part| part.octets()).copied().collect();
        prop_assert_eq!(&joined, &octets);
        let shown: String = parts.iter().map(|part| ucs2::decode_lossy(part.octets())).collect();
        prop_assert_eq!(shown, ucs2::decode_lossy(&octets));
    }
}
