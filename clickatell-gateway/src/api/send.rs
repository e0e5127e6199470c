//! `sendmsg`, and the checks that all messages of these doors have in common.

use std::borrow::Cow;
use std::sync::Arc;

use clickatell_core::error::ApiError;
use clickatell_core::id::ApiMessageId;
use clickatell_core::number::Msisdn;
use clickatell_core::reply::Reply;
use clickatell_core::send::{Content, MaxParts, SendMsg, destination};
use tokio::sync::oneshot;

use super::denial::Denial;
use super::draft::Draft;
use super::{Login, Outcome};
use crate::config::{Account, Door};
use crate::lifecycle::Fate;
use crate::outcomes::Facts;
use crate::shared::Shared;
use crate::store::{self, NewMessage, StoreError, Taken};

/// The sender is not the account's (check P13).
pub(super) const UNREGISTERED: Denial = Denial::new(
    ApiError::INVALID_SENDER_ID,
    "SOAP-10-123",
    "the sender is not registered, and no number of the account's",
);

/// No network serves the number (check D5).
const NO_NETWORK: Denial = Denial::new(ApiError::CANNOT_ROUTE, "SOAP-10-114", "no network serves the number");

/// The account has spent what it lets itself spend (check D7).
const CEILING: Denial = Denial::new(
    ApiError::MAX_ALLOWED_CREDIT,
    "SOAP-10-302",
    "the account would spend more than it lets itself spend",
);

/// The balance does not suffice (check D8).
const NO_CREDIT: Denial =
    Denial::new(ApiError::NO_CREDIT, "SOAP-10-301", "the balance is smaller than the message's price");

/// The same message with the text that the gateway has for accounts on trial.
fn trial(message: &SendMsg<'_>, text: &str) -> SendMsg<'static> {
    let mut trial = SendMsg::new([], Content::for_text(text.to_owned()));
    trial.options = message.options;
    trial.options.concat = MaxParts::MAX;
    trial
}

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
        let on_trial = account.trial_text.as_deref().map(|text| trial(message, text));
        let parts = on_trial.as_ref().map_or(Ok(parts), SendMsg::parts)?;
        let sent = on_trial.as_ref().unwrap_or(message);
        let draft = Draft::new(self, (login, account, api), door, sent, parts);
        let prepared: Vec<_> = message.to.iter().map(|to| self.prepare(&draft, to)).collect();
        let taken = self.take(&prepared).await?;
        let mut outcome = Outcome::default();
        for ((to, prepared), taken) in message.to.iter().zip(prepared).zip(taken) {
            // Where it is accepted, the number that it goes to; where it is refused, what the client wrote.
            let to = named.then_some(to.as_ref());
            let result = prepared.and_then(|new| match taken {
                Some(Taken::Accepted) => {
                    let to = named.then(|| Cow::Owned(new.recipient.as_str().to_owned()));
                    Ok(Reply::Id { id: new.id.into(), to })
                }
                Some(Taken::LimitReached { until }) => Err(Denial::used_up(until)),
                Some(Taken::CeilingReached) => Err(CEILING),
                _ => Err(NO_CREDIT),
            });
            outcome.push(result, to);
        }
        Ok(outcome)
    }

    /// The checks of one destination (D1 to D5), and the message to it. Those on money are the store's.
    fn prepare(&self, draft: &Draft<'_>, to: &str) -> Result<NewMessage, Denial> {
        let (account, api) = (draft.account, draft.api);
        let recipient = destination(to, api.country_code.as_deref(), draft.options.mo)?;
        self.reachable(account, recipient)?;
        let demand = (draft.options, draft.features, draft.parts);
        let mut routed = self.route((account, api), demand, recipient).ok_or(NO_NETWORK)?;
        let from = draft.sender(self);
        let (to, text) = (recipient.as_str(), draft.text.as_deref());
        let facts = Facts { account: &account.user, api: api.id, from: &from, to, text };
        if let Some(decided) = self.outcomes.decide(facts) {
            if routed.fate == Fate::NoRoute {
                // It goes out all the same, by what is cheapest.
                let price = self.coverage(to).and_then(|price| price.checked_mul(draft.parts.into()));
                routed.charge = price.unwrap_or_default();
            }
            routed.fate = decided.map_err(|error| Denial::new(error, "", "an outcome says so"))?;
        }
        let id: ApiMessageId = self.new_message_id().ok_or(Denial::internal())?;
        self.reserve(api.id, api.queue).map_err(|_| {
            Denial::new(ApiError::INTERNAL, "SOAP-10-901", "more messages are on their way than may be")
        })?;
        Ok(draft.to(self, id, recipient, &routed))
    }

    /// Whether messages of this account can go to a number at all.
    fn reachable(&self, account: &Account, number: Msisdn) -> Result<(), Denial> {
        let numbers = &self.config.numbers;
        let denial = if numbers.blocked.contains(&number) {
            Denial::new(ApiError::DESTINATION_BLOCKED, "SOAP-10-121", "the number is blocked")
        } else if numbers.delisted.contains(&number) {
            Denial::new(ApiError::NUMBER_DELISTED, "SOAP-10-128", "the number is delisted")
        } else if account.opted_out.contains(&number) {
            let reason = "the handset wants nothing from the account any more";
            Denial::new(ApiError::DESTINATION_OPTED_OUT, "SOAP-10-122", reason)
        } else if account.mo_premium && account.mo_number == Some(number) {
            let reason = "the number is the account's own, and premium rated: it only receives";
            Denial::new(ApiError::CANNOT_ROUTE, "TW-8.5-1", reason)
        } else {
            return Ok(());
        };
        Err(denial)
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
