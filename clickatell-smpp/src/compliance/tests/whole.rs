//! The whole test, 48 hours of it: our own link under the monitor.

use super::super::*;
use crate::code::CommandStatus;
use crate::link::Plan;
use crate::link::tests::world::{Door, Seen, World, at};
use crate::octets::{COctets, ShortMessage};
use crate::pdu::{DeliverSm, DeliverSmResp};
use crate::session::Reply;
use crate::value::{Address, EsmClass};

const HOUR: u64 = 3_600;

fn judge(world: &World, until: Instant) -> ComplianceMonitor {
    let mut monitor =
        ComplianceMonitor::new(ComplianceLimits::default(), Profile::clickatell().with_strict(true));
    for (now, conn, seen) in &world.seen {
        let what = match seen {
            Seen::Connected => Observed::Connected,
            Seen::Octets(from, octets) => Observed::Octets(*from, octets),
            Seen::Closed(by) => Observed::Closed(*by),
        };
        // By the timer, as a caller would.
        while let Some(due) = monitor.poll_timeout().filter(|due| due <= now) {
            monitor.handle_timeout(due);
            assert!(monitor.poll_timeout().is_none_or(|next| next > due), "a caller would spin");
        }
        monitor.observe(*now, *conn, what);
    }
    monitor.handle_timeout(until);
    monitor
}

/// A message and a receipt.
fn deliveries(world: &mut World, kind: BindKind) {
    let to = Address::international(COctets::try_from("27123456789").unwrap());
    let mut receipt = DeliverSm::new(to, ShortMessage::new(b"id:0A1B stat:DELIVRD").unwrap());
    receipt.esm_class = EsmClass::RECEIPT;
    world.deliver(kind);
    world.deliver_pdu(kind, &receipt);
    for duty in core::mem::take(&mut world.duties) {
        let reply = Reply::DeliverSm(DeliverSmResp::new(COctets::EMPTY));
        world.link.answer(world.now, duty, reply).unwrap();
        world.settle();
    }
}

#[test]
fn smpp_5_12_our_link_passes_all_nine_conditions() {
    // SMPP-5-12
    for (plan, receives, transmits) in [
        (Plan::TransmitterAndReceiver, BindKind::Receiver, BindKind::Transmitter),
        (Plan::Transceiver, BindKind::Transceiver, BindKind::Transceiver),
    ] {
        let mut world = World::new(plan);
        world.wait_until(at(HOUR));
        world.submit("hello");
        deliveries(&mut world, receives);
        // SMPP-5-13, SMPP-5-17: the server drops one, then unbinds the other.
        world.lose(receives);
        world.wait_until(at(2 * HOUR));
        let conn = world.conn_of(transmits);
        world.smsc.get_mut(&conn).unwrap().unbind(world.now).unwrap();
        world.settle();
        world.wait_until(at(48 * HOUR + 1));
        let monitor = judge(&world, world.now);
        for condition in Condition::ALL {
            assert_eq!(monitor.verdict(condition), Verdict::Passed, "{plan:?} {condition:?}");
        }
        // A second before it is not over.
        let early = judge(&World { seen: world.seen.clone(), ..World::new(plan) }, at(0));
        assert_ne!(early.poll_timeout(), None);
    }
}

#[test]
fn smpp_9_10_a_client_that_is_locked_out_and_waits_is_not_blamed_for_waiting() {
    // SMPP-9-10
    let mut world = World::new(Plan::Transceiver);
    world.wait_until(at(HOUR));
    world.door = Door::Refuses(CommandStatus::ESME_RBINDFAIL);
    world.lose(BindKind::Transceiver);
    world.wait_until(at(2 * HOUR));
    world.door = Door::Open;
    world.wait_until(at(3 * HOUR));
    let monitor = judge(&world, world.now);
    assert_eq!(monitor.verdict(Condition::Reconnects), Verdict::Passed);
    // It was away for an hour all the same.
    assert!(matches!(monitor.verdict(Condition::StaysBound), Verdict::Failed(..)));
}
