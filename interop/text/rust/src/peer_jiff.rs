//! The crate jiff: calendar time, at +02:00 and at UTC.

use clickatell_core::time::{CivilDateTime, MysqlTime, MysqlTolerance};
use jiff::civil::DateTime;
use jiff::tz::{Offset, TimeZone};
use jiff::{Timestamp, Zoned};

use crate::report::Report;
use crate::samples::SplitMix;

const PEER: &str = "jiff";
const FORM: &str = "%Y-%m-%d %H:%M:%S";
/// The last second that a date of ours has, at +02:00.
const LAST: u64 = 253_402_293_599;
const DAY: u64 = 86_400;

fn at(seconds: u64, hours: i8) -> Option<Zoned> {
    let timestamp = Timestamp::from_second(i64::try_from(seconds).ok()?).ok()?;
    Some(timestamp.to_zoned(TimeZone::fixed(Offset::constant(hours))))
}

fn written(seconds: u64, hours: i8) -> Option<String> {
    at(seconds, hours).map(|zoned| zoned.datetime().strftime(FORM).to_string())
}

/// Seconds at +02:00.
fn read(text: &str) -> Option<i64> {
    let civil = DateTime::strptime(FORM, text).ok()?;
    Some(civil.to_zoned(TimeZone::fixed(Offset::constant(2))).ok()?.timestamp().as_second())
}

fn our_read(text: &str) -> Option<i64> {
    let time = MysqlTime::parse(text, MysqlTolerance::STRICT, &mut ()).ok()?;
    i64::try_from(time.to_epoch_seconds()).ok()
}

pub fn compare(report: &mut Report) {
    let mut random = SplitMix(0x2008);
    // Every day, each at its last second and at another.
    for day in 0..=LAST / DAY {
        let first = day * DAY;
        for seconds in [first + DAY - 1, first + random.below(DAY)] {
            moment(seconds, report);
        }
    }
    for seconds in [LAST - 1, LAST, LAST + 1, u64::from(u32::MAX), i64::MAX as u64] {
        moment(seconds, report);
    }
    // Every day that a month might have, some that none has, and every time of day that might be one.
    for year in [0, 1900, 1969, 1970, 2000, 2007, 2008, 2038, 2100, 9999] {
        for month in 0..=13 {
            for day in 0..=32 {
                date(&format!("{year:04}-{month:02}-{day:02} 12:34:56"), report);
            }
        }
    }
    for (hour, minute, second) in
        [(0, 0, 0), (2, 0, 0), (1, 59, 59), (23, 59, 59), (24, 0, 0), (0, 60, 0), (0, 0, 60), (0, 0, 61)]
    {
        for day in ["1970-01-01", "2008-08-06", "9999-12-31"] {
            date(&format!("{day} {hour:02}:{minute:02}:{second:02}"), report);
        }
    }
}

/// A moment in writing, at both offsets, and back.
fn moment(seconds: u64, report: &mut Report) {
    let mysql = MysqlTime::from_epoch_seconds(seconds).map(|time| time.to_string());
    let civil = CivilDateTime::from_epoch_seconds(seconds).map(|time| time.to_string());
    // Its moments end early enough that no offset leaves the year 9999.
    let beyond = Timestamp::MAX.as_second() < i64::try_from(seconds).unwrap_or(i64::MAX);
    let known = beyond.then_some(("jiff-last-hours", None));
    report.compare(PEER, &seconds, written(seconds, 2), mysql.clone(), known.clone());
    report.compare(PEER, &seconds, written(seconds, 0), civil, known);
    if let Some(text) = mysql {
        date(&text, report);
    }
}

/// A text that may be a date, at +02:00.
fn date(text: &str, report: &mut Report) {
    let ours = our_read(text);
    let theirs = read(text);
    let in_range = |seconds: &i64| *seconds <= Timestamp::MAX.as_second();
    let known = match text {
        // It has dates before 1970.
        _ if theirs.is_some_and(|seconds| seconds < 0) => Some(("jiff-before-1970", theirs)),
        // A leap second is the one before.
        _ if text.ends_with(":60") => {
            Some(("jiff-leap-second", our_read(&text.replace(":60", ":59")).filter(in_range)))
        }
        _ if !ours.iter().all(in_range) => Some(("jiff-last-hours", None)),
        _ => None,
    };
    report.compare(PEER, &text, theirs, ours, known);
}
