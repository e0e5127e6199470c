//! `broadcast_sm` (5.0: 4.4).

use alloc::vec::Vec;

use clickatell_core::wire::Notes;

use super::PduBody;
use super::codec::{Decoder, put_text, text_len, total};
use crate::code::CommandId;
use crate::grammar::{Field, Smpp};
use crate::octets::COctets;
use crate::tlv::Tlvs;
use crate::value::{Address, DataCoding, Npi, Ton};

/// Submits a message for all handsets of some areas (5.0: 4.4). Since 5.0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct BroadcastSm<'a> {
    /// The SMS application service; up to 5 characters, empty for the default (5.2.11).
    pub service_type: COctets<'a, 6>,
    /// Where the message comes from; up to 20 characters, empty for the default (5.2.8).
    pub source: Address<'a, 21>,
    /// The broadcast that this one replaces; empty for a new one.
    pub message_id: COctets<'a, 65>,
    /// Priority, 0 (lowest) to 4.
    pub priority_flag: u8,
    /// When the broadcast begins; empty for now (7.1.1).
    pub schedule_delivery_time: COctets<'a, 17>,
    /// When it ends; empty for the SMSC's default (7.1.1).
    pub validity_period: COctets<'a, 17>,
    /// 1 to replace a broadcast still held, else 0 (5.2.18).
    pub replace_if_present_flag: u8,
    /// The alphabet of the text (5.2.19).
    pub data_coding: DataCoding,
    /// A text stored at the SMSC, 1 to 254; 0 for none (5.2.20).
    pub sm_default_msg_id: u8,
    /// Parameters, of which four must be there: `broadcast_area_identifier`, one or more; `broadcast_content_type`;
    /// `broadcast_rep_num`; `broadcast_frequency_interval`. The text is a `message_payload`.
    pub tlvs: Tlvs<'a>,
}

impl<'a> BroadcastSm<'a> {
    /// A broadcast with these parameters; all else as the specification's default.
    #[must_use]
    pub const fn new(tlvs: Tlvs<'a>) -> Self {
        Self {
            service_type: COctets::EMPTY,
            source: Address::EMPTY,
            message_id: COctets::EMPTY,
            priority_flag: 0,
            schedule_delivery_time: COctets::EMPTY,
            validity_period: COctets::EMPTY,
            replace_if_present_flag: 0,
            data_coding: DataCoding::DEFAULT,
            sm_default_msg_id: 0,
            tlvs,
        }
    }

    /// The octets of `message_payload`; none without it.
    #[must_use]
    pub fn text_octets(&self) -> &'a [u8] {
        self.tlvs.message_payload().unwrap_or_default()
    }
}

impl<'a> super::sealed::Layout<'a> for BroadcastSm<'a> {
    fn read<N: Notes<Smpp>>(body: &mut Decoder<'a, '_, N>) -> Option<Self> {
        body.is_a(CommandId::BROADCAST_SM)?;
        let (service_type, [ton, npi]) =
            body.text(Field::ServiceType, &[Field::SourceAddrTon, Field::SourceAddrNpi])?;
        let (addr, []) = body.text(Field::SourceAddr, &[])?;
        let (message_id, [priority_flag]) = body.text(Field::MessageId, &[Field::PriorityFlag])?;
        let (schedule_delivery_time, []) = body.time(Field::ScheduleDeliveryTime, &[])?;
        let (validity_period, [replace, coding, default_msg]) = body.time(
            Field::ValidityPeriod,
            &[Field::ReplaceIfPresentFlag, Field::DataCoding, Field::SmDefaultMsgId],
        )?;
        let tlvs = body.tlvs()?;
        Some(Self {
            service_type,
            source: Address { ton: Ton::new(ton), npi: Npi::new(npi), addr },
            message_id,
            priority_flag,
            schedule_delivery_time,
            validity_period,
            replace_if_present_flag: replace,
            data_coding: DataCoding::new(coding),
            sm_default_msg_id: default_msg,
            tlvs,
        })
    }
}

impl<'a> PduBody<'a> for BroadcastSm<'a> {
    fn command_id(&self) -> CommandId {
        CommandId::BROADCAST_SM
    }

    fn tlvs(&self) -> Tlvs<'a> {
        self.tlvs
    }

    fn body_len(&self) -> usize {
        total([
            6,
            text_len(self.service_type),
            text_len(self.source.addr),
            text_len(self.message_id),
            text_len(self.schedule_delivery_time),
            text_len(self.validity_period),
            self.tlvs.as_bytes().len(),
        ])
    }

    fn encode_body(&self, out: &mut Vec<u8>) {
        put_text(out, self.service_type, [0, self.source.ton.get(), self.source.npi.get()]);
        put_text(out, self.source.addr, [0]);
        put_text(out, self.message_id, [0, self.priority_flag]);
        put_text(out, self.schedule_delivery_time, [0]);
        let (replace, coding) = (self.replace_if_present_flag, self.data_coding.get());
        put_text(out, self.validity_period, [0, replace, coding, self.sm_default_msg_id]);
        out.extend_from_slice(self.tlvs.as_bytes());
    }
}
