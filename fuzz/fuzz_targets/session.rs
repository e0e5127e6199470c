//! Sessions under random operations, alone with a peer that does as it likes and two together, judged by a model.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    let seen = clickatell_smpp::fuzzing::session(input);
    assert_eq!(seen.issued, seen.ended);
});
