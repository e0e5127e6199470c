use std::vec::Vec;

use clickatell_core::machine::{Machine, Timed};
use clickatell_core::time::{Duration, Instant};

use super::super::*;
use super::world::{Door, Log, World, at, bind};
use crate::code::CommandStatus;
use crate::pdu::BindKind::{self, Receiver, Transceiver, Transmitter};
use crate::profile::Profile;
use crate::session::EndReason;

/// The spans between moments.
fn spans(times: &[Instant]) -> Vec<Duration> {
    times.windows(2).map(|pair| pair[1].since(pair[0])).collect()
}

const SPAN: core::ops::RangeInclusive<Duration> = Duration::from_secs(30)..=Duration::from_secs(60);

#[test]
fn smpp_5_15_each_plan_binds_its_sessions_the_receiver_first() {
    // SMPP-5-15
    use Log::{Bind, Bound, Connect};
    for (plan, expected) in [
        (
            Plan::TransmitterAndReceiver,
            &[Connect, Connect, Bind(Receiver), Bound(Receiver), Bind(Transmitter), Bound(Transmitter)][..],
        ),
        (Plan::Transceiver, &[Connect, Bind(Transceiver), Bound(Transceiver)]),
        (Plan::ReceiverOnly, &[Connect, Bind(Receiver), Bound(Receiver)]),
        (Plan::TransmitterOnly, &[Connect, Bind(Transmitter), Bound(Transmitter)]),
    ] {
        let mut world = World::new(plan);
        world.wait(1);
        assert_eq!(world.logged(), expected, "{plan:?}");
        assert!(plan.kinds().iter().all(|kind| world.link.is_up(*kind)));
    }
}

#[test]
fn smpp_3_1_a_link_that_nothing_happens_on_stays() {
    // SMPP-3-1
    let mut world = World::new(Plan::Transceiver);
    world.wait_until(at(36_000));
    assert_eq!(world.times(&Log::EnquireLink).len(), 642);
    assert_eq!((world.times(&Log::Unbind).len(), world.times(&Log::Close).len()), (0, 0));
}

#[test]
fn smpp_5_17_the_one_that_was_dropped_comes_back_and_the_other_stays() {
    // SMPP-5-17
    for kind in [Receiver, Transmitter] {
        let mut world = World::new(Plan::TransmitterAndReceiver);
        world.wait_until(at(1_000));
        let other = if kind == Receiver { Transmitter } else { Receiver };
        let stays = world.conn_of(other);
        world.log.clear();
        world.lose(kind);
        world.wait_until(at(1_060));
        let connects = world.times(&Log::Connect);
        assert_eq!(connects.len(), 1);
        assert!(SPAN.contains(&connects[0].since(at(1_000))), "{connects:?}");
        assert_eq!(world.times(&Log::Bound(kind)), connects);
        assert_eq!((world.conn_of(other), world.times(&Log::Unbind).len()), (stays, 0));
    }
}

#[test]
fn smpp_5_22_and_a_s4_lost_connections_are_tried_for_every_30_to_60_seconds_for_days() {
    // SMPP-5-22
    let mut firsts = Vec::new();
    for seed in 0..20 {
        let mut world = World::with(Plan::Transceiver, Profile::clickatell(), seed);
        world.wait_until(at(100));
        world.door = Door::Shut;
        world.log.clear();
        world.lose(Transceiver);
        world.wait_until(at(100 + 2 * 86_400));
        let mut times = world.times(&Log::Connect);
        times.insert(0, at(100));
        assert!(times.len() > 2 * 86_400 / 60);
        assert!(spans(&times).iter().all(|span| SPAN.contains(span)));
        firsts.push(times[1]);
        // Once there is somebody again it is bound, without anybody's help.
        world.door = Door::Open;
        world.wait(60);
        assert!(world.link.is_up(Transceiver));
    }
    firsts.sort();
    firsts.dedup();
    assert_eq!(firsts.len(), 20, "not all come back together");
}

#[test]
fn an_attempt_that_nobody_answers_is_given_up() {
    let mut world = World::new(Plan::Transceiver);
    world.door = Door::Lost;
    world.wait_until(at(3_600));
    let times = world.times(&Log::Connect);
    assert!(times.len() > 60 && spans(&times).iter().all(|span| SPAN.contains(span)), "{times:?}");
    let given_up = world.times(&Log::Close);
    assert!(
        given_up.iter().zip(&times).all(|(close, connect)| close.since(*connect) == Duration::from_secs(5))
    );
}

#[test]
fn smpp_9_10_three_refused_binds_and_then_180_seconds() {
    // SMPP-9-10
    let refused = CommandStatus::ESME_RINVPASWD;
    for (plan, kinds) in [(Plan::Transceiver, 1), (Plan::TransmitterAndReceiver, 2)] {
        let mut world = World::new(plan);
        world.door = Door::Refuses(refused);
        world.wait_until(at(3_600));
        let binds: Vec<Instant> =
            world.log.iter().filter(|(_, log)| matches!(log, Log::Bind(_))).map(|(at, _)| *at).collect();
        assert!(binds.len() > 20);
        for three in binds.chunks(3) {
            assert!(kinds == 2 || spans(three).iter().all(|span| SPAN.contains(span)), "{plan:?} {three:?}");
        }
        for (last, next) in binds.iter().skip(2).step_by(3).zip(binds.iter().skip(3).step_by(3)) {
            let span = next.since(*last);
            assert!((180..=210).contains(&span.as_secs()), "{plan:?} {span:?}");
        }
        // One bind to a connection, and no connection kept.
        assert!(world.smsc.is_empty());
    }
}

#[test]
fn smpp_9_9_a_bind_that_is_accepted_is_a_new_beginning() {
    // SMPP-9-9
    let mut world = World::new(Plan::Transceiver);
    world.door = Door::Refuses(CommandStatus::ESME_RINVPASWD);
    world.wait_until(at(100));
    assert_eq!(world.times(&Log::Bind(Transceiver)).len(), 3, "at 0 and twice after 30 to 60");
    let mut world = World::new(Plan::Transceiver);
    world.door = Door::Refuses(CommandStatus::ESME_RALYBND);
    world.wait_until(at(59));
    let refusals = world.times(&Log::Bind(Transceiver)).len();
    assert!(refusals < 3);
    world.door = Door::Open;
    world.wait_until(at(200));
    assert!(world.link.is_up(Transceiver));
    world.door = Door::Refuses(CommandStatus::ESME_RALYBND);
    world.log.clear();
    world.lose(Transceiver);
    world.wait(180);
    assert_eq!(world.times(&Log::Bind(Transceiver)).len(), 3, "three again before the long wait");
}

#[test]
fn smpp_12_3_a_link_that_does_not_answer_is_closed_and_opened_anew() {
    // SMPP-12-3
    let mut world = World::new(Plan::Transceiver);
    world.wait_until(at(1));
    let conn = world.conn_of(Transceiver);
    // The SMSC falls silent, and the connection stays open.
    world.smsc.remove(&conn);
    world.door = Door::Shut;
    world.log.clear();
    world.wait_until(at(172));
    assert_eq!(world.times(&Log::EnquireLink), [at(56)]);
    assert_eq!(world.times(&Log::Down(Transceiver, DownReason::Ended(EndReason::LinkDead))), [at(112)]);
    assert_eq!(world.times(&Log::Close), [at(112)]);
    assert!(SPAN.contains(&world.times(&Log::Connect)[0].since(at(112))));
}

#[test]
fn a_bind_that_is_not_answered_is_no_refusal() {
    let mut world = World::new(Plan::TransmitterAndReceiver);
    world.door = Door::Dumb;
    world.wait_until(at(60));
    // The transmitter waits until the receiver has failed.
    assert_eq!(world.times(&Log::Bind(Receiver)), [Instant::ZERO]);
    assert_eq!(world.times(&Log::Bind(Transmitter)), [at(60)]);
    world.wait_until(at(1_000));
    let unanswered = |kind| world.times(&Log::Down(kind, DownReason::Ended(EndReason::BindUnanswered)));
    assert!(unanswered(Receiver).len() > 5 && unanswered(Transmitter).len() > 5);
    let spans = spans(&world.times(&Log::Bind(Receiver)));
    assert!(spans.iter().all(|span| *span < Duration::from_secs(180)), "{spans:?}");
}

#[test]
fn what_a_connection_says_that_was_given_up_is_not_heard() {
    let mut world = World::new(Plan::Transceiver);
    world.door = Door::Lost;
    world.wait_until(at(10));
    let before = world.logged();
    for conn in [ConnId::new(1), ConnId::new(99)] {
        world.link.handle_input(at(10), (conn, Wire::Connected));
        world.link.handle_input(at(10), (conn, Wire::Octets(&[0; 40])));
        world.link.handle_input(at(10), (conn, Wire::Closed));
        assert!(!world.link.wants_input_from(conn));
    }
    world.settle();
    assert_eq!(world.logged(), before);
    assert!(world.link.wants_input() && world.link.poll_timeout().is_some());
}

#[test]
fn the_standard_profile_is_modest_and_has_no_lockout() {
    let mut world = World::with(Plan::Transceiver, Profile::standard(), 3);
    world.door = Door::Refuses(CommandStatus::ESME_RBINDFAIL);
    world.wait_until(at(600));
    let times = world.times(&Log::Bind(Transceiver));
    let span = Duration::from_secs(5)..=Duration::from_secs(15);
    assert!(times.len() > 35 && spans(&times).iter().all(|wait| span.contains(wait)));
}

#[test]
fn a_bind_that_the_profile_refuses_makes_no_link() {
    let mut bind = bind();
    bind.interface_version = crate::value::InterfaceVersion::V3_3;
    let link = |plan| Link::new(plan, Profile::clickatell(), &bind, 1);
    assert!(matches!(link(Plan::Transceiver), Err(LinkError::Violation(_))));
    assert!(link(Plan::TransmitterAndReceiver).is_ok());
    assert_eq!(BindKind::of(bind.kind.command_id()), Some(Transceiver));
}

#[test]
fn no_password_shows() {
    let world = World::new(Plan::Transceiver);
    assert!(!std::format!("{:?}", world.link).contains("s3cret99"));
}
