//! PDUs out of the shape of `expect`, by way of constructors and public fields and of nothing else.

use clickatell_core::hex;
use clickatell_smpp::pdu::{
    AlertNotification, Bind, BindKind, BindResp, BroadcastSm, BroadcastSmResp, CancelBroadcastSm,
    CancelBroadcastSmResp, CancelSm, CancelSmResp, DataSm, DataSmResp, DeliverSm, DeliverSmResp, Destination,
    DestinationBuf, EnquireLink, EnquireLinkResp, GenericNack, Outbind, QueryBroadcastSm,
    QueryBroadcastSmResp, QuerySm, QuerySmResp, ReplaceSm, ReplaceSmResp, SubmitMulti, SubmitMultiResp,
    SubmitSm, SubmitSmResp, Unbind, UnbindResp, Unknown, UnsuccessSme, UnsuccessSmeBuf,
};
use clickatell_smpp::value::{Address, MessageState, Npi, Ton};
use clickatell_smpp::{
    Body, COctets, CommandId, CommandStatus, Header, Password, Pdu, SequenceNumber, ShortMessage, Tag, Tlv,
    TlvBuf,
};
use serde_json::Value;

/// The octets of the PDU that this JSON describes.
pub(super) fn build(expect: &Value) -> Result<Vec<u8>, String> {
    let command_id = match &expect["command_id"] {
        Value::String(name) => CommandId::from_name(name).ok_or_else(|| format!("no command {name}"))?,
        number => CommandId::new(integer(number)?),
    };
    let header = Header {
        command_id,
        command_status: CommandStatus::new(integer(&expect["command_status"])?),
        sequence_number: SequenceNumber::new(integer(&expect["sequence_number"])?),
    };
    let mut tlvs = TlvBuf::new();
    for tlv in expect["tlvs"].as_array().into_iter().flatten() {
        let value = octets(&tlv["value"])?;
        tlvs.push(
            Tlv::new(Tag::new(integer(&tlv["tag"])?), &value).ok_or("a value of more than 65535 octets")?,
        );
    }
    let mut out = Vec::new();
    put(header, &expect["body"], &tlvs, &mut out)?;
    Ok(out)
}

fn put(header: Header, body: &Value, tlvs: &TlvBuf, out: &mut Vec<u8>) -> Result<(), String> {
    let tlvs = tlvs.as_tlvs();
    let mut encode = |body: Body<'_>| Pdu { header, body }.encode(out);
    macro_rules! with_tlvs {
        ($built:expr) => {{
            let mut built = $built;
            built.tlvs = tlvs;
            built
        }};
    }
    macro_rules! message {
        ($Type:ident, $destination:expr) => {{
            let names = ["service_type", "source_addr", "schedule_delivery_time", "validity_period"];
            let [service_type, source, schedule, validity] = texts(body, names)?;
            let text = octets(&body["short_message"])?;
            let short_message = ShortMessage::new(&text).map_err(explain)?;
            let mut built = $Type::new($destination, short_message);
            built.service_type = string(&service_type)?;
            built.source = address(body, "source_addr", &source)?;
            built.esm_class = integer::<u8>(&body["esm_class"])?.into();
            built.protocol_id = integer(&body["protocol_id"])?;
            built.priority_flag = integer(&body["priority_flag"])?;
            built.schedule_delivery_time = string(&schedule)?;
            built.validity_period = string(&validity)?;
            built.registered_delivery = integer::<u8>(&body["registered_delivery"])?.into();
            built.replace_if_present_flag = integer(&body["replace_if_present_flag"])?;
            built.data_coding = integer::<u8>(&body["data_coding"])?.into();
            built.sm_default_msg_id = integer(&body["sm_default_msg_id"])?;
            encode(Body::$Type(with_tlvs!(built)));
        }};
    }
    macro_rules! response {
        ($Type:ident) => {{
            if body.is_null() {
                encode(Body::$Type(None));
            } else {
                let [message_id] = texts(body, ["message_id"])?;
                encode(Body::$Type(Some(with_tlvs!($Type::new(string(&message_id)?)))));
            }
        }};
    }
    macro_rules! named {
        ($Type:ident $(, $field:ident: $value:expr)*) => {{
            let [message_id, source] = texts(body, ["message_id", "source_addr"])?;
            let source = address(body, "source_addr", &source)?;
            #[allow(unused_mut, reason = "some have no other field")]
            let mut built = $Type::new(string(&message_id)?, source);
            $( built.$field = $value; )*
            encode(Body::$Type(with_tlvs!(built)));
        }};
    }
    match (header.command_id, BindKind::of(header.command_id)) {
        (id, Some(_)) if id.is_response() && body.is_null() => encode(Body::BindResp(None)),
        (id, Some(kind)) if id.is_response() => {
            let [system_id] = texts(body, ["system_id"])?;
            encode(Body::BindResp(Some(with_tlvs!(BindResp::new(kind, string(&system_id)?)))));
        }
        (_, Some(kind)) => {
            let [system_id, password] = texts(body, ["system_id", "password"])?;
            let [system_type, range] = texts(body, ["system_type", "address_range"])?;
            let password = Password::new(&password).map_err(explain)?;
            let mut built = Bind::new(kind, string(&system_id)?, password);
            built.system_type = string(&system_type)?;
            built.interface_version = integer::<u8>(&body["interface_version"])?.into();
            built.addr_ton = integer::<u8>(&body["addr_ton"])?.into();
            built.addr_npi = integer::<u8>(&body["addr_npi"])?.into();
            built.address_range = string(&range)?;
            encode(Body::Bind(with_tlvs!(built)));
        }
        (CommandId::SUBMIT_SM, _) => {
            let [destination] = texts(body, ["destination_addr"])?;
            message!(SubmitSm, address(body, "dest_addr", &destination)?)
        }
        (CommandId::DELIVER_SM, _) => {
            let [destination] = texts(body, ["destination_addr"])?;
            message!(DeliverSm, address(body, "dest_addr", &destination)?)
        }
        (CommandId::SUBMIT_MULTI, _) => {
            let destinations = destinations(body)?;
            message!(SubmitMulti, destinations.as_destinations())
        }
        (CommandId::SUBMIT_SM_RESP, _) => response!(SubmitSmResp),
        (CommandId::DELIVER_SM_RESP, _) => response!(DeliverSmResp),
        (CommandId::DATA_SM_RESP, _) => response!(DataSmResp),
        (CommandId::BROADCAST_SM_RESP, _) => response!(BroadcastSmResp),
        (CommandId::QUERY_BROADCAST_SM_RESP, _) => response!(QueryBroadcastSmResp),
        (CommandId::SUBMIT_MULTI_RESP, _) if body.is_null() => encode(Body::SubmitMultiResp(None)),
        (CommandId::SUBMIT_MULTI_RESP, _) => {
            let ([message_id], failed) = (texts(body, ["message_id"])?, unsuccess_smes(body)?);
            let mut built = SubmitMultiResp::new(string(&message_id)?);
            built.unsuccess_sme = failed.as_unsuccess_smes();
            encode(Body::SubmitMultiResp(Some(with_tlvs!(built))));
        }
        (CommandId::DATA_SM, _) => {
            let names = ["service_type", "source_addr", "destination_addr"];
            let [service_type, source, destination] = texts(body, names)?;
            let mut built = DataSm::new(address(body, "dest_addr", &destination)?, tlvs);
            built.service_type = string(&service_type)?;
            built.source = address(body, "source_addr", &source)?;
            built.esm_class = integer::<u8>(&body["esm_class"])?.into();
            built.registered_delivery = integer::<u8>(&body["registered_delivery"])?.into();
            built.data_coding = integer::<u8>(&body["data_coding"])?.into();
            encode(Body::DataSm(built));
        }
        (CommandId::QUERY_SM, _) => named!(QuerySm),
        (CommandId::QUERY_BROADCAST_SM, _) => named!(QueryBroadcastSm),
        (CommandId::CANCEL_SM, _) => {
            let [service_type, destination] = texts(body, ["service_type", "destination_addr"])?;
            let destination = address(body, "dest_addr", &destination)?;
            named!(CancelSm, service_type: string(&service_type)?, destination: destination);
        }
        (CommandId::CANCEL_BROADCAST_SM, _) => {
            let [service_type] = texts(body, ["service_type"])?;
            named!(CancelBroadcastSm, service_type: string(&service_type)?);
        }
        (CommandId::REPLACE_SM, _) => {
            let names = ["message_id", "source_addr", "schedule_delivery_time", "validity_period"];
            let [message_id, source, schedule, validity] = texts(body, names)?;
            let text = octets(&body["short_message"])?;
            let source = address(body, "source_addr", &source)?;
            let short_message = ShortMessage::new(&text).map_err(explain)?;
            let mut built = ReplaceSm::new(string(&message_id)?, source, short_message);
            built.schedule_delivery_time = string(&schedule)?;
            built.validity_period = string(&validity)?;
            built.registered_delivery = integer::<u8>(&body["registered_delivery"])?.into();
            built.sm_default_msg_id = integer(&body["sm_default_msg_id"])?;
            encode(Body::ReplaceSm(with_tlvs!(built)));
        }
        (CommandId::BROADCAST_SM, _) => {
            let [service_type, source, message_id] =
                texts(body, ["service_type", "source_addr", "message_id"])?;
            let [schedule, validity] = texts(body, ["schedule_delivery_time", "validity_period"])?;
            let mut built = BroadcastSm::new(tlvs);
            built.service_type = string(&service_type)?;
            built.source = address(body, "source_addr", &source)?;
            built.message_id = string(&message_id)?;
            built.priority_flag = integer(&body["priority_flag"])?;
            built.schedule_delivery_time = string(&schedule)?;
            built.validity_period = string(&validity)?;
            built.replace_if_present_flag = integer(&body["replace_if_present_flag"])?;
            built.data_coding = integer::<u8>(&body["data_coding"])?.into();
            built.sm_default_msg_id = integer(&body["sm_default_msg_id"])?;
            encode(Body::BroadcastSm(built));
        }
        (CommandId::ALERT_NOTIFICATION, _) => {
            let [source, esme] = texts(body, ["source_addr", "esme_addr"])?;
            let source = address(body, "source_addr", &source)?;
            let esme = address(body, "esme_addr", &esme)?;
            encode(Body::AlertNotification(with_tlvs!(AlertNotification::new(source, esme))));
        }
        (CommandId::OUTBIND, _) => {
            let [system_id, password] = texts(body, ["system_id", "password"])?;
            let password = Password::new(&password).map_err(explain)?;
            encode(Body::Outbind(with_tlvs!(Outbind::new(string(&system_id)?, password))));
        }
        (CommandId::CANCEL_SM_RESP, _) => encode(Body::CancelSmResp(with_tlvs!(CancelSmResp::new()))),
        (CommandId::REPLACE_SM_RESP, _) => encode(Body::ReplaceSmResp(with_tlvs!(ReplaceSmResp::new()))),
        (CommandId::CANCEL_BROADCAST_SM_RESP, _) => {
            encode(Body::CancelBroadcastSmResp(with_tlvs!(CancelBroadcastSmResp::new())));
        }
        (CommandId::QUERY_SM_RESP, _) if body.is_null() => encode(Body::QuerySmResp(None)),
        (CommandId::QUERY_SM_RESP, _) => {
            let [message_id, final_date] = texts(body, ["message_id", "final_date"])?;
            let state = MessageState::new(integer(&body["message_state"])?);
            let mut built = QuerySmResp::new(string(&message_id)?, state);
            built.final_date = string(&final_date)?;
            built.error_code = integer(&body["error_code"])?;
            encode(Body::QuerySmResp(Some(with_tlvs!(built))));
        }
        (CommandId::ENQUIRE_LINK, _) => encode(Body::EnquireLink(with_tlvs!(EnquireLink::new()))),
        (CommandId::ENQUIRE_LINK_RESP, _) => {
            encode(Body::EnquireLinkResp(with_tlvs!(EnquireLinkResp::new())))
        }
        (CommandId::UNBIND, _) => encode(Body::Unbind(with_tlvs!(Unbind::new()))),
        (CommandId::UNBIND_RESP, _) => encode(Body::UnbindResp(with_tlvs!(UnbindResp::new()))),
        (CommandId::GENERIC_NACK, _) => encode(Body::GenericNack(with_tlvs!(GenericNack::new()))),
        (id, _) => encode(Body::Unknown(Unknown::new(id, &octets(&body["octets"])?))),
    }
    Ok(())
}

fn destinations(body: &Value) -> Result<DestinationBuf, String> {
    let mut list = DestinationBuf::new();
    for entry in body["dest_address"].as_array().ok_or("dest_address is no list")? {
        if entry["dest_flag"] == 2 {
            let [name] = texts(entry, ["dl_name"])?;
            list.push(Destination::List(string(&name)?)).map_err(explain)?;
        } else {
            let [addr] = texts(entry, ["destination_addr"])?;
            let address = address(entry, "dest_addr", &addr)?;
            list.push(Destination::Address(address)).map_err(explain)?;
        }
    }
    Ok(list)
}

fn unsuccess_smes(body: &Value) -> Result<UnsuccessSmeBuf, String> {
    let mut list = UnsuccessSmeBuf::new();
    for entry in body["unsuccess_sme"].as_array().ok_or("unsuccess_sme is no list")? {
        let [addr] = texts(entry, ["destination_addr"])?;
        let destination = address(entry, "dest_addr", &addr)?;
        let error_status_code = CommandStatus::new(integer(&entry["error_status_code"])?);
        list.push(UnsuccessSme { destination, error_status_code }).map_err(explain)?;
    }
    Ok(list)
}

fn address<'a, const MAX: usize>(
    body: &Value,
    name: &str,
    addr: &'a [u8],
) -> Result<Address<'a, MAX>, String> {
    Ok(Address {
        ton: Ton::new(integer(&body[format!("{name}_ton")])?),
        npi: Npi::new(integer(&body[format!("{name}_npi")])?),
        addr: string(addr)?,
    })
}

/// The octets of strings whose characters are octets.
fn texts<const COUNT: usize>(body: &Value, names: [&str; COUNT]) -> Result<[Vec<u8>; COUNT], String> {
    let mut all = [const { Vec::new() }; COUNT];
    for (octets, name) in all.iter_mut().zip(names) {
        let text = body[name].as_str().ok_or_else(|| format!("{name} is no string"))?;
        *octets = text.chars().map(u8::try_from).collect::<Result<_, _>>().map_err(explain)?;
    }
    Ok(all)
}

fn string<const MAX: usize>(octets: &[u8]) -> Result<COctets<'_, MAX>, String> {
    COctets::new(octets).map_err(explain)
}

fn octets(value: &Value) -> Result<Vec<u8>, String> {
    hex::decode(value.as_str().ok_or("octets that are no string")?).map_err(explain)
}

fn integer<T: TryFrom<u64>>(value: &Value) -> Result<T, String> {
    value.as_u64().and_then(|number| T::try_from(number).ok()).ok_or_else(|| format!("no integer: {value}"))
}

fn explain(error: impl std::fmt::Display) -> String {
    error.to_string()
}
