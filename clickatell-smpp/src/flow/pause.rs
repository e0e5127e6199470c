//! Silence after a refusal for want of room.

use clickatell_core::time::{Duration, Instant};

/// A pause that doubles from refusal to refusal and is forgotten at the first success.
#[derive(Clone, Debug)]
pub(super) struct Pause {
    first: Duration,
    longest: Duration,
    /// How long the last one was; `None` when there is nothing to remember.
    last: Option<Duration>,
    /// When the last one began. What was sent before says nothing about what came after.
    began: Option<Instant>,
    until: Instant,
}

impl Pause {
    pub(super) const fn new(first: Duration, longest: Duration) -> Self {
        Self { first, longest, last: None, began: None, until: Instant::ZERO }
    }

    /// A request sent at `sent` was refused. Those that were under way together with the first that was refused make
    /// one pause, not one each.
    pub(super) fn refused(&mut self, now: Instant, sent: Instant) {
        if self.is_stale(sent) {
            return;
        }
        let length = self.last.map_or(self.first, |last| last.saturating_mul(2)).min(self.longest);
        self.last = Some(length);
        self.began = Some(now);
        self.until = now + length;
    }

    /// A request sent at `sent` was accepted.
    pub(super) fn accepted(&mut self, sent: Instant) {
        if !self.is_stale(sent) {
            self.last = None;
        }
    }

    /// Until when nothing is sent.
    pub(super) const fn until(&self) -> Instant {
        self.until
    }

    /// Whether a pause has been, and nothing has been accepted since: then one request at a time tries.
    pub(super) const fn is_probing(&self) -> bool {
        self.last.is_some()
    }

    fn is_stale(&self, sent: Instant) -> bool {
        self.last.is_some() && self.began.is_some_and(|began| sent <= began)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_doubles_up_to_the_longest_and_starts_anew_after_a_success() {
        let mut pause = Pause::new(Duration::from_secs(1), Duration::from_secs(5));
        let mut now = Instant::from_secs(10);
        for length in [1, 2, 4, 5, 5] {
            pause.refused(now, now);
            assert_eq!(pause.until().since(now), Duration::from_secs(length));
            now = pause.until() + Duration::from_micros(1);
        }
        pause.accepted(now);
        assert!(!pause.is_probing());
        pause.refused(now, now);
        assert_eq!(pause.until().since(now), Duration::from_secs(1));
    }

    #[test]
    fn what_was_under_way_when_it_began_neither_prolongs_nor_ends_it() {
        let mut pause = Pause::new(Duration::from_secs(1), Duration::from_secs(60));
        let at = Instant::from_secs;
        pause.refused(at(10), at(9));
        let until = pause.until();
        pause.refused(at(10), at(9));
        pause.refused(at(30), at(10));
        pause.accepted(at(9));
        assert_eq!((pause.until(), pause.is_probing()), (until, true));
        pause.refused(at(30), at(11));
        assert_eq!(pause.until(), at(32));
    }
}
