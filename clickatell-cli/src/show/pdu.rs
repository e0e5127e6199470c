//! A PDU as an annotated list of its fields.

use std::io::{self, Write};

use clickatell_smpp::json::{FieldValue, Trouble, fields, message_text, text_coding};
use clickatell_smpp::value::{DataCoding, EsmClass, EsmFeatures};
use clickatell_smpp::{
    Body, CommandId, CommandStatus, Fault, Field, Frame, HEADER_LENGTH, Header, Pdu, Rule, Tag,
};

use super::dump;
use super::meaning::{count, of_header, of_octet, of_status, of_text, of_tlv};
use super::partial::completed;
use super::rows::Row;
use super::style::{FAULT, NOTE, TITLE};

/// Octets that are no PDU, as far as they were read: the fields of one that is cut short, or else a dump.
pub(crate) fn rest(
    out: &mut impl Write,
    offset: u64,
    trouble: &Trouble,
    octets: &[u8],
    redact: bool,
) -> io::Result<()> {
    if let Trouble::Incomplete { present, missing } = trouble
        && octets.len() >= HEADER_LENGTH
        && let Some((pdu, tolerance)) = completed(octets)
        && let Ok(decoded) = pdu.frame().decode(&tolerance, &mut ())
    {
        let Header { command_id, sequence_number, .. } = pdu.frame().header();
        let whole = present.saturating_add(*missing);
        writeln!(
            out,
            "{TITLE}{command_id} {sequence_number:?}, {present} of {whole} octets at {offset}{TITLE:#}"
        )?;
        let mut list = List { out, octets, at: 0, end: Some(End::new(true)) };
        list.header(pdu.frame())?;
        list.body(&decoded, &[], redact)?;
        let place = list.end.map(End::place).unwrap_or_default();
        writeln!(out, "{FAULT}error:{FAULT:#} {trouble}")?;
        writeln!(out, "{NOTE}note:{NOTE:#} it ends in {place}")?;
        return writeln!(out);
    }
    writeln!(out, "{TITLE}no PDU at {offset}{TITLE:#}")?;
    dump::fault(out, trouble, octets, redact)?;
    writeln!(out)
}

/// The field that these octets end in, which are the beginning of a PDU; `None` where they end in its header.
pub(crate) fn ends_in(octets: &[u8]) -> Option<String> {
    let (pdu, tolerance) = completed(octets).filter(|_| octets.len() >= HEADER_LENGTH)?;
    let decoded = pdu.frame().decode(&tolerance, &mut ()).ok()?;
    let mut list = List { out: &mut io::sink(), octets, at: 0, end: Some(End::new(true)) };
    list.header(pdu.frame()).and_then(|()| list.body(&decoded, &[], true)).ok()?;
    list.end.map(End::place)
}

/// A PDU that cannot be decoded: the fields before the fault, the octets around it, and what may help.
pub(crate) fn faulty(
    out: &mut impl Write,
    offset: u64,
    frame: Frame<'_>,
    fault: Fault,
    hint: Option<&str>,
    redact: bool,
) -> io::Result<()> {
    title(out, offset, frame)?;
    let trouble = Trouble::Faulty(fault);
    let before = usize::try_from(trouble.at()).ok().and_then(|at| frame.octets().get(..at));
    if let Some(octets) = before.filter(|octets| octets.len() >= HEADER_LENGTH)
        && let Some((pdu, tolerance)) = completed(octets)
        && let Ok(decoded) = pdu.frame().decode(&tolerance, &mut ())
    {
        let mut list = List { out, octets, at: 0, end: Some(End::new(false)) };
        list.header(pdu.frame())?;
        list.body(&decoded, &[], redact)?;
    }
    dump::fault(out, &trouble, frame.octets(), redact)?;
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
    let mut list = List { out, octets: frame.octets(), at: 0, end: None };
    list.header(frame)?;
    list.body(pdu, notes, redact)?;
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
pub(crate) fn may_hide(octets: &[u8]) -> bool {
    let id = octets.get(4..).and_then(|behind| behind.first_chunk::<4>());
    let id = id.map(|id| CommandId::new(u32::from_be_bytes(*id)));
    id.is_some_and(CommandId::holds_password)
}

/// A list being written, and how far it has come.
struct List<'l, W> {
    out: &'l mut W,
    octets: &'l [u8],
    at: usize,
    /// Where the octets are only the beginning of the PDU.
    end: Option<End>,
}

/// The end of octets that are the beginning of a PDU.
#[derive(Debug)]
struct End {
    /// Whether what is there of the field that they end in is shown.
    shown: bool,
    /// That field, once it is reached.
    field: Option<String>,
}

impl End {
    const fn new(shown: bool) -> Self {
        Self { shown, field: None }
    }

    /// Where the octets end.
    fn place(self) -> String {
        self.field.unwrap_or_else(|| "the optional parameters".to_owned())
    }
}

impl<W: Write> List<'_, W> {
    /// Writes a row about the next octets. Behind the end of octets that are a beginning, nothing is written.
    fn row(&mut self, length: usize, row: Row<'_>) -> io::Result<()> {
        let left = self.octets.len().saturating_sub(self.at);
        if let Some(end) = &mut self.end
            && (left == 0 || left < length)
        {
            let is_first = end.field.is_none();
            let name = end.field.get_or_insert_with(|| row.name.clone()).clone();
            if !(is_first && end.shown && left > 0) {
                return Ok(());
            }
            let octets = self.octets.get(self.at..).unwrap_or_default();
            let is_text = !row.masked && octets.iter().all(|octet| matches!(octet, b' '..=b'~'));
            let value = if is_text { format!("\"{}\"", octets.escape_ascii()) } else { count(left) };
            let (at, masked, meaning) = (self.at, row.masked, "cut short".to_owned());
            Row { at, octets, masked, name, value, meaning, text: None }.write(self.out)?;
            self.at = self.octets.len();
            return Ok(());
        }
        let end = self.at.saturating_add(length).min(self.octets.len());
        let octets = self.octets.get(self.at..end).unwrap_or_default();
        Row { at: self.at, octets, ..row }.write(self.out)?;
        self.at = end;
        Ok(())
    }

    /// Octets, up to so many, that the decoder did not use.
    fn left_over(&mut self, length: usize) -> io::Result<()> {
        let left = self.octets.len().saturating_sub(self.at);
        if left == 0 {
            return Ok(());
        }
        self.row(length.min(left), Row { name: "(left over)".to_owned(), ..Row::default() })
    }

    fn header(&mut self, frame: Frame<'_>) -> io::Result<()> {
        let Header { command_id, command_status, sequence_number } = frame.header();
        let length = self.octets.first_chunk::<4>().map_or(0, |octets| u32::from_be_bytes(*octets));
        let status =
            if command_status.is_ok() { "0".to_owned() } else { format!("{:#x}", command_status.get()) };
        for (field, value, meaning) in [
            (Field::CommandLength, length.to_string(), String::new()),
            (Field::CommandId, command_id.to_string(), String::new()),
            (Field::CommandStatus, status, of_status(command_status)),
            (Field::SequenceNumber, sequence_number.to_string(), String::new()),
        ] {
            self.row(HEADER_LENGTH / 4, Row { name: field.to_string(), value, meaning, ..Row::default() })?;
        }
        Ok(())
    }

    /// The body and its parameters, and what the decoder did not use.
    fn body(&mut self, pdu: &Pdu<'_>, notes: &[Fault], redact: bool) -> io::Result<()> {
        let body = &pdu.body;
        let coding = text_coding(body);
        for (field, value) in fields(body) {
            match value.entries() {
                Some(entries) => {
                    for (field, value) in entries.into_iter().flatten() {
                        self.field(field, value, coding, redact)?;
                    }
                }
                None => self.field(field, value, coding, redact)?,
            }
        }
        if let Body::Unknown(unknown) = body {
            let masked = redact && may_hide(self.octets);
            let octets = unknown.octets().len();
            let row = Row { masked, name: "octets".to_owned(), value: count(octets), ..Row::default() };
            self.row(octets, row)?;
        }
        // A stray NUL behind the text was dropped; the parameters begin behind it.
        if notes.iter().any(|note| note.rule() == Rule::NulAfterText) {
            self.left_over(1)?;
        }
        for tlv in body.tlvs().iter() {
            let text = coding.filter(|_| tlv.tag == Tag::MESSAGE_PAYLOAD);
            let text = text.and_then(|(esm_class, coding)| message_text(esm_class, coding, tlv.value()));
            let (value, meaning) = match &text {
                Some(_) => (count(tlv.value().len()), String::new()),
                None => of_tlv(tlv),
            };
            // Less than a tag and a length tells no name.
            let cut = self.end.is_some() && self.octets.len().saturating_sub(self.at) < 4;
            let name = if cut { "an optional parameter".to_owned() } else { tlv.tag.to_string() };
            let row = Row { name, value, meaning, text, ..Row::default() };
            self.row(tlv.value().len().saturating_add(4), row)?;
        }
        self.left_over(usize::MAX)
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
            FieldValue::Number(number) => {
                let status = CommandStatus::new(number);
                row.value = if status.is_ok() { "0".to_owned() } else { format!("{number:#x}") };
                row.meaning = of_status(status);
            }
            _ => {}
        }
        self.row(value.wire_len(), row)
    }
}
