//! Each cap at 3, exceeded. The memory is looked at in `tests/caps.rs` of the crate.

use super::*;

fn rig(change: impl FnOnce(&mut DeliveryLimits)) -> Rig {
    let mut settings = DeliverySettings::default();
    change(&mut settings.limits);
    Rig::with(settings)
}

/// Three are taken, the fourth is not; when one has ended, another is taken.
fn fourth_is_refused(mut rig: Rig, name: impl Fn(u32) -> &'static str, error: EnqueueError) {
    for number in 1..=3 {
        rig.enqueue(callback(name(number), number));
    }
    assert_eq!(rig.delivery.enqueue(rig.now, callback(name(4), 4)), Err(error));
    assert_eq!(rig.delivery.queued().len(), 3);
    let sent = rig.sent();
    rig.answer(&sent[0], OK);
    rig.enqueue(callback(name(4), 4));
    assert_eq!(rig.delivery.queued().len(), 3);
}

#[test]
fn callbacks() {
    let names = |number| if number % 2 == 0 { "a" } else { "b" };
    fourth_is_refused(rig(|limits| limits.queued = 3), names, EnqueueError::Queued { limit: 3 });
}

#[test]
fn callbacks_to_one_url() {
    fourth_is_refused(
        rig(|limits| limits.queued_per_url = 3),
        |_| "a",
        EnqueueError::QueuedPerUrl { limit: 3 },
    );
    let mut three = rig(|limits| limits.queued_per_url = 3);
    for number in 1..=3 {
        three.enqueue(callback("a", number));
    }
    assert!(three.delivery.enqueue(three.now, callback("a", 4)).is_err());
    three.enqueue(callback("b", 4));
}

#[test]
fn octets_of_one_and_of_all() {
    let mut one = rig(|limits| limits.form = 3);
    one.enqueue(callback("a", 1));
    let error = EnqueueError::Form { octets: 4, limit: 3 };
    assert_eq!(one.delivery.enqueue(one.now, callback("a", 10)), Err(error));
    // "n=1" and "http://a/cb".
    let each = 3 + 11;
    let limit = 3 * each;
    fourth_is_refused(rig(|limits| limits.octets = limit), |_| "a", EnqueueError::Octets { limit });
    // Credentials count too.
    let mut all = rig(|limits| limits.octets = each + "Basic Y2I6c2VjcmV0".len());
    let auth = BasicAuth::new("cb", "secret").ok();
    all.enqueue(callback("a", 1).with_auth(auth.clone()));
    let sent = all.one();
    all.answer(&sent, OK);
    let longer = callback("a", 10).with_auth(auth);
    assert!(matches!(all.delivery.enqueue(all.now, longer), Err(EnqueueError::Octets { .. })));
}

#[test]
fn requests_under_way() {
    let mut rig = rig(|limits| (limits.in_flight, limits.in_flight_per_url) = (3, 2));
    for number in 0..12 {
        rig.enqueue(callback(["a", "b", "c"][number as usize % 3], number));
    }
    assert_eq!((rig.sent().len(), rig.delivery.in_flight()), (3, 3));
}

#[test]
fn events() {
    let mut rig = rig(|limits| limits.events = 3);
    for _ in 0..3 {
        assert!(rig.delivery.wants_input());
        let attempt = Handle::new(99);
        rig.delivery.handle_input(rig.now, HttpIn { attempt, answer: OK });
    }
    assert!(!rig.delivery.wants_input());
    assert!(rig.delivery.poll_event().is_some());
    assert!(rig.delivery.wants_input());
}
