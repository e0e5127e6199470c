//! `esm_class` (5.2.12).

use bitflags::bitflags;

bitflags! {
    /// The two feature bits of [`EsmClass`].
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
    pub struct EsmFeatures: u8 {
        /// The text begins with a user data header.
        const UDHI = 0x40;
        /// The reply takes the path of this message.
        const REPLY_PATH = 0x80;
    }
}

octet! {
    /// Mode, type and features of a message (5.2.12). Every octet survives; the accessors read it.
    EsmClass
}

impl EsmClass {
    /// An ordinary message in the SMSC's default mode.
    pub const DEFAULT: Self = Self(0);
    /// A delivery receipt, in `deliver_sm`.
    pub const RECEIPT: Self = Self(0x04);
    /// An intermediate notification, in `deliver_sm`.
    pub const INTERMEDIATE: Self = Self(0x20);

    const TYPE: u8 = 0b0011_1100;

    /// Bits 1 and 0: 0 the default mode, 1 datagram, 2 forward (transaction), 3 store and forward.
    #[must_use]
    pub const fn mode(self) -> u8 {
        self.0 & 0b11
    }

    /// Bits 5 to 2, in place: 0x00 an ordinary message, 0x04 a receipt, 0x08 a delivery acknowledgement, 0x10 a user
    /// acknowledgement, 0x18 an aborted conversation, 0x20 an intermediate notification.
    #[must_use]
    pub const fn message_type(self) -> u8 {
        self.0 & Self::TYPE
    }

    /// True for a delivery receipt or an intermediate notification of the SMSC.
    #[must_use]
    pub const fn is_receipt(self) -> bool {
        matches!(self.message_type(), 0x04 | 0x20)
    }

    /// Bits 7 and 6.
    #[must_use]
    pub const fn features(self) -> EsmFeatures {
        EsmFeatures::from_bits_truncate(self.0)
    }

    /// The same mode and type with these features and no other.
    #[must_use]
    pub const fn with_features(self, features: EsmFeatures) -> Self {
        Self(self.0 & !EsmFeatures::all().bits() | features.bits())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_256_values_survive_and_fall_into_three_parts() {
        for octet in 0..=u8::MAX {
            let class = EsmClass::new(octet);
            assert_eq!((class.get(), u8::from(EsmClass::from(octet))), (octet, octet));
            assert_eq!(class.mode() | class.message_type() | class.features().bits(), octet);
            assert_eq!(class.with_features(class.features()), class);
        }
    }

    #[test]
    fn the_default_asks_for_nothing() {
        // rusmpp-core 0.4.0 encodes its default as 0x08.
        assert_eq!(EsmClass::default().get(), 0);
        assert_eq!(EsmClass::DEFAULT.with_features(EsmFeatures::UDHI).get(), 0x40);
        assert!(EsmClass::RECEIPT.is_receipt() && !EsmClass::new(0x08).is_receipt());
    }
}
