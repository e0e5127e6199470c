//! `interface_version` (5.2.4).

use clickatell_core::code_table;

code_table! {
    /// A version of SMPP (5.2.4). Up to 0x33 everything means 3.3.
    pub struct InterfaceVersion(u8), unknown "{:#04x}" {
        /// SMPP 3.3: no optional parameters, no transceiver.
        V3_3 = 0x33, "3.3", "SMPP 3.3", "5.2.4";
        /// SMPP 3.4.
        V3_4 = 0x34, "3.4", "SMPP 3.4", "5.2.4";
        /// SMPP 5.0.
        V5_0 = 0x50, "5.0", "SMPP 5.0", "5.0: 4.7.13";
    }
}

impl InterfaceVersion {
    /// Whether what came with `since` exists in this version. What came with 3.3 exists in every version, whatever
    /// number a peer gives to it.
    #[must_use]
    pub const fn includes(self, since: Self) -> bool {
        since.get() <= Self::V3_3.get() || self.get() >= since.get()
    }

    /// Whether optional parameters may be sent to a peer of this version.
    #[must_use]
    pub const fn has_tlvs(self) -> bool {
        self.includes(Self::V3_4)
    }
}

#[cfg(test)]
mod tests {
    use super::InterfaceVersion as Version;

    #[test]
    fn every_octet_is_one_of_three_versions() {
        for octet in 0..=u8::MAX {
            let version = Version::new(octet);
            let includes = [Version::V3_3, Version::V3_4, Version::V5_0].map(|since| version.includes(since));
            let expected = match octet {
                // 34 in decimal, which clients send for 3.4, is a 3.3 (naz #184).
                0x00..=0x33 => [true, false, false],
                0x34..=0x4F => [true, true, false],
                0x50..=0xFF => [true, true, true],
            };
            assert_eq!((includes, version.has_tlvs()), (expected, expected[1]), "{octet:#04x}");
        }
    }
}
