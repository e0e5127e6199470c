//! Parts put together again.
//!
//! Parts come in any order, some twice, some never. [`Joiner`] keeps them until the last one is there or their time
//! is over, and holds no more than its limits.

use alloc::boxed::Box;
use alloc::collections::{BTreeMap, VecDeque};
use alloc::vec::Vec;

use super::udh::{Concat, Reference};
use crate::machine::{Serial, Timed};
use crate::time::{Duration, Instant};

/// What a [`Joiner`] holds at most.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(default, deny_unknown_fields)
)]
#[non_exhaustive]
pub struct JoinLimits {
    /// Messages under way, those that ended incomplete and were not yet fetched included. Default 1000.
    pub sets: usize,
    /// Parts of one message. Default 255, all that can be numbered.
    pub parts: u8,
    /// Octets of all parts together. Default 4 MiB.
    pub octets: usize,
    /// How long after its first part a message may be incomplete. Default 24 hours.
    pub lifetime: Duration,
}

impl Default for JoinLimits {
    fn default() -> Self {
        Self { sets: 1000, parts: u8::MAX, octets: 4 << 20, lifetime: Duration::from_secs(86_400) }
    }
}

/// What became of a part. serde has octets in hexadecimal digits.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum Joined {
    /// It was the last one: the octets of all parts in their order.
    Complete(#[cfg_attr(feature = "serde", serde(with = "crate::hex::in_serde"))] Vec<u8>),
    /// It is kept; others are missing.
    Waiting {
        /// How many parts are missing.
        missing: u8,
    },
    /// The same part with the same octets is kept already.
    Duplicate,
}

/// Why a part was not kept. Nothing else changed; the caller may pass the part on by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum JoinError {
    /// As many messages are under way as may be.
    #[error("{limit} messages are under way, which is the most")]
    Sets {
        /// The limit, [`JoinLimits::sets`].
        limit: usize,
    },
    /// The message has more parts than one may have.
    #[error("a message of {total} parts, {limit} are the most")]
    Parts {
        /// How many it has.
        total: u8,
        /// The limit, [`JoinLimits::parts`].
        limit: u8,
    },
    /// The parts together would have more octets than they may.
    #[error("the parts under way would have more than {limit} octets")]
    Octets {
        /// The limit, [`JoinLimits::octets`].
        limit: usize,
    },
}

/// A message of which not all parts came. serde has octets in hexadecimal digits.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct Incomplete<K> {
    /// Whose message it is.
    pub key: K,
    /// The reference of its parts.
    pub reference: Reference,
    /// How many parts it has.
    pub total: u8,
    /// The parts that came, by their numbers.
    #[cfg_attr(feature = "serde", serde(with = "parts_in_serde"))]
    pub parts: BTreeMap<u8, Box<[u8]>>,
    /// Why it ended.
    pub why: IncompleteReason,
}

/// Why a message ended before it was complete.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum IncompleteReason {
    /// Its time was over.
    Expired,
    /// A part came that it had already, with other octets: a new message with an old reference.
    Superseded,
}

/// Parts with their octets in hexadecimal digits.
#[cfg(feature = "serde")]
mod parts_in_serde {
    use alloc::boxed::Box;
    use alloc::collections::BTreeMap;

    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    #[derive(Serialize, Deserialize)]
    struct Octets(#[serde(with = "crate::hex::in_serde")] Box<[u8]>);

    pub(super) fn serialize<S: Serializer>(
        parts: &BTreeMap<u8, Box<[u8]>>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.collect_map(parts.iter().map(|(number, octets)| (number, Octets(octets.clone()))))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<BTreeMap<u8, Box<[u8]>>, D::Error> {
        let parts = BTreeMap::<u8, Octets>::deserialize(deserializer)?;
        Ok(parts.into_iter().map(|(number, Octets(octets))| (number, octets)).collect())
    }
}

/// Joins the parts of messages.
///
/// `K` names the conversation: both addresses, and whatever else must be equal, such as the coding. Parts belong
/// together when key, reference and total are equal. A complete message is forgotten at once, so a part that is sent
/// again afterwards begins a new one.
#[derive(Debug)]
pub struct Joiner<K> {
    limits: JoinLimits,
    sets: BTreeMap<SetKey<K>, Set>,
    due: BTreeMap<Due, SetKey<K>>,
    serial: Serial,
    octets: usize,
    ended: VecDeque<Incomplete<K>>,
}

/// When a set expires; sets of one moment in the order of their first parts.
type Due = (Instant, u64);

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct SetKey<K> {
    key: K,
    reference: Reference,
    total: u8,
}

#[derive(Clone, Debug)]
struct Set {
    due: Due,
    parts: BTreeMap<u8, Box<[u8]>>,
}

impl<K: Ord + Clone> Joiner<K> {
    /// A joiner that holds nothing yet.
    #[must_use]
    pub const fn new(limits: JoinLimits) -> Self {
        Self {
            limits,
            sets: BTreeMap::new(),
            due: BTreeMap::new(),
            serial: Serial::new(),
            octets: 0,
            ended: VecDeque::new(),
        }
    }

    /// How many messages are under way.
    #[must_use]
    pub fn len(&self) -> usize {
        self.sets.len()
    }

    /// True when no message is under way.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.sets.is_empty()
    }

    /// Takes one part: its octets without the user data header.
    ///
    /// Messages whose time is over at `now` end before it is looked at.
    ///
    /// # Errors
    /// The limit that forbids to keep it.
    pub fn push(&mut self, now: Instant, key: K, concat: Concat, octets: &[u8]) -> Result<Joined, JoinError> {
        self.handle_timeout(now);
        let JoinLimits { parts: limit, .. } = self.limits;
        if concat.total() > limit {
            return Err(JoinError::Parts { total: concat.total(), limit });
        }
        if concat.total() == 1 {
            return Ok(Joined::Complete(octets.to_vec()));
        }
        let name = SetKey { key, reference: concat.reference(), total: concat.total() };
        match self.sets.get(&name).map(|set| set.parts.get(&concat.part())) {
            Some(Some(kept)) if **kept == *octets => return Ok(Joined::Duplicate),
            Some(Some(_)) => {
                self.check_room(octets)?;
                self.end(&name, IncompleteReason::Superseded);
                self.open(now, &name, concat, octets);
            }
            Some(None) => {
                self.check_octets(octets)?;
                self.add(&name, concat, octets);
            }
            None => {
                self.check_room(octets)?;
                self.open(now, &name, concat, octets);
            }
        }
        let have = self.sets.get(&name).map_or(0, |set| set.parts.len());
        let missing = concat.total().saturating_sub(u8::try_from(have).unwrap_or(u8::MAX));
        if missing > 0 {
            return Ok(Joined::Waiting { missing });
        }
        let parts = self.remove(&name).map(|set| set.parts).unwrap_or_default();
        let parts: Vec<_> = parts.into_values().collect();
        let whole = parts.concat();
        self.octets = self.octets.saturating_sub(whole.len());
        Ok(Joined::Complete(whole))
    }

    /// The next message that ended incomplete. Poll until `None` after every call that takes `now`.
    #[must_use]
    pub fn poll_incomplete(&mut self) -> Option<Incomplete<K>> {
        let ended = self.ended.pop_front()?;
        let octets = ended.parts.values().map(|part| part.len()).sum();
        self.octets = self.octets.saturating_sub(octets);
        Some(ended)
    }

    fn check_room(&self, octets: &[u8]) -> Result<(), JoinError> {
        let JoinLimits { sets: limit, .. } = self.limits;
        if self.sets.len().saturating_add(self.ended.len()) >= limit {
            return Err(JoinError::Sets { limit });
        }
        self.check_octets(octets)
    }

    fn check_octets(&self, octets: &[u8]) -> Result<(), JoinError> {
        let JoinLimits { octets: limit, .. } = self.limits;
        if self.octets.saturating_add(octets.len()) > limit {
            return Err(JoinError::Octets { limit });
        }
        Ok(())
    }

    fn open(&mut self, now: Instant, name: &SetKey<K>, concat: Concat, octets: &[u8]) {
        let due = (now.after(self.limits.lifetime), self.serial.issue());
        self.due.insert(due, name.clone());
        self.sets.insert(name.clone(), Set { due, parts: BTreeMap::new() });
        self.add(name, concat, octets);
    }

    fn add(&mut self, name: &SetKey<K>, concat: Concat, octets: &[u8]) {
        if let Some(set) = self.sets.get_mut(name) {
            set.parts.insert(concat.part(), octets.into());
            self.octets = self.octets.saturating_add(octets.len());
        }
    }

    fn remove(&mut self, name: &SetKey<K>) -> Option<Set> {
        let set = self.sets.remove(name)?;
        self.due.remove(&set.due);
        Some(set)
    }

    fn end(&mut self, name: &SetKey<K>, why: IncompleteReason) {
        if let Some(Set { parts, .. }) = self.remove(name) {
            let SetKey { key, reference, total } = name.clone();
            self.ended.push_back(Incomplete { key, reference, total, parts, why });
        }
    }
}

impl<K: Ord + Clone> Timed for Joiner<K> {
    fn poll_timeout(&self) -> Option<Instant> {
        self.due.first_key_value().map(|((at, _), _)| *at)
    }

    fn handle_timeout(&mut self, now: Instant) {
        while let Some(first) = self.due.first_entry().filter(|first| first.key().0 <= now) {
            let name = first.get().clone();
            self.end(&name, IncompleteReason::Expired);
        }
    }
}

#[cfg(test)]
mod tests;
