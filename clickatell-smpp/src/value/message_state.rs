//! `message_state` (5.2.28).

use clickatell_core::code_table;

code_table! {
    /// The state of a message (5.2.28).
    pub struct MessageState(u8), unknown "{:#04x}" {
        /// Delivery is not due yet.
        SCHEDULED = 0, "SCHEDULED", "delivery is not due yet", "5.0: 4.7.15";
        /// On its way.
        ENROUTE = 1, "ENROUTE", "on its way", "5.2.28";
        /// Delivered.
        DELIVERED = 2, "DELIVERED", "delivered to the destination", "5.2.28";
        /// The validity period is over.
        EXPIRED = 3, "EXPIRED", "the validity period is over", "5.2.28";
        /// Deleted.
        DELETED = 4, "DELETED", "deleted", "5.2.28";
        /// It cannot be delivered.
        UNDELIVERABLE = 5, "UNDELIVERABLE", "it cannot be delivered", "5.2.28";
        /// Accepted: read on the subscriber's behalf.
        ACCEPTED = 6, "ACCEPTED", "accepted on the subscriber's behalf", "5.2.28";
        /// Not known.
        UNKNOWN = 7, "UNKNOWN", "the state is not known", "5.2.28";
        /// Rejected.
        REJECTED = 8, "REJECTED", "rejected", "5.2.28";
        /// Accepted and not sent on.
        SKIPPED = 9, "SKIPPED", "accepted and not sent on", "5.0: 4.7.15";
    }
}

impl MessageState {
    /// True when no other state follows.
    #[must_use]
    pub const fn is_final(self) -> bool {
        !matches!(self, Self::SCHEDULED | Self::ENROUTE | Self::UNKNOWN)
    }

    /// The seven-letter word in the text of a receipt (appendix B).
    #[must_use]
    pub const fn receipt_word(self) -> Option<&'static str> {
        Some(match self {
            Self::SCHEDULED => "SCHEDULED",
            Self::ENROUTE => "ENROUTE",
            Self::DELIVERED => "DELIVRD",
            Self::EXPIRED => "EXPIRED",
            Self::DELETED => "DELETED",
            Self::UNDELIVERABLE => "UNDELIV",
            Self::ACCEPTED => "ACCEPTD",
            Self::UNKNOWN => "UNKNOWN",
            Self::REJECTED => "REJECTD",
            Self::SKIPPED => "SKIPPED",
            _ => return None,
        })
    }

    /// The state with this word, whatever its case. Full names pass as well: some SMSCs write them.
    #[must_use]
    pub fn from_receipt_word(word: &str) -> Option<Self> {
        Self::ALL.iter().map(|row| row.value).find(|state| {
            [state.receipt_word(), state.name()]
                .iter()
                .flatten()
                .any(|known| known.eq_ignore_ascii_case(word))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_states_agree_both_ways() {
        for row in MessageState::ALL {
            let word = row.value.receipt_word().unwrap();
            assert_eq!(MessageState::from_receipt_word(word), Some(row.value));
            assert_eq!(MessageState::from_receipt_word(&word.to_lowercase()), Some(row.value));
            assert_eq!(MessageState::from_receipt_word(row.name), Some(row.value));
        }
        assert_eq!(MessageState::from_receipt_word("DELIVRDX"), None);
        // jSMPP counts from ENROUTE = 0; the field does not.
        assert_eq!(MessageState::ENROUTE.get(), 1);
    }
}
