//! Machine time and calendar time, kept apart.
//!
//! Machines live on [`Instant`], an integer that the caller supplies. What stands on the wire as a date is a
//! [`CivilDateTime`], or a [`MysqlTime`] where its zone is known; only the caller knows how the two are related. A
//! [`Ladder`] says when something that failed is tried again.

mod civil;
mod instant;
mod ladder;
mod mysql;

pub(crate) use civil::days_of_month;
pub use civil::{CivilDateTime, CivilError};
pub use instant::Instant;
pub use ladder::Ladder;
pub use mysql::{Mysql, MysqlFault, MysqlField, MysqlRule, MysqlTime, MysqlTolerance};

/// A span of machine time.
pub use core::time::Duration;
