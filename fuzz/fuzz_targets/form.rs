//! Any octets as a form.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| clickatell_core::fuzzing::form(input));
