//! `send soap` and `send http` against the gateway of the same program.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::std_instead_of_alloc,
    reason = "a test: a panic is a failed test"
)]

mod program;

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Output, Stdio};

/// A gateway that ends with its standard input.
struct Gateway {
    process: Child,
    base: String,
}

impl Gateway {
    fn start() -> Self {
        Self::start_with(&[])
    }

    fn start_with(more: &[&str]) -> Self {
        let settings = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/doors.toml");
        let mut process = program::command()
            .args(["gateway", "--smpp", "127.0.0.1:0", "--http", "127.0.0.1:0", "--exit-with-stdin"])
            .args(["--config", settings])
            .args(more)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut ready = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut ready).unwrap();
        let ready: serde_json::Value = serde_json::from_str(&ready).unwrap();
        Self { process, base: format!("http://{}", ready["http"].as_str().unwrap()) }
    }

    fn send(&self, door: &str, arguments: &[&str]) -> Output {
        program::command().args(["send", door, "--base", &self.base]).args(arguments).output().unwrap()
    }
}

impl Drop for Gateway {
    fn drop(&mut self) {
        drop(self.process.stdin.take());
        self.process.wait().unwrap();
    }
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

#[test]
fn messages_are_sent_and_waited_for_through_every_text_door() {
    let gateway = Gateway::start();
    for (door, more) in [
        ("http", vec![]),
        ("soap", vec![]),
        ("soap", vec!["--service", "rpc-encoded"]),
        ("soap", vec!["--service", "older", "--no-session"]),
    ] {
        let mut arguments = vec!["--to", "279991234567", "--from", "ACME", "--wait", "10 € & <Привет>"];
        arguments.extend(more);
        let sent = gateway.send(door, &arguments);
        let shown = stdout(&sent);
        assert_eq!(sent.status.code(), Some(0), "{shown}{}", String::from_utf8_lossy(&sent.stderr));
        let lines: Vec<&str> = shown.lines().collect();
        assert!(lines[0].starts_with("279991234567  accepted as "), "{shown}");
        let id = lines[0].trim_start_matches("279991234567  accepted as ");
        let last = format!("279991234567  {id}: 004 Received by recipient");
        assert_eq!(lines.last(), Some(&last.as_str()), "{shown}");
    }
}

#[test]
fn a_refusal_is_a_result_and_the_status_of_the_program() {
    let gateway = Gateway::start();
    for door in ["http", "soap"] {
        let sent = gateway.send(door, &["--to", "279991234567", "--to", "2783123456", "--json", "Hi"]);
        let lines: Vec<serde_json::Value> =
            stdout(&sent).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!((lines[0]["to"].as_str(), lines[1]["error"].as_u64()), (Some("279991234567"), Some(114)));
        assert_eq!(sent.status.code(), Some(1));
        let refused = gateway.send(door, &["--to", "279991234567", "--password", "wrong", "Hi"]);
        assert_eq!(refused.status.code(), Some(1));
        let shown = stdout(&refused) + &String::from_utf8_lossy(&refused.stderr);
        assert!(shown.contains("Authentication failed") && !shown.contains("wrong"), "{shown}");
    }
}

#[test]
fn where_nobody_listens_the_address_and_the_cause_are_told() {
    // Port 1 belongs to a service that nobody runs any more.
    for (door, option, address) in [
        ("smpp", "--address", "127.0.0.1:1"),
        ("soap", "--base", "127.0.0.1:1"),
        ("http", "--base", "127.0.0.1:1"),
    ] {
        let sent =
            program::command().args(["send", door, option, address, "--to", "279991234567", "Hi"]).output();
        let sent = sent.unwrap();
        let told = String::from_utf8(sent.stderr).unwrap();
        assert!(told.contains("127.0.0.1:1") && told.contains("refused"), "{door}: {told}");
        assert_eq!((told.lines().count(), sent.status.code()), (1, Some(1)), "{door}: {told}");
    }
}

#[test]
fn the_url_of_a_service_is_taken_as_it_is() {
    let gateway = Gateway::start();
    for (door, path) in [
        ("soap", "/soap/document_literal/webservice"),
        ("soap", "/soap/rpc_encoded/webservice.php?wsdl"),
        ("soap", "/soap/webservice_vs.php"),
        ("http", "/http/sendmsg"),
    ] {
        let base = format!("{}{path}", gateway.base.trim_start_matches("http://"));
        let sent =
            program::command().args(["send", door, "--base", &base, "--to", "279991234567", "Hi"]).output();
        let sent = sent.unwrap();
        assert_eq!(sent.status.code(), Some(0), "{path}: {}", String::from_utf8_lossy(&sent.stderr));
    }
}

#[test]
fn a_wait_that_a_virtual_clock_does_not_end_says_so() {
    let gateway = Gateway::start_with(&["--virtual-clock"]);
    for door in ["http", "soap"] {
        let sent =
            gateway.send(door, &["--to", "279991234567", "--json", "--wait", "--patience", "1", "Hello"]);
        let first: serde_json::Value = serde_json::from_str(stdout(&sent).lines().next().unwrap()).unwrap();
        assert_eq!(first["to"], "279991234567", "{door}");
        let told = String::from_utf8(sent.stderr).unwrap();
        assert!(told.contains("no final status after 1 s") && told.contains("POST /gateway/clock"), "{told}");
        assert_eq!(sent.status.code(), Some(1));
    }
}

#[test]
fn a_proxy_is_not_asked_for_this_machine() {
    let gateway = Gateway::start();
    for door in ["http", "soap"] {
        let mut send = program::command();
        send.args(["send", door, "--base", &gateway.base, "--to", "279991234567", "Hi"]);
        // Nobody answers there.
        let sent = send.env("http_proxy", "http://127.0.0.1:1").output().unwrap();
        assert_eq!(sent.status.code(), Some(0), "{door}: {}", String::from_utf8_lossy(&sent.stderr));
    }
}
