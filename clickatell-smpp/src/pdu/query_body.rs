//! The body of requests for the state of something that was submitted (4.8.1; 5.0: 4.6).

/// Defines a request with that body.
macro_rules! query_body {
    (
        $(#[$meta:meta])* $Type:ident, $ID:ident,
        new: $new_doc:literal,
        $(#[$id_meta:meta])* message_id,
        $(#[$source_meta:meta])* source,
        $(#[$tlvs_meta:meta])* tlvs
    ) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[non_exhaustive]
        pub struct $Type<'a> {
            $(#[$id_meta])*
            pub message_id: COctets<'a, 65>,
            $(#[$source_meta])*
            pub source: Address<'a, 21>,
            $(#[$tlvs_meta])*
            pub tlvs: Tlvs<'a>,
        }

        impl<'a> $Type<'a> {
            #[doc = $new_doc]
            #[must_use]
            pub const fn new(message_id: COctets<'a, 65>, source: Address<'a, 21>) -> Self {
                Self { message_id, source, tlvs: Tlvs::EMPTY }
            }
        }

        impl<'a> super::sealed::Layout<'a> for $Type<'a> {
            #[inline]
            fn read<N: Notes<Smpp>>(body: &mut Decoder<'a, '_, N>) -> Option<Self> {
                body.is_a(CommandId::$ID)?;
                let (message_id, [ton, npi]) =
                    body.text(Field::MessageId, &[Field::SourceAddrTon, Field::SourceAddrNpi])?;
                let (addr, []) = body.text(Field::SourceAddr, &[])?;
                let tlvs = body.tlvs()?;
                let source = Address { ton: Ton::new(ton), npi: Npi::new(npi), addr };
                Some(Self { message_id, source, tlvs })
            }
        }

        impl<'a> PduBody<'a> for $Type<'a> {
            fn command_id(&self) -> CommandId {
                CommandId::$ID
            }

            fn tlvs(&self) -> Tlvs<'a> {
                self.tlvs
            }

            fn body_len(&self) -> usize {
                let source = text_len(self.source.addr);
                total([2, text_len(self.message_id), source, self.tlvs.as_bytes().len()])
            }

            fn encode_body(&self, out: &mut Vec<u8>) {
                put_text(out, self.message_id, [0, self.source.ton.get(), self.source.npi.get()]);
                put_text(out, self.source.addr, [0]);
                out.extend_from_slice(self.tlvs.as_bytes());
            }
        }
    };
}

pub(super) use query_body;
