//! What the demo prints.

use std::fmt::Display;
use std::io::{self, Write as _};

use anstyle::{AnsiColor, Style};
use clickatell_core::text::Coding;
use clickatell_core::text::udh::Udh;
use clickatell_smpp::pdu::{Body, Pdu};
use clickatell_smpp::profile::clickatell::ErrorCode;
use clickatell_smpp::receipt::Receipt;
use clickatell_smpp::value::{Alphabet, DataCoding, EsmClass, EsmFeatures};
use clickatell_smpp::{Frame, Tolerance};

use crate::client::tap::Way;

const HEADING: Style = Style::new().bold();
const GOOD: Style = AnsiColor::Green.on_default();
const BAD: Style = AnsiColor::Red.on_default().bold();
const DIM: Style = Style::new().dimmed();

/// Prints lines; colours only where the terminal has them.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Transcript;

impl Transcript {
    /// A door.
    pub(crate) fn heading(self, text: &impl Display) -> io::Result<()> {
        line(&format_args!("\n{HEADING}{text}{HEADING:#}"))
    }

    /// What is about to happen.
    pub(crate) fn step(self, text: &impl Display) -> io::Result<()> {
        line(&format_args!("\n  {text}"))
    }

    /// What was found as it should be.
    pub(crate) fn good(self, text: &impl Display) -> io::Result<()> {
        line(&format_args!("  {GOOD}✓{GOOD:#} {text}"))
    }

    /// What was not.
    pub(crate) fn bad(self, text: &impl Display) -> io::Result<()> {
        line(&format_args!("  {BAD}✗{BAD:#} {text}"))
    }

    /// One PDU on the wire.
    pub(crate) fn pdu(self, way: Way, frame: Frame<'_>) -> io::Result<()> {
        let header = frame.header();
        let arrow = if way == Way::Out { "→" } else { "←" };
        let status = match header.command_status {
            status if !header.command_id.is_response() || status.is_ok() => String::new(),
            status => match ErrorCode::new(status.get()).name() {
                Some(name) => format!("{BAD}{:#06x} {name}{BAD:#}", status.get()),
                None => format!("{BAD}{status}{BAD:#}"),
            },
        };
        let name = format!("{} #{}", header.command_id, header.sequence_number);
        let what = match frame.decode(&Tolerance::FIELD, &mut ()) {
            Ok(pdu) => describe(&pdu),
            Err(fault) => fault.to_string(),
        };
        if what.is_empty() && status.is_empty() {
            return line(&format_args!("    {arrow} {name}"));
        }
        line(&format_args!("    {arrow} {name:<28}{DIM}{what}{DIM:#}{status}"))
    }
}

/// One line, at once: a transcript is read while it grows.
fn line(text: &impl Display) -> io::Result<()> {
    let mut out = anstream::stdout().lock();
    writeln!(out, "{text}")?;
    out.flush()
}

/// What a PDU says, in a few words.
fn describe(pdu: &Pdu<'_>) -> String {
    match &pdu.body {
        Body::Bind(bind) => {
            format!("{}, system_type {}, SMPP {}", bind.system_id, bind.system_type, bind.interface_version)
        }
        Body::BindResp(Some(resp)) => format!("from {}", resp.system_id),
        Body::SubmitSm(submit) => format!(
            "to {}: {}",
            submit.destination.addr,
            message(submit.text_octets(), submit.data_coding, submit.esm_class)
        ),
        Body::SubmitSmResp(Some(resp)) => format!("message {}", resp.message_id),
        Body::DeliverSm(deliver) => match Receipt::of(deliver) {
            Some(Ok(receipt)) => format!(
                "receipt of {}: {}",
                String::from_utf8_lossy(receipt.id),
                receipt.state.map_or_else(|| "no state".to_owned(), |state| state.to_string())
            ),
            Some(Err(error)) => format!("receipt: {error}"),
            None => format!(
                "from {}: {}",
                deliver.source.addr,
                message(deliver.text_octets(), deliver.data_coding, deliver.esm_class)
            ),
        },
        Body::QuerySm(query) => format!("message {}", query.message_id),
        Body::QuerySmResp(Some(resp)) => format!("{}, error {:03}", resp.message_state, resp.error_code),
        _ => String::new(),
    }
}

/// The text of a message, cut short, and which part it is.
fn message(octets: &[u8], coding: DataCoding, class: EsmClass) -> String {
    let header = class.features().contains(EsmFeatures::UDHI).then(|| Udh::parse(octets).ok()).flatten();
    let (part, octets) = match header {
        Some((udh, text)) => (udh.concat(), text),
        None => (None, octets),
    };
    let text = match coding.alphabet() {
        Alphabet::Default => Coding::Gsm7.decode(octets).ok(),
        Alphabet::Ucs2 => Coding::Ucs2.decode(octets).ok(),
        _ => None,
    };
    let mut shown: String = match &text {
        Some(text) => text.chars().take(24).collect(),
        None => format!("{} octets", octets.len()),
    };
    if text.is_some_and(|text| text.chars().nth(24).is_some()) {
        shown.push('…');
    }
    match part {
        Some(part) => format!("part {} of {}, “{shown}”", part.part(), part.total()),
        None => format!("“{shown}”"),
    }
}
