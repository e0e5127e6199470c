//! When a packet was captured.

use std::time::Duration;

/// A moment since the beginning of 1970, UTC, as the capture says it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(Duration);

impl Timestamp {
    /// This long after the beginning of 1970.
    #[must_use]
    pub const fn new(since_epoch: Duration) -> Self {
        Self(since_epoch)
    }

    /// From seconds and a part of a second, which may be more than one.
    pub(crate) fn from_parts(seconds: u64, nanos: u64) -> Self {
        Self(Duration::from_secs(seconds).saturating_add(Duration::from_nanos(nanos)))
    }

    /// Whole seconds.
    #[must_use]
    pub const fn seconds(self) -> u64 {
        self.0.as_secs()
    }

    /// Nanoseconds behind the whole seconds.
    #[must_use]
    pub const fn nanos(self) -> u32 {
        self.0.subsec_nanos()
    }

    /// How long after another one; zero when it was before.
    #[must_use]
    pub fn since(self, earlier: Self) -> Duration {
        self.0.saturating_sub(earlier.0)
    }
}
