//! `clickatell compliance`.

mod server;

use std::collections::BTreeSet;
use std::io::{self, Write};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use clickatell_core::hex;
use clickatell_smpp::compliance::{ComplianceMonitor, Condition, Evidence, Severity, Verdict};
use serde_json::json;
use tokio::net::TcpListener;

use crate::command::login::{Login, address};
use crate::failure::{Done, Failure};
use crate::json;
use crate::show::style;
use crate::signals::Signals;
use server::Server;

/// Serves the compliance test of the SMPP document: a client connects, and a report says how it did
///
/// The server lets the client bind, takes its messages, delivers a message and a receipt, and drops each of its sessions
/// once. It observes the nine conditions of section 5, step 4, until each of those asked for is decided, until the time is
/// over, or until a signal, and then prints for each: passed, failed with the evidence, or not yet seen. It exits 0 only
/// when all of those asked for are passed. When it is ready it prints one line on standard output:
/// {"event":"ready","smpp":"127.0.0.1:2775"}
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    clickatell compliance\n  \
    clickatell compliance --conditions 2,3,6,7,8 --for 60\n  \
    clickatell compliance --smpp 127.0.0.1:0 --drop-after 30 --json")]
pub(crate) struct Args {
    /// Where the client connects; port 0 takes a free one
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:2775", value_parser = address)]
    smpp: SocketAddr,
    #[command(flatten)]
    login: Login,
    /// The conditions to decide, 1 to 9
    #[arg(long, value_name = "NUMBERS", value_delimiter = ',', default_value = "1,2,3,4,5,6,7,8,9", value_parser = condition)]
    conditions: Vec<Condition>,
    /// Ends after so many seconds, decided or not; the first condition alone takes 48 hours
    #[arg(long = "for", value_name = "SECONDS")]
    at_most: Option<u64>,
    /// Drops each session once, so many seconds after it was bound
    #[arg(long, value_name = "SECONDS", default_value_t = 300)]
    drop_after: u64,
    /// Serves so many connections at a time; one more is closed at once
    #[arg(long, value_name = "NUMBER", default_value_t = 100)]
    connections: usize,
    /// Prints one JSON object for each condition
    #[arg(long)]
    json: bool,
}

fn condition(text: &str) -> Result<Condition, &'static str> {
    text.trim().parse().ok().and_then(Condition::from_number).ok_or("conditions are numbered 1 to 9")
}

impl Args {
    pub(crate) fn run(self) -> Result<Done, Failure> {
        let runtime = tokio::runtime::Runtime::new().map_err(Failure::Runtime)?;
        let wanted: BTreeSet<Condition> = self.conditions.iter().copied().collect();
        let server = runtime.block_on(self.serve(&wanted))?;
        server.with(|monitor| self.report(monitor, &wanted))
    }

    /// Serves until everything is decided, or it is enough.
    async fn serve(&self, wanted: &BTreeSet<Condition>) -> Result<Arc<Server>, Failure> {
        let signals = Signals::catch().map_err(Failure::Runtime)?;
        let listener =
            TcpListener::bind(self.smpp).await.map_err(|error| Failure::Listen(self.smpp, error))?;
        let smpp = listener.local_addr().map_err(|error| Failure::Listen(self.smpp, error))?;
        let drop_after = Duration::from_secs(self.drop_after);
        let server = Server::new(self.login.at(smpp), self.login.profile(), drop_after, self.connections);
        {
            let mut out = io::stdout().lock();
            writeln!(out, "{}", json!({ "event": "ready", "smpp": smpp }))?;
            out.flush()?;
        }
        let enough = async {
            match self.at_most {
                Some(seconds) => tokio::time::sleep(Duration::from_secs(seconds)).await,
                None => std::future::pending().await,
            }
        };
        let undecided = |monitor: &ComplianceMonitor| {
            wanted.iter().any(|condition| monitor.verdict(*condition) == Verdict::NotSeen)
        };
        tokio::select! {
            () = server.listen(&listener) => {}
            () = server.watch(undecided) => {}
            () = enough => {}
            () = signals.any() => {}
        }
        Ok(server)
    }

    fn report(&self, monitor: &ComplianceMonitor, wanted: &BTreeSet<Condition>) -> Result<Done, Failure> {
        let mut done = Done::Well;
        for condition in wanted {
            let verdict = monitor.verdict(*condition);
            if verdict != Verdict::Passed {
                done = Done::WithFaults;
            }
            if self.json {
                json::write_line(&mut io::stdout().lock(), &line(*condition, verdict))?;
            } else {
                show(&mut anstream::stdout().lock(), *condition, verdict)?;
            }
        }
        Ok(done)
    }
}

fn line(condition: Condition, verdict: Verdict<'_>) -> serde_json::Value {
    let (word, failures) = match verdict {
        Verdict::Passed => ("passed", 0),
        Verdict::Failed(_, failures) => ("failed", failures),
        Verdict::NotSeen => ("not seen", 0),
    };
    let mut line = json!({ "condition": condition.number(), "text": condition.text(), "verdict": word });
    if let (Verdict::Failed(evidence, _), Some(line)) = (verdict, line.as_object_mut()) {
        line.insert("severity".to_owned(), json!(severity(condition)));
        line.insert("failures".to_owned(), json!(failures));
        line.insert("evidence".to_owned(), proof(evidence));
    }
    line
}

fn proof(evidence: &Evidence) -> serde_json::Value {
    let mut proof = json!({ "micros": evidence.at.as_micros(), "message": evidence.breach.to_string() });
    if let (Some(number), Some(proof)) = (evidence.sequence_number, proof.as_object_mut()) {
        proof.insert("sequence_number".to_owned(), json!(number.get()));
        proof.insert("octets".to_owned(), json!(hex::encode(&evidence.octets)));
    }
    proof
}

fn show(out: &mut impl Write, condition: Condition, verdict: Verdict<'_>) -> io::Result<()> {
    let (number, text) = (condition.number(), condition.text());
    match verdict {
        Verdict::Passed => writeln!(out, "{number}  passed    {text}"),
        Verdict::NotSeen => {
            let note = style::NOTE;
            writeln!(out, "{number}  {note}not seen{note:#}  {text}")
        }
        Verdict::Failed(evidence, failures) => {
            let fault = style::FAULT;
            writeln!(out, "{number}  {fault}failed{fault:#}    {text}: {}", severity(condition))?;
            let times = if failures == 1 { String::new() } else { format!(" (the first of {failures})") };
            writeln!(out, "     at {}: {}{times}", evidence.at, evidence.breach)?;
            if let Some(number) = evidence.sequence_number {
                writeln!(out, "     #{number}: {}", hex::encode(&evidence.octets))?;
            }
            Ok(())
        }
    }
}

const fn severity(condition: Condition) -> &'static str {
    match condition.severity() {
        Severity::Critical => "critical",
        Severity::NonCritical => "not critical",
    }
}
