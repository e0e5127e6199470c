//! Tables of codes and of words.

use clickatell_core::callback::{CallbackLevel, MoMethod, MtMethod};
use clickatell_core::delivery::{HttpMethod, Variable};
use clickatell_core::error::ApiError;
use clickatell_core::feature::{ApiKind, Charset, Direction, MessageType, ReqFeat, ReqFeatError};
use clickatell_core::status::{MessageStatus, StatusError};
use clickatell_core::text::Coding;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::Verdict;
use crate::line::Kind;
use crate::shape::{is_good, number, refused, same, text};

/// All rows of a table, in the document's order: numbers of a table of codes, words of a table of words.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Table {
    table: Name,
    expect: Value,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Name {
    ApiError,
    MessageStatus,
    CallbackLevel,
    ReqFeat,
    Door,
    MtMethod,
    MoMethod,
    MsgType,
    Charset,
    CallbackVariable,
    Direction,
}

impl Kind for Table {
    fn run(self, verdict: &mut Verdict) {
        macro_rules! words {
            ($Type:ident) => {{
                let words: Vec<_> = $Type::ALL.iter().map(|row| row.name()).collect();
                let back = |word: &&str| $Type::from_name(word).map($Type::name) == Some(*word);
                (json!(words), words.iter().all(back))
            }};
        }
        let (rows, back) = match self.table {
            Name::ApiError => {
                (json!(ApiError::ALL.iter().map(|row| row.value.get()).collect::<Vec<_>>()), true)
            }
            Name::MessageStatus => {
                (json!(MessageStatus::ALL.iter().map(|row| row.value.get()).collect::<Vec<_>>()), true)
            }
            Name::CallbackLevel => {
                (json!(CallbackLevel::ALL.iter().map(|row| row.value.get()).collect::<Vec<_>>()), true)
            }
            Name::ReqFeat => {
                (json!(ReqFeat::ALL.iter().map(|row| row.value.bits()).collect::<Vec<_>>()), true)
            }
            Name::Door => words!(ApiKind),
            Name::MtMethod => {
                verdict.check("each word's HTTP method", || {
                    let named =
                        |method: &MtMethod| method.name().ends_with(HttpMethod::of_mt(*method).name());
                    MtMethod::ALL
                        .iter()
                        .all(named)
                        .then_some(())
                        .ok_or_else(|| "GET and POST differ".to_owned())
                });
                words!(MtMethod)
            }
            Name::MoMethod => words!(MoMethod),
            Name::MsgType => words!(MessageType),
            Name::Charset => words!(Charset),
            Name::CallbackVariable => words!(Variable),
            Name::Direction => words!(Direction),
        };
        verdict.check("rows", || same(&rows, &self.expect));
        verdict.check("rows read back", || back.then_some(()).ok_or_else(|| "a row does not".to_owned()));
    }
}

/// An error of calls: its number, the three digits of the wire, and its words.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Error {
    code: u16,
    expect: Value,
}

impl Kind for Error {
    fn run(self, verdict: &mut Verdict) {
        let error = ApiError::new(self.code);
        let shown = json!({
            "name": error.name(),
            "digits": error.digits().to_string(),
            "retry": error.is_retryable(),
        });
        verdict.check("code named", || same(&shown, &self.expect));
        if let Some(name) = self.expect["name"].as_str() {
            verdict.check("name coded", || {
                same(&ApiError::from_name(name).map(ApiError::get), &json!(self.code))
            });
        }
    }
}

/// A status of a message, in either notation.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Status {
    text: String,
    expect: Value,
}

impl Kind for Status {
    fn run(self, verdict: &mut Verdict) {
        let shown = match MessageStatus::parse(&self.text) {
            Ok(status) => json!({
                "number": status.get(),
                "name": status.name(),
                "digits": status.digits().to_string(),
                "hex": status.hex().to_string(),
                "is_final": status.is_final(),
                "is_intermediate": status.is_intermediate(),
                "is_error": status.is_error(),
                "is_free": status.is_free(),
                "message_state": status.message_state(),
            }),
            Err(StatusError::NotDigit { at, .. }) => refused("not_digit", Some(at)),
            Err(_) => refused("length", None),
        };
        verdict.check("status read", || same(&shown, &self.expect));
        if is_good(&self.expect) {
            verdict.check("status written", || {
                let status = MessageStatus::new(number(&self.expect, "number")?);
                same(&status.digits().to_string(), &self.expect["digits"])?;
                same(&status.hex().to_string(), &self.expect["hex"])?;
                for notation in ["digits", "hex"] {
                    let read = MessageStatus::parse(text(&self.expect, notation)?).map(MessageStatus::get);
                    same(&read.ok(), &self.expect["number"])?;
                }
                Ok(())
            });
        }
    }
}

/// What may follow a status in the life of a message.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct StatusStep {
    from: u16,
    expect: Value,
}

impl Kind for StatusStep {
    fn run(self, verdict: &mut Verdict) {
        let from = MessageStatus::new(self.from);
        let next: Vec<u16> = (0..1000).filter(|next| from.may_become(MessageStatus::new(*next))).collect();
        verdict.check("next statuses", || same(&next, &self.expect));
    }
}

/// Which statuses a value of `msg_callback` pushes.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Level {
    text: String,
    expect: Value,
}

impl Kind for Level {
    fn run(self, verdict: &mut Verdict) {
        let level = CallbackLevel::parse(&self.text);
        let shown = match level {
            Ok(level) => {
                let pushed = (0..1000).filter(|status| level.pushes(MessageStatus::new(*status)));
                json!({ "value": level.get(), "statuses": pushed.collect::<Vec<u16>>() })
            }
            Err(_) => refused("range", None),
        };
        verdict.check("statuses pushed", || same(&shown, &self.expect));
        if let Ok(level) = level {
            verdict.check("statuses listed", || {
                let listed: Vec<u16> = level.statuses().map(MessageStatus::get).collect();
                same(&listed, &self.expect["statuses"])
            });
        }
    }
}

/// A sum of required features.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Features {
    text: String,
    expect: Value,
}

impl Kind for Features {
    fn run(self, verdict: &mut Verdict) {
        let shown = match ReqFeat::parse(&self.text) {
            Ok(features) => json!({ "bits": features.bits(), "names": names(features) }),
            Err(ReqFeatError::NotDigit { at, .. }) => refused("not_digit", Some(at)),
            Err(ReqFeatError::Empty) => refused("empty", None),
            Err(_) => refused("range", None),
        };
        verdict.check("features read", || same(&shown, &self.expect));
        if is_good(&self.expect) {
            verdict.check("features written", || {
                let bits: u32 = number(&self.expect, "bits")?;
                same(&ReqFeat::from_bits_retain(bits).to_string(), &json!(bits.to_string()))?;
                let named = ReqFeat::ALL.iter().filter(|row| {
                    self.expect["names"].as_array().is_some_and(|names| names.contains(&json!(row.name)))
                });
                let sum = named.fold(ReqFeat::empty(), |sum, row| sum | row.value);
                let unnamed = ReqFeat::ALL.iter().fold(bits, |left, row| left & !row.value.bits());
                same(&(sum.bits() | unnamed), &self.expect["bits"])
            });
        }
    }
}

/// What the gateway itself asks of a route, by what a message is made of.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct MessageFeatures {
    coding: CodingName,
    udh: bool,
    parts: usize,
    expect: Value,
}

impl Kind for MessageFeatures {
    fn run(self, verdict: &mut Verdict) {
        let features = ReqFeat::of_message(self.coding.coding(), self.udh, self.parts);
        verdict.check("features of a message", || same(&names(features), &self.expect));
        verdict.check("features by default", || {
            let by_default = ReqFeat::BY_DEFAULT.contains(features);
            by_default.then_some(()).ok_or_else(|| "one is not set by default".to_owned())
        });
    }
}

/// A coding, as vectors name it.
#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum CodingName {
    Gsm7,
    Ucs2,
    Latin1,
    Octets,
}

impl CodingName {
    pub(super) fn coding(self) -> Coding {
        match self {
            Self::Gsm7 => Coding::Gsm7,
            Self::Ucs2 => Coding::Ucs2,
            Self::Latin1 => Coding::Latin1,
            Self::Octets => Coding::Octets,
        }
    }
}

/// The names of the features in a sum, in the table's order.
pub(super) fn names(features: ReqFeat) -> Vec<&'static str> {
    ReqFeat::ALL.iter().filter(|row| features.contains(row.value)).map(|row| row.name).collect()
}
