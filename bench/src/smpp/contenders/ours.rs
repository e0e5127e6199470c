//! clickatell-smpp: by the PDU's own type, and through the enum of all PDUs.

use clickatell_smpp::{
    Body, Cut, Frame, Pdu, PduBody, SequenceNumber, Tag, Tlvs, Tolerance, cut,
    pdu::{DeliverSm, SubmitSm},
};

use crate::{
    case::Standing,
    smpp::contender::{Decoder, Encoder},
    smpp::reading::{Field, Sink},
};

/// The cap on command_length, as a session would set it.
const MAX_LENGTH: u32 = 70_000;

/// The crate, where the caller names the type of the PDU.
#[derive(Debug)]
pub(crate) enum Ours {}

impl Decoder for Ours {
    const NAME: &'static str = "ours";
    const STANDING: Standing = Standing::Ours { allocations: Some(0) };

    #[inline(always)]
    fn submit_sm(octets: &[u8], sink: &mut impl Sink) -> Option<()> {
        let frame = frame(octets)?;
        let decoded = frame.decode_as::<SubmitSm<'_>>(&Tolerance::STRICT, &mut ());
        let Ok(pdu) = &decoded else { return None };
        sink.int(Field::SequenceNumber, frame.header().sequence_number.get());
        read!(pdu, sink);
        read_tlvs(&pdu.tlvs, sink)
    }

    #[inline(always)]
    fn deliver_sm(octets: &[u8], sink: &mut impl Sink) -> Option<()> {
        let frame = frame(octets)?;
        let decoded = frame.decode_as::<DeliverSm<'_>>(&Tolerance::STRICT, &mut ());
        let Ok(pdu) = &decoded else { return None };
        sink.int(Field::SequenceNumber, frame.header().sequence_number.get());
        read!(pdu, sink);
        read_tlvs(&pdu.tlvs, sink)
    }
}

/// The crate, where the frame says what the PDU is.
#[derive(Debug)]
pub(crate) enum OursEnum {}

impl Decoder for OursEnum {
    const NAME: &'static str = "ours-enum";
    const STANDING: Standing = Standing::Ours { allocations: Some(0) };

    #[inline(always)]
    fn submit_sm(octets: &[u8], sink: &mut impl Sink) -> Option<()> {
        let decoded = frame(octets)?.decode(&Tolerance::STRICT, &mut ());
        let Ok(Pdu { header, body: Body::SubmitSm(pdu) }) = &decoded else { return None };
        sink.int(Field::SequenceNumber, header.sequence_number.get());
        read!(pdu, sink);
        read_tlvs(&pdu.tlvs, sink)
    }

    #[inline(always)]
    fn deliver_sm(octets: &[u8], sink: &mut impl Sink) -> Option<()> {
        let decoded = frame(octets)?.decode(&Tolerance::STRICT, &mut ());
        let Ok(Pdu { header, body: Body::DeliverSm(pdu) }) = &decoded else { return None };
        sink.int(Field::SequenceNumber, header.sequence_number.get());
        read!(pdu, sink);
        read_tlvs(&pdu.tlvs, sink)
    }
}

#[inline(always)]
fn frame(octets: &[u8]) -> Option<Frame<'_>> {
    match cut(octets, MAX_LENGTH).ok()? {
        Cut::Frame(frame, []) => Some(frame),
        _ => None,
    }
}

macro_rules! read {
    ($pdu:ident, $sink:ident) => {{
        $sink.octets(Field::ServiceType, $pdu.service_type.as_bytes());
        $sink.int(Field::SourceAddrTon, $pdu.source.ton.get().into());
        $sink.int(Field::SourceAddrNpi, $pdu.source.npi.get().into());
        $sink.octets(Field::SourceAddr, $pdu.source.addr.as_bytes());
        $sink.int(Field::DestAddrTon, $pdu.destination.ton.get().into());
        $sink.int(Field::DestAddrNpi, $pdu.destination.npi.get().into());
        $sink.octets(Field::DestinationAddr, $pdu.destination.addr.as_bytes());
        $sink.int(Field::EsmClass, $pdu.esm_class.get().into());
        $sink.int(Field::ProtocolId, $pdu.protocol_id.into());
        $sink.int(Field::PriorityFlag, $pdu.priority_flag.into());
        $sink.octets(Field::ScheduleDeliveryTime, $pdu.schedule_delivery_time.as_bytes());
        $sink.octets(Field::ValidityPeriod, $pdu.validity_period.as_bytes());
        $sink.int(Field::RegisteredDelivery, $pdu.registered_delivery.get().into());
        $sink.int(Field::ReplaceIfPresentFlag, $pdu.replace_if_present_flag.into());
        $sink.int(Field::DataCoding, $pdu.data_coding.get().into());
        $sink.int(Field::SmDefaultMsgId, $pdu.sm_default_msg_id.into());
        $sink.octets(Field::ShortMessage, $pdu.short_message.as_bytes());
    }};
}
use read;

/// The TLVs, in their order.
#[inline(always)]
fn read_tlvs(tlvs: &Tlvs<'_>, sink: &mut impl Sink) -> Option<()> {
    for tlv in tlvs {
        match tlv.tag {
            Tag::SAR_MSG_REF_NUM => sink.int(Field::SarMsgRefNum, tlv.to_u16()?.into()),
            Tag::SAR_TOTAL_SEGMENTS => sink.int(Field::SarTotalSegments, tlv.to_u8()?.into()),
            Tag::SAR_SEGMENT_SEQNUM => sink.int(Field::SarSegmentSeqnum, tlv.to_u8()?.into()),
            Tag::MESSAGE_PAYLOAD => sink.octets(Field::MessagePayload, tlv.value()),
            Tag::RECEIPTED_MESSAGE_ID => sink.octets(Field::ReceiptedMessageId, tlv.text()),
            Tag::MESSAGE_STATE => sink.int(Field::MessageState, tlv.to_u8()?.into()),
            Tag::NETWORK_ERROR_CODE => {
                let &[network, high, low] = tlv.value() else { return None };
                sink.int(Field::NetworkErrorCode, u32::from_be_bytes([0, network, high, low]));
            }
            _ => return None,
        }
    }
    Some(())
}

/// Either type, with the sequence number that is not part of it.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Typed {
    /// A `submit_sm`.
    Submit(SubmitSm<'static>, SequenceNumber),
    /// A `deliver_sm`.
    Deliver(DeliverSm<'static>, SequenceNumber),
}

impl Encoder for Ours {
    const NAME: &'static str = "ours";
    const STANDING: Standing = Standing::Ours { allocations: Some(0) };

    type Pdu = Typed;
    type Ready<'a> = &'a Typed;

    fn prepare(octets: &'static [u8]) -> Typed {
        let pdu = <OursEnum as Encoder>::prepare(octets);
        match pdu.body {
            Body::SubmitSm(body) => Typed::Submit(body, pdu.header.sequence_number),
            Body::DeliverSm(body) => Typed::Deliver(body, pdu.header.sequence_number),
            _ => panic!("a sample of a kind that is not compared"),
        }
    }

    fn ready(pdu: &Typed) -> &Typed {
        pdu
    }

    #[inline(always)]
    fn encode(pdu: &Typed, out: &mut Vec<u8>) -> usize {
        out.clear();
        match pdu {
            Typed::Submit(pdu, sequence_number) => pdu.encode(*sequence_number, out),
            Typed::Deliver(pdu, sequence_number) => pdu.encode(*sequence_number, out),
        }
        out.len()
    }
}

impl Encoder for OursEnum {
    const NAME: &'static str = "ours-enum";
    const STANDING: Standing = Standing::Ours { allocations: Some(0) };

    type Pdu = Pdu<'static>;
    type Ready<'a> = &'a Pdu<'static>;

    fn prepare(octets: &'static [u8]) -> Pdu<'static> {
        let frame = frame(octets).expect("a good sample");
        frame.decode(&Tolerance::STRICT, &mut ()).expect("a good sample")
    }

    fn ready<'a>(pdu: &'a Pdu<'static>) -> &'a Pdu<'static> {
        pdu
    }

    #[inline(always)]
    fn encode(pdu: &Pdu<'static>, out: &mut Vec<u8>) -> usize {
        out.clear();
        pdu.encode(out);
        out.len()
    }
}
