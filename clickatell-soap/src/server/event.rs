//! What a server is told, asks for, and tells.

use core::fmt;
use core::net::IpAddr;

use clickatell_core::machine::Duty;

use crate::call::Call;
use crate::envelope::{EnvelopeError, Fault};

/// Names the kind of [`Duty`] that a call is.
#[derive(Debug)]
pub enum Asked {}

/// What a server is told.
#[derive(Clone, Copy, Debug)]
#[allow(clippy::exhaustive_enums, reason = "a client asks, or goes away")]
pub enum ServerIn<'a> {
    /// A client asks.
    Request(HttpRequest<'a>),
    /// The client of this exchange is gone: no reply is of use any more. Its call stays in force.
    Gone {
        /// The exchange, as its request named it.
        exchange: u64,
    },
}

/// A request of HTTP, whatever its version. `Host` and `SOAPAction` make no difference, and neither does the kind of
/// content that it claims to have.
#[derive(Clone, Copy)]
#[allow(clippy::exhaustive_structs, reason = "this is what a server looks at")]
pub struct HttpRequest<'a> {
    /// A name for the request and its reply, which the caller chooses.
    pub exchange: u64,
    /// Who asks, for the application.
    pub peer: Option<IpAddr>,
    /// The method.
    pub method: &'a str,
    /// Scheme and authority by which the client came, `http://localhost:8080`: a description says where calls go.
    pub base: &'a str,
    /// The path, without its query.
    pub path: &'a str,
    /// The query, without its question mark.
    pub query: Option<&'a str>,
    /// The header `Content-Type`.
    pub content_type: Option<&'a str>,
    /// The header `Content-Encoding`.
    pub content_encoding: Option<&'a str>,
    /// The header `Accept-Encoding`.
    pub accept_encoding: Option<&'a str>,
    /// The body. Not more of it need be read than [`max_body`](super::ServerLimits::max_body) and one octet.
    pub body: &'a [u8],
}

/// Without the body, which holds passwords.
impl fmt::Debug for HttpRequest<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpRequest")
            .field("exchange", &self.exchange)
            .field("peer", &self.peer)
            .field("method", &self.method)
            .field("path", &self.path)
            .field("content_type", &self.content_type)
            .field("content_encoding", &self.content_encoding)
            .field("body", &format_args!("{} octets", self.body.len()))
            .finish_non_exhaustive()
    }
}

/// A reply of HTTP; the octets just appended to the buffer are its body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(clippy::exhaustive_structs, reason = "this is what a reply is made of")]
pub struct HttpReply {
    /// The exchange, as its request named it.
    pub exchange: u64,
    /// The status.
    pub status: u16,
    /// The header `Content-Type`.
    pub content_type: &'static str,
    /// The header `Content-Encoding`, if there is to be one.
    pub content_encoding: Option<&'static str>,
}

/// What a server tells its owner.
#[derive(Debug)]
#[non_exhaustive]
pub enum ServerEvent {
    /// An operation is asked for. Nothing is answered before [`answer`](super::Server::answer).
    Call {
        /// What the answer consumes.
        duty: Duty<Asked>,
        /// Who asks.
        peer: Option<IpAddr>,
        /// What is asked.
        call: Box<Call<'static>>,
        /// The rules that were bent to read it.
        notes: Vec<Fault>,
    },
    /// Something was refused; its reply is in the output already.
    Refused {
        /// Who asked.
        peer: Option<IpAddr>,
        /// Why.
        why: Refusal,
    },
    /// Nobody answered in time; the server did, with error 901.
    DutyLapsed {
        /// The number of the duty.
        duty: u64,
    },
}

/// Why a request was refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Refusal {
    /// No service is at this path.
    #[error("no service is at this path")]
    Path,
    /// The method is neither POST nor a GET that asks for a description.
    #[error("the method is not POST, and GET is for ?wsdl alone")]
    Method,
    /// The body is said to be in gzip, and is not.
    #[error("the body does not inflate")]
    Gzip,
    /// The body is coded in a way that this server does not know.
    #[error("the body is coded in an unknown way")]
    Coding,
    /// The body is longer than it may be, be it only when it is inflated.
    #[error("the body is too long")]
    TooLong,
    /// As many calls are open as may be.
    #[error("too many calls are open")]
    Busy,
    /// The body holds no call.
    #[error(transparent)]
    Envelope(#[from] EnvelopeError),
}

impl Refusal {
    /// The status of HTTP that answers it.
    #[must_use]
    pub const fn status(&self) -> u16 {
        match self {
            Self::Path => 404,
            Self::Method => 405,
            Self::Gzip => 400,
            Self::Coding => 415,
            Self::TooLong => 413,
            Self::Busy => 503,
            Self::Envelope(_) => 500,
        }
    }
}
