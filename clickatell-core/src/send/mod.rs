//! The parameters of calls, and above all those of `sendmsg`: the same through SOAP, HTTP and MT billing.
//!
//! A door hands over names and values as they came ([`Given`]) and gets what they mean: the message ([`SendMsg`]), the
//! text of a batch ([`Template`]), the options of a push ([`Options`]), who is calling ([`Auth`]). What is wrong comes
//! back as a [`Fault`]: which parameter, where in its value, which rule, and the error that the gateway answers.
//!
//! ```
//! use clickatell_core::error::ApiError;
//! use clickatell_core::feature::ApiKind;
//! use clickatell_core::send::{Given, Limits, Queue, Tolerance};
//!
//! let mut given = Given::new(ApiKind::Soap, Tolerance::GATEWAY, Limits::default());
//! // As a typed stub sends it: it cannot leave a number out.
//! for (name, value) in [("to", "27999123454"), ("text", "Hi"), ("from", ""), ("concat", "2"), ("queue", "0")] {
//!     given.insert(name, value, &mut ());
//! }
//! let message = given.message(&mut ())?;
//! assert_eq!((message.options.concat.get(), message.options.queue), (2, Queue::THIRD));
//! assert_eq!(message.parts(), Ok(1));
//!
//! given.insert("deliv_time", "10081", &mut ());
//! let fault = given.message(&mut ()).unwrap_err();
//! assert_eq!(fault.answer(), ApiError::INVALID_DELIVERY_TIME);
//! assert_eq!(fault.to_string(), "deliv_time at octet 0: not a number from 0 to 10080");
//! # Ok::<(), clickatell_core::send::Fault>(())
//! ```
//!
//! The checks come in the gateway's order, so that of several faults the same one is answered by every door. What needs
//! an account stays with the caller: registered senders (error 123), routes and money.

mod auth;
mod concat;
mod content;
mod destination;
mod fault;
mod form;
mod given;
#[cfg(feature = "serde")]
mod json;
mod max_credits;
mod message;
mod minutes;
mod operation;
mod options;
mod parameter;
mod queue;
mod ranged;
mod read;
mod template;
mod udh;
mod value;
mod warning;

pub use auth::Auth;
pub use concat::MaxParts;
pub use content::Content;
pub use destination::destination;
pub use fault::{Fault, Limits, Rule, SendGrammar, Tolerance};
pub use given::Given;
pub use max_credits::{MaxCredits, MaxCreditsError};
pub use message::SendMsg;
pub use minutes::{DeliveryTime, Validity};
pub use operation::Operation;
pub use options::Options;
pub use parameter::Parameter;
pub use queue::Queue;
pub use ranged::OutOfRange;
pub use template::Template;
pub use udh::{UserDataHeader, UserDataHeaderError};
pub use value::ParameterValue;
pub use warning::Warning;

#[cfg(test)]
mod tests;
