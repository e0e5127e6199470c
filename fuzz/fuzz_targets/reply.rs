//! Any octets as a body of replies.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| clickatell_core::fuzzing::reply(input));
