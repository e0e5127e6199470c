//! `clickatell encode smpp`.

use std::io::{BufWriter, IsTerminal as _, Write};
use std::path::PathBuf;

use clickatell_core::hex;
use clickatell_smpp::json::{Encoded, PduView};
use clickatell_smpp::{Tag, Tolerance};
use serde_json::Value;

use crate::failure::{Done, Failure, remark, report};
use crate::input::{Input, Line, Lines};

/// The longest line that is read: a PDU of the greatest length in JSON has a quarter of it.
const MAX_LINE: usize = 1024 * 1024;

/// Makes SMPP PDUs out of JSON lines
///
/// Reads what `decode smpp --json` prints, one PDU on a line, and writes the PDUs one after the other. `command_id` and
/// `sequence_number` must be there; other members may be left out and are then 0 or empty, `interface_version` 3.4.
/// Lengths are computed. `short_message` and values of parameters are hexadecimal; `offset`, `notes`, `name` and `text`
/// are passed over, and so are the members and lines that tell of a capture; a `text` alone, without the octets of it,
/// is a fault. A length or a text that the line states otherwise, and a rule of SMPP that the PDU breaks, are told on
/// standard error.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    clickatell decode smpp --json capture.bin | clickatell encode smpp > again.bin\n  \
    echo '{\"command_id\":\"enquire_link\",\"sequence_number\":8}' |\n    \
    clickatell encode smpp --hex\n  \
    sed s/27999112345/27999112346/ capture.jsonl |\n    \
    clickatell encode smpp > other.bin")]
pub(crate) struct Args {
    /// A file of JSON lines; `-`, or none at all, is standard input
    file: Option<PathBuf>,
    /// Writes hexadecimal text, a line for each PDU; so does a terminal without --raw
    #[arg(long, conflicts_with = "raw")]
    hex: bool,
    /// Writes raw octets, to a terminal too
    #[arg(long)]
    raw: bool,
    /// Makes no PDU out of a line that states a wrong length or text, or breaks a rule of SMPP
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
            if line.octets.is_some_and(|octets| octets.trim_ascii().is_empty() || tells_of_stream(octets)) {
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
        if has_only_text(octets) {
            return Err(
                "body.text: is passed over, and there are no octets of it; give them as short_message, \
                        in hexadecimal"
                    .to_owned(),
            );
        }
        let mut remarks: Vec<String> = encoded.differences.iter().map(ToString::to_string).collect();
        let mut note = |fault: clickatell_smpp::Fault| remarks.push(fault.to_string());
        if let Err(fault) = encoded.pdu.frame().decode(&Tolerance::FIELD, &mut note) {
            note(fault);
        }
        remarks.extend(other_text(octets, &encoded));
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

/// Whether the line is no PDU but tells what happened to a connection of a capture.
fn tells_of_stream(line: &[u8]) -> bool {
    const MEMBER: &[u8] = b"\"stream\":";
    let parsed = || serde_json::from_slice::<Value>(line).ok();
    line.windows(MEMBER.len()).any(|part| part == MEMBER)
        && parsed().is_some_and(|line| line.get("stream").is_some())
}

/// Whether the line says what its message is as `text` alone. Passed over, it would leave an empty message.
fn has_only_text(line: &[u8]) -> bool {
    let Ok(line) = serde_json::from_slice::<Value>(line) else { return false };
    let has_text = line.pointer("/body/text").and_then(Value::as_str).is_some_and(|text| !text.is_empty());
    let payload = u64::from(Tag::MESSAGE_PAYLOAD.get());
    let is_payload = |tlv: &Value| tlv.get("tag").and_then(Value::as_u64) == Some(payload);
    let tlvs = line.get("tlvs").and_then(Value::as_array);
    has_text
        && line.pointer("/body/short_message").is_none()
        && !tlvs.is_some_and(|tlvs| tlvs.iter().any(is_payload))
}

/// What to say when the line has a `text` that its octets do not have: only the octets count.
fn other_text(line: &[u8], encoded: &Encoded) -> Option<String> {
    let line: Value = serde_json::from_slice(line).ok()?;
    let stated = line.pointer("/body/text")?.as_str()?;
    let frame = encoded.pdu.frame();
    let decoded = frame.decode(&Tolerance::FIELD, &mut ()).ok()?;
    let view = serde_json::to_value(PduView::new(frame, decoded, &[])).ok()?;
    let actual = view.pointer("/body/text").and_then(Value::as_str).unwrap_or_default();
    (stated != actual)
        .then(|| format!("text is {stated:?}, short_message says {actual:?}; text is passed over"))
}

/// The error without its line, which is always the first: each line is read for itself.
fn explain(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let place = format!(" at line {} column {}", error.line(), error.column());
    let what = text.strip_suffix(&place).unwrap_or(&text);
    if !error.is_data() {
        // So it calls what begins like `true`, `false` or `null`.
        let what = if what == "expected ident" { "expected value" } else { what };
        return format!("column {}: no JSON: {what}", error.column());
    }
    // An error about the line as a whole has no member to name.
    let what = what.strip_prefix(": ").unwrap_or(what);
    let is_octets = what.contains("hexadecimal");
    if is_octets { format!("{what}; octets are written as pairs of them") } else { what.to_owned() }
}
