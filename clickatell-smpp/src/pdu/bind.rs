//! `bind_transmitter`, `bind_receiver` and `bind_transceiver` (4.1.1, 4.1.3, 4.1.5).

use alloc::vec::Vec;

use clickatell_core::wire::Notes;

use super::PduBody;
use super::codec::{Decoder, put_text, text_len, total};
use crate::code::CommandId;
use crate::grammar::{Field, Smpp};
use crate::octets::{COctets, Password};
use crate::tlv::Tlvs;
use crate::value::{InterfaceVersion, Npi, Ton};

/// What a session is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(clippy::exhaustive_enums, reason = "SMPP has three binds, in every version")]
pub enum BindKind {
    /// The ESME submits.
    Transmitter,
    /// The ESME receives.
    Receiver,
    /// Both; since 3.4.
    Transceiver,
}

impl BindKind {
    /// The request that opens such a session.
    #[must_use]
    pub const fn command_id(self) -> CommandId {
        match self {
            Self::Transmitter => CommandId::BIND_TRANSMITTER,
            Self::Receiver => CommandId::BIND_RECEIVER,
            Self::Transceiver => CommandId::BIND_TRANSCEIVER,
        }
    }

    /// The kind that this request, or the response to it, is about.
    #[must_use]
    pub const fn of(command_id: CommandId) -> Option<Self> {
        match command_id.request() {
            CommandId::BIND_TRANSMITTER => Some(Self::Transmitter),
            CommandId::BIND_RECEIVER => Some(Self::Receiver),
            CommandId::BIND_TRANSCEIVER => Some(Self::Transceiver),
            _ => None,
        }
    }

    /// Whether the ESME may submit.
    #[must_use]
    pub const fn transmits(self) -> bool {
        matches!(self, Self::Transmitter | Self::Transceiver)
    }

    /// Whether the SMSC may deliver.
    #[must_use]
    pub const fn receives(self) -> bool {
        matches!(self, Self::Receiver | Self::Transceiver)
    }
}

/// Opens a session (4.1). The three binds differ in their `command_id` only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Bind<'a> {
    /// Which of the three it is.
    pub kind: BindKind,
    /// Who binds; up to 15 characters (5.2.1).
    pub system_id: COctets<'a, 16>,
    /// The password; up to 8 characters (5.2.2).
    pub password: Password<'a>,
    /// The kind of system; up to 12 characters (5.2.3). Clickatell wants the API ID here.
    pub system_type: COctets<'a, 13>,
    /// The version that the ESME speaks (5.2.4).
    pub interface_version: InterfaceVersion,
    /// Type of number of the ESME's address (5.2.5).
    pub addr_ton: Ton,
    /// Numbering plan of the ESME's address (5.2.6).
    pub addr_npi: Npi,
    /// The addresses that the ESME serves; up to 40 characters (5.2.7).
    pub address_range: COctets<'a, 41>,
    /// Optional parameters: the specification has none here.
    pub tlvs: Tlvs<'a>,
}

impl<'a> Bind<'a> {
    /// A bind of SMPP 3.4 without a system type and without an address.
    #[must_use]
    pub const fn new(kind: BindKind, system_id: COctets<'a, 16>, password: Password<'a>) -> Self {
        Self {
            kind,
            system_id,
            password,
            system_type: COctets::EMPTY,
            interface_version: InterfaceVersion::V3_4,
            addr_ton: Ton::UNKNOWN,
            addr_npi: Npi::UNKNOWN,
            address_range: COctets::EMPTY,
            tlvs: Tlvs::EMPTY,
        }
    }
}

impl<'a> super::sealed::Layout<'a> for Bind<'a> {
    #[inline]
    fn read<N: Notes<Smpp>>(body: &mut Decoder<'a, '_, N>) -> Option<Self> {
        let command_id = body.command_id();
        let kind = match BindKind::of(command_id) {
            Some(kind) if !command_id.is_response() => kind,
            _ => return body.wrong_kind(),
        };
        let (system_id, []) = body.text(Field::SystemId, &[])?;
        let (password, []) = body.text(Field::Password, &[])?;
        let (system_type, [version, ton, npi]) =
            body.text(Field::SystemType, &[Field::InterfaceVersion, Field::AddrTon, Field::AddrNpi])?;
        let (address_range, []) = body.text(Field::AddressRange, &[])?;
        let tlvs = body.tlvs()?;
        Some(Self {
            kind,
            system_id,
            password: Password::judged(password),
            system_type,
            interface_version: InterfaceVersion::new(version),
            addr_ton: Ton::new(ton),
            addr_npi: Npi::new(npi),
            address_range,
            tlvs,
        })
    }
}

impl<'a> PduBody<'a> for Bind<'a> {
    fn command_id(&self) -> CommandId {
        self.kind.command_id()
    }

    fn tlvs(&self) -> Tlvs<'a> {
        self.tlvs
    }

    fn body_len(&self) -> usize {
        total([
            text_len(self.system_id),
            self.password.expose().len(),
            1,
            text_len(self.system_type),
            3,
            text_len(self.address_range),
            self.tlvs.as_bytes().len(),
        ])
    }

    fn encode_body(&self, out: &mut Vec<u8>) {
        put_text(out, self.system_id, [0]);
        out.extend_from_slice(self.password.expose());
        out.push(0);
        let version = self.interface_version.get();
        put_text(out, self.system_type, [0, version, self.addr_ton.get(), self.addr_npi.get()]);
        put_text(out, self.address_range, [0]);
        out.extend_from_slice(self.tlvs.as_bytes());
    }
}
