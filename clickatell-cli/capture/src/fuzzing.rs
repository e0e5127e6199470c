//! The body of the fuzz target, as a plain function: `cargo test` replays its corpus on stable.
//!
//! It asserts what must hold for any input and panics where it does not; that is what a fuzzer looks for.
#![allow(
    clippy::panic,
    clippy::expect_used,
    clippy::arithmetic_side_effects,
    clippy::missing_panics_doc,
    clippy::as_conversions,
    missing_docs,
    reason = "assertions are the purpose of this module"
)]

use std::collections::{BTreeMap, HashMap};
use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use crate::{CaptureFile, ConnectionId, Event, Limits, Reassembly, Segment, Side, Timestamp, What, dissect};

/// Small enough for every cap to be met often.
const LIMITS: Limits = Limits {
    block: 4096,
    interfaces: 4,
    connections: 3,
    held: 24,
    held_in_all: 40,
    pieces: 5,
    recent: 8,
    patience: Duration::from_secs(2),
};

/// The most octets of one segment of the soup.
const LONGEST: usize = 15;

/// A capture file, in pieces of any size, or a soup of segments: how many events it gave.
#[must_use]
pub fn capture(input: &[u8]) -> usize {
    let is_file = input.first_chunk::<4>().is_some_and(|first| CaptureFile::recognises(*first));
    if !is_file {
        return soup(input);
    }
    let whole = file(input, input.len());
    let piece = usize::from(input.last().copied().unwrap_or(0)) + 1;
    assert_eq!(file(input, piece), whole, "pieces of {piece} octets give something else");
    whole.len()
}

/// What a file gives, in a line each, when it comes in pieces of this size.
fn file(octets: &[u8], piece: usize) -> Vec<String> {
    let mut file = CaptureFile::new(LIMITS);
    let mut reassembly = Reassembly::new(LIMITS, vec![2775]);
    let mut streams = HashMap::new();
    let mut lines = Vec::new();
    'file: for piece in octets.chunks(piece) {
        file.push(piece);
        loop {
            match file.next_packet().map(|packet| packet.map(|packet| dissect(&packet))) {
                Ok(Some(Ok(segment))) => reassembly.handle_segment(&segment),
                Ok(Some(Err(skipped))) => lines.push(skipped.to_string()),
                Ok(None) => break,
                Err(fault) => {
                    lines.push(fault.to_string());
                    break 'file;
                }
            }
            follow(&mut reassembly, &mut streams, &mut lines);
        }
    }
    reassembly.finish();
    follow(&mut reassembly, &mut streams, &mut lines);
    assert_eq!(reassembly.held(), 0);
    lines
}

/// Drains the events; streams must have no holes that nobody tells of.
fn follow(
    reassembly: &mut Reassembly,
    streams: &mut HashMap<(ConnectionId, Side), u64>,
    lines: &mut Vec<String>,
) {
    while let Some(Event { connection, what, .. }) = reassembly.poll_event() {
        let (sender, offset, count) = match &what {
            What::Octets { sender, offset, octets } => (*sender, *offset, octets.len() as u64),
            What::Missing { sender, offset, octets } => (*sender, *offset, *octets),
            _ => {
                lines.push(format!("{connection:?} {what:?}"));
                continue;
            }
        };
        let next = streams.entry((connection, sender)).or_default();
        assert_eq!(offset, *next);
        *next += count;
        lines.push(format!("{connection:?} {what:?}"));
    }
    assert!(reassembly.held() <= LIMITS.held_in_all);
}

/// Five octets make a segment, of one of four connections; each is judged by a model of its streams.
fn soup(input: &[u8]) -> usize {
    let mut reassembly = Reassembly::new(LIMITS, vec![2775]);
    let mut model = Model::default();
    let mut seconds = 0;
    for five in input.chunks_exact(5) {
        let [kind, place, length, fill, acknowledged] = *five else { break };
        let port = 40_000 + u16::from(kind & 3);
        let [client, server] = [port, 2775].map(|port| SocketAddr::from((Ipv4Addr::LOCALHOST, port)));
        let is_client = kind & 4 == 0;
        // Numbers of the client's wrap after 128 octets.
        let (own, other) = if is_client { (u32::MAX - 127, 10) } else { (10, u32::MAX - 127) };
        seconds += u64::from(fill >> 6 == 3);
        let payload: Vec<u8> = (0..length & 0x0F)
            .map(|at| place.wrapping_add(at).wrapping_add(kind & 8) ^ if fill & 7 == 7 { fill } else { 0 })
            .collect();
        let segment = Segment {
            at: Timestamp::new(Duration::from_secs(seconds)),
            from: if is_client { client } else { server },
            to: if is_client { server } else { client },
            sequence: own.wrapping_add(place.into()),
            acknowledged: (kind & 0x10 != 0).then(|| other.wrapping_add(acknowledged.into())),
            syn: kind & 0xE0 == 0x20,
            fin: kind & 0xE0 == 0x40,
            rst: kind & 0xE0 == 0x60 && fill & 1 == 1,
            payload: &payload,
            missing: usize::from(if length >> 6 == 3 { length >> 4 & 3 } else { 0 }),
        };
        reassembly.handle_segment(&segment);
        model.judge(&mut reassembly, Some((port, &segment)));
        assert!(reassembly.held() <= LIMITS.held_in_all + LONGEST);
    }
    reassembly.finish();
    model.judge(&mut reassembly, None);
    assert_eq!(reassembly.held(), 0);
    assert!(model.streams.values().all(|stream| stream.ended));
    model.events
}

/// For each stream, the first octet that was ever seen at each place.
#[derive(Default)]
struct Model {
    /// The connection between two ends, by the port that differs, and which of them connected.
    current: HashMap<u16, (ConnectionId, SocketAddr)>,
    streams: HashMap<(ConnectionId, Side), Stream>,
    events: usize,
}

#[derive(Default)]
struct Stream {
    /// The number of its first octet.
    base: Option<u32>,
    octets: BTreeMap<i64, u8>,
    next: i64,
    ended: bool,
}

impl Model {
    /// Judges everything that a segment, or the end, gives.
    fn judge(&mut self, reassembly: &mut Reassembly, segment: Option<(u16, &Segment<'_>)>) {
        let events: Vec<Event> = std::iter::from_fn(|| reassembly.poll_event()).collect();
        self.events += events.len();
        if let Some((port, segment)) = segment {
            for event in &events {
                if let What::Opened { client, .. } = event.what {
                    self.current.insert(port, (event.connection, client));
                }
            }
            if let Some((connection, client)) = self.current.get(&port) {
                let sender = if segment.from == *client { Side::Client } else { Side::Server };
                self.note(*connection, sender, segment);
            }
        }
        for Event { connection, what, .. } in events {
            match what {
                What::Octets { sender, offset, octets } => {
                    let stream = self.streams.entry((connection, sender)).or_default();
                    assert!(!stream.ended);
                    assert_eq!(offset, stream.next as u64);
                    for octet in octets {
                        assert_eq!(stream.octets.get(&stream.next), Some(&octet), "at {}", stream.next);
                        stream.next += 1;
                    }
                }
                What::Missing { sender, offset, octets } => {
                    let stream = self.streams.entry((connection, sender)).or_default();
                    assert_eq!(offset, stream.next as u64);
                    let gap = stream.next..stream.next + octets as i64;
                    assert_eq!(stream.octets.range(gap.clone()).next(), None, "not missing: {gap:?}");
                    stream.next = gap.end;
                }
                What::Ended(_) => {
                    for sender in [Side::Client, Side::Server] {
                        let stream = self.streams.entry((connection, sender)).or_default();
                        assert!(!stream.ended);
                        assert_eq!(stream.octets.range(stream.next..).next(), None, "never told of");
                        stream.ended = true;
                    }
                }
                _ => {}
            }
        }
    }

    /// Notes the octets of a segment where nothing was noted before.
    fn note(&mut self, connection: ConnectionId, sender: Side, segment: &Segment<'_>) {
        if let (true, Some(number)) = (segment.syn, segment.acknowledged) {
            self.streams.entry((connection, sender.other())).or_default().base.get_or_insert(number);
        }
        let stream = self.streams.entry((connection, sender)).or_default();
        let first = segment.sequence.wrapping_add(u32::from(segment.syn));
        if stream.ended || segment.rst {
            return;
        }
        if segment.syn {
            stream.base = Some(first);
        } else if segment.payload.len() + segment.missing > 0 || segment.fin {
            stream.base.get_or_insert(first);
        }
        let Some(base) = stream.base else { return };
        let place = i64::from(first.wrapping_sub(base).cast_signed());
        for (place, octet) in (place..).zip(segment.payload) {
            stream.octets.entry(place).or_insert(*octet);
        }
    }
}
