//! Any octets as the query of a call that sends.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| clickatell_core::fuzzing::send(input));
