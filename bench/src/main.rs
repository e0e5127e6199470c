//! Compares the SMPP codec of `clickatell-smpp`, and the alphabets and the XML reader of `clickatell-core`, and the
//! requests of `clickatell-soap`, with their peers.
//!
//! The method, its limits and the numbers are in README.md.

mod allocations;
mod case;
mod profile;
mod report;
mod rounds;
mod session;
mod smpp;
mod soap;
mod text;
mod xml;

use std::{env, process::ExitCode, time::Duration};

use case::{Case, Standing};
use rounds::{Effort, Row};

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
    let cases: Vec<Case> =
        [smpp::cases(), text::cases(), xml::cases(), soap::cases()].into_iter().flatten().collect();
    match *arguments {
        [] => whole(&cases, ROUNDS),
        ["--rounds", rounds] => whole(&cases, number(rounds)?),
        ["--smoke"] => smoke(&cases),
        ["--lines", "--rounds", rounds] => lines(&cases, number(rounds)?),
        ["--lines"] => lines(&cases, ROUNDS),
        ["--list"] => {
            list(&cases);
            Ok(())
        }
        ["--count", operation, sample, contender, times] => {
            count(&cases, [operation, sample, contender], number(times)?)
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

fn whole(cases: &[Case], rounds: usize) -> Result<(), String> {
    check(cases)?;
    let tables = measure(cases, Effort { rounds, batch: BATCH })?;
    let other = profile::untuned(rounds)?;
    for rows in &tables {
        report::print_table(rows, &other);
    }
    session::run(7)
}

fn smoke(cases: &[Case]) -> Result<(), String> {
    check(cases)?;
    for rows in measure(cases, SMOKE)? {
        report::print_table(&rows, &[]);
    }
    session::run(1)
}

fn lines(cases: &[Case], rounds: usize) -> Result<(), String> {
    cases.iter().try_for_each(Case::check)?;
    for row in measure(cases, Effort { rounds, batch: BATCH })?.iter().flatten() {
        println!("{}", report::line(row));
    }
    Ok(())
}

fn list(cases: &[Case]) {
    for Case { operation, sample, runners } in cases {
        for runner in runners {
            let standing = match runner.standing {
                Standing::Ours { .. } => "Ours",
                Standing::Peer => "Peer",
                Standing::Yardstick => "Yardstick",
            };
            println!("{operation}\t{sample}\t{}\t{standing}", runner.name);
        }
    }
}

fn count(cases: &[Case], [operation, sample, contender]: [&str; 3], times: usize) -> Result<(), String> {
    let runner = cases
        .iter()
        .filter(|case| case.operation == operation && case.sample == sample)
        .flat_map(|case| &case.runners)
        .find(|runner| runner.name == contender)
        .ok_or_else(|| format!("nobody of that name does that\n{USAGE}"))?;
    (runner.check)()?;
    (runner.run)(times);
    Ok(())
}

/// Every contender does the same work, and what must refuse faulty input does.
fn check(cases: &[Case]) -> Result<(), String> {
    cases.iter().try_for_each(Case::check)?;
    smpp::print_refusals()
}

/// A table for each case; an error if ours allocates more than it may.
fn measure(cases: &[Case], effort: Effort) -> Result<Vec<Vec<Row>>, String> {
    let mut tables = Vec::new();
    for case in cases {
        let rows = rounds::measure(case, effort);
        for row in &rows {
            let Standing::Ours { allocations: Some(most) } = row.standing else { continue };
            if row.allocations > f64::from(most) {
                let Row { operation, sample, name, allocations, .. } = row;
                return Err(format!("{operation} {sample} by {name} allocates {allocations} times"));
            }
        }
        tables.push(rows);
    }
    Ok(tables)
}
