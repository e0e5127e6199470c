//! Framer and decoder.

use alloc::vec::Vec;

use crate::frame::{Cut, Frame, cut};
use crate::framer::Framer;
use crate::grammar::Fault;
use crate::pdu::Pdu;
use crate::tolerance::Tolerance;

const CAP: u32 = 4096;

/// Any stream in any pieces: the framer gives what [`cut`] gives on the whole, keeps no more than a frame, and stops
/// where `cut` stops. The first octet chooses the size of the pieces.
pub fn framer(input: &[u8]) {
    let Some((size, stream)) = input.split_first() else { return };
    let mut expected = Vec::new();
    let mut rest = stream;
    let bad = loop {
        match cut(rest, CAP) {
            Ok(Cut::Frame(frame, behind)) => {
                expected.push(frame.octets());
                rest = behind;
            }
            Ok(Cut::Incomplete { needed }) => {
                assert!(needed > 0, "incomplete and nothing needed");
                break None;
            }
            Err(bad) => break Some(bad),
        }
    };
    let mut framer = Framer::new(CAP);
    let mut found = 0;
    let mut failed = None;
    'stream: for piece in stream.chunks(usize::from(*size) + 1) {
        let mut piece = piece;
        loop {
            match framer.next(&mut piece) {
                Ok(Some(frame)) => {
                    assert_eq!(Some(&frame.octets()), expected.get(found), "frame {found}");
                    found += 1;
                }
                Ok(None) => break,
                Err(bad) => {
                    failed = Some(bad);
                    break 'stream;
                }
            }
        }
        assert!(piece.is_empty(), "octets left in a piece");
        assert!(framer.kept() < 4096, "kept {}", framer.kept());
    }
    assert_eq!((found, failed), (expected.len(), bad));
}

/// Any PDU that this crate can build: it encodes to as many octets as it says, and decodes strictly and without a note
/// to itself.
#[cfg(feature = "arbitrary")]
pub fn arbitrary_pdu(input: &[u8]) {
    let mut input = arbitrary::Unstructured::new(input);
    let Ok(octets) = crate::arbitrary::with_pdu(&mut input, |pdu| {
        let mut octets = Vec::new();
        pdu.encode(&mut octets);
        let frame = Frame::new(&octets).expect("command_length is the number of octets");
        assert_eq!(frame.header(), pdu.header);
        for tolerance in [Tolerance::STRICT, Tolerance::FIELD] {
            let mut notes: Vec<Fault> = Vec::new();
            assert_eq!(frame.decode(&tolerance, &mut notes), Ok(pdu), "{tolerance:?}");
            assert_eq!(notes, [], "{tolerance:?}");
        }
        octets
    }) else {
        return;
    };
    // What holds for any octets holds for these, and for these cut short.
    decode_pdu(&octets);
    for end in [octets.len() - 1, octets.len() / 2 + 8] {
        let end = end.max(16);
        let length = u32::try_from(end).expect("a few octets").to_be_bytes();
        decode_pdu(&[&length, &octets[4..end]].concat());
    }
}

/// Any octets as the body of any PDU: what decodes without notes encodes to the same octets and decodes strictly; what
/// decodes with notes encodes to what decodes to the same fields; the first note is what a strict decoder refuses.
pub fn decode_pdu(input: &[u8]) {
    let Ok(Cut::Frame(frame, _)) = cut(input, CAP) else { return };
    let mut notes: Vec<Fault> = Vec::new();
    let lenient = frame.decode(&Tolerance::FIELD, &mut notes);
    let strict = frame.decode(&Tolerance::STRICT, &mut ());
    for fault in notes.iter().chain(lenient.as_ref().err()).chain(strict.as_ref().err()) {
        let at = usize::try_from(fault.at()).unwrap_or(usize::MAX);
        assert!(at <= frame.octets().len(), "{fault} lies outside");
        assert!(fault.answer().get() != 0, "{fault} is answered with success");
        if let Some(claim) = fault.claim() {
            assert!(claim.octets > claim.left, "{fault} claims what is there");
        }
    }
    let Ok(pdu) = lenient else {
        assert!(strict.is_err(), "strict accepts what lenient refuses");
        return;
    };
    let mut encoded = Vec::new();
    pdu.encode(&mut encoded);
    match notes.first() {
        None => {
            assert_eq!(encoded, frame.octets(), "not lossless");
            assert_eq!(strict, Ok(pdu));
        }
        Some(first) => {
            assert_eq!(strict, Err(*first));
            let again = Frame::new(&encoded).map(|frame| Pdu::decode(&frame, &Tolerance::FIELD, &mut ()));
            assert_eq!(again, Some(Ok(pdu)), "the canonical form reads otherwise");
        }
    }
    assert_eq!(frame.to_buf().frame().octets(), frame.octets());
}
