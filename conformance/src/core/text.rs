//! Character codings, packed septets, and octets in hexadecimal digits.

use clickatell_core::hex::{self, HexError};
use clickatell_core::text::gsm::{self, GsmError};
use clickatell_core::text::ucs2::Ucs2Error;
use clickatell_core::text::{Coding, Undecodable, packed};
use serde::Deserialize;
use serde_json::{Value, json};

use super::table::CodingName;
use crate::Verdict;
use crate::line::Kind;
use crate::shape::{LongText, explain, is_good, octets, refused, same, text};

/// Octets in a coding: the text, and how many units it takes.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Coded {
    coding: CodingName,
    octets: LongText,
    expect: Value,
}

impl Kind for Coded {
    fn run(self, verdict: &mut Verdict) {
        let coding = self.coding.coding();
        verdict.check("octets decoded", || {
            let octets = octets(&self.octets.0)?;
            let shown = match coding.decode(&octets) {
                Ok(text) => json!({ "text": text, "units": octets.len().checked_div(coding.unit_octets()) }),
                Err(error) => undecodable(error),
            };
            same(&shown, &self.expect)
        });
        if is_good(&self.expect) {
            verdict.check("text encoded", || {
                let text = text(&self.expect, "text")?;
                same(&encoded(coding, text)?, &json!(self.octets.0))?;
                let units = text.chars().map(|character| coding.width(character));
                same(&units.sum::<Option<usize>>(), &self.expect["units"])
            });
        }
    }
}

fn undecodable(error: Undecodable) -> Value {
    match error {
        Undecodable::Gsm(GsmError::NotSeptet { at, .. }) => refused("not_septet", Some(at)),
        Undecodable::Gsm(GsmError::TrailingEscape { at }) => refused("trailing_escape", Some(at)),
        Undecodable::Gsm(GsmError::UnknownExtension { at, .. }) => refused("unknown_extension", Some(at)),
        Undecodable::Ucs2(Ucs2Error::LoneSurrogate { at, .. }) => refused("lone_surrogate", Some(at)),
        Undecodable::Ucs2(_) => refused("odd_length", None),
        _ => refused("not_text", None),
    }
}

fn encoded(coding: Coding, text: &str) -> Result<String, String> {
    let mut octets = Vec::new();
    coding.encode(text, &mut octets).map_err(explain)?;
    Ok(hex::encode(&octets))
}

/// A text with a character that a coding lacks, and what the gateway makes of it: the least coding that has all.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Chosen {
    text: LongText,
    expect: Value,
}

impl Kind for Chosen {
    fn run(self, verdict: &mut Verdict) {
        verdict.check("coding chosen", || {
            let text = self.text.0.as_str();
            let mut shown = match Coding::for_text(text) {
                Coding::Gsm7 => json!({ "coding": "gsm7", "octets": encoded(Coding::Gsm7, text)? }),
                coding => json!({ "coding": "ucs2", "octets": encoded(coding, text)? }),
            };
            for (name, coding) in [("not_gsm7_at", Coding::Gsm7), ("not_latin1_at", Coding::Latin1)] {
                shown[name] = json!(coding.encode(text, &mut Vec::new()).err().map(|error| error.at));
            }
            let mut lossy = Vec::new();
            shown["replaced"] = json!(gsm::encode_lossy(text, &mut lossy));
            shown["as_gsm7"] = json!(hex::encode(&lossy));
            same(&shown, &self.expect)
        });
    }
}

/// Septets, one to an octet, packed behind a header of so many octets.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Packed {
    septets: String,
    header_octets: usize,
    expect: Value,
}

impl Kind for Packed {
    fn run(self, verdict: &mut Verdict) {
        verdict.check("septets packed", || {
            let mut packed = Vec::new();
            let shown = match packed::pack(&octets(&self.septets)?, self.header_octets, &mut packed) {
                Ok(()) => json!({ "octets": hex::encode(&packed) }),
                Err(GsmError::NotSeptet { at, .. }) => refused("not_septet", Some(at)),
                Err(error) => return Err(explain(error)),
            };
            same(&shown, &self.expect)
        });
        if is_good(&self.expect) {
            verdict.check("septets unpacked", || {
                let packed = octets(text(&self.expect, "octets")?)?;
                let (count, mut septets) = (self.septets.len() / 2, Vec::new());
                packed::unpack(&packed, self.header_octets, count, &mut septets).map_err(explain)?;
                same(&packed::octets_for(count, self.header_octets), &json!(packed.len()))?;
                same(&hex::encode(&septets), &json!(self.septets))
            });
        }
    }
}

/// Hexadecimal digits of either case, and the octets that they are.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Hex {
    digits: String,
    expect: Value,
}

impl Kind for Hex {
    fn run(self, verdict: &mut Verdict) {
        let read = hex::decode(&self.digits);
        let shown = match &read {
            Ok(octets) => {
                json!({ "octets": octets, "lower": hex::encode(octets), "upper": hex::encode_upper(octets) })
            }
            Err(HexError::NotDigit { at, .. }) => refused("not_digit", Some(*at)),
            Err(_) => refused("odd_length", None),
        };
        verdict.check("digits read and written", || same(&shown, &self.expect));
    }
}
