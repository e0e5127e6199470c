//! Where callbacks go.

use alloc::string::String;
use alloc::sync::Arc;
use core::fmt;
use core::str::FromStr;

use crate::form::{Builder, Space};

/// The URL that callbacks go to: `http://` or `https://` in any case, a host, and what the owner put behind it.
///
/// `https` encrypts and promises no more: the documents say nothing of certificates. Clones share the text.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "String", into = "String"))]
pub struct CallbackUrl(Arc<str>);

/// Why a text is no callback URL.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CallbackUrlError {
    /// It begins with neither `http://` nor `https://`.
    #[error("Invalid URL: it begins with neither http:// nor https://")]
    Scheme,
    /// No host stands behind the scheme.
    #[error("Invalid URL: no host at {at}")]
    Host {
        /// Where the host should stand, in octets.
        at: usize,
    },
    /// A user or password stands in front of the host. [`BasicAuth`](super::BasicAuth) is the place for them: a URL is
    /// shown in lists and logs.
    #[error("Invalid URL: user and password do not belong in front of the host")]
    UserInfo,
    /// What stands behind the colon of a host is no port: a password with an unescaped `/`, for example.
    #[error("Invalid URL: no port at {at}")]
    Port {
        /// Where the port should stand, in octets.
        at: usize,
    },
    /// A blank, a control character or one beyond ASCII: it has to be percent-encoded.
    #[error("Invalid URL: {character:?} at {at}")]
    Character {
        /// The character.
        character: char,
        /// Where it begins, in octets of UTF-8.
        at: usize,
    },
    /// More than 2048 octets.
    #[error("Invalid URL: {octets} octets, 2048 are the most")]
    Length {
        /// How many there are.
        octets: usize,
    },
}

impl CallbackUrl {
    /// The most octets. The documents name no limit; this leaves room for the variables in the 8000 octets of a request
    /// line that servers are asked to take (RFC 9112, section 3).
    pub const MAX_OCTETS: usize = 2048;

    /// The URL that this text is.
    ///
    /// # Errors
    /// What is wrong with it, and where. The gateway's word for all of it is "Invalid URL".
    pub fn parse(text: &str) -> Result<Self, CallbackUrlError> {
        if text.len() > Self::MAX_OCTETS {
            return Err(CallbackUrlError::Length { octets: text.len() });
        }
        if let Some((at, character)) = text.char_indices().find(|(_, c)| !c.is_ascii_graphic()) {
            return Err(CallbackUrlError::Character { character, at });
        }
        let (scheme, rest) = text.split_once("://").ok_or(CallbackUrlError::Scheme)?;
        if !["http", "https"].iter().any(|known| known.eq_ignore_ascii_case(scheme)) {
            return Err(CallbackUrlError::Scheme);
        }
        let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
        if authority.contains('@') {
            return Err(CallbackUrlError::UserInfo);
        }
        if authority.is_empty() || authority.starts_with(':') {
            return Err(CallbackUrlError::Host { at: text.len().saturating_sub(rest.len()) });
        }
        // The colons of an address of IPv6 stand in brackets.
        let behind_host = authority.rsplit(']').next().unwrap_or_default();
        if let Some((_, port)) = behind_host.split_once(':')
            && !port.bytes().all(|octet| octet.is_ascii_digit())
        {
            let behind = rest.len().saturating_sub(authority.len()).saturating_add(port.len());
            return Err(CallbackUrlError::Port { at: text.len().saturating_sub(behind) });
        }
        Ok(Self(Arc::from(text)))
    }

    /// The text, as it was given.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// True for `https`.
    #[must_use]
    pub fn is_encrypted(&self) -> bool {
        self.0.split_once(':').is_some_and(|(scheme, _)| scheme.eq_ignore_ascii_case("https"))
    }

    /// The URL with variables in its query, behind those that it has itself. A fragment is dropped: it never goes out.
    ///
    /// `variables` are pairs that are percent-encoded already; with none of them the URL stays as it is.
    #[must_use]
    pub fn with_query(&self, variables: &str) -> String {
        if variables.is_empty() {
            return self.0.split('#').next().map(String::from).unwrap_or_default();
        }
        let mut url = Builder::on_url(&self.0, Space::Plus).into_string();
        if !url.ends_with(['?', '&']) {
            url.push('&');
        }
        url.push_str(variables);
        url
    }
}

impl FromStr for CallbackUrl {
    type Err = CallbackUrlError;

    fn from_str(text: &str) -> Result<Self, CallbackUrlError> {
        Self::parse(text)
    }
}

impl TryFrom<&str> for CallbackUrl {
    type Error = CallbackUrlError;

    fn try_from(text: &str) -> Result<Self, CallbackUrlError> {
        Self::parse(text)
    }
}

impl TryFrom<String> for CallbackUrl {
    type Error = CallbackUrlError;

    fn try_from(text: String) -> Result<Self, CallbackUrlError> {
        Self::parse(&text)
    }
}

impl From<CallbackUrl> for String {
    fn from(url: CallbackUrl) -> Self {
        Self::from(url.as_str())
    }
}

impl fmt::Display for CallbackUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl fmt::Debug for CallbackUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CallbackUrl({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;

    #[test]
    fn soap_6_2_5_3_and_tw_8_3_1_2_and_bill_9_1_1_2_http_or_https() {
        for (text, encrypted) in [
            ("http://www.yourdomain.com/sms/sms.asp", false),
            ("https://www.yoururl.com/script.asp", true),
            ("HTTP://x", false),
            ("Https://x:8443?key=1", true),
            ("http://[::1]:8080/cb", false),
            ("http://x/a@b", false),
        ] {
            let url = CallbackUrl::parse(text).unwrap();
            assert_eq!((url.as_str(), url.is_encrypted()), (text, encrypted));
            assert_eq!(String::from(url), text);
        }
        for (text, error) in [
            ("www.yoururl.com", CallbackUrlError::Scheme),
            ("ftp://x", CallbackUrlError::Scheme),
            ("", CallbackUrlError::Scheme),
            ("http:/x", CallbackUrlError::Scheme),
            ("xhttp://x", CallbackUrlError::Scheme),
            ("http://", CallbackUrlError::Host { at: 7 }),
            ("https:///path", CallbackUrlError::Host { at: 8 }),
            ("http://:80/", CallbackUrlError::Host { at: 7 }),
            ("http://cb:secret@x/", CallbackUrlError::UserInfo),
            ("http://cb:sec/ret@x/", CallbackUrlError::Port { at: 10 }),
            ("http://[::1]:x/", CallbackUrlError::Port { at: 13 }),
            ("http://x/a b", CallbackUrlError::Character { character: ' ', at: 10 }),
            ("http://é/", CallbackUrlError::Character { character: 'é', at: 7 }),
            ("http://x/\r\nHost: y", CallbackUrlError::Character { character: '\r', at: 9 }),
        ] {
            assert_eq!(CallbackUrl::parse(text), Err(error), "{text}");
            assert!(error.to_string().starts_with("Invalid URL"));
        }
        let long = |octets: usize| alloc::format!("http://x/{}", "a".repeat(octets - 9));
        assert!(CallbackUrl::parse(&long(2048)).is_ok());
        assert_eq!(CallbackUrl::parse(&long(2049)), Err(CallbackUrlError::Length { octets: 2049 }));
    }

    #[test]
    fn tw_8_3_1_13_variables_stand_behind_those_of_the_url() {
        for (url, with, without) in [
            ("http://h/p", "http://h/p?a=1&b=", "http://h/p"),
            ("http://h/p?", "http://h/p?a=1&b=", "http://h/p?"),
            ("http://h/p?k=1", "http://h/p?k=1&a=1&b=", "http://h/p?k=1"),
            ("http://h/p?k=1&", "http://h/p?k=1&a=1&b=", "http://h/p?k=1&"),
            ("http://h/p#top", "http://h/p?a=1&b=", "http://h/p"),
        ] {
            let parsed = CallbackUrl::parse(url).unwrap();
            assert_eq!((parsed.with_query("a=1&b="), parsed.with_query("")), (with.into(), without.into()));
        }
    }

    #[cfg(feature = "serde")]
    #[test]
    fn serde_carries_the_text_and_checks_it() {
        use crate::text::inline::test_serde::{read, shown};

        let url = CallbackUrl::parse("http://h/p?k=1").unwrap();
        assert_eq!((shown(&url).as_str(), read("http://h/p?k=1")), ("http://h/p?k=1", Ok(url)));
        assert_eq!(read::<CallbackUrl>("ftp://x"), Err(CallbackUrlError::Scheme.to_string()));
    }
}
