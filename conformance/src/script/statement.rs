//! What a script consists of.

use std::time::Duration;

use super::subject::End;
use super::value::Record;
use crate::ClauseId;

/// One conversation.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Script {
    /// What stands above it.
    pub header: Header,
    /// What happens, in order.
    pub statements: Vec<Statement>,
    /// The number of its last line.
    pub(super) last: usize,
}

/// What stands above a conversation.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Header {
    /// The clauses that it is evidence for.
    pub clauses: Vec<ClauseId>,
    /// What it shows.
    pub about: String,
    /// Which machine is tried; the other end is the script.
    pub under_test: String,
    /// By which habits that machine lives; empty where it has none to choose from.
    pub profile: String,
    /// What is changed of these.
    pub settings: Record,
    /// Why the input of one moment may not arrive in one piece; `None` where it may.
    pub order_sensitive: Option<String>,
}

impl Default for Header {
    fn default() -> Self {
        Self {
            clauses: Vec::new(),
            about: String::new(),
            under_test: String::new(),
            profile: String::new(),
            settings: Record::new("set"),
            order_sensitive: None,
        }
    }
}

/// One line.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Statement {
    /// Its number, from 1.
    pub line: usize,
    /// The line itself, without its comment.
    pub text: String,
    /// What it says.
    pub act: Act,
}

impl Statement {
    /// Whether it can fail because of what the machine does.
    pub(super) fn expects(&self) -> bool {
        match &self.act {
            Act::Expect(_) => true,
            Act::Repeat { body, times } => *times > 0 && body.iter().any(Self::expects),
            _ => false,
        }
    }
}

/// What is sent.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Message {
    /// These octets.
    Octets(Vec<u8>),
    /// By names.
    Record(Record),
}

/// What a line says.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Act {
    /// The connection comes about.
    Connect,
    /// The end that is the script closes it.
    Close,
    /// That end sends something.
    Send {
        /// Which one it is.
        end: End,
        /// What.
        message: Message,
    },
    /// Time passes, and the machine says nothing before all of it has.
    Wait(Duration),
    /// Time passes until the machine says something, and it does so in this range of it.
    WaitFor {
        /// How long it is silent at least.
        earliest: Duration,
        /// How long at most.
        latest: Duration,
    },
    /// The owner of the machine decides something.
    Do(Record),
    /// Something must be so.
    Expect(Expectation),
    /// These lines, so many times.
    Repeat {
        /// How many times.
        times: u32,
        /// The lines.
        body: Vec<Statement>,
    },
}

/// What must be so.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Expectation {
    /// The next that the machine sends is this, octet for octet.
    Sent {
        /// Which end it is.
        end: End,
        /// What.
        message: Message,
    },
    /// The next that it tells its owner is this.
    Event(Record),
    /// It closes the connection.
    Close,
    /// Its next timer is due after this time, or there is none.
    Timeout(Option<Duration>),
    /// It has sent and told nothing that is not expected yet.
    Nothing,
    /// It leaves input in the transport.
    NoInput,
    /// It refused the `DO` before this line.
    Error(Record),
    /// The `DO` before this line gave this.
    Result(Record),
}
