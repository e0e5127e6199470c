//! Caps, set to 3 and exceeded; memory is that of the caps, whatever the capture holds.
#![allow(
    clippy::unwrap_used,
    clippy::arithmetic_side_effects,
    clippy::std_instead_of_core,
    reason = "test code"
)]

use std::net::{Ipv4Addr, SocketAddr};

use clickatell_capture::{
    CaptureFile, End, FileFault, Limits, Reassembly, Segment, Timestamp, What, dissect,
};
use clickatell_testkit::{CountingAllocator, allocations_during};

#[global_allocator]
static ALLOCATOR: CountingAllocator = CountingAllocator;

/// Room for maps, lists of a few entries, and one segment under way.
const LITTLE: u64 = 8 * 1024;

fn end(port: u32) -> SocketAddr {
    let [.., a, b, c] = port.to_be_bytes();
    SocketAddr::from((Ipv4Addr::new(10, a, b, c), 40_000))
}

fn segment(from: u32, sequence: u32, payload: &[u8]) -> Segment<'_> {
    Segment {
        at: Timestamp::default(),
        from: end(from),
        to: SocketAddr::from((Ipv4Addr::LOCALHOST, 2775)),
        sequence,
        acknowledged: None,
        syn: false,
        fin: false,
        rst: false,
        payload,
        missing: 0,
    }
}

/// What came out of a run: octets that were delivered, octets that are missing, connections that were displaced.
#[derive(Debug, Default, PartialEq, Eq)]
struct Sums {
    octets: u64,
    missing: u64,
    displaced: u64,
}

impl Sums {
    fn drain(&mut self, reassembly: &mut Reassembly) {
        while let Some(event) = reassembly.poll_event() {
            match event.what {
                What::Octets { octets, .. } => self.octets += u64::try_from(octets.len()).unwrap(),
                What::Missing { octets, .. } => self.missing += octets,
                What::Ended(End::Displaced) => self.displaced += 1,
                _ => {}
            }
        }
    }
}

fn run(limits: Limits, segments: impl Iterator<Item = Segment<'static>>) -> (Sums, u64) {
    let (sums, _, peak) = allocations_during(|| {
        let mut reassembly = Reassembly::new(limits, vec![2775]);
        let mut sums = Sums::default();
        for segment in segments {
            reassembly.handle_segment(&segment);
            sums.drain(&mut reassembly);
        }
        reassembly.finish();
        sums.drain(&mut reassembly);
        sums
    });
    (sums, peak)
}

#[test]
fn three_connections_are_followed_at_once() {
    let limits = Limits { connections: 3, ..Limits::default() };
    let (sums, peak) = run(limits, (0..20_000).map(|from| segment(from, 1, b"octets")));
    assert_eq!(sums, Sums { octets: 120_000, missing: 0, displaced: 19_997 });
    assert!(peak < LITTLE, "{peak}");
    // A flood of SYNs does not displace a connection that carries something.
    let syn = |from| Segment { syn: true, ..segment(from, 0, b"") };
    let live = [segment(1 << 20, 1, b"a"), segment(1 << 21, 1, b"a")];
    let flood = live.into_iter().chain((0..20_000).map(syn)).chain([segment(1 << 20, 2, b"b")]);
    let (sums, peak) = run(limits, flood);
    assert_eq!(sums, Sums { octets: 3, missing: 0, displaced: 19_999 });
    assert!(peak < LITTLE, "{peak}");
}

#[test]
fn a_million_tiny_segments_behind_a_gap_are_no_burden() {
    let every_other = |count: u32| (0..count).map(|place| segment(1, 2 * place, b"x"));
    let roomy = Limits::default();
    for limits in
        [Limits { held: 3, ..roomy }, Limits { held_in_all: 3, ..roomy }, Limits { pieces: 3, ..roomy }]
    {
        let (sums, peak) = run(limits, every_other(20_000));
        assert_eq!(sums, Sums { octets: 20_000, missing: 19_999, displaced: 0 }, "{limits:?}");
        assert!(peak < LITTLE, "{peak} with {limits:?}");
    }
    // By default it is the number of pieces that counts, and that of the events which
    // the end of the capture brings: some 400 octets for each.
    let (sums, peak) = run(roomy, every_other(1_000_000));
    assert_eq!(sums, Sums { octets: 1_000_000, missing: 999_999, displaced: 0 });
    assert!(peak < 32 << 20, "{peak}");
}

#[test]
fn what_is_compared_later_is_three_octets() {
    let limits = Limits { recent: 3, ..Limits::default() };
    let (sums, peak) = run(limits, (0..10_000).map(|place| segment(1, place * 1000, &[7; 1000])));
    assert_eq!(sums.octets, 10_000_000);
    assert!(peak < LITTLE, "{peak}");
}

#[test]
fn large_segments_of_many_connections_share_one_cap() {
    // Each connection has a gap, and 60 000 octets behind it: 180 MB in all.
    let limits = Limits { held_in_all: 1 << 20, recent: 3, ..Limits::default() };
    let segments = (0..3000_u32).flat_map(|from| [segment(from, 0, b"a"), segment(from, 5, &[7; 60_000])]);
    let (sums, peak) = run(limits, segments);
    assert_eq!((sums.octets, sums.missing), (3000 * 60_001, 3000 * 4));
    assert!(peak < 8 << 20, "{peak}");
}

/// A pcap file whose records hold these octets.
fn pcap(records: impl Iterator<Item = Vec<u8>>) -> Vec<u8> {
    let mut file = vec![0xD4, 0xC3, 0xB2, 0xA1, 2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 0, 101, 0, 0, 0];
    for record in records {
        let length = u32::try_from(record.len()).unwrap().to_le_bytes();
        file.extend([0; 8]);
        file.extend(length);
        file.extend(length);
        file.extend(record);
    }
    file
}

/// Reads a file in pieces: how many packets it holds, why it ends, and the memory at its peak.
fn read(limits: Limits, octets: &[u8]) -> (u64, Option<FileFault>, u64) {
    let ((packets, fault), _, peak) = allocations_during(|| {
        let mut file = CaptureFile::new(limits);
        let mut packets = 0;
        for piece in octets.chunks(1024) {
            file.push(piece);
            loop {
                match file.next_packet() {
                    Ok(Some(packet)) => {
                        packets += 1;
                        let _ = dissect(&packet);
                    }
                    Ok(None) => break,
                    Err(fault) => return (packets, Some(fault)),
                }
            }
        }
        (packets, file.finish().err())
    });
    (packets, fault, peak)
}

#[test]
fn a_claimed_length_of_a_record_is_waited_for_up_to_the_cap() {
    let limits = Limits { block: 19, ..Limits::default() };
    // A record of three octets is 19 with its header.
    let three = pcap([vec![0x45; 3]].into_iter().cycle().take(1000));
    let (packets, fault, peak) = read(limits, &three);
    assert_eq!((packets, fault), (1000, None));
    assert!(peak < LITTLE, "{peak}");
    let four = pcap([vec![0x45; 3], vec![0x45; 4]].into_iter());
    let short = &four[..four.len() - 1];
    assert_eq!(read(limits, short).1, Some(FileFault::TooLong { offset: 43, length: 20, cap: 19 }));
    // A claim alone costs nothing.
    let mut claim = pcap([vec![0; 100_000]].into_iter());
    claim[32..36].copy_from_slice(&[0xFF; 4]);
    let (packets, fault, peak) = read(Limits::default(), &claim);
    assert_eq!(packets, 0);
    assert!(matches!(fault, Some(FileFault::TooLong { offset: 24, .. })), "{fault:?}");
    assert!(peak < LITTLE, "{peak}");
}

#[test]
fn a_section_has_three_interfaces() {
    let section = [0x0A, 0x0D, 0x0D, 0x0A, 28, 0, 0, 0, 0x4D, 0x3C, 0x2B, 0x1A, 1, 0, 0, 0];
    let section = [&section[..], &[0xFF; 8], &[28, 0, 0, 0]].concat();
    let interface = [1, 0, 0, 0, 20, 0, 0, 0, 101, 0, 0, 0, 0, 0, 0, 0, 20, 0, 0, 0];
    let limits = Limits { interfaces: 3, ..Limits::default() };
    // A new section begins to count anew.
    let three = [&section[..], &interface.repeat(3)].concat();
    let (_, fault, peak) = read(limits, &three.repeat(1000));
    assert_eq!(fault, None);
    assert!(peak < LITTLE, "{peak}");
    let (_, fault, peak) = read(limits, &[&section[..], &interface.repeat(10_000)].concat());
    let what = "more interfaces in a section than the cap";
    assert_eq!(fault, Some(FileFault::Malformed { offset: 88, what }));
    assert!(peak < LITTLE, "{peak}");
}
