//! Envelopes as real peers write them, and as nobody should.

mod hostile;
mod references;
mod shapes;

use super::*;
use crate::fault::FaultCode;
use clickatell_core::wire;

const LITERAL: &str = "http://api.clickatell.com/soap/document_literal/webservice";

/// An envelope around this body, with all prefixes that peers use.
fn envelope(body: &str) -> String {
    format!(
        "<?xml version=\"1.0\"?><S:Envelope xmlns:S=\"{SOAP_ENV}\" xmlns:soapenc=\"{SOAP_ENC}\" xmlns:xsi=\"{XSI}\" \
         xmlns:xsd=\"{XSD}\" xmlns:n=\"{LITERAL}\"><S:Body>{body}</S:Body></S:Envelope>"
    )
}

/// The values of the message in a document.
fn values(document: &str, tolerance: &Tolerance) -> Result<Vec<(String, Option<String>)>, EnvelopeError> {
    values_in(document.as_bytes(), None, tolerance)
}

fn values_in(
    octets: &[u8],
    content_type: Option<&str>,
    tolerance: &Tolerance,
) -> Result<Vec<(String, Option<String>)>, EnvelopeError> {
    let envelope = Envelope::decode(octets, content_type, &Limits::default())?;
    let Body::Message(message) = envelope.body(tolerance, &mut ())? else { panic!("a fault") };
    let value = |value: &crate::Value<'_>| (value.name().to_string(), value.text().map(String::from));
    Ok(message.values().iter().map(value).collect())
}

/// The code of the fault that answers a document, and the rule where it is one of SOAP.
fn refused(document: &str) -> (FaultCode, Option<Rule>) {
    let error = values(document, &Tolerance::STRICT).unwrap_err();
    assert!(error.at() <= document.len(), "{error}");
    let rule = match &error {
        EnvelopeError::Envelope(fault) => Some(wire::Fault::rule(fault)),
        EnvelopeError::Xml(_) => None,
    };
    (error.code(), rule)
}
