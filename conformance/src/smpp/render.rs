//! Typed PDUs in the shape of `expect`, by way of their public fields and of nothing else.

use clickatell_core::hex;
use clickatell_smpp::pdu::Bind;
use clickatell_smpp::value::Address;
use clickatell_smpp::{Body, COctets, Fault, Pdu, Tlvs};
use serde_json::{Value, json};

/// The PDU of so many octets, with the notes of its decoder.
pub(super) fn render(command_length: usize, pdu: &Pdu<'_>, notes: &[Fault]) -> Value {
    let header = pdu.header;
    json!({
        "command_length": command_length,
        "command_id": header.command_id.name().map_or_else(|| json!(header.command_id.get()), Value::from),
        "command_status": header.command_status.get(),
        "sequence_number": header.sequence_number.get(),
        "body": body(&pdu.body),
        "tlvs": tlvs(pdu.body.tlvs()),
        "notes": notes.iter().map(note).collect::<Vec<_>>(),
    })
}

fn note(note: &Fault) -> Value {
    json!({"rule": note.rule().name(), "field": note.field().to_string(), "at": note.at()})
}

fn tlvs(tlvs: Tlvs<'_>) -> Value {
    let entry = |tlv: clickatell_smpp::Tlv<'_>| match tlv.tag.name() {
        Some(name) => json!({"tag": tlv.tag.get(), "name": name, "value": hex::encode(tlv.value())}),
        None => json!({"tag": tlv.tag.get(), "value": hex::encode(tlv.value())}),
    };
    tlvs.iter().map(entry).collect()
}

fn text<const MAX: usize>(text: COctets<'_, MAX>) -> Value {
    text.as_bytes().iter().copied().map(char::from).collect::<String>().into()
}

fn body(body: &Body<'_>) -> Value {
    macro_rules! message {
        ($body:expr) => {{
            let body = $body;
            let mut object = json!({
                "service_type": text(body.service_type),
                "esm_class": body.esm_class.get(),
                "protocol_id": body.protocol_id,
                "priority_flag": body.priority_flag,
                "schedule_delivery_time": text(body.schedule_delivery_time),
                "validity_period": text(body.validity_period),
                "registered_delivery": body.registered_delivery.get(),
                "replace_if_present_flag": body.replace_if_present_flag,
                "data_coding": body.data_coding.get(),
                "sm_default_msg_id": body.sm_default_msg_id,
                "short_message": hex::encode(body.short_message.as_bytes()),
            });
            add_address(&mut object, ["source_addr_ton", "source_addr_npi", "source_addr"], body.source);
            add_address(&mut object, ["dest_addr_ton", "dest_addr_npi", "destination_addr"], body.destination);
            object
        }};
    }
    match body {
        Body::Bind(body) => bind(body),
        Body::BindResp(Some(body)) => json!({"system_id": text(body.system_id)}),
        Body::SubmitSm(body) => message!(body),
        Body::DeliverSm(body) => message!(body),
        Body::SubmitSmResp(Some(body)) => json!({"message_id": text(body.message_id)}),
        Body::DeliverSmResp(Some(body)) => json!({"message_id": text(body.message_id)}),
        Body::QuerySm(body) => {
            let mut object = json!({"message_id": text(body.message_id)});
            add_address(&mut object, ["source_addr_ton", "source_addr_npi", "source_addr"], body.source);
            object
        }
        Body::QuerySmResp(Some(body)) => json!({
            "message_id": text(body.message_id),
            "final_date": text(body.final_date),
            "message_state": body.message_state.get(),
            "error_code": body.error_code,
        }),
        Body::Unknown(body) => json!({"octets": hex::encode(body.octets())}),
        _ => Value::Null,
    }
}

fn bind(body: &Bind<'_>) -> Value {
    json!({
        "system_id": text(body.system_id),
        "password": body.password.expose().iter().copied().map(char::from).collect::<String>(),
        "system_type": text(body.system_type),
        "interface_version": body.interface_version.get(),
        "addr_ton": body.addr_ton.get(),
        "addr_npi": body.addr_npi.get(),
        "address_range": text(body.address_range),
    })
}

fn add_address<const MAX: usize>(object: &mut Value, names: [&str; 3], address: Address<'_, MAX>) {
    let values = [json!(address.ton.get()), json!(address.npi.get()), text(address.addr)];
    for (name, value) in names.into_iter().zip(values) {
        object[name] = value;
    }
}
