//! Well-formed PDUs of every kind out of a fuzzer's octets.

use alloc::vec::Vec;
use core::iter;

use ::arbitrary::{Arbitrary, Result, Unstructured};

use crate::code::{CommandId, CommandStatus};
use crate::frame::{Header, SequenceNumber};
use crate::octets::{COctets, Password, ShortMessage};
use crate::pdu::{
    AlertNotification, Bind, BindKind, BindResp, Body, BroadcastSm, BroadcastSmResp, CancelBroadcastSm,
    CancelBroadcastSmResp, CancelSm, CancelSmResp, DataSm, DataSmResp, DeliverSm, DeliverSmResp, Destination,
    DestinationBuf, EnquireLink, EnquireLinkResp, GenericNack, Outbind, Pdu, QueryBroadcastSm,
    QueryBroadcastSmResp, QuerySm, QuerySmResp, ReplaceSm, ReplaceSmResp, SubmitMulti, SubmitMultiResp,
    SubmitSm, SubmitSmResp, Unbind, UnbindResp, Unknown, UnsuccessSme, UnsuccessSmeBuf,
};
use crate::pdu_buf::PduBuf;
use crate::tlv::{Tag, Tlv, TlvBuf};
use crate::value::{Address, MessageState, Npi, Ton};

/// A PDU that decodes strictly: any kind, any field values of the right size, any optional parameters of lengths that
/// their rows allow. In a response that reports an error the body may be absent.
impl<'a> Arbitrary<'a> for PduBuf {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        let mut octets = Vec::new();
        with_pdu(u, |pdu| pdu.encode(&mut octets))?;
        Self::new(&octets).ok_or(::arbitrary::Error::IncorrectFormat)
    }
}

/// Times of the two kinds, and none.
const TIMES: [&[u8]; 4] = [b"", b"110420103100008+", b"991231235959948-", b"000007000000000R"];

/// Builds a PDU and hands it on while its parts live.
pub(crate) fn with_pdu<R>(u: &mut Unstructured<'_>, then: impl FnOnce(Pdu<'_>) -> R) -> Result<R> {
    let parts = Parts::new(u)?;
    let body = parts.body(u)?;
    let command_id = body.command_id().unwrap_or_default();
    let refused = command_id.is_response() && u.ratio(1, 4)?;
    let command_status = CommandStatus::new(if refused { u.arbitrary()? } else { 0 });
    let body = match Body::absent(command_id) {
        Some(absent) if !command_status.is_ok() && u.arbitrary()? => absent,
        _ => body,
    };
    let sequence_number = SequenceNumber::new(u.arbitrary()?);
    Ok(then(Pdu { header: Header { command_id, command_status, sequence_number }, body }))
}

/// What bodies are built of.
struct Parts {
    texts: [Vec<u8>; 4],
    times: [&'static [u8]; 2],
    message: Vec<u8>,
    tlvs: TlvBuf,
    destinations: DestinationBuf,
    failed: UnsuccessSmeBuf,
}

impl Parts {
    fn new(u: &mut Unstructured<'_>) -> Result<Self> {
        let mut destinations = DestinationBuf::new();
        let mut failed = UnsuccessSmeBuf::new();
        // One in eight has a list, so that the others get the octets.
        let count = if u.ratio(1, 8)? { u.arbitrary::<u8>()?.min(254) } else { 0 };
        for _ in 0..count {
            if u.is_empty() {
                break;
            }
            let text = text(u)?;
            let [ton, npi] = u.arbitrary()?;
            let destination = Address { ton: Ton::new(ton), npi: Npi::new(npi), addr: fit(&text) };
            let error_status_code = CommandStatus::new(u.arbitrary()?);
            let is_list = u.arbitrary()?;
            let to = if is_list { Destination::List(fit(&text)) } else { Destination::Address(destination) };
            // There is room: 255 fit.
            let _to = destinations.push(to);
            let _failed = failed.push(UnsuccessSme { destination, error_status_code });
        }
        if destinations.as_destinations().is_empty() {
            // A message without any is refused.
            let _to = destinations.push(Destination::List(COctets::EMPTY));
        }
        let length = u.arbitrary::<u8>()?;
        Ok(Self {
            texts: [text(u)?, text(u)?, text(u)?, text(u)?],
            times: [u.choose(&TIMES)?, u.choose(&TIMES)?],
            message: octets(u, length.into())?,
            tlvs: tlvs(u)?,
            destinations,
            failed,
        })
    }

    fn body(&self, u: &mut Unstructured<'_>) -> Result<Body<'_>> {
        let [service_type, message_id, from, to] = &self.texts;
        let (service_type, message_id) = (fit(service_type), fit(message_id));
        let [schedule_delivery_time, validity_period] = self.times.map(fit);
        let tlvs = self.tlvs.as_tlvs();
        let short_message = ShortMessage::judged(&self.message);
        let [
            kind,
            ton,
            npi,
            to_ton,
            to_npi,
            esm,
            protocol_id,
            priority_flag,
            registered,
            replace,
            coding,
            default_msg,
        ] = u.arbitrary()?;
        let (ton, npi, to_ton, to_npi) = (Ton::new(ton), Npi::new(npi), Ton::new(to_ton), Npi::new(to_npi));
        let source = Address { ton, npi, addr: fit(from) };
        let destination = Address { ton: to_ton, npi: to_npi, addr: fit(to) };
        let bind = *u.choose(&[BindKind::Transmitter, BindKind::Receiver, BindKind::Transceiver])?;
        macro_rules! message {
            ($Type:ident { $field:ident }) => {
                Body::$Type($Type {
                    service_type,
                    source,
                    $field,
                    esm_class: esm.into(),
                    protocol_id,
                    priority_flag,
                    schedule_delivery_time,
                    validity_period,
                    registered_delivery: registered.into(),
                    replace_if_present_flag: replace,
                    data_coding: coding.into(),
                    sm_default_msg_id: default_msg,
                    short_message,
                    tlvs,
                })
            };
        }
        let destinations = self.destinations.as_destinations();
        let unsuccess_sme = self.failed.as_unsuccess_smes();
        Ok(match kind % 32 {
            0 => Body::Bind(Bind {
                kind: bind,
                system_id: fit(from),
                password: Password::judged(fit(to)),
                system_type: fit(service_type.as_bytes()),
                interface_version: esm.into(),
                addr_ton: ton,
                addr_npi: npi,
                address_range: fit(message_id.as_bytes()),
                tlvs,
            }),
            1 => Body::BindResp(Some(BindResp { kind: bind, system_id: fit(from), tlvs })),
            2 => Body::Outbind(Outbind { system_id: fit(from), password: Password::judged(fit(to)), tlvs }),
            3 => Body::Unbind(Unbind { tlvs }),
            4 => Body::UnbindResp(UnbindResp { tlvs }),
            5 => Body::GenericNack(GenericNack { tlvs }),
            6 => message!(SubmitSm { destination }),
            7 => Body::SubmitSmResp(Some(SubmitSmResp { message_id, tlvs })),
            8 => message!(DeliverSm { destination }),
            9 => Body::DeliverSmResp(Some(DeliverSmResp { message_id, tlvs })),
            10 | 11 => message!(SubmitMulti { destinations }),
            12 => Body::SubmitMultiResp(Some(SubmitMultiResp { message_id, unsuccess_sme, tlvs })),
            13 => Body::DataSm(DataSm {
                service_type,
                source: Address { ton, npi, addr: fit(from) },
                destination: Address { ton: to_ton, npi: to_npi, addr: fit(to) },
                esm_class: esm.into(),
                registered_delivery: registered.into(),
                data_coding: coding.into(),
                tlvs,
            }),
            14 => Body::DataSmResp(Some(DataSmResp { message_id, tlvs })),
            15 => Body::QuerySm(QuerySm { message_id, source, tlvs }),
            16 => Body::QuerySmResp(Some(QuerySmResp {
                message_id,
                final_date: schedule_delivery_time,
                message_state: MessageState::new(esm),
                error_code: protocol_id,
                tlvs,
            })),
            17 => Body::CancelSm(CancelSm { service_type, message_id, source, destination, tlvs }),
            18 => Body::CancelSmResp(CancelSmResp { tlvs }),
            19 => Body::ReplaceSm(ReplaceSm {
                message_id,
                source,
                schedule_delivery_time,
                validity_period,
                registered_delivery: registered.into(),
                sm_default_msg_id: default_msg,
                short_message,
                tlvs,
            }),
            20 => Body::ReplaceSmResp(ReplaceSmResp { tlvs }),
            21 => Body::EnquireLink(EnquireLink { tlvs }),
            22 => Body::EnquireLinkResp(EnquireLinkResp { tlvs }),
            23 => Body::AlertNotification(AlertNotification {
                source: Address { ton, npi, addr: fit(from) },
                esme: Address { ton: to_ton, npi: to_npi, addr: fit(to) },
                tlvs,
            }),
            24 => Body::BroadcastSm(BroadcastSm {
                service_type,
                source,
                message_id,
                priority_flag,
                schedule_delivery_time,
                validity_period,
                replace_if_present_flag: replace,
                data_coding: coding.into(),
                sm_default_msg_id: default_msg,
                tlvs,
            }),
            25 => Body::BroadcastSmResp(Some(BroadcastSmResp { message_id, tlvs })),
            26 => Body::QueryBroadcastSm(QueryBroadcastSm { message_id, source, tlvs }),
            27 => Body::QueryBroadcastSmResp(Some(QueryBroadcastSmResp { message_id, tlvs })),
            28 => Body::CancelBroadcastSm(CancelBroadcastSm { service_type, message_id, source, tlvs }),
            29 => Body::CancelBroadcastSmResp(CancelBroadcastSmResp { tlvs }),
            // A command of a vendor, request or response.
            30 => Body::Unknown(Unknown::new(CommandId::new(0x0001_0200 | u32::from(esm)), &self.message)),
            _ => Body::Unknown(Unknown::new(CommandId::new(0x8001_0200 | u32::from(esm)), &self.message)),
        })
    }
}

/// So many octets, or as many as there are.
fn octets(u: &mut Unstructured<'_>, count: usize) -> Result<Vec<u8>> {
    Ok(Vec::from(u.bytes(count.min(u.len()))?))
}

/// Characters of ASCII, NUL not among them: more than fit anywhere.
fn text(u: &mut Unstructured<'_>) -> Result<Vec<u8>> {
    let count = u.int_in_range(0..=70)?;
    let octets = octets(u, count)?;
    Ok(octets.into_iter().map(|octet| (octet & 0x7F).max(1)).collect())
}

/// As many of these characters as the field has room for.
fn fit<const MAX: usize>(text: &[u8]) -> COctets<'_, MAX> {
    COctets::judged(text.get(..MAX.saturating_sub(1)).unwrap_or(text))
}

/// A few optional parameters, listed and not, each of a length that its row allows.
fn tlvs(u: &mut Unstructured<'_>) -> Result<TlvBuf> {
    let mut tlvs = TlvBuf::new();
    for _ in 0..u.int_in_range(0..=8)? {
        let tag = if u.ratio(3, 4)? { u.choose(Tag::ALL)?.value } else { Tag::new(u.arbitrary()?) };
        let least = u.int_in_range(0..=40)?;
        // Every row allows a length up to 64.
        let length =
            (least..=64).chain(0..least).find(|length| tag.allows_length(*length)).unwrap_or_default();
        let value = octets(u, length)?;
        let value: Vec<u8> = value.into_iter().chain(iter::repeat(0)).take(length).collect();
        if let Some(tlv) = Tlv::new(tag, &value) {
            tlvs.push(tlv);
        }
    }
    Ok(tlvs)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::vec;

    use super::*;
    use crate::tolerance::Tolerance;

    #[test]
    fn every_kind_comes_out_and_decodes_strictly() {
        let mut kinds = BTreeSet::new();
        let mut seed = 1_u64;
        for _ in 0..5_000 {
            let mut input = vec![0; 600];
            for octet in &mut input {
                // A linear congruential generator: its high octet is random enough.
                seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                *octet = seed.to_be_bytes()[0];
            }
            let pdu = PduBuf::arbitrary(&mut Unstructured::new(&input)).unwrap();
            let mut notes = Vec::new();
            let decoded = pdu.frame().decode(&Tolerance::STRICT, &mut notes).unwrap();
            assert!(notes.is_empty());
            kinds.insert((pdu.header().command_id, decoded.body.command_id().is_none()));
        }
        let present: Vec<CommandId> = kinds.iter().filter(|kind| !kind.1).map(|kind| kind.0).collect();
        for row in CommandId::ALL {
            assert!(present.contains(&row.value), "{} never comes", row.name);
        }
        assert!(present.iter().any(|id| id.name().is_none()), "no unknown command comes");
        assert_eq!(kinds.iter().filter(|kind| kind.1).count(), 10, "responses without bodies");
    }

    #[test]
    fn no_input_is_too_short() {
        for length in 0..64 {
            assert!(PduBuf::arbitrary(&mut Unstructured::new(&vec![0xFF; length])).is_ok(), "{length}");
        }
    }
}
