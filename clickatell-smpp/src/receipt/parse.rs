//! Reading the text of a receipt.

use clickatell_core::time::CivilDateTime;
use nom::branch::alt;
use nom::bytes::complete::{tag_no_case, take_while, take_while_m_n};
use nom::character::complete::{char, one_of, space0};
use nom::combinator::{all_consuming, map_opt, opt, value};
use nom::{IResult, Parser};

use super::Receipt;
use crate::value::MessageState;

/// The keys of the common form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Key {
    Id,
    Submitted,
    Delivered,
    SubmitDate,
    DoneDate,
    State,
    Error,
    Text,
}

/// Reads what it can: keys in any order, each one's first occurrence, unknown keys passed over. `text:` ends it, since
/// what follows is the sender's.
pub(super) fn text(text: &[u8]) -> Receipt<'_> {
    let mut receipt = Receipt::default();
    let mut rest = text;
    loop {
        rest = skip_gap(rest);
        let Ok((behind, key)) = key(rest) else {
            match skip_word(rest) {
                [] => return receipt,
                behind => rest = behind,
            }
            continue;
        };
        if key == Key::Text {
            receipt.text = Some(behind);
            return receipt;
        }
        let (behind, word) = field_value(behind);
        rest = behind;
        set(&mut receipt, key, word);
    }
}

fn set<'a>(receipt: &mut Receipt<'a>, key: Key, word: &'a [u8]) {
    match key {
        Key::Id if receipt.id.is_empty() => receipt.id = word,
        Key::Submitted => receipt.submitted = receipt.submitted.or_else(|| number(word)),
        Key::Delivered => receipt.delivered = receipt.delivered.or_else(|| number(word)),
        Key::SubmitDate => receipt.submit = receipt.submit.or_else(|| date(word)),
        Key::DoneDate => receipt.done = receipt.done.or_else(|| date(word)),
        Key::State => receipt.state = receipt.state.or_else(|| state(word)),
        Key::Error if !word.is_empty() => receipt.error = receipt.error.or(Some(word)),
        _ => {}
    }
}

/// A key with its colon and any blanks behind it; none behind `text:`, whose blanks are the sender's.
fn key(input: &[u8]) -> IResult<&[u8], Key> {
    let date = |word| (tag_no_case(word), one_of(" _"), tag_no_case("date"));
    let spaced = alt((
        value(Key::SubmitDate, date("submit")),
        value(Key::DoneDate, date("done")),
        value(Key::Id, tag_no_case("id")),
        value(Key::Submitted, tag_no_case("sub")),
        value(Key::Delivered, tag_no_case("dlvrd")),
        value(Key::State, tag_no_case("stat")),
        value(Key::Error, tag_no_case("err")),
    ));
    let (rest, key) = alt((
        (spaced, space0, char(':')).map(|(key, _, _)| key),
        value(Key::Text, (tag_no_case("text"), char(':'))),
    ))
    .parse(input)?;
    if key == Key::Text { Ok((rest, key)) } else { space0(rest).map(|(rest, _)| (rest, key)) }
}

/// What stands behind a key up to the next blank; nothing when the next key follows at once (`err: text:`).
fn field_value(input: &[u8]) -> (&[u8], &[u8]) {
    if key(input).is_ok() {
        return (input, &[]);
    }
    word(input).unwrap_or((input, &[]))
}

fn word(input: &[u8]) -> IResult<&[u8], &[u8]> {
    take_while(|octet| !is_gap(octet)).parse(input)
}

/// Blanks and line ends stand between fields; some SMSCs put commas or semicolons, and some a NUL at the end.
pub(super) const fn is_gap(octet: u8) -> bool {
    matches!(octet, b' ' | b'\t' | b'\r' | b'\n' | b',' | b';' | 0)
}

fn skip_gap(input: &[u8]) -> &[u8] {
    input.trim_ascii_start_by(is_gap)
}

fn skip_word(input: &[u8]) -> &[u8] {
    input.trim_ascii_start_by(|octet| !is_gap(octet))
}

trait TrimStartBy {
    fn trim_ascii_start_by(&self, gap: impl Fn(u8) -> bool) -> &Self;
}

impl TrimStartBy for [u8] {
    fn trim_ascii_start_by(&self, gap: impl Fn(u8) -> bool) -> &Self {
        let start = self.iter().position(|octet| !gap(*octet)).unwrap_or(self.len());
        self.get(start..).unwrap_or_default()
    }
}

fn number(word: &[u8]) -> Option<u32> {
    let mut digits = all_consuming(take_while_m_n(1, 10, |octet: u8| octet.is_ascii_digit()));
    let parsed: IResult<&[u8], &[u8]> = digits.parse(word);
    core::str::from_utf8(parsed.ok()?.1).ok()?.parse().ok()
}

fn state(word: &[u8]) -> Option<MessageState> {
    MessageState::from_receipt_word(core::str::from_utf8(word).ok()?)
}

/// `YYMMDDhhmm`, with seconds, or with seconds and a four-digit year.
fn date(word: &[u8]) -> Option<CivilDateTime> {
    let (rest, century) = match word.len() {
        10 | 12 => (word, 20),
        14 => two(word).ok()?,
        _ => return None,
    };
    let (rest, (year, month, day, hour, minute)) = (two, two, two, two, two).parse(rest).ok()?;
    let (_, second) = all_consuming(opt(two)).parse(rest).ok()?;
    let year = u16::from(century).checked_mul(100)?.checked_add(u16::from(year))?;
    CivilDateTime::new(year, month, day, hour, minute, second.unwrap_or(0)).ok()
}

fn two(input: &[u8]) -> IResult<&[u8], u8> {
    let pair = take_while_m_n(2, 2, |octet: u8| octet.is_ascii_digit());
    map_opt(pair, |pair: &[u8]| core::str::from_utf8(pair).ok()?.parse().ok()).parse(input)
}
