//! The body of responses that carry nothing but a message id (4.4.2, 4.6.2).

/// Defines a response with that body.
macro_rules! message_id_body {
    ($(#[$meta:meta])* $Type:ident, $ID:ident, message_id: #[$id_meta:meta]) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
        #[non_exhaustive]
        pub struct $Type<'a> {
            #[$id_meta]
            pub message_id: $crate::octets::COctets<'a, 65>,
            /// Optional parameters: none in 3.4.
            pub tlvs: $crate::tlv::Tlvs<'a>,
        }

        impl<'a> $Type<'a> {
            /// A response with this id and without optional parameters.
            #[must_use]
            pub const fn new(message_id: $crate::octets::COctets<'a, 65>) -> Self {
                Self { message_id, tlvs: $crate::tlv::Tlvs::EMPTY }
            }
        }

        impl<'a> $crate::pdu::sealed::Layout<'a> for $Type<'a> {
            #[inline]
            fn read<N: clickatell_core::wire::Notes<$crate::grammar::Smpp>>(body: &mut $crate::pdu::codec::Decoder<'a, '_, N>) -> Option<Self> {
                body.is_a($crate::code::CommandId::$ID)?;
                let (message_id, []) = body.text($crate::grammar::Field::MessageId, &[])?;
                let tlvs = body.tlvs()?;
                Some(Self { message_id, tlvs })
            }
        }

        impl<'a> $crate::pdu::PduBody<'a> for $Type<'a> {
            #[inline]
            fn command_id(&self) -> $crate::code::CommandId {
                $crate::code::CommandId::$ID
            }

            #[inline]
            fn tlvs(&self) -> $crate::tlv::Tlvs<'a> {
                self.tlvs
            }

            #[inline]
            fn body_len(&self) -> usize {
                $crate::pdu::codec::total([
                    $crate::pdu::codec::text_len(self.message_id),
                    self.tlvs.as_bytes().len(),
                ])
            }

            #[inline]
            fn encode_body(&self, out: &mut alloc::vec::Vec<u8>) {
                $crate::pdu::codec::put_text(out, self.message_id, [0]);
                out.extend_from_slice(self.tlvs.as_bytes());
            }
        }
    };
}

pub(super) use message_id_body;
