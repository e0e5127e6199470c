//! A table of deadlines, indexed by the timer's name.

use crate::time::Instant;

/// The timers of one machine: an enumeration with as many variants as the table has places.
pub trait TimerName: Copy + 'static {
    /// Every timer once, in the order in which those due at the same moment expire.
    const ALL: &'static [Self];

    /// The place of this timer, its index in [`ALL`](Self::ALL).
    fn index(self) -> usize;
}

/// The deadline of each timer of a machine. `N` is the number of timers.
#[derive(Clone, Debug)]
pub struct TimerTable<const N: usize> {
    deadlines: [Option<Instant>; N],
}

impl<const N: usize> TimerTable<N> {
    /// A table with every timer stopped.
    #[must_use]
    pub const fn new() -> Self {
        Self { deadlines: [None; N] }
    }

    /// Sets a timer, whether or not it ran.
    pub fn set<T: TimerName>(&mut self, timer: T, at: Instant) {
        self.put(timer, Some(at));
    }

    /// Sets a timer, or stops it when there is no moment to set it to.
    pub fn put<T: TimerName>(&mut self, timer: T, at: Option<Instant>) {
        if let Some(place) = self.deadlines.get_mut(timer.index()) {
            *place = at;
        }
    }

    /// Stops a timer.
    pub fn stop<T: TimerName>(&mut self, timer: T) {
        self.put(timer, None);
    }

    /// Stops every timer.
    pub fn stop_all(&mut self) {
        self.deadlines = [None; N];
    }

    /// When this timer expires.
    #[must_use]
    pub fn get<T: TimerName>(&self, timer: T) -> Option<Instant> {
        self.deadlines.get(timer.index()).copied().flatten()
    }

    /// The earliest deadline.
    #[must_use]
    pub fn next(&self) -> Option<Instant> {
        self.deadlines.iter().flatten().min().copied()
    }

    /// Stops and returns the timer that expired first at `now`; call it until `None`.
    pub fn expire<T: TimerName>(&mut self, now: Instant) -> Option<T> {
        let due = T::ALL
            .iter()
            .filter_map(|timer| self.get(*timer).map(|at| (at, *timer)))
            .filter(|(at, _)| *at <= now)
            .min_by_key(|(at, _)| *at);
        due.map(|(_, timer)| {
            self.stop(timer);
            timer
        })
    }
}

impl<const N: usize> Default for TimerTable<N> {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Clone, Copy, Debug, PartialEq)]
    enum Timer {
        Idle,
        Response,
        Probe,
    }

    impl TimerName for Timer {
        const ALL: &'static [Self] = &[Self::Idle, Self::Response, Self::Probe];

        fn index(self) -> usize {
            self as usize
        }
    }

    #[test]
    fn timers_expire_in_order_of_time_then_of_name() {
        let mut table = TimerTable::<3>::new();
        let at = Instant::from_secs;
        table.set(Timer::Probe, at(5));
        table.set(Timer::Idle, at(9));
        table.set(Timer::Response, at(5));
        assert_eq!(table.next(), Some(at(5)));
        assert_eq!(table.expire::<Timer>(at(4)), None);
        assert_eq!(table.expire(at(9)), Some(Timer::Response));
        assert_eq!(table.expire(at(9)), Some(Timer::Probe));
        assert_eq!(table.expire(at(9)), Some(Timer::Idle));
        assert_eq!((table.expire::<Timer>(at(9)), table.next()), (None, None));
    }

    #[test]
    fn setting_again_moves_and_stopping_removes() {
        let mut table = TimerTable::<3>::default();
        table.set(Timer::Idle, Instant::from_secs(1));
        table.set(Timer::Idle, Instant::from_secs(2));
        table.put(Timer::Probe, None);
        assert_eq!(table.get(Timer::Idle), Some(Instant::from_secs(2)));
        table.stop(Timer::Idle);
        assert_eq!(table.next(), None);
        table.set(Timer::Probe, Instant::from_secs(3));
        table.stop_all();
        assert_eq!(table.next(), None);
    }
}
