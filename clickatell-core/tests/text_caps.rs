//! What text may cost: a joiner's caps, set to 3 and exceeded by a peer, and no allocation beyond an output.
#![allow(clippy::unwrap_used, clippy::disallowed_methods, reason = "test code")]

use clickatell_core::machine::Timed;
use clickatell_core::text::gsm::{LanguageTables, NationalLanguage};
use clickatell_core::text::join::{IncompleteReason, JoinError, JoinLimits, Joined, Joiner};
use clickatell_core::text::split::Splitter;
use clickatell_core::text::udh::{Concat, Element, Reference, Udh};
use clickatell_core::text::{Coding, gsm, packed};
use clickatell_core::time::{Duration, Instant};
use clickatell_testkit::{CountingAllocator, allocations_during};

#[global_allocator]
static ALLOCATOR: CountingAllocator = CountingAllocator;

/// What a message under way may take beside its octets: its places in two trees.
const BOOKS: u64 = 4_000;

fn part(reference: u16, total: u8, part: u8) -> Concat {
    Concat::new(Reference::Sixteen(reference), total, part).unwrap()
}

fn joiner(change: impl FnOnce(&mut JoinLimits)) -> Joiner<u32> {
    let mut limits = JoinLimits::default();
    change(&mut limits);
    Joiner::new(limits)
}

#[test]
fn messages_beyond_the_cap_are_refused_and_no_memory() {
    let mut joiner = joiner(|limits| limits.sets = 3);
    let (refused, _, peak) = allocations_during(|| {
        let parts = (0..60_000).map(|number| joiner.push(Instant::ZERO, 7, part(number, 2, 1), &[0x55; 134]));
        parts.filter(|pushed| *pushed == Err(JoinError::Sets { limit: 3 })).count()
    });
    assert_eq!((refused, joiner.len()), (59_997, 3));
    assert!(peak < 3 * 134 + BOOKS, "{peak} octets");
    // Neither do new senders help, nor parts that put an end to what is there.
    let (refused, _, peak) = allocations_during(|| {
        let senders =
            (0..60_000).filter(|sender| joiner.push(Instant::ZERO, *sender, part(0, 3, 1), b"x").is_err());
        senders.count()
            + (0..60_000).filter(|_| joiner.push(Instant::ZERO, 7, part(0, 2, 1), b"y").is_err()).count()
    });
    assert_eq!(refused, 120_000);
    assert!(peak < BOOKS, "{peak} octets");
}

#[test]
fn messages_that_ended_and_were_not_fetched_count() {
    let mut joiner = joiner(|limits| (limits.sets, limits.lifetime) = (3, Duration::from_secs(1)));
    let (refused, _, peak) = allocations_during(|| {
        let seconds = (0..60_000).map(|number| (number, Instant::from_secs(2 * u64::from(number))));
        seconds.filter(|(number, now)| joiner.push(*now, 7, part(*number, 2, 1), b"x").is_err()).count()
    });
    assert_eq!(refused, 59_997);
    assert!(peak < BOOKS, "{peak} octets");
    joiner.handle_timeout(Instant::from_secs(1_000_000));
    let why: Vec<_> = core::iter::from_fn(|| joiner.poll_incomplete()).map(|ended| ended.why).collect();
    assert_eq!(why, [IncompleteReason::Expired; 3]);
}

#[test]
fn messages_of_more_parts_than_the_cap_are_refused_before_memory() {
    let mut joiner = joiner(|limits| limits.parts = 3);
    for total in 4..=u8::MAX {
        let (pushed, count, _) =
            allocations_during(|| joiner.push(Instant::ZERO, 7, part(1, total, 1), &[0; 134]));
        assert_eq!((pushed, count), (Err(JoinError::Parts { total, limit: 3 }), 0));
    }
    for number in 1..=2 {
        joiner.push(Instant::ZERO, 7, part(1, 3, number), &[number]).unwrap();
    }
    assert_eq!(joiner.push(Instant::ZERO, 7, part(1, 3, 3), &[3]), Ok(Joined::Complete(vec![1, 2, 3])));
}

#[test]
fn octets_beyond_the_cap_are_refused_and_no_memory() {
    let mut joiner = joiner(|limits| limits.octets = 3);
    let long = vec![0; 1 << 20];
    let (refused, _, peak) = allocations_during(|| {
        let long = joiner.push(Instant::ZERO, 7, part(0, 2, 1), &long);
        assert_eq!(long, Err(JoinError::Octets { limit: 3 }));
        (0..60_000).filter(|number| joiner.push(Instant::ZERO, 7, part(*number, 2, 1), b"x").is_err()).count()
    });
    assert_eq!((refused, joiner.len()), (59_997, 3));
    assert!(peak < BOOKS, "{peak} octets");
}

#[test]
fn what_was_joined_leaves_nothing_behind() {
    let mut joiner = joiner(|_| ());
    let ((), _, peak) = allocations_during(|| {
        for number in 0..10_000 {
            joiner.push(Instant::ZERO, u32::from(number), part(number, 2, 2), &[0; 134]).unwrap();
            let whole = joiner.push(Instant::ZERO, u32::from(number), part(number, 2, 1), &[0; 134]);
            assert!(matches!(whole, Ok(Joined::Complete(octets)) if octets.len() == 268));
        }
    });
    assert!(joiner.is_empty() && peak < 2 * 268 + BOOKS, "{peak} octets");
}

#[test]
fn text_allocates_its_output_once() {
    let turkish =
        LanguageTables::new(Some(NationalLanguage::TURKISH), Some(NationalLanguage::TURKISH)).unwrap();
    for text in
        ["a".repeat(459), "ä€".repeat(80), "[{}]".repeat(40), "ΔΦ".repeat(70), "Überfüllt ".repeat(16)]
    {
        let (octets, count, _) = allocations_during(|| {
            let mut octets = Vec::new();
            gsm::encode(&text, &mut octets).unwrap();
            octets
        });
        assert_eq!(count, 1, "{text}");
        let (again, count, _) = allocations_during(|| gsm::decode(&octets).unwrap());
        assert_eq!((again, count), (text.clone(), 1));
        let mut warm = Vec::with_capacity(2 * text.len());
        let ((), count, _) = allocations_during(|| gsm::encode(&text, &mut warm).unwrap());
        assert_eq!((&warm, count), (&octets, 0));
        let mut out = Vec::with_capacity(octets.len());
        let ((), count, _) = allocations_during(|| packed::pack(&octets, 6, &mut out).unwrap());
        assert_eq!(count, 0);
        let (septets, count, _) = allocations_during(|| gsm::septets(&text));
        assert_eq!((septets, count), (Some(octets.len()), 0));
    }
    let (septets, count, _) = allocations_during(|| turkish.septets("Ağrı Dağı"));
    assert_eq!((septets, count), (Some(9), 0));
}

#[test]
fn headers_and_parts_are_slices_of_what_came() {
    let text = "ğ".repeat(300);
    let tables = LanguageTables::new(None, Some(NationalLanguage::TURKISH)).unwrap();
    let ports = [Element::Ports8 { destination: 1, source: 2 }];
    let splitter = Splitter::new(Coding::National(tables), Reference::Eight(1)).with_header(&ports);
    let mut octets = Vec::new();
    tables.encode(&text, &mut octets).unwrap();
    let mut out = Vec::with_capacity(160);
    let (parts, count, _) = allocations_during(|| {
        let parts = splitter.split(&octets).unwrap();
        let count = parts.len();
        for part in parts {
            out.clear();
            part.encode(&mut out);
            let (header, body) = Udh::parse(&out).unwrap();
            assert!(header.elements().count() == 3 && body == part.octets());
        }
        (count, splitter.count_parts(&text).unwrap())
    });
    assert_eq!((parts, count), ((5, 5), 0));
}

#[test]
fn a_claim_of_septets_sizes_nothing() {
    let mut out = Vec::new();
    let (refused, count, _) =
        allocations_during(|| packed::unpack(&[0; 140], 0, usize::MAX, &mut out).is_err());
    assert_eq!((refused, count), (true, 0));
    let (found, count, _) = allocations_during(|| Udh::parse(&[255, 0, 255, 1]).is_err());
    assert_eq!((found, count), (true, 0));
}
