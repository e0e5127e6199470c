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

        impl $crate::pdu::sealed::Sealed for $Type<'_> {}

        impl<'a> $crate::pdu::PduBody<'a> for $Type<'a> {
            #[inline]
            fn command_id(&self) -> $crate::code::CommandId {
                $crate::code::CommandId::$ID
            }

            #[inline]
            fn decode<N: clickatell_core::wire::Notes<$crate::grammar::Smpp>>(
                frame: &$crate::frame::Frame<'a>,
                tolerance: &$crate::tolerance::Tolerance,
                notes: &mut N,
            ) -> Result<Self, $crate::grammar::Fault> {
                if frame.header().command_id != $crate::code::CommandId::$ID {
                    return Err($crate::pdu::codec::wrong_kind());
                }
                let mut body = $crate::pdu::codec::Decoder::new(frame, tolerance, notes);
                let (message_id, []) = body.text($crate::grammar::Field::MessageId, &[])?;
                let tlvs = body.tlvs()?;
                Ok(Self { message_id, tlvs })
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
