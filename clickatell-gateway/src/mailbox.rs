//! The queue of what is held for one connection, as far as it is in memory: who empties it, and a bell.
//!
//! The items are in the store. Of several sessions that could receive, one at a time delivers, so that items go out in
//! the order in which they came in.

use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::watch;

use crate::smpp::SessionId;

/// One connection's queue.
#[derive(Debug)]
pub(crate) struct Mailbox {
    /// Rises whenever there may be something to deliver.
    bell: watch::Sender<u64>,
    /// What the bell said when the queue was last found empty.
    emptied: watch::Sender<u64>,
    leader: Mutex<Option<SessionId>>,
}

impl Mailbox {
    pub(crate) fn new() -> Self {
        Self { bell: watch::Sender::new(0), emptied: watch::Sender::new(0), leader: Mutex::new(None) }
    }

    /// There may be something to deliver.
    pub(crate) fn ring(&self) {
        self.bell.send_modify(|count| *count = count.wrapping_add(1));
    }

    /// Hears the bell from now on; what rang before counts as heard.
    pub(crate) fn listen(&self) -> watch::Receiver<u64> {
        self.bell.subscribe()
    }

    /// Whether this session may deliver: it does so already, or nobody does.
    pub(crate) fn lead(&self, session: SessionId) -> bool {
        *self.leader().get_or_insert(session) == session
    }

    /// This session delivers no more; another one may.
    pub(crate) fn leave(&self, session: SessionId) {
        if self.leader().take_if(|leader| *leader == session).is_some() {
            self.ring();
        }
    }

    /// The queue was empty when the bell said this.
    pub(crate) fn note_empty(&self, bell: u64) {
        self.emptied.send_replace(bell);
    }

    /// Waits until whoever delivers has found the queue empty; returns at once when nobody does.
    pub(crate) async fn settled(&self) {
        let (mut bell, mut emptied) = (self.bell.subscribe(), self.emptied.subscribe());
        while self.leader().is_some() && *emptied.borrow_and_update() != *bell.borrow_and_update() {
            let changed = tokio::select! {
                changed = bell.changed() => changed,
                changed = emptied.changed() => changed,
            };
            if changed.is_err() {
                return;
            }
        }
    }

    fn leader(&self) -> MutexGuard<'_, Option<SessionId>> {
        self.leader.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_session_delivers_until_it_leaves() {
        let mailbox = Mailbox::new();
        let mut bell = mailbox.listen();
        assert!(mailbox.lead(1) && mailbox.lead(1) && !mailbox.lead(2));
        mailbox.leave(2);
        assert!(!bell.has_changed().unwrap() && !mailbox.lead(2));
        mailbox.leave(1);
        assert!(bell.has_changed().unwrap());
        bell.mark_unchanged();
        assert!(mailbox.lead(2));
    }

    #[tokio::test]
    async fn settled_when_the_leader_has_seen_it_empty() {
        let mailbox = Mailbox::new();
        mailbox.ring();
        mailbox.settled().await;
        assert!(mailbox.lead(1));
        let bell = *mailbox.listen().borrow();
        let (settled, ()) = tokio::join!(
            async {
                mailbox.settled().await;
                *mailbox.emptied.borrow()
            },
            async {
                tokio::task::yield_now().await;
                mailbox.note_empty(bell);
            }
        );
        assert_eq!(settled, bell);
    }
}
