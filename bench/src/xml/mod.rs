//! The strict reader of XML, beside quick-xml's own reader of the same octets.
//!
//! The peer drains events, which is all that it does: it takes documents that ours refuses, and leaves text, references
//! and encodings to its caller. So the ratio here is the price of strictness, and below 1.

use std::hint::black_box;

use clickatell_core::xml::{XmlDocument, XmlEvent, XmlLimits};
use quick_xml::{NsReader, events::Event};

use crate::case::{Case, Runner, Standing, timed_region};

struct Sample {
    name: &'static str,
    octets: &'static [u8],
    /// How many elements it has, counted by hand.
    elements: usize,
}

const SAMPLES: &[Sample] = &[
    Sample {
        name: "sendmsg_literal",
        octets: include_bytes!("../../samples/xml/sendmsg_literal.xml"),
        elements: 29,
    },
    Sample { name: "sendmsg_rpc", octets: include_bytes!("../../samples/xml/sendmsg_rpc.xml"), elements: 85 },
];

/// Reading of each document.
pub(crate) fn cases() -> Vec<Case> {
    SAMPLES
        .iter()
        .map(|sample| Case {
            operation: "xml-read",
            sample: sample.name,
            runners: vec![
                runner("NsReader", Standing::Peer, sample, drain),
                runner("ours", Standing::Ours { allocations: None }, sample, read),
            ],
        })
        .collect()
}

fn runner(
    name: &'static str,
    standing: Standing,
    sample: &'static Sample,
    read: fn(&[u8]) -> Option<usize>,
) -> Runner {
    Runner {
        name,
        standing,
        check: Box::new(move || match read(sample.octets) {
            Some(elements) if elements == sample.elements => Ok(()),
            other => Err(format!("finds {other:?}, not {}", sample.elements)),
        }),
        run: Box::new(move |times| {
            timed_region(0..times, |_| {
                black_box(read(black_box(sample.octets)));
            })
        }),
    }
}

/// Ours, everything read: names, namespaces, values of attributes, texts.
fn read(octets: &[u8]) -> Option<usize> {
    let document = XmlDocument::decode(octets, &XmlLimits::default()).ok()?;
    let mut reader = document.reader();
    let mut elements = 0;
    while let Some(event) = reader.next_event().ok()? {
        match event {
            XmlEvent::Start(start) => {
                black_box((start.namespace(), start.local()));
                elements += 1;
                for attribute in start.attributes() {
                    black_box((attribute.namespace(), attribute.local(), attribute.value()));
                }
            }
            XmlEvent::Text(text) => {
                black_box(&*text);
            }
            _ => {}
        }
    }
    Some(elements)
}

/// quick-xml, drained: attributes but for declarations of namespaces are not looked at.
pub(crate) fn drain(octets: &[u8]) -> Option<usize> {
    let mut reader = NsReader::from_reader(octets);
    let mut elements = 0;
    loop {
        let (namespace, event) = reader.read_resolved_event().ok()?;
        black_box(&namespace);
        match event {
            Event::Start(start) | Event::Empty(start) => {
                black_box(start.name());
                elements += 1;
            }
            Event::Eof => return Some(elements),
            other => {
                black_box(&other);
            }
        }
    }
}
