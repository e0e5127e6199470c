//! The body that `submit_sm` and `deliver_sm` have in common (4.4.1, 4.6.1).

/// Defines a PDU with that body. The two differ in their `command_id` and in who sends them.
macro_rules! short_message_body {
    ($(#[$meta:meta])* $Type:ident, $ID:ident, new: $new_doc:literal) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[non_exhaustive]
        pub struct $Type<'a> {
            /// The SMS application service; up to 5 characters, empty for the default (5.2.11).
            pub service_type: COctets<'a, 6>,
            /// Where the message comes from; up to 20 characters, empty for the default (5.2.8).
            pub source: Address<'a, 21>,
            /// Where it goes; up to 20 characters (5.2.9).
            pub destination: Address<'a, 21>,
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
            /// 1 to replace a message still held with the same addresses and service, else 0 (5.2.18).
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
            #[doc = $new_doc]
            #[must_use]
            pub const fn new(destination: Address<'a, 21>, short_message: ShortMessage<'a>) -> Self {
                Self {
                    service_type: COctets::EMPTY,
                    source: Address::EMPTY,
                    destination,
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
                if self.short_message.is_empty() {
                    self.tlvs.message_payload().unwrap_or_default()
                } else {
                    self.short_message.as_bytes()
                }
            }
        }

        impl<'a> super::sealed::Layout<'a> for $Type<'a> {
            #[inline(always)]
            fn read<N: Notes<Smpp>>(body: &mut Decoder<'a, '_, N>) -> Option<Self> {
                body.is_a(CommandId::$ID)?;
                let (service_type, [source_ton, source_npi]) =
                    body.text(Field::ServiceType, &[Field::SourceAddrTon, Field::SourceAddrNpi])?;
                let (source, [dest_ton, dest_npi]) =
                    body.text(Field::SourceAddr, &[Field::DestAddrTon, Field::DestAddrNpi])?;
                let (destination, [esm_class, protocol_id, priority_flag]) = body.text(
                    Field::DestinationAddr,
                    &[Field::EsmClass, Field::ProtocolId, Field::PriorityFlag],
                )?;
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
                    destination: Address {
                        ton: Ton::new(dest_ton),
                        npi: Npi::new(dest_npi),
                        addr: destination,
                    },
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
                // 12 single octets, with sm_length.
                total([
                    12,
                    text_len(self.service_type),
                    text_len(self.source.addr),
                    text_len(self.destination.addr),
                    text_len(self.schedule_delivery_time),
                    text_len(self.validity_period),
                    self.short_message.as_bytes().len(),
                    self.tlvs.as_bytes().len(),
                ])
            }

            #[inline]
            fn encode_body(&self, out: &mut Vec<u8>) {
                let (source, destination) = (self.source, self.destination);
                put_text(out, self.service_type, [0, source.ton.get(), source.npi.get()]);
                put_text(out, source.addr, [0, destination.ton.get(), destination.npi.get()]);
                put_text(
                    out,
                    destination.addr,
                    [0, self.esm_class.get(), self.protocol_id, self.priority_flag],
                );
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
