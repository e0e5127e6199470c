//! What goes into reassembly and what comes out.

use std::net::SocketAddr;

use crate::time::Timestamp;

/// One segment of TCP.
#[derive(Clone, Copy, Debug)]
#[allow(clippy::exhaustive_structs, reason = "the fields of a segment that decide where its octets belong")]
pub struct Segment<'a> {
    /// When it was captured.
    pub at: Timestamp,
    /// Who sent it.
    pub from: SocketAddr,
    /// To whom.
    pub to: SocketAddr,
    /// The number of its first octet, or of its SYN.
    pub sequence: u32,
    /// The number of the octet that its sender waits for, when it says so.
    pub acknowledged: Option<u32>,
    /// It begins a connection.
    pub syn: bool,
    /// Nothing of its sender's comes behind it.
    pub fin: bool,
    /// It breaks the connection off.
    pub rst: bool,
    /// Its octets, as far as they were captured.
    pub payload: &'a [u8],
    /// How many octets behind those were not captured.
    pub missing: usize,
}

/// A connection, by its place among those of the capture, from 1. A second one between the same ends is another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ConnectionId(pub(super) u64);

impl ConnectionId {
    /// Its number.
    #[must_use]
    pub const fn get(self) -> u64 {
        self.0
    }
}

/// One end of a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(clippy::exhaustive_enums, reason = "a connection has two ends")]
pub enum Side {
    /// The one that connected.
    Client,
    /// The one that was connected to.
    Server,
}

impl Side {
    /// The other end.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::Client => Self::Server,
            Self::Server => Self::Client,
        }
    }
}

/// What is known of the beginning of a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(clippy::exhaustive_enums, reason = "a capture holds it or does not")]
pub enum Beginning {
    /// The capture holds it: the first octet is the first that was sent.
    Captured,
    /// The connection was under way. Which end connected is a guess by the ports.
    UnderWay,
}

/// How a connection ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum End {
    /// Both ends closed it.
    Closed,
    /// This end broke it off.
    Reset(Side),
    /// Another connection between the same ends began.
    Replaced,
    /// There were more connections than the cap, and this one had been silent for longest.
    Displaced,
    /// The capture ended.
    CaptureEnded,
}

/// Something that happened to a connection.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(clippy::exhaustive_structs, reason = "an event is where, when and what")]
pub struct Event {
    /// To which connection.
    pub connection: ConnectionId,
    /// When; for octets, when those were captured.
    pub at: Timestamp,
    /// What.
    pub what: What,
}

/// What can happen to a connection. Octets of a direction and gaps come in the order of the stream, without a hole.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum What {
    /// It is new.
    Opened {
        /// The end that connected.
        client: SocketAddr,
        /// The end that was connected to.
        server: SocketAddr,
        /// What is known of its beginning.
        beginning: Beginning,
    },
    /// The next octets that this end sent.
    Octets {
        /// The end.
        sender: Side,
        /// How many octets of the stream came before, missing ones included.
        offset: u64,
        /// The octets.
        octets: Vec<u8>,
    },
    /// The capture lacks the next octets that this end sent.
    Missing {
        /// The end.
        sender: Side,
        /// How many octets of the stream came before.
        offset: u64,
        /// How many are missing.
        octets: u64,
    },
    /// Octets came again and were others; the first ones were taken.
    Differs {
        /// Who sent them.
        sender: Side,
        /// The first that differs, as a place in the stream.
        offset: u64,
        /// How many differ.
        octets: usize,
    },
    /// Octets came that cannot be used: of a gap that was given up, from before the beginning, or after the end.
    Late {
        /// Who sent them.
        sender: Side,
        /// How many.
        octets: usize,
    },
    /// Nothing more comes of it.
    Ended(End),
}

impl std::fmt::Debug for What {
    /// Octets may hold a password, so only their number shows.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Opened { client, server, beginning } => {
                write!(f, "Opened({client} -> {server}, {beginning:?})")
            }
            Self::Octets { sender, offset, octets } => {
                write!(f, "Octets({sender:?}, {} at {offset})", octets.len())
            }
            Self::Missing { sender, offset, octets } => {
                write!(f, "Missing({sender:?}, {octets} at {offset})")
            }
            Self::Differs { sender, offset, octets } => {
                write!(f, "Differs({sender:?}, {octets} at {offset})")
            }
            Self::Late { sender, octets } => write!(f, "Late({sender:?}, {octets})"),
            Self::Ended(end) => write!(f, "Ended({end:?})"),
        }
    }
}
