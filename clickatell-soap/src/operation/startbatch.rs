//! `startbatch`: the text and the options that the messages of a batch share (SOAP 8.1).
//!
//! `to` stands in the tables of the document and in no description: it is passed over.

use clickatell_core::id::MessageId;
use clickatell_core::reply::Reply;
pub use clickatell_core::send::Template as Request;

use super::table::{AUTHENTICATION, rows, table};

table! {
    StartBatch, returns one array;
    AUTHENTICATION,
    rows! {
        all     From: Text Nil;
        all     Concat: Int Nil;
        all     Template: Text Required;
        all     DelivAck: Int Nil;
        all     Callback: Int Nil;
        all     DelivTime: Int Nil;
        all     MaxCredits: Float Nil;
        all     ReqFeat: Int Nil;
        all     Queue: Int Nil;
        all     Escalate: Int Nil;
        all     Mo: Int Nil;
        current ClientMessageId: Text Nil;
        older   ClientMessageId as "cliMsgId": Text Nil;
        all     Unicode: Int Nil;
        all     MsgType: Text Nil;
        all     Udh: Text Nil;
        rpc     Data: Text Nil;
        all     Validity: Int Nil;
    },
}

/// The batch, for `senditem`, `quicksend` and `endbatch`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Answer {
    /// `ID: …`: its id.
    pub batch: MessageId,
}

impl Answer {
    pub(super) fn read(reply: &Reply<'_>) -> Option<Self> {
        match *reply {
            Reply::Id { id: batch, to: None } => Some(Self { batch }),
            _ => None,
        }
    }

    pub(super) fn line(&self) -> Reply<'static> {
        Reply::Id { id: self.batch, to: None }
    }
}
