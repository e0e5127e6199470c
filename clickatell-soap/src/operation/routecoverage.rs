//! `routecoverage`, in RPC/encoded `routeCoverage`: whether a number can be reached, and for what price (SOAP 7.3).
//! Nothing is sent. It is not meant to be asked before every message.

use alloc::borrow::Cow;

use clickatell_core::credit::Credit;
use clickatell_core::reply::Reply;
use clickatell_core::send::{Fault, Given, Parameter, Rule};

use super::table::{AUTHENTICATION, Key, rows, table};
use super::{Values, owned};

table! {
    RouteCoverage, returns one string;
    AUTHENTICATION,
    rows! { all Msisdn: Text Required; },
}

/// What the question is about.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct Request<'a> {
    /// `msisdn`: a number in international format, or the front of one; digits.
    pub msisdn: Cow<'a, str>,
}

impl<'a> Request<'a> {
    /// A question about this number, or the front of one.
    ///
    /// # Errors
    /// When there is a character that is no digit; nothing; more than the 15 digits of a number.
    pub fn new(msisdn: impl Into<Cow<'a, str>>) -> Result<Self, Fault> {
        const MOST: usize = 15;
        let msisdn = msisdn.into();
        let fault = |rule, at| Err(Fault::new(rule, Parameter::Msisdn, at));
        match msisdn.bytes().position(|octet| !octet.is_ascii_digit()) {
            Some(at) => fault(Rule::NotDigit, at),
            None if msisdn.is_empty() => fault(Rule::Missing, 0),
            None if msisdn.len() > MOST => fault(Rule::Length { least: 1, most: 15 }, MOST),
            None => Ok(Self { msisdn }),
        }
    }

    pub(super) fn check(given: &'a Given<'_>) -> Result<Self, Fault> {
        let request = Self::new(given.required(Parameter::Msisdn)?)?;
        given.once()?;
        Ok(request)
    }

    pub(super) fn values(&self) -> Result<Values<'_>, Fault> {
        let Request { msisdn } = Request::new(self.msisdn.as_ref())?;
        Ok(vec![(Key::Parameter(Parameter::Msisdn), msisdn.into())])
    }

    /// The same without a borrow.
    #[must_use]
    pub fn into_owned(self) -> Request<'static> {
        Request { msisdn: Cow::Owned(self.msisdn.into_owned()) }
    }
}

/// Whether it can be reached.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
pub enum Answer<'a> {
    /// `OK: … Charge: …`
    Covered {
        /// The gateway's words.
        text: Cow<'a, str>,
        /// What a message costs.
        charge: Credit,
    },
    /// `ERR: …` without a number: this is no failure of the call.
    NotCovered {
        /// The gateway's words.
        text: Cow<'a, str>,
    },
}

impl<'a> Answer<'a> {
    /// The words of the document for a number that can be reached.
    #[must_use]
    pub fn covered(charge: Credit) -> Self {
        const TEXT: &str = "This prefix is currently supported. Messages sent to this prefix will be routed.";
        Self::Covered { text: TEXT.into(), charge }
    }

    /// The words of the document for one that cannot.
    #[must_use]
    pub fn not_covered() -> Self {
        const TEXT: &str = "This prefix is not currently supported. Messages sent to this prefix will fail. \
                            Please contact support for assistance.";
        Self::NotCovered { text: TEXT.into() }
    }

    pub(super) fn read(reply: &Reply<'a>) -> Option<Self> {
        match reply.clone() {
            Reply::Covered { text, charge } => Some(Self::Covered { text, charge }),
            Reply::NotCovered { text } => Some(Self::NotCovered { text }),
            _ => None,
        }
    }

    pub(super) fn into_owned(self) -> Answer<'static> {
        match self {
            Self::Covered { text, charge } => Answer::Covered { text: owned(text), charge },
            Self::NotCovered { text } => Answer::NotCovered { text: owned(text) },
        }
    }

    pub(super) fn line(&self) -> Reply<'a> {
        match self.clone() {
            Self::Covered { text, charge } => Reply::Covered { text, charge },
            Self::NotCovered { text } => Reply::NotCovered { text },
        }
    }
}
