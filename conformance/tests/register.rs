//! The register of clauses, and what holds them.
#![allow(
    clippy::expect_used,
    clippy::print_stdout,
    clippy::std_instead_of_alloc,
    reason = "a test: a panic is a failed test"
)]

use std::collections::BTreeSet;
use std::path::Path;

use conformance::Finished;
use conformance::register::{Coverage, Crate, Evidence, Register};

fn load() -> (Register, Evidence) {
    (
        Register::load().expect("clauses/ can be read"),
        Evidence::gather().expect("vectors and sources can be read"),
    )
}

#[test]
fn the_register_is_whole() {
    let register = Register::load().expect("clauses/ can be read");
    assert_eq!(register.problems(), [""; 0]);
    assert_eq!(register.clauses().count(), 979);
}

#[test]
fn what_is_named_is_in_the_register() {
    let (register, evidence) = load();
    assert!(evidence.named().count() > 100, "hardly anything is named: the wrong folders are looked at");
    assert_eq!(register.unknown(&evidence), [""; 0]);
}

#[test]
fn finished_crates_hold_their_clauses() {
    let (register, evidence) = load();
    let finished = Finished::load().expect("finished.toml can be read").crates;
    let open: Vec<&str> =
        register.open(&finished, &evidence).into_iter().map(|clause| clause.id.as_str()).collect();
    print!("{}", Coverage::new(&register, &evidence));
    assert!(open.is_empty(), "{} clauses of finished crates are open: {}", open.len(), open.join(" "));
}

/// A register of these clauses, each a line's columns after `section`.
fn register(clauses: &[(&str, &str, &str)]) -> Register {
    let lines: String = clauses
        .iter()
        .map(|(id, section, rest)| format!("{{ id = \"{id}\", section = \"{section}\", {rest} }},"))
        .collect();
    let mut register = Register::default();
    register
        .add(&format!("document = \"smpp\"\nedition = \"none\"\nclauses = [{lines}]"))
        .expect("a file of the register");
    register
}

#[test]
fn a_flaw_is_found() {
    const GOOD: &str = r#"side = "both", kind = "policy", crate = "smpp", text = "It holds.""#;
    let bad_text = |text: &str| format!(r#"side = "both", kind = "policy", crate = "smpp", text = "{text}""#);
    let (long, broken) = (bad_text(&format!("{}.", "x".repeat(160))), bad_text(r"It\nholds."));
    let unfinished = format!(r#"{GOOD}, reason = "Advice""#);
    let evasive = r#"side = "both", kind = "limit", crate = "smpp", text = "It holds.", reason = "None.""#;
    let problems = |clauses: &[(&str, &str, &str)]| register(clauses).problems();
    for (id, section, rest, flaw) in [
        ("SMPP-8-1", "9", GOOD, "\"SMPP-8-1\" is no id of smpp.toml, section \"9\""),
        ("SOAP-8-1", "8", GOOD, "\"SOAP-8-1\" is no id of smpp.toml, section \"8\""),
        ("SMPP-8-1-2", "8", GOOD, "\"SMPP-8-1-2\" is no id of smpp.toml, section \"8\""),
        ("SMPP-8.-1", "8.", GOOD, "\"SMPP-8.-1\" is no id of smpp.toml, section \"8.\""),
        ("SMPP-8-x", "8", GOOD, "\"SMPP-8-x\" is no id of smpp.toml, section \"8\""),
        ("SMPP-8-1", "8", &long, "SMPP-8-1: its text is no line of at most 160 characters"),
        ("SMPP-8-1", "8", &broken, "SMPP-8-1: its text is no line of at most 160 characters"),
        ("SMPP-8-1", "8", &unfinished, "SMPP-8-1: its reason is no line of at most 160 characters"),
        ("SMPP-8-1", "8", evasive, "SMPP-8-1: there is something to try, and no reason not to"),
    ] {
        let found = problems(&[("SMPP-7-1", "7", GOOD), (id, section, rest)]);
        assert_eq!(found.last().map(String::as_str), Some(flaw));
        assert_eq!(found.len(), 6, "besides the counts of five documents: {found:?}");
    }
    let twice = [("SMPP-8-1", "8", GOOD), ("SMPP-8-1", "8", GOOD)];
    assert_eq!(
        problems(&twice),
        [
            "smpp.toml: 2 clauses, not 175",
            "billing.toml: 0 clauses, not 132",
            "connect.toml: 0 clauses, not 284",
            "two_way.toml: 0 clauses, not 111",
            "soap.toml: 0 clauses, not 277",
            "SMPP-8-1 stands there twice",
        ]
    );
}

#[test]
fn sides_kinds_and_crates_are_known() {
    for line in [
        r#"side = "server", kind = "policy", crate = "smpp""#,
        r#"side = "both", kind = "state/timer", crate = "smpp""#,
        r#"side = "both", kind = "policy", crate = "standin""#,
        r#"side = "both", kind = "policy", crate = "smpp", note = "none""#,
    ] {
        let file = format!(
            "document = \"smpp\"\nedition = \"\"\nclauses = [{{ id = \"SMPP-8-1\", section = \"8\", {line}, text = \"\" }}]"
        );
        assert!(Register::default().add(&file).is_err(), "{line}");
    }
}

/// The ids of smpp's clauses that nothing holds.
fn open(register: &Register, evidence: &Evidence) -> Vec<String> {
    register
        .open(&BTreeSet::from([Crate::Smpp]), evidence)
        .into_iter()
        .map(|clause| clause.id.clone())
        .collect()
}

#[test]
fn a_clause_is_held_by_what_its_kind_asks_for() {
    let of = |kind: &str, more: &str| {
        format!(r#"side = "both", kind = "{kind}", crate = "smpp", text = "It holds."{more}"#)
    };
    let (limit, state, advice) =
        (of("limit", ""), of("state", ""), of("informative", r#", reason = "Advice.""#));
    let register =
        register(&[("SMPP-8-1", "8", &limit), ("SMPP-8-2", "8", &state), ("SMPP-8-3", "8", &advice)]);
    let (folder, file) = (Path::new("clickatell-smpp"), Path::new("x.jsonl"));

    let mut evidence = Evidence::default();
    assert_eq!(open(&register, &evidence), ["SMPP-8-1", "SMPP-8-2"]);
    evidence.add_source(folder, "src/pdu.rs", "//! SMPP-8-1, SMPP-8-2");
    evidence.add_source(folder, "tests/pdu.rs", "// SMPP-8-1, SMPP-8-2\n#[test]\nfn a() {}\n");
    assert_eq!(
        open(&register, &evidence),
        ["SMPP-8-1", "SMPP-8-2"],
        "neither code nor the head of a file is evidence"
    );
    evidence.add_source(folder, "tests/pdu.rs", "#[test]\nfn a() {\n    // SMPP-8-1, SMPP-8-2\n}\n");
    assert_eq!(open(&register, &evidence), ["SMPP-8-1"], "a test is not enough for a limit");
    evidence.add_vector(file, r#"{"clauses":["SMPP-8-1"]}"#).expect("JSON");
    assert_eq!(open(&register, &evidence), [""; 0]);

    let mut evidence = Evidence::default();
    let line = r#"{"kind":"smpp_exchanges","clauses":["SMPP-8-1","SMPP-8-2"]}"#;
    for runners in ["", "soap_exchanges", "\"soap_exchanges\""] {
        evidence.add_gateway_vector(file, line, runners).expect("JSON");
        assert_eq!(open(&register, &evidence), ["SMPP-8-1", "SMPP-8-2"], "nothing runs it: {runners}");
    }
    evidence.add_gateway_vector(file, line, "of_kind(\"smpp_exchanges\")").expect("JSON");
    assert_eq!(open(&register, &evidence), [""; 0]);

    let mut evidence = Evidence::default();
    evidence.add_script(file, "# about: SMPP-8-1\n\n# clauses: SMPP-8-1\nWAIT 1s # SMPP-8-2\n");
    assert_eq!(
        open(&register, &evidence),
        ["SMPP-8-1", "SMPP-8-2"],
        "only a header says what a script holds"
    );
    evidence.add_script(file, "# clauses: SMPP-8-2, SMPP-8-1\n# about: Both.\nWAIT 1s\n");
    assert_eq!(open(&register, &evidence), [""; 0]);
    let core = BTreeSet::from([Crate::Core]);
    assert!(register.open(&core, &Evidence::default()).is_empty(), "core has no clause here");

    let coverage = Coverage::new(&register, &evidence).to_string();
    assert!(
        coverage.contains("| smpp    |       3 |      0 |      2 |    0 |      1 |    0 |"),
        "{coverage}"
    );
    assert!(
        coverage.ends_with("| all     |       3 |      0 |      2 |    0 |      1 |    0 |\n"),
        "{coverage}"
    );
}

#[test]
fn a_name_that_is_not_in_the_register_is_found() {
    let register = register(&[(
        "SMPP-8-1",
        "8",
        r#"side = "both", kind = "policy", crate = "smpp", text = "It holds.""#,
    )]);
    let mut evidence = Evidence::default();
    evidence.add_source(Path::new("clickatell-smpp"), "src/pdu.rs", "// SMPP-8-1, SMPP-8-9");
    evidence.add_vector(Path::new("x.jsonl"), r#"{"clauses":["SMPP-8-1", "smpp-8-1", 1]}"#).expect("JSON");
    evidence.add_script(Path::new("x.script"), "# clauses: SMPP-8-1 SMPP-8-2\n");
    assert_eq!(
        register.unknown(&evidence),
        [
            "x.jsonl: 1 is not in the register",
            "x.jsonl: smpp-8-1 is not in the register",
            "x.script: SMPP-8-1 SMPP-8-2 is not in the register",
            "clickatell-smpp/src/pdu.rs: SMPP-8-9 is not in the register",
        ]
    );
}

#[test]
fn finished_names_crates() {
    let crates = |text: &str| Finished::parse(&format!("{text}\n[smpp]\ncommands = []")).map(|it| it.crates);
    assert_eq!(crates("").expect("TOML"), BTreeSet::new());
    assert_eq!(
        crates("crates = [\"smpp\", \"core\"]").expect("TOML"),
        BTreeSet::from([Crate::Core, Crate::Smpp])
    );
    assert!(crates("crates = [\"standin\"]").is_err());
}
