//! A contender bound to an operation.

use std::hint::black_box;

use crate::{
    case::{Cost, Runner, Standing, timed_region},
    smpp::contender::{Decoder, Encoder},
    smpp::reading::{Collected, Fold},
    smpp::samples::{Kind, Sample},
};

/// Encodings that are got ready before the clock starts. Few enough to stay in
/// the first-level cache, many enough to hide the two readings of the clock.
const READY: usize = 64;

/// More than any sample needs, so that no encoder has to grow its buffer.
const BUFFER: usize = 1024;

/// What is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Operation {
    /// Octets to values, every value read.
    Decode,
    /// Values to octets.
    Encode,
}

impl Operation {
    /// The name in the tables and on the command line.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Decode => "decode",
            Self::Encode => "encode",
        }
    }
}

/// One contender, one operation.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Task {
    /// What it does.
    pub operation: Operation,
    /// Who does it.
    pub name: &'static str,
    /// Who that is in the comparison.
    pub standing: Standing,
    check: fn(&Sample) -> Result<(), String>,
    accepts: fn(Kind, &[u8]) -> bool,
    run: fn(&Sample, usize) -> Cost,
}

impl Task {
    /// The decoding task of a contender.
    pub(crate) fn decode<D: Decoder>() -> Self {
        Self {
            operation: Operation::Decode,
            name: D::NAME,
            standing: D::STANDING,
            check: check_decode::<D>,
            accepts: |kind, octets| match kind {
                Kind::SubmitSm => D::submit_sm(octets, &mut Fold::default()).is_some(),
                Kind::DeliverSm => D::deliver_sm(octets, &mut Fold::default()).is_some(),
            },
            run: run_decode::<D>,
        }
    }

    /// The encoding task of a contender.
    pub(crate) fn encode<E: Encoder>() -> Self {
        Self {
            operation: Operation::Encode,
            name: E::NAME,
            standing: E::STANDING,
            check: check_encode::<E>,
            accepts: |_, _| true,
            run: run_encode::<E>,
        }
    }

    /// Whether a decoder takes these octets for such a PDU.
    pub(crate) fn accepts(&self, kind: Kind, octets: &[u8]) -> bool {
        (self.accepts)(kind, octets)
    }

    /// This contender with a sample.
    pub(crate) fn on(self, sample: Sample) -> Runner {
        Runner {
            name: self.name,
            standing: self.standing,
            check: Box::new(move || (self.check)(&sample)),
            run: Box::new(move |times| (self.run)(&sample, times)),
        }
    }
}

fn check_decode<D: Decoder>(sample: &Sample) -> Result<(), String> {
    let mut found = Collected::default();
    match sample.kind {
        Kind::SubmitSm => D::submit_sm(sample.octets, &mut found),
        Kind::DeliverSm => D::deliver_sm(sample.octets, &mut found),
    }
    .ok_or("refused")?;
    let expected = Collected(sample.expected());
    if found == expected { Ok(()) } else { Err(format!("found {found:?}, expected {expected:?}")) }
}

fn check_encode<E: Encoder>(sample: &Sample) -> Result<(), String> {
    let pdu = E::prepare(sample.octets);
    let mut out = Vec::with_capacity(BUFFER);
    // Twice, because the second time the buffer holds what the first left.
    for _ in 0..2 {
        let length = E::encode(E::ready(&pdu), &mut out);
        let written = out.get(..length).ok_or("wrote less than it said")?;
        if written != sample.octets {
            return Err(format!("wrote {written:02X?}, not {:02X?}", sample.octets));
        }
    }
    Ok(())
}

fn run_decode<D: Decoder>(sample: &Sample, times: usize) -> Cost {
    let octets = sample.octets;
    match sample.kind {
        Kind::SubmitSm => timed_region(0..times, |_| {
            let mut fold = Fold::default();
            let read = D::submit_sm(black_box(octets), &mut fold);
            black_box((read, fold.sum()));
        }),
        Kind::DeliverSm => timed_region(0..times, |_| {
            let mut fold = Fold::default();
            let read = D::deliver_sm(black_box(octets), &mut fold);
            black_box((read, fold.sum()));
        }),
    }
}

fn run_encode<E: Encoder>(sample: &Sample, times: usize) -> Cost {
    let pdu = E::prepare(sample.octets);
    let mut out = Vec::with_capacity(BUFFER);
    let mut ready = Vec::with_capacity(READY);
    let mut cost = Cost::default();
    let mut left = times;
    while left > 0 {
        ready.extend((0..left.min(READY)).map(|_| E::ready(&pdu)));
        left -= ready.len();
        let chunk = timed_region(ready.drain(..), |ready| {
            black_box(E::encode(black_box(ready), &mut out));
            black_box(out.as_slice());
        });
        cost.time += chunk.time;
        cost.allocations.calls += chunk.allocations.calls;
        cost.allocations.octets += chunk.allocations.octets;
    }
    cost
}
