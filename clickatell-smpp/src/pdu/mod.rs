//! PDUs: one file for each, named as in the specification.
//!
//! Each is a `Copy` struct of checked values and slices of its frame. `new` takes what the specification requires
//! and sets the rest to the specification's defaults; public fields are set directly.

mod bind;
mod bind_resp;
mod codec;
mod deliver_sm;
mod deliver_sm_resp;
mod enquire_link;
mod generic_nack;
mod message_id_body;
mod query_sm;
mod query_sm_resp;
mod short_message_body;
mod submit_sm;
mod submit_sm_resp;
mod unbind;
mod unknown;

use alloc::vec::Vec;

use clickatell_core::wire::Notes;

use codec::Decoder;

use crate::code::{CommandId, CommandStatus};
use crate::frame::{Frame, HEADER_LENGTH, Header, SequenceNumber};
use crate::grammar::{Fault, Smpp};
use crate::tlv::Tlvs;
use crate::tolerance::Tolerance;

pub use bind::{Bind, BindKind};
pub use bind_resp::BindResp;
pub use deliver_sm::DeliverSm;
pub use deliver_sm_resp::DeliverSmResp;
pub use enquire_link::{EnquireLink, EnquireLinkResp};
pub use generic_nack::GenericNack;
pub use query_sm::QuerySm;
pub use query_sm_resp::QuerySmResp;
pub use submit_sm::SubmitSm;
pub use submit_sm_resp::SubmitSmResp;
pub use unbind::{Unbind, UnbindResp};
pub use unknown::Unknown;

mod sealed {
    use clickatell_core::wire::Notes;

    use super::codec::Decoder;
    use crate::grammar::Smpp;

    /// How a body is read: only this crate knows.
    #[expect(unnameable_types, reason = "that is what seals a trait")]
    pub trait Layout<'a>: Sized {
        /// Reads a body; `None` once the decoder has noted a fault.
        fn read<N: Notes<Smpp>>(body: &mut Decoder<'a, '_, N>) -> Option<Self>;
    }
}

/// The body of one kind of PDU.
pub trait PduBody<'a>: Copy + sealed::Layout<'a> {
    /// The kind of this body.
    fn command_id(&self) -> CommandId;

    /// Reads a frame of this kind.
    ///
    /// # Errors
    /// The first rule that holds and is broken, and [`Rule::WrongKind`](crate::Rule::WrongKind) for a frame of
    /// another kind.
    #[inline(always)]
    fn decode<N: Notes<Smpp>>(
        frame: &Frame<'a>,
        tolerance: &Tolerance,
        notes: &mut N,
    ) -> Result<Self, Fault> {
        let mut body = Decoder::new(frame, tolerance, notes);
        match Self::read(&mut body) {
            Some(pdu) => Ok(pdu),
            None => Err(body.fault()),
        }
    }

    /// How many octets the body takes, header not included.
    fn body_len(&self) -> usize;

    /// Appends the body, header not included.
    fn encode_body(&self, out: &mut Vec<u8>);

    /// Appends the whole PDU, with status 0.
    #[inline]
    fn encode(&self, sequence_number: SequenceNumber, out: &mut Vec<u8>) {
        self.encode_with_status(CommandStatus::ESME_ROK, sequence_number, out);
    }

    /// Appends the whole PDU: for responses that carry a body beside an error.
    #[inline]
    fn encode_with_status(
        &self,
        command_status: CommandStatus,
        sequence_number: SequenceNumber,
        out: &mut Vec<u8>,
    ) {
        let length = HEADER_LENGTH.saturating_add(self.body_len());
        out.reserve(length);
        Header { command_id: self.command_id(), command_status, sequence_number }.encode(length, out);
        self.encode_body(out);
    }
}

/// A decoded PDU: its header and its body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(clippy::exhaustive_structs, reason = "a PDU is a header and a body")]
pub struct Pdu<'a> {
    /// The header.
    pub header: Header,
    /// The body.
    pub body: Body<'a>,
}

/// Calls `$visit!(body)` on whichever body there is; `None` bodies and absent ones give `$empty`.
macro_rules! each_body {
    ($body:expr, $inner:ident => $visit:expr, else $empty:expr) => {
        match $body {
            Body::Bind($inner) => $visit,
            Body::BindResp(Some($inner)) => $visit,
            Body::SubmitSm($inner) => $visit,
            Body::SubmitSmResp(Some($inner)) => $visit,
            Body::DeliverSm($inner) => $visit,
            Body::DeliverSmResp(Some($inner)) => $visit,
            Body::QuerySm($inner) => $visit,
            Body::QuerySmResp(Some($inner)) => $visit,
            Body::EnquireLink($inner) => $visit,
            Body::EnquireLinkResp($inner) => $visit,
            Body::Unbind($inner) => $visit,
            Body::UnbindResp($inner) => $visit,
            Body::GenericNack($inner) => $visit,
            Body::Unknown($inner) => $visit,
            Body::BindResp(None)
            | Body::SubmitSmResp(None)
            | Body::DeliverSmResp(None)
            | Body::QuerySmResp(None) => $empty,
        }
    };
}

/// The body of a PDU. Of a response, `None` is a header without body, as errors have it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Body<'a> {
    /// `bind_transmitter`, `bind_receiver` or `bind_transceiver`.
    Bind(Bind<'a>),
    /// The response to a bind.
    BindResp(Option<BindResp<'a>>),
    /// `submit_sm`.
    SubmitSm(SubmitSm<'a>),
    /// `submit_sm_resp`.
    SubmitSmResp(Option<SubmitSmResp<'a>>),
    /// `deliver_sm`.
    DeliverSm(DeliverSm<'a>),
    /// `deliver_sm_resp`.
    DeliverSmResp(Option<DeliverSmResp<'a>>),
    /// `query_sm`.
    QuerySm(QuerySm<'a>),
    /// `query_sm_resp`.
    QuerySmResp(Option<QuerySmResp<'a>>),
    /// `enquire_link`.
    EnquireLink(EnquireLink<'a>),
    /// `enquire_link_resp`.
    EnquireLinkResp(EnquireLinkResp<'a>),
    /// `unbind`.
    Unbind(Unbind<'a>),
    /// `unbind_resp`.
    UnbindResp(UnbindResp<'a>),
    /// `generic_nack`.
    GenericNack(GenericNack<'a>),
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
            CommandId::SUBMIT_SM => Body::SubmitSm(SubmitSm::decode(frame, tolerance, notes)?),
            CommandId::DELIVER_SM => Body::DeliverSm(DeliverSm::decode(frame, tolerance, notes)?),
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
        use CommandId as Id;
        let header = frame.header();
        let body = match header.command_id {
            Id::SUBMIT_SM_RESP => Body::SubmitSmResp(codec::decode_response(frame, tolerance, notes)?),
            Id::DELIVER_SM_RESP => Body::DeliverSmResp(codec::decode_response(frame, tolerance, notes)?),
            Id::BIND_RECEIVER | Id::BIND_TRANSMITTER | Id::BIND_TRANSCEIVER => {
                Body::Bind(Bind::decode(frame, tolerance, notes)?)
            }
            Id::BIND_RECEIVER_RESP | Id::BIND_TRANSMITTER_RESP | Id::BIND_TRANSCEIVER_RESP => {
                Body::BindResp(codec::decode_response(frame, tolerance, notes)?)
            }
            Id::QUERY_SM => Body::QuerySm(QuerySm::decode(frame, tolerance, notes)?),
            Id::QUERY_SM_RESP => Body::QuerySmResp(codec::decode_response(frame, tolerance, notes)?),
            Id::ENQUIRE_LINK => Body::EnquireLink(EnquireLink::decode(frame, tolerance, notes)?),
            Id::ENQUIRE_LINK_RESP => Body::EnquireLinkResp(EnquireLinkResp::decode(frame, tolerance, notes)?),
            Id::UNBIND => Body::Unbind(Unbind::decode(frame, tolerance, notes)?),
            Id::UNBIND_RESP => Body::UnbindResp(UnbindResp::decode(frame, tolerance, notes)?),
            Id::GENERIC_NACK => Body::GenericNack(GenericNack::decode(frame, tolerance, notes)?),
            _ => Body::Unknown(Unknown::decode(frame, tolerance, notes)?),
        };
        Ok(Self { header, body })
    }

    /// Appends the PDU, from its fields.
    pub fn encode(&self, out: &mut Vec<u8>) {
        let length = HEADER_LENGTH.saturating_add(self.body.body_len());
        out.reserve(length);
        self.header.encode(length, out);
        self.body.encode_body(out);
    }
}

impl<'a> Body<'a> {
    fn body_len(&self) -> usize {
        each_body!(self, body => body.body_len(), else 0)
    }

    fn encode_body(&self, out: &mut Vec<u8>) {
        each_body!(self, body => body.encode_body(out), else ());
    }

    /// The optional parameters, whatever PDU it is; none of an unknown PDU.
    #[must_use]
    pub fn tlvs(&self) -> Tlvs<'a> {
        match self {
            Body::Unknown(_) => Tlvs::EMPTY,
            Body::Bind(body) => body.tlvs,
            Body::BindResp(Some(body)) => body.tlvs,
            Body::SubmitSm(body) => body.tlvs,
            Body::SubmitSmResp(Some(body)) => body.tlvs,
            Body::DeliverSm(body) => body.tlvs,
            Body::DeliverSmResp(Some(body)) => body.tlvs,
            Body::QuerySm(body) => body.tlvs,
            Body::QuerySmResp(Some(body)) => body.tlvs,
            Body::EnquireLink(body) => body.tlvs,
            Body::EnquireLinkResp(body) => body.tlvs,
            Body::Unbind(body) => body.tlvs,
            Body::UnbindResp(body) => body.tlvs,
            Body::GenericNack(body) => body.tlvs,
            Body::BindResp(None)
            | Body::SubmitSmResp(None)
            | Body::DeliverSmResp(None)
            | Body::QuerySmResp(None) => Tlvs::EMPTY,
        }
    }
}

#[cfg(test)]
pub(crate) mod tests;
