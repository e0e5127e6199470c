//! Where ids come from: the operating system, or a seed that gives the same ones each time.

use std::sync::{Mutex, PoisonError};

/// A source of octets for ids.
#[derive(Debug)]
pub(crate) enum Random {
    System,
    Seeded(Mutex<SplitMix>),
}

impl Random {
    /// From a seed, or from the operating system.
    pub(crate) fn new(seed: Option<u64>) -> Self {
        seed.map_or(Self::System, |seed| Self::Seeded(Mutex::new(SplitMix(seed))))
    }

    /// Sixteen octets.
    ///
    /// # Errors
    /// When the operating system gives none.
    pub(crate) fn octets(&self) -> Result<[u8; 16], getrandom::Error> {
        let mut octets = [0; 16];
        match self {
            Self::System => getrandom::fill(&mut octets)?,
            Self::Seeded(source) => {
                let mut source = source.lock().unwrap_or_else(PoisonError::into_inner);
                for word in octets.as_chunks_mut::<8>().0 {
                    *word = source.next().to_be_bytes();
                }
            }
        }
        Ok(octets)
    }
}

/// Sebastiano Vigna's SplitMix64: small, and good enough for what must only be repeatable.
#[derive(Debug)]
pub(crate) struct SplitMix(pub(crate) u64);

impl SplitMix {
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number below `end`; 0 where that is 0.
    pub(crate) fn below(&mut self, end: u64) -> u64 {
        self.next().checked_rem(end).unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_gives_the_published_numbers() {
        // The reference implementation's output for seed 1234567.
        let mut source = SplitMix(1_234_567);
        assert_eq!([source.next(), source.next()], [6_457_827_717_110_365_317, 3_203_168_211_198_807_973]);
        assert_eq!(source.below(0), 0);
        assert!((0..100).all(|_| source.below(7) < 7));
    }

    #[test]
    fn a_seed_repeats_and_the_system_does_not() {
        let (a, b) = (Random::new(Some(7)), Random::new(Some(7)));
        assert_eq!(a.octets().unwrap(), b.octets().unwrap());
        assert_ne!(a.octets().unwrap(), Random::new(Some(8)).octets().unwrap());
        let system = Random::new(None);
        assert_ne!(system.octets().unwrap(), system.octets().unwrap());
    }
}
