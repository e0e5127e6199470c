//! `auth`: a session for credentials (SOAP 5.1).
//!
//! The credentials are those that every other call can carry as well, so the request has nothing of its own.

use clickatell_core::id::MessageId;
use clickatell_core::reply::Reply;

use super::table::{rows, table};

table! {
    Auth, returns one string;
    rows! {
        all ApiId: Int Required;
        all User: Text Required;
        all Password: Text Required;
    }
}

/// The session, for every call that follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Answer {
    /// `OK: …`: its id.
    pub session: MessageId,
}

impl Answer {
    pub(super) fn read(reply: &Reply<'_>) -> Option<Self> {
        let Reply::Ok { text } = reply else { return None };
        MessageId::parse(text).ok().map(|session| Self { session })
    }

    pub(super) fn line(&self) -> Reply<'static> {
        Reply::Ok { text: String::from(self.session.as_str()).into() }
    }
}
