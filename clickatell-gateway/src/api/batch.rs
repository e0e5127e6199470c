//! `startbatch`, `senditem`, `quicksend` and `endbatch`: one text, with what differs filled in.

use std::sync::Arc;

use clickatell_core::id::MessageId;
use clickatell_core::reply::Reply;
use clickatell_core::send::{Operation, Parameter, Template};
use clickatell_soap::batch::{NoBatch, StartError};
use clickatell_soap::operation::{endbatch, quicksend, senditem};

use super::denial::Denial;
use super::{Call, DRAWS, Login, Outcome};
use crate::config::Door;
use crate::shared::{Shared, lock};

/// A batch's text as it stands.
const NO_FIELDS: &[&str] = &[];

impl Shared {
    /// Whether the batch that a call names is open for it: that comes before everything else about the call (check P1).
    pub(super) fn batch_is_open(&self, call: &Call<'_>, login: &Login) -> Result<(), Denial> {
        let of_batch = [Operation::SendItem, Operation::QuickSend, Operation::EndBatch];
        if !of_batch.contains(&call.operation()) {
            return Ok(());
        }
        let id = call.parameters.given().get(Parameter::BatchId).map(MessageId::parse);
        let id = id.and_then(Result::ok).ok_or_else(|| no_batch(NoBatch))?;
        lock(&self.batches).get(self.clock.now(), &id, &login.user).map(drop).map_err(no_batch)
    }

    /// `startbatch`.
    pub(super) fn start_batch(&self, login: &Login, template: Template<'_>) -> Result<Outcome, Denial> {
        let (account, _) = self.connection(login).ok_or(Denial::internal())?;
        if template.options.from.as_ref().is_some_and(|from| !account.may_send_as(from)) {
            return Err(super::send::UNREGISTERED);
        }
        let template = template.into_owned();
        for _ in 0..DRAWS {
            let id = MessageId::from(self.new_message_id().ok_or(Denial::internal())?);
            let started =
                lock(&self.batches).start(self.clock.now(), id, login.user.clone(), template.clone());
            match started {
                Ok(()) => return Ok(Outcome::one(Reply::Id { id, to: None })),
                Err(StartError::Taken) => {}
                Err(error) => {
                    tracing::warn!(%error, "no batch can be begun");
                    return Err(Denial::new(error.answer(), "", "more batches are open than may be"));
                }
            }
        }
        Err(Denial::internal())
    }

    /// `senditem`: names the destinations where it has several, as `sendmsg` does.
    pub(super) async fn send_item(
        self: &Arc<Self>,
        door: Door,
        login: &Login,
        request: senditem::Request<'_>,
    ) -> Result<Outcome, Denial> {
        let template = self.template(login, &request.batch)?;
        let named = request.to.len() > 1;
        let message = template.message(request.to, &request.fields)?;
        self.send(door, login, &message, named).await
    }

    /// `quicksend`: always names the destinations.
    pub(super) async fn quick_send(
        self: &Arc<Self>,
        door: Door,
        login: &Login,
        request: quicksend::Request<'_>,
    ) -> Result<Outcome, Denial> {
        let template = self.template(login, &request.batch)?;
        let message = template.message(request.to, NO_FIELDS)?;
        self.send(door, login, &message, true).await
    }

    /// `endbatch`.
    pub(super) fn end_batch(&self, login: &Login, request: &endbatch::Request) -> Result<Outcome, Denial> {
        lock(&self.batches).end(self.clock.now(), &request.batch, &login.user).map_err(no_batch)?;
        Ok(Outcome::one(Reply::Done))
    }

    fn template(&self, login: &Login, id: &MessageId) -> Result<Template<'static>, Denial> {
        let mut batches = lock(&self.batches);
        batches.get(self.clock.now(), id, &login.user).cloned().map_err(no_batch)
    }
}

fn no_batch(none: NoBatch) -> Denial {
    Denial::new(none.answer(), "SOAP-10-201", "no batch of this account's with this id is open")
}
