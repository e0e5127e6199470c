//! Messages from clients to handsets, and what became of them.

mod columns;
mod view;

use clickatell_core::callback::CallbackLevel;
use clickatell_core::credit::Credit;
use clickatell_core::id::{ApiId, ApiMessageId, MessageId};
use clickatell_core::number::Msisdn;
use clickatell_core::status::MessageStatus;
use clickatell_core::text::udh::Concat;
use clickatell_core::time::Instant;
use rusqlite::types::Type;
use rusqlite::{Connection, OptionalExtension, params};
use serde_json::json;

use super::event::About;
use super::{Kind, account, api_id, append, column, count, moment, number};
use crate::lifecycle::{Plan, Step};
use columns::{concat_columns, source};

pub(super) use columns::message_id;

pub(crate) use view::{Filter, Message, find, find_by_client_id, list, received};

/// A message that is to be accepted.
#[derive(Clone, Debug)]
pub(crate) struct NewMessage {
    pub(crate) id: ApiMessageId,
    pub(crate) account: String,
    pub(crate) api: ApiId,
    pub(crate) door: &'static str,
    pub(crate) at: Instant,
    /// What the handset will show.
    pub(crate) sender: String,
    /// The source address as it was submitted.
    pub(crate) source: Source,
    pub(crate) recipient: Msisdn,
    /// The client's own name of it.
    pub(crate) client_id: Option<MessageId>,
    /// Which of its statuses are pushed.
    pub(crate) callback: CallbackLevel,
    pub(crate) data_coding: u8,
    pub(crate) esm_class: u8,
    pub(crate) registered_delivery: u8,
    /// The user data, header included.
    pub(crate) octets: Vec<u8>,
    /// The text, where the octets are text.
    pub(crate) text: Option<String>,
    /// Which part of a longer message it is.
    pub(crate) concat: Option<Concat>,
    /// Into how many parts the gateway cuts it.
    pub(crate) parts: usize,
    /// What it costs.
    pub(crate) charge: Credit,
    /// It is held for a later delivery, as its sender asked.
    pub(crate) deferred: bool,
    pub(crate) plan: Plan,
}

/// A source address as it was submitted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Source {
    pub(crate) ton: u8,
    pub(crate) npi: u8,
    pub(crate) addr: String,
}

/// What came of a message that was to be accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Taken {
    /// It is charged and stored.
    Accepted,
    /// The balance is below zero.
    Frozen,
    /// The balance is too small.
    NoCredit,
    /// The account's messages of the day or month are used up.
    LimitReached {
        /// The epoch second from which it may send again.
        until: u64,
    },
    /// The account has spent what it lets itself spend.
    CeilingReached,
}

/// A message on its way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Unfinished {
    pub(crate) id: ApiMessageId,
    pub(crate) api: ApiId,
    /// What is left of its plan.
    pub(crate) plan: Plan,
}

/// A message whose status has changed: what a receipt or a callback says of it, and whom it goes to.
#[derive(Clone, Debug)]
pub(crate) struct Advanced {
    pub(crate) id: ApiMessageId,
    pub(crate) account: String,
    pub(crate) api: ApiId,
    pub(crate) sender: String,
    pub(crate) source: Source,
    pub(crate) recipient: String,
    pub(crate) client_id: Option<String>,
    pub(crate) callback: CallbackLevel,
    pub(crate) registered_delivery: u8,
    pub(crate) text: Option<String>,
    /// What it costs, now that it has this status.
    pub(crate) charge: Credit,
    pub(crate) submitted: Instant,
    pub(crate) done: Instant,
    pub(crate) status: MessageStatus,
}

/// Charges for a message and stores it.
pub(crate) fn accept(connection: &Connection, new: &NewMessage) -> rusqlite::Result<Taken> {
    let taken = account::charge(connection, new.at, &new.account, new.charge)?;
    if taken != Taken::Accepted {
        return Ok(taken);
    }
    let about = |status: MessageStatus| About {
        account: Some(&new.account),
        subject: Some(new.id.as_str()),
        status: Some(status.get()),
    };
    let detail = json!({ "api_id": new.api, "door": new.door, "from": new.sender, "to": new.recipient });
    let seq = append(connection, new.at, Kind::Message, about(MessageStatus::OK), &detail)?;
    let mut status = MessageStatus::OK;
    if new.deferred {
        status = MessageStatus::DEFERRED;
        append(connection, new.at, Kind::Status, about(status), &serde_json::Value::Null)?;
    }
    let (reference, total, part) = concat_columns(new.concat);
    let plan = serde_json::to_string(&new.plan)
        .map_err(|error| rusqlite::Error::ToSqlConversionFailure(Box::new(error)))?;
    connection
        .prepare_cached(
            "INSERT INTO message VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17,
             ?18, ?19, ?20, ?21, ?22, ?23, ?24, ?6, ?25)",
        )?
        .execute(params![
            seq,
            new.id.as_str(),
            new.account,
            number(new.api),
            new.door,
            column(new.at),
            new.sender,
            new.source.ton,
            new.source.npi,
            new.source.addr,
            new.recipient.as_str(),
            new.client_id.as_ref().map(MessageId::as_str),
            new.callback.get(),
            new.data_coding,
            new.esm_class,
            new.registered_delivery,
            new.octets,
            new.text,
            reference,
            total,
            part,
            count(new.parts),
            new.charge.units(),
            status.get(),
            plan
        ])?;
    Ok(Taken::Accepted)
}

/// Gives a message its next status, and back what it cost where that status is free of charge. `None` when the message
/// is gone or cannot have that status any more.
pub(crate) fn advance(
    connection: &Connection,
    at: Instant,
    step: Step,
) -> rusqlite::Result<Option<Advanced>> {
    let row = connection
        .prepare_cached(
            "SELECT account, api_id, sender, source_ton, source_npi, source, recipient, client_id, callback,
             registered_delivery, text, charge, at, status FROM message WHERE id = ?1",
        )?
        .query_row([step.message.as_str()], |row| {
            let before = MessageStatus::new(row.get("status")?);
            let advanced = Advanced {
                id: step.message,
                account: row.get("account")?,
                api: api_id(row)?,
                sender: row.get("sender")?,
                source: source(row)?,
                recipient: row.get("recipient")?,
                client_id: row.get("client_id")?,
                callback: CallbackLevel::new(row.get("callback")?),
                registered_delivery: row.get("registered_delivery")?,
                text: row.get("text")?,
                charge: Credit::from_units(row.get("charge")?),
                submitted: moment(row.get("at")?),
                done: at,
                status: step.status,
            };
            Ok((before, advanced))
        })
        .optional()?;
    let Some((_, mut advanced)) = row.filter(|(before, _)| before.may_become(step.status)) else {
        return Ok(None);
    };
    if step.status.is_free() {
        account::credit(connection, &advanced.account, advanced.charge)?;
        advanced.charge = Credit::ZERO;
    }
    connection
        .prepare_cached("UPDATE message SET status = ?2, changed = ?3, charge = ?4 WHERE id = ?1")?
        .execute(params![step.message.as_str(), step.status.get(), column(at), advanced.charge.units()])?;
    let about = About {
        account: Some(&advanced.account),
        subject: Some(step.message.as_str()),
        status: Some(step.status.get()),
    };
    append(connection, at, Kind::Status, about, &serde_json::Value::Null)?;
    Ok(Some(advanced))
}

/// The messages that had not come to their end.
pub(crate) fn unfinished(connection: &Connection) -> rusqlite::Result<Vec<Unfinished>> {
    connection
        .prepare(
            "SELECT id, account, api_id, status, plan FROM message
             WHERE status = 2 OR status = 3 OR status = 8 OR status = 11 ORDER BY seq",
        )?
        .query_map([], |row| {
            let plan: String = row.get("plan")?;
            let plan: Plan = serde_json::from_str(&plan)
                .map_err(|error| rusqlite::Error::FromSqlConversionFailure(0, Type::Text, Box::new(error)))?;
            let status = MessageStatus::new(row.get("status")?);
            let account: String = row.get("account")?;
            Ok(Unfinished { id: message_id(row)?, api: api_id(row)?, plan: plan.after(&account, status) })
        })?
        .collect()
}
