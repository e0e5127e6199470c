//! Whole streams through the program: what goes in and out of its pipes.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::std_instead_of_alloc,
    reason = "a test: a panic is a failed test"
)]

mod program;

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::process::{Child, Command, Output, Stdio};

use clickatell_testkit::from_hex;

const ENQUIRE_LINK: &str = "00000010 00000015 00000000 00000008";

fn clickatell(args: &[&str]) -> Command {
    let mut command = program::command();
    command.args(args);
    command
}

fn spawn(args: &[&str]) -> Child {
    let mut command = clickatell(args);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command.spawn().expect("the program starts")
}

/// Runs it over an input that fits into memory.
fn run(args: &[&str], input: &[u8]) -> Output {
    let mut child = spawn(args);
    let mut stdin = child.stdin.take().expect("a pipe");
    std::thread::scope(|scope| {
        scope.spawn(move || stdin.write_all(input));
        child.wait_with_output().expect("the program ends")
    })
}

/// The octets of every SMPP vector whose line says `wanted`.
fn vectors(wanted: impl Fn(&serde_json::Value) -> bool) -> Vec<Vec<u8>> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../conformance/vectors/smpp");
    let mut octets = Vec::new();
    for entry in std::fs::read_dir(folder).expect("the vectors are there") {
        let file = std::fs::read_to_string(entry.expect("an entry").path()).expect("a file of text");
        for line in file.lines() {
            let vector: serde_json::Value = serde_json::from_str(line).expect("a line of JSON");
            if vector["kind"] == "pdu" && wanted(&vector) {
                octets.push(from_hex(vector["octets"].as_str().expect("hex")));
            }
        }
    }
    assert!(!octets.is_empty());
    octets
}

#[test]
fn passwords_of_captures_are_nowhere_unless_they_are_asked_for() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/capture/tests/captures");
    let shown = |args: &[&str], path: &str| {
        let output = run(&[&["decode", "smpp"], args, &[path]].concat(), b"");
        let text = String::from_utf8(output.stdout).expect("text");
        assert!(text.contains("ctuser01") || path.ends_with("others.pcap"), "{path}");
        text.contains("s3cret99") || text.contains("73 33 63 72") || text.contains("73336372")
    };
    let mut files = 0;
    for entry in std::fs::read_dir(folder).expect("the captures are there") {
        let path = entry.expect("an entry").path();
        let path = path.to_str().expect("a name");
        assert!(!shown(&[], path) && !shown(&["--json"], path), "{path}");
        files += 1;
    }
    assert!(files > 10);
    let path = [folder, "/session.pcap"].concat();
    assert!(shown(&["--show-passwords"], &path) && shown(&["--json", "--show-passwords"], &path));
}

#[test]
fn a_capture_encodes_to_the_octets_that_were_sent() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/capture/tests/captures/session.pcap");
    let decoded = run(&["decode", "smpp", "--json", "--show-passwords", path], b"");
    assert_eq!(decoded.status.code(), Some(0), "{}", String::from_utf8_lossy(&decoded.stderr));
    let encoded = run(&["encode", "smpp", "--raw"], &decoded.stdout);
    assert_eq!(encoded.status.code(), Some(0), "{}", String::from_utf8_lossy(&encoded.stderr));
    // Bind, message, probe and unbind with their answers, all in the order in which they were sent.
    let capture = std::fs::read(path).expect("the capture is there");
    let mut rest = encoded.stdout.as_slice();
    let mut lengths = Vec::new();
    while let Some(length) = rest.first_chunk::<4>() {
        let length = usize::try_from(u32::from_be_bytes(*length)).expect("a length");
        assert!(capture.windows(length).any(|octets| octets == &rest[..length]));
        lengths.push(length);
        rest = &rest[length..];
    }
    assert_eq!(lengths, [46, 32, 66, 49, 16, 16, 16, 16]);
}

#[test]
fn what_decodes_encodes_to_the_same_octets() {
    let octets = vectors(|vector| vector["expect"]["error"].is_null()).concat();
    let decoded = run(&["decode", "smpp", "--json", "-"], &octets);
    // Lengths of TLVs in PDUs that are not read are not judged, so every one of these decodes.
    assert_eq!(decoded.status.code(), Some(0), "{}", String::from_utf8_lossy(&decoded.stderr));
    let encoded = run(&["encode", "smpp", "--raw", "--strict"], &decoded.stdout);
    assert_eq!(encoded.status.code(), Some(0), "{}", String::from_utf8_lossy(&encoded.stderr));
    assert!(encoded.stdout == octets, "the octets differ");
    assert_eq!(String::from_utf8_lossy(&encoded.stderr), "");

    let as_hex = run(&["encode", "smpp", "--hex"], &decoded.stdout);
    let again = run(&["decode", "smpp", "--json"], &as_hex.stdout);
    assert_eq!(again.stdout, decoded.stdout);
}

#[test]
fn octets_of_every_vector_can_be_shown() {
    let good_lengths = |vector: &serde_json::Value| vector["expect"]["error"]["rule"] != "bad_length";
    let octets = vectors(good_lengths);
    for args in [["decode", "smpp"].as_slice(), &["decode", "smpp", "--tolerant", "--redact"]] {
        let shown = run(args, &octets.concat());
        let text = String::from_utf8(shown.stdout).expect("text");
        let titles = text.lines().filter(|line| line.contains(" octets at ")).count();
        assert_eq!(titles, octets.len());
        assert!(!text.contains('\u{1b}'), "colours in a pipe");
    }
}

#[test]
fn a_masked_password_is_nowhere() {
    let bind = vectors(|vector| vector["id"] == "smpp-v01").concat();
    let long = vectors(|vector| vector["id"] == "smpp-bind-password-over-long").concat();
    // Decoded, faulty, and cut short in the middle.
    for octets in [bind.as_slice(), &long, &bind[..40]] {
        for args in [["decode", "smpp"].as_slice(), &["decode", "smpp", "--json"]] {
            let shown = String::from_utf8(run(args, octets).stdout).expect("text");
            let mut masked: Vec<&str> = args.to_vec();
            masked.push("--redact");
            let masked = String::from_utf8(run(&masked, octets).stdout).expect("text");
            for secret in ["s3cret", "3cre", "73 33", "7333"] {
                assert!(!masked.contains(secret), "{masked}");
            }
            let is_dump = !args.contains(&"--json");
            assert!(shown.contains("s3cret9") || (octets != bind && !is_dump), "{shown}");
        }
    }
}

#[test]
fn an_input_of_any_size_takes_constant_memory() {
    const PDUS: usize = 1_000;
    // A command of a vendor, as long as a PDU may be: 70 MB of them.
    let mut pdu = from_hex("00011170 00010200 00000000 00000001");
    pdu.resize(70_000, 0);
    let mut child = spawn(&["decode", "smpp"]);
    let mut stdin = child.stdin.take().expect("a pipe");
    let writer = std::thread::spawn(move || {
        for _ in 0..PDUS {
            stdin.write_all(&pdu).expect("it reads on");
        }
        // One that claims as much, and nothing behind it.
        stdin.write_all(&pdu[..4]).expect("it reads on");
        stdin
    });
    let mut stdout = BufReader::new(child.stdout.take().expect("a pipe"));
    let mut seen = 0;
    while seen < PDUS {
        let mut line = String::new();
        assert_ne!(stdout.read_line(&mut line).expect("text"), 0, "{seen} PDUs");
        seen += usize::from(line.contains(" octets at "));
    }
    // The input is still open.
    let stdin = writer.join().expect("the writer");
    if let Ok(status) = std::fs::read_to_string(format!("/proc/{}/status", child.id())) {
        let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("a peak");
        let kilobytes: u64 = peak.trim().trim_end_matches(" kB").parse().expect("a number");
        assert!(kilobytes < 16 * 1024, "{kilobytes} kB for 70 MB of PDUs");
    }
    drop(stdin);
    let mut rest = String::new();
    stdout.read_to_string(&mut rest).expect("text");
    assert!(rest.contains("69996 more octets are needed, 4 are there"), "{rest}");
    assert_eq!(child.wait().expect("the program ends").code(), Some(1));
}

#[test]
fn what_is_known_is_out_before_more_is_waited_for() {
    let mut child = spawn(&["decode", "smpp", "--json"]);
    let mut stdin = child.stdin.take().expect("a pipe");
    stdin.write_all(&from_hex(ENQUIRE_LINK)).expect("it reads");
    let mut line = String::new();
    let mut stdout = BufReader::new(child.stdout.take().expect("a pipe"));
    stdout.read_line(&mut line).expect("a line, while the input is open");
    assert!(line.contains("enquire_link"), "{line}");
    drop(stdin);
    assert_eq!(child.wait().expect("the program ends").code(), Some(0));

    let mut child = spawn(&["encode", "smpp"]);
    let mut stdin = child.stdin.take().expect("a pipe");
    stdin.write_all(line.as_bytes()).expect("it reads");
    let mut octets = [0; 16];
    child.stdout.take().expect("a pipe").read_exact(&mut octets).expect("a PDU, while the input is open");
    assert_eq!(octets, from_hex(ENQUIRE_LINK).as_slice());
    drop(stdin);
    assert_eq!(child.wait().expect("the program ends").code(), Some(0));
}

#[test]
fn a_reader_that_goes_away_is_no_fault() {
    for args in [["decode", "smpp", "--json"].as_slice(), &["decode", "smpp"]] {
        let mut child = spawn(args);
        let mut stdin = child.stdin.take().expect("a pipe");
        let mut stdout = child.stdout.take().expect("a pipe");
        let writer = std::thread::spawn(move || {
            let some = from_hex(ENQUIRE_LINK).repeat(10_000);
            while stdin.write_all(&some).is_ok() {}
        });
        stdout.read_exact(&mut [0; 100]).expect("output");
        drop(stdout);
        let output = child.wait_with_output().expect("the program ends");
        writer.join().expect("the writer");
        assert_eq!(output.status.code(), Some(0));
        assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    }
}

#[test]
fn colours_come_where_they_are_wanted() {
    let has_colours = |command: &mut Command| {
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("it starts");
        child.stdin.take().expect("a pipe").write_all(&from_hex(ENQUIRE_LINK)).expect("it reads");
        child.wait_with_output().expect("the program ends").stdout.contains(&0x1B)
    };
    assert!(!has_colours(&mut clickatell(&["decode", "smpp"])));
    assert!(has_colours(&mut clickatell(&["decode", "smpp", "--color", "always"])));
    assert!(has_colours(clickatell(&["decode", "smpp"]).env("CLICOLOR_FORCE", "1")));
    assert!(!has_colours(clickatell(&["decode", "smpp"]).env("CLICOLOR_FORCE", "1").env("NO_COLOR", "1")));
    assert!(!has_colours(&mut clickatell(&["decode", "smpp", "--color", "never"])));
}

/// A gateway's log while a client binds with a wrong password, binds with the right one, and submits a message with
/// the sender of somebody else.
#[test]
fn the_log_says_why_a_bind_and_a_message_are_refused() {
    let args = ["gateway", "--smpp", "127.0.0.1:0", "--http", "127.0.0.1:0", "--exit-with-stdin", "-v"];
    let mut gateway = spawn(&args);
    let mut ready = String::new();
    let mut stdout = BufReader::new(gateway.stdout.take().expect("a pipe"));
    stdout.read_line(&mut ready).expect("a line");
    let ready: serde_json::Value = serde_json::from_str(&ready).expect("a line of JSON");
    let bind = |number: u32, password: &str| {
        let body = serde_json::json!({ "system_id": "demo", "password": password, "system_type": "3000001" });
        serde_json::json!({ "command_id": "bind_transceiver", "sequence_number": number, "body": body })
    };
    let submit = serde_json::json!({ "command_id": "submit_sm", "sequence_number": 3, "body": {
        "source_addr": "Other", "dest_addr_ton": 1, "dest_addr_npi": 1, "destination_addr": "279991234567",
        "short_message": "48",
    }});
    let lines = format!("{}\n{}\n{submit}\n", bind(1, "wrong"), bind(2, "demo1234"));
    let pdus = run(&["encode", "smpp", "--hex"], lines.as_bytes()).stdout;
    let address = ready["smpp"].as_str().expect("an address");
    let mut stream = std::net::TcpStream::connect(address).expect("a link");
    stream.set_read_timeout(Some(core::time::Duration::from_secs(10))).expect("a timeout");
    for pdu in String::from_utf8(pdus).expect("digits").lines() {
        stream.write_all(&from_hex(pdu)).expect("it is taken");
        let mut length = [0; 4];
        stream.read_exact(&mut length).expect("a response");
        let rest = usize::try_from(u32::from_be_bytes(length)).expect("a length") - 4;
        stream.read_exact(&mut vec![0; rest]).expect("all of it");
    }
    drop(gateway.stdin.take());
    let ended = gateway.wait_with_output().expect("it ends");
    let log = String::from_utf8(ended.stderr).expect("text");
    for (refused, words) in [
        ("refused bind_transceiver", ["WARN", "ESME_RINVPASWD", "the password is wrong"]),
        ("refused submit_sm", ["INFO", "ESME_ROUTERR", "the sender is not registered"]),
    ] {
        let line = log.lines().find(|line| line.contains(refused)).unwrap_or_default();
        assert!(words.iter().all(|word| line.contains(word)), "{log}");
    }
}
