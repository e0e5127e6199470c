//! Which versions and which PDUs have which optional parameters.

use super::Tag;
use crate::code::CommandId;
use crate::value::InterfaceVersion;

/// A set of kinds of PDUs, in the words of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Uses(u16);

macro_rules! uses {
    ($( $name:ident = $bit:literal: $($ID:ident)|+; )+) => {
        #[allow(non_upper_case_globals, reason = "they are the words of the table")]
        impl Uses {
            $( pub(super) const $name: Self = Self(1 << $bit); )+

            /// The PDUs that this one is among; no PDU that has none of the parameters.
            const fn of(command_id: CommandId) -> Self {
                match command_id {
                    $( $(CommandId::$ID)|+ => Self::$name, )+
                    _ => Self::NONE,
                }
            }
        }
    };
}

uses! {
    submit = 0: SUBMIT_SM | SUBMIT_MULTI;
    data = 1: DATA_SM;
    deliver = 2: DELIVER_SM;
    submit_resp = 3: SUBMIT_SM_RESP | SUBMIT_MULTI_RESP;
    data_resp = 4: DATA_SM_RESP;
    deliver_resp = 5: DELIVER_SM_RESP;
    bind_resp = 6: BIND_RECEIVER_RESP | BIND_TRANSMITTER_RESP | BIND_TRANSCEIVER_RESP;
    alert = 7: ALERT_NOTIFICATION;
    replace = 8: REPLACE_SM;
    broadcast = 9: BROADCAST_SM;
    broadcast_resp = 10: BROADCAST_SM_RESP;
    query_broadcast = 11: QUERY_BROADCAST_SM;
    query_broadcast_resp = 12: QUERY_BROADCAST_SM_RESP;
    cancel_broadcast = 13: CANCEL_BROADCAST_SM;
}

impl Uses {
    pub(super) const NONE: Self = Self(0);
    /// Any response.
    #[allow(non_upper_case_globals, reason = "it is a word of the table")]
    pub(super) const response: Self = Self(1 << 14);

    pub(super) const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(super) const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether a PDU of this kind is among them.
    pub(super) const fn include(self, command_id: CommandId) -> bool {
        let any = if command_id.is_response() { Self::response } else { Self::NONE };
        self.0 & Self::of(command_id).or(any).0 != 0
    }
}

impl Tag {
    /// The first version that has this parameter. Tags that no specification lists, the vendors' among them, may be used
    /// wherever there are optional parameters at all.
    #[must_use]
    pub const fn since(self) -> InterfaceVersion {
        match self.uses() {
            Some((of_3_4, _)) if of_3_4.is_empty() => InterfaceVersion::V5_0,
            _ => InterfaceVersion::V3_4,
        }
    }

    /// Whether the specification of this version has the parameter in PDUs of this kind; of tags that it does not list,
    /// whether it has parameters at all.
    ///
    /// A decoder does not ask, since it knows no version; [`Tlvs::check_places`](super::Tlvs::check_places) does.
    #[must_use]
    pub const fn belongs_to(self, command_id: CommandId, version: InterfaceVersion) -> bool {
        match self.uses() {
            Some((of_3_4, _)) if version.has_tlvs() && of_3_4.include(command_id) => true,
            Some((_, of_5_0)) => version.includes(InterfaceVersion::V5_0) && of_5_0.include(command_id),
            None => version.has_tlvs(),
        }
    }
}
