//! `query_sm` (4.8.1).

use alloc::vec::Vec;

use clickatell_core::wire::Notes;

use super::PduBody;
use super::codec::{Decoder, put_text, text_len, total};
use crate::code::CommandId;
use crate::grammar::{Field, Smpp};
use crate::octets::COctets;
use crate::tlv::Tlvs;
use crate::value::{Address, Npi, Ton};

/// Asks for the state of a message (4.8.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct QuerySm<'a> {
    /// The SMSC's name for the message; up to 64 characters (5.2.23).
    pub message_id: COctets<'a, 65>,
    /// Where the message came from, as it was submitted (5.2.8).
    pub source: Address<'a, 21>,
    /// Optional parameters: the specification has none here.
    pub tlvs: Tlvs<'a>,
}

impl<'a> QuerySm<'a> {
    /// A query for the message that was submitted with this source.
    #[must_use]
    pub const fn new(message_id: COctets<'a, 65>, source: Address<'a, 21>) -> Self {
        Self { message_id, source, tlvs: Tlvs::EMPTY }
    }
}

impl<'a> super::sealed::Layout<'a> for QuerySm<'a> {
    #[inline]
    fn read<N: Notes<Smpp>>(body: &mut Decoder<'a, '_, N>) -> Option<Self> {
        body.is_a(CommandId::QUERY_SM)?;
        let (message_id, [ton, npi]) =
            body.text(Field::MessageId, &[Field::SourceAddrTon, Field::SourceAddrNpi])?;
        let (addr, []) = body.text(Field::SourceAddr, &[])?;
        let tlvs = body.tlvs()?;
        Some(Self { message_id, source: Address { ton: Ton::new(ton), npi: Npi::new(npi), addr }, tlvs })
    }
}

impl<'a> PduBody<'a> for QuerySm<'a> {
    fn command_id(&self) -> CommandId {
        CommandId::QUERY_SM
    }

    fn tlvs(&self) -> Tlvs<'a> {
        self.tlvs
    }

    fn body_len(&self) -> usize {
        total([2, text_len(self.message_id), text_len(self.source.addr), self.tlvs.as_bytes().len()])
    }

    fn encode_body(&self, out: &mut Vec<u8>) {
        put_text(out, self.message_id, [0, self.source.ton.get(), self.source.npi.get()]);
        put_text(out, self.source.addr, [0]);
        out.extend_from_slice(self.tlvs.as_bytes());
    }
}
