//! The runner itself: a vector that says something else than the crates do is found out.
#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a test: a panic is a failed test")]

use conformance::{Finished, Vector, Verdict, smpp};
use serde_json::{Value, json};

/// The line of this id, as JSON.
fn line(id: &str) -> Value {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/vectors/smpp");
    let name = format!("\"id\":\"{id}\"");
    std::fs::read_dir(folder)
        .expect("the vectors can be read")
        .map(|entry| std::fs::read_to_string(entry.expect("an entry").path()).expect("a file of text"))
        .find_map(|file| file.lines().find(|line| line.contains(&name)).map(str::to_owned))
        .map(|line| serde_json::from_str(&line).expect("a line of JSON"))
        .expect("a line of that id")
}

fn run(line: Value) -> Verdict {
    let vector: Vector = serde_json::from_value(line).expect("a vector");
    smpp::run(&vector, &Finished::load().expect("finished.toml can be read"))
}

#[test]
fn a_changed_line_fails_in_the_check_that_reads_it() {
    let submit = "smpp-v10";
    for (id, pointer, value, check) in [
        (submit, "/expect/sequence_number", json!(3), "decoded"),
        (submit, "/expect/body/esm_class", json!(1), "encoded from its fields"),
        (submit, "/expect/body/esm_class", json!(1), "to JSON"),
        (submit, "/expect/body/short_message", json!("00"), "from JSON"),
        (submit, "/text", json!("Hallo"), "read"),
        (submit, "/reply", json!("00000010800000040000000000000003"), "replied to"),
        (submit, "/reply", Value::Null, "replied to"),
        ("smpp-status-005", "/status/name", json!("RBNDALY"), "status named"),
        ("smpp-status-005", "/status/printed_as", json!("RBNDALY"), "status named"),
        ("smpp-bind-password-over-long", "/expect/error/at", json!(26), "refused"),
        ("smpp-bind-password-over-long", "/expect/error/rule", json!("truncated"), "refused"),
        ("smpp-bind-password-over-long", "/expect/error/field", json!("system_id"), "refused"),
        ("smpp-bind-password-over-long", "/expect/error/command_status", json!(15), "refused"),
        ("smpp-bind-password-over-long", "/tolerated/switch", json!("not_ascii"), "tolerated"),
        ("smpp-bind-password-over-long", "/tolerated/expect/notes/0/at", json!(26), "tolerated"),
        ("smpp-bind-password-over-long", "/refusal/answer", json!("00"), "refused by a session"),
        ("smpp-header-length-15", "/refusal/close", json!(false), "refused by a session"),
        ("smpp-header-length-15", "/expect/error/at", json!(4), "refused by the framer"),
        ("smpp-header-length-15", "/octets", json!("0000001000000015000000000000000800"), "framed"),
        ("smpp-submit-sm-dest-ton-0", "/refusal/command_status", json!(1), "refused by a strict session"),
        ("smpp-submit-sm-dest-ton-0", "/refusal/profile", json!("none"), "profile"),
        ("smpp-submit-sm-dest-plus", "/refusal/field", json!("source_addr"), "refused by a session"),
        ("smpp-submit-sm-dest-plus", "/refusal/field", Value::Null, "refused by a session"),
        ("smpp-query-sm-zzz", "/refusal/by", Value::Null, "refused by a session"),
        ("smpp-tlv-0005-value-05", "/parameters/3.4/at", json!(67), "parameters"),
        ("smpp-tlv-0005-value-05", "/parameters/5.0", Value::Null, "parameters"),
        ("smpp-tlv-submit-sm-v50", "/parameters/5.0", json!({"at": 66}), "parameters"),
        ("smpp-tlv-misplaced-3-3", "/parameters/3.3/field", json!("source_port"), "out of place"),
        ("smpp-tlv-misplaced-3-3", "/parameters/3.3/command_status", json!(192), "out of place"),
        ("smpp-tlv-misplaced-3-3", "/parameters/3.3", Value::Null, "out of place"),
        ("smpp-tlv-misplaced-3-3", "/tolerated/expect/notes/0/at", json!(67), "out of place"),
        ("smpp-submit-multi", "/expect/body/dest_address/1/dl_name", json!("nobody"), "decoded"),
        ("smpp-submit-multi", "/expect/body/dest_address/0/dest_flag", json!(2), "from JSON"),
        ("smpp-stream-two", "/expect/1/offset", json!(17), "items"),
        ("smpp-stream-two", "/expect/1/offset", json!(17), "items at every cut"),
        ("smpp-stream-short-header", "/needed", json!(2), "missing octets"),
    ] {
        let mut line = line(id);
        assert_eq!(run(line.clone()).failures, [""; 0], "{id}");
        let member = line.pointer_mut(pointer).expect("a member");
        *member = value;
        let verdict = run(line);
        let found = verdict.failures.iter().any(|failure| failure.starts_with(&format!("{check}: ")));
        assert!(found, "{id} {pointer}: {:?}", verdict.failures);
    }
}

#[test]
fn what_is_no_vector_is_not_read() {
    for (pointer, value) in [
        ("/version", json!(2)),
        ("/kind", json!("burst")),
        ("/octets", json!("0g")),
        ("/clauses/0", json!("SMPP-8")),
        ("/reply", json!(1)),
    ] {
        let mut line = line("smpp-v10");
        *line.pointer_mut(pointer).expect("a member") = value;
        assert!(serde_json::from_value::<Vector>(line).is_err(), "{pointer}");
    }
    let mut line = line("smpp-v10");
    line["comment"] = json!("");
    assert!(serde_json::from_value::<Vector>(line).is_err());
}

#[test]
fn a_vector_on_which_nothing_was_tried_is_a_failure() {
    let mut all = Verdict::default();
    all.add("idle", Verdict::default());
    assert_eq!(all.failures, ["idle: nothing was tried"]);
}

#[test]
fn finished_is_what_works_and_nothing_else() {
    let vectors = conformance::load("smpp").expect("the vectors can be read");
    let mut finished = Finished::load().expect("finished.toml can be read");
    finished.smpp.commands.push("param_retrieve".to_owned());
    finished.smpp.commands.retain(|command| command != "unbind");
    let without = smpp::without_vector(&vectors[..1], &finished);
    assert!(without.contains(&"data_sm") && without.contains(&"param_retrieve"));
    assert_eq!(smpp::without_vector(&vectors, &finished), ["param_retrieve"]);
    let vector: Vector = serde_json::from_value(line("smpp-v29")).expect("a vector");
    let failure = "finished: unbind is read, and finished.toml does not list it";
    assert_eq!(smpp::run(&vector, &finished).failures, [failure]);
}
