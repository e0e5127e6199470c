//! An outbox beside a list that looks back over all that happened.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    assert!(clickatell_smpp::fuzzing::outbox(input) <= input.len());
});
