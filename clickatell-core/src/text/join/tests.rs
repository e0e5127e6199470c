//! Orders, duplicates, limits and time.

use super::*;
use crate::text::Coding;
use crate::text::split::Splitter;
use proptest::prelude::*;

mod model;

fn part(reference: u8, total: u8, part: u8) -> Concat {
    Concat::new(Reference::Eight(reference), total, part).unwrap()
}

fn at(secs: u64) -> Instant {
    Instant::from_secs(secs)
}

fn joiner(change: impl FnOnce(&mut JoinLimits)) -> Joiner<&'static str> {
    let mut limits = JoinLimits::default();
    change(&mut limits);
    Joiner::new(limits)
}

fn complete(octets: &[u8]) -> Result<Joined, JoinError> {
    Ok(Joined::Complete(octets.to_vec()))
}

#[test]
fn tw_8_3_7_any_order_and_duplicates() {
    let mut joiner = joiner(|_| ());
    assert_eq!(joiner.push(at(0), "a", part(0x33, 2, 2), b"wor"), Ok(Joined::Waiting { missing: 1 }));
    assert_eq!(joiner.push(at(1), "a", part(0x33, 2, 2), b"wor"), Ok(Joined::Duplicate));
    assert_eq!(joiner.push(at(2), "a", part(0x33, 2, 1), b"Hello "), complete(b"Hello wor"));
    assert!(joiner.is_empty());
    assert_eq!((joiner.poll_timeout(), joiner.poll_incomplete()), (None, None));
    assert_eq!(joiner.push(at(3), "a", part(0x33, 1, 1), b"alone"), complete(b"alone"));
}

#[test]
fn key_reference_its_width_and_total_keep_messages_apart() {
    let mut joiner = joiner(|_| ());
    let sixteen = Concat::new(Reference::Sixteen(1), 2, 1).unwrap();
    for (key, concat) in [
        ("a", part(1, 2, 1)),
        ("b", part(1, 2, 1)),
        ("a", part(2, 2, 1)),
        ("a", part(1, 3, 1)),
        ("a", sixteen),
    ] {
        let missing = concat.total() - 1;
        assert_eq!(joiner.push(at(0), key, concat, b"x"), Ok(Joined::Waiting { missing }));
    }
    assert_eq!(joiner.len(), 5);
    assert_eq!(joiner.push(at(0), "b", part(1, 2, 2), b"y"), complete(b"xy"));
}

#[test]
fn other_octets_under_an_old_number_begin_a_new_message() {
    let mut joiner = joiner(|_| ());
    joiner.push(at(0), "a", part(1, 2, 1), b"old").unwrap();
    assert_eq!(joiner.push(at(1), "a", part(1, 2, 1), b"new "), Ok(Joined::Waiting { missing: 1 }));
    let old = joiner.poll_incomplete().unwrap();
    assert_eq!((old.key, old.reference, old.total), ("a", Reference::Eight(1), 2));
    assert_eq!((old.why, &*old.parts[&1]), (IncompleteReason::Superseded, b"old".as_slice()));
    assert_eq!(joiner.push(at(2), "a", part(1, 2, 2), b"one"), complete(b"new one"));
    assert_eq!((joiner.octets, joiner.poll_incomplete()), (0, None));
}

#[test]
fn what_stays_incomplete_ends_when_its_time_is_over() {
    let mut joiner = joiner(|limits| limits.lifetime = Duration::from_secs(60));
    joiner.push(at(0), "a", part(1, 3, 1), b"1").unwrap();
    joiner.push(at(10), "b", part(1, 2, 1), b"x").unwrap();
    // A later part does not prolong it.
    joiner.push(at(20), "a", part(1, 3, 3), b"3").unwrap();
    assert_eq!(joiner.poll_timeout(), Some(at(60)));
    joiner.handle_timeout(at(59));
    assert_eq!(joiner.poll_incomplete(), None);
    joiner.handle_timeout(at(60));
    assert_eq!(joiner.poll_timeout(), Some(at(70)));
    let ended = joiner.poll_incomplete().unwrap();
    assert_eq!((ended.key, ended.why), ("a", IncompleteReason::Expired));
    assert!(ended.parts.into_iter().eq([(1, b"1".as_slice().into()), (3, b"3".as_slice().into())]));
    // A part that comes after the time, before the timer ran, is the first of a new message.
    assert_eq!(joiner.push(at(70), "b", part(1, 2, 2), b"y"), Ok(Joined::Waiting { missing: 1 }));
    assert_eq!(joiner.poll_incomplete().unwrap().key, "b");
    assert_eq!(joiner.poll_timeout(), Some(at(130)));
}

#[test]
fn each_limit_refuses_what_exceeds_it_and_keeps_what_was_there() {
    let mut sets = joiner(|limits| limits.sets = 3);
    for reference in 1..=3 {
        sets.push(at(0), "a", part(reference, 2, 1), b"x").unwrap();
    }
    assert_eq!(sets.push(at(0), "a", part(4, 2, 1), b"x"), Err(JoinError::Sets { limit: 3 }));
    assert_eq!(sets.push(at(0), "a", part(1, 2, 1), b"y"), Err(JoinError::Sets { limit: 3 }));
    assert_eq!(sets.push(at(0), "a", part(1, 2, 2), b"y"), complete(b"xy"));
    sets.push(at(0), "a", part(4, 2, 1), b"x").unwrap();
    // Those that ended count until they are fetched.
    sets.handle_timeout(at(86_400));
    assert_eq!(sets.push(at(86_400), "a", part(5, 2, 1), b"x"), Err(JoinError::Sets { limit: 3 }));
    while sets.poll_incomplete().is_some() {}
    assert!(sets.push(at(86_400), "a", part(5, 2, 1), b"x").is_ok());

    let mut parts = joiner(|limits| limits.parts = 3);
    assert!(parts.push(at(0), "a", part(1, 3, 1), b"x").is_ok());
    assert_eq!(parts.push(at(0), "a", part(1, 4, 1), b"x"), Err(JoinError::Parts { total: 4, limit: 3 }));

    let mut octets = joiner(|limits| limits.octets = 3);
    octets.push(at(0), "a", part(1, 2, 1), b"xy").unwrap();
    assert_eq!(octets.push(at(0), "a", part(1, 2, 2), b"zz"), Err(JoinError::Octets { limit: 3 }));
    assert_eq!(octets.push(at(0), "b", part(1, 2, 2), b"zz"), Err(JoinError::Octets { limit: 3 }));
    assert_eq!(octets.push(at(0), "a", part(1, 2, 2), b"z"), complete(b"xyz"));
    assert_eq!(octets.octets, 0);
}

proptest! {
    #[test]
    fn what_was_split_is_joined_whatever_the_order(
        octets in prop::collection::vec(any::<u8>(), 0..1200),
        order in any::<u64>(),
        twice in any::<bool>(),
    ) {
        let splitter = Splitter::new(Coding::Octets, Reference::Sixteen(7));
        let mut parts: Vec<_> = splitter.split(&octets).unwrap().collect();
        parts.sort_by_key(|part| {
            let number = part.concat().map_or(0, |concat| u64::from(concat.part()));
            order.rotate_left(u32::try_from(number * 7).unwrap()) & 0xFF
        });
        let mut joiner = joiner(|_| ());
        let mut whole = None;
        for part in &parts {
            let Some(concat) = part.concat() else {
                whole = Some(part.octets().to_vec());
                continue;
            };
            prop_assert_eq!(&whole, &None);
            let joined = joiner.push(at(0), "a", concat, part.octets()).unwrap();
            if let Joined::Complete(octets) = joined {
                whole = Some(octets);
            } else if twice {
                let again = joiner.push(at(0), "a", concat, part.octets());
                prop_assert_eq!(again, Ok(Joined::Duplicate));
            }
        }
        prop_assert_eq!(whole, Some(octets));
        prop_assert_eq!((joiner.octets, joiner.due.len(), joiner.sets.len()), (0, 0, 0));
    }

    #[test]
    fn books_balance_whatever_comes(
        steps in prop::collection::vec((0_u64..40, 0_u8..3, 1_u8..4, 1_u8..4, 0_usize..3, any::<bool>()), 0..80)
    ) {
        let mut joiner = joiner(|limits| {
            limits.sets = 4;
            limits.octets = 8;
            limits.lifetime = Duration::from_secs(50);
        });
        let mut now = at(0);
        for (pass, reference, total, number, length, fetch) in steps {
            now = now.after(Duration::from_secs(pass));
            if let Some(concat) = Concat::new(Reference::Eight(reference), total, number) {
                let _ = joiner.push(now, "a", concat, &[number; 2][..length]);
            } else {
                joiner.handle_timeout(now);
            }
            prop_assert!(joiner.poll_timeout().is_none_or(|due| due > now));
            if fetch {
                while joiner.poll_incomplete().is_some() {}
            }
            let live = joiner.sets.values().flat_map(|set| set.parts.values());
            let ended = joiner.ended.iter().flat_map(|ended| ended.parts.values());
            prop_assert_eq!(live.chain(ended).map(|part| part.len()).sum::<usize>(), joiner.octets);
            prop_assert_eq!(joiner.sets.len(), joiner.due.len());
            prop_assert!(joiner.sets.len() + joiner.ended.len() <= 4 && joiner.octets <= 8);
        }
    }
}
