//! How long, in real time, one move of a virtual clock waits for receivers of callbacks.

use core::time::Duration;
use std::collections::HashMap;
use std::sync::Arc;

/// What each receiver may keep one move of the clock waiting, all its answers together. The clock then goes on without
/// it, and still waits for the others.
const FOR_ONE: Duration = Duration::from_secs(2);

/// What is left of it, in one move.
#[derive(Debug, Default)]
pub(crate) struct Patience {
    spent: HashMap<Arc<str>, Duration>,
}

impl Patience {
    /// How long the most that any of these may be waited for is.
    pub(super) fn left(&self, receivers: &[Arc<str>]) -> Duration {
        let left = |receiver| FOR_ONE.saturating_sub(self.spent.get(receiver).copied().unwrap_or_default());
        receivers.iter().map(left).max().unwrap_or_default()
    }

    /// All of these were waited for.
    pub(super) fn spend(&mut self, receivers: Vec<Arc<str>>, time: Duration) {
        for receiver in receivers {
            let spent = self.spent.entry(receiver).or_default();
            *spent = spent.saturating_add(time);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_receiver_has_its_own_time_in_a_move() {
        let [slow, quick]: [Arc<str>; 2] = ["http://slow/".into(), "http://quick/".into()];
        let mut patience = Patience::default();
        patience.spend(vec![Arc::clone(&slow)], Duration::from_millis(1500));
        assert_eq!(patience.left(&[Arc::clone(&slow)]), Duration::from_millis(500));
        patience.spend(vec![Arc::clone(&slow)], Duration::from_secs(9));
        assert_eq!(patience.left(&[Arc::clone(&slow)]), Duration::ZERO);
        assert_eq!(patience.left(&[slow, quick]), FOR_ONE);
        assert_eq!(patience.left(&[]), Duration::ZERO);
    }
}
