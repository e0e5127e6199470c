//! `clickatell encode smpp`.

use std::io::{BufWriter, IsTerminal as _, Write};
use std::path::PathBuf;

use clickatell_core::hex;
use clickatell_smpp::Tolerance;
use clickatell_smpp::json::Encoded;

use crate::failure::{Done, Failure, remark, report};
use crate::input::{Input, Line, Lines};

/// The longest line that is read: a PDU of the greatest length in JSON has a quarter of it.
const MAX_LINE: usize = 1024 * 1024;

/// Makes SMPP PDUs out of JSON lines
///
/// Reads what `decode smpp --json` prints, one PDU on a line, and writes the PDUs one after the other. Lengths are
/// computed; members that are left out are 0 or empty; `offset`, `notes`, `name` and `text` are passed over. A length
/// that the line states otherwise, and a rule of SMPP that the PDU breaks, are told on standard error.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    clickatell decode smpp --json capture.bin | clickatell encode smpp > again.bin\n  \
    echo '{\"command_id\":\"enquire_link\",\"sequence_number\":8}' | clickatell encode smpp --hex\n  \
    sed s/27999112345/27999112346/ capture.jsonl | clickatell encode smpp > other.bin")]
pub(crate) struct Args {
    /// A file of JSON lines; `-`, or none at all, is standard input
    file: Option<PathBuf>,
    /// Writes hexadecimal text, a line for each PDU; so does a terminal without --raw
    #[arg(long, conflicts_with = "raw")]
    hex: bool,
    /// Writes raw octets, to a terminal too
    #[arg(long)]
    raw: bool,
    /// Makes no PDU out of a line that states a wrong length or breaks a rule of SMPP
    #[arg(long)]
    strict: bool,
}

impl Args {
    pub(crate) fn run(self) -> Result<Done, Failure> {
        let stdout = std::io::stdout();
        let as_hex = self.hex || (stdout.is_terminal() && !self.raw);
        let mut out = BufWriter::new(stdout.lock());
        let mut lines = Lines::new(Input::open(self.file.clone())?, MAX_LINE);
        let (mut read, mut faulty) = (0_u64, 0_u64);
        while let Some(line) = lines.next(|| out.flush())? {
            if line.octets.is_some_and(|octets| octets.trim_ascii().is_empty()) {
                continue;
            }
            read = read.saturating_add(1);
            let number = line.number;
            match self.encode(&line) {
                Ok(encoded) if as_hex => {
                    writeln!(out, "{}", hex::encode(encoded.pdu.frame().octets()))?;
                }
                Ok(encoded) => out.write_all(encoded.pdu.frame().octets())?,
                Err(fault) => {
                    faulty = faulty.saturating_add(1);
                    report(&format_args!("line {number}: {fault}"));
                }
            }
        }
        out.flush()?;
        tracing::info!("{} of {read} lines encoded", read.saturating_sub(faulty));
        Ok(if faulty == 0 { Done::Well } else { Done::WithFaults })
    }

    fn encode(&self, line: &Line<'_>) -> Result<Encoded, String> {
        let octets = line.octets.ok_or_else(|| format!("longer than {MAX_LINE} octets"))?;
        let encoded: Encoded = serde_json::from_slice(octets).map_err(|error| explain(&error))?;
        let mut remarks: Vec<String> = encoded.differences.iter().map(ToString::to_string).collect();
        let mut note = |fault: clickatell_smpp::Fault| remarks.push(fault.to_string());
        if let Err(fault) = encoded.pdu.frame().decode(&Tolerance::FIELD, &mut note) {
            note(fault);
        }
        match remarks.first() {
            Some(first) if self.strict => Err(first.clone()),
            _ => {
                for text in &remarks {
                    remark(&format_args!("line {}: {text}", line.number));
                }
                Ok(encoded)
            }
        }
    }
}

/// The error without its line, which is always the first: each line is read for itself.
fn explain(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let place = format!(" at line {} column {}", error.line(), error.column());
    match text.strip_suffix(&place) {
        Some(what) if error.is_data() => what.to_owned(),
        Some(what) => format!("column {}: {what}", error.column()),
        None => text,
    }
}
