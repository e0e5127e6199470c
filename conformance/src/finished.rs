//! What the suite holds in full.

use std::path::Path;

use serde::Deserialize;

/// The content of `finished.toml`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Finished {
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
        Ok(toml::from_str(&std::fs::read_to_string(path)?)?)
    }
}
