//! Bodies from JSON: each PDU built from its fields.

use alloc::string::String;
use alloc::vec::Vec;

use super::members::{MemberError, MemberFault, Members, Value};
use super::read::{Difference, difference};
use crate::code::CommandId as Id;
use crate::frame::Header;
use crate::octets::{COctets, Password, ShortMessage};
use crate::pdu::{
    Bind, BindKind, BindResp, Body, DeliverSm, DeliverSmResp, EnquireLink, EnquireLinkResp, GenericNack, Pdu,
    QuerySm, QuerySmResp, SubmitSm, SubmitSmResp, Unbind, UnbindResp, Unknown,
};
use crate::tlv::Tlvs;
use crate::value::{
    Address, DataCoding, EsmClass, InterfaceVersion, MessageState, Npi, RegisteredDelivery, Ton,
};

/// Writes one PDU whose header and optional parameters are known.
pub(super) struct BodyWriter<'w> {
    pub(super) header: Header,
    pub(super) tlvs: Tlvs<'w>,
    pub(super) out: &'w mut Vec<u8>,
    pub(super) differences: &'w mut Vec<Difference>,
}

impl BodyWriter<'_> {
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
        let tlvs = self.tlvs;
        let body = match self.header.command_id {
            Id::ENQUIRE_LINK | Id::ENQUIRE_LINK_RESP | Id::UNBIND | Id::UNBIND_RESP | Id::GENERIC_NACK => {
                return self.fields(line);
            }
            _ if !tlvs.is_empty() => {
                return Err(line.error("tlvs", MemberFault::Other("have no place without a body")));
            }
            Id::SUBMIT_SM_RESP => Body::SubmitSmResp(None),
            Id::DELIVER_SM_RESP => Body::DeliverSmResp(None),
            Id::QUERY_SM_RESP => Body::QuerySmResp(None),
            id if BindKind::of(id).is_some() && id.is_response() => Body::BindResp(None),
            id if matches!(id, Id::SUBMIT_SM | Id::DELIVER_SM | Id::QUERY_SM) || id.is_bind() => {
                return Err(line.error("body", MemberFault::Missing));
            }
            id => Body::Unknown(Unknown::new(id, &[])),
        };
        self.put(body);
        Ok(())
    }

    fn fields(&mut self, body: &Members<'_>) -> Result<(), MemberError> {
        let tlvs = self.tlvs;
        let id = self.header.command_id;
        match id {
            Id::SUBMIT_SM | Id::DELIVER_SM => self.short_message(body)?,
            Id::SUBMIT_SM_RESP => {
                let message_id = body.text("message_id")?;
                self.put(Body::SubmitSmResp(Some(SubmitSmResp { message_id: message_id.get(), tlvs })));
            }
            Id::DELIVER_SM_RESP => {
                let message_id = body.text("message_id")?;
                self.put(Body::DeliverSmResp(Some(DeliverSmResp { message_id: message_id.get(), tlvs })));
            }
            Id::QUERY_SM => {
                let (message_id, addr) = (body.text("message_id")?, body.text("source_addr")?);
                let source = address(body, ["source_addr_ton", "source_addr_npi"], addr.get())?;
                self.put(Body::QuerySm(QuerySm { message_id: message_id.get(), source, tlvs }));
            }
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
            Id::ENQUIRE_LINK => self.put(Body::EnquireLink(EnquireLink { tlvs })),
            Id::ENQUIRE_LINK_RESP => self.put(Body::EnquireLinkResp(EnquireLinkResp { tlvs })),
            Id::UNBIND => self.put(Body::Unbind(Unbind { tlvs })),
            Id::UNBIND_RESP => self.put(Body::UnbindResp(UnbindResp { tlvs })),
            Id::GENERIC_NACK => self.put(Body::GenericNack(GenericNack { tlvs })),
            _ => match BindKind::of(id) {
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

    fn short_message(&mut self, body: &Members<'_>) -> Result<(), MemberError> {
        let service_type = body.text("service_type")?;
        let (source, destination) = (body.text("source_addr")?, body.text("destination_addr")?);
        let (schedule, validity) = (body.text("schedule_delivery_time")?, body.text("validity_period")?);
        let octets = body.hex("short_message")?;
        let short_message = ShortMessage::new(&octets).map_err(|error| body.error("short_message", error))?;
        body.get("text");
        if let Some(stated) = body.number("sm_length", u32::MAX)? {
            difference(self.differences, "sm_length", stated.into(), octets.len());
        }
        macro_rules! build {
            ($Type:ident) => {
                $Type {
                    service_type: service_type.get(),
                    source: address(body, ["source_addr_ton", "source_addr_npi"], source.get())?,
                    destination: address(body, ["dest_addr_ton", "dest_addr_npi"], destination.get())?,
                    esm_class: EsmClass::new(body.octet("esm_class")?),
                    protocol_id: body.octet("protocol_id")?,
                    priority_flag: body.octet("priority_flag")?,
                    schedule_delivery_time: schedule.get(),
                    validity_period: validity.get(),
                    registered_delivery: RegisteredDelivery::new(body.octet("registered_delivery")?),
                    replace_if_present_flag: body.octet("replace_if_present_flag")?,
                    data_coding: DataCoding::new(body.octet("data_coding")?),
                    sm_default_msg_id: body.octet("sm_default_msg_id")?,
                    short_message,
                    tlvs: self.tlvs,
                }
            };
        }
        match self.header.command_id {
            Id::SUBMIT_SM => self.put(Body::SubmitSm(build!(SubmitSm))),
            _ => self.put(Body::DeliverSm(build!(DeliverSm))),
        }
        Ok(())
    }
}

fn address<'o, const MAX: usize>(
    body: &Members<'_>,
    [ton, npi]: [&str; 2],
    addr: COctets<'o, MAX>,
) -> Result<Address<'o, MAX>, MemberError> {
    Ok(Address { ton: Ton::new(body.octet(ton)?), npi: Npi::new(body.octet(npi)?), addr })
}
