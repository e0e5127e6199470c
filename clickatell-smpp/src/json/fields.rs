//! The mandatory fields of a body as a list: for whatever shows a PDU field by field.

use alloc::vec;
use alloc::vec::Vec;

use crate::grammar::Field;
use crate::pdu::{Bind, Body};
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
    /// A single octet that says how long the next field is. JSON leaves it out.
    Length(u8),
    /// Octets whose number another field gives.
    Octets(&'a [u8]),
}

impl FieldValue<'_> {
    /// How many octets the field takes on the wire, the NUL of a string included.
    #[must_use]
    pub const fn wire_len(&self) -> usize {
        match self {
            Self::Text(octets) | Self::Secret(octets) => octets.len().saturating_add(1),
            Self::Octet(_) | Self::Length(_) => 1,
            Self::Octets(octets) => octets.len(),
        }
    }
}

use FieldValue::{Length, Octet, Octets, Secret, Text};

/// The mandatory fields of a body, in the order of the wire; none of a body that is absent or not read.
#[must_use]
pub fn fields<'a>(body: &Body<'a>) -> Vec<(Field, FieldValue<'a>)> {
    macro_rules! short_message_body {
        ($body:expr) => {{
            let body = $body;
            let source = [Field::SourceAddrTon, Field::SourceAddrNpi, Field::SourceAddr];
            let destination = [Field::DestAddrTon, Field::DestAddrNpi, Field::DestinationAddr];
            let mut fields = vec![(Field::ServiceType, Text(body.service_type.as_bytes()))];
            fields.extend(address(source, &body.source));
            fields.extend(address(destination, &body.destination));
            fields.extend([
                (Field::EsmClass, Octet(body.esm_class.get())),
                (Field::ProtocolId, Octet(body.protocol_id)),
                (Field::PriorityFlag, Octet(body.priority_flag)),
                (Field::ScheduleDeliveryTime, Text(body.schedule_delivery_time.as_bytes())),
                (Field::ValidityPeriod, Text(body.validity_period.as_bytes())),
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
        Body::BindResp(Some(body)) => vec![(Field::SystemId, Text(body.system_id.as_bytes()))],
        Body::SubmitSm(body) => short_message_body!(body),
        Body::DeliverSm(body) => short_message_body!(body),
        Body::SubmitSmResp(Some(body)) => vec![(Field::MessageId, Text(body.message_id.as_bytes()))],
        Body::DeliverSmResp(Some(body)) => vec![(Field::MessageId, Text(body.message_id.as_bytes()))],
        Body::QuerySm(body) => {
            let source = [Field::SourceAddrTon, Field::SourceAddrNpi, Field::SourceAddr];
            let mut fields = vec![(Field::MessageId, Text(body.message_id.as_bytes()))];
            fields.extend(address(source, &body.source));
            fields
        }
        Body::QuerySmResp(Some(body)) => vec![
            (Field::MessageId, Text(body.message_id.as_bytes())),
            (Field::FinalDate, Text(body.final_date.as_bytes())),
            (Field::MessageState, Octet(body.message_state.get())),
            (Field::ErrorCode, Octet(body.error_code)),
        ],
        Body::BindResp(None)
        | Body::SubmitSmResp(None)
        | Body::DeliverSmResp(None)
        | Body::QuerySmResp(None)
        | Body::EnquireLink(_)
        | Body::EnquireLinkResp(_)
        | Body::Unbind(_)
        | Body::UnbindResp(_)
        | Body::GenericNack(_)
        | Body::Unknown(_) => Vec::new(),
    }
}

fn bind<'a>(body: &Bind<'a>) -> Vec<(Field, FieldValue<'a>)> {
    vec![
        (Field::SystemId, Text(body.system_id.as_bytes())),
        (Field::Password, Secret(body.password.expose())),
        (Field::SystemType, Text(body.system_type.as_bytes())),
        (Field::InterfaceVersion, Octet(body.interface_version.get())),
        (Field::AddrTon, Octet(body.addr_ton.get())),
        (Field::AddrNpi, Octet(body.addr_npi.get())),
        (Field::AddressRange, Text(body.address_range.as_bytes())),
    ]
}

fn address<'a, const MAX: usize>(
    [ton, npi, addr]: [Field; 3],
    address: &Address<'a, MAX>,
) -> [(Field, FieldValue<'a>); 3] {
    [(ton, Octet(address.ton.get())), (npi, Octet(address.npi.get())), (addr, Text(address.addr.as_bytes()))]
}
