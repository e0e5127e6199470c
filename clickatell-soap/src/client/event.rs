//! What a client is told, asks for, and tells.

use core::fmt;

use clickatell_core::machine::Handle;
use clickatell_core::send::Operation;

use crate::envelope::EnvelopeError;
use crate::fault::SoapFault;
use crate::operation::{Answer, BuildError};
use crate::response::{AnswerError, Refused};

/// Names the kind of [`Handle`] that a call has.
#[derive(Debug)]
pub enum Called {}

/// Names the kind of [`Handle`] that a request of HTTP has.
#[derive(Debug)]
pub enum Exchange {}

/// What became of a request.
#[derive(Clone, Copy, Debug)]
#[allow(clippy::exhaustive_structs, reason = "a request and its reply are all there is to it")]
pub struct HttpIn<'a> {
    /// The request, as [`HttpOut`] named it.
    pub exchange: Handle<Exchange>,
    /// Its reply; `None` when there is none: no connection, or one that ended before the reply did.
    pub reply: Option<HttpReply<'a>>,
}

/// A reply of HTTP.
#[derive(Clone, Copy)]
#[allow(clippy::exhaustive_structs, reason = "this is what a client looks at")]
pub struct HttpReply<'a> {
    /// The status.
    pub status: u16,
    /// The header `Content-Type`.
    pub content_type: Option<&'a str>,
    /// The header `Content-Encoding`.
    pub content_encoding: Option<&'a str>,
    /// The body.
    pub body: &'a [u8],
}

/// Without the body, which holds sessions.
impl fmt::Debug for HttpReply<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpReply")
            .field("status", &self.status)
            .field("content_type", &self.content_type)
            .field("content_encoding", &self.content_encoding)
            .field("body", &format_args!("{} octets", self.body.len()))
            .finish()
    }
}

/// A request of HTTP, to be sent by POST; the octets just appended to the buffer are its body.
///
/// Where to is the owner's to say: to a host of his choice, at one of the [paths](crate::Service::paths) of the service.
/// [`Service::url`](crate::Service::url) is the URL that the document prints.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(clippy::exhaustive_structs, reason = "this is what a request is made of")]
pub struct HttpOut {
    /// What its reply is to be handed in with.
    pub exchange: Handle<Exchange>,
    /// The header `SOAPAction`, with its quotes.
    pub action: String,
    /// The header `Content-Type`.
    pub content_type: &'static str,
    /// The header `Accept-Encoding`, if there is to be one.
    pub accept_encoding: Option<&'static str>,
}

/// What a client tells its owner.
#[derive(Debug)]
#[non_exhaustive]
pub enum ClientEvent {
    /// A call has ended. Every [`Handle`] that was returned is named by exactly one of these.
    Done {
        /// The call.
        handle: Handle<Called>,
        /// Its operation.
        operation: Operation,
        /// What it returned.
        result: Result<Answer<'static>, CallFailure>,
    },
    /// A session was opened: by the first call that needed one, or because the last had expired.
    SessionOpened,
    /// A session could not be kept open: the gateway refused `ping`, or there was no answer.
    SessionLost {
        /// Why.
        why: CallFailure,
    },
    /// A reply to a request that nobody waits for any more: it came too late, or twice.
    Stray {
        /// The request.
        exchange: Handle<Exchange>,
    },
}

/// Why a call has no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CallFailure {
    /// The gateway refuses, for the whole call or for its only destination.
    #[error("error {}: {}", .0.code.digits(), .0.text)]
    Refused(Refused),
    /// The gateway could not read the call.
    #[error(transparent)]
    Fault(SoapFault<'static>),
    /// The gateway, or something in front of it, answered with a status of HTTP and no envelope. Whether the call was
    /// done is not known.
    #[error("status {0} of HTTP, and no envelope")]
    Http(u16),
    /// The reply is malformed. Whether the call was done is not known.
    #[error("malformed reply: {0}")]
    Envelope(EnvelopeError),
    /// The reply is none of the operation. Whether the call was done is not known.
    #[error(transparent)]
    Answer(AnswerError),
    /// The reply is coded in a way that this client did not ask for, or does not inflate.
    #[error("the reply does not inflate")]
    Coding,
    /// There was no reply, or none in time: whether the call was done is not known.
    #[error("no reply: the outcome is not known")]
    Unknown,
    /// The user name or the password has a character that XML cannot carry: the call was not made.
    #[error("a character that XML cannot carry")]
    Unsendable,
    /// There is no session, and none was to be had: the call was not made.
    #[error("no session: {0}")]
    Session(Box<Self>),
}

impl CallFailure {
    /// True when the gateway may have done what was asked all the same.
    #[must_use]
    pub const fn is_unknown(&self) -> bool {
        matches!(self, Self::Http(_) | Self::Envelope(_) | Self::Answer(_) | Self::Coding | Self::Unknown)
    }
}

/// Why a call was not taken. Nothing was sent, and no event follows.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CallError {
    /// It cannot be built.
    #[error(transparent)]
    Build(#[from] BuildError),
    /// As many calls are open as may be.
    #[error("{limit} calls are open, which is the most")]
    Full {
        /// The limit, [`ClientSettings::calls`](super::ClientSettings::calls).
        limit: usize,
    },
}
