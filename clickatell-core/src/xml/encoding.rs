//! The three encodings that are read and written.

/// How characters are written as octets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub enum XmlEncoding {
    /// UTF-8.
    Utf8,
    /// ISO-8859-1, octet for character: 0x80 to 0x9F are control characters, not those of windows-1252.
    Latin1,
    /// US-ASCII.
    Ascii,
}

impl XmlEncoding {
    /// The name in a declaration or a `charset` parameter.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "UTF-8",
            Self::Latin1 => "ISO-8859-1",
            Self::Ascii => "US-ASCII",
        }
    }

    /// The encoding of a name, in any case; `None` for one that is not read.
    ///
    /// The names themselves, and the aliases `UTF8`, `ISO_8859-1`, `ISO8859-1`, `LATIN1` and `ASCII`.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        const NAMES: [(&str, XmlEncoding); 8] = [
            ("UTF-8", XmlEncoding::Utf8),
            ("UTF8", XmlEncoding::Utf8),
            ("ISO-8859-1", XmlEncoding::Latin1),
            ("ISO_8859-1", XmlEncoding::Latin1),
            ("ISO8859-1", XmlEncoding::Latin1),
            ("LATIN1", XmlEncoding::Latin1),
            ("US-ASCII", XmlEncoding::Ascii),
            ("ASCII", XmlEncoding::Ascii),
        ];
        NAMES.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|&(_, encoding)| encoding)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_any_case() {
        for encoding in [XmlEncoding::Utf8, XmlEncoding::Latin1, XmlEncoding::Ascii] {
            assert_eq!(XmlEncoding::from_name(encoding.name()), Some(encoding));
            assert_eq!(XmlEncoding::from_name(&encoding.name().to_ascii_lowercase()), Some(encoding));
        }
        for other in ["", "windows-1252", "UTF-16", "UTF-7", "ISO-8859-15", "utf-8 "] {
            assert_eq!(XmlEncoding::from_name(other), None, "{other}");
        }
    }
}
