//! How results look on a terminal.

mod dump;
mod meaning;
mod members;
mod partial;
mod pdu;
mod rows;
pub(crate) mod style;

pub(crate) use members::{bad, members};
pub(crate) use pdu::{ends_in, faulty, may_hide, pdu, rest};
