//! Callbacks with the status of a message, as SOAP renders them (SOAP 6.2.5): an envelope with one element, `mt_callback`,
//! which stands in the variable `data` of a query or a form.
//!
//! What they carry, their renderings by HTTP and XML, and the machine that delivers them are
//! [core's](clickatell_core::delivery).
//!
//! ```
//! use clickatell_core::delivery::{Received, Tolerance, document_form};
//! use clickatell_core::form;
//! use clickatell_soap::callback;
//! use clickatell_soap::envelope::Limits;
//! # use clickatell_core::{credit::Credit, delivery::StatusCallback, id::MessageId, status::MessageStatus};
//! # let id = MessageId::parse("2e838df2ee3ea418272ae05aaf84ce5d")?;
//! # let status = MessageStatus::new(4);
//! # let sent = StatusCallback::new(id, 1_213_690_834, "27999123456", "27999000224", status, Credit::ZERO);
//! let mut document = Vec::new();
//! callback::write(&sent, &mut document)?;
//! let body = document_form(&document);
//!
//! let received = Received::parse(body.as_bytes(), &Tolerance::STRICT, form::Limits::default(), &mut ())?;
//! let Received::Data(document) = received else { unreachable!() };
//! assert_eq!(callback::read(&document, &Tolerance::STRICT, &Limits::default(), &mut ())?, sent);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use alloc::borrow::Cow;

use clickatell_core::delivery::{self, CallbackGrammar, StatusCallback, Variable, XmlCallbackWriteError};
use clickatell_core::wire::Notes;

use crate::Service;
use crate::envelope::{
    Body, Envelope, EnvelopeError, Fault, Field, Limits, Rule, Tolerance, write as envelope,
};
use crate::operation::Kind;

/// The element and its namespace.
const CALLBACK: &str = "mt_callback";

/// Its children: all names are in lower case, as everywhere in SOAP. `status` keeps its zeros, whatever its type says.
const CHILDREN: [(Variable, &str, Kind); 8] = [
    (Variable::ApiId, "api_id", Kind::Int),
    (Variable::MessageId, "apimsgid", Kind::Text),
    (Variable::ClientMessageId, "climsgid", Kind::Text),
    (Variable::To, "to", Kind::Text),
    (Variable::From, "from", Kind::Text),
    (Variable::Timestamp, "timestamp", Kind::Int),
    (Variable::Status, "status", Kind::Int),
    (Variable::Charge, "charge", Kind::Float),
];

/// Why a document is no callback.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CallbackError {
    /// It is no envelope with a callback in it.
    #[error(transparent)]
    Envelope(#[from] EnvelopeError),
    /// A variable breaks a rule. Places are octets of the document.
    #[error(transparent)]
    Variable(#[from] delivery::Fault),
}

/// Appends the document of a callback. `api_id` is left out where there is none.
///
/// # Errors
/// A text has a character that XML cannot carry, or a variable would be read as something else. Nothing is appended then.
pub fn write(callback: &StatusCallback<'_>, out: &mut Vec<u8>) -> Result<(), XmlCallbackWriteError> {
    callback.check()?;
    let place = envelope::Place { service: Service::RpcEncoded, namespace: Some(CALLBACK) };
    let written = envelope::envelope(out, place, CALLBACK, |element| {
        for (variable, name, kind) in CHILDREN {
            if let Some(value) = callback.value(variable) {
                element.child(name)?.attribute("xsi:type", kind.xsd())?.text(&value)?;
            }
        }
        Ok(())
    });
    Ok(written?)
}

/// What a document holds, as it came in `data`. Elements that the documents do not name are passed over, and so are
/// declarations of namespaces that are missing or others.
///
/// # Errors
/// What is wrong with the envelope, or the first rule of callbacks that is broken, unless the tolerance bends it.
pub fn read(
    document: &[u8],
    tolerance: &delivery::Tolerance,
    limits: &Limits,
    notes: &mut impl Notes<CallbackGrammar>,
) -> Result<StatusCallback<'static>, CallbackError> {
    let envelope = Envelope::decode(document, None, limits)?;
    let message = match envelope.body(&Tolerance::FIELD, &mut ())? {
        Body::Message(message) if message.name() == CALLBACK => message,
        Body::Message(message) => return Err(no_callback(message.at())),
        Body::Fault(_) => return Err(no_callback(0)),
    };
    let variables = message.values().iter().filter_map(|value| {
        let variable = Variable::from_name(value.name()).filter(|variable| *variable != Variable::Data)?;
        // A nil is what an empty element is.
        let text = value.text().unwrap_or_default().as_bytes();
        Some((variable, Cow::Borrowed(text), value.at()))
    });
    let callback = StatusCallback::from_variables(variables, document.len(), tolerance, notes)?;
    Ok(callback.into_owned())
}

fn no_callback(at: usize) -> CallbackError {
    EnvelopeError::from(Fault::new(Rule::Callback, Field::Operation, at)).into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use clickatell_core::delivery::{Received, document_form};
    use clickatell_core::form;
    use proptest::prelude::*;

    const ENV: &str = "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><SOAP-ENV:Envelope \
        SOAP-ENV:encodingStyle=\"http://schemas.xmlsoap.org/soap/encoding/\" \
        xmlns:SOAP-ENV=\"http://schemas.xmlsoap.org/soap/envelope/\" xmlns:xsd=\"http://www.w3.org/2001/XMLSchema\" \
        xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" \
        xmlns:SOAP-ENC=\"http://schemas.xmlsoap.org/soap/encoding/\" xmlns:tns=\"mt_callback\"><SOAP-ENV:Body>\
        <tns:mt_callback xmlns:tns=\"mt_callback\">";

    /// The packet of the document.
    fn packet() -> String {
        format!(
            "{ENV}<api_id xsi:type=\"xsd:int\">1234</api_id>\
             <apimsgid xsi:type=\"xsd:string\">2e838df2ee3ea418272ae05aaf84ce5d</apimsgid>\
             <climsgid xsi:type=\"xsd:string\">abc123</climsgid><to xsi:type=\"xsd:string\">27999123456</to>\
             <from xsi:type=\"xsd:string\">27999000224</from><timestamp xsi:type=\"xsd:int\">1213690834</timestamp>\
             <status xsi:type=\"xsd:int\">003</status><charge xsi:type=\"xsd:float\">0.300000</charge>\
             </tns:mt_callback></SOAP-ENV:Body></SOAP-ENV:Envelope>"
        )
    }

    fn strict(document: &str) -> Result<StatusCallback<'static>, CallbackError> {
        read(document.as_bytes(), &delivery::Tolerance::STRICT, &Limits::default(), &mut ())
    }

    #[test]
    fn soap_6_2_5_25_soap_6_2_5_26_and_a_58_the_packet_both_ways() {
        let callback = strict(&packet()).unwrap();
        let text = |variable| callback.value(variable).unwrap().into_owned();
        for (variable, value) in [
            (Variable::ApiId, "1234"),
            (Variable::MessageId, "2e838df2ee3ea418272ae05aaf84ce5d"),
            (Variable::ClientMessageId, "abc123"),
            (Variable::To, "27999123456"),
            (Variable::From, "27999000224"),
            (Variable::Timestamp, "1213690834"),
            (Variable::Status, "003"),
            (Variable::Charge, "0.300000"),
        ] {
            assert_eq!(text(variable), value);
        }
        let mut out = Vec::new();
        write(&callback, &mut out).unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), packet());
    }

    #[test]
    fn soap_6_2_5_27_in_a_query_with_quotes_and_without() {
        let quoted = format!("data=\"{}\"", packet());
        let coded = document_form(packet().as_bytes());
        for (query, tolerance) in
            [(quoted.as_str(), delivery::Tolerance::FIELD), (&coded, delivery::Tolerance::STRICT)]
        {
            let received =
                Received::parse(query.as_bytes(), &tolerance, form::Limits::default(), &mut ()).unwrap();
            let Received::Data(document) = received else { panic!("{received:?}") };
            assert_eq!(*document, *packet().as_bytes());
        }
        assert!(coded.starts_with("data=%3C%3Fxml%20version%3D%221.0%22"));
    }

    #[test]
    fn what_is_missing_or_wrong_is_named_with_its_place() {
        for (part, with, rule) in [
            ("<status xsi:type=\"xsd:int\">003</status>", "", delivery::Rule::Missing),
            (">003<", "><", delivery::Rule::Status),
            (">003<", ">3<", delivery::Rule::ShortStatus),
            (">0.300000<", ">0.3<", delivery::Rule::ShortCharge),
            (">1213690834<", ">2008-06-17 10:20:34<", delivery::Rule::Timestamp),
        ] {
            let document = packet().replace(part, with);
            let Err(CallbackError::Variable(fault)) = strict(&document) else { panic!("{with}") };
            assert_eq!(fault.rule(), rule);
            assert!(usize::try_from(fault.at()).unwrap() <= document.len());
        }
        let lenient = packet().replace(">003<", ">3<").replace(">0.300000<", ">0.3<");
        let tolerance = delivery::Tolerance::FIELD;
        let read_leniently = read(lenient.as_bytes(), &tolerance, &Limits::default(), &mut ()).unwrap();
        assert_eq!(read_leniently.status.message().digits().to_string(), "003");
        for document in [packet().replace("mt_callback>", "mo_callback>"), "<a/>".into()] {
            assert!(matches!(strict(&document), Err(CallbackError::Envelope(_))));
        }
        // Without a declaration for the types, as hand-made senders write it.
        let document = packet().replace("xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"", "");
        assert!(strict(&document).is_ok());
    }

    proptest! {
        #[test]
        fn what_is_written_reads_back_as_the_same(
            to in "[ -~é€]{0,20}", from in "[ -~é€]{0,20}", id in "[!-~]{1,64}", client in prop::option::of("[ -~]{1,32}"),
            timestamp in any::<u64>(), status in 0_u16..=999, millionths in 0_i64..10_000_000,
        ) {
            use clickatell_core::{credit::Credit, id::MessageId, status::MessageStatus};
            let charge = Credit::from_millionths(millionths).unwrap();
            let id = MessageId::parse(&id).unwrap();
            let mut callback =
                StatusCallback::new(id, timestamp, to, from, MessageStatus::new(status), charge);
            callback.client_message_id = client.map(Cow::Owned);
            let mut out = Vec::new();
            write(&callback, &mut out).unwrap();
            prop_assert!(out.is_ascii());
            let read = read(&out, &delivery::Tolerance::STRICT, &Limits::default(), &mut ());
            prop_assert_eq!(read, Ok(callback));
        }
    }
}
