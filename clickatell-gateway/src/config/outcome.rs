//! What becomes of messages: rules for those that a test names.

use core::time::Duration;

use clickatell_core::error::ApiError;
use clickatell_core::id::ApiId;
use clickatell_core::status::MessageStatus;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::ConfigError;
use crate::clock::parse_span;

/// What becomes of the messages that a rule is for. Of several rules that fit, the one of the highest priority decides;
/// of equals, the oldest.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Outcome {
    /// Which messages it is for.
    #[serde(default, rename = "match")]
    pub matches: Match,
    /// How it ranks among others; 0 without it.
    #[serde(default)]
    pub priority: i32,
    /// For how many messages it holds; for all without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub times: Option<u64>,
    /// What happens: statuses in their order, an error by itself, or an absence by itself. Nothing at all keeps the
    /// message as it was accepted, for ever.
    pub then: Vec<Then>,
}

/// Which messages a rule is for: those of which all that is named is true.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
#[non_exhaustive]
pub struct Match {
    /// The beginning of the handset's number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// The sender, as the handset shows it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// A part of the text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// The account's user name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub account: Option<String>,
    /// The connection.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub api_id: Option<ApiId>,
}

/// One thing that happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(untagged, deny_unknown_fields)]
#[allow(clippy::exhaustive_enums, reason = "the configuration has these three")]
pub enum Then {
    /// The message gets this status.
    Status {
        /// Its number.
        #[serde(with = "number")]
        status: MessageStatus,
        /// How long after the one before, or after the message is due.
        #[serde(default, with = "span")]
        after: Duration,
    },
    /// The message is refused.
    Error {
        /// With this error over SOAP and HTTP; over SMPP with the `command_status` that comes nearest.
        error: ApiError,
    },
    /// The handset is out of reach, and the message is tried again until it is back.
    Absent {
        /// For how long, from when the message is handed over.
        #[serde(with = "span")]
        absent: Duration,
    },
}

impl Outcome {
    /// That what happens can happen.
    ///
    /// # Errors
    /// What cannot.
    pub(crate) fn check(&self) -> Result<(), ConfigError> {
        let refused = |why: String| Err(ConfigError::in_values(why));
        if let [Then::Error { error }] = self.then.as_slice() {
            return match error.name() {
                Some(_) => Ok(()),
                None => refused(format!("error {} is in no table of the documents", error.digits())),
            };
        }
        if let [Then::Absent { .. }] = self.then.as_slice() {
            return Ok(());
        }
        let mut before = MessageStatus::OK;
        for step in &self.then {
            let Then::Status { status, .. } = step else {
                return refused("an error or an absence stands by itself, without anything else".into());
            };
            if status.name().is_none() {
                return refused(format!("status {}: there is no such status", status.digits()));
            }
            // The hand-over need not be named.
            let handed_over = before.may_become(MessageStatus::DELIVERED_TO_GATEWAY)
                && MessageStatus::DELIVERED_TO_GATEWAY.may_become(*status);
            if !before.may_become(*status) && !handed_over {
                return refused(format!("{} cannot follow {}", status.digits(), before.digits()));
            }
            before = *status;
        }
        Ok(())
    }
}

/// A status as a number, as in `{"status":7}`, or in either of its notations, as in `{"status":"007"}`.
mod number {
    use super::{Deserialize, Deserializer, MessageStatus, Serializer};

    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Written {
        Number(u16),
        Text(MessageStatus),
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<MessageStatus, D::Error> {
        Written::deserialize(deserializer).map(|written| match written {
            Written::Number(number) => MessageStatus::new(number),
            Written::Text(status) => status,
        })
    }

    #[allow(clippy::trivially_copy_pass_by_ref, reason = "serde hands over a reference")]
    pub(super) fn serialize<S: Serializer>(status: &MessageStatus, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u16(status.get())
    }
}

/// A span such as `2s` or `25h`.
mod span {
    use super::{Deserialize, Deserializer, Duration, Serializer, parse_span};

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Duration, D::Error> {
        let text = String::deserialize(deserializer)?;
        let no_span =
            || serde::de::Error::custom(format!("{text:?} is no span like 250ms, 2s, 5m, 6h or 7d"));
        parse_span(&text).ok_or_else(no_span)
    }

    pub(super) fn serialize<S: Serializer>(span: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&format_args!("{}ms", span.as_millis()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn checked(json: &str) -> Result<Outcome, String> {
        let outcome: Outcome = serde_json::from_str(json).map_err(|error| error.to_string())?;
        outcome.check().map_err(|error| error.to_string())?;
        Ok(outcome)
    }

    #[test]
    fn what_can_happen() {
        for json in [
            r#"{"match":{"to":"2799910"},"then":[{"status":7,"after":"2s"}]}"#,
            r#"{"then":[]}"#,
            r#"{"then":[{"error":901}],"times":2,"priority":-1}"#,
            r#"{"then":[{"absent":"25h"}]}"#,
            r#"{"then":[{"status":"002"},{"status":3,"after":"1m"},{"status":4}]}"#,
        ] {
            let outcome = checked(json).unwrap_or_else(|error| panic!("{json}: {error}"));
            let again = serde_json::to_string(&outcome).unwrap();
            assert_eq!(checked(&again), Ok(outcome), "{again}");
        }
    }

    #[test]
    fn what_cannot_happen_is_refused() {
        for (json, says) in [
            (r#"{"then":[{"status":4},{"status":7}]}"#, "007 cannot follow 004"),
            (r#"{"then":[{"status":13}]}"#, "013: there is no such status"),
            (r#"{"then":[{"status":1}]}"#, "001 cannot follow 008"),
            (r#"{"then":[{"error":901},{"status":7}]}"#, "by itself"),
            (r#"{"then":[{"error":13}]}"#, "no table"),
            (r#"{"then":[{"absent":"1w"}]}"#, ""),
            (r#"{"then":[],"match":{"too":"1"}}"#, "too"),
        ] {
            let error = checked(json).unwrap_err();
            assert!(error.contains(says), "{json}: {error}");
        }
    }
}
