//! Interleaved rounds: in each round every contender runs one batch, so that a
//! clock that changes its speed between minutes changes it for all of them.

use std::time::Duration;

use crate::case::{Case, Runner, Standing};

/// How long and how often.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Effort {
    /// Rounds, of which the median counts.
    pub rounds: usize,
    /// About how long one batch lasts.
    pub batch: Duration,
}

/// A row of the table.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Row {
    /// What was done.
    pub operation: &'static str,
    /// To which sample.
    pub sample: &'static str,
    /// By whom.
    pub name: &'static str,
    /// Who that is.
    pub standing: Standing,
    /// Nanoseconds an operation, the median of the rounds.
    pub nanoseconds: f64,
    /// How many times the speed of the fastest peer: the median of the ratios
    /// within each round, which is steadier than the ratio of the medians.
    pub ratio: f64,
    /// Calls to the heap an operation.
    pub allocations: f64,
    /// Octets asked of the heap an operation.
    pub allocated: f64,
}

/// Runs all contenders of one case.
pub(crate) fn measure(case: &Case, effort: Effort) -> Vec<Row> {
    let Case { operation, sample, runners } = case;
    let batches: Vec<usize> = runners.iter().map(|runner| calibrate(runner, effort.batch)).collect();
    let mut rounds = vec![Vec::with_capacity(effort.rounds); runners.len()];
    for round in 0..effort.rounds {
        // Each round starts with another contender, so that none always
        // follows the same one.
        for index in (0..runners.len()).map(|index| (index + round) % runners.len()) {
            let cost = (runners[index].run)(batches[index]);
            rounds[index].push(nanoseconds(cost.time, batches[index]));
        }
    }
    let medians: Vec<f64> = rounds.iter().map(|times| median(times.clone())).collect();
    let fastest_peer = (0..runners.len())
        .filter(|&index| runners[index].standing == Standing::Peer)
        .min_by(|&a, &b| medians[a].total_cmp(&medians[b]))
        .expect("there are peers");
    runners
        .iter()
        .enumerate()
        .map(|(index, runner)| {
            let ratios = rounds[fastest_peer].iter().zip(&rounds[index]).map(|(peer, own)| peer / own);
            let allocations = (runner.run)(COUNTED).allocations;
            Row {
                operation,
                sample,
                name: runner.name,
                standing: runner.standing,
                nanoseconds: medians[index],
                ratio: median(ratios.collect()),
                allocations: allocations.calls as f64 / COUNTED as f64,
                allocated: allocations.octets as f64 / COUNTED as f64,
            }
        })
        .collect()
}

/// Operations over which allocations are averaged.
const COUNTED: usize = 100;

/// How many operations fill a batch; the trials warm caches and predictors.
fn calibrate(runner: &Runner, batch: Duration) -> usize {
    let mut times = 64;
    loop {
        let time = (runner.run)(times).time;
        if time >= batch / 2 {
            let per_operation = time.as_secs_f64() / times as f64;
            return (batch.as_secs_f64() / per_operation).ceil() as usize;
        }
        times *= 2;
    }
}

fn nanoseconds(time: Duration, operations: usize) -> f64 {
    time.as_secs_f64() * 1e9 / operations as f64
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    if values.len().is_multiple_of(2) {
        f64::midpoint(values[middle - 1], values[middle])
    } else {
        values[middle]
    }
}
