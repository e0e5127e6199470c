//! pcapng: sections of blocks, each with a type and a length.

use std::time::Duration;

use pcap_parser::traits::PcapNGPacketBlock as _;
use pcap_parser::{Block, InterfaceDescriptionBlock, OptionCode, parse_block_be, parse_block_le};

use super::{FileFault, LinkType, Step};
use crate::limits::Limits;
use crate::time::Timestamp;

const SECTION_HEADER: u32 = 0x0A0D_0D0A;
const INTERFACE: u32 = 1;
const SIMPLE_PACKET: u32 = 3;
const ENHANCED_PACKET: u32 = 6;
/// Type, length, and the length again at the end.
const FRAME: u32 = 12;
/// What tells the order of the octets in a section.
const BYTE_ORDER: u32 = 0x1A2B_3C4D;

/// The section that is being read.
#[derive(Debug, Default)]
pub(super) struct NextGeneration {
    big_endian: bool,
    interfaces: Vec<Interface>,
}

#[derive(Clone, Copy, Debug)]
struct Interface {
    link: LinkType,
    /// Units of its clock in a second.
    resolution: u64,
    /// Seconds that are added to each time.
    offset: i64,
    /// The longest packet that it kept; 0 for no limit.
    snap_length: u32,
}

impl NextGeneration {
    /// Reads one block from the front of some octets.
    pub(super) fn step(&mut self, octets: &[u8], offset: u64, limits: &Limits) -> Result<Step, FileFault> {
        let malformed = |what| FileFault::Malformed { offset, what };
        let Some([kind, length, next]) = words(octets) else { return Ok(Step::More(12)) };
        // The type of a section header reads the same in both orders; what follows it tells the order.
        if kind == SECTION_HEADER.to_be_bytes() {
            self.big_endian = match u32::from_be_bytes(next) {
                BYTE_ORDER => true,
                other if other.swap_bytes() == BYTE_ORDER => false,
                _ => return Err(malformed("a section without its byte order")),
            };
            self.interfaces.clear();
        }
        let (kind, length) = (self.number(kind), self.number(length));
        if length < FRAME || !length.is_multiple_of(4) {
            return Err(malformed("a block whose length cannot be"));
        }
        if !matches!(kind, SECTION_HEADER | INTERFACE | SIMPLE_PACKET | ENHANCED_PACKET) {
            return Ok(Step::Skip(length.into()));
        }
        let whole = usize::try_from(length).unwrap_or(usize::MAX);
        let Some(block) = octets.get(..whole) else { return Ok(Step::More(whole)) };
        let parsed = if self.big_endian { parse_block_be(block) } else { parse_block_le(block) };
        // The block is whole: whoever wants more octets reads beyond it.
        let (_, parsed) = parsed.map_err(|_| malformed("a block that contradicts its length"))?;
        let (at, interface, data) = match &parsed {
            Block::InterfaceDescription(description) => {
                if self.interfaces.len() >= limits.interfaces {
                    return Err(malformed("more interfaces in a section than the cap"));
                }
                self.interfaces.push(Interface::new(description, self.big_endian));
                return Ok(Step::Skip(length.into()));
            }
            Block::EnhancedPacket(packet) => {
                let interface = self.interface(packet.if_id);
                let units = u64::from(packet.ts_high) << 32 | u64::from(packet.ts_low);
                (interface.map(|interface| interface.time(units)), interface, packet.packet_data())
            }
            Block::SimplePacket(packet) => {
                let interface = self.interface(0);
                // It has no time, and is as long as its interface let it be.
                let snap_length = interface.map_or(0, |interface| interface.snap_length);
                let limit = usize::try_from(snap_length).unwrap_or(usize::MAX);
                let data = packet.packet_data();
                let data = if limit == 0 { data } else { data.get(..limit).unwrap_or(data) };
                (Some(Timestamp::default()), interface, data)
            }
            _ => return Ok(Step::Skip(length.into())),
        };
        let (Some(at), Some(interface)) = (at, interface) else {
            return Err(malformed("a packet of an interface that is not described"));
        };
        // Data of a packet begin behind the header of its block.
        let begin = if kind == ENHANCED_PACKET { 28 } else { 12 };
        Ok(Step::Packet { at, link: interface.link, begin, length: data.len(), whole })
    }

    fn number(&self, octets: [u8; 4]) -> u32 {
        if self.big_endian { u32::from_be_bytes(octets) } else { u32::from_le_bytes(octets) }
    }

    fn interface(&self, id: u32) -> Option<Interface> {
        usize::try_from(id).ok().and_then(|id| self.interfaces.get(id)).copied()
    }
}

impl Interface {
    fn new(description: &InterfaceDescriptionBlock<'_>, big_endian: bool) -> Self {
        let option = |code| description.options.iter().find(|option| option.code == code);
        let resolution = option(OptionCode::IfTsresol).and_then(|option| option.value().first().copied());
        let offset =
            option(OptionCode::IfTsoffset).and_then(|option| option.value().first_chunk::<8>().copied());
        let offset = offset
            .map(|octets| if big_endian { i64::from_be_bytes(octets) } else { i64::from_le_bytes(octets) });
        Self {
            link: LinkType::of_field(description.linktype.0),
            resolution: resolution.and_then(units_in_a_second).unwrap_or(1_000_000),
            offset: offset.unwrap_or(0),
            snap_length: description.snaplen,
        }
    }

    fn time(&self, units: u64) -> Timestamp {
        let seconds = units.checked_div(self.resolution).unwrap_or(0).saturating_add_signed(self.offset);
        let part = u128::from(units.checked_rem(self.resolution).unwrap_or(0));
        let nanos = part.saturating_mul(1_000_000_000).checked_div(self.resolution.into()).unwrap_or(0);
        let nanos = u32::try_from(nanos).unwrap_or(0).min(999_999_999);
        Timestamp::new(Duration::new(seconds, nanos))
    }
}

/// What `if_tsresol` says: a power of 10, or of 2 where its first bit is set.
fn units_in_a_second(resolution: u8) -> Option<u64> {
    let exponent = u32::from(resolution & 0x7F);
    if resolution & 0x80 == 0 { 10_u64.checked_pow(exponent) } else { 2_u64.checked_pow(exponent) }
}

/// The first three words, once they are there.
fn words(octets: &[u8]) -> Option<[[u8; 4]; 3]> {
    let (first, rest) = octets.split_first_chunk::<4>()?;
    let (second, rest) = rest.split_first_chunk::<4>()?;
    Some([*first, *second, *rest.first_chunk::<4>()?])
}
