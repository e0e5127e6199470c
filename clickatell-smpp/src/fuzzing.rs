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

mod link;
mod monitor;
mod outbox;
mod pdu;
mod session;
mod session_octets;
mod sessions;

pub use link::link;
pub use monitor::monitor;
pub use outbox::outbox;
#[cfg(feature = "arbitrary")]
pub use pdu::arbitrary_pdu;
pub use pdu::{decode_pdu, framer};
pub use session::{Seen, session};
pub use session_octets::session_octets;
