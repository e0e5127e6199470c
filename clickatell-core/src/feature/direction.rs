//! The two directions of messages.

use crate::table_word::word_table;

word_table! {
    /// Which way a message goes. Where it is premium-rated the subscriber pays in both directions: for what the handset
    /// sends, and for what it receives.
    pub enum Direction {
        /// Mobile-originated: from the handset to the application.
        Mo = "MO", "SMPP 16, SOAP 12, BILL 6";
        /// Mobile-terminated: from the application to the handset.
        Mt = "MT", "SMPP 16, SOAP 12, BILL 6";
    }
}

impl Direction {
    /// The way that an answer goes.
    #[must_use]
    pub const fn reversed(self) -> Self {
        match self {
            Self::Mo => Self::Mt,
            Self::Mt => Self::Mo,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn smpp_16_1_and_soap_12_1_and_bill_6_1_two_directions() {
        assert_eq!("mo".parse(), Ok(Direction::Mo));
        for direction in Direction::ALL {
            assert_ne!(direction.reversed(), *direction);
            assert_eq!(direction.reversed().reversed(), *direction);
        }
    }
}
