//! What can be wrong with an envelope, what of it is let pass, and what it may grow to.

use core::fmt;

use clickatell_core::wire::{self, Grammar};
use clickatell_core::xml::{XmlError, XmlLimit, XmlLimits, XmlRule};

use crate::fault::FaultCode;

/// The grammar of envelopes; a marker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EnvelopeGrammar {}

/// One rule of envelopes broken at one place: an error, or a note where [`Tolerance`] bends it.
/// [`at`](wire::Fault::at) counts octets of the document as it came, and [`answer`](wire::Fault::answer) is the code of
/// the SOAP fault that answers it.
pub type Fault = wire::Fault<EnvelopeGrammar>;

impl Grammar for EnvelopeGrammar {
    type Rule = Rule;
    type Field = Field;
    type Answer = FaultCode;

    fn answer(fault: &Fault) -> FaultCode {
        match fault.rule() {
            Rule::Version => FaultCode::VersionMismatch,
            Rule::MustUnderstand => FaultCode::MustUnderstand,
            _ => FaultCode::Client,
        }
    }
}

/// A rule of envelopes. Those with a switch in [`Tolerance`] can be bent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Rule {
    /// The root is an envelope.
    Envelope,
    /// The envelope is one of SOAP 1.1.
    Version,
    /// No entry of the header must be understood: none is.
    MustUnderstand,
    /// The envelope has a body.
    Body,
    /// The body has an element.
    Operation,
    /// The operation is one of the fifteen.
    UnknownOperation,
    /// A response's element is called `…Response`.
    Response,
    /// The element of a callback is called `mt_callback`.
    Callback,
    /// A reference leads to an element of the body.
    Dangling,
    /// References do not lead back to where they came from.
    Circular,
    /// There are no more references than [`Limits::references`].
    References,
    /// The encoding that the transport names is one that is read.
    Charset,
    /// Text and elements do not stand side by side.
    Mixed,
    /// The operation's element is in the namespace of the service.
    Namespace,
    /// The operation is spelled as the service spells it.
    LetterCase,
    /// Prefixes are declared.
    UndeclaredPrefix,
}

impl Rule {
    /// The rule's name in JSON: snake case.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Envelope => "envelope",
            Self::Version => "version",
            Self::MustUnderstand => "must_understand",
            Self::Body => "body",
            Self::Operation => "operation",
            Self::UnknownOperation => "unknown_operation",
            Self::Response => "response",
            Self::Callback => "callback",
            Self::Dangling => "dangling",
            Self::Circular => "circular",
            Self::References => "references",
            Self::Charset => "charset",
            Self::Mixed => "mixed",
            Self::Namespace => "namespace",
            Self::LetterCase => "letter_case",
            Self::UndeclaredPrefix => "undeclared_prefix",
        }
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Envelope => "not an envelope",
            Self::Version => "not an envelope of SOAP 1.1",
            Self::MustUnderstand => "an entry that must be understood, and is not",
            Self::Body => "there is no body",
            Self::Operation => "the body is empty",
            Self::UnknownOperation => "unsupported operation",
            Self::Response => "not a response",
            Self::Callback => "not a callback",
            Self::Dangling => "a reference to nothing",
            Self::Circular => "a reference that leads to itself",
            Self::References => "too many references",
            Self::Charset => "an encoding that is not read",
            Self::Mixed => "text beside elements",
            Self::Namespace => "another namespace than the service's",
            Self::LetterCase => "the operation is spelled in another case",
            Self::UndeclaredPrefix => "a prefix that is not declared",
        })
    }
}

/// A part of an envelope.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Field {
    /// The whole.
    Envelope,
    /// `Header`
    Header,
    /// `Body`
    Body,
    /// The element of the operation.
    Operation,
    /// An element of the operation.
    Parameter,
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Envelope => "envelope",
            Self::Header => "header",
            Self::Body => "body",
            Self::Operation => "operation",
            Self::Parameter => "parameter",
        })
    }
}

/// Switches for what real clients and gateways do against the rules. Where one is off there is a [`Fault`]; where it is
/// on, the value is taken and the same fault noted. Nothing is ever built so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(default = "Tolerance::strict", deny_unknown_fields)
)]
#[non_exhaustive]
pub struct Tolerance {
    /// Any namespace for the operation's element, or none: the document's, those of the real descriptions and what clients
    /// make of them differ (SOAP 4, 9).
    pub namespace: bool,
    /// `sendMsg` for `sendmsg`, as the document's tables have it.
    pub letter_case: bool,
    /// Prefixes that nothing declares: a client in the field writes `xsi:type` without declaring `xsi`.
    pub undeclared_prefix: bool,
}

impl Tolerance {
    /// What a switch that is not named is.
    #[cfg(feature = "serde")]
    const fn strict() -> Self {
        Self::STRICT
    }

    /// Every rule holds.
    pub const STRICT: Self = Self { namespace: false, letter_case: false, undeclared_prefix: false };

    /// All that has been met in the field passes, with a note.
    pub const FIELD: Self = Self { namespace: true, letter_case: true, undeclared_prefix: true };

    pub(crate) const fn bends(self, rule: Rule) -> bool {
        match rule {
            Rule::Namespace => self.namespace,
            Rule::LetterCase => self.letter_case,
            Rule::UndeclaredPrefix => self.undeclared_prefix,
            _ => false,
        }
    }
}

/// What an envelope may grow to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct Limits {
    /// The document: 1 MiB, a text as long as that, 64 levels and so on by default. What references lead to is, all
    /// together, no longer than a document.
    pub xml: XmlLimits,
    /// Values that are kept, each destination being one. Default 1000. What is beyond is counted and not kept, but for the
    /// first value of each further name, up to 64 names in all, so that the call can be answered in its own words.
    pub values: usize,
    /// References, and elements that they may lead to. Default 1000: .NET makes one of each array, Axis of each value.
    pub references: usize,
}

impl Default for Limits {
    fn default() -> Self {
        let mut xml = XmlLimits::default();
        // A text may be all of a document: what is too long for a message is the operation's to say.
        xml.text = xml.document;
        Self { xml, values: 1000, references: 1000 }
    }
}

/// Why octets are no envelope that can be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EnvelopeError {
    /// They are no well-formed document, or it is beyond its limits.
    #[error(transparent)]
    Xml(#[from] XmlError),
    /// It is no envelope, or its body cannot be read.
    #[error(transparent)]
    Envelope(#[from] Fault),
}

impl EnvelopeError {
    /// The code of the SOAP fault that answers it.
    #[must_use]
    pub fn code(&self) -> FaultCode {
        match self {
            Self::Xml(_) => FaultCode::Client,
            Self::Envelope(fault) => fault.answer(),
        }
    }

    /// True for a document that is longer than it may be: HTTP has an answer for that, 413.
    #[must_use]
    pub fn is_too_long(&self) -> bool {
        matches!(self, Self::Xml(error) if matches!(error.rule(), XmlRule::Limit(XmlLimit::Document, _)))
    }

    /// The octet at which the fault lies, counted from the first octet of the document as it came.
    #[must_use]
    pub fn at(&self) -> usize {
        match self {
            Self::Xml(error) => error.at(),
            Self::Envelope(fault) => usize::try_from(fault.at()).unwrap_or(usize::MAX),
        }
    }
}
