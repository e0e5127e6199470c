//! What becomes of an accepted message, and when.
//!
//! A message is accepted (008), handed to the network (003) and received by the handset (004), all within a second of
//! the gateway's clock. The struct knows nothing of messages but their names: it says which status is due.

use std::collections::{BTreeMap, VecDeque};

use clickatell_core::id::ApiMessageId;
use clickatell_core::machine::{Serial, Timed};
use clickatell_core::status::MessageStatus;
use clickatell_core::time::{Duration, Instant};

use crate::random::SplitMix;

/// The longest time to each of the two steps; together less than a second.
const STEP: Duration = Duration::from_millis(450);
/// The shortest.
const STEP_AT_LEAST: Duration = Duration::from_millis(50);

/// When a message takes its steps. Kept with the message, so that it goes on after a restart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Plan {
    /// When it is handed to the network.
    pub(crate) to_network: Instant,
    /// When the handset has it.
    pub(crate) to_handset: Instant,
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
    due: BTreeMap<(Instant, u64), (Step, Plan)>,
    serial: Serial,
    ready: VecDeque<Step>,
}

impl Lifecycle {
    /// No message. The same seed and the same messages give the same plans.
    pub(crate) fn new(seed: u64) -> Self {
        Self { jitter: SplitMix(seed), due: BTreeMap::new(), serial: Serial::new(), ready: VecDeque::new() }
    }

    /// How many messages have not come to their end.
    pub(crate) fn len(&self) -> usize {
        self.due.len()
    }

    /// What a message that is accepted now will do.
    pub(crate) fn plan(&mut self, now: Instant) -> Plan {
        let to_network = now + self.span();
        Plan { to_network, to_handset: to_network + self.span() }
    }

    /// Takes a message under way whose status is this.
    pub(crate) fn start(&mut self, message: ApiMessageId, status: MessageStatus, plan: Plan) {
        let (status, at) = match status {
            MessageStatus::OK => (MessageStatus::DELIVERED_TO_GATEWAY, plan.to_network),
            MessageStatus::DELIVERED_TO_GATEWAY => (MessageStatus::RECEIVED, plan.to_handset),
            _ => return,
        };
        let serial = self.serial.issue();
        self.due.insert((at, serial), (Step { message, status }, plan));
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
        self.due.first_key_value().map(|((at, _), (step, _))| (*at, *step))
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
            let (step, plan) = entry.remove();
            self.ready.push_back(step);
            self.start(step.message, step.status, plan);
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

    #[test]
    fn smpp_3_13_a_message_is_received_within_a_second() {
        let mut lifecycle = Lifecycle::new(1);
        let start = Instant::from_secs(100);
        let plan = lifecycle.plan(start);
        assert!(start < plan.to_network && plan.to_network < plan.to_handset);
        assert!(plan.to_handset < start + Duration::from_secs(1));
        lifecycle.start(id(1), MessageStatus::OK, plan);
        assert_eq!(lifecycle.poll_timeout(), Some(plan.to_network));
        assert_eq!(steps(&mut lifecycle, start), []);
        assert_eq!(steps(&mut lifecycle, plan.to_network), [(id(1), 3)]);
        assert_eq!(lifecycle.poll_timeout(), Some(plan.to_handset));
        assert_eq!(steps(&mut lifecycle, plan.to_handset), [(id(1), 4)]);
        assert_eq!((lifecycle.poll_timeout(), lifecycle.len()), (None, 0));
    }

    #[test]
    fn a_late_call_does_everything_in_order() {
        let mut lifecycle = Lifecycle::new(1);
        let at = Instant::from_secs;
        let plan = |a, b| Plan { to_network: at(a), to_handset: at(b) };
        lifecycle.start(id(1), MessageStatus::OK, plan(1, 4));
        lifecycle.start(id(2), MessageStatus::OK, plan(2, 3));
        // Taken up again after a restart, in the middle and at the end.
        lifecycle.start(id(3), MessageStatus::DELIVERED_TO_GATEWAY, plan(0, 2));
        lifecycle.start(id(4), MessageStatus::RECEIVED, plan(0, 2));
        assert_eq!(lifecycle.len(), 3);
        let all = steps(&mut lifecycle, at(9));
        assert_eq!(all, [(id(1), 3), (id(2), 3), (id(3), 4), (id(2), 4), (id(1), 4)]);
    }

    #[test]
    fn one_seed_one_plan() {
        let plans = |seed| {
            let mut lifecycle = Lifecycle::new(seed);
            (0..20).map(|_| lifecycle.plan(Instant::ZERO)).collect::<Vec<_>>()
        };
        assert_eq!(plans(5), plans(5));
        assert_ne!(plans(5), plans(6));
    }
}
