//! smpp34: structs of `String` and `Vec`, made with nom.

use smpp34::{CommandHeader, Tlv, TlvTag, deliver_sm, submit_sm};

use crate::{
    case::Standing,
    smpp::contender::{Decoder, Encoder},
    smpp::reading::{Field, Sink},
};

/// The crate, through the types of the two PDUs.
#[derive(Debug)]
pub(crate) enum Smpp34 {}

impl Decoder for Smpp34 {
    const NAME: &'static str = "smpp34";
    const STANDING: Standing = Standing::Peer;

    #[inline(always)]
    fn submit_sm(octets: &[u8], sink: &mut impl Sink) -> Option<()> {
        let header = CommandHeader::decode(octets).ok()?;
        sink.int(Field::SequenceNumber, header.sequence_number);
        let decoded = submit_sm::decode(header, octets);
        let Ok(pdu) = &decoded else { return None };
        read!(pdu, sink)
    }

    #[inline(always)]
    fn deliver_sm(octets: &[u8], sink: &mut impl Sink) -> Option<()> {
        let header = CommandHeader::decode(octets).ok()?;
        sink.int(Field::SequenceNumber, header.sequence_number);
        let decoded = deliver_sm::decode(header, octets);
        let Ok(pdu) = &decoded else { return None };
        read!(pdu, sink)
    }
}

macro_rules! read {
    ($pdu:ident, $sink:ident) => {{
        $sink.octets(Field::ServiceType, $pdu.service_type.as_bytes());
        $sink.int(Field::SourceAddrTon, $pdu.source_addr_ton.into());
        $sink.int(Field::SourceAddrNpi, $pdu.source_addr_npi.into());
        $sink.octets(Field::SourceAddr, $pdu.source_addr.as_bytes());
        $sink.int(Field::DestAddrTon, $pdu.dest_addr_ton.into());
        $sink.int(Field::DestAddrNpi, $pdu.dest_addr_npi.into());
        $sink.octets(Field::DestinationAddr, $pdu.destination_addr.as_bytes());
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
        $pdu.tlvs.iter().try_for_each(|tlv| read_tlv(tlv, $sink))
    }};
}
use read;

/// Each TLV is read where it stands: its accessors by name would search the
/// list again for each, and copy the message id into a second `String`.
#[inline(always)]
fn read_tlv(tlv: &Tlv, sink: &mut impl Sink) -> Option<()> {
    const SAR_MSG_REF_NUM: u16 = TlvTag::SarMsgRefNum as u16;
    const SAR_TOTAL_SEGMENTS: u16 = TlvTag::SarTotalSegments as u16;
    const SAR_SEGMENT_SEQNUM: u16 = TlvTag::SarSegmentSeqnum as u16;
    const MESSAGE_PAYLOAD: u16 = TlvTag::MessagePayload as u16;
    const RECEIPTED_MESSAGE_ID: u16 = TlvTag::ReceiptedMessageId as u16;
    const MESSAGE_STATE: u16 = TlvTag::MessageStateTlv as u16;
    const NETWORK_ERROR_CODE: u16 = TlvTag::NetworkErrorCode as u16;

    match tlv.tag {
        SAR_MSG_REF_NUM => sink.int(Field::SarMsgRefNum, tlv.as_u16()?.into()),
        SAR_TOTAL_SEGMENTS => sink.int(Field::SarTotalSegments, tlv.as_u8()?.into()),
        SAR_SEGMENT_SEQNUM => sink.int(Field::SarSegmentSeqnum, tlv.as_u8()?.into()),
        MESSAGE_PAYLOAD => sink.octets(Field::MessagePayload, &tlv.value),
        RECEIPTED_MESSAGE_ID => {
            sink.octets(Field::ReceiptedMessageId, tlv.value.strip_suffix(&[0])?);
        }
        MESSAGE_STATE => sink.int(Field::MessageState, tlv.as_u8()?.into()),
        NETWORK_ERROR_CODE => {
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
#[derive(Clone, Debug)]
pub(crate) enum Pdu {
    /// A `submit_sm`.
    Submit(submit_sm),
    /// A `deliver_sm`.
    Deliver(deliver_sm),
}

impl Encoder for Smpp34 {
    const NAME: &'static str = "smpp34";
    const STANDING: Standing = Standing::Peer;

    type Pdu = Pdu;
    type Ready<'a> = Pdu;

    fn prepare(octets: &'static [u8]) -> Pdu {
        let header = CommandHeader::decode(octets).expect("a good sample");
        match header.command_id {
            4 => Pdu::Submit(submit_sm::decode(header, octets).expect("a good sample")),
            _ => Pdu::Deliver(deliver_sm::decode(header, octets).expect("a good sample")),
        }
    }

    fn ready(pdu: &Pdu) -> Pdu {
        pdu.clone()
    }

    // It returns a `Vec` of its own.
    #[inline(always)]
    fn encode(pdu: Pdu, out: &mut Vec<u8>) -> usize {
        *out = match pdu {
            Pdu::Submit(pdu) => pdu.encode(),
            Pdu::Deliver(pdu) => pdu.encode(),
        };
        out.len()
    }
}
