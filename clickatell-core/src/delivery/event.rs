//! What a delivery is told, asks for, and tells.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use super::{Attempt, BasicAuth, HttpMethod, Queued};
use crate::form::Lengths;
use crate::machine::Handle;
use crate::time::Instant;

/// What became of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[allow(clippy::exhaustive_structs, reason = "a request and its answer are all there is to it")]
pub struct HttpIn {
    /// The request, as [`HttpOut::Request`] named it.
    pub attempt: Handle<Attempt>,
    /// How it was answered.
    pub answer: HttpAnswer,
}

/// How a request was answered. The body of an answer means nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
#[allow(clippy::exhaustive_enums, reason = "there is an answer or there is none")]
pub enum HttpAnswer {
    /// With this status.
    Status(u16),
    /// Not at all: no connection, or one that ended before the answer.
    Failed,
}

/// What to do outside. `Debug` shows the names of the variables in a query and the lengths of their values.
///
/// serde writes it, without `auth`: a password is never written.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "snake_case"))]
#[allow(clippy::exhaustive_enums, reason = "a request can be made and given up")]
pub enum HttpOut {
    /// Make this request; the octets just appended to the buffer are its body. Redirections are not followed: they are
    /// failures as any other.
    Request {
        /// What its answer is to be handed in with.
        attempt: Handle<Attempt>,
        /// The callback that it is for.
        handle: Handle<Queued>,
        /// `GET` or `POST`.
        method: HttpMethod,
        /// Where to, query included.
        url: String,
        /// The `Authorization` header, if there is to be one.
        #[cfg_attr(feature = "serde", serde(skip))]
        auth: Option<BasicAuth>,
        /// The `Content-Type` of the body; none where there is no body.
        content_type: Option<&'static str>,
    },
    /// Give this request up: its answer is of no use any more.
    Cancel {
        /// The request.
        attempt: Handle<Attempt>,
    },
}

impl fmt::Debug for HttpOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Request { attempt, handle, method, url, auth, content_type } => {
                let (url, query) = url.split_once('?').unwrap_or((url, ""));
                f.debug_struct("Request")
                    .field("attempt", attempt)
                    .field("handle", handle)
                    .field("method", method)
                    .field("url", &url)
                    .field("query", &Lengths(query))
                    .field("auth", auth)
                    .field("content_type", content_type)
                    .finish()
            }
            Self::Cancel { attempt } => f.debug_struct("Cancel").field("attempt", attempt).finish(),
        }
    }
}

/// What a delivery tells its owner.
///
/// Every [`Handle`] that was returned is named by exactly one [`Delivered`](Self::Delivered) or
/// [`GaveUp`](Self::GaveUp), and by nothing after it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum DeliveryEvent {
    /// The receiver took the callback.
    Delivered {
        /// The callback.
        handle: Handle<Queued>,
        /// All requests that were made here; the last one succeeded.
        attempts: Vec<Attempted>,
    },
    /// A request failed, and will be repeated.
    Failed {
        /// The callback.
        handle: Handle<Queued>,
        /// The request.
        attempt: Attempted,
        /// When the next one is due.
        next: Instant,
    },
    /// The callback was not taken, and is not sent any more.
    GaveUp {
        /// The callback.
        handle: Handle<Queued>,
        /// All requests that were made here.
        attempts: Vec<Attempted>,
        /// Why.
        why: GiveUpReason,
    },
    /// An answer to no request that is under way: it came too late, or twice.
    Stray {
        /// The request that it was for.
        attempt: Handle<Attempt>,
        /// The answer.
        answer: HttpAnswer,
    },
}

/// Why a callback is not sent any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub enum GiveUpReason {
    /// All requests of its ladder were made.
    Exhausted,
    /// Its owner took it back.
    Cancelled,
}

/// One request that is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct Attempted {
    /// Which one of its callback it was, from 1; those made elsewhere are counted.
    pub number: usize,
    /// When it began.
    pub began: Instant,
    /// When it ended.
    pub ended: Instant,
    /// How.
    pub outcome: Outcome,
}

/// How a request ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub enum Outcome {
    /// It was answered with this status.
    Status(u16),
    /// There was no connection, or it ended before the answer.
    Failed,
    /// It was not answered in time. The receiver may have taken it.
    TimedOut,
    /// Its callback was taken back. The receiver may have taken it.
    Cancelled,
}

impl From<HttpAnswer> for Outcome {
    fn from(answer: HttpAnswer) -> Self {
        match answer {
            HttpAnswer::Status(status) => Self::Status(status),
            HttpAnswer::Failed => Self::Failed,
        }
    }
}
