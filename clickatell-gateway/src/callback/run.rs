//! The task that makes the requests, and has the store note how they were answered.

use core::time::Duration;
use std::collections::HashMap;
use std::sync::Arc;

use clickatell_core::delivery::{Attempt, HttpIn};
use clickatell_core::machine::Handle;
use tokio::sync::watch;
use tokio::task::{AbortHandle, JoinSet};

use super::note::Note;
use super::request::Made;
use super::state::Order;
use crate::shared::{Shared, stopped};

/// How long to wait, in real time, before notes that the store could not take are handed to it again.
const STORE_TROUBLE: Duration = Duration::from_secs(1);

impl Shared {
    /// Makes the requests that callbacks ask for, until it is told to stop. Those that run then are given up; they are
    /// made again when the gateway starts with the same store.
    pub(crate) async fn run_callbacks(self: Arc<Self>, mut stop: watch::Receiver<bool>) {
        let mut requests: JoinSet<Made> = JoinSet::new();
        let mut running: HashMap<Handle<Attempt>, AbortHandle> = HashMap::new();
        loop {
            let (orders, notes) = self.callbacks.work();
            for order in orders {
                match order {
                    Order::Make(attempt, request) => {
                        running.insert(attempt, requests.spawn(request.make(attempt)));
                    }
                    Order::Abort(attempt) => {
                        if let Some(request) = running.remove(&attempt) {
                            request.abort();
                        }
                    }
                }
            }
            let count = notes.len();
            let stored = count == 0 || self.note_callbacks(notes).await;
            if count > 0 && stored {
                self.callbacks.noted(count);
                continue;
            }
            tokio::select! {
                () = self.callbacks.wake.notified() => {}
                () = tokio::time::sleep(STORE_TROUBLE), if !stored => {}
                Some(made) = requests.join_next() => {
                    // One that was given up has no answer.
                    if let Ok(Made { attempt, answer }) = made {
                        running.remove(&attempt);
                        self.callbacks.answered(self.clock.now(), HttpIn { attempt, answer });
                        self.wake.notify_one();
                    }
                }
                () = stopped(&mut stop) => break,
            }
        }
        // What was answered is not asked again by the next gateway with this store.
        let (_, notes) = self.callbacks.work();
        if !notes.is_empty() {
            self.note_callbacks(notes).await;
        }
    }

    /// Whether the store has noted these.
    async fn note_callbacks(&self, notes: Vec<Note>) -> bool {
        let write = move |connection: &_| notes.iter().try_for_each(|note| note.write(connection));
        match self.store.call(write).await {
            Ok(()) => true,
            Err(error) => {
                tracing::error!(%error, "what became of callbacks cannot be stored; it is tried again");
                false
            }
        }
    }
}
