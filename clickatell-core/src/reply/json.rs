//! Replies as `clickatell decode reply` shows them.

use alloc::borrow::Cow;
use alloc::string::String;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::build::Amount;
use super::{Reply, ReplyStatus};
use crate::credit::Credit;
use crate::error::ApiError;
use crate::id::MessageId;

/// Every field that a reply may have; two of them may be there and null.
#[derive(Serialize, Deserialize, Default)]
#[serde(default, deny_unknown_fields)]
struct Fields<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<MessageId>,
    #[serde(rename = "cliMsgId", skip_serializing_if = "Option::is_none")]
    client_id: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "present")]
    error: Option<Option<ApiError>>,
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "present")]
    ok: Option<Option<Cow<'a, str>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    to: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    credit: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    charge: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<ReplyStatus>,
}

/// A field that is there, be it null.
fn present<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}

impl Serialize for Reply<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = Fields::default();
        let amount = |credit, decimals| Some(alloc::format!("{}", Amount { credit, decimals }));
        let same = |text: &'_ Cow<'_, str>| Cow::<str>::Owned(text.clone().into_owned());
        match self {
            Self::Id { id, to } => {
                fields.id = Some(*id);
                fields.to = to.as_ref().map(same);
            }
            Self::Status { id, status } => {
                fields.id = Some(*id);
                fields.status = Some(*status);
            }
            Self::Charge { id, client_id, charge, status } => {
                fields.id = Some(*id);
                fields.client_id = client_id.as_ref().map(same);
                fields.charge = amount(*charge, 1);
                fields.status = Some(*status);
            }
            Self::Done => fields.ok = Some(None),
            Self::Ok { text } => fields.ok = Some(Some(same(text))),
            Self::Covered { text, charge } => {
                fields.ok = Some(Some(same(text)));
                fields.charge = amount(*charge, 0);
            }
            Self::Credit { credit } => fields.credit = amount(*credit, 1),
            Self::Error { code, text, to } => {
                fields.error = Some(Some(*code));
                fields.text = Some(same(text));
                fields.to = to.as_ref().map(same);
            }
            Self::NotCovered { text } => {
                fields.error = Some(None);
                fields.text = Some(same(text));
            }
        }
        fields.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Reply<'_> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Fields { id, client_id, error, ok, text, to, credit, charge, status } =
            Fields::deserialize(deserializer)?;
        let amount = |text: String| text.parse::<Credit>().map_err(D::Error::custom);
        let charge = charge.map(amount).transpose()?;
        let credit = credit.map(amount).transpose()?;
        Ok(match (id, client_id, error, ok, text, to, credit, charge, status) {
            (Some(id), None, None, None, None, to, None, None, None) => Self::Id { id, to },
            (Some(id), None, None, None, None, None, None, None, Some(status)) => Self::Status { id, status },
            (Some(id), client_id, None, None, None, None, None, Some(charge), Some(status)) => {
                Self::Charge { id, client_id, charge, status }
            }
            (None, None, None, Some(None), None, None, None, None, None) => Self::Done,
            (None, None, None, Some(Some(text)), None, None, None, None, None) => Self::Ok { text },
            (None, None, None, Some(Some(text)), None, None, None, Some(charge), None) => {
                Self::Covered { text, charge }
            }
            (None, None, None, None, None, None, Some(credit), None, None) => Self::Credit { credit },
            (None, None, Some(Some(code)), None, text, to, None, None, None) => {
                Self::Error { code, text: text.unwrap_or_default(), to }
            }
            (None, None, Some(None), None, text, None, None, None, None) => {
                Self::NotCovered { text: text.unwrap_or_default() }
            }
            _ => return Err(D::Error::custom("the fields are those of no reply")),
        })
    }
}

/// The digits of the wire, which tell whose status it is.
impl Serialize for ReplyStatus {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for ReplyStatus {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let read =
            Self::read(text.as_bytes()).ok_or_else(|| D::Error::custom("a status has up to three digits"))?;
        Ok(read.0)
    }
}
