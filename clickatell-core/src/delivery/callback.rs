//! One callback that is to be delivered.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use super::{BasicAuth, CallbackUrl};
use crate::callback::{MoMethod, MtMethod};
use crate::form::Lengths;
use crate::time::Ladder;

/// By which request variables are handed over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[allow(clippy::exhaustive_enums, reason = "the documents have these two")]
pub enum HttpMethod {
    /// `GET`: the variables stand in the query.
    Get,
    /// `POST`: the variables are a form, the body.
    Post,
}

impl HttpMethod {
    /// The type of the body of a `POST`.
    pub const FORM_TYPE: &'static str = "application/x-www-form-urlencoded";

    /// The method's name in a request.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
        }
    }

    /// The method for statuses of messages.
    #[must_use]
    pub const fn of_mt(method: MtMethod) -> Self {
        match method {
            MtMethod::HttpGet | MtMethod::XmlGet | MtMethod::SoapGet => Self::Get,
            MtMethod::HttpPost | MtMethod::XmlPost | MtMethod::SoapPost => Self::Post,
        }
    }

    /// The method for messages from handsets; `None` where they do not go out by HTTP.
    #[must_use]
    pub const fn of_mo(method: MoMethod) -> Option<Self> {
        match method {
            MoMethod::HttpGet | MoMethod::XmlGet | MoMethod::SoapGet => Some(Self::Get),
            MoMethod::HttpPost | MoMethod::XmlPost | MoMethod::SoapPost => Some(Self::Post),
            MoMethod::Smpp | MoMethod::Ftp | MoMethod::OnlineReports => None,
        }
    }
}

/// One callback that is to be delivered. `Debug` shows the names of its variables and the lengths of their values.
///
/// serde reads it: what it proves itself with is never written.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize), serde(deny_unknown_fields))]
#[non_exhaustive]
pub struct Callback {
    /// Where it goes.
    pub url: CallbackUrl,
    /// By which request.
    pub method: HttpMethod,
    /// The variables: pairs, percent-encoded. [`StatusCallback::form`](super::StatusCallback::form) makes them for the
    /// status of a message.
    pub form: String,
    /// What it proves itself with. None by default.
    #[cfg_attr(feature = "serde", serde(default))]
    pub auth: Option<BasicAuth>,
    /// When it is repeated.
    pub ladder: Ladder,
    /// How many requests were made and failed before, where a delivery goes on that began elsewhere. They count on the
    /// ladder. 0 by default.
    #[cfg_attr(feature = "serde", serde(default))]
    pub made: usize,
}

impl Callback {
    /// A callback without authentication.
    #[must_use]
    pub const fn new(url: CallbackUrl, method: HttpMethod, form: String, ladder: Ladder) -> Self {
        Self { url, method, form, auth: None, ladder, made: 0 }
    }

    /// The request that tries a URL out when it is set up: a `GET` without variables, not repeated.
    #[must_use]
    pub const fn probe(url: CallbackUrl) -> Self {
        let once = Ladder { delays: alloc::borrow::Cow::Borrowed(&[]) };
        Self::new(url, HttpMethod::Get, String::new(), once)
    }

    /// The same, proving itself with this.
    #[must_use]
    pub fn with_auth(mut self, auth: Option<BasicAuth>) -> Self {
        self.auth = auth;
        self
    }

    /// The URL of its request, and the body that is appended.
    pub(super) fn render(&self, body: &mut Vec<u8>) -> String {
        match self.method {
            HttpMethod::Get => self.url.with_query(&self.form),
            HttpMethod::Post => {
                body.extend_from_slice(self.form.as_bytes());
                self.url.with_query("")
            }
        }
    }

    /// What it counts against the cap of octets.
    pub(super) fn octets(&self) -> usize {
        let auth = self.auth.as_ref().map_or(0, |auth| auth.header().len());
        self.form.len().saturating_add(self.url.as_str().len()).saturating_add(auth)
    }
}

impl fmt::Debug for Callback {
    /// Variables may hold the texts of messages, so none show.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Callback")
            .field("url", &self.url)
            .field("method", &self.method)
            .field("form", &Lengths(&self.form))
            .field("auth", &self.auth)
            .field("ladder", &self.ladder)
            .field("made", &self.made)
            .finish()
    }
}
