//! The mandatory fields of a body as a list: for whatever shows a PDU field by field.

use alloc::vec;
use alloc::vec::Vec;

use crate::grammar::Field;
use crate::octets::COctets;
use crate::pdu::{Bind, Body, Destination, Destinations, UnsuccessSme, UnsuccessSmes};
use crate::value::Address;

/// The value of one mandatory field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FieldValue<'a> {
    /// A C-octet string, without its NUL.
    Text(&'a [u8]),
    /// A C-octet string that is a secret.
    Secret(&'a [u8]),
    /// A single octet.
    Octet(u8),
    /// Four octets.
    Number(u32),
    /// A single octet that says how long the next field is, or how many entries it has. JSON leaves it out.
    Length(u8),
    /// Octets whose number another field gives.
    Octets(&'a [u8]),
    /// The destinations of `submit_multi`; their fields are its [`entries`](Self::entries).
    Destinations(Destinations<'a>),
    /// The destinations that failed, in `submit_multi_resp`; their fields are its [`entries`](Self::entries).
    UnsuccessSmes(UnsuccessSmes<'a>),
}

/// Fields with their values, in the order of the wire.
pub type Fields<'a> = Vec<(Field, FieldValue<'a>)>;

impl<'a> FieldValue<'a> {
    /// How many octets the field takes on the wire, the NUL of a string included.
    #[must_use]
    pub const fn wire_len(&self) -> usize {
        match self {
            Self::Text(octets) | Self::Secret(octets) => octets.len().saturating_add(1),
            Self::Octet(_) | Self::Length(_) => 1,
            Self::Number(_) => 4,
            Self::Octets(octets) => octets.len(),
            Self::Destinations(list) => list.as_bytes().len(),
            Self::UnsuccessSmes(list) => list.as_bytes().len(),
        }
    }

    /// The entries of a list, each as its fields; `None` of what is no list.
    #[must_use]
    pub fn entries(&self) -> Option<Vec<Fields<'a>>> {
        match self {
            Self::Destinations(list) => Some(list.iter().map(|entry| destination(&entry)).collect()),
            Self::UnsuccessSmes(list) => Some(list.iter().map(|entry| unsuccess_sme(&entry)).collect()),
            _ => None,
        }
    }
}

use FieldValue::{Length, Number, Octet, Octets, Secret, Text};

const SOURCE: [Field; 3] = [Field::SourceAddrTon, Field::SourceAddrNpi, Field::SourceAddr];
const DESTINATION: [Field; 3] = [Field::DestAddrTon, Field::DestAddrNpi, Field::DestinationAddr];
const ESME: [Field; 3] = [Field::EsmeAddrTon, Field::EsmeAddrNpi, Field::EsmeAddr];

/// The mandatory fields of a body, in the order of the wire; none of a body that is absent or not read.
#[must_use]
pub fn fields<'a>(body: &Body<'a>) -> Fields<'a> {
    /// The fields behind the destinations of a message.
    macro_rules! message {
        ($body:expr, $destinations:expr) => {{
            let body = $body;
            let mut fields = vec![text(Field::ServiceType, body.service_type)];
            fields.extend(address(SOURCE, &body.source));
            fields.extend($destinations);
            fields.extend([
                (Field::EsmClass, Octet(body.esm_class.get())),
                (Field::ProtocolId, Octet(body.protocol_id)),
                (Field::PriorityFlag, Octet(body.priority_flag)),
                text(Field::ScheduleDeliveryTime, body.schedule_delivery_time),
                text(Field::ValidityPeriod, body.validity_period),
                (Field::RegisteredDelivery, Octet(body.registered_delivery.get())),
                (Field::ReplaceIfPresentFlag, Octet(body.replace_if_present_flag)),
                (Field::DataCoding, Octet(body.data_coding.get())),
                (Field::SmDefaultMsgId, Octet(body.sm_default_msg_id)),
                (Field::SmLength, Length(body.short_message.sm_length())),
                (Field::ShortMessage, Octets(body.short_message.as_bytes())),
            ]);
            fields
        }};
    }
    match body {
        Body::Bind(body) => bind(body),
        Body::BindResp(Some(body)) => vec![text(Field::SystemId, body.system_id)],
        Body::Outbind(body) => {
            vec![text(Field::SystemId, body.system_id), (Field::Password, Secret(body.password.expose()))]
        }
        Body::SubmitSm(body) => message!(body, address(DESTINATION, &body.destination)),
        Body::DeliverSm(body) => message!(body, address(DESTINATION, &body.destination)),
        Body::SubmitMulti(body) => message!(
            body,
            [
                (Field::NumberOfDests, Length(body.destinations.count())),
                (Field::DestAddress, FieldValue::Destinations(body.destinations)),
            ]
        ),
        Body::SubmitMultiResp(Some(body)) => vec![
            text(Field::MessageId, body.message_id),
            (Field::NoUnsuccess, Length(body.unsuccess_sme.count())),
            (Field::UnsuccessSme, FieldValue::UnsuccessSmes(body.unsuccess_sme)),
        ],
        Body::SubmitSmResp(Some(body)) => vec![text(Field::MessageId, body.message_id)],
        Body::DeliverSmResp(Some(body)) => vec![text(Field::MessageId, body.message_id)],
        Body::DataSmResp(Some(body)) => vec![text(Field::MessageId, body.message_id)],
        Body::BroadcastSmResp(Some(body)) => vec![text(Field::MessageId, body.message_id)],
        Body::QueryBroadcastSmResp(Some(body)) => vec![text(Field::MessageId, body.message_id)],
        Body::DataSm(body) => {
            let mut fields = vec![text(Field::ServiceType, body.service_type)];
            fields.extend(address(SOURCE, &body.source));
            fields.extend(address(DESTINATION, &body.destination));
            fields.extend([
                (Field::EsmClass, Octet(body.esm_class.get())),
                (Field::RegisteredDelivery, Octet(body.registered_delivery.get())),
                (Field::DataCoding, Octet(body.data_coding.get())),
            ]);
            fields
        }
        Body::QuerySm(body) => named(body.message_id, &body.source),
        Body::QueryBroadcastSm(body) => named(body.message_id, &body.source),
        Body::QuerySmResp(Some(body)) => vec![
            text(Field::MessageId, body.message_id),
            text(Field::FinalDate, body.final_date),
            (Field::MessageState, Octet(body.message_state.get())),
            (Field::ErrorCode, Octet(body.error_code)),
        ],
        Body::CancelSm(body) => {
            let mut fields = vec![text(Field::ServiceType, body.service_type)];
            fields.extend(named(body.message_id, &body.source));
            fields.extend(address(DESTINATION, &body.destination));
            fields
        }
        Body::CancelBroadcastSm(body) => {
            let mut fields = vec![text(Field::ServiceType, body.service_type)];
            fields.extend(named(body.message_id, &body.source));
            fields
        }
        Body::ReplaceSm(body) => {
            let mut fields = named(body.message_id, &body.source);
            fields.extend([
                text(Field::ScheduleDeliveryTime, body.schedule_delivery_time),
                text(Field::ValidityPeriod, body.validity_period),
                (Field::RegisteredDelivery, Octet(body.registered_delivery.get())),
                (Field::SmDefaultMsgId, Octet(body.sm_default_msg_id)),
                (Field::SmLength, Length(body.short_message.sm_length())),
                (Field::ShortMessage, Octets(body.short_message.as_bytes())),
            ]);
            fields
        }
        Body::AlertNotification(body) => {
            let mut fields = Vec::from(address(SOURCE, &body.source));
            fields.extend(address(ESME, &body.esme));
            fields
        }
        Body::BroadcastSm(body) => {
            let mut fields = vec![text(Field::ServiceType, body.service_type)];
            fields.extend(address(SOURCE, &body.source));
            fields.extend([
                text(Field::MessageId, body.message_id),
                (Field::PriorityFlag, Octet(body.priority_flag)),
                text(Field::ScheduleDeliveryTime, body.schedule_delivery_time),
                text(Field::ValidityPeriod, body.validity_period),
                (Field::ReplaceIfPresentFlag, Octet(body.replace_if_present_flag)),
                (Field::DataCoding, Octet(body.data_coding.get())),
                (Field::SmDefaultMsgId, Octet(body.sm_default_msg_id)),
            ]);
            fields
        }
        Body::BindResp(None)
        | Body::SubmitSmResp(None)
        | Body::SubmitMultiResp(None)
        | Body::DeliverSmResp(None)
        | Body::DataSmResp(None)
        | Body::QuerySmResp(None)
        | Body::BroadcastSmResp(None)
        | Body::QueryBroadcastSmResp(None)
        | Body::CancelSmResp(_)
        | Body::ReplaceSmResp(_)
        | Body::CancelBroadcastSmResp(_)
        | Body::EnquireLink(_)
        | Body::EnquireLinkResp(_)
        | Body::Unbind(_)
        | Body::UnbindResp(_)
        | Body::GenericNack(_)
        | Body::Unknown(_) => Vec::new(),
    }
}

fn bind<'a>(body: &Bind<'a>) -> Fields<'a> {
    vec![
        text(Field::SystemId, body.system_id),
        (Field::Password, Secret(body.password.expose())),
        text(Field::SystemType, body.system_type),
        (Field::InterfaceVersion, Octet(body.interface_version.get())),
        (Field::AddrTon, Octet(body.addr_ton.get())),
        (Field::AddrNpi, Octet(body.addr_npi.get())),
        text(Field::AddressRange, body.address_range),
    ]
}

/// What names a message that was submitted: its id and its source.
fn named<'a>(message_id: COctets<'a, 65>, source: &Address<'a, 21>) -> Fields<'a> {
    let mut fields = vec![text(Field::MessageId, message_id)];
    fields.extend(address(SOURCE, source));
    fields
}

fn destination<'a>(entry: &Destination<'a>) -> Fields<'a> {
    let mut fields = vec![(Field::DestFlag, Octet(entry.dest_flag()))];
    match entry {
        Destination::Address(to) => fields.extend(address(DESTINATION, to)),
        Destination::List(name) => fields.push(text(Field::DlName, *name)),
    }
    fields
}

fn unsuccess_sme<'a>(entry: &UnsuccessSme<'a>) -> Fields<'a> {
    let mut fields = Vec::from(address(DESTINATION, &entry.destination));
    fields.push((Field::ErrorStatusCode, Number(entry.error_status_code.get())));
    fields
}

fn text<'a, const MAX: usize>(field: Field, text: COctets<'a, MAX>) -> (Field, FieldValue<'a>) {
    (field, Text(text.as_bytes()))
}

fn address<'a, const MAX: usize>(
    [ton, npi, addr]: [Field; 3],
    address: &Address<'a, MAX>,
) -> [(Field, FieldValue<'a>); 3] {
    [(ton, Octet(address.ton.get())), (npi, Octet(address.npi.get())), (addr, Text(address.addr.as_bytes()))]
}
