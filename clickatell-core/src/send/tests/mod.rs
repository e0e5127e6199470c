//! Every parameter: its default, both sides of every bound, what typed stubs send, what nobody should.

mod auth;
mod build;
mod content;
mod form;
mod options;
mod order;
mod round_trip;

use super::*;
use crate::error::ApiError;
use crate::feature::ApiKind;
use alloc::string::String;
use alloc::vec::Vec;

/// What a call through SOAP was given.
fn given(tolerance: Tolerance, values: &[(&str, &str)]) -> Given<'static> {
    let mut given = Given::new(ApiKind::Soap, tolerance, Limits::default());
    for (name, value) in values {
        assert!(given.insert(name, String::from(*value), &mut ()), "{name}");
    }
    given
}

/// A message in order with these parameters besides.
fn with(tolerance: Tolerance, values: &[(&str, &str)]) -> (Result<SendMsg<'static>, Fault>, Vec<Fault>) {
    let mut notes = Vec::new();
    let mut all = [("to", "27999123454")].to_vec();
    if !values.iter().any(|(name, _)| matches!(*name, "text" | "data")) {
        let unicode = values.contains(&("unicode", "1"));
        all.push(("text", if unicode { "00480069" } else { "Hi" }));
    }
    all.extend(values);
    let given = given(tolerance, &all);
    (given.message(&mut notes).map(SendMsg::into_owned), notes)
}

/// The options of a message with one more parameter, taken without a note.
fn option(name: &str, value: &str) -> Options {
    let (message, notes) = with(Tolerance::GATEWAY, &[(name, value)]);
    assert_eq!(notes, [], "{name}={value}");
    message.unwrap_or_else(|fault| panic!("{name}={value}: {fault}")).options
}

/// Refused by every tolerance, for this rule, at this place of this parameter, with this error.
#[track_caller]
fn refused(name: &str, value: &str, rule: Rule, at: usize, error: u16) {
    let parameter = Parameter::from_any_name(name).unwrap();
    for tolerance in [Tolerance::STRICT, Tolerance::FIELD] {
        let (message, _) = with(tolerance, &[(name, value)]);
        let fault = message.expect_err(value);
        assert_eq!(fault, Fault::new(rule, parameter, at), "{value:?}");
        assert_eq!(fault.answer(), ApiError::new(error), "{value:?}");
    }
}

/// A rule with a switch: an error where it is off, the same noted where it is on.
#[track_caller]
fn bent(
    values: &[(&str, &str)],
    rule: Rule,
    parameter: Parameter,
    at: usize,
    error: u16,
) -> SendMsg<'static> {
    let fault = Fault::new(rule, parameter, at);
    let (strict, notes) = with(Tolerance::STRICT, values);
    assert_eq!((strict, notes.as_slice()), (Err(fault), [].as_slice()));
    assert_eq!(fault.answer(), ApiError::new(error));
    let (message, notes) = with(Tolerance::FIELD, values);
    assert_eq!(notes, [fault]);
    message.unwrap()
}
