//! The receipt that a `deliver_sm` is: read, and written again.

use clickatell_core::hex;
use clickatell_smpp::pdu::DeliverSm;
use clickatell_smpp::receipt::Receipt;
use clickatell_smpp::{Frame, Tolerance};
use serde_json::{Value, json};

use super::equal;
use crate::Verdict;

/// Octets of the message's text that the common form repeats (SMPP 3.4, appendix B).
const TEXT: usize = 20;

/// Holds `receipt` of a vector.
pub(super) fn run(expected: &Value, frame: Frame<'_>, verdict: &mut Verdict) {
    verdict.check("read as a receipt", || {
        let pdu: DeliverSm<'_> =
            frame.decode_as(&Tolerance::STRICT, &mut ()).map_err(|fault| fault.to_string())?;
        let receipt = match (Receipt::of(&pdu), expected) {
            (None, Value::Null) => return Ok(()),
            (Some(Err(_)), Value::String(word)) if word == "unreadable" => return Ok(()),
            (Some(Ok(receipt)), Value::Object(_)) => receipt,
            (found, _) => return Err(format!("found {found:?}, expected {expected}")),
        };
        let mut fields = expected.clone();
        let common_form = fields.as_object_mut().and_then(|fields| fields.remove("common_form"));
        equal(&render(&receipt), &fields)?;
        written(&receipt, common_form.is_some().then_some(pdu.text_octets()))
    });
}

/// The members of `receipt`, those without a value left out.
fn render(receipt: &Receipt<'_>) -> Value {
    let text = |octets: &[u8]| Value::from(octets.iter().copied().map(char::from).collect::<String>());
    let network = receipt.network_error.map(|(network, code)| {
        let [high, low] = code.to_be_bytes();
        json!(hex::encode(&[network, high, low]))
    });
    let members = [
        ("id", (!receipt.id.is_empty()).then(|| text(receipt.id))),
        ("sub", receipt.submitted.map(Value::from)),
        ("dlvrd", receipt.delivered.map(Value::from)),
        ("submit_date", receipt.submit.map(|date| json!(date.to_string()))),
        ("done_date", receipt.done.map(|date| json!(date.to_string()))),
        ("stat", receipt.state.map(|state| json!(state.get()))),
        ("err", receipt.error.map(text)),
        ("network_error_code", network),
        ("text", receipt.text.map(|octets| json!(hex::encode(octets)))),
        ("status", receipt.status().map(|status| json!(status.digits().to_string()))),
    ];
    let present = members.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?)));
    Value::Object(present.collect())
}

/// The common form says the same when it is read again, and is what came where that was the common form.
fn written(receipt: &Receipt<'_>, came: Option<&[u8]>) -> Result<(), String> {
    let mut text = Vec::new();
    receipt.write(&mut text).map_err(|error| error.to_string())?;
    if let Some(came) = came {
        equal(&text.escape_ascii().to_string(), &came.escape_ascii().to_string())?;
    }
    let again = Receipt::parse(&text).map_err(|error| error.to_string())?;
    let minute = |date: clickatell_core::time::CivilDateTime| date.to_epoch_seconds() / 60;
    equal(&again.id, &receipt.id)?;
    equal(&again.submit.map(minute), &receipt.submit.map(minute))?;
    equal(&again.done.map(minute), &receipt.done.map(minute))?;
    let repeated = receipt.text.unwrap_or_default();
    equal(&again.text, &Some(repeated.get(..TEXT).unwrap_or(repeated)))?;
    if receipt.state.is_some() {
        equal(&again.state, &receipt.state)?;
        equal(&again.status(), &receipt.status())?;
    }
    Ok(())
}
