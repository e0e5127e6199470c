//! Names that the gateway and its clients give: of connections, and of messages.

mod api_id;
mod client_message_id;
mod message_id;

pub use api_id::{ApiId, ApiIdError};
pub use client_message_id::{ClientMessageId, ClientMessageIdError};
pub use message_id::{ApiMessageId, ApiMessageIdError, MessageId, MessageIdError};
