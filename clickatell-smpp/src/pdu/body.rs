//! Any PDU: its header, and the body that its `command_id` tells.

use alloc::vec::Vec;

use clickatell_core::wire::Notes;

use super::codec::decode_response;
use super::{
    AlertNotification, Bind, BindResp, BroadcastSm, BroadcastSmResp, CancelBroadcastSm,
    CancelBroadcastSmResp, CancelSm, CancelSmResp, DataSm, DataSmResp, DeliverSm, DeliverSmResp, EnquireLink,
    EnquireLinkResp, GenericNack, Outbind, PduBody, QueryBroadcastSm, QueryBroadcastSmResp, QuerySm,
    QuerySmResp, ReplaceSm, ReplaceSmResp, SubmitMulti, SubmitMultiResp, SubmitSm, SubmitSmResp, Unbind,
    UnbindResp, Unknown,
};
use crate::code::CommandId;
use crate::frame::{Frame, HEADER_LENGTH, Header};
use crate::grammar::{Fault, Smpp};
use crate::tlv::Tlvs;
use crate::tolerance::Tolerance;

/// A decoded PDU: its header and its body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(clippy::exhaustive_structs, reason = "a PDU is a header and a body")]
pub struct Pdu<'a> {
    /// The header.
    pub header: Header,
    /// The body.
    pub body: Body<'a>,
}

/// One row a body: the variant, which is named like its type, and the commands that have it.
macro_rules! bodies {
    (
        messages { $( $(#[$m_meta:meta])* $Message:ident = $MESSAGE:ident; )+ }
        always { $( $(#[$a_meta:meta])* $Always:ident = $($ALWAYS:ident)|+; )+ }
        unless_refused { $( $(#[$u_meta:meta])* $Unless:ident = $($UNLESS:ident)|+; )+ }
    ) => {
        /// The body of a PDU. Of a response, `None` is a header without body, as errors have it.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[non_exhaustive]
        pub enum Body<'a> {
            $( $(#[$m_meta])* $Message($Message<'a>), )+
            $( $(#[$a_meta])* $Always($Always<'a>), )+
            $( $(#[$u_meta])* $Unless(Option<$Unless<'a>>), )+
            /// A PDU whose `command_id` this crate does not read: its octets.
            Unknown(Unknown<'a>),
        }

        impl<'a> Pdu<'a> {
            /// Reads the body of a frame, whatever PDU it is.
            ///
            /// # Errors
            /// The first rule that holds and is broken.
            #[inline(always)]
            pub fn decode<N: Notes<Smpp>>(
                frame: &Frame<'a>,
                tolerance: &Tolerance,
                notes: &mut N,
            ) -> Result<Self, Fault> {
                let header = frame.header();
                let body = match header.command_id {
                    $( CommandId::$MESSAGE => Body::$Message($Message::decode(frame, tolerance, notes)?), )+
                    _ => return Self::decode_other(frame, tolerance, notes),
                };
                Ok(Self { header, body })
            }

            /// The same for all that is not a message: outlined, so that the two that are stay short.
            #[inline(never)]
            fn decode_other<N: Notes<Smpp>>(
                frame: &Frame<'a>,
                tolerance: &Tolerance,
                notes: &mut N,
            ) -> Result<Self, Fault> {
                let header = frame.header();
                let body = match header.command_id {
                    $( $(CommandId::$ALWAYS)|+ => Body::$Always($Always::decode(frame, tolerance, notes)?), )+
                    $( $(CommandId::$UNLESS)|+ => Body::$Unless(decode_response(frame, tolerance, notes)?), )+
                    _ => Body::Unknown(Unknown::decode(frame, tolerance, notes)?),
                };
                Ok(Self { header, body })
            }
        }

        impl<'a> Body<'a> {
            /// A response of this kind without a body, as errors have it; `None` of a kind that always has one, or
            /// never.
            #[must_use]
            pub const fn absent(command_id: CommandId) -> Option<Self> {
                match command_id {
                    $( $(CommandId::$UNLESS)|+ => Some(Self::$Unless(None)), )+
                    _ => None,
                }
            }

            /// The kind of this body, for its header; `None` of one that is absent.
            #[must_use]
            pub fn command_id(&self) -> Option<CommandId> {
                match self {
                    $( Self::$Message(body) => Some(body.command_id()), )+
                    $( Self::$Always(body) => Some(body.command_id()), )+
                    $( Self::$Unless(body) => body.map(|body| body.command_id()), )+
                    Self::Unknown(body) => Some(body.command_id()),
                }
            }

            /// The optional parameters, whatever PDU it is; none of an unknown PDU.
            #[must_use]
            pub fn tlvs(&self) -> Tlvs<'a> {
                match self {
                    $( Self::$Message(body) => PduBody::tlvs(body), )+
                    $( Self::$Always(body) => PduBody::tlvs(body), )+
                    $( Self::$Unless(body) => body.map_or(Tlvs::EMPTY, |body| PduBody::tlvs(&body)), )+
                    Self::Unknown(body) => PduBody::tlvs(body),
                }
            }

            fn body_len(&self) -> usize {
                match self {
                    $( Self::$Message(body) => body.body_len(), )+
                    $( Self::$Always(body) => body.body_len(), )+
                    $( Self::$Unless(body) => body.map_or(0, |body| body.body_len()), )+
                    Self::Unknown(body) => body.body_len(),
                }
            }

            fn encode_body(&self, out: &mut Vec<u8>) {
                match self {
                    $( Self::$Message(body) => body.encode_body(out), )+
                    $( Self::$Always(body) => body.encode_body(out), )+
                    $( Self::$Unless(body) => body.iter().for_each(|body| body.encode_body(out)), )+
                    Self::Unknown(body) => body.encode_body(out),
                }
            }
        }
    };
}

bodies! {
    messages {
        /// `submit_sm`.
        SubmitSm = SUBMIT_SM;
        /// `deliver_sm`.
        DeliverSm = DELIVER_SM;
    }
    always {
        /// `bind_transmitter`, `bind_receiver` or `bind_transceiver`.
        Bind = BIND_RECEIVER | BIND_TRANSMITTER | BIND_TRANSCEIVER;
        /// `outbind`.
        Outbind = OUTBIND;
        /// `unbind`.
        Unbind = UNBIND;
        /// `unbind_resp`.
        UnbindResp = UNBIND_RESP;
        /// `generic_nack`.
        GenericNack = GENERIC_NACK;
        /// `submit_multi`.
        SubmitMulti = SUBMIT_MULTI;
        /// `data_sm`.
        DataSm = DATA_SM;
        /// `query_sm`.
        QuerySm = QUERY_SM;
        /// `cancel_sm`.
        CancelSm = CANCEL_SM;
        /// `cancel_sm_resp`.
        CancelSmResp = CANCEL_SM_RESP;
        /// `replace_sm`.
        ReplaceSm = REPLACE_SM;
        /// `replace_sm_resp`.
        ReplaceSmResp = REPLACE_SM_RESP;
        /// `enquire_link`.
        EnquireLink = ENQUIRE_LINK;
        /// `enquire_link_resp`.
        EnquireLinkResp = ENQUIRE_LINK_RESP;
        /// `alert_notification`.
        AlertNotification = ALERT_NOTIFICATION;
        /// `broadcast_sm`.
        BroadcastSm = BROADCAST_SM;
        /// `query_broadcast_sm`.
        QueryBroadcastSm = QUERY_BROADCAST_SM;
        /// `cancel_broadcast_sm`.
        CancelBroadcastSm = CANCEL_BROADCAST_SM;
        /// `cancel_broadcast_sm_resp`.
        CancelBroadcastSmResp = CANCEL_BROADCAST_SM_RESP;
    }
    unless_refused {
        /// The response to a bind.
        BindResp = BIND_RECEIVER_RESP | BIND_TRANSMITTER_RESP | BIND_TRANSCEIVER_RESP;
        /// `submit_sm_resp`.
        SubmitSmResp = SUBMIT_SM_RESP;
        /// `submit_multi_resp`.
        SubmitMultiResp = SUBMIT_MULTI_RESP;
        /// `deliver_sm_resp`.
        DeliverSmResp = DELIVER_SM_RESP;
        /// `data_sm_resp`.
        DataSmResp = DATA_SM_RESP;
        /// `query_sm_resp`.
        QuerySmResp = QUERY_SM_RESP;
        /// `broadcast_sm_resp`.
        BroadcastSmResp = BROADCAST_SM_RESP;
        /// `query_broadcast_sm_resp`.
        QueryBroadcastSmResp = QUERY_BROADCAST_SM_RESP;
    }
}

impl Pdu<'_> {
    /// Appends the PDU, from its fields.
    pub fn encode(&self, out: &mut Vec<u8>) {
        let length = HEADER_LENGTH.saturating_add(self.body.body_len());
        out.reserve(length);
        self.header.encode(length, out);
        self.body.encode_body(out);
    }
}
