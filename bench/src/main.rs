//! Compares the SMPP codec of `clickatell-smpp` with its peers.
//!
//! The method, its limits and the numbers are in README.md.

mod allocations;
mod contender;
mod contenders;
mod faulty;
mod profile;
mod reading;
mod report;
mod rounds;
mod samples;
mod task;

use std::{env, process::ExitCode, time::Duration};

use contender::Standing;
use rounds::{Effort, Row};
use samples::Sample;
use task::{Operation, Task};

const USAGE: &str = "\
usage: cargo run --release -- [OPTION]
  (nothing)                              the whole table, both profiles
  --rounds N                             the same with N rounds (31 unless said)
  --smoke                                the checks, and a short measurement
  --lines                                this profile only, tab-separated
  --list                                 what --count takes, and each one's standing
  --count OPERATION SAMPLE CONTENDER N   one contender N times, for callgrind";

const ROUNDS: usize = 31;
const BATCH: Duration = Duration::from_millis(2);
const SMOKE: Effort = Effort { rounds: 5, batch: Duration::from_micros(500) };

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match run(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("{why}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &[&str]) -> Result<(), String> {
    let tasks = contenders::tasks();
    let samples = samples::all();
    match *arguments {
        [] => whole(&tasks, &samples, ROUNDS),
        ["--rounds", rounds] => whole(&tasks, &samples, number(rounds)?),
        ["--smoke"] => smoke(&tasks, &samples),
        ["--lines", "--rounds", rounds] => lines(&tasks, &samples, number(rounds)?),
        ["--lines"] => lines(&tasks, &samples, ROUNDS),
        ["--list"] => {
            list(&tasks, &samples);
            Ok(())
        }
        ["--count", operation, sample, contender, times] => {
            count(&tasks, &samples, [operation, sample, contender], times)
        }
        _ => Err(USAGE.to_owned()),
    }
}

fn number(text: &str) -> Result<usize, String> {
    text.parse()
        .ok()
        .filter(|&number| number > 0)
        .ok_or_else(|| format!("not a number of times: {text}\n{USAGE}"))
}

fn whole(tasks: &[Task], samples: &[Sample], rounds: usize) -> Result<(), String> {
    check(tasks, samples)?;
    report::print_refusals(tasks, samples)?;
    let effort = Effort { rounds, batch: BATCH };
    let tables = measure(tasks, samples, effort)?;
    let other = profile::untuned(rounds)?;
    for rows in &tables {
        report::print_table(rows, &other);
    }
    Ok(())
}

fn smoke(tasks: &[Task], samples: &[Sample]) -> Result<(), String> {
    check(tasks, samples)?;
    report::print_refusals(tasks, samples)?;
    for rows in measure(tasks, samples, SMOKE)? {
        report::print_table(&rows, &[]);
    }
    Ok(())
}

fn lines(tasks: &[Task], samples: &[Sample], rounds: usize) -> Result<(), String> {
    check(tasks, samples)?;
    let effort = Effort { rounds, batch: BATCH };
    for row in measure(tasks, samples, effort)?.iter().flatten() {
        println!("{}", report::line(row));
    }
    Ok(())
}

fn list(tasks: &[Task], samples: &[Sample]) {
    for operation in [Operation::Decode, Operation::Encode] {
        for sample in samples {
            for task in tasks.iter().filter(|task| task.operation == operation) {
                let (sample, name, standing) = (sample.name, task.name, task.standing);
                println!("{operation}\t{sample}\t{name}\t{standing:?}");
            }
        }
    }
}

fn count(
    tasks: &[Task],
    samples: &[Sample],
    [operation, sample, contender]: [&str; 3],
    times: &str,
) -> Result<(), String> {
    let task = tasks
        .iter()
        .find(|task| task.operation.to_string() == operation && task.name == contender)
        .ok_or_else(|| format!("nobody of that name does that\n{USAGE}"))?;
    let sample = samples
        .iter()
        .find(|candidate| candidate.name == sample)
        .ok_or_else(|| format!("no such sample\n{USAGE}"))?;
    task.check(sample)?;
    task.run(sample, number(times)?);
    Ok(())
}

/// Nothing is timed before every contender has been seen to do the same work.
fn check(tasks: &[Task], samples: &[Sample]) -> Result<(), String> {
    samples.iter().flat_map(|sample| tasks.iter().map(move |task| task.check(sample))).collect()
}

/// A table for each operation on each sample; an error if ours allocates.
fn measure(tasks: &[Task], samples: &[Sample], effort: Effort) -> Result<Vec<Vec<Row>>, String> {
    let mut tables = Vec::new();
    for operation in [Operation::Decode, Operation::Encode] {
        let tasks: Vec<Task> = tasks.iter().filter(|task| task.operation == operation).copied().collect();
        for sample in samples {
            let rows = rounds::measure(&tasks, sample, effort);
            if let Some(row) = rows.iter().find(|row| row.standing == Standing::Ours && row.allocations > 0.0)
            {
                return Err(format!("{operation} {} by {} allocates", row.sample, row.name));
            }
            tables.push(rows);
        }
    }
    Ok(tables)
}
