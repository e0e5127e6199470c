//! `sendmsg`, and the checks that all messages of these doors have in common.

use std::borrow::Cow;
use std::sync::Arc;

use clickatell_core::error::ApiError;
use clickatell_core::feature::ApiKind;
use clickatell_core::id::ApiMessageId;
use clickatell_core::reply::Reply;
use clickatell_core::send::{SendMsg, destination};
use tokio::sync::oneshot;

use super::denial::Denial;
use super::draft::Draft;
use super::{Login, Outcome};
use crate::accept::{self, Candidate, Refused};
use crate::config::Door;
use crate::shared::Shared;
use crate::store::{self, NewMessage, StoreError, Taken};

/// The sender is not the account's (check P13).
pub(super) const UNREGISTERED: Denial = Denial::new(
    ApiError::INVALID_SENDER_ID,
    "SOAP-10-123",
    "the sender is not registered, and no number of the account's",
);

impl Shared {
    /// Sends a message to each of its destinations (checks P13 to D10); `named` puts each behind its reply.
    pub(super) async fn send(
        self: &Arc<Self>,
        door: Door,
        login: &Login,
        message: &SendMsg<'_>,
        named: bool,
    ) -> Result<Outcome, Denial> {
        let (account, api) = self.connection(login).ok_or(Denial::internal())?;
        if message.options.from.as_ref().is_some_and(|from| !account.may_send_as(from)) {
            return Err(UNREGISTERED);
        }
        let parts = message.parts()?;
        let on_trial = accept::trial(account, &message.options);
        let parts = on_trial.as_ref().map_or(Ok(parts), SendMsg::parts)?;
        let sent = on_trial.as_ref().unwrap_or(message);
        let draft = Draft::new(self, (login, account, api), door, sent, parts);
        let prepared: Vec<_> = message.to.iter().map(|to| self.prepare(&draft, to)).collect();
        let taken = self.take(&prepared).await?;
        let mut outcome = Outcome::default();
        for ((to, prepared), taken) in message.to.iter().zip(prepared).zip(taken) {
            // Where it is accepted, the number that it goes to; where it is refused, what the client wrote.
            let to = named.then_some(to.as_ref());
            let result = prepared.and_then(|new| match taken.map(Refused::by_store) {
                Some(None) => {
                    let to = named.then(|| Cow::Owned(new.recipient.as_str().to_owned()));
                    Ok(Reply::Id { id: new.id.into(), to })
                }
                Some(Some(refused)) => Err(refused.into()),
                None => Err(Denial::internal()),
            });
            outcome.push(result, to);
        }
        Ok(outcome)
    }

    /// The checks of one destination (D1 to D5), and the message to it.
    fn prepare(&self, draft: &Draft<'_>, to: &str) -> Result<NewMessage, Denial> {
        let (account, api) = (draft.account, draft.api);
        let recipient = destination(to, api.country_code, draft.options.mo)?;
        let candidate = Candidate {
            account,
            api,
            from: &draft.sender(self),
            to: recipient,
            text: draft.text.as_deref(),
            features: draft.features,
            parts: draft.parts.into(),
            most: draft.options.max_credits,
            replies: draft.options.takes_reply_route(ApiKind::Http, account.two_way),
            escalate: draft.options.escalate,
        };
        let routed = accept::consider(&self.config, &self.outcomes, &candidate)?;
        let id: ApiMessageId = self.new_message_id().ok_or(Denial::internal())?;
        self.reserve(api.id, api.queue).map_err(|_| Refused::QueueFull)?;
        Ok(draft.to(self, id, recipient, &routed))
    }

    /// Charges for and stores what passed, in one piece, and starts it.
    async fn take(
        self: &Arc<Self>,
        prepared: &[Result<NewMessage, Denial>],
    ) -> Result<Vec<Option<Taken>>, Denial> {
        let new: Vec<Option<NewMessage>> = prepared.iter().map(|new| new.as_ref().ok().cloned()).collect();
        let (shared, begun) = (Arc::clone(self), new.clone());
        let work = move |connection: &_| {
            new.iter()
                .map(|new| new.as_ref().map(|new| store::accept(connection, new)).transpose())
                .collect::<rusqlite::Result<Vec<_>>>()
        };
        let (answer, answered) = oneshot::channel();
        // Whoever finds a message in the store, and moves the clock, finds it on the agenda.
        let then = move |taken: Result<Vec<Option<Taken>>, StoreError>| {
            for (at, new) in begun.into_iter().enumerate().filter_map(|(at, new)| Some((at, new?))) {
                let accepted = taken.as_ref().ok().and_then(|taken| taken.get(at)).copied().flatten();
                match accepted {
                    Some(Taken::Accepted) => shared.start(new.id, new.plan),
                    _ => shared.release(new.api),
                }
            }
            let _nobody_waits = answer.send(taken);
        };
        self.store.submit(work, then).await;
        Ok(answered.await.unwrap_or(Err(StoreError::Closed))?)
    }
}
