//! `cancel_broadcast_sm` and `cancel_broadcast_sm_resp` (5.0: 4.6).

use alloc::vec::Vec;

use clickatell_core::wire::Notes;

use super::PduBody;
use super::codec::{Decoder, header_only, put_text, text_len, total};
use crate::code::CommandId;
use crate::grammar::{Field, Smpp};
use crate::octets::COctets;
use crate::tlv::Tlvs;
use crate::value::{Address, Npi, Ton};

/// Cancels broadcasts (5.0: 4.6): the one with a `message_id`, or without one all that have this service type and
/// source. Since 5.0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CancelBroadcastSm<'a> {
    /// The SMS application service of a group of broadcasts; up to 5 characters (5.2.11).
    pub service_type: COctets<'a, 6>,
    /// The SMSC's name for the broadcast; empty for a group (5.2.23).
    pub message_id: COctets<'a, 65>,
    /// Where the broadcast came from, as it was submitted (5.2.8).
    pub source: Address<'a, 21>,
    /// Optional parameters: `broadcast_content_type`, `user_message_reference`.
    pub tlvs: Tlvs<'a>,
}

impl<'a> CancelBroadcastSm<'a> {
    /// Cancels the broadcast that was submitted with this source.
    #[must_use]
    pub const fn new(message_id: COctets<'a, 65>, source: Address<'a, 21>) -> Self {
        Self { service_type: COctets::EMPTY, message_id, source, tlvs: Tlvs::EMPTY }
    }
}

impl<'a> super::sealed::Layout<'a> for CancelBroadcastSm<'a> {
    fn read<N: Notes<Smpp>>(body: &mut Decoder<'a, '_, N>) -> Option<Self> {
        body.is_a(CommandId::CANCEL_BROADCAST_SM)?;
        let (service_type, []) = body.text(Field::ServiceType, &[])?;
        let (message_id, [ton, npi]) =
            body.text(Field::MessageId, &[Field::SourceAddrTon, Field::SourceAddrNpi])?;
        let (addr, []) = body.text(Field::SourceAddr, &[])?;
        let tlvs = body.tlvs()?;
        let source = Address { ton: Ton::new(ton), npi: Npi::new(npi), addr };
        Some(Self { service_type, message_id, source, tlvs })
    }
}

impl<'a> PduBody<'a> for CancelBroadcastSm<'a> {
    fn command_id(&self) -> CommandId {
        CommandId::CANCEL_BROADCAST_SM
    }

    fn tlvs(&self) -> Tlvs<'a> {
        self.tlvs
    }

    fn body_len(&self) -> usize {
        total([
            2,
            text_len(self.service_type),
            text_len(self.message_id),
            text_len(self.source.addr),
            self.tlvs.as_bytes().len(),
        ])
    }

    fn encode_body(&self, out: &mut Vec<u8>) {
        put_text(out, self.service_type, [0]);
        put_text(out, self.message_id, [0, self.source.ton.get(), self.source.npi.get()]);
        put_text(out, self.source.addr, [0]);
        out.extend_from_slice(self.tlvs.as_bytes());
    }
}

header_only! {
    /// Answers `cancel_broadcast_sm` (5.0: 4.6). Since 5.0.
    CancelBroadcastSmResp, CANCEL_BROADCAST_SM_RESP
}
