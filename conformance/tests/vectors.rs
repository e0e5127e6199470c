//! Every vector, tried in every way that applies to it.
#![allow(
    clippy::expect_used,
    clippy::print_stdout,
    clippy::panic,
    clippy::std_instead_of_alloc,
    reason = "a test: a panic is a failed test"
)]

use std::collections::BTreeSet;

use conformance::{Finished, Verdict, load, smpp};

#[test]
fn smpp_vectors_hold() {
    let vectors = load("smpp").expect("the vectors can be read");
    let finished = Finished::load().expect("finished.toml can be read");
    assert!(!vectors.is_empty(), "no vectors");

    let ids: BTreeSet<&str> = vectors.iter().map(|vector| vector.id.as_str()).collect();
    assert_eq!(ids.len(), vectors.len(), "an id is used twice");
    assert_eq!(smpp::without_vector(&vectors, &finished), [""; 0], "finished without a vector");

    let mut all = Verdict::default();
    for vector in &vectors {
        let verdict = std::panic::catch_unwind(|| smpp::run(vector, &finished))
            .unwrap_or_else(|_| panic!("{} panicked", vector.id));
        all.add(&vector.id, verdict);
    }
    let clauses: BTreeSet<_> = vectors.iter().flat_map(|vector| &vector.clauses).collect();
    println!("{} SMPP vectors for {} clauses", vectors.len(), clauses.len());
    for (what, count) in &all.tried {
        println!("{count:6} {what}");
    }
    assert!(all.failures.is_empty(), "{} failures:\n{}", all.failures.len(), all.failures.join("\n"));
}
