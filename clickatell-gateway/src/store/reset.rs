//! Making a store forget.

use clickatell_core::id::{ApiId, ApiMessageId};
use rusqlite::{Connection, params};

use super::api_id;
use super::message::message_id;

/// What was forgotten of messages.
#[derive(Debug, Default)]
pub(crate) struct Forgotten {
    /// How many there were.
    pub(crate) messages: usize,
    /// Those that were on their way.
    pub(crate) unfinished: Vec<(ApiMessageId, ApiId)>,
    /// The numbers of the callbacks about them.
    pub(crate) callbacks: Vec<i64>,
}

/// Forgets messages, what is held for clients, and callbacks: of one account, or of all.
pub(crate) fn forget_messages(connection: &Connection, account: Option<&str>) -> rusqlite::Result<Forgotten> {
    let unfinished = connection
        .prepare_cached(
            "SELECT id, api_id FROM message WHERE (status = 2 OR status = 3 OR status = 8 OR status = 11)
             AND (?1 IS NULL OR account = ?1)",
        )?
        .query_map([account], |row| Ok((message_id(row)?, api_id(row)?)))?
        .collect::<rusqlite::Result<_>>()?;
    let callbacks = connection
        .prepare_cached("DELETE FROM callback WHERE ?1 IS NULL OR account = ?1 RETURNING seq")?
        .query_map([account], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    connection
        .prepare_cached("DELETE FROM held WHERE ?1 IS NULL OR account = ?1")?
        .execute(params![account])?;
    let messages = connection
        .prepare_cached("DELETE FROM message WHERE ?1 IS NULL OR account = ?1")?
        .execute(params![account])?;
    Ok(Forgotten { messages, unfinished, callbacks })
}

/// Forgets refusals: of one account, or of all.
pub(crate) fn forget_refusals(connection: &Connection, account: Option<&str>) -> rusqlite::Result<usize> {
    connection
        .prepare_cached("DELETE FROM refusal WHERE ?1 IS NULL OR account = ?1")?
        .execute(params![account])
}

/// Forgets events, and with them histories: of one account, or of all. Their numbers go on.
pub(crate) fn forget_events(connection: &Connection, account: Option<&str>) -> rusqlite::Result<usize> {
    connection.prepare_cached("DELETE FROM event WHERE ?1 IS NULL OR account = ?1")?.execute(params![account])
}
