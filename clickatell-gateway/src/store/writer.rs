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
    let mut writer = Writer { database, sweeper: Sweeper::new(*limits) };
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
                whole = self.savepoint(&mut *job);
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
        let committed = whole.and_then(|()| self.commit(jobs.len(), sequence)).inspect_err(|error| {
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

    fn commit(&mut self, jobs: usize, sequence: &watch::Sender<i64>) -> Result<(), StoreError> {
        self.sweeper.sweep(&self.database.connection, jobs).map_err(|error| StoreError::from(&error))?;
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

/// Removes what is beyond the limits, now and then: at each limit's hundredth.
struct Sweeper {
    limits: Limits,
    every: usize,
    jobs: usize,
}

impl Sweeper {
    fn new(limits: Limits) -> Self {
        let smallest = limits.messages.min(limits.held).min(limits.refusals).min(limits.events);
        Self { limits, every: (smallest / 100).clamp(1, BATCH), jobs: 0 }
    }

    fn sweep(&mut self, connection: &Connection, jobs: usize) -> rusqlite::Result<()> {
        self.jobs = self.jobs.saturating_add(jobs);
        if self.jobs < self.every {
            return Ok(());
        }
        self.jobs = 0;
        for (statement, keep) in [
            (
                "DELETE FROM message WHERE NOT (status = 2 OR status = 3 OR status = 8 OR status = 11)
                 AND seq <= (SELECT seq FROM message ORDER BY seq DESC LIMIT 1 OFFSET ?1)",
                self.limits.messages,
            ),
            (
                "DELETE FROM refusal WHERE seq <= (SELECT seq FROM refusal ORDER BY seq DESC LIMIT 1 OFFSET ?1)",
                self.limits.refusals,
            ),
            (
                "DELETE FROM callback WHERE state <> 'waiting'
                 AND seq <= (SELECT seq FROM callback ORDER BY seq DESC LIMIT 1 OFFSET ?1)",
                self.limits.callbacks,
            ),
            ("DELETE FROM event WHERE seq <= (SELECT max(seq) FROM event) - ?1", self.limits.events),
        ] {
            connection.prepare_cached(statement)?.execute([count(keep)])?;
        }
        connection
            .prepare_cached(
                "DELETE FROM held WHERE seq IN (
                     SELECT old.seq FROM (SELECT DISTINCT api_id FROM held) AS queue
                     JOIN held AS old ON old.api_id = queue.api_id AND old.seq <= (
                         SELECT seq FROM held WHERE api_id = queue.api_id ORDER BY seq DESC LIMIT 1 OFFSET ?1))",
            )?
            .execute([count(self.limits.held)])?;
        Ok(())
    }
}
