//! Everything that happened, in one sequence.

use clickatell_core::time::Instant;
use rusqlite::{Connection, OptionalExtension, Row, params};
use serde::Serialize;

use super::{column, moment};
use crate::clock::Stamp;

/// What kind of thing happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A message was accepted.
    Message,
    /// A message has another status.
    Status,
    /// A handset sent a message.
    Mo,
    /// A receipt or a message from a handset is held, was delivered, deferred or dropped.
    Delivery,
    /// A callback is to be delivered, was, or was not.
    Callback,
    /// A session was bound, or is over.
    Session,
    /// Something was refused.
    Refusal,
    /// The clock was moved.
    Clock,
    /// An account was opened.
    Account,
    /// An outcome was set or taken away.
    Outcome,
    /// Something was forgotten.
    Reset,
}

impl Kind {
    /// All of them.
    pub(crate) const ALL: [Self; 11] = [
        Self::Message,
        Self::Status,
        Self::Mo,
        Self::Delivery,
        Self::Callback,
        Self::Session,
        Self::Refusal,
        Self::Clock,
        Self::Account,
        Self::Outcome,
        Self::Reset,
    ];

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Message => "message",
            Self::Status => "status",
            Self::Mo => "mo",
            Self::Delivery => "delivery",
            Self::Callback => "callback",
            Self::Session => "session",
            Self::Refusal => "refusal",
            Self::Clock => "clock",
            Self::Account => "account",
            Self::Outcome => "outcome",
            Self::Reset => "reset",
        }
    }
}

/// One event, as the control interface shows it.
#[derive(Debug, Serialize)]
pub(crate) struct Event {
    pub(crate) seq: i64,
    at: Stamp,
    pub(crate) kind: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    account: Option<String>,
    /// The message, session or item that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    subject: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<u16>,
    #[serde(skip_serializing_if = "serde_json::Value::is_null")]
    detail: serde_json::Value,
}

/// What an event is about.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct About<'a> {
    pub(crate) account: Option<&'a str>,
    pub(crate) subject: Option<&'a str>,
    pub(crate) status: Option<u16>,
}

/// Adds an event; its number.
pub(crate) fn append(
    connection: &Connection,
    at: Instant,
    kind: Kind,
    about: About<'_>,
    detail: &serde_json::Value,
) -> rusqlite::Result<i64> {
    connection
        .prepare_cached(
            "INSERT INTO event (at, kind, account, subject, status, detail) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?
        .insert(params![
            column(at),
            kind.name(),
            about.account,
            about.subject,
            about.status,
            detail.to_string()
        ])
}

/// Events after this number, oldest first; of these kinds and this account only, when any is named.
pub(crate) fn events_since(
    connection: &Connection,
    (kinds, account): (&[String], Option<&str>),
    since: i64,
    limit: i64,
) -> rusqlite::Result<Vec<Event>> {
    let kinds = if kinds.is_empty() { None } else { Some(format!(",{},", kinds.join(","))) };
    connection
        .prepare_cached(
            "SELECT seq, at, kind, account, subject, status, detail FROM event
             WHERE seq > ?1 AND (?2 IS NULL OR instr(?2, ',' || kind || ',') > 0)
             AND (?3 IS NULL OR account = ?3) ORDER BY seq LIMIT ?4",
        )?
        .query_map(params![since, kinds, account, limit], event)?
        .collect()
}

fn event(row: &Row<'_>) -> rusqlite::Result<Event> {
    let detail: String = row.get("detail")?;
    Ok(Event {
        seq: row.get("seq")?,
        at: Stamp(moment(row.get("at")?)),
        kind: row.get("kind")?,
        account: row.get("account")?,
        subject: row.get("subject")?,
        status: row.get("status")?,
        // Whoever edits the file by hand sees text instead of JSON, not an error.
        detail: serde_json::from_str(&detail).unwrap_or(serde_json::Value::String(detail)),
    })
}

/// The number of the last event ever, kept or not; 0 before the first.
pub(super) fn sequence(connection: &Connection) -> rusqlite::Result<i64> {
    let last = connection
        .prepare_cached("SELECT seq FROM sqlite_sequence WHERE name = 'event'")?
        .query_row([], |row| row.get(0))
        .optional()?;
    Ok(last.unwrap_or(0))
}

/// When the last thing happened.
pub(super) fn last(connection: &Connection) -> rusqlite::Result<Instant> {
    let at: Option<i64> = connection.query_row("SELECT max(at) FROM event", [], |row| row.get(0))?;
    Ok(moment(at.unwrap_or(0)))
}
