//! Caps on what a capture can make grow.

use std::time::Duration;

/// What a capture may make this crate keep in memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(clippy::exhaustive_structs, reason = "a program names the caps that it sets")]
pub struct Limits {
    /// Octets of one packet or one described block of the file; a longer one ends the reading of the file.
    pub block: usize,
    /// Interfaces of one section of a pcapng file; one more ends the reading of the file.
    pub interfaces: usize,
    /// Connections at once. One more takes the place of one that has ended or is ignored, else of one that never carried
    /// octets, else of the one that has been silent for longest, which ends with [`End::Displaced`](crate::End).
    pub connections: usize,
    /// Octets of one direction held behind a gap; beyond it the gap is given up.
    pub held: usize,
    /// Octets held behind gaps in all directions together.
    pub held_in_all: usize,
    /// Pieces, whatever their size, held behind gaps in all directions together.
    pub pieces: usize,
    /// The last octets of a direction, with which those that are sent again are compared.
    pub recent: usize,
    /// How long a gap that the receiver says it has no more is waited for, in time of the capture.
    pub patience: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            block: 1 << 20,
            interfaces: 1024,
            connections: 4096,
            held: 1 << 20,
            held_in_all: 64 << 20,
            pieces: 65_536,
            recent: 4096,
            patience: Duration::from_secs(1),
        }
    }
}
