//! Properties over arbitrary PDUs.

use alloc::string::String;
use alloc::vec::Vec;
use std::format;

use proptest::prelude::*;

use super::{Encoded, Item, PduView};
use crate::PduBuf;
use crate::code::{CommandId, CommandStatus};
use crate::frame::{Frame, Header, SequenceNumber};
use crate::octets::{COctets, Password, ShortMessage};
use crate::pdu::{
    Bind, BindKind, BindResp, Body, DeliverSm, DeliverSmResp, EnquireLink, GenericNack, Pdu, QuerySm,
    QuerySmResp, SubmitSm, SubmitSmResp, UnbindResp, Unknown,
};
use crate::tlv::{Tag, Tlv, TlvBuf};
use crate::tolerance::Tolerance;
use crate::value::{Address, DataCoding, EsmClass, MessageState, Npi, Ton};

fn c_octets<const MAX: usize>(text: &str) -> COctets<'_, MAX> {
    COctets::try_from(text).unwrap()
}

/// What a property needs to build any body: strings, octets, and optional parameters.
#[derive(Debug)]
struct Parts {
    texts: [String; 3],
    octets: [u8; 8],
    message: Vec<u8>,
    tlvs: TlvBuf,
}

fn parts() -> impl Strategy<Value = Parts> {
    let tlv = (
        prop_oneof![Just(0x0424), Just(0x1400), 0x2000..0x3000_u16],
        prop::collection::vec(any::<u8>(), 0..20),
    );
    (
        ["[ -~]{0,5}", "[\x01-\x7f]{0,8}", "[0-9]{0,8}"],
        any::<[u8; 8]>(),
        prop::collection::vec(any::<u8>(), 0..=255),
        prop::collection::vec(tlv, 0..4),
    )
        .prop_map(|(texts, octets, message, list)| {
            let mut tlvs = TlvBuf::new();
            for (tag, value) in &list {
                tlvs.push(Tlv::new(Tag::new(*tag), value).unwrap());
            }
            Parts { texts, octets, message, tlvs }
        })
}

impl Parts {
    /// The body of the kind with this number, from 0 to 11, and the `command_id` that goes with it.
    fn body(&self, kind: usize) -> (CommandId, Body<'_>) {
        let Self { texts: [short, any, digits], octets, message, tlvs } = self;
        let tlvs = tlvs.as_tlvs();
        let [a, b, c, d, e, f, g, h] = *octets;
        let address = Address { ton: Ton::new(a), npi: Npi::new(b), addr: c_octets(any) };
        macro_rules! message {
            ($Type:ident) => {
                $Type {
                    service_type: c_octets(short),
                    source: address,
                    destination: Address { ton: Ton::new(c), npi: Npi::new(d), addr: c_octets(digits) },
                    esm_class: EsmClass::new(e),
                    protocol_id: f,
                    priority_flag: g,
                    schedule_delivery_time: c_octets("110420103100008+"),
                    validity_period: COctets::EMPTY,
                    registered_delivery: a.into(),
                    replace_if_present_flag: b,
                    data_coding: DataCoding::new(h),
                    sm_default_msg_id: c,
                    short_message: ShortMessage::new(message).unwrap(),
                    tlvs,
                }
            };
        }
        let bind = BindKind::Transceiver;
        match kind {
            0 => (
                bind.command_id(),
                Body::Bind(Bind {
                    kind: bind,
                    system_id: c_octets(any),
                    password: Password::try_from(digits.as_str()).unwrap(),
                    system_type: c_octets(short),
                    interface_version: a.into(),
                    addr_ton: b.into(),
                    addr_npi: c.into(),
                    address_range: c_octets(any),
                    tlvs,
                }),
            ),
            1 => (
                bind.command_id().response(),
                Body::BindResp(Some(BindResp { kind: bind, system_id: c_octets(any), tlvs })),
            ),
            2 => (CommandId::SUBMIT_SM, Body::SubmitSm(message!(SubmitSm))),
            3 => (CommandId::DELIVER_SM, Body::DeliverSm(message!(DeliverSm))),
            4 => (
                CommandId::SUBMIT_SM_RESP,
                Body::SubmitSmResp(Some(SubmitSmResp { message_id: c_octets(any), tlvs })),
            ),
            5 => (
                CommandId::DELIVER_SM_RESP,
                Body::DeliverSmResp(Some(DeliverSmResp { message_id: c_octets(any), tlvs })),
            ),
            6 => (
                CommandId::QUERY_SM,
                Body::QuerySm(QuerySm { message_id: c_octets(any), source: address, tlvs }),
            ),
            7 => (
                CommandId::QUERY_SM_RESP,
                Body::QuerySmResp(Some(QuerySmResp {
                    message_id: c_octets(any),
                    final_date: c_octets("000000023000000R"),
                    message_state: MessageState::new(d),
                    error_code: e,
                    tlvs,
                })),
            ),
            8 => (CommandId::ENQUIRE_LINK, Body::EnquireLink(EnquireLink { tlvs })),
            9 => (CommandId::UNBIND_RESP, Body::UnbindResp(UnbindResp { tlvs })),
            10 => (CommandId::GENERIC_NACK, Body::GenericNack(GenericNack { tlvs })),
            _ => {
                let id = CommandId::new(0x0001_0200 | u32::from(a));
                (id, Body::Unknown(Unknown::new(id, message)))
            }
        }
    }
}

proptest! {
    #[test]
    fn what_decodes_strictly_comes_back_from_its_fields(
        parts in parts(), kind in 0..12_usize, status in any::<u32>(), sequence in any::<u32>(),
    ) {
        let (command_id, body) = parts.body(kind);
        let header = Header {
            command_id,
            command_status: CommandStatus::new(status),
            sequence_number: SequenceNumber::new(sequence),
        };
        let mut octets = Vec::new();
        Pdu { header, body }.encode(&mut octets);
        let frame = Frame::new(&octets).unwrap();
        let pdu = frame.decode(&Tolerance::STRICT, &mut ()).unwrap();
        prop_assert_eq!(pdu, Pdu { header, body });
        let json = serde_json::to_string(&Item { offset: 7, content: Ok(PduView::new(frame, pdu, &[])) }).unwrap();
        let encoded: Encoded = serde_json::from_str(&json).unwrap();
        prop_assert_eq!(encoded.pdu.frame().octets(), octets.as_slice());
        prop_assert!(encoded.differences.is_empty());
    }

    #[cfg(feature = "arbitrary")]
    #[test]
    fn any_pdu_comes_back_from_its_fields(input in prop::collection::vec(any::<u8>(), 0..600)) {
        let mut input = arbitrary::Unstructured::new(&input);
        crate::arbitrary::with_pdu(&mut input, |pdu| {
            let mut octets = Vec::new();
            pdu.encode(&mut octets);
            let frame = Frame::new(&octets).unwrap();
            let json = serde_json::to_string(&PduView::new(frame, pdu, &[])).unwrap();
            let encoded: Encoded = serde_json::from_str(&json).unwrap();
            assert_eq!(encoded.pdu.frame().octets(), octets, "{json}");
            assert!(encoded.differences.is_empty());
        })
        .unwrap();
    }

    #[test]
    fn an_owned_pdu_loses_nothing(
        command_id in prop_oneof![
            (0..CommandId::ALL.len()).prop_map(|row| CommandId::ALL[row].value.get()), any::<u32>(),
        ],
        status in any::<u32>(),
        body in prop::collection::vec(prop_oneof![Just(0), any::<u8>()], 0..60),
    ) {
        let mut octets = Vec::new();
        let header = Header {
            command_id: CommandId::new(command_id),
            command_status: CommandStatus::new(status),
            sequence_number: SequenceNumber::FIRST,
        };
        Pdu { header, body: Body::Unknown(Unknown::new(header.command_id, &body)) }.encode(&mut octets);
        let pdu = PduBuf::new(&octets).unwrap();
        let json = serde_json::to_string(&pdu).unwrap();
        prop_assert_eq!(serde_json::from_str::<PduBuf>(&json).unwrap(), pdu, "{}", json);
    }

    #[test]
    fn no_json_is_a_panic(text in r#"(\{|\}|\[|\]|"command_id":|"body":|"tlvs":|"tag":|"value":|"unbind"|"submit_sm"|"sequence_number":1|,|1|null){0,12}"#) {
        let line = format!(r#"{{"command_id":"submit_sm","sequence_number":1,"body":{text}}}"#);
        for text in [text.as_str(), line.as_str()] {
            if let Ok(encoded) = serde_json::from_str::<Encoded>(text) {
                prop_assert!(encoded.pdu.frame().octets().len() >= 16);
            }
        }
    }
}
