//! Envelopes: the document around what a service is asked, and around what it answers.

mod content_type;
pub(crate) mod grammar;
mod read;
mod reference;
pub(crate) mod write;

use alloc::borrow::Cow;

use clickatell_core::wire::Notes;
use clickatell_core::xml::{XmlDocument, XmlEncoding};

pub use grammar::{EnvelopeError, EnvelopeGrammar, Fault, Field, Limits, Rule, Tolerance};

use crate::fault::SoapFault;
use crate::message::Message;
use content_type::{Charset, charset};

/// The namespace of SOAP 1.1.
pub(crate) const SOAP_ENV: &str = "http://schemas.xmlsoap.org/soap/envelope/";
/// The namespace of SOAP's own encoding.
pub(crate) const SOAP_ENC: &str = "http://schemas.xmlsoap.org/soap/encoding/";
pub(crate) const XSD: &str = "http://www.w3.org/2001/XMLSchema";
pub(crate) const XSI: &str = "http://www.w3.org/2001/XMLSchema-instance";

/// A document whose octets have become characters, and in which an envelope is expected.
///
/// What is read from it borrows it.
#[derive(Clone, Debug)]
pub struct Envelope<'o> {
    document: XmlDocument<'o>,
    limits: Limits,
}

/// What the body of an envelope holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Body<'d> {
    /// A request, a response or a callback.
    Message(Message<'d>),
    /// A fault.
    Fault(SoapFault<'d>),
}

impl<'o> Envelope<'o> {
    /// Decodes octets by the header `Content-Type` that they came with, then by their own declaration, then as UTF-8.
    ///
    /// A declared ISO-8859-1 is taken for that even where the octets look like UTF-8.
    ///
    /// # Errors
    /// The document is too long, or its encoding is none that is read.
    pub fn decode(
        octets: &'o [u8],
        content_type: Option<&str>,
        limits: &Limits,
    ) -> Result<Self, EnvelopeError> {
        let document = match charset(content_type) {
            Charset::Known(encoding) => XmlDocument::decode_as(octets, encoding, &limits.xml)?,
            Charset::Unknown => return Err(Fault::new(Rule::Charset, Field::Envelope, 0).into()),
            Charset::None => XmlDocument::decode(octets, &limits.xml)?,
        };
        Ok(Self { document, limits: *limits })
    }

    /// The encoding in which the document came.
    #[must_use]
    pub const fn encoding(&self) -> XmlEncoding {
        self.document.encoding()
    }

    /// Reads the body, and judges the whole document.
    ///
    /// # Errors
    /// The document breaks a rule of XML or of SOAP, unless the tolerance bends it.
    pub fn body(
        &self,
        tolerance: &Tolerance,
        notes: &mut impl Notes<EnvelopeGrammar>,
    ) -> Result<Body<'_>, EnvelopeError> {
        read::body(&self.document, *tolerance, &self.limits, notes)
    }
}

/// A namespace, without a copy where it is one of ours.
fn known(namespace: Option<&str>) -> Option<Cow<'static, str>> {
    let namespace = namespace?;
    let own = crate::Service::ALL.into_iter().map(crate::Service::namespace).find(|own| *own == namespace);
    Some(own.map_or_else(|| Cow::Owned(String::from(namespace)), Cow::Borrowed))
}

#[cfg(test)]
mod tests;
