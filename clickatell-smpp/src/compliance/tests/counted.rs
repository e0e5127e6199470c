//! Any traffic beside tallies.

use proptest::prelude::*;
use std::vec::Vec;

proptest! {
    #[test]
    fn what_can_be_counted_by_hand_is_counted_so(input in prop::collection::vec(any::<u8>(), 0..500)) {
        prop_assert!(crate::fuzzing::monitor(&input) <= 9);
    }

    /// Without noise, behind which nothing is counted.
    #[test]
    fn and_without_noise(input in prop::collection::vec((0..240_u8, any::<u8>()), 0..250)) {
        let input: Vec<u8> = input.into_iter().flat_map(|(operation, argument)| [operation, argument]).collect();
        prop_assert!(crate::fuzzing::monitor(&input) <= 9);
    }
}
