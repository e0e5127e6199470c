//! A delivery of callbacks under random operations, beside a model.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    let seen = clickatell_core::fuzzing::delivery(input);
    assert_eq!(seen.taken, seen.ended);
});
