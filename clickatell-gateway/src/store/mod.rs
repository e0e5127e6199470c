//! What the gateway remembers: one SQLite database, in memory or in a file.
//!
//! One thread owns the connection. Work comes to it as closures over a channel; it runs as many as are waiting in one
//! transaction, commits, and only then tells each of them so. What was acknowledged is therefore on disk, and a
//! thousand submits cost one flush. Every change of state is a row of one table of events; its number orders
//! everything, and whoever waits for something waits for that number to rise.

mod account;
mod callback;
mod error;
mod event;
mod held;
mod message;
mod refusal;
mod reset;
mod schema;
mod writer;

use std::path::PathBuf;

use clickatell_core::id::ApiId;
use clickatell_core::time::{Duration, Instant};
use rusqlite::Connection;
use tokio::sync::{mpsc, oneshot, watch};

use crate::config::{Account, Limits};
use writer::{Job, Request, Work};

pub(crate) use account::{balance, has_account, register, restore};
pub(crate) use callback::{CallbackView, NewCallback, UnfinishedCallback, attempted, callbacks, queue};
pub use error::StoreError;
pub(crate) use event::{About, Event, Kind, append, events_since};
pub(crate) use held::{
    Held, HeldItem, Waiting, defer, expire, fetch, held_for, hold, make_all_due, oldest, settle, shorten,
};
pub(crate) use message::{
    Advanced, Filter, Message, NewMessage, Source, Taken, Unfinished, accept, advance, find,
    find_by_client_id, list, received,
};
pub(crate) use refusal::{NewRefusal, Refusal, refusals, refuse};
pub(crate) use reset::{Forgotten, forget_events, forget_messages, forget_refusals};

/// How many pieces of work may wait for the thread before whoever has more is held back.
const QUEUE: usize = 4096;

/// How a store is opened.
#[derive(Clone, Debug)]
pub(crate) struct StoreOptions {
    /// The file; in memory without one.
    pub(crate) file: Option<PathBuf>,
    pub(crate) limits: Limits,
    pub(crate) accounts: Vec<Account>,
}

/// The way to the thread that owns the database.
#[derive(Clone, Debug)]
pub(crate) struct Store {
    requests: mpsc::Sender<Request>,
    sequence: watch::Receiver<i64>,
}

/// What a store holds from an earlier run.
#[derive(Debug)]
pub(crate) struct Recovered {
    /// When the last thing happened.
    pub(crate) last: Instant,
    /// How many things happened.
    pub(crate) sequence: u64,
    /// Messages on their way.
    pub(crate) unfinished: Vec<Unfinished>,
    /// Callbacks that were not delivered.
    pub(crate) callbacks: Vec<UnfinishedCallback>,
    /// When the oldest held item arrived.
    pub(crate) oldest_held: Option<Instant>,
}

impl Store {
    /// Opens the database and starts its thread. Blocks for as long as the disk takes.
    ///
    /// # Errors
    /// Why the file cannot be used, with what to do about it.
    pub(crate) fn open(options: StoreOptions) -> Result<(Self, Recovered), StoreError> {
        let database = schema::open(&options)?;
        let failed = |error: rusqlite::Error| StoreError::from(&error);
        let first = event::sequence(&database.connection).map_err(failed)?;
        let recovered = Recovered {
            sequence: u64::try_from(first).unwrap_or(0),
            last: event::last(&database.connection).map_err(failed)?,
            unfinished: message::unfinished(&database.connection).map_err(failed)?,
            callbacks: callback::unfinished(&database.connection).map_err(failed)?,
            oldest_held: oldest(&database.connection).map_err(failed)?,
        };
        let (requests, inbox) = mpsc::channel(QUEUE);
        let (publish, sequence) = watch::channel(first);
        std::thread::Builder::new()
            .name("clickatell-store".into())
            .spawn(move || writer::run(database, inbox, &publish, &options.limits))
            .map_err(|error| StoreError::Thread(error.to_string()))?;
        Ok((Self { requests, sequence }, recovered))
    }

    /// Hands work to the thread; `then` runs there, after the work is committed or has failed, and must not block.
    ///
    /// Waits while too much work is queued. When the store is closed, `then` is dropped.
    pub(crate) async fn submit<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
        then: impl FnOnce(Result<T, StoreError>) + Send + 'static,
    ) {
        let job: Box<dyn Job> = Box::new(Work::new(work, then));
        // A closed store drops what it is given, and `then` with it: whoever waits for it sees that.
        let _closed = self.requests.send(Request::Job(job)).await;
    }

    /// Does work and waits until it is committed.
    ///
    /// # Errors
    /// What SQLite said, or that the store is closed.
    pub(crate) async fn call<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, StoreError> {
        let (answer, answered) = oneshot::channel();
        self.submit(work, move |result| drop(answer.send(result))).await;
        answered.await.unwrap_or(Err(StoreError::Closed))
    }

    /// The number of the last event that is committed, as it rises.
    pub(crate) fn sequence(&self) -> watch::Receiver<i64> {
        self.sequence.clone()
    }

    /// Finishes what is queued and closes the file.
    pub(crate) async fn close(&self) {
        let (answer, answered) = oneshot::channel();
        if self.requests.send(Request::Close(answer)).await.is_ok() {
            let _ended = answered.await;
        }
    }
}

/// A moment as a column.
fn column(at: Instant) -> i64 {
    i64::try_from(at.as_micros()).unwrap_or(i64::MAX)
}

/// A column as a moment.
fn moment(column: i64) -> Instant {
    Instant::from_micros(u64::try_from(column).unwrap_or(0))
}

/// How long before `now` something may have arrived and still be held: `None` when nothing can be too old yet.
fn before(now: Instant, span: Duration) -> i64 {
    let span = u64::try_from(span.as_micros()).unwrap_or(u64::MAX);
    now.as_micros().checked_sub(span).map_or(-1, |micros| column(Instant::from_micros(micros)))
}

/// The number of a connection as a column.
fn number(api: ApiId) -> i64 {
    i64::try_from(api.get()).unwrap_or(i64::MAX)
}

/// The connection of a row.
fn api_id(row: &rusqlite::Row<'_>) -> rusqlite::Result<ApiId> {
    let column = row.as_ref().column_index("api_id")?;
    let id: i64 = row.get(column)?;
    let known = u64::try_from(id).ok().and_then(|id| ApiId::try_from(id).ok());
    known.ok_or(rusqlite::Error::IntegralValueOutOfRange(column, id))
}

/// A count as a column, and back.
fn count(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests;
