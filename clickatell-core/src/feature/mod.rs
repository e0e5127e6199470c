//! What connections and messages can be: interfaces, required features of routes, directions, kinds and character sets of
//! messages.
//!
//! | type | what it is |
//! | --- | --- |
//! | [`ApiKind`] | the seven interfaces of the gateway |
//! | [`ReqFeat`] | features that the route of a message must have |
//! | [`Direction`] | from the handset, or to it |
//! | [`MessageType`] | the kind of a message |
//! | [`Charset`] | the character set of a message from a handset |

mod api_kind;
mod charset;
mod direction;
mod message_type;
mod req_feat;

pub use api_kind::ApiKind;
pub use charset::Charset;
pub use direction::Direction;
pub use message_type::MessageType;
pub use req_feat::{ReqFeat, ReqFeatError};
