//! The vocabulary of faults in replies.

use core::fmt;

use crate::wire::{self, Grammar};

/// The grammar of replies; a marker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReplyGrammar {}

/// One rule of replies broken at one place: an error, or a note where [`Tolerance`] bends it.
/// [`at`](wire::Fault::at) counts from the first octet that was handed in.
pub type Fault = wire::Fault<ReplyGrammar>;

impl Grammar for ReplyGrammar {
    type Rule = Rule;
    type Field = Field;
    /// Nobody answers a reply.
    type Answer = ();

    fn answer(_: &Fault) {}
}

macro_rules! rules {
    ($( $(#[$meta:meta])* $Variant:ident = $name:literal, $sentence:literal; )+) => {
        /// A rule of replies. Those with a switch in [`Tolerance`] can be bent.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum Rule {
            $( $(#[$meta])* $Variant, )+
        }

        impl Rule {
            /// Every rule.
            #[cfg(test)]
            pub(super) const ALL: &'static [Self] = &[ $( Self::$Variant, )+ ];

            /// The rule's name in JSON: snake case.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    $( Self::$Variant => $name, )+
                }
            }
        }

        impl fmt::Display for Rule {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(match self {
                    $( Self::$Variant => $sentence, )+
                })
            }
        }
    };
}

rules! {
    /// A reply begins with `ID`, `apiMsgId`, `OK`, `Credit` or `ERR`.
    Unknown = "unknown", "begins with no word of a reply";
    /// Something stands behind a word and its colon.
    Missing = "missing", "there is nothing";
    /// Words stand together as in one of the known replies.
    Words = "words", "these words do not stand together";
    /// Nothing stands behind the last value.
    Leftover = "leftover", "something stands behind the end";
    /// An error or status is a number of up to three digits.
    Number = "number", "not a number of up to three digits";
    /// An amount is a decimal number.
    Amount = "amount", "not an amount of credits";
    /// An id has 1 to 64 octets of UTF-8 without control characters.
    Id = "id", "not an id of up to 64 octets";
    /// A text has no control characters.
    Control = "control", "a control character in the text";
    /// What is built reads back as what it was built from.
    Ambiguous = "ambiguous", "would be read as something else";
    /// A line is no longer than [`Limits::line`].
    TooLong = "too_long", "more octets than the limit";
    /// There are no more lines than [`Limits::lines`].
    TooManyLines = "too_many_lines", "more lines than the limit";
    /// One blank stands behind a colon and between words, none at the ends; a comma and a blank behind an error's number.
    Separator = "separator", "blanks or a comma are missing or too many";
    /// Words are spelled in the document's case.
    LetterCase = "letter_case", "the word is spelled in another case";
    /// Errors and statuses of messages have three digits.
    ShortNumber = "short_number", "fewer than three digits";
    /// Nothing stands behind a status.
    StatusText = "status_text", "a text behind the status";
    /// The balance is called `Credit`.
    Credits = "credits", "Credits instead of Credit";
    /// A charge reads `apiMsgId: … charge: … status: …`, with `cliMsgId: …` as its second part where there is one.
    ChargeForm = "charge_form", "the charge is written in another form";
    /// Text is UTF-8.
    NotUtf8 = "not_utf8", "not UTF-8, read as ISO-8859-1";
}

macro_rules! fields {
    ($( $(#[$meta:meta])* $Variant:ident = $name:literal; )+) => {
        /// A part of a reply, named as on the wire.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum Field {
            $( $(#[$meta])* $Variant, )+
        }

        impl fmt::Display for Field {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(match self {
                    $( Self::$Variant => $name, )+
                })
            }
        }
    };
}

fields! {
    /// The whole.
    Reply = "reply";
    /// A message or batch.
    Id = "ID";
    /// The client's name of a message.
    ClientId = "cliMsgId";
    /// A destination.
    To = "To";
    /// A status.
    Status = "Status";
    /// What a message costs.
    Charge = "Charge";
    /// What stands behind `OK:`.
    Ok = "OK";
    /// A balance.
    Credit = "Credit";
    /// An error's number.
    Error = "ERR";
    /// An error's text.
    Text = "text";
}

/// Switches for what real gateways do against the rules. Where one is off there is a [`Fault`]; where it is on, the
/// value is given and the same fault noted. Nothing is ever built so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(default = "Tolerance::strict", deny_unknown_fields)
)]
#[non_exhaustive]
pub struct Tolerance {
    /// Blanks missing or too many, a line end in the place of one, no comma behind an error's number: `To:27999…`,
    /// `OK: ` with a blank at the end, and the charge of a prefix on a line of its own, as it comes over HTTP.
    pub separator: bool,
    /// Words in another case.
    pub letter_case: bool,
    /// Errors and statuses without their zeros.
    pub short_number: bool,
    /// `Status: 001, Message unknown`.
    pub status_text: bool,
    /// `Credits: 123.00`, as later documents print it.
    pub credits: bool,
    /// `ID: … Charge: … Status: …`, as later documents print it.
    pub charge_form: bool,
    /// Text that is no UTF-8 is taken as ISO-8859-1: destinations come back as they were given.
    pub not_utf8: bool,
}

impl Tolerance {
    /// Every rule holds.
    pub const STRICT: Self = Self {
        separator: false,
        letter_case: false,
        short_number: false,
        status_text: false,
        credits: false,
        charge_form: false,
        not_utf8: false,
    };

    /// All that has been met in the field passes, with a note.
    pub const FIELD: Self = Self {
        separator: true,
        letter_case: true,
        short_number: true,
        status_text: true,
        credits: true,
        charge_form: true,
        not_utf8: true,
    };

    /// A switch that is not named is off.
    #[cfg(feature = "serde")]
    const fn strict() -> Self {
        Self::STRICT
    }

    pub(super) const fn bends(&self, rule: Rule) -> bool {
        match rule {
            Rule::Separator => self.separator,
            Rule::LetterCase => self.letter_case,
            Rule::ShortNumber => self.short_number,
            Rule::StatusText => self.status_text,
            Rule::Credits => self.credits,
            Rule::ChargeForm => self.charge_form,
            Rule::NotUtf8 => self.not_utf8,
            _ => false,
        }
    }
}

/// What a body may grow to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(default, deny_unknown_fields)
)]
#[non_exhaustive]
pub struct Limits {
    /// Octets of a line. 4096 by default.
    pub line: usize,
    /// Lines that are not blank. 1000 by default; the gateway takes about 300 destinations in one call.
    pub lines: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { line: 4096, lines: 1000 }
    }
}
