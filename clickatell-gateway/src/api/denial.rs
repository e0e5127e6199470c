//! A "no" with its reason.

use std::borrow::Cow;

use clickatell_core::error::ApiError;
use clickatell_core::form;
use clickatell_core::reply::Reply;
use clickatell_core::send::Fault;

use crate::accept::Refused;
use crate::store::StoreError;

/// Why a call, or one of its destinations, is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Denial {
    /// The error that answers it.
    pub(crate) code: ApiError,
    pub(crate) reason: Cow<'static, str>,
    /// The clause that asks for it; empty where the error's own row says it all.
    pub(crate) clause: &'static str,
    /// The epoch second from which the call may be repeated; error 130 has one.
    until: Option<u64>,
}

impl Denial {
    pub(super) const fn new(code: ApiError, clause: &'static str, reason: &'static str) -> Self {
        Self { code, reason: Cow::Borrowed(reason), clause, until: None }
    }

    /// The gateway cannot do it now: please try again.
    pub(super) const fn internal() -> Self {
        Self::new(ApiError::INTERNAL, "SOAP-10-901", "the gateway cannot store it now")
    }

    /// The line that says so; behind a destination's error stands the destination, where a call has several.
    pub(super) fn reply(&self, to: Option<&str>) -> Reply<'static> {
        let name = self.code.name().unwrap_or_default();
        let text = match self.until {
            Some(until) => Cow::Owned(format!("{name} until {until}")),
            None => Cow::Borrowed(name),
        };
        Reply::Error { code: self.code, text, to: to.map(|to| Cow::Owned(to.to_owned())) }
    }
}

impl From<Refused> for Denial {
    fn from(refused: Refused) -> Self {
        let until = match refused {
            Refused::UsedUp { until } => Some(until),
            _ => None,
        };
        Self { until, ..Self::new(refused.error(), refused.clauses().0, refused.reason()) }
    }
}

impl From<Fault> for Denial {
    fn from(fault: Fault) -> Self {
        Self { code: fault.answer(), reason: Cow::Owned(fault.to_string()), clause: "", until: None }
    }
}

impl From<form::Fault> for Denial {
    fn from(fault: form::Fault) -> Self {
        Self { code: fault.answer(), reason: Cow::Owned(fault.to_string()), clause: "", until: None }
    }
}

impl From<StoreError> for Denial {
    fn from(error: StoreError) -> Self {
        tracing::error!(%error, "a call cannot be served");
        Self::internal()
    }
}
