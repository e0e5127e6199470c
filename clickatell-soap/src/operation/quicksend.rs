//! `quicksend`: the message of a batch to many handsets (SOAP 8.3). Of all ways to send one text to many it is the one
//! with the least overhead.

use clickatell_core::id::MessageId;
use clickatell_core::send::{Fault, Given, Options, Parameter};

pub use super::destinations::Answer;
use super::destinations::{Destinations, check_all, destinations};
use super::table::{AUTHENTICATION, Key, rows, table};
use super::{Values, batch_id, owned};

table! {
    QuickSend, returns many array;
    AUTHENTICATION,
    rows! {
        all BatchId: Text Required;
        all To: List Required;
    },
}

/// The message of a batch, as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct Request<'a> {
    /// `batch_id`
    pub batch: MessageId,
    /// `to`: the destinations as they came, each judged by itself.
    pub to: Destinations<'a>,
}

impl<'a> Request<'a> {
    /// The message of this batch.
    #[must_use]
    pub fn new(batch: MessageId, to: Destinations<'a>) -> Self {
        Self { batch, to }
    }

    pub(super) fn check(given: &'a Given<'_>) -> Result<Self, Fault> {
        let request = Self { batch: batch_id(given)?, to: destinations(given)? };
        given.once()?;
        Ok(request)
    }

    pub(super) fn values(&self) -> Result<Values<'_>, Fault> {
        check_all(&self.to, &Options::default())?;
        Ok(vec![(Key::Parameter(Parameter::BatchId), self.batch.as_str().into())])
    }

    /// The same without a borrow.
    #[must_use]
    pub fn into_owned(self) -> Request<'static> {
        Request { batch: self.batch, to: self.to.into_iter().map(owned).collect() }
    }
}
