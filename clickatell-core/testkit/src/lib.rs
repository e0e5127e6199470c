//! Test helpers that every crate of the workspace uses.
//!
//! Unpublished, and a dev-dependency only: helpers may panic, because a panic in a test is a failed test.

mod alloc_count;
mod alloc_scan;
mod corpus;
mod hex;
mod pump;

pub use alloc_count::{CountingAllocator, allocations_during};
pub use alloc_scan::{ScanningAllocator, freed_with};
pub use corpus::replay_corpus;
pub use hex::{from_hex, to_hex};
pub use pump::{Drained, drain};
