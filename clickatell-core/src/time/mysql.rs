//! Dates as messages from handsets carry them.

use core::fmt;

use nom::branch::alt;
use nom::bytes::complete::{tag, take_while_m_n};
use nom::combinator::{map_opt, recognize};
use nom::{IResult, Parser};

use super::{CivilDateTime, CivilError};
use crate::wire::{self, Grammar, Notes};

/// Seconds by which the gateway's clock is ahead of UTC: two hours, in summer as in winter.
const AHEAD: u64 = 7_200;

/// A date and time on the gateway's clock, `2008-08-06 09:43:50`: the form of `MySQL`, always at +02:00.
///
/// From 1970-01-01 02:00:00, which is epoch second 0, to the end of the year 9999.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MysqlTime(CivilDateTime);

/// The grammar of [`MysqlTime`]; a marker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mysql {}

/// A date and time that breaks one rule. [`at`](wire::Fault::at) counts from the first octet of the text.
pub type MysqlFault = wire::Fault<Mysql>;

impl Grammar for Mysql {
    type Rule = MysqlRule;
    type Field = MysqlField;
    /// The gateway writes these; nobody answers it.
    type Answer = ();

    fn answer(_: &MysqlFault) {}
}

/// A rule of the form. [`Separator`](Self::Separator) has a switch in [`MysqlTolerance`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum MysqlRule {
    /// Digits stand where the form has them, and so does `-` or `:`.
    Form,
    /// There is such a date, and such a time.
    Range,
    /// One space stands between date and time.
    Separator,
}

impl MysqlRule {
    /// The rule's name in JSON: snake case.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Form => "form",
            Self::Range => "range",
            Self::Separator => "separator",
        }
    }
}

impl fmt::Display for MysqlRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Form => "not of the form YYYY-MM-DD hh:mm:ss",
            Self::Range => "there is no such date or time",
            Self::Separator => "no space between date and time",
        })
    }
}

/// A part of a date and time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum MysqlField {
    /// `YYYY-MM-DD`.
    Date,
    /// What stands between date and time.
    Separator,
    /// `hh:mm:ss`.
    Time,
}

impl fmt::Display for MysqlField {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Date => "date",
            Self::Separator => "separator",
            Self::Time => "time",
        })
    }
}

/// Which rules are bent on input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(default = "MysqlTolerance::strict", deny_unknown_fields)
)]
#[non_exhaustive]
pub struct MysqlTolerance {
    /// Nothing, `T` or `+` may stand between date and time: the two-way guide's sample has lost its space, and
    /// receivers are tested with that sample.
    pub separator: bool,
}

impl MysqlTolerance {
    /// Every rule holds.
    pub const STRICT: Self = Self { separator: false };

    /// All that has been met in the field passes, with a note.
    pub const FIELD: Self = Self { separator: true };

    /// A switch that is not named is off.
    #[cfg(feature = "serde")]
    const fn strict() -> Self {
        Self::STRICT
    }
}

impl MysqlTime {
    /// The moment so many seconds after 1970-01-01 00:00:00 UTC; `None` beyond the year 9999.
    #[must_use]
    pub fn from_epoch_seconds(seconds: u64) -> Option<Self> {
        seconds.checked_add(AHEAD).and_then(CivilDateTime::from_epoch_seconds).map(Self)
    }

    /// Seconds since 1970-01-01 00:00:00 UTC.
    #[must_use]
    pub fn to_epoch_seconds(self) -> u64 {
        self.0.to_epoch_seconds().saturating_sub(AHEAD)
    }

    /// The date and time on the gateway's clock.
    #[must_use]
    pub const fn civil(self) -> CivilDateTime {
        self.0
    }

    /// The date and time that a text is.
    ///
    /// ```
    /// use clickatell_core::time::{MysqlTime, MysqlTolerance};
    ///
    /// let time = MysqlTime::parse("2008-08-06 09:43:50", MysqlTolerance::STRICT, &mut ())?;
    /// assert_eq!(time.to_epoch_seconds(), 1_218_008_630);
    /// # Ok::<(), clickatell_core::time::MysqlFault>(())
    /// ```
    ///
    /// # Errors
    /// The first rule that is broken, unless the tolerance bends it.
    pub fn parse(
        text: &str,
        tolerance: MysqlTolerance,
        notes: &mut impl Notes<Mysql>,
    ) -> Result<Self, MysqlFault> {
        let civil = read(text, tolerance, notes)?;
        if civil.to_epoch_seconds() < AHEAD {
            return Err(MysqlFault::new(MysqlRule::Range, MysqlField::Date, 0));
        }
        Ok(Self(civil))
    }
}

/// The date and time that a text is, in any zone.
pub(super) fn read(
    text: &str,
    tolerance: MysqlTolerance,
    notes: &mut impl Notes<Mysql>,
) -> Result<CivilDateTime, MysqlFault> {
    let at = |rest: &[u8]| text.len().saturating_sub(rest.len());
    let fault = |rule, field, rest: &[u8]| MysqlFault::new(rule, field, at(rest));
    let input = text.as_bytes();
    let (rest, (year, month, day)) =
        date(input).map_err(|_| fault(MysqlRule::Form, MysqlField::Date, input))?;
    let (time, separator) = separator(rest).unwrap_or((rest, &[]));
    if separator != b" " {
        let fault = fault(MysqlRule::Separator, MysqlField::Separator, rest);
        if !tolerance.separator {
            return Err(fault);
        }
        notes.note(fault);
    }
    let (end, (hour, minute, second)) =
        time_of_day(time).map_err(|_| fault(MysqlRule::Form, MysqlField::Time, time))?;
    if !end.is_empty() {
        return Err(fault(MysqlRule::Form, MysqlField::Time, end));
    }
    CivilDateTime::new(year, month, day, hour, minute, second).map_err(|error| match error {
        CivilError::TimeOfDay(_) => fault(MysqlRule::Range, MysqlField::Time, time),
        _ => fault(MysqlRule::Range, MysqlField::Date, input),
    })
}

fn date(input: &[u8]) -> IResult<&[u8], (u16, u8, u8)> {
    let (rest, (year, _, month, _, day)) =
        (number(4), tag("-"), number(2), tag("-"), number(2)).parse(input)?;
    Ok((rest, (year, narrow(month), narrow(day))))
}

fn time_of_day(input: &[u8]) -> IResult<&[u8], (u8, u8, u8)> {
    let (rest, (hour, _, minute, _, second)) =
        (number(2), tag(":"), number(2), tag(":"), number(2)).parse(input)?;
    Ok((rest, (narrow(hour), narrow(minute), narrow(second))))
}

fn separator(input: &[u8]) -> IResult<&[u8], &[u8]> {
    recognize(alt((tag(" "), tag("T"), tag("+")))).parse(input)
}

/// So many digits, at most four.
fn number<'a>(digits: usize) -> impl Parser<&'a [u8], Output = u16, Error = nom::error::Error<&'a [u8]>> {
    let digits = take_while_m_n(digits, digits, |octet: u8| octet.is_ascii_digit());
    map_opt(digits, |digits: &[u8]| core::str::from_utf8(digits).ok()?.parse().ok())
}

/// The value of two digits.
fn narrow(number: u16) -> u8 {
    u8::try_from(number).unwrap_or(u8::MAX)
}

impl fmt::Display for MysqlTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl fmt::Debug for MysqlTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "MysqlTime({self} +02:00)")
    }
}

/// As text, strictly read.
#[cfg(feature = "serde")]
impl serde::Serialize for MysqlTime {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(feature = "serde")]
impl<'de> serde::Deserialize<'de> for MysqlTime {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = alloc::string::String::deserialize(deserializer)?;
        Self::parse(&text, MysqlTolerance::STRICT, &mut ()).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;
    use alloc::vec::Vec;
    use proptest::prelude::*;

    type Read = (Result<u64, MysqlFault>, Vec<MysqlFault>);

    fn read(text: &str, tolerance: MysqlTolerance) -> Read {
        let mut notes = Vec::new();
        let time = MysqlTime::parse(text, tolerance, &mut notes);
        (time.map(MysqlTime::to_epoch_seconds), notes)
    }

    #[test]
    fn tw_8_3_1_7_and_a_18_two_hours_ahead_in_summer_and_winter() {
        // Epoch seconds of the clauses, and by GNU date for the winter.
        for (text, seconds) in [
            ("2008-08-06 09:43:50", 1_218_008_630),
            ("2012-05-25 13:55:04", 1_337_946_904),
            ("2010-06-21 11:36:26", 1_277_112_986),
            ("2015-02-04 09:30:36", 1_423_035_036),
            ("1970-01-01 02:00:00", 0),
            ("9999-12-31 23:59:59", 253_402_293_599),
        ] {
            let time = MysqlTime::from_epoch_seconds(seconds).unwrap();
            assert_eq!((time.to_string().as_str(), time.to_epoch_seconds()), (text, seconds));
            assert_eq!(read(text, MysqlTolerance::STRICT), (Ok(seconds), Vec::new()));
        }
        assert_eq!(MysqlTime::from_epoch_seconds(253_402_293_600), None);
        assert_eq!(MysqlTime::from_epoch_seconds(u64::MAX), None);
    }

    #[test]
    fn tw_8_3_1_12_and_a_17_the_sample_that_lost_its_space() {
        for text in ["2008-08-0609:43:50", "2008-08-06T09:43:50", "2008-08-06+09:43:50"] {
            let fault = MysqlFault::new(MysqlRule::Separator, MysqlField::Separator, 10);
            assert_eq!(read(text, MysqlTolerance::STRICT), (Err(fault), Vec::new()), "{text}");
            assert_eq!(read(text, MysqlTolerance::FIELD), (Ok(1_218_008_630), [fault].to_vec()), "{text}");
        }
    }

    #[test]
    fn what_is_no_date_and_time_has_its_place() {
        for (text, rule, field, at) in [
            ("", MysqlRule::Form, MysqlField::Date, 0),
            ("1218008630", MysqlRule::Form, MysqlField::Date, 0),
            ("08-08-06 09:43:50", MysqlRule::Form, MysqlField::Date, 0),
            ("2008-8-6 09:43:50", MysqlRule::Form, MysqlField::Date, 0),
            ("2008-08-06 9:43:50", MysqlRule::Form, MysqlField::Time, 11),
            ("2008-08-06 09:43", MysqlRule::Form, MysqlField::Time, 11),
            ("2008-08-06  09:43:50", MysqlRule::Form, MysqlField::Time, 11),
            ("2008-08-06 09:43:50 ", MysqlRule::Form, MysqlField::Time, 19),
            ("2008-08-06 09:43:50+02", MysqlRule::Form, MysqlField::Time, 19),
            ("2008-08-06 ٠٩:43:50", MysqlRule::Form, MysqlField::Time, 11),
            ("2008-08-06 24:00:00", MysqlRule::Range, MysqlField::Time, 11),
            ("2007-02-29 09:43:50", MysqlRule::Range, MysqlField::Date, 0),
            ("0000-00-00 00:00:00", MysqlRule::Range, MysqlField::Date, 0),
            ("1970-01-01 01:59:59", MysqlRule::Range, MysqlField::Date, 0),
        ] {
            let fault = MysqlFault::new(rule, field, at);
            assert_eq!(read(text, MysqlTolerance::FIELD).0, Err(fault), "{text}");
            assert_eq!(read(text, MysqlTolerance::STRICT).0, Err(fault), "{text}");
        }
        let fault = read("2008-08-06", MysqlTolerance::STRICT).0.unwrap_err();
        assert_eq!(fault.to_string(), "separator at octet 10: no space between date and time");
    }

    proptest! {
        #[test]
        fn every_second_goes_both_ways(seconds in 0..=253_402_293_599_u64) {
            let time = MysqlTime::from_epoch_seconds(seconds).unwrap();
            prop_assert_eq!(read(&time.to_string(), MysqlTolerance::STRICT), (Ok(seconds), Vec::new()));
            prop_assert_eq!(time.civil().to_epoch_seconds(), seconds + AHEAD);
        }

        #[test]
        fn what_is_read_is_printed_the_same(text in "[12][09][0-2][0-9]-[01][0-9]-[0-3][0-9][ T]?[0-2][0-9]:[0-6][0-9]:[0-6][0-9]") {
            if let Ok(time) = MysqlTime::parse(&text, MysqlTolerance::STRICT, &mut ()) {
                prop_assert_eq!(time.to_string(), text);
            }
        }
    }

    #[cfg(feature = "serde")]
    #[test]
    fn serde_carries_the_text() {
        use crate::text::inline::test_serde::{read, shown};

        let time = MysqlTime::from_epoch_seconds(1_218_008_630).unwrap();
        assert_eq!(shown(&time), "2008-08-06 09:43:50");
        assert_eq!(read("2008-08-06 09:43:50"), Ok(time));
        assert!(read::<MysqlTime>("2008-08-0609:43:50").is_err());
    }
}
