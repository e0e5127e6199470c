//! Links under random happenings: what must hold whatever happens.

use std::collections::BTreeMap;
use std::vec::Vec;

use clickatell_core::machine::Timed;
use clickatell_core::time::Duration;
use proptest::prelude::*;

use super::super::*;
use super::world::{Door, Log, World};
use crate::code::CommandStatus;
use crate::profile::Profile;

#[derive(Clone, Debug)]
enum Step {
    Submit,
    Answers(Vec<Option<CommandStatus>>),
    Door(Door),
    Lose(usize),
    Unbind(usize),
    Wait(u64),
}

fn step() -> impl Strategy<Value = Step> {
    let answer = prop_oneof![
        Just(None),
        Just(Some(CommandStatus::ESME_ROK)),
        Just(Some(CommandStatus::ESME_RTHROTTLED)),
        Just(Some(CommandStatus::ESME_RSYSERR)),
    ];
    let door = prop_oneof![
        3 => Just(Door::Open),
        1 => Just(Door::Shut),
        1 => Just(Door::Dumb),
        1 => Just(Door::Lost),
        1 => Just(Door::Refuses(CommandStatus::ESME_RBINDFAIL)),
    ];
    prop_oneof![
        6 => Just(Step::Submit),
        2 => prop::collection::vec(answer, 0..4).prop_map(Step::Answers),
        2 => door.prop_map(Step::Door),
        2 => any::<usize>().prop_map(Step::Lose),
        1 => any::<usize>().prop_map(Step::Unbind),
        4 => prop_oneof![0..5_u64, 0..300_u64].prop_map(Step::Wait),
    ]
}

proptest! {
    #[test]
    fn every_request_ends_once_and_connects_keep_their_distance(
        plan in prop::sample::select(std::vec![Plan::Transceiver, Plan::TransmitterAndReceiver, Plan::TransmitterOnly]),
        window in prop::sample::select(std::vec![1_usize, 3]),
        seed in any::<u64>(),
        steps in prop::collection::vec(step(), 1..60),
    ) {
        let mut world = World::with(plan, Profile::clickatell().with_window(window), seed);
        let mut submitted = 0;
        for step in steps {
            match step {
                Step::Submit => {
                    submitted += 1;
                    world.submit(&std::format!("{submitted}"));
                }
                Step::Answers(answers) => world.answers = answers,
                Step::Door(door) => world.door = door,
                Step::Lose(pick) | Step::Unbind(pick) if !world.smsc.is_empty() => {
                    let conn = *world.smsc.keys().nth(pick % world.smsc.len()).unwrap();
                    if matches!(step, Step::Unbind(_)) {
                        // Not bound: then there is nothing to unbind.
                        let _ = world.smsc.get_mut(&conn).unwrap().unbind(world.now);
                    } else {
                        world.drop_conn(conn);
                    }
                    world.settle();
                }
                Step::Wait(seconds) => world.wait(seconds),
                Step::Lose(_) | Step::Unbind(_) => {}
            }
        }
        world.link.unbind(world.now);
        world.settle();
        world.wait(3_600);
        prop_assert!(world.is_over());
        prop_assert_eq!((world.link.poll_timeout(), world.link.outbox().under_way()), (None, 0));

        let mut ends: BTreeMap<u64, u32> = BTreeMap::new();
        for log in world.logged() {
            if let Log::Response(id, _) | Log::NoResponse(id) | Log::NotSent(id) = log {
                *ends.entry(id).or_default() += 1;
            }
        }
        prop_assert_eq!(ends.len(), submitted);
        prop_assert!(ends.values().all(|count| *count == 1), "{:?}", ends);

        // What the SMSC took it took once; in order where nothing overtakes a refused one under way.
        let mut taken: Vec<u32> = world.taken.iter().map(|text| text.parse().unwrap()).collect();
        if window > 1 {
            taken.sort_unstable();
        }
        prop_assert!(taken.windows(2).all(|pair| pair[0] < pair[1]), "{:?}", taken);

        // Nobody binds a kind twice within 30 seconds, nor anything within 180 of a third refusal in a row.
        for kind in plan.kinds() {
            let times = world.times(&Log::Bind(*kind));
            prop_assert!(times.windows(2).all(|pair| pair[1].since(pair[0]) >= Duration::from_secs(30)));
        }
        let (mut refusals, mut held) = (0, None);
        for (at, log) in &world.log {
            match log {
                Log::Bound(_) => refusals = 0,
                Log::Down(_, DownReason::BindRefused(_)) => {
                    refusals += 1;
                    if refusals == 3 {
                        (refusals, held) = (0, Some(*at));
                    }
                }
                Log::Bind(_) => {
                    let free = held.is_none_or(|held| at.since(held) >= Duration::from_secs(180));
                    prop_assert!(free, "a bind at {at} in a lockout");
                }
                _ => {}
            }
        }
    }
}

proptest! {
    #[test]
    fn an_owner_and_an_smsc_that_keep_books_find_nothing(input in prop::collection::vec(any::<u8>(), 0..500)) {
        let seen = crate::fuzzing::link(&input);
        prop_assert_eq!(seen.issued, seen.ended);
    }
}
