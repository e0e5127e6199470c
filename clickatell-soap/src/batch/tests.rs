//! Batches: their life, their owners, their caps, and a model.

use super::*;
use clickatell_core::send::{Content, DeliveryTime};
use proptest::prelude::*;

fn id(number: u8) -> MessageId {
    MessageId::parse(&format!("{number:032x}")).unwrap()
}

#[test]
fn soap_8_4_1_a_batch_lives_for_24_hours_from_its_beginning() {
    let mut batches = Batches::new(BatchLimits::default());
    batches.start(Instant::from_secs(10), id(1), 'a', Template::new("Hi")).unwrap();
    assert_eq!(batches.poll_timeout(), Some(Instant::from_secs(86_410)));
    // Use makes it live no longer.
    for second in [10, 40_000, 86_409] {
        assert!(batches.get(Instant::from_secs(second), &id(1), &'a').is_ok());
    }
    assert_eq!(batches.get(Instant::from_secs(86_410), &id(1), &'a'), Err(NoBatch));
    assert_eq!(
        (NoBatch.answer(), batches.is_empty(), batches.poll_timeout()),
        (ApiError::INVALID_BATCH_ID, true, None)
    );
}

#[test]
fn soap_8_1_6_and_soap_8_4_3_only_its_owner_has_it_and_only_until_it_is_ended() {
    let mut batches = Batches::new(BatchLimits::default());
    let now = Instant::ZERO;
    assert_eq!(batches.get(now, &id(1), &'a'), Err(NoBatch));
    batches.start(now, id(1), 'a', Template::new("Hi")).unwrap();
    assert_eq!(batches.start(now, id(1), 'b', Template::new("Ho")), Err(StartError::Taken));
    assert_eq!(batches.get(now, &id(1), &'b'), Err(NoBatch));
    assert_eq!(batches.end(now, &id(1), &'b'), Err(NoBatch));
    assert_eq!(batches.end(now, &id(1), &'a').map(|template| template.text), Ok("Hi".into()));
    assert_eq!(batches.get(now, &id(1), &'a'), Err(NoBatch));
    assert_eq!(batches.end(now, &id(1), &'a'), Err(NoBatch));
}

#[test]
fn soap_8_2_and_soap_6_2_6_4_a_batch_is_filled_in_and_each_message_waits_from_its_own_posting() {
    let mut batches = Batches::new(BatchLimits::default());
    let text = "Hi #field1#, your doctor's appointment is at #field2# tomorrow";
    let mut template = Template::new(text);
    template.options.deliv_time = Some(DeliveryTime::new(60).unwrap());
    batches.start(Instant::ZERO, id(1), 'a', template).unwrap();
    for (minutes, fields, filled) in [
        (10, ["Fred", "10:30"], "Hi Fred, your doctor's appointment is at 10:30 tomorrow"),
        (20, ["Jane", "14:00"], "Hi Jane, your doctor's appointment is at 14:00 tomorrow"),
    ] {
        let now = Instant::from_secs(minutes * 60);
        let template = batches.get(now, &id(1), &'a').unwrap();
        let message = template.message(vec!["27999123454".into()], &fields).unwrap();
        assert_eq!(message.content, Content::Text(filled.into()));
        let due = now.after(message.options.deliv_time.unwrap().duration());
        assert_eq!(due, Instant::from_secs((minutes + 60) * 60));
    }
}

#[test]
fn caps() {
    let limits = BatchLimits { batches: 4, per_owner: 3, octets: 30, ..BatchLimits::default() };
    let mut batches = Batches::new(limits);
    let now = Instant::ZERO;
    let mut start =
        |number, owner, text: &'static str| batches.start(now, id(number), owner, Template::new(text));
    for number in 1..=3 {
        start(number, 'a', "Hi").unwrap();
    }
    assert_eq!(start(4, 'a', "Hi"), Err(StartError::Batches { limit: 3 }));
    let long = "a text of more than thirty octets";
    assert_eq!(start(4, 'b', long), Err(StartError::Octets { limit: 30 }));
    start(4, 'b', "24 octets, the last ones").unwrap();
    assert_eq!(start(5, 'c', ""), Err(StartError::Batches { limit: 4 }));
    assert_eq!(start(5, 'c', "").unwrap_err().answer(), ApiError::INTERNAL);
    batches.end(now, &id(4), &'b').unwrap();
    assert_eq!(batches.octets, 6);
    batches.handle_timeout(Instant::from_secs(86_400));
    assert_eq!((batches.octets, batches.owners.len(), batches.due.len()), (0, 0, 0));
    assert!(!format!("{batches:?}").contains("Hi"));
}

proptest! {
    /// Against a list that is searched from end to end.
    #[test]
    fn as_the_model(operations in prop::collection::vec((0_u8..4, 0_u8..4, 0_u8..3, 0_u64..50_000), 1..60)) {
        let limits = BatchLimits { batches: 3, per_owner: 2, ..BatchLimits::default() };
        let mut batches = Batches::new(limits);
        let mut model: Vec<(u8, u8, u64)> = Vec::new();
        let mut second = 0;
        for (what, number, owner, later) in operations {
            second += later;
            let now = Instant::from_secs(second);
            model.retain(|(_, _, begun)| second - begun < 86_400);
            let open = model.iter().position(|(other, of, _)| (*other, *of) == (number, owner));
            match what {
                0 | 1 => {
                    let own = model.iter().filter(|(_, of, _)| *of == owner).count();
                    let fits = model.iter().all(|(other, ..)| *other != number) && model.len() < 3 && own < 2;
                    let text = Template::new(number.to_string());
                    prop_assert_eq!(batches.start(now, id(number), owner, text).is_ok(), fits);
                    if fits {
                        model.push((number, owner, second));
                    }
                }
                2 => {
                    let found = batches.get(now, &id(number), &owner).map(|template| template.text.clone());
                    prop_assert_eq!(found.ok(), open.map(|_| number.to_string().into()));
                }
                _ => {
                    prop_assert_eq!(batches.end(now, &id(number), &owner).is_ok(), open.is_some());
                    if let Some(open) = open {
                        model.remove(open);
                    }
                }
            }
            prop_assert_eq!(batches.len(), model.len());
            let due = model.iter().map(|(_, _, begun)| Instant::from_secs(begun + 86_400)).min();
            prop_assert_eq!(batches.poll_timeout(), due);
        }
    }
}

#[test]
fn all_batches_of_an_owner_end_at_once() {
    let mut batches = Batches::new(BatchLimits::default());
    for (number, owner) in [(1, 'a'), (2, 'b'), (3, 'a')] {
        batches.start(Instant::ZERO, id(number), owner, Template::new("Hi")).unwrap();
    }
    assert_eq!((batches.end_all(&'a'), batches.end_all(&'a'), batches.len()), (2, 0, 1));
    assert!(
        batches.get(Instant::ZERO, &id(1), &'a').is_err() && batches.get(Instant::ZERO, &id(2), &'b').is_ok()
    );
}
