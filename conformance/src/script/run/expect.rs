//! What must be so, held against what the machine has said.

use super::Run;
use crate::script::statement::{Expectation, Message};
use crate::script::subject::Sent;
use crate::script::value::{Field, Hex, Record, Value};

impl<'a> Run<'a> {
    pub(super) fn expect(&mut self, expectation: &'a Expectation) -> Result<(), String> {
        match expectation {
            Expectation::Sent { end, .. } if *end != self.subject.end() => {
                Err("this end is the script: nothing is expected of it".to_owned())
            }
            Expectation::Sent { message, .. } => self.expect_sent(message),
            Expectation::Event(event) => {
                let Some(came) = self.events.pop_front() else { return Err("there is no event".to_owned()) };
                event
                    .resolved(&self.variables)?
                    .expect(&came, &mut self.variables)
                    .map_err(|difference| format!("found {difference}; event {came}"))
            }
            Expectation::Close => match self.sent.pop_front() {
                Some(Sent::Close) => Ok(()),
                came => Err(self.instead(came.as_ref())),
            },
            Expectation::Timeout(span) => {
                let due = self.subject.poll_timeout().map(|due| due.since(self.now));
                match due.filter(|due| Some(*due) != *span) {
                    Some(due) => Err(format!("a timer is due in {}", Value::Span(due))),
                    None if due == *span => Ok(()),
                    None => Err("no timer is due".to_owned()),
                }
            }
            Expectation::Nothing => self.quiet(),
            Expectation::NoInput if self.subject.wants_input() => Err("input is wanted".to_owned()),
            Expectation::NoInput => Ok(()),
            Expectation::Error(error) => match self.done.take() {
                Some((Err(came), _)) => error
                    .expect(&came, &mut self.variables)
                    .map_err(|difference| format!("found {difference}; error {came}")),
                Some((Ok(_), _)) => Err("it was done".to_owned()),
                None => Err("there is no DO before".to_owned()),
            },
            Expectation::Result(result) => match self.done.take() {
                Some((Ok(came), _)) => result
                    .resolved(&self.variables)?
                    .expect(&came, &mut self.variables)
                    .map_err(|difference| format!("found {difference}")),
                Some((Err(came), _)) => Err(format!("error {came}")),
                None => Err("there is no DO before".to_owned()),
            },
        }
    }

    fn instead(&self, came: Option<&Sent>) -> String {
        came.map_or_else(|| "nothing is sent".to_owned(), |came| format!("found {}", self.describe(came)))
    }

    fn expect_sent(&mut self, message: &Message) -> Result<(), String> {
        let came = self.sent.pop_front();
        match (&came, message) {
            (Some(Sent::Message(came)), Message::Record(record)) => record
                .resolved(&self.variables)?
                .expect(came, &mut self.variables)
                .map_err(|difference| format!("found {difference}; {came}")),
            (Some(Sent::Octets(octets)), message) => {
                let wanted = match message {
                    Message::Octets(octets) => octets.clone(),
                    Message::Record(record) => {
                        let record = self.captured(record, octets)?.resolved(&self.variables)?;
                        self.wire()?.encode(&record)?
                    }
                };
                let Some(rest) = octets.strip_prefix(wanted.as_slice()) else {
                    return Err(format!("{}, not hex {}", self.instead(came.as_ref()), Hex(&wanted)));
                };
                if !rest.is_empty() {
                    self.sent.push_front(Sent::Octets(rest.to_vec()));
                }
                Ok(())
            }
            (came, _) => Err(self.instead(came.as_ref())),
        }
    }

    /// The same with the numbers that stand in the message that came, which are remembered.
    fn captured(&mut self, record: &Record, came: &[u8]) -> Result<Record, String> {
        let wire = self.wire()?;
        let mut record = record.clone();
        for Field { key, value, .. } in &mut record.fields {
            if let Value::Capture(name) = value {
                let number = wire.number(came, key).ok_or_else(|| format!("no number is known at {key}"))?;
                self.variables.insert(name.clone(), number);
                *value = Value::Number(number);
            }
        }
        Ok(record)
    }
}
