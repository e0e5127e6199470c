//! `querymsg`: how far a message has come (SOAP 5.4). Callbacks tell the same without being asked.

use alloc::borrow::Cow;

use clickatell_core::id::MessageId;
use clickatell_core::reply::{Reply, ReplyStatus};
use clickatell_core::send::{Fault, Given, Parameter, Rule};

use super::Values;
use super::table::{AUTHENTICATION, Key, rows, table};

table! {
    QueryMsg, returns one array;
    AUTHENTICATION,
    rows! {
        all ApiMessageId: Text Nil;
        all ClientMessageId: Text Nil;
    },
}

/// A message, by either of its names; `querymsg` and `delmsg` take it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
pub enum Request<'a> {
    /// `apimsgid`: the gateway's name of it. It counts where both are given.
    Api(MessageId),
    /// `climsgid`: the client's own, where it gave one. The message that had it last is meant.
    Client(Cow<'a, str>),
}

impl<'a> Request<'a> {
    pub(super) fn check(given: &'a Given<'_>) -> Result<Self, Fault> {
        let request = match given.id(Parameter::ApiMessageId)? {
            Some(id) => Self::Api(id),
            None => {
                let missing = Fault::new(Rule::Missing, Parameter::ApiMessageId, 0);
                Self::Client(Cow::Borrowed(given.get(Parameter::ClientMessageId).ok_or(missing)?))
            }
        };
        given.once()?;
        Ok(request)
    }

    pub(super) fn values(&self) -> Values<'_> {
        let value = match self {
            Self::Api(id) => (Parameter::ApiMessageId, id.as_str().into()),
            Self::Client(id) => (Parameter::ClientMessageId, id.as_ref().into()),
        };
        vec![(Key::Parameter(value.0), value.1)]
    }

    /// The same without a borrow.
    #[must_use]
    pub fn into_owned(self) -> Request<'static> {
        match self {
            Self::Api(id) => Request::Api(id),
            Self::Client(id) => Request::Client(Cow::Owned(id.into_owned())),
        }
    }
}

/// How far the message has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Answer {
    /// `ID: …`: the gateway's name of it.
    pub id: MessageId,
    /// `Status: …`
    pub status: ReplyStatus,
}

impl Answer {
    pub(super) fn read(reply: &Reply<'_>) -> Option<Self> {
        match *reply {
            Reply::Status { id, status } => Some(Self { id, status }),
            _ => None,
        }
    }

    pub(super) fn line(&self) -> Reply<'static> {
        Reply::Status { id: self.id, status: self.status }
    }
}
