//! Replays the fuzz corpus through the fuzz body, on stable, and what the captures of the tests and chance give it.

use clickatell_capture::fuzzing;
use clickatell_testkit::replay_corpus;
use proptest::prelude::*;

#[test]
fn capture() {
    let files = replay_corpus("capture", |input| {
        assert!(fuzzing::capture(input) > 0);
    });
    assert!(files >= 20);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]
    #[test]
    fn any_soup_of_segments_keeps_the_first_octets(soup in prop::collection::vec(any::<u8>(), 0..400)) {
        let events = fuzzing::capture(&soup);
        prop_assert!(events <= soup.len().saturating_mul(40));
    }
}
