//! One operation on one sample, and all who do it.

use std::{
    fmt,
    time::{Duration, Instant},
};

use crate::allocations::{self, Allocations};

/// Who a contender is in the comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Standing {
    /// What is under test, with the calls to the heap that one operation may make.
    Ours {
        /// That many; `None` where they are only shown.
        allocations: Option<u32>,
    },
    /// A published library: the fastest of these is the measure.
    Peer,
    /// Written here to be compared with, never the measure.
    Yardstick,
}

/// A table of the report.
#[derive(Debug)]
pub(crate) struct Case {
    /// What is done.
    pub operation: &'static str,
    /// To what.
    pub sample: &'static str,
    /// By whom.
    pub runners: Vec<Runner>,
}

/// A contender bound to an operation and a sample: something that can be checked and run.
pub(crate) struct Runner {
    /// The name in the tables and on the command line.
    pub name: &'static str,
    /// Who it is.
    pub standing: Standing,
    /// Whether it does the work that is about to be timed.
    pub check: Box<dyn Fn() -> Result<(), String>>,
    /// Does the work so often, and says what it took.
    pub run: Box<dyn Fn(usize) -> Cost>,
}

impl fmt::Debug for Runner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Runner").field("name", &self.name).finish_non_exhaustive()
    }
}

impl Case {
    /// Nothing is timed before every contender has been seen to do the same work.
    pub(crate) fn check(&self) -> Result<(), String> {
        let Self { operation, sample, runners } = self;
        runners.iter().try_for_each(|runner| {
            (runner.check)().map_err(|why| format!("{operation} {sample} by {}: {why}", runner.name))
        })
    }
}

/// What the timed part of a run took.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Cost {
    /// Wall clock.
    pub time: Duration,
    /// Heap.
    pub allocations: Allocations,
}

/// The only code between two readings of the clock, and, by its name, the only
/// code whose instructions `callgrind` counts.
#[inline(never)]
pub(crate) fn timed_region<T>(inputs: impl Iterator<Item = T>, mut work: impl FnMut(T)) -> Cost {
    let mut time = Duration::ZERO;
    let allocations = allocations::during(|| {
        let start = Instant::now();
        inputs.for_each(&mut work);
        time = start.elapsed();
    });
    Cost { time, allocations }
}
