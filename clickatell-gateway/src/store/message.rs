//! Messages from clients to handsets, and what became of them.

use clickatell_core::credit::Credit;
use clickatell_core::hex;
use clickatell_core::id::{ApiId, ApiMessageId};
use clickatell_core::number::Msisdn;
use clickatell_core::status::MessageStatus;
use clickatell_core::text::udh::{Concat, Reference};
use clickatell_core::time::Instant;
use rusqlite::types::Type;
use rusqlite::{Connection, OptionalExtension, Row, params};
use serde::{Serialize, Serializer};
use serde_json::json;

use super::event::About;
use super::held::number;
use super::{Kind, account, append, column, count, moment};
use crate::clock::Stamp;
use crate::lifecycle::{Plan, Step};

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
    pub(crate) plan: Plan,
}

/// A source address as it was submitted.
#[derive(Clone, Debug, PartialEq, Eq)]
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
}

/// A message on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Unfinished {
    pub(crate) id: ApiMessageId,
    pub(crate) api: ApiId,
    pub(crate) status: MessageStatus,
    pub(crate) plan: Plan,
}

/// A message whose status has changed: what a receipt says of it, and whom it goes to.
#[derive(Clone, Debug)]
pub(crate) struct Advanced {
    pub(crate) id: ApiMessageId,
    pub(crate) account: String,
    pub(crate) api: ApiId,
    pub(crate) source: Source,
    pub(crate) recipient: String,
    pub(crate) registered_delivery: u8,
    pub(crate) text: Option<String>,
    pub(crate) submitted: Instant,
    pub(crate) done: Instant,
    pub(crate) status: MessageStatus,
}

/// A message, as the control interface shows it.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Message {
    pub(crate) seq: i64,
    pub(crate) id: String,
    pub(crate) account: String,
    pub(crate) api_id: ApiId,
    door: String,
    pub(crate) at: Stamp,
    pub(crate) from: String,
    pub(crate) to: String,
    /// The source address as it was submitted.
    #[serde(skip)]
    pub(crate) source: String,
    pub(crate) data_coding: u8,
    pub(crate) esm_class: u8,
    registered_delivery: u8,
    pub(crate) text: Option<String>,
    /// The user data, its header included.
    #[serde(rename = "hex", serialize_with = "as_hex")]
    pub(crate) octets: Vec<u8>,
    #[serde(skip)]
    pub(crate) concat: Option<Concat>,
    parts: i64,
    charge: String,
    pub(crate) status: u16,
    /// When it got its status.
    pub(crate) changed: Stamp,
    pub(crate) history: Vec<History>,
}

/// One status that a message had.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct History {
    seq: i64,
    at: Stamp,
    status: u16,
}

/// Which messages are wanted.
#[derive(Clone, Debug, Default)]
pub(crate) struct Filter {
    pub(crate) to: Option<String>,
    pub(crate) from: Option<String>,
    pub(crate) account: Option<String>,
    pub(crate) api_id: Option<u64>,
    pub(crate) status: Option<u16>,
    /// A text that theirs contains.
    pub(crate) text: Option<String>,
    /// Only those accepted after the event with this number.
    pub(crate) since: i64,
    pub(crate) limit: i64,
}

/// Charges for a message and stores it.
pub(crate) fn accept(connection: &Connection, new: &NewMessage) -> rusqlite::Result<Taken> {
    if !account::charge(connection, &new.account, new.charge)? {
        let frozen = account::balance(connection, &new.account)?.is_negative();
        return Ok(if frozen { Taken::Frozen } else { Taken::NoCredit });
    }
    let status = MessageStatus::OK;
    let about =
        About { account: Some(&new.account), subject: Some(new.id.as_str()), status: Some(status.get()) };
    let detail = json!({ "api_id": new.api, "door": new.door, "from": new.sender, "to": new.recipient });
    let seq = append(connection, new.at, Kind::Message, about, &detail)?;
    let (reference, total, part) = concat_columns(new.concat);
    connection
        .prepare_cached(
            "INSERT INTO message VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17,
             ?18, ?19, ?20, ?21, ?22, ?6, ?23, ?24)",
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
            column(new.plan.to_network),
            column(new.plan.to_handset)
        ])?;
    Ok(Taken::Accepted)
}

/// Gives a message its next status. `None` when it is gone or cannot have that status any more.
pub(crate) fn advance(
    connection: &Connection,
    at: Instant,
    step: Step,
) -> rusqlite::Result<Option<Advanced>> {
    let row = connection
        .prepare_cached(
            "SELECT account, api_id, source_ton, source_npi, source, recipient, registered_delivery, text, at, status
             FROM message WHERE id = ?1",
        )?
        .query_row([step.message.as_str()], |row| {
            let before = MessageStatus::new(row.get("status")?);
            let advanced = Advanced {
                id: step.message,
                account: row.get("account")?,
                api: api_id(row)?,
                source: source(row)?,
                recipient: row.get("recipient")?,
                registered_delivery: row.get("registered_delivery")?,
                text: row.get("text")?,
                submitted: moment(row.get("at")?),
                done: at,
                status: step.status,
            };
            Ok((before, advanced))
        })
        .optional()?;
    let Some((_, advanced)) = row.filter(|(before, _)| before.may_become(step.status)) else {
        return Ok(None);
    };
    connection
        .prepare_cached("UPDATE message SET status = ?2, changed = ?3 WHERE id = ?1")?
        .execute(params![step.message.as_str(), step.status.get(), column(at)])?;
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
        .prepare("SELECT id, api_id, status, to_network, to_handset FROM message WHERE status IN (2, 3, 8, 11) ORDER BY seq")?
        .query_map([], |row| {
            Ok(Unfinished {
                id: message_id(row)?,
                api: api_id(row)?,
                status: MessageStatus::new(row.get("status")?),
                plan: Plan {
                    to_network: moment(row.get("to_network")?),
                    to_handset: moment(row.get("to_handset")?),
                },
            })
        })?
        .collect()
}

/// The message with this id.
pub(crate) fn find(connection: &Connection, id: &str) -> rusqlite::Result<Option<Message>> {
    let found = connection
        .prepare_cached("SELECT * FROM message WHERE id = ?1")?
        .query_row([id], message)
        .optional()?;
    found.map(|found| with_history(connection, found)).transpose()
}

/// The messages of a filter, in the order in which they were accepted.
pub(crate) fn list(connection: &Connection, filter: &Filter) -> rusqlite::Result<Vec<Message>> {
    connection
        .prepare_cached(
            "SELECT * FROM message WHERE seq > ?1 AND (?2 IS NULL OR recipient = ?2) AND (?3 IS NULL OR sender = ?3)
             AND (?4 IS NULL OR account = ?4) AND (?5 IS NULL OR api_id = ?5) AND (?6 IS NULL OR status = ?6)
             AND (?7 IS NULL OR instr(text, ?7) > 0) ORDER BY seq LIMIT ?8",
        )?
        .query_map(
            params![
                filter.since,
                filter.to,
                filter.from,
                filter.account,
                filter.api_id.map(|id| number(ApiId::new(id))),
                filter.status,
                filter.text,
                filter.limit
            ],
            message,
        )?
        .map(|found| with_history(connection, found?))
        .collect()
}

/// The newest messages that a handset has received, in the order in which it received them.
pub(crate) fn received(connection: &Connection, handset: &str, limit: i64) -> rusqlite::Result<Vec<Message>> {
    let mut newest: Vec<Message> = connection
        .prepare_cached(
            "SELECT * FROM message WHERE recipient = ?1 AND status = ?2 ORDER BY changed DESC, seq DESC LIMIT ?3",
        )?
        .query_map(params![handset, MessageStatus::RECEIVED.get(), limit], message)?
        .collect::<rusqlite::Result<_>>()?;
    newest.reverse();
    Ok(newest)
}

fn with_history(connection: &Connection, mut message: Message) -> rusqlite::Result<Message> {
    message.history = connection
        .prepare_cached(
            "SELECT seq, at, status FROM event WHERE subject = ?1 AND status IS NOT NULL ORDER BY seq",
        )?
        .query_map([&message.id], |row| {
            Ok(History { seq: row.get(0)?, at: Stamp(moment(row.get(1)?)), status: row.get(2)? })
        })?
        .collect::<rusqlite::Result<_>>()?;
    Ok(message)
}

fn message(row: &Row<'_>) -> rusqlite::Result<Message> {
    Ok(Message {
        seq: row.get("seq")?,
        id: row.get("id")?,
        account: row.get("account")?,
        api_id: api_id(row)?,
        door: row.get("door")?,
        at: Stamp(moment(row.get("at")?)),
        from: row.get("sender")?,
        to: row.get("recipient")?,
        source: row.get("source")?,
        data_coding: row.get("data_coding")?,
        esm_class: row.get("esm_class")?,
        registered_delivery: row.get("registered_delivery")?,
        text: row.get("text")?,
        octets: row.get("octets")?,
        concat: concat(row)?,
        parts: row.get("parts")?,
        charge: Credit::from_units(row.get("charge")?).to_string(),
        status: row.get("status")?,
        changed: Stamp(moment(row.get("changed")?)),
        history: Vec::new(),
    })
}

fn message_id(row: &Row<'_>) -> rusqlite::Result<ApiMessageId> {
    let id: String = row.get("id")?;
    ApiMessageId::parse(&id)
        .map_err(|error| rusqlite::Error::FromSqlConversionFailure(0, Type::Text, Box::new(error)))
}

fn api_id(row: &Row<'_>) -> rusqlite::Result<ApiId> {
    let id: i64 = row.get("api_id")?;
    Ok(ApiId::new(u64::try_from(id).unwrap_or(0)))
}

fn source(row: &Row<'_>) -> rusqlite::Result<Source> {
    Ok(Source { ton: row.get("source_ton")?, npi: row.get("source_npi")?, addr: row.get("source")? })
}

fn as_hex<S: Serializer>(octets: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&hex::encode(octets))
}

/// A reference of eight bits is kept as it is, one of sixteen with 0x10000 added.
fn concat_columns(concat: Option<Concat>) -> (Option<u32>, Option<u8>, Option<u8>) {
    let reference = concat.map(|concat| match concat.reference() {
        Reference::Eight(reference) => u32::from(reference),
        Reference::Sixteen(reference) => u32::from(reference) | WIDE,
    });
    (reference, concat.map(|concat| concat.total()), concat.map(|concat| concat.part()))
}

const WIDE: u32 = 0x1_0000;

fn concat(row: &Row<'_>) -> rusqlite::Result<Option<Concat>> {
    let reference: Option<u32> = row.get("reference")?;
    let (total, part): (Option<u8>, Option<u8>) = (row.get("total")?, row.get("part")?);
    let Some(((reference, total), part)) = reference.zip(total).zip(part) else { return Ok(None) };
    let reference = match u8::try_from(reference) {
        Ok(reference) => Reference::Eight(reference),
        Err(_) => Reference::Sixteen(u16::try_from(reference & !WIDE).unwrap_or(u16::MAX)),
    };
    Ok(Concat::new(reference, total, part))
}
