//! The vectors whose members depend on their kind: each holds, and none would hold if it said something else.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::panic,
    clippy::std_instead_of_alloc,
    reason = "a test: a panic is a failed test"
)]

use std::collections::BTreeSet;

use conformance::{Line, Suite, Verdict, core, soap};
use serde_json::{Value, json};

const SUITES: [Suite; 2] = [core::SUITE, soap::SUITE];

fn lines(suite: &Suite) -> Vec<Line> {
    suite.load().expect("the vectors can be read")
}

/// Every line, with what tries it.
fn all_lines() -> impl Iterator<Item = (&'static Suite, Line)> {
    SUITES.iter().flat_map(|suite| lines(suite).into_iter().map(move |line| (suite, line)))
}

/// What trying a line gives; a panic names the line.
fn tried(suite: &Suite, line: &Line) -> Verdict {
    std::panic::catch_unwind(|| suite.run(line)).unwrap_or_else(|_| panic!("{} panicked", line.id))
}

#[test]
fn vectors_hold() {
    let all: Vec<_> = all_lines().collect();
    let ids: BTreeSet<&str> = all.iter().map(|(_, line)| line.id.as_str()).collect();
    assert_eq!(ids.len(), all.len(), "an id is used twice");
    for suite in &SUITES {
        let lines = lines(suite);
        let used: BTreeSet<&str> = lines.iter().map(|line| line.kind.as_str()).collect();
        assert_eq!(used, suite.kinds().collect(), "a kind that no line has");
        let mut verdict = Verdict::default();
        for line in &lines {
            verdict.add(&line.id, tried(suite, line));
            let named = !line.clauses.is_empty() && !line.about.is_empty() && !line.source.is_empty();
            assert!(named && line.id.starts_with(suite.folder), "{}", line.id);
        }
        let clauses: BTreeSet<_> = lines.iter().flat_map(|line| &line.clauses).collect();
        println!("{} vectors of {} for {} clauses", lines.len(), suite.folder, clauses.len());
        for (what, count) in &verdict.tried {
            println!("{count:6} {what}");
        }
        let failures = verdict.failures;
        assert!(failures.is_empty(), "{} failures:\n{}", failures.len(), failures.join("\n"));
    }
}

/// Each line of the whole suite, with each value of what it expects changed in turn.
#[test]
fn a_line_that_expects_something_else_fails() {
    for (suite, line) in all_lines() {
        let outcomes = line.members.iter().filter(|(name, _)| suite.is_outcome(name));
        let outcomes: Vec<(String, Value)> =
            outcomes.map(|(name, value)| (name.clone(), value.clone())).collect();
        assert!(!outcomes.is_empty(), "{} expects nothing", line.id);
        for (name, value) in outcomes {
            // Without an outcome that a line may lack there is nothing to compare; `expect` may be null.
            for changed in changes(&value).into_iter().filter(|value| name == "expect" || !value.is_null()) {
                let mut line = line.clone();
                line.members.insert(name.clone(), changed.clone());
                assert_ne!(tried(suite, &line).failures, [""; 0], "{}: {name} may be {changed}", line.id);
            }
        }
    }
}

/// Every value that differs from `value` in one place: a text longer by one character, a number or flag that is
/// another, a member or item too many.
fn changes(value: &Value) -> Vec<Value> {
    match value {
        Value::Null => vec![json!(0), json!("?")],
        Value::Bool(flag) => vec![json!(!flag), Value::Null],
        Value::Number(number) => {
            vec![json!(number.as_i64().map_or(0, |number| number.wrapping_add(1))), Value::Null]
        }
        Value::String(text) => vec![json!(format!("{text}0")), Value::Null],
        Value::Array(items) => {
            let mut all: Vec<Vec<Value>> = vec![[items.as_slice(), &[json!(0)]].concat()];
            // Of a long list the ends will do.
            let inner = 8..items.len().saturating_sub(1);
            for (place, item) in items.iter().enumerate().filter(|(place, _)| !inner.contains(place)) {
                for changed in changes(item) {
                    let mut items = items.clone();
                    items.splice(place..=place, [changed]);
                    all.push(items);
                }
            }
            all.into_iter().map(Value::Array).collect()
        }
        Value::Object(members) => {
            let with = |name: &str, value: Value| {
                let mut members = members.clone();
                members.insert(name.to_owned(), value);
                Value::Object(members)
            };
            let inside = members.iter().flat_map(|(name, value)| {
                changes(value).into_iter().map(move |changed| (name.as_str(), changed))
            });
            inside.chain([("unknown", json!(0))]).map(|(name, value)| with(name, value)).collect()
        }
    }
}

#[test]
fn a_line_with_an_unknown_member_fails() {
    for (suite, mut line) in all_lines() {
        line.members.insert("comment".to_owned(), json!(""));
        let failures = tried(suite, &line).failures;
        assert!(
            failures.iter().any(|failure| failure.contains("unknown field")),
            "{}: {failures:?}",
            line.id
        );
    }
}

#[test]
fn what_is_no_line_is_not_read() {
    let good = json!({"version":1,"id":"core-x","about":"x","clauses":["SOAP-10-99"],"source":"x","kind":"api_error",
        "code":6,"expect":{"name":null,"digits":"006","retry":false}});
    let read = |value: &Value| serde_json::from_value::<Line>(value.clone());
    assert_eq!(tried(&core::SUITE, &read(&good).expect("a line")).failures, [""; 0]);
    for (name, value) in [("version", json!(2)), ("clauses", json!(["SOAP-10"])), ("about", json!(1))] {
        let mut bad = good.clone();
        bad[name] = value;
        assert!(read(&bad).is_err(), "{name}");
    }
    let mut bad = good;
    bad["kind"] = json!("error_code");
    let failures = tried(&core::SUITE, &read(&bad).expect("a line")).failures;
    assert_eq!(failures, ["understood: \"error_code\" is no kind"]);
}

#[test]
fn the_pages_name_every_kind() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/vectors");
    let page = |name: &str| std::fs::read_to_string(format!("{folder}/{name}")).expect("a page");
    let readme = page("README.md");
    for suite in &SUITES {
        let schema: Value =
            serde_json::from_str(&page(&format!("{}.schema.json", suite.folder))).expect("JSON");
        let named: BTreeSet<&str> = schema["oneOf"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|kind| kind["properties"]["kind"]["const"].as_str())
            .collect();
        assert_eq!(named, suite.kinds().collect());
        for kind in named {
            assert!(readme.contains(&format!("| `{kind}` | ")), "{kind} is not in README.md");
        }
    }
}
