//! When requests are made.

use super::*;
use proptest::prelude::*;

/// Minutes after the first request at which each is made when all fail.
fn moments(ladder: Ladder, answer: Option<HttpAnswer>) -> Vec<u64> {
    let mut rig = Rig::new();
    let handle = rig.enqueue(Callback { ladder, ..callback("a", 1) });
    let mut moments = Vec::new();
    loop {
        for (output, _) in rig.outputs() {
            let HttpOut::Request { attempt, handle: of, .. } = output else { continue };
            assert_eq!(of, handle);
            assert_eq!(rig.now.as_micros() % 60_000_000, 0);
            moments.push(rig.now.as_micros() / 60_000_000);
            if let Some(answer) = answer {
                rig.delivery.handle_input(rig.now, HttpIn { attempt, answer });
            }
        }
        if !rig.next() {
            break;
        }
    }
    let events = rig.events();
    let (last, before) = events.split_last().unwrap();
    assert!(before.iter().all(|event| matches!(event, DeliveryEvent::Failed { .. })));
    let DeliveryEvent::GaveUp { handle: of, attempts, why: GiveUpReason::Exhausted } = last else {
        panic!("{last:?}")
    };
    assert_eq!((*of, attempts.len()), (handle, moments.len()));
    assert_eq!(before.len() + 1, moments.len());
    for (number, (attempted, minute)) in attempts.iter().zip(&moments).enumerate() {
        assert_eq!(attempted.number, number + 1);
        assert_eq!(attempted.began, Instant::from_secs(60 * minute));
    }
    moments
}

#[test]
fn soap_6_2_5_5_and_6_2_5_6_and_a_24_nine_requests_for_a_status() {
    let expected = [0, 2, 6, 14, 30, 62, 126, 254, 4574];
    assert_eq!(moments(Ladder::MT, Some(HttpAnswer::Failed)), expected);
    assert_eq!(moments(Ladder::MT, Some(HttpAnswer::Status(500))), expected);
}

#[test]
fn tw_8_3_1_14_and_15_eight_requests_for_a_message_from_a_handset() {
    assert_eq!(moments(Ladder::MO, Some(HttpAnswer::Failed)), [0, 2, 6, 14, 30, 62, 126, 254]);
}

#[test]
fn tw_8_3_1_16_waits_are_from_request_to_request() {
    // Never answered: each request ends half a minute after it began, and the next is where it would have been.
    assert_eq!(moments(Ladder::MO, None), [0, 2, 6, 14, 30, 62, 126, 254]);
}

#[test]
fn tw_8_3_1_16_success_ends_it() {
    let mut rig = Rig::new();
    let handle = rig.enqueue(callback("a", 1));
    for minute in [0, 2] {
        assert_eq!(rig.now, Instant::from_secs(60 * minute));
        let sent = rig.one();
        rig.answer(&sent, HttpAnswer::Failed);
        assert!(rig.next());
    }
    assert_eq!(rig.now, Instant::from_secs(6 * 60));
    let sent = rig.one();
    rig.pass(Duration::from_secs(1));
    rig.answer(&sent, OK);
    let events = rig.events();
    let Some(DeliveryEvent::Delivered { handle: of, attempts }) = events.last() else { panic!("{events:?}") };
    let outcomes: Vec<_> = attempts.iter().map(|attempted| attempted.outcome).collect();
    assert_eq!((*of, outcomes), (handle, std::vec![Outcome::Failed, Outcome::Failed, Outcome::Status(200)]));
    assert_eq!((attempts[2].began, attempts[2].ended), (Instant::from_secs(360), Instant::from_secs(361)));
    assert_eq!((rig.delivery.poll_timeout(), rig.delivery.queued().len()), (None, 0));
}

#[test]
fn a_23_two_hundred_to_two_hundred_and_ninety_nine_is_success() {
    for status in [0, 100, 199, 200, 202, 204, 299, 300, 302, 304, 400, 404, 500, 503, 999, u16::MAX] {
        let mut rig = Rig::new();
        rig.enqueue(callback("a", 1));
        let sent = rig.one();
        rig.answer(&sent, HttpAnswer::Status(status));
        let delivered = matches!(rig.events()[..], [DeliveryEvent::Delivered { .. }]);
        assert_eq!(delivered, status / 100 == 2, "{status}");
    }
    let only = DeliverySettings { success: 200..=200, ..DeliverySettings::default() };
    let mut rig = Rig::with(only);
    rig.enqueue(callback("a", 1));
    let sent = rig.one();
    rig.answer(&sent, HttpAnswer::Status(204));
    assert!(matches!(rig.events()[..], [DeliveryEvent::Failed { .. }]));
}

#[test]
fn a_request_without_an_answer_is_given_up_and_its_late_answer_is_stray() {
    let mut rig = Rig::new();
    rig.enqueue(callback("a", 1));
    let sent = rig.one();
    assert_eq!(rig.delivery.poll_timeout(), Some(Instant::from_secs(30)));
    rig.pass(Duration::from_micros(29_999_999));
    assert!(rig.events().is_empty() && rig.outputs().is_empty());
    rig.pass(Duration::from_micros(1));
    let events = rig.events();
    let [DeliveryEvent::Failed { attempt: Attempted { outcome: Outcome::TimedOut, ended, .. }, next, .. }] =
        events[..]
    else {
        panic!("{events:?}")
    };
    assert_eq!((ended, next), (Instant::from_secs(30), Instant::from_secs(120)));
    assert_eq!(rig.outputs(), [(HttpOut::Cancel { attempt: sent.attempt }, Vec::new())]);
    rig.answer(&sent, OK);
    assert_eq!(rig.events(), [DeliveryEvent::Stray { attempt: sent.attempt, answer: OK }]);
    assert_eq!(rig.delivery.poll_timeout(), Some(Instant::from_secs(120)));
}

#[test]
fn a_clock_that_comes_late_makes_one_request_and_counts_on_from_it() {
    let mut rig = Rig::new();
    rig.enqueue(callback("a", 1));
    let sent = rig.one();
    rig.answer(&sent, HttpAnswer::Failed);
    rig.pass(minutes(60));
    let sent = rig.one();
    rig.answer(&sent, HttpAnswer::Failed);
    assert_eq!(rig.delivery.poll_timeout(), Some(Instant::from_secs(64 * 60)));
}

#[test]
fn an_answer_that_takes_longer_than_the_wait_is_followed_at_once() {
    let settings = DeliverySettings { timeout: minutes(5), ..DeliverySettings::default() };
    let mut rig = Rig::with(settings);
    rig.enqueue(callback("a", 1));
    let sent = rig.one();
    rig.pass(minutes(3));
    rig.answer(&sent, HttpAnswer::Failed);
    let events = rig.events();
    assert!(matches!(events[..], [DeliveryEvent::Failed { next, .. }] if next == rig.now), "{events:?}");
    assert_eq!(rig.one().handle, sent.handle);
}

#[test]
fn a_delivery_that_began_elsewhere_goes_on_where_it_stood() {
    let mut rig = Rig::new();
    let begun = Callback { made: 8, ..callback("a", 1) };
    let handle = rig.delivery.enqueue_at(rig.now, Instant::from_secs(90), begun.clone()).unwrap();
    assert_eq!(rig.delivery.progress(handle).map(|progress| progress.made()), Some(8));
    assert!(rig.outputs().is_empty());
    assert!(rig.next());
    assert_eq!(rig.now, Instant::from_secs(90));
    assert_eq!(rig.delivery.progress(handle).map(|progress| progress.made()), Some(9));
    let sent = rig.one();
    rig.answer(&sent, HttpAnswer::Failed);
    let events = rig.events();
    let [DeliveryEvent::GaveUp { attempts, .. }] = &events[..] else { panic!("{events:?}") };
    assert_eq!((attempts.len(), attempts[0].number), (1, 9));
    let done = Callback { made: 9, ..begun };
    assert_eq!(rig.delivery.enqueue(rig.now, done), Err(EnqueueError::Exhausted { made: 9, requests: 9 }));
}

#[test]
fn jitter_adds_to_waits_and_a_seed_repeats_it() {
    let run = |seed| {
        let jitter = Some(Jitter { seed, most: Duration::from_secs(10) });
        let mut rig = Rig::with(DeliverySettings { jitter, ..DeliverySettings::default() });
        rig.enqueue(callback("a", 1));
        let mut waits = Vec::new();
        loop {
            let before = rig.now;
            let sent = rig.one();
            rig.answer(&sent, HttpAnswer::Failed);
            if !rig.next() {
                return waits;
            }
            waits.push(rig.now.since(before));
        }
    };
    let waits = run(1);
    assert_eq!(waits.len(), 8);
    for (wait, least) in waits.iter().zip(Ladder::MT.delays.iter()) {
        assert!((*least..=*least + Duration::from_secs(10)).contains(wait), "{wait:?}");
    }
    assert!(waits.iter().zip(Ladder::MT.delays.iter()).any(|(wait, least)| wait > least));
    assert_eq!(run(1), waits);
    assert_ne!(run(2), waits);
}

#[test]
fn the_end_of_time_is_no_loop_without_end() {
    let mut rig = Rig::new();
    rig.now = Instant::from_micros(u64::MAX);
    rig.enqueue(callback("a", 1));
    rig.delivery.handle_timeout(rig.now);
    assert!(matches!(rig.events().last(), Some(DeliveryEvent::GaveUp { .. })));
    assert_eq!(rig.delivery.poll_timeout(), None);
}

proptest! {
    /// The ladder is data: whatever it is, requests are as far apart as it says and as many.
    #[test]
    fn any_ladder_is_followed(delays in prop::collection::vec(0_u64..100_000, 0..12)) {
        let delays: Vec<_> = delays.into_iter().map(Duration::from_secs).collect();
        let mut rig = Rig::new();
        rig.enqueue(Callback { ladder: Ladder { delays: delays.clone().into() }, ..callback("a", 1) });
        for delay in delays {
            let began = rig.now;
            let sent = rig.one();
            rig.answer(&sent, HttpAnswer::Failed);
            if !delay.is_zero() {
                prop_assert!(rig.next());
            }
            prop_assert_eq!(rig.now.since(began), delay);
        }
        let sent = rig.one();
        rig.answer(&sent, HttpAnswer::Failed);
        prop_assert!(!rig.next());
        prop_assert_eq!(rig.delivery.queued().len(), 0);
    }
}
