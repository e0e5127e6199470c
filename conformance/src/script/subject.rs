//! What a script is run against.

use clickatell_core::machine::Timed;
use clickatell_core::time::Instant;

use super::value::Record;
use super::wire::Wire;

/// One of the two ends of a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum End {
    /// `C`: the application.
    Client,
    /// `S`: the gateway.
    Gateway,
}

impl End {
    /// Its letter.
    #[must_use]
    pub const fn letter(self) -> char {
        match self {
            Self::Client => 'C',
            Self::Gateway => 'S',
        }
    }
}

/// What the other end does.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum Input<'a> {
    /// It connects, or lets itself be connected to.
    Connected,
    /// It sends octets.
    Octets(&'a [u8]),
    /// It sends something that is no stream of octets.
    Message(&'a Record),
    /// It closes the connection.
    Closed,
}

/// What the machine sends.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Sent {
    /// Octets, of any number of messages.
    Octets(Vec<u8>),
    /// Something that is no stream of octets.
    Message(Record),
    /// The end of the connection.
    Close,
}

/// What became of a `DO`: its results, or the name of the error and what belongs to that.
pub type Done = Result<Record, Record>;

/// A machine behind words that scripts know. Its file in `door/` is all that a machine needs to have scripts.
///
/// Its calls are those of a [`Machine`](clickatell_core::machine::Machine), and the runner keeps to that contract: one
/// input, then all events, then all output. A machine that time alone changes leaves out what it has not.
pub trait Subject: Timed {
    /// Which end it is.
    fn end(&self) -> End;

    /// How what it sends and gets looks; `None` where it is records, not octets.
    fn wire(&self) -> Option<&'static dyn Wire> {
        None
    }

    /// False while input should be left in the transport.
    fn wants_input(&self) -> bool {
        true
    }

    /// Takes one input.
    ///
    /// # Errors
    /// What is wrong with the line of the script.
    fn input(&mut self, _now: Instant, input: Input<'_>) -> Result<(), String> {
        Err(format!("this end takes no {input:?}"))
    }

    /// Does what its owner decides.
    ///
    /// # Errors
    /// What is wrong with the line of the script; that the machine refuses is no error here.
    fn command(&mut self, now: Instant, command: Record) -> Result<Done, String>;

    /// The next event.
    fn poll_event(&mut self) -> Option<Record> {
        None
    }

    /// The next output.
    fn poll_output(&mut self) -> Option<Sent> {
        None
    }
}
