//! The handsets: what they received, and what they send.

mod said;

use std::collections::BTreeMap;

use clickatell_core::hex;
use clickatell_core::id::ApiMessageId;
use clickatell_core::machine::Timed;
use clickatell_core::number::{Msisdn, SenderId};
use clickatell_core::text::join::{JoinLimits, Joined, Joiner};
use clickatell_core::text::udh::{Concat, Reference, Udh};
use clickatell_core::time::Instant;
use clickatell_smpp::value::{DataCoding, EsmClass, EsmFeatures};
use serde::Serialize;
use serde_json::json;

use crate::clock::Stamp;
use crate::config::Door;
use crate::shared::Shared;
use crate::smpp::{mo, text_of};
use crate::store::{self, About, Held, Kind, Message, StoreError};

pub(crate) use said::{Given, Said, SaidError};

/// A message as a handset shows it: whole, whatever it was sent in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Shown {
    from: String,
    text: Option<String>,
    /// When its last part came.
    at: Stamp,
    /// Whether all of its parts are there.
    complete: bool,
    /// The ids of its parts, in the order in which they came.
    ids: Vec<String>,
}

/// Whose parts belong together.
type Conversation = (String, u8);
type Set = (Conversation, Reference, u8);

/// Puts what a handset received together, in the order in which it was complete; what never was comes last.
pub(crate) fn shown(received: Vec<Message>) -> Vec<Shown> {
    let mut joiner = Joiner::new(JoinLimits::default());
    let mut ids = BTreeMap::<Set, Vec<(String, Stamp)>>::new();
    let mut shown = Vec::new();
    for message in received {
        let body = body(&message).to_vec();
        let alone = |body: &[u8], message: &Message| Shown {
            from: message.from.clone(),
            text: text_of(DataCoding::new(message.data_coding), body),
            at: message.changed,
            complete: true,
            ids: vec![message.id.clone()],
        };
        let Some(concat) = message.concat else {
            shown.push(alone(&body, &message));
            continue;
        };
        let conversation = (message.from.clone(), message.data_coding);
        let set = set(&conversation, concat);
        match joiner.push(Instant::ZERO, conversation, concat, &body) {
            Ok(Joined::Complete(whole)) => {
                let before = ids.remove(&set).unwrap_or_default().into_iter().map(|(id, _)| id);
                let ids = before.chain([message.id.clone()]).collect();
                shown.push(Shown { ids, ..alone(&whole, &message) });
            }
            Ok(_) => ids.entry(set).or_default().push((message.id, message.changed)),
            // Beyond the limits of joining each part is shown by itself.
            Err(_) => shown.push(alone(&body, &message)),
        }
    }
    joiner.handle_timeout(Instant::from_micros(u64::MAX));
    while let Some(incomplete) = joiner.poll_incomplete() {
        let octets: Vec<u8> = incomplete.parts.values().flat_map(|part| part.iter().copied()).collect();
        let (from, data_coding) = incomplete.key.clone();
        let parts = ids.remove(&(incomplete.key, incomplete.reference, incomplete.total)).unwrap_or_default();
        shown.push(Shown {
            from,
            text: text_of(DataCoding::new(data_coding), &octets),
            at: parts.last().map_or(Stamp(Instant::ZERO), |(_, at)| *at),
            complete: false,
            ids: parts.into_iter().map(|(id, _)| id).collect(),
        });
    }
    shown
}

fn set(conversation: &Conversation, concat: Concat) -> Set {
    (conversation.clone(), concat.reference(), concat.total())
}

/// The user data behind its header.
fn body(message: &Message) -> &[u8] {
    let has_header = EsmClass::new(message.esm_class).features().contains(EsmFeatures::UDHI);
    let header = has_header.then(|| Udh::parse(&message.octets).ok()).flatten();
    header.map_or(&message.octets, |(_, body)| body)
}

/// Why a handset's message reaches nobody.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum MoError {
    #[error("no account has the number or short code {0}")]
    NobodyThere(String),
    #[error("the account of {0} is not subscribed to two-way messaging, or has no SMPP connection")]
    NotTwoWay(String),
    #[error(transparent)]
    Said(#[from] SaidError),
    #[error("the message takes more than 65535 octets")]
    TooLong,
    #[error("the system gives no random octets")]
    NoId,
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Shared {
    /// A handset sends a message to a number of an account's: it is held for the account's first SMPP connection. The
    /// network that it comes from is noted; no field of SMPP has it.
    pub(crate) async fn mobile_originated(
        &self,
        from: Msisdn,
        to: &str,
        given: Given<'_>,
        network: Option<String>,
    ) -> Result<ApiMessageId, MoError> {
        let said = Said::new(given)?;
        let number = SenderId::normalise(to).map_err(|_| MoError::NobodyThere(to.to_owned()))?;
        let owner = self.accounts.iter().find(|account| account.owns(number.as_str()));
        let account = owner.ok_or_else(|| MoError::NobodyThere(to.to_owned()))?;
        let api = account
            .first_api(Door::Smpp)
            .filter(|_| account.two_way)
            .ok_or_else(|| MoError::NotTwoWay(to.to_owned()))?;
        let id = self.new_message_id().ok_or(MoError::NoId)?;
        let held = Held {
            account: account.user.clone(),
            api: api.id,
            at: self.clock.now(),
            kind: "mo",
            subject: id.as_str().to_owned(),
            pdu: mo::deliver_sm(&from, &number, &said).ok_or(MoError::TooLong)?,
        };
        let (at, api) = (held.at, held.api);
        // A text says it all.
        let octets = (said.text.is_none() || said.has_header).then(|| hex::encode(&said.octets));
        self.store
            .call(move |connection| {
                let about =
                    About { account: Some(&held.account), subject: Some(&held.subject), status: None };
                let detail = json!({
                    "from": from, "to": number, "text": said.text, "octets": octets, "data_coding": said.data_coding.get(),
                    "network": network,
                });
                store::append(connection, held.at, Kind::Mo, about, &detail)?;
                store::hold(connection, &held)
            })
            .await?;
        self.note_held(at);
        if let Some(mailbox) = self.smpp.mailbox(api) {
            mailbox.ring();
        }
        Ok(id)
    }
}
