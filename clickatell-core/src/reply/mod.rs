//! Replies of the gateway, the same in all its text interfaces: the lines of an HTTP body, MT billing's included, and the
//! return strings of SOAP.
//!
//! ```
//! use clickatell_core::error::ApiError;
//! use clickatell_core::reply::{Limits, Reply, Tolerance, replies};
//!
//! let body = b"ID: 996411ad91fa211e7d17bc873aa4a41d To: 27999123454\n\
//!     ERR: 105, Invalid Destination Address To: +27\n";
//! let found: Vec<_> = replies(body, &Tolerance::FIELD, Limits::default(), &mut ()).collect::<Result<_, _>>()?;
//! assert!(matches!(&found[0], Reply::Id { to: Some(to), .. } if to == "27999123454"));
//! assert!(matches!(&found[1], Reply::Error { code: ApiError::INVALID_DESTINATION, .. }));
//!
//! let mut line = String::new();
//! Reply::error(ApiError::SESSION_EXPIRED).build(&mut line)?;
//! assert_eq!(line, "ERR: 003, Session ID expired");
//! # Ok::<(), clickatell_core::reply::Fault>(())
//! ```

mod build;
mod grammar;
#[cfg(feature = "serde")]
mod json;
mod lines;
mod parse;
mod status;
mod word;

use alloc::borrow::Cow;
use core::fmt;

use crate::credit::Credit;
use crate::error::ApiError;
use crate::id::MessageId;
use crate::wire::Notes;

pub use grammar::{Fault, Field, Limits, ReplyGrammar, Rule, Tolerance};
pub use lines::{Replies, replies};
pub use status::ReplyStatus;

/// What one line says.
///
/// Which operation has which reply is for the caller to know: a line alone does not tell a batch from a message.
///
/// serde has the shape of `clickatell decode reply`: `{"id":…,"to":…}`, `{"error":105,"text":…}` and so on. `Debug` does
/// not show what follows `OK`, which may be a session.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reply<'a> {
    /// `ID: …`, `ID: … To: …`: a message is accepted, or a batch begun.
    Id {
        /// The message or batch.
        id: MessageId,
        /// The destination, where a call has several. Empty when an empty one was given.
        to: Option<Cow<'a, str>>,
    },
    /// `ID: … Status: 004`: how far a message has come.
    Status {
        /// The message.
        id: MessageId,
        /// Its status.
        status: ReplyStatus,
    },
    /// `apiMsgId: … charge: 0.33 status: 004`: what a message costs.
    Charge {
        /// The message.
        id: MessageId,
        /// The client's own name of it, where it was asked by that.
        client_id: Option<Cow<'a, str>>,
        /// What it costs.
        charge: Credit,
        /// Its status.
        status: ReplyStatus,
    },
    /// `OK` and nothing else: a batch is ended.
    Done,
    /// `OK:` with or without a text: the session of `auth`, nothing for `ping`.
    Ok {
        /// What follows.
        text: Cow<'a, str>,
    },
    /// `OK: … Charge: 1`: a prefix is covered. Over HTTP the charge stands on a line of its own.
    Covered {
        /// What the gateway says about it.
        text: Cow<'a, str>,
        /// What a message to it costs.
        charge: Credit,
    },
    /// `Credit: 12.5`: the balance.
    Credit {
        /// How many credits there are.
        credit: Credit,
    },
    /// `ERR: 105, …`, `ERR: 105, … To: …`: a call or one of its destinations is not accepted.
    Error {
        /// The error. MT billing has numbers of its own.
        code: ApiError,
        /// The gateway's words, which vary; empty when there are none.
        text: Cow<'a, str>,
        /// The destination as it was given, where a call has several.
        to: Option<Cow<'a, str>>,
    },
    /// `ERR: …` without a number: a prefix is not covered.
    NotCovered {
        /// The gateway's words.
        text: Cow<'a, str>,
    },
}

impl<'a> Reply<'a> {
    /// What a line, or a return string of SOAP, says.
    ///
    /// # Errors
    /// The first rule that is broken, unless the tolerance bends it.
    pub fn parse(
        line: &'a [u8],
        tolerance: &Tolerance,
        notes: &mut impl Notes<ReplyGrammar>,
    ) -> Result<Self, Fault> {
        parse::reply(line, 0, tolerance, notes)
    }

    /// An error with the text of its table; no text for an error without a row.
    #[must_use]
    pub fn error(code: ApiError) -> Reply<'static> {
        Reply::Error { code, text: Cow::Borrowed(code.name().unwrap_or_default()), to: None }
    }

    /// Error 130, with the epoch second from which messages are accepted again.
    #[must_use]
    pub fn limit_exceeded(until: u64) -> Reply<'static> {
        let code = ApiError::MT_LIMIT_EXCEEDED;
        let text = Cow::Owned(alloc::format!("{code} until {until}"));
        Reply::Error { code, text, to: None }
    }

    /// The epoch second at the end of error 130's text, behind the word `until`.
    #[must_use]
    pub fn retry_at(&self) -> Option<u64> {
        match self {
            Self::Error { code: ApiError::MT_LIMIT_EXCEEDED, text, .. } => {
                let (front, moment) = text.rsplit_once(' ')?;
                let until = front.rsplit(' ').next()?.eq_ignore_ascii_case("until");
                let digits = moment.bytes().all(|digit| digit.is_ascii_digit());
                moment.parse().ok().filter(|_| until && digits)
            }
            _ => None,
        }
    }

    /// The same without a borrow.
    #[must_use]
    pub fn into_owned(self) -> Reply<'static> {
        let owned = |text: Cow<'_, str>| Cow::Owned(text.into_owned());
        match self {
            Self::Id { id, to } => Reply::Id { id, to: to.map(owned) },
            Self::Status { id, status } => Reply::Status { id, status },
            Self::Charge { id, client_id, charge, status } => {
                Reply::Charge { id, client_id: client_id.map(owned), charge, status }
            }
            Self::Done => Reply::Done,
            Self::Ok { text } => Reply::Ok { text: owned(text) },
            Self::Covered { text, charge } => Reply::Covered { text: owned(text), charge },
            Self::Credit { credit } => Reply::Credit { credit },
            Self::Error { code, text, to } => Reply::Error { code, text: owned(text), to: to.map(owned) },
            Self::NotCovered { text } => Reply::NotCovered { text: owned(text) },
        }
    }
}

impl fmt::Debug for Reply<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Id { id, to } => f.debug_struct("Id").field("id", id).field("to", to).finish(),
            Self::Status { id, status } => {
                f.debug_struct("Status").field("id", id).field("status", status).finish()
            }
            Self::Charge { id, client_id, charge, status } => {
                let mut shown = f.debug_struct("Charge");
                shown.field("id", id).field("client_id", client_id).field("charge", charge);
                shown.field("status", status).finish()
            }
            Self::Done => f.write_str("Done"),
            Self::Ok { text } => write!(f, "Ok {{ text: [{} octets] }}", text.len()),
            Self::Covered { text, charge } => {
                f.debug_struct("Covered").field("text", text).field("charge", charge).finish()
            }
            Self::Credit { credit } => f.debug_struct("Credit").field("credit", credit).finish(),
            Self::Error { code, text, to } => {
                f.debug_struct("Error").field("code", code).field("text", text).field("to", to).finish()
            }
            Self::NotCovered { text } => f.debug_struct("NotCovered").field("text", text).finish(),
        }
    }
}

#[cfg(test)]
mod tests;
