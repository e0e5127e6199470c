//! Short checked text that is held in place, so that the types made of it are `Copy`.

use core::fmt::{self, Write as _};

/// At most `N` octets of UTF-8, without an allocation.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Inline<const N: usize> {
    // Unused octets are zero, so that the derived order is that of the texts: no text in here has a NUL.
    octets: [u8; N],
    len: u8,
}

impl<const N: usize> Inline<N> {
    /// This text; `None` when it does not fit or has a NUL.
    pub(crate) fn new(text: &str) -> Option<Self> {
        let mut octets = [0; N];
        let (head, _) = octets.split_at_mut_checked(text.len())?;
        for (place, octet) in head.iter_mut().zip(text.bytes()) {
            if octet == 0 {
                return None;
            }
            *place = octet;
        }
        Some(Self { octets, len: u8::try_from(text.len()).ok()? })
    }

    /// What this prints; `None` when it does not fit or has a NUL.
    pub(crate) fn printed(value: impl fmt::Display) -> Option<Self> {
        let mut text = Self { octets: [0; N], len: 0 };
        write!(text, "{value}").is_ok().then_some(text)
    }

    /// A text that fills its place; the octets must be ASCII and not NUL.
    pub(crate) fn from_ascii(octets: [u8; N]) -> Self {
        Self { octets, len: u8::try_from(N).unwrap_or(u8::MAX) }
    }

    /// The same text in a larger place.
    pub(crate) fn widen<const M: usize>(self) -> Inline<M> {
        const { assert!(N <= M) };
        let mut octets = [0; M];
        for (place, octet) in octets.iter_mut().zip(self.octets) {
            *place = octet;
        }
        Inline { octets, len: self.len }
    }

    /// The text.
    pub(crate) fn as_str(&self) -> &str {
        let text = self.octets.get(..usize::from(self.len));
        text.and_then(|text| core::str::from_utf8(text).ok()).unwrap_or_default()
    }
}

/// Appends, or fails where the text would be none of its type.
impl<const N: usize> fmt::Write for Inline<N> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let begin = usize::from(self.len);
        let end = begin.checked_add(text.len()).ok_or(fmt::Error)?;
        let place = self.octets.get_mut(begin..end).filter(|_| !text.contains('\0')).ok_or(fmt::Error)?;
        for (place, octet) in place.iter_mut().zip(text.bytes()) {
            *place = octet;
        }
        self.len = u8::try_from(end).map_err(|_| fmt::Error)?;
        Ok(())
    }
}

/// The conversions of a checked type whose one parser is `Type::parse(&str) -> Result<Type, Error>` and whose text is
/// `as_str`; with the feature, serde by way of the text.
macro_rules! text_conversions {
    ($Type:ident, $Error:ty) => {
        impl $Type {
            /// The text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                self.0.as_str()
            }
        }

        impl TryFrom<&str> for $Type {
            type Error = $Error;

            fn try_from(text: &str) -> Result<Self, $Error> {
                Self::parse(text)
            }
        }

        impl TryFrom<alloc::string::String> for $Type {
            type Error = $Error;

            fn try_from(text: alloc::string::String) -> Result<Self, $Error> {
                Self::parse(&text)
            }
        }

        impl core::str::FromStr for $Type {
            type Err = $Error;

            fn from_str(text: &str) -> Result<Self, $Error> {
                Self::parse(text)
            }
        }

        impl From<$Type> for alloc::string::String {
            fn from(value: $Type) -> Self {
                Self::from(value.as_str())
            }
        }

        impl AsRef<str> for $Type {
            fn as_ref(&self) -> &str {
                self.as_str()
            }
        }

        impl core::fmt::Display for $Type {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl core::fmt::Debug for $Type {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                write!(f, "{}({})", stringify!($Type), self.as_str())
            }
        }
    };
}
pub(crate) use text_conversions;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_and_equality_are_those_of_the_text() {
        let texts = ["", "1", "10", "2", "20", "é", "éa"];
        for left in texts {
            for right in texts {
                let (a, b) = (Inline::<3>::new(left).unwrap(), Inline::<3>::new(right).unwrap());
                assert_eq!(a.cmp(&b), left.cmp(right));
                assert_eq!((a == b, a.as_str()), (left == right, left));
            }
        }
        let printed = Inline::<3>::printed(format_args!("{}{}", 1, "é"));
        assert_eq!(printed.unwrap().as_str(), "1é");
        assert!(Inline::<3>::printed(1234).is_none() && Inline::<3>::printed('\0').is_none());
        assert!(Inline::<3>::new("1234").is_none() && Inline::<3>::new("1\0").is_none());
    }
}

/// serde without a format: a text read, and what is written shown.
#[cfg(all(test, feature = "serde"))]
pub(crate) mod test_serde {
    use alloc::string::{String, ToString};
    use core::fmt;
    use serde::de::value::{Error, StrDeserializer};
    use serde::{Deserialize, Serialize};

    pub(crate) fn read<'de, T: Deserialize<'de>>(text: &'de str) -> Result<T, String> {
        T::deserialize(StrDeserializer::<Error>::new(text)).map_err(|error| error.to_string())
    }

    pub(crate) fn shown(value: &impl Serialize) -> String {
        struct Shown<'a, T>(&'a T);
        impl<T: Serialize> fmt::Display for Shown<'_, T> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.serialize(f)
            }
        }
        Shown(value).to_string()
    }
}
