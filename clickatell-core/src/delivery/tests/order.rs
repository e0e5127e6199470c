//! Which request goes out next.

use super::*;

fn bodies(sent: &[Sent]) -> Vec<String> {
    sent.iter().map(|sent| String::from_utf8(sent.body.clone()).unwrap()).collect()
}

fn with_limits(change: impl FnOnce(&mut DeliveryLimits)) -> Rig {
    let mut settings = DeliverySettings::default();
    change(&mut settings.limits);
    Rig::with(settings)
}

#[test]
fn callbacks_to_one_url_go_out_one_after_the_other() {
    let mut rig = Rig::new();
    for number in 1..=3 {
        rig.enqueue(callback("a", number));
    }
    for number in 1..=3 {
        let sent = rig.one();
        assert_eq!(sent.body, std::format!("n={number}").as_bytes());
        rig.pass(Duration::from_secs(1));
        rig.answer(&sent, OK);
    }
    assert!(rig.outputs().is_empty());
}

#[test]
fn a_url_that_is_slow_holds_no_other_up() {
    let mut rig = Rig::new();
    for (name, number) in [("a", 1), ("a", 2), ("b", 3), ("c", 4), ("b", 5)] {
        rig.enqueue(callback(name, number));
    }
    let sent = rig.sent();
    assert_eq!(bodies(&sent), ["n=1", "n=3", "n=4"]);
    rig.answer(&sent[1], OK);
    assert_eq!(bodies(&rig.sent()), ["n=5"]);
    rig.answer(&sent[0], OK);
    assert_eq!(bodies(&rig.sent()), ["n=2"]);
}

/// The documents do not forbid it: a later status may be sent while an earlier one waits to be repeated.
#[test]
fn one_that_waits_to_be_repeated_is_overtaken() {
    let mut rig = Rig::new();
    rig.enqueue(callback("a", 1));
    rig.enqueue(callback("a", 2));
    let first = rig.one();
    rig.answer(&first, HttpAnswer::Failed);
    let second = rig.one();
    assert_eq!(second.body, b"n=2");
    rig.answer(&second, OK);
    assert!(rig.next());
    assert_eq!((rig.now, rig.one().body), (Instant::from_secs(120), b"n=1".to_vec()));
}

#[test]
fn what_is_due_earlier_goes_first_then_what_came_earlier() {
    let mut rig = Rig::new();
    let blocker = rig.enqueue(callback("a", 0));
    let at = Instant::from_secs;
    for (number, due) in [(1, 20), (2, 10), (3, 20), (4, 5)] {
        rig.delivery.enqueue_at(rig.now, at(due), callback("a", number)).unwrap();
    }
    let mut sent = rig.one();
    assert_eq!(sent.handle, blocker);
    rig.pass(Duration::from_secs(25));
    let mut order = Vec::new();
    for _ in 0..4 {
        rig.answer(&sent, OK);
        sent = rig.one();
        order.extend(bodies(core::slice::from_ref(&sent)));
    }
    assert_eq!(order, ["n=4", "n=2", "n=1", "n=3"]);
}

#[test]
fn more_than_one_at_a_time_if_it_is_so_set() {
    let mut rig = with_limits(|limits| limits.in_flight_per_url = 2);
    for number in 1..=4 {
        rig.enqueue(callback("a", number));
    }
    let sent = rig.sent();
    assert_eq!(bodies(&sent), ["n=1", "n=2"]);
    rig.answer(&sent[1], OK);
    assert_eq!(bodies(&rig.sent()), ["n=3"]);
    assert_eq!(rig.delivery.in_flight(), 2);
}

#[test]
fn room_over_all_urls_goes_to_what_is_due_first() {
    let mut rig = with_limits(|limits| limits.in_flight = 2);
    for (name, number) in [("d", 1), ("c", 2), ("b", 3), ("a", 4)] {
        rig.enqueue(callback(name, number));
    }
    let sent = rig.sent();
    assert_eq!(bodies(&sent), ["n=1", "n=2"]);
    // Two are due and have no room: only the two that are under way can be overdue.
    assert_eq!(rig.delivery.poll_timeout(), Some(Instant::from_secs(30)));
    rig.answer(&sent[0], OK);
    assert_eq!(bodies(&rig.sent()), ["n=3"]);
}

#[test]
fn a_request_that_is_overdue_makes_room() {
    let mut rig = Rig::new();
    rig.enqueue(callback("a", 1));
    rig.enqueue(callback("a", 2));
    let first = rig.one();
    rig.pass(Duration::from_secs(30));
    let outputs = rig.outputs();
    assert_eq!(outputs[0].0, HttpOut::Cancel { attempt: first.attempt });
    assert!(matches!(&outputs[1], (HttpOut::Request { .. }, body) if body == b"n=2"));
    assert_eq!(outputs.len(), 2);
}

#[test]
fn hurried_it_goes_at_once_and_its_ladder_counts_on() {
    let mut rig = Rig::new();
    let handle = rig.enqueue(callback("a", 1));
    let sent = rig.one();
    assert_eq!(rig.delivery.hurry(rig.now, handle), Ok(()));
    assert!(rig.outputs().is_empty(), "one is under way");
    rig.answer(&sent, HttpAnswer::Failed);
    rig.pass(Duration::from_secs(7));
    assert_eq!(rig.delivery.hurry(rig.now, handle), Ok(()));
    let sent = rig.one();
    rig.answer(&sent, HttpAnswer::Failed);
    let second = Instant::from_secs(7 + 4 * 60);
    assert_eq!(rig.delivery.progress(handle).and_then(|progress| progress.due), Some(second));
    rig.pass(minutes(4));
    let sent = rig.one();
    rig.answer(&sent, OK);
    assert_eq!(rig.delivery.hurry(rig.now, handle), Err(NotQueued));
}

#[test]
fn hurrying_what_is_due_keeps_its_place() {
    let mut rig = Rig::new();
    rig.enqueue(callback("a", 1));
    let second = rig.enqueue(callback("a", 2));
    rig.enqueue(callback("a", 3));
    let first = rig.one();
    rig.pass(Duration::from_secs(1));
    assert_eq!(rig.delivery.hurry(rig.now, second), Ok(()));
    rig.answer(&first, OK);
    assert_eq!(rig.one().body, b"n=2");
}
