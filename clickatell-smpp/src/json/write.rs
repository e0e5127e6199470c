//! PDUs to JSON.

use alloc::vec::Vec;
use core::fmt;

use clickatell_core::hex;
use serde::ser::{Serialize, SerializeMap, Serializer};

use super::fields::{FieldValue, Fields, fields};
use super::text::{message_text, text_coding};
use crate::code::CommandStatus;
use crate::frame::{BadLength, Frame};
use crate::grammar::{Fault, Field};
use crate::pdu::{Body, Pdu, Unknown};
use crate::pdu_buf::PduBuf;
use crate::tlv::{Tag, Tlv, Tlvs};
use crate::tolerance::Tolerance;
use crate::value::{DataCoding, EsmClass};

/// A decoded PDU as JSON shows it.
#[derive(Clone, Copy, Debug)]
pub struct PduView<'a> {
    command_length: usize,
    pdu: Pdu<'a>,
    notes: &'a [Fault],
    /// Readable text stands beside the octets.
    text: bool,
    masked: bool,
}

impl<'a> PduView<'a> {
    /// What was decoded from `frame`, with the notes of its decoder.
    #[must_use]
    pub fn new(frame: Frame<'a>, pdu: Pdu<'a>, notes: &'a [Fault]) -> Self {
        Self { command_length: frame.octets().len(), pdu, notes, text: true, masked: false }
    }

    /// The same with `*` for each octet of a password; and, in a bind that is not read, for each octet of its body.
    #[must_use]
    pub const fn masked(self) -> Self {
        Self { masked: true, ..self }
    }

    fn entries<M: SerializeMap>(&self, map: &mut M) -> Result<(), M::Error> {
        let header = self.pdu.header;
        map.serialize_entry("command_length", &self.command_length)?;
        match header.command_id.name() {
            Some(name) => map.serialize_entry("command_id", name)?,
            None => map.serialize_entry("command_id", &header.command_id.get())?,
        }
        map.serialize_entry("command_status", &header.command_status.get())?;
        map.serialize_entry("sequence_number", &header.sequence_number.get())?;
        map.serialize_entry("body", &BodyView(self))?;
        let coding = self.text.then(|| text_coding(&self.pdu.body)).flatten();
        map.serialize_entry("tlvs", &TlvsView { tlvs: self.pdu.body.tlvs(), coding })?;
        map.serialize_entry("notes", &NotesView(self.notes))
    }
}

impl Serialize for PduView<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        self.entries(&mut map)?;
        map.end()
    }
}

/// Without a loss: the fields where they decode strictly, else the octets of the body. Passwords are in it.
impl Serialize for PduBuf {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let frame = self.frame();
        let pdu = frame.decode(&Tolerance::STRICT, &mut ()).unwrap_or_else(|_| {
            let body = Unknown::new(frame.header().command_id, frame.body_reader().rest());
            Pdu { header: frame.header(), body: Body::Unknown(body) }
        });
        PduView { text: false, ..PduView::new(frame, pdu, &[]) }.serialize(serializer)
    }
}

/// What a stream of PDUs held at one place.
#[derive(Clone, Copy, Debug)]
#[allow(clippy::exhaustive_structs, reason = "an item is a place and what was there")]
pub struct Item<'a> {
    /// Where it begins, in octets from the start of the stream.
    pub offset: u64,
    /// The PDU, or why there is none.
    pub content: Result<PduView<'a>, Trouble>,
}

/// Why octets of a stream are no PDU.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Trouble {
    /// A PDU breaks a rule; the stream goes on behind it.
    #[error("{0}")]
    Faulty(Fault),
    /// The stream cannot go on.
    #[error("{0}: nothing behind it can be read")]
    BadLength(BadLength),
    /// The stream ends within a PDU.
    #[error("the input ends within this PDU: {missing} more octets are needed, {present} are there")]
    Incomplete {
        /// How many octets of the PDU are there.
        present: u64,
        /// At least so many are missing.
        missing: u64,
    },
}

impl Trouble {
    /// The rule's name in JSON.
    #[must_use]
    pub fn rule(&self) -> &'static str {
        match self {
            Self::Faulty(fault) => fault.rule().name(),
            Self::BadLength(_) => "bad_length",
            Self::Incomplete { .. } => "incomplete",
        }
    }

    /// The field that is wrong.
    #[must_use]
    pub fn field(&self) -> Field {
        match self {
            Self::Faulty(fault) => fault.field(),
            Self::BadLength(_) | Self::Incomplete { .. } => Field::CommandLength,
        }
    }

    /// Where that field begins, in octets from the PDU's first.
    #[must_use]
    pub fn at(&self) -> u32 {
        match self {
            Self::Faulty(fault) => fault.at(),
            Self::BadLength(_) | Self::Incomplete { .. } => 0,
        }
    }

    /// What the specification answers a peer that sent this.
    #[must_use]
    pub fn command_status(&self) -> CommandStatus {
        match self {
            Self::Faulty(fault) => fault.answer(),
            Self::BadLength(_) | Self::Incomplete { .. } => CommandStatus::ESME_RINVCMDLEN,
        }
    }
}

impl Serialize for Item<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("offset", &self.offset)?;
        match &self.content {
            Ok(pdu) => pdu.entries(&mut map)?,
            Err(trouble) => map.serialize_entry("error", trouble)?,
        }
        map.end()
    }
}

impl Serialize for Trouble {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("rule", self.rule())?;
        map.serialize_entry("field", &Printed(self.field()))?;
        map.serialize_entry("at", &self.at())?;
        map.serialize_entry("command_status", &self.command_status().get())?;
        map.serialize_entry("message", &Printed(self))?;
        map.end()
    }
}

struct BodyView<'v, 'a>(&'v PduView<'a>);

impl Serialize for BodyView<'_, '_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(view) = self;
        let body = &view.pdu.body;
        let fields = fields(body);
        if fields.is_empty() && !matches!(body, Body::Unknown(_)) {
            return serializer.serialize_none();
        }
        let mut map = serializer.serialize_map(None)?;
        if let Body::Unknown(unknown) = body {
            if view.masked && view.pdu.header.command_id.holds_password() {
                map.serialize_entry("octets", &Printed(Mask(unknown.octets())))?;
            } else {
                map.serialize_entry("octets", &Printed(Hex(unknown.octets())))?;
            }
        }
        for (field, value) in fields {
            field_entry(&mut map, field, value, view.masked)?;
            if let FieldValue::Octets(octets) = value {
                let coding = view.text.then(|| text_coding(body)).flatten();
                text_entry(&mut map, coding, octets)?;
            }
        }
        map.end()
    }
}

/// One field with its value.
fn field_entry<M: SerializeMap>(
    map: &mut M,
    field: Field,
    value: FieldValue<'_>,
    masked: bool,
) -> Result<(), M::Error> {
    let name = Printed(field);
    match value {
        FieldValue::Length(_) => Ok(()),
        FieldValue::Octet(octet) => map.serialize_entry(&name, &octet),
        FieldValue::Number(number) => map.serialize_entry(&name, &number),
        FieldValue::Secret(octets) if masked => map.serialize_entry(&name, &Printed(Mask(octets))),
        FieldValue::Text(octets) | FieldValue::Secret(octets) => {
            map.serialize_entry(&name, &Printed(Characters(octets)))
        }
        FieldValue::Octets(octets) => map.serialize_entry(&name, &Printed(Hex(octets))),
        FieldValue::Destinations(_) | FieldValue::UnsuccessSmes(_) => {
            let entries: Vec<_> = value.entries().into_iter().flatten().map(EntryView).collect();
            map.serialize_entry(&name, &entries)
        }
    }
}

/// One entry of a list of destinations.
struct EntryView<'a>(Fields<'a>);

impl Serialize for EntryView<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (field, value) in &self.0 {
            field_entry(&mut map, *field, *value, false)?;
        }
        map.end()
    }
}

struct TlvsView<'a> {
    tlvs: Tlvs<'a>,
    coding: Option<(EsmClass, DataCoding)>,
}

impl Serialize for TlvsView<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.tlvs.iter().map(|tlv| TlvView { tlv, coding: self.coding }))
    }
}

struct TlvView<'a> {
    tlv: Tlv<'a>,
    coding: Option<(EsmClass, DataCoding)>,
}

impl Serialize for TlvView<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { tlv, coding } = self;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("tag", &tlv.tag.get())?;
        if let Some(name) = tlv.tag.name() {
            map.serialize_entry("name", name)?;
        }
        map.serialize_entry("value", &Printed(Hex(tlv.value())))?;
        if tlv.tag == Tag::MESSAGE_PAYLOAD {
            text_entry(&mut map, *coding, tlv.value())?;
        }
        map.end()
    }
}

/// `text`, when the octets can be read.
fn text_entry<M: SerializeMap>(
    map: &mut M,
    coding: Option<(EsmClass, DataCoding)>,
    octets: &[u8],
) -> Result<(), M::Error> {
    let Some((esm_class, data_coding)) = coding else { return Ok(()) };
    match message_text(esm_class, data_coding, octets) {
        Some(text) => map.serialize_entry("text", &text),
        None => Ok(()),
    }
}

struct NotesView<'a>(&'a [Fault]);

impl Serialize for NotesView<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(NoteView))
    }
}

struct NoteView<'a>(&'a Fault);

impl Serialize for NoteView<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(3))?;
        map.serialize_entry("rule", self.0.rule().name())?;
        map.serialize_entry("field", &Printed(self.0.field()))?;
        map.serialize_entry("at", &self.0.at())?;
        map.end()
    }
}

/// A string that is printed straight into the output.
struct Printed<T>(T);

impl<T: fmt::Display> Serialize for Printed<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

/// Lower-case hexadecimal digits.
struct Hex<'a>(&'a [u8]);

impl fmt::Display for Hex<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

/// One character for an octet.
struct Characters<'a>(&'a [u8]);

impl fmt::Display for Characters<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match core::str::from_utf8(self.0) {
            Ok(text) if text.is_ascii() => f.write_str(text),
            _ => self.0.iter().try_for_each(|octet| fmt::Write::write_char(f, char::from(*octet))),
        }
    }
}

/// One `*` for an octet.
struct Mask<'a>(&'a [u8]);

impl fmt::Display for Mask<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|_| f.write_str("*"))
    }
}
