//! PDUs whose `command_id` this crate does not read.

use alloc::vec::Vec;
use core::fmt;

use clickatell_core::wire::Notes;

use super::PduBody;
use super::codec::Decoder;
use crate::code::CommandId;
use crate::grammar::Smpp;
use crate::tlv::Tlvs;

/// A body that is not read: its kind and its octets, kept as they came.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Unknown<'a> {
    command_id: CommandId,
    octets: &'a [u8],
}

impl<'a> Unknown<'a> {
    /// A body of any kind.
    #[must_use]
    pub const fn new(command_id: CommandId, octets: &'a [u8]) -> Self {
        Self { command_id, octets }
    }

    /// The octets behind the header.
    #[must_use]
    pub const fn octets(&self) -> &'a [u8] {
        self.octets
    }
}

impl<'a> super::sealed::Layout<'a> for Unknown<'a> {
    #[inline]
    fn read<N: Notes<Smpp>>(body: &mut Decoder<'a, '_, N>) -> Option<Self> {
        Some(Self { command_id: body.command_id(), octets: body.rest() })
    }
}

impl<'a> PduBody<'a> for Unknown<'a> {
    fn command_id(&self) -> CommandId {
        self.command_id
    }

    fn tlvs(&self) -> Tlvs<'a> {
        Tlvs::EMPTY
    }

    fn body_len(&self) -> usize {
        self.octets.len()
    }

    fn encode_body(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(self.octets);
    }
}

impl fmt::Debug for Unknown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // An outbind holds a password, and who knows what else does.
        write!(f, "Unknown({}, {} octets)", self.command_id, self.octets.len())
    }
}
