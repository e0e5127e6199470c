//! How far the clauses are held, crate by crate.

use std::fmt;

use super::{Crate, Evidence, Register, Source};

/// How many clauses of a crate are held, and by what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CrateCoverage {
    /// The crate.
    pub held_by: Crate,
    /// Its clauses.
    pub clauses: usize,
    /// Those that a vector names.
    pub with_vector: usize,
    /// Those that a script names.
    pub with_script: usize,
    /// Those that a test names, whether or not that is enough.
    pub with_test: usize,
    /// Those with nothing to try.
    pub with_reason: usize,
    /// Those that nothing holds.
    pub open: usize,
}

/// How far the register is held.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Coverage {
    /// Every crate's share.
    pub crates: Vec<CrateCoverage>,
}

impl Coverage {
    /// Counts.
    #[must_use]
    pub fn new(register: &Register, evidence: &Evidence) -> Self {
        let of = |held_by: Crate| {
            let clauses = || register.clauses().filter(move |clause| clause.held_by == held_by);
            let named_by = |source| clauses().filter(|clause| evidence.has(source, clause)).count();
            CrateCoverage {
                held_by,
                clauses: clauses().count(),
                with_vector: named_by(Source::Vector),
                with_script: named_by(Source::Script),
                with_test: named_by(Source::Test),
                with_reason: clauses().filter(|clause| clause.reason.is_some()).count(),
                open: clauses().filter(|clause| !evidence.holds(clause)).count(),
            }
        };
        Self { crates: Crate::ALL.map(of).to_vec() }
    }
}

/// A table in Markdown, with a line for each crate and one for all.
impl fmt::Display for Coverage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "| crate   | clauses | vector | script | test | reason | open |")?;
        writeln!(f, "| ------- | ------: | -----: | -----: | ---: | -----: | ---: |")?;
        for one in &self.crates {
            let counts =
                [one.clauses, one.with_vector, one.with_script, one.with_test, one.with_reason, one.open];
            row(f, one.held_by.name(), counts)?;
        }
        let sum = |count: fn(&CrateCoverage) -> usize| self.crates.iter().map(count).sum();
        row(
            f,
            "all",
            [
                sum(|one| one.clauses),
                sum(|one| one.with_vector),
                sum(|one| one.with_script),
                sum(|one| one.with_test),
                sum(|one| one.with_reason),
                sum(|one| one.open),
            ],
        )
    }
}

fn row(f: &mut fmt::Formatter<'_>, name: &str, counts: [usize; 6]) -> fmt::Result {
    let [clauses, vector, script, test, reason, open] = counts;
    writeln!(f, "| {name:7} | {clauses:7} | {vector:6} | {script:6} | {test:4} | {reason:6} | {open:4} |")
}
