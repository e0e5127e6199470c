use super::super::*;
use super::world::{Door, Log, World, at, message};
use crate::code::CommandStatus;
use crate::octets::COctets;
use crate::pdu::BindKind::{Receiver, Transceiver, Transmitter};
use crate::pdu::DeliverSmResp;
use crate::profile::Profile;
use crate::session::{AnswerError, Reply};
use crate::value::RegisteredDelivery;

const ACCEPTED: Reply<'static> = Reply::DeliverSm(DeliverSmResp::new(COctets::EMPTY));

#[test]
fn what_is_submitted_before_there_is_a_session_goes_out_when_there_is_one() {
    let mut world = World::new(Plan::TransmitterAndReceiver);
    let handles = [world.submit("one"), world.submit("two")];
    assert_eq!((world.taken.len(), world.link.outbox().waiting()), (0, 2));
    world.wait_until(at(1));
    assert_eq!(world.taken, ["one", "two"]);
    for handle in handles {
        assert_eq!(world.times(&Log::Response(handle, 0)).len(), 1);
    }
}

#[test]
fn what_was_sent_when_the_connection_died_is_unknown_and_not_sent_again() {
    let mut world = World::with(Plan::Transceiver, Profile::clickatell().with_window(2), 1);
    world.wait_until(at(1));
    world.answers = [None, None].into();
    let handles = [world.submit("one"), world.submit("two"), world.submit("three")];
    world.lose(Transceiver);
    assert_eq!(world.times(&Log::NoResponse(handles[0])), [at(1)]);
    assert_eq!(world.times(&Log::NoResponse(handles[1])), [at(1)]);
    world.wait_until(at(3_600));
    // The third was never sent: it waited for the next session.
    assert_eq!(world.taken, ["one", "two", "three"]);
    assert_eq!(world.times(&Log::Response(handles[2], 0)).len(), 1);
    assert_eq!(world.times(&Log::NoResponse(handles[0])).len(), 1);
}

#[test]
fn a_response_that_never_comes_frees_its_place() {
    let mut world = World::with(Plan::Transceiver, Profile::clickatell().with_window(1), 1);
    world.wait_until(at(1));
    world.answers = [None].into();
    let handles = [world.submit("one"), world.submit("two")];
    world.wait_until(at(61));
    assert_eq!(world.times(&Log::NoResponse(handles[0])), [at(61)]);
    assert_eq!(world.times(&Log::Response(handles[1], 0)), [at(61)]);
}

#[test]
fn a_s25_refusals_for_want_of_room_are_not_told_of_and_keep_the_order() {
    let mut world = World::with(Plan::Transceiver, Profile::clickatell().with_window(2), 1);
    world.wait_until(at(1));
    let throttled = Some(CommandStatus::ESME_RTHROTTLED);
    world.answers = [throttled, Some(CommandStatus::ESME_RMSGQFUL), throttled].into();
    let handles = [world.submit("one"), world.submit("two"), world.submit("three")];
    // Pauses of one, two and four seconds, and one request that tries after each.
    world.wait_until(at(7));
    assert!(world.taken.is_empty() && world.answers.is_empty());
    world.wait_until(at(8));
    assert_eq!(world.taken, ["one", "two", "three"]);
    for handle in handles {
        assert_eq!(world.times(&Log::Response(handle, 0)), [at(8)]);
    }
}

#[test]
fn smpp_5_16_a_transmitter_alone_asks_for_no_receipt() {
    // SMPP-5-16
    let mut world = World::new(Plan::TransmitterOnly);
    let mut pdu = message("hello");
    pdu.registered_delivery = RegisteredDelivery::FINAL;
    let Err(RequestError::Violation(violation)) = world.link.submit(world.now, &pdu) else { panic!("taken") };
    assert_eq!((violation.status.get(), violation.clause), (0x07, "SMPP-5-16"));
    world.submit("hello");
    let mut world = World::new(Plan::TransmitterAndReceiver);
    assert!(world.link.submit(world.now, &pdu).is_ok());
    let mut world = World::new(Plan::ReceiverOnly);
    assert_eq!(world.link.submit(world.now, &pdu), Err(RequestError::NoTransmitter));
}

#[test]
fn what_the_profile_refuses_is_not_taken() {
    let profile = Profile::clickatell();
    let mut flow = profile.flow.clone();
    flow.queue = 1;
    let mut world = World::with(Plan::Transceiver, profile.with_flow(flow), 1);
    let mut pdu = message("hello");
    pdu.destination.addr = COctets::try_from("0831234567").unwrap();
    assert!(matches!(world.link.submit(world.now, &pdu), Err(RequestError::Violation(_))));
    world.submit("hello");
    assert!(matches!(world.link.submit(world.now, &message("x")), Err(RequestError::QueueFull(_))));
}

#[test]
fn a_request_can_be_withdrawn_until_it_is_sent() {
    let mut world = World::new(Plan::Transceiver);
    let handle = world.link.submit(world.now, &message("hello")).unwrap();
    assert!(world.link.withdraw(at(0), handle) && !world.link.withdraw(at(0), handle));
    world.wait_until(at(1));
    let sent = world.link.submit(world.now, &message("hello")).unwrap();
    assert!(!world.link.withdraw(at(1), sent));
    world.settle();
    assert_eq!((world.taken.len(), world.times(&Log::Response(sent.id(), 0)).len()), (1, 1));
}

#[test]
fn what_only_the_session_can_refuse_ends_in_not_sent() {
    // SMPP-11-8: a session of 3.3 has no optional parameters.
    let mut bind = super::world::bind();
    bind.interface_version = crate::value::InterfaceVersion::V3_3;
    let mut world = World::new(Plan::TransmitterAndReceiver);
    world.link = Link::new(Plan::TransmitterAndReceiver, Profile::clickatell(), &bind, 1).unwrap();
    let mut tlvs = crate::TlvBuf::new();
    tlvs.message_payload(b"long").unwrap();
    let mut pdu = message("");
    pdu.tlvs = tlvs.as_tlvs();
    let handle = world.link.submit(world.now, &pdu).unwrap();
    world.wait_until(at(1));
    assert_eq!((world.times(&Log::NotSent(handle.id())), world.taken.len()), (std::vec![at(0)], 0));
    assert!(world.link.is_up(Transmitter) && world.link.is_up(Receiver));
}

#[test]
fn smpp_5_21_deliveries_are_acknowledged_by_their_owner() {
    // SMPP-5-21
    let mut world = World::new(Plan::TransmitterAndReceiver);
    world.wait_until(at(1));
    world.deliver(Receiver);
    let duty = world.duties.pop().expect("a delivery");
    world.link.answer(world.now, duty, ACCEPTED).unwrap();
    world.settle();
    // Not before, and not on another session.
    world.deliver(Receiver);
    let stale = world.duties.pop().expect("another");
    world.lose(Receiver);
    assert_eq!(world.link.answer(world.now, stale, ACCEPTED), Err(AnswerError::Stale));
    world.wait(60);
    world.deliver(Receiver);
    let stale = world.duties.pop().expect("a third");
    world.lose(Receiver);
    world.wait(60);
    assert!(world.link.is_up(Receiver));
    assert_eq!(world.link.answer(world.now, stale, ACCEPTED), Err(AnswerError::Stale));
    assert_eq!(world.door, Door::Open);
}
