//! Text that must not show: passwords and tokens.

mod credentials;

use alloc::string::String;
use core::fmt;
use core::hint::black_box;

use zeroize::Zeroizing;

pub use credentials::Credentials;

/// A password or another text that is not shown, and that is wiped when it is dropped.
///
/// `Debug` and `Display` print a `*` for each octet. Comparison takes the same time for all texts of one length; the
/// length itself is not hidden. What [`expose`](Self::expose) gives out is the caller's to keep safe.
///
/// ```
/// use clickatell_core::secret::Secret;
///
/// let password = Secret::from("demo1234");
/// assert_eq!(format!("{password} {password:?}"), "******** Secret(********)");
/// assert!(password == Secret::from("demo1234") && password != Secret::from("demo1235"));
/// ```
#[derive(Clone, Default)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// The text itself.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// How many octets it has.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// True when it has none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// True when these octets are the text; see the type for the time it takes.
    #[must_use]
    pub fn is(&self, octets: &[u8]) -> bool {
        let own = self.0.as_bytes();
        // Every octet is looked at, whatever was seen before; the compiler may not know what it amounts to.
        let difference =
            own.iter().zip(octets).fold(0_u8, |difference, (a, b)| black_box(difference | (a ^ b)));
        own.len() == octets.len() && black_box(difference) == 0
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self(Zeroizing::new(text))
    }
}

impl From<&str> for Secret {
    fn from(text: &str) -> Self {
        Self::from(String::from(text))
    }
}

impl PartialEq for Secret {
    fn eq(&self, other: &Self) -> bool {
        self.is(other.0.as_bytes())
    }
}

impl Eq for Secret {}

impl fmt::Display for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Not by a width: one that sixteen bits do not hold is a panic.
        f.write_str(&"*".repeat(self.len()))
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Secret({self})")
    }
}

/// Read only: a secret that serialises would show in whatever is written next to it.
#[cfg(feature = "serde")]
impl<'de> serde::Deserialize<'de> for Secret {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::format;
    use proptest::prelude::*;

    #[test]
    fn soap_1_2_nothing_shows_but_the_length() {
        assert_eq!(format!("{:?}", Secret::from("geheim")), "Secret(******)");
        assert_eq!(format!("{} {:?}", Secret::default(), Secret::from("é")), " Secret(**)");
        assert_eq!(format!("{}", Secret::from("a".repeat(70_000))), "*".repeat(70_000));
    }

    #[test]
    fn length_and_text_are_there_for_whoever_asks() {
        let secret = Secret::from(String::from("s3cret99"));
        assert_eq!((secret.expose(), secret.len(), secret.is_empty()), ("s3cret99", 8, false));
        assert!(
            secret.is(b"s3cret99") && !secret.is(b"s3cret9") && !secret.is(b"s3cret999") && !secret.is(b"")
        );
        assert!(Secret::default().is(b""));
    }

    #[test]
    fn every_single_bit_counts() {
        let octets = b"0123456789abcdef";
        let secret = Secret::from("0123456789abcdef");
        for bit in 0..octets.len() * 8 {
            let mut other = *octets;
            other[bit / 8] ^= 1 << (bit % 8);
            assert!(!secret.is(&other), "{bit}");
        }
    }

    proptest! {
        #[test]
        fn comparison_is_that_of_the_texts(a in "[ab]{0,4}", b in "[ab]{0,4}") {
            prop_assert_eq!(Secret::from(a.as_str()) == Secret::from(b.as_str()), a == b);
        }
    }
}
