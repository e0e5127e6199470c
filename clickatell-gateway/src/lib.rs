//! A local stand-in for the Clickatell gateway: what other people's clients and test suites can be pointed at.
//!
//! It listens on real sockets, keeps what it accepts in SQLite, and does by its clock what the gateway does: messages
//! reach their handsets, receipts come back, what nobody receives is held for seven days. The SMPP door is here; the
//! protocol itself is in [`clickatell_smpp`], whose sessions this crate only drives.
//!
//! ```
//! use clickatell_gateway::{ClockMode, Gateway};
//!
//! # tokio::runtime::Runtime::new().unwrap().block_on(async {
//! let gateway = Gateway::builder()
//!     .clock(ClockMode::frozen())
//!     .configure(|config| config.smpp.strict = true)
//!     .start()
//!     .await?;
//! // Point a client at gateway.smpp_addr(): user "demo", password "demo1234", system_type "3000001".
//! assert_ne!(gateway.smpp_addr().port(), 0);
//! // Whatever it submits is received within a second of the gateway's clock, which stands still until it is moved.
//! gateway.advance(std::time::Duration::from_secs(1)).await?;
//! gateway.shutdown().await;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! # }).unwrap();
//! ```
//!
//! | module | what it holds |
//! | --- | --- |
//! | [`config`] | what it is told before it starts |
//! | `store` | the database and the thread that owns it |
//! | `clock`, `engine`, `lifecycle` | what happens when |
//! | `smpp` | the SMPP door |
//! | `http`, `soap` | the HTTP and SOAP doors |
//! | `api` | what the text doors do |
//! | `accounts`, `outcomes` | who may use it, and what becomes of messages that a test names |
//! | `callback` | statuses that are pushed |
//! | `handset`, `mailbox` | the two ends of a message from a handset |
//! | `control` | the HTTP interface under `/gateway` |
#![allow(
    clippy::std_instead_of_core,
    clippy::std_instead_of_alloc,
    clippy::alloc_instead_of_core,
    reason = "a crate that opens sockets has std"
)]
#![cfg_attr(
    test,
    allow(
        clippy::arithmetic_side_effects,
        clippy::as_conversions,
        clippy::string_slice,
        reason = "test code: a panic is a failed test"
    )
)]

mod accept;
mod accounts;
mod api;
mod callback;
mod clock;
pub mod config;
mod control;
mod engine;
mod gateway;
mod handset;
mod http;
mod lifecycle;
mod mailbox;
mod outcomes;
mod random;
mod redact;
mod runtime;
mod shared;
mod smpp;
mod soap;
mod store;

pub use clock::{ClockError, ClockMode};
pub use engine::AdvanceError;
pub use gateway::{Builder, Gateway, StartError};
pub use store::StoreError;

/// The Rust in the guide is compiled with the documentation tests, so that it stays true.
#[cfg(doctest)]
#[doc = include_str!("../../docs/gateway.md")]
mod guide {}
