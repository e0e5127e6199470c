//! rusmpp-core: its borrowed decoder and its slice encoder.

use rusmpp_core::{
    CommandId, CommandStatus,
    command::borrowed::Command,
    decode::{
        DecodeError,
        borrowed::{Decode, DecodeWithLength},
    },
    encode::{Encode, Length},
    pdus::borrowed::{DeliverSm, Pdu, SubmitSm},
    tlvs::borrowed::{Tlv, TlvValue},
};

use crate::{
    case::Standing,
    smpp::contender::{Decoder, Encoder},
    smpp::reading::{Field, Sink},
};

/// The TLVs of a PDU lie in an array of this many: the fewest that hold the
/// samples, because the array is moved with the PDU.
const TLVS: usize = 4;

/// A PDU without the command_length, which its codecs read and write apart.
type Whole<'a> = Command<'a, TLVS>;

/// The crate, through the types of the two PDUs.
#[derive(Debug)]
pub(crate) enum Rusmpp {}

impl Decoder for Rusmpp {
    const NAME: &'static str = "rusmpp-core";
    const STANDING: Standing = Standing::Peer;

    #[inline(always)]
    fn submit_sm(octets: &[u8], sink: &mut impl Sink) -> Option<()> {
        let (sequence_number, body) = header(octets, CommandId::SubmitSm)?;
        let decoded = SubmitSm::<TLVS>::decode(body, body.len());
        let Ok((pdu, _)) = &decoded else { return None };
        sink.int(Field::SequenceNumber, sequence_number);
        read!(pdu, sink)
    }

    #[inline(always)]
    fn deliver_sm(octets: &[u8], sink: &mut impl Sink) -> Option<()> {
        let (sequence_number, body) = header(octets, CommandId::DeliverSm)?;
        let decoded = DeliverSm::<TLVS>::decode(body, body.len());
        let Ok((pdu, _)) = &decoded else { return None };
        sink.int(Field::SequenceNumber, sequence_number);
        read!(pdu, sink)
    }
}

/// The crate, through the enum of all PDUs, as its own codecs use it.
#[derive(Debug)]
pub(crate) enum RusmppCommand {}

impl Decoder for RusmppCommand {
    const NAME: &'static str = "rusmpp-enum";
    const STANDING: Standing = Standing::Peer;

    #[inline(always)]
    fn submit_sm(octets: &[u8], sink: &mut impl Sink) -> Option<()> {
        let decoded = command(octets)?;
        let Ok((command, _)) = &decoded else { return None };
        let Some(Pdu::SubmitSm(pdu)) = command.pdu() else { return None };
        sink.int(Field::SequenceNumber, command.sequence_number());
        read!(pdu, sink)
    }

    #[inline(always)]
    fn deliver_sm(octets: &[u8], sink: &mut impl Sink) -> Option<()> {
        let decoded = command(octets)?;
        let Ok((command, _)) = &decoded else { return None };
        let Some(Pdu::DeliverSm(pdu)) = command.pdu() else { return None };
        sink.int(Field::SequenceNumber, command.sequence_number());
        read!(pdu, sink)
    }
}

/// `None` for a wrong command_length.
#[inline(always)]
fn command(octets: &[u8]) -> Option<Result<(Whole<'_>, usize), DecodeError>> {
    let (command_length, rest) = octets.split_first_chunk()?;
    (u32::from_be_bytes(*command_length) as usize == octets.len()).then(|| Whole::decode(rest, rest.len()))
}

#[inline(always)]
fn header(octets: &[u8], expected: CommandId) -> Option<(u32, &[u8])> {
    let (command_length, _) = <u32 as Decode>::decode(octets.get(..4)?).ok()?;
    let (command_id, _) = <CommandId as Decode>::decode(octets.get(4..8)?).ok()?;
    let (_, _) = <CommandStatus as Decode>::decode(octets.get(8..12)?).ok()?;
    let (sequence_number, _) = <u32 as Decode>::decode(octets.get(12..16)?).ok()?;
    (command_id == expected && command_length as usize == octets.len())
        .then_some((sequence_number, &octets[16..]))
}

macro_rules! read {
    ($pdu:ident, $sink:ident) => {{
        $sink.octets(Field::ServiceType, without_nul($pdu.service_type.value().bytes()));
        $sink.int(Field::SourceAddrTon, u8::from($pdu.source_addr_ton).into());
        $sink.int(Field::SourceAddrNpi, u8::from($pdu.source_addr_npi).into());
        $sink.octets(Field::SourceAddr, without_nul($pdu.source_addr.bytes()));
        $sink.int(Field::DestAddrTon, u8::from($pdu.dest_addr_ton).into());
        $sink.int(Field::DestAddrNpi, u8::from($pdu.dest_addr_npi).into());
        $sink.octets(Field::DestinationAddr, without_nul($pdu.destination_addr.bytes()));
        $sink.int(Field::EsmClass, u8::from($pdu.esm_class).into());
        $sink.int(Field::ProtocolId, $pdu.protocol_id.into());
        $sink.int(Field::PriorityFlag, $pdu.priority_flag.value.into());
        $sink.octets(Field::ScheduleDeliveryTime, without_nul($pdu.schedule_delivery_time.bytes()));
        $sink.octets(Field::ValidityPeriod, without_nul($pdu.validity_period.bytes()));
        $sink.int(Field::RegisteredDelivery, u8::from($pdu.registered_delivery).into());
        $sink.int(Field::ReplaceIfPresentFlag, u8::from($pdu.replace_if_present_flag).into());
        $sink.int(Field::DataCoding, u8::from($pdu.data_coding).into());
        $sink.int(Field::SmDefaultMsgId, $pdu.sm_default_msg_id.into());
        $sink.octets(Field::ShortMessage, $pdu.short_message().bytes());
        $pdu.tlvs().iter().try_for_each(|tlv| read_tlv(tlv, $sink))
    }};
}
use read;

#[inline(always)]
fn read_tlv(tlv: &Tlv<'_>, sink: &mut impl Sink) -> Option<()> {
    match tlv.value()? {
        TlvValue::SarMsgRefNum(value) => sink.int(Field::SarMsgRefNum, (*value).into()),
        TlvValue::SarTotalSegments(value) => sink.int(Field::SarTotalSegments, (*value).into()),
        TlvValue::SarSegmentSeqnum(value) => sink.int(Field::SarSegmentSeqnum, (*value).into()),
        TlvValue::MessagePayload(value) => {
            sink.octets(Field::MessagePayload, value.value.bytes());
        }
        TlvValue::ReceiptedMessageId(value) => {
            sink.octets(Field::ReceiptedMessageId, without_nul(value.bytes()));
        }
        TlvValue::MessageState(value) => sink.int(Field::MessageState, u8::from(*value).into()),
        TlvValue::NetworkErrorCode(value) => sink.int(
            Field::NetworkErrorCode,
            u32::from(u8::from(value.network_type)) << 16 | u32::from(value.error_code),
        ),
        _ => return None,
    }
    Some(())
}

/// Its C-octet strings keep their NUL.
#[inline(always)]
fn without_nul(octets: &[u8]) -> &[u8] {
    octets.split_last().map_or(octets, |(_, text)| text)
}

impl Encoder for Rusmpp {
    const NAME: &'static str = "rusmpp-core";
    const STANDING: Standing = Standing::Peer;

    type Pdu = Whole<'static>;
    type Ready<'a> = &'a Whole<'static>;

    fn prepare(octets: &'static [u8]) -> Whole<'static> {
        let (command, _) = command(octets).expect("a good sample").expect("a good sample");
        command
    }

    fn ready<'a>(pdu: &'a Whole<'static>) -> &'a Whole<'static> {
        pdu
    }

    // It writes into a slice that must be long enough, so the buffer is kept
    // at a length that is enough for every sample instead of being cleared.
    #[inline(always)]
    fn encode(command: &Whole<'static>, out: &mut Vec<u8>) -> usize {
        let length = 4 + command.length();
        if out.len() < length {
            out.resize(length, 0);
        }
        out[..4].copy_from_slice(&(length as u32).to_be_bytes());
        command.encode(&mut out[4..length]);
        length
    }
}
