//! How callbacks end, and what can be seen of them.

use super::*;

#[test]
fn a_callback_that_waits_is_taken_back() {
    let mut rig = Rig::new();
    let handle = rig.enqueue(callback("a", 1));
    let sent = rig.one();
    rig.answer(&sent, HttpAnswer::Status(503));
    rig.events();
    assert_eq!(rig.delivery.cancel(rig.now, handle), Ok(()));
    let events = rig.events();
    let [DeliveryEvent::GaveUp { handle: of, attempts, why: GiveUpReason::Cancelled }] = &events[..] else {
        panic!("{events:?}")
    };
    assert_eq!((*of, attempts.len(), attempts[0].outcome), (handle, 1, Outcome::Status(503)));
    assert!(rig.outputs().is_empty());
    assert_eq!((rig.delivery.poll_timeout(), rig.delivery.cancel(rig.now, handle)), (None, Err(NotQueued)));
}

#[test]
fn a_request_under_way_is_given_up_and_the_next_one_goes_out() {
    let mut rig = Rig::new();
    let handle = rig.enqueue(callback("a", 1));
    rig.enqueue(callback("a", 2));
    let sent = rig.one();
    assert_eq!(rig.delivery.cancel(rig.now, handle), Ok(()));
    let events = rig.events();
    let [DeliveryEvent::GaveUp { attempts, .. }] = &events[..] else { panic!("{events:?}") };
    assert_eq!(attempts[0].outcome, Outcome::Cancelled);
    let outputs = rig.outputs();
    assert_eq!(outputs[0].0, HttpOut::Cancel { attempt: sent.attempt });
    assert_eq!(outputs[1].1, b"n=2");
    rig.answer(&sent, OK);
    assert_eq!(rig.events(), [DeliveryEvent::Stray { attempt: sent.attempt, answer: OK }]);
    assert_eq!(rig.delivery.in_flight(), 1);
}

#[test]
fn a_request_that_nobody_was_told_of_is_not_told_of() {
    let mut rig = Rig::new();
    let handle = rig.enqueue(callback("a", 1));
    rig.delivery.cancel(rig.now, handle).unwrap();
    assert!(rig.outputs().is_empty());
    rig.enqueue(callback("b", 2));
    rig.pass(Duration::from_secs(30));
    assert!(rig.outputs().is_empty());
    assert_eq!(rig.delivery.in_flight(), 0);
}

#[test]
fn an_answer_that_comes_twice_is_stray() {
    let mut rig = Rig::new();
    rig.enqueue(callback("a", 1));
    let sent = rig.one();
    rig.answer(&sent, OK);
    rig.answer(&sent, HttpAnswer::Failed);
    let events = rig.events();
    assert!(matches!(events[0], DeliveryEvent::Delivered { .. }));
    assert_eq!(events[1], DeliveryEvent::Stray { attempt: sent.attempt, answer: HttpAnswer::Failed });
    assert_eq!(events.len(), 2);
}

#[test]
fn what_is_due_when_can_be_seen() {
    let mut rig = Rig::new();
    let (first, second) = (rig.enqueue(callback("a", 1)), rig.enqueue(callback("b", 2)));
    let sent = rig.sent();
    rig.pass(Duration::from_secs(1));
    rig.answer(&sent[0], HttpAnswer::Status(500));
    let seen: Vec<_> = rig
        .delivery
        .queued()
        .map(|one| (one.handle, one.callback.form.clone(), one.attempts.len(), one.made(), one.due))
        .collect();
    let due = Instant::from_secs(120);
    assert_eq!(
        seen,
        [(first, String::from("n=1"), 1, 1, Some(due)), (second, String::from("n=2"), 0, 1, None)]
    );
    let attempted = rig.delivery.progress(first).unwrap().attempts[0];
    let ended = Instant::from_secs(1);
    let outcome = Outcome::Status(500);
    assert_eq!(attempted, Attempted { number: 1, began: Instant::ZERO, ended, outcome });
    let shown = std::format!("{:?}", rig.delivery);
    assert!(shown.contains("queued: 2") && !shown.contains("n="), "{shown}");
}

proptest::proptest! {
    /// Against the model that the fuzz target uses.
    #[test]
    fn every_callback_ends_once_whatever_happens(operations in proptest::collection::vec(0_u8.., 0..400)) {
        let seen = crate::fuzzing::delivery(&operations);
        proptest::prop_assert_eq!(seen.taken, seen.ended);
    }
}
