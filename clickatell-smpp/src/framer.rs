//! The framer of a stream: [`cut`] with a capped memory for what the last read left over.

use alloc::vec::Vec;
use core::fmt;

use crate::frame::{BadLength, Cut, Frame, cut};

/// Finds PDUs in a stream that arrives in pieces of any size.
///
/// Whole PDUs are cut from the caller's octets without a copy; only a PDU that a piece leaves unfinished is kept. What
/// is kept never exceeds what has arrived, and a single PDU never exceeds the cap.
pub struct Framer {
    max_length: u32,
    /// Octets from `start` on are not framed yet.
    kept: Vec<u8>,
    start: usize,
}

impl Framer {
    /// A framer that accepts PDUs of up to `max_length` octets.
    #[must_use]
    pub const fn new(max_length: u32) -> Self {
        Self { max_length, kept: Vec::new(), start: 0 }
    }

    /// The next PDU out of what was kept and `input`, from which it takes what it uses.
    ///
    /// `None` means that `input` is used up. Call it until then, or hand the rest to [`keep`](Self::keep).
    ///
    /// # Errors
    /// When a length leaves nothing to go on; the stream is then at its end.
    #[inline]
    #[allow(single_use_lifetimes, reason = "its bound ties the input to the frame")]
    pub fn next<'a, 'i: 'a>(&'a mut self, input: &mut &'i [u8]) -> Result<Option<Frame<'a>>, BadLength> {
        if self.start < self.kept.len() {
            return self.next_kept(input);
        }
        self.forget();
        match cut(input, self.max_length)? {
            Cut::Frame(frame, rest) => {
                *input = rest;
                Ok(Some(frame))
            }
            Cut::Incomplete { .. } => {
                self.keep(input);
                *input = &[];
                Ok(None)
            }
        }
    }

    /// Completes the PDU at the front of the kept octets.
    #[allow(single_use_lifetimes, reason = "its bound ties the input to the frame")]
    fn next_kept<'a, 'i: 'a>(&'a mut self, input: &mut &'i [u8]) -> Result<Option<Frame<'a>>, BadLength> {
        let length = loop {
            match cut(self.pending(), self.max_length)? {
                Cut::Frame(frame, _) => break frame.octets().len(),
                Cut::Incomplete { needed } => {
                    let (head, tail) = input.split_at_checked(needed).unwrap_or((*input, &[]));
                    if head.is_empty() {
                        return Ok(None);
                    }
                    self.keep(head);
                    *input = tail;
                }
            }
        };
        let begin = self.start;
        self.start = begin.saturating_add(length);
        Ok(self.kept.get(begin..self.start).and_then(Frame::new))
    }

    /// Keeps octets for later: what stands behind a PDU when the caller cannot take another one now.
    pub fn keep(&mut self, octets: &[u8]) {
        if self.start > 0 && self.start >= self.kept.len() / 2 {
            let pending = self.start..self.kept.len();
            let length = pending.len();
            self.kept.copy_within(pending, 0);
            self.kept.truncate(length);
            self.start = 0;
        }
        self.kept.extend_from_slice(octets);
        #[cfg(seeded_fault = "framer")]
        if self.kept.len() == 40 {
            self.kept.pop();
        }
    }

    /// How many octets are kept.
    #[must_use]
    pub fn kept(&self) -> usize {
        self.pending().len()
    }

    fn pending(&self) -> &[u8] {
        self.kept.get(self.start..).unwrap_or_default()
    }

    /// Drops what is kept, and its memory.
    pub fn clear(&mut self) {
        self.kept = Vec::new();
        self.start = 0;
    }

    fn forget(&mut self) {
        self.kept.clear();
        self.start = 0;
    }
}

impl fmt::Debug for Framer {
    /// How much is kept. The octets may hold a password, so they do not show.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Framer")
            .field("max_length", &self.max_length)
            .field("kept", &self.kept())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clickatell_testkit::from_hex;
    use proptest::prelude::*;

    const ENQUIRE: &str = "00000010 00000015 00000000 00000008";
    const UNBIND: &str = "00000010 00000006 00000000 0000000A";
    const NACK: &str = "00000010 80000000 00000003 0000000B";

    fn collect(framer: &mut Framer, mut input: &[u8]) -> Result<Vec<Vec<u8>>, BadLength> {
        let mut frames = Vec::new();
        while let Some(frame) = framer.next(&mut input)? {
            frames.push(frame.octets().to_vec());
        }
        assert!(input.is_empty());
        Ok(frames)
    }

    #[test]
    fn one_octet_at_a_time_gives_one_pdu_after_the_last() {
        // SMPP-8-12
        let octets = from_hex(ENQUIRE);
        let mut framer = Framer::new(70_000);
        for (place, octet) in octets.iter().enumerate() {
            let frames = collect(&mut framer, &[*octet]).unwrap();
            assert_eq!(frames.len(), usize::from(place == 15));
        }
        assert_eq!(framer.kept(), 0);
    }

    #[test]
    fn every_split_into_three_gives_the_same_frames() {
        let stream = from_hex(&[ENQUIRE, UNBIND, NACK].concat());
        let whole = collect(&mut Framer::new(70_000), &stream).unwrap();
        assert_eq!(whole.len(), 3);
        for first in 0..=stream.len() {
            for second in first..=stream.len() {
                let mut framer = Framer::new(70_000);
                let mut frames = collect(&mut framer, &stream[..first]).unwrap();
                frames.extend(collect(&mut framer, &stream[first..second]).unwrap());
                frames.extend(collect(&mut framer, &stream[second..]).unwrap());
                assert_eq!(frames, whole);
            }
        }
    }

    #[test]
    fn a_caller_that_must_stop_loses_nothing() {
        let stream = from_hex(&[ENQUIRE, UNBIND, NACK].concat());
        let mut framer = Framer::new(70_000);
        let mut input = stream.as_slice();
        assert!(framer.next(&mut input).unwrap().is_some());
        framer.keep(input);
        assert_eq!(framer.kept(), 32);
        let more = from_hex(ENQUIRE);
        let mut input = more.as_slice();
        assert_eq!(framer.next(&mut input).unwrap().unwrap().octets(), from_hex(UNBIND));
        framer.keep(input);
        assert_eq!(collect(&mut framer, &[]).unwrap(), [from_hex(NACK), from_hex(ENQUIRE)]);
        assert_eq!(framer.kept(), 0);
    }

    #[test]
    fn a_claimed_length_allocates_nothing() {
        let mut framer = Framer::new(70_000);
        let mut input: &[u8] = &70_000_u32.to_be_bytes();
        assert!(framer.next(&mut input).unwrap().is_none());
        assert!(framer.kept.capacity() < 64, "{}", framer.kept.capacity());
        let mut framer = Framer::new(70_000);
        let mut input: &[u8] = &[0x7F, 0xFF];
        assert!(framer.next(&mut input).unwrap().is_none());
        let mut input: &[u8] = &[0xFF, 0xFF];
        assert_eq!(framer.next(&mut input).unwrap_err().command_length, 0x7FFF_FFFF);
    }

    proptest! {
        #[test]
        fn any_pieces_give_the_frames_of_the_whole(
            bodies in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..40), 1..8),
            cuts in prop::collection::vec(1..50_usize, 1..40),
            stop_every in 1..4_usize,
        ) {
            let mut stream = Vec::new();
            let mut expected = Vec::new();
            for body in &bodies {
                let mut pdu = (16 + body.len() as u32).to_be_bytes().to_vec();
                pdu.extend([0; 12]);
                pdu.extend(body);
                stream.extend(&pdu);
                expected.push(pdu);
            }
            let mut framer = Framer::new(1000);
            let mut frames = Vec::new();
            let mut rest = stream.as_slice();
            for size in cuts.iter().cycle() {
                if rest.is_empty() {
                    break;
                }
                let (mut piece, tail) = rest.split_at_checked(*size).unwrap_or((rest, &[]));
                rest = tail;
                // Every so often the caller takes only some frames and keeps the rest for later.
                for _ in 0..stop_every {
                    match framer.next(&mut piece).unwrap() {
                        Some(frame) => frames.push(frame.octets().to_vec()),
                        None => break,
                    }
                }
                framer.keep(piece);
            }
            frames.extend(collect(&mut framer, &[]).unwrap());
            prop_assert_eq!(frames, expected);
            prop_assert_eq!(framer.kept(), 0);
        }
    }
}
