//! What the clients of the SOAP and HTTP doors have in common.

use clickatell_core::id::MessageId;
use clickatell_core::reply::Reply;
use clickatell_core::send::{Content, SendMsg};
use clickatell_core::status::MessageStatus;

use super::http::HttpError;
use super::soap::SoapError;

/// Why a call did not work.
#[derive(Debug, thiserror::Error)]
pub(crate) enum TextError {
    /// Over SOAP.
    #[error(transparent)]
    Soap(#[from] SoapError),
    /// Over HTTP.
    #[error(transparent)]
    Http(#[from] HttpError),
}

/// A door that messages are sent through, and asked about.
pub(crate) trait TextDoor {
    /// A text as this door can carry it.
    fn content<'t>(&self, text: &'t str) -> Content<'t> {
        Content::for_text(text)
    }

    /// Sends a message: a result for each destination.
    fn send(&mut self, message: &SendMsg<'_>) -> Result<Vec<Reply<'static>>, TextError>;

    /// How far a message has come.
    fn status(&mut self, id: MessageId) -> Result<MessageStatus, TextError>;

    /// Whether the gateway says that its clock only moves when it is told to.
    fn has_virtual_clock(&self) -> bool;
}
