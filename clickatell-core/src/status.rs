//! Statuses of accepted messages.

use core::fmt;
use core::str::FromStr;

crate::code_table! {
    /// The status of a message that the gateway has accepted: the union of the documents' tables.
    ///
    /// `Display` prints the name; [`digits`](Self::digits) and [`hex`](Self::hex) print the two notations of the wire.
    /// 013 does not exist. A number without a row is kept as it came.
    pub struct MessageStatus(u16), unknown "{:03}" {
        /// The id is wrong, or the report is late.
        UNKNOWN = 1, "Message unknown", "the message id is wrong, or the report is late", "SMPP 15, SOAP 11";
        /// Not delivered yet, queued for another try.
        QUEUED = 2, "Message queued", "not delivered yet, queued for another try", "SMPP 15, SOAP 11";
        /// Handed to the upstream gateway or network.
        DELIVERED_TO_GATEWAY = 3, "Delivered to gateway", "handed to the upstream gateway or network", "SMPP 15, SOAP 11";
        /// The handset confirmed it.
        RECEIVED = 4, "Received by recipient", "the handset confirmed it", "SMPP 15, SOAP 11";
        /// Something is wrong with the message, probably its content.
        MESSAGE_ERROR = 5, "Error with message", "something is wrong with the message, probably its content", "SMPP 15, SOAP 11";
        /// Stopped by the user or by staff of the gateway.
        CANCELLED = 6, "User cancelled message delivery", "stopped by the user or by staff of the gateway", "SMPP 15, SOAP 11";
        /// The handset could not be given the message.
        DELIVERY_ERROR = 7, "Error delivering message", "the handset could not be given the message", "SMPP 15, SOAP 11";
        /// The gateway has it.
        OK = 8, "OK", "the gateway has the message", "SMPP 15, SOAP 11";
        /// The routing gateway or network failed.
        ROUTING_ERROR = 9, "Routing error", "the routing gateway or network failed", "SMPP 15, SOAP 11";
        /// Its time ran out before it was handed upstream; free of charge.
        EXPIRED = 10, "Message expired", "its time ran out before it was handed upstream; not charged", "SMPP 15, SOAP 11";
        /// Held for a later delivery, as the sender asked.
        DEFERRED = 11, "Message queued for later delivery", "held at the gateway for a later delivery", "SMPP 15, SOAP 11";
        /// The account has no funds.
        OUT_OF_CREDIT = 12, "Out of credit", "the account has no funds for the message", "SMPP 15, SOAP 11";
        /// The account's daily or monthly allowance is used up.
        MT_LIMIT_EXCEEDED = 14, "Maximum MT limit exceeded", "the account's allowance of messages is used up", "SOAP 11";
    }
}

/// Why a text is no status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum StatusError {
    /// A character that is no digit of its notation.
    #[error("{character:?} at {at} is no digit of a status")]
    NotDigit {
        /// The character.
        character: char,
        /// Where it begins, in octets of UTF-8.
        at: usize,
    },
    /// No digit, or more than three.
    #[error("{digits} digits, a status has 1 to 3")]
    Length {
        /// How many there are.
        digits: usize,
    },
}

impl MessageStatus {
    /// The status in either notation: one to three decimal digits, or `0x` and one to three hexadecimal ones.
    ///
    /// ```
    /// use clickatell_core::status::MessageStatus;
    ///
    /// for text in ["012", "12", "0x00C"] {
    ///     assert_eq!(MessageStatus::parse(text), Ok(MessageStatus::OUT_OF_CREDIT));
    /// }
    /// assert_eq!(MessageStatus::parse("0x012").map(MessageStatus::get), Ok(18));
    /// ```
    ///
    /// # Errors
    /// What is wrong with it, and where.
    pub fn parse(text: &str) -> Result<Self, StatusError> {
        let hex = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X"));
        let (digits, radix, prefix) = match hex {
            Some(digits) => (digits, 16, 2_usize),
            None => (text, 10, 0),
        };
        if let Some((at, character)) = digits.char_indices().find(|(_, character)| !character.is_digit(radix))
        {
            return Err(StatusError::NotDigit { character, at: at.saturating_add(prefix) });
        }
        let length = StatusError::Length { digits: digits.len() };
        if !(1..=3).contains(&digits.len()) {
            return Err(length);
        }
        u16::from_str_radix(digits, radix).map(Self::new).map_err(|_| length)
    }

    /// Three decimal digits, as callbacks and replies carry it: `004`.
    #[must_use]
    pub const fn digits(self) -> Digits {
        Digits(self)
    }

    /// The hexadecimal notation of the tables: `0x00A`.
    #[must_use]
    pub const fn hex(self) -> Hex {
        Hex(self)
    }

    /// True when the message has come to its end: 004 to 007, 009, 010, 012 and 014.
    #[must_use]
    pub const fn is_final(self) -> bool {
        self.is_error() || matches!(self, Self::RECEIVED | Self::CANCELLED | Self::MT_LIMIT_EXCEEDED)
    }

    /// True on the way: 003, the one status that callbacks call intermediate.
    #[must_use]
    pub const fn is_intermediate(self) -> bool {
        matches!(self, Self::DELIVERED_TO_GATEWAY)
    }

    /// True for the statuses that callbacks call errors: 005, 007, 009, 010 and 012.
    #[must_use]
    pub const fn is_error(self) -> bool {
        matches!(
            self,
            Self::MESSAGE_ERROR
                | Self::DELIVERY_ERROR
                | Self::ROUTING_ERROR
                | Self::EXPIRED
                | Self::OUT_OF_CREDIT
        )
    }

    /// The bits of a message's callback value of which one must be set for this status to be pushed: 1 intermediate,
    /// 2 final, 4 error. None for 001, 002, 006, 008, 011 and 014: they are never pushed.
    #[must_use]
    pub const fn callback_bits(self) -> u8 {
        match self {
            Self::DELIVERED_TO_GATEWAY => 1,
            Self::RECEIVED => 2,
            _ if self.is_error() => 2 | 4,
            _ => 0,
        }
    }

    /// True for an end that costs nothing, because the message never went upstream: 006, 009, 010, 012 and 014.
    #[must_use]
    pub const fn is_free(self) -> bool {
        matches!(
            self,
            Self::CANCELLED
                | Self::ROUTING_ERROR
                | Self::EXPIRED
                | Self::OUT_OF_CREDIT
                | Self::MT_LIMIT_EXCEEDED
        )
    }

    /// The SMPP `message_state` that a receipt or a query shows for it; 7, unknown, for a number without a row.
    #[must_use]
    pub const fn message_state(self) -> u8 {
        match self {
            Self::QUEUED | Self::DELIVERED_TO_GATEWAY | Self::OK | Self::DEFERRED => 1,
            Self::RECEIVED => 2,
            Self::EXPIRED => 3,
            Self::CANCELLED => 4,
            Self::MESSAGE_ERROR | Self::DELIVERY_ERROR | Self::ROUTING_ERROR => 5,
            Self::OUT_OF_CREDIT | Self::MT_LIMIT_EXCEEDED => 8,
            _ => 7,
        }
    }

    /// True when a message may go from this status to `next`.
    ///
    /// It begins with 008, may wait in 011 and then 002, is handed upstream with 003 and ends there with 004, 005 or
    /// 007, or ends before with one of the [free](Self::is_free) statuses. A final status never changes. 001 is no
    /// step of a message's life.
    #[must_use]
    pub const fn may_become(self, next: Self) -> bool {
        match self {
            Self::DELIVERED_TO_GATEWAY => {
                matches!(next, Self::RECEIVED | Self::MESSAGE_ERROR | Self::DELIVERY_ERROR)
            }
            Self::QUEUED => next.is_intermediate() || next.is_free(),
            Self::DEFERRED => matches!(next, Self::QUEUED) || Self::QUEUED.may_become(next),
            Self::OK => matches!(next, Self::DEFERRED) || Self::DEFERRED.may_become(next),
            _ => false,
        }
    }
}

/// Prints a status as three decimal digits; see [`MessageStatus::digits`].
#[derive(Clone, Copy, Debug)]
pub struct Digits(MessageStatus);

impl fmt::Display for Digits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:03}", self.0.get())
    }
}

/// Prints a status in hexadecimal; see [`MessageStatus::hex`].
#[derive(Clone, Copy, Debug)]
pub struct Hex(MessageStatus);

impl fmt::Display for Hex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:#05X}", self.0.get())
    }
}

impl FromStr for MessageStatus {
    type Err = StatusError;

    fn from_str(text: &str) -> Result<Self, StatusError> {
        Self::parse(text)
    }
}

/// As text: three digits out, either notation in.
#[cfg(feature = "serde")]
impl serde::Serialize for MessageStatus {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.digits())
    }
}

#[cfg(feature = "serde")]
impl<'de> serde::Deserialize<'de> for MessageStatus {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = alloc::string::String::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;
    use alloc::vec::Vec;
    use proptest::prelude::*;

    fn numbers(choose: impl Fn(MessageStatus) -> bool) -> Vec<u16> {
        (0..1000).filter(|number| choose(MessageStatus::new(*number))).collect()
    }

    #[test]
    fn smpp_15_2_to_13_and_soap_11_014_both_notations_and_the_smpp_state() {
        // Numbers, hexadecimal forms and names of the SMPP document's section 15 and the SOAP document's section 11;
        // the states are ruling A-S12.
        for (decimal, hex, name, state) in [
            ("001", "0x001", "Message unknown", 7),
            ("002", "0x002", "Message queued", 1),
            ("003", "0x003", "Delivered to gateway", 1),
            ("004", "0x004", "Received by recipient", 2),
            ("005", "0x005", "Error with message", 5),
            ("006", "0x006", "User cancelled message delivery", 4),
            ("007", "0x007", "Error delivering message", 5),
            ("008", "0x008", "OK", 1),
            ("009", "0x009", "Routing error", 5),
            ("010", "0x00A", "Message expired", 3),
            ("011", "0x00B", "Message queued for later delivery", 1),
            ("012", "0x00C", "Out of credit", 8),
            ("014", "0x00E", "Maximum MT limit exceeded", 8),
        ] {
            let status = MessageStatus::parse(decimal).unwrap();
            assert_eq!(MessageStatus::parse(hex), Ok(status));
            assert_eq!((status.digits().to_string(), status.hex().to_string()), (decimal.into(), hex.into()));
            assert_eq!((status.to_string().as_str(), status.message_state()), (name, state));
        }
        assert_eq!(MessageStatus::ALL.len(), 13);
        assert_eq!(MessageStatus::new(13).name(), None);
    }

    #[test]
    fn smpp_15_15_notations_are_not_mixed_up_and_unknown_numbers_stay() {
        assert_eq!(MessageStatus::parse("0x00C").map(MessageStatus::get), Ok(12));
        assert_eq!(MessageStatus::parse("012").map(MessageStatus::get), Ok(12));
        assert_eq!(MessageStatus::parse("0x012").map(MessageStatus::get), Ok(18));
        assert_eq!(MessageStatus::parse("4"), Ok(MessageStatus::RECEIVED));
        assert_eq!(MessageStatus::parse("0xfff").map(MessageStatus::get), Ok(4095));
        assert_eq!(MessageStatus::new(18).to_string(), "018");
        let not_digit = |character, at| Err(StatusError::NotDigit { character, at });
        for (text, error) in [
            ("", Err(StatusError::Length { digits: 0 })),
            ("0x", Err(StatusError::Length { digits: 0 })),
            ("0004", Err(StatusError::Length { digits: 4 })),
            ("00A", not_digit('A', 2)),
            ("0x00G", not_digit('G', 4)),
            ("+04", not_digit('+', 0)),
            (" 04", not_digit(' ', 0)),
        ] {
            assert_eq!(MessageStatus::parse(text), error, "{text}");
        }
    }

    #[test]
    fn smpp_15_16_final_statuses() {
        assert_eq!(numbers(MessageStatus::is_final), [4, 5, 6, 7, 9, 10, 12, 14]);
        assert_eq!(numbers(MessageStatus::is_intermediate), [3]);
        assert_eq!(numbers(MessageStatus::is_error), [5, 7, 9, 10, 12]);
    }

    #[test]
    fn soap_6_2_5_9_to_18_which_value_pushes_which_status() {
        // The eight rows of the table in section 6.2.5.
        let rows: [&[u16]; 8] = [
            &[],
            &[3],
            &[4, 5, 7, 9, 10, 12],
            &[3, 4, 5, 7, 9, 10, 12],
            &[5, 7, 9, 10, 12],
            &[3, 5, 7, 9, 10, 12],
            &[4, 5, 7, 9, 10, 12],
            &[3, 4, 5, 7, 9, 10, 12],
        ];
        for (value, pushed) in (0..).zip(rows) {
            assert_eq!(numbers(|status| status.callback_bits() & value != 0), pushed, "{value}");
        }
    }

    #[test]
    fn smpp_15_14_and_a_71_what_ends_before_003_is_free() {
        assert_eq!(numbers(MessageStatus::is_free), [6, 9, 10, 12, 14]);
    }

    proptest! {
        #[test]
        fn soap_11_99_a_life_ends_in_one_final_status_and_is_free_unless_handed_on(
            wishes in prop::collection::vec(0_u16..20, 0..40)
        ) {
            let mut life = std::vec![MessageStatus::OK];
            for wish in wishes.into_iter().map(MessageStatus::new) {
                if life.last().unwrap().may_become(wish) {
                    life.push(wish);
                }
            }
            let (last, before) = life.split_last().unwrap();
            prop_assert!(before.iter().all(|status| !status.is_final()));
            prop_assert!(life.len() <= 5);
            if last.is_final() {
                prop_assert_eq!(last.is_free(), !before.contains(&MessageStatus::DELIVERED_TO_GATEWAY));
            }
        }
    }

    #[cfg(feature = "serde")]
    #[test]
    fn serde_writes_three_digits_and_reads_either_notation() {
        use crate::text::inline::test_serde::{read, shown};

        assert_eq!(shown(&MessageStatus::RECEIVED), "004");
        assert_eq!(read::<MessageStatus>("0x00A"), Ok(MessageStatus::EXPIRED));
        assert!(read::<MessageStatus>("delivered").is_err());
    }
}
