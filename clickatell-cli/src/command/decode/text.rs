//! What the decoders of text share: their options, and how an item is shown.

use std::fmt::Display;
use std::io::{BufWriter, Read as _, Write};
use std::path::PathBuf;

use clickatell_core::wire::{Fault, Grammar};
use serde::Serialize;
use serde_json::json;

use crate::failure::{Done, Failure, remark, report};
use crate::input::Input;
use crate::show;

/// What is read of an input whose items are not lines.
pub(super) const MOST: u64 = 64 * 1024 * 1024;

/// What helps against faults that real peers make.
const TOLERANT: &str = "--tolerant takes it";

/// The options of every decoder of text.
#[derive(Debug, clap::Args)]
pub(super) struct Options {
    /// A file; `-`, or none at all, is standard input
    pub(super) file: Option<PathBuf>,
    /// Prints one JSON object for each item
    #[arg(long)]
    json: bool,
    /// Takes what real peers do against the rules, and notes it on standard error
    #[arg(long)]
    pub(super) tolerant: bool,
}

/// An item that cannot be read.
#[derive(Debug)]
pub(super) struct Bad {
    pub(super) at: u32,
    pub(super) field: String,
    pub(super) message: String,
    hint: Option<&'static str>,
}

impl Bad {
    /// At this octet of the input, or of its line.
    pub(super) fn new(at: usize, field: &str, message: &impl Display) -> Self {
        let at = u32::try_from(at).unwrap_or(u32::MAX);
        Self { at, field: field.to_owned(), message: message.to_string(), hint: None }
    }

    /// Being tolerant helps, or does not.
    pub(super) const fn hint(&mut self, helps: bool) {
        self.hint = if helps { Some(TOLERANT) } else { None };
    }

    /// `helps`: being tolerant would.
    pub(super) fn of<G: Grammar>(fault: &Fault<G>, helps: bool) -> Self
    where
        G::Field: Display,
        Fault<G>: Display,
    {
        Self {
            at: fault.at(),
            field: fault.field().to_string(),
            message: fault.to_string(),
            hint: helps.then_some(TOLERANT),
        }
    }
}

/// Prints items, and counts those that are faulty.
pub(super) struct Printer<W> {
    out: W,
    json: bool,
    items: u64,
    faulty: u64,
}

impl Options {
    /// All of the input.
    pub(super) fn read(&self) -> Result<Vec<u8>, Failure> {
        let mut octets = Vec::new();
        let mut input = Input::open(self.file.clone())?;
        input.reader().take(MOST).read_to_end(&mut octets).map_err(|error| input.failure(error))?;
        Ok(octets)
    }

    /// Prints what `print` finds, and says how the run ended.
    pub(super) fn print(
        &self,
        print: impl FnOnce(&mut Printer<&mut dyn Write>) -> Result<(), Failure>,
    ) -> Result<Done, Failure> {
        let mut plain = BufWriter::new(std::io::stdout().lock());
        let mut coloured = BufWriter::new(anstream::stdout().lock());
        let out: &mut dyn Write = if self.json { &mut plain } else { &mut coloured };
        let mut printer = Printer { out, json: self.json, items: 0, faulty: 0 };
        let printed = print(&mut printer);
        printer.out.flush()?;
        let Printer { items, faulty, .. } = printer;
        printed?;
        if items == 0 {
            remark(&"the input is empty");
        }
        if faulty == 0 {
            return Ok(Done::Well);
        }
        report(&format_args!("{faulty} of {items} items could not be read"));
        Ok(Done::WithFaults)
    }
}

impl<W: Write> Printer<W> {
    /// Prints an item, or why it is none.
    pub(super) fn item<N: Display>(
        &mut self,
        item: Result<impl Serialize, Bad>,
        notes: &[N],
    ) -> Result<(), Failure> {
        self.items = self.items.saturating_add(1);
        for note in notes {
            remark(&format_args!("item {}: {note}", self.items));
        }
        match item {
            Ok(item) => {
                // Written out first: a `Value` would lose the order of the members.
                let line = serde_json::to_string(&item).map_err(std::io::Error::other)?;
                if self.json {
                    writeln!(self.out, "{line}")?;
                } else {
                    show::members(&mut self.out, self.items, &line)?;
                }
            }
            Err(bad) => {
                self.faulty = self.faulty.saturating_add(1);
                let Bad { at, field, message, hint } = bad;
                if self.json {
                    let error = json!({ "at": at, "field": field, "message": message });
                    writeln!(self.out, "{}", json!({ "error": error }))?;
                } else {
                    show::bad(&mut self.out, self.items, &message, hint)?;
                }
            }
        }
        Ok(())
    }

    /// What is known so far is out before the input lets us wait.
    pub(super) fn flush(&mut self) -> std::io::Result<()> {
        self.out.flush()
    }
}
