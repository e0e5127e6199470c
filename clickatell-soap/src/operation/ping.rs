//! `ping`: keeps a session open (SOAP 5.2). It takes a session and nothing else, credentials neither.

use clickatell_core::reply::Reply;

use super::table::{rows, table};

table! {
    Ping, returns one string;
    rows! { all SessionId: Text Required; }
}

/// `OK:`: the session lives for another 15 minutes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Answer;

impl Answer {
    /// Whatever stands behind `OK:`.
    pub(super) fn read(reply: &Reply<'_>) -> Option<Self> {
        matches!(reply, Reply::Done | Reply::Ok { .. }).then_some(Self)
    }

    pub(super) fn line(self) -> Reply<'static> {
        Reply::Ok { text: "".into() }
    }
}
