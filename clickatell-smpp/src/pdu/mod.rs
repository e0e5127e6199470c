//! PDUs: one file for each, named as in the specification.
//!
//! Each is a `Copy` struct of checked values and slices of its frame. `new` takes what the specification requires
//! and sets the rest to the specification's defaults; public fields are set directly.

mod alert_notification;
mod bind;
mod bind_resp;
mod body;
mod broadcast_sm;
mod broadcast_sm_resp;
mod cancel_broadcast_sm;
mod cancel_sm;
mod codec;
mod counted;
mod data_sm;
mod data_sm_resp;
mod deliver_sm;
mod deliver_sm_resp;
mod destination;
mod enquire_link;
mod generic_nack;
mod message_id_body;
mod outbind;
mod query_body;
mod query_broadcast_sm;
mod query_broadcast_sm_resp;
mod query_sm;
mod query_sm_resp;
mod replace_sm;
mod short_message_body;
mod submit_multi;
mod submit_multi_resp;
mod submit_sm;
mod submit_sm_resp;
mod unbind;
mod unknown;
mod unsuccess_sme;

use alloc::vec::Vec;

use clickatell_core::wire::Notes;

use codec::{Decoder, Judge};

use crate::code::{CommandId, CommandStatus};
use crate::frame::{Frame, HEADER_LENGTH, Header, SequenceNumber};
use crate::grammar::{Fault, Smpp};
use crate::tlv::Tlvs;
use crate::tolerance::Tolerance;

pub use alert_notification::AlertNotification;
pub use bind::{Bind, BindKind};
pub use bind_resp::BindResp;
pub use body::{Body, Pdu};
pub use broadcast_sm::BroadcastSm;
pub use broadcast_sm_resp::BroadcastSmResp;
pub use cancel_broadcast_sm::{CancelBroadcastSm, CancelBroadcastSmResp};
pub use cancel_sm::{CancelSm, CancelSmResp};
pub use counted::ListFull;
pub use data_sm::DataSm;
pub use data_sm_resp::DataSmResp;
pub use deliver_sm::DeliverSm;
pub use deliver_sm_resp::DeliverSmResp;
pub use destination::{Destination, DestinationBuf, DestinationIter, Destinations};
pub use enquire_link::{EnquireLink, EnquireLinkResp};
pub use generic_nack::GenericNack;
pub use outbind::Outbind;
pub use query_broadcast_sm::QueryBroadcastSm;
pub use query_broadcast_sm_resp::QueryBroadcastSmResp;
pub use query_sm::QuerySm;
pub use query_sm_resp::QuerySmResp;
pub use replace_sm::{ReplaceSm, ReplaceSmResp};
pub use submit_multi::SubmitMulti;
pub use submit_multi_resp::SubmitMultiResp;
pub use submit_sm::SubmitSm;
pub use submit_sm_resp::SubmitSmResp;
pub use unbind::{Unbind, UnbindResp};
pub use unknown::Unknown;
pub use unsuccess_sme::{UnsuccessSme, UnsuccessSmeBuf, UnsuccessSmeIter, UnsuccessSmes};

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
        let mut judge = Judge::new(tolerance, notes);
        let mut body = Decoder::new(frame, &mut judge);
        match Self::read(&mut body) {
            Some(pdu) => Ok(pdu),
            None => Err(body.fault()),
        }
    }

    /// The optional parameters; none of an unknown PDU.
    fn tlvs(&self) -> Tlvs<'a>;

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

#[cfg(test)]
pub(crate) mod tests;
