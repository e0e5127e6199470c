//! What a line says about one PDU: decoded, tolerated, encoded, through JSON and back.

use clickatell_smpp::json::{Encoded, Item, PduView, Trouble, message_text, text_coding};
use clickatell_smpp::profile::clickatell::ErrorCode;
use clickatell_smpp::{BadLength, Body, CommandStatus, Fault, Frame, PduBuf, Rule, Tolerance};
use serde_json::{Value, json};

use super::build::build;
use super::parameters::MISPLACED;
use super::render::render;
use super::{equal, equal_octets};
use crate::{Expect, Fault as ExpectedFault, Status, Tolerated, Vector, Verdict};

/// The framer's refusal of a `command_length`.
pub(super) fn bad_length(vector: &Vector, bad: BadLength) -> Result<(), String> {
    match &vector.expect {
        Expect::Fault { error } => matches(Trouble::BadLength(bad), error),
        _ => Err(bad.to_string()),
    }
}

/// Everything that applies to a PDU.
pub(super) fn run(vector: &Vector, frame: Frame<'_>, verdict: &mut Verdict) {
    let mut notes: Vec<Fault> = Vec::new();
    let strict = frame.decode(&Tolerance::STRICT, &mut notes);
    match (&vector.expect, strict) {
        (Expect::Pdu(expected), Ok(pdu)) => {
            let length = frame.octets().len();
            verdict.check("decoded", || equal(&render(length, &pdu, &notes), expected));
            verdict.check("encoded from its fields", || equal_octets(&build(expected)?, &vector.octets));
            verdict.check("to JSON", || {
                let content = Ok(PduView::new(frame, pdu, &notes));
                equal(&shown(Item { offset: 0, content })?, expected)
            });
            verdict.check("from JSON", || from_json(expected, &vector.octets));
            if let Some(text) = &vector.text {
                verdict.check("read", || equal(&read(&pdu.body), &Some(text.clone())));
            }
            if let Some(status) = &vector.status {
                verdict.check("status named", || named(status, pdu.header.command_status.get()));
            }
        }
        (Expect::Fault { error }, Err(fault)) => {
            verdict.check("refused", || matches(Trouble::Faulty(fault), error));
        }
        (_, result) => verdict.check("decoded", || Err(format!("found {result:?}"))),
    }
    if let Some(tolerated) = vector.tolerated.as_ref().filter(|tolerated| tolerated.rule != MISPLACED) {
        verdict.check("tolerated", || tolerate(tolerated, frame));
    }
    verdict.check("kept as JSON", || kept(frame));
}

/// An item as JSON, without the members that are a convenience for people.
pub(super) fn shown(item: Item<'_>) -> Result<Value, String> {
    let mut value = serde_json::to_value(item).map_err(|error| error.to_string())?;
    let object = value.as_object_mut().ok_or("no object")?;
    object.remove("offset");
    if let Some(Value::Object(error)) = object.get_mut("error") {
        error.remove("message");
    }
    if let Some(Value::Object(body)) = object.get_mut("body") {
        body.remove("text");
    }
    for tlv in object.get_mut("tlvs").and_then(Value::as_array_mut).into_iter().flatten() {
        tlv.as_object_mut().ok_or("no object")?.remove("text");
    }
    Ok(value)
}

/// Whether a fault is the one expected, as far as that says.
pub(super) fn matches(trouble: Trouble, expected: &ExpectedFault) -> Result<(), String> {
    let found = json!({
        "rule": expected.rule.as_ref().map(|_| trouble.rule()),
        "field": expected.field.as_ref().map(|_| trouble.field().to_string()),
        "at": trouble.at(),
        "command_status": expected.command_status.map(|_| trouble.command_status().get()),
    });
    let expected = json!({
        "rule": expected.rule,
        "field": expected.field,
        "at": expected.at,
        "command_status": expected.command_status,
    });
    equal(&found, &expected)
}

fn from_json(expected: &Value, octets: &[u8]) -> Result<(), String> {
    let encoded: Encoded = serde_json::from_str(&expected.to_string()).map_err(|error| error.to_string())?;
    equal_octets(encoded.pdu.frame().octets(), octets)?;
    equal(&encoded.differences, &Vec::new())
}

/// An owned PDU goes through JSON without a loss, faulty or not.
fn kept(frame: Frame<'_>) -> Result<(), String> {
    let json = serde_json::to_string(&frame.to_buf()).map_err(|error| error.to_string())?;
    let again: PduBuf = serde_json::from_str(&json).map_err(|error| error.to_string())?;
    equal_octets(again.frame().octets(), frame.octets())
}

fn read(body: &Body<'_>) -> Option<String> {
    let octets = match body {
        Body::SubmitSm(body) => body.text_octets(),
        Body::DeliverSm(body) => body.text_octets(),
        Body::SubmitMulti(body) => body.text_octets(),
        Body::DataSm(body) => body.text_octets(),
        Body::ReplaceSm(body) => body.text_octets(),
        Body::BroadcastSm(body) => body.text_octets(),
        _ => return None,
    };
    let (esm_class, data_coding) = text_coding(body)?;
    message_text(esm_class, data_coding, octets)
}

fn named(status: &Status, found: u32) -> Result<(), String> {
    equal(&found, &status.value)?;
    let code = ErrorCode::new(status.value);
    // The gateway's table has some of SMPP's codes and its own; SMPP names the rest.
    let of_smpp = CommandStatus::new(status.value).name().and_then(|name| name.strip_prefix("ESME_"));
    equal(&code.name().or(of_smpp), &status.name.as_deref())?;
    for name in [code.name().and(status.name.as_ref()), status.printed_as.as_ref()].into_iter().flatten() {
        equal(&ErrorCode::parse(name), &Some(code))?;
    }
    Ok(())
}

/// The switch gives the value and its one note; without it the others do not help.
fn tolerate(tolerated: &Tolerated, frame: Frame<'_>) -> Result<(), String> {
    let mut notes: Vec<Fault> = Vec::new();
    let pdu = frame
        .decode(&with_switch(Tolerance::STRICT, &tolerated.rule, true)?, &mut notes)
        .map_err(|fault| fault.to_string())?;
    equal(&notes.len(), &1)?;
    equal(&render(frame.octets().len(), &pdu, &notes), &tolerated.expect)?;
    equal(&shown(Item { offset: 0, content: Ok(PduView::new(frame, pdu, &notes)) })?, &tolerated.expect)?;
    let without = with_switch(Tolerance::FIELD, &tolerated.rule, false)?;
    let rule = frame.decode(&without, &mut ()).map_err(|fault| fault.rule()).err().map(Rule::name);
    equal(&rule, &Some(tolerated.rule.as_str()))
}

pub(super) fn with_switch(mut tolerance: Tolerance, rule: &str, bent: bool) -> Result<Tolerance, String> {
    let switch = match rule {
        "not_terminated" => &mut tolerance.not_terminated,
        "over_long" => &mut tolerance.over_long,
        "not_ascii" => &mut tolerance.not_ascii,
        "bad_time" => &mut tolerance.bad_time,
        "too_many_dests" => &mut tolerance.too_many_dests,
        MISPLACED => &mut tolerance.tlv_misplaced,
        "tlv_length" => &mut tolerance.tlv_length,
        "tlv_stream" => &mut tolerance.tlv_stream,
        "body_missing" => &mut tolerance.body_missing,
        "nul_after_text" => &mut tolerance.nul_after_text,
        _ => return Err(format!("no switch {rule}")),
    };
    *switch = bent;
    Ok(tolerance)
}
