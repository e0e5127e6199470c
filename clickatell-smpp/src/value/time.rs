//! Times on the wire (7.1.1).

use core::fmt;

use clickatell_core::time::{CivilDateTime, Duration};
use nom::bytes::complete::take_while_m_n;
use nom::character::complete::one_of;
use nom::combinator::{all_consuming, map_opt, verify};
use nom::{IResult, Parser};

/// A time of SMPP (7.1.1): 16 characters, absolute with its offset from UTC, or relative to the SMSC's now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SmppTime {
    /// `YYMMDDhhmmsstnnp`: a local time and how far it is from UTC. Made by [`absolute`](Self::absolute) or
    /// [`parse`](Self::parse).
    #[non_exhaustive]
    Absolute {
        /// The local date and time of day. Two-digit years mean 2000 to 2099.
        local: CivilDateTime,
        /// Tenths of a second, 0 to 9.
        tenths: u8,
        /// How far local time is ahead of UTC, in quarters of an hour, -48 to 48.
        quarters: i8,
    },
    /// `YYMMDDhhmmss000R`: so much later than now, field by field. Made by [`relative`](Self::relative) or
    /// [`parse`](Self::parse).
    #[non_exhaustive]
    Relative {
        /// Years, 0 to 99.
        years: u8,
        /// Months, 0 to 99 as written.
        months: u8,
        /// Days, 0 to 99 as written.
        days: u8,
        /// Hours, minutes and seconds together.
        time: Duration,
    },
}

/// A string is no time of SMPP.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a time in SMPP's absolute or relative format")]
pub struct SmppTimeError;

impl SmppTime {
    /// Reads the 16 characters of a time.
    ///
    /// # Errors
    /// When they are not 16, when a number is out of range, or when the last is none of `+`, `-` and `R`.
    pub fn parse(text: &[u8]) -> Result<Self, SmppTimeError> {
        all_consuming(time).parse(text).map(|(_, time)| time).map_err(|_| SmppTimeError)
    }

    /// Whether these are certainly a time, without reading what it says.
    ///
    /// The decoder asks this of every time that passes by. False for the 29th to the 31st: whether a month has such a
    /// day is for [`parse`](Self::parse).
    #[must_use]
    #[inline]
    pub(crate) fn is_plain(text: &[u8; 16]) -> bool {
        let ([date, time], []) = text.as_chunks() else { return false };
        let [_, _, mo0, mo1, d0, d1, h0, h1] = *date;
        let [.., q0, q1, mark] = *time;
        // Digits as they may stand at their places; then the pairs of which a digit each says too little.
        let hours = [h0, h1];
        match mark {
            b'R' => {
                above(b"99999929", date) | above(b"5959000R", time) == 0 && is_within(hours, b"00", b"23")
            }
            b'+' | b'-' => {
                above(b"99193929", date) | above(b"5959949-", time) == 0
                    && is_within(hours, b"00", b"23")
                    && is_within([mo0, mo1], b"01", b"12")
                    && is_within([d0, d1], b"01", b"28")
                    && is_within([q0, q1], b"00", b"48")
            }
            _ => false,
        }
    }

    /// An absolute time in a zone so many quarters of an hour ahead of UTC.
    ///
    /// # Errors
    /// When the year is not one of 2000 to 2099, or the offset is beyond 48 quarters.
    pub fn absolute(local: CivilDateTime, quarters: i8) -> Result<Self, SmppTimeError> {
        if (2000..2100).contains(&local.year()) && (-48..=48).contains(&quarters) {
            Ok(Self::Absolute { local, tenths: 0, quarters })
        } else {
            Err(SmppTimeError)
        }
    }

    /// The same absolute time so many tenths of a second later: 0 to 9. A relative time has none.
    ///
    /// # Errors
    /// When there are more than 9, or the time is relative.
    pub fn with_tenths(self, tenths: u8) -> Result<Self, SmppTimeError> {
        match self {
            Self::Absolute { local, quarters, .. } if tenths <= 9 => {
                Ok(Self::Absolute { local, tenths, quarters })
            }
            _ => Err(SmppTimeError),
        }
    }

    /// So much later than now: years, months, days, and a time below a day, in whole seconds.
    ///
    /// # Errors
    /// When a number has more than two digits, or the time is a day or more.
    pub fn relative(years: u8, months: u8, days: u8, time: Duration) -> Result<Self, SmppTimeError> {
        let in_range = [years, months, days].iter().all(|number| *number <= 99) && time.as_secs() < 86_400;
        let time = Duration::from_secs(time.as_secs());
        if in_range { Ok(Self::Relative { years, months, days, time }) } else { Err(SmppTimeError) }
    }

    /// Seconds since the epoch, UTC, of an absolute time.
    #[must_use]
    pub fn epoch_seconds(self) -> Option<u64> {
        match self {
            Self::Absolute { local, quarters, .. } => {
                local.to_epoch_seconds().checked_add_signed(i64::from(quarters).checked_mul(-900)?)
            }
            Self::Relative { .. } => None,
        }
    }
}

impl fmt::Display for SmppTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Absolute { local, tenths, quarters } => write!(
                f,
                "{:02}{:02}{:02}{:02}{:02}{:02}{tenths}{:02}{}",
                local.year() % 100,
                local.month(),
                local.day(),
                local.hour(),
                local.minute(),
                local.second(),
                quarters.unsigned_abs(),
                if quarters < 0 { '-' } else { '+' },
            ),
            Self::Relative { years, months, days, time } => {
                let seconds = time.as_secs();
                write!(
                    f,
                    "{years:02}{months:02}{days:02}{:02}{:02}{:02}000R",
                    seconds / 3600,
                    seconds / 60 % 60,
                    seconds % 60,
                )
            }
        }
    }
}

/// 0 when each of eight characters is `0` or less above it than the one of `most` at its place is.
#[inline(always)]
fn above(most: &[u8; 8], text: &[u8; 8]) -> u64 {
    const ZEROS: u64 = u64::from_le_bytes(*b"00000000");
    const SEVEN_BITS: u64 = 0x7F7F_7F7F_7F7F_7F7F;
    let digits = u64::from_le_bytes(*text) ^ ZEROS;
    // What is left to 127 sets the top bit of those that have more.
    let left = SEVEN_BITS.wrapping_sub(u64::from_le_bytes(*most) ^ ZEROS);
    (digits.wrapping_add(left) | digits) & !SEVEN_BITS
}

/// Whether two digits make one of these numbers.
#[inline(always)]
fn is_within(digits: [u8; 2], least: &[u8; 2], most: &[u8; 2]) -> bool {
    (u16::from_be_bytes(*least)..=u16::from_be_bytes(*most)).contains(&u16::from_be_bytes(digits))
}

/// Two digits, up to `max`.
fn number(max: u8) -> impl Fn(&[u8]) -> IResult<&[u8], u8> {
    move |input| {
        let pair = take_while_m_n(2, 2, |octet: u8| octet.is_ascii_digit());
        let value = map_opt(pair, |pair: &[u8]| core::str::from_utf8(pair).ok()?.parse().ok());
        verify(value, |value| *value <= max).parse(input)
    }
}

fn time(input: &[u8]) -> IResult<&[u8], SmppTime> {
    let fields = (number(99), number(99), number(99), number(99), number(99), number(99));
    let tail = (one_of("0123456789"), number(48), one_of("+-R"));
    map_opt((fields, tail), |(fields, tail)| assemble(fields, tail)).parse(input)
}

type SixNumbers = (u8, u8, u8, u8, u8, u8);

fn assemble(
    (years, months, days, hours, minutes, seconds): SixNumbers,
    (tenths, offset, mark): (char, u8, char),
) -> Option<SmppTime> {
    let tenths = u8::try_from(tenths.to_digit(10)?).ok()?;
    if mark == 'R' {
        let in_day = hours < 24 && minutes < 60 && seconds < 60;
        let seconds = u64::from(hours)
            .checked_mul(3600)?
            .checked_add(u64::from(minutes).checked_mul(60)?)?
            .checked_add(u64::from(seconds))?;
        let time = Duration::from_secs(seconds);
        return (in_day && tenths == 0 && offset == 0).then_some(SmppTime::Relative {
            years,
            months,
            days,
            time,
        });
    }
    let year = 2000_u16.checked_add(u16::from(years))?;
    let local = CivilDateTime::new(year, months, days, hours, minutes, seconds).ok()?;
    let quarters = i8::try_from(offset).ok()?;
    let quarters = if mark == '-' { quarters.checked_neg()? } else { quarters };
    Some(SmppTime::Absolute { local, tenths, quarters })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::string::ToString;

    #[test]
    fn known_times() {
        // The final_date of V23: 20 April 2011, 10:31, two hours ahead of UTC.
        let time = SmppTime::parse(b"110420103100008+").unwrap();
        assert_eq!(time.epoch_seconds(), Some(1_303_295_460 - 2 * 3600));
        assert_eq!(time.to_string(), "110420103100008+");
        // 7.1.1.2: two hours and a half from now.
        let relative = SmppTime::parse(b"000000023000000R").unwrap();
        let SmppTime::Relative { years: 0, months: 0, days: 0, time } = relative else {
            panic!("{relative:?}")
        };
        assert_eq!(time, Duration::from_secs(9000));
        assert_eq!(relative.to_string(), "000000023000000R");
    }

    #[test]
    fn every_number_of_a_time_has_its_range() {
        // Year, month, day, hour, minute, second; tenths are one digit; then the quarters from UTC.
        let absolute = [0..=99, 1..=12, 1..=31, 0..=23, 0..=59, 0..=59, 0..=48];
        let relative = [0..=99, 0..=99, 0..=99, 0..=23, 0..=59, 0..=59, 0..=0];
        for (good, ranges) in [
            (*b"000101000000000+", &absolute),
            (*b"991231235959948-", &absolute),
            (*b"000000000000000R", &relative),
        ] {
            for (range, place) in ranges.iter().zip([0, 2, 4, 6, 8, 10, 13]) {
                for number in 0..=99_u8 {
                    let mut text = good;
                    text[place] = b'0' + number / 10;
                    text[place + 1] = b'0' + number % 10;
                    let parsed = SmppTime::parse(&text);
                    // Of the two absolute times one is in January, one in December.
                    let short_month = place == 2 && good[4] == b'3' && [2, 4, 6, 9, 11].contains(&number);
                    assert_eq!(parsed.is_ok(), range.contains(&number) && !short_month, "{text:?}");
                    if let Ok(time) = parsed {
                        // No time is before UTC by nothing.
                        let printed = time.to_string().replace("00+", "00-");
                        let text = std::str::from_utf8(&text).unwrap().replace("00+", "00-");
                        assert_eq!(printed, text);
                    }
                }
            }
            for tenths in b'0'..=b'9' {
                let mut text = good;
                text[12] = tenths;
                assert_eq!(SmppTime::parse(&text).is_ok(), good[15] != b'R' || tenths == b'0');
            }
        }
        for octet in 0..=u8::MAX {
            let mut text = *b"000101000000000+";
            text[15] = octet;
            assert_eq!(SmppTime::parse(&text).is_ok(), matches!(octet, b'+' | b'-' | b'R'), "{octet:#04x}");
        }
    }

    #[test]
    fn only_what_can_be_written_can_be_made() {
        let noon = CivilDateTime::new(2099, 12, 31, 12, 0, 0).unwrap();
        let time = SmppTime::absolute(noon, -48).unwrap();
        assert_eq!(time.with_tenths(9).unwrap().to_string(), "991231120000948-");
        assert!(time.with_tenths(10).is_err());
        assert!(SmppTime::absolute(noon, 49).is_err() && SmppTime::absolute(noon, -49).is_err());
        assert!(SmppTime::absolute(CivilDateTime::new(2100, 1, 1, 0, 0, 0).unwrap(), 0).is_err());
        assert!(SmppTime::absolute(CivilDateTime::new(1999, 12, 31, 0, 0, 0).unwrap(), 0).is_err());
        assert!(SmppTime::relative(1, 0, 0, Duration::ZERO).unwrap().with_tenths(0).is_err());
        let day = Duration::from_secs(86_399);
        assert_eq!(SmppTime::relative(0, 0, 7, day).unwrap().to_string(), "000007235959000R");
        assert!(SmppTime::relative(100, 0, 0, day).is_err());
        assert!(SmppTime::relative(0, 0, 0, Duration::from_secs(86_400)).is_err());
    }

    #[test]
    fn what_is_no_time_is_refused() {
        for text in [
            "",
            "tomorrow",
            "xx",
            "110420103100008",
            "110420103100008+0",
            "110420103100008*",
            "110431103100008+",
            "110420243100008+",
            "110420103100049+",
            "000000023000100R",
            "000000023000001R",
            "000000240000000R",
            "11042010310000+8",
            "110420103100x08+",
            "+10420103100008+",
        ] {
            assert_eq!(SmppTime::parse(text.as_bytes()), Err(SmppTimeError), "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_parses_prints_the_same(text in "[0-9]{2}(0[1-9]|1[0-2])(0[1-9]|[12][0-9])([01][0-9]|2[0-3])[0-5][0-9][0-5][0-9][0-9](0[1-9]|[1-3][0-9]|4[0-8])[+-]") {
            if let Ok(time) = SmppTime::parse(text.as_bytes()) {
                prop_assert_eq!(time.to_string(), text);
            } else {
                // The only refusals left are days that February lacks.
                prop_assert!(text[2..4] == *"02");
            }
        }
    }

    /// Every pair of octets at every place of both kinds: a look that says "certainly" must never be wrong, and must
    /// say it of every ordinary time.
    #[test]
    fn a_plain_time_is_a_time() {
        for good in [*b"261231235959948+", *b"000101000000000-", *b"991231235959000R", *b"000007000000000R"] {
            assert!(SmppTime::parse(&good).is_ok());
            for place in 0..16 {
                for octet in 0..=u8::MAX {
                    let mut text = good;
                    text[place] = octet;
                    let other = (place + 1) % 16;
                    for second in [text[other], b'0', b'3', b'9', b'/', b':', 0xFF] {
                        text[other] = second;
                        assert!(!SmppTime::is_plain(&text) || SmppTime::parse(&text).is_ok(), "{text:?}");
                    }
                }
            }
        }
        for plain in [*b"261228235959948+", *b"000101000000000-", *b"999999235959000R", *b"000007000000000R"]
        {
            assert!(SmppTime::is_plain(&plain));
        }
        assert!(!SmppTime::is_plain(b"261231235959948+"));
    }
}
