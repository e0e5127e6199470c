//! What a receiver may ask callbacks to prove themselves with.

use alloc::string::String;
use core::fmt;

use crate::secret::Secret;

/// User and password of Basic authentication (RFC 7617), as the `Authorization` header carries them.
///
/// They are chosen for callbacks alone and have nothing to do with the account's. Held as a [`Secret`]: not shown, wiped
/// on drop, compared in constant time.
///
/// ```
/// use clickatell_core::delivery::BasicAuth;
///
/// let auth = BasicAuth::new("cb", "secret")?;
/// assert_eq!(auth.header(), "Basic Y2I6c2VjcmV0");
/// assert!(auth.admits(b"Basic Y2I6c2VjcmV0") && !auth.admits(b""));
/// # Ok::<(), clickatell_core::delivery::BasicAuthError>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct BasicAuth(Secret);

/// Why user and password cannot stand in the header.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BasicAuthError {
    /// A colon in the user name: it would end there.
    #[error("a colon at {at} of the user name")]
    Colon {
        /// Its place, in octets.
        at: usize,
    },
    /// A control character in user name or password.
    #[error("a control character in user name or password")]
    Control,
}

const SCHEME: &str = "Basic ";

impl BasicAuth {
    /// This user with this password; either may be empty.
    ///
    /// # Errors
    /// When a receiver would read something else.
    pub fn new(user: &str, password: &str) -> Result<Self, BasicAuthError> {
        if let Some(at) = user.find(':') {
            return Err(BasicAuthError::Colon { at });
        }
        if user.chars().chain(password.chars()).any(char::is_control) {
            return Err(BasicAuthError::Control);
        }
        let octets = user.len().saturating_add(password.len()).saturating_add(1);
        // All at once: a text that grows leaves copies behind.
        let mut header =
            String::with_capacity(octets.div_ceil(3).saturating_mul(4).saturating_add(SCHEME.len()));
        header.push_str(SCHEME);
        base64(user.bytes().chain([b':']).chain(password.bytes()), &mut header);
        Ok(Self(Secret::from(header)))
    }

    /// The value of the `Authorization` header.
    #[must_use]
    pub fn header(&self) -> &str {
        self.0.expose()
    }

    /// True when a request that came with this `Authorization` header proves itself. The word `Basic` may be in any
    /// case; the rest takes the same time to compare whatever it is.
    #[must_use]
    pub fn admits(&self, header: &[u8]) -> bool {
        let Some((scheme, token)) = header.split_at_checked(SCHEME.len()) else { return false };
        let own = Secret::from(self.header().get(SCHEME.len()..).unwrap_or_default());
        scheme.eq_ignore_ascii_case(SCHEME.as_bytes()) && own.is(token.trim_ascii())
    }
}

/// Read only, of user and password: a secret is never written.
#[cfg(feature = "serde")]
impl<'de> serde::Deserialize<'de> for BasicAuth {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(serde::Deserialize)]
        #[serde(rename = "BasicAuth", deny_unknown_fields)]
        struct Fields {
            user: String,
            password: Secret,
        }
        let Fields { user, password } = Fields::deserialize(deserializer)?;
        Self::new(&user, password.expose()).map_err(serde::de::Error::custom)
    }
}

impl fmt::Debug for BasicAuth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BasicAuth(*)")
    }
}

/// Appends the coding of RFC 4648, section 4, with padding.
fn base64(octets: impl Iterator<Item = u8>, out: &mut String) {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let digit = |six: u8| ALPHABET.get(usize::from(six & 0x3F)).copied().map_or('=', char::from);
    let mut octets = octets.fuse();
    while let Some(first) = octets.next() {
        let (second, third) = (octets.next(), octets.next());
        let (b, c) = (second.unwrap_or(0), third.unwrap_or(0));
        out.push(digit(first >> 2));
        out.push(digit(first << 4 | b >> 4));
        out.push(if second.is_some() { digit(b << 2 | c >> 6) } else { '=' });
        out.push(if third.is_some() { digit(c) } else { '=' });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::format;

    #[test]
    fn soap_6_2_5_8_and_a_59_the_header() {
        let auth = BasicAuth::new("cb", "secret").unwrap();
        assert_eq!(auth.header(), "Basic Y2I6c2VjcmV0");
        // RFC 7617, section 2.
        let aladdin = BasicAuth::new("Aladdin", "open sesame").unwrap();
        assert_eq!(aladdin.header(), "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
        // Section 2.1, in UTF-8.
        assert_eq!(BasicAuth::new("test", "123£").unwrap().header(), "Basic dGVzdDoxMjPCow==");
        assert_eq!(format!("{auth:?}"), "BasicAuth(*)");
    }

    #[test]
    fn what_a_receiver_would_read_otherwise_is_refused() {
        assert_eq!(BasicAuth::new("a:b", "c"), Err(BasicAuthError::Colon { at: 1 }));
        assert_eq!(BasicAuth::new("a", "c\r\nX: y"), Err(BasicAuthError::Control));
        assert_eq!(BasicAuth::new("a\0", ""), Err(BasicAuthError::Control));
        assert_eq!(BasicAuth::new("", "b:c").unwrap().header(), "Basic OmI6Yw==");
    }

    #[test]
    fn a_receiver_admits_the_same_and_nothing_else() {
        let auth = BasicAuth::new("cb", "secret").unwrap();
        for header in ["Basic Y2I6c2VjcmV0", "basic Y2I6c2VjcmV0", "BASIC  Y2I6c2VjcmV0 "] {
            assert!(auth.admits(header.as_bytes()), "{header}");
        }
        for header in
            ["", "Basic", "Basic ", "Bearer Y2I6c2VjcmV0", "Basic Y2I6c2VjcmV1", "Basic y2I6c2VjcmV0"]
        {
            assert!(!auth.admits(header.as_bytes()), "{header}");
        }
        assert_eq!(auth, BasicAuth::new("cb", "secret").unwrap());
        assert_ne!(auth, BasicAuth::new("cb", "secreT").unwrap());
    }

    #[test]
    fn base64_as_in_rfc_4648_section_10() {
        for (text, coded) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg=="),
            ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
        ] {
            let mut out = String::new();
            base64(text.bytes(), &mut out);
            assert_eq!(out, coded);
        }
        let mut out = String::new();
        base64([0xFB, 0xFF, 0xBE].into_iter(), &mut out);
        assert_eq!(out, "+/++");
    }
}
