//! Any octets as text: in every alphabet, packed, behind a header, cut into parts and joined.

use alloc::string::String;
use alloc::vec::Vec;

use crate::text::gsm::{self, LanguageTables, NationalLanguage};
use crate::text::join::{JoinLimits, Joined, Joiner};
use crate::text::split::{SplitError, Splitter};
use crate::text::udh::{self, Element, Reference, Udh};
use crate::text::{Coding, latin1, packed, ucs2};
use crate::time::Instant;

/// The first octet chooses the tables of languages, the second what stands in front of packed septets and of parts; the
/// others are read as every alphabet, as packed septets and as a header. What can be read is written and reads the same;
/// what is cut into parts is text in each of them, and the whole again when they are joined.
pub fn text(input: &[u8]) {
    let [languages, header, octets @ ..] = input else { return };
    let tables = tables(*languages);
    for coding in [Coding::Gsm7, Coding::National(tables), Coding::Ucs2, Coding::Latin1] {
        read_back(coding, octets);
        parts(coding, octets, reference(*header));
    }
    parts(Coding::Octets, octets, reference(*header));
    packing(octets, usize::from(*header));
    header_elements(octets);
    let shown = tables.decode_lossy(octets);
    let languages = NationalLanguage::ALL.iter().map(|row| row.value).collect::<Vec<_>>();
    counted(&shown, Coding::for_text(&shown), reference(*header));
    counted(&shown, Coding::for_text_in(&shown, &languages), reference(*header));
}

/// Locking table by the high four bits, single shift table by the low ones; the default one where there is none.
fn tables(chosen: u8) -> LanguageTables {
    let locking = LanguageTables::new(Some(NationalLanguage::new(chosen >> 4)), None).unwrap_or_default();
    let single = LanguageTables::new(None, Some(NationalLanguage::new(chosen & 0xF))).unwrap_or_default();
    LanguageTables::new(locking.locking(), single.single()).expect("both are there")
}

fn reference(header: u8) -> Reference {
    if header < 0x80 { Reference::Eight(header) } else { Reference::Sixteen(u16::from(header) << 8 | 1) }
}

/// Octets that are text are written again; those that are none are shown.
fn read_back(coding: Coding, octets: &[u8]) {
    let shown = shown(coding, octets);
    match coding.decode(octets) {
        Ok(text) => {
            let mut again = Vec::new();
            coding.encode(&text, &mut again).expect("what was read can be written");
            // Only national tables have characters with two codes.
            if !matches!(coding, Coding::National(_)) {
                assert_eq!(again, octets, "{coding:?} reads and writes");
            }
            let units: Option<usize> = text.chars().map(|character| coding.width(character)).sum();
            assert_eq!(
                units.map(|units| units * coding.unit_octets()),
                Some(again.len()),
                "{text:?} counted"
            );
            assert_eq!(coding.decode(&again).as_ref(), Ok(&text), "{coding:?} writes and reads");
            assert_eq!(shown, text);
        }
        Err(_) => assert_ne!(coding, Coding::Latin1, "every octet is a character"),
    }
}

/// The text of any octets.
fn shown(coding: Coding, octets: &[u8]) -> String {
    match coding {
        Coding::Gsm7 => gsm::decode_lossy(octets),
        Coding::National(tables) => tables.decode_lossy(octets),
        Coding::Ucs2 => ucs2::decode_lossy(octets),
        Coding::Latin1 | Coding::Octets => latin1::decode(octets),
    }
}

/// Septets packed and unpacked behind a header of any length, and octets that come packed.
fn packing(octets: &[u8], header_octets: usize) {
    let septets: Vec<u8> = octets.iter().map(|octet| octet & 0x7F).collect();
    let mut out = Vec::new();
    packed::pack(&septets, header_octets, &mut out).expect("septets");
    assert_eq!(out.len(), packed::octets_for(septets.len(), header_octets));
    let mut again = Vec::new();
    packed::unpack(&out, header_octets, septets.len(), &mut again).expect("enough octets");
    assert_eq!(again, septets, "packed and unpacked");

    let count = packed::septets_in(octets.len(), header_octets);
    (out, again) = (Vec::new(), Vec::new());
    packed::unpack(octets, header_octets, count, &mut again).expect("as many as fit");
    assert!(again.len() == count && again.is_ascii());
    packed::pack(&again, header_octets, &mut out).expect("septets");
    let mut third = Vec::new();
    packed::unpack(&out, header_octets, count, &mut third).expect("enough octets");
    assert_eq!(third, again, "unpacked and packed");
    assert!(
        packed::unpack(octets, header_octets, count + 1, &mut Vec::new()).is_err(),
        "more than there are"
    );
    let wrong = octets.iter().position(|octet| !octet.is_ascii());
    assert_eq!(packed::pack(octets, header_octets, &mut Vec::new()).is_err(), wrong.is_some());
}

/// A header is rebuilt from its elements.
fn header_elements(octets: &[u8]) {
    let Ok((header, message)) = Udh::parse(octets) else { return };
    let elements: Vec<_> = header.elements().collect();
    let mut again = Vec::new();
    udh::encode(&elements, &mut again).expect("it came in one header");
    assert_eq!(again.len(), header.encoded_len());
    again.extend_from_slice(message);
    assert_eq!(again, octets, "a header from its elements");
    if let Some(concat) = header.concat() {
        assert!(1 <= concat.part() && concat.part() <= concat.total());
    }
    if let Ok(tables) = LanguageTables::of(header) {
        let named = tables.elements().find(|element| matches!(element, Element::SingleShift(_)));
        assert_eq!(named, header.single_shift().map(Element::SingleShift));
    }
}

/// Octets are cut where no character is torn, and joined whatever the order.
fn parts(coding: Coding, octets: &[u8], reference: Reference) {
    let parts: Vec<_> = match Splitter::new(coding, reference).split(octets) {
        Ok(parts) => parts.collect(),
        Err(SplitError::OddLength { octets }) => return assert!(coding == Coding::Ucs2 && octets % 2 == 1),
        Err(SplitError::TooManyParts { parts }) => return assert!(parts > 255),
        Err(error) => panic!("{error}"),
    };
    let text: String = parts.iter().map(|part| shown(coding, part.octets())).collect();
    assert_eq!(text, shown(coding, octets), "a character is torn");
    let mut joiner = Joiner::new(JoinLimits::default());
    let mut whole = None;
    for part in parts.iter().rev() {
        let mut message = Vec::new();
        part.encode(&mut message);
        assert_eq!(message.len() - part.octets().len() > 0, part.has_header());
        let Some(concat) = part.concat() else {
            whole = Some(part.octets().to_vec());
            continue;
        };
        let (header, body) = Udh::parse(&message).expect("a header in front");
        assert_eq!((header.concat(), body), (Some(concat), part.octets()));
        assert!(body.len() <= coding.room(header.encoded_len()) * coding.unit_octets(), "too long");
        if let Coding::National(tables) = coding {
            assert_eq!(LanguageTables::of(header), Ok(tables));
        }
        if let Joined::Complete(octets) = joiner.push(Instant::ZERO, (), concat, body).expect("room") {
            assert_eq!(whole.replace(octets), None, "complete before the last part");
        }
    }
    assert_eq!(whole.as_deref(), Some(octets), "cut and joined");
}

/// The parts that were counted are those that are made.
fn counted(text: &str, coding: Coding, reference: Reference) {
    let splitter = Splitter::new(coding, reference);
    let mut octets = Vec::new();
    coding.encode(text, &mut octets).expect("the coding was chosen for it");
    let made = splitter.split(&octets).map(|parts| parts.len());
    assert_eq!(splitter.count_parts(text).map(usize::from), made, "counted and made");
}
