//! Any octets as what a service is asked.

use clickatell_core::error::ApiError;
use clickatell_core::reply::{self, Reply};
use clickatell_core::send;

use super::{door, inside, limits};
use crate::envelope::{Envelope, EnvelopeError, Limits, Tolerance};
use crate::operation::{Auth, ParametersLimits, Request};
use crate::{AnswerError, Call, Response, Service};

/// The first octet chooses the service and the header, all others are the document.
///
/// Strict and lenient reading agree, or the first note is what strict reading refuses; caps hold; what was read is built
/// and read again; and whatever was asked can be answered.
pub fn soap_request(input: &[u8]) {
    let Some((service, content_type, octets)) = door(input) else { return };
    let envelope = match Envelope::decode(octets, content_type, &limits()) {
        Ok(envelope) => envelope,
        Err(error) => return inside(&error, octets),
    };
    let (mut notes, mut none) = (Vec::new(), Vec::new());
    let lenient = Call::read(&envelope, service, &Tolerance::FIELD, &mut notes);
    let strict = Call::read(&envelope, service, &Tolerance::STRICT, &mut none);
    assert!(none.is_empty() || strict.is_err(), "strict reading has something to say");
    for error in [&lenient, &strict].into_iter().filter_map(|call| call.as_ref().err()) {
        inside(error, octets);
    }
    match (&strict, &lenient) {
        (Ok(call), lenient) => assert_eq!((Ok(call), notes.len()), (lenient.as_ref(), 0)),
        (Err(error), Ok(_)) => {
            let first = notes.first().expect("what is let pass is noted");
            assert_eq!(error.at(), EnvelopeError::from(*first).at(), "{error}");
        }
        (Err(_), Err(_)) => {}
    }
    if let Ok(call) = lenient {
        judge(&call);
        answered(&call);
    }
}

fn judge(call: &Call<'_>) {
    assert!(call.message().values().len() <= limits().values);
    let owned = call.clone().into_owned();
    assert_eq!(
        (owned.operation(), owned.message().values().len()),
        (call.operation(), call.message().values().len())
    );
    for (value, same) in call.message().values().iter().zip(owned.message().values()) {
        assert_eq!((value.name(), value.text(), value.at()), (same.name(), same.text(), same.at()));
    }
    let mut parameters_limits = ParametersLimits::default();
    (parameters_limits.send.destinations, parameters_limits.fields) = (5, 12);
    for tolerance in [send::Tolerance::STRICT, send::Tolerance::GATEWAY, send::Tolerance::FIELD] {
        let parameters = call.parameters(tolerance, parameters_limits, &mut ());
        let (auth, request) = (parameters.auth(&mut ()), parameters.request(&mut ()));
        for fault in [auth.as_ref().err(), request.as_ref().err()].into_iter().flatten() {
            assert!(fault.answer().name().is_some(), "{fault}");
        }
        if let (Ok(auth), Ok(request)) = (auth, request) {
            assert_eq!(request.operation(), call.operation());
            built(call.service(), &auth, &request);
        }
    }
}

/// A request that is built reads back as the same, and is built the same again.
fn built(service: Service, auth: &Auth, request: &Request<'_>) {
    let mut document = Vec::new();
    if service.write_request(auth, request, &mut document).is_err() {
        assert!(document.is_empty(), "what is refused is taken back");
        return;
    }
    assert!(document.is_ascii());
    let envelope =
        Envelope::decode(&document, Some(service.content_type()), &Limits::default()).expect("ours");
    let call = Call::read(&envelope, service, &Tolerance::STRICT, &mut ()).expect("ours is in order");
    let parameters = call.parameters(send::Tolerance::STRICT, ParametersLimits::default(), &mut ());
    let (again, who) = (parameters.request(&mut ()).expect("ours"), parameters.auth(&mut ()).expect("ours"));
    assert_eq!(who, *auth);
    // What no URL may have is coded in it.
    if !matches!(request, Request::IndPush(_) | Request::SiPush(_)) {
        assert_eq!(again, *request);
    }
    let mut same = Vec::new();
    service.write_request(&who, &again, &mut same).expect("ours");
    assert_eq!(same, document);
}

/// Whatever a call looked like, an error can be said to it.
fn answered(call: &Call<'_>) {
    let mut document = Vec::new();
    call.write_response(&[Reply::error(ApiError::INTERNAL)], &mut document);
    let envelope =
        Envelope::decode(&document, Some(call.service().content_type()), &Limits::default()).expect("ours");
    let response = Response::read(&envelope, &Tolerance::STRICT, &mut ()).expect("ours").expect("no fault");
    assert_eq!(response.operation(), Some(call.operation()));
    match response.answer(call.operation(), &reply::Tolerance::STRICT, &mut ()) {
        Err(AnswerError::Refused(refused)) => assert_eq!(refused.code, ApiError::INTERNAL),
        other => panic!("{other:?}"),
    }
}
