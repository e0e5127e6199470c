//! The status in a reply.

use core::fmt;

use crate::status::MessageStatus;

/// A status as a reply writes it. The digits tell whose it is: three are a message's, a single 0, 1 or 2 is that of a
/// billed transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ReplyStatus {
    /// The status of a message: three digits.
    Message(MessageStatus),
    /// The status of a transaction of MT billing: 0, 1 or 2, one digit.
    Billing(u8),
}

impl ReplyStatus {
    /// The status of a message, where the caller knows that nothing was billed: `Status: 1` of a gateway that drops the
    /// zeros is 001.
    #[must_use]
    pub fn message(self) -> MessageStatus {
        match self {
            Self::Message(status) => status,
            Self::Billing(number) => MessageStatus::new(number.into()),
        }
    }

    /// The status that these digits are, and true when zeros are missing; `None` unless they are 1 to 3 digits.
    pub(crate) fn read(digits: &[u8]) -> Option<(Self, bool)> {
        if let [digit @ b'0'..=b'2'] = digits {
            return Some((Self::Billing(digit & 3), false));
        }
        let (number, short) = number(digits)?;
        Some((Self::Message(MessageStatus::new(number)), short))
    }
}

/// The number that one to three digits are, and true when there are fewer than three.
pub(super) fn number(digits: &[u8]) -> Option<(u16, bool)> {
    let decimal = (1..=3).contains(&digits.len()) && digits.iter().all(u8::is_ascii_digit);
    let digits = core::str::from_utf8(digits).ok().filter(|_| decimal)?;
    Some((digits.parse().ok()?, digits.len() < 3))
}

impl From<MessageStatus> for ReplyStatus {
    fn from(status: MessageStatus) -> Self {
        Self::Message(status)
    }
}

impl fmt::Display for ReplyStatus {
    /// The digits of the wire.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Message(status) => fmt::Display::fmt(&status.digits(), f),
            Self::Billing(number) => fmt::Display::fmt(number, f),
        }
    }
}
