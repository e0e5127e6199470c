//! User data headers, and long messages in parts.

use clickatell_core::hex;
use clickatell_core::text::join::{JoinLimits, Joined, Joiner};
use clickatell_core::text::split::{Part, SplitError, Splitter};
use clickatell_core::text::udh::{self, Concat, Element, Reference, Udh, UdhError};
use clickatell_core::time::Instant;
use serde::Deserialize;
use serde_json::{Value, json};

use super::table::CodingName;
use crate::Verdict;
use crate::line::Kind;
use crate::shape::{LongText, explain, is_good, number, octets, refused, same, text};

/// A header and the message behind it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Header {
    octets: LongText,
    expect: Value,
}

impl Kind for Header {
    fn run(self, verdict: &mut Verdict) {
        verdict.check("header read", || {
            let octets = octets(&self.octets.0)?;
            let shown = match Udh::parse(&octets) {
                Ok((header, message)) => json!({
                    "elements": header.elements().map(|element| shown(&element)).collect::<Vec<_>>(),
                    "message": hex::encode(message),
                }),
                Err(error) => unread(error),
            };
            same(&shown, &self.expect)
        });
        if is_good(&self.expect) {
            verdict.check("header written", || {
                let elements = self.expect["elements"].as_array().ok_or("no list of elements")?;
                let data: Vec<_> = elements.iter().map(data).collect::<Result<_, _>>()?;
                let elements = elements.iter().zip(&data).map(|(element, data)| built(element, data));
                let mut written = Vec::new();
                udh::encode(&elements.collect::<Result<Vec<_>, _>>()?, &mut written).map_err(explain)?;
                written.extend(octets(text(&self.expect, "message")?)?);
                same(&hex::encode(&written), &json!(self.octets.0))
            });
        }
    }
}

fn shown(element: &Element<'_>) -> Value {
    match element {
        Element::Concat(concat) => {
            let (reference, bits) = match concat.reference() {
                Reference::Eight(reference) => (reference.into(), 8),
                Reference::Sixteen(reference) => (reference, 16),
            };
            json!({ "reference": reference, "bits": bits, "total": concat.total(), "part": concat.part() })
        }
        Element::Ports8 { destination, source } => {
            json!({ "destination_port": destination, "source_port": source, "bits": 8 })
        }
        Element::Ports16 { destination, source } => {
            json!({ "destination_port": destination, "source_port": source, "bits": 16 })
        }
        Element::SingleShift(language) => json!({ "single_shift": language.get() }),
        Element::LockingShift(language) => json!({ "locking_shift": language.get() }),
        Element::SpecialMessage { indication, count } => json!({ "indication": indication, "count": count }),
        Element::EmailHeader { length } => json!({ "email_header": length }),
        Element::Hyperlink { position, title, url } => {
            json!({ "position": position, "title": title, "url": url })
        }
        Element::ReplyAddress(data) => json!({ "reply_address": true, "data": hex::encode(data) }),
        Element::VoiceMail(data) => json!({ "voice_mail": true, "data": hex::encode(data) }),
        Element::Other { id, data } => json!({ "id": id, "data": hex::encode(data) }),
        _ => Value::Null,
    }
}

/// The data of an element that is not one of the known.
fn data(element: &Value) -> Result<Vec<u8>, String> {
    element["data"].as_str().map_or(Ok(Vec::new()), octets)
}

/// The element that a vector describes.
fn built<'d>(element: &Value, data: &'d [u8]) -> Result<Element<'d>, String> {
    if element.get("total").is_some() {
        let reference = match element["bits"].as_u64() {
            Some(8) => Reference::Eight(number(element, "reference")?),
            _ => Reference::Sixteen(number(element, "reference")?),
        };
        let concat = Concat::new(reference, number(element, "total")?, number(element, "part")?);
        return concat.map(Element::Concat).ok_or_else(|| "no such part".to_owned());
    }
    if element.get("indication").is_some() {
        let (indication, count) = (number(element, "indication")?, number(element, "count")?);
        return Ok(Element::SpecialMessage { indication, count });
    }
    if element.get("email_header").is_some() {
        return Ok(Element::EmailHeader { length: number(element, "email_header")? });
    }
    if element.get("position").is_some() {
        let (title, url) = (number(element, "title")?, number(element, "url")?);
        return Ok(Element::Hyperlink { position: number(element, "position")?, title, url });
    }
    if element["reply_address"] == true {
        return Ok(Element::ReplyAddress(data));
    }
    if element["voice_mail"] == true {
        return Ok(Element::VoiceMail(data));
    }
    Ok(match (element["bits"].as_u64(), element.get("single_shift"), element.get("locking_shift")) {
        (Some(8), ..) => Element::Ports8 {
            destination: number(element, "destination_port")?,
            source: number(element, "source_port")?,
        },
        (Some(_), ..) => Element::Ports16 {
            destination: number(element, "destination_port")?,
            source: number(element, "source_port")?,
        },
        (_, Some(_), _) => Element::SingleShift(number::<u8>(element, "single_shift")?.into()),
        (_, _, Some(_)) => Element::LockingShift(number::<u8>(element, "locking_shift")?.into()),
        _ => Element::Other { id: number(element, "id")?, data },
    })
}

fn unread(error: UdhError) -> Value {
    match error {
        UdhError::Missing => refused("missing", None),
        UdhError::HeaderLength { .. } => refused("header_length", None),
        UdhError::NoLength { at, .. } => refused("no_length", Some(at)),
        UdhError::ElementLength { at, .. } => refused("element_length", Some(at)),
        _ => refused("?", None),
    }
}

/// A message, and the parts that it takes; joined again in whatever order.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Split {
    coding: CodingName,
    /// What it says, or its octets.
    text: Option<LongText>,
    octets: Option<LongText>,
    reference: u16,
    bits: u8,
    /// The number of units in each part with its header, or a refusal.
    expect: Value,
}

impl Kind for Split {
    fn run(self, verdict: &mut Verdict) {
        let coding = self.coding.coding();
        let reference = match (self.bits, u8::try_from(self.reference)) {
            (8, Ok(reference)) => Reference::Eight(reference),
            _ => Reference::Sixteen(self.reference),
        };
        let splitter = Splitter::new(coding, reference);
        let whole = match (&self.text, &self.octets) {
            (Some(text), None) => {
                let mut whole = Vec::new();
                coding.encode(&text.0, &mut whole).map(|()| whole).map_err(explain)
            }
            (None, Some(digits)) => octets(&digits.0),
            _ => Err("one of text and octets".to_owned()),
        };
        let whole = match whole {
            Ok(whole) => whole,
            Err(failure) => return verdict.check("message taken", || Err(failure)),
        };
        let parts = splitter.split(&whole).map(Iterator::collect::<Vec<_>>);
        verdict.check("message cut", || match &parts {
            Ok(parts) => {
                let shown = parts.iter().map(|part| {
                    let mut octets = Vec::new();
                    part.encode(&mut octets);
                    let header = octets.len().saturating_sub(part.octets().len());
                    let units = part.octets().len().checked_div(coding.unit_octets());
                    json!([units, hex::encode(octets.get(..header).unwrap_or_default())])
                });
                same(&json!({ "parts": shown.collect::<Vec<_>>() }), &self.expect)
            }
            Err(SplitError::OddLength { .. }) => same(&refused("odd_length", None), &self.expect),
            Err(SplitError::TooManyParts { parts }) => {
                same(&json!({ "error": { "rule": "too_many_parts", "parts": parts } }), &self.expect)
            }
            Err(error) => Err(explain(error)),
        });
        if let (Some(text), Ok(parts)) = (&self.text, &parts) {
            verdict.check("parts counted", || {
                same(&splitter.count_parts(&text.0).map_err(explain)?, &json!(parts.len()))
            });
        }
        if let Ok(parts) = &parts {
            verdict.check("parts joined, last one first", || joined(parts.iter().rev(), &whole));
            verdict.check("parts joined, first one first", || joined(parts.iter(), &whole));
        }
    }
}

/// That parts in this order, each twice but the one that completes them, are the whole.
fn joined<'p>(parts: impl Iterator<Item = &'p Part<'p, 'p>>, whole: &[u8]) -> Result<(), String> {
    let mut joiner = Joiner::new(JoinLimits::default());
    for part in parts {
        let Some(concat) = part.concat() else { return same(&part.octets(), &json!(whole)) };
        let mut push = || joiner.push(Instant::ZERO, "handset", concat, part.octets()).map_err(explain);
        match push()? {
            Joined::Complete(octets) => return same(&octets, &json!(whole)),
            _ if push()? == Joined::Duplicate => {}
            other => return Err(format!("{other:?} of a part that came before")),
        }
    }
    Err("never complete".to_owned())
}
