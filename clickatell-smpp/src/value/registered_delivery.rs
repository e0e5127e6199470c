//! `registered_delivery` (5.2.17).

use super::MessageState;

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

    /// Whether a message that has come to this final state gives a receipt: only one that was asked for is passed on.
    #[must_use]
    pub fn asks_for_receipt(self, state: MessageState) -> bool {
        match self.receipt() {
            0 => false,
            1 => true,
            2 => state != MessageState::DELIVERED,
            _ => state == MessageState::DELIVERED,
        }
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

    #[test]
    fn a_receipt_is_passed_on_to_whom_it_was_promised() {
        // SMPP-3-8; the third is of SMPP 5.0.
        let ended = [MessageState::DELIVERED, MessageState::EXPIRED, MessageState::UNDELIVERABLE];
        for (flag, asks) in [
            (0x00, [false; 3]),
            (0x01, [true; 3]),
            (0x02, [false, true, true]),
            (0x03, [true, false, false]),
            // Acknowledgements and intermediate notifications are other things.
            (0x0C, [false; 3]),
            (0x10, [false; 3]),
            (0x11, [true; 3]),
        ] {
            let flag = RegisteredDelivery::new(flag);
            assert_eq!(ended.map(|state| flag.asks_for_receipt(state)), asks, "{flag:?}");
        }
    }
}
