//! One line of a vector file of `core`; `vectors/README.md` says what the members of each kind mean.

use std::path::Path;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::vector::{read_lines, version_one};
use crate::{ClauseId, LoadError};

/// A vector whose members depend on its kind.
#[derive(Clone, Debug, Deserialize)]
#[non_exhaustive]
pub struct Line {
    /// The version of the schema: 1.
    #[serde(deserialize_with = "version_one")]
    pub version: u32,
    /// Its name, unique over all files.
    pub id: String,
    /// What it shows.
    pub about: String,
    /// The clauses that it is evidence for.
    pub clauses: Vec<ClauseId>,
    /// Where its content comes from.
    pub source: String,
    /// What it is about.
    pub kind: String,
    /// What is tried, and what that gives.
    #[serde(flatten)]
    pub members: Map<String, Value>,
}

impl Line {
    /// Every line of every file in `vectors/core`.
    ///
    /// # Errors
    /// The first file that cannot be read, or the first line that is no vector.
    pub fn load_all() -> Result<Vec<Self>, LoadError> {
        read_lines(&Path::new(env!("CARGO_MANIFEST_DIR")).join("vectors/core"))
    }

    /// The members as those of its kind, of which none may be unknown.
    pub(super) fn read<K: DeserializeOwned>(&self) -> Result<K, String> {
        K::deserialize(Value::Object(self.members.clone())).map_err(|error| error.to_string())
    }
}
