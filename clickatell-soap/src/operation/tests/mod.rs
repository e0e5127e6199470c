//! Known answers of the documents' examples, the tables against the real descriptions, properties.

mod examples;
mod order;
mod properties;
mod responses;
mod tables;

use super::*;
use crate::envelope::{Envelope, Limits, Tolerance};
use crate::{Call, Service, send};
use clickatell_core::id::ApiId;
use clickatell_core::secret::Credentials;

/// The envelope of the document's examples, up to its body.
const ENV: &str = concat!(
    "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>",
    "<SOAP-ENV:Envelope SOAP-ENV:encodingStyle=\"http://schemas.xmlsoap.org/soap/encoding/\" ",
    "xmlns:SOAP-ENV=\"http://schemas.xmlsoap.org/soap/envelope/\" xmlns:xsd=\"http://www.w3.org/2001/XMLSchema\" ",
    "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" ",
    "xmlns:SOAP-ENC=\"http://schemas.xmlsoap.org/soap/encoding/\" xmlns:tns=\"soap.clickatell.com\">",
);
const LITERAL: &str = concat!(
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>",
    "<SOAP-ENV:Envelope xmlns:SOAP-ENV=\"http://schemas.xmlsoap.org/soap/envelope/\" ",
    "xmlns:ns1=\"http://api.clickatell.com/soap/document_literal/webservice\">",
);
const SESSION: &str = "330df12c75bf8046942c3304639aa646";
const MESSAGE: &str = "2e838df2ee3ea418272ae05aaf84ce5d";

/// A body in an envelope, its lines joined.
fn document(envelope: &str, body: &str) -> String {
    let body: String = body.lines().map(str::trim).collect();
    format!("{envelope}<SOAP-ENV:Body>{body}</SOAP-ENV:Body></SOAP-ENV:Envelope>")
}

fn session() -> Auth {
    Auth::Session(MessageId::parse(SESSION).unwrap())
}

fn demo() -> Auth {
    Auth::Inline(Credentials { api_id: ApiId::new(1234), user: "demo".into(), password: "demo".into() })
}

fn to<'a>(numbers: impl IntoIterator<Item = &'a str>) -> Destinations<'a> {
    numbers.into_iter().map(Cow::Borrowed).collect()
}

/// Reads a call to its checked request, strictly.
fn read(service: Service, octets: &[u8]) -> (Auth, Request<'static>) {
    let envelope = Envelope::decode(octets, Some(service.content_type()), &Limits::default()).unwrap();
    let call = Call::read(&envelope, service, &Tolerance::STRICT, &mut ()).unwrap();
    let mut limits = ParametersLimits::default();
    limits.send.destinations = 1000;
    let parameters = call.parameters(send::Tolerance::STRICT, limits, &mut ());
    let auth = parameters.auth(&mut ()).unwrap();
    (auth, parameters.request(&mut ()).unwrap().into_owned())
}

/// That a document reads as this, and that this is built as the document.
fn both_ways(service: Service, auth: &Auth, request: &Request<'_>, expected: &str) {
    let (read_auth, read_request) = read(service, expected.as_bytes());
    assert_eq!((&read_auth, &read_request), (auth, request));
    let mut built = Vec::new();
    service.write_request(auth, request, &mut built).unwrap();
    assert_eq!(String::from_utf8(built).unwrap(), expected);
}
