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
    /// Whether optional parameters may be sent to a peer of this version.
    #[must_use]
    pub const fn has_tlvs(self) -> bool {
        self.get() >= Self::V3_4.get()
    }
}
