//! Any octets as what a service answers.

use clickatell_core::delivery;
use clickatell_core::reply;
use clickatell_core::send::Operation;

use super::{door, inside, limits};
use crate::callback::{self, CallbackError};
use crate::envelope::{Envelope, Limits, Tolerance};
use crate::fault::SoapFault;
use crate::operation::Answer;
use crate::{Call, Response, Service};

/// The first octet chooses the service and the header, all others are the document.
///
/// Whatever was read, be it an answer, a fault or a callback, is written and reads back as the same.
pub fn soap_reply(input: &[u8]) {
    let Some((service, content_type, octets)) = door(input) else { return };
    callback_of(octets);
    let envelope = match Envelope::decode(octets, content_type, &limits()) {
        Ok(envelope) => envelope,
        Err(error) => return inside(&error, octets),
    };
    let response = match Response::read(&envelope, &Tolerance::FIELD, &mut ()) {
        Ok(Ok(response)) => response,
        Ok(Err(fault)) => return fault_again(service, &fault),
        Err(error) => return inside(&error, octets),
    };
    let operations = Operation::ALL.iter().copied().filter(|operation| *operation != Operation::SendBillMsg);
    for operation in operations {
        if let Ok(answer) = response.answer(operation, &reply::Tolerance::FIELD, &mut ()) {
            answer_again(service, operation, &answer);
        }
    }
}

fn answer_again(service: Service, operation: Operation, answer: &Answer<'_>) {
    let name = service.operation_name(operation);
    let asked = format!(
        "<e:Envelope xmlns:e='http://schemas.xmlsoap.org/soap/envelope/'><e:Body><{name}/></e:Body></e:Envelope>"
    );
    let envelope = Envelope::decode(asked.as_bytes(), None, &Limits::default()).expect("ours");
    let call = Call::read(&envelope, service, &Tolerance::FIELD, &mut ()).expect("ours");
    let mut document = Vec::new();
    call.write_response(&answer.clone().into_lines(), &mut document);
    let envelope =
        Envelope::decode(&document, Some(service.content_type()), &Limits::default()).expect("ours");
    let response = Response::read(&envelope, &Tolerance::STRICT, &mut ()).expect("ours").expect("no fault");
    let again = response.answer(operation, &reply::Tolerance::STRICT, &mut ());
    assert_eq!(again.as_ref(), Ok(answer));
    assert_eq!(answer.clone().into_owned(), *answer);
}

fn fault_again(service: Service, fault: &SoapFault<'_>) {
    let mut document = Vec::new();
    service
        .write_fault(Some(Operation::SendMsg), fault, &mut document)
        .expect("what was read can be written");
    let envelope =
        Envelope::decode(&document, Some(service.content_type()), &Limits::default()).expect("ours");
    let again = Response::read(&envelope, &Tolerance::STRICT, &mut ()).expect("ours");
    assert_eq!(again.as_ref().err(), Some(fault));
    let _ = fault.api_error();
}

fn callback_of(octets: &[u8]) {
    match callback::read(octets, &delivery::Tolerance::FIELD, &limits(), &mut ()) {
        Ok(found) => {
            let mut document = Vec::new();
            callback::write(&found, &mut document).expect("what was read can be written");
            let again = callback::read(&document, &delivery::Tolerance::STRICT, &Limits::default(), &mut ());
            assert_eq!(again, Ok(found));
        }
        Err(CallbackError::Envelope(error)) => inside(&error, octets),
        Err(CallbackError::Variable(fault)) => {
            assert!(usize::try_from(fault.at()).is_ok_and(|at| at <= octets.len()), "{fault} lies outside");
        }
    }
}
