//! Which clauses are named where.

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::{Clause, mentions, tests};

/// What can name a clause.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Source {
    /// A line of `vectors/`, in its `clauses`.
    Vector,
    /// A file of `scripts/`, in its header.
    Script,
    /// The test code of a crate.
    Test,
    /// The rest of a crate: where a clause is done, which is no evidence.
    Code,
}

/// The ids that are named, by what, and in which file first.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Evidence {
    named: BTreeMap<Source, BTreeMap<String, PathBuf>>,
}

impl Evidence {
    /// What the vectors and scripts beside this crate and the crates beside its folder name. Vectors count where they
    /// are run: those of `core`, `smpp` and `soap` by this crate, each of `gateway` by the gateway's tests.
    ///
    /// # Errors
    /// When a file or folder cannot be read, a line of a vector file is no JSON, or nothing runs the file.
    pub fn gather() -> Result<Self, Box<dyn Error>> {
        let conformance = Path::new(env!("CARGO_MANIFEST_DIR"));
        let workspace = conformance.parent().ok_or("conformance/ stands alone")?;
        let runners = files(&workspace.join("clickatell-gateway/tests"), "rs")?;
        let runners = runners.iter().map(|path| read(path)).collect::<Result<String, _>>()?;
        let mut evidence = Self::default();
        let vectors = conformance.join("vectors");
        for path in files(&vectors, "jsonl")? {
            let lines = read(&path)?;
            for (line, number) in lines.lines().zip(1_usize..) {
                let added = match path.strip_prefix(&vectors)?.parent().and_then(Path::to_str) {
                    Some("core" | "smpp" | "soap") => evidence.add_vector(&path, line),
                    Some("gateway") => evidence.add_gateway_vector(&path, line, &runners),
                    _ => return Err(format!("{}: nothing runs it", path.display()).into()),
                };
                added.map_err(|error| format!("{}:{number}: {error}", path.display()))?;
            }
        }
        for path in files(&conformance.join("scripts"), "script")? {
            evidence.add_script(&path, &read(&path)?);
        }
        for entry in fs::read_dir(workspace)? {
            let folder = entry?.path();
            let name = folder.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            if name.starts_with("clickatell-") {
                evidence.add_crate(&folder)?;
            }
        }
        Ok(evidence)
    }

    /// Adds the clauses of one vector.
    ///
    /// # Errors
    /// When the line is no JSON.
    pub fn add_vector(&mut self, path: &Path, line: &str) -> Result<(), serde_json::Error> {
        let vector: Value = serde_json::from_str(line)?;
        for id in vector["clauses"].as_array().into_iter().flatten() {
            // What is no string cannot be in the register, and is found out there.
            self.name(Source::Vector, id.as_str().map_or_else(|| id.to_string(), str::to_owned), path);
        }
        Ok(())
    }

    /// Adds the clauses of one vector of a gateway, if `runners`, the sources of the gateway's tests, name its kind.
    ///
    /// # Errors
    /// When the line is no JSON.
    pub fn add_gateway_vector(
        &mut self,
        path: &Path,
        line: &str,
        runners: &str,
    ) -> Result<(), serde_json::Error> {
        let vector: Value = serde_json::from_str(line)?;
        if vector["kind"].is_string() && runners.contains(&vector["kind"].to_string()) {
            self.add_vector(path, line)?;
        }
        Ok(())
    }

    /// Adds the clauses of one script: those of the lines `# clauses: …` in its header, the comments that it begins
    /// with. Wherever else it names one, that is no evidence.
    pub fn add_script(&mut self, path: &Path, script: &str) {
        let header = script.lines().take_while(|line| line.starts_with('#'));
        for clauses in header.filter_map(|line| line.strip_prefix("# clauses:")) {
            for id in clauses.split(',') {
                // What is no id is found out by the register, as in a vector.
                self.name(Source::Script, id.trim().to_owned(), path);
            }
        }
    }

    /// Adds what one source file of a crate names; `path` is relative to the crate's folder, with `/`.
    pub fn add_source(&mut self, folder: &Path, path: &str, source: &str) {
        let path = folder.join(path);
        self.add_text(Source::Code, &path, source);
        for test in tests(source) {
            self.add_text(Source::Test, &path, test);
        }
    }

    /// Whether what `clause` needs is there.
    #[must_use]
    pub fn holds(&self, clause: &Clause) -> bool {
        self.has(Source::Vector, clause)
            || self.has(Source::Script, clause)
            || (clause.kind.is_held_by_test() && self.has(Source::Test, clause))
            || clause.reason.is_some()
    }

    /// Whether `source` names `clause`.
    #[must_use]
    pub fn has(&self, source: Source, clause: &Clause) -> bool {
        self.named.get(&source).is_some_and(|ids| ids.contains_key(&clause.id))
    }

    /// Every id that is named, and a file that does.
    pub fn named(&self) -> impl Iterator<Item = (&str, &Path)> {
        self.named.values().flatten().map(|(id, path)| (id.as_str(), path.as_path()))
    }

    fn add_crate(&mut self, folder: &Path) -> Result<(), Box<dyn Error>> {
        for part in ["src", "tests"] {
            for path in files(&folder.join(part), "rs")? {
                let relative = path.strip_prefix(folder)?.to_string_lossy().replace('\\', "/");
                self.add_source(folder, &relative, &read(&path)?);
            }
        }
        Ok(())
    }

    fn add_text(&mut self, source: Source, path: &Path, text: &str) {
        for id in mentions(text) {
            self.name(source, id.to_owned(), path);
        }
    }

    fn name(&mut self, source: Source, id: String, path: &Path) {
        self.named.entry(source).or_default().entry(id).or_insert_with(|| path.to_owned());
    }
}

fn read(path: &Path) -> Result<String, String> {
    fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))
}

/// The files at any depth of `folder` with this extension, in the order of their names; none where there is no folder.
fn files(folder: &Path, extension: &str) -> Result<BTreeSet<PathBuf>, String> {
    let unreadable = |error| format!("{}: {error}", folder.display());
    let mut found = BTreeSet::new();
    if !folder.is_dir() {
        return Ok(found);
    }
    for entry in fs::read_dir(folder).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        if path.is_dir() {
            found.append(&mut files(&path, extension)?);
        } else if path.extension().is_some_and(|found| found == extension) {
            found.insert(path);
        }
    }
    Ok(found)
}
