//! The gateway's clock: everything that it does by itself, it does by this one.
//!
//! Moments are [`Instant`]s whose zero is 1970-01-01 00:00:00 UTC, so that they mean the same in a store that is opened
//! again later. Waits of tests and timers of links are not on this clock: a peer lives in real time.

use core::fmt;
use core::sync::atomic::{AtomicU64, Ordering};
use std::time::SystemTime;

use clickatell_core::time::{CivilDateTime, Duration, Instant};
use serde::{Serialize, Serializer};

/// Which clock a gateway runs by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ClockMode {
    /// The machine's.
    System,
    /// One that stands still until it is moved, starting at this moment.
    Virtual(CivilDateTime),
}

impl ClockMode {
    /// A virtual clock that stands at 2011-04-20 10:30:00.
    #[must_use]
    pub fn frozen() -> Self {
        CivilDateTime::new(2011, 4, 20, 10, 30, 0).map_or(Self::System, Self::Virtual)
    }
}

/// A clock that never goes back.
#[derive(Debug)]
pub(crate) enum Clock {
    System {
        /// What the calendar said at `start`.
        zero: Instant,
        start: std::time::Instant,
    },
    Virtual(AtomicU64),
}

/// Why a clock was not moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ClockError {
    /// It is the machine's.
    #[error(
        "the clock is the machine's: start the gateway with a virtual one, as --virtual-clock does, to move it"
    )]
    System,
    /// It stands later than it was to be moved to.
    #[error("the clock stands at {0} and only goes forward")]
    Backwards(CivilDateTime),
    /// It was to be moved beyond the year 9999.
    #[error("the calendar ends with the year 9999")]
    Calendar,
}

impl Clock {
    /// A clock that stands at `earliest` or later: nothing in a store may lie in the future.
    pub(crate) fn new(mode: ClockMode, earliest: Instant) -> Self {
        match mode {
            ClockMode::System => {
                let passed = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
                let zero = Instant::ZERO.after(passed).max(earliest);
                Self::System { zero, start: std::time::Instant::now() }
            }
            ClockMode::Virtual(at) => {
                let at = Instant::from_secs(at.to_epoch_seconds()).max(earliest);
                Self::Virtual(AtomicU64::new(at.as_micros()))
            }
        }
    }

    pub(crate) fn now(&self) -> Instant {
        match self {
            Self::System { zero, start } => zero.after(start.elapsed()),
            Self::Virtual(micros) => Instant::from_micros(micros.load(Ordering::Acquire)),
        }
    }

    pub(crate) const fn is_virtual(&self) -> bool {
        matches!(self, Self::Virtual(_))
    }

    /// Moves a virtual clock forward.
    pub(crate) fn set(&self, to: Instant) -> Result<(), ClockError> {
        let Self::Virtual(micros) = self else { return Err(ClockError::System) };
        civil(to).ok_or(ClockError::Calendar)?;
        let before = micros.fetch_max(to.as_micros(), Ordering::AcqRel);
        if before > to.as_micros() {
            let now = civil(Instant::from_micros(before)).ok_or(ClockError::Calendar)?;
            return Err(ClockError::Backwards(now));
        }
        Ok(())
    }
}

/// The date and time of a moment, UTC; `None` beyond the year 9999.
pub(crate) fn civil(at: Instant) -> Option<CivilDateTime> {
    CivilDateTime::from_epoch_seconds(at.as_micros() / 1_000_000)
}

/// Prints a moment as `2011-04-20T10:30:00.000000Z`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Stamp(pub(crate) Instant);

impl fmt::Display for Stamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let micros = self.0.as_micros() % 1_000_000;
        match civil(self.0) {
            Some(at) => write!(
                f,
                "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{micros:06}Z",
                at.year(),
                at.month(),
                at.day(),
                at.hour(),
                at.minute(),
                at.second()
            ),
            None => f.write_str("never"),
        }
    }
}

impl Serialize for Stamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// The span that a text like `6h`, `90s`, `2m`, `1d` or `250ms` means.
pub(crate) fn parse_span(text: &str) -> Option<Duration> {
    let digits = text.find(|character: char| !character.is_ascii_digit()).unwrap_or(text.len());
    let (number, unit) = text.split_at_checked(digits)?;
    let number: u64 = number.parse().ok()?;
    let seconds = match unit {
        "ms" => return Some(Duration::from_millis(number)),
        "" | "s" => 1,
        "m" | "min" => 60,
        "h" => 3600,
        "d" => 86_400,
        _ => return None,
    };
    number.checked_mul(seconds).map(Duration::from_secs)
}

/// The moment that a text like `2011-04-20T10:31:00Z` means; a space may stand for `T`, and `Z` may be left out.
pub(crate) fn parse_moment(text: &str) -> Option<Instant> {
    let numbers: Vec<u16> = text
        .strip_suffix('Z')
        .unwrap_or(text)
        .split(['-', 'T', ' ', ':'])
        .map(str::parse)
        .collect::<Result<_, _>>()
        .ok()?;
    let [year, rest @ ..] = numbers.as_slice() else { return None };
    let rest: Vec<u8> = rest.iter().map(|number| u8::try_from(*number)).collect::<Result<_, _>>().ok()?;
    let [month, day, hour, minute, second] = *rest.as_slice() else { return None };
    let at = CivilDateTime::new(*year, month, day, hour, minute, second).ok()?;
    Some(Instant::from_secs(at.to_epoch_seconds()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_virtual_clock_only_goes_forward() {
        let clock = Clock::new(ClockMode::frozen(), Instant::ZERO);
        let start = clock.now();
        assert_eq!(Stamp(start).to_string(), "2011-04-20T10:30:00.000000Z");
        let later = start + Duration::from_millis(1500);
        assert_eq!(clock.set(later), Ok(()));
        assert_eq!(clock.now(), later);
        assert_eq!(clock.set(start), Err(ClockError::Backwards(civil(later).unwrap())));
        assert_eq!(clock.set(Instant::from_micros(u64::MAX)), Err(ClockError::Calendar));
        assert_eq!(clock.now(), later);
    }

    #[test]
    fn no_clock_starts_before_what_a_store_holds() {
        let last = parse_moment("2150-01-01T00:00:00Z").unwrap();
        assert_eq!(Clock::new(ClockMode::frozen(), last).now(), last);
        let system = Clock::new(ClockMode::System, last);
        assert!(system.now() >= last);
        assert_eq!(system.set(last), Err(ClockError::System));
        assert!(
            Clock::new(ClockMode::System, Instant::ZERO).now() > parse_moment("2025-01-01 00:00:00").unwrap()
        );
    }

    #[test]
    fn spans_and_moments_are_read() {
        for (text, seconds) in [("6h", 21_600), ("90s", 90), ("90", 90), ("2m", 120), ("7d", 604_800)] {
            assert_eq!(parse_span(text), Some(Duration::from_secs(seconds)), "{text}");
        }
        assert_eq!(parse_span("250ms"), Some(Duration::from_millis(250)));
        for text in ["", "h", "-1s", "1.5h", "1w", "99999999999999999999s", "213503982334602d"] {
            assert_eq!(parse_span(text), None, "{text}");
        }
        assert_eq!(parse_moment("1970-01-01T00:01:00Z"), Some(Instant::from_secs(60)));
        for text in
            ["", "2011-04-20", "2011-13-20T00:00:00Z", "2011-04-20T10:30:00+01", "99999-01-01 00:00:00"]
        {
            assert_eq!(parse_moment(text), None, "{text}");
        }
    }
}
