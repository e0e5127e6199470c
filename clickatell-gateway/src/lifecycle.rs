//! What becomes of an accepted message, and when.
//!
//! A message is accepted (008), handed to the network (003) and received by the handset (004), all within a second of
//! the gateway's clock from when it is due. The struct knows nothing of messages but their names: it says which status
//! is due.

use std::collections::{BTreeMap, VecDeque};

use clickatell_core::id::ApiMessageId;
use clickatell_core::machine::{Serial, Timed};
use clickatell_core::status::MessageStatus;
use clickatell_core::time::{Duration, Instant};
use serde::{Deserialize, Serialize};

use crate::random::SplitMix;

/// The longest time to each of the two steps; together less than a second.
const STEP: Duration = Duration::from_millis(450);
/// The shortest.
const STEP_AT_LEAST: Duration = Duration::from_millis(50);

/// When a message is sent, and how long it is worth sending.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Timing {
    /// When the gateway has it.
    pub(crate) now: Instant,
    /// When it is to be sent.
    pub(crate) due: Instant,
    /// When it is no longer worth sending.
    pub(crate) expires: Instant,
}

impl Timing {
    /// How long a message is worth sending where its sender does not say (SOAP 6.2.16, SMPP 4).
    pub(crate) const VALIDITY: Duration = Duration::from_secs(86_400);

    /// Sent at once, worth sending for a day.
    pub(crate) fn at_once(now: Instant) -> Self {
        Self { now, due: now, expires: now + Self::VALIDITY }
    }
}

/// The statuses that a message will have, each at its moment. Kept with the message, so that it goes on after a restart.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Plan(VecDeque<(u64, u16)>);

impl Plan {
    /// These statuses, as far as they can come: what is not handed over in time expires (010), and free of charge.
    pub(crate) fn new(timing: Timing, steps: impl IntoIterator<Item = (Instant, MessageStatus)>) -> Self {
        let mut plan = VecDeque::new();
        for (at, status) in steps {
            let handed_over = status == MessageStatus::DELIVERED_TO_GATEWAY;
            if handed_over && at >= timing.expires {
                plan.push_back((timing.expires.as_micros(), MessageStatus::EXPIRED.get()));
                break;
            }
            plan.push_back((at.as_micros(), status.get()));
        }
        Self(plan)
    }

    /// What is left of it for a message that has this status.
    pub(crate) fn after(mut self, status: MessageStatus) -> Self {
        if let Some(taken) = self.0.iter().position(|(_, step)| *step == status.get()) {
            self.0.drain(..=taken);
        }
        self
    }

    /// When the next status is due.
    pub(crate) fn first(&self) -> Option<Instant> {
        self.next().map(|(at, _)| at)
    }

    /// The next status, and when.
    fn next(&self) -> Option<(Instant, MessageStatus)> {
        self.0.front().map(|(at, status)| (Instant::from_micros(*at), MessageStatus::new(*status)))
    }
}

/// A status that is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Step {
    pub(crate) message: ApiMessageId,
    pub(crate) status: MessageStatus,
}

/// The messages on their way.
#[derive(Debug)]
pub(crate) struct Lifecycle {
    jitter: SplitMix,
    due: BTreeMap<Due, (ApiMessageId, Plan)>,
    /// Where each message stands among them.
    places: BTreeMap<ApiMessageId, Due>,
    serial: Serial,
    ready: VecDeque<Step>,
}

/// A moment; those of one moment in the order in which they were put there.
type Due = (Instant, u64);

impl Lifecycle {
    /// No message. The same seed and the same messages give the same plans.
    pub(crate) fn new(seed: u64) -> Self {
        Self {
            jitter: SplitMix(seed),
            due: BTreeMap::new(),
            places: BTreeMap::new(),
            serial: Serial::new(),
            ready: VecDeque::new(),
        }
    }

    /// How many messages have not come to their end.
    pub(crate) fn len(&self) -> usize {
        self.due.len()
    }

    /// What a message of this timing will do; one for which there is no route ends where it would be handed over.
    pub(crate) fn plan(&mut self, timing: Timing, routed: bool) -> Plan {
        let to_network = timing.due + self.span();
        if !routed {
            return Plan::new(timing, [(to_network, MessageStatus::ROUTING_ERROR)]);
        }
        let to_handset = to_network + self.span();
        Plan::new(
            timing,
            [(to_network, MessageStatus::DELIVERED_TO_GATEWAY), (to_handset, MessageStatus::RECEIVED)],
        )
    }

    /// Takes a message under way.
    pub(crate) fn start(&mut self, message: ApiMessageId, plan: Plan) {
        let Some(at) = plan.first() else { return };
        let place = (at, self.serial.issue());
        self.due.insert(place, (message, plan));
        self.places.insert(message, place);
    }

    /// Nothing more becomes of a message.
    pub(crate) fn stop(&mut self, message: &ApiMessageId) {
        if let Some(place) = self.places.remove(message) {
            self.due.remove(&place);
        }
    }

    /// The next status that was due at the last [`handle_timeout`](Timed::handle_timeout).
    pub(crate) fn poll_step(&mut self) -> Option<Step> {
        self.ready.pop_front()
    }

    /// Statuses that could not be noted are ready again, before any other.
    pub(crate) fn put_back(&mut self, steps: Vec<Step>) {
        for step in steps.into_iter().rev() {
            self.ready.push_front(step);
        }
    }

    /// When the next status is due, and of which message. One that is ready has been due all along.
    pub(crate) fn next(&self) -> Option<(Instant, Step)> {
        if let Some(step) = self.ready.front() {
            return Some((Instant::ZERO, *step));
        }
        let (_, (message, plan)) = self.due.first_key_value()?;
        let (at, status) = plan.next()?;
        Some((at, Step { message: *message, status }))
    }

    fn span(&mut self) -> Duration {
        let jitter = u64::try_from(STEP.saturating_sub(STEP_AT_LEAST).as_micros()).unwrap_or(0);
        STEP_AT_LEAST.saturating_add(Duration::from_micros(self.jitter.below(jitter)))
    }
}

impl Timed for Lifecycle {
    fn poll_timeout(&self) -> Option<Instant> {
        self.next().map(|(at, _)| at)
    }

    fn handle_timeout(&mut self, now: Instant) {
        while let Some(entry) = self.due.first_entry().filter(|entry| entry.key().0 <= now) {
            let (message, mut plan) = entry.remove();
            self.places.remove(&message);
            if let Some((_, status)) = plan.0.pop_front() {
                self.ready.push_back(Step { message, status: MessageStatus::new(status) });
            }
            self.start(message, plan);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
        let plan = lifecycle.plan(Timing::at_once(start), true);
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

    #[test]
    fn soap_6_2_6_a_delayed_message_waits_until_it_is_due() {
        // SOAP-6.2.6-1
        let mut lifecycle = Lifecycle::new(1);
        let due = Instant::from_secs(3600);
        let timing = Timing { due, ..Timing::at_once(Instant::ZERO) };
        let plan = lifecycle.plan(timing, true);
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
            Plan::new(timing, steps).0.into_iter().map(|(_, status)| status).collect::<Vec<_>>()
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
        lifecycle.start(id(3), plan(&[(0, 3), (2, 4)]).after(MessageStatus::DELIVERED_TO_GATEWAY));
        lifecycle.start(id(4), plan(&[(0, 3), (2, 4)]).after(MessageStatus::RECEIVED));
        assert_eq!(lifecycle.len(), 3);
        let all = steps(&mut lifecycle, Instant::from_secs(9));
        assert_eq!(all, [(id(1), 3), (id(2), 3), (id(3), 4), (id(2), 4), (id(1), 4)]);
    }

    #[test]
    fn a_message_that_is_stopped_does_nothing_more() {
        let mut lifecycle = Lifecycle::new(1);
        lifecycle.start(id(1), plan(&[(1, 3), (4, 4)]));
        lifecycle.start(id(2), plan(&[(1, 3)]));
        lifecycle.stop(&id(1));
        lifecycle.stop(&id(1));
        assert_eq!(steps(&mut lifecycle, Instant::from_secs(9)), [(id(2), 3)]);
    }

    #[test]
    fn one_seed_one_plan() {
        let plans = |seed| {
            let mut lifecycle = Lifecycle::new(seed);
            (0..20).map(|_| lifecycle.plan(Timing::at_once(Instant::ZERO), true)).collect::<Vec<_>>()
        };
        assert_eq!(plans(5), plans(5));
        assert_ne!(plans(5), plans(6));
    }
}
