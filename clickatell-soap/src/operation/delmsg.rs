//! `delmsg`: stops a message that still waits in the gateway (SOAP 7.1).
//!
//! The answer is its status: 006 where it was stopped, and what it had before where that was too late.

pub use super::querymsg::{Answer, Request};
use super::table::{rows, table};

table! {
    DelMsg, returns one array;
    rows! {
        all     SessionId: Text Nil;
        current ApiId: Int Nil;
        older   ApiId: Text Nil;
        all     User: Text Nil;
        all     Password: Text Nil;
        all     ApiMessageId: Text Nil;
        all     ClientMessageId: Text Nil;
    },
}
