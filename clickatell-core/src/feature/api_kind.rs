//! The interfaces of the gateway.

use crate::credit::{Credit, MONTHLY_MINIMUM};
use crate::table_word::word_table;

word_table! {
    /// One of the seven interfaces by which messages reach the gateway. A connection is for one of them.
    pub enum ApiKind {
        /// Electronic mail.
        Smtp = "SMTP", "TW 5, SMPP 3";
        /// GET and POST.
        Http = "HTTP", "TW 5, SMPP 3";
        /// Text files that are uploaded.
        Ftp = "FTP", "TW 5, SMPP 3";
        /// A Windows object.
        Com = "COM", "TW 5, SMPP 3";
        /// XML over HTTP.
        Xml = "XML", "TW 5, SMPP 3";
        /// SOAP over HTTP.
        Soap = "SOAP", "TW 5, SMPP 3";
        /// Short message peer to peer.
        Smpp = "SMPP", "TW 5, SMPP 3";
    }
}

impl ApiKind {
    /// True when a call may name a session instead of credentials.
    #[must_use]
    pub const fn uses_sessions(self) -> bool {
        matches!(self, Self::Http | Self::Xml | Self::Soap | Self::Com)
    }

    /// What must be spent each month.
    #[must_use]
    pub const fn monthly_minimum(self) -> Credit {
        match self {
            Self::Smpp => MONTHLY_MINIMUM,
            _ => Credit::ZERO,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec::Vec;

    fn kinds(choose: impl Fn(ApiKind) -> bool) -> Vec<&'static str> {
        ApiKind::ALL.iter().filter(|kind| choose(**kind)).map(|kind| kind.name()).collect()
    }

    #[test]
    fn tw_5_1_and_smpp_3_10_seven_interfaces() {
        assert_eq!(kinds(|_| true), ["SMTP", "HTTP", "FTP", "COM", "XML", "SOAP", "SMPP"]);
        assert_eq!("SMPP".parse(), Ok(ApiKind::Smpp));
    }

    #[test]
    fn soap_6_1_4_sessions_are_not_for_files_mail_and_smpp() {
        assert_eq!(kinds(ApiKind::uses_sessions), ["HTTP", "COM", "XML", "SOAP"]);
    }

    #[test]
    fn smpp_4_12_only_smpp_has_a_minimum() {
        assert_eq!(kinds(|kind| kind.monthly_minimum() != Credit::ZERO), ["SMPP"]);
        assert_eq!(ApiKind::Smpp.monthly_minimum(), Credit::from_credits(5000).unwrap());
    }
}
