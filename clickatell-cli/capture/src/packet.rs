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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Timestamp;
    use clickatell_testkit::from_hex;

    const ETHERNET: &str = "020000000002 020000000001";
    /// From 10.1.2.3 to 10.1.2.4, 43 octets, TCP.
    const IPV4: &str = "4500 002b 0007 0000 4006 0000 0a010203 0a010204";
    /// From port 40000 to port 2775, three octets.
    const TCP: &str = "9c40 0ad7 000003e8 00001388 5018 ffff 0000 0000 616263";

    fn of(link: LinkType, hex: &[&str]) -> Result<(SocketAddr, Vec<u8>, usize), Skipped> {
        let octets = from_hex(&hex.concat());
        let packet = Packet { at: Timestamp::default(), link, octets: &octets };
        dissect(&packet).map(|segment| (segment.from, segment.payload.to_vec(), segment.missing))
    }

    fn abc(from: &str, missing: usize) -> Result<(SocketAddr, Vec<u8>, usize), Skipped> {
        Ok((from.parse().unwrap(), b"abc".to_vec(), missing))
    }

    #[test]
    fn what_fills_a_short_frame_is_no_octet_of_its_segment() {
        let padding = "000000";
        assert_eq!(of(LinkType::ETHERNET, &[ETHERNET, "0800", IPV4, TCP, padding]), abc("10.1.2.3:40000", 0));
        let ipv6 = [
            "60000000 0017 06 40 20010db8000000000000000000000003 20010db8000000000000000000000004",
            TCP,
            padding,
        ];
        assert_eq!(of(LinkType::IPV6, &ipv6), abc("[2001:db8::3]:40000", 0));
        let tagged = [ETHERNET, "8100 0007 88a8 0008 0800", IPV4, TCP, padding];
        assert_eq!(of(LinkType::ETHERNET, &tagged), abc("10.1.2.3:40000", 0));
    }

    #[test]
    fn what_was_cut_off_is_counted() {
        let long = IPV4.replace("002b", "0100");
        assert_eq!(of(LinkType::RAW, &[&long, TCP]), abc("10.1.2.3:40000", 0x100 - 0x2B));
        let ipv6 = "60000000 0117 06 40 20010db8000000000000000000000003 20010db8000000000000000000000004";
        assert_eq!(of(LinkType::RAW, &[ipv6, TCP]), abc("[2001:db8::3]:40000", 0x100));
        // With options for the destination in front of TCP.
        let ipv6 = "60000000 0027 3c 40 20010db8000000000000000000000003 20010db8000000000000000000000004";
        let options = "06 00 01 04 00000000";
        assert_eq!(of(LinkType::RAW, &[ipv6, options, TCP]), abc("[2001:db8::3]:40000", 8));
        // A length that is left open, as before the card cuts a large segment, means all there is.
        assert_eq!(of(LinkType::RAW, &[&IPV4.replace("002b", "0000"), TCP]), abc("10.1.2.3:40000", 0));
    }

    #[test]
    fn what_is_no_segment_is_told_apart() {
        use Skipped::{Fragment, LinkType as Link, Malformed, NotTcp};
        let first = IPV4.replace("0007 0000", "0007 2000");
        let later = IPV4.replace("0007 0000", "0007 0003");
        let udp = IPV4.replace("4006", "4011");
        let ipv6_fragment =
            "60000000 001f 2c 40 20010db8000000000000000000000003 20010db8000000000000000000000004";
        for (link, hex, why) in [
            (LinkType::RAW, &[first.as_str(), TCP][..], Fragment),
            (LinkType::RAW, &[&later, TCP], Fragment),
            (LinkType::RAW, &[ipv6_fragment, "06000001 00000007", TCP], Fragment),
            (LinkType::RAW, &[&udp, TCP], NotTcp),
            (LinkType::RAW, &["ff"], NotTcp),
            (LinkType::RAW, &[""], Malformed),
            (LinkType::RAW, &[IPV4, "9c400ad7"], Malformed),
            (LinkType::RAW, &["4500002b"], Malformed),
            (LinkType::RAW, &[IPV4, "9c40 0ad7 000003e8 00001388 1018 ffff 0000 0000"], Malformed),
            (LinkType::NULL, &["02"], Malformed),
            (LinkType::ETHERNET, &[ETHERNET], Malformed),
            (LinkType::ETHERNET, &[ETHERNET, "0806", "0001"], Malformed),
            (LinkType::ETHERNET, &[ETHERNET, "88cc", "0001"], NotTcp),
            (LinkType::LINUX_SLL, &["0000 0001 0006 0200000000010000 0806", IPV4], NotTcp),
            (LinkType::LINUX_SLL2, &["0800"], Malformed),
            (LinkType::new(105), &[IPV4, TCP], Link),
        ] {
            assert_eq!(of(link, hex), Err(why), "{link:?} {hex:?}");
        }
    }
}
