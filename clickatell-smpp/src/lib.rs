//! SMPP 3.3, 3.4 and the additions of 5.0, without I/O.
//!
//! Octets go in, frames and PDUs come out; PDUs go in, octets come out; nothing here knows a socket or a clock. The crate is
//! `no_std` with `alloc`; the features `tokio`, `tokio_util` and `arbitrary` need `std`.
//!
//! ```
//! use clickatell_smpp::{Body, Cut, Tolerance, cut};
//!
//! let octets = [0, 0, 0, 16, 0, 0, 0, 0x15, 0, 0, 0, 0, 0, 0, 0, 8, /* the next PDU */ 0, 0];
//! let Ok(Cut::Frame(frame, rest)) = cut(&octets, 65_536) else { unreachable!() };
//! let pdu = frame.decode(&Tolerance::STRICT, &mut ())?;
//! assert!(matches!(pdu.body, Body::EnquireLink(_)));
//! assert_eq!(pdu.header.sequence_number.get(), 8);
//! assert_eq!(rest, [0, 0]);
//! # Ok::<(), clickatell_smpp::Fault>(())
//! ```
//!
//! - **Two stages.** [`cut`] and [`Framer`] find where a PDU ends; [`Frame::decode`] reads it. A malformed body costs
//!   one PDU, never the stream.
//! - **Borrowed and lossless.** A decoded PDU is a `Copy` struct of slices of the frame. Decoding allocates nothing.
//!   What decoded without notes encodes, from its fields, to the same octets. [`PduBuf`] is the owned form: the octets.
//! - **Located faults.** A [`Fault`] names the rule, the field, the octet and what claimed a length, and knows the
//!   `command_status` that answers it. [`Tolerance`] bends rules one by one; every bend is a note.
//! - **Three levels of promise.** Types hold what the wire needs, so encoding cannot fail; `TryFrom` and the decoder
//!   hold the sizes of the specification; a [`Profile`](profile::Profile) holds what one SMSC asks beyond that.
//!
//! | for | look at | an example |
//! | --- | --- | --- |
//! | PDUs, one by one | [`pdu`], [`Frame`], [`Framer`] | above |
//! | delivery receipts, read and written | [`receipt`] | there |
//! | one end of a connection, as a machine | [`session`] | `examples/esme.rs` |
//! | a client that stays connected, as a machine | [`link`], [`flow`] | there |
//! | a client or a server under tokio | `net`, with the feature `tokio` | `examples/client.rs`, `examples/server.rs` |
//! | what one SMSC asks beyond the specification | [`profile`] | there |
//!
//! | feature | what it adds |
//! | --- | --- |
//! | `tokio` | `net`: clients and servers over any `AsyncRead + AsyncWrite` |
//! | `tokio_util` | `codec`: a codec for `Framed` |
//! | `serde` | `json`: PDUs in the JSON of `clickatell decode smpp --json`, both ways; serde for what is data |
//! | `arbitrary` | well-formed PDUs of every kind, for fuzzers |
//!
//! Section numbers in these pages are those of *SMPP Protocol Specification v3.4, issue 1.2*, unless they name
//! another document.
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
#[cfg(any(test, feature = "tokio", feature = "tokio_util"))]
extern crate std;

#[cfg(feature = "arbitrary")]
mod arbitrary;
pub mod code;
#[cfg(feature = "tokio_util")]
pub mod codec;
pub mod compliance;
pub mod flow;
mod frame;
mod framer;
#[doc(hidden)]
pub mod fuzzing;
mod grammar;
#[cfg(feature = "serde")]
pub mod json;
pub mod link;
#[cfg(feature = "tokio")]
pub mod net;
mod octets;
pub mod pdu;
mod pdu_buf;
pub mod profile;
pub mod receipt;
pub mod session;
mod tlv;
mod tolerance;
pub mod value;

pub use code::{CommandId, CommandStatus};
pub use frame::{BadLength, Cut, Frame, HEADER_LENGTH, Header, SequenceNumber, cut};
pub use framer::Framer;
pub use grammar::{Fault, Field, Rule, Smpp};
pub use octets::{COctets, OctetsError, Password, ShortMessage};
pub use pdu::{Body, Pdu, PduBody};
pub use pdu_buf::PduBuf;
pub use tlv::{Tag, Tlv, TlvBuf, TlvIter, Tlvs};
pub use tolerance::Tolerance;
