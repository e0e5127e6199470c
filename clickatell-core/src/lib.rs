//! Words that all doors of the Clickatell gateway share.
//!
//! The crate is sans-IO: nothing in it opens a socket, reads a clock, draws a random number or touches a file.
//! Time comes in as an argument ([`time::Instant`]), octets come in as slices, and whatever must be unguessable is
//! made by the caller. It is `no_std` with `alloc`; the feature `xml` needs `std`.
//!
//! | module | what it holds |
//! | --- | --- |
//! | [`wire`] | a reader for binary layouts and the located [`wire::Fault`] that every grammar reports |
//! | [`machine`] | the two traits of every state machine, handles, duties and the timer table |
//! | [`time`] | machine time ([`time::Instant`]), calendar time ([`time::CivilDateTime`]), retries ([`time::Ladder`]) |
//! | [`text`] | character codings, user data headers, long messages in parts |
//! | [`number`] | numbers of handsets, short codes, sender IDs, test ranges |
//! | [`id`] | names of connections and of messages |
//! | [`status`] | statuses of accepted messages |
//! | [`feature`] | interfaces, features of routes, kinds and character sets of messages |
//! | [`callback`] | which statuses are pushed, and by what methods |
//! | [`delivery`] | what callbacks carry, and a machine that delivers them |
//! | [`account`] | connections, senders, what a new account may do |
//! | [`api_session`] | sessions of the text interfaces |
//! | [`error`] | errors of calls that are not accepted |
//! | [`reply`] | replies of the gateway, line by line |
//! | [`send`] | the parameters of calls, those of `sendmsg` above all |
//! | [`route`] | by which of several routes a message goes |
//! | [`credit`] | exact money |
//! | [`secret`] | text that must not show |
//! | [`form`] | percent coding and form bodies, on octets |
//! | [`hex`] | hexadecimal text |
//! | `xml` | a strict reader and writer of XML, with the feature of that name |
//! | [`code_table!`] | the macro that turns a table of a document into a newtype with names and lookups |
#![no_std]
#![cfg_attr(
    test,
    allow(
        clippy::arithmetic_side_effects,
        clippy::as_conversions,
        clippy::string_slice,
        clippy::disallowed_methods,
        clippy::std_instead_of_alloc,
        clippy::std_instead_of_core,
        reason = "test code: a panic is a failed test"
    )
)]

extern crate alloc;
#[cfg(test)]
extern crate std;

pub mod account;
pub mod api_session;
pub mod callback;
pub mod credit;
pub mod delivery;
pub mod error;
pub mod feature;
pub mod form;
#[doc(hidden)]
pub mod fuzzing;
pub mod hex;
pub mod id;
pub mod machine;
pub mod number;
pub mod reply;
pub mod route;
pub mod secret;
pub mod send;
pub mod status;
mod table;
mod table_word;
pub mod text;
pub mod time;
pub mod wire;
#[cfg(feature = "xml")]
pub mod xml;

pub use table::Row;
pub use table_word::UnknownWord;
