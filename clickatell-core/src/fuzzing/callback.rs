//! Any octets as a callback.

use alloc::vec::Vec;

use crate::delivery::{Received, StatusCallback, Tolerance, Variable};
use crate::form::{self, pairs};

const LIMITS: form::Limits = form::Limits { octets: 4096, pairs: 50 };

/// Any octets as the query or body of a callback: what strict reading refuses is noted in lenient reading, the texts
/// are those of the form, and what was read is written and reads back the same; a document that it carries likewise.
pub fn callback(input: &[u8]) {
    let mut notes = Vec::new();
    let lenient = Received::parse(input, &Tolerance::FIELD, LIMITS, &mut notes);
    let strict = Received::parse(input, &Tolerance::STRICT, LIMITS, &mut ());
    for fault in notes.iter().chain(lenient.as_ref().err()).chain(strict.as_ref().err()) {
        assert!(usize::try_from(fault.at()).is_ok_and(|at| at <= input.len()), "{fault} lies outside");
    }
    match (&lenient, &strict) {
        (Ok(lenient), Ok(strict)) => {
            assert_eq!(lenient, strict);
            assert_eq!(notes, [], "strict reading has something to say");
        }
        (Ok(_), Err(fault)) => assert!(notes.contains(fault), "{fault} is not noted"),
        (Err(_), strict) => assert!(strict.is_err(), "strict accepts what lenient refuses"),
    }
    if let Ok(Received::Status(callback)) = &strict {
        texts(input, callback);
    }
    match lenient {
        Ok(Received::Status(callback)) => read_back(&callback),
        Ok(Received::Data(document)) => data(&document),
        Ok(Received::Probe) | Err(_) => {}
    }
}

/// The texts are what the form has under their names.
fn texts(input: &[u8], callback: &StatusCallback<'_>) {
    let value = |variable: Variable| {
        pairs(input, form::Tolerance::STRICT, LIMITS, &mut ())
            .filter_map(Result::ok)
            .find(|pair| pair.is(variable.name()))
            .map(|pair| pair.value().to_vec())
    };
    let client_message_id = callback.client_message_id.as_deref().unwrap_or_default();
    let status = alloc::format!("{}", callback.status);
    for (variable, text) in [
        (Variable::MessageId, callback.message_id.as_str()),
        (Variable::ClientMessageId, client_message_id),
        (Variable::To, &*callback.to),
        (Variable::From, &*callback.from),
        (Variable::Status, status.as_str()),
    ] {
        assert_eq!(value(variable).as_deref(), Some(text.as_bytes()), "{variable}");
    }
}

fn read_back(callback: &StatusCallback<'_>) {
    let form = callback.form().expect("what was read can be built");
    let limits = form::Limits { octets: usize::MAX, ..LIMITS };
    let again = Received::parse(form.as_bytes(), &Tolerance::STRICT, limits, &mut ());
    assert_eq!(again, Ok(Received::Status(callback.clone())), "{form}");
    assert_eq!(callback.clone().into_owned(), *callback);
}

/// A document that came as `data`.
#[cfg(feature = "xml")]
fn data(document: &[u8]) {
    let limits = crate::xml::XmlLimits::default();
    let mut notes = Vec::new();
    let Ok(callback) = StatusCallback::from_xml(document, &Tolerance::FIELD, &limits, &mut notes) else {
        return;
    };
    let strict = StatusCallback::from_xml(document, &Tolerance::STRICT, &limits, &mut ());
    assert_eq!(strict.is_ok(), notes.is_empty(), "{notes:?}");
    let mut without = callback.clone();
    without.api_id = None;
    let written = without.to_xml().expect("what was read can be written");
    let again = StatusCallback::from_xml(written.as_bytes(), &Tolerance::STRICT, &limits, &mut ());
    assert_eq!(again.as_ref(), Ok(&without), "{written}");
    read_back(&callback);
}

/// A document that came as `data`; nothing here reads it.
#[cfg(not(feature = "xml"))]
fn data(document: &[u8]) {
    let form = crate::delivery::document_form(document);
    let limits = form::Limits { octets: usize::MAX, ..LIMITS };
    let again = Received::parse(form.as_bytes(), &Tolerance::STRICT, limits, &mut ());
    let quoted = document.len() > 1 && document.starts_with(b"\"") && document.ends_with(b"\"");
    assert_eq!(again.is_err(), quoted);
}
