//! Replies of the text doors, in the shape of `clickatell decode reply`.

use clickatell_core::reply::{Fault, Limits, Reply, Tolerance, replies};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::Verdict;
use crate::line::Kind;
use crate::shape::{Tolerated, explain, is_good, octets, same};

/// One line, or a return string of SOAP.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Line {
    line: Option<String>,
    /// The line in hexadecimal digits, where it is no text.
    octets: Option<String>,
    expect: Value,
    tolerated: Option<Tolerated>,
    /// The line that is written for what was read, where that is another one.
    built: Option<Value>,
    /// The second from which messages are taken again.
    retry_at: Option<Value>,
}

impl Kind for Line {
    fn run(self, verdict: &mut Verdict) {
        let line = match (&self.line, &self.octets) {
            (Some(line), None) => Ok(line.clone().into_bytes()),
            (None, Some(digits)) => octets(digits),
            _ => Err("one of line and octets".to_owned()),
        };
        let line = match line {
            Ok(line) => line,
            Err(failure) => return verdict.check("reply taken", || Err(failure)),
        };
        let read = Reply::parse(&line, &Tolerance::STRICT, &mut ());
        verdict.check("reply read", || same(&shown(&read), &self.expect));
        if let Some(tolerated) = &self.tolerated {
            verdict.check("reply tolerated", || {
                let mut notes = Vec::new();
                let read = Reply::parse(&line, &Tolerance::FIELD, &mut notes);
                same(&shown(&read), &tolerated.expect)?;
                same(&notes.iter().map(place).collect::<Vec<_>>(), &tolerated.notes)
            });
        }
        let said = if is_good(&self.expect) {
            Some(&self.expect)
        } else {
            self.tolerated.as_ref().map(|it| &it.expect)
        };
        if let Some(said) = said {
            verdict.check("reply written", || {
                let written = written(said)?;
                match &self.built {
                    Some(built) => same(&written, built),
                    None if is_good(&self.expect) => same(&written.as_bytes(), &json!(line)),
                    None => Ok(()),
                }
            });
        }
        if let Some(retry_at) = &self.retry_at {
            verdict.check("time of a retry", || same(&read.map_err(explain)?.retry_at(), retry_at));
        }
    }
}

/// The line for what a vector says.
fn written(said: &Value) -> Result<String, String> {
    let reply = Reply::deserialize(said).map_err(explain)?;
    let mut line = String::new();
    reply.build(&mut line).map_err(explain)?;
    Ok(line)
}

/// A reply that must be answered with, whatever it says.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Answer {
    reply: Value,
    expect: Value,
}

impl Kind for Answer {
    fn run(self, verdict: &mut Verdict) {
        verdict.check("line written", || {
            let reply = Reply::deserialize(&self.reply).map_err(explain)?;
            same(&json!({ "line": reply.to_line() }), &self.expect)
        });
    }
}

/// The replies of a body, which real gateways write in many ways.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Body {
    body: String,
    expect: Value,
    notes: Value,
}

impl Kind for Body {
    fn run(self, verdict: &mut Verdict) {
        verdict.check("body read", || {
            let mut notes = Vec::new();
            let found: Vec<_> =
                replies(self.body.as_bytes(), &Tolerance::FIELD, Limits::default(), &mut notes).collect();
            same(&found.iter().map(shown).collect::<Vec<_>>(), &self.expect)?;
            same(&notes.iter().map(place).collect::<Vec<_>>(), &self.notes)
        });
    }
}

fn shown(reply: &Result<Reply<'_>, Fault>) -> Value {
    match reply {
        Ok(reply) => serde_json::to_value(reply).unwrap_or_default(),
        Err(fault) => json!({ "error": place(fault) }),
    }
}

fn place(fault: &Fault) -> Value {
    json!({ "rule": fault.rule().name(), "field": fault.field().to_string(), "at": fault.at() })
}
