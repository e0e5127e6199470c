//! What the suite holds in full.

use std::collections::BTreeSet;
use std::path::Path;

use serde::Deserialize;

use crate::register::Crate;

/// The content of `finished.toml`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Finished {
    /// Crates all of whose clauses are held.
    #[serde(default)]
    pub crates: BTreeSet<Crate>,
    /// Of SMPP.
    pub smpp: FinishedSmpp,
}

/// What is finished of SMPP.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct FinishedSmpp {
    /// Commands whose bodies are read and written field by field.
    pub commands: Vec<String>,
}

impl Finished {
    /// The file of this crate.
    ///
    /// # Errors
    /// When it cannot be read, or is no such file.
    pub fn load() -> Result<Self, Box<dyn std::error::Error>> {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("finished.toml");
        Self::parse(&std::fs::read_to_string(path)?)
    }

    /// What this text of such a file says.
    ///
    /// # Errors
    /// When it is no TOML, or names something unknown.
    pub fn parse(text: &str) -> Result<Self, Box<dyn std::error::Error>> {
        Ok(toml::from_str(text)?)
    }
}
