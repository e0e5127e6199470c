//! The two PDUs in plain nom 8, borrowing: how the decoder under test would
//! look had it been written with combinators.

use nom::{
    IResult, Parser,
    bytes::complete::{tag, take_while_m_n},
    combinator::{all_consuming, recognize, rest, verify},
    multi::{length_data, many0_count},
    number::complete::{be_u8, be_u16, be_u24, be_u32},
    sequence::terminated,
};

use crate::{
    case::Standing,
    smpp::contender::Decoder,
    smpp::reading::{Field, Sink},
};

/// The decoder of this file.
#[derive(Debug)]
pub(crate) enum Nom {}

impl Decoder for Nom {
    const NAME: &'static str = "nom";
    const STANDING: Standing = Standing::Yardstick;

    #[inline(always)]
    fn submit_sm(octets: &[u8], sink: &mut impl Sink) -> Option<()> {
        read(octets, 0x0000_0004, sink)
    }

    #[inline(always)]
    fn deliver_sm(octets: &[u8], sink: &mut impl Sink) -> Option<()> {
        read(octets, 0x0000_0005, sink)
    }
}

/// The body that `submit_sm` and `deliver_sm` have in common.
struct Message<'a> {
    service_type: &'a [u8],
    source: Address<'a>,
    destination: Address<'a>,
    esm_class: u8,
    protocol_id: u8,
    priority_flag: u8,
    schedule_delivery_time: &'a [u8],
    validity_period: &'a [u8],
    registered_delivery: u8,
    replace_if_present_flag: u8,
    data_coding: u8,
    sm_default_msg_id: u8,
    short_message: &'a [u8],
    /// Seen to be whole TLVs, read when they are asked for.
    tlvs: &'a [u8],
}

struct Address<'a> {
    ton: u8,
    npi: u8,
    address: &'a [u8],
}

fn header(input: &[u8], command_id: u32) -> IResult<&[u8], u32> {
    let length = input.len();
    let (input, _) = verify(be_u32, |&octets| octets as usize == length).parse(input)?;
    let (input, _) = verify(be_u32, |&id| id == command_id).parse(input)?;
    let (input, _command_status) = be_u32(input)?;
    be_u32(input)
}

fn message(input: &[u8]) -> IResult<&[u8], Message<'_>> {
    (
        c_octet_string(6),
        address,
        address,
        (be_u8, be_u8, be_u8),
        c_octet_string(17),
        c_octet_string(17),
        (be_u8, be_u8, be_u8, be_u8),
        length_data(be_u8),
        recognize(many0_count(tlv)),
    )
        .map(
            |(
                service_type,
                source,
                destination,
                (esm_class, protocol_id, priority_flag),
                schedule_delivery_time,
                validity_period,
                (registered_delivery, replace_if_present_flag, data_coding, sm_default_msg_id),
                short_message,
                tlvs,
            )| Message {
                service_type,
                source,
                destination,
                esm_class,
                protocol_id,
                priority_flag,
                schedule_delivery_time,
                validity_period,
                registered_delivery,
                replace_if_present_flag,
                data_coding,
                sm_default_msg_id,
                short_message,
                tlvs,
            },
        )
        .parse(input)
}

fn address(input: &[u8]) -> IResult<&[u8], Address<'_>> {
    (be_u8, be_u8, c_octet_string(21)).map(|(ton, npi, address)| Address { ton, npi, address }).parse(input)
}

/// ASCII up to a NUL, which is counted in `max` but not returned.
fn c_octet_string<'a>(
    max: usize,
) -> impl Parser<&'a [u8], Output = &'a [u8], Error = nom::error::Error<&'a [u8]>> {
    terminated(take_while_m_n(0, max - 1, |octet: u8| octet != 0 && octet.is_ascii()), tag(&[0][..]))
}

fn tlv(input: &[u8]) -> IResult<&[u8], (u16, &[u8])> {
    (be_u16, length_data(be_u16)).parse(input)
}

#[inline(always)]
fn read(octets: &[u8], command_id: u32, sink: &mut impl Sink) -> Option<()> {
    let (body, sequence_number) = header(octets, command_id).ok()?;
    let (_, pdu) = all_consuming(message).parse(body).ok()?;
    sink.int(Field::SequenceNumber, sequence_number);
    sink.octets(Field::ServiceType, pdu.service_type);
    sink.int(Field::SourceAddrTon, pdu.source.ton.into());
    sink.int(Field::SourceAddrNpi, pdu.source.npi.into());
    sink.octets(Field::SourceAddr, pdu.source.address);
    sink.int(Field::DestAddrTon, pdu.destination.ton.into());
    sink.int(Field::DestAddrNpi, pdu.destination.npi.into());
    sink.octets(Field::DestinationAddr, pdu.destination.address);
    sink.int(Field::EsmClass, pdu.esm_class.into());
    sink.int(Field::ProtocolId, pdu.protocol_id.into());
    sink.int(Field::PriorityFlag, pdu.priority_flag.into());
    sink.octets(Field::ScheduleDeliveryTime, pdu.schedule_delivery_time);
    sink.octets(Field::ValidityPeriod, pdu.validity_period);
    sink.int(Field::RegisteredDelivery, pdu.registered_delivery.into());
    sink.int(Field::ReplaceIfPresentFlag, pdu.replace_if_present_flag.into());
    sink.int(Field::DataCoding, pdu.data_coding.into());
    sink.int(Field::SmDefaultMsgId, pdu.sm_default_msg_id.into());
    sink.octets(Field::ShortMessage, pdu.short_message);
    let mut tlvs = pdu.tlvs;
    while let Ok((next, (tag, value))) = tlv(tlvs) {
        read_tlv(tag, value, sink)?;
        tlvs = next;
    }
    Some(())
}

#[inline(always)]
fn read_tlv(tag: u16, value: &[u8], sink: &mut impl Sink) -> Option<()> {
    match tag {
        0x020C => sink.int(Field::SarMsgRefNum, only(be_u16, value)?.into()),
        0x020E => sink.int(Field::SarTotalSegments, only(be_u8, value)?.into()),
        0x020F => sink.int(Field::SarSegmentSeqnum, only(be_u8, value)?.into()),
        0x0424 => sink.octets(Field::MessagePayload, only(rest, value)?),
        0x001E => sink.octets(Field::ReceiptedMessageId, only(c_octet_string(65), value)?),
        0x0427 => sink.int(Field::MessageState, only(be_u8, value)?.into()),
        0x0423 => sink.int(Field::NetworkErrorCode, only(be_u24, value)?),
        _ => return None,
    }
    Some(())
}

/// What the parser makes of the whole value.
#[inline(always)]
fn only<'a, P>(parser: P, value: &'a [u8]) -> Option<P::Output>
where
    P: Parser<&'a [u8], Error = nom::error::Error<&'a [u8]>>,
{
    all_consuming(parser).parse(value).ok().map(|(_, output)| output)
}
