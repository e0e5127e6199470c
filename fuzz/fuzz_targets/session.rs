//! Two sessions under random operations over an unreliable connection.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    let seen = clickatell_smpp::fuzzing::session(input);
    assert_eq!(seen.issued, seen.ended);
});
