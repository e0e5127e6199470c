//! `submit_multi_resp` (4.5.2).

use alloc::vec::Vec;

use clickatell_core::wire::Notes;

use super::PduBody;
use super::codec::{Decoder, put_text, text_len, total};
use super::unsuccess_sme::UnsuccessSmes;
use crate::code::CommandId;
use crate::grammar::{Field, Smpp};
use crate::octets::COctets;
use crate::tlv::Tlvs;

/// Answers `submit_multi` (4.5.2).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct SubmitMultiResp<'a> {
    /// The SMSC's name for the message, one for all destinations; up to 64 characters (5.2.23).
    pub message_id: COctets<'a, 65>,
    /// The destinations that failed (4.5.2.1).
    pub unsuccess_sme: UnsuccessSmes<'a>,
    /// Optional parameters: none in 3.4.
    pub tlvs: Tlvs<'a>,
}

impl<'a> SubmitMultiResp<'a> {
    /// A response with this id: no destination failed.
    #[must_use]
    pub const fn new(message_id: COctets<'a, 65>) -> Self {
        Self { message_id, unsuccess_sme: UnsuccessSmes::EMPTY, tlvs: Tlvs::EMPTY }
    }
}

impl<'a> super::sealed::Layout<'a> for SubmitMultiResp<'a> {
    fn read<N: Notes<Smpp>>(body: &mut Decoder<'a, '_, N>) -> Option<Self> {
        body.is_a(CommandId::SUBMIT_MULTI_RESP)?;
        let (message_id, [count]) = body.text(Field::MessageId, &[Field::NoUnsuccess])?;
        let unsuccess_sme = UnsuccessSmes::read(body, count)?;
        let tlvs = body.tlvs()?;
        Some(Self { message_id, unsuccess_sme, tlvs })
    }
}

impl<'a> PduBody<'a> for SubmitMultiResp<'a> {
    fn command_id(&self) -> CommandId {
        CommandId::SUBMIT_MULTI_RESP
    }

    fn tlvs(&self) -> Tlvs<'a> {
        self.tlvs
    }

    fn body_len(&self) -> usize {
        let failed = self.unsuccess_sme.as_bytes().len();
        total([text_len(self.message_id), 1, failed, self.tlvs.as_bytes().len()])
    }

    fn encode_body(&self, out: &mut Vec<u8>) {
        put_text(out, self.message_id, [0, self.unsuccess_sme.count()]);
        out.extend_from_slice(self.unsuccess_sme.as_bytes());
        out.extend_from_slice(self.tlvs.as_bytes());
    }
}
