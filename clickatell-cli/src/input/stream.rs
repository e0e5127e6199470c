//! One direction of a captured connection: PDUs in octets of which some may be missing.

use clickatell_smpp::json::Trouble;
use clickatell_smpp::{CommandId, Cut, Frame, HEADER_LENGTH, cut};

/// Octets of which the PDUs are found as they come. What is kept in memory is one PDU and what came last.
#[derive(Debug)]
pub(crate) struct Stream {
    max_length: u32,
    buffer: Vec<u8>,
    /// Octets of the buffer before this one are done with.
    start: usize,
    /// Where that stands in the stream.
    offset: u64,
    state: State,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// The next octet begins a PDU. That is certain where none was ever missing.
    Framed { certain: bool },
    /// So many octets belong to a PDU of which the capture lacks a part.
    Skipping(u64),
    /// Where the next PDU begins is not known; so many octets were passed over.
    Searching(u64),
    /// A length left nothing to go on.
    Dead,
}

/// What stands at one place of a stream.
#[derive(Debug)]
pub(crate) enum Found<'a> {
    /// A whole PDU.
    Pdu(Frame<'a>),
    /// Octets that are none: nothing comes behind them, or it is missing.
    Rest(Trouble, &'a [u8]),
    /// So many octets belong to no whole PDU; behind them one begins, or the stream ends.
    PassedOver(u64),
}

impl Stream {
    /// A stream of PDUs of up to `max_length` octets. Where the capture lacks its beginning, the first PDU is sought.
    pub(crate) const fn new(max_length: u32, is_captured: bool) -> Self {
        let state = if is_captured { State::Framed { certain: true } } else { State::Searching(0) };
        Self { max_length, buffer: Vec::new(), start: 0, offset: 0, state }
    }

    /// Takes the next octets.
    pub(crate) fn push(&mut self, octets: &[u8]) {
        if self.state == State::Dead {
            (self.buffer, self.start) = (Vec::new(), 0);
            return;
        }
        // Not for each small segment: a long PDU may come in many.
        if self.start >= self.buffer.len() / 2 {
            self.buffer.copy_within(self.start.., 0);
            self.buffer.truncate(self.buffer.len().saturating_sub(self.start));
            self.start = 0;
        }
        self.buffer.extend_from_slice(octets);
    }

    /// The octets that are not done with.
    pub(crate) fn pending(&self) -> &[u8] {
        self.buffer.get(self.start..).unwrap_or_default()
    }

    /// Whether nothing of it has come yet.
    pub(crate) const fn is_untouched(&self) -> bool {
        self.offset == 0 && self.buffer.is_empty()
    }

    /// What stands next in the stream, and where; `None` when more octets are needed.
    pub(crate) fn next(&mut self) -> Option<(u64, Found<'_>)> {
        loop {
            match self.state {
                State::Dead => return None,
                State::Skipping(left) => {
                    let count = left.min(widen(self.pending().len()));
                    self.advance(usize::try_from(count).unwrap_or(usize::MAX));
                    let left = left.saturating_sub(count);
                    self.state = if left == 0 { State::Searching(0) } else { State::Skipping(left) };
                    if left > 0 {
                        return None;
                    }
                }
                State::Searching(passed) => {
                    let place = self.search();
                    let count =
                        place.unwrap_or_else(|| self.pending().len().saturating_sub(HEADER_LENGTH - 1));
                    let passed = passed.saturating_add(widen(count));
                    self.advance(count);
                    self.state = State::Searching(passed);
                    place?;
                    self.state = State::Framed { certain: false };
                    if passed > 0 {
                        return Some((self.offset.saturating_sub(passed), Found::PassedOver(passed)));
                    }
                }
                State::Framed { certain } => match cut(self.pending(), self.max_length) {
                    Ok(Cut::Incomplete { .. }) => return None,
                    Ok(Cut::Frame(frame, _)) => {
                        let (begin, offset, length) = (self.start, self.offset, frame.octets().len());
                        self.advance(length);
                        let frame = self.buffer.get(begin..self.start).and_then(Frame::new);
                        return frame.map(|frame| (offset, Found::Pdu(frame)));
                    }
                    // What was taken for a PDU behind a gap was none.
                    Err(_) if !certain => self.state = State::Searching(0),
                    Err(bad) => {
                        self.state = State::Dead;
                        return Some((self.offset, Found::Rest(Trouble::BadLength(bad), self.pending())));
                    }
                },
            }
        }
    }

    /// The capture lacks the next octets. Gives the PDU that they are missing from; call it when `next` gives nothing.
    pub(crate) fn miss(&mut self, octets: u64) -> Option<(u64, Found<'_>)> {
        let (begin, offset, state) = (self.start, self.offset, self.state);
        let trouble = self.unfinished();
        let passed = self.take_passed();
        self.advance(self.pending().len());
        self.offset = self.offset.saturating_add(octets);
        self.state = match (state, trouble) {
            (State::Dead, _) => State::Dead,
            (State::Skipping(left), _) if left >= octets => State::Skipping(left.saturating_sub(octets)),
            // Where the length is known and the PDU goes on behind the gap, so is the place of the next one.
            (_, Some(Trouble::Incomplete { present, missing })) if present >= 4 && missing >= octets => {
                State::Skipping(missing.saturating_sub(octets))
            }
            _ => State::Searching(0),
        };
        let pending = self.buffer.get(begin..).unwrap_or_default();
        match trouble {
            Some(trouble) => Some((offset, Found::Rest(trouble, pending))),
            None => passed,
        }
    }

    /// Nothing comes any more. Gives what is left.
    pub(crate) fn finish(&self) -> Option<(u64, Found<'_>)> {
        let offset = self.offset;
        match self.unfinished() {
            Some(trouble) => Some((offset, Found::Rest(trouble, self.pending()))),
            None => self.take_passed(),
        }
    }

    /// What is wrong with the PDU that the octets at hand begin.
    fn unfinished(&self) -> Option<Trouble> {
        let present = widen(self.pending().len());
        match (self.state, cut(self.pending(), self.max_length)) {
            (State::Framed { .. }, Ok(Cut::Incomplete { needed })) if present > 0 => {
                Some(Trouble::Incomplete { present, missing: widen(needed) })
            }
            _ => None,
        }
    }

    /// What was passed over in vain.
    fn take_passed(&self) -> Option<(u64, Found<'static>)> {
        let State::Searching(passed) = self.state else { return None };
        let all = passed.saturating_add(widen(self.pending().len()));
        (all > 0).then(|| (self.offset.saturating_sub(passed), Found::PassedOver(all)))
    }

    /// The first place where a PDU may begin: its header is plausible, and so is that of the next one, if it is there.
    fn search(&self) -> Option<usize> {
        let octets = self.pending();
        (0..octets.len()).find(|place| {
            let header = octets.get(*place..).unwrap_or_default();
            plausible_length(header, self.max_length).is_some_and(|length| {
                header.get(length..).is_none_or(|next| {
                    next.len() < HEADER_LENGTH || plausible_length(next, self.max_length).is_some()
                })
            })
        })
    }

    fn advance(&mut self, octets: usize) {
        self.start = self.start.saturating_add(octets).min(self.buffer.len());
        self.offset = self.offset.saturating_add(widen(octets));
    }
}

/// Whether octets begin with a header as a PDU has it.
pub(crate) fn is_plausible(octets: &[u8], max_length: u32) -> bool {
    plausible_length(octets, max_length).is_some()
}

/// The length of the PDU whose header these octets may begin with.
///
/// A length that can be, a command of SMPP, no status in a request and a small one in a response, a number that counts.
fn plausible_length(octets: &[u8], max_length: u32) -> Option<usize> {
    let mut words = octets.get(..HEADER_LENGTH)?.chunks_exact(4).filter_map(|word| word.first_chunk::<4>());
    let mut word = || words.next().map(|word| u32::from_be_bytes(*word));
    let (length, id, status, number) = (word()?, CommandId::new(word()?), word()?, word()?);
    let length = usize::try_from(length).ok().filter(|_| length <= max_length)?;
    let last_status = if id.is_response() { 0xFFF } else { 0 };
    let plausible = length >= HEADER_LENGTH && id.name().is_some() && status <= last_status;
    (plausible && number <= 0x7FFF_FFFF).then_some(length)
}

fn widen(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}

#[cfg(test)]
#[allow(clippy::arithmetic_side_effects, reason = "test code: a panic is a failed test")]
mod tests {
    use super::*;
    use clickatell_testkit::from_hex;

    const ENQUIRE: &str = "00000010 00000015 00000000 00000008";
    const RESP: &str = "00000013 80000004 00000014 00000009 616200";
    const UNBIND: &str = "00000010 00000006 00000000 0000000a";

    /// What is found, in a line each.
    fn found(stream: &mut Stream) -> Vec<String> {
        let mut lines = Vec::new();
        while let Some((offset, found)) = stream.next() {
            lines.push(line(offset, &found));
        }
        lines
    }

    fn line(offset: u64, found: &Found<'_>) -> String {
        match found {
            Found::Pdu(frame) => format!("{offset} {}", frame.header().command_id),
            Found::Rest(trouble, octets) => format!("{offset} {} {}", trouble.rule(), octets.len()),
            Found::PassedOver(octets) => format!("{offset} passed over {octets}"),
        }
    }

    fn all() -> Vec<u8> {
        from_hex(&[ENQUIRE, RESP, UNBIND, ENQUIRE, UNBIND].concat())
    }

    #[test]
    fn a_stream_may_be_cut_anywhere() {
        let octets = all();
        for length in 0..=octets.len() {
            let mut stream = Stream::new(100, true);
            stream.push(&octets[..length]);
            let mut lines = found(&mut stream);
            stream.push(&octets[length..]);
            lines.extend(found(&mut stream));
            assert_eq!(
                lines,
                ["0 enquire_link", "16 submit_sm_resp", "35 unbind", "51 enquire_link", "67 unbind"]
            );
            assert!(stream.finish().is_none());
        }
    }

    #[test]
    fn every_gap_costs_what_it_touches_and_no_more() {
        let octets = all();
        let pdus = [(0, 16), (16, 35), (35, 51), (51, 67), (67, 83)];
        for from in 0..octets.len() {
            for to in from + 1..octets.len() {
                let mut stream = Stream::new(100, true);
                stream.push(&octets[..from]);
                let mut lines = found(&mut stream);
                lines.extend(stream.miss(widen(to - from)).map(|(offset, found)| line(offset, &found)));
                stream.push(&octets[to..]);
                lines.extend(found(&mut stream));
                let last = stream.finish();
                lines.extend(last.map(|(offset, found)| line(offset, &found)));
                let whole: Vec<u64> = lines
                    .iter()
                    .filter(|line| !line.contains("incomplete") && !line.contains("passed"))
                    .map(|line| line.split_once(' ').unwrap().0.parse().unwrap())
                    .collect();
                let untouched: Vec<u64> = pdus
                    .iter()
                    .filter(|(begin, end)| *end <= from || *begin >= to)
                    .map(|(begin, _)| widen(*begin))
                    .collect();
                assert_eq!(whole, untouched, "{from} to {to}: {lines:?}");
            }
        }
    }

    #[test]
    fn a_length_that_cannot_be_ends_what_lacks_nothing_and_only_that() {
        let mut stream = Stream::new(100, true);
        stream.push(&from_hex(ENQUIRE));
        stream.push(b"HTTP/1.1 400");
        assert_eq!(found(&mut stream), ["0 enquire_link", "16 bad_length 12"]);
        stream.push(&from_hex(ENQUIRE));
        assert_eq!(found(&mut stream), [""; 0]);
        assert!(stream.miss(5).is_none() && stream.finish().is_none());
        // Behind a gap, what looked like a PDU may have been none: the search goes on.
        let mut stream = Stream::new(100, false);
        stream.push(&from_hex(&[ENQUIRE, "ffffffff", UNBIND].concat()));
        assert_eq!(found(&mut stream), ["0 passed over 20", "20 unbind"]);
        let mut stream = Stream::new(100, false);
        stream.push(&from_hex(ENQUIRE));
        assert_eq!(found(&mut stream), ["0 enquire_link"]);
        stream.push(&from_hex(&["ffffffff", UNBIND].concat()));
        assert_eq!(found(&mut stream), ["16 passed over 4", "20 unbind"]);
    }

    #[test]
    fn only_headers_of_smpp_are_plausible() {
        assert!(is_plausible(&from_hex(ENQUIRE), 100) && is_plausible(&from_hex(RESP), 100));
        for header in [
            "0000000f 00000015 00000000 00000008",
            "00000065 00000015 00000000 00000008",
            "00000010 00000016 00000000 00000008",
            "00000010 00000015 00000001 00000008",
            "00000010 80000015 00001000 00000008",
            "00000010 00000015 00000000 80000000",
            "00000010 00000015 00000000 000000",
        ] {
            assert!(!is_plausible(&from_hex(header), 100), "{header}");
        }
    }
}
