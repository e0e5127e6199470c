//! The grammar of a callback's variables.

use core::fmt;

use crate::form;
use crate::table_word::word_table;
use crate::wire::{self, Grammar};

word_table! {
    /// A variable of a callback with the status of a message.
    pub enum Variable {
        /// The connection that the message was sent through.
        ApiId = "api_id", "SOAP 6.2.5";
        /// The gateway's name of the message.
        MessageId = "apiMsgId", "SOAP 6.2.5";
        /// The client's own name of it.
        ClientMessageId = "cliMsgId", "SOAP 6.2.5";
        /// When it got the status.
        Timestamp = "timestamp", "SOAP 6.2.5";
        /// Where it was sent.
        To = "to", "SOAP 6.2.5";
        /// Its sender.
        From = "from", "SOAP 6.2.5";
        /// Its status.
        Status = "status", "SOAP 6.2.5";
        /// What it cost.
        Charge = "charge", "SOAP 6.2.5";
        /// All of these in one document, of XML or SOAP.
        Data = "data", "SOAP 6.2.5";
    }
}

/// The grammar of callbacks; a marker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CallbackGrammar {}

/// One rule of callbacks broken at one place: an error, or a note where [`Tolerance`] bends it.
/// [`at`](wire::Fault::at) counts octets of the query or body up to the pair, and [`answer`](wire::Fault::answer) is the
/// status of HTTP to refuse it with, 400.
pub type Fault = wire::Fault<CallbackGrammar>;

impl Grammar for CallbackGrammar {
    type Rule = Rule;
    type Field = Field;
    type Answer = u16;

    fn answer(_: &Fault) -> u16 {
        400
    }
}

/// A part of a callback.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Field {
    /// The query or body.
    Form,
    /// The value of a variable.
    Variable(Variable),
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Form => f.write_str("form"),
            Self::Variable(variable) => fmt::Display::fmt(variable, f),
        }
    }
}

/// A rule of callbacks. Those with a switch in [`Tolerance`] can be bent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Rule {
    /// A rule of forms.
    Form(form::Rule),
    /// Every variable but `api_id` is there.
    Missing,
    /// `api_id` is a number of 1 to 12 digits.
    ApiId,
    /// `apiMsgId` has 1 to 64 octets of UTF-8 without control characters.
    Id,
    /// `timestamp` is a number: seconds since 1970-01-01 00:00:00 UTC.
    Timestamp,
    /// `status` is a number of up to three digits.
    Status,
    /// `charge` is a decimal number.
    Charge,
    /// A text has no control characters.
    Control,
    /// Names are spelled in the document's case.
    LetterCase,
    /// No variable is given twice.
    Duplicate,
    /// `cliMsgId` is there, be it empty.
    NoClientMessageId,
    /// The status of a message has three digits.
    ShortStatus,
    /// `charge` has six places behind the point.
    ShortCharge,
    /// Text is UTF-8.
    NotUtf8,
    /// A document stands in `data` without quotes around it.
    Quoted,
    /// A document stands in `data`.
    BareDocument,
    /// What is built reads back as what it was built from.
    Ambiguous,
}

impl Rule {
    /// The rule's name in JSON: snake case.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Form(rule) => rule.name(),
            Self::Missing => "missing",
            Self::ApiId => "api_id",
            Self::Id => "id",
            Self::Timestamp => "timestamp",
            Self::Status => "status",
            Self::Charge => "charge",
            Self::Control => "control",
            Self::LetterCase => "letter_case",
            Self::Duplicate => "duplicate",
            Self::NoClientMessageId => "no_client_message_id",
            Self::ShortStatus => "short_status",
            Self::ShortCharge => "short_charge",
            Self::NotUtf8 => "not_utf8",
            Self::Quoted => "quoted",
            Self::BareDocument => "bare_document",
            Self::Ambiguous => "ambiguous",
        }
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Form(rule) => return fmt::Display::fmt(rule, f),
            Self::Missing => "the variable is not there",
            Self::ApiId => "not a number of 1 to 12 digits",
            Self::Id => "not an id of up to 64 octets",
            Self::Timestamp => "not seconds since 1970",
            Self::Status => "not a number of up to three digits",
            Self::Charge => "not an amount of credits",
            Self::Control => "a control character in the text",
            Self::LetterCase => "the name is spelled in another case",
            Self::Duplicate => "the variable is given twice",
            Self::NoClientMessageId => "the variable is not there, not even empty",
            Self::ShortStatus => "fewer than three digits",
            Self::ShortCharge => "not six places behind the point",
            Self::NotUtf8 => "not UTF-8, read as ISO-8859-1",
            Self::Quoted => "quotes around the document",
            Self::BareDocument => "a document without a variable around it",
            Self::Ambiguous => "would be read as something else",
        })
    }
}

/// Switches for what real gateways, their imitations and their forwarders do against the rules. Where one is off there
/// is a [`Fault`]; where it is on, the value is given and the same fault noted. Nothing is ever built so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(default = "Tolerance::strict", deny_unknown_fields)
)]
#[non_exhaustive]
pub struct Tolerance {
    /// What is bent of the form that carries the variables.
    pub form: form::Tolerance,
    /// Names in another case, as in the SOAP packets of the documents (`apimsgid`).
    pub letter_case: bool,
    /// A variable twice, of which the last counts: the gateway's stand behind those that the URL has itself.
    pub duplicate: bool,
    /// No `cliMsgId` where the message had none, as senders do that leave empty variables out.
    pub no_client_message_id: bool,
    /// `status=3`: test suites and forwarders that read the status as a number and lose its zeros.
    pub short_status: bool,
    /// `charge=0.33` and `charge=1`: amounts as the gateway's replies print them (SOAP 6.2.5).
    pub short_charge: bool,
    /// A text that is not UTF-8, as a sender id in ISO-8859-1, is read as ISO-8859-1.
    pub not_utf8: bool,
    /// `data="<?xml …>"`: the SOAP document prints its callbacks so.
    pub quoted: bool,
    /// A document that is the whole body: forwarders that post it as it is. Taken for a form, it would be a probe.
    pub bare_document: bool,
}

impl Tolerance {
    /// Every rule holds.
    pub const STRICT: Self = Self {
        form: form::Tolerance::STRICT,
        letter_case: false,
        duplicate: false,
        no_client_message_id: false,
        short_status: false,
        short_charge: false,
        not_utf8: false,
        quoted: false,
        bare_document: false,
    };

    /// All that has been met in the field passes, with a note.
    pub const FIELD: Self = Self {
        form: form::Tolerance::FIELD,
        letter_case: true,
        duplicate: true,
        no_client_message_id: true,
        short_status: true,
        short_charge: true,
        not_utf8: true,
        quoted: true,
        bare_document: true,
    };

    /// A switch that is not named is off.
    #[cfg(feature = "serde")]
    const fn strict() -> Self {
        Self::STRICT
    }

    pub(super) const fn bends(&self, rule: Rule) -> bool {
        match rule {
            Rule::LetterCase => self.letter_case,
            Rule::Duplicate => self.duplicate,
            Rule::NoClientMessageId => self.no_client_message_id,
            Rule::ShortStatus => self.short_status,
            Rule::ShortCharge => self.short_charge,
            Rule::NotUtf8 => self.not_utf8,
            Rule::Quoted => self.quoted,
            Rule::BareDocument => self.bare_document,
            // Rules of forms are bent by the form's own switches, where it is read.
            _ => false,
        }
    }
}
