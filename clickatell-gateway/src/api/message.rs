//! `querymsg`, `delmsg` and `getmsgcharge`: a message that was sent before.

use clickatell_core::error::ApiError;
use clickatell_core::id::{ApiMessageId, MessageId};
use clickatell_core::reply::Reply;
use clickatell_core::send::{Operation, Parameter};
use clickatell_core::status::MessageStatus;
use clickatell_soap::operation::querymsg::Request;

use super::denial::Denial;
use super::{Call, Login, Outcome};
use crate::lifecycle::Step;
use crate::shared::Shared;
use crate::store::{self, Message};

impl Shared {
    /// The message that a call names, if it is one about a message and names any. That there is such a message comes
    /// before everything else about the call (check P4).
    pub(super) async fn named(&self, call: &Call<'_>, login: &Login) -> Result<Option<Message>, Denial> {
        let given = call.parameters.given();
        let client_id = match call.operation() {
            Operation::QueryMsg | Operation::DelMsg => given.get(Parameter::ClientMessageId),
            Operation::GetMsgCharge => None,
            _ => return Ok(None),
        };
        let name = match (given.get(Parameter::ApiMessageId), client_id) {
            (Some(id), _) => Request::Api(MessageId::parse(id).map_err(|_| UNKNOWN_ID)?),
            (None, Some(id)) => Request::Client(id.into()),
            (None, None) => return Ok(None),
        };
        self.find(login, name).await.map(Some)
    }

    /// `delmsg`: stops a message that waits; for one that is handed over it says how far it has come (ruling A-50).
    pub(super) async fn del_msg(&self, login: &Login, message: &Message) -> Result<Outcome, Denial> {
        let id = ApiMessageId::parse(&message.id).map_err(|_| Denial::internal())?;
        self.cancel(id).await?;
        query_msg(&self.find(login, Request::Api(id.into())).await?)
    }

    /// The message of this account that is called so.
    async fn find(&self, login: &Login, name: Request<'_>) -> Result<Message, Denial> {
        let unknown = match name {
            Request::Api(_) => UNKNOWN_ID,
            Request::Client(_) => UNKNOWN_CLIENT_ID,
        };
        let (name, user) = (name.into_owned(), login.user.clone());
        let found = self
            .store
            .call(move |connection| match &name {
                Request::Api(id) => store::find(connection, id.as_str()),
                Request::Client(id) => store::find_by_client_id(connection, &user, id),
            })
            .await?;
        found.filter(|message| message.account == login.user).ok_or(unknown)
    }

    /// Stops a message, unless it is handed over or at its end.
    async fn cancel(&self, message: ApiMessageId) -> Result<(), Denial> {
        let step = Step { message, status: MessageStatus::CANCELLED };
        self.take_steps(self.clock.now(), vec![step]).await?;
        Ok(())
    }
}

/// `querymsg`.
pub(super) fn query_msg(message: &Message) -> Result<Outcome, Denial> {
    let status = MessageStatus::new(message.status).into();
    Ok(Outcome::one(Reply::Status { id: message_id(message)?, status }))
}

/// `getmsgcharge`.
pub(super) fn get_msg_charge(message: &Message) -> Result<Outcome, Denial> {
    let status = MessageStatus::new(message.status).into();
    let id = message_id(message)?;
    Ok(Outcome::one(Reply::Charge { id, client_id: None, charge: message.charge, status }))
}

/// Nothing of the account's has this id.
const UNKNOWN_ID: Denial =
    Denial::new(ApiError::UNKNOWN_MESSAGE_ID, "SOAP-10-103", "the account has sent no message with this id");

/// The account gave nothing this id.
const UNKNOWN_CLIENT_ID: Denial =
    Denial::new(ApiError::UNKNOWN_CLIENT_MESSAGE_ID, "SOAP-10-104", "the account gave no message this id");

fn message_id(message: &Message) -> Result<MessageId, Denial> {
    MessageId::parse(&message.id).map_err(|_| Denial::internal())
}
