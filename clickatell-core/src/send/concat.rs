//! `concat`: how many parts a message may take.

use super::ranged::ranged;

ranged! {
    /// The most parts that a message may take: 1 to 35. Where it would take more it is refused.
    ///
    /// The document's table stops at 3, which it recommends; whether more arrive depends on the handset and the network.
    pub struct MaxParts(u8), 1 to 35;
}

impl MaxParts {
    /// The most that the document recommends.
    pub const RECOMMENDED: Self = Self(3);
}

/// One part: a message is not cut unless that is asked for.
impl Default for MaxParts {
    fn default() -> Self {
        Self::MIN
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::send::OutOfRange;

    #[test]
    fn soap_6_1_10_and_a_34_one_to_thirty_five_one_by_default() {
        assert_eq!((MaxParts::default().get(), MaxParts::RECOMMENDED.get()), (1, 3));
        for number in 0..=u8::MAX {
            let parts = MaxParts::new(number);
            assert_eq!(parts.map(MaxParts::get).ok(), (1..=35).contains(&number).then_some(number));
        }
        let beyond = Err(OutOfRange { least: 1, most: 35 });
        for number in [0, 36, 256, 257, u32::MAX] {
            assert_eq!(MaxParts::try_from(number), beyond, "{number}");
        }
    }
}
