//! Bodies from JSON: each PDU built from its fields.

use alloc::string::String;
use alloc::vec::Vec;

use super::lists::{destinations, unsuccess_smes};
use super::members::{MemberError, MemberFault, Members, Text, Value};
use super::read::{Difference, difference};
use crate::code::CommandId as Id;
use crate::frame::Header;
use crate::octets::{COctets, Password, ShortMessage};
use crate::pdu::{
    AlertNotification, Bind, BindKind, BindResp, Body, BroadcastSm, BroadcastSmResp, CancelBroadcastSm,
    CancelBroadcastSmResp, CancelSm, CancelSmResp, DataSm, DataSmResp, DeliverSm, DeliverSmResp, EnquireLink,
    EnquireLinkResp, GenericNack, Outbind, Pdu, QueryBroadcastSm, QueryBroadcastSmResp, QuerySm, QuerySmResp,
    ReplaceSm, ReplaceSmResp, SubmitMulti, SubmitMultiResp, SubmitSm, SubmitSmResp, Unbind, UnbindResp,
    Unknown,
};
use crate::tlv::Tlvs;
use crate::value::{Address, InterfaceVersion, MessageState, Npi, Ton};

const SOURCE: [&str; 2] = ["source_addr_ton", "source_addr_npi"];
const DESTINATION: [&str; 2] = ["dest_addr_ton", "dest_addr_npi"];
const ESME: [&str; 2] = ["esme_addr_ton", "esme_addr_npi"];

/// Writes one PDU whose header and optional parameters are known.
pub(super) struct BodyWriter<'w> {
    pub(super) header: Header,
    pub(super) tlvs: Tlvs<'w>,
    pub(super) out: &'w mut Vec<u8>,
    pub(super) differences: &'w mut Vec<Difference>,
}

impl<'w> BodyWriter<'w> {
    /// Appends the PDU with this body.
    pub(super) fn write(mut self, value: &Value) -> Result<(), MemberError> {
        let path = String::from("body.");
        let body = match value {
            Value::Null => return self.without_body(&Members::none(String::new())),
            value => Members::of(path, value)?,
        };
        if body.get("octets").is_some() {
            self.octets(&body)?;
        } else {
            self.fields(&body)?;
        }
        body.finish()
    }

    fn put(&mut self, body: Body<'_>) {
        Pdu { header: self.header, body }.encode(self.out);
    }

    /// A body that is not read; its octets hold the optional parameters as well.
    fn octets(&mut self, body: &Members<'_>) -> Result<(), MemberError> {
        if !self.tlvs.is_empty() {
            return Err(body.error("octets", MemberFault::Other("stands beside tlvs, which belong into it")));
        }
        let octets = body.hex("octets")?;
        self.put(Body::Unknown(Unknown::new(self.header.command_id, &octets)));
        Ok(())
    }

    /// Optional parameters have no place behind a body that is absent, except in PDUs that never have one.
    fn without_body(&mut self, line: &Members<'_>) -> Result<(), MemberError> {
        let id = self.header.command_id;
        let body = match (self.header_only(), Body::absent(id)) {
            (Some(body), _) => body,
            _ if !self.tlvs.is_empty() => {
                return Err(line.error("tlvs", MemberFault::Other("have no place without a body")));
            }
            (None, Some(body)) => body,
            (None, None) if id.name().is_some() => return Err(line.error("body", MemberFault::Missing)),
            (None, None) => Body::Unknown(Unknown::new(id, &[])),
        };
        self.put(body);
        Ok(())
    }

    /// The body of a PDU without mandatory fields.
    fn header_only(&self) -> Option<Body<'w>> {
        let tlvs = self.tlvs;
        Some(match self.header.command_id {
            Id::ENQUIRE_LINK => Body::EnquireLink(EnquireLink { tlvs }),
            Id::ENQUIRE_LINK_RESP => Body::EnquireLinkResp(EnquireLinkResp { tlvs }),
            Id::UNBIND => Body::Unbind(Unbind { tlvs }),
            Id::UNBIND_RESP => Body::UnbindResp(UnbindResp { tlvs }),
            Id::GENERIC_NACK => Body::GenericNack(GenericNack { tlvs }),
            Id::CANCEL_SM_RESP => Body::CancelSmResp(CancelSmResp { tlvs }),
            Id::REPLACE_SM_RESP => Body::ReplaceSmResp(ReplaceSmResp { tlvs }),
            Id::CANCEL_BROADCAST_SM_RESP => Body::CancelBroadcastSmResp(CancelBroadcastSmResp { tlvs }),
            _ => return None,
        })
    }

    fn fields(&mut self, body: &Members<'_>) -> Result<(), MemberError> {
        if let Some(body) = self.header_only() {
            self.put(body);
            return Ok(());
        }
        let tlvs = self.tlvs;
        /// A response whose only mandatory field is a message id.
        macro_rules! response {
            ($Type:ident) => {{
                let message_id = body.text("message_id")?;
                self.put(Body::$Type(Some($Type { message_id: message_id.get(), tlvs })));
            }};
        }
        /// A request about a message that its id and its source name.
        macro_rules! named {
            ($Type:ident { $($field:ident: $value:expr),* }) => {{
                let (message_id, addr) = (body.text("message_id")?, body.text("source_addr")?);
                let (message_id, source) = (message_id.get(), address(body, SOURCE, addr.get())?);
                self.put(Body::$Type($Type { $($field: $value,)* message_id, source, tlvs }));
            }};
        }
        match self.header.command_id {
            Id::SUBMIT_SM | Id::DELIVER_SM | Id::SUBMIT_MULTI => self.message(body)?,
            Id::SUBMIT_SM_RESP => response!(SubmitSmResp),
            Id::DELIVER_SM_RESP => response!(DeliverSmResp),
            Id::DATA_SM_RESP => response!(DataSmResp),
            Id::BROADCAST_SM_RESP => response!(BroadcastSmResp),
            Id::QUERY_BROADCAST_SM_RESP => response!(QueryBroadcastSmResp),
            Id::SUBMIT_MULTI_RESP => {
                let message_id = body.text("message_id")?;
                let failed = unsuccess_smes(body)?;
                let unsuccess_sme = failed.as_unsuccess_smes();
                self.count(body, "no_unsuccess", unsuccess_sme.count())?;
                let body = SubmitMultiResp { message_id: message_id.get(), unsuccess_sme, tlvs };
                self.put(Body::SubmitMultiResp(Some(body)));
            }
            Id::DATA_SM => self.data_sm(body)?,
            Id::QUERY_SM => named!(QuerySm {}),
            Id::QUERY_BROADCAST_SM => named!(QueryBroadcastSm {}),
            Id::QUERY_SM_RESP => {
                let (message_id, final_date) = (body.text("message_id")?, body.text("final_date")?);
                self.put(Body::QuerySmResp(Some(QuerySmResp {
                    message_id: message_id.get(),
                    final_date: final_date.get(),
                    message_state: MessageState::new(body.octet("message_state")?),
                    error_code: body.octet("error_code")?,
                    tlvs,
                })));
            }
            Id::CANCEL_SM => {
                let (service_type, to) = (body.text("service_type")?, body.text("destination_addr")?);
                let destination = address(body, DESTINATION, to.get())?;
                named!(CancelSm { service_type: service_type.get(), destination: destination });
            }
            Id::CANCEL_BROADCAST_SM => {
                let service_type = body.text("service_type")?;
                named!(CancelBroadcastSm { service_type: service_type.get() });
            }
            Id::REPLACE_SM => {
                let (schedule, validity) = times(body)?;
                let octets = self.short_message(body)?;
                named!(ReplaceSm {
                    schedule_delivery_time: schedule.get(),
                    validity_period: validity.get(),
                    registered_delivery: body.octet("registered_delivery")?.into(),
                    sm_default_msg_id: body.octet("sm_default_msg_id")?,
                    short_message: ShortMessage::judged(&octets)
                });
            }
            Id::BROADCAST_SM => {
                let service_type = body.text("service_type")?;
                let (schedule, validity) = times(body)?;
                named!(BroadcastSm {
                    service_type: service_type.get(),
                    priority_flag: body.octet("priority_flag")?,
                    schedule_delivery_time: schedule.get(),
                    validity_period: validity.get(),
                    replace_if_present_flag: body.octet("replace_if_present_flag")?,
                    data_coding: body.octet("data_coding")?.into(),
                    sm_default_msg_id: body.octet("sm_default_msg_id")?
                });
            }
            Id::ALERT_NOTIFICATION => {
                let (source, esme) = (body.text("source_addr")?, body.text("esme_addr")?);
                let (source, esme) = (address(body, SOURCE, source.get())?, address(body, ESME, esme.get())?);
                self.put(Body::AlertNotification(AlertNotification { source, esme, tlvs }));
            }
            Id::OUTBIND => {
                let (system_id, password) = (body.text("system_id")?, body.text("password")?);
                let (system_id, password) = (system_id.get(), Password::judged(password.get()));
                self.put(Body::Outbind(Outbind { system_id, password, tlvs }));
            }
            id => match BindKind::of(id) {
                Some(kind) if id.is_response() => {
                    let system_id = body.text("system_id")?;
                    self.put(Body::BindResp(Some(BindResp { kind, system_id: system_id.get(), tlvs })));
                }
                Some(kind) => self.bind(kind, body)?,
                None => return Err(body.error("octets", MemberFault::Missing)),
            },
        }
        Ok(())
    }

    fn bind(&mut self, kind: BindKind, body: &Members<'_>) -> Result<(), MemberError> {
        let (system_id, password) = (body.text("system_id")?, body.text("password")?);
        let (system_type, address_range) = (body.text("system_type")?, body.text("address_range")?);
        let version = body.number("interface_version", u8::MAX)?;
        self.put(Body::Bind(Bind {
            kind,
            system_id: system_id.get(),
            password: Password::judged(password.get()),
            system_type: system_type.get(),
            interface_version: version.map_or(InterfaceVersion::V3_4, InterfaceVersion::new),
            addr_ton: Ton::new(body.octet("addr_ton")?),
            addr_npi: Npi::new(body.octet("addr_npi")?),
            address_range: address_range.get(),
            tlvs: self.tlvs,
        }));
        Ok(())
    }

    fn data_sm(&mut self, body: &Members<'_>) -> Result<(), MemberError> {
        let service_type = body.text("service_type")?;
        let (source, destination) = (body.text("source_addr")?, body.text("destination_addr")?);
        self.put(Body::DataSm(DataSm {
            service_type: service_type.get(),
            source: address(body, SOURCE, source.get())?,
            destination: address(body, DESTINATION, destination.get())?,
            esm_class: body.octet("esm_class")?.into(),
            registered_delivery: body.octet("registered_delivery")?.into(),
            data_coding: body.octet("data_coding")?.into(),
            tlvs: self.tlvs,
        }));
        Ok(())
    }

    /// The three messages: they differ in their destinations.
    fn message(&mut self, body: &Members<'_>) -> Result<(), MemberError> {
        let (service_type, source) = (body.text("service_type")?, body.text("source_addr")?);
        let (schedule, validity) = times(body)?;
        let octets = self.short_message(body)?;
        macro_rules! build {
            ($Type:ident { $field:ident: $value:expr }) => {
                self.put(Body::$Type($Type {
                    service_type: service_type.get(),
                    source: address(body, SOURCE, source.get())?,
                    $field: $value,
                    esm_class: body.octet("esm_class")?.into(),
                    protocol_id: body.octet("protocol_id")?,
                    priority_flag: body.octet("priority_flag")?,
                    schedule_delivery_time: schedule.get(),
                    validity_period: validity.get(),
                    registered_delivery: body.octet("registered_delivery")?.into(),
                    replace_if_present_flag: body.octet("replace_if_present_flag")?,
                    data_coding: body.octet("data_coding")?.into(),
                    sm_default_msg_id: body.octet("sm_default_msg_id")?,
                    short_message: ShortMessage::judged(&octets),
                    tlvs: self.tlvs,
                }))
            };
        }
        if self.header.command_id == Id::SUBMIT_MULTI {
            let list = destinations(body)?;
            let destinations = list.as_destinations();
            self.count(body, "number_of_dests", destinations.count())?;
            build!(SubmitMulti { destinations: destinations });
            return Ok(());
        }
        let destination = body.text("destination_addr")?;
        let destination = address(body, DESTINATION, destination.get())?;
        match self.header.command_id {
            Id::SUBMIT_SM => build!(SubmitSm { destination: destination }),
            _ => build!(DeliverSm { destination: destination }),
        }
        Ok(())
    }

    /// The octets of `short_message`: no more than its length can say.
    fn short_message(&mut self, body: &Members<'_>) -> Result<Vec<u8>, MemberError> {
        let octets = body.hex("short_message")?;
        let length =
            ShortMessage::new(&octets).map_err(|error| body.error("short_message", error))?.sm_length();
        body.get("text");
        self.count(body, "sm_length", length)?;
        Ok(octets)
    }

    /// Compares a number that the JSON may state with what it is.
    fn count(&mut self, body: &Members<'_>, name: &'static str, actual: u8) -> Result<(), MemberError> {
        if let Some(stated) = body.number(name, u32::MAX)? {
            difference(self.differences, name, stated.into(), actual.into());
        }
        Ok(())
    }
}

fn times(body: &Members<'_>) -> Result<(Text, Text), MemberError> {
    Ok((body.text("schedule_delivery_time")?, body.text("validity_period")?))
}

pub(super) fn address<'o, const MAX: usize>(
    body: &Members<'_>,
    [ton, npi]: [&str; 2],
    addr: COctets<'o, MAX>,
) -> Result<Address<'o, MAX>, MemberError> {
    Ok(Address { ton: Ton::new(body.octet(ton)?), npi: Npi::new(body.octet(npi)?), addr })
}
