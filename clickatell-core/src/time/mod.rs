//! Machine time and calendar time, kept apart.
//!
//! Machines live on [`Instant`], an integer that the caller supplies. What stands on the wire as a date is a
//! [`CivilDateTime`]; only the caller knows how the two are related.

mod civil;
mod instant;

pub use civil::{CivilDateTime, CivilError};
pub use instant::Instant;

/// A span of machine time.
pub use core::time::Duration;
