//! `data_sm` (4.7.1).

use alloc::vec::Vec;

use clickatell_core::wire::Notes;

use super::PduBody;
use super::codec::{Decoder, put_text, text_len, total};
use crate::code::CommandId;
use crate::grammar::{Field, Smpp};
use crate::octets::COctets;
use crate::tlv::Tlvs;
use crate::value::{Address, DataCoding, EsmClass, Npi, RegisteredDelivery, Ton};

/// Transfers data, either way (4.7.1). Its text is always a `message_payload`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct DataSm<'a> {
    /// The SMS application service; up to 5 characters, empty for the default (5.2.11).
    pub service_type: COctets<'a, 6>,
    /// Where the data comes from; up to 64 characters here (5.2.8).
    pub source: Address<'a, 65>,
    /// Where it goes; up to 64 characters here (5.2.9).
    pub destination: Address<'a, 65>,
    /// Mode, type and features (5.2.12).
    pub esm_class: EsmClass,
    /// Which receipts are asked for (5.2.17).
    pub registered_delivery: RegisteredDelivery,
    /// The alphabet of the payload (5.2.19).
    pub data_coding: DataCoding,
    /// Optional parameters: `message_payload` with the data, and more.
    pub tlvs: Tlvs<'a>,
}

impl<'a> DataSm<'a> {
    /// Data of the default kind; the payload is among the parameters.
    #[must_use]
    pub const fn new(destination: Address<'a, 65>, tlvs: Tlvs<'a>) -> Self {
        Self {
            service_type: COctets::EMPTY,
            source: Address::EMPTY,
            destination,
            esm_class: EsmClass::DEFAULT,
            registered_delivery: RegisteredDelivery::NONE,
            data_coding: DataCoding::DEFAULT,
            tlvs,
        }
    }

    /// The octets of `message_payload`; none without it: a receipt may be all in the other parameters.
    #[must_use]
    pub fn text_octets(&self) -> &'a [u8] {
        self.tlvs.message_payload().unwrap_or_default()
    }
}

impl<'a> super::sealed::Layout<'a> for DataSm<'a> {
    fn read<N: Notes<Smpp>>(body: &mut Decoder<'a, '_, N>) -> Option<Self> {
        body.is_a(CommandId::DATA_SM)?;
        let (service_type, [source_ton, source_npi]) =
            body.text(Field::ServiceType, &[Field::SourceAddrTon, Field::SourceAddrNpi])?;
        let (source, [dest_ton, dest_npi]) =
            body.text(Field::SourceAddr, &[Field::DestAddrTon, Field::DestAddrNpi])?;
        let (destination, [esm_class, registered, coding]) = body
            .text(Field::DestinationAddr, &[Field::EsmClass, Field::RegisteredDelivery, Field::DataCoding])?;
        let tlvs = body.tlvs()?;
        Some(Self {
            service_type,
            source: Address { ton: Ton::new(source_ton), npi: Npi::new(source_npi), addr: source },
            destination: Address { ton: Ton::new(dest_ton), npi: Npi::new(dest_npi), addr: destination },
            esm_class: EsmClass::new(esm_class),
            registered_delivery: RegisteredDelivery::new(registered),
            data_coding: DataCoding::new(coding),
            tlvs,
        })
    }
}

impl<'a> PduBody<'a> for DataSm<'a> {
    fn command_id(&self) -> CommandId {
        CommandId::DATA_SM
    }

    fn tlvs(&self) -> Tlvs<'a> {
        self.tlvs
    }

    fn body_len(&self) -> usize {
        total([
            7,
            text_len(self.service_type),
            text_len(self.source.addr),
            text_len(self.destination.addr),
            self.tlvs.as_bytes().len(),
        ])
    }

    fn encode_body(&self, out: &mut Vec<u8>) {
        let (source, destination) = (self.source, self.destination);
        put_text(out, self.service_type, [0, source.ton.get(), source.npi.get()]);
        put_text(out, source.addr, [0, destination.ton.get(), destination.npi.get()]);
        let (registered, coding) = (self.registered_delivery.get(), self.data_coding.get());
        put_text(out, destination.addr, [0, self.esm_class.get(), registered, coding]);
        out.extend_from_slice(self.tlvs.as_bytes());
    }
}
