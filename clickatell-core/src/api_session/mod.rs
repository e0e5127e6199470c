//! Sessions of the text interfaces: what `auth` opens and every other call uses.
//!
//! A session lives for 15 minutes after it was last used, by any call; several may be open at once, and several callers
//! may use one (SOAP 5.1, 5.2). SMPP has sessions of another kind.

use alloc::collections::BTreeMap;
use core::fmt;

use crate::error::ApiError;
use crate::id::MessageId;
use crate::machine::{Serial, Timed};
use crate::time::{Duration, Instant};

/// What [`ApiSessions`] go by, and hold at most.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(default, deny_unknown_fields)
)]
#[non_exhaustive]
pub struct SessionLimits {
    /// How long a session lives after it was last used. Default 15 minutes.
    pub idle: Duration,
    /// Sessions that are open. Default 100 000.
    pub sessions: usize,
    /// Sessions of one owner; 1 at least. Opening one more ends the one that was longest not used: clients that open a
    /// session for each message never come back to the old ones. Default 1000.
    pub per_owner: usize,
}

impl SessionLimits {
    /// How long the documents let a session live after it was last used.
    pub const IDLE: Duration = Duration::from_secs(15 * 60);
}

impl Default for SessionLimits {
    fn default() -> Self {
        Self { idle: Self::IDLE, sessions: 100_000, per_owner: 1000 }
    }
}

/// Why a session was not opened. Nothing changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum OpenError {
    /// A session with this id is open. Ids are drawn at random, so the next one will do.
    #[error("a session with this id is open")]
    Taken,
    /// As many sessions are open as may be.
    #[error("{limit} sessions are open, which is the most")]
    Sessions {
        /// The limit, [`SessionLimits::sessions`].
        limit: usize,
    },
}

impl OpenError {
    /// The error that a call is answered with: 901, please try again.
    #[must_use]
    pub const fn answer(self) -> ApiError {
        ApiError::INTERNAL
    }
}

/// No session with this id is open: it was not used for too long, was closed, or never was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no session with this id is open")]
pub struct NoSession;

impl NoSession {
    /// The error that a call is answered with: 003, which does not tell which of these it was.
    #[must_use]
    pub const fn answer(self) -> ApiError {
        ApiError::SESSION_EXPIRED
    }
}

/// The sessions that are open.
///
/// `K` names the owner: the account, its connection, and whatever else a call needs to know of who opened it.
///
/// ```
/// use clickatell_core::api_session::{ApiSessions, NoSession, SessionLimits};
/// use clickatell_core::id::{ApiMessageId, MessageId};
/// use clickatell_core::time::Instant;
///
/// let mut sessions = ApiSessions::new(SessionLimits::default());
/// // In earnest these octets come from a random source.
/// let id = MessageId::from(ApiMessageId::from_random(*b"sixteen octets, "));
/// sessions.open(Instant::ZERO, id, "demo")?;
/// assert_eq!(sessions.touch(Instant::from_secs(899), &id), Ok(&"demo"));
/// assert_eq!(sessions.touch(Instant::from_secs(899 + 900), &id), Err(NoSession));
/// # Ok::<(), clickatell_core::api_session::OpenError>(())
/// ```
pub struct ApiSessions<K> {
    limits: SessionLimits,
    sessions: BTreeMap<MessageId, Session<K>>,
    /// Sessions in the order in which they expire, which is that of their last use.
    due: BTreeMap<Due, MessageId>,
    owners: BTreeMap<K, BTreeMap<Due, MessageId>>,
    serial: Serial,
}

/// When a session expires; those of one moment in the order of their last use.
type Due = (Instant, u64);

struct Session<K> {
    owner: K,
    due: Due,
}

impl<K: Ord + Clone> ApiSessions<K> {
    /// None are open.
    #[must_use]
    pub const fn new(limits: SessionLimits) -> Self {
        Self {
            limits,
            sessions: BTreeMap::new(),
            due: BTreeMap::new(),
            owners: BTreeMap::new(),
            serial: Serial::new(),
        }
    }

    /// How many are open.
    #[must_use]
    pub fn len(&self) -> usize {
        self.sessions.len()
    }

    /// True when none is open.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.sessions.is_empty()
    }

    /// Opens a session, and ends the one that its owner did not use for longest where there are too many of them.
    ///
    /// Whoever knows an id is its owner: it must be unguessable.
    ///
    /// # Errors
    /// When the id is in use, or too many sessions are open.
    pub fn open(&mut self, now: Instant, id: MessageId, owner: K) -> Result<(), OpenError> {
        self.handle_timeout(now);
        if self.sessions.contains_key(&id) {
            return Err(OpenError::Taken);
        }
        let own = self.owners.get(&owner);
        let oldest =
            own.filter(|own| own.len() >= self.limits.per_owner.max(1)).and_then(|own| own.first_key_value());
        #[cfg(seeded_fault = "api_sessions")]
        let oldest =
            oldest.and_then(|_| self.sessions.last_key_value().map(|(id, session)| (&session.due, id)));
        match oldest.map(|(_, oldest)| *oldest) {
            Some(oldest) => {
                self.remove(&oldest);
            }
            None if self.sessions.len() >= self.limits.sessions => {
                return Err(OpenError::Sessions { limit: self.limits.sessions });
            }
            None => {}
        }
        self.insert(now, id, owner);
        Ok(())
    }

    /// Uses a session: it lives on from `now`, whatever becomes of the call. `ping` does nothing else.
    ///
    /// # Errors
    /// When none with this id is open.
    pub fn touch(&mut self, now: Instant, id: &MessageId) -> Result<&K, NoSession> {
        self.handle_timeout(now);
        let owner = self.remove(id).ok_or(NoSession)?;
        self.insert(now, *id, owner);
        self.sessions.get(id).map(|session| &session.owner).ok_or(NoSession)
    }

    /// Ends a session.
    ///
    /// # Errors
    /// When none with this id is open.
    pub fn close(&mut self, now: Instant, id: &MessageId) -> Result<K, NoSession> {
        self.handle_timeout(now);
        self.remove(id).ok_or(NoSession)
    }

    /// Ends every session of an owner, as when its password changes; how many there were.
    pub fn close_all(&mut self, owner: &K) -> usize {
        let own = self.owners.remove(owner).unwrap_or_default();
        for (due, id) in &own {
            self.due.remove(due);
            self.sessions.remove(id);
        }
        own.len()
    }

    fn insert(&mut self, now: Instant, id: MessageId, owner: K) {
        let due = (now.after(self.limits.idle), self.serial.issue());
        self.due.insert(due, id);
        self.owners.entry(owner.clone()).or_default().insert(due, id);
        self.sessions.insert(id, Session { owner, due });
    }

    fn remove(&mut self, id: &MessageId) -> Option<K> {
        let Session { owner, due } = self.sessions.remove(id)?;
        self.due.remove(&due);
        if let Some(own) = self.owners.get_mut(&owner) {
            own.remove(&due);
            if own.is_empty() {
                self.owners.remove(&owner);
            }
        }
        Some(owner)
    }
}

impl<K: Ord + Clone> Timed for ApiSessions<K> {
    fn poll_timeout(&self) -> Option<Instant> {
        self.due.first_key_value().map(|((at, _), _)| *at)
    }

    fn handle_timeout(&mut self, now: Instant) {
        while let Some((_, id)) = self.due.first_key_value().filter(|((at, _), _)| *at <= now) {
            let id = *id;
            self.remove(&id);
        }
    }
}

impl<K> fmt::Debug for ApiSessions<K> {
    /// How many there are. Whoever knows an id can use its session, so none show.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ApiSessions")
            .field("limits", &self.limits)
            .field("sessions", &self.sessions.len())
            .field("owners", &self.owners.len())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
