//! A PDU as an annotated list of its fields.

use std::io::{self, Write};

use clickatell_smpp::json::{FieldValue, Trouble, fields, message_text, text_coding};
use clickatell_smpp::value::{DataCoding, EsmClass, EsmFeatures};
use clickatell_smpp::{Body, CommandId, Fault, Field, Frame, HEADER_LENGTH, Header, Pdu, Rule, Tag};

use super::dump;
use super::meaning::{count, of_header, of_octet, of_status, of_text, of_tlv};
use super::rows::Row;
use super::style::{FAULT, NOTE, TITLE};

/// Octets that are no PDU, as far as they were read.
pub(crate) fn rest(
    out: &mut impl Write,
    offset: u64,
    trouble: &Trouble,
    octets: &[u8],
    redact: bool,
) -> io::Result<()> {
    writeln!(out, "{TITLE}no PDU at {offset}{TITLE:#}")?;
    dump::fault(out, trouble, octets, redact)?;
    writeln!(out)
}

/// A PDU that cannot be decoded, and what may help.
pub(crate) fn faulty(
    out: &mut impl Write,
    offset: u64,
    frame: Frame<'_>,
    fault: Fault,
    hint: Option<&str>,
    redact: bool,
) -> io::Result<()> {
    title(out, offset, frame)?;
    dump::fault(out, &Trouble::Faulty(fault), frame.octets(), redact)?;
    if let Some(hint) = hint {
        writeln!(out, "{NOTE}note:{NOTE:#} {hint}")?;
    }
    writeln!(out)
}

/// A decoded PDU, with the notes of its decoder. A password is masked when `redact` says so.
pub(crate) fn pdu(
    out: &mut impl Write,
    offset: u64,
    frame: Frame<'_>,
    pdu: &Pdu<'_>,
    notes: &[Fault],
    redact: bool,
) -> io::Result<()> {
    title(out, offset, frame)?;
    let mut list = List { out, octets: frame.octets(), at: 0 };
    list.header(frame)?;
    let body = &pdu.body;
    let coding = text_coding(body);
    for (field, value) in fields(body) {
        list.field(field, value, coding, redact)?;
    }
    if let Body::Unknown(unknown) = body {
        let masked = redact && may_hide(frame.octets());
        let octets = unknown.octets().len();
        list.row(octets, Row { masked, name: "octets".to_owned(), value: count(octets), ..Row::default() })?;
    }
    // A stray NUL behind the text was dropped; the parameters begin behind it.
    if notes.iter().any(|note| note.rule() == Rule::NulAfterText) {
        list.left_over(1)?;
    }
    for tlv in body.tlvs().iter() {
        let text = coding.filter(|_| tlv.tag == Tag::MESSAGE_PAYLOAD);
        let text = text.and_then(|(esm_class, coding)| message_text(esm_class, coding, tlv.value()));
        let (value, meaning) = match &text {
            Some(_) => (count(tlv.value().len()), String::new()),
            None => of_tlv(tlv),
        };
        let row = Row { name: tlv.tag.to_string(), value, meaning, text, ..Row::default() };
        list.row(tlv.value().len().saturating_add(4), row)?;
    }
    list.left_over(usize::MAX)?;
    for note in notes {
        writeln!(list.out, "{NOTE}note:{NOTE:#} {note}")?;
    }
    writeln!(list.out)
}

/// What a PDU is, and where.
fn title(out: &mut impl Write, offset: u64, frame: Frame<'_>) -> io::Result<()> {
    let Header { command_id, sequence_number, command_status } = frame.header();
    let octets = count(frame.octets().len());
    write!(out, "{TITLE}{command_id} {sequence_number:?}, {octets} at {offset}{TITLE:#}")?;
    if !command_status.is_ok() {
        write!(out, "  {FAULT}{command_status}{FAULT:#}")?;
    }
    writeln!(out)
}

/// Whether octets of this PDU, whole or cut short, may be a password.
pub(super) fn may_hide(octets: &[u8]) -> bool {
    let id = octets.get(4..).and_then(|behind| behind.first_chunk::<4>());
    let id = id.map(|id| CommandId::new(u32::from_be_bytes(*id)));
    id.is_some_and(|id| id.is_bind() || id == CommandId::OUTBIND)
}

/// A list being written, and how far it has come.
struct List<'l, W> {
    out: &'l mut W,
    octets: &'l [u8],
    at: usize,
}

impl<W: Write> List<'_, W> {
    /// Writes a row about the next octets.
    fn row(&mut self, length: usize, row: Row<'_>) -> io::Result<()> {
        let end = self.at.saturating_add(length).min(self.octets.len());
        let octets = self.octets.get(self.at..end).unwrap_or_default();
        Row { at: self.at, octets, ..row }.write(self.out)?;
        self.at = end;
        Ok(())
    }

    /// Octets, up to so many, that the decoder did not use.
    fn left_over(&mut self, length: usize) -> io::Result<()> {
        if self.at >= self.octets.len() {
            return Ok(());
        }
        self.row(length, Row { name: "(left over)".to_owned(), ..Row::default() })
    }

    fn header(&mut self, frame: Frame<'_>) -> io::Result<()> {
        let Header { command_id, command_status, sequence_number } = frame.header();
        let status =
            if command_status.is_ok() { "0".to_owned() } else { format!("{:#x}", command_status.get()) };
        for (field, value, meaning) in [
            (Field::CommandLength, frame.octets().len().to_string(), String::new()),
            (Field::CommandId, command_id.to_string(), String::new()),
            (Field::CommandStatus, status, of_status(command_status)),
            (Field::SequenceNumber, sequence_number.to_string(), String::new()),
        ] {
            self.row(HEADER_LENGTH / 4, Row { name: field.to_string(), value, meaning, ..Row::default() })?;
        }
        Ok(())
    }

    fn field(
        &mut self,
        field: Field,
        value: FieldValue<'_>,
        coding: Option<(EsmClass, DataCoding)>,
        redact: bool,
    ) -> io::Result<()> {
        let mut row = Row { name: field.to_string(), ..Row::default() };
        match value {
            FieldValue::Octet(octet) => {
                row.meaning = of_octet(field, octet);
                row.value = match field {
                    Field::EsmClass
                    | Field::RegisteredDelivery
                    | Field::DataCoding
                    | Field::InterfaceVersion => format!("{octet:#04x}"),
                    _ => octet.to_string(),
                };
            }
            FieldValue::Secret(octets) if redact => {
                row.masked = true;
                row.value = "*".repeat(octets.len());
            }
            FieldValue::Text(octets) | FieldValue::Secret(octets) => {
                row.value = format!("\"{}\"", octets.escape_ascii());
                row.meaning = of_text(field, octets);
            }
            FieldValue::Octets(octets) => {
                row.value = count(octets.len());
                if let Some((esm_class, coding)) = coding.filter(|_| !octets.is_empty()) {
                    if esm_class.features().contains(EsmFeatures::UDHI) {
                        row.meaning = of_header(octets);
                    }
                    row.text = message_text(esm_class, coding, octets);
                }
            }
            FieldValue::Length(octet) => row.value = octet.to_string(),
            _ => {}
        }
        self.row(value.wire_len(), row)
    }
}
