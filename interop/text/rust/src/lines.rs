//! What clickatell-core says, as JSON lines.

use std::collections::BTreeMap;

use clickatell_core::hex;
use clickatell_core::text::gsm::{self, LanguageTables, NationalLanguage};
use clickatell_core::text::{Coding, Unencodable, latin1, ucs2};
use serde_json::{Value, json};

use crate::every_character;
use crate::samples::Samples;

/// How many characters of UCS-2 stand in a line.
const BLOCK: usize = 0x1000;

pub fn print(samples: &Samples) {
    let spanish = LanguageTables::new(None, Some(NationalLanguage::SPANISH)).expect("there is one");
    for (name, coding) in
        [("gsm", Coding::Gsm7), ("spanish", Coding::National(spanish)), ("latin1", Coding::Latin1)]
    {
        println!("{}", json!({ "kind": "characters", "coding": name, "characters": characters(coding) }));
    }
    let all: Vec<char> = every_character().collect();
    for block in all.chunks(BLOCK) {
        let text: String = block.iter().collect();
        println!("{}", json!({ "kind": "ucs2", "text": text, "octets": encoded(Coding::Ucs2, &text).0 }));
    }
    for text in &samples.texts {
        let (gsm, gsm_at) = encoded(Coding::Gsm7, text);
        let (latin1, latin1_at) = encoded(Coding::Latin1, text);
        let (ucs2, _) = encoded(Coding::Ucs2, text);
        println!(
            "{}",
            json!({ "kind": "text", "text": text, "gsm": gsm, "gsm_at": gsm_at, "latin1": latin1,
                "latin1_at": latin1_at, "ucs2": ucs2 })
        );
    }
    for octets in &samples.octets {
        println!(
            "{}",
            json!({ "kind": "octets", "octets": hex::encode(octets), "gsm": gsm::decode(octets).ok(),
                "latin1": latin1::decode(octets), "ucs2": ucs2::decode(octets).ok() })
        );
    }
}

/// Every character that the coding has, and its octets.
fn characters(coding: Coding) -> BTreeMap<String, Value> {
    let texts = every_character().map(|character| character.to_string());
    texts
        .map(|text| (encoded(coding, &text).0, text))
        .filter(|(octets, _)| !octets.is_null())
        .map(|(octets, text)| (text, octets))
        .collect()
}

/// The octets in hexadecimal digits, or where the first character is that the coding lacks.
fn encoded(coding: Coding, text: &str) -> (Value, Option<usize>) {
    let mut octets = Vec::new();
    match coding.encode(text, &mut octets) {
        Ok(()) => (Value::from(hex::encode(&octets)), None),
        Err(Unencodable { at, .. }) => (Value::Null, Some(at)),
    }
}
