//! `querymsg`, `delmsg` and `getmsgcharge`: a message that was sent before.

use clickatell_core::error::ApiError;
use clickatell_core::id::{ApiMessageId, MessageId};
use clickatell_core::reply::Reply;
use clickatell_core::send::Parameter;
use clickatell_core::status::MessageStatus;

use super::denial::Denial;
use super::{Call, Login, Outcome};
use crate::lifecycle::Step;
use crate::shared::Shared;
use crate::store::{self, Message};

/// How a call names a message.
#[derive(Clone, Debug)]
enum Name {
    /// By the gateway's id, which wins where both are given.
    Api(String),
    /// By the client's own.
    Client(String),
}

impl Name {
    fn of(call: &Call<'_>) -> Result<Self, Denial> {
        let api = call.given.get(Parameter::ApiMessageId).map(|id| Self::Api(id.to_owned()));
        let client = call.given.get(Parameter::ClientMessageId).map(|id| Self::Client(id.to_owned()));
        api.or(client).ok_or(Denial::new(
            ApiError::MISSING_MESSAGE_ID,
            "SOAP-10-109",
            "neither an API message id nor a client's",
        ))
    }

    /// Nothing of this account's has this name.
    fn unknown(&self) -> Denial {
        match self {
            Self::Api(_) => Denial::new(
                ApiError::UNKNOWN_MESSAGE_ID,
                "SOAP-10-103",
                "the account has sent no message with this id",
            ),
            Self::Client(_) => Denial::new(
                ApiError::UNKNOWN_CLIENT_MESSAGE_ID,
                "SOAP-10-104",
                "the account gave no message this id",
            ),
        }
    }
}

impl Shared {
    /// `querymsg`.
    pub(super) async fn query_msg(&self, call: &Call<'_>, login: &Login) -> Result<Outcome, Denial> {
        let message = self.find(call, login, Name::of(call)?).await?;
        status(&message, MessageStatus::new(message.status))
    }

    /// `delmsg`: stops a message that waits; for one that is handed over it says how far it has come (ruling A-50).
    pub(super) async fn del_msg(&self, call: &Call<'_>, login: &Login) -> Result<Outcome, Denial> {
        let message = self.find(call, login, Name::of(call)?).await?;
        let id = ApiMessageId::parse(&message.id).map_err(|_| Denial::internal())?;
        let stopped = self.cancel(id).await?;
        if stopped {
            return status(&message, MessageStatus::CANCELLED);
        }
        let again = self.find(call, login, Name::Api(message.id)).await?;
        status(&again, MessageStatus::new(again.status))
    }

    /// `getmsgcharge`.
    pub(super) async fn get_msg_charge(&self, call: &Call<'_>, login: &Login) -> Result<Outcome, Denial> {
        let id = call.given.required(Parameter::ApiMessageId)?;
        let message = self.find(call, login, Name::Api(id.to_owned())).await?;
        let status = MessageStatus::new(message.status).into();
        let id = message_id(&message)?;
        Ok(Outcome::one(Reply::Charge { id, client_id: None, charge: message.charge, status }))
    }

    /// The message of this account that is called so.
    async fn find(&self, call: &Call<'_>, login: &Login, name: Name) -> Result<Message, Denial> {
        call.given.once()?;
        let (asked, user) = (name.clone(), login.user.clone());
        let found = self
            .store
            .call(move |connection| match &asked {
                Name::Api(id) => store::find(connection, id),
                Name::Client(id) => store::find_by_client_id(connection, &user, id),
            })
            .await?;
        found.filter(|message| message.account == login.user).ok_or_else(|| name.unknown())
    }

    /// Stops a message, unless it is handed over or at its end.
    async fn cancel(&self, message: ApiMessageId) -> Result<bool, Denial> {
        let step = Step { message, status: MessageStatus::CANCELLED };
        let ended = self.take_steps(self.clock.now(), vec![step]).await?;
        Ok(ended > 0)
    }
}

fn message_id(message: &Message) -> Result<MessageId, Denial> {
    MessageId::parse(&message.id).map_err(|_| Denial::internal())
}

fn status(message: &Message, status: MessageStatus) -> Result<Outcome, Denial> {
    Ok(Outcome::one(Reply::Status { id: message_id(message)?, status: status.into() }))
}
