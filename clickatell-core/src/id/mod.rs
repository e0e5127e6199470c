//! Names that the gateway and its clients give: of connections, and of messages.

mod api_id;
mod client_message_id;
mod message_id;

pub use api_id::{ApiId, ApiIdError};
pub use client_message_id::{ClientMessageId, ClientMessageIdError};
pub use message_id::{ApiMessageId, ApiMessageIdError, MessageId, MessageIdError};

#[cfg(all(test, feature = "serde"))]
mod serde_tests {
    use super::*;
    use crate::text::inline::test_serde::{read, shown};
    use serde::Deserialize;
    use serde::de::value::{Error, U64Deserializer};

    #[test]
    fn ids_are_text_and_checked_when_read() {
        let text = "996411ad91fa211e7d17bc873aa4a41d";
        assert_eq!(shown(&read::<ApiMessageId>(text).unwrap()), text);
        assert_eq!(shown(&read::<MessageId>("121910921").unwrap()), "121910921");
        assert_eq!(shown(&read::<ClientMessageId>("abc123").unwrap()), "abc123");
        assert_eq!(shown(&ApiId::new(3_334_222)), "3334222");
        assert!(read::<ApiMessageId>("121910921").is_err() && read::<ClientMessageId>("a b").is_err());
        assert!(read::<MessageId>("").is_err());
        let api_id = |number| ApiId::deserialize(U64Deserializer::<Error>::new(number));
        assert_eq!(api_id(3_334_222), Ok(ApiId::new(3_334_222)));
        assert!(api_id(1_000_000_000_000).is_err());
    }
}
