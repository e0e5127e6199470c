//! `clickatell decode smpp`.

mod broken;
mod capture;
mod flow;

use std::io::{BufWriter, Write};
use std::path::PathBuf;

use clickatell_smpp::json::{Item, PduView, Trouble};
use clickatell_smpp::{Fault, Frame, Tolerance};
use serde::Serialize;

use crate::failure::{Done, Failure, remark, report};
use crate::input::{Form, Input, Octets, Pdus, Piece};
use crate::{json, show};
use broken::Broken;
use flow::Moment;

/// Shows SMPP PDUs, field by field
///
/// Reads a stream of PDUs of any length, raw or as hexadecimal text, and shows for each field where it stands, its
/// octets and what they mean. A PDU that breaks a rule of SMPP is shown with the place of the fault, and the stream goes
/// on behind it. Only a `command_length` below 16 or above the cap ends it.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    clickatell decode smpp capture.bin\n  \
    clickatell decode smpp --json capture.bin |\n    \
    jq -r 'select(.command_id == \"deliver_sm\").body.text'\n  \
    echo '00000010 00000015 00000000 00000008' | clickatell decode smpp\n  \
    clickatell decode smpp --tolerant --redact < from-the-field.hex\n  \
    tcpdump -i any -U -w - port 2775 | clickatell decode smpp\n  \
    clickatell decode smpp --json --port 16000 trace.pcap |\n    \
    jq -r '[.at,.from,.command_id]|@tsv'")]
pub(crate) struct Args {
    /// A file of octets or of hexadecimal text, or a capture; `-`, or none at all, is standard input
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
    /// The input is hexadecimal text, with or without white space, 0x, colons and commas
    #[arg(long, conflicts_with = "raw")]
    hex: bool,
    /// The input is raw octets
    #[arg(long)]
    raw: bool,
    /// The longest PDU, in octets; a longer one ends the stream
    #[arg(long, value_name = "OCTETS", default_value_t = 70_000, value_parser = clap::value_parser!(u32).range(16..))]
    max_length: u32,
    /// Takes connections to this port of a capture as well, whatever they begin with; may be given several times
    #[arg(long = "port", value_name = "PORT", conflicts_with_all = ["hex", "raw"])]
    ports: Vec<u16>,
    /// Shows passwords of a capture as they are
    #[arg(long, conflicts_with_all = ["redact", "hex", "raw"])]
    show_passwords: bool,
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
        let mut input = Input::open(self.file.clone())?;
        if form.is_none() && capture::is_capture(&mut input)? {
            return self.run_capture(input);
        }
        let mut pdus = Pdus::new(Octets::new(input, form), self.max_length);
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
                (offset, Piece::Pdu(frame)) => self.pdu(out, Place::of_input(offset), frame)?,
                (offset, Piece::Rest(trouble, octets)) => {
                    self.rest(out, Place::of_input(offset), &trouble, octets)?;
                    false
                }
            };
            count.pdus = count.pdus.saturating_add(1);
            count.faulty = count.faulty.saturating_add(u64::from(!well));
        }
    }

    /// Prints one PDU. False when it is faulty.
    fn pdu(&self, out: &mut impl Write, place: Place<'_>, frame: Frame<'_>) -> Result<bool, Failure> {
        let tolerance = if self.tolerant { Tolerance::FIELD } else { Tolerance::STRICT };
        let mut notes: Vec<Fault> = Vec::new();
        let decoded = frame.decode(&tolerance, &mut notes);
        let redact = self.masks(place);
        let offset = place.offset;
        if self.json {
            let view = decoded.map(|pdu| PduView::new(frame, pdu, &notes));
            let view = view.map(|view| if redact { view.masked() } else { view });
            let item = Item { offset, content: view.map_err(Trouble::Faulty) };
            let trouble = item.content.as_ref().err();
            let broken = trouble.and_then(|trouble| Broken::new(trouble, frame.octets(), redact));
            json::write_line(out, &Placed { stream: place.stream, item, broken })?;
            return Ok(decoded.is_ok());
        }
        if let Some(stream) = place.stream {
            stream.heading(out)?;
        }
        match &decoded {
            Ok(pdu) => show::pdu(out, offset, frame, pdu, &notes, redact)?,
            Err(fault) => {
                let helps = frame.decode(&Tolerance::FIELD, &mut ()).is_ok();
                let hint = helps.then_some("--tolerant takes it");
                show::faulty(out, offset, frame, *fault, hint, redact)?;
            }
        }
        Ok(decoded.is_ok())
    }

    /// Prints octets that are no PDU.
    fn rest(
        &self,
        out: &mut impl Write,
        place: Place<'_>,
        trouble: &Trouble,
        octets: &[u8],
    ) -> Result<(), Failure> {
        let offset = place.offset;
        if self.json {
            let item = Item { offset, content: Err(*trouble) };
            let broken = Broken::new(trouble, octets, self.masks(place));
            return Ok(json::write_line(out, &Placed { stream: place.stream, item, broken })?);
        }
        if let Some(stream) = place.stream {
            stream.heading(out)?;
        }
        Ok(show::rest(out, offset, trouble, octets, self.masks(place))?)
    }

    /// Whether passwords are masked there: in a capture they are, but for `--show-passwords`.
    const fn masks(&self, place: Place<'_>) -> bool {
        self.redact || (place.stream.is_some() && !self.show_passwords)
    }
}

/// Where a PDU stands.
#[derive(Clone, Copy, Debug)]
struct Place<'a> {
    /// In which stream of a capture.
    stream: Option<&'a Moment<'a>>,
    /// Its first octet, from that of the stream or the input.
    offset: u64,
}

impl Place<'_> {
    const fn of_input(offset: u64) -> Self {
        Self { stream: None, offset }
    }
}

/// An item, and what a capture says about it.
#[derive(Serialize)]
struct Placed<'a> {
    #[serde(flatten)]
    stream: Option<&'a Moment<'a>>,
    #[serde(flatten)]
    item: Item<'a>,
    #[serde(flatten)]
    broken: Option<Broken>,
}
