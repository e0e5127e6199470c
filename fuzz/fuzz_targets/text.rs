//! Any octets as text, packed septets, a user data header and a message in parts.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| clickatell_core::fuzzing::text(input));
