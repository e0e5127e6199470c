use clickatell_core::machine::Timed;

use super::super::*;
use super::world::{Door, Log, World, at, message};
use crate::code::CommandStatus;
use crate::pdu::BindKind::{Receiver, Transceiver, Transmitter};
use crate::profile::Profile;
use crate::session::EndReason;

#[test]
fn unbinding_lets_what_waits_go_out_first() {
    let mut world = World::with(Plan::TransmitterAndReceiver, Profile::clickatell().with_window(1), 1);
    world.wait_until(at(1));
    world.answers = [None].into();
    let handles = [world.submit("one"), world.submit("two")];
    world.link.unbind(world.now);
    world.settle();
    assert_eq!(world.link.submit(world.now, &message("three")), Err(RequestError::Leaving));
    assert_eq!(world.times(&Log::Unbind).len(), 0);
    world.wait_until(at(61));
    assert_eq!(world.times(&Log::NoResponse(handles[0])), [at(61)]);
    assert_eq!(world.times(&Log::Response(handles[1], 0)), [at(61)]);
    assert_eq!(world.times(&Log::Unbind).len(), 2);
    // The SMSC, which owes an answer yet, does not answer the transmitter's unbind.
    world.wait_until(at(121));
    for (kind, end) in [(Receiver, 61), (Transmitter, 121)] {
        assert_eq!(world.times(&Log::Down(kind, DownReason::Ended(EndReason::Unbound))), [at(end)]);
    }
    assert!(world.is_over());
    assert_eq!((world.link.poll_timeout(), world.times(&Log::Close).len()), (None, 2));
}

#[test]
fn without_a_session_it_is_over_at_once_and_says_what_was_not_sent() {
    for door in [Door::Shut, Door::Lost] {
        let mut world = World::new(Plan::Transceiver);
        world.door = door;
        let handle = world.submit("one");
        world.wait_until(at(7));
        world.link.unbind(world.now);
        world.settle();
        assert_eq!(world.times(&Log::NotSent(handle)), [at(7)], "{door:?}");
        assert!(world.is_over() && world.link.poll_timeout().is_none());
        world.link.abort(world.now);
        world.settle();
        assert!(world.is_over());
    }
}

#[test]
fn a_session_that_dies_while_leaving_is_not_opened_anew() {
    let mut world = World::new(Plan::Transceiver);
    world.wait_until(at(1));
    world.answers = [None].into();
    let handle = world.submit("one");
    world.link.unbind(world.now);
    world.settle();
    world.lose(Transceiver);
    assert_eq!(world.times(&Log::NoResponse(handle)), [at(1)]);
    world.wait_until(at(600));
    assert!(world.is_over() && world.times(&Log::Connect).len() == 1);
}

#[test]
fn giving_up_closes_without_a_word() {
    let mut world = World::new(Plan::TransmitterAndReceiver);
    world.wait_until(at(1));
    world.answers = [None].into();
    let handle = world.submit("one");
    world.link.abort(world.now);
    world.settle();
    assert_eq!((world.times(&Log::Unbind).len(), world.times(&Log::Close).len()), (0, 2));
    assert_eq!(world.times(&Log::NoResponse(handle)), [at(1)]);
    assert!(world.is_over());
}

#[test]
fn an_smsc_that_never_has_room_does_not_keep_a_link_that_leaves() {
    // 0x14 to whatever is sent: the deadline takes what waits, and the session is unbound.
    let mut world = World::new(Plan::Transceiver);
    world.wait_until(at(1));
    world.answers = std::vec![Some(CommandStatus::ESME_RMSGQFUL); 100];
    let handles = [world.submit("one"), world.submit("two")];
    world.link.unbind(world.now);
    world.wait_until(at(300));
    assert_eq!(world.times(&Log::Unbind).len(), 0);
    world.wait_until(at(301));
    for handle in handles {
        assert_eq!(world.times(&Log::NotSent(handle)), [at(301)]);
    }
    assert_eq!(world.times(&Log::Unbind), [at(301)]);
    assert!(world.is_over() && world.taken.is_empty());
}

#[test]
fn an_smsc_that_never_has_room_is_an_outcome() {
    let mut world = World::new(Plan::Transceiver);
    world.wait_until(at(1));
    world.answers = std::vec![Some(CommandStatus::ESME_RMSGQFUL); 100];
    let handle = world.submit("one");
    world.wait_until(at(700));
    // Tried after 1, 2, 4, 8, 16 and 32 s, then each minute: the first refusal after 10 min is the last.
    assert_eq!(world.times(&Log::Response(handle, 0x14)), [at(1 + 63 + 540)]);
}

#[test]
fn a_link_that_leaves_goes_on_when_the_last_request_is_withdrawn() {
    let mut world = World::new(Plan::Transceiver);
    world.wait_until(at(1));
    world.answers = std::vec![Some(CommandStatus::ESME_RTHROTTLED)];
    let handle = world.link.submit(world.now, &message("one")).unwrap();
    world.settle();
    world.link.unbind(world.now);
    world.settle();
    assert_eq!(world.times(&Log::Unbind).len(), 0, "it is sent again yet");
    assert!(world.link.withdraw(world.now, handle));
    world.settle();
    assert_eq!(world.times(&Log::Unbind), [at(1)]);
    assert!(world.is_over());
}
