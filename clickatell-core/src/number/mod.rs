//! Numbers of handsets and what stands in the place of the sender.
//!
//! A handset is named by its MSISDN in international format ([`Msisdn`]), which begins with a [`CountryCode`]. The originator that a handset shows is a
//! sender ID ([`SenderId`]), which the SMPP document also calls source address: a number, a short code or a word.
//! A virtual mobile number, to which handsets send, is an MSISDN like any other; a range of them ([`TaggedRange`]) counts as
//! one. A short code ([`ShortCode`]) is a short number that all operators of a region have in common.

mod country_code;
mod msisdn;
mod sender;
mod short_code;
mod tagged_range;
mod test_range;

pub use country_code::{CountryCode, CountryCodeError};
pub use msisdn::{Msisdn, MsisdnError};
pub use sender::{SenderId, SenderIdError, SenderKind, SenderWarning};
pub use short_code::{ShortCode, ShortCodeError};
pub use tagged_range::{TaggedRange, TaggedRangeError};
pub use test_range::TestRange;

/// The place and the value of the first character that is no ASCII digit.
fn first_non_digit(text: &str) -> Option<(usize, char)> {
    text.char_indices().find(|(_, character)| !character.is_ascii_digit())
}

#[cfg(all(test, feature = "serde"))]
mod serde_tests {
    use super::*;
    use crate::text::inline::test_serde::{read, shown};
    use alloc::string::ToString;

    #[test]
    fn numbers_are_text_and_checked_when_read() {
        assert_eq!(shown(&read::<Msisdn>("27831234567").unwrap()), "27831234567");
        assert_eq!(shown(&read::<ShortCode>("31647").unwrap()), "31647");
        assert_eq!(shown(&read::<SenderId>("ACME").unwrap()), "ACME");
        assert_eq!(read::<Msisdn>("0831234567").unwrap_err(), MsisdnError::LeadingZero.to_string());
        assert_eq!(shown(&read::<CountryCode>("44").unwrap()), "44");
        assert!(read::<CountryCode>("044").is_err());
        assert!(read::<ShortCode>("1234567").is_err() && read::<SenderId>("").is_err());
    }
}
