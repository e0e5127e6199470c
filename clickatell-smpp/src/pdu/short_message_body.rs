//! The body that `submit_sm`, `deliver_sm` and `submit_multi` have in common (4.4.1, 4.5.1, 4.6.1).

use alloc::vec::Vec;

use clickatell_core::wire::Notes;

use super::codec::{Decoder, put_text, text_len};
use super::destination::Destinations;
use crate::grammar::{Field, Smpp};
use crate::octets::COctets;
use crate::value::{Address, Npi, Ton};

/// Where a message goes. It is read and written together with what stands before and behind it, so that strings and the
/// single octets behind them stay one step of the decoder.
pub(super) trait Recipients<'a>: Sized {
    /// The source's address, the recipients, and [`BEHIND`] them.
    fn read_behind_source<N: Notes<Smpp>>(
        body: &mut Decoder<'a, '_, N>,
    ) -> Option<(COctets<'a, 21>, Self, [u8; 3])>;

    /// How many octets the recipients take.
    fn wire_len(&self) -> usize;

    /// Appends what [`read_behind_source`](Self::read_behind_source) reads.
    fn put_behind_source(&self, source: COctets<'a, 21>, behind: [u8; 3], out: &mut Vec<u8>);
}

/// The single octets behind the recipients.
const BEHIND: &[Field; 3] = &[Field::EsmClass, Field::ProtocolId, Field::PriorityFlag];

impl<'a> Recipients<'a> for Address<'a, 21> {
    #[inline(always)]
    fn read_behind_source<N: Notes<Smpp>>(
        body: &mut Decoder<'a, '_, N>,
    ) -> Option<(COctets<'a, 21>, Self, [u8; 3])> {
        let (source, [ton, npi]) = body.text(Field::SourceAddr, &[Field::DestAddrTon, Field::DestAddrNpi])?;
        let (addr, behind) = body.text(Field::DestinationAddr, BEHIND)?;
        Some((source, Self { ton: Ton::new(ton), npi: Npi::new(npi), addr }, behind))
    }

    #[inline(always)]
    fn wire_len(&self) -> usize {
        text_len(self.addr).saturating_add(2)
    }

    #[inline(always)]
    fn put_behind_source(
        &self,
        source: COctets<'a, 21>,
        [esm_class, protocol_id, priority_flag]: [u8; 3],
        out: &mut Vec<u8>,
    ) {
        put_text(out, source, [0, self.ton.get(), self.npi.get()]);
        put_text(out, self.addr, [0, esm_class, protocol_id, priority_flag]);
    }
}

impl<'a> Recipients<'a> for Destinations<'a> {
    fn read_behind_source<N: Notes<Smpp>>(
        body: &mut Decoder<'a, '_, N>,
    ) -> Option<(COctets<'a, 21>, Self, [u8; 3])> {
        let (source, [count]) = body.text(Field::SourceAddr, &[Field::NumberOfDests])?;
        let destinations = Self::read(body, count)?;
        Some((source, destinations, body.octets(BEHIND)?))
    }

    fn wire_len(&self) -> usize {
        self.as_bytes().len().saturating_add(1)
    }

    fn put_behind_source(&self, source: COctets<'a, 21>, behind: [u8; 3], out: &mut Vec<u8>) {
        put_text(out, source, [0, self.count()]);
        out.extend_from_slice(self.as_bytes());
        out.extend_from_slice(&behind);
    }
}

/// Defines a PDU with that body. They differ in their `command_id`, in who sends them, and in whom they are for.
macro_rules! short_message_body {
    (
        $(#[$meta:meta])* $Type:ident, $ID:ident,
        $(#[$to_meta:meta])* $to:ident: $To:ty,
        $(#[$replace_meta:meta])* replace_if_present_flag
    ) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[non_exhaustive]
        pub struct $Type<'a> {
            /// The SMS application service; up to 5 characters, empty for the default (5.2.11).
            pub service_type: COctets<'a, 6>,
            /// Where the message comes from; up to 20 characters, empty for the default (5.2.8).
            pub source: Address<'a, 21>,
            $(#[$to_meta])*
            pub $to: $To,
            /// Mode, type and features (5.2.12).
            pub esm_class: EsmClass,
            /// Protocol identifier of the network; GSM: TP-PID (5.2.13).
            pub protocol_id: u8,
            /// Priority, 0 (lowest) to 3 (5.2.14).
            pub priority_flag: u8,
            /// When delivery is first attempted; empty for now (5.2.15, 7.1.1).
            pub schedule_delivery_time: COctets<'a, 17>,
            /// When delivery is given up; empty for the SMSC's default (5.2.16, 7.1.1).
            pub validity_period: COctets<'a, 17>,
            /// Which receipts are asked for (5.2.17).
            pub registered_delivery: RegisteredDelivery,
            $(#[$replace_meta])*
            pub replace_if_present_flag: u8,
            /// The alphabet of the text (5.2.19).
            pub data_coding: DataCoding,
            /// A text stored at the SMSC, 1 to 254; 0 for none (5.2.20).
            pub sm_default_msg_id: u8,
            /// The text (5.2.22); empty when `message_payload` has it.
            pub short_message: ShortMessage<'a>,
            /// Optional parameters.
            pub tlvs: Tlvs<'a>,
        }

        impl<'a> $Type<'a> {
            /// A message of the default kind with this text; all else as the specification's default.
            #[must_use]
            pub const fn new($to: $To, short_message: ShortMessage<'a>) -> Self {
                Self {
                    service_type: COctets::EMPTY,
                    source: Address::EMPTY,
                    $to,
                    esm_class: EsmClass::DEFAULT,
                    protocol_id: 0,
                    priority_flag: 0,
                    schedule_delivery_time: COctets::EMPTY,
                    validity_period: COctets::EMPTY,
                    registered_delivery: RegisteredDelivery::NONE,
                    replace_if_present_flag: 0,
                    data_coding: DataCoding::DEFAULT,
                    sm_default_msg_id: 0,
                    short_message,
                    tlvs: Tlvs::EMPTY,
                }
            }

            /// The octets of the text: `short_message`, or `message_payload` when that is empty (5.3.2.32).
            #[must_use]
            pub fn text_octets(&self) -> &'a [u8] {
                self.short_message.or_payload(self.tlvs)
            }
        }

        impl<'a> super::sealed::Layout<'a> for $Type<'a> {
            #[inline(always)]
            fn read<N: Notes<Smpp>>(body: &mut Decoder<'a, '_, N>) -> Option<Self> {
                body.is_a(CommandId::$ID)?;
                let (service_type, [source_ton, source_npi]) =
                    body.text(Field::ServiceType, &[Field::SourceAddrTon, Field::SourceAddrNpi])?;
                let (source, $to, [esm_class, protocol_id, priority_flag]) =
                    <$To>::read_behind_source(body)?;
                let (schedule_delivery_time, []) = body.time(Field::ScheduleDeliveryTime, &[])?;
                let (validity_period, [registered, replace, coding, default_msg, sm_length]) = body.time(
                    Field::ValidityPeriod,
                    &[
                        Field::RegisteredDelivery,
                        Field::ReplaceIfPresentFlag,
                        Field::DataCoding,
                        Field::SmDefaultMsgId,
                        Field::SmLength,
                    ],
                )?;
                let short_message = body.counted(Field::SmLength, Field::ShortMessage, sm_length)?;
                let tlvs = body.tlvs_after(sm_length != 0)?;
                Some(Self {
                    service_type,
                    source: Address {
                        ton: Ton::new(source_ton),
                        npi: Npi::new(source_npi),
                        addr: source,
                    },
                    $to,
                    esm_class: EsmClass::new(esm_class),
                    protocol_id,
                    priority_flag,
                    schedule_delivery_time,
                    validity_period,
                    registered_delivery: RegisteredDelivery::new(registered),
                    replace_if_present_flag: replace,
                    data_coding: DataCoding::new(coding),
                    sm_default_msg_id: default_msg,
                    short_message: ShortMessage::judged(short_message),
                    tlvs,
                })
            }
        }

        impl<'a> PduBody<'a> for $Type<'a> {
            #[inline]
            fn command_id(&self) -> CommandId {
                CommandId::$ID
            }

            #[inline]
            fn tlvs(&self) -> Tlvs<'a> {
                self.tlvs
            }

            #[inline]
            fn body_len(&self) -> usize {
                // 10 single octets, with sm_length.
                total([
                    10,
                    text_len(self.service_type),
                    text_len(self.source.addr),
                    self.$to.wire_len(),
                    text_len(self.schedule_delivery_time),
                    text_len(self.validity_period),
                    self.short_message.as_bytes().len(),
                    self.tlvs.as_bytes().len(),
                ])
            }

            #[inline]
            fn encode_body(&self, out: &mut Vec<u8>) {
                put_text(out, self.service_type, [0, self.source.ton.get(), self.source.npi.get()]);
                let behind = [self.esm_class.get(), self.protocol_id, self.priority_flag];
                self.$to.put_behind_source(self.source.addr, behind, out);
                put_text(out, self.schedule_delivery_time, [0]);
                put_text(
                    out,
                    self.validity_period,
                    [
                        0,
                        self.registered_delivery.get(),
                        self.replace_if_present_flag,
                        self.data_coding.get(),
                        self.sm_default_msg_id,
                        self.short_message.sm_length(),
                    ],
                );
                out.extend_from_slice(self.short_message.as_bytes());
                out.extend_from_slice(self.tlvs.as_bytes());
            }
        }
    };
}

pub(super) use short_message_body;
