//! Which connections have nothing to do, so that the one that has been idle for longest can make room for another.

use core::pin::Pin;
use core::task::{Context, Poll};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use axum::body::{Body, HttpBody};
use hyper::body::{Frame, SizeHint};
use tokio::sync::Notify;

use crate::shared::lock;

/// The connections of one listener.
#[derive(Debug, Default)]
pub(super) struct Seats {
    idle: Mutex<Idle>,
    /// A connection has become idle.
    one_rests: Notify,
}

/// The connections that have nothing to do, in the order in which that began, and how they are asked to leave.
#[derive(Debug, Default)]
struct Idle {
    last: u64,
    seats: BTreeMap<u64, Arc<Notify>>,
}

/// One connection's part: idle until a request begins, and when none runs any more.
#[derive(Debug)]
pub(super) struct Seat {
    seats: Arc<Seats>,
    leave: Arc<Notify>,
    turns: Mutex<Turns>,
}

#[derive(Debug, Default)]
struct Turns {
    /// How many requests run.
    running: usize,
    /// Whether any has.
    began: bool,
    /// The number under which the connection is idle.
    idle: Option<u64>,
}

/// A request that runs, until its answer is written.
#[derive(Debug)]
pub(super) struct Turn(Arc<Seat>);

/// An answer, and the request that it is of.
pub(super) struct Answer {
    body: Body,
    _turn: Turn,
}

impl Seats {
    /// A connection takes its seat.
    pub(super) fn sit(self: &Arc<Self>) -> Arc<Seat> {
        let leave = Arc::new(Notify::new());
        let turns = Turns { idle: Some(self.rest(&leave)), ..Turns::default() };
        Arc::new(Seat { seats: Arc::clone(self), leave, turns: Mutex::new(turns) })
    }

    /// Asks the connection to leave that has been idle for longest; false when none is.
    pub(super) fn make_room(&self) -> bool {
        let oldest = lock(&self.idle).seats.pop_first();
        oldest.is_some_and(|(_, leave)| {
            leave.notify_one();
            true
        })
    }

    /// Waits until a connection becomes idle.
    pub(super) async fn one_rests(&self) {
        self.one_rests.notified().await;
    }

    fn rest(&self, leave: &Arc<Notify>) -> u64 {
        let mut idle = lock(&self.idle);
        idle.last = idle.last.wrapping_add(1);
        let number = idle.last;
        idle.seats.insert(number, Arc::clone(leave));
        self.one_rests.notify_one();
        number
    }

    fn forget(&self, number: Option<u64>) {
        if let Some(number) = number {
            lock(&self.idle).seats.remove(&number);
        }
    }
}

impl Seat {
    /// Waits until the connection is asked to leave.
    pub(super) async fn asked_to_leave(&self) {
        self.leave.notified().await;
    }

    /// True while nothing has been asked on it, so that nobody waits for an answer.
    pub(super) fn is_fresh(&self) -> bool {
        !lock(&self.turns).began
    }

    /// True while a request runs.
    pub(super) fn is_busy(&self) -> bool {
        lock(&self.turns).running > 0
    }

    /// A request begins.
    pub(super) fn begin(self: &Arc<Self>) -> Turn {
        let mut turns = lock(&self.turns);
        turns.running = turns.running.saturating_add(1);
        turns.began = true;
        self.seats.forget(turns.idle.take());
        Turn(Arc::clone(self))
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let mut turns = lock(&self.0.turns);
        turns.running = turns.running.saturating_sub(1);
        if turns.running == 0 {
            turns.idle = Some(self.0.seats.rest(&self.0.leave));
        }
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.seats.forget(lock(&self.turns).idle.take());
    }
}

impl Answer {
    pub(super) const fn new(body: Body, turn: Turn) -> Self {
        Self { body, _turn: turn }
    }
}

impl HttpBody for Answer {
    type Data = <Body as HttpBody>::Data;
    type Error = <Body as HttpBody>::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Self::Data>, Self::Error>>> {
        Pin::new(&mut self.body).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_one_leaves_that_has_been_idle_for_longest() {
        let seats = Arc::new(Seats::default());
        let (first, second, third) = (seats.sit(), seats.sit(), seats.sit());
        let turn = first.begin();
        assert!(first.is_busy() && !first.is_fresh() && second.is_fresh());
        drop(turn);
        assert!(seats.make_room());
        second.asked_to_leave().await;
        drop(third);
        let turn = first.begin();
        assert!(!seats.make_room(), "the one is busy, the other is gone");
        drop(turn);
        seats.one_rests().await;
        assert!(seats.make_room());
        first.asked_to_leave().await;
    }
}
