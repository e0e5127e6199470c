//! Any octets as what a SOAP service answers.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| clickatell_soap::fuzzing::soap_reply(input));
