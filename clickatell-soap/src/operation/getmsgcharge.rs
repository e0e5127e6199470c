//! `getmsgcharge`: what a message costs. V1.3 of the document leaves it out; both service descriptions have it.

use alloc::borrow::Cow;

use clickatell_core::credit::Credit;
use clickatell_core::id::MessageId;
use clickatell_core::reply::{Reply, ReplyStatus};
use clickatell_core::send::{Fault, Given, Parameter};

use super::table::{AUTHENTICATION, Key, rows, table};
use super::{Values, owned};

table! {
    GetMsgCharge, returns one array;
    AUTHENTICATION,
    rows! { all ApiMessageId: Text Nil; },
}

/// The message in question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Request {
    /// `apimsgid`: the gateway's name of it.
    pub id: MessageId,
}

impl Request {
    pub(super) fn check(given: &Given<'_>) -> Result<Self, Fault> {
        let request = Self { id: given.required_id(Parameter::ApiMessageId)? };
        given.once()?;
        Ok(request)
    }

    pub(super) fn values(&self) -> Values<'_> {
        vec![(Key::Parameter(Parameter::ApiMessageId), self.id.as_str().into())]
    }
}

/// What it costs.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Answer<'a> {
    /// `apiMsgId: …`: the gateway's name of the message.
    pub id: MessageId,
    /// `cliMsgId: …`: the client's own, where a gateway says it.
    pub client_id: Option<Cow<'a, str>>,
    /// `charge: …`
    pub charge: Credit,
    /// `status: …`
    pub status: ReplyStatus,
}

impl<'a> Answer<'a> {
    pub(super) fn read(reply: &Reply<'a>) -> Option<Self> {
        match reply.clone() {
            Reply::Charge { id, client_id, charge, status } => Some(Self { id, client_id, charge, status }),
            _ => None,
        }
    }

    pub(super) fn into_owned(self) -> Answer<'static> {
        let Self { id, client_id, charge, status } = self;
        Answer { id, client_id: client_id.map(owned), charge, status }
    }

    pub(super) fn line(&self) -> Reply<'a> {
        let Self { id, client_id, charge, status } = self.clone();
        Reply::Charge { id, client_id, charge, status }
    }
}
