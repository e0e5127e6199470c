//! What kinds have in common: how refusals are shown, and how values are compared.

use std::fmt::Display;

use clickatell_core::hex;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// A text; a long one is a list of pieces, each with the number of times that it stands there.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(from = "Pieces")]
pub(crate) struct LongText(pub(crate) String);

#[derive(Deserialize)]
#[serde(untagged)]
enum Pieces {
    Whole(String),
    Repeated(Vec<(String, usize)>),
}

impl From<Pieces> for LongText {
    fn from(pieces: Pieces) -> Self {
        Self(match pieces {
            Pieces::Whole(text) => text,
            Pieces::Repeated(pieces) => pieces.iter().map(|(text, times)| text.repeat(*times)).collect(),
        })
    }
}

/// What remains where all that the field does against the rules is let pass: the value, and a note of each thing bent.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Tolerated {
    pub(crate) expect: Value,
    pub(crate) notes: Value,
}

/// Compares two values as JSON: the order of members is of no importance, an absent one is not a null one.
pub(crate) fn same(found: &impl Serialize, expected: &Value) -> Result<(), String> {
    let found = serde_json::to_value(found).map_err(explain)?;
    if found == *expected { Ok(()) } else { Err(format!("found {found}, expected {expected}")) }
}

/// A refusal that says which rule is broken, and where if it has a place.
pub(crate) fn refused(rule: &str, at: Option<usize>) -> Value {
    match at {
        Some(at) => json!({ "error": { "rule": rule, "at": at } }),
        None => json!({ "error": { "rule": rule } }),
    }
}

/// What `expect` has under `name`, as text.
pub(crate) fn text<'v>(expect: &'v Value, name: &str) -> Result<&'v str, String> {
    expect[name].as_str().ok_or_else(|| format!("expect.{name} is no text"))
}

/// What `expect` has under `name`, as a number.
pub(crate) fn number<T: TryFrom<u64>>(expect: &Value, name: &str) -> Result<T, String> {
    let number = expect[name].as_u64().and_then(|number| T::try_from(number).ok());
    number.ok_or_else(|| format!("expect.{name} is no number in its range"))
}

/// The octets of hexadecimal digits.
pub(crate) fn octets(digits: &str) -> Result<Vec<u8>, String> {
    hex::decode(digits).map_err(explain)
}

/// True when `expect` is no refusal, so that there is something to write again. A number under that name is the error
/// that a reply tells.
pub(crate) fn is_good(expect: &Value) -> bool {
    !expect.get("error").is_some_and(Value::is_object)
}

/// An error as a sentence.
pub(crate) fn explain(error: impl Display) -> String {
    error.to_string()
}
