//! The captures in `captures/`, which `make.py` makes by hand, and what is in them.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::std_instead_of_alloc,
    clippy::std_instead_of_core,
    reason = "test code"
)]

use std::collections::BTreeMap;
use std::path::Path;

use clickatell_capture::{
    CaptureFile, End, FileFault, Limits, Reassembly, Side, Skipped, Timestamp, What, dissect,
};

/// What a capture holds.
#[derive(Debug, Default)]
struct Contents {
    /// The octets of each connection, the client's and the server's.
    streams: BTreeMap<u64, [Vec<u8>; 2]>,
    /// Everything else that happened, in order.
    others: Vec<String>,
    times: Vec<Timestamp>,
    skipped: Vec<Skipped>,
    fault: Option<FileFault>,
}

fn file(name: &str) -> Vec<u8> {
    std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/captures").join(name)).unwrap()
}

/// Reads a capture whose octets come in pieces of this size.
fn read(octets: &[u8], piece: usize) -> Contents {
    let mut contents = Contents::default();
    let mut file = CaptureFile::new(Limits::default());
    let mut reassembly = Reassembly::new(Limits::default(), vec![2775]);
    'file: for piece in octets.chunks(piece) {
        file.push(piece);
        loop {
            let packet = match file.next_packet() {
                Ok(Some(packet)) => packet,
                Ok(None) => break,
                Err(fault) => {
                    contents.fault = Some(fault);
                    break 'file;
                }
            };
            contents.times.push(packet.at);
            match dissect(&packet) {
                Ok(segment) => reassembly.handle_segment(&segment),
                Err(why) => contents.skipped.push(why),
            }
            contents.drain(&mut reassembly);
        }
    }
    contents.fault = contents.fault.or_else(|| file.finish().err());
    reassembly.finish();
    contents.drain(&mut reassembly);
    contents
}

impl Contents {
    fn drain(&mut self, reassembly: &mut Reassembly) {
        while let Some(event) = reassembly.poll_event() {
            let id = event.connection.get();
            match event.what {
                What::Octets { sender, octets, .. } => {
                    let [client, server] = self.streams.entry(id).or_default();
                    if sender == Side::Client { client } else { server }.extend(octets);
                }
                other => self.others.push(format!("{id} {other:?}")),
            }
        }
    }
}

/// The PDUs of the vectors of these names, as they stand in `make.py`.
fn client() -> Vec<u8> {
    let bind = "0000002e000000020000000000000001637475736572303100733363726574393900333333343232320034000000";
    let submit = "0000004200000004000000000000000200000032373132333435363738390001013237393939313132333435\
                  000000000000010000000b48656c6c6f20576f726c64";
    let rest = "000000108000001500000000000000080000001000000006000000000000000a";
    clickatell_testkit::from_hex(&[bind, submit, rest].concat())
}

fn server() -> Vec<u8> {
    let bind = "00000020800000020000000000000001436c69636b6174656c6c000210000134";
    let submit =
        "00000031800000040000000000000002393936343131616439316661323131653764313762633837336161346134316400";
    let rest = "000000100000001500000000000000080000001080000006000000000000000a";
    clickatell_testkit::from_hex(&[bind, submit, rest].concat())
}

#[test]
fn every_kind_of_file_and_link_gives_the_same_session() {
    for (name, ends) in [
        ("session.pcap", "10.1.2.3:40000 -> 10.1.2.4:2775"),
        ("big-endian.pcap", "10.1.2.3:40000 -> 10.1.2.4:2775"),
        ("nanoseconds.pcap", "10.1.2.3:40000 -> 10.1.2.4:2775"),
        ("session.pcapng", "10.1.2.3:40000 -> 10.1.2.4:2775"),
        ("big-endian.pcapng", "10.1.2.3:40000 -> 10.1.2.4:2775"),
        ("binary-seconds.pcapng", "10.1.2.3:40000 -> 10.1.2.4:2775"),
        ("vlans.pcap", "10.1.2.3:40000 -> 10.1.2.4:2775"),
        ("cooked.pcap", "10.1.2.3:40000 -> 10.1.2.4:2775"),
        ("cooked2.pcap", "10.1.2.3:40000 -> 10.1.2.4:2775"),
        ("raw.pcap", "10.1.2.3:40000 -> 10.1.2.4:2775"),
        ("loopback.pcap", "10.1.2.3:40000 -> 10.1.2.4:2775"),
        ("loop.pcap", "10.1.2.3:40000 -> 10.1.2.4:2775"),
        ("ipv6.pcap", "[2001:db8::3]:40000 -> [2001:db8::4]:2775"),
    ] {
        let octets = file(name);
        for piece in [1, 100, octets.len()] {
            let contents = read(&octets, piece);
            assert_eq!(contents.fault, None, "{name}");
            assert_eq!(contents.skipped, [], "{name}");
            assert_eq!(
                contents.others,
                [format!("1 Opened({ends}, Captured)"), format!("1 Ended({:?})", End::Closed)],
                "{name}"
            );
            assert_eq!(contents.streams[&1], [client(), server()], "{name}");
        }
    }
}

#[test]
fn times_are_those_of_the_file() {
    for (name, unit, odd) in [
        ("session.pcap", 1_000_000, 0),
        ("big-endian.pcap", 1_000_000, 0),
        ("nanoseconds.pcap", 1_000_000, 7),
        ("session.pcapng", 1_000_000, 0),
        ("big-endian.pcapng", 1_000_000, 0),
    ] {
        let octets = file(name);
        for (place, time) in (0_u32..).zip(read(&octets, octets.len()).times) {
            assert_eq!((time.seconds(), time.nanos()), (1_450_000_000, place * unit + odd), "{name}");
        }
    }
    // Units of 1/1024 s: a thousandth is one of them, less than the second is one less.
    let octets = file("binary-seconds.pcapng");
    let times = read(&octets, octets.len()).times;
    assert_eq!((times[1].seconds(), times[1].nanos()), (1_450_000_000, 976_562));
}

#[test]
fn a_stream_in_disorder_is_put_in_order() {
    let contents = read(&file("shuffled.pcap"), 512);
    let expected = client();
    assert_eq!(contents.streams[&1][0], expected[..expected.len() - 16]);
    assert_eq!(contents.streams[&1][1], server()[..81]);
    assert_eq!(contents.others.len(), 2, "{:?}", contents.others);
}

#[test]
fn what_a_capture_lacks_is_told() {
    assert_eq!(
        read(&file("gap.pcap"), 512).others,
        [
            "1 Opened(10.1.2.3:40000 -> 10.1.2.4:2775, Captured)",
            "1 Missing(Client, 30 at 76)",
            "1 Missing(Client, 26 at 128)",
            "1 Ended(Closed)"
        ]
    );
    assert_eq!(
        read(&file("under-way.pcap"), 512).others,
        [
            "1 Opened(10.1.2.3:40000 -> 10.1.2.4:2775, UnderWay)",
            "1 Ended(Reset(Server))",
            "2 Opened(10.1.2.3:40000 -> 10.1.2.4:2775, Captured)",
            "2 Ended(Closed)",
        ]
    );
    // 100 octets of a packet are 46 of its segment: the message and its answer are cut short.
    assert_eq!(
        read(&file("snaplen.pcap"), 512).others,
        [
            "1 Opened(10.1.2.3:40000 -> 10.1.2.4:2775, Captured)",
            "1 Missing(Client, 20 at 92)",
            "1 Missing(Server, 3 at 78)",
            "1 Ended(Closed)"
        ]
    );
}

#[test]
fn what_is_left_out_is_counted() {
    let contents = read(&file("others.pcap"), 512);
    assert_eq!(contents.skipped, [Skipped::NotTcp, Skipped::NotTcp, Skipped::Fragment]);
    assert_eq!(contents.streams.len(), 3);
}

#[test]
fn every_beginning_of_a_file_ends_well_or_says_where_it_is_cut() {
    for name in ["session.pcap", "session.pcapng", "big-endian.pcapng"] {
        let whole = file(name);
        for length in 0..whole.len() {
            let contents = read(&whole[..length], 4096);
            let given = contents.streams.get(&1).map_or(0, |[client, server]| client.len() + server.len());
            assert!(given <= client().len() + server().len());
            match contents.fault {
                None => {}
                Some(FileFault::Unrecognised) => assert!(length < 4, "{name} {length}"),
                Some(FileFault::CutShort { offset, present }) => {
                    assert_eq!(offset + u64::try_from(present).unwrap(), u64::try_from(length).unwrap());
                }
                Some(other) => panic!("{name} {length}: {other}"),
            }
        }
    }
}

#[test]
fn a_file_that_says_what_cannot_be_is_refused_with_the_place() {
    let refused = |octets: &[u8]| read(octets, 4096).fault.unwrap().to_string();
    assert_eq!(refused(b"GIF89a"), "neither pcap nor pcapng");
    // The first record of a pcap file says that it has 4 GiB.
    let mut octets = file("session.pcap");
    octets[32..36].copy_from_slice(&[0xFF; 4]);
    assert_eq!(
        refused(&octets),
        "at octet 24 of the file: a record of 4294967311 octets, more than the cap of 1048576"
    );
    // The blocks of a pcapng file: no multiple of four, shorter than its frame, longer than the cap.
    let octets = file("session.pcapng");
    let section = usize::from(octets[4]);
    for (length, what) in [
        ([0x2A, 0, 0, 0], "a block whose length cannot be"),
        ([8, 0, 0, 0], "a block whose length cannot be"),
        ([0, 0, 0, 0x7F], "a record of 2130706432 octets, more than the cap of 1048576"),
        ([12, 0, 0, 0], "a block that contradicts its length"),
    ] {
        let mut octets = octets.clone();
        octets[section + 4..section + 8].copy_from_slice(&length);
        assert_eq!(refused(&octets), format!("at octet {section} of the file: {what}"));
    }
    // A packet of an interface that no block describes, and one longer than its block.
    let packet = section + 20;
    for (at, value, what) in [
        (8, 1, "a packet of an interface that is not described"),
        (20, 0xF0, "a block that contradicts its length"),
    ] {
        let mut octets = octets.clone();
        octets[packet + at] = value;
        assert_eq!(refused(&octets), format!("at octet {packet} of the file: {what}"));
    }
}
