//! The bodies of the fuzz targets, as plain functions: `cargo test` replays the corpora through them on stable.
//!
//! Each asserts what must hold for any input and panics where it does not; that is what a fuzzer looks for.
#![allow(
    clippy::panic,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    missing_docs,
    reason = "assertions are the purpose of this module"
)]

mod machines;
mod reply;
mod request;

pub use machines::{Ended, soap_machines};
pub use reply::soap_reply;
pub use request::soap_request;

use crate::Service;
use crate::envelope::{EnvelopeError, Limits};

/// Caps that a short input can exceed.
fn limits() -> Limits {
    let mut limits = Limits { values: 24, references: 6, ..Limits::default() };
    limits.xml.document = 8192;
    limits.xml.depth = 12;
    limits.xml.text = 512;
    limits
}

/// The service and the header that the first octet stands for, and what is behind it.
fn door(input: &[u8]) -> Option<(Service, Option<&'static str>, &[u8])> {
    const TYPES: [Option<&str>; 4] =
        [None, Some("text/xml"), Some("text/xml; charset=UTF-8"), Some("text/xml; charset=\"iso-8859-1\"")];
    let (first, rest) = input.split_first()?;
    let (service, kind) = (usize::from(first % 3), usize::from(first / 3 % 4));
    Some((Service::ALL[service], TYPES[kind], rest))
}

fn inside(error: &EnvelopeError, octets: &[u8]) {
    assert!(error.at() <= octets.len(), "{error} lies outside");
    assert!(!error.to_string().contains('\n'), "{error}");
}
