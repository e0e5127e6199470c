//! Counts PDUs by name, both ways.

use core::sync::atomic::{AtomicU64, Ordering};
use std::collections::BTreeMap;

use clickatell_smpp::{CommandId, HEADER_LENGTH};

/// How many PDUs of each kind came in and went out.
#[derive(Debug)]
pub(crate) struct Tally {
    inward: Vec<AtomicU64>,
    outward: Vec<AtomicU64>,
}

/// What the PDUs without a name are counted as.
const UNKNOWN: &str = "unknown";

impl Tally {
    pub(super) fn new() -> Self {
        let counters = || (0..=CommandId::ALL.len()).map(|_| AtomicU64::new(0)).collect();
        Self { inward: counters(), outward: counters() }
    }

    pub(super) fn count_in(&self, command_id: CommandId) {
        count(&self.inward, command_id);
    }

    pub(super) fn count_out(&self, command_id: CommandId) {
        count(&self.outward, command_id);
    }

    /// What came in, by name; what did not come is not there.
    pub(crate) fn inward(&self) -> BTreeMap<&'static str, u64> {
        named(&self.inward)
    }

    /// What went out, by name.
    pub(crate) fn outward(&self) -> BTreeMap<&'static str, u64> {
        named(&self.outward)
    }
}

fn count(counters: &[AtomicU64], command_id: CommandId) {
    let known = CommandId::ALL.iter().position(|row| row.value == command_id);
    if let Some(counter) = counters.get(known.unwrap_or(CommandId::ALL.len())) {
        counter.fetch_add(1, Ordering::Relaxed);
    }
}

fn named(counters: &[AtomicU64]) -> BTreeMap<&'static str, u64> {
    let names = CommandId::ALL.iter().map(|row| row.name).chain([UNKNOWN]);
    let counts = counters.iter().map(|counter| counter.load(Ordering::Relaxed));
    names.zip(counts).filter(|(_, count)| *count > 0).collect()
}

/// Finds the headers in one direction of a connection, wherever it is cut.
#[derive(Debug, Default)]
pub(super) struct Meter {
    header: Vec<u8>,
    /// Octets of the PDU at hand that are still to come.
    left: usize,
    /// A length left nothing to go on.
    lost: bool,
}

impl Meter {
    /// Takes octets as they go by, and tells the kind of each PDU that begins in them.
    pub(super) fn feed(&mut self, mut octets: &[u8], mut tell: impl FnMut(CommandId)) {
        while !octets.is_empty() && !self.lost {
            if self.left > 0 {
                let passed = self.left.min(octets.len());
                self.left = self.left.saturating_sub(passed);
                octets = octets.get(passed..).unwrap_or_default();
                continue;
            }
            let wanted = HEADER_LENGTH.saturating_sub(self.header.len());
            let (more, rest) = octets.split_at_checked(wanted).unwrap_or((octets, &[]));
            self.header.extend_from_slice(more);
            octets = rest;
            if let Some([l0, l1, l2, l3, i0, i1, i2, i3, ..]) = self.header.first_chunk::<HEADER_LENGTH>() {
                let length = usize::try_from(u32::from_be_bytes([*l0, *l1, *l2, *l3])).unwrap_or(usize::MAX);
                match length.checked_sub(HEADER_LENGTH) {
                    Some(left) => {
                        self.left = left;
                        tell(CommandId::new(u32::from_be_bytes([*i0, *i1, *i2, *i3])));
                    }
                    None => self.lost = true,
                }
                self.header.clear();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pdu(length: u32, id: CommandId) -> Vec<u8> {
        let mut octets = [length.to_be_bytes(), id.get().to_be_bytes(), [0; 4], [0; 4]].concat();
        octets.resize(usize::try_from(length).unwrap(), 0xAA);
        octets
    }

    #[test]
    fn every_split_point_gives_the_same_count() {
        let stream = [
            pdu(16, CommandId::ENQUIRE_LINK),
            pdu(70, CommandId::SUBMIT_SM),
            pdu(17, CommandId::DELIVER_SM_RESP),
        ]
        .concat();
        for at in 0..=stream.len() {
            let (head, tail) = stream.split_at(at);
            let (mut meter, mut seen) = (Meter::default(), Vec::new());
            meter.feed(head, |id| seen.push(id));
            meter.feed(tail, |id| seen.push(id));
            assert_eq!(
                seen,
                [CommandId::ENQUIRE_LINK, CommandId::SUBMIT_SM, CommandId::DELIVER_SM_RESP],
                "{at}"
            );
        }
    }

    #[test]
    fn a_length_below_the_header_ends_the_counting() {
        let (mut meter, mut seen) = (Meter::default(), 0);
        meter.feed(&pdu(16, CommandId::UNBIND), |_| seen += 1);
        meter.feed(&[0; 64], |_| seen += 1);
        meter.feed(&pdu(16, CommandId::UNBIND), |_| seen += 1);
        assert_eq!(seen, 1);
    }

    #[test]
    fn names_are_counted_and_the_nameless_together() {
        let tally = Tally::new();
        for id in
            [CommandId::SUBMIT_SM, CommandId::SUBMIT_SM, CommandId::new(0x77), CommandId::new(0x8000_0077)]
        {
            tally.count_in(id);
        }
        assert_eq!(tally.inward(), BTreeMap::from([("submit_sm", 2), (UNKNOWN, 2)]));
        assert!(tally.outward().is_empty());
    }
}
