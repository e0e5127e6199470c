//! `endbatch`: ends a batch (SOAP 8.4). One that is not ended is gone after 24 hours.

use clickatell_core::id::MessageId;
use clickatell_core::reply::Reply;
use clickatell_core::send::{Fault, Given, Parameter};

use super::table::{AUTHENTICATION, Key, rows, table};
use super::{Values, batch_id};

table! {
    EndBatch, returns one array;
    AUTHENTICATION,
    rows! { all BatchId: Text Required; },
}

/// The batch to end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Request {
    /// `batch_id`
    pub batch: MessageId,
}

impl Request {
    pub(super) fn check(given: &Given<'_>) -> Result<Self, Fault> {
        let request = Self { batch: batch_id(given)? };
        given.once()?;
        Ok(request)
    }

    pub(super) fn values(&self) -> Values<'_> {
        vec![(Key::Parameter(Parameter::BatchId), self.batch.as_str().into())]
    }
}

/// `OK`: it is ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Answer;

impl Answer {
    /// Whatever stands behind `OK`.
    pub(super) fn read(reply: &Reply<'_>) -> Option<Self> {
        matches!(reply, Reply::Done | Reply::Ok { .. }).then_some(Self)
    }

    pub(super) fn line(self) -> Reply<'static> {
        Reply::Done
    }
}
