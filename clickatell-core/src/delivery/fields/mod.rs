//! What a callback with the status of a message carries: the documents' seven variables, and `api_id`, which real ones
//! have in front.

mod grammar;
#[cfg(feature = "serde")]
mod json;
mod parse;
#[cfg(feature = "xml")]
mod xml;

use alloc::borrow::Cow;
use alloc::format;
use alloc::string::String;

use crate::credit::Credit;
use crate::form::{self, Builder, Space};
use crate::id::{ApiId, MessageId};
use crate::reply::ReplyStatus;
use crate::wire::Notes;

pub use grammar::{CallbackGrammar, Fault, Field, Rule, Tolerance, Variable};
#[cfg(feature = "xml")]
pub use xml::{XmlCallbackError, XmlCallbackWriteError};

/// A callback with the status of a message, the same by HTTP, XML and SOAP.
///
/// ```
/// use clickatell_core::delivery::{Received, StatusCallback, Tolerance};
/// use clickatell_core::form::Limits;
///
/// let query = b"api_id=12345&apiMsgId=996f364775e24b8432f45d77da8eca47&cliMsgId=abc123&timestamp=1218007814\
///     &to=279995631564&from=27833001171&status=003&charge=0.300000";
/// let received = Received::parse(query, &Tolerance::STRICT, Limits::default(), &mut ())?;
/// let Received::Status(callback) = received else { panic!("{received:?}") };
/// assert_eq!((callback.timestamp, callback.status.to_string().as_str()), (1_218_007_814, "003"));
/// assert_eq!(callback.form()?.as_bytes(), query);
/// # Ok::<(), clickatell_core::delivery::Fault>(())
/// ```
///
/// serde has the documents' names, and status and charge as they stand on the wire.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct StatusCallback<'a> {
    /// `api_id`: the connection that the message was sent through. The documents leave it out of their list.
    pub api_id: Option<ApiId>,
    /// `apiMsgId`: the gateway's name of the message.
    pub message_id: MessageId,
    /// `cliMsgId`: the client's own name of it, if it gave one.
    pub client_message_id: Option<Cow<'a, str>>,
    /// `timestamp`: when it got the status, in seconds since 1970-01-01 00:00:00 UTC.
    pub timestamp: u64,
    /// `to`: where it was sent.
    pub to: Cow<'a, str>,
    /// `from`: its sender.
    pub from: Cow<'a, str>,
    /// `status`: its status, or that of a billed transaction.
    pub status: ReplyStatus,
    /// `charge`: what it cost, all parts together.
    pub charge: Credit,
}

/// What came to a callback URL. serde has a document in hexadecimal digits.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum Received<'a> {
    /// None of the variables: the gateway tries the URL out. To be answered with 200, or it cannot be set up.
    Probe,
    /// The status of a message.
    Status(StatusCallback<'a>),
    /// A document that holds the variables, as callbacks by XML and SOAP do.
    Data(#[cfg_attr(feature = "serde", serde(with = "crate::hex::in_serde"))] Cow<'a, [u8]>),
}

impl<'a> Received<'a> {
    /// What a query, without its `?`, or a form body holds. Variables that the documents do not name are passed over:
    /// the URL may have had some itself.
    ///
    /// # Errors
    /// The first rule that is broken, unless the tolerance bends it.
    pub fn parse(
        form: &'a [u8],
        tolerance: &Tolerance,
        limits: form::Limits,
        notes: &mut impl Notes<CallbackGrammar>,
    ) -> Result<Self, Fault> {
        parse::received(form, tolerance, limits, notes)
    }
}

impl<'a> StatusCallback<'a> {
    /// A callback without `api_id` and `cliMsgId`.
    #[must_use]
    pub fn new(
        message_id: MessageId,
        timestamp: u64,
        to: impl Into<Cow<'a, str>>,
        from: impl Into<Cow<'a, str>>,
        status: impl Into<ReplyStatus>,
        charge: Credit,
    ) -> Self {
        let (to, from, status) = (to.into(), from.into(), status.into());
        Self { api_id: None, message_id, client_message_id: None, timestamp, to, from, status, charge }
    }

    /// The callback that these variables are, each with the place to name in a fault; `end` is the place where what is
    /// missing is missed. For variables that stood elsewhere than in a form: [`Variable::from_name`] knows their names.
    ///
    /// # Errors
    /// The first rule that is broken, unless the tolerance bends it.
    pub fn from_variables(
        variables: impl IntoIterator<Item = (Variable, Cow<'a, [u8]>, usize)>,
        end: usize,
        tolerance: &Tolerance,
        notes: &mut impl Notes<CallbackGrammar>,
    ) -> Result<Self, Fault> {
        let mut reader = parse::Reader::new(end, tolerance, notes);
        for (variable, value, at) in variables {
            reader.take(variable, true, (value, at))?;
        }
        reader.callback()
    }

    /// A variable as it is written: empty for a client's name that there is not, `None` for an `api_id` that there is
    /// not and for `data`.
    #[must_use]
    pub fn value(&self, variable: Variable) -> Option<Cow<'_, str>> {
        Some(match variable {
            Variable::ApiId => Cow::Owned(format!("{}", self.api_id?)),
            Variable::MessageId => Cow::Borrowed(self.message_id.as_str()),
            Variable::ClientMessageId => Cow::Borrowed(self.client_message_id.as_deref().unwrap_or_default()),
            Variable::Timestamp => Cow::Owned(format!("{}", self.timestamp)),
            Variable::To => Cow::Borrowed(&self.to),
            Variable::From => Cow::Borrowed(&self.from),
            Variable::Status => Cow::Owned(format!("{}", self.status)),
            Variable::Charge => Cow::Owned(format!("{}", self.charge)),
            Variable::Data => return None,
        })
    }

    /// The variables as a query or form body, in the order of the document's example. `cliMsgId` is empty where there is
    /// none, `api_id` is left out.
    ///
    /// # Errors
    /// As [`check`](Self::check).
    pub fn form(&self) -> Result<String, Fault> {
        let mut form = Builder::body(Space::Plus);
        for variable in Variable::ALL {
            if let Some(value) = self.value(*variable) {
                #[cfg(seeded_fault = "callback")]
                let value = value.trim();
                form = form.pair(variable.name(), value.as_bytes());
            }
        }
        let form = form.into_string();
        let read = parse::received(form.as_bytes(), &Tolerance::STRICT, UNLIMITED, &mut ())?;
        let charge = format!("{}", self.charge).parse().unwrap_or(self.charge);
        if read != Received::Status(Self { charge, ..self.clone() }) {
            return Err(Fault::new(Rule::Ambiguous, Field::Form, 0));
        }
        Ok(form)
    }

    /// That it can be built: that what is built reads back, strictly, as the same, but for its charge, which is rounded
    /// to a millionth.
    ///
    /// # Errors
    /// Why it does not: a control character in a text, a status that has no digits on the wire. The place is that of the
    /// variable in a form.
    pub fn check(&self) -> Result<(), Fault> {
        self.form().map(drop)
    }

    /// The same without a borrow.
    #[must_use]
    pub fn into_owned(self) -> StatusCallback<'static> {
        let owned = |text: Cow<'_, str>| Cow::Owned(text.into_owned());
        StatusCallback {
            api_id: self.api_id,
            message_id: self.message_id,
            client_message_id: self.client_message_id.map(owned),
            timestamp: self.timestamp,
            to: owned(self.to),
            from: owned(self.from),
            status: self.status,
            charge: self.charge,
        }
    }
}

/// What is built here may be as long as its texts are.
const UNLIMITED: form::Limits = form::Limits { octets: usize::MAX, pairs: usize::MAX };

/// A form body, or a query, whose one variable is a document: what callbacks by XML and SOAP carry.
#[must_use]
pub fn document_form(document: &[u8]) -> String {
    Builder::body(Space::Percent).pair(Variable::Data.name(), document).into_string()
}

#[cfg(test)]
mod tests;
