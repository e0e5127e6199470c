//! SOAP faults: what answers a call that could not even be read. Errors of the gateway are no faults.

use alloc::borrow::Cow;
use core::fmt;

use clickatell_core::reply::{self, Reply};

/// The code of a fault (SOAP 1.1, section 4.4.1). Any other is kept as it came.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum FaultCode {
    /// `VersionMismatch`: the envelope is of another version.
    VersionMismatch,
    /// `MustUnderstand`: an entry of the header is not understood.
    MustUnderstand,
    /// `Client`: the request is at fault, and is not to be repeated as it is.
    Client,
    /// `Server`: the gateway is, and the request may succeed later.
    Server,
    /// What nobody foresaw, without its prefix.
    Other(Box<str>),
}

impl FaultCode {
    /// The name, without a prefix.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::VersionMismatch => "VersionMismatch",
            Self::MustUnderstand => "MustUnderstand",
            Self::Client => "Client",
            Self::Server => "Server",
            Self::Other(name) => name,
        }
    }

    /// The code of a name, its prefix being of no interest: `SOAP-ENV:Client`, `Client`.
    #[must_use]
    pub fn from_name(name: &str) -> Self {
        let name = name.trim_ascii();
        let local = name.rsplit_once(':').map_or(name, |(_, local)| local);
        [Self::VersionMismatch, Self::MustUnderstand, Self::Client, Self::Server]
            .into_iter()
            .find(|code| code.name() == local)
            .unwrap_or_else(|| Self::Other(Box::from(local)))
    }
}

/// With the prefix that our envelopes declare: `SOAP-ENV:Client`.
impl fmt::Display for FaultCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SOAP-ENV:{}", self.name())
    }
}

/// A SOAP fault.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SoapFault<'a> {
    /// `faultcode`
    pub code: FaultCode,
    /// `faultstring`: a sentence for a person.
    pub string: Cow<'a, str>,
    /// `faultactor`: who is at fault, by a URI.
    pub actor: Option<Cow<'a, str>>,
    /// All text in `detail`, its pieces joined with blanks. The document/literal description has an element
    /// `<operation>Fault` in it.
    pub detail: Option<Cow<'a, str>>,
}

impl<'a> SoapFault<'a> {
    /// A fault without an actor or details.
    #[must_use]
    pub fn new(code: FaultCode, string: impl Into<Cow<'a, str>>) -> Self {
        Self { code, string: string.into(), actor: None, detail: None }
    }

    /// The gateway's error in the details or the sentence, where there is one: `ERR: 101, …`.
    #[must_use]
    pub fn api_error(&self) -> Option<Reply<'_>> {
        let texts = self.detail.iter().chain([&self.string]);
        texts
            .filter_map(|text| Reply::parse(text.as_bytes(), &reply::Tolerance::FIELD, &mut ()).ok())
            .find(|reply| matches!(reply, Reply::Error { .. }))
    }

    /// The same without a borrow.
    #[must_use]
    pub fn into_owned(self) -> SoapFault<'static> {
        let owned = |text: Cow<'_, str>| Cow::Owned(text.into_owned());
        SoapFault {
            code: self.code,
            string: owned(self.string),
            actor: self.actor.map(owned),
            detail: self.detail.map(owned),
        }
    }
}

impl fmt::Display for SoapFault<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code, self.string)
    }
}

impl core::error::Error for SoapFault<'_> {}
