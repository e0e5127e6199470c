//! `getbalance`: how many credits there are (SOAP 7.2).

use clickatell_core::credit::Credit;
use clickatell_core::reply::Reply;

use super::table::{AUTHENTICATION, table};

table! {
    GetBalance, returns one string;
    AUTHENTICATION,
}

/// The balance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Answer {
    /// `Credit: …`
    pub credit: Credit,
}

impl Answer {
    pub(super) fn read(reply: &Reply<'_>) -> Option<Self> {
        match *reply {
            Reply::Credit { credit } => Some(Self { credit }),
            _ => None,
        }
    }

    pub(super) fn line(&self) -> Reply<'static> {
        Reply::Credit { credit: self.credit }
    }
}
