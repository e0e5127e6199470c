//! Runs a script against a machine.

mod expect;

use std::collections::VecDeque;
use std::fmt;
use std::time::Duration;

use clickatell_core::time::Instant;

use super::statement::{Act, Expectation, Message, Script, Statement};
use super::subject::{Done, Input, Sent, Subject};
use super::value::{Hex, Record, Value, Variables};
use super::wire::Wire;

/// How the octets of the script's end arrive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Arrival {
    /// As its lines have them.
    Lines,
    /// One at a time, with a needless `handle_timeout` after each.
    Octets,
    /// All that is sent between two other happenings in one piece.
    Moments,
}

impl Arrival {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Lines, Self::Octets, Self::Moments];
}

/// A line that was not met.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Failure {
    /// The line, from 1.
    pub line: usize,
    /// What it says.
    pub statement: String,
    /// What came instead, or what is wrong with the line.
    pub found: String,
    /// When.
    pub at: Instant,
    /// How octets arrived in this run.
    pub arrival: Arrival,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { line, statement, found, at, arrival } = self;
        write!(f, "{line}: {statement}: {found} (at {at}, input by {arrival:?})")
    }
}

impl Script {
    /// Runs it against a new machine.
    ///
    /// # Errors
    /// The first line that is not met.
    pub fn run(&self, subject: Box<dyn Subject>, arrival: Arrival) -> Result<(), Failure> {
        Run::new(subject, arrival).all(self)
    }
}

/// What a machine may say at one moment; beyond it is taken to say so for ever.
const MOST: usize = 10_000;

struct Run<'a> {
    subject: Box<dyn Subject>,
    arrival: Arrival,
    now: Instant,
    variables: Variables,
    /// The line that is being carried out, to locate failures.
    line: usize,
    text: &'a str,
    connected: bool,
    /// What was sent and not read.
    transport: VecDeque<u8>,
    events: VecDeque<Record>,
    sent: VecDeque<Sent>,
    /// What became of the last `DO`, and its line.
    done: Option<(Done, &'a Statement)>,
    /// Input that is to arrive in one piece, and the expectations to be held against what comes of it.
    gathered: Vec<u8>,
    postponed: Vec<&'a Statement>,
}

impl<'a> Run<'a> {
    fn new(subject: Box<dyn Subject>, arrival: Arrival) -> Self {
        Self {
            subject,
            arrival,
            now: Instant::ZERO,
            variables: Variables::new(),
            line: 0,
            text: "",
            connected: false,
            transport: VecDeque::new(),
            events: VecDeque::new(),
            sent: VecDeque::new(),
            done: None,
            gathered: Vec::new(),
            postponed: Vec::new(),
        }
    }

    fn all(mut self, script: &'a Script) -> Result<(), Failure> {
        self.block(&script.statements)?;
        self.line = script.last;
        self.text = "the end";
        self.flush()?;
        self.line = script.last;
        self.text = "the end";
        self.done_was_expected()?;
        self.quiet().map_err(|found| self.failure(found))?;
        if self.connected && !self.transport.is_empty() {
            return Err(self.failure(format!("{} octets of input are not read", self.transport.len())));
        }
        Ok(())
    }

    fn block(&mut self, statements: &'a [Statement]) -> Result<(), Failure> {
        for statement in statements {
            if let Act::Repeat { times, body } = &statement.act {
                (0..*times).try_for_each(|_| self.block(body))?;
            } else {
                self.statement(statement)?;
            }
        }
        Ok(())
    }

    fn statement(&mut self, statement: &'a Statement) -> Result<(), Failure> {
        if self.gather(statement)? {
            return Ok(());
        }
        self.flush()?;
        self.at(statement);
        let Act::Expect(expectation) = &statement.act else {
            self.done_was_expected()?;
            self.at(statement);
            return self.act(statement).map_err(|found| self.failure(found));
        };
        if !matches!(expectation, Expectation::Error(_) | Expectation::Result(_)) {
            self.done_was_expected()?;
            self.at(statement);
        }
        self.expect(expectation).map_err(|found| self.failure(found))
    }

    fn at(&mut self, statement: &'a Statement) {
        self.line = statement.line;
        self.text = &statement.text;
    }

    fn failure(&self, found: String) -> Failure {
        let statement = self.text.to_owned();
        Failure { line: self.line, statement, found, at: self.now, arrival: self.arrival }
    }

    /// Keeps input for later, and what is expected of it; false when the line is to be carried out at once.
    fn gather(&mut self, statement: &'a Statement) -> Result<bool, Failure> {
        if self.arrival != Arrival::Moments {
            return Ok(false);
        }
        match &statement.act {
            Act::Expect(Expectation::Sent { .. } | Expectation::Event(_) | Expectation::Close)
                if !self.gathered.is_empty() =>
            {
                self.postponed.push(statement);
                Ok(true)
            }
            Act::Send { end, message } if self.subject.wire().is_some() => {
                let waits = matches!(message, Message::Record(record) if record.uses_variables());
                if waits && !self.postponed.is_empty() {
                    self.flush()?;
                }
                self.at(statement);
                self.done_was_expected()?;
                self.at(statement);
                if *end == self.subject.end() {
                    return Ok(false);
                }
                if !self.connected {
                    return Err(self.failure("there is no connection".to_owned()));
                }
                let octets = self.encode(message).map_err(|found| self.failure(found))?;
                self.gathered.extend_from_slice(&octets);
                Ok(true)
            }
            _ => Ok(false),
        }
    }

    /// Hands over what was gathered, and holds what was expected of it.
    fn flush(&mut self) -> Result<(), Failure> {
        let gathered = std::mem::take(&mut self.gathered);
        self.transport.extend(gathered);
        self.read().map_err(|found| self.failure(found))?;
        for statement in std::mem::take(&mut self.postponed) {
            self.at(statement);
            if let Act::Expect(expectation) = &statement.act {
                self.expect(expectation).map_err(|found| self.failure(found))?;
            }
        }
        Ok(())
    }

    /// An error must be expected in the line after its `DO`.
    fn done_was_expected(&mut self) -> Result<(), Failure> {
        match self.done.take() {
            Some((Err(error), statement)) => {
                self.at(statement);
                Err(self.failure(format!("error {error}")))
            }
            _ => Ok(()),
        }
    }

    fn act(&mut self, statement: &'a Statement) -> Result<(), String> {
        match &statement.act {
            Act::Connect if self.connected => Err("there is a connection".to_owned()),
            Act::Connect => {
                self.connected = true;
                self.transport.clear();
                self.input(Input::Connected)
            }
            Act::Close => {
                self.is_connected()?;
                self.connected = false;
                self.input(Input::Closed)
            }
            Act::Send { end, message } => {
                if *end == self.subject.end() {
                    return Err("this end is under test: EXPECT what it sends".to_owned());
                }
                match (self.subject.wire(), message) {
                    (None, Message::Record(record)) => {
                        let record = record.resolved(&self.variables)?;
                        self.input(Input::Message(&record))
                    }
                    _ => {
                        self.is_connected()?;
                        let octets = self.encode(message)?;
                        self.transport.extend(octets);
                        self.read()
                    }
                }
            }
            Act::Wait(span) => self.wait(*span),
            Act::WaitFor { earliest, latest } => self.wait_for(*earliest, *latest),
            Act::Do(command) => {
                let command = command.resolved(&self.variables)?;
                let done = self.subject.command(self.now, command)?;
                self.done = Some((done, statement));
                self.drain()?;
                self.read()
            }
            // Those are carried out elsewhere.
            Act::Expect(_) | Act::Repeat { .. } => Ok(()),
        }
    }

    fn is_connected(&self) -> Result<(), String> {
        if self.connected { Ok(()) } else { Err("there is no connection".to_owned()) }
    }

    fn encode(&self, message: &Message) -> Result<Vec<u8>, String> {
        match message {
            Message::Octets(octets) => Ok(octets.clone()),
            Message::Record(record) => self.wire()?.encode(&record.resolved(&self.variables)?),
        }
    }

    fn wire(&self) -> Result<&'static dyn Wire, String> {
        self.subject.wire().ok_or_else(|| "no octets go between these ends".to_owned())
    }

    fn input(&mut self, input: Input<'_>) -> Result<(), String> {
        self.subject.input(self.now, input)?;
        self.drain()
    }

    /// Hands over what is in the transport, as long as the machine wants it.
    fn read(&mut self) -> Result<(), String> {
        while !self.transport.is_empty() && self.connected && self.subject.wants_input() {
            let count = if self.arrival == Arrival::Octets { 1 } else { self.transport.len() };
            let octets: Vec<u8> = self.transport.drain(..count).collect();
            self.input(Input::Octets(&octets))?;
            if self.arrival == Arrival::Octets {
                self.subject.handle_timeout(self.now);
                self.drain()?;
            }
        }
        Ok(())
    }

    /// All events, then all output.
    fn drain(&mut self) -> Result<(), String> {
        let most = self.events.len().saturating_add(self.sent.len()).saturating_add(MOST);
        while let Some(event) = self.subject.poll_event() {
            self.events.push_back(event);
            if self.events.len() > most {
                return Err("there is no end of events".to_owned());
            }
        }
        while let Some(sent) = self.subject.poll_output() {
            self.connected &= sent != Sent::Close;
            match (self.sent.back_mut(), sent) {
                (Some(Sent::Octets(before)), Sent::Octets(more)) => before.extend_from_slice(&more),
                (_, sent) => self.sent.push_back(sent),
            }
            if self.sent.len() > most {
                return Err("there is no end of output".to_owned());
            }
        }
        Ok(())
    }

    fn wait(&mut self, span: Duration) -> Result<(), String> {
        self.quiet()?;
        let end = self.now.after(span);
        while let Some(due) = self.subject.poll_timeout().filter(|due| *due <= end) {
            self.timer(due)?;
            if self.now < end {
                let left = Value::Span(end.since(self.now));
                self.quiet().map_err(|found| format!("{left} before its end {found}"))?;
            }
        }
        self.now = end;
        Ok(())
    }

    fn wait_for(&mut self, earliest: Duration, latest: Duration) -> Result<(), String> {
        self.quiet()?;
        let began = self.now;
        while let Some(due) = self.subject.poll_timeout().filter(|due| *due <= began.after(latest)) {
            self.timer(due)?;
            if self.quiet().is_err() {
                let passed = self.now.since(began);
                let soon = || self.quiet().map_err(|found| format!("after {} {found}", Value::Span(passed)));
                return if passed < earliest { soon() } else { Ok(()) };
            }
        }
        Err("nothing is said".to_owned())
    }

    /// A timer goes off.
    fn timer(&mut self, due: Instant) -> Result<(), String> {
        self.now = self.now.max(due);
        self.subject.handle_timeout(self.now);
        if self.subject.poll_timeout().is_some_and(|next| next <= self.now) {
            return Err("a timer is still due after handle_timeout".to_owned());
        }
        self.drain()?;
        self.read()
    }

    /// Nothing may be left that was not expected.
    fn quiet(&self) -> Result<(), String> {
        match (self.events.front(), self.sent.front()) {
            (None, None) => Ok(()),
            (Some(event), _) => Err(format!("event {event} is not expected")),
            (None, Some(sent)) => Err(format!("{} is not expected", self.describe(sent))),
        }
    }

    fn describe(&self, sent: &Sent) -> String {
        let end = self.subject.end().letter();
        match (sent, self.subject.wire()) {
            (Sent::Octets(octets), Some(wire)) => {
                let first = octets.get(..wire.first(octets)).unwrap_or(octets);
                format!("{end}: {}", wire.describe(first))
            }
            (Sent::Octets(octets), None) => format!("{end}: hex {}", Hex(octets)),
            (Sent::Message(message), _) => format!("{end}: {message}"),
            (Sent::Close, _) => "CLOSE".to_owned(),
        }
    }
}
