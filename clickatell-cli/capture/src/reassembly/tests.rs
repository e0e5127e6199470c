//! What TCP may do to a stream, and what a capture may lack of it.
#![allow(clippy::arithmetic_side_effects, reason = "test code: a panic is a failed test")]

use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use proptest::prelude::*;

use super::*;

/// One end of the connections of these tests, by its port.
fn end(port: u16) -> SocketAddr {
    SocketAddr::from((Ipv4Addr::new(10, 0, 0, 1), port))
}

/// A segment from port 40000 to port 2775.
fn segment(sequence: u32, payload: &[u8]) -> Segment<'_> {
    Segment {
        at: Timestamp::default(),
        from: end(40_000),
        to: end(2775),
        sequence,
        acknowledged: None,
        syn: false,
        fin: false,
        rst: false,
        payload,
        missing: 0,
    }
}

fn reversed(segment: Segment<'_>) -> Segment<'_> {
    Segment { from: segment.to, to: segment.from, ..segment }
}

fn at(seconds: u64, segment: Segment<'_>) -> Segment<'_> {
    Segment { at: Timestamp::new(Duration::from_secs(seconds)), ..segment }
}

/// What happens, in a line each; octets as text.
fn told(reassembly: &mut Reassembly) -> Vec<String> {
    let mut lines = Vec::new();
    while let Some(Event { connection, what, .. }) = reassembly.poll_event() {
        let what = match what {
            What::Octets { sender, offset, octets } => {
                format!("{sender:?} {offset} {}", String::from_utf8(octets).unwrap())
            }
            other => format!("{other:?}"),
        };
        lines.push(format!("{} {what}", connection.get()));
    }
    lines
}

fn run(limits: Limits, segments: &[Segment<'_>]) -> Vec<String> {
    let mut reassembly = Reassembly::new(limits, vec![2775]);
    let mut lines = Vec::new();
    for segment in segments {
        reassembly.handle_segment(segment);
        lines.extend(told(&mut reassembly));
    }
    reassembly.finish();
    lines.extend(told(&mut reassembly));
    assert_eq!(reassembly.held(), 0);
    lines
}

const OPENED: &str = "1 Opened(10.0.0.1:40000 -> 10.0.0.1:2775, UnderWay)";
const ENDED: &str = "1 Ended(CaptureEnded)";

#[test]
fn a_connection_from_its_syn_to_its_last_fin() {
    let syn = Segment { syn: true, ..segment(99, b"") };
    let answer = reversed(Segment { syn: true, acknowledged: Some(100), ..segment(499, b"") });
    let fin = Segment { fin: true, acknowledged: Some(502), ..segment(103, b"d") };
    let last = reversed(Segment { fin: true, acknowledged: Some(105), ..segment(502, b"") });
    let reply = reversed(segment(500, b"xy"));
    assert_eq!(
        run(Limits::default(), &[syn, syn, answer, segment(100, b"abc"), reply, fin, last, fin, last]),
        [
            "1 Opened(10.0.0.1:40000 -> 10.0.0.1:2775, Captured)",
            "1 Client 0 abc",
            "1 Server 0 xy",
            "1 Client 3 d",
            "1 Ended(Closed)",
        ]
    );
}

#[test]
fn numbers_wrap() {
    let segments = [segment(u32::MAX - 1, b"abc"), segment(4, b"gh"), segment(1, b"def")];
    assert_eq!(
        run(Limits::default(), &segments),
        [OPENED, "1 Client 0 abc", "1 Client 3 def", "1 Client 6 gh", ENDED]
    );
}

#[test]
fn of_octets_that_come_twice_the_first_count() {
    // In front of what was reached, and behind a gap; differences are told with their place.
    let segments = [
        segment(10, b"abcd"),
        segment(11, b"bXdef"),
        segment(20, b"uvw"),
        segment(18, b"stUVw"),
        segment(16, b"qrstuvwx"),
    ];
    assert_eq!(
        run(Limits::default(), &segments),
        [
            OPENED,
            "1 Client 0 abcd",
            "1 Differs(Client, 1 at 2)",
            "1 Client 4 ef",
            "1 Differs(Client, 2 at 10)",
            "1 Client 6 qr",
            "1 Client 8 st",
            "1 Client 10 uvw",
            "1 Client 13 x",
            ENDED
        ]
    );
}

#[test]
fn a_gap_is_told_when_the_capture_ends() {
    assert_eq!(
        run(Limits::default(), &[segment(10, b"ab"), segment(15, b"fg"), segment(13, b"d")]),
        [
            OPENED,
            "1 Client 0 ab",
            "1 Missing(Client, 1 at 2)",
            "1 Client 3 d",
            "1 Missing(Client, 1 at 4)",
            "1 Client 5 fg",
            ENDED
        ]
    );
}

#[test]
fn what_the_capture_cut_off_is_missing() {
    let cut = Segment { missing: 3, ..segment(10, b"ab") };
    let last = Segment { missing: 4, ..segment(15, b"f") };
    assert_eq!(
        run(Limits::default(), &[cut, last]),
        [
            OPENED,
            "1 Client 0 ab",
            "1 Missing(Client, 3 at 2)",
            "1 Client 5 f",
            "1 Missing(Client, 4 at 6)",
            ENDED
        ]
    );
}

#[test]
fn a_gap_that_the_receiver_has_no_more_is_given_up() {
    let ack =
        |seconds, number| at(seconds, reversed(Segment { acknowledged: Some(number), ..segment(1, b"") }));
    let data = |seconds, number, payload| at(seconds, segment(number, payload));
    let segments = [
        data(1, 10, b"ab"),
        data(1, 14, b"ef"),
        // The receiver waits for the gap still, however long.
        ack(9, 12),
        ack(10, 16),
        ack(10, 16),
        ack(11, 16),
        data(12, 12, b"cd"),
        data(12, 16, b"g"),
    ];
    assert_eq!(
        run(Limits::default(), &segments),
        [
            OPENED,
            "1 Client 0 ab",
            "1 Missing(Client, 2 at 2)",
            "1 Client 4 ef",
            "1 Late(Client, 2)",
            "1 Client 6 g",
            ENDED
        ]
    );
}

#[test]
fn probes_of_an_idle_connection_are_no_octets() {
    let segments = [segment(10, b"ab"), segment(11, b"\0"), segment(11, b""), segment(12, b"cd")];
    assert_eq!(run(Limits::default(), &segments), [OPENED, "1 Client 0 ab", "1 Client 2 cd", ENDED]);
}

#[test]
fn a_new_syn_between_the_same_ends_is_another_connection() {
    let syn = |number| Segment { syn: true, ..segment(number, b"") };
    let segments = [syn(9), segment(10, b"ab"), syn(9), syn(5000), segment(5001, b"cd")];
    assert_eq!(
        run(Limits::default(), &segments),
        [
            "1 Opened(10.0.0.1:40000 -> 10.0.0.1:2775, Captured)",
            "1 Client 0 ab",
            "1 Ended(Replaced)",
            "2 Opened(10.0.0.1:40000 -> 10.0.0.1:2775, Captured)",
            "2 Client 0 cd",
            "2 Ended(CaptureEnded)",
        ]
    );
}

#[test]
fn a_reset_ends_it_and_what_comes_behind_is_told() {
    let rst = reversed(Segment { rst: true, ..segment(7, b"") });
    let segments = [segment(10, b"ab"), segment(14, b"ef"), rst, rst, segment(10, b"ab"), segment(16, b"gh")];
    assert_eq!(
        run(Limits::default(), &segments),
        [
            OPENED,
            "1 Client 0 ab",
            "1 Missing(Client, 2 at 2)",
            "1 Client 4 ef",
            "1 Ended(Reset(Server))",
            "1 Late(Client, 2)",
        ]
    );
}

#[test]
fn a_reset_of_other_numbers_ends_nothing() {
    let rst = |sequence| Segment { rst: true, ..segment(sequence, b"") };
    for stray in [rst(0), rst(9), rst(12 + (1 << 20) + 1), rst(u32::MAX / 2)] {
        let told = run(Limits::default(), &[segment(10, b"ab"), stray, segment(12, b"cd")]);
        assert_eq!(told, [OPENED, "1 Client 0 ab", "1 Client 2 cd", ENDED], "{}", stray.sequence);
    }
    for end in [rst(12), rst(11), rst(12 + (1 << 20))] {
        let told = run(Limits::default(), &[segment(10, b"ab"), end]);
        assert_eq!(told, [OPENED, "1 Client 0 ab", "1 Ended(Reset(Client))"], "{}", end.sequence);
    }
}

#[test]
fn octets_from_before_the_capture_are_told() {
    assert_eq!(
        run(Limits::default(), &[segment(10, b"ab"), segment(7, b"xyzab"), segment(12, b"cd")]),
        [OPENED, "1 Client 0 ab", "1 Late(Client, 3)", "1 Client 2 cd", ENDED]
    );
}

#[test]
fn the_ends_of_a_connection_under_way_are_guessed_by_the_ports() {
    for (from, to, client) in [(2775, 80, 80), (80, 2775, 80), (5000, 443, 5000), (443, 5000, 5000)] {
        let segment = Segment { from: end(from), to: end(to), ..segment(1, b"a") };
        let opened = &run(Limits::default(), &[segment])[0];
        assert!(opened.starts_with(&format!("1 Opened(10.0.0.1:{client} ->")), "{from} {to}: {opened}");
    }
    // Whoever answers a SYN was connected to, whatever the ports.
    let answer =
        Segment { from: end(5000), to: end(80), syn: true, acknowledged: Some(7), ..segment(1, b"") };
    assert!(run(Limits::default(), &[answer])[0].starts_with("1 Opened(10.0.0.1:80 ->"));
}

#[test]
fn an_ignored_connection_is_silent_until_another_replaces_it() {
    let mut reassembly = Reassembly::new(Limits::default(), Vec::new());
    reassembly.handle_segment(&segment(10, b"ab"));
    reassembly.handle_segment(&segment(20, b"gap"));
    let Some(Event { connection, .. }) = reassembly.poll_event() else { panic!() };
    assert_eq!(reassembly.held(), 3);
    reassembly.ignore(connection);
    assert_eq!(reassembly.held(), 0);
    assert_eq!(told(&mut reassembly), ["1 Client 0 ab"]);
    reassembly.handle_segment(&segment(12, b"cd"));
    reassembly.handle_segment(&Segment { rst: true, ..segment(14, b"") });
    assert_eq!(told(&mut reassembly), [""; 0]);
    reassembly.handle_segment(&Segment { syn: true, ..segment(777, b"") });
    assert_eq!(told(&mut reassembly), ["2 Opened(10.0.0.1:40000 -> 10.0.0.1:2775, Captured)"]);
}

#[test]
fn beyond_a_cap_a_gap_is_given_up() {
    let segments =
        [segment(10, b"a"), segment(12, b"c"), segment(14, b"e"), segment(16, b"gh"), segment(11, b"b")];
    let expected = [
        OPENED,
        "1 Client 0 a",
        "1 Missing(Client, 1 at 1)",
        "1 Client 2 c",
        "1 Late(Client, 1)",
        "1 Missing(Client, 1 at 3)",
        "1 Client 4 e",
        "1 Missing(Client, 1 at 5)",
        "1 Client 6 gh",
        ENDED,
    ];
    let roomy = Limits::default();
    for limits in
        [Limits { held: 3, ..roomy }, Limits { held_in_all: 3, ..roomy }, Limits { pieces: 2, ..roomy }]
    {
        assert_eq!(run(limits, &segments), expected, "{limits:?}");
    }
}

#[test]
fn one_connection_too_many_displaces_the_least_valuable_one() {
    let of = |port, payload| Segment { from: end(port), ..segment(1, payload) };
    let syn = Segment { syn: true, ..of(3, b"") };
    let mut reassembly = Reassembly::new(Limits { connections: 3, ..Limits::default() }, vec![2775]);
    for segment in
        [of(1, b"a"), of(2, b"b"), syn, of(4, b"c"), Segment { sequence: 2, ..of(1, b"d") }, of(5, b"e")]
    {
        reassembly.handle_segment(&segment);
    }
    let ended: Vec<String> =
        told(&mut reassembly).into_iter().filter(|line| line.contains("Ended")).collect();
    // First the one without octets, then the one that was silent for longest; never the others.
    assert_eq!(ended, ["3 Ended(Displaced)", "2 Ended(Displaced)"]);
}

proptest! {
    /// A stream, cut anyhow, each piece sent once or several times, in any order: the same octets come out.
    #[test]
    fn any_segmentation_in_any_order_gives_the_stream(
        stream in prop::collection::vec(any::<u8>(), 1..300),
        initial in any::<u32>(),
        cuts in prop::collection::vec((0..300_usize, 1..40_usize), 0..40),
        places in prop::collection::vec(any::<prop::sample::Index>(), 80),
    ) {
        let step = 7;
        let mut pieces: Vec<(usize, usize)> =
            (0..stream.len()).step_by(step).map(|from| (from, (from + step).min(stream.len()))).collect();
        pieces.extend(cuts.iter().map(|(from, length)| {
            let from = *from % stream.len();
            (from, (from + length).min(stream.len()))
        }));
        for (place, index) in places.iter().enumerate() {
            let (a, b) = (place % pieces.len(), index.index(pieces.len()));
            pieces.swap(a, b);
        }
        let mut reassembly = Reassembly::new(Limits::default(), Vec::new());
        reassembly.handle_segment(&Segment { syn: true, ..segment(initial, b"") });
        let mut out = Vec::new();
        for (from, to) in pieces {
            let number = initial.wrapping_add(1).wrapping_add(u32::try_from(from).unwrap());
            reassembly.handle_segment(&segment(number, &stream[from..to]));
            while let Some(event) = reassembly.poll_event() {
                match event.what {
                    What::Octets { offset, octets, .. } => {
                        prop_assert_eq!(offset, u64::try_from(out.len()).unwrap());
                        out.extend(octets);
                    }
                    What::Opened { .. } => {}
                    other => prop_assert!(false, "{:?}", other),
                }
            }
        }
        prop_assert_eq!(out, stream);
        prop_assert_eq!(reassembly.held(), 0);
    }
}
