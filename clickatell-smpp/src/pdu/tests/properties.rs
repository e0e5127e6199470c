//! Properties over arbitrary messages and arbitrary octets.

use std::string::String;
use std::vec::Vec;

use proptest::prelude::*;

use crate::code::CommandId;
use crate::frame::{Frame, HEADER_LENGTH, SequenceNumber};
use crate::octets::{COctets, ShortMessage};
use crate::pdu::{PduBody, SubmitSm};
use crate::tlv::{Tag, Tlv, TlvBuf};
use crate::tolerance::Tolerance;
use crate::value::{Address, DataCoding, EsmClass, Npi, RegisteredDelivery, Ton};

prop_compose! {
    fn arbitrary_text(max: usize)(text in prop::collection::vec(1..0x80_u8, 0..max)) -> Vec<u8> { text }
}

prop_compose! {
    /// The strings of a message: service type, source, destination.
    fn strings()(
        service_type in arbitrary_text(6), source in arbitrary_text(21), destination in arbitrary_text(21),
    ) -> (Vec<u8>, Vec<u8>, Vec<u8>) {
        (service_type, source, destination)
    }
}

proptest! {
    #[test]
    fn any_message_round_trips_through_its_fields(
        (service_type, source, destination) in strings(),
        octets in any::<[u8; 11]>(),
        absolute in any::<bool>(),
        message in prop::collection::vec(any::<u8>(), 0..=255),
        parameters in prop::collection::vec((0x1400..0x4000_u16, prop::collection::vec(any::<u8>(), 0..9)), 0..4),
        sequence in any::<u32>(),
    ) {
        let [ton, npi, dton, dnpi, esm, pid, priority, registered, replace, coding, default_msg] = octets;
        let mut tlvs = TlvBuf::new();
        for (tag, value) in &parameters {
            tlvs.push(Tlv::new(Tag::new(*tag), value).unwrap());
        }
        let time = if absolute { "110420103100008+" } else { "" };
        let submit = SubmitSm {
            service_type: COctets::new(&service_type).unwrap(),
            source: Address { ton: Ton::new(ton), npi: Npi::new(npi), addr: COctets::new(&source).unwrap() },
            esm_class: EsmClass::new(esm),
            protocol_id: pid,
            priority_flag: priority,
            schedule_delivery_time: COctets::try_from(time).unwrap(),
            registered_delivery: RegisteredDelivery::new(registered),
            replace_if_present_flag: replace,
            data_coding: DataCoding::new(coding),
            sm_default_msg_id: default_msg,
            tlvs: tlvs.as_tlvs(),
            ..SubmitSm::new(
                Address { ton: Ton::new(dton), npi: Npi::new(dnpi), addr: COctets::new(&destination).unwrap() },
                ShortMessage::new(&message).unwrap(),
            )
        };
        let mut octets = Vec::new();
        submit.encode(SequenceNumber::new(sequence), &mut octets);
        prop_assert_eq!(octets.len(), HEADER_LENGTH + submit.body_len());
        let frame = Frame::new(&octets).unwrap();
        let mut notes = Vec::new();
        prop_assert_eq!(frame.decode_as::<SubmitSm<'_>>(&Tolerance::FIELD, &mut notes), Ok(submit));
        prop_assert!(notes.is_empty());
        prop_assert_eq!(frame.header().sequence_number.get(), sequence);
    }

    /// Whatever decodes without a note encodes to the same octets; with notes it encodes to what decodes again.
    #[test]
    fn any_octets_decode_to_what_encodes_back(
        id in prop::sample::select(CommandId::ALL.iter().map(|row| row.value).collect::<Vec<_>>()),
        status in 0..2_u32,
        body in prop::collection::vec(prop_oneof![Just(0_u8), Just(b'7'), Just(4), any::<u8>()], 0..120),
    ) {
        let mut octets = (16 + body.len() as u32).to_be_bytes().to_vec();
        octets.extend(id.get().to_be_bytes());
        octets.extend(status.to_be_bytes());
        octets.extend([0, 0, 0, 9]);
        octets.extend(&body);
        let frame = Frame::new(&octets).unwrap();
        let mut notes = Vec::new();
        if let Ok(pdu) = frame.decode(&Tolerance::FIELD, &mut notes) {
            let mut encoded = Vec::new();
            pdu.encode(&mut encoded);
            if notes.is_empty() {
                prop_assert_eq!(&encoded, &octets);
                prop_assert_eq!(frame.decode(&Tolerance::STRICT, &mut ()), Ok(pdu));
            } else {
                let again = Frame::new(&encoded).unwrap();
                prop_assert_eq!(again.decode(&Tolerance::FIELD, &mut ()).map(|pdu| pdu.body), Ok(pdu.body));
                let strict = frame.decode(&Tolerance::STRICT, &mut ());
                prop_assert_eq!(strict, Err(notes[0]));
            }
        }
    }

    #[test]
    fn printing_never_fails(body in prop::collection::vec(any::<u8>(), 0..80), id in any::<u32>()) {
        let mut octets = (16 + body.len() as u32).to_be_bytes().to_vec();
        octets.extend(id.to_be_bytes());
        octets.extend([0; 8]);
        octets.extend(&body);
        let frame = Frame::new(&octets).unwrap();
        let shown: String = match frame.decode(&Tolerance::FIELD, &mut ()) {
            Ok(pdu) => std::format!("{pdu:?}"),
            Err(fault) => std::format!("{fault}"),
        };
        prop_assert!(!shown.is_empty());
    }
}
