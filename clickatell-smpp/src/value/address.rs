//! Addresses: type of number, numbering plan, digits (5.2.5 to 5.2.9).

use clickatell_core::code_table;

use crate::octets::COctets;

code_table! {
    /// Type of number (5.2.5).
    pub struct Ton(u8), unknown "{:#04x}" {
        /// Not known.
        UNKNOWN = 0, "unknown", "not known", "5.2.5";
        /// With country code.
        INTERNATIONAL = 1, "international", "with country code", "5.2.5";
        /// Without country code.
        NATIONAL = 2, "national", "without country code", "5.2.5";
        /// A number of the network itself, such as a short code.
        NETWORK_SPECIFIC = 3, "network_specific", "a number of the network itself", "5.2.5";
        /// A subscriber number.
        SUBSCRIBER_NUMBER = 4, "subscriber_number", "a subscriber number", "5.2.5";
        /// A name.
        ALPHANUMERIC = 5, "alphanumeric", "a name", "5.2.5";
        /// An abbreviated number.
        ABBREVIATED = 6, "abbreviated", "an abbreviated number", "5.2.5";
    }
}

code_table! {
    /// Numbering plan indicator (5.2.6).
    pub struct Npi(u8), unknown "{:#04x}" {
        /// Not known.
        UNKNOWN = 0, "unknown", "not known", "5.2.6";
        /// Telephony.
        ISDN = 1, "isdn", "telephony, E.163 and E.164", "5.2.6";
        /// Data networks.
        DATA = 3, "data", "data networks, X.121", "5.2.6";
        /// Telex.
        TELEX = 4, "telex", "telex, F.69", "5.2.6";
        /// Land mobile stations.
        LAND_MOBILE = 6, "land_mobile", "land mobile stations, E.212", "5.2.6";
        /// National plans.
        NATIONAL = 8, "national", "national plans", "5.2.6";
        /// Private plans.
        PRIVATE = 9, "private", "private plans", "5.2.6";
        /// ERMES paging.
        ERMES = 10, "ermes", "ERMES paging", "5.2.6";
        /// Internet.
        INTERNET = 14, "internet", "IP addresses", "5.2.6";
        /// WAP client id.
        WAP_CLIENT_ID = 18, "wap_client_id", "WAP client id", "5.2.6";
    }
}

/// An address with its type and plan; `MAX` is the size of `addr` in the table, NUL included (21, or 65 in
/// `data_sm`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[allow(clippy::exhaustive_structs, reason = "an address is these three fields in every version of SMPP")]
pub struct Address<'a, const MAX: usize> {
    /// Type of number.
    pub ton: Ton,
    /// Numbering plan.
    pub npi: Npi,
    /// The digits or the name.
    pub addr: COctets<'a, MAX>,
}

impl<'a, const MAX: usize> Address<'a, MAX> {
    /// No address: unknown type, unknown plan, empty.
    pub const EMPTY: Self = Self { ton: Ton::UNKNOWN, npi: Npi::UNKNOWN, addr: COctets::EMPTY };

    /// An address of unknown type and plan: the SMSC finds out.
    #[must_use]
    pub const fn unknown(addr: COctets<'a, MAX>) -> Self {
        Self { ton: Ton::UNKNOWN, npi: Npi::UNKNOWN, addr }
    }

    /// An international telephone number: TON 1, NPI 1.
    #[must_use]
    pub const fn international(addr: COctets<'a, MAX>) -> Self {
        Self { ton: Ton::INTERNATIONAL, npi: Npi::ISDN, addr }
    }
}
