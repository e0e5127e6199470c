//! `querymsg`, `delmsg` and `getmsgcharge`: a message that was sent before.

use clickatell_core::error::ApiError;
use clickatell_core::id::{ApiMessageId, MessageId};
use clickatell_core::reply::Reply;
use clickatell_core::status::MessageStatus;
use clickatell_soap::operation::getmsgcharge;
use clickatell_soap::operation::querymsg::Request;

use super::denial::Denial;
use super::{Login, Outcome};
use crate::lifecycle::Step;
use crate::shared::Shared;
use crate::store::{self, Message};

impl Shared {
    /// `querymsg`.
    pub(super) async fn query_msg(&self, login: &Login, name: &Request<'_>) -> Result<Outcome, Denial> {
        let message = self.find(login, name).await?;
        status(&message, MessageStatus::new(message.status))
    }

    /// `delmsg`: stops a message that waits; for one that is handed over it says how far it has come (ruling A-50).
    pub(super) async fn del_msg(&self, login: &Login, name: &Request<'_>) -> Result<Outcome, Denial> {
        let message = self.find(login, name).await?;
        let id = ApiMessageId::parse(&message.id).map_err(|_| Denial::internal())?;
        if self.cancel(id).await? {
            return status(&message, MessageStatus::CANCELLED);
        }
        let again = self.find(login, &Request::Api(id.into())).await?;
        status(&again, MessageStatus::new(again.status))
    }

    /// `getmsgcharge`.
    pub(super) async fn get_msg_charge(
        &self,
        login: &Login,
        request: getmsgcharge::Request,
    ) -> Result<Outcome, Denial> {
        let message = self.find(login, &Request::Api(request.id)).await?;
        let status = MessageStatus::new(message.status).into();
        let id = message_id(&message)?;
        Ok(Outcome::one(Reply::Charge { id, client_id: None, charge: message.charge, status }))
    }

    /// The message of this account that is called so.
    async fn find(&self, login: &Login, name: &Request<'_>) -> Result<Message, Denial> {
        let (asked, user) = (name.clone().into_owned(), login.user.clone());
        let found = self
            .store
            .call(move |connection| match &asked {
                Request::Api(id) => store::find(connection, id.as_str()),
                Request::Client(id) => store::find_by_client_id(connection, &user, id),
            })
            .await?;
        found.filter(|message| message.account == login.user).ok_or_else(|| unknown(name))
    }

    /// Stops a message, unless it is handed over or at its end.
    async fn cancel(&self, message: ApiMessageId) -> Result<bool, Denial> {
        let step = Step { message, status: MessageStatus::CANCELLED };
        let ended = self.take_steps(self.clock.now(), vec![step]).await?;
        Ok(ended > 0)
    }
}

/// Nothing of the account's has this name.
const fn unknown(name: &Request<'_>) -> Denial {
    match name {
        Request::Api(_) => Denial::new(
            ApiError::UNKNOWN_MESSAGE_ID,
            "SOAP-10-103",
            "the account has sent no message with this id",
        ),
        Request::Client(_) => Denial::new(
            ApiError::UNKNOWN_CLIENT_MESSAGE_ID,
            "SOAP-10-104",
            "the account gave no message this id",
        ),
    }
}

fn message_id(message: &Message) -> Result<MessageId, Denial> {
    MessageId::parse(&message.id).map_err(|_| Denial::internal())
}

fn status(message: &Message, status: MessageStatus) -> Result<Outcome, Denial> {
    Ok(Outcome::one(Reply::Status { id: message_id(message)?, status: status.into() }))
}
