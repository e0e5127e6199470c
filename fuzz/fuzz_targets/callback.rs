//! Any octets as a callback with the status of a message.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| clickatell_core::fuzzing::callback(input));
