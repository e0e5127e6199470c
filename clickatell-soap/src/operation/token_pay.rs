//! `token_pay`: credits for a voucher. V1.3 of the document leaves it out; both service descriptions have it.

use alloc::borrow::Cow;

use clickatell_core::reply::Reply;
use clickatell_core::secret::Secret;
use clickatell_core::send::{Fault, Given, Parameter};

use super::table::{AUTHENTICATION, rows, table};
use super::{Values, owned, required};

table! {
    TokenPay, returns many string;
    AUTHENTICATION,
    rows! { all Token: Text Required; },
}

/// A voucher to be paid in.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct Request {
    /// `token`: the voucher, which is as good as money. serde reads it, and writes stars.
    #[cfg_attr(feature = "serde", serde(serialize_with = "stars"))]
    pub token: Secret,
}

impl Request {
    /// This voucher.
    #[must_use]
    pub fn new(token: impl Into<Secret>) -> Self {
        Self { token: token.into() }
    }

    pub(super) fn check(given: &Given<'_>) -> Result<Self, Fault> {
        let request = Self::new(given.required(Parameter::Token)?);
        given.once()?;
        Ok(request)
    }

    pub(super) fn values(&self) -> Result<Values<'_>, Fault> {
        Ok(vec![required(Parameter::Token, self.token.expose())?])
    }
}

#[cfg(feature = "serde")]
fn stars<S: serde::Serializer>(token: &Secret, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(token)
}

/// The credits are there.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Answer<'a> {
    /// What stands behind `OK:`; 605 where it was seen.
    pub text: Cow<'a, str>,
}

impl<'a> Answer<'a> {
    pub(super) fn read(reply: &Reply<'a>) -> Option<Self> {
        match reply {
            Reply::Ok { text } => Some(Self { text: text.clone() }),
            _ => None,
        }
    }

    pub(super) fn into_owned(self) -> Answer<'static> {
        Answer { text: owned(self.text) }
    }

    pub(super) fn line(&self) -> Reply<'a> {
        Reply::Ok { text: self.text.clone() }
    }
}

/// As the field has seen it.
impl Default for Answer<'_> {
    fn default() -> Self {
        Self { text: "605".into() }
    }
}
