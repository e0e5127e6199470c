//! One line of a vector file; `vectors/schema.json` and `vectors/README.md` say what its members mean.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use clickatell_core::hex;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use crate::ClauseId;

/// A vector.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Vector {
    /// The version of the schema: 1.
    #[serde(deserialize_with = "version_one")]
    pub version: u32,
    /// Its name, unique over all files.
    pub id: String,
    /// What it shows.
    pub about: String,
    /// The clauses that it is evidence for.
    pub clauses: Vec<ClauseId>,
    /// Where its octets come from.
    pub source: String,
    /// What its octets are.
    pub kind: Kind,
    /// Which end sends it; `None`: either.
    pub direction: Option<Direction>,
    /// The octets.
    #[serde(deserialize_with = "octets")]
    pub octets: Vec<u8>,
    /// What a decoder without tolerance gives.
    pub expect: Expect,
    /// How many octets a stream lacks at its end.
    pub needed: Option<usize>,
    /// What the message says.
    pub text: Option<String>,
    /// The name of its `command_status`.
    pub status: Option<Status>,
    /// The receipt that it is: its fields, `Null` for an ordinary message, a word for one that cannot be read.
    #[serde(default, deserialize_with = "present")]
    pub receipt: Option<Value>,
    /// What one tolerance makes of it.
    pub tolerated: Option<Tolerated>,
    /// By version of SMPP, `3.3`, `3.4` or `5.0`, what is wrong with its optional parameters; `None`: nothing.
    #[serde(default)]
    pub parameters: BTreeMap<String, Option<Fault>>,
    /// What the other end may answer with: `Some(None)` for nothing at all.
    #[serde(default, deserialize_with = "reply")]
    pub reply: Option<Option<Vec<u8>>>,
    /// How the other end turns it down.
    pub refusal: Option<Refusal>,
}

/// What the octets of a vector are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Kind {
    /// One PDU.
    Pdu,
    /// What one read of a connection may give.
    Stream,
}

/// Which end sends a PDU.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Direction {
    /// The application.
    Esme,
    /// The message centre.
    Smsc,
}

/// What a decoder gives.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
#[non_exhaustive]
pub enum Expect {
    /// Of a stream: its items.
    Items(Vec<Value>),
    /// A fault.
    Fault {
        /// Which.
        error: Fault,
    },
    /// A PDU.
    Pdu(Value),
}

/// A fault; what is `None` is left open.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Fault {
    /// The rule that is broken.
    pub rule: Option<String>,
    /// The field in which it is.
    pub field: Option<String>,
    /// Where that begins, from the PDU's first octet.
    pub at: u32,
    /// What SMPP answers.
    pub command_status: Option<u32>,
}

/// The name of a `command_status`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Status {
    /// The number.
    pub value: u32,
    /// Its name without prefix, where it has one.
    pub name: Option<String>,
    /// A misprint of the gateway's document, which a lookup takes too.
    pub printed_as: Option<String>,
}

/// What a tolerance gives.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Tolerated {
    /// The rule that is bent.
    #[serde(rename = "switch")]
    pub rule: String,
    /// What the decoder then gives.
    pub expect: Value,
}

/// How a PDU is turned down.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Refusal {
    /// The status of the answer.
    pub command_status: u32,
    /// The whole answer.
    #[serde(deserialize_with = "octets")]
    pub answer: Vec<u8>,
    /// The connection ends with it.
    #[serde(default)]
    pub close: bool,
    /// Whose rule it is; `None`: everybody's.
    pub profile: Option<String>,
    /// The field whose value a rule of the profile refuses; `None` where that is not what refuses it.
    pub field: Option<String>,
    /// Who refuses it where neither the session nor its profile can know.
    pub by: Option<Decider>,
}

/// Who decides what octets and a profile cannot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Decider {
    /// The owner of the session, who knows accounts and messages.
    Owner,
}

/// Why vectors cannot be had.
#[derive(Debug)]
#[non_exhaustive]
pub enum LoadError {
    /// A file or folder cannot be read.
    Read(PathBuf, std::io::Error),
    /// A line is no vector.
    Line(PathBuf, usize, serde_json::Error),
}

impl std::fmt::Display for LoadError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Read(path, error) => write!(f, "{}: {error}", path.display()),
            Self::Line(path, line, error) => write!(f, "{}:{line}: {error}", path.display()),
        }
    }
}

impl std::error::Error for LoadError {}

/// Every line of every `.jsonl` file in `vectors/` + `folder`, files in the order of their names.
///
/// # Errors
/// The first file that cannot be read, or the first line that is no vector.
pub fn load(folder: &str) -> Result<Vec<Vector>, LoadError> {
    read_lines(&Path::new(env!("CARGO_MANIFEST_DIR")).join("vectors").join(folder))
}

/// Every line of every `.jsonl` file in a folder, whatever a line is.
pub(crate) fn read_lines<L: DeserializeOwned>(folder: &Path) -> Result<Vec<L>, LoadError> {
    let unreadable = |path: &Path| {
        let path = path.to_owned();
        move |error| LoadError::Read(path, error)
    };
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(unreadable(folder))? {
        paths.push(entry.map_err(unreadable(folder))?.path());
    }
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "jsonl"));
    paths.sort();
    let mut vectors = Vec::new();
    for path in paths {
        let text = std::fs::read_to_string(&path).map_err(unreadable(&path))?;
        for (line, number) in text.lines().zip(1..) {
            vectors.push(
                serde_json::from_str(line).map_err(|error| LoadError::Line(path.clone(), number, error))?,
            );
        }
    }
    Ok(vectors)
}

pub(crate) fn version_one<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u32, D::Error> {
    match u32::deserialize(deserializer)? {
        1 => Ok(1),
        other => Err(serde::de::Error::custom(format!("version {other} is not known here"))),
    }
}

/// A member that is there, be it `null`.
fn present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(deserializer).map(Some)
}

fn octets<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
    hex::decode(&String::deserialize(deserializer)?).map_err(serde::de::Error::custom)
}

#[expect(clippy::option_option, reason = "absent, null and octets are three things in a vector")]
fn reply<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Option<Vec<u8>>>, D::Error> {
    match Option::<String>::deserialize(deserializer)? {
        None => Ok(Some(None)),
        Some(text) => hex::decode(&text).map(|octets| Some(Some(octets))).map_err(serde::de::Error::custom),
    }
}
