//! A joiner without trees, counters or timers: one list of what is kept, searched from its head each time.

use super::*;

/// A part that is kept, or was when its message ended.
#[derive(Clone)]
struct Kept {
    key: u8,
    concat: Concat,
    octets: Vec<u8>,
    /// When the first part of its message came.
    begun: Instant,
}

impl Kept {
    fn is_of(&self, key: u8, concat: Concat) -> bool {
        (self.key, self.concat.reference(), self.concat.total()) == (key, concat.reference(), concat.total())
    }
}

struct Model {
    limits: JoinLimits,
    /// In the order in which messages began.
    messages: Vec<Vec<Kept>>,
    ended: Vec<(Vec<Kept>, IncompleteReason)>,
}

impl Model {
    fn expire(&mut self, now: Instant) {
        let due = |message: &Vec<Kept>| message[0].begun.after(self.limits.lifetime) <= now;
        let (over, live) = core::mem::take(&mut self.messages).into_iter().partition(due);
        self.messages = live;
        let over: Vec<Vec<Kept>> = over;
        self.ended.extend(over.into_iter().map(|message| (message, IncompleteReason::Expired)));
    }

    fn push(&mut self, now: Instant, key: u8, concat: Concat, octets: &[u8]) -> Result<Joined, JoinError> {
        self.expire(now);
        let JoinLimits { sets, parts, octets: most, .. } = self.limits;
        if concat.total() > parts {
            return Err(JoinError::Parts { total: concat.total(), limit: parts });
        }
        if concat.total() == 1 {
            return Ok(Joined::Complete(octets.to_vec()));
        }
        let all = self.messages.iter().chain(self.ended.iter().map(|(message, _)| message)).flatten();
        let room = all.map(|kept| kept.octets.len()).sum::<usize>() + octets.len() <= most;
        let begins = self.messages.len() + self.ended.len() < sets;
        let of_message = |message: &Vec<Kept>| message[0].is_of(key, concat);
        let place = self.messages.iter().position(of_message);
        let same = place
            .and_then(|place| self.messages[place].iter().find(|kept| kept.concat.part() == concat.part()));
        let supersedes = match same {
            Some(kept) if kept.octets == octets => return Ok(Joined::Duplicate),
            same => same.is_some(),
        };
        if (supersedes || place.is_none()) && !begins {
            return Err(JoinError::Sets { limit: sets });
        }
        if !room {
            return Err(JoinError::Octets { limit: most });
        }
        let mut message = place.map(|place| self.messages.remove(place)).unwrap_or_default();
        if supersedes {
            self.ended.push((core::mem::take(&mut message), IncompleteReason::Superseded));
        }
        let begun = message.first().map_or(now, |kept| kept.begun);
        message.push(Kept { key, concat, octets: octets.to_vec(), begun });
        if message.len() == usize::from(concat.total()) {
            message.sort_by_key(|kept| kept.concat.part());
            return Ok(Joined::Complete(message.into_iter().flat_map(|kept| kept.octets).collect()));
        }
        let missing = concat.total() - u8::try_from(message.len()).unwrap();
        match place.filter(|_| !supersedes) {
            Some(place) => self.messages.insert(place, message),
            None => self.messages.push(message),
        }
        Ok(Joined::Waiting { missing })
    }
}

#[derive(Clone, Debug)]
enum Step {
    Push { key: u8, concat: Concat, octets: Vec<u8> },
    Wait(u64),
    Fetch,
}

fn any_step() -> impl Strategy<Value = Step> {
    let reference =
        prop_oneof![(0_u8..2).prop_map(Reference::Eight), (0_u16..2).prop_map(Reference::Sixteen)];
    // 60 places are as many for each part of a total.
    let concat = (reference, 1_u8..=5, 0_u8..60)
        .prop_map(|(reference, total, place)| Concat::new(reference, total, 1 + place % total).unwrap());
    let octets = prop_oneof![Just(b"a".to_vec()), Just(b"bc".to_vec()), Just(Vec::new())];
    let push = (0_u8..2, concat, octets).prop_map(|(key, concat, octets)| Step::Push { key, concat, octets });
    prop_oneof![8 => push, 1 => (0_u64..30).prop_map(Step::Wait), 1 => Just(Step::Fetch)]
}

proptest! {
    #[test]
    fn a_joiner_does_what_its_model_does(steps in prop::collection::vec(any_step(), 0..200)) {
        let lifetime = Duration::from_secs(50);
        let limits = JoinLimits { sets: 5, parts: 4, octets: 12, lifetime };
        let mut joiner = Joiner::new(limits);
        let mut model = Model { limits, messages: Vec::new(), ended: Vec::new() };
        let mut now = at(0);
        for step in steps {
            match step {
                Step::Push { key, concat, octets } => {
                    let pushed = joiner.push(now, key, concat, &octets);
                    prop_assert_eq!(pushed, model.push(now, key, concat, &octets));
                }
                Step::Wait(secs) => {
                    now = now.after(Duration::from_secs(secs));
                    joiner.handle_timeout(now);
                    model.expire(now);
                }
                Step::Fetch => for (message, why) in model.ended.drain(..) {
                    let ended = joiner.poll_incomplete().expect("the model has it");
                    let Kept { key, concat, .. } = message[0];
                    prop_assert_eq!(
                        (ended.key, ended.reference, ended.total, ended.why),
                        (key, concat.reference(), concat.total(), why)
                    );
                    let parts: BTreeMap<u8, Box<[u8]>> =
                        message.into_iter().map(|kept| (kept.concat.part(), kept.octets.into())).collect();
                    prop_assert_eq!(ended.parts, parts);
                },
            }
            prop_assert_eq!((joiner.len(), joiner.is_empty()), (model.messages.len(), model.messages.is_empty()));
            let due = model.messages.iter().map(|message| message[0].begun.after(lifetime)).min();
            prop_assert_eq!(joiner.poll_timeout(), due);
        }
        let left = core::iter::from_fn(|| joiner.poll_incomplete()).count();
        prop_assert_eq!(left, model.ended.len());
    }
}
