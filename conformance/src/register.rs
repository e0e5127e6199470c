//! The register of clauses: what the documents require, and what of it is held.
//!
//! `clauses/README.md` says what its columns mean and what holds a clause.

use std::collections::BTreeSet;
use std::error::Error;
use std::fs;
use std::path::Path;

use serde::Deserialize;

mod coverage;
mod document;
mod evidence;
mod mention;

pub use coverage::{Coverage, CrateCoverage};
pub use document::Document;
pub use evidence::{Evidence, Source};
pub use mention::{mentions, tests};

/// One requirement of a document.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Clause {
    /// Its name: the document's prefix, the section, and a number within that.
    pub id: String,
    /// The section in the body of the document; for Connect, which has no numbers, a word.
    pub section: String,
    /// Whose duty it is.
    pub side: Side,
    /// What sort of requirement it is.
    pub kind: Kind,
    /// Who holds it.
    #[serde(rename = "crate")]
    pub held_by: Crate,
    /// What has to hold.
    pub text: String,
    /// Why there is nothing to try.
    pub reason: Option<String>,
}

/// Whose duty a clause is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Side {
    /// The application's.
    Client,
    /// The gateway's.
    Gateway,
    /// Either end's.
    Both,
}

/// What sort of requirement a clause is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Kind {
    /// Octets, or text that stands for them.
    WireFormat,
    /// A parameter: whether it may be absent, its default, its values.
    Parameter,
    /// A length, a count or an amount.
    Limit,
    /// A row of a table, or the table as a whole.
    Table,
    /// What time and order do.
    State,
    /// What one end does or refuses.
    Policy,
    /// A code, or when it is answered.
    Error,
    /// Something printed as an example.
    Example,
    /// Something that is said and asks for nothing.
    Informative,
}

impl Kind {
    /// A test of ours is enough. What other implementations can try as well needs a vector or a script.
    #[must_use]
    pub fn is_held_by_test(self) -> bool {
        matches!(self, Self::State | Self::Policy | Self::Informative)
    }

    /// There may be nothing to try.
    #[must_use]
    pub fn may_have_reason(self) -> bool {
        matches!(self, Self::Policy | Self::Informative)
    }
}

/// A crate that holds clauses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Crate {
    /// `clickatell-core`
    Core,
    /// `clickatell-smpp`
    Smpp,
    /// `clickatell-soap`
    Soap,
    /// `clickatell-mo`
    Mo,
    /// `clickatell-billing`
    Billing,
    /// `clickatell-connect`
    Connect,
    /// `clickatell-gateway`
    Gateway,
}

impl Crate {
    /// All of them.
    pub const ALL: [Self; 7] =
        [Self::Core, Self::Smpp, Self::Soap, Self::Mo, Self::Billing, Self::Connect, Self::Gateway];

    /// Its name in the register and in `finished.toml`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Core => "core",
            Self::Smpp => "smpp",
            Self::Soap => "soap",
            Self::Mo => "mo",
            Self::Billing => "billing",
            Self::Connect => "connect",
            Self::Gateway => "gateway",
        }
    }
}

/// A file of the register.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct File {
    /// Which document it is about.
    pub document: Document,
    /// That document's title and edition.
    pub edition: String,
    /// Its clauses, in its order.
    pub clauses: Vec<Clause>,
}

/// The clauses of all documents.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Register {
    /// A file for each document.
    pub files: Vec<File>,
}

impl Register {
    /// The files beside this crate.
    ///
    /// # Errors
    /// When one cannot be read, is no register, or has a side, kind or crate that is not known.
    pub fn load() -> Result<Self, Box<dyn Error>> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("clauses");
        let mut register = Self::default();
        for document in Document::ALL {
            let path = folder.join(document.file());
            let text = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
            register.add(&text).map_err(|error| format!("{}: {error}", path.display()))?;
        }
        Ok(register)
    }

    /// Adds what one file has.
    ///
    /// # Errors
    /// When it is no register, or has a side, kind or crate that is not known.
    pub fn add(&mut self, file: &str) -> Result<(), Box<dyn Error>> {
        self.files.push(toml::from_str(file)?);
        Ok(())
    }

    /// Every clause.
    pub fn clauses(&self) -> impl Iterator<Item = &Clause> {
        self.files.iter().flat_map(|file| &file.clauses)
    }

    /// What is wrong with it, in words.
    #[must_use]
    pub fn problems(&self) -> Vec<String> {
        let mut problems = Vec::new();
        for document in Document::ALL {
            let files = self.files.iter().filter(|file| file.document == document);
            let found: usize = files.map(|file| file.clauses.len()).sum();
            if found != document.clauses() {
                problems.push(format!("{}: {found} clauses, not {}", document.file(), document.clauses()));
            }
        }
        let mut ids = BTreeSet::new();
        for File { document, clauses, .. } in &self.files {
            for clause in clauses {
                let id = &clause.id;
                if !ids.insert(id) {
                    problems.push(format!("{id} stands there twice"));
                }
                if !document.is_well_formed(id, &clause.section) {
                    problems.push(format!(
                        "{id:?} is no id of {}, section {:?}",
                        document.file(),
                        clause.section
                    ));
                }
                if !is_one_line(&clause.text) {
                    problems.push(format!("{id}: its text is no line of at most {MAX_TEXT} characters"));
                }
                if clause.reason.as_deref().is_some_and(|reason| !is_one_line(reason)) {
                    problems.push(format!("{id}: its reason is no line of at most {MAX_TEXT} characters"));
                }
                if clause.reason.is_some() && !clause.kind.may_have_reason() {
                    problems.push(format!("{id}: there is something to try, and no reason not to"));
                }
            }
        }
        problems
    }

    /// The clauses of `finished` crates that nothing holds.
    #[must_use]
    pub fn open<'a>(&'a self, finished: &BTreeSet<Crate>, evidence: &Evidence) -> Vec<&'a Clause> {
        self.clauses()
            .filter(|clause| finished.contains(&clause.held_by) && !evidence.holds(clause))
            .collect()
    }

    /// The ids that something names and that are not in the register, each with the file that names it.
    #[must_use]
    pub fn unknown(&self, evidence: &Evidence) -> Vec<String> {
        let known: BTreeSet<&str> = self.clauses().map(|clause| clause.id.as_str()).collect();
        let named = evidence.named().filter(|(id, _)| !known.contains(id));
        named.map(|(id, path)| format!("{}: {id} is not in the register", path.display())).collect()
    }
}

/// The longest `text` and `reason`, in characters.
const MAX_TEXT: usize = 160;

/// A sentence on one line.
fn is_one_line(text: &str) -> bool {
    text.ends_with('.') && !text.contains(['\n', '\r', '\t']) && text.chars().count() <= MAX_TEXT
}
