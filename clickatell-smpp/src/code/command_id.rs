//! `command_id` (5.1.2.1).

use clickatell_core::code_table;

use crate::value::InterfaceVersion;

code_table! {
    /// The kind of a PDU (5.1.2.1). Bit 31 marks a response.
    pub struct CommandId(u32), unknown "{:#010x}" {
        /// The answer to a PDU that cannot be answered otherwise.
        GENERIC_NACK = 0x8000_0000, "generic_nack", "refuses a PDU whose kind or length is unusable", "4.3";
        /// Opens a session that receives.
        BIND_RECEIVER = 0x0000_0001, "bind_receiver", "opens a session that receives messages", "4.1.3";
        /// Answers `bind_receiver`.
        BIND_RECEIVER_RESP = 0x8000_0001, "bind_receiver_resp", "answers bind_receiver", "4.1.4";
        /// Opens a session that sends.
        BIND_TRANSMITTER = 0x0000_0002, "bind_transmitter", "opens a session that submits messages", "4.1.1";
        /// Answers `bind_transmitter`.
        BIND_TRANSMITTER_RESP = 0x8000_0002, "bind_transmitter_resp", "answers bind_transmitter", "4.1.2";
        /// Asks for the state of a message.
        QUERY_SM = 0x0000_0003, "query_sm", "asks for the state of a message", "4.8.1";
        /// Answers `query_sm`.
        QUERY_SM_RESP = 0x8000_0003, "query_sm_resp", "answers query_sm", "4.8.2";
        /// Submits a message.
        SUBMIT_SM = 0x0000_0004, "submit_sm", "submits a message for one destination", "4.4.1";
        /// Answers `submit_sm`.
        SUBMIT_SM_RESP = 0x8000_0004, "submit_sm_resp", "answers submit_sm", "4.4.2";
        /// Delivers a message or a receipt.
        DELIVER_SM = 0x0000_0005, "deliver_sm", "delivers a message or a receipt to the ESME", "4.6.1";
        /// Answers `deliver_sm`.
        DELIVER_SM_RESP = 0x8000_0005, "deliver_sm_resp", "answers deliver_sm", "4.6.2";
        /// Closes a session.
        UNBIND = 0x0000_0006, "unbind", "closes the session", "4.2.1";
        /// Answers `unbind`.
        UNBIND_RESP = 0x8000_0006, "unbind_resp", "answers unbind", "4.2.2";
        /// Replaces a message.
        REPLACE_SM = 0x0000_0007, "replace_sm", "replaces a message that is still held", "4.10.1";
        /// Answers `replace_sm`.
        REPLACE_SM_RESP = 0x8000_0007, "replace_sm_resp", "answers replace_sm", "4.10.2";
        /// Cancels messages.
        CANCEL_SM = 0x0000_0008, "cancel_sm", "cancels messages that are still held", "4.9.1";
        /// Answers `cancel_sm`.
        CANCEL_SM_RESP = 0x8000_0008, "cancel_sm_resp", "answers cancel_sm", "4.9.2";
        /// Opens a session that sends and receives.
        BIND_TRANSCEIVER = 0x0000_0009, "bind_transceiver", "opens a session that submits and receives", "4.1.5";
        /// Answers `bind_transceiver`.
        BIND_TRANSCEIVER_RESP = 0x8000_0009, "bind_transceiver_resp", "answers bind_transceiver", "4.1.6";
        /// Asks an ESME to bind.
        OUTBIND = 0x0000_000B, "outbind", "asks the ESME to bind as a receiver", "4.1.7";
        /// Probes the link.
        ENQUIRE_LINK = 0x0000_0015, "enquire_link", "asks whether the peer is alive", "4.11.1";
        /// Answers `enquire_link`.
        ENQUIRE_LINK_RESP = 0x8000_0015, "enquire_link_resp", "answers enquire_link", "4.11.2";
        /// Submits a message to several destinations.
        SUBMIT_MULTI = 0x0000_0021, "submit_multi", "submits a message for several destinations", "4.5.1";
        /// Answers `submit_multi`.
        SUBMIT_MULTI_RESP = 0x8000_0021, "submit_multi_resp", "answers submit_multi", "4.5.2";
        /// Says that a handset can be reached.
        ALERT_NOTIFICATION = 0x0000_0102, "alert_notification", "says that a handset can be reached again", "4.12.1";
        /// Transfers data either way.
        DATA_SM = 0x0000_0103, "data_sm", "transfers data between ESME and SMSC", "4.7.1";
        /// Answers `data_sm`.
        DATA_SM_RESP = 0x8000_0103, "data_sm_resp", "answers data_sm", "4.7.2";
        /// Submits a message for all handsets of some areas.
        BROADCAST_SM = 0x0000_0111, "broadcast_sm", "submits a message for all handsets of some areas", "5.0: 4.4";
        /// Answers `broadcast_sm`.
        BROADCAST_SM_RESP = 0x8000_0111, "broadcast_sm_resp", "answers broadcast_sm", "5.0: 4.4";
        /// Asks for the state of a broadcast.
        QUERY_BROADCAST_SM = 0x0000_0112, "query_broadcast_sm", "asks for the state of a broadcast", "5.0: 4.6";
        /// Answers `query_broadcast_sm`.
        QUERY_BROADCAST_SM_RESP = 0x8000_0112, "query_broadcast_sm_resp", "answers query_broadcast_sm", "5.0: 4.6";
        /// Cancels broadcasts.
        CANCEL_BROADCAST_SM = 0x0000_0113, "cancel_broadcast_sm", "cancels broadcasts", "5.0: 4.6";
        /// Answers `cancel_broadcast_sm`.
        CANCEL_BROADCAST_SM_RESP = 0x8000_0113, "cancel_broadcast_sm_resp", "answers cancel_broadcast_sm", "5.0: 4.6";
    }
}

impl CommandId {
    const RESPONSE: u32 = 0x8000_0000;

    /// True for responses and `generic_nack`: bit 31 is set.
    #[must_use]
    pub const fn is_response(self) -> bool {
        self.get() & Self::RESPONSE != 0
    }

    /// The response that answers this request.
    #[must_use]
    pub const fn response(self) -> Self {
        Self::new(self.get() | Self::RESPONSE)
    }

    /// The first version that has this request, or the request that this response answers; commands that no
    /// specification lists may come in any.
    #[must_use]
    pub const fn since(self) -> InterfaceVersion {
        match self.request() {
            Self::BIND_TRANSCEIVER | Self::OUTBIND | Self::DATA_SM | Self::ALERT_NOTIFICATION => {
                InterfaceVersion::V3_4
            }
            Self::BROADCAST_SM | Self::QUERY_BROADCAST_SM | Self::CANCEL_BROADCAST_SM => {
                InterfaceVersion::V5_0
            }
            _ => InterfaceVersion::V3_3,
        }
    }

    /// Whether this request has a response of its own: all but `outbind`, which a bind answers, and
    /// `alert_notification`.
    #[must_use]
    pub const fn has_response(self) -> bool {
        !self.is_response() && !matches!(self, Self::OUTBIND | Self::ALERT_NOTIFICATION)
    }

    /// The request that this response answers. `generic_nack` answers any, and gives 0 here.
    #[must_use]
    pub const fn request(self) -> Self {
        Self::new(self.get() & !Self::RESPONSE)
    }

    /// True for the PDUs that hold a password: the three binds and `outbind`.
    #[must_use]
    pub const fn holds_password(self) -> bool {
        self.is_bind() || matches!(self, Self::OUTBIND)
    }

    /// True for the three binds.
    #[must_use]
    pub const fn is_bind(self) -> bool {
        matches!(self, Self::BIND_RECEIVER | Self::BIND_TRANSMITTER | Self::BIND_TRANSCEIVER)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_of_every_version() {
        let of = |version: InterfaceVersion| {
            CommandId::ALL.iter().filter(move |row| version.includes(row.value.since())).count()
        };
        // 3.3: nine requests with their responses, and generic_nack. 3.4: two more with, two without a response. 5.0:
        // the three of broadcasts.
        let versions = [InterfaceVersion::V3_3, InterfaceVersion::V3_4, InterfaceVersion::V5_0];
        assert_eq!(versions.map(of), [21, 27, 33]);
        for row in CommandId::ALL {
            assert_eq!(
                row.section.starts_with("5.0"),
                row.value.since() == InterfaceVersion::V5_0,
                "{}",
                row.name
            );
        }
        assert_eq!(CommandId::new(0x0001_0200).since(), InterfaceVersion::V3_3);
    }

    #[test]
    fn bit_31_ties_responses_to_requests() {
        for row in CommandId::ALL.iter().filter(|row| row.name.ends_with("_resp")) {
            assert!(row.value.is_response(), "{}", row.name);
            let request = row.value.request();
            assert_eq!(request.name(), row.name.strip_suffix("_resp"));
            assert_eq!(request.response(), row.value);
            assert!(!request.is_response());
        }
        assert!(CommandId::GENERIC_NACK.is_response());
        for row in CommandId::ALL.iter().filter(|row| !row.value.is_response()) {
            assert_eq!(row.value.has_response(), row.value.response().name().is_some(), "{}", row.name);
        }
        assert_eq!(CommandId::ALL.iter().filter(|row| row.value.is_bind()).count(), 3);
    }
}
