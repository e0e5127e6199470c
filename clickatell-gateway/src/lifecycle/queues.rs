//! The queues of accounts: what is in a lower one waits until those above it are empty (SOAP 6.2.10).
//!
//! Only what somebody waits for, or waits, is here: a message in the lowest queue, as nearly all are, leaves no trace.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use clickatell_core::id::ApiMessageId;
use clickatell_core::send::Queue;
use clickatell_core::time::Instant;

use super::plan::Plan;

/// What has to go first, and what waits for it.
#[derive(Debug, Default)]
pub(super) struct Queues {
    by_account: BTreeMap<Arc<str>, Lanes>,
}

#[derive(Debug, Default)]
struct Lanes {
    /// What is to be handed over and may keep others waiting: its queue, and when it entered it.
    above: BTreeSet<(u8, Instant, ApiMessageId)>,
    /// What waits, in the order in which it began to.
    parked: Vec<(u8, ApiMessageId)>,
}

impl Queues {
    /// A message is to be handed over.
    pub(super) fn enter(&mut self, message: ApiMessageId, plan: &Plan) {
        if plan.queue() < Queue::MAX.get() {
            let lanes = self.by_account.entry(Arc::clone(&plan.account)).or_default();
            lanes.above.insert((plan.queue(), plan.due(), message));
        }
    }

    /// A message is not to be handed over any more. Gives what waited and need not wait now.
    pub(super) fn leave(&mut self, now: Instant, message: ApiMessageId, plan: &Plan) -> Vec<ApiMessageId> {
        let Some(lanes) = self.by_account.get_mut(&plan.account) else { return Vec::new() };
        lanes.above.remove(&(plan.queue(), plan.due(), message));
        lanes.parked.retain(|(_, parked)| *parked != message);
        let above = &lanes.above;
        let (waits, free): (Vec<_>, Vec<_>) =
            lanes.parked.drain(..).partition(|(queue, _)| is_behind(above, *queue, now));
        lanes.parked = waits;
        if lanes.above.is_empty() && lanes.parked.is_empty() {
            self.by_account.remove(&plan.account);
        }
        free.into_iter().map(|(_, message)| message).collect()
    }

    /// Whether others of the same account have to go first; then it waits from now on.
    pub(super) fn park(&mut self, now: Instant, message: ApiMessageId, plan: &Plan) -> bool {
        let Some(lanes) = self.by_account.get_mut(&plan.account) else { return false };
        let waits = is_behind(&lanes.above, plan.queue(), now);
        if waits {
            lanes.parked.push((plan.queue(), message));
        }
        waits
    }

    #[cfg(test)]
    pub(super) fn is_empty(&self) -> bool {
        self.by_account.is_empty()
    }
}

/// Whether something in a queue above this one is due.
fn is_behind(above: &BTreeSet<(u8, Instant, ApiMessageId)>, queue: u8, now: Instant) -> bool {
    let least = ApiMessageId::from_random([0; 16]);
    (1..queue).any(|higher| {
        let first = above.range((higher, Instant::ZERO, least)..).next();
        first.is_some_and(|(found, due, _)| *found == higher && *due <= now)
    })
}
