//! Opening a database, and the tables in it.

use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};

use rusqlite::Connection;

use super::{StoreError, StoreOptions, account, error};

/// What SQLite files of this program are marked with: "CLKT".
const APPLICATION_ID: i64 = 0x434C_4B54;
/// The schema below.
const VERSION: i64 = 3;

/// The tables. Times are microseconds since 1970 on the gateway's clock, amounts are 1/3 000 000 credit.
const TABLES: &str = "
CREATE TABLE event (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    kind TEXT NOT NULL,
    account TEXT,
    subject TEXT,
    status INTEGER,
    detail TEXT NOT NULL
) STRICT;
CREATE INDEX event_history ON event (subject, seq) WHERE status IS NOT NULL;

CREATE TABLE account (
    user TEXT PRIMARY KEY,
    balance INTEGER NOT NULL,
    spent INTEGER NOT NULL DEFAULT 0,
    -- The day and month that messages were last counted in, and how many there were.
    day INTEGER NOT NULL DEFAULT 0,
    in_day INTEGER NOT NULL DEFAULT 0,
    month INTEGER NOT NULL DEFAULT 0,
    in_month INTEGER NOT NULL DEFAULT 0,
    -- The configuration's limits; none where there is no value.
    most_in_day INTEGER,
    most_in_month INTEGER,
    most_spent INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE message (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    account TEXT NOT NULL,
    api_id INTEGER NOT NULL,
    door TEXT NOT NULL,
    at INTEGER NOT NULL,
    sender TEXT NOT NULL,
    source_ton INTEGER NOT NULL,
    source_npi INTEGER NOT NULL,
    source TEXT NOT NULL,
    recipient TEXT NOT NULL,
    client_id TEXT,
    callback INTEGER NOT NULL,
    data_coding INTEGER NOT NULL,
    esm_class INTEGER NOT NULL,
    registered_delivery INTEGER NOT NULL,
    octets BLOB NOT NULL,
    text TEXT,
    reference INTEGER,
    total INTEGER,
    part INTEGER,
    parts INTEGER NOT NULL,
    charge INTEGER NOT NULL,
    status INTEGER NOT NULL,
    changed INTEGER NOT NULL,
    plan TEXT NOT NULL
) STRICT;
CREATE INDEX message_recipient ON message (recipient, seq);
CREATE INDEX message_client_id ON message (client_id, seq) WHERE client_id IS NOT NULL;
-- Not IN: SQLite would build a table of the four for every message that it writes. Queries have to say it the same way.
CREATE INDEX message_unfinished ON message (seq) WHERE status = 2 OR status = 3 OR status = 8 OR status = 11;

CREATE TABLE held (
    seq INTEGER PRIMARY KEY,
    api_id INTEGER NOT NULL,
    account TEXT NOT NULL,
    at INTEGER NOT NULL,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    not_before INTEGER NOT NULL,
    pdu BLOB NOT NULL
) STRICT;
CREATE INDEX held_queue ON held (api_id, seq);
CREATE INDEX held_age ON held (at);

CREATE TABLE callback (
    seq INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    account TEXT NOT NULL,
    api_id INTEGER NOT NULL,
    subject TEXT NOT NULL,
    status INTEGER NOT NULL,
    url TEXT NOT NULL,
    method TEXT NOT NULL,
    form TEXT NOT NULL,
    state TEXT NOT NULL,
    made INTEGER NOT NULL,
    answer TEXT,
    due INTEGER
) STRICT;
CREATE INDEX callback_waiting ON callback (seq) WHERE state = 'waiting';

CREATE TABLE refusal (
    seq INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    door TEXT NOT NULL,
    peer TEXT NOT NULL,
    account TEXT,
    operation TEXT NOT NULL,
    status INTEGER NOT NULL,
    name TEXT NOT NULL,
    reason TEXT NOT NULL,
    clause TEXT NOT NULL,
    octets BLOB NOT NULL
) STRICT;
";

/// An open database, and the lock that keeps other gateways from it.
#[derive(Debug)]
pub(super) struct Database {
    pub(super) connection: Connection,
    pub(super) in_file: bool,
    _lock: Option<File>,
}

pub(super) fn open(options: &StoreOptions) -> Result<Database, StoreError> {
    let file = options.file.as_deref();
    let lock = file.map(lock).transpose()?;
    let name = file.unwrap_or_else(|| Path::new(":memory:"));
    let failed = |error: rusqlite::Error| StoreError::Open {
        file: name.to_owned(),
        cause: error.to_string(),
        hint: error::hint(&error),
    };
    let connection = Connection::open(name).map_err(failed)?;
    // More distinct statements than this would be prepared again and again.
    connection.set_prepared_statement_cache_capacity(64);
    if file.is_some() {
        configure(&connection).map_err(failed)?;
    }
    migrate(&connection, name, failed)?;
    account::register(&connection, &options.accounts).map_err(failed)?;
    Ok(Database { connection, in_file: file.is_some(), _lock: lock })
}

/// A commit returns when the data is on disk, and readers do not wait for it.
fn configure(connection: &Connection) -> rusqlite::Result<()> {
    connection.busy_timeout(core::time::Duration::from_secs(5))?;
    for (pragma, value) in [("journal_mode", "WAL"), ("synchronous", "FULL"), ("fullfsync", "ON")] {
        connection.pragma_update(None, pragma, value)?;
    }
    Ok(())
}

fn migrate(
    connection: &Connection,
    name: &Path,
    failed: impl Fn(rusqlite::Error) -> StoreError + Copy,
) -> Result<(), StoreError> {
    let pragma =
        |pragma| connection.pragma_query_value(None, pragma, |row| row.get::<_, i64>(0)).map_err(failed);
    let tables: i64 =
        connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0)).map_err(failed)?;
    match (pragma("application_id")?, pragma("user_version")?) {
        (APPLICATION_ID, VERSION) => Ok(()),
        (APPLICATION_ID, found) => Err(StoreError::Schema { file: name.to_owned(), found, known: VERSION }),
        (0, 0) if tables == 0 => connection
            .execute_batch(&format!(
                "BEGIN IMMEDIATE; {TABLES}
                 PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = {VERSION}; COMMIT;"
            ))
            .map_err(failed),
        _ => Err(StoreError::Foreign(name.to_owned())),
    }
}

/// One gateway to a file. SQLite would let two work on it, and each would deliver what the other holds.
fn lock(file: &Path) -> Result<File, StoreError> {
    let mut name = file.as_os_str().to_owned();
    name.push(".lock");
    let failed = |error: std::io::Error| StoreError::Open {
        file: file.to_owned(),
        cause: error.to_string(),
        hint: "; does its folder exist, and may this user write there?",
    };
    let lock =
        File::options().create(true).write(true).truncate(false).open(PathBuf::from(name)).map_err(failed)?;
    match lock.try_lock() {
        Ok(()) => Ok(lock),
        Err(TryLockError::WouldBlock) => Err(StoreError::InUse(file.to_owned())),
        Err(TryLockError::Error(error)) => Err(failed(error)),
    }
}
