//! Files of captured packets, and the octets of the TCP connections in them.
//!
//! Three steps, each told what came and asked what that gives; none opens a file, and none knows what the octets mean:
//!
//! 1. [`CaptureFile`] is fed the octets of a pcap or pcapng file and gives packets.
//! 2. [`dissect`] finds the TCP segment in a packet, or says why there is none.
//! 3. [`Reassembly`] is fed segments and gives events: connections that open and end, octets in their order, gaps.
//!
//! Whatever a file can make grow is capped by [`Limits`]; what goes beyond is told in an event, never lost in silence.
#![allow(
    clippy::std_instead_of_core,
    clippy::std_instead_of_alloc,
    reason = "a part of a program that runs where std is"
)]

mod file;
pub mod fuzzing;
mod limits;
mod packet;
mod reassembly;
mod time;

pub use file::{CaptureFile, FileFault, LinkType, Packet};
pub use limits::Limits;
pub use packet::{Skipped, dissect};
pub use reassembly::{Beginning, ConnectionId, End, Event, Reassembly, Segment, Side, What};
pub use time::Timestamp;
