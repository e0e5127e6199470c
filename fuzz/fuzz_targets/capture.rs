//! Capture files in any pieces, and any soup of segments: TCP put together beside a model.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    let _events = clickatell_capture::fuzzing::capture(input);
});
