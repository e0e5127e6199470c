//! A callback as `clickatell decode callback` shows it.

use alloc::borrow::Cow;
use alloc::format;
use alloc::string::String;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::StatusCallback;
use crate::id::{ApiId, MessageId};
use crate::reply::ReplyStatus;

/// The variables under the documents' names.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Fields<'a> {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    api_id: Option<String>,
    #[serde(rename = "apiMsgId")]
    message_id: MessageId,
    #[serde(rename = "cliMsgId", default, skip_serializing_if = "Option::is_none")]
    client_message_id: Option<Cow<'a, str>>,
    timestamp: u64,
    to: Cow<'a, str>,
    from: Cow<'a, str>,
    status: ReplyStatus,
    charge: String,
}

impl Serialize for StatusCallback<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let fields = Fields {
            api_id: self.api_id.map(|id| format!("{id}")),
            message_id: self.message_id,
            client_message_id: self.client_message_id.as_deref().map(Cow::Borrowed),
            timestamp: self.timestamp,
            to: Cow::Borrowed(&self.to),
            from: Cow::Borrowed(&self.from),
            status: self.status,
            charge: format!("{}", self.charge),
        };
        fields.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for StatusCallback<'_> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let fields = Fields::deserialize(deserializer)?;
        let api_id = fields.api_id.as_deref().map(ApiId::parse).transpose().map_err(D::Error::custom)?;
        Ok(Self {
            api_id,
            message_id: fields.message_id,
            client_message_id: fields.client_message_id.filter(|id| !id.is_empty()),
            timestamp: fields.timestamp,
            to: fields.to,
            from: fields.from,
            status: fields.status,
            charge: fields.charge.parse().map_err(D::Error::custom)?,
        })
    }
}
