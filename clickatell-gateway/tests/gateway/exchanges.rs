//! The gateway's vectors of `conformance/`: calls over SOAP, and what comes of them as time passes.
//!
//! Each line runs at every service. The envelopes are written here, by no code of ours.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use serde_json::Value;

use crate::support::{Control, vectors};

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
    Call { call: String, with: Vec<(String, String)>, headers: Option<Vec<String>>, expect: Vec<String> },
    Advance { advance: String },
    Handset { handset: String, expect: Vec<String> },
    Control { control: String, body: Option<Value> },
    Reached { reached: String, expect: Vec<String> },
}

/// Where each service is, and what its envelopes begin with.
const SERVICES: [(&str, &str); 3] = [
    (
        "/soap/document_literal/webservice",
        "xmlns:n=\"http://api.clickatell.com/soap/document_literal/webservice\"",
    ),
    ("/soap/rpc_encoded/webservice.php", "xmlns:n=\"soap.clickatell.com\""),
    ("/soap/webservice.php", "xmlns:n=\"http://api.clickatell.com/soap/webservice\""),
];

fn lines() -> Vec<Line> {
    vectors::of_kind("soap_exchanges")
}

fn escaped(text: &str) -> String {
    let escape = |letter: char| match letter {
        '&' | '<' | '>' => format!("&#{};", u32::from(letter)),
        letter if letter.is_ascii() => letter.to_string(),
        letter => format!("&#x{:X};", u32::from(letter)),
    };
    text.chars().map(escape).collect()
}

/// A call as clients of the service write it: destinations one by one in document/literal, in an array otherwise.
fn envelope(service: usize, operation: &str, values: &[(String, String)]) -> String {
    let element = |name: &str, text: &str| format!("<{name}>{}</{name}>", escaped(text));
    let one_by_one = service == 0;
    let mut body: String = values
        .iter()
        .filter(|(name, _)| one_by_one || name != "to")
        .map(|(name, text)| element(name, text))
        .collect();
    let list: Vec<_> = values.iter().filter(|(name, _)| !one_by_one && name == "to").collect();
    if !list.is_empty() {
        let items: String = list.iter().map(|(_, text)| element("item", text)).collect();
        body = format!("{body}<to e:arrayType=\"n:string[{}]\">{items}</to>", list.len());
    }
    let declared = SERVICES[service].1;
    format!(
        "<?xml version=\"1.0\"?><e:Envelope xmlns:e=\"http://schemas.xmlsoap.org/soap/envelope/\" {declared}><e:Body>\
         <n:{operation}>{body}</n:{operation}></e:Body></e:Envelope>"
    )
}

/// The texts of `return`, or of the items in it.
fn texts(body: &str) -> Vec<String> {
    let inner = body.split_once("<return").map_or("", |(_, rest)| rest);
    let pieces = inner.split('<').filter_map(|piece| piece.split_once('>'));
    pieces.map(|(_, text)| text.to_owned()).filter(|text| !text.is_empty()).collect()
}

/// Ids by the names that a line has for them.
type Ids = BTreeMap<String, String>;

/// A text with the ids in the places of their names.
fn filled(text: &str, ids: &Ids) -> String {
    let mut pieces = text.split('$');
    let mut filled = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let (name, rest) = name(piece);
        match ids.get(name) {
            Some(id) => filled.push_str(id),
            None => filled.extend(["$", name]),
        }
        filled.push_str(rest);
    }
    filled
}

/// The name that a text begins with, and the rest.
fn name(text: &str) -> (&str, &str) {
    let end = text.find(|letter: char| !letter.is_ascii_alphanumeric());
    text.split_at(end.unwrap_or(text.len()))
}

/// Whether a text is what is expected; an id that has no name yet is remembered by the one that it has there.
fn is_as(expected: &str, found: &str, ids: &mut Ids) -> bool {
    let expected = filled(expected, ids);
    let Some((before, rest)) = expected.split_once('$') else { return expected == found };
    let Some(id) = found.strip_prefix(before).and_then(|found| found.get(..32)) else { return false };
    ids.insert(name(rest).0.to_owned(), id.to_owned());
    id.bytes().all(|digit| digit.is_ascii_hexdigit()) && filled(&expected, ids) == found
}

async fn run(line: &Line, service: usize) -> Result<(), String> {
    let gateway = vectors::start(&line.config).await?;
    let control = Control(gateway.http_addr());
    let mut ids = Ids::new();
    for (place, step) in line.steps.iter().enumerate() {
        let (expected, found) = match step {
            Step::Advance { advance } => {
                control.advance(advance).await;
                continue;
            }
            Step::Control { control: call, body } => {
                let called = vectors::control(control, call, body.as_ref()).await;
                called.map_err(|answer| format!("step {place}: {answer}"))?;
                continue;
            }
            Step::Reached { reached, expect } => {
                let (_, lines) =
                    control.request("GET", "/gateway/events?kinds=status&limit=1000", &[], "").await;
                let events = lines.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
                let status: u64 = reached.parse().unwrap();
                let had = events.filter(|event| event["status"] == status);
                (expect, had.map(|event| event["subject"].as_str().unwrap().to_owned()).collect())
            }
            Step::Handset { handset, expect } => {
                let shown = control.get(&format!("/gateway/handset/{handset}")).await;
                let shown = shown["messages"].as_array().unwrap().iter();
                let text = |message: &Value| message["text"].as_str().unwrap_or("no text").to_owned();
                (expect, shown.map(text).collect())
            }
            Step::Call { call, with, headers, expect } => {
                let with: Vec<_> =
                    with.iter().map(|(name, text)| (name.clone(), filled(text, &ids))).collect();
                let (path, body) = (SERVICES[service].0, envelope(service, call, &with));
                let headers = headers.clone().unwrap_or_else(|| vec!["Content-Type: text/xml".to_owned()]);
                let headers: Vec<_> = headers.iter().map(String::as_str).collect();
                let (status, body) = control.request("POST", path, &headers, &body).await;
                if status != 200 {
                    return Err(format!("step {place}: {status} {body}"));
                }
                (expect, texts(&body))
            }
        };
        let mut pairs = expected.iter().zip(&found);
        if expected.len() != found.len() || !pairs.all(|(expected, found)| is_as(expected, found, &mut ids)) {
            return Err(format!("step {place}: {found:?}, not {expected:?}"));
        }
    }
    gateway.shutdown().await;
    Ok(())
}

#[test]
fn every_kind_of_line_is_run() {
    let kinds: BTreeSet<_> = vectors::all().iter().map(|line| line["kind"].to_string()).collect();
    assert_eq!(kinds.into_iter().collect::<Vec<_>>(), ["\"smpp_exchanges\"", "\"soap_exchanges\""]);
}

#[tokio::test]
async fn s1_to_s18_hold_at_every_service() {
    let mut failures = Vec::new();
    for line in lines() {
        for (service, (path, _)) in SERVICES.iter().enumerate() {
            if let Err(failure) = run(&line, service).await {
                failures.push(format!("{} at {path}: {failure}", line.id));
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

/// Of each line the last thing that is expected, and one text too many.
#[tokio::test]
async fn a_line_that_expects_something_else_fails() {
    for (line, service) in lines().into_iter().zip((0..SERVICES.len()).cycle()) {
        let last = line.steps.len() - 1;
        for more in [false, true] {
            let mut line = line.clone();
            let (Step::Call { expect, .. } | Step::Handset { expect, .. } | Step::Reached { expect, .. }) =
                &mut line.steps[last]
            else {
                panic!("{} ends with a wait", line.id)
            };
            match expect.last_mut() {
                Some(text) if !more => text.push('!'),
                _ => expect.push("!".to_owned()),
            }
            assert!(run(&line, service).await.is_err(), "{}", line.id);
        }
    }
}
