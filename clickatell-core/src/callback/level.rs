//! Which statuses of a message are pushed.

use core::str::FromStr;

use crate::status::MessageStatus;

crate::code_table! {
    /// Which statuses of a message the gateway pushes: `msg_callback` in SOAP, `callback` elsewhere.
    ///
    /// The sum of 1 for the intermediate status, 2 for final ones and 4 for errors, which are final ones too. A number
    /// without a row pushes nothing; the gateway answers it with error 101.
    pub struct CallbackLevel(u8), unknown "{}" {
        /// Nothing, the default.
        NONE = 0, "none", "no status", "SOAP 6.2.5";
        /// 003.
        INTERMEDIATE = 1, "intermediate", "the status on the way", "SOAP 6.2.5";
        /// 004, 005, 007, 009, 010 and 012.
        FINAL = 2, "final", "the statuses that end a message", "SOAP 6.2.5";
        /// 003 and all that end a message.
        INTERMEDIATE_FINAL = 3, "intermediate and final", "the status on the way and those that end a message", "SOAP 6.2.5";
        /// 005, 007, 009, 010 and 012.
        ERROR = 4, "error", "the statuses that end a message badly", "SOAP 6.2.5";
        /// 003, 005, 007, 009, 010 and 012.
        INTERMEDIATE_ERROR = 5, "intermediate and error", "the status on the way and those of a bad end", "SOAP 6.2.5";
        /// As 2.
        FINAL_ERROR = 6, "final and error", "the statuses that end a message", "SOAP 6.2.5";
        /// As 3.
        ALL_KINDS = 7, "intermediate, final and error", "the status on the way and those that end a message", "SOAP 6.2.5";
    }
}

/// Why a text is no callback value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a callback value is a number from 0 to 7")]
pub struct CallbackLevelError;

impl CallbackLevel {
    /// The value that this digit is.
    ///
    /// # Errors
    /// When it is anything but a number from 0 to 7.
    pub fn parse(text: &str) -> Result<Self, CallbackLevelError> {
        match text.as_bytes() {
            [digit @ b'0'..=b'7'] => Ok(Self(digit & 7)),
            _ => Err(CallbackLevelError),
        }
    }

    /// True when a message with this value tells that it has reached `status`.
    #[must_use]
    pub const fn pushes(self, status: MessageStatus) -> bool {
        self.name().is_some() && self.0 & status.callback_bits() != 0
    }

    /// The statuses that are pushed, in the order of their numbers.
    pub fn statuses(self) -> impl Iterator<Item = MessageStatus> {
        MessageStatus::ALL.iter().map(|row| row.value).filter(move |status| self.pushes(*status))
    }
}

impl FromStr for CallbackLevel {
    type Err = CallbackLevelError;

    fn from_str(text: &str) -> Result<Self, CallbackLevelError> {
        Self::parse(text)
    }
}

/// As a number, checked when read.
#[cfg(feature = "serde")]
impl serde::Serialize for CallbackLevel {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u8(self.get())
    }
}

#[cfg(feature = "serde")]
impl<'de> serde::Deserialize<'de> for CallbackLevel {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let level = Self::new(u8::deserialize(deserializer)?);
        level.name().map(|_| level).ok_or_else(|| serde::de::Error::custom(CallbackLevelError))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec::Vec;

    fn statuses(value: u8) -> Vec<u16> {
        CallbackLevel::new(value).statuses().map(MessageStatus::get).collect()
    }

    #[test]
    fn soap_6_2_5_9_to_16_the_eight_rows() {
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
        assert_eq!(CallbackLevel::ALL.len(), rows.len());
        for (value, row) in (0..).zip(rows) {
            assert_eq!(
                (statuses(value), CallbackLevel::ALL[usize::from(value)].value.get()),
                (row.to_vec(), value)
            );
        }
    }

    #[test]
    fn soap_6_2_5_17_and_18_a_value_is_the_union_of_its_bits() {
        for value in 0..8 {
            for number in 0..=100 {
                let status = MessageStatus::new(number);
                let by_bits = [1, 2, 4].into_iter().filter(|bit| value & bit != 0);
                let union = by_bits.into_iter().any(|bit| CallbackLevel::new(bit).pushes(status));
                assert_eq!(CallbackLevel::new(value).pushes(status), union);
                assert!(!union || ![1, 2, 6, 8, 11, 14].contains(&number));
            }
        }
    }

    #[test]
    fn soap_6_1_8_other_numbers_push_nothing_and_are_no_values() {
        assert_eq!(CallbackLevel::default(), CallbackLevel::NONE);
        for value in 8..=u8::MAX {
            assert_eq!(statuses(value), []);
        }
        for value in 0..8 {
            assert_eq!(std::format!("{value}").parse(), Ok(CallbackLevel::new(value)));
        }
        for text in ["", "8", "-1", "07", " 7", "a", "٣"] {
            assert_eq!(text.parse::<CallbackLevel>(), Err(CallbackLevelError), "{text}");
        }
    }

    #[cfg(feature = "serde")]
    #[test]
    fn serde_carries_the_number_and_checks_it() {
        use serde::Deserialize;
        use serde::de::value::{Error, U8Deserializer};

        let read = |value| CallbackLevel::deserialize(U8Deserializer::<Error>::new(value));
        assert_eq!(crate::text::inline::test_serde::shown(&CallbackLevel::ALL_KINDS), "7");
        assert_eq!(read(7), Ok(CallbackLevel::ALL_KINDS));
        assert!(read(8).is_err());
    }
}
