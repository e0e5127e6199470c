use std::collections::BTreeSet;
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

/// What the page of this module says, by looking back over all that happened. It knows nothing of the outbox.
#[derive(Default)]
struct Model {
    waiting: BTreeSet<u64>,
    /// Number and moment.
    under_way: Vec<(u64, Instant)>,
    /// Answers that count for the pause: when the request was sent, when it was answered, whether there was room.
    answers: Vec<(Instant, Instant, bool)>,
    congestion: Option<(u8, Instant)>,
    sent: Vec<Instant>,
}

impl Model {
    /// The end of the last pause, and whether nothing has been accepted since it began.
    fn pause(&self) -> (Instant, bool) {
        let (mut until, mut began, mut exponent) = (Instant::ZERO, None, None);
        for (sent, answered, room) in &self.answers {
            let stale = exponent.is_some() && began.is_some_and(|began| *sent <= began);
            match (room, stale) {
                (_, true) => {}
                (true, false) => exponent = None,
                (false, false) => {
                    let power = exponent.map_or(0, |power: u32| power + 1);
                    exponent = Some(power);
                    began = Some(*answered);
                    until = *answered + Duration::from_millis((100 << power.min(10)).min(700));
                }
            }
        }
        (until, exponent.is_some())
    }

    /// While nothing has been accepted since a pause, those sent after it began count, and may be one.
    fn window(&self, now: Instant) -> usize {
        match self.congestion {
            _ if self.pause().1 => {
                let tries = self.under_way.iter().any(|(_, sent)| *sent >= self.pause().0);
                if tries { 0 } else { 4 }
            }
            Some((state, since)) if now.since(since) < Duration::from_secs(30) && state >= 90 => {
                (4 * (100 - usize::from(state))).div_ceil(10).max(1)
            }
            _ => 4,
        }
    }

    /// Which request goes out now, if any.
    fn next(&self, now: Instant) -> Option<u64> {
        // Ten a second, two at once: never three within 100 ms, four within 200 ms, and so on.
        let rate = self
            .sent
            .iter()
            .rev()
            .zip(1_u64..)
            .all(|(sent, back)| now.since(*sent) >= Duration::from_millis(100 * back.saturating_sub(1)));
        let may = rate && now >= self.pause().0 && self.under_way.len() < self.window(now);
        self.waiting.first().copied().filter(|_| may)
    }
}

#[derive(Clone, Debug)]
enum Step {
    Push,
    Send,
    Answer(usize, CommandStatus, Option<u8>),
    Lose(usize),
    Wait(u64),
    Timer,
}

fn step() -> impl Strategy<Value = Step> {
    let status = prop_oneof![3 => Just(OK), 2 => Just(THROTTLED), 1 => Just(FULL), 1 => Just(CommandStatus::ESME_RSYSERR)];
    let congestion = prop::option::weighted(0.2, prop_oneof![0..=100_u8, 88..=101_u8, Just(100_u8)]);
    prop_oneof![
        3 => Just(Step::Push),
        4 => Just(Step::Send),
        4 => (any::<usize>(), status, congestion).prop_map(|(pick, status, state)| Step::Answer(pick, status, state)),
        1 => any::<usize>().prop_map(Step::Lose),
        2 => prop_oneof![0..50_000_u64, 0..2_000_000_u64, Just(31_000_000_u64)].prop_map(Step::Wait),
        2 => Just(Step::Timer),
    ]
}

proptest! {
    #[test]
    fn any_conversation_goes_as_the_model_says(steps in prop::collection::vec(step(), 1..120)) {
        let settings = FlowSettings {
            rate: Some(Rate { requests: 10, per: Duration::from_secs(1), burst: 2 }),
            first_pause: Duration::from_millis(100),
            longest_pause: Duration::from_millis(700),
            ..FlowSettings::default()
        };
        let mut outbox = Outbox::new(settings, 4);
        let mut model = Model::default();
        let mut now = Instant::from_secs(1);
        let mut pushed = 0;
        for step in steps {
            match step {
                Step::Push => {
                    pushed += 1;
                    let handle = outbox.push(pdu(pushed)).unwrap();
                    model.waiting.insert(handle.id());
                }
                Step::Send => {
                    let expected = model.next(now);
                    prop_assert_eq!(outbox.next(now).map(|(handle, _)| handle.id()), expected);
                    if let Some(id) = expected {
                        model.waiting.remove(&id);
                        model.under_way.push((id, now));
                        model.sent.push(now);
                    }
                }
                Step::Answer(pick, status, congestion) if !model.under_way.is_empty() => {
                    let (id, sent) = model.under_way.remove(pick % model.under_way.len());
                    let room = status != THROTTLED && status != FULL;
                    model.answers.push((sent, now, room && congestion != Some(100)));
                    if let Some(state) = congestion.filter(|state| *state <= 100) {
                        model.congestion = Some((state, now));
                    }
                    if !room {
                        model.waiting.insert(id);
                    }
                    let expected = if room { Answered::Final } else { Answered::Again };
                    prop_assert_eq!(outbox.answered(now, Handle::new(id), status, congestion), Some(expected));
                }
                Step::Lose(pick) if !model.under_way.is_empty() => {
                    let (id, _) = model.under_way.remove(pick % model.under_way.len());
                    prop_assert!(outbox.lost(Handle::new(id)));
                }
                Step::Wait(micros) => {
                    let due = outbox.poll_timeout();
                    now = now + Duration::from_micros(micros);
                    outbox.handle_timeout(now);
                    // No timer, and nothing to send: then time alone brings nothing.
                    if due.is_none() && model.next(now).is_some() {
                        prop_assert!(outbox.next(now).is_some());
                        let id = model.waiting.pop_first().unwrap();
                        model.under_way.push((id, now));
                        model.sent.push(now);
                    }
                }
                Step::Timer => {
                    if let Some(due) = outbox.poll_timeout() {
                        prop_assert!(due > now, "a caller would spin");
                        let before = Instant::from_micros(due.as_micros() - 1);
                        prop_assert_eq!(model.next(before), None, "it could have been sent before");
                        now = due;
                        outbox.handle_timeout(now);
                        prop_assert!(outbox.poll_timeout().is_none_or(|next| next > now));
                    }
                }
                Step::Answer(..) | Step::Lose(_) => {}
            }
            prop_assert_eq!((outbox.waiting(), outbox.under_way()), (model.waiting.len(), model.under_way.len()));
        }
        // Whoever follows the timer sends everything.
        let mut rounds = 0;
        while outbox.waiting() > 0 {
            rounds += 1;
            prop_assert!(rounds < 2_000, "it stands still");
            if let Some((handle, _)) = outbox.next(now) {
                let handle = Handle::new(handle.id());
                outbox.answered(now, handle, OK, None);
            } else if let Some(due) = outbox.poll_timeout() {
                now = due;
                outbox.handle_timeout(now);
            } else {
                let (id, _) = model.under_way.pop().expect("nothing under way, no timer, and yet something waits");
                outbox.answered(now, Handle::new(id), OK, None);
            }
        }
    }
}
