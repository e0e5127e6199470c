//! What all operations that send have in common: many destinations, and a result for each.

use alloc::borrow::Cow;

use clickatell_core::id::MessageId;
use clickatell_core::reply::Reply;
use clickatell_core::send::{Fault, Given, Operation, Options, Parameter, Rule, destination};

use super::{Values, keyed};

/// Destinations as they came. Each is judged by itself, by [`destination()`]: a bad one does not stop the others.
pub type Destinations<'a> = Vec<Cow<'a, str>>;

/// The destinations of a call.
pub(super) fn destinations<'a>(given: &'a Given<'_>) -> Result<Destinations<'a>, Fault> {
    Ok(given.destinations()?.iter().map(|to| Cow::Borrowed(to.as_ref())).collect())
}

/// The values of options, for a request that is built: nothing in them or in the destinations may be wrong.
pub(super) fn check_all<'o>(to: &[Cow<'_, str>], options: &'o Options) -> Result<Values<'o>, Fault> {
    if to.is_empty() {
        return Err(Fault::new(Rule::Missing, Parameter::To, 0));
    }
    for to in to {
        destination(to, None, options.mo)?;
    }
    options.check()?;
    Ok(keyed(|parameter| options.value(parameter)).collect())
}

/// What became of each destination: accepted, with an id ([`Reply::Id`]), or not, with an error ([`Reply::Error`]), in the
/// order of the call. A number may occur twice.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Answer<'a> {
    /// A line for each destination.
    pub results: Vec<Reply<'a>>,
}

/// What became of one destination; for the end that answers.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Outcome<'a> {
    /// The destination: its number where it was made one, as it was given where it could not.
    pub to: Cow<'a, str>,
    /// The message, or the error that is answered: [`Reply::error`].
    pub result: Result<MessageId, Reply<'a>>,
}

impl<'a> Answer<'a> {
    /// The answer of an operation: results name their destinations where there are several, and always for `quicksend` and
    /// the pushes (SOAP 5.3, 7.4, 8.3).
    #[must_use]
    pub fn new(operation: Operation, outcomes: impl IntoIterator<Item = Outcome<'a>>) -> Self {
        let mut results: Vec<_> = outcomes.into_iter().map(line).collect();
        let always = matches!(operation, Operation::QuickSend | Operation::IndPush | Operation::SiPush);
        if let ([Reply::Id { to, .. } | Reply::Error { to, .. }], false) = (results.as_mut_slice(), always) {
            *to = None;
        }
        Self { results }
    }

    pub(super) fn read(replies: Vec<Reply<'a>>) -> Option<Self> {
        let result = |reply: &Reply<'_>| matches!(reply, Reply::Id { .. } | Reply::Error { .. });
        (!replies.is_empty() && replies.iter().all(result)).then_some(Self { results: replies })
    }
}

fn line(outcome: Outcome<'_>) -> Reply<'_> {
    match outcome.result {
        Ok(id) => Reply::Id { id, to: Some(outcome.to) },
        Err(Reply::Error { code, text, .. }) => Reply::Error { code, text, to: Some(outcome.to) },
        Err(other) => other,
    }
}
