//! Octet strings of the wire: C-octet strings, passwords and message text.

use core::fmt;
use core::str;

use clickatell_core::wire::Reader;

use crate::tlv::Tlvs;

/// Why octets cannot be what they should be on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum OctetsError {
    /// A NUL would end the C-octet string early.
    #[error("a NUL stands at octet {at} of the string")]
    Nul {
        /// Its place.
        at: usize,
    },
    /// C-octet strings are ASCII.
    #[error("octet {at} of the string is not ASCII")]
    NotAscii {
        /// Its place.
        at: usize,
    },
    /// The specification allows fewer octets.
    #[error("{octets} octets are too many: at most {max} are allowed")]
    TooLong {
        /// How many there are.
        octets: usize,
        /// How many may be there, without a terminating NUL.
        max: usize,
    },
}

/// A C-octet string (3.1): ASCII ended by a NUL, which is not part of this value.
///
/// The type promises that no NUL is inside, so encoding cannot fail. `MAX` is the size in the specification's
/// table, NUL included; `TryFrom` and the decoder enforce it, and only
/// [`Tolerance::over_long`](crate::Tolerance::over_long) lets a longer one in.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct COctets<'a, const MAX: usize>(&'a [u8]);

impl<'a, const MAX: usize> COctets<'a, MAX> {
    /// The empty string: a single NUL on the wire, SMPP's "not given".
    pub const EMPTY: Self = Self(&[]);

    /// A string of ASCII octets without NUL, of at most `MAX - 1` octets.
    ///
    /// # Errors
    /// What forbids it, and where.
    pub fn new(octets: &'a [u8]) -> Result<Self, OctetsError> {
        let max = MAX.saturating_sub(1);
        if octets.len() > max {
            return Err(OctetsError::TooLong { octets: octets.len(), max });
        }
        match octets.iter().position(|octet| *octet == 0 || !octet.is_ascii()) {
            None => Ok(Self(octets)),
            Some(at) if octets.get(at) == Some(&0) => Err(OctetsError::Nul { at }),
            Some(at) => Err(OctetsError::NotAscii { at }),
        }
    }

    /// For the decoder, which has judged the octets: no NUL is inside.
    #[inline]
    pub(crate) const fn judged(octets: &'a [u8]) -> Self {
        Self(octets)
    }

    /// The next string of octets that were judged: up to its NUL.
    pub(crate) fn next_of(reader: &mut Reader<'a>) -> Option<Self> {
        let end = reader.rest().iter().position(|octet| *octet == 0)?;
        let text = reader.take(end)?;
        let _nul = reader.u8()?;
        Some(Self(text))
    }

    /// The octets, without the NUL.
    #[must_use]
    #[inline]
    pub const fn as_bytes(&self) -> &'a [u8] {
        self.0
    }

    /// The string, unless a tolerance let octets outside ASCII in that are not UTF-8 either.
    #[must_use]
    pub fn as_str(&self) -> Option<&'a str> {
        str::from_utf8(self.0).ok()
    }

    /// True for the empty string.
    #[must_use]
    #[inline]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<'a, const MAX: usize> TryFrom<&'a str> for COctets<'a, MAX> {
    type Error = OctetsError;

    fn try_from(text: &'a str) -> Result<Self, OctetsError> {
        Self::new(text.as_bytes())
    }
}

impl<'a, const MAX: usize> TryFrom<&'a [u8]> for COctets<'a, MAX> {
    type Error = OctetsError;

    fn try_from(octets: &'a [u8]) -> Result<Self, OctetsError> {
        Self::new(octets)
    }
}

impl<const MAX: usize> fmt::Display for COctets<'_, MAX> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0.escape_ascii())
    }
}

impl<const MAX: usize> fmt::Debug for COctets<'_, MAX> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"{self}\"")
    }
}

/// The password of a bind (5.2.2): a C-octet string of up to 9 octets that no output shows.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub struct Password<'a>(COctets<'a, 9>);

impl<'a> Password<'a> {
    /// A password of at most 8 ASCII characters.
    ///
    /// # Errors
    /// What forbids it, and where.
    pub fn new(octets: &'a [u8]) -> Result<Self, OctetsError> {
        COctets::new(octets).map(Self)
    }

    #[inline]
    pub(crate) const fn judged(octets: COctets<'a, 9>) -> Self {
        Self(octets)
    }

    /// The password itself. Compare it in constant time and do not print it.
    #[must_use]
    pub const fn expose(&self) -> &'a [u8] {
        self.0.as_bytes()
    }
}

impl<'a> TryFrom<&'a str> for Password<'a> {
    type Error = OctetsError;

    fn try_from(text: &'a str) -> Result<Self, OctetsError> {
        Self::new(text.as_bytes())
    }
}

impl fmt::Debug for Password<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("\"")?;
        self.expose().iter().try_for_each(|_| f.write_str("*"))?;
        f.write_str("\"")
    }
}

/// The octets of `short_message` (5.2.22): at most 255, which is what its one-octet length can say.
///
/// SMPP 3.4 allows 254; that is a matter of the profile.
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct ShortMessage<'a>(&'a [u8]);

impl<'a> ShortMessage<'a> {
    /// No text: what goes with a `message_payload`.
    pub const EMPTY: Self = Self(&[]);

    /// Up to 255 octets.
    ///
    /// # Errors
    /// When there are more.
    pub fn new(octets: &'a [u8]) -> Result<Self, OctetsError> {
        if octets.len() > 255 {
            return Err(OctetsError::TooLong { octets: octets.len(), max: 255 });
        }
        Ok(Self(octets))
    }

    #[inline]
    pub(crate) const fn judged(octets: &'a [u8]) -> Self {
        Self(octets)
    }

    /// The octets.
    #[must_use]
    #[inline]
    pub const fn as_bytes(&self) -> &'a [u8] {
        self.0
    }

    /// How many there are, as `sm_length` says it.
    #[must_use]
    #[inline]
    pub fn sm_length(&self) -> u8 {
        u8::try_from(self.0.len()).unwrap_or(u8::MAX)
    }

    /// True without text.
    #[must_use]
    #[inline]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The octets, or those of `message_payload` where there are none (5.3.2.32).
    #[inline]
    pub(crate) fn or_payload(&self, tlvs: Tlvs<'a>) -> &'a [u8] {
        if self.is_empty() { tlvs.message_payload().unwrap_or_default() } else { self.0 }
    }
}

impl<'a> TryFrom<&'a [u8]> for ShortMessage<'a> {
    type Error = OctetsError;

    fn try_from(octets: &'a [u8]) -> Result<Self, OctetsError> {
        Self::new(octets)
    }
}

impl fmt::Debug for ShortMessage<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "b\"{}\"", self.0.escape_ascii())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_include_the_nul() {
        // SMPP-9-1: 15 characters fit into a system_id of 16 octets, 16 do not.
        assert!(COctets::<16>::try_from("fifteen-letters").is_ok());
        assert_eq!(
            COctets::<16>::try_from("sixteen-letters!"),
            Err(OctetsError::TooLong { octets: 16, max: 15 })
        );
        // SMPP-9-3: a password of nine characters is refused, not cut.
        assert_eq!(Password::try_from("s3cret999"), Err(OctetsError::TooLong { octets: 9, max: 8 }));
        assert!(Password::try_from("s3cret99").is_ok());
    }

    #[test]
    fn what_the_wire_cannot_carry_is_refused_with_its_place() {
        assert_eq!(COctets::<9>::try_from("ab\0d"), Err(OctetsError::Nul { at: 2 }));
        assert_eq!(COctets::<9>::try_from("abé"), Err(OctetsError::NotAscii { at: 2 }));
        assert_eq!(ShortMessage::new(&[0; 256]), Err(OctetsError::TooLong { octets: 256, max: 255 }));
        assert_eq!(ShortMessage::new(&[7; 255]).unwrap().sm_length(), 255);
    }

    #[test]
    fn no_output_shows_a_password() {
        let password = Password::try_from("hunter2").unwrap();
        assert_eq!(std::format!("{password:?}"), "\"*******\"");
        assert_eq!(password.expose(), b"hunter2");
    }
}
