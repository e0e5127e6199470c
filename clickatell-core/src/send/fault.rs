//! What can be wrong with parameters, and what of it is let pass.

use core::fmt;

use super::Parameter;
use crate::error::ApiError;
use crate::wire::{self, Grammar};

/// The grammar of parameters; a marker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SendGrammar {}

/// One rule of parameters broken at one place: an error, or a note where [`Tolerance`] bends it.
/// [`at`](wire::Fault::at) counts octets of UTF-8 in the parameter's value, and [`answer`](wire::Fault::answer) is the
/// error that the document has for it.
pub type Fault = wire::Fault<SendGrammar>;

impl Grammar for SendGrammar {
    type Rule = Rule;
    type Field = Parameter;
    type Answer = ApiError;

    fn answer(fault: &Fault) -> ApiError {
        match (fault.field(), fault.rule()) {
            (_, Rule::Repeated | Rule::TooMany { .. } | Rule::NotUtf8 | Rule::NotLatin1) => {
                ApiError::INVALID_PARAMETERS
            }
            (_, Rule::Empty) => ApiError::EMPTY_MESSAGE,
            (_, Rule::Parts { .. } | Rule::BesideHeader { .. }) => ApiError::TOO_MANY_PARTS,
            (Parameter::SessionId, Rule::Missing) => ApiError::MISSING_SESSION,
            (Parameter::SessionId, _) => ApiError::SESSION_EXPIRED,
            (Parameter::ApiId, _) => ApiError::INVALID_API_ID,
            (Parameter::Template, Rule::Missing) => ApiError::NO_BATCH_TEMPLATE,
            (
                Parameter::Text | Parameter::Template | Parameter::SiText,
                Rule::Hex | Rule::HexGroup { .. } | Rule::Surrogate,
            ) => ApiError::INVALID_UNICODE,
            (Parameter::To | Parameter::Msisdn, Rule::Missing) => ApiError::INVALID_PARAMETERS,
            (Parameter::BatchId, _) => ApiError::INVALID_BATCH_ID,
            (Parameter::ApiMessageId, Rule::Missing) => ApiError::MISSING_MESSAGE_ID,
            (Parameter::ApiMessageId, _) => ApiError::UNKNOWN_MESSAGE_ID,
            (Parameter::To | Parameter::Msisdn, _) => ApiError::INVALID_DESTINATION,
            (Parameter::From, _) => ApiError::INVALID_SOURCE,
            (Parameter::DelivTime, _) => ApiError::INVALID_DELIVERY_TIME,
            (Parameter::MsgType, _) => ApiError::INVALID_MESSAGE_TYPE,
            (Parameter::Udh, _) => ApiError::INVALID_UDH,
            _ => ApiError::INVALID_PARAMETERS,
        }
    }
}

/// A rule of parameters. Those with a switch in [`Tolerance`] can be bent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Rule {
    /// What a call needs is given.
    Missing,
    /// A message has text or data.
    Empty,
    /// Only `to` may be given more than once.
    Repeated,
    /// There are no more destinations than [`Limits::destinations`].
    TooMany {
        /// How many there may be.
        most: u32,
    },
    /// A number is decimal digits, without a sign.
    NotDigit,
    /// A number is in its range.
    Range {
        /// The lowest.
        least: u32,
        /// The highest.
        most: u32,
    },
    /// An amount is decimal digits with at most one point, and six decimals.
    Amount,
    /// An amount is not below zero.
    Negative,
    /// A text is as long as it may be.
    Length {
        /// The fewest characters.
        least: u32,
        /// The most characters.
        most: u32,
    },
    /// An id has no more octets than that.
    Octets {
        /// The most octets.
        most: u32,
    },
    /// International format goes without `+`.
    Plus,
    /// International format goes without `00`.
    DialPrefix,
    /// International format begins with the country code.
    LeadingZero,
    /// There is no control character.
    Control,
    /// Octets are hexadecimal digits.
    Hex,
    /// Octets and units are whole.
    HexGroup {
        /// How many digits each has.
        digits: u8,
    },
    /// Surrogates come in pairs.
    Surrogate,
    /// The lengths in a header are those of its octets, and its part is one of those that there are.
    UdhLength,
    /// The kind of message is known.
    MessageType,
    /// The message needs no more parts than `concat` allows.
    Parts {
        /// How many it needs.
        needed: u32,
        /// How many are allowed.
        allowed: u8,
    },
    /// A message with a header of its own fits behind it.
    BesideHeader {
        /// How many septets, units or octets it has.
        units: u32,
        /// For how many there is room.
        room: u32,
    },
    /// A word is one of the documents'.
    Word,
    /// A moment reads `YYYY-MM-DDTHH:MM:SSZ`.
    Moment,
    /// The character set is ISO-8859-1 or UTF-8.
    Charset,
    /// Octets that are said to be UTF-8 are.
    NotUtf8,
    /// A text that goes out over HTTP has characters of ISO-8859-1 only, unless it is marked as Unicode.
    NotLatin1,
    /// Parameters go by their own names.
    Alias,
    /// A number that must be more than 0 is.
    Zero,
    /// There is no white space around a number.
    Blank,
    /// A client message id is letters and digits of ASCII.
    Alphanumeric,
    /// The kind of message is one of the document.
    Flash,
    /// A message has text or data, not both.
    TextAndData,
    /// A parameter is one of the documents.
    Undocumented,
}

impl Rule {
    /// The rule's name in JSON: snake case.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Empty => "empty",
            Self::Repeated => "repeated",
            Self::TooMany { .. } => "too_many",
            Self::NotDigit => "not_digit",
            Self::Range { .. } => "range",
            Self::Amount => "amount",
            Self::Negative => "negative",
            Self::Length { .. } => "length",
            Self::Octets { .. } => "octets",
            Self::Plus => "plus",
            Self::DialPrefix => "dial_prefix",
            Self::LeadingZero => "leading_zero",
            Self::Control => "control",
            Self::Hex => "hex",
            Self::HexGroup { .. } => "hex_group",
            Self::Surrogate => "surrogate",
            Self::UdhLength => "udh_length",
            Self::MessageType => "message_type",
            Self::Parts { .. } => "parts",
            Self::BesideHeader { .. } => "beside_header",
            Self::Word => "word",
            Self::Moment => "moment",
            Self::Charset => "charset",
            Self::NotUtf8 => "not_utf8",
            Self::NotLatin1 => "not_latin1",
            Self::Alias => "alias",
            Self::Zero => "zero",
            Self::Blank => "blank",
            Self::Alphanumeric => "alphanumeric",
            Self::Flash => "flash",
            Self::TextAndData => "text_and_data",
            Self::Undocumented => "undocumented",
        }
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match *self {
            Self::Missing => "nothing is given",
            Self::Empty => "there is nothing to send",
            Self::Repeated => "given more than once",
            Self::TooMany { most } => return write!(f, "more than {most} destinations"),
            Self::NotDigit => "a character that is no digit",
            Self::Range { least: 0, most: 1 } => "neither 0 nor 1",
            Self::Range { least, most } => return write!(f, "not a number from {least} to {most}"),
            Self::Amount => "not an amount of credits",
            Self::Negative => "an amount below zero",
            Self::Length { least, most } => return write!(f, "not {least} to {most} characters"),
            Self::Octets { most } => return write!(f, "more than {most} octets"),
            Self::Plus => "begins with +, international format goes without it",
            Self::DialPrefix => "begins with 00, international format goes without it",
            Self::LeadingZero => "begins with 0, international format begins with the country code",
            Self::Control => "a control character",
            Self::Hex => "a character that is no hexadecimal digit",
            Self::HexGroup { digits } => return write!(f, "not in groups of {digits} hexadecimal digits"),
            Self::Surrogate => "half of a surrogate pair",
            Self::UdhLength => "a length or a part in it does not add up",
            Self::MessageType => "not a kind of message that is known",
            Self::Parts { needed, allowed } => {
                return write!(f, "needs {needed} parts where concat allows {allowed}");
            }
            Self::BesideHeader { units, room } => {
                return write!(f, "{units} units of text where udh leaves room for {room}");
            }
            Self::Word => "not a word that is known",
            Self::Moment => "not a moment of the form YYYY-MM-DDTHH:MM:SSZ",
            Self::Charset => "neither ISO-8859-1 nor UTF-8",
            Self::NotUtf8 => "not UTF-8, which charset says it is",
            Self::NotLatin1 => "a character beyond ISO-8859-1, which needs unicode",
            Self::Alias => "goes by another name",
            Self::Zero => "0, where it must be more",
            Self::Blank => "white space around a number",
            Self::Alphanumeric => "a character that is neither letter nor digit",
            Self::Flash => "a kind of message that the document lacks",
            Self::TextAndData => "text beside data",
            Self::Undocumented => "a parameter that the documents lack",
        })
    }
}

/// Switches for what real clients do against the rules. Where one is off there is a [`Fault`]; where it is on, the value
/// is taken and the same fault noted. Nothing is ever built so.
///
/// That an empty value means that nothing is given is no switch: SOAP and the typed stubs say so, and HTTP clients rely
/// on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(default = "Tolerance::strict", deny_unknown_fields)
)]
#[non_exhaustive]
pub struct Tolerance {
    /// Another name for a parameter: `callback` in SOAP, `msg_callback` in HTTP, `cliMsgId`, `tarriffClass`. Where it is
    /// off such a parameter is not seen, as any with an unknown name.
    pub alias: bool,
    /// `0` for `concat`, `queue`, `validity` and `max_credits` means that none is given: typed stubs, those of .NET above
    /// all, cannot leave a number out.
    pub zero: bool,
    /// White space around a number, as in indented XML.
    pub blank: bool,
    /// Any character but a control character in `climsgid`: hyphens of UUIDs, for example.
    pub client_id: bool,
    /// `SMS_FLASH` as `msg_type`, from clients of the HTTP interface.
    pub flash: bool,
    /// `text` beside `data`; the data is sent.
    pub text_and_data: bool,
    /// Parameters that only the field knows: `charset` is obeyed, `scheduled_time`, `mclass` and `binary` are not.
    pub undocumented: bool,
}

impl Tolerance {
    /// Every rule holds.
    pub const STRICT: Self = Self {
        alias: false,
        zero: false,
        blank: false,
        client_id: false,
        flash: false,
        text_and_data: false,
        undocumented: false,
    };

    /// What the gateway takes: everything but what the documents refuse outright, kinds of messages that they lack and
    /// client message ids of other characters.
    pub const GATEWAY: Self = Self { client_id: false, flash: false, ..Self::FIELD };

    /// All that has been met in the field passes, with a note.
    pub const FIELD: Self = Self {
        alias: true,
        zero: true,
        blank: true,
        client_id: true,
        flash: true,
        text_and_data: true,
        undocumented: true,
    };

    /// A switch that is not named is off.
    #[cfg(feature = "serde")]
    const fn strict() -> Self {
        Self::STRICT
    }

    pub(super) const fn bends(self, rule: Rule) -> bool {
        match rule {
            Rule::Alias => self.alias,
            Rule::Zero => self.zero,
            Rule::Blank => self.blank,
            Rule::Alphanumeric => self.client_id,
            Rule::Flash => self.flash,
            Rule::TextAndData => self.text_and_data,
            Rule::Undocumented => self.undocumented,
            _ => false,
        }
    }
}

/// What a call may grow to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(default, deny_unknown_fields)
)]
#[non_exhaustive]
pub struct Limits {
    /// Destinations. 300 by default, as the gateway's later pages say.
    pub destinations: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self { destinations: 300 }
    }
}
