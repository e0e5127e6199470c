//! The gateway over real sockets: SMPP clients made of the session machine or of bare octets, and the control interface.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::std_instead_of_core,
    clippy::std_instead_of_alloc,
    clippy::missing_panics_doc,
    unreachable_pub,
    reason = "test code: a panic is a failed test"
)]

mod support;

mod bad_input;
mod bind;
mod callbacks;
mod control;
mod control_post;
mod delivery;
mod exchanges;
mod fresh_accounts;
mod http_door;
mod limits;
mod messages;
mod one_fate;
mod secrets;
mod sending;
mod smpp_exchanges;
mod soap_door;
mod store;
