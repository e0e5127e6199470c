//! Any octets to an SMSC, before and after a bind.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    assert!(clickatell_smpp::fuzzing::session_octets(input) <= input.len());
});
