//! The gateway's SOAP services, both ends, without I/O.
//!
//! Octets go in, calls and responses come out; requests and answers go in, octets come out. Nothing here opens a socket,
//! reads a clock or knows an HTTP library.
//!
//! | module | what it holds |
//! | --- | --- |
//! | [`Service`] | the three services: paths, namespaces, encodings, actions |
//! | [`operation`] | the fifteen operations: requests, answers, and one table for each that says what the services differ in |
//! | [`envelope`] | the document around a message, its caps and what is bent for real peers |
//! | [`Call`], [`Response`] | what is asked, and what is answered |
//! | [`fault`] | SOAP faults |
//! | [`server`] | the gateway's end: requests of HTTP in, calls out, answers in, replies out |
//! | [`client`] | the application's end: requests in, calls of HTTP out, each ending in one event |
//! | [`batch`] | batches: a text for many messages, for a day |
//! | [`callback`] | callbacks with the status of a message |
//!
//! What a reply says, where another program sent the request:
//!
//! ```
//! use clickatell_soap::envelope::{Envelope, Limits, Tolerance};
//! use clickatell_soap::operation::{Answer, Operation};
//! use clickatell_soap::{Response, reply};
//!
//! let octets = b"<e:Envelope xmlns:e='http://schemas.xmlsoap.org/soap/envelope/'><e:Body><sendmsgResponse>\
//!     <return>ID: 2e838df2ee3ea418272ae05aaf84ce5d To: 27999123454</return>\
//!     <return>ERR: 114, Cannot route message To: 2783</return></sendmsgResponse></e:Body></e:Envelope>";
//! let envelope = Envelope::decode(octets, Some("text/xml"), &Limits::default())?;
//! let response = Response::read(&envelope, &Tolerance::FIELD, &mut ())?.map_err(|fault| fault.into_owned())?;
//! let Answer::SendMsg(sent) = response.answer(Operation::SendMsg, &reply::Tolerance::FIELD, &mut ())? else {
//!     unreachable!()
//! };
//! assert_eq!(sent.results.len(), 2);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! | feature | what it adds |
//! | --- | --- |
//! | `gzip` | bodies in gzip; without it they are refused, and none are sent |
//! | `http` | conversions to and from the types of the crate `http` |
//! | `serde` | serde for calls, replies, requests, answers and limits |
//!
//! **Two stages.** [`Call::read`] takes an envelope apart and judges nothing but SOAP: what is wrong there is answered with
//! a fault. [`Call::parameters`] then knows the operation's parameters, and judges them in the gateway's order; what is
//! wrong there is an error in the gateway's own words, in an ordinary response. The errors of the gateway are never faults.
//!
//! **Style follows the path, never the content.** Both styles are read alike, whatever they declare: lists in every shape
//! that real peers write, references of .NET and Axis, types that nothing declares. What is built has one form, which is
//! ASCII with character references, and therefore the same in whatever encoding a peer takes it for.
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

pub mod batch;
mod call;
pub mod callback;
pub mod client;
pub mod envelope;
pub mod fault;
#[doc(hidden)]
pub mod fuzzing;
mod gzip;
#[cfg(feature = "http")]
mod http_types;
#[cfg(feature = "serde")]
mod json;
mod message;
pub mod operation;
mod response;
pub mod server;
mod service;
mod wsdl;

pub use call::Call;
pub use clickatell_core::{reply, send};
pub use message::{Message, Value};
pub use response::{AnswerError, Partial, Refused, Response};
pub use service::Service;
