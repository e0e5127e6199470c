//! The crate gsm7: packed septets, with the GSM alphabet.

use std::io::Cursor;

use clickatell_core::text::{gsm, packed};
use gsm7::{Gsm7Reader, Gsm7Writer};

use crate::every_character;
use crate::report::Report;
use crate::samples::Samples;

const PEER: &str = "gsm7";
/// Without a header; behind those of a part by an eight-bit and by a sixteen-bit reference; and one of each other fill.
const HEADERS: [usize; 7] = [0, 6, 7, 1, 2, 3, 4];

fn write(text: &str, fill: u32) -> Option<Vec<u8>> {
    let mut writer = Gsm7Writer::new(Vec::new());
    if fill > 0 {
        writer.write_var(fill, 0_u8).ok()?;
    }
    writer.write_str(text).ok()?;
    writer.into_writer().ok()
}

fn read(octets: &[u8], fill: u32) -> Option<String> {
    Gsm7Reader::new_with_bit_offset(Cursor::new(octets), fill).ok()?.collect::<Result<_, _>>().ok()
}

fn our_write(text: &str, header: usize) -> Option<Vec<u8>> {
    let (mut septets, mut octets) = (Vec::new(), Vec::new());
    gsm::encode(text, &mut septets).ok()?;
    packed::pack(&septets, header, &mut octets).ok()?;
    Some(octets)
}

/// All septets that the octets have room for.
fn our_read(octets: &[u8], header: usize) -> Option<String> {
    let mut septets = Vec::new();
    packed::unpack(octets, header, packed::septets_in(octets.len(), header), &mut septets).ok()?;
    gsm::decode(&septets).ok()
}

pub fn compare(samples: &Samples, report: &mut Report) {
    for character in every_character() {
        let text = character.to_string();
        // A single septet leaves one bit, which the loop below looks at.
        let text = text.repeat(8);
        let known = (character == '\u{1B}').then(|| ("gsm7-escape-character", write(&text, 0)));
        let known = known.filter(|(_, theirs)| theirs.is_some());
        report.compare(PEER, &text, write(&text, 0), our_write(&text, 0), known);
    }
    for header in HEADERS {
        let fill = packed::fill_bits(header);
        for text in samples.texts.iter().filter(|text| !text.contains('\u{1B}')) {
            let ours = our_write(text, header);
            let known = ours.as_ref().and_then(|octets| written(octets, text, fill));
            report.compare(PEER, &(text, header), write(text, fill), ours.clone(), known);
            if let Some(octets) = ours.filter(|octets| !octets.is_empty()) {
                // We are told how many septets there are; the peer takes all that there is room for.
                let seven_left = spare_bits(text, fill) == 7;
                let known = seven_left.then(|| ("gsm7-at-in-spare-bits", Some(format!("{text}@"))));
                report.compare(PEER, &(text, header), read(&octets, fill), Some(text.clone()), known);
            }
        }
        for octets in samples.octets.iter().filter(|octets| !octets.is_empty()) {
            report.compare(PEER, &(octets, header), read(octets, fill), our_read(octets, header), None);
        }
    }
}

/// Bits that are left over in the last octet.
fn spare_bits(text: &str, fill: u32) -> u32 {
    let septets = gsm::septets(text).unwrap_or_default() as u32;
    (8 - (fill + 7 * septets) % 8) % 8
}

/// What the peer writes instead of our octets.
fn written(ours: &[u8], text: &str, fill: u32) -> Option<(&'static str, Option<Vec<u8>>)> {
    let mut octets = ours.to_vec();
    if text.is_empty() {
        let theirs = if fill > 0 { vec![0] } else { Vec::new() };
        return Some(("gsm7-fill-bits-alone", Some(theirs)));
    }
    // Meant for seven bits that are left over, it puts the low end of a carriage return where one is.
    *octets.last_mut().filter(|_| spare_bits(text, fill) == 1)? |= 0x80;
    Some(("gsm7-carriage-return-in-one-bit", Some(octets)))
}
