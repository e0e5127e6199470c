//! A stream of PDUs, cut by their lengths.

use std::io;

use clickatell_smpp::json::Trouble;
use clickatell_smpp::{Cut, Frame, cut};

use super::Octets;
use crate::failure::Failure;

/// The PDUs of some octets. What is kept in memory is one PDU and one read, whatever the size of the input.
#[derive(Debug)]
pub(crate) struct Pdus {
    octets: Octets,
    max_length: u32,
    buffer: Vec<u8>,
    /// Octets of the buffer before this one are done with.
    start: usize,
    /// Where that stands in the input.
    offset: u64,
    /// Why the input cannot be read further: told once what came before it is used up.
    failure: Option<Failure>,
    ended: bool,
}

/// What stands at one place of the input.
#[derive(Debug)]
pub(crate) enum Piece<'a> {
    /// A whole PDU.
    Pdu(Frame<'a>),
    /// Octets that are none, as far as they were read; nothing comes behind them.
    Rest(Trouble, &'a [u8]),
}

enum Found {
    Pdu(usize),
    Short(usize),
    Bad(Trouble),
}

impl Pdus {
    /// The PDUs of these octets, each of up to `max_length` octets.
    pub(crate) fn new(octets: Octets, max_length: u32) -> Self {
        Self { octets, max_length, buffer: Vec::new(), start: 0, offset: 0, failure: None, ended: false }
    }

    /// The next piece and its offset; `before_read` is called whenever the input may let us wait.
    pub(crate) fn next(
        &mut self,
        mut before_read: impl FnMut() -> io::Result<()>,
    ) -> Result<Option<(u64, Piece<'_>)>, Failure> {
        if self.ended {
            return Ok(None);
        }
        let rest = loop {
            match self.find() {
                Found::Pdu(length) => {
                    let (begin, offset) = (self.start, self.offset);
                    self.start = begin.saturating_add(length);
                    self.offset = offset.saturating_add(widen(length));
                    let frame = self.buffer.get(begin..self.start).and_then(Frame::new);
                    return Ok(frame.map(|frame| (offset, Piece::Pdu(frame))));
                }
                Found::Bad(trouble) => break trouble,
                Found::Short(missing) => {
                    if let Some(failure) = self.failure.take() {
                        self.ended = true;
                        return Err(failure);
                    }
                    before_read()?;
                    if !self.read() {
                        let present = widen(self.pending().len());
                        break Trouble::Incomplete { present, missing: widen(missing) };
                    }
                }
            }
        };
        self.ended = true;
        let octets = self.pending();
        Ok((!octets.is_empty()).then_some((self.offset, Piece::Rest(rest, octets))))
    }

    fn find(&self) -> Found {
        match cut(self.pending(), self.max_length) {
            Ok(Cut::Frame(frame, _)) => Found::Pdu(frame.octets().len()),
            Ok(Cut::Incomplete { needed }) => Found::Short(needed),
            Err(bad) => Found::Bad(Trouble::BadLength(bad)),
        }
    }

    /// The octets that are not done with.
    fn pending(&self) -> &[u8] {
        self.buffer.get(self.start..).unwrap_or_default()
    }

    /// Reads once. False at the end.
    fn read(&mut self) -> bool {
        self.buffer.copy_within(self.start.., 0);
        self.buffer.truncate(self.buffer.len().saturating_sub(self.start));
        self.start = 0;
        self.octets.read(&mut self.buffer).unwrap_or_else(|failure| {
            self.failure = Some(failure);
            true
        })
    }
}

fn widen(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}
