//! The words of replies and the blanks around them.

use nom::branch::alt;
use nom::bytes::complete::{tag_no_case, take_while};
use nom::character::complete::{char, space0, space1};
use nom::{IResult, Parser};

use super::grammar::Field;

/// The word that a reply begins with.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Head {
    Id,
    ApiMsgId,
    Ok,
    Credit,
    Credits,
    Err,
}

impl Head {
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Id => "ID",
            Self::ApiMsgId => "apiMsgId",
            Self::Ok => "OK",
            Self::Credit => "Credit",
            Self::Credits => "Credits",
            Self::Err => "ERR",
        }
    }

    pub(super) const fn field(self) -> Field {
        match self {
            Self::Id | Self::ApiMsgId => Field::Id,
            Self::Ok => Field::Ok,
            Self::Credit | Self::Credits => Field::Credit,
            Self::Err => Field::Error,
        }
    }
}

/// A word that follows an id.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Attribute {
    To,
    Status,
    Charge,
    ClientId,
}

impl Attribute {
    /// How it is spelled in a reply that begins so.
    pub(super) const fn word(self, head: Head) -> &'static str {
        match (self, head) {
            (Self::To, _) => "To",
            (Self::ClientId, _) => "cliMsgId",
            (Self::Status, Head::ApiMsgId) => "status",
            (Self::Charge, Head::ApiMsgId) => "charge",
            (Self::Status, _) => "Status",
            (Self::Charge, _) => "Charge",
        }
    }

    pub(super) const fn field(self) -> Field {
        match self {
            Self::To => Field::To,
            Self::Status => Field::Status,
            Self::Charge => Field::Charge,
            Self::ClientId => Field::ClientId,
        }
    }
}

/// A word as it is spelled, and the blanks on either side of its colon.
pub(super) struct Key<'a> {
    pub(super) word: &'a [u8],
    pub(super) before: &'a [u8],
    pub(super) after: &'a [u8],
}

/// A word in any case with its colon.
pub(super) fn key<'a>(input: &'a [u8], word: &'static str) -> IResult<&'a [u8], Key<'a>> {
    (tag_no_case(word), space0, char(':'), space0)
        .map(|(word, before, _, after)| Key { word, before, after })
        .parse(input)
}

pub(super) fn head(input: &[u8]) -> IResult<&[u8], (Head, Key<'_>)> {
    let head = |head: Head| (move |input| key(input, head.word())).map(move |key| (head, key));
    alt((
        head(Head::Id),
        head(Head::Err),
        head(Head::Ok),
        head(Head::ApiMsgId),
        head(Head::Credit),
        head(Head::Credits),
    ))
    .parse(input)
}

/// The blanks in front of a word, and the word.
pub(super) fn attribute(input: &[u8]) -> IResult<&[u8], (&[u8], Attribute, Key<'_>)> {
    let attribute =
        |word: Attribute| (move |input| key(input, word.word(Head::Id))).map(move |key| (word, key));
    let (rest, (gap, (attribute, key))) = (
        space1,
        alt((
            attribute(Attribute::To),
            attribute(Attribute::Status),
            attribute(Attribute::Charge),
            attribute(Attribute::ClientId),
        )),
    )
        .parse(input)?;
    Ok((rest, (gap, attribute, key)))
}

/// What stands in front of the next blank.
pub(super) fn word(input: &[u8]) -> (&[u8], &[u8]) {
    let taken: IResult<&[u8], &[u8]> = take_while(|octet| !is_blank(octet)).parse(input);
    taken.unwrap_or((input, &[]))
}

pub(super) const fn is_blank(octet: u8) -> bool {
    matches!(octet, b' ' | b'\t')
}

/// Splits at the last place where a word of so many octets that `is` the one sought, and a colon, stand at the beginning
/// or behind an octet that `ends` a text.
pub(super) fn split_last(
    input: &[u8],
    length: usize,
    is: impl Fn(&[u8]) -> bool,
    ends: impl Fn(u8) -> bool,
) -> Option<Tail<'_>> {
    let with_colon = length.checked_add(1)?;
    for (start, window) in input.windows(with_colon).enumerate().rev() {
        let (word, colon) = window.split_at_checked(length)?;
        let (front, behind) = input.split_at_checked(start)?;
        if colon == b":" && is(word) && front.last().is_none_or(|last| ends(*last)) {
            let (_, value) = behind.split_at_checked(with_colon)?;
            return Some(Tail { front, word, value });
        }
    }
    None
}

/// The last word of a line that begins with free text: what stands in front of it, blanks included, how it is spelled,
/// and what stands behind its colon, blanks included.
pub(super) struct Tail<'a> {
    pub(super) front: &'a [u8],
    pub(super) word: &'a [u8],
    pub(super) value: &'a [u8],
}
