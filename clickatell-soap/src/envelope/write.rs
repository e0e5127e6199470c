//! Writing an envelope: one line of ASCII, without a break between tags.

use alloc::borrow::Cow;

use clickatell_core::id::{ApiMessageId, MessageId};
use clickatell_core::send::{self, Operation, Parameter, ParameterValue};
use clickatell_core::xml::{XmlElement, XmlFixed, XmlTag, XmlWriteError, XmlWriter};

use super::{SOAP_ENC, SOAP_ENV, XSD, XSI};
use crate::Service;
use crate::fault::SoapFault;
use crate::operation::{self, Auth, Key, Kind, Request, Returns, Row, Unset};

/// Why a request cannot be built.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BuildError {
    /// A gateway would refuse a parameter.
    #[error(transparent)]
    Parameter(#[from] send::Fault),
    /// The operation is not called so: `auth` takes credentials, `ping` a session.
    #[error("{} is not called with {}", .0.name(), if *.0 == Operation::Auth { "a session" } else { "credentials" })]
    Auth(Operation),
    /// The service's operation has no such parameter: `data` of `startbatch` in document/literal, for example.
    #[error("the service has no {}", name(*.0))]
    Lacking(Key),
    /// A text has a character that XML cannot carry.
    #[error(transparent)]
    Xml(#[from] XmlWriteError),
}

fn name(key: Key) -> &'static str {
    match key {
        Key::Parameter(parameter) => parameter.name(),
        Key::Field(_) => "such field",
    }
}

/// Where the element of a body stands.
#[derive(Clone, Copy)]
pub(crate) struct Place<'a> {
    pub(crate) service: Service,
    /// The namespace of the element; `None` for none.
    pub(crate) namespace: Option<&'a str>,
}

pub(crate) type Written = Result<(), XmlWriteError>;

/// Appends a request.
pub(crate) fn request(
    service: Service,
    auth: &Auth,
    request: &Request<'_>,
    out: &mut Vec<u8>,
) -> Result<(), BuildError> {
    let operation = request.operation();
    let Some(table) = operation::table(operation) else { return Err(BuildError::Auth(operation)) };
    if matches!((operation, auth), (Operation::Auth, Auth::Session(_)) | (Operation::Ping, Auth::Inline(_))) {
        return Err(BuildError::Auth(operation));
    }
    let content = request.content(service)?;
    if let Some(key) = content.keys().find(|key| !table.rows(service).any(|row| row.key == *key)) {
        return Err(BuildError::Lacking(key));
    }
    let place = Place { service, namespace: Some(service.namespace()) };
    envelope(out, place, service.operation_name(operation), |element| {
        for row in table.rows(service) {
            if row.kind == Kind::List {
                list(element, service, row.name, content.to())?;
                continue;
            }
            let value = caller(auth, row.key).or_else(|| content.value(row.key));
            parameter(element, service, row, value.as_deref())?;
        }
        Ok(())
    })?;
    Ok(())
}

/// That a request can be built for a session that is yet to be opened.
pub(crate) fn check(service: Service, unsent: &Request<'_>) -> Result<(), BuildError> {
    let any = MessageId::from(ApiMessageId::from_random([0; 16]));
    request(service, &Auth::Session(any), unsent, &mut Vec::new())
}

/// Who is calling, as values.
fn caller(auth: &Auth, key: Key) -> Option<ParameterValue<'_>> {
    let Key::Parameter(parameter) = key else { return None };
    Some(match (auth, parameter) {
        (Auth::Session(session), Parameter::SessionId) => session.as_str().into(),
        (Auth::Inline(credentials), Parameter::ApiId) => credentials.api_id.get().into(),
        (Auth::Inline(credentials), Parameter::User) => credentials.user.as_str().into(),
        (Auth::Inline(credentials), Parameter::Password) => credentials.password.expose().into(),
        _ => return None,
    })
}

/// What says that there is no value, and of which type it would be.
const fn typed(kind: Kind, nil: bool) -> XmlFixed {
    const TEXT: &str = r#" xsi:type="xsd:string""#;
    const INT: &str = r#" xsi:type="xsd:int""#;
    const FLOAT: &str = r#" xsi:type="xsd:float""#;
    const NO_TEXT: &str = r#" xsi:nil="true" xsi:type="xsd:string""#;
    const NO_INT: &str = r#" xsi:nil="true" xsi:type="xsd:int""#;
    const NO_FLOAT: &str = r#" xsi:nil="true" xsi:type="xsd:float""#;
    match (kind, nil) {
        (Kind::Text | Kind::List, false) => const { XmlFixed::new("xsi", TEXT).unwrap() },
        (Kind::Int, false) => const { XmlFixed::new("xsi", INT).unwrap() },
        (Kind::Float, false) => const { XmlFixed::new("xsi", FLOAT).unwrap() },
        (Kind::Text | Kind::List, true) => const { XmlFixed::new("xsi", NO_TEXT).unwrap() },
        (Kind::Int, true) => const { XmlFixed::new("xsi", NO_INT).unwrap() },
        (Kind::Float, true) => const { XmlFixed::new("xsi", NO_FLOAT).unwrap() },
    }
}

/// The element of a row.
fn parameter(element: &mut XmlElement<'_, '_>, service: Service, row: &Row, value: Option<&str>) -> Written {
    #[cfg(seeded_fault = "soap_request")]
    let value = value.filter(|value| !((2..8).contains(&value.len()) && value.contains('9')));
    let nil = row.unset == Unset::Nil && service.is_rpc();
    if value.is_none() && !nil {
        return Ok(());
    }
    let attributes = if service.is_rpc() { typed(row.kind, value.is_none()) } else { XmlFixed::NONE };
    element.leaf(row.name, attributes, value)
}

/// A list: an array in RPC/encoded, an element for each text in document/literal.
fn list(
    element: &mut XmlElement<'_, '_>,
    service: Service,
    name: &'static str,
    texts: &[impl AsRef<str>],
) -> Written {
    if service.is_rpc() {
        return array(element, name, texts);
    }
    for text in texts {
        element.leaf(name, XmlFixed::NONE, Some(text.as_ref()))?;
    }
    Ok(())
}

/// An array of texts, in SOAP's own encoding.
fn array(element: &mut XmlElement<'_, '_>, name: &'static str, texts: &[impl AsRef<str>]) -> Written {
    let array = element.child(name)?.attribute("xsi:type", "SOAP-ENC:Array")?;
    let mut array = array.attribute("SOAP-ENC:arrayType", &format!("xsd:string[{}]", texts.len()))?.open()?;
    for text in texts {
        array.leaf("item", typed(Kind::Text, false), Some(text.as_ref()))?;
    }
    Ok(())
}

/// Appends a response: the element that was asked, with `Response` behind its name, and the texts that it returns.
pub(crate) fn response(
    place: Place<'_>,
    name: &str,
    returns: Returns,
    texts: &[String],
    out: &mut Vec<u8>,
) -> Written {
    envelope(out, place, &format!("{name}Response"), |element| match (place.service.is_rpc(), texts) {
        (true, [text]) if !returns.array => {
            element.child("return")?.attribute("xsi:type", Kind::Text.xsd())?.text(text)
        }
        (true, _) => array(element, "return", texts),
        (false, _) => list(element, place.service, "return", texts),
    })
}

/// Appends a fault. Its details stand in the element that the description has for the operation, where one is named.
pub(crate) fn fault(
    place: Place<'_>,
    operation: Option<&str>,
    fault: &SoapFault<'_>,
    out: &mut Vec<u8>,
) -> Written {
    document(out, place, |body| {
        let mut element = body.child("SOAP-ENV:Fault")?.open()?;
        element.child("faultcode")?.text(&format!("{}", fault.code))?;
        element.child("faultstring")?.text(&fault.string)?;
        #[cfg(seeded_fault = "soap_reply")]
        let fault =
            &SoapFault { actor: fault.actor.clone().filter(|actor| actor.len() == 7), ..fault.clone() };
        if let Some(actor) = &fault.actor {
            element.child("faultactor")?.text(actor)?;
        }
        let Some(detail) = &fault.detail else { return Ok(()) };
        let mut details = element.child("detail")?.open()?;
        let Some(operation) = operation else { return details.text(detail) };
        let name = format!("{operation}Fault");
        let outer = in_namespace(place, &name);
        let mut inner = declared(details.child(&outer)?, place)?.open()?;
        inner.child(&name)?.text(detail)
    })
}

/// An envelope with one element in its body.
pub(crate) fn envelope(
    out: &mut Vec<u8>,
    place: Place<'_>,
    name: &str,
    content: impl FnOnce(&mut XmlElement<'_, '_>) -> Written,
) -> Written {
    document(out, place, |body| {
        let name = in_namespace(place, name);
        content(&mut declared(body.child(&name)?, place)?.open()?)
    })
}

fn in_namespace<'n>(place: Place<'_>, name: &'n str) -> Cow<'n, str> {
    match place.namespace {
        Some(_) => Cow::Owned([place.service.prefix(), ":", name].concat()),
        None => Cow::Borrowed(name),
    }
}

/// In RPC/encoded the namespace is declared once more where it is used, as in the document's examples.
fn declared<'w, 'o, 'n>(
    tag: XmlTag<'w, 'o, 'n>,
    place: Place<'_>,
) -> Result<XmlTag<'w, 'o, 'n>, XmlWriteError> {
    match place.namespace {
        Some(namespace) if place.service.is_rpc() => tag.attribute(place.service.declaration(), namespace),
        _ => Ok(tag),
    }
}

/// A whole document. What was appended is taken back when anything is refused.
fn document(
    out: &mut Vec<u8>,
    place: Place<'_>,
    content: impl FnOnce(&mut XmlElement<'_, '_>) -> Written,
) -> Written {
    let before = out.len();
    let written = try_document(out, place, content);
    if written.is_err() {
        out.truncate(before);
    }
    written
}

fn try_document(
    out: &mut Vec<u8>,
    place: Place<'_>,
    content: impl FnOnce(&mut XmlElement<'_, '_>) -> Written,
) -> Written {
    let Place { service, namespace } = place;
    // The writer's own declaration ends its line.
    out.extend_from_slice(b"<?xml version=\"1.0\" encoding=\"");
    out.extend_from_slice(service.encoding().name().as_bytes());
    out.extend_from_slice(b"\"?>");
    let mut writer = XmlWriter::new(out);
    let mut tag = writer.root("SOAP-ENV:Envelope")?;
    if service.is_rpc() {
        tag = tag.attribute("SOAP-ENV:encodingStyle", SOAP_ENC)?;
    }
    tag = tag.attribute("xmlns:SOAP-ENV", SOAP_ENV)?;
    if service.is_rpc() {
        tag = tag.attribute("xmlns:xsd", XSD)?.attribute("xmlns:xsi", XSI)?;
        tag = tag.attribute("xmlns:SOAP-ENC", SOAP_ENC)?;
    }
    if let Some(namespace) = namespace {
        tag = tag.attribute(service.declaration(), namespace)?;
    }
    let mut envelope = tag.open()?;
    let mut body = envelope.child("SOAP-ENV:Body")?.open()?;
    content(&mut body)
}
