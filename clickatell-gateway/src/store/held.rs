//! Receipts and messages from handsets that wait for a client to receive them (SMPP-4-15, SMPP-13-4, A-S24).

use clickatell_core::id::ApiId;
use clickatell_core::time::{Duration, Instant};
use rusqlite::{Connection, params};
use serde_json::json;

use super::event::About;
use super::{Kind, append, before, column, moment, number};

/// Something that is to be held.
#[derive(Clone, Debug)]
pub(crate) struct Held {
    pub(crate) account: String,
    pub(crate) api: ApiId,
    /// When it arrived at the gateway.
    pub(crate) at: Instant,
    /// `receipt` or `mo`.
    pub(crate) kind: &'static str,
    /// The message that it is, or is about.
    pub(crate) subject: String,
    /// The PDU that delivers it.
    pub(crate) pdu: Vec<u8>,
}

/// Something held that is to be delivered now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct HeldItem {
    /// Its place in the order of arrival.
    pub(crate) seq: i64,
    /// The PDU that delivers it, or those of the parts that are left, one behind the other.
    pub(crate) pdus: Vec<u8>,
}

/// What a held item waits for after it was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Waiting {
    /// A moment, or the next bind.
    Until(Instant),
    /// The next bind.
    ForBind,
}

/// Puts an item at the end of its queue.
pub(crate) fn hold(connection: &Connection, held: &Held) -> rusqlite::Result<()> {
    let about = About { account: Some(&held.account), subject: Some(&held.subject), status: None };
    let detail = json!({ "what": "held", "kind": held.kind, "api_id": held.api });
    let seq = append(connection, held.at, Kind::Delivery, about, &detail)?;
    connection.prepare_cached("INSERT INTO held VALUES (?1, ?2, ?3, ?4, ?5, ?6, 0, ?7)")?.execute(
        params![seq, number(held.api), held.account, column(held.at), held.kind, held.subject, held.pdu],
    )?;
    Ok(())
}

/// The first items of a connection's queue that may be delivered now and are not older than `span`.
pub(crate) fn fetch(
    connection: &Connection,
    api: ApiId,
    now: Instant,
    span: Duration,
    limit: i64,
) -> rusqlite::Result<Vec<HeldItem>> {
    connection
        .prepare_cached(
            "SELECT seq, pdu FROM held WHERE api_id = ?1 AND not_before <= ?2 AND at > ?3 ORDER BY seq LIMIT ?4",
        )?
        .query_map(params![number(api), column(now), before(now, span), limit], |row| {
            Ok(HeldItem { seq: row.get(0)?, pdus: row.get(1)? })
        })?
        .collect()
}

/// Takes an item out of its queue: `what` became of it, `delivered` or `dropped`.
pub(crate) fn settle(
    connection: &Connection,
    now: Instant,
    seq: i64,
    what: &str,
    status: u32,
) -> rusqlite::Result<()> {
    let taken = connection
        .prepare_cached("DELETE FROM held WHERE seq = ?1 RETURNING account, subject, kind, api_id")?
        .query_map([seq], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?
        .collect::<rusqlite::Result<Vec<(String, String, String, i64)>>>()?;
    for (account, subject, kind, api) in taken {
        let about = About { account: Some(&account), subject: Some(&subject), status: None };
        let detail = json!({ "what": what, "kind": kind, "api_id": api, "command_status": status });
        append(connection, now, Kind::Delivery, about, &detail)?;
    }
    Ok(())
}

/// Part of an item was taken; these PDUs are left.
pub(crate) fn shorten(connection: &Connection, seq: i64, pdus: &[u8]) -> rusqlite::Result<()> {
    connection.prepare_cached("UPDATE held SET pdu = ?2 WHERE seq = ?1")?.execute(params![seq, pdus])?;
    Ok(())
}

/// Keeps an item that was not taken.
pub(crate) fn defer(connection: &Connection, seq: i64, waiting: Waiting) -> rusqlite::Result<()> {
    let not_before = match waiting {
        Waiting::Until(at) => column(at),
        Waiting::ForBind => i64::MAX,
    };
    connection
        .prepare_cached("UPDATE held SET not_before = ?2 WHERE seq = ?1")?
        .execute([seq, not_before])?;
    Ok(())
}

/// A client has bound: everything that waited for that may go.
pub(crate) fn make_all_due(connection: &Connection, api: ApiId) -> rusqlite::Result<()> {
    connection
        .prepare_cached("UPDATE held SET not_before = 0 WHERE api_id = ?1 AND not_before > 0")?
        .execute([number(api)])?;
    Ok(())
}

/// Drops what has been held for `span`.
pub(crate) fn expire(connection: &Connection, now: Instant, span: Duration) -> rusqlite::Result<usize> {
    let old: Vec<i64> = connection
        .prepare_cached("SELECT seq FROM held WHERE at <= ?1 ORDER BY seq")?
        .query_map([before(now, span)], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    for seq in &old {
        settle(connection, now, *seq, "expired", 0)?;
    }
    Ok(old.len())
}

/// How many items wait for a client of this account.
pub(crate) fn held_for(connection: &Connection, account: &str) -> rusqlite::Result<i64> {
    connection
        .prepare_cached("SELECT count(*) FROM held WHERE account = ?1")?
        .query_row([account], |row| row.get(0))
}

/// When the oldest item arrived.
pub(crate) fn oldest(connection: &Connection) -> rusqlite::Result<Option<Instant>> {
    let at: Option<i64> =
        connection.prepare_cached("SELECT min(at) FROM held")?.query_row([], |row| row.get(0))?;
    Ok(at.map(moment))
}
