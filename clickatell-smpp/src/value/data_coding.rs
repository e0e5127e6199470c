//! `data_coding` (5.2.19).

octet! {
    /// The alphabet of a message text and, in some groups, its class (5.2.19, GSM 03.38).
    ///
    /// Every octet survives; the accessors read it.
    DataCoding
}

/// What the octets of a text are, as far as a `data_coding` says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Alphabet {
    /// The SMSC's default: GSM 03.38, one septet an octet, at nearly every SMSC.
    Default,
    /// IA5, which is ASCII.
    Ascii,
    /// Octets of no alphabet.
    Octets,
    /// ISO-8859-1.
    Latin1,
    /// UTF-16, most significant octet first; the specification says UCS-2.
    Ucs2,
    /// Another or reserved one.
    Other,
}

impl DataCoding {
    /// The SMSC's default alphabet.
    pub const DEFAULT: Self = Self(0);
    /// IA5 / ASCII.
    pub const ASCII: Self = Self(1);
    /// ISO-8859-1.
    pub const LATIN1: Self = Self(3);
    /// Octets without alphabet.
    pub const OCTETS: Self = Self(4);
    /// UCS-2.
    pub const UCS2: Self = Self(8);

    /// The alphabet that it names.
    ///
    /// The groups above 0xC0 are those of GSM 03.38: message waiting (1100, 1101 and 1110, the last in UCS-2) and
    /// message class (1111, where bit 2 means 8-bit data). Masking the low four bits instead, as some libraries do,
    /// reads 0xF8 as UCS-2.
    #[must_use]
    pub const fn alphabet(self) -> Alphabet {
        match self.0 {
            0 | 0xC0..=0xDF => Alphabet::Default,
            1 => Alphabet::Ascii,
            2 | 4 => Alphabet::Octets,
            3 => Alphabet::Latin1,
            8 | 0xE0..=0xEF => Alphabet::Ucs2,
            0xF0..=0xFF if self.0 & 0x04 != 0 => Alphabet::Octets,
            0xF0..=0xFF => Alphabet::Default,
            _ => Alphabet::Other,
        }
    }

    /// The class (0 flash, 1 handset, 2 SIM, 3 terminal) in the message-class group 0xF0 to 0xFF.
    #[must_use]
    pub const fn message_class(self) -> Option<u8> {
        match self.0 {
            0xF0..=0xFF => Some(self.0 & 0x03),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_256_values_survive_every_constructor() {
        for octet in 0..=u8::MAX {
            assert_eq!((DataCoding::new(octet).get(), u8::from(DataCoding::from(octet))), (octet, octet));
        }
    }

    #[test]
    fn groups_are_read_by_their_bits() {
        for octet in 0xF0..=0xFF {
            let coding = DataCoding::new(octet);
            assert_eq!(coding.message_class(), Some(octet & 3));
            let expected = if octet & 4 == 4 { Alphabet::Octets } else { Alphabet::Default };
            assert_eq!(coding.alphabet(), expected, "{octet:#x}");
        }
        assert_eq!(DataCoding::new(0xE0).message_class(), None);
        assert_eq!(DataCoding::new(8).alphabet(), Alphabet::Ucs2);
        assert_eq!(DataCoding::new(0x0B).alphabet(), Alphabet::Other);
    }
}
