//! Callbacks that are, or were, to be delivered.

use clickatell_core::id::ApiId;
use clickatell_core::time::Instant;
use rusqlite::{Connection, Row, params};
use serde::Serialize;
use serde_json::json;

use super::event::About;
use super::{Kind, api_id, append, column, count, moment, number};
use crate::clock::Stamp;
use crate::redact;

/// What a callback says that has nowhere to go.
const NO_URL: &str = "no URL";

/// A callback that is to be delivered.
#[derive(Clone, Debug)]
pub(crate) struct NewCallback {
    pub(crate) at: Instant,
    pub(crate) account: String,
    pub(crate) api: ApiId,
    /// The message that it is about.
    pub(crate) subject: String,
    pub(crate) status: u16,
    /// Empty where the connection has no place for callbacks: nothing is sent then.
    pub(crate) url: String,
    pub(crate) method: &'static str,
    pub(crate) form: String,
}

/// A callback that was being delivered when the gateway ended.
#[derive(Clone, Debug)]
pub(crate) struct UnfinishedCallback {
    pub(crate) seq: i64,
    pub(crate) api: ApiId,
    pub(crate) url: String,
    pub(crate) method: String,
    pub(crate) form: String,
    pub(crate) made: usize,
    pub(crate) due: Instant,
}

/// A callback, as the control interface shows it.
#[derive(Debug, Serialize)]
pub(crate) struct CallbackView {
    seq: i64,
    at: Stamp,
    account: String,
    api_id: ApiId,
    message: String,
    status: u16,
    url: String,
    method: String,
    form: String,
    /// `waiting`, `delivered` or `gave_up`.
    state: String,
    /// How many requests were made.
    requests: i64,
    /// How the last one was answered: a status of HTTP, `failed` or `timed_out`; or why there was none.
    answer: Option<String>,
    /// When the next one is due.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<Stamp>,
}

/// Notes a callback that is to be delivered, or that its sender asked for and that has nowhere to go; its number.
pub(crate) fn queue(connection: &Connection, new: &NewCallback) -> rusqlite::Result<i64> {
    let about = About { account: Some(&new.account), subject: Some(&new.subject), status: None };
    let (what, state, answer, due) = match new.url.as_str() {
        "" => ("gave_up", "gave_up", Some(NO_URL), None),
        _ => ("queued", "waiting", None, Some(column(new.at))),
    };
    let detail =
        json!({ "what": what, "of_status": new.status, "url": redact::url(&new.url), "answer": answer });
    let seq = append(connection, new.at, Kind::Callback, about, &detail)?;
    connection
        .prepare_cached("INSERT INTO callback VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, 0, ?11, ?12)")?
        .execute(params![
            seq,
            column(new.at),
            new.account,
            number(new.api),
            new.subject,
            new.status,
            new.url,
            new.method,
            new.form,
            state,
            answer,
            due
        ])?;
    Ok(seq)
}

/// Notes how a request was answered: `state` is `waiting` as long as there is a next one.
pub(crate) fn attempted(
    connection: &Connection,
    now: Instant,
    seq: i64,
    state: &str,
    (made, answer): (usize, &str),
    next: Option<Instant>,
) -> rusqlite::Result<()> {
    let rows = connection
        .prepare_cached(
            "UPDATE callback SET state = ?2, made = ?3, answer = ?4, due = ?5 WHERE seq = ?1
             RETURNING account, subject, url, status",
        )?
        .query_map(params![seq, state, count(made), answer, next.map(column)], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
        })?
        .collect::<rusqlite::Result<Vec<(String, String, String, u16)>>>()?;
    for (account, subject, url, status) in rows {
        let what = if state == "waiting" { "failed" } else { state };
        let about = About { account: Some(&account), subject: Some(&subject), status: None };
        let detail = json!({
            "what": what, "of_status": status, "url": redact::url(&url), "request": made, "answer": answer,
            "next": next.map(Stamp),
        });
        append(connection, now, Kind::Callback, about, &detail)?;
    }
    Ok(())
}

/// The callbacks that had not come to their end.
pub(crate) fn unfinished(connection: &Connection) -> rusqlite::Result<Vec<UnfinishedCallback>> {
    connection
        .prepare("SELECT seq, api_id, url, method, form, made, due FROM callback WHERE state = 'waiting' ORDER BY seq")?
        .query_map([], |row| {
            let made: i64 = row.get("made")?;
            Ok(UnfinishedCallback {
                seq: row.get("seq")?,
                api: api_id(row)?,
                url: row.get("url")?,
                method: row.get("method")?,
                form: row.get("form")?,
                made: usize::try_from(made).unwrap_or(usize::MAX),
                due: moment(row.get::<_, Option<i64>>("due")?.unwrap_or(0)),
            })
        })?
        .collect()
}

/// Callbacks after this number, oldest first: of one account, or of all.
pub(crate) fn callbacks(
    connection: &Connection,
    account: Option<&str>,
    since: i64,
    limit: i64,
) -> rusqlite::Result<Vec<CallbackView>> {
    connection
        .prepare_cached(
            "SELECT * FROM callback WHERE seq > ?1 AND (?2 IS NULL OR account = ?2) ORDER BY seq LIMIT ?3",
        )?
        .query_map(params![since, account, limit], view)?
        .collect()
}

fn view(row: &Row<'_>) -> rusqlite::Result<CallbackView> {
    let state: String = row.get("state")?;
    let due: Option<i64> = row.get("due")?;
    Ok(CallbackView {
        seq: row.get("seq")?,
        at: Stamp(moment(row.get("at")?)),
        account: row.get("account")?,
        api_id: api_id(row)?,
        message: row.get("subject")?,
        status: row.get("status")?,
        url: redact::url(&row.get::<_, String>("url")?),
        method: row.get("method")?,
        form: row.get("form")?,
        requests: row.get("made")?,
        answer: row.get("answer")?,
        next: due.filter(|_| state == "waiting").map(|due| Stamp(moment(due))),
        state,
    })
}
