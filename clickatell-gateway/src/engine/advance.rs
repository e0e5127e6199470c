//! Moving a virtual clock.

use std::sync::Arc;

use clickatell_core::time::{Duration, Instant};

use super::Fired;
use crate::callback::Patience;
use crate::clock::{ClockError, Stamp};
use crate::shared::Shared;
use crate::store::{self, StoreError};

/// How long bound clients may take, in real time, to receive all that falls due in one move of a virtual clock.
const SETTLE: Duration = Duration::from_millis(250);
/// Where a virtual clock is to go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Target {
    At(Instant),
    By(Duration),
    /// Through so many moments at which the gateway has something to do, or as many as there are.
    Steps(u32),
    /// Until the gateway has nothing to do any more.
    Idle,
}

/// Why a clock was not moved, or not all the way.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AdvanceError {
    /// The clock cannot go there.
    #[error(transparent)]
    Clock(#[from] ClockError),
    /// What fell due on the way cannot be stored.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Shared {
    /// Moves a virtual clock, and returns when everything that fell due on the way is done and clients have had the
    /// time to receive it. Gives what fell due.
    pub(crate) async fn advance(self: &Arc<Self>, to: Target) -> Result<Vec<Fired>, AdvanceError> {
        let _one_at_a_time = self.advancing.lock().await;
        if !self.clock.is_virtual() {
            return Err(ClockError::System.into());
        }
        // What was acknowledged before is on the agenda after this.
        self.store.call(|_| Ok(())).await?;
        let (target, mut moments) = match to {
            Target::At(at) => (Some(at), u32::MAX),
            Target::By(span) => (Some(self.clock.now() + span), u32::MAX),
            Target::Steps(steps) => (None, steps),
            Target::Idle => (None, u32::MAX),
        };
        if let Some(target) = target.filter(|target| *target < self.clock.now()) {
            self.clock.set(target)?;
        }
        let mut all = Vec::new();
        let mut last = None;
        let (mut patience, mut for_receivers) = (SETTLE, Patience::default());
        self.callbacks.settle(&mut for_receivers).await;
        // What is held for a client waits for the client: its end comes with time, and not because all else is done.
        let next = || if target.is_some() { self.next_due() } else { self.next_work() };
        while let Some(at) = next().map(|fired| fired.at.0) {
            let at = at.max(self.clock.now());
            let same = last.replace(at) == Some(at);
            if target.is_some_and(|target| at > target) || (moments == 0 && !same) {
                break;
            }
            moments = moments.saturating_sub(u32::from(!same));
            self.clock.set(at)?;
            all.append(&mut self.run_due(at).await?);
            self.callbacks.settle(&mut for_receivers).await;
            self.settle(&mut patience).await;
        }
        let target = target.unwrap_or_else(|| self.clock.now());
        self.clock.set(target)?;
        let detail = serde_json::json!({ "now": Stamp(target) });
        self.store
            .call(move |connection| {
                store::append(connection, target, store::Kind::Clock, store::About::default(), &detail)
            })
            .await?;
        Ok(all)
    }

    /// Waits until bound clients have what is held for them, or until patience is used up: a client that calls for the
    /// clock and reads afterwards, one after the other, cannot do both at once.
    async fn settle(&self, patience: &mut Duration) {
        let started = tokio::time::Instant::now();
        let all = async {
            for mailbox in self.smpp.mailboxes() {
                mailbox.settled().await;
            }
        };
        if tokio::time::timeout(*patience, all).await.is_err() {
            tracing::debug!("a client does not take what is delivered to it; the clock goes on without it");
        }
        *patience = patience.saturating_sub(started.elapsed());
    }
}
