//! A client and a server under random operations, with everything between them that can go wrong.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    let seen = clickatell_soap::fuzzing::soap_machines(input);
    assert_eq!(seen.taken, seen.ended);
});
