//! What the program does over SMPP: against its own gateway, and as the server of the compliance test.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::std_instead_of_alloc,
    clippy::std_instead_of_core,
    clippy::unwrap_used,
    reason = "a test: a panic is a failed test"
)]

mod program;

use std::collections::HashSet;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::process::{Child, ChildStdout, Command, ExitStatus, Stdio};

use clickatell_smpp::link::{Link, Plan};
use clickatell_smpp::net::{self, Incoming, Outcome};
use clickatell_smpp::pdu::{Bind, BindKind, PduBody, SubmitSm, Unbind};
use clickatell_smpp::profile::Profile;
use clickatell_smpp::value::{Address, RegisteredDelivery};
use clickatell_smpp::{COctets, Password, SequenceNumber, ShortMessage};
use serde_json::{Value, json};

/// A running program whose output is read line by line; it is stopped when it is dropped.
struct Program {
    child: Child,
    out: BufReader<ChildStdout>,
}

impl Program {
    fn start(args: &[&str]) -> Self {
        let mut child = program::command()
            .args(args)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let out = BufReader::new(child.stdout.take().expect("a pipe"));
        Self { child, out }
    }

    /// The next line, as JSON; `None` at the end.
    fn line(&mut self) -> Option<Value> {
        let mut line = String::new();
        self.out.read_line(&mut line).expect("a line");
        (!line.is_empty())
            .then(|| serde_json::from_str(&line).unwrap_or_else(|error| panic!("{line}: {error}")))
    }

    /// Everything to the end, and how it ended.
    fn rest(mut self) -> (String, ExitStatus) {
        let mut rest = String::new();
        self.out.read_to_string(&mut rest).expect("text");
        (rest, self.child.wait().expect("an end"))
    }

    /// Asks it to stop, as a service manager would.
    #[cfg(unix)]
    fn terminate(&self) {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &id]).status().expect("kill").success());
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _gone = self.child.kill();
        let _reaped = self.child.wait();
    }
}

/// A gateway of its own for a test.
struct Gateway {
    _program: Program,
    smpp: String,
    http: String,
}

impl Gateway {
    fn start() -> Self {
        let args = ["gateway", "--smpp", "127.0.0.1:0", "--http", "127.0.0.1:0", "--exit-with-stdin"];
        let mut program = Program::start(&args);
        let ready = program.line().expect("it is ready");
        let address = |door: &str| ready[door].as_str().expect("an address").to_owned();
        Self { smpp: address("smpp"), http: address("http"), _program: program }
    }

    /// The handset sends a message.
    fn handset_sends(&self, text: &str) {
        let body = json!({ "to": "447624803759", "text": text }).to_string();
        let mut stream = TcpStream::connect(&self.http).expect("the control interface");
        write!(
            stream,
            "POST /gateway/handset/279991234567/mo HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\
             Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        )
        .expect("a request");
        let mut reply = String::new();
        stream.read_to_string(&mut reply).expect("a reply");
        assert!(reply.starts_with("HTTP/1.1 2"), "{reply}");
    }
}

#[test]
#[cfg(unix)]
fn receive_prints_what_comes_in_and_ends_with_a_signal() {
    let gateway = Gateway::start();
    for bind in ["receiver", "transceiver"] {
        // What came before is held for whoever receives.
        gateway.handset_sends("Да 👍");
        let mut receive = Program::start(&["receive", "smpp", &gateway.smpp, "--bind", bind]);
        let line = receive.line().expect("a delivery");
        assert_eq!(
            (&line["command_id"], &line["body"]["source_addr"]),
            (&json!("deliver_sm"), &json!("279991234567"))
        );
        assert_eq!(line["body"]["text"], "Да 👍", "{line}");
        gateway.handset_sends("and another");
        assert_eq!(receive.line().expect("another")["body"]["text"], "and another");
        receive.terminate();
        let (rest, status) = receive.rest();
        assert_eq!(
            (rest.as_str(), status.code()),
            ("", Some(0)),
            "each was acknowledged, and none came twice"
        );
    }
}

#[test]
fn send_says_what_became_of_each_message() {
    let gateway = Gateway::start();
    let send = |args: &[&str]| {
        let program = Program::start(&[&["send", "smpp", "--address", &gateway.smpp], args].concat());
        let (out, status) = program.rest();
        (out.lines().map(str::to_owned).collect::<Vec<_>>(), status.code())
    };
    // Without receipts a transmitter does.
    let (lines, status) = send(&["--to", "279991234567", "Hello"]);
    assert_eq!((lines.len(), status), (1, Some(0)), "{lines:?}");
    assert!(lines[0].starts_with("279991234567  accepted as "));
    // Unicode of more than one part, to two numbers, of which the gateway blocks none.
    let long = "Привет, ".repeat(40);
    let to = ["--to", "279991234567", "--to", "19991234567"];
    let (lines, status) = send(&[&to[..], &["--wait", "--json", &long]].concat());
    let lines: Vec<Value> = lines.iter().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    assert_eq!((lines.len(), status), (4, Some(0)), "{lines:?}");
    assert!(lines[..2].iter().all(|line| line["id"].as_str().is_some_and(|id| id.len() == 32)));
    assert!(lines[2..].iter().all(|line| line["status"] == "004"), "{lines:?}");
    // The same in parts that the program cuts, each a message with a receipt of its own.
    for way in ["udh", "sar"] {
        let (lines, status) = send(&["--to", "279991234567", "--long", way, "--wait", "--json", &long]);
        let lines: Vec<Value> = lines.iter().map(|line| serde_json::from_str(line).expect("JSON")).collect();
        assert_eq!((lines.len(), status), (10, Some(0)), "{way}: {lines:?}");
        for (part, line) in (1..=5).zip(&lines) {
            assert_eq!((&line["part"], &line["parts"]), (&json!(part), &json!(5)), "{way}: {line}");
        }
        assert!(lines[5..].iter().all(|line| line["status"] == "004"), "{way}: {lines:?}");
    }
    let (lines, status) = send(&["--to", "279991234567", "--long", "udh", &"x".repeat(161)]);
    assert!(status == Some(0) && lines[1].starts_with("279991234567 2/2  accepted as "), "{lines:?}");
    let (lines, status) = send(&["--to", "279991234567", "--alphabet", "latin1", "5€"]);
    assert_eq!((lines.len(), status), (0, Some(2)), "a text that its alphabet lacks");
    let (lines, status) = send(&["--to", "279991234567", ""]);
    assert_eq!((lines.len(), status), (0, Some(2)), "no text");
    // A sender that is not registered.
    let (lines, status) = send(&["--to", "279991234567", "--from", "NOBODY", "Hello"]);
    assert_eq!((lines, status), (vec!["279991234567  error 0x0400: ROUTERR".to_owned()], Some(1)));
    let (lines, status) = send(&["--to", "279991234567", "--password", "wrong", "Hello"]);
    assert_eq!((lines.len(), status), (0, Some(1)));
}

#[test]
fn send_puts_a_load_on_a_gateway() {
    let gateway = Gateway::start();
    let send = |args: &[&str]| {
        let head =
            ["send", "smpp", "--address", &gateway.smpp, "--to", "279991234567", "--to", "19991234567"];
        let (out, status) = Program::start(&[&head, args].concat()).rest();
        (out.lines().map(str::to_owned).collect::<Vec<_>>(), status.code())
    };
    let long = "Ten octets".repeat(20);
    let load = ["--count", "20", "--window", "8", "--long", "udh", "--wait", "--json", &long];
    let (lines, status) = send(&load);
    let mut lines: Vec<Value> = lines.iter().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let summary = lines.pop().expect("a summary");
    let receipts = lines.split_off(80);
    assert_eq!((&summary["messages"], &summary["accepted"], status), (&json!(80), &json!(80), Some(0)));
    let ids: HashSet<_> = lines.iter().map(|line| line["id"].as_str().expect("an id")).collect();
    assert_eq!(ids.len(), 80, "two parts for each of two numbers, twenty times");
    let received: HashSet<_> = receipts.iter().map(|line| line["id"].as_str().expect("an id")).collect();
    assert_eq!((received, receipts.len()), (ids, 80), "a receipt for each");
    assert!(receipts.iter().all(|line| line["status"] == "004"), "{receipts:?}");

    let (lines, status) = send(&["--from", "NOBODY", "--window", "2", "Hello"]);
    assert_eq!((lines.len(), status), (3, Some(1)), "{lines:?}");
    assert!(lines[2].starts_with("2 messages: 0 accepted, 2 refused, 0 unknown, 0 not sent; 2 answers in "));
}

#[test]
fn a_login_that_does_not_fit_is_said() {
    let args = ["receive", "smpp", "127.0.0.1:1", "--password", "far too long"];
    let output = program::command().args(args).output().expect("it runs");
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("the password: "));
}

#[test]
fn receive_ends_when_its_credentials_are_refused() {
    let gateway = Gateway::start();
    for (option, value, reason) in [
        ("--password", "wrong", "ESME_RINVPASWD"),
        ("--system-id", "nobody", "ESME_RINVSYSID"),
        ("--system-type", "1", "ESME_RINVSYSTYP"),
    ] {
        let output = program::command()
            .args(["receive", "smpp", &gateway.smpp, option, value])
            .output()
            .expect("it runs");
        let told = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.code() == Some(1) && told.contains(reason), "{option}: {told}");
    }
}

#[test]
fn a_second_session_is_refused_with_what_can_be_done() {
    let gateway = Gateway::start();
    gateway.handset_sends("Hello");
    let mut receive = Program::start(&["receive", "smpp", &gateway.smpp]);
    receive.line().expect("it is bound");
    let send = ["send", "smpp", "--address", &gateway.smpp, "--to", "279991234567", "Hello"];
    let output = program::command().args(send).output().expect("it runs");
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(told.contains("ESME_RALYBND; the account already has"), "{told}");
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn a_link_that_is_lost_is_told_of_with_the_wait() {
    let gateway = Gateway::start();
    gateway.handset_sends("Hello");
    let mut receive = program::command()
        .args(["receive", "smpp", &gateway.smpp])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let (out, told) = (receive.stdout.take().expect("a pipe"), receive.stderr.take().expect("a pipe"));
    let mut line = String::new();
    BufReader::new(out).read_line(&mut line).expect("it is bound");
    drop(gateway);
    // That the delivery was not acknowledged may be told before.
    let mut notes = BufReader::new(told).lines().map_while(Result::ok);
    let note = notes.find(|note| note.contains("; binds again in "));
    receive.kill().expect("it still runs");
    receive.wait().expect("an end");
    assert!(note.is_some_and(|note| note.starts_with("note: ")));
}

#[test]
#[cfg(unix)]
fn a_load_that_is_interrupted_is_summed_up() {
    let gateway = Gateway::start();
    let load = ["send", "smpp", "--address", &gateway.smpp, "--to", "279991234567", "--json", "Load"];
    let mut send = Program::start(&[&load[..], &["--count", "1000", "--rate", "1"]].concat());
    send.line().expect("the first is accepted");
    send.terminate();
    let (rest, status) = send.rest();
    let summary: Value = serde_json::from_str(rest.lines().last().expect("a summary")).expect("JSON");
    let of = |member: &str| summary[member].as_u64().expect("a count");
    assert_eq!((of("messages"), status.code()), (1000, Some(1)), "{summary}");
    assert!(of("accepted") > 0 && of("not_sent") > 0, "{summary}");
}

#[test]
fn a_port_in_use_is_told_with_what_can_be_done() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let output = program::command().args(["compliance", "--smpp", &address]).output().expect("it runs");
    assert!(String::from_utf8_lossy(&output.stderr).contains("; another port, or port 0 "));
    assert_eq!(output.status.code(), Some(1));
}

/// Starts the test, and says where.
fn compliance(args: &[&str]) -> (Program, SocketAddr) {
    let mut program = Program::start(&[&["compliance", "--smpp", "127.0.0.1:0"], args].concat());
    let ready = program.line().expect("it is ready");
    let address = ready["smpp"].as_str().expect("an address").parse().expect("an address");
    (program, address)
}

fn bind() -> Bind<'static> {
    let (name, password) = (COctets::try_from("demo").unwrap(), Password::try_from("demo1234").unwrap());
    let mut bind = Bind::new(BindKind::Transceiver, name, password);
    bind.system_type = COctets::try_from("3000001").unwrap();
    bind
}

#[tokio::test]
async fn a_client_that_does_it_right_passes_the_compliance_test() {
    let (program, address) = compliance(&["--conditions", "2,3,6,7,8", "--for", "60", "--json"]);
    let link = Link::new(Plan::TransmitterAndReceiver, Profile::clickatell(), &bind(), 1).unwrap();
    let (client, mut incoming, driver) = net::client(link, move || tokio::net::TcpStream::connect(address));
    tokio::spawn(driver);
    tokio::spawn(async move {
        while let Some(happened) = incoming.recv().await {
            if let Incoming::Delivery(delivery) = happened {
                delivery.accept().unwrap();
            }
        }
    });
    let to = Address::international(COctets::try_from("279991234567").unwrap());
    let mut message = SubmitSm::new(to, ShortMessage::new(b"Hello").unwrap());
    message.registered_delivery = RegisteredDelivery::FINAL;
    let outcome = client.submit(&message).await.unwrap();
    assert!(matches!(outcome, Outcome::Accepted(_)));
    let (report, status) = tokio::task::spawn_blocking(|| program.rest()).await.unwrap();
    let lines: Vec<Value> = report.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 5, "{report}");
    assert!(lines.iter().all(|line| line["verdict"] == "passed"), "{report}");
    assert_eq!(status.code(), Some(0));
}

#[test]
fn a_client_that_does_it_wrong_is_shown_what() {
    let (program, address) = compliance(&["--conditions", "1,2,6,7", "--for", "3"]);
    let mut stream = TcpStream::connect(address).unwrap();
    let mut octets = Vec::new();
    bind().encode(SequenceNumber::new(1), &mut octets);
    stream.write_all(&octets).unwrap();
    // bind_transceiver_resp with an empty name and sc_interface_version.
    let mut resp = [0; 22];
    stream.read_exact(&mut resp).unwrap();
    octets.clear();
    bind().encode(SequenceNumber::new(2), &mut octets);
    // A submit_sm that ends in the middle of its first field.
    octets.extend([0, 0, 0, 17, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0, 3, b'x']);
    Unbind::new().encode(SequenceNumber::new(4), &mut octets);
    stream.write_all(&octets).unwrap();
    let mut answers = Vec::new();
    stream.read_to_end(&mut answers).unwrap();
    let (report, status) = program.rest();
    assert_eq!(status.code(), Some(1), "{report}");
    for wanted in [
        "1  failed    stays bound for 48 hours: critical",
        "the client ended its transceiver before its time was over",
        "2  failed    binds once for each kind of session: critical",
        "a bind as transceiver on a connection that had one",
        "6  failed    submits well formed submit_sm: critical",
        "#3: 0000001100000004000000000000000378",
        "7  not seen  handles deliver_sm, messages and receipts",
    ] {
        assert!(report.contains(wanted), "{wanted} is not in\n{report}");
    }
    // The password of the second bind is masked.
    assert!(!report.contains("64656d6f31323334") && report.contains("2a2a2a2a2a2a2a2a"), "{report}");
}
