//! Callbacks with the statuses of messages: made when a status is stored, delivered by core's machine over HTTP.
//!
//! What is to be delivered is stored in the transaction that stores the status, so that no crash loses it. The machine
//! runs by the gateway's clock; the requests themselves take real time.
//!
//! | file | what it holds |
//! | --- | --- |
//! | `state` | the machine, what it asks for, and what is to be noted of it |
//! | `note` | what the store is told of a request that is over |
//! | `run` | the task that makes the requests and has the store note how they were answered |
//! | `request` | one request over HTTP |
//! | `probe` | the call that a receiver gets when it is set up |
//! | `patience` | how long a move of a virtual clock waits for receivers |

mod note;
mod patience;
mod probe;
mod request;
mod run;
mod state;

use clickatell_core::callback::MtMethod;
use clickatell_core::delivery::{Callback, CallbackUrl, HttpMethod, StatusCallback, document_form};
use clickatell_core::id::MessageId;
use clickatell_core::time::{Instant, Ladder};

use crate::accounts::Accounts;
use crate::config::CallbackTarget;
use crate::store::{Advanced, NewCallback, UnfinishedCallback};

pub(crate) use patience::Patience;
pub(crate) use probe::{Unreachable, probe};
pub(crate) use state::Callbacks;

/// A callback that is stored and not yet begun.
#[derive(Clone, Debug)]
pub(crate) struct Stored {
    seq: i64,
    callback: Callback,
    due: Instant,
}

/// The callback of a message that has a new status, where its sender asked for it; without a URL where its connection has
/// no place for it.
pub(crate) fn of(accounts: &Accounts, message: &Advanced) -> Option<NewCallback> {
    if !message.callback.pushes(message.status) {
        return None;
    }
    let target = accounts.api(message.api)?.1.callback.as_ref();
    let (url, method, form) = match target {
        Some(target) => {
            (target.url.as_str(), target.method.name(), form(target.method, &variables(message))?)
        }
        None => ("", "", String::new()),
    };
    Some(NewCallback {
        at: message.done,
        account: message.account.clone(),
        api: message.api,
        subject: message.id.as_str().to_owned(),
        status: message.status.get(),
        url: url.to_owned(),
        method,
        form,
    })
}

/// What a callback says of a message.
fn variables(message: &Advanced) -> StatusCallback<'_> {
    let id = MessageId::from(message.id);
    let seconds = message.done.as_micros() / 1_000_000;
    let mut callback = StatusCallback::new(
        id,
        seconds,
        message.recipient.as_str(),
        message.sender.as_str(),
        message.status,
        message.charge,
    );
    callback.api_id = Some(message.api);
    callback.client_message_id = message.client_id.as_deref().map(Into::into);
    callback
}

/// The variables in the shape that the method has.
fn form(method: MtMethod, callback: &StatusCallback<'_>) -> Option<String> {
    Some(match method {
        MtMethod::HttpGet | MtMethod::HttpPost => callback.form().ok()?,
        MtMethod::XmlGet | MtMethod::XmlPost => document_form(callback.to_xml().ok()?.as_bytes()),
        MtMethod::SoapGet | MtMethod::SoapPost => {
            let mut packet = Vec::new();
            clickatell_soap::callback::write(callback, &mut packet).ok()?;
            document_form(&packet)
        }
    })
}

impl Stored {
    /// What a row says, with what the connection proves itself with today.
    fn of_row(accounts: &Accounts, row: UnfinishedCallback) -> Option<Self> {
        let method = HttpMethod::of_mt(row.method.parse().ok()?);
        let url = CallbackUrl::parse(&row.url).ok()?;
        let mut callback = Callback::new(url, method, row.form, Ladder::MT);
        callback.made = row.made;
        let target = accounts.api(row.api).and_then(|(_, api)| api.callback.as_ref());
        callback.auth = target.and_then(CallbackTarget::auth);
        Some(Self { seq: row.seq, callback, due: row.due })
    }

    /// What was just stored, if there is a URL for it.
    pub(crate) fn new(accounts: &Accounts, seq: i64, new: NewCallback) -> Option<Self> {
        let NewCallback { at, api, url, method, form, .. } = new;
        let row = UnfinishedCallback { seq, api, url, method: method.to_owned(), form, made: 0, due: at };
        Self::of_row(accounts, row)
    }
}
