//! Flow control as pure state: how many requests are under way, how fast they go out, and what becomes of those that
//! the SMSC has no room for.
//!
//! An [`Outbox`] owns the requests that are not answered yet. It hands them out in order, and takes back those that the
//! SMSC refuses for want of room:
//!
//! - **Window.** As many are under way as the window allows (SMPP 3.4, 2.9).
//! - **Rate.** A token bucket in whole microseconds.
//! - **Throttled.** `ESME_RTHROTTLED` and `ESME_RMSGQFUL` mean that the SMSC has no room now (5.1.3). Nothing new is sent
//!   for a pause; then the refused one goes first, alone, and only when it is accepted do the others follow. The order
//!   stays. The pause doubles from refusal to refusal up to a cap, and is forgotten at the first success. Requests that
//!   were under way together make one pause. A request that is refused for [too long](FlowSettings::give_up) is not sent again:
//!   its last refusal is its outcome.
//! - **Congested.** SMPP 5.0 lets any response say how busy the SMSC is, `congestion_state` 0 to 100 (5.0: 4.8.4.18). From
//!   90 on, where the specification calls congestion near, the window shrinks in proportion; 100 is a pause like that of
//!   a refusal.
//!
//! ```
//! use clickatell_core::time::Instant;
//! use clickatell_smpp::flow::{Answered, FlowSettings, Outbox};
//! use clickatell_smpp::pdu::{EnquireLink, PduBody};
//! use clickatell_smpp::{CommandStatus, PduBuf, SequenceNumber};
//!
//! let mut octets = Vec::new();
//! EnquireLink::new().encode(SequenceNumber::FIRST, &mut octets); // any request
//! let pdu = PduBuf::new(&octets).unwrap();
//!
//! let mut outbox = Outbox::new(FlowSettings::default(), 10);
//! let first = outbox.push(pdu.clone())?;
//! let second = outbox.push(pdu)?;
//! let now = Instant::ZERO;
//! assert_eq!(outbox.next(now).map(|(handle, _)| handle), Some(first));
//! assert_eq!(outbox.next(now).map(|(handle, _)| handle), Some(second));
//! assert_eq!(outbox.answered(now, first, CommandStatus::ESME_RTHROTTLED, None), Some(Answered::Again));
//! assert_eq!(outbox.next(now), None);
//! assert_eq!(outbox.next(Instant::from_secs(1)).map(|(handle, _)| handle), Some(first));
//! # Ok::<(), clickatell_smpp::flow::QueueFull>(())
//! ```

mod bucket;
mod outbox;
mod pause;
mod settings;

pub use outbox::{Answered, Outbox, QueueFull, Queued};
pub use settings::{FlowSettings, Rate};

#[cfg(test)]
mod tests;
