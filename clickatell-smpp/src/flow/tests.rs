use std::vec;
use std::vec::Vec;

use clickatell_core::machine::{Handle, Timed};
use clickatell_core::time::{Duration, Instant};
use proptest::prelude::*;

use super::*;
use crate::code::CommandStatus;
use crate::frame::SequenceNumber;
use crate::pdu::{EnquireLink, PduBody};
use crate::pdu_buf::PduBuf;

const OK: CommandStatus = CommandStatus::ESME_ROK;
const THROTTLED: CommandStatus = CommandStatus::ESME_RTHROTTLED;
const FULL: CommandStatus = CommandStatus::ESME_RMSGQFUL;

fn pdu(number: u32) -> PduBuf {
    let mut octets = Vec::new();
    EnquireLink::new().encode(SequenceNumber::new(number), &mut octets);
    PduBuf::new(&octets).unwrap()
}

fn outbox(settings: FlowSettings, window: usize, requests: u32) -> (Outbox, Vec<Handle<Queued>>) {
    let mut outbox = Outbox::new(settings, window);
    let handles = (1..=requests).map(|number| outbox.push(pdu(number)).unwrap()).collect();
    (outbox, handles)
}

/// All that may be sent now.
fn sent(outbox: &mut Outbox, now: Instant) -> Vec<u64> {
    let mut sent = Vec::new();
    while let Some((handle, frame)) = outbox.next(now) {
        assert_eq!(u64::from(frame.header().sequence_number.get()), handle.id(), "the octets of another");
        sent.push(handle.id());
    }
    sent
}

fn at(seconds: u64) -> Instant {
    Instant::from_secs(seconds)
}

#[test]
fn a_request_that_is_refused_for_ever_is_given_up_and_the_next_is_tried() {
    let settings = FlowSettings { give_up: Some(Duration::from_secs(5)), ..FlowSettings::default() };
    let (mut first, handle) = outbox(settings, 3, 2);
    let mut now = at(1);
    let mut answers = vec![];
    while !answers.contains(&Some(Answered::Final)) {
        // At first both are under way; then one alone tries.
        for id in sent(&mut first, now) {
            answers.push(first.answered(now, handle[usize::try_from(id - 1).unwrap()], THROTTLED, None));
        }
        now = first.poll_timeout().unwrap();
    }
    // Tried at 1, 2, 4 and 8; given up 7 s after its first refusal.
    assert_eq!((answers.len(), first.waiting(), first.under_way()), (5, 1, 0));
    assert_eq!(sent(&mut first, now), [2]);
    // Refused since as long, and tried for the second time.
    assert_eq!(first.answered(now, handle[1], THROTTLED, None), Some(Answered::Final));
    // At zero every refusal is an outcome; without a limit none is.
    for (give_up, answered) in [(Some(Duration::ZERO), Answered::Final), (None, Answered::Again)] {
        let settings = FlowSettings { give_up, ..FlowSettings::default() };
        let (mut outbox, handle) = outbox(settings, 1, 1);
        for second in [0, 1_000_000] {
            if sent(&mut outbox, at(second)) == [1] {
                assert_eq!(outbox.answered(at(second), handle[0], FULL, None), Some(answered));
            }
        }
    }
}

#[test]
fn a_s25_the_refused_goes_first_alone_and_the_order_stays() {
    let (mut outbox, handle) = outbox(FlowSettings::default(), 3, 6);
    assert_eq!(sent(&mut outbox, at(1)), [1, 2, 3]);
    // vumi #384, #636: both codes pause the whole queue.
    assert_eq!(outbox.answered(at(2), handle[0], OK, None), Some(Answered::Final));
    assert_eq!(outbox.answered(at(2), handle[2], FULL, None), Some(Answered::Again));
    assert_eq!(outbox.answered(at(2), handle[1], THROTTLED, None), Some(Answered::Again));
    assert_eq!((sent(&mut outbox, at(2)), outbox.poll_timeout()), (vec![], Some(at(3))));
    outbox.handle_timeout(at(3));
    assert_eq!((outbox.poll_timeout(), sent(&mut outbox, at(3))), (None, vec![2]));
    // Refused again: twice as long.
    assert_eq!(outbox.answered(at(4), handle[1], THROTTLED, None), Some(Answered::Again));
    assert_eq!((sent(&mut outbox, at(5)), outbox.poll_timeout()), (vec![], Some(at(6))));
    assert_eq!(sent(&mut outbox, at(6)), [2]);
    assert_eq!(outbox.poll_timeout(), None, "it waits for the answer, not for time");
    assert_eq!(outbox.answered(at(7), handle[1], OK, None), Some(Answered::Final));
    assert_eq!(sent(&mut outbox, at(7)), [3, 4, 5]);
    assert_eq!((outbox.waiting(), outbox.under_way()), (1, 3));
    // The pause is forgotten: the next one is a second again.
    outbox.answered(at(8), handle[3], THROTTLED, None);
    assert_eq!(outbox.poll_timeout(), Some(at(9)));
}

#[test]
fn what_is_refused_for_another_reason_is_answered() {
    let (mut outbox, handle) = outbox(FlowSettings::default(), 1, 2);
    sent(&mut outbox, at(0));
    let refused = CommandStatus::ESME_RINVDSTADR;
    assert_eq!(outbox.answered(at(0), handle[0], refused, None), Some(Answered::Final));
    assert_eq!(outbox.answered(at(0), handle[0], OK, None), None);
    assert_eq!(sent(&mut outbox, at(0)), [2]);
    assert!(outbox.lost(handle[1]) && !outbox.lost(handle[1]));
    assert_eq!((outbox.waiting(), outbox.under_way()), (0, 0), "lost, and never sent again");
}

#[test]
fn what_was_not_sent_can_be_taken_back() {
    let (mut outbox, handle) = outbox(FlowSettings { queue: 3, ..FlowSettings::default() }, 1, 3);
    assert_eq!(outbox.push(pdu(4)), Err(QueueFull { waiting: 3 }));
    assert_eq!(sent(&mut outbox, at(0)), [1]);
    assert!(!outbox.withdraw(handle[0]) && outbox.withdraw(handle[2]));
    outbox.put_back(handle[0]);
    assert_eq!(sent(&mut outbox, at(0)), [1]);
    assert_eq!(outbox.withdraw_all(), [handle[1]]);
}

#[test]
fn congestion_shrinks_the_window_until_it_is_over() {
    let (mut outbox, handle) = outbox(FlowSettings::default(), 10, 60);
    assert_eq!(sent(&mut outbox, at(0)).len(), 10);
    let mut next = handle.into_iter();
    // The state, and how many are under way when the window is as full as it allows.
    for (state, window) in [(0, 10), (89, 10), (90, 10), (95, 5), (99, 1), (101, 1), (255, 1), (50, 10)] {
        outbox.answered(at(0), next.next().unwrap(), OK, Some(state));
        while outbox.under_way() > window {
            outbox.answered(at(0), next.next().unwrap(), OK, None);
        }
        sent(&mut outbox, at(0));
        assert_eq!(outbox.under_way(), window, "{state}");
    }
    for state in [Some(95), None, None, None, None] {
        outbox.answered(at(1), next.next().unwrap(), OK, state);
    }
    assert_eq!(outbox.under_way(), 5);
    assert_eq!((sent(&mut outbox, at(1)), outbox.poll_timeout()), (vec![], Some(at(31))));
    outbox.handle_timeout(at(31));
    assert_eq!(outbox.poll_timeout(), None);
    assert_eq!(sent(&mut outbox, at(31)).len(), 5, "it holds for 30 seconds");
    // 100 is a pause, though this request was taken.
    assert_eq!(outbox.answered(at(40), next.next().unwrap(), OK, Some(100)), Some(Answered::Final));
    assert!(sent(&mut outbox, at(40)).is_empty());
    assert_eq!((sent(&mut outbox, at(40)), outbox.poll_timeout()), (vec![], Some(at(41))));
    assert_eq!(sent(&mut outbox, at(41)).len(), 1);
}

#[test]
fn a_rate_is_kept_by_the_timer_alone() {
    let settings = FlowSettings { rate: Some(Rate::per_second(3)), ..FlowSettings::default() };
    let (mut outbox, _) = outbox(settings, 100, 7);
    let mut times = Vec::new();
    let mut now = Instant::ZERO;
    loop {
        times.extend(sent(&mut outbox, now).iter().map(|_| now.as_micros()));
        match outbox.poll_timeout() {
            Some(due) => now = due,
            None => break,
        }
        outbox.handle_timeout(now);
    }
    assert_eq!(times, [0, 333_333, 666_666, 1_000_000, 1_333_333, 1_666_666, 2_000_000]);
}

proptest! {
    #[test]
    fn any_conversation_goes_as_the_model_says(input in prop::collection::vec(any::<u8>(), 0..400)) {
        prop_assert!(crate::fuzzing::outbox(&input) <= input.len());
    }
}
