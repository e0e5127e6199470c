//! Typed PDUs in the shape of `expect`, by way of their public fields and of nothing else.

use clickatell_core::hex;
use clickatell_smpp::pdu::{Bind, Destination, UnsuccessSme};
use clickatell_smpp::value::Address;
use clickatell_smpp::{Body, COctets, Fault, Password, Pdu, Tlvs};
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

const SOURCE: [&str; 3] = ["source_addr_ton", "source_addr_npi", "source_addr"];
const DESTINATION: [&str; 3] = ["dest_addr_ton", "dest_addr_npi", "destination_addr"];

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
            add_address(&mut object, SOURCE, body.source);
            object
        }};
    }
    /// A message to one destination.
    macro_rules! message_to_one {
        ($body:expr) => {{
            let mut object = message!($body);
            add_address(&mut object, DESTINATION, $body.destination);
            object
        }};
    }
    match body {
        Body::Bind(body) => bind(body),
        Body::Outbind(body) => json!({
            "system_id": text(body.system_id),
            "password": password(body.password),
        }),
        Body::SubmitMulti(body) => {
            let mut object = message!(body);
            object["dest_address"] = body.destinations.iter().map(destination).collect();
            object
        }
        Body::SubmitMultiResp(Some(body)) => json!({
            "message_id": text(body.message_id),
            "unsuccess_sme": body.unsuccess_sme.iter().map(failed).collect::<Value>(),
        }),
        Body::DataSm(body) => {
            let mut object = json!({
                "service_type": text(body.service_type),
                "esm_class": body.esm_class.get(),
                "registered_delivery": body.registered_delivery.get(),
                "data_coding": body.data_coding.get(),
            });
            add_address(&mut object, SOURCE, body.source);
            add_address(&mut object, DESTINATION, body.destination);
            object
        }
        Body::DataSmResp(Some(body)) => json!({"message_id": text(body.message_id)}),
        Body::BroadcastSmResp(Some(body)) => json!({"message_id": text(body.message_id)}),
        Body::QueryBroadcastSmResp(Some(body)) => json!({"message_id": text(body.message_id)}),
        Body::QueryBroadcastSm(body) => {
            let mut object = json!({"message_id": text(body.message_id)});
            add_address(&mut object, SOURCE, body.source);
            object
        }
        Body::CancelBroadcastSm(body) => {
            let mut object =
                json!({"service_type": text(body.service_type), "message_id": text(body.message_id)});
            add_address(&mut object, SOURCE, body.source);
            object
        }
        Body::CancelSm(body) => {
            let mut object =
                json!({"service_type": text(body.service_type), "message_id": text(body.message_id)});
            add_address(&mut object, SOURCE, body.source);
            add_address(&mut object, DESTINATION, body.destination);
            object
        }
        Body::ReplaceSm(body) => {
            let mut object = json!({
                "message_id": text(body.message_id),
                "schedule_delivery_time": text(body.schedule_delivery_time),
                "validity_period": text(body.validity_period),
                "registered_delivery": body.registered_delivery.get(),
                "sm_default_msg_id": body.sm_default_msg_id,
                "short_message": hex::encode(body.short_message.as_bytes()),
            });
            add_address(&mut object, SOURCE, body.source);
            object
        }
        Body::BroadcastSm(body) => {
            let mut object = json!({
                "service_type": text(body.service_type),
                "message_id": text(body.message_id),
                "priority_flag": body.priority_flag,
                "schedule_delivery_time": text(body.schedule_delivery_time),
                "validity_period": text(body.validity_period),
                "replace_if_present_flag": body.replace_if_present_flag,
                "data_coding": body.data_coding.get(),
                "sm_default_msg_id": body.sm_default_msg_id,
            });
            add_address(&mut object, SOURCE, body.source);
            object
        }
        Body::AlertNotification(body) => {
            let mut object = json!({});
            add_address(&mut object, SOURCE, body.source);
            add_address(&mut object, ["esme_addr_ton", "esme_addr_npi", "esme_addr"], body.esme);
            object
        }
        Body::BindResp(Some(body)) => json!({"system_id": text(body.system_id)}),
        Body::SubmitSm(body) => message_to_one!(body),
        Body::DeliverSm(body) => message_to_one!(body),
        Body::SubmitSmResp(Some(body)) => json!({"message_id": text(body.message_id)}),
        Body::DeliverSmResp(Some(body)) => json!({"message_id": text(body.message_id)}),
        Body::QuerySm(body) => {
            let mut object = json!({"message_id": text(body.message_id)});
            add_address(&mut object, SOURCE, body.source);
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
        "password": password(body.password),
        "system_type": text(body.system_type),
        "interface_version": body.interface_version.get(),
        "addr_ton": body.addr_ton.get(),
        "addr_npi": body.addr_npi.get(),
        "address_range": text(body.address_range),
    })
}

fn password(password: Password<'_>) -> String {
    password.expose().iter().copied().map(char::from).collect()
}

fn destination(destination: Destination<'_>) -> Value {
    let mut object = json!({"dest_flag": destination.dest_flag()});
    match destination {
        Destination::Address(address) => add_address(&mut object, DESTINATION, address),
        Destination::List(name) => object["dl_name"] = text(name),
    }
    object
}

fn failed(failed: UnsuccessSme<'_>) -> Value {
    let mut object = json!({"error_status_code": failed.error_status_code.get()});
    add_address(&mut object, DESTINATION, failed.destination);
    object
}

fn add_address<const MAX: usize>(object: &mut Value, names: [&str; 3], address: Address<'_, MAX>) {
    let values = [json!(address.ton.get()), json!(address.npi.get()), text(address.addr)];
    for (name, value) in names.into_iter().zip(values) {
        object[name] = value;
    }
}
