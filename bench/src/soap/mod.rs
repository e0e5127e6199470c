//! `sendmsg` over SOAP, read to its checked request and built from it, beside quick-xml's own reader drained of the same
//! octets.
//!
//! The peer does a part of the work and nothing else does the whole of it, so the ratio is a price, as for the reader of
//! XML: what XML, envelopes, the table of the operation and the checks of a request cost together.

use std::hint::black_box;

use clickatell_core::send;
use clickatell_soap::{
    Call, Service,
    envelope::{Envelope, Limits, Tolerance},
    operation::{Auth, ParametersLimits, Request},
};

use crate::{
    case::{Case, Runner, Standing, timed_region},
    xml::drain,
};

struct Sample {
    name: &'static str,
    service: Service,
    octets: &'static [u8],
    /// How many elements it has, counted by hand.
    elements: usize,
    /// How many the same request has when it is built, what is at its default left out.
    built: usize,
    /// How often reading may ask the heap: for lists as they grow, for a text with references, for credentials.
    reading: u32,
    /// How often building may: for the text in its alphabet, and for names and namespaces of what is open.
    building: u32,
    /// What it says, but for the destinations and what is at its default, in the order of the document's table.
    says: &'static [(&'static str, &'static str)],
}

/// The destinations of both.
const TO: [&str; 10] = [
    "27991234560",
    "27991234561",
    "27991234562",
    "27991234563",
    "27991234564",
    "27991234565",
    "27991234566",
    "27991234567",
    "27991234568",
    "27991234569",
];

const SAMPLES: &[Sample] = &[
    Sample {
        name: "sendmsg_short",
        service: Service::DocumentLiteral,
        octets: include_bytes!("../../samples/soap/sendmsg_short.xml"),
        elements: 16,
        built: 16,
        reading: 10,
        building: 11,
        says: &[("from", "279991235642"), ("text", "Your table for 4 is reserved at 19:30.")],
    },
    Sample {
        name: "sendmsg_long",
        service: Service::RpcEncoded,
        octets: include_bytes!("../../samples/soap/sendmsg_long.xml"),
        elements: 32,
        // In an rpc request every field of the operation has its place, three more than were sent.
        built: 35,
        reading: 27,
        building: 17,
        says: &[
            ("from", "279991235642"),
            (
                "text",
                "Café Luna & Sons: your table for 4 is reserved at 19:30 tomorrow, at the window. \
                 Café Luna & Sons: your table for 4 is reserved at 19:30 tomorrow, at the window. \
                 Café Luna & Sons: your table for 4 is reserved at 19:30 tomorrow, at the window. \
                 Café Luna & Sons: your table for 4 is reserved at 19:30 tomorrow, at the window. \
                 Reply NO to cancel.",
            ),
            ("concat", "3"),
            ("deliv_ack", "1"),
            ("msg_callback", "3"),
            ("max_credits", "2.5"),
            ("req_feat", "48"),
            ("mo", "1"),
            ("climsgid", "order20261121a77"),
        ],
    },
];

/// Reading and building of each request.
pub(crate) fn cases() -> Vec<Case> {
    let reading = SAMPLES.iter().map(|sample| Case {
        operation: "soap-parse",
        sample: sample.name,
        runners: vec![
            peer(sample.octets.to_vec(), sample.elements),
            Runner {
                name: "ours",
                standing: Standing::Ours { allocations: Some(sample.reading) },
                check: Box::new(|| sample.check()),
                run: Box::new(|times| {
                    timed_region(0..times, |_| {
                        let seen = sample.parse(black_box(sample.octets), |auth, request| {
                            black_box((&auth, &request));
                        });
                        assert!(seen.is_some(), "it was read before");
                    })
                }),
            },
        ],
    });
    reading.chain(SAMPLES.iter().map(building)).collect()
}

/// The request of a sample, built; the peer drains what is built.
fn building(sample: &'static Sample) -> Case {
    let owned = |auth, request: Request<'_>| (auth, request.into_owned());
    let (auth, request) = sample.parse(sample.octets, owned).expect("a good sample");
    let mut built = Vec::new();
    sample.build(&auth, &request, &mut built);
    let ours = Runner {
        name: "ours",
        standing: Standing::Ours { allocations: Some(sample.building) },
        check: Box::new({
            let (built, wanted) = (built.clone(), (auth.clone(), request.clone()));
            move || match sample.parse(&built, owned) {
                Some(again) if again == wanted => Ok(()),
                other => Err(format!("builds what reads as {other:?}")),
            }
        }),
        run: Box::new({
            let length = built.len();
            move |times| {
                let mut out = Vec::with_capacity(length);
                timed_region(0..times, |_| {
                    out.clear();
                    sample.build(black_box(&auth), black_box(&request), &mut out);
                    black_box(&out);
                })
            }
        }),
    };
    Case { operation: "soap-build", sample: sample.name, runners: vec![peer(built, sample.built), ours] }
}

/// quick-xml over these octets.
fn peer(octets: Vec<u8>, elements: usize) -> Runner {
    Runner {
        name: "NsReader",
        standing: Standing::Peer,
        check: Box::new({
            let octets = octets.clone();
            move || match drain(&octets) {
                Some(found) if found == elements => Ok(()),
                other => Err(format!("finds {other:?}, not {elements}")),
            }
        }),
        run: Box::new(move |times| {
            timed_region(0..times, |_| {
                black_box(drain(black_box(&octets)));
            })
        }),
    }
}

impl Sample {
    /// Octets to a checked request, as a server does it.
    fn parse<T>(&self, octets: &[u8], then: impl FnOnce(Auth, Request<'_>) -> T) -> Option<T> {
        let content_type = Some(self.service.content_type());
        let envelope = Envelope::decode(octets, content_type, &Limits::default()).ok()?;
        let call = Call::read(&envelope, self.service, &Tolerance::FIELD, &mut ()).ok()?;
        let tolerance = send::Tolerance::GATEWAY;
        let parameters = call.parameters(tolerance, ParametersLimits::default(), &mut ());
        let auth = parameters.auth(&mut ()).ok()?;
        Some(then(auth, parameters.request(&mut ()).ok()?))
    }

    fn build(&self, auth: &Auth, request: &Request<'_>, out: &mut Vec<u8>) {
        self.service.write_request(auth, request, out).expect("it has been read");
    }

    /// Whether what is read is what the sample says.
    fn check(&self) -> Result<(), String> {
        let found = self.parse(self.octets, |_, request| {
            let Request::SendMsg(message) = request else { return Vec::new() };
            let values = message.build().unwrap_or_default().into_iter();
            values.map(|(parameter, value)| (parameter.name(), value.into_owned())).collect()
        });
        let to = TO.iter().map(|to| ("to", *to));
        let says = to.chain(self.says.iter().copied()).map(|(name, value)| (name, value.to_owned()));
        match found {
            Some(found) if found == says.collect::<Vec<_>>() => Ok(()),
            other => Err(format!("reads {other:?}")),
        }
    }
}
