//! Compares clickatell-core with the crates gsm7, smpp-codec and jiff, and prints what clickatell-core says as JSON
//! lines for `check.py`, which compares it with what Python has.
//!
//! Where a peer is known to differ the check says exactly what the peer gives instead, so that a change on either side
//! is a failure. The names of the differences are those of `differences.md`.

mod lines;
mod peer_gsm7;
mod peer_jiff;
mod peer_smpp_codec;
mod report;
mod samples;

use std::process::ExitCode;

use report::Report;
use samples::Samples;

fn main() -> ExitCode {
    let samples = Samples::new(0x0338);
    let mut report = Report::default();
    peer_gsm7::compare(&samples, &mut report);
    peer_smpp_codec::compare(&samples, &mut report);
    peer_jiff::compare(&mut report);
    lines::print(&samples);
    report.print();
    if report.failures() == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Every character that there is.
fn every_character() -> impl Iterator<Item = char> {
    '\0'..=char::MAX
}
