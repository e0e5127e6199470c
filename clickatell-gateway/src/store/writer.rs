//! The thread that owns the connection.

use rusqlite::Connection;
use tokio::sync::{mpsc, oneshot, watch};

use super::schema::Database;
use super::{StoreError, count, event};
use crate::config::Limits;

/// The most pieces of work in one transaction.
const BATCH: usize = 1000;

/// What the thread is asked for.
pub(super) enum Request {
    Job(Box<dyn Job>),
    Close(oneshot::Sender<()>),
}

/// A piece of work, whatever it gives.
pub(super) trait Job: Send {
    /// Does it.
    ///
    /// # Errors
    /// Why it failed; what it did is to be undone.
    fn run(&mut self, connection: &Connection) -> Result<(), StoreError>;
    /// Says what came of it, after the transaction.
    fn finish(self: Box<Self>, committed: &Result<(), StoreError>);
}

/// A closure to run in the transaction, and one for what it gave.
pub(super) struct Work<W, F, T> {
    work: Option<W>,
    then: F,
    result: Option<rusqlite::Result<T>>,
}

impl<W, F, T> Work<W, F, T>
where
    W: FnOnce(&Connection) -> rusqlite::Result<T>,
    F: FnOnce(Result<T, StoreError>),
{
    pub(super) const fn new(work: W, then: F) -> Self {
        Self { work: Some(work), then, result: None }
    }
}

impl<W, F, T> Job for Work<W, F, T>
where
    W: FnOnce(&Connection) -> rusqlite::Result<T> + Send,
    F: FnOnce(Result<T, StoreError>) + Send,
    T: Send,
{
    fn run(&mut self, connection: &Connection) -> Result<(), StoreError> {
        match self.result.insert(self.work.take().ok_or(StoreError::Closed)?(connection)) {
            Ok(_) => Ok(()),
            Err(error) => Err(StoreError::from(&*error)),
        }
    }

    fn finish(self: Box<Self>, committed: &Result<(), StoreError>) {
        let result = match (committed, self.result) {
            (Err(error), _) => Err(error.clone()),
            (Ok(()), Some(result)) => result.map_err(|error| StoreError::from(&error)),
            (Ok(()), None) => Err(StoreError::Closed),
        };
        (self.then)(result);
    }
}

/// Works until it is told to close, or until nobody can ask any more.
pub(super) fn run(
    database: Database,
    mut inbox: mpsc::Receiver<Request>,
    sequence: &watch::Sender<i64>,
    limits: &Limits,
) {
    let mut writer = Writer { database, sweeper: Sweeper::new(limits) };
    let closing = loop {
        match inbox.blocking_recv() {
            None => break None,
            Some(Request::Close(answer)) => break Some(answer),
            Some(Request::Job(first)) => {
                if let Some(answer) = writer.transaction(first, &mut inbox, sequence) {
                    break Some(answer);
                }
            }
        }
    };
    if writer.database.in_file
        && let Err(error) = writer.database.connection.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)")
    {
        tracing::warn!(%error, "the store's log was not merged into its file; it will be at the next start");
    }
    // The file is closed before anybody is told that it is.
    drop(writer);
    if let Some(answer) = closing {
        let _nobody_waits = answer.send(());
    }
}

struct Writer {
    database: Database,
    sweeper: Sweeper,
}

impl Writer {
    /// Does all the work that is there in one transaction, then says so. Gives who asked for the end meanwhile.
    fn transaction(
        &mut self,
        first: Box<dyn Job>,
        inbox: &mut mpsc::Receiver<Request>,
        sequence: &watch::Sender<i64>,
    ) -> Option<oneshot::Sender<()>> {
        let mut whole = self.execute("BEGIN IMMEDIATE");
        let mut jobs = Vec::new();
        let mut closing = None;
        let mut next = Some(first);
        while let Some(mut job) = next {
            if whole.is_ok() {
                whole = self.savepoint(&mut *job).and_then(|()| self.sweep());
            }
            jobs.push(job);
            next = None;
            if jobs.len() < BATCH {
                match inbox.try_recv() {
                    Ok(Request::Job(job)) => next = Some(job),
                    Ok(Request::Close(answer)) => closing = Some(answer),
                    Err(_) => {}
                }
            }
        }
        let committed = whole.and_then(|()| self.commit(sequence)).inspect_err(|error| {
            tracing::error!(%error, "the store lost a transaction");
            let _there_may_be_none = self.execute("ROLLBACK");
        });
        for job in jobs {
            job.finish(&committed);
        }
        closing
    }

    /// Runs a job so that its failure undoes it alone.
    ///
    /// # Errors
    /// When that cannot be: the transaction is lost, or may hold half of a job. Of a full disk or a failing one SQLite
    /// rolls everything back by itself; whatever ran after that would be committed at once, and alone.
    fn savepoint(&self, job: &mut dyn Job) -> Result<(), StoreError> {
        self.execute("SAVEPOINT job")?;
        let done = job.run(&self.database.connection);
        if self.database.connection.is_autocommit() {
            return Err(done.err().unwrap_or(StoreError::Lost));
        }
        if done.is_err() {
            self.execute("ROLLBACK TO job")?;
        }
        self.execute("RELEASE job")
    }

    /// After each job: one alone may add many rows, and many jobs share a transaction.
    fn sweep(&mut self) -> Result<(), StoreError> {
        self.sweeper.sweep(&self.database.connection).map_err(|error| StoreError::from(&error))
    }

    fn commit(&self, sequence: &watch::Sender<i64>) -> Result<(), StoreError> {
        self.execute("COMMIT")?;
        match event::sequence(&self.database.connection) {
            Ok(last) => {
                sequence.send_if_modified(|known| core::mem::replace(known, last) != last);
            }
            Err(error) => tracing::error!(%error, "the store's sequence cannot be read"),
        }
        Ok(())
    }

    fn execute(&self, statement: &str) -> Result<(), StoreError> {
        self.database
            .connection
            .prepare_cached(statement)
            .and_then(|mut statement| statement.execute([]))
            .map(drop)
            .map_err(|error| StoreError::from(&error))
    }
}

/// Removes what is beyond the limits, now and then: whenever a table may have grown by its limit's hundredth.
struct Sweeper {
    tables: [Table; 5],
}

/// A table that is kept small.
struct Table {
    /// Removes what is beyond the limit.
    statement: &'static str,
    limit: i64,
    /// After how many rows it is looked at.
    every: i64,
    /// The sequence when it was last looked at. Nothing is stored without an event, so that the sequence counts the rows
    /// of every table, and more.
    swept: i64,
}

impl Sweeper {
    fn new(limits: &Limits) -> Self {
        let table = |statement, limit: usize| {
            let every = count((limit / 100).clamp(1, BATCH));
            Table { statement, limit: count(limit), every, swept: 0 }
        };
        let tables = [
            table(
                "DELETE FROM message WHERE NOT (status = 2 OR status = 3 OR status = 8 OR status = 11)
                 AND seq <= (SELECT seq FROM message ORDER BY seq DESC LIMIT 1 OFFSET ?1)",
                limits.messages,
            ),
            table(
                "DELETE FROM refusal WHERE seq <= (SELECT seq FROM refusal ORDER BY seq DESC LIMIT 1 OFFSET ?1)",
                limits.refusals,
            ),
            table(
                "DELETE FROM callback WHERE state <> 'waiting'
                 AND seq <= (SELECT seq FROM callback ORDER BY seq DESC LIMIT 1 OFFSET ?1)",
                limits.callbacks,
            ),
            table("DELETE FROM event WHERE seq <= (SELECT max(seq) FROM event) - ?1", limits.events),
            table(
                "DELETE FROM held WHERE seq IN (
                     SELECT old.seq FROM (SELECT DISTINCT api_id FROM held) AS queue
                     JOIN held AS old ON old.api_id = queue.api_id AND old.seq <= (
                         SELECT seq FROM held WHERE api_id = queue.api_id ORDER BY seq DESC LIMIT 1 OFFSET ?1))",
                limits.held,
            ),
        ];
        Self { tables }
    }

    fn sweep(&mut self, connection: &Connection) -> rusqlite::Result<()> {
        let last = event::sequence(connection)?;
        for table in &mut self.tables {
            // It goes back where a transaction was lost.
            table.swept = table.swept.min(last);
            if last.saturating_sub(table.swept) >= table.every {
                table.swept = last;
                connection.prepare_cached(table.statement)?.execute([table.limit])?;
            }
        }
        Ok(())
    }
}
