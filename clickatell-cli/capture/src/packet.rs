//! The TCP segment in a packet.

use std::net::SocketAddr;

use etherparse::{EtherType, LaxNetSlice, LaxSlicedPacket, LenSource, TransportSlice, ether_type};

use crate::file::{LinkType, Packet};
use crate::reassembly::Segment;

/// Why a packet has no segment that can be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum Skipped {
    /// What its octets begin with is none of the kinds that are read.
    #[error("packets of a link type that is not read")]
    LinkType,
    /// Neither TCP over IPv4 nor over IPv6.
    #[error("packets that are not TCP")]
    NotTcp,
    /// A part of a packet that IP split: they are not put together.
    #[error("fragments of IP, which are not put together")]
    Fragment,
    /// It was cut before the end of its TCP header, or contradicts itself.
    #[error("packets cut within their headers, or malformed")]
    Malformed,
}

/// Finds the TCP segment of a packet.
///
/// # Errors
/// Why there is none.
pub fn dissect<'a>(packet: &Packet<'a>) -> Result<Segment<'a>, Skipped> {
    let sliced = slice(packet)?;
    let net = sliced
        .net
        .ok_or_else(|| if sliced.stop_err.is_some() { Skipped::Malformed } else { Skipped::NotTcp })?;
    // How many octets the header of IP says that there are behind it and its extensions.
    let (from, to, payload, stated) = match &net {
        LaxNetSlice::Ipv4(ip) => {
            let header = ip.header();
            let before = header
                .slice()
                .len()
                .saturating_add(ip.extensions().auth.map_or(0, |auth| auth.slice().len()));
            let stated = usize::from(header.total_len()).saturating_sub(before);
            (header.source_addr().into(), header.destination_addr().into(), ip.payload(), stated)
        }
        LaxNetSlice::Ipv6(ip) => {
            let header = ip.header();
            let extensions = ip.extensions().slice().len();
            let stated = usize::from(header.payload_length()).saturating_sub(extensions);
            (header.source_addr().into(), header.destination_addr().into(), ip.payload(), stated)
        }
        LaxNetSlice::Arp(_) => return Err(Skipped::NotTcp),
    };
    if payload.fragmented {
        return Err(Skipped::Fragment);
    }
    let tcp = match sliced.transport {
        Some(TransportSlice::Tcp(tcp)) => tcp,
        Some(_) => return Err(Skipped::NotTcp),
        None if sliced.stop_err.is_some() => return Err(Skipped::Malformed),
        None => return Err(Skipped::NotTcp),
    };
    // Where IP leaves its length open, as the kernel does before the network card cuts, the packet is all there is.
    let is_stated = payload.incomplete || payload.len_source != LenSource::Slice;
    let missing = if is_stated { stated.saturating_sub(payload.payload.len()) } else { 0 };
    Ok(Segment {
        at: packet.at,
        from: SocketAddr::new(from, tcp.source_port()),
        to: SocketAddr::new(to, tcp.destination_port()),
        sequence: tcp.sequence_number(),
        acknowledged: tcp.ack().then(|| tcp.acknowledgment_number()),
        syn: tcp.syn(),
        fin: tcp.fin(),
        rst: tcp.rst(),
        payload: tcp.payload(),
        missing,
    })
}

/// The headers of a packet, as far as it was captured.
fn slice<'a>(packet: &Packet<'a>) -> Result<LaxSlicedPacket<'a>, Skipped> {
    let octets = packet.octets;
    match packet.link {
        LinkType::ETHERNET => LaxSlicedPacket::from_ethernet(octets).map_err(|_| Skipped::Malformed),
        // The number of the address family differs between systems; the version in the header of IP does not.
        LinkType::NULL | LinkType::LOOP => ip(octets.get(4..)),
        // 12 and 14 are what some systems wrote for it before it had a number of its own.
        LinkType::RAW | LinkType::IPV4 | LinkType::IPV6 => ip(Some(octets)),
        link if matches!(link.get(), 12 | 14) => ip(Some(octets)),
        LinkType::LINUX_SLL => ether(octets.get(14..16), octets.get(16..)),
        LinkType::LINUX_SLL2 => ether(octets.get(..2), octets.get(20..)),
        _ => Err(Skipped::LinkType),
    }
}

fn ip(octets: Option<&[u8]>) -> Result<LaxSlicedPacket<'_>, Skipped> {
    let octets = octets.ok_or(Skipped::Malformed)?;
    match octets.first().map(|first| first >> 4) {
        Some(4 | 6) => LaxSlicedPacket::from_ip(octets).map_err(|_| Skipped::Malformed),
        Some(_) => Err(Skipped::NotTcp),
        None => Err(Skipped::Malformed),
    }
}

/// What stands behind the number of a protocol as Ethernet counts them.
fn ether<'a>(protocol: Option<&[u8]>, payload: Option<&'a [u8]>) -> Result<LaxSlicedPacket<'a>, Skipped> {
    let (Some(protocol), Some(payload)) = (protocol.and_then(|octets| octets.first_chunk::<2>()), payload)
    else {
        return Err(Skipped::Malformed);
    };
    match EtherType(u16::from_be_bytes(*protocol)) {
        kind @ (ether_type::IPV4
        | ether_type::IPV6
        | ether_type::VLAN_TAGGED_FRAME
        | ether_type::PROVIDER_BRIDGING
        | ether_type::VLAN_DOUBLE_TAGGED_FRAME) => Ok(LaxSlicedPacket::from_ether_type(kind, payload)),
        _ => Err(Skipped::NotTcp),
    }
}
