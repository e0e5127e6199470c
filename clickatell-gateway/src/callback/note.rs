//! What the store is told of a callback: how a request was answered, or that there will be none.

use std::collections::HashMap;

use clickatell_core::delivery::{Attempted, DeliveryEvent, EnqueueError, Outcome, Queued};
use clickatell_core::machine::Handle;
use clickatell_core::time::Instant;
use rusqlite::Connection;

use crate::store;

/// What becomes of a callback, for its row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Note {
    /// The row.
    pub(super) seq: i64,
    at: Instant,
    pub(super) state: &'static str,
    /// How many requests were made.
    made: usize,
    answer: String,
    next: Option<Instant>,
}

impl Note {
    /// Of a request that is over. What is at its end is no row of ours any more.
    pub(super) fn of_event(
        rows: &mut HashMap<Handle<Queued>, i64>,
        now: Instant,
        event: DeliveryEvent,
    ) -> Option<Self> {
        let (seq, state, attempt, next) = match event {
            DeliveryEvent::Failed { handle, attempt, next } => {
                (*rows.get(&handle)?, "waiting", Some(attempt), Some(next))
            }
            DeliveryEvent::Delivered { handle, attempts } => {
                (rows.remove(&handle)?, "delivered", attempts.last().copied(), None)
            }
            DeliveryEvent::GaveUp { handle, attempts, .. } => {
                (rows.remove(&handle)?, "gave_up", attempts.last().copied(), None)
            }
            _ => return None,
        };
        let made = attempt.map_or(0, |attempt| attempt.number);
        let answer = attempt.map(answer).unwrap_or_default();
        Some(Self { seq, at: attempt.map_or(now, |attempt| attempt.ended), state, made, answer, next })
    }

    /// Of a callback that is never begun, because as many wait as may.
    pub(super) fn not_begun(seq: i64, at: Instant, made: usize, why: EnqueueError) -> Self {
        Self { seq, at, state: "gave_up", made, answer: why.to_string(), next: None }
    }

    /// Of a row that nothing can be made of any more.
    pub(super) fn unreadable(seq: i64, at: Instant) -> Self {
        Self { seq, at, state: "gave_up", made: 0, answer: "the row cannot be read".into(), next: None }
    }

    /// Writes it to its row.
    pub(super) fn write(&self, connection: &Connection) -> rusqlite::Result<()> {
        let answered = (self.made, self.answer.as_str());
        store::attempted(connection, self.at, self.seq, self.state, answered, self.next)
    }
}

fn answer(attempt: Attempted) -> String {
    match attempt.outcome {
        Outcome::Status(status) => status.to_string(),
        Outcome::TimedOut => "timed_out".to_owned(),
        _ => "failed".to_owned(),
    }
}
