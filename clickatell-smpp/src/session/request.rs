//! The requests that the owner of a session sends.

use clickatell_core::machine::Handle;
use clickatell_core::time::Instant;

use super::{Command, CommandError, Session, version};
use crate::pdu::{
    BroadcastSm, CancelBroadcastSm, CancelSm, DataSm, DeliverSm, PduBody, QueryBroadcastSm, QuerySm,
    ReplaceSm, SubmitMulti, SubmitSm,
};
use crate::profile::{Profile, Ranged, Violation};
use crate::value::InterfaceVersion;

/// A request that [`Session::request`] sends: every PDU that counts against the window.
///
/// Which end may send it, in which state and in which version, is a row of the operation matrix; see
/// [`Session::request`].
pub trait SessionRequest<'a>: PduBody<'a> {
    /// Whether the profile, and the version of the session, take its values.
    #[doc(hidden)]
    fn check(&self, profile: &Profile, version: InterfaceVersion) -> Result<(), Violation>;
}

/// Implements the trait. `check` is the profile's rule for this request, `ranged` the values whose range differs from
/// version to version.
macro_rules! session_request {
    ($($Type:ident $(, check: |$profile:ident, $pdu:ident| $check:expr)? $(, ranged: |$values:ident| $ranged:expr)? ;)+) => {$(
        impl<'a> SessionRequest<'a> for $Type<'a> {
            fn check(&self, _profile: &Profile, _version: InterfaceVersion) -> Result<(), Violation> {
                $( let ($profile, $pdu) = (_profile, self); $check?; )?
                $( let $values = self; Profile::check_ranges(_version, &$ranged)?; )?
                Ok(())
            }
        }
    )+};
}

session_request! {
    SubmitSm,
        check: |profile, pdu| profile.check_submit(pdu, false),
        ranged: |pdu| Ranged {
            registered_delivery: pdu.registered_delivery,
            priority_flag: pdu.priority_flag,
            text: pdu.short_message.as_bytes().len(),
            ..Ranged::NONE
        };
    SubmitMulti,
        check: |profile, pdu| profile.check_submit_multi(pdu),
        ranged: |pdu| Ranged {
            registered_delivery: pdu.registered_delivery,
            priority_flag: pdu.priority_flag,
            text: pdu.short_message.as_bytes().len(),
            destinations: usize::from(pdu.destinations.count()),
        };
    DataSm,
        ranged: |pdu| Ranged { registered_delivery: pdu.registered_delivery, ..Ranged::NONE };
    DeliverSm,
        check: |profile, pdu| profile.check_deliver(pdu),
        ranged: |pdu| Ranged { text: pdu.short_message.as_bytes().len(), ..Ranged::NONE };
    QuerySm;
    CancelSm;
    ReplaceSm,
        check: |_profile, pdu| Profile::check_texts(pdu.short_message, pdu.tlvs),
        ranged: |pdu| Ranged {
            registered_delivery: pdu.registered_delivery,
            text: pdu.short_message.as_bytes().len(),
            ..Ranged::NONE
        };
    BroadcastSm,
        ranged: |pdu| Ranged { priority_flag: pdu.priority_flag, ..Ranged::NONE };
    QueryBroadcastSm;
    CancelBroadcastSm;
}

impl Session {
    /// Sends a request. Ends in `Response` or `NoResponse`.
    ///
    /// | request | sent by | in a session that is bound as | since |
    /// | --- | --- | --- | --- |
    /// | `submit_sm`, `submit_multi`, `query_sm`, `cancel_sm`, `replace_sm` | ESME | transmitter, transceiver | 3.3 |
    /// | `deliver_sm` | SMSC | receiver, transceiver | 3.3 |
    /// | `data_sm` | ESME | transmitter, transceiver | 3.4 |
    /// | `data_sm` | SMSC | receiver, transceiver | 3.4 |
    /// | `broadcast_sm`, `query_broadcast_sm`, `cancel_broadcast_sm` | ESME | transmitter, transceiver | 5.0 |
    ///
    /// # Errors
    /// Unless it belongs here by that table, the profile has it, the window has room, and the profile and the version
    /// take its values and its optional parameters. Nothing was sent then.
    pub fn request<'a, R: SessionRequest<'a>>(
        &mut self,
        now: Instant,
        pdu: &R,
    ) -> Result<Handle<Command>, CommandError> {
        let inner = &mut self.inner;
        inner.may_send(pdu.command_id())?;
        version::check_tlvs(pdu.tlvs(), inner.version)?;
        if inner.window_left() == 0 {
            return Err(CommandError::WindowFull { window: inner.profile.window });
        }
        pdu.check(&inner.profile, inner.version)?;
        inner.command(now, pdu)
    }

    /// ESME: submits a message: [`request`](Self::request) by its usual name.
    ///
    /// # Errors
    /// Those of [`request`](Self::request).
    pub fn submit(&mut self, now: Instant, pdu: &SubmitSm<'_>) -> Result<Handle<Command>, CommandError> {
        self.request(now, pdu)
    }

    /// ESME: asks for the state of a message: [`request`](Self::request) by its usual name.
    ///
    /// # Errors
    /// Those of [`request`](Self::request).
    pub fn query(&mut self, now: Instant, pdu: &QuerySm<'_>) -> Result<Handle<Command>, CommandError> {
        self.request(now, pdu)
    }

    /// SMSC: delivers a message or a receipt: [`request`](Self::request) by its usual name.
    ///
    /// # Errors
    /// Those of [`request`](Self::request).
    pub fn deliver(&mut self, now: Instant, pdu: &DeliverSm<'_>) -> Result<Handle<Command>, CommandError> {
        self.request(now, pdu)
    }
}
