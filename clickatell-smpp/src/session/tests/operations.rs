//! Random conversations of two sessions over a connection that cuts, delays and breaks.

use proptest::prelude::*;

use crate::fuzzing;

proptest! {
    #[test]
    fn every_command_and_every_duty_ends_exactly_once(operations in prop::collection::vec(any::<u8>(), 0..400)) {
        let seen = fuzzing::session(&operations);
        prop_assert!(seen.ended <= seen.issued);
    }

    #[test]
    fn any_octets_in_any_state_are_survived(input in prop::collection::vec(any::<u8>(), 0..300)) {
        let seen = fuzzing::session_octets(&input);
        prop_assert!(seen <= input.len());
    }
}
