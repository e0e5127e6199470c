//! `query_sm_resp` (4.8.2).

use alloc::vec::Vec;

use clickatell_core::wire::Notes;

use super::PduBody;
use super::codec::{Decoder, put_text, text_len, total};
use crate::code::CommandId;
use crate::grammar::{Field, Smpp};
use crate::octets::COctets;
use crate::tlv::Tlvs;
use crate::value::MessageState;

/// Answers `query_sm` (4.8.2). Its state is a mandatory field here, not an optional parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct QuerySmResp<'a> {
    /// The message that was asked about; up to 64 characters (5.2.23).
    pub message_id: COctets<'a, 65>,
    /// When it reached a final state; empty before that (7.1.1).
    pub final_date: COctets<'a, 17>,
    /// Its state (5.2.28).
    pub message_state: MessageState,
    /// The network's or the SMSC's own code for a failure, 0 for none (4.8.2).
    pub error_code: u8,
    /// Optional parameters: none in 3.4.
    pub tlvs: Tlvs<'a>,
}

impl<'a> QuerySmResp<'a> {
    /// The state of a message that is not final, without error code.
    #[must_use]
    pub const fn new(message_id: COctets<'a, 65>, message_state: MessageState) -> Self {
        Self { message_id, final_date: COctets::EMPTY, message_state, error_code: 0, tlvs: Tlvs::EMPTY }
    }
}

impl<'a> super::sealed::Layout<'a> for QuerySmResp<'a> {
    #[inline]
    fn read<N: Notes<Smpp>>(body: &mut Decoder<'a, '_, N>) -> Option<Self> {
        body.is_a(CommandId::QUERY_SM_RESP)?;
        let (message_id, []) = body.text(Field::MessageId, &[])?;
        let (final_date, [state, error_code]) =
            body.time(Field::FinalDate, &[Field::MessageState, Field::ErrorCode])?;
        let tlvs = body.tlvs()?;
        Some(Self { message_id, final_date, message_state: MessageState::new(state), error_code, tlvs })
    }
}

impl<'a> PduBody<'a> for QuerySmResp<'a> {
    fn command_id(&self) -> CommandId {
        CommandId::QUERY_SM_RESP
    }

    fn tlvs(&self) -> Tlvs<'a> {
        self.tlvs
    }

    fn body_len(&self) -> usize {
        total([2, text_len(self.message_id), text_len(self.final_date), self.tlvs.as_bytes().len()])
    }

    fn encode_body(&self, out: &mut Vec<u8>) {
        put_text(out, self.message_id, [0]);
        put_text(out, self.final_date, [0, self.message_state.get(), self.error_code]);
        out.extend_from_slice(self.tlvs.as_bytes());
    }
}
