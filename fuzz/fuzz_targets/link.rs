//! A link between an owner and an SMSC that keep books of their own.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    let seen = clickatell_smpp::fuzzing::link(input);
    assert_eq!(seen.issued, seen.ended);
});
