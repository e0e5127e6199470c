//! The two traits of every state machine, and what their commands and duties are named by.
//!
//! A machine is one end of a conversation. It does no I/O: the caller hands it what arrived and what time it is,
//! and takes from it what to send and what happened. The same machine therefore runs under a blocking socket, an
//! async runtime, or a test that lets seven days pass at once.
//!
//! After every call that takes `now`, the caller drains: [`Machine::poll_event`] until `None`, then
//! [`Machine::poll_output`] until `None`; then it arms a timer for [`Timed::poll_timeout`]. Between two drains it
//! feeds one input. While [`Machine::wants_input`] is false it leaves input in the transport: that is how a peer
//! that asks faster than it is answered is held back.

mod handle;
mod timers;

use alloc::vec::Vec;
use core::fmt::Debug;

use crate::time::Instant;

pub use handle::{Duty, Handle, Serial};
pub use timers::{TimerName, TimerTable};

/// Anything that time alone changes.
pub trait Timed {
    /// When [`handle_timeout`](Self::handle_timeout) must be called at the latest; `None` when nothing is due.
    ///
    /// Ask again after every call that takes `now`.
    #[must_use]
    fn poll_timeout(&self) -> Option<Instant>;

    /// Does all that is due at `now`.
    ///
    /// Afterwards [`poll_timeout`](Self::poll_timeout) is `None` or later than `now`, so a caller can never spin.
    /// Calling it early does no harm.
    fn handle_timeout(&mut self, now: Instant);
}

/// One end of a conversation.
pub trait Machine: Timed {
    /// What comes in; borrowed, never kept.
    type Input<'a>;
    /// What the octets just appended to the buffer are for.
    type Output: Debug + PartialEq;
    /// What happened; owned, so that it may cross a channel or an await.
    type Event: Debug + Send + 'static;

    /// False while input should be left in the transport, because unanswered duties or unread events are at their
    /// cap.
    fn wants_input(&self) -> bool {
        true
    }

    /// Takes one input. Faulty input becomes an event, never an error.
    fn handle_input(&mut self, now: Instant, input: Self::Input<'_>);

    /// The next thing that happened. Poll until `None` after every call that takes `now`.
    #[must_use]
    fn poll_event(&mut self) -> Option<Self::Event>;

    /// The next thing to do outside: appends its octets to `buf` and says what they are for. Poll until `None`
    /// after the events.
    #[must_use]
    fn poll_output(&mut self, buf: &mut Vec<u8>) -> Option<Self::Output>;
}
