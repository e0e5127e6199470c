//! A moment as an integer.

use core::fmt;
use core::time::Duration;

/// A moment: microseconds from an arbitrary zero that the caller chose.
///
/// Being a plain number, it can be stored in a trace, replayed, and advanced by seven days in a test. Arithmetic
/// saturates at both ends; half a million years fit.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(transparent))]
pub struct Instant(u64);

impl Instant {
    /// The zero.
    pub const ZERO: Self = Self(0);

    /// The moment so many microseconds after the zero.
    #[must_use]
    pub const fn from_micros(micros: u64) -> Self {
        Self(micros)
    }

    /// The moment so many milliseconds after the zero.
    #[must_use]
    pub const fn from_millis(millis: u64) -> Self {
        Self(millis.saturating_mul(1_000))
    }

    /// The moment so many seconds after the zero.
    #[must_use]
    pub const fn from_secs(secs: u64) -> Self {
        Self(secs.saturating_mul(1_000_000))
    }

    /// Microseconds since the zero.
    #[must_use]
    pub const fn as_micros(self) -> u64 {
        self.0
    }

    /// The time passed since an earlier moment; zero when it is not earlier.
    #[must_use]
    pub const fn since(self, earlier: Self) -> Duration {
        Duration::from_micros(self.0.saturating_sub(earlier.0))
    }

    /// The moment `span` later.
    #[must_use]
    pub fn after(self, span: Duration) -> Self {
        Self(self.0.saturating_add(u64::try_from(span.as_micros()).unwrap_or(u64::MAX)))
    }
}

impl core::ops::Add<Duration> for Instant {
    type Output = Self;

    fn add(self, span: Duration) -> Self {
        self.after(span)
    }
}

impl fmt::Display for Instant {
    /// Seconds with six decimals: `56.000000s`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{:06}s", self.0 / 1_000_000, self.0 % 1_000_000)
    }
}

impl fmt::Debug for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Instant({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arithmetic_saturates_and_display_is_in_seconds() {
        let t = Instant::from_secs(56);
        assert_eq!(std::format!("{} {:?}", t, Instant::from_micros(1)), "56.000000s Instant(0.000001s)");
        assert_eq!(t + Duration::from_millis(1_500), Instant::from_micros(57_500_000));
        assert_eq!(t.since(Instant::from_secs(50)), Duration::from_secs(6));
        assert_eq!(Instant::ZERO.since(t), Duration::ZERO);
        assert_eq!(t.after(Duration::MAX), Instant::from_micros(u64::MAX));
        assert_eq!(Instant::from_millis(u64::MAX), Instant::from_micros(u64::MAX));
    }
}
