//! Holds the crates against the vectors beside this crate, which no code of ours has made.
//!
//! `vectors/README.md` says what a line means and how a suite in any language uses it; this is ours. Every line is
//! tried in every way that applies to it: decoded, decoded with its leniency, encoded from its fields, through JSON
//! and back, cut at every octet, fed to a session of either end. A line on which nothing could be tried is a failure,
//! and so is one whose clause id is malformed.
//!
//! ```sh
//! cargo test -p conformance -- --nocapture      # prints how many lines ran, and what each was tried for
//! ```
#![allow(
    clippy::indexing_slicing,
    clippy::std_instead_of_alloc,
    clippy::std_instead_of_core,
    reason = "a suite that runs where std is; indexing a JSON value gives null"
)]

mod clause;
pub mod core;
mod finished;
mod line;
pub mod register;
pub mod script;
mod shape;
pub mod smpp;
pub mod soap;
mod vector;
mod verdict;

pub use clause::ClauseId;
pub use finished::{Finished, FinishedSmpp};
pub use line::{Line, Suite};
pub use vector::{
    Decider, Direction, Expect, Fault, Kind, LoadError, Refusal, Status, Tolerated, Vector, load,
};
pub use verdict::Verdict;

/// The Rust in the project's pages is compiled with its documentation tests, so that it stays true.
#[cfg(doctest)]
mod pages {
    #[doc = include_str!("../../README.md")]
    mod readme {}
    #[doc = include_str!("../../ARCHITECTURE.md")]
    mod architecture {}
}
