//! Callbacks: what they carry, and how they are delivered by HTTP until the receiver takes them.
//!
//! [`CallbackDelivery`] implements [`Machine`]. It takes a [`Callback`], asks for requests ([`HttpOut`]), is told how
//! they were answered ([`HttpIn`]), and repeats what fails by the callback's [`Ladder`](crate::time::Ladder): the status
//! of a message is sent nine times at most, a message from a handset eight times. Each callback ends in one event.
//!
//! - A status of HTTP from 200 to 299 is success; any other, no connection and no answer in time are failures.
//! - Waits are counted from request to request: how long an answer took does not matter.
//! - Callbacks to one URL go out in the order in which they are due, and one at a time unless
//!   [`DeliveryLimits::in_flight_per_url`] says otherwise. One that waits to be repeated holds nothing up, so later
//!   statuses of a message may overtake it.
//! - All that can grow has a cap: [`DeliveryLimits`].
//!
//! [`StatusCallback`] is what a callback with the status of a message carries; a receiver reads it with
//! [`Received::parse`].
//!
//! ```
//! use clickatell_core::delivery::{
//!     Callback, CallbackDelivery, CallbackUrl, DeliveryEvent, DeliverySettings, HttpAnswer, HttpIn, HttpMethod, HttpOut,
//! };
//! use clickatell_core::machine::{Machine, Timed};
//! use clickatell_core::time::{Duration, Instant, Ladder};
//!
//! let mut delivery = CallbackDelivery::new(DeliverySettings::default());
//! let url = CallbackUrl::parse("http://www.yoururl.com/script.asp")?;
//! let callback = Callback::new(url, HttpMethod::Post, "status=003".into(), Ladder::MT);
//! let handle = delivery.enqueue(Instant::ZERO, callback)?;
//!
//! let mut body = Vec::new();
//! let Some(HttpOut::Request { attempt, .. }) = delivery.poll_output(&mut body) else { unreachable!() };
//! assert_eq!(body, b"status=003");
//! delivery.handle_input(Instant::ZERO, HttpIn { attempt, answer: HttpAnswer::Failed });
//! assert!(matches!(delivery.poll_event(), Some(DeliveryEvent::Failed { .. })));
//!
//! let later = Instant::ZERO + Duration::from_secs(120);
//! assert_eq!(delivery.poll_timeout(), Some(later));
//! delivery.handle_timeout(later);
//! let Some(HttpOut::Request { attempt, .. }) = delivery.poll_output(&mut body) else { unreachable!() };
//! delivery.handle_input(later, HttpIn { attempt, answer: HttpAnswer::Status(200) });
//! assert!(matches!(delivery.poll_event(), Some(DeliveryEvent::Delivered { handle: h, .. }) if h == handle));
//! # Ok::<(), Box<dyn core::error::Error>>(())
//! ```

mod address;
mod attempt;
mod basic_auth;
mod callback;
mod command;
mod event;
mod fields;
mod schedule;
mod settings;

use alloc::collections::{BTreeMap, VecDeque};
use alloc::vec::Vec;
use core::fmt;

use crate::machine::{Machine, Serial, Timed};
use crate::time::Instant;
use attempt::{Item, Todo, UnderWay};
use schedule::Schedule;

pub use address::{CallbackUrl, CallbackUrlError};
pub use basic_auth::{BasicAuth, BasicAuthError};
pub use callback::{Callback, HttpMethod};
pub use command::{EnqueueError, NotQueued, Progress};
pub use event::{Attempted, DeliveryEvent, GiveUpReason, HttpAnswer, HttpIn, HttpOut, Outcome};
pub use fields::{
    CallbackGrammar, Fault, Field, Received, Rule, StatusCallback, Tolerance, Variable, document_form,
};
#[cfg(feature = "xml")]
pub use fields::{XmlCallbackError, XmlCallbackWriteError};
pub use settings::{DeliveryLimits, DeliverySettings, Jitter};

/// Names the kind of [`Handle`](crate::machine::Handle) that a callback has.
#[derive(Debug)]
pub enum Queued {}

/// Names the kind of [`Handle`](crate::machine::Handle) that a request has.
#[derive(Debug)]
pub enum Attempt {}

/// Delivers callbacks; see the [module](self).
pub struct CallbackDelivery {
    settings: DeliverySettings,
    schedule: Schedule,
    /// Callbacks that have not ended, by the numbers of their handles.
    items: BTreeMap<u64, Item>,
    /// What they count against the cap of octets.
    octets: usize,
    /// Requests that await their answers, by their numbers.
    under_way: BTreeMap<u64, UnderWay>,
    handles: Serial,
    attempts: Serial,
    todo: VecDeque<Todo>,
    events: VecDeque<DeliveryEvent>,
}

impl CallbackDelivery {
    /// A delivery of nothing yet. A timeout or a count that would stop everything is raised to the least that does not.
    #[must_use]
    pub fn new(settings: DeliverySettings) -> Self {
        let settings = settings.in_range();
        Self {
            schedule: Schedule::new(&settings.limits),
            settings,
            items: BTreeMap::new(),
            octets: 0,
            under_way: BTreeMap::new(),
            handles: Serial::new(),
            attempts: Serial::new(),
            todo: VecDeque::new(),
            events: VecDeque::new(),
        }
    }

    /// What it goes by.
    #[must_use]
    pub const fn settings(&self) -> &DeliverySettings {
        &self.settings
    }
}

impl Timed for CallbackDelivery {
    fn poll_timeout(&self) -> Option<Instant> {
        [self.first_deadline(), self.schedule.next_due()].into_iter().flatten().min()
    }

    fn handle_timeout(&mut self, now: Instant) {
        self.on_time(now);
    }
}

impl Machine for CallbackDelivery {
    type Input<'a> = HttpIn;
    type Output = HttpOut;
    type Event = DeliveryEvent;

    /// False while events are at their cap.
    fn wants_input(&self) -> bool {
        self.events.len() < self.settings.limits.events
    }

    fn handle_input(&mut self, now: Instant, input: HttpIn) {
        self.on_answer(now, input);
    }

    fn poll_event(&mut self) -> Option<DeliveryEvent> {
        self.events.pop_front()
    }

    fn poll_output(&mut self, buf: &mut Vec<u8>) -> Option<HttpOut> {
        self.next_output(buf)
    }
}

impl fmt::Debug for CallbackDelivery {
    /// How much there is. Variables may hold the texts of messages, so none show.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CallbackDelivery")
            .field("queued", &self.items.len())
            .field("octets", &self.octets)
            .field("in_flight", &self.in_flight())
            .field("events", &self.events.len())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
