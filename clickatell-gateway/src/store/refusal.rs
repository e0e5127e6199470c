//! What was refused, at which door, and why.

use clickatell_core::hex;
use clickatell_core::time::Instant;
use rusqlite::{Connection, Row, params};
use serde::Serialize;
use serde_json::json;

use super::event::About;
use super::{Kind, append, column, moment};
use crate::clock::Stamp;
use crate::redact::Shown;

/// A refusal that is to be noted.
#[derive(Clone, Debug)]
pub(crate) struct NewRefusal {
    pub(crate) at: Instant,
    pub(crate) door: &'static str,
    /// Address and port of whoever was refused.
    pub(crate) peer: String,
    /// The account, once it is known.
    pub(crate) account: Option<String>,
    /// What was asked for: the name of the command.
    pub(crate) operation: String,
    pub(crate) status: u32,
    /// The status by name.
    pub(crate) name: String,
    pub(crate) reason: String,
    /// The clause that asks for it; empty for rules of the protocol itself.
    pub(crate) clause: String,
    /// What came.
    pub(crate) shown: Shown,
}

/// A refusal, as the control interface shows it.
#[derive(Debug, Serialize)]
pub(crate) struct Refusal {
    seq: i64,
    at: Stamp,
    door: String,
    peer: String,
    account: Option<String>,
    operation: String,
    status: u32,
    name: String,
    reason: String,
    /// `None` where the protocol's own rules say it all.
    clause: Option<String>,
    octets: String,
}

/// Notes a refusal.
pub(crate) fn refuse(connection: &Connection, new: &NewRefusal) -> rusqlite::Result<()> {
    let about = About { account: new.account.as_deref(), subject: Some(&new.peer), status: None };
    let detail = json!({
        "door": new.door, "operation": new.operation, "status": new.status, "name": new.name, "reason": new.reason,
    });
    let seq = append(connection, new.at, Kind::Refusal, about, &detail)?;
    connection
        .prepare_cached("INSERT INTO refusal VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)")?
        .execute(params![
        seq,
        column(new.at),
        new.door,
        new.peer,
        new.account,
        new.operation,
        new.status,
        new.name,
        new.reason,
        new.clause,
        new.shown.octets()
    ])?;
    Ok(())
}

/// Refusals after this number, oldest first: of one account, or of everybody.
pub(crate) fn refusals(
    connection: &Connection,
    account: Option<&str>,
    since: i64,
    limit: i64,
) -> rusqlite::Result<Vec<Refusal>> {
    connection
        .prepare_cached(
            "SELECT * FROM refusal WHERE seq > ?1 AND (?2 IS NULL OR account = ?2) ORDER BY seq LIMIT ?3",
        )?
        .query_map(params![since, account, limit], refusal)?
        .collect()
}

fn refusal(row: &Row<'_>) -> rusqlite::Result<Refusal> {
    let (octets, clause): (Vec<u8>, String) = (row.get("octets")?, row.get("clause")?);
    Ok(Refusal {
        seq: row.get("seq")?,
        at: Stamp(moment(row.get("at")?)),
        door: row.get("door")?,
        peer: row.get("peer")?,
        account: row.get("account")?,
        operation: row.get("operation")?,
        status: row.get("status")?,
        name: row.get("name")?,
        reason: row.get("reason")?,
        clause: Some(clause).filter(|clause| !clause.is_empty()),
        octets: hex::encode(&octets),
    })
}
