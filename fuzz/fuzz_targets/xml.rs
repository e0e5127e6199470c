//! Any octets as an XML document: read, written, read again.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| clickatell_core::xml::fuzzing::xml(input));
