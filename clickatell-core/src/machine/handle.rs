//! Names of commands and of duties.

use core::fmt;
use core::hash::{Hash, Hasher};
use core::marker::PhantomData;

/// Numbers that a machine gives out once each.
#[derive(Debug, Default)]
pub struct Serial(u64);

impl Serial {
    /// Numbers from 1.
    #[must_use]
    pub const fn new() -> Self {
        Self(0)
    }

    /// The next number. At a thousand million a second it takes five centuries to come round.
    #[must_use = "a number that is not used is lost"]
    pub fn issue(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(1);
        self.0
    }
}

/// Names a command that was given to a machine; the event that ends the command carries it.
///
/// One machine never issues the same handle twice. `K` says what kind of command it names. serde has its number.
pub struct Handle<K> {
    id: u64,
    kind: PhantomData<fn() -> K>,
}

impl<K> Handle<K> {
    /// A handle with this number. For machines only: a handle that no machine issued names nothing.
    #[must_use]
    pub const fn new(id: u64) -> Self {
        Self { id, kind: PhantomData }
    }

    /// The number, for logs and for keys of a table.
    #[must_use]
    pub const fn id(self) -> u64 {
        self.id
    }
}

impl<K> Copy for Handle<K> {}
impl<K> Clone for Handle<K> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<K> Eq for Handle<K> {}
impl<K> PartialEq for Handle<K> {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}
impl<K> Hash for Handle<K> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.id.hash(state);
    }
}
impl<K> fmt::Debug for Handle<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Handle({})", self.id)
    }
}

#[cfg(feature = "serde")]
impl<K> serde::Serialize for Handle<K> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.id.serialize(serializer)
    }
}

#[cfg(feature = "serde")]
impl<'de, K> serde::Deserialize<'de> for Handle<K> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        u64::deserialize(deserializer).map(Self::new)
    }
}

/// A request of the peer's that must be answered exactly once.
///
/// It is not `Clone`, and the answer consumes it. Nothing is acknowledged to the peer before that. One that is
/// dropped lapses by timer: the machine answers with a temporary error and says so in an event.
#[must_use = "the peer waits for an answer"]
pub struct Duty<K> {
    id: u64,
    kind: PhantomData<fn() -> K>,
}

impl<K> Duty<K> {
    /// A duty with this number. For machines only: a duty that no machine issued is stale.
    pub const fn new(id: u64) -> Self {
        Self { id, kind: PhantomData }
    }

    /// The number, for logs; a lapsed duty is reported by it.
    #[must_use]
    pub const fn id(&self) -> u64 {
        self.id
    }
}

impl<K> Eq for Duty<K> {}
impl<K> PartialEq for Duty<K> {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}
impl<K> fmt::Debug for Duty<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Duty({})", self.id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    enum Submit {}

    #[test]
    fn serials_are_never_repeated_and_start_at_one() {
        let mut serial = Serial::new();
        let first = Handle::<Submit>::new(serial.issue());
        let copy = first;
        assert_eq!((first.id(), copy), (1, first));
        assert_ne!(Handle::<Submit>::new(serial.issue()), first);
        assert_eq!(std::format!("{first:?} {:?}", Duty::<Submit>::new(7)), "Handle(1) Duty(7)");
    }
}
