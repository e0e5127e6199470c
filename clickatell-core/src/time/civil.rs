//! Calendar time without a clock and without a time zone.

use core::fmt;

/// A date and a time of day of the proleptic Gregorian calendar, to the second, in no particular zone.
///
/// Years 1970 to 9999, the range in which it converts to and from epoch seconds.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CivilDateTime {
    year: u16,
    month: u8,
    day: u8,
    hour: u8,
    minute: u8,
    second: u8,
}

/// Why six numbers are no date and time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CivilError {
    /// The year is outside 1970 to 9999.
    #[error("year {0} is outside 1970 to 9999")]
    Year(u16),
    /// The month is outside 1 to 12.
    #[error("month {0} is outside 1 to 12")]
    Month(u8),
    /// The month has no such day.
    #[error("day {0} is not in that month")]
    Day(u8),
    /// The hour is outside 0 to 23, the minute or the second outside 0 to 59.
    #[error("{0} is no hour, minute or second")]
    TimeOfDay(u8),
}

/// Seconds of one day.
const DAY: u64 = 86_400;
/// Days of 400 years.
const ERA: u64 = 146_097;
/// Days from 0000-03-01 to 1970-01-01.
const EPOCH: u64 = 719_468;
/// The last second of the year 9999.
const LAST_SECOND: u64 = 253_402_300_799;

impl CivilDateTime {
    /// A date and time of day.
    ///
    /// # Errors
    /// Which of the numbers is out of range.
    pub fn new(year: u16, month: u8, day: u8, hour: u8, minute: u8, second: u8) -> Result<Self, CivilError> {
        if !(1970..=9999).contains(&year) {
            return Err(CivilError::Year(year));
        }
        if !(1..=12).contains(&month) {
            return Err(CivilError::Month(month));
        }
        if day == 0 || day > days_of_month(year, month) {
            return Err(CivilError::Day(day));
        }
        for (value, limit) in [(hour, 24), (minute, 60), (second, 60)] {
            if value >= limit {
                return Err(CivilError::TimeOfDay(value));
            }
        }
        Ok(Self { year, month, day, hour, minute, second })
    }

    /// The year, 1970 to 9999.
    #[must_use]
    pub const fn year(self) -> u16 {
        self.year
    }

    /// The month, 1 to 12.
    #[must_use]
    pub const fn month(self) -> u8 {
        self.month
    }

    /// The day of the month, from 1.
    #[must_use]
    pub const fn day(self) -> u8 {
        self.day
    }

    /// The hour, 0 to 23.
    #[must_use]
    pub const fn hour(self) -> u8 {
        self.hour
    }

    /// The minute, 0 to 59.
    #[must_use]
    pub const fn minute(self) -> u8 {
        self.minute
    }

    /// The second, 0 to 59.
    #[must_use]
    pub const fn second(self) -> u8 {
        self.second
    }

    /// Seconds since 1970-01-01 00:00:00 in this value's own zone.
    #[must_use]
    #[expect(
        clippy::arithmetic_side_effects,
        reason = "fields are range-checked: the largest result is LAST_SECOND"
    )]
    pub fn to_epoch_seconds(self) -> u64 {
        // Years begin in March here, so that the leap day is the last of a year.
        let month = u64::from(self.month);
        let year = u64::from(self.year) - u64::from(month <= 2);
        let era = year / 400;
        let year_of_era = year % 400;
        let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + u64::from(self.day) - 1;
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        let days = era * ERA + day_of_era - EPOCH;
        days * DAY + u64::from(self.hour) * 3600 + u64::from(self.minute) * 60 + u64::from(self.second)
    }

    /// The date and time so many seconds after 1970-01-01 00:00:00; `None` beyond the year 9999.
    #[must_use]
    #[expect(
        clippy::arithmetic_side_effects,
        reason = "bounded by LAST_SECOND, and every divisor is a non-zero constant"
    )]
    pub fn from_epoch_seconds(seconds: u64) -> Option<Self> {
        if seconds > LAST_SECOND {
            return None;
        }
        let days = seconds / DAY + EPOCH;
        let of_day = seconds % DAY;
        let day_of_era = days % ERA;
        let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted_month = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
        let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
        let year = year_of_era + days / ERA * 400 + u64::from(month <= 2);
        Some(Self {
            year: u16::try_from(year).ok()?,
            month: u8::try_from(month).ok()?,
            day: u8::try_from(day).ok()?,
            hour: u8::try_from(of_day / 3600).ok()?,
            minute: u8::try_from(of_day / 60 % 60).ok()?,
            second: u8::try_from(of_day % 60).ok()?,
        })
    }
}

/// The number of days in a month of the Gregorian calendar.
pub(crate) fn days_of_month(year: u16, month: u8) -> u8 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        2 => 28,
        _ => 31,
    }
}

impl fmt::Display for CivilDateTime {
    /// `2011-04-20 10:31:00`, the form that the documents print.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{:04}-{:02}-{:02} {:02}:{:02}:{:02}",
            self.year, self.month, self.day, self.hour, self.minute, self.second
        )
    }
}

impl fmt::Debug for CivilDateTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CivilDateTime({self})")
    }
}

/// As text, in the form that the documents print, and checked when read.
#[cfg(feature = "serde")]
impl serde::Serialize for CivilDateTime {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(feature = "serde")]
impl<'de> serde::Deserialize<'de> for CivilDateTime {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        use super::mysql::{MysqlTolerance, read};

        let text = alloc::string::String::deserialize(deserializer)?;
        read(&text, MysqlTolerance::STRICT, &mut ()).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::string::ToString;

    #[test]
    fn known_moments() {
        // Epoch values computed with GNU date.
        for (text, seconds) in [
            ("1970-01-01 00:00:00", 0),
            ("2000-02-29 23:59:59", 951_868_799),
            ("2011-04-20 10:31:00", 1_303_295_460),
            ("2015-02-04 07:30:36", 1_423_035_036),
            ("2100-03-01 00:00:00", 4_107_542_400),
            ("9999-12-31 23:59:59", LAST_SECOND),
        ] {
            let civil = CivilDateTime::from_epoch_seconds(seconds).unwrap();
            assert_eq!((civil.to_string().as_str(), civil.to_epoch_seconds()), (text, seconds));
        }
        assert_eq!(CivilDateTime::from_epoch_seconds(LAST_SECOND + 1), None);
    }

    #[test]
    fn impossible_dates_say_what_is_wrong() {
        assert_eq!(CivilDateTime::new(2011, 2, 29, 0, 0, 0), Err(CivilError::Day(29)));
        assert!(CivilDateTime::new(2012, 2, 29, 0, 0, 0).is_ok());
        assert_eq!(CivilDateTime::new(2100, 2, 29, 0, 0, 0), Err(CivilError::Day(29)));
        assert_eq!(CivilDateTime::new(1969, 1, 1, 0, 0, 0), Err(CivilError::Year(1969)));
        assert_eq!(CivilDateTime::new(2011, 13, 1, 0, 0, 0), Err(CivilError::Month(13)));
        assert_eq!(CivilDateTime::new(2011, 1, 0, 0, 0, 0), Err(CivilError::Day(0)));
        assert_eq!(CivilDateTime::new(2011, 1, 1, 24, 0, 0), Err(CivilError::TimeOfDay(24)));
        assert_eq!(CivilDateTime::new(2011, 1, 1, 0, 60, 0), Err(CivilError::TimeOfDay(60)));
    }

    proptest! {
        #[test]
        fn epoch_round_trip(seconds in 0..=LAST_SECOND) {
            let civil = CivilDateTime::from_epoch_seconds(seconds).unwrap();
            prop_assert_eq!(civil.to_epoch_seconds(), seconds);
            let again = CivilDateTime::new(
                civil.year(), civil.month(), civil.day(), civil.hour(), civil.minute(), civil.second(),
            );
            prop_assert_eq!(again, Ok(civil));
        }
    }
}
