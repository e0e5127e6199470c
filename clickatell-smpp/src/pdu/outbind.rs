//! `outbind` (4.1.7).

use alloc::vec::Vec;

use clickatell_core::wire::Notes;

use super::PduBody;
use super::codec::{Decoder, put_text, text_len, total};
use crate::code::CommandId;
use crate::grammar::{Field, Smpp};
use crate::octets::{COctets, Password};
use crate::tlv::Tlvs;

/// Asks an ESME, to which the SMSC has connected, to bind (4.1.7). It has no response: the answer is a bind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Outbind<'a> {
    /// The name of the SMSC; up to 15 characters (5.2.1).
    pub system_id: COctets<'a, 16>,
    /// The SMSC's password, for the ESME to check; up to 8 characters (5.2.2).
    pub password: Password<'a>,
    /// Optional parameters: the specification has none here.
    pub tlvs: Tlvs<'a>,
}

impl<'a> Outbind<'a> {
    /// A request of this SMSC.
    #[must_use]
    pub const fn new(system_id: COctets<'a, 16>, password: Password<'a>) -> Self {
        Self { system_id, password, tlvs: Tlvs::EMPTY }
    }
}

impl<'a> super::sealed::Layout<'a> for Outbind<'a> {
    fn read<N: Notes<Smpp>>(body: &mut Decoder<'a, '_, N>) -> Option<Self> {
        body.is_a(CommandId::OUTBIND)?;
        let (system_id, []) = body.text(Field::SystemId, &[])?;
        let (password, []) = body.text(Field::Password, &[])?;
        let tlvs = body.tlvs()?;
        Some(Self { system_id, password: Password::judged(password), tlvs })
    }
}

impl<'a> PduBody<'a> for Outbind<'a> {
    fn command_id(&self) -> CommandId {
        CommandId::OUTBIND
    }

    fn tlvs(&self) -> Tlvs<'a> {
        self.tlvs
    }

    fn body_len(&self) -> usize {
        total([text_len(self.system_id), self.password.expose().len(), 1, self.tlvs.as_bytes().len()])
    }

    fn encode_body(&self, out: &mut Vec<u8>) {
        put_text(out, self.system_id, [0]);
        out.extend_from_slice(self.password.expose());
        out.push(0);
        out.extend_from_slice(self.tlvs.as_bytes());
    }
}
