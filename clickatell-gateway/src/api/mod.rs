//! What the text interfaces do: the operations of the SOAP and HTTP doors, the same through both.
//!
//! A door hands over what a call was given; the replies come back, in the order in which they are sent. The checks come
//! in the order of the gateway's tables: who is calling, then the parameters, then each destination by itself.
//!
//! | file | what it holds |
//! | --- | --- |
//! | `login` | who is calling, and `auth` |
//! | `send`, `draft` | `sendmsg`, and what is stored of a message |
//! | `push` | `si_push` and `ind_push` |
//! | `batch` | `startbatch`, `senditem`, `quicksend`, `endbatch` |
//! | `message` | `querymsg`, `delmsg`, `getmsgcharge` |
//! | `account` | `getbalance`, `routeCoverage`, `token_pay` |
//! | `denial` | a "no" with its reason |

mod account;
mod batch;
mod denial;
mod draft;
mod login;
mod message;
mod push;
mod send;

use core::net::{IpAddr, SocketAddr};
use std::borrow::Cow;
use std::sync::Arc;

use clickatell_core::reply::Reply;
use clickatell_core::send::Operation;
use clickatell_soap::operation::{Parameters, ParametersLimits, Request};

use crate::config::Door;
use crate::redact::Shown;
use crate::shared::Shared;
use crate::store::{self, NewRefusal};
pub(crate) use denial::Denial;
pub(crate) use draft::data_coding;
pub(crate) use login::Login;

/// How often an id of a session or batch is drawn when those before are in use.
const DRAWS: usize = 3;

/// What came through a door.
#[derive(Debug)]
pub(crate) struct Call<'a> {
    pub(crate) door: Door,
    pub(crate) peer: IpAddr,
    pub(crate) parameters: &'a Parameters<'a>,
}

impl Call<'_> {
    fn operation(&self) -> Operation {
        self.parameters.operation()
    }
}

/// What is answered, and what is noted of it.
#[derive(Debug, Default)]
pub(crate) struct Outcome {
    pub(crate) replies: Vec<Reply<'static>>,
    /// Everything that was refused.
    pub(crate) denied: Vec<Denial>,
    /// The account, once it is known.
    pub(crate) account: Option<String>,
}

impl Outcome {
    /// One reply.
    fn one(reply: Reply<'static>) -> Self {
        Self { replies: vec![reply], ..Self::default() }
    }

    /// A refusal of the whole call.
    pub(crate) fn no(denial: Denial) -> Self {
        Self { replies: vec![denial.reply(None)], denied: vec![denial], account: None }
    }

    /// One more result of several.
    fn push(&mut self, result: Result<Reply<'static>, Denial>, to: Option<&str>) {
        match result {
            Ok(reply) => self.replies.push(reply),
            Err(denial) => {
                self.replies.push(denial.reply(to));
                self.denied.push(denial);
            }
        }
    }
}

impl Shared {
    /// What the parameters of a call may grow to.
    pub(crate) fn parameters_limits(&self) -> ParametersLimits {
        let mut limits = ParametersLimits::default();
        limits.send.destinations = self.config.http.destinations;
        limits
    }

    /// Does what a call asks for.
    pub(crate) async fn call(self: &Arc<Self>, call: Call<'_>) -> Outcome {
        if call.operation() == Operation::Auth {
            return self.auth(&call).unwrap_or_else(Outcome::no);
        }
        let login = match self.log_in(&call) {
            Ok(login) => login,
            Err(denial) => return Outcome::no(denial),
        };
        let outcome = self.operate(&call, &login).await.unwrap_or_else(Outcome::no);
        Outcome { account: Some(login.user), ..outcome }
    }

    async fn operate(self: &Arc<Self>, call: &Call<'_>, login: &Login) -> Result<Outcome, Denial> {
        self.batch_is_open(call, login)?;
        let named = self.named(call, login).await?;
        let named = named.as_ref().ok_or(Denial::internal());
        match call.parameters.request(&mut ())? {
            Request::Auth | Request::Ping => Ok(Outcome::one(Reply::Ok { text: Cow::Borrowed("") })),
            Request::SendMsg(request) => {
                // Several destinations are named in the replies; a single one is not.
                let named = request.to.len() > 1;
                self.send(call.door, login, &request, named).await
            }
            Request::SiPush(request) => self.si_push(call.door, login, request).await,
            Request::IndPush(request) => self.ind_push(call.door, login, request).await,
            Request::QueryMsg(_) => message::query_msg(named?),
            Request::DelMsg(_) => self.del_msg(login, named?).await,
            Request::GetMsgCharge(_) => message::get_msg_charge(named?),
            Request::GetBalance => self.get_balance(login).await,
            Request::RouteCoverage(request) => Ok(self.route_coverage(&request)),
            Request::TokenPay(_) => Err(account::NO_TOKEN),
            Request::StartBatch(template) => self.start_batch(login, template),
            Request::SendItem(request) => self.send_item(call.door, login, request).await,
            Request::QuickSend(request) => self.quick_send(call.door, login, request).await,
            Request::EndBatch(request) => self.end_batch(login, &request),
        }
    }

    /// Notes what was refused, and what came.
    pub(crate) async fn note_denials(
        &self,
        door: Door,
        peer: SocketAddr,
        operation: &str,
        outcome: &Outcome,
        shown: Shown,
    ) {
        // One call may be refused for each of its destinations; what came stands with the last of them.
        let last = outcome.denied.len().saturating_sub(1);
        let mut shown = shown.first(self.config.limits.refusal_octets);
        let refusals: Vec<NewRefusal> = outcome
            .denied
            .iter()
            .enumerate()
            .map(|(at, denial)| {
                let (error, reason) = (denial.code, &denial.reason);
                tracing::info!(%peer, %error, %reason, "refused {operation}");
                NewRefusal {
                    at: self.clock.now(),
                    door: door.name(),
                    peer: peer.to_string(),
                    account: outcome.account.clone(),
                    operation: operation.to_owned(),
                    status: denial.code.get().into(),
                    name: denial.code.to_string(),
                    reason: denial.reason.to_string(),
                    clause: denial.clause.to_owned(),
                    shown: if at == last { core::mem::take(&mut shown) } else { Shown::default() },
                }
            })
            .collect();
        self.note_refusals(refusals).await;
    }

    /// Notes what holds no call.
    pub(crate) async fn note_unread(
        &self,
        door: Door,
        peer: SocketAddr,
        path: &str,
        status: u16,
        why: &str,
        shown: Shown,
    ) {
        tracing::info!(%peer, %why, "refused a request to {path}");
        let refusal = NewRefusal {
            at: self.clock.now(),
            door: door.name(),
            peer: peer.to_string(),
            account: None,
            operation: path.to_owned(),
            status: status.into(),
            name: format!("HTTP {status}"),
            reason: why.to_owned(),
            clause: String::new(),
            shown: shown.first(self.config.limits.refusal_octets),
        };
        self.note_refusals(vec![refusal]).await;
    }

    async fn note_refusals(&self, refusals: Vec<NewRefusal>) {
        let noted = self.store.call(move |connection| {
            refusals.iter().try_for_each(|refusal| store::refuse(connection, refusal))
        });
        if let Err(error) = noted.await {
            tracing::error!(%error, "a refusal cannot be noted");
        }
    }
}
