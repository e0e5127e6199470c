//! `registered_delivery` (5.2.17).

octet! {
    /// Which receipts and acknowledgements are asked for (5.2.17). Every octet survives; the accessors read it.
    RegisteredDelivery
}

impl RegisteredDelivery {
    /// Nothing is asked for.
    pub const NONE: Self = Self(0);
    /// A receipt for every final state.
    pub const FINAL: Self = Self(1);
    /// A receipt for a failure only.
    pub const FAILURE: Self = Self(2);

    /// Bits 1 and 0: 0 no receipt, 1 for success and failure, 2 for failure, 3 reserved (5.0: for success).
    #[must_use]
    pub const fn receipt(self) -> u8 {
        self.0 & 0b11
    }

    /// Bits 3 and 2, in place: 0x04 a delivery acknowledgement, 0x08 a user acknowledgement, 0x0C both.
    #[must_use]
    pub const fn acknowledgement(self) -> u8 {
        self.0 & 0b1100
    }

    /// Bit 4: intermediate notifications are asked for.
    #[must_use]
    pub const fn intermediate(self) -> bool {
        self.0 & 0x10 != 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_256_values_survive_every_constructor() {
        // rusmpp-core 0.4.0 loses the reserved bits in one constructor and keeps them in the other.
        for octet in 0..=u8::MAX {
            let value = RegisteredDelivery::new(octet);
            assert_eq!((value.get(), u8::from(RegisteredDelivery::from(octet))), (octet, octet));
            let known = value.receipt() | value.acknowledgement() | u8::from(value.intermediate()) << 4;
            assert_eq!(known, octet & 0x1F);
        }
    }
}
