//! One line of a vector file whose members depend on its kind, and suites of such lines; `vectors/README.md` says what
//! the members of each kind mean.

use std::path::Path;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::vector::{read_lines, version_one};
use crate::{ClauseId, LoadError, Verdict};

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
    /// The members as those of its kind, of which none may be unknown.
    fn read<K: DeserializeOwned>(&self) -> Result<K, String> {
        K::deserialize(Value::Object(self.members.clone())).map_err(|error| error.to_string())
    }
}

/// What the lines of one kind hold.
pub(crate) trait Kind: DeserializeOwned {
    /// Tries what can be tried.
    fn run(self, verdict: &mut Verdict);
}

/// Tries a line as one of a certain kind.
pub(crate) type Run = fn(&Line, &mut Verdict) -> Result<(), String>;

pub(crate) fn run_as<K: Kind>(line: &Line, verdict: &mut Verdict) -> Result<(), String> {
    line.read::<K>()?.run(verdict);
    Ok(())
}

/// The vectors of one folder, and how to try them.
#[derive(Debug)]
#[non_exhaustive]
pub struct Suite {
    /// The folder in `vectors/`.
    pub folder: &'static str,
    pub(crate) kinds: &'static [(&'static str, Run)],
    /// The members that say what comes out; the others say what goes in.
    pub(crate) outcomes: &'static [&'static str],
}

impl Suite {
    /// Every line of every file in the folder.
    ///
    /// # Errors
    /// The first file that cannot be read, or the first line that is no vector.
    pub fn load(&self) -> Result<Vec<Line>, LoadError> {
        read_lines(&Path::new(env!("CARGO_MANIFEST_DIR")).join("vectors").join(self.folder))
    }

    /// Tries a vector in every way that its kind has.
    #[must_use]
    pub fn run(&self, line: &Line) -> Verdict {
        let mut verdict = Verdict::default();
        let kind = self.kinds.iter().find(|(name, _)| *name == line.kind);
        let unknown = || Err(format!("{:?} is no kind", line.kind));
        if let Err(failure) = kind.map_or_else(unknown, |(_, run)| run(line, &mut verdict)) {
            verdict.check("understood", || Err(failure));
        }
        verdict
    }

    /// The names of all kinds.
    pub fn kinds(&self) -> impl Iterator<Item = &'static str> {
        self.kinds.iter().map(|(name, _)| *name)
    }

    /// Whether a member of a line says what comes out of it.
    #[must_use]
    pub fn is_outcome(&self, member: &str) -> bool {
        self.outcomes.contains(&member)
    }
}
