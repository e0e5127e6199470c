//! `bind_transmitter_resp`, `bind_receiver_resp` and `bind_transceiver_resp` (4.1.2, 4.1.4, 4.1.6).

use alloc::vec::Vec;

use clickatell_core::wire::Notes;

use super::codec::{Decoder, put_text, text_len, total};
use super::{BindKind, PduBody};
use crate::code::CommandId;
use crate::grammar::{Field, Smpp};
use crate::octets::COctets;
use crate::tlv::Tlvs;

/// Answers a bind (4.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct BindResp<'a> {
    /// Which bind it answers.
    pub kind: BindKind,
    /// The name of the SMSC; up to 15 characters (5.2.1).
    pub system_id: COctets<'a, 16>,
    /// Optional parameters: `sc_interface_version`.
    pub tlvs: Tlvs<'a>,
}

impl<'a> BindResp<'a> {
    /// A response without optional parameters.
    #[must_use]
    pub const fn new(kind: BindKind, system_id: COctets<'a, 16>) -> Self {
        Self { kind, system_id, tlvs: Tlvs::EMPTY }
    }
}

impl<'a> super::sealed::Layout<'a> for BindResp<'a> {
    #[inline]
    fn read<N: Notes<Smpp>>(body: &mut Decoder<'a, '_, N>) -> Option<Self> {
        let command_id = body.command_id();
        let kind = match BindKind::of(command_id) {
            Some(kind) if command_id.is_response() => kind,
            _ => return body.wrong_kind(),
        };
        let (system_id, []) = body.text(Field::SystemId, &[])?;
        let tlvs = body.tlvs()?;
        Some(Self { kind, system_id, tlvs })
    }
}

impl<'a> PduBody<'a> for BindResp<'a> {
    fn command_id(&self) -> CommandId {
        self.kind.command_id().response()
    }

    fn tlvs(&self) -> Tlvs<'a> {
        self.tlvs
    }

    fn body_len(&self) -> usize {
        total([text_len(self.system_id), self.tlvs.as_bytes().len()])
    }

    fn encode_body(&self, out: &mut Vec<u8>) {
        put_text(out, self.system_id, [0]);
        out.extend_from_slice(self.tlvs.as_bytes());
    }
}
