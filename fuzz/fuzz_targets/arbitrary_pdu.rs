//! Any PDU that can be built: encode, decode, compare.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| clickatell_smpp::fuzzing::arbitrary_pdu(input));
