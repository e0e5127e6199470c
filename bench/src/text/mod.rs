//! The alphabets: text to octets and back, one septet in each octet and packed.

mod contenders;
mod samples;

use std::hint::black_box;

use clickatell_core::text::packed;

use crate::case::{Case, Cost, Runner, Standing, timed_region};
use contenders::{PACKERS, Packer, UNPACKED, Unpacked};
use samples::Sample;

// What is done to each sample.
const ENCODE: &str = "gsm-encode";
const DECODE: &str = "gsm-decode";
const PACK: &str = "gsm-pack";
const UNPACK: &str = "gsm-unpack";

/// The row of packing alone.
const SEPTETS: &str = "ours-septets";

/// Each operation on each sample.
pub(crate) fn cases() -> Vec<Case> {
    let samples = samples::all();
    let mut cases = Vec::new();
    for sample in &samples {
        let runners = UNPACKED.iter().map(|codec| encoder(codec, sample)).collect();
        cases.push(Case { operation: ENCODE, sample: sample.name, runners });
    }
    for sample in &samples {
        let decoders = UNPACKED.iter().filter(|codec| codec.decode.is_some());
        let runners = decoders.map(|codec| decoder(codec, sample)).collect();
        cases.push(Case { operation: DECODE, sample: sample.name, runners });
    }
    for sample in &samples {
        let runners = PACKERS.iter().map(|codec| packer(codec, sample));
        let runners = runners.chain([septet_packer(sample)]).collect();
        cases.push(Case { operation: PACK, sample: sample.name, runners });
    }
    for sample in &samples {
        let runners = PACKERS.iter().map(|codec| unpacker(codec, sample));
        let runners = runners.chain([septet_unpacker(sample)]).collect();
        cases.push(Case { operation: UNPACK, sample: sample.name, runners });
    }
    cases
}

/// Ours may ask for the memory of its output, once for each text.
fn standing(standing: Standing, texts: usize) -> Standing {
    match standing {
        Standing::Ours { allocations: Some(each) } => {
            Standing::Ours { allocations: Some(each * u32::try_from(texts).expect("few texts")) }
        }
        other => other,
    }
}

fn encoder(codec: &'static Unpacked, sample: &Sample) -> Runner {
    let Sample { texts, octets, .. } = sample.clone();
    let of = codec.encode;
    let same = texts.clone();
    Runner {
        name: codec.name,
        standing: standing(codec.standing, texts.len()),
        check: Box::new(move || {
            let mut buffer = Vec::new();
            each(&same, &octets, |text| of(text, &mut buffer).then(|| buffer.clone()))
        }),
        run: Box::new(move |times| {
            let mut buffer = Vec::with_capacity(samples::MOST);
            timed(times, &texts, |text| of(text, &mut buffer))
        }),
    }
}

fn decoder(codec: &'static Unpacked, sample: &Sample) -> Runner {
    let Sample { texts, octets, .. } = sample.clone();
    let of = codec.decode.expect("a decoder");
    let same = octets.clone();
    Runner {
        name: codec.name,
        standing: standing(codec.standing, texts.len()),
        check: Box::new(move || each(&same, &texts, of)),
        run: Box::new(move |times| timed(times, &octets, of)),
    }
}

fn packer(codec: &'static Packer, sample: &Sample) -> Runner {
    let Sample { texts, packed, .. } = sample.clone();
    let of = codec.pack;
    let same = texts.clone();
    Runner {
        name: codec.name,
        standing: standing(codec.standing, texts.len()),
        check: Box::new(move || {
            let mut scratch = Vec::new();
            each(&same, &packed, |text| of(text, &mut scratch))
        }),
        run: Box::new(move |times| {
            let mut scratch = Vec::with_capacity(samples::MOST);
            timed(times, &texts, |text| of(text, &mut scratch))
        }),
    }
}

fn unpacker(codec: &'static Packer, sample: &Sample) -> Runner {
    let Sample { texts, octets, packed, .. } = sample.clone();
    let of = codec.unpack;
    let inputs: Vec<_> = packed.into_iter().zip(octets.iter().map(Vec::len)).collect();
    let same = inputs.clone();
    Runner {
        name: codec.name,
        standing: standing(codec.standing, texts.len()),
        check: Box::new(move || {
            let mut scratch = Vec::new();
            each(&same, &texts, |(octets, septets)| of(octets, *septets, &mut scratch))
        }),
        run: Box::new(move |times| {
            let mut scratch = Vec::with_capacity(samples::MOST);
            timed(times, &inputs, |(octets, septets)| of(octets, *septets, &mut scratch))
        }),
    }
}

/// Our packing without the alphabet, which no peer offers apart: for what passes messages on.
fn septet_packer(sample: &Sample) -> Runner {
    let Sample { octets, packed, .. } = sample.clone();
    let pack = |octets: &Vec<u8>, out: &mut Vec<u8>| {
        out.clear();
        packed::pack(octets, 0, out).is_ok()
    };
    let same = octets.clone();
    Runner {
        name: SEPTETS,
        standing: Standing::Yardstick,
        check: Box::new(move || {
            let mut out = Vec::new();
            each(&same, &packed, |octets| pack(octets, &mut out).then(|| out.clone()))
        }),
        run: Box::new(move |times| {
            let mut out = Vec::with_capacity(samples::MOST);
            timed(times, &octets, |octets| pack(octets, &mut out))
        }),
    }
}

/// Our unpacking without the alphabet.
fn septet_unpacker(sample: &Sample) -> Runner {
    let Sample { octets, packed, .. } = sample.clone();
    let inputs: Vec<_> = packed.into_iter().zip(octets.iter().map(Vec::len)).collect();
    let unpack = |(octets, septets): &(Vec<u8>, usize), out: &mut Vec<u8>| {
        out.clear();
        packed::unpack(octets, 0, *septets, out).is_ok()
    };
    let same = inputs.clone();
    Runner {
        name: SEPTETS,
        standing: Standing::Yardstick,
        check: Box::new(move || {
            let mut out = Vec::new();
            each(&same, &octets, |input| unpack(input, &mut out).then(|| out.clone()))
        }),
        run: Box::new(move |times| {
            let mut out = Vec::with_capacity(samples::MOST);
            timed(times, &inputs, |input| unpack(input, &mut out))
        }),
    }
}

/// Every input gives what is expected.
fn each<I, O: PartialEq<E> + std::fmt::Debug, E: std::fmt::Debug>(
    inputs: &[I],
    expected: &[E],
    mut work: impl FnMut(&I) -> Option<O>,
) -> Result<(), String> {
    inputs.iter().zip(expected).try_for_each(|(input, expected)| match work(input) {
        Some(output) if output == *expected => Ok(()),
        Some(output) => Err(format!("gives {output:?}, not {expected:?}")),
        None => Err(format!("refuses what is {expected:?}")),
    })
}

/// All inputs, so often.
fn timed<I, O>(times: usize, inputs: &[I], mut work: impl FnMut(&I) -> O) -> Cost {
    timed_region(0..times, |_| {
        for input in inputs {
            black_box(work(black_box(input)));
        }
    })
}
