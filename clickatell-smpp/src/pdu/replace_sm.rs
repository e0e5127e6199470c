//! `replace_sm` and `replace_sm_resp` (4.10).

use alloc::vec::Vec;

use clickatell_core::wire::Notes;

use super::PduBody;
use super::codec::{Decoder, header_only, put_text, text_len, total};
use crate::code::CommandId;
use crate::grammar::{Field, Smpp};
use crate::octets::{COctets, ShortMessage};
use crate::tlv::Tlvs;
use crate::value::{Address, Npi, RegisteredDelivery, Ton};

/// Replaces a message that is still held (4.10.1). It has no `data_coding`: the new text is in the alphabet of the old.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ReplaceSm<'a> {
    /// The SMSC's name for the message; up to 64 characters (5.2.23).
    pub message_id: COctets<'a, 65>,
    /// Where the message came from, as it was submitted (5.2.8).
    pub source: Address<'a, 21>,
    /// When delivery is first attempted; empty to leave it (5.2.15, 7.1.1).
    pub schedule_delivery_time: COctets<'a, 17>,
    /// When delivery is given up; empty to leave it (5.2.16, 7.1.1).
    pub validity_period: COctets<'a, 17>,
    /// Which receipts are asked for (5.2.17).
    pub registered_delivery: RegisteredDelivery,
    /// A text stored at the SMSC, 1 to 254; 0 for none (5.2.20).
    pub sm_default_msg_id: u8,
    /// The new text (5.2.22).
    pub short_message: ShortMessage<'a>,
    /// Optional parameters: none in 3.4, `message_payload` since 5.0.
    pub tlvs: Tlvs<'a>,
}

impl<'a> ReplaceSm<'a> {
    /// Replaces the text of the message that was submitted with this source; its times stay.
    #[must_use]
    pub const fn new(
        message_id: COctets<'a, 65>,
        source: Address<'a, 21>,
        short_message: ShortMessage<'a>,
    ) -> Self {
        Self {
            message_id,
            source,
            schedule_delivery_time: COctets::EMPTY,
            validity_period: COctets::EMPTY,
            registered_delivery: RegisteredDelivery::NONE,
            sm_default_msg_id: 0,
            short_message,
            tlvs: Tlvs::EMPTY,
        }
    }

    /// The octets of the text: `short_message`, or `message_payload` when that is empty.
    #[must_use]
    pub fn text_octets(&self) -> &'a [u8] {
        self.short_message.or_payload(self.tlvs)
    }
}

impl<'a> super::sealed::Layout<'a> for ReplaceSm<'a> {
    fn read<N: Notes<Smpp>>(body: &mut Decoder<'a, '_, N>) -> Option<Self> {
        body.is_a(CommandId::REPLACE_SM)?;
        let (message_id, [ton, npi]) =
            body.text(Field::MessageId, &[Field::SourceAddrTon, Field::SourceAddrNpi])?;
        let (addr, []) = body.text(Field::SourceAddr, &[])?;
        let (schedule_delivery_time, []) = body.time(Field::ScheduleDeliveryTime, &[])?;
        let (validity_period, [registered, default_msg, sm_length]) = body.time(
            Field::ValidityPeriod,
            &[Field::RegisteredDelivery, Field::SmDefaultMsgId, Field::SmLength],
        )?;
        let short_message = body.counted(Field::SmLength, Field::ShortMessage, sm_length)?;
        let tlvs = body.tlvs_after(sm_length != 0)?;
        Some(Self {
            message_id,
            source: Address { ton: Ton::new(ton), npi: Npi::new(npi), addr },
            schedule_delivery_time,
            validity_period,
            registered_delivery: RegisteredDelivery::new(registered),
            sm_default_msg_id: default_msg,
            short_message: ShortMessage::judged(short_message),
            tlvs,
        })
    }
}

impl<'a> PduBody<'a> for ReplaceSm<'a> {
    fn command_id(&self) -> CommandId {
        CommandId::REPLACE_SM
    }

    fn tlvs(&self) -> Tlvs<'a> {
        self.tlvs
    }

    fn body_len(&self) -> usize {
        total([
            5,
            text_len(self.message_id),
            text_len(self.source.addr),
            text_len(self.schedule_delivery_time),
            text_len(self.validity_period),
            self.short_message.as_bytes().len(),
            self.tlvs.as_bytes().len(),
        ])
    }

    fn encode_body(&self, out: &mut Vec<u8>) {
        put_text(out, self.message_id, [0, self.source.ton.get(), self.source.npi.get()]);
        put_text(out, self.source.addr, [0]);
        put_text(out, self.schedule_delivery_time, [0]);
        let sm_length = self.short_message.sm_length();
        let registered = self.registered_delivery.get();
        put_text(out, self.validity_period, [0, registered, self.sm_default_msg_id, sm_length]);
        out.extend_from_slice(self.short_message.as_bytes());
        out.extend_from_slice(self.tlvs.as_bytes());
    }
}

header_only! {
    /// Answers `replace_sm` (4.10.2).
    ReplaceSmResp, REPLACE_SM_RESP
}
