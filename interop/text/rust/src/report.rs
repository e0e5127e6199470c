//! What was compared, and where a peer differs.

use std::collections::BTreeMap;
use std::fmt::Debug;

use serde_json::json;

/// How many failures are shown in full.
const SHOWN: usize = 20;

#[derive(Default)]
pub struct Report {
    compared: BTreeMap<&'static str, usize>,
    differences: BTreeMap<&'static str, usize>,
    failures: usize,
}

impl Report {
    /// One answer of a peer beside ours. Where it is known to differ, the name of the difference and what the peer gives
    /// instead.
    pub fn compare<T: PartialEq + Debug>(
        &mut self,
        peer: &'static str,
        input: &dyn Debug,
        theirs: T,
        ours: T,
        known: Option<(&'static str, T)>,
    ) {
        *self.compared.entry(peer).or_default() += 1;
        let as_expected = match known {
            Some((_, expected)) if expected == ours => theirs == ours,
            Some((difference, expected)) => {
                *self.differences.entry(difference).or_default() += 1;
                theirs == expected
            }
            None => theirs == ours,
        };
        if !as_expected {
            self.failures += 1;
            if self.failures <= SHOWN {
                eprintln!("{peer}: {input:?}\n  theirs {theirs:?}\n  ours   {ours:?}");
            }
        }
    }

    pub fn failures(&self) -> usize {
        self.failures
    }

    /// As JSON lines.
    pub fn print(&self) {
        for (peer, count) in &self.compared {
            println!("{}", json!({ "kind": "compared", "peer": peer, "count": count }));
        }
        for (difference, count) in &self.differences {
            println!("{}", json!({ "kind": "difference", "name": difference, "count": count }));
        }
    }
}
