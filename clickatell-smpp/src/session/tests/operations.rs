//! Random conversations: of one session with a peer that does as it likes, and of two over a connection that cuts, delays
//! and breaks. A model judges them.

use proptest::prelude::*;

use crate::fuzzing;

proptest! {
    #[test]
    fn whatever_happens_a_session_pays_what_it_owes(
        how in 0..0x80_u8,
        cut in 0..24_u8,
        happenings in prop::collection::vec(any::<[u8; 2]>(), 0..200),
    ) {
        let input = [&[how, cut], happenings.as_flattened()].concat();
        let seen = fuzzing::session(&input);
        prop_assert_eq!(seen.ended, seen.issued);
    }

    #[test]
    fn whatever_happens_two_sessions_pay_what_they_owe(operations in prop::collection::vec(any::<u8>(), 0..400)) {
        let seen = fuzzing::session(&[&[0x80], operations.as_slice()].concat());
        prop_assert_eq!(seen.ended, seen.issued);
    }

    #[test]
    fn any_octets_in_any_state_are_survived(input in prop::collection::vec(any::<u8>(), 0..300)) {
        let seen = fuzzing::session_octets(&input);
        prop_assert!(seen <= input.len());
    }
}
