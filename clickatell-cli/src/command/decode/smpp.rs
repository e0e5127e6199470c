//! `clickatell decode smpp`.

use std::io::{BufWriter, Write};
use std::path::PathBuf;

use clickatell_smpp::json::{Item, PduView, Trouble};
use clickatell_smpp::{Fault, Frame, Tolerance};

use crate::failure::{Done, Failure, remark, report};
use crate::input::{Form, Input, Octets, Pdus, Piece};
use crate::{json, show};

/// Shows SMPP PDUs, field by field
///
/// Reads a stream of PDUs of any length, raw or as hexadecimal text, and shows for each field where it stands, its
/// octets and what they mean. A PDU that breaks a rule of SMPP is shown with the place of the fault, and the stream goes
/// on behind it. Only a `command_length` below 16 or above the cap ends it.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    clickatell decode smpp capture.bin\n  \
    clickatell decode smpp --json capture.bin | jq -r 'select(.command_id == \"deliver_sm\").body.text'\n  \
    echo '00000010 00000015 00000000 00000008' | clickatell decode smpp\n  \
    clickatell decode smpp --tolerant --redact < from-the-field.hex")]
pub(crate) struct Args {
    /// A file of octets or of hexadecimal text; `-`, or none at all, is standard input
    file: Option<PathBuf>,
    /// Prints one JSON object for each PDU
    #[arg(long)]
    json: bool,
    /// Shows `*` for each octet of a password
    #[arg(long)]
    redact: bool,
    /// Takes what real peers do against the rules, and notes it
    #[arg(long)]
    tolerant: bool,
    /// The input is hexadecimal text, with or without white space and 0x
    #[arg(long, conflicts_with = "raw")]
    hex: bool,
    /// The input is raw octets
    #[arg(long)]
    raw: bool,
    /// The longest PDU, in octets; a longer one ends the stream
    #[arg(long, value_name = "OCTETS", default_value_t = 70_000, value_parser = clap::value_parser!(u32).range(16..))]
    max_length: u32,
}

/// How many PDUs there were.
#[derive(Debug, Default)]
struct Count {
    pdus: u64,
    faulty: u64,
}

impl Args {
    pub(crate) fn run(self) -> Result<Done, Failure> {
        let form = match (self.hex, self.raw) {
            (true, _) => Some(Form::Hex),
            (_, true) => Some(Form::Raw),
            _ => None,
        };
        let mut pdus = Pdus::new(Octets::new(Input::open(self.file.clone())?, form), self.max_length);
        let mut count = Count::default();
        let ended = if self.json {
            let mut out = BufWriter::new(std::io::stdout().lock());
            self.print(&mut pdus, &mut out, &mut count)
        } else {
            let mut out = BufWriter::new(anstream::stdout().lock());
            self.print(&mut pdus, &mut out, &mut count)
        };
        let Count { pdus, faulty } = count;
        tracing::info!("{pdus} PDUs, {faulty} faulty");
        ended?;
        if pdus == 0 {
            remark(&"the input is empty");
        }
        if faulty == 0 {
            return Ok(Done::Well);
        }
        report(&format_args!("{faulty} of {pdus} PDUs could not be read"));
        Ok(Done::WithFaults)
    }

    /// Prints every piece; what is known so far is out before the input lets us wait.
    fn print(&self, pdus: &mut Pdus, out: &mut impl Write, count: &mut Count) -> Result<(), Failure> {
        loop {
            let next = pdus.next(|| out.flush());
            let piece = match next {
                Ok(Some(piece)) => piece,
                Ok(None) => return Ok(out.flush()?),
                Err(failure) => {
                    out.flush()?;
                    return Err(failure);
                }
            };
            let well = match piece {
                (offset, Piece::Pdu(frame)) => self.pdu(out, offset, frame)?,
                (offset, Piece::Rest(trouble, octets)) => {
                    if self.json {
                        json::write_line(out, &Item { offset, content: Err(trouble) })?;
                    } else {
                        show::rest(out, offset, &trouble, octets, self.redact)?;
                    }
                    false
                }
            };
            count.pdus = count.pdus.saturating_add(1);
            count.faulty = count.faulty.saturating_add(u64::from(!well));
        }
    }

    /// Prints one PDU. False when it is faulty.
    fn pdu(&self, out: &mut impl Write, offset: u64, frame: Frame<'_>) -> Result<bool, Failure> {
        let tolerance = if self.tolerant { Tolerance::FIELD } else { Tolerance::STRICT };
        let mut notes: Vec<Fault> = Vec::new();
        let decoded = frame.decode(&tolerance, &mut notes);
        if self.json {
            let view = decoded.map(|pdu| PduView::new(frame, pdu, &notes));
            let view = view.map(|view| if self.redact { view.masked() } else { view });
            json::write_line(out, &Item { offset, content: view.map_err(Trouble::Faulty) })?;
        } else {
            match &decoded {
                Ok(pdu) => show::pdu(out, offset, frame, pdu, &notes, self.redact)?,
                Err(fault) => {
                    let helps = frame.decode(&Tolerance::FIELD, &mut ()).is_ok();
                    let hint = helps.then_some("--tolerant takes it");
                    show::faulty(out, offset, frame, *fault, hint, self.redact)?;
                }
            }
        }
        Ok(decoded.is_ok())
    }
}
