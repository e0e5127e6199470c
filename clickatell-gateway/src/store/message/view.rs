//! Messages as the control interface shows them.

use clickatell_core::credit::Credit;
use clickatell_core::hex;
use clickatell_core::id::ApiId;
use clickatell_core::status::MessageStatus;
use clickatell_core::text::udh::Concat;
use rusqlite::{Connection, OptionalExtension, Row, params};
use serde::{Serialize, Serializer};

use super::columns::concat;
use crate::clock::Stamp;
use crate::store::moment;
use crate::store::{api_id, number};

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
    /// The client's own name of it.
    #[serde(rename = "climsgid", skip_serializing_if = "Option::is_none")]
    pub(crate) client_id: Option<String>,
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
    #[serde(serialize_with = "as_text")]
    pub(crate) charge: Credit,
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
    pub(crate) api_id: Option<ApiId>,
    pub(crate) status: Option<u16>,
    /// A text that theirs contains.
    pub(crate) text: Option<String>,
    /// Only those accepted after the event with this number.
    pub(crate) since: i64,
    pub(crate) limit: i64,
}

/// The message with this id.
pub(crate) fn find(connection: &Connection, id: &str) -> rusqlite::Result<Option<Message>> {
    let found = connection
        .prepare_cached("SELECT * FROM message WHERE id = ?1")?
        .query_row([id], message)
        .optional()?;
    found.map(|found| with_history(connection, found)).transpose()
}

/// The newest message that this account gave this name (ruling A-45).
pub(crate) fn find_by_client_id(
    connection: &Connection,
    account: &str,
    client_id: &str,
) -> rusqlite::Result<Option<Message>> {
    connection
        .prepare_cached(
            "SELECT * FROM message WHERE client_id = ?1 AND account = ?2 ORDER BY seq DESC LIMIT 1",
        )?
        .query_row([client_id, account], message)
        .optional()
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
                filter.api_id.map(number),
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
        client_id: row.get("client_id")?,
        data_coding: row.get("data_coding")?,
        esm_class: row.get("esm_class")?,
        registered_delivery: row.get("registered_delivery")?,
        text: row.get("text")?,
        octets: row.get("octets")?,
        concat: concat(row)?,
        parts: row.get("parts")?,
        charge: Credit::from_units(row.get("charge")?),
        status: row.get("status")?,
        changed: Stamp(moment(row.get("changed")?)),
        history: Vec::new(),
    })
}

fn as_text<S: Serializer>(charge: &Credit, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(charge)
}

fn as_hex<S: Serializer>(octets: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&hex::encode(octets))
}
