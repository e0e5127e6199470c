//! What trying a vector gave.

use std::collections::BTreeMap;

/// How often each thing was tried, and what failed.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Verdict {
    /// How often each thing was tried.
    pub tried: BTreeMap<&'static str, usize>,
    /// What failed, in words.
    pub failures: Vec<String>,
}

impl Verdict {
    /// Tries one thing.
    pub fn check(&mut self, what: &'static str, check: impl FnOnce() -> Result<(), String>) {
        let count = self.tried.entry(what).or_default();
        *count = count.saturating_add(1);
        if let Err(failure) = check() {
            self.failures.push(format!("{what}: {failure}"));
        }
    }

    /// Adds what another vector gave; its failures are told apart by `id`.
    pub fn add(&mut self, id: &str, other: Self) {
        if other.tried.is_empty() {
            self.failures.push(format!("{id}: nothing was tried"));
        }
        for (what, count) in other.tried {
            let sum = self.tried.entry(what).or_default();
            *sum = sum.saturating_add(count);
        }
        self.failures.extend(other.failures.into_iter().map(|failure| format!("{id}: {failure}")));
    }
}
