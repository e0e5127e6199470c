//! `alert_notification` (4.12.1).

use alloc::vec::Vec;

use clickatell_core::wire::Notes;

use super::PduBody;
use super::codec::{Decoder, put_text, text_len, total};
use crate::code::CommandId;
use crate::grammar::{Field, Smpp};
use crate::tlv::Tlvs;
use crate::value::{Address, Npi, Ton};

/// Says that a handset can be reached again, after a `data_sm` that set its delivery pending flag (4.12.1). It has no
/// response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct AlertNotification<'a> {
    /// The handset; up to 64 characters (5.2.8).
    pub source: Address<'a, 65>,
    /// The ESME that asked; up to 64 characters (5.2.10).
    pub esme: Address<'a, 65>,
    /// Optional parameters: `ms_availability_status`.
    pub tlvs: Tlvs<'a>,
}

impl<'a> AlertNotification<'a> {
    /// A notification without optional parameters: the handset is available.
    #[must_use]
    pub const fn new(source: Address<'a, 65>, esme: Address<'a, 65>) -> Self {
        Self { source, esme, tlvs: Tlvs::EMPTY }
    }
}

impl<'a> super::sealed::Layout<'a> for AlertNotification<'a> {
    fn read<N: Notes<Smpp>>(body: &mut Decoder<'a, '_, N>) -> Option<Self> {
        body.is_a(CommandId::ALERT_NOTIFICATION)?;
        let [source_ton, source_npi] = body.octets(&[Field::SourceAddrTon, Field::SourceAddrNpi])?;
        let (source, [esme_ton, esme_npi]) =
            body.text(Field::SourceAddr, &[Field::EsmeAddrTon, Field::EsmeAddrNpi])?;
        let (esme, []) = body.text(Field::EsmeAddr, &[])?;
        let tlvs = body.tlvs()?;
        Some(Self {
            source: Address { ton: Ton::new(source_ton), npi: Npi::new(source_npi), addr: source },
            esme: Address { ton: Ton::new(esme_ton), npi: Npi::new(esme_npi), addr: esme },
            tlvs,
        })
    }
}

impl<'a> PduBody<'a> for AlertNotification<'a> {
    fn command_id(&self) -> CommandId {
        CommandId::ALERT_NOTIFICATION
    }

    fn tlvs(&self) -> Tlvs<'a> {
        self.tlvs
    }

    fn body_len(&self) -> usize {
        total([4, text_len(self.source.addr), text_len(self.esme.addr), self.tlvs.as_bytes().len()])
    }

    fn encode_body(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&[self.source.ton.get(), self.source.npi.get()]);
        put_text(out, self.source.addr, [0, self.esme.ton.get(), self.esme.npi.get()]);
        put_text(out, self.esme.addr, [0]);
        out.extend_from_slice(self.tlvs.as_bytes());
    }
}
