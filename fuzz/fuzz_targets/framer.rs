//! Any stream in any pieces through the framer.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| clickatell_smpp::fuzzing::framer(input));
