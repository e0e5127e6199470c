use super::*;

/// A queue as good as any.
const DEMO: (&str, Queue) = ("demo", Queue::THIRD);

fn id(number: u8) -> ApiMessageId {
    ApiMessageId::from_random([number; 16])
}

fn steps(lifecycle: &mut Lifecycle, now: Instant) -> Vec<(ApiMessageId, u16)> {
    lifecycle.handle_timeout(now);
    std::iter::from_fn(|| lifecycle.poll_step()).map(|step| (step.message, step.status.get())).collect()
}

fn plan(steps: &[(u64, u16)]) -> Plan {
    let steps = steps.iter().map(|(at, status)| (Instant::from_secs(*at), MessageStatus::new(*status)));
    Plan::new(Timing::at_once(Instant::ZERO), steps)
}

#[test]
fn smpp_3_13_a_message_is_received_within_a_second() {
    // SMPP-3-13
    let mut lifecycle = Lifecycle::new(1);
    let start = Instant::from_secs(100);
    // Each draws other times.
    for _ in 0..1_000 {
        let plan = lifecycle.plan(DEMO, Timing::at_once(start), &Fate::Received);
        lifecycle.start(id(1), plan);
        assert!(lifecycle.poll_timeout().is_some_and(|at| at > start));
        assert_eq!(steps(&mut lifecycle, start), []);
        let to_network = lifecycle.poll_timeout().unwrap();
        assert_eq!(steps(&mut lifecycle, to_network), [(id(1), 3)]);
        let to_handset = lifecycle.poll_timeout().unwrap();
        assert!(to_network < to_handset && to_handset < start + Duration::from_secs(1));
        assert_eq!(steps(&mut lifecycle, to_handset), [(id(1), 4)]);
        assert_eq!((lifecycle.poll_timeout(), lifecycle.len(), lifecycle.places.len()), (None, 0, 0));
    }
}

#[test]
fn soap_6_2_6_a_delayed_message_waits_until_it_is_due() {
    // SOAP-6.2.6-1
    let mut lifecycle = Lifecycle::new(1);
    let due = Instant::from_secs(3600);
    let timing = Timing { due, ..Timing::at_once(Instant::ZERO) };
    let plan = lifecycle.plan(DEMO, timing, &Fate::Received);
    lifecycle.start(id(1), plan);
    assert!(lifecycle.poll_timeout().is_some_and(|at| at > due));
    assert_eq!(steps(&mut lifecycle, due + Duration::from_secs(1)), [(id(1), 3), (id(1), 4)]);
}

#[test]
fn soap_6_2_16_what_is_not_handed_over_in_time_expires() {
    let expires = Instant::from_secs(60);
    let timing = Timing { expires, ..Timing::at_once(Instant::ZERO) };
    let steps = |at| {
        let steps = [
            (Instant::from_secs(at), MessageStatus::DELIVERED_TO_GATEWAY),
            (Instant::from_secs(100), MessageStatus::RECEIVED),
        ];
        let mut plan = Plan::new(timing, steps);
        std::iter::from_fn(|| plan.take()).map(MessageStatus::get).collect::<Vec<_>>()
    };
    // SOAP-6.2.16-1. Once it is handed over, validity does not matter any more (SOAP-6.2.16-4).
    assert_eq!((steps(59), steps(60)), (vec![3, 4], vec![10]));
}

#[test]
fn a_late_call_does_everything_in_order() {
    let mut lifecycle = Lifecycle::new(1);
    lifecycle.start(id(1), plan(&[(1, 3), (4, 4)]));
    lifecycle.start(id(2), plan(&[(2, 3), (3, 4)]));
    // Taken up again after a restart, in the middle and at the end.
    lifecycle.start(id(3), plan(&[(0, 3), (2, 4)]).after("demo", MessageStatus::DELIVERED_TO_GATEWAY));
    lifecycle.start(id(4), plan(&[(0, 3), (2, 4)]).after("demo", MessageStatus::RECEIVED));
    assert_eq!(lifecycle.len(), 3);
    let all = steps(&mut lifecycle, Instant::from_secs(9));
    assert_eq!(all, [(id(1), 3), (id(2), 3), (id(3), 4), (id(2), 4), (id(1), 4)]);
}

#[test]
fn a_message_that_is_stopped_does_nothing_more() {
    let mut lifecycle = Lifecycle::new(1);
    lifecycle.start(id(1), plan(&[(1, 3), (4, 4)]));
    lifecycle.start(id(2), plan(&[(1, 3)]));
    lifecycle.stop(Instant::ZERO, &id(1));
    lifecycle.stop(Instant::ZERO, &id(1));
    assert_eq!(steps(&mut lifecycle, Instant::from_secs(9)), [(id(2), 3)]);
}

#[test]
fn one_seed_one_plan() {
    let plans = |seed| {
        let mut lifecycle = Lifecycle::new(seed);
        (0..20)
            .map(|_| lifecycle.plan(DEMO, Timing::at_once(Instant::ZERO), &Fate::Received))
            .collect::<Vec<_>>()
    };
    assert_eq!(plans(5), plans(5));
    assert_ne!(plans(5), plans(6));
}

/// Messages of these names in queues of these accounts, each handed over and received at these seconds.
fn started(messages: &[(u8, (&str, Queue), u64, u64)]) -> Lifecycle {
    let mut lifecycle = Lifecycle::new(1);
    for (name, queue, handed_over, received) in messages {
        let script = vec![
            (Duration::from_secs(*handed_over), MessageStatus::DELIVERED_TO_GATEWAY),
            (Duration::from_secs(received - handed_over), MessageStatus::RECEIVED),
        ];
        let timing = Timing { expires: Instant::from_secs(20), ..Timing::at_once(Instant::ZERO) };
        let plan = lifecycle.plan(*queue, timing, &Fate::Scripted(script));
        lifecycle.start(id(*name), plan);
    }
    lifecycle
}

#[test]
fn soap_6_2_10_1_a_lower_queue_waits_until_those_above_are_empty() {
    // SOAP-6.2.10-1
    let queue = |queue| ("demo", queue);
    let mut lifecycle = started(&[
        (1, queue(Queue::THIRD), 1, 2),
        (2, queue(Queue::THIRD), 2, 3),
        (3, queue(Queue::FIRST), 5, 6),
        (4, queue(Queue::SECOND), 4, 9),
    ]);
    assert_eq!(steps(&mut lifecycle, Instant::from_secs(4)), []);
    // All at once when the first goes; what comes behind the hand-over comes as much later.
    assert_eq!(
        steps(&mut lifecycle, Instant::from_secs(5)),
        [(id(3), 3), (id(4), 3), (id(1), 3), (id(2), 3)]
    );
    let rest = steps(&mut lifecycle, Instant::from_secs(20));
    assert_eq!(rest, [(id(3), 4), (id(1), 4), (id(2), 4), (id(4), 4)]);
    assert!(lifecycle.queues.is_empty() && lifecycle.places.is_empty());
}

#[test]
fn soap_6_2_10_2_another_account_does_not_wait() {
    // SOAP-6.2.10-2
    let mut lifecycle = started(&[(1, ("a", Queue::FIRST), 9, 9), (2, ("b", Queue::THIRD), 1, 2)]);
    assert_eq!(steps(&mut lifecycle, Instant::from_secs(2)), [(id(2), 3), (id(2), 4)]);
}

#[test]
fn what_waits_goes_on_when_what_it_waits_for_is_stopped_and_expires_when_that_takes_too_long() {
    let messages = [(1, ("a", Queue::FIRST), 15, 15), (2, ("a", Queue::THIRD), 1, 2)];
    let mut lifecycle = started(&messages);
    assert_eq!(steps(&mut lifecycle, Instant::from_secs(3)), []);
    lifecycle.stop(Instant::from_secs(4), &id(1));
    assert_eq!(lifecycle.poll_timeout(), Some(Instant::from_secs(4)));
    assert_eq!(steps(&mut lifecycle, Instant::from_secs(5)), [(id(2), 3), (id(2), 4)]);

    // What is never handed over keeps nobody waiting.
    let mut lifecycle = started(&[(1, ("a", Queue::FIRST), 30, 30), messages[1]]);
    assert_eq!(steps(&mut lifecycle, Instant::from_secs(40)), [(id(2), 3), (id(2), 4), (id(1), 10)]);
    // What waits for longer than it is worth sending expires.
    let mut lifecycle = started(&messages[1..]);
    let script = vec![(Duration::from_secs(30), MessageStatus::DELIVERED_TO_GATEWAY)];
    let first = lifecycle.plan(messages[0].1, Timing::at_once(Instant::ZERO), &Fate::Scripted(script));
    lifecycle.start(id(1), first);
    assert_eq!(steps(&mut lifecycle, Instant::from_secs(40)), [(id(2), 10), (id(1), 3)]);
    let mut lifecycle = started(&[(1, ("a", Queue::FIRST), 19, 19), messages[1]]);
    lifecycle.stop(Instant::ZERO, &id(9));
    assert_eq!(steps(&mut lifecycle, Instant::from_secs(18)), []);
    lifecycle.stop(Instant::from_secs(18), &id(2));
    assert_eq!(steps(&mut lifecycle, Instant::from_secs(40)), [(id(1), 3), (id(1), 4)]);
    assert!(lifecycle.queues.is_empty());
}

#[test]
fn soap_6_2_4_2_an_absent_handset_is_tried_for_a_day() {
    // SOAP-6.2.4-2, and SOAP-6.2.16-4: the network knows no validity.
    let mut lifecycle = Lifecycle::new(1);
    for (hours, status, after) in [(2, 4, 2), (25, 7, 24)] {
        let timing = Timing { expires: Instant::from_secs(3600), ..Timing::at_once(Instant::ZERO) };
        let fate = Fate::Absent(Duration::from_secs(hours * 3600));
        let mut plan = lifecycle.plan(DEMO, timing, &fate);
        let handed_over = plan.first().unwrap();
        assert_eq!(plan.take(), Some(MessageStatus::DELIVERED_TO_GATEWAY));
        let at = handed_over + Duration::from_secs(after * 3600);
        assert_eq!(plan.next(), Some((at, MessageStatus::new(status))));
    }
}

#[test]
fn a_script_is_handed_over_where_that_has_to_come_first() {
    let mut lifecycle = Lifecycle::new(1);
    let mut of = |script: &[(u64, u16)]| {
        let script =
            script.iter().map(|(after, status)| (Duration::from_secs(*after), MessageStatus::new(*status)));
        let fate = Fate::Scripted(script.collect());
        let mut plan = lifecycle.plan(DEMO, Timing::at_once(Instant::ZERO), &fate);
        std::iter::from_fn(|| plan.take()).map(MessageStatus::get).collect::<Vec<_>>()
    };
    assert_eq!(
        [of(&[(2, 7)]), of(&[(0, 2), (1, 5)]), of(&[(1, 12)]), of(&[])],
        [vec![3, 7], vec![2, 3, 5], vec![12], vec![]]
    );
}
