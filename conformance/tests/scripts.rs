//! Every conversation script, with its input arriving in every way.
#![allow(
    clippy::expect_used,
    clippy::print_stdout,
    clippy::std_instead_of_alloc,
    reason = "a test: a panic is a failed test"
)]

use std::collections::{BTreeMap, BTreeSet};

use conformance::script::{self, Arrival};

#[test]
fn scripts_hold() {
    let scripts = script::load().expect("the scripts can be read");
    assert!(!scripts.is_empty(), "no scripts");
    let (mut runs, mut failures) = (0, Vec::new());
    let (mut clauses, mut machines) = (BTreeSet::new(), BTreeMap::<_, usize>::new());
    for (name, script) in &scripts {
        clauses.extend(&script.header.clauses);
        *machines.entry(&script.header.under_test).or_default() += 1;
        for arrival in Arrival::ALL {
            let subject = match script::open(&script.header) {
                Ok(subject) => subject,
                Err(error) => {
                    failures.push(format!("{name}: {error}"));
                    break;
                }
            };
            if arrival != Arrival::Lines && subject.wire().is_none() {
                continue; // no octets whose cuts could matter
            }
            if arrival == Arrival::Moments && script.header.order_sensitive.is_some() {
                continue;
            }
            runs += 1;
            if let Err(failure) = script.run(subject, arrival) {
                failures.push(format!("{name}:{failure}"));
            }
        }
    }
    println!("{} scripts for {} clauses, {runs} runs", scripts.len(), clauses.len());
    for (machine, count) in machines {
        println!("{count:6} {machine}");
    }
    assert!(failures.is_empty(), "{} failures:\n{}", failures.len(), failures.join("\n"));
}
