//! A compliance monitor beside tallies of what can be counted by hand.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    assert!(clickatell_smpp::fuzzing::monitor(input) <= 9);
});
