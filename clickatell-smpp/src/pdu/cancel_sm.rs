//! `cancel_sm` and `cancel_sm_resp` (4.9).

use alloc::vec::Vec;

use clickatell_core::wire::Notes;

use super::PduBody;
use super::codec::{Decoder, header_only, put_text, text_len, total};
use crate::code::CommandId;
use crate::grammar::{Field, Smpp};
use crate::octets::COctets;
use crate::tlv::Tlvs;
use crate::value::{Address, Npi, Ton};

/// Cancels messages that are still held (4.9.1): the one with a `message_id`, or without one all that have this
/// service type, source and destination.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CancelSm<'a> {
    /// The SMS application service of a group of messages; up to 5 characters (5.2.11).
    pub service_type: COctets<'a, 6>,
    /// The SMSC's name for the message; empty for a group (5.2.23).
    pub message_id: COctets<'a, 65>,
    /// Where the message came from, as it was submitted (5.2.8).
    pub source: Address<'a, 21>,
    /// Where the messages of a group go; may be empty beside a `message_id` (5.2.9).
    pub destination: Address<'a, 21>,
    /// Optional parameters: the specification has none here.
    pub tlvs: Tlvs<'a>,
}

impl<'a> CancelSm<'a> {
    /// Cancels the message that was submitted with this source.
    #[must_use]
    pub const fn new(message_id: COctets<'a, 65>, source: Address<'a, 21>) -> Self {
        Self {
            service_type: COctets::EMPTY,
            message_id,
            source,
            destination: Address::EMPTY,
            tlvs: Tlvs::EMPTY,
        }
    }
}

impl<'a> super::sealed::Layout<'a> for CancelSm<'a> {
    fn read<N: Notes<Smpp>>(body: &mut Decoder<'a, '_, N>) -> Option<Self> {
        body.is_a(CommandId::CANCEL_SM)?;
        let (service_type, []) = body.text(Field::ServiceType, &[])?;
        let (message_id, [source_ton, source_npi]) =
            body.text(Field::MessageId, &[Field::SourceAddrTon, Field::SourceAddrNpi])?;
        let (source, [dest_ton, dest_npi]) =
            body.text(Field::SourceAddr, &[Field::DestAddrTon, Field::DestAddrNpi])?;
        let (destination, []) = body.text(Field::DestinationAddr, &[])?;
        let tlvs = body.tlvs()?;
        Some(Self {
            service_type,
            message_id,
            source: Address { ton: Ton::new(source_ton), npi: Npi::new(source_npi), addr: source },
            destination: Address { ton: Ton::new(dest_ton), npi: Npi::new(dest_npi), addr: destination },
            tlvs,
        })
    }
}

impl<'a> PduBody<'a> for CancelSm<'a> {
    fn command_id(&self) -> CommandId {
        CommandId::CANCEL_SM
    }

    fn tlvs(&self) -> Tlvs<'a> {
        self.tlvs
    }

    fn body_len(&self) -> usize {
        total([
            4,
            text_len(self.service_type),
            text_len(self.message_id),
            text_len(self.source.addr),
            text_len(self.destination.addr),
            self.tlvs.as_bytes().len(),
        ])
    }

    fn encode_body(&self, out: &mut Vec<u8>) {
        put_text(out, self.service_type, [0]);
        put_text(out, self.message_id, [0, self.source.ton.get(), self.source.npi.get()]);
        put_text(out, self.source.addr, [0, self.destination.ton.get(), self.destination.npi.get()]);
        put_text(out, self.destination.addr, [0]);
        out.extend_from_slice(self.tlvs.as_bytes());
    }
}

header_only! {
    /// Answers `cancel_sm` (4.9.2).
    CancelSmResp, CANCEL_SM_RESP
}
