//! The crate smpp-codec: the GSM alphabet unpacked, ISO-8859-1, UCS-2, and parts.

use clickatell_core::text::split::{SplitError, Splitter};
use clickatell_core::text::udh::Reference;
use clickatell_core::text::{Coding, gsm, latin1, ucs2};
use smpp_codec::encoding::{
    decode_8bit, decode_16bit, encode_8bit, encode_16bit, gsm_7bit_decode, gsm_7bit_encode,
};
use smpp_codec::splitter::{EncodingType, MessageSplitter, SplitMode};

use crate::every_character;
use crate::report::Report;
use crate::samples::Samples;

const PEER: &str = "smpp-codec";

fn our_encode(coding: Coding, text: &str) -> Option<Vec<u8>> {
    let mut octets = Vec::new();
    coding.encode(text, &mut octets).ok().map(|()| octets)
}

pub fn compare(samples: &Samples, report: &mut Report) {
    for character in every_character() {
        let text = character.to_string();
        let ours = our_encode(Coding::Gsm7, &text);
        report.compare(PEER, &text, gsm_7bit_encode(&text).ok(), ours, gsm_character(character));
        latin(&text, report);
        report.compare(
            PEER,
            &text,
            encode_16bit(&text),
            our_encode(Coding::Ucs2, &text).unwrap_or_default(),
            None,
        );
    }
    for text in &samples.texts {
        // The characters that it takes for others are seen above.
        if !text.contains(['§', '`', '\u{C}', '\u{1B}']) {
            report.compare(PEER, text, gsm_7bit_encode(text).ok(), our_encode(Coding::Gsm7, text), None);
            parts(text, EncodingType::Gsm7Bit, Coding::Gsm7, report);
        }
        latin(text, report);
        report.compare(
            PEER,
            text,
            encode_16bit(text),
            our_encode(Coding::Ucs2, text).unwrap_or_default(),
            None,
        );
        parts(text, EncodingType::Ucs2, Coding::Ucs2, report);
    }
    for octets in &samples.octets {
        let ours = gsm::decode(octets).ok();
        report.compare(PEER, octets, Some(gsm_7bit_decode(octets)), ours, Some(gsm_octets(octets)));
        report.compare(PEER, octets, decode_8bit(octets), latin1::decode(octets), None);
        let odd = octets.len() % 2 == 1;
        let even = ucs2::decode_lossy(&octets[..octets.len() - usize::from(odd)]);
        let known = Some(("smpp-codec-odd-octet", even));
        report.compare(PEER, octets, decode_16bit(octets), ucs2::decode_lossy(octets), known);
    }
}

/// What it has in place of a character of the GSM alphabet.
fn gsm_character(character: char) -> Option<(&'static str, Option<Vec<u8>>)> {
    match character {
        '`' => Some(("smpp-codec-grave-accent", Some(vec![0x5F]))),
        '§' => Some(("smpp-codec-grave-accent", None)),
        '\u{C}' => Some(("smpp-codec-form-feed", None)),
        '\u{1B}' => Some(("smpp-codec-escape-character", Some(vec![0x1B]))),
        _ => None,
    }
}

/// What it reads, code by code: never an error, and a question mark for what we refuse.
fn gsm_octets(octets: &[u8]) -> (&'static str, Option<String>) {
    let mut name = "smpp-codec-grave-accent";
    let mut text = String::new();
    let mut rest = octets;
    while let [first, behind @ ..] = rest {
        let width = if *first == gsm::ESCAPE && !behind.is_empty() { 2 } else { 1 };
        let (code, tail) = rest.split_at(width);
        rest = tail;
        match gsm::decode(code).as_deref() {
            Ok("§") => text.push('`'),
            Ok("\u{C}") => text.push('?'),
            Ok(character) => text.push_str(character),
            Err(_) => {
                name = "smpp-codec-question-mark";
                text.extend((code != [gsm::ESCAPE]).then_some('?'));
            }
        }
    }
    (name, Some(text))
}

fn latin(text: &str, report: &mut Report) {
    let replaced = text.chars().map(|character| u8::try_from(character).unwrap_or(b'?')).collect();
    let known = Some(("smpp-codec-latin-question-mark", Some(replaced)));
    report.compare(PEER, &text, Some(encode_8bit(text)), our_encode(Coding::Latin1, text), known);
}

/// The parts of a message with eight-bit references; the reference of the peer is random, so that only octets count.
fn parts(text: &str, encoding: EncodingType, coding: Coding, report: &mut Report) {
    let Some(octets) = our_encode(coding, text) else { return };
    let theirs = MessageSplitter::split(text.to_owned(), encoding, SplitMode::Udh).map(|(parts, _)| parts);
    let mut theirs = theirs.unwrap_or_default();
    if theirs.len() > 1 {
        theirs.iter_mut().for_each(|part| drop(part.drain(..6)));
    }
    let ours = match Splitter::new(coding, Reference::Eight(0)).split(&octets) {
        Ok(parts) => parts.map(|part| part.octets().to_vec()).collect::<Vec<_>>(),
        Err(SplitError::TooManyParts { .. }) => return,
        Err(error) => panic!("{text:?}: {error}"),
    };
    let torn = |part: &Vec<u8>| matches!(part[..], [.., 0xD8..=0xDB, _]);
    let last = theirs.len().saturating_sub(1);
    let known = (coding == Coding::Ucs2 && theirs[..last].iter().any(torn))
        .then(|| ("smpp-codec-torn-pair", octets.chunks(134).map(<[u8]>::to_vec).collect::<Vec<_>>()));
    report.compare(PEER, &text, theirs, ours, known);
}
