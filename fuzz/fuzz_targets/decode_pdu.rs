//! Any octets as a PDU: decode, encode, decode.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| clickatell_smpp::fuzzing::decode_pdu(input));
