//! smpp-codec: structs of `String` and `Vec` on `std::io`.

use smpp_codec::{
    pdus::{DeliverSmRequest, SubmitSmRequest},
    tlv::{Tlv, tags},
};

use crate::{
    case::Standing,
    smpp::contender::{Decoder, Encoder},
    smpp::reading::{Field, Sink},
};

/// The crate, through the types of the two PDUs.
#[derive(Debug)]
pub(crate) enum SmppCodec {}

impl Decoder for SmppCodec {
    const NAME: &'static str = "smpp-codec";
    const STANDING: Standing = Standing::Peer;

    #[inline(always)]
    fn submit_sm(octets: &[u8], sink: &mut impl Sink) -> Option<()> {
        let decoded = SubmitSmRequest::decode(octets);
        let Ok(pdu) = &decoded else { return None };
        read!(pdu, sink)
    }

    #[inline(always)]
    fn deliver_sm(octets: &[u8], sink: &mut impl Sink) -> Option<()> {
        let decoded = DeliverSmRequest::decode(octets);
        let Ok(pdu) = &decoded else { return None };
        read!(pdu, sink)
    }
}

macro_rules! read {
    ($pdu:ident, $sink:ident) => {{
        $sink.int(Field::SequenceNumber, $pdu.sequence_number);
        $sink.octets(Field::ServiceType, $pdu.service_type.as_bytes());
        $sink.int(Field::SourceAddrTon, $pdu.source_addr_ton as u32);
        $sink.int(Field::SourceAddrNpi, $pdu.source_addr_npi as u32);
        $sink.octets(Field::SourceAddr, $pdu.source_addr.as_bytes());
        $sink.int(Field::DestAddrTon, $pdu.dest_addr_ton as u32);
        $sink.int(Field::DestAddrNpi, $pdu.dest_addr_npi as u32);
        $sink.octets(Field::DestinationAddr, $pdu.dest_addr.as_bytes());
        $sink.int(Field::EsmClass, $pdu.esm_class.into());
        $sink.int(Field::ProtocolId, $pdu.protocol_id.into());
        $sink.int(Field::PriorityFlag, $pdu.priority_flag.into());
        $sink.octets(Field::ScheduleDeliveryTime, $pdu.schedule_delivery_time.as_bytes());
        $sink.octets(Field::ValidityPeriod, $pdu.validity_period.as_bytes());
        $sink.int(Field::RegisteredDelivery, $pdu.registered_delivery.into());
        $sink.int(Field::ReplaceIfPresentFlag, $pdu.replace_if_present_flag.into());
        $sink.int(Field::DataCoding, $pdu.data_coding.into());
        $sink.int(Field::SmDefaultMsgId, $pdu.sm_default_msg_id.into());
        $sink.octets(Field::ShortMessage, &$pdu.short_message);
        $pdu.optional_params.iter().try_for_each(|tlv| read_tlv(tlv, $sink))
    }};
}
use read;

/// Its accessor for strings would copy the message id into a second `String`.
#[inline(always)]
fn read_tlv(tlv: &Tlv, sink: &mut impl Sink) -> Option<()> {
    match tlv.tag {
        tags::SAR_MSG_REF_NUM => sink.int(Field::SarMsgRefNum, tlv.value_as_u16().ok()?.into()),
        tags::SAR_TOTAL_SEGMENTS => {
            sink.int(Field::SarTotalSegments, tlv.value_as_u8().ok()?.into());
        }
        tags::SAR_SEGMENT_SEQNUM => {
            sink.int(Field::SarSegmentSeqnum, tlv.value_as_u8().ok()?.into());
        }
        tags::MESSAGE_PAYLOAD => sink.octets(Field::MessagePayload, &tlv.value),
        tags::RECEIPTED_MESSAGE_ID => {
            sink.octets(Field::ReceiptedMessageId, tlv.value.strip_suffix(&[0])?);
        }
        tags::MESSAGE_STATE => sink.int(Field::MessageState, tlv.value_as_u8().ok()?.into()),
        tags::NETWORK_ERROR_CODE => {
            let &[network, high, low] = tlv.value.as_slice() else {
                return None;
            };
            sink.int(Field::NetworkErrorCode, u32::from_be_bytes([0, network, high, low]));
        }
        _ => return None,
    }
    Some(())
}

/// Either of its two types: they have no common one.
#[derive(Debug)]
pub(crate) enum Pdu {
    /// A `submit_sm`.
    Submit(SubmitSmRequest),
    /// A `deliver_sm`.
    Deliver(DeliverSmRequest),
}

impl Encoder for SmppCodec {
    const NAME: &'static str = "smpp-codec";
    const STANDING: Standing = Standing::Peer;

    type Pdu = Pdu;
    type Ready<'a> = &'a Pdu;

    fn prepare(octets: &'static [u8]) -> Pdu {
        match octets[7] {
            4 => Pdu::Submit(SubmitSmRequest::decode(octets).expect("a good sample")),
            _ => Pdu::Deliver(DeliverSmRequest::decode(octets).expect("a good sample")),
        }
    }

    fn ready(pdu: &Pdu) -> &Pdu {
        pdu
    }

    // Its writer is the buffer itself, which keeps its capacity.
    #[inline(always)]
    fn encode(pdu: &Pdu, out: &mut Vec<u8>) -> usize {
        out.clear();
        match pdu {
            Pdu::Submit(pdu) => pdu.encode(out),
            Pdu::Deliver(pdu) => pdu.encode(out),
        }
        .expect("a Vec takes every octet");
        out.len()
    }
}
