//! `sendmsg`: a message to one or more handsets (SOAP 5.3).

pub use clickatell_core::send::SendMsg as Request;

pub use super::destinations::Answer;
use super::table::{AUTHENTICATION, rows, table};

table! {
    SendMsg, returns many array;
    AUTHENTICATION,
    rows! {
        literal Text: Text Nil;
        all     To: List Required;
        all     From: Text Nil;
        rpc     Text: Text Nil;
        all     Concat: Int Nil;
        literal Callback: Int Nil;
        all     DelivAck: Int Nil;
        rpc     Callback: Int Nil;
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
        all     Data: Text Nil;
        all     Validity: Int Nil;
    },
}
