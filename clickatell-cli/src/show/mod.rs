//! How results look on a terminal.

mod dump;
mod meaning;
mod pdu;
mod rows;
pub(crate) mod style;

pub(crate) use pdu::{faulty, pdu, rest};
