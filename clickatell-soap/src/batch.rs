//! Batches: a text that was given once, for many messages (SOAP 8).
//!
//! The HTTP interface has the same.

use alloc::collections::BTreeMap;
use core::fmt;

use clickatell_core::error::ApiError;
use clickatell_core::id::MessageId;
use clickatell_core::machine::{Serial, Timed};
use clickatell_core::send::Template;
use clickatell_core::time::{Duration, Instant};

/// What [`Batches`] go by, and hold at most.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct BatchLimits {
    /// How long a batch lives after it was begun, used or not. Default 24 hours.
    pub life: Duration,
    /// Batches that are open. Default 100 000.
    pub batches: usize,
    /// Batches of one owner. Default 1000.
    pub per_owner: usize,
    /// Octets of all texts and data together. Default 64 MiB.
    pub octets: usize,
}

impl BatchLimits {
    /// How long the document lets a batch live.
    pub const LIFE: Duration = Duration::from_secs(24 * 60 * 60);
}

impl Default for BatchLimits {
    fn default() -> Self {
        Self { life: Self::LIFE, batches: 100_000, per_owner: 1000, octets: 64 << 20 }
    }
}

/// Why a batch was not begun. Nothing changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum StartError {
    /// A batch with this id is open. Ids are drawn at random, so the next one will do.
    #[error("a batch with this id is open")]
    Taken,
    /// As many batches are open as may be, in all or of this owner.
    #[error("{limit} batches are open, which is the most")]
    Batches {
        /// The limit, [`BatchLimits::batches`] or [`BatchLimits::per_owner`].
        limit: usize,
    },
    /// All texts together would be longer than they may be.
    #[error("all texts together would have more than {limit} octets")]
    Octets {
        /// The limit, [`BatchLimits::octets`].
        limit: usize,
    },
}

impl StartError {
    /// The error that a call is answered with: 901, please try again.
    #[must_use]
    pub const fn answer(self) -> ApiError {
        ApiError::INTERNAL
    }
}

/// No such batch of this owner is open: it never was, has ended, or is too old.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no such batch is open")]
pub struct NoBatch;

impl NoBatch {
    /// The error that a call is answered with: 201.
    #[must_use]
    pub const fn answer(self) -> ApiError {
        ApiError::INVALID_BATCH_ID
    }
}

/// Batches that are open, each for as long as its owner does not end it, and not longer than a day.
///
/// ```
/// use clickatell_core::id::MessageId;
/// use clickatell_core::send::Template;
/// use clickatell_core::time::{Duration, Instant};
/// use clickatell_soap::batch::{BatchLimits, Batches, NoBatch};
///
/// let mut batches = Batches::new(BatchLimits::default());
/// let id = MessageId::parse("630d9a8b093b4f0c13392ff0e0e4f863")?;
/// batches.start(Instant::ZERO, id, "demo", Template::new("Hi #field1#"))?;
/// let template = batches.get(Instant::from_secs(86_399), &id, &"demo")?;
/// assert_eq!(template.text, "Hi #field1#");
/// assert_eq!(batches.get(Instant::from_secs(86_400), &id, &"demo"), Err(NoBatch));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Batches<K> {
    limits: BatchLimits,
    batches: BTreeMap<MessageId, Batch<K>>,
    /// Batches in the order in which they end by themselves.
    due: BTreeMap<(Instant, u64), MessageId>,
    owners: BTreeMap<K, usize>,
    octets: usize,
    serial: Serial,
}

struct Batch<K> {
    owner: K,
    template: Template<'static>,
    due: (Instant, u64),
    octets: usize,
}

impl<K: Ord + Clone> Batches<K> {
    /// None are open.
    #[must_use]
    pub const fn new(limits: BatchLimits) -> Self {
        Self {
            limits,
            batches: BTreeMap::new(),
            due: BTreeMap::new(),
            owners: BTreeMap::new(),
            octets: 0,
            serial: Serial::new(),
        }
    }

    /// How many are open.
    #[must_use]
    pub fn len(&self) -> usize {
        self.batches.len()
    }

    /// True when none is open.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.batches.is_empty()
    }

    /// Begins a batch: `startbatch`. Whoever knows its id and is its owner may send by it.
    ///
    /// # Errors
    /// When the id is in use, or there is too much of something.
    pub fn start(
        &mut self,
        now: Instant,
        id: MessageId,
        owner: K,
        template: Template<'static>,
    ) -> Result<(), StartError> {
        self.handle_timeout(now);
        let own = self.owners.get(&owner).copied().unwrap_or_default();
        let octets = octets(&template);
        if self.batches.contains_key(&id) {
            return Err(StartError::Taken);
        }
        for (open, limit) in [(self.batches.len(), self.limits.batches), (own, self.limits.per_owner)] {
            if open >= limit {
                return Err(StartError::Batches { limit });
            }
        }
        let all = self.octets.saturating_add(octets);
        if all > self.limits.octets {
            return Err(StartError::Octets { limit: self.limits.octets });
        }
        let due = (now.after(self.limits.life), self.serial.issue());
        self.octets = all;
        self.owners.insert(owner.clone(), own.saturating_add(1));
        self.due.insert(due, id);
        self.batches.insert(id, Batch { owner, template, due, octets });
        Ok(())
    }

    /// The text of a batch: for `senditem` and `quicksend`. Its messages wait and expire from when each is posted.
    ///
    /// # Errors
    /// When this owner has no such batch open.
    pub fn get(&mut self, now: Instant, id: &MessageId, owner: &K) -> Result<&Template<'static>, NoBatch> {
        self.handle_timeout(now);
        let batch = self.batches.get(id).filter(|batch| batch.owner == *owner);
        batch.map(|batch| &batch.template).ok_or(NoBatch)
    }

    /// Ends a batch: `endbatch`.
    ///
    /// # Errors
    /// When this owner has no such batch open.
    pub fn end(&mut self, now: Instant, id: &MessageId, owner: &K) -> Result<Template<'static>, NoBatch> {
        self.get(now, id, owner)?;
        self.remove(id).ok_or(NoBatch)
    }

    /// Ends every batch of an owner; how many there were.
    pub fn end_all(&mut self, owner: &K) -> usize {
        let own = self.batches.iter().filter(|(_, batch)| batch.owner == *owner);
        let own: Vec<MessageId> = own.map(|(id, _)| *id).collect();
        own.iter().filter_map(|id| self.remove(id)).count()
    }

    fn remove(&mut self, id: &MessageId) -> Option<Template<'static>> {
        let batch = self.batches.remove(id)?;
        self.due.remove(&batch.due);
        self.octets = self.octets.saturating_sub(batch.octets);
        if let Some(own) = self.owners.get_mut(&batch.owner) {
            *own = own.saturating_sub(1);
            if *own == 0 {
                self.owners.remove(&batch.owner);
            }
        }
        Some(batch.template)
    }
}

/// What a batch holds.
fn octets(template: &Template<'_>) -> usize {
    let data = template.data.as_ref().map_or(0, |data| data.len());
    let header = template.udh.as_ref().map_or(0, |header| header.octets().len());
    template.text.len().saturating_add(data).saturating_add(header)
}

impl<K: Ord + Clone> Timed for Batches<K> {
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

impl<K> fmt::Debug for Batches<K> {
    /// How many there are; their texts may be anybody's.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Batches")
            .field("limits", &self.limits)
            .field("batches", &self.batches.len())
            .field("octets", &self.octets)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
