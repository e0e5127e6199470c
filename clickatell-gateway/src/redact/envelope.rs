//! A document of SOAP.
//!
//! It is written anew and not cut out of what came: a secret in a header, a comment or an attribute is in none of the values
//! that are known, and so in none of what is shown.

use clickatell_core::xml::{XmlWriteError, XmlWriter};
use clickatell_soap::Message;
use clickatell_soap::envelope::{Body, Envelope, Limits, Tolerance};

use super::{Shown, may_hold_secret};

/// The namespace of SOAP 1.1.
const SOAP: &str = "http://schemas.xmlsoap.org/soap/envelope/";
const XSI: &str = "http://www.w3.org/2001/XMLSchema-instance";

impl Shown {
    /// A message in an envelope.
    pub(crate) fn message(message: Message<'_>) -> Self {
        let mut shown = Vec::new();
        // What could be read can be written.
        match write(&message.redacted(), &mut shown) {
            Ok(()) => Self(shown),
            Err(_) => Self::default(),
        }
    }

    /// A document that holds no call: the message in it, or where there is none a `*` for each octet.
    pub(crate) fn document(octets: &[u8], content_type: Option<&str>, limits: &Limits) -> Self {
        let envelope = Envelope::decode(octets, content_type, limits);
        let body = envelope.as_ref().ok().map(|envelope| envelope.body(&Tolerance::FIELD, &mut ()));
        match body {
            Some(Ok(Body::Message(found))) => Self::message(found),
            _ => Self(vec![b'*'; octets.len()]),
        }
    }
}

fn write(message: &Message<'_>, out: &mut Vec<u8>) -> Result<(), XmlWriteError> {
    let mut writer = XmlWriter::new(out);
    let root = writer.root("SOAP-ENV:Envelope")?.attribute("xmlns:SOAP-ENV", SOAP)?;
    let mut envelope = root.attribute("xmlns:xsi", XSI)?.open()?;
    let mut body = envelope.child("SOAP-ENV:Body")?.open()?;
    let prefixed = format!("m:{}", message.name());
    let namespace = message.namespace().filter(|namespace| !may_hold_secret(namespace.as_bytes()));
    let mut element = match namespace {
        Some(namespace) => body.child(&prefixed)?.attribute("xmlns:m", namespace)?,
        None => body.child(message.name())?,
    }
    .open()?;
    for value in message.values() {
        let child = element.child(value.name())?;
        match value.text() {
            Some(text) if may_hold_secret(text.as_bytes()) => child.text(&"*".repeat(text.len()))?,
            Some(text) => child.text(text)?,
            None => child.attribute("xsi:nil", "true")?.empty()?,
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unread(octets: &[u8], content_type: Option<&str>, limits: &Limits) -> Vec<u8> {
        Shown::document(octets, content_type, limits).octets().to_vec()
    }

    fn envelope(header: &str, body: &str) -> String {
        format!("<e:Envelope xmlns:e='{SOAP}'>{header}<e:Body>{body}</e:Body></e:Envelope>")
    }

    #[test]
    fn what_is_shown_reads_back_with_secrets_masked() {
        let came = envelope(
            "<e:Header><password>demo1234</password></e:Header>",
            "<t:sendmsg xmlns:t='urn:x'><user>d&amp;é</user><password>demo1234</password><!-- demo1234 -->\
             <param1 demo1234='demo1234'>demo1234</param1><to>1</to><to>2</to><text/></t:sendmsg>",
        );
        let shown = unread(came.as_bytes(), None, &Limits::default());
        assert!(!String::from_utf8_lossy(&shown).contains("demo1234"));
        let again = Envelope::decode(&shown, None, &Limits::default()).unwrap();
        let Ok(Body::Message(read)) = again.body(&Tolerance::STRICT, &mut ()) else { panic!("{shown:?}") };
        let values: Vec<_> =
            read.values().iter().map(|value| (value.name(), value.text().unwrap())).collect();
        assert_eq!((read.name(), read.namespace()), ("sendmsg", Some("urn:x")));
        let stars = "********";
        assert_eq!(
            values,
            [("user", "d&é"), ("password", stars), ("param1", stars), ("to", "1"), ("to", "2"), ("text", "")]
        );
        assert_eq!(unread(&shown, None, &Limits::default()), shown);
    }

    #[test]
    fn a_nil_is_one_and_what_is_no_envelope_shows_its_length() {
        let nil = envelope(
            "",
            "<ping><to xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance' xsi:nil='1'/></ping>",
        );
        let shown = String::from_utf8(unread(nil.as_bytes(), None, &Limits::default())).unwrap();
        assert!(shown.contains("<ping><to xsi:nil=\"true\"/></ping>"), "{shown}");
        for octets in ["password=demo1234", "<password>demo1234</password>"] {
            let shown = unread(octets.as_bytes(), None, &Limits::default());
            assert_eq!(shown, "*".repeat(octets.len()).into_bytes());
        }
    }
}
