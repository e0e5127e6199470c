//! Character sets of messages from handsets.

use crate::table_word::word_table;
use crate::text::Coding;

word_table! {
    /// The character set that `charset` names. Other names do come; they are for the holder of the message to keep, and
    /// its text is then octets.
    pub enum Charset {
        /// Latin letters.
        Iso8859_1 = "ISO-8859-1", "TW 8.3.2";
        /// Unicode, most significant octet first.
        Utf16Be = "UTF-16BE", "TW 8.3.2";
        /// Octets that are no text.
        EightBit = "8-BIT", "TW 8.3.2";
    }
}

impl Charset {
    /// What reads and writes it.
    #[must_use]
    pub const fn coding(self) -> Coding {
        match self {
            Self::Iso8859_1 => Coding::Latin1,
            Self::Utf16Be => Coding::Ucs2,
            Self::EightBit => Coding::Octets,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tw_8_3_2_6_three_character_sets() {
        let names = Charset::ALL.iter().map(|charset| charset.name());
        assert!(names.eq(["ISO-8859-1", "UTF-16BE", "8-BIT"]));
        assert_eq!(Charset::from_name("UTF-8"), None);
    }

    #[test]
    fn a_19_texts_are_read_in_their_character_set() {
        for (name, octets, text) in [
            ("ISO-8859-1", b"S\xEC".as_slice(), Some("Sì")),
            ("UTF-16BE", b"\0S\0\xEC", Some("Sì")),
            ("8-BIT", b"S\xEC", None),
        ] {
            let charset = Charset::from_name(name).unwrap();
            assert_eq!(charset.coding().decode(octets).ok().as_deref(), text);
        }
    }
}
