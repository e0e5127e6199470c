//! Counts calls of the SOAP door by operation, both ways.

use std::collections::BTreeMap;
use std::sync::Mutex;

use crate::shared::lock;

/// What a service description is counted as.
pub(super) const DESCRIPTION: &str = "wsdl";
/// What a request that holds no call is counted as.
pub(super) const REFUSED: &str = "refused";

type Counts = BTreeMap<&'static str, u64>;

/// How many requests of each operation came in, and how many of them were answered.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    inward: Mutex<Counts>,
    outward: Mutex<Counts>,
}

impl Tally {
    pub(super) fn count_in(&self, kind: &'static str) {
        count(&self.inward, kind);
    }

    pub(super) fn count_out(&self, kind: &'static str) {
        count(&self.outward, kind);
    }

    /// What came in, by operation; what did not come is not there.
    pub(crate) fn inward(&self) -> Counts {
        lock(&self.inward).clone()
    }

    /// What was answered, by operation.
    pub(crate) fn outward(&self) -> Counts {
        lock(&self.outward).clone()
    }
}

fn count(counts: &Mutex<Counts>, kind: &'static str) {
    let mut counts = lock(counts);
    let count = counts.entry(kind).or_default();
    *count = count.saturating_add(1);
}
