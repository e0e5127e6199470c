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
//! A message, both ways: the client builds the request, the gateway reads and answers it, and the client reads the reply.
//! Each end is a [`Machine`](clickatell_core::machine::Machine), and both carry what the other says, here without a network.
//!
//! ```
//! use clickatell_core::id::{ApiId, MessageId};
//! use clickatell_core::machine::Machine;
//! use clickatell_core::number::Msisdn;
//! use clickatell_core::secret::Credentials;
//! use clickatell_core::time::Instant;
//! use clickatell_soap::client::{Client, ClientEvent, ClientSettings, HttpIn, HttpReply};
//! use clickatell_soap::operation::{Answer, Operation, Outcome, ParametersLimits, Request, sendmsg};
//! use clickatell_soap::send::{self, Content};
//! use clickatell_soap::server::{HttpRequest, Server, ServerEvent, ServerIn, ServerLimits};
//! use clickatell_soap::{Service, reply::Reply};
//!
//! // The application asks. Where the request goes is for its owner to know: a host of its own, and a path of the service.
//! let service = Service::DocumentLiteral;
//! let (base, path) = ("http://localhost:8080", service.paths()[0]);
//! let credentials = Credentials { api_id: ApiId::new(1234), user: "demo".into(), password: "demo".into() };
//! let mut settings = ClientSettings::new(service, credentials);
//! settings.sessions = false;
//! let mut client = Client::new(settings);
//! let to = [Msisdn::parse("27999123454")?];
//! let message = sendmsg::Request::new(to, Content::Text("Hello".into()));
//! let now = Instant::ZERO;
//! let handle = client.call(now, &Request::SendMsg(message))?;
//! let mut body = Vec::new();
//! let Some(post) = client.poll_output(&mut body) else { unreachable!() };
//!
//! // POST http://localhost:8080/soap/document_literal/webservice, with these headers and this body.
//! let mut server = Server::new(ServerLimits::default());
//! let (method, content_type) = ("POST", Some(post.content_type));
//! let request = HttpRequest {
//!     exchange: 1, peer: None, method, base, path, query: None, content_type, content_encoding: None,
//!     accept_encoding: post.accept_encoding, body: &body,
//! };
//! server.handle_input(now, ServerIn::Request(request));
//!
//! // The gateway judges what is asked, and answers with a line for each destination.
//! let Some(ServerEvent::Call { duty, call, .. }) = server.poll_event() else { unreachable!() };
//! let id = MessageId::parse("2e838df2ee3ea418272ae05aaf84ce5d")?; // each message has one of its own
//! let parameters = call.parameters(send::Tolerance::GATEWAY, ParametersLimits::default(), &mut ());
//! let lines = match parameters.request(&mut ()) {
//!     Ok(Request::SendMsg(message)) => {
//!         let accepted = message.to.into_iter().map(|to| Outcome { to, result: Ok(id) });
//!         sendmsg::Answer::new(Operation::SendMsg, accepted).results
//!     }
//!     Ok(_) => unreachable!(),
//!     Err(fault) => vec![Reply::error(fault.answer())],
//! };
//! server.answer(now, duty, &lines)?;
//! let mut body = Vec::new();
//! let Some(reply) = server.poll_output(&mut body) else { unreachable!() };
//!
//! // The application reads the reply.
//! let (status, content_type) = (reply.status, Some(reply.content_type));
//! let reply = HttpReply { status, content_type, content_encoding: reply.content_encoding, body: &body };
//! client.handle_input(now, HttpIn { exchange: post.exchange, reply: Some(reply) });
//! let Some(ClientEvent::Done { handle: done, result: Ok(Answer::SendMsg(sent)), .. }) = client.poll_event() else {
//!     unreachable!()
//! };
//! assert_eq!(done, handle);
//! assert_eq!(sent.results, [Reply::Id { id, to: None }]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Where only one end is ours, [`Service::write_request`] and [`Response::read`], or [`Call::read`] and
//! [`Call::write_response`], do the same to documents alone. No request names its URL: the host is the application's to
//! choose, the path is one of [`Service::paths`], and [`Service::url`] is what the gateway's document prints.
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
