//! The SMPP codec: PDUs decoded and encoded.

mod contender;
mod contenders;
mod faulty;
mod reading;
mod samples;
mod task;

use crate::case::{Case, Standing};
use contenders::tasks;
use task::Operation;

/// Decoding and encoding of each sample.
pub(crate) fn cases() -> Vec<Case> {
    let tasks = tasks();
    let mut cases = Vec::new();
    for operation in [Operation::Decode, Operation::Encode] {
        for sample in samples::all() {
            let tasks = tasks.iter().filter(|task| task.operation == operation);
            let runners = tasks.map(|task| task.on(sample)).collect();
            cases.push(Case { operation: operation.name(), sample: sample.name, runners });
        }
    }
    cases
}

/// How many faulty PDUs each decoder refuses; an error if ours takes one.
pub(crate) fn print_refusals() -> Result<(), String> {
    println!("Faulty PDUs refused");
    for task in tasks().iter().filter(|task| task.operation == Operation::Decode) {
        let mut cells = String::new();
        for sample in samples::all() {
            let faulty = faulty::of(&sample);
            let accepted: Vec<_> =
                faulty.iter().filter(|faulty| task.accepts(sample.kind, &faulty.octets)).collect();
            if let (Standing::Ours { .. }, Some(first)) = (task.standing, accepted.first()) {
                return Err(format!("{} takes a faulty {}: {}", task.name, sample.name, first.fault));
            }
            cells += &format!("   {} {:>3} of {}", sample.name, faulty.len() - accepted.len(), faulty.len());
        }
        println!("  {:<12}{cells}", task.name);
    }
    Ok(())
}
