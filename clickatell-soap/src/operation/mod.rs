//! The fifteen operations: what is asked, what is answered, one file for each under the document's name.
//!
//! A [`Request`] is what a call asks for when its parameters have passed the gateway's checks; who is calling stands
//! beside it, in [`Auth`]. An [`Answer`] is what the operation returns when it succeeds. Both know nothing of SOAP: they
//! are read from parameters and reply lines, as the gateway's HTTP interface has them too. [`Call`](crate::Call) and
//! [`Response`](crate::Response) carry them.

pub mod auth;
pub mod delmsg;
mod destinations;
pub mod endbatch;
pub mod getbalance;
pub mod getmsgcharge;
pub mod ind_push;
mod parameters;
pub mod ping;
pub mod querymsg;
pub mod quicksend;
pub mod routecoverage;
pub mod senditem;
pub mod sendmsg;
pub mod si_push;
pub mod startbatch;
mod table;
pub mod token_pay;

use alloc::borrow::Cow;

use clickatell_core::form::{self, Space};
use clickatell_core::id::MessageId;
use clickatell_core::reply::Reply;
use clickatell_core::send::{Fault, Given, Parameter, ParameterValue, Rule};

pub use crate::envelope::write::BuildError;
pub use clickatell_core::send::{Auth, Operation};
pub use destinations::{Destinations, Outcome};
pub use parameters::{Parameters, ParametersLimits, field_number};
pub use table::{Key, Kind, Returns, Row, Table, Unset};

/// Values under the keys of their rows.
pub(crate) type Values<'a> = Vec<(Key, ParameterValue<'a>)>;

/// The table of an operation; `None` for `sendbillmsg`, which SOAP has not.
#[must_use]
pub const fn table(operation: Operation) -> Option<&'static Table> {
    Some(match operation {
        Operation::Auth => &auth::TABLE,
        Operation::Ping => &ping::TABLE,
        Operation::SendMsg => &sendmsg::TABLE,
        Operation::QueryMsg => &querymsg::TABLE,
        Operation::DelMsg => &delmsg::TABLE,
        Operation::GetBalance => &getbalance::TABLE,
        Operation::RouteCoverage => &routecoverage::TABLE,
        Operation::IndPush => &ind_push::TABLE,
        Operation::StartBatch => &startbatch::TABLE,
        Operation::SendItem => &senditem::TABLE,
        Operation::QuickSend => &quicksend::TABLE,
        Operation::EndBatch => &endbatch::TABLE,
        Operation::GetMsgCharge => &getmsgcharge::TABLE,
        Operation::SiPush => &si_push::TABLE,
        Operation::TokenPay => &token_pay::TABLE,
        Operation::SendBillMsg => return None,
    })
}

/// What a call asks for.
///
/// `auth` and `ping` have nothing of their own: all they carry is who is calling. With serde it is `{"sendmsg":{…}}`, by the
/// name of the operation in lower case; what is read from elsewhere is checked when it is built.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "lowercase"))]
pub enum Request<'a> {
    /// `auth`
    Auth,
    /// `ping`
    Ping,
    /// `sendmsg`
    SendMsg(sendmsg::Request<'a>),
    /// `querymsg`
    QueryMsg(querymsg::Request<'a>),
    /// `delmsg`
    DelMsg(delmsg::Request<'a>),
    /// `getbalance`
    GetBalance,
    /// `routecoverage`
    RouteCoverage(routecoverage::Request<'a>),
    /// `ind_push`
    #[cfg_attr(feature = "serde", serde(rename = "ind_push"))]
    IndPush(ind_push::Request<'a>),
    /// `startbatch`
    StartBatch(startbatch::Request<'a>),
    /// `senditem`
    SendItem(senditem::Request<'a>),
    /// `quicksend`
    QuickSend(quicksend::Request<'a>),
    /// `endbatch`
    EndBatch(endbatch::Request),
    /// `getmsgcharge`
    GetMsgCharge(getmsgcharge::Request),
    /// `si_push`
    #[cfg_attr(feature = "serde", serde(rename = "si_push"))]
    SiPush(si_push::Request<'a>),
    /// `token_pay`
    #[cfg_attr(feature = "serde", serde(rename = "token_pay"))]
    TokenPay(token_pay::Request),
}

impl Request<'_> {
    /// The operation.
    #[must_use]
    pub const fn operation(&self) -> Operation {
        match self {
            Self::Auth => Operation::Auth,
            Self::Ping => Operation::Ping,
            Self::SendMsg(_) => Operation::SendMsg,
            Self::QueryMsg(_) => Operation::QueryMsg,
            Self::DelMsg(_) => Operation::DelMsg,
            Self::GetBalance => Operation::GetBalance,
            Self::RouteCoverage(_) => Operation::RouteCoverage,
            Self::IndPush(_) => Operation::IndPush,
            Self::StartBatch(_) => Operation::StartBatch,
            Self::SendItem(_) => Operation::SendItem,
            Self::QuickSend(_) => Operation::QuickSend,
            Self::EndBatch(_) => Operation::EndBatch,
            Self::GetMsgCharge(_) => Operation::GetMsgCharge,
            Self::SiPush(_) => Operation::SiPush,
            Self::TokenPay(_) => Operation::TokenPay,
        }
    }

    /// The values of its parameters, in any order; nothing that a gateway would refuse.
    pub(crate) fn content(&self, service: crate::Service) -> Result<Content<'_>, Fault> {
        let values = match self {
            Self::SendMsg(request) => {
                request.check()?;
                return Ok(Content::Message(request));
            }
            Self::Auth | Self::Ping | Self::GetBalance => Values::new(),
            Self::QueryMsg(request) | Self::DelMsg(request) => request.values(),
            Self::RouteCoverage(request) => request.values()?,
            Self::IndPush(request) => return Ok(Content::Listed(&request.to, request.values()?)),
            Self::StartBatch(request) => {
                request.check()?;
                keyed(|parameter| request.value(parameter)).collect()
            }
            Self::SendItem(request) => return Ok(Content::Listed(&request.to, request.values(service)?)),
            Self::QuickSend(request) => return Ok(Content::Listed(&request.to, request.values()?)),
            Self::EndBatch(request) => request.values(),
            Self::GetMsgCharge(request) => request.values(),
            Self::SiPush(request) => return Ok(Content::Listed(&request.to, request.values()?)),
            Self::TokenPay(request) => request.values()?,
        };
        Ok(Content::Listed(&[], values))
    }

    /// The same without a borrow.
    #[must_use]
    pub fn into_owned(self) -> Request<'static> {
        match self {
            Self::Auth => Request::Auth,
            Self::Ping => Request::Ping,
            Self::SendMsg(request) => Request::SendMsg(request.into_owned()),
            Self::QueryMsg(request) => Request::QueryMsg(request.into_owned()),
            Self::DelMsg(request) => Request::DelMsg(request.into_owned()),
            Self::GetBalance => Request::GetBalance,
            Self::RouteCoverage(request) => Request::RouteCoverage(request.into_owned()),
            Self::IndPush(request) => Request::IndPush(request.into_owned()),
            Self::StartBatch(request) => Request::StartBatch(request.into_owned()),
            Self::SendItem(request) => Request::SendItem(request.into_owned()),
            Self::QuickSend(request) => Request::QuickSend(request.into_owned()),
            Self::EndBatch(request) => Request::EndBatch(request),
            Self::GetMsgCharge(request) => Request::GetMsgCharge(request),
            Self::SiPush(request) => Request::SiPush(request.into_owned()),
            Self::TokenPay(request) => Request::TokenPay(request),
        }
    }
}

/// What is written of a request.
pub(crate) enum Content<'a> {
    /// A message, whose values are made as they are written: it is what is built most often.
    Message(&'a sendmsg::Request<'a>),
    /// Destinations, and all other values.
    Listed(&'a [Cow<'a, str>], Values<'a>),
}

impl Content<'_> {
    /// The destinations.
    pub(crate) fn to(&self) -> &[Cow<'_, str>] {
        match self {
            Self::Message(message) => &message.to,
            Self::Listed(to, _) => to,
        }
    }

    /// The value of anything else.
    pub(crate) fn value(&self, key: Key) -> Option<ParameterValue<'_>> {
        match (self, key) {
            (Self::Message(message), Key::Parameter(parameter)) => message.value(parameter),
            (Self::Message(_), Key::Field(_)) => None,
            (Self::Listed(_, values), _) => {
                let found = values.iter().find(|(other, _)| *other == key);
                found.map(|(_, value)| (**value).into())
            }
        }
    }

    /// What there are values of. All that a message has is in every service.
    pub(crate) fn keys(&self) -> impl Iterator<Item = Key> {
        let values = match self {
            Self::Message(_) => &[],
            Self::Listed(_, values) => values.as_slice(),
        };
        values.iter().map(|(key, _)| *key)
    }
}

/// What an operation returns when it succeeds.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "lowercase"))]
pub enum Answer<'a> {
    /// `auth`
    Auth(auth::Answer),
    /// `ping`
    Ping(ping::Answer),
    /// `sendmsg`
    SendMsg(sendmsg::Answer<'a>),
    /// `querymsg`
    QueryMsg(querymsg::Answer),
    /// `delmsg`
    DelMsg(delmsg::Answer),
    /// `getbalance`
    GetBalance(getbalance::Answer),
    /// `routecoverage`
    RouteCoverage(routecoverage::Answer<'a>),
    /// `ind_push`
    #[cfg_attr(feature = "serde", serde(rename = "ind_push"))]
    IndPush(ind_push::Answer<'a>),
    /// `startbatch`
    StartBatch(startbatch::Answer),
    /// `senditem`
    SendItem(senditem::Answer<'a>),
    /// `quicksend`
    QuickSend(quicksend::Answer<'a>),
    /// `endbatch`
    EndBatch(endbatch::Answer),
    /// `getmsgcharge`
    GetMsgCharge(getmsgcharge::Answer<'a>),
    /// `si_push`
    #[cfg_attr(feature = "serde", serde(rename = "si_push"))]
    SiPush(si_push::Answer<'a>),
    /// `token_pay`
    #[cfg_attr(feature = "serde", serde(rename = "token_pay"))]
    TokenPay(token_pay::Answer<'a>),
}

impl<'a> Answer<'a> {
    /// The answer that these lines are; `None` where they are none of this operation.
    #[must_use]
    pub fn read(operation: Operation, lines: Vec<Reply<'a>>) -> Option<Self> {
        match operation {
            Operation::SendMsg => return sendmsg::Answer::read(lines).map(Self::SendMsg),
            Operation::IndPush => return ind_push::Answer::read(lines).map(Self::IndPush),
            Operation::SendItem => return senditem::Answer::read(lines).map(Self::SendItem),
            Operation::QuickSend => return quicksend::Answer::read(lines).map(Self::QuickSend),
            Operation::SiPush => return si_push::Answer::read(lines).map(Self::SiPush),
            _ => {}
        }
        let [line] = lines.as_slice() else { return None };
        match operation {
            Operation::Auth => auth::Answer::read(line).map(Self::Auth),
            Operation::Ping => ping::Answer::read(line).map(Self::Ping),
            Operation::QueryMsg => querymsg::Answer::read(line).map(Self::QueryMsg),
            Operation::DelMsg => delmsg::Answer::read(line).map(Self::DelMsg),
            Operation::GetBalance => getbalance::Answer::read(line).map(Self::GetBalance),
            Operation::RouteCoverage => routecoverage::Answer::read(line).map(Self::RouteCoverage),
            Operation::StartBatch => startbatch::Answer::read(line).map(Self::StartBatch),
            Operation::EndBatch => endbatch::Answer::read(line).map(Self::EndBatch),
            Operation::GetMsgCharge => getmsgcharge::Answer::read(line).map(Self::GetMsgCharge),
            Operation::TokenPay => token_pay::Answer::read(line).map(Self::TokenPay),
            _ => None,
        }
    }

    /// The lines that say it.
    #[must_use]
    pub fn into_lines(self) -> Vec<Reply<'a>> {
        vec![match self {
            Self::SendMsg(answer)
            | Self::IndPush(answer)
            | Self::SendItem(answer)
            | Self::QuickSend(answer)
            | Self::SiPush(answer) => return answer.results,
            Self::Auth(answer) => answer.line(),
            Self::Ping(answer) => answer.line(),
            Self::QueryMsg(answer) | Self::DelMsg(answer) => answer.line(),
            Self::GetBalance(answer) => answer.line(),
            Self::RouteCoverage(answer) => answer.line(),
            Self::StartBatch(answer) => answer.line(),
            Self::EndBatch(answer) => answer.line(),
            Self::GetMsgCharge(answer) => answer.line(),
            Self::TokenPay(answer) => answer.line(),
        }]
    }

    /// The same without a borrow.
    #[must_use]
    pub fn into_owned(self) -> Answer<'static> {
        let lines = |answer: destinations::Answer<'_>| destinations::Answer {
            results: answer.results.into_iter().map(Reply::into_owned).collect(),
        };
        match self {
            Self::Auth(answer) => Answer::Auth(answer),
            Self::Ping(answer) => Answer::Ping(answer),
            Self::SendMsg(answer) => Answer::SendMsg(lines(answer)),
            Self::QueryMsg(answer) => Answer::QueryMsg(answer),
            Self::DelMsg(answer) => Answer::DelMsg(answer),
            Self::GetBalance(answer) => Answer::GetBalance(answer),
            Self::RouteCoverage(answer) => Answer::RouteCoverage(answer.into_owned()),
            Self::IndPush(answer) => Answer::IndPush(lines(answer)),
            Self::StartBatch(answer) => Answer::StartBatch(answer),
            Self::SendItem(answer) => Answer::SendItem(lines(answer)),
            Self::QuickSend(answer) => Answer::QuickSend(lines(answer)),
            Self::EndBatch(answer) => Answer::EndBatch(answer),
            Self::GetMsgCharge(answer) => Answer::GetMsgCharge(answer.into_owned()),
            Self::SiPush(answer) => Answer::SiPush(lines(answer)),
            Self::TokenPay(answer) => Answer::TokenPay(answer.into_owned()),
        }
    }
}

fn owned(text: Cow<'_, str>) -> Cow<'static, str> {
    Cow::Owned(text.into_owned())
}

/// All values that there are, under their keys.
fn keyed<'a>(
    value: impl Fn(Parameter) -> Option<ParameterValue<'a>>,
) -> impl Iterator<Item = (Key, ParameterValue<'a>)> {
    Parameter::ALL.iter().filter_map(move |parameter| Some((Key::Parameter(*parameter), value(*parameter)?)))
}

/// A text that a request cannot do without.
fn required(parameter: Parameter, text: &str) -> Result<(Key, ParameterValue<'_>), Fault> {
    if text.is_empty() {
        return Err(Fault::new(Rule::Missing, parameter, 0));
    }
    Ok((Key::Parameter(parameter), text.into()))
}

/// A URL with its own octets as they are, and all that no URL may have percent-coded.
fn url(text: &str) -> Cow<'_, str> {
    if text.bytes().all(|octet| octet.is_ascii_graphic()) {
        return Cow::Borrowed(text);
    }
    let mut coded = String::new();
    for character in text.chars() {
        if character.is_ascii_graphic() {
            coded.push(character);
        } else {
            form::encode(character.encode_utf8(&mut [0; 4]).as_bytes(), Space::Percent, &mut coded);
        }
    }
    Cow::Owned(coded)
}

/// `batch_id`. What cannot be one is a batch that is not there.
fn batch_id(given: &Given<'_>) -> Result<MessageId, Fault> {
    given.required_id(Parameter::BatchId)
}

#[cfg(test)]
mod tests;
