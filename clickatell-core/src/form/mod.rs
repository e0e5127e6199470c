//! Percent coding and forms: query strings, form bodies and the fields of `mo.log`.
//!
//! Values are octets. A text may be in UTF-16BE or ISO-8859-1, so nothing here decodes characters: percent coding is
//! taken off first, and the octets are then read in the character set that another pair names.
//!
//! ```
//! use clickatell_core::form::{Builder, Limits, Space, Tolerance, pairs};
//!
//! let body = b"text=%04%1F%00+&charset=UTF-16BE&udh=";
//! let found: Vec<_> = pairs(body, Tolerance::STRICT, Limits::default(), &mut ()).collect::<Result<_, _>>()?;
//! assert_eq!((found[0].name(), found[0].value()), (b"text".as_slice(), b"\x04\x1F\0 ".as_slice()));
//! assert_eq!((found[2].name(), found[2].value()), (b"udh".as_slice(), b"".as_slice()));
//!
//! let url = Builder::on_url("http://www.example.com/mo?key=1", Space::Plus)
//!     .pair("text", b"Here is 100%")
//!     .into_string();
//! assert_eq!(url, "http://www.example.com/mo?key=1&text=Here+is+100%25");
//! # Ok::<(), clickatell_core::form::Fault>(())
//! ```

mod build;
mod pairs;
mod percent;

use core::fmt;

use crate::error::ApiError;
use crate::wire::{self, Grammar};

pub use build::Builder;
pub(crate) use build::{Length, Lengths};
pub use pairs::{Pair, Pairs, pairs};
pub use percent::{Space, decode, encode};

/// The grammar of forms; a marker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {}

/// One rule of forms broken at one place: an error, or a note where [`Tolerance`] bends it.
/// [`at`](wire::Fault::at) counts from the first octet that was handed in, and [`answer`](wire::Fault::answer) is 101.
pub type Fault = wire::Fault<Form>;

impl Grammar for Form {
    type Rule = Rule;
    type Field = Field;
    type Answer = ApiError;

    fn answer(_: &Fault) -> ApiError {
        ApiError::INVALID_PARAMETERS
    }
}

/// A rule of forms. Those with a switch in [`Tolerance`] can be bent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Rule {
    /// `%` begins a coded octet, so two hexadecimal digits follow it.
    Escape,
    /// `<` stands coded in a value.
    RawDocument,
    /// The whole is no longer than [`Limits::octets`].
    TooLong,
    /// There are no more pairs than [`Limits::pairs`].
    TooManyPairs,
}

impl Rule {
    /// The rule's name in JSON: snake case.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Escape => "escape",
            Self::RawDocument => "raw_document",
            Self::TooLong => "too_long",
            Self::TooManyPairs => "too_many_pairs",
        }
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Escape => "% without two hexadecimal digits behind it",
            Self::RawDocument => "a document that is not percent-encoded",
            Self::TooLong => "more octets than the limit",
            Self::TooManyPairs => "more pairs than the limit",
        })
    }
}

/// A part of a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Field {
    /// The whole query or body.
    Form,
    /// What stands in front of `=`.
    Name,
    /// What stands behind `=`, or a value by itself.
    Value,
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Form => "form",
            Self::Name => "name",
            Self::Value => "value",
        })
    }
}

/// Switches for what real peers do against the rules. Where one is off there is a [`Fault`]; where it is on, the value
/// is given and the same fault noted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(default = "Tolerance::strict", deny_unknown_fields)
)]
#[non_exhaustive]
pub struct Tolerance {
    /// A malformed coded octet is kept as it stands (`100%`, `%zz`): clients that put a text into a URL as it is.
    pub escape: bool,
    /// A value of `data` that begins with `<`, or with `"<`, runs to the end of the query or body as it stands, `&`,
    /// `+` and `%` included: the documents print callbacks with XML so.
    pub raw_document: bool,
}

impl Tolerance {
    /// Every rule holds.
    pub const STRICT: Self = Self { escape: false, raw_document: false };

    /// All that has been met in the field passes, with a note.
    pub const FIELD: Self = Self { escape: true, raw_document: true };

    /// A switch that is not named is off.
    #[cfg(feature = "serde")]
    const fn strict() -> Self {
        Self::STRICT
    }

    const fn bends(self, rule: Rule) -> bool {
        match rule {
            Rule::Escape => self.escape,
            Rule::RawDocument => self.raw_document,
            Rule::TooLong | Rule::TooManyPairs => false,
        }
    }
}

/// What a form may grow to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(default, deny_unknown_fields)
)]
#[non_exhaustive]
pub struct Limits {
    /// Octets of the whole query or body, coded as it came. 1 MiB by default.
    pub octets: usize,
    /// Pairs. 1000 by default.
    pub pairs: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { octets: 1 << 20, pairs: 1000 }
    }
}

#[cfg(test)]
mod tests;
