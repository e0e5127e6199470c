//! Binary layouts: a borrowing [`Reader`] and the located [`Fault`] that says what was wrong where.

mod fault;
mod reader;

pub use fault::{Claim, Fault, Grammar, Notes};
pub use reader::Reader;
