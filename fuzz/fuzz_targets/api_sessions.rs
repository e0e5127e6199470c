//! API sessions under random operations, beside a list.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    assert!(clickatell_core::fuzzing::api_sessions(input) <= input.len() / 2);
});
