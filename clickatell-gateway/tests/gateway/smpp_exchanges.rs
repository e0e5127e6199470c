//! The gateway's vectors of `conformance/`: octets over SMPP, and what comes back.
//!
//! They stand in the lines octet by octet; nothing here knows a PDU but by its length.

use std::collections::BTreeMap;

use clickatell_core::hex;
use serde::Deserialize;
use serde_json::Value;

use crate::support::{Control, Raw, vectors};

/// A line; `conformance/vectors/README.md` says what its members mean.
#[derive(Clone, Deserialize)]
struct Line {
    id: String,
    #[serde(default)]
    config: String,
    steps: Vec<Step>,
}

#[derive(Clone, Deserialize)]
#[serde(untagged, deny_unknown_fields)]
enum Step {
    Exchange {
        link: String,
        #[serde(default)]
        send: String,
        #[serde(default)]
        expect: Vec<String>,
        #[serde(default)]
        closes: bool,
    },
    Advance {
        advance: String,
    },
    Control {
        control: String,
        body: Option<Value>,
    },
}

/// The digits of ids by the names that a line has for them.
type Ids = BTreeMap<String, Vec<u8>>;

/// The octets of a step, with the ids in the places of their names.
fn octets(words: &str, ids: &Ids) -> Vec<u8> {
    let octets = |word: &str| match word.strip_prefix('$') {
        Some(name) => ids[name].clone(),
        None => hex::decode(word).unwrap(),
    };
    words.split_whitespace().flat_map(octets).collect()
}

/// Whether a PDU is what is expected; an id that has no name yet is remembered by the one that it has there.
fn is_as(expected: &str, mut found: &[u8], ids: &mut Ids) -> bool {
    for word in expected.split_whitespace() {
        if let Some(name) = word.strip_prefix('$').filter(|name| !ids.contains_key(*name)) {
            let Some(digits) = found.get(..32).filter(|id| id.iter().all(u8::is_ascii_hexdigit)) else {
                return false;
            };
            ids.insert(name.to_owned(), digits.to_vec());
        }
        match found.strip_prefix(octets(word, ids).as_slice()) {
            Some(rest) => found = rest,
            None => return false,
        }
    }
    found.is_empty()
}

async fn run(line: &Line) -> Result<(), String> {
    let gateway = vectors::start(&line.config).await?;
    let control = Control(gateway.http_addr());
    let (mut links, mut ids) = (BTreeMap::new(), Ids::new());
    for (place, step) in line.steps.iter().enumerate() {
        let failed = |what: String| format!("step {place}: {what}");
        match step {
            Step::Advance { advance } => {
                control.advance(advance).await;
            }
            Step::Control { control: call, body } => {
                vectors::control(control, call, body.as_ref()).await.map_err(failed)?;
            }
            Step::Exchange { link: name, send, expect, closes } => {
                let mut link = match links.remove(name) {
                    Some(link) => link,
                    None => Raw::connect(gateway.smpp_addr()).await,
                };
                link.send(&octets(send, &ids)).await;
                for expected in expect {
                    let found = link.receive().await;
                    if !is_as(expected, &found, &mut ids) {
                        return Err(failed(format!("{}, not {expected}", hex::encode(&found))));
                    }
                }
                if !closes {
                    links.insert(name.clone(), link);
                } else if link.receive().await != b"" {
                    return Err(failed("a PDU where it should have closed".to_owned()));
                }
            }
        }
    }
    gateway.shutdown().await;
    Ok(())
}

#[tokio::test]
async fn they_hold_over_smpp() {
    let lines: Vec<Line> = vectors::of_kind("smpp_exchanges");
    let mut failures = Vec::new();
    for line in &lines {
        if let Err(failure) = run(line).await {
            failures.push(format!("{}: {failure}", line.id));
        }
    }
    assert!(!lines.is_empty() && failures.is_empty(), "{}", failures.join("\n"));
}

/// Of each PDU that a line expects, another status.
#[tokio::test]
async fn a_line_that_expects_another_status_fails() {
    for line in vectors::of_kind::<Line>("smpp_exchanges") {
        let exchanges = line.steps.iter().enumerate().rev();
        let last = exchanges
            .filter_map(|(place, step)| match step {
                Step::Exchange { expect, .. } if !expect.is_empty() => Some(place),
                _ => None,
            })
            .next();
        // One that is cut off before the first PDU expects none.
        let Some(place) = last else { continue };
        let mut other = line.clone();
        if let Step::Exchange { expect, .. } = &mut other.steps[place] {
            expect[0].replace_range(18..26, "000000ff");
        }
        assert!(run(&other).await.is_err(), "{}", line.id);
    }
}
