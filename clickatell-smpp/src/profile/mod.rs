//! What one SMSC asks beyond the specification: timers, windows, the PDUs it serves, the values it accepts.
//!
//! Rules of one gateway are not rules of SMPP, so there is no default: the caller names a profile. All of its values
//! can be changed with the `with_` methods; the wire format itself cannot.

mod check;
pub mod clickatell;
mod ranges;

use clickatell_core::time::Duration;

use crate::code::{CommandId, CommandStatus};
use crate::flow::FlowSettings;
use crate::grammar::{Fault, Field, Rule};
use crate::link::ReconnectSettings;
use crate::receipt::IdRule;
use crate::tolerance::Tolerance;
use crate::value::InterfaceVersion;

pub use check::Violation;
pub(crate) use ranges::Ranged;

/// Every request beside binds, `unbind` and `enquire_link`, in all versions.
const EVERY_REQUEST: &[CommandId] = &[
    CommandId::SUBMIT_SM,
    CommandId::DELIVER_SM,
    CommandId::SUBMIT_MULTI,
    CommandId::DATA_SM,
    CommandId::QUERY_SM,
    CommandId::CANCEL_SM,
    CommandId::REPLACE_SM,
    CommandId::OUTBIND,
    CommandId::ALERT_NOTIFICATION,
    CommandId::BROADCAST_SM,
    CommandId::QUERY_BROADCAST_SM,
    CommandId::CANCEL_BROADCAST_SM,
];

/// Which set of value rules [`Profile::check_submit`] and its siblings hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Dialect {
    Standard,
    Clickatell { strict: bool },
}

macro_rules! profile {
    ($( $(#[doc = $doc:literal])+ $name:ident: $Type:ty, $with:ident; )+) => {
        /// The habits of one SMSC, for both ends of a session.
        #[derive(Clone, Debug, PartialEq, Eq)]
        #[non_exhaustive]
        pub struct Profile {
            dialect: Dialect,
            $( $(#[doc = $doc])+ pub $name: $Type, )+
        }

        impl Profile {
            $(
                #[doc = concat!("The same profile with another [`", stringify!($name), "`](Self::", stringify!($name), ").")]
                #[must_use]
                pub fn $with(mut self, $name: $Type) -> Self {
                    self.$name = $name;
                    self
                }
            )+
        }
    };
}

profile! {
    /// Rules of the wire format that are bent on input.
    tolerance: Tolerance, with_tolerance;
    /// The highest version that this end speaks: an SMSC's `sc_interface_version`. An ESME says its version in the bind.
    interface_version: InterfaceVersion, with_interface_version;
    /// The version that an SMSC is taken to speak that does not say one in its bind response. A transceiver that was
    /// accepted shows 3.4 at least.
    unsaid_version: InterfaceVersion, with_unsaid_version;
    /// The requests that both ends exchange, beside binds, `unbind` and `enquire_link`. What is not among them is not
    /// sent, and gets `generic_nack` with `ESME_RINVCMDID`.
    serves: &'static [CommandId], with_serves;
    /// The longest PDU that is read, header included. A `command_length` above it ends the connection.
    max_pdu_length: u32, with_max_pdu_length;
    /// How many requests may be sent ahead of their responses: 1 to 65 536. Probes and `unbind` do not count.
    window: usize, with_window;
    /// How many requests of the peer's may await an answer. More are parked. At least 1.
    duties: usize, with_duties;
    /// How many requests of the peer's may be parked, behind those that await an answer, before input is left in the
    /// transport. The responses behind them are read meanwhile, so make it the peer's window or more: an owner that
    /// waits for a response before it answers would wait until a duty lapses.
    parked: usize, with_parked;
    /// How many octets of requests may be parked before input is left in the transport.
    parked_octets: usize, with_parked_octets;
    /// How many events may wait to be polled before input is left in the transport. At least 1.
    events: usize, with_events;
    /// How long a request waits for its response before its outcome is called unknown: a millisecond or more.
    response_timeout: Duration, with_response_timeout;
    /// How long a request of the peer's may stay unanswered before it lapses into a temporary error: a millisecond or
    /// more.
    duty_timeout: Duration, with_duty_timeout;
    /// How long an SMSC waits for a bind before it closes the connection.
    session_init: Option<Duration>, with_session_init;
    /// The period in which an ESME sends `enquire_link`. One that is not answered before the next is due, or within
    /// [`response_timeout`](Self::response_timeout) if that is shorter, ends the session.
    esme_enquire_link: Option<Duration>, with_esme_enquire_link;
    /// The period in which an SMSC sends `enquire_link`, and ends the session as an ESME does.
    smsc_enquire_link: Option<Duration>, with_smsc_enquire_link;
    /// How long an ESME goes without a PDU from the SMSC before it unbinds (7.2).
    esme_inactivity: Option<Duration>, with_esme_inactivity;
    /// How long an SMSC goes without a PDU from the ESME before it unbinds (7.2).
    smsc_inactivity: Option<Duration>, with_smsc_inactivity;
    /// Whether `enquire_link` is answered with success before a bind.
    enquire_link_before_bind: bool, with_enquire_link_before_bind;
    /// How the id in a receipt goes with the id in the response to the submission.
    receipt_ids: IdRule, with_receipt_ids;
    /// Whether in a session of SMPP 3.3 a message gets only an id of 3.3, up to eight hexadecimal digits. Without it an
    /// SMSC sends what ids it has in every version, as the Clickatell gateway does with its 32 digits.
    ids_of_3_3: bool, with_ids_of_3_3;
    /// How fast requests go out, and what becomes of those that the SMSC has no room for.
    flow: FlowSettings, with_flow;
    /// When a link connects anew.
    reconnect: ReconnectSettings, with_reconnect;
}

impl Profile {
    /// An SMSC of which only the specification is known: every PDU, window 10, `enquire_link` each minute from both
    /// ends, responses within a minute. The specification leaves these numbers to the implementation (7.2).
    ///
    /// An SMSC whose response to a bind as transmitter or receiver has no `sc_interface_version` is taken to speak 3.3,
    /// by the letter of the specification (3.3): then no optional parameter is sent, not even `message_payload`, and
    /// `data_sm` is not either ([`CommandError::NoTlvs`](crate::session::CommandError::NoTlvs)). Many such speak 3.4
    /// all the same; for them use `Profile::standard().with_unsaid_version(InterfaceVersion::V3_4)`.
    #[must_use]
    pub fn standard() -> Self {
        Self {
            dialect: Dialect::Standard,
            // Whatever is left over at the end of a message may be what is missing of it.
            tolerance: Tolerance { tlv_stream: false, ..Tolerance::FIELD },
            interface_version: InterfaceVersion::V3_4,
            // Without sc_interface_version an ESME should expect no optional parameters to be understood (3.3).
            unsaid_version: InterfaceVersion::V3_3,
            serves: EVERY_REQUEST,
            max_pdu_length: 70_000,
            window: 10,
            duties: 100,
            parked: 1_000,
            parked_octets: 262_144,
            events: 1_000,
            response_timeout: Duration::from_secs(60),
            duty_timeout: Duration::from_secs(50),
            session_init: Some(Duration::from_secs(60)),
            esme_enquire_link: Some(Duration::from_secs(60)),
            smsc_enquire_link: Some(Duration::from_secs(60)),
            esme_inactivity: None,
            smsc_inactivity: None,
            enquire_link_before_bind: true,
            receipt_ids: IdRule::Exact,
            ids_of_3_3: false,
            flow: FlowSettings::default(),
            reconnect: ReconnectSettings::default(),
        }
    }

    /// The Clickatell gateway, by *SMPP API v2.4.5*: `enquire_link` every 56 seconds from the ESME (the document asks
    /// for 55 to 57) and never from the gateway, which unbinds after 120 seconds of silence.
    #[must_use]
    pub fn clickatell() -> Self {
        Self {
            dialect: Dialect::Clickatell { strict: false },
            tolerance: Tolerance {
                // The document answers each of these with a code of its own. A bad time has its place further down in
                // the gateway's order: `check_submit` refuses it.
                not_terminated: false,
                over_long: false,
                ..Self::standard().tolerance
            },
            // Whoever binds with 3.4 is promised message_payload (section 11).
            unsaid_version: InterfaceVersion::V3_4,
            serves: clickatell::REQUESTS,
            session_init: Some(clickatell::IDLE_LIMIT),
            esme_enquire_link: Some(clickatell::ENQUIRE_LINK),
            smsc_enquire_link: None,
            smsc_inactivity: Some(clickatell::IDLE_LIMIT),
            enquire_link_before_bind: false,
            reconnect: clickatell::reconnect(),
            ..Self::standard()
        }
    }

    /// The same profile with every value in its range: what a session lives by.
    pub(crate) fn in_range(mut self) -> Self {
        const SHORTEST: Duration = Duration::from_millis(1);
        self.window = self.window.clamp(1, 65_536);
        self.duties = self.duties.max(1);
        self.events = self.events.max(1);
        self.response_timeout = self.response_timeout.max(SHORTEST);
        self.duty_timeout = self.duty_timeout.max(SHORTEST);
        for span in [
            &mut self.session_init,
            &mut self.esme_enquire_link,
            &mut self.smsc_enquire_link,
            &mut self.esme_inactivity,
            &mut self.smsc_inactivity,
        ] {
            *span = span.map(|span| span.max(SHORTEST));
        }
        self
    }

    /// The same profile, strict or lenient where the documents leave it open whether a value is refused: destination
    /// TON and NPI, source TON, versions above 3.4. Lenient unless said otherwise; without effect on
    /// [`standard`](Self::standard).
    #[must_use]
    pub fn with_strict(mut self, strict: bool) -> Self {
        if let Dialect::Clickatell { strict: held } = &mut self.dialect {
            *held = strict;
        }
        self
    }

    /// Whether both ends exchange this request: it opens, probes or closes a session, or is one of
    /// [`serves`](Self::serves).
    #[must_use]
    pub fn serves(&self, command_id: CommandId) -> bool {
        command_id.is_bind()
            || matches!(command_id, CommandId::UNBIND | CommandId::ENQUIRE_LINK)
            || self.serves.contains(&command_id)
    }

    const fn is_clickatell(&self) -> bool {
        matches!(self.dialect, Dialect::Clickatell { .. })
    }

    /// The `command_status` with which this SMSC answers a malformed PDU: the fault's own, unless its documents know
    /// fewer codes.
    #[must_use]
    pub fn status_of(&self, fault: &Fault) -> CommandStatus {
        match self.dialect {
            Dialect::Standard => fault.answer(),
            Dialect::Clickatell { .. } => match fault.rule() {
                Rule::TlvStream | Rule::TlvLength | Rule::NulAfterText => CommandStatus::ESME_RINVPARLEN,
                // Names, ids and addresses that are cut short or over-long have codes of their own; the rest has one.
                Rule::Truncated | Rule::NotTerminated | Rule::OverLong
                    if !matches!(
                        fault.field(),
                        Field::SystemId
                            | Field::Password
                            | Field::SystemType
                            | Field::SourceAddr
                            | Field::DestinationAddr
                            | Field::MessageId
                    ) =>
                {
                    CommandStatus::ESME_RINVCMDLEN
                }
                _ => clickatell::listed_status(fault.answer()),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_numbers_of_one_gateway_are_not_those_of_the_standard() {
        let (standard, clickatell) = (Profile::standard(), Profile::clickatell());
        assert_eq!(clickatell.esme_enquire_link, Some(Duration::from_secs(56)));
        assert_ne!(standard.esme_enquire_link, clickatell.esme_enquire_link);
        assert_eq!((clickatell.smsc_enquire_link, standard.smsc_inactivity), (None, None));
        // SMPP-2-3: changing one value changes nothing else.
        let changed = Profile::clickatell().with_window(50);
        assert_eq!(changed.with_window(10), clickatell);
    }

    #[test]
    fn codes_that_the_document_lacks_are_mapped_to_codes_it_has() {
        let profile = Profile::clickatell();
        let fault = |rule, field| Fault::new(rule, field, 16);
        for (rule, field, standard, here) in [
            (Rule::TlvStream, Field::Tlvs, 0xC0, 0xC2),
            (Rule::OverLong, Field::ServiceType, 0x15, 0x02),
            (Rule::OverLong, Field::Password, 0x0E, 0x0E),
            (Rule::Truncated, Field::SourceAddr, 0x0A, 0x0A),
            (Rule::Truncated, Field::EsmClass, 0x43, 0x02),
            (Rule::OverLong, Field::ValidityPeriod, 0x62, 0x02),
            (Rule::BadTime, Field::ValidityPeriod, 0x62, 0x62),
        ] {
            let fault = fault(rule, field);
            assert_eq!(Profile::standard().status_of(&fault).get(), standard);
            assert_eq!(profile.status_of(&fault).get(), here);
        }
    }
}
