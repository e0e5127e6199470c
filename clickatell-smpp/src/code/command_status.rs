//! `command_status` (5.1.3).

use clickatell_core::code_table;

code_table! {
    /// The outcome of a request, in its response (5.1.3); 0 in every request.
    ///
    /// 0x400 to 0x4FF belong to the SMSC's vendor: see the [profiles](crate::profile). The rows from 0x100 are those
    /// that SMPP 5.0 added.
    pub struct CommandStatus(u32), unknown "{:#010x}" {
        /// No error.
        ESME_ROK = 0x00, "ESME_ROK", "no error", "5.1.3";
        /// The message length is invalid.
        ESME_RINVMSGLEN = 0x01, "ESME_RINVMSGLEN", "the message length is invalid", "5.1.3";
        /// The command length is invalid.
        ESME_RINVCMDLEN = 0x02, "ESME_RINVCMDLEN", "the command length is invalid", "5.1.3";
        /// The command id is invalid.
        ESME_RINVCMDID = 0x03, "ESME_RINVCMDID", "the command id is invalid", "5.1.3";
        /// The command is not allowed in this bind state.
        ESME_RINVBNDSTS = 0x04, "ESME_RINVBNDSTS", "the command is not allowed in this bind state", "5.1.3";
        /// The ESME is bound already.
        ESME_RALYBND = 0x05, "ESME_RALYBND", "the ESME is bound already", "5.1.3";
        /// The priority flag is invalid.
        ESME_RINVPRTFLG = 0x06, "ESME_RINVPRTFLG", "the priority flag is invalid", "5.1.3";
        /// The registered delivery flag is invalid.
        ESME_RINVREGDLVFLG = 0x07, "ESME_RINVREGDLVFLG", "the registered delivery flag is invalid", "5.1.3";
        /// A system error.
        ESME_RSYSERR = 0x08, "ESME_RSYSERR", "a system error", "5.1.3";
        /// The source address is invalid.
        ESME_RINVSRCADR = 0x0A, "ESME_RINVSRCADR", "the source address is invalid", "5.1.3";
        /// The destination address is invalid.
        ESME_RINVDSTADR = 0x0B, "ESME_RINVDSTADR", "the destination address is invalid", "5.1.3";
        /// The message id is invalid.
        ESME_RINVMSGID = 0x0C, "ESME_RINVMSGID", "the message id is invalid", "5.1.3";
        /// The bind failed.
        ESME_RBINDFAIL = 0x0D, "ESME_RBINDFAIL", "the bind failed", "5.1.3";
        /// The password is invalid.
        ESME_RINVPASWD = 0x0E, "ESME_RINVPASWD", "the password is invalid", "5.1.3";
        /// The system id is invalid.
        ESME_RINVSYSID = 0x0F, "ESME_RINVSYSID", "the system id is invalid", "5.1.3";
        /// Cancelling the message failed.
        ESME_RCANCELFAIL = 0x11, "ESME_RCANCELFAIL", "cancelling the message failed", "5.1.3";
        /// Replacing the message failed.
        ESME_RREPLACEFAIL = 0x13, "ESME_RREPLACEFAIL", "replacing the message failed", "5.1.3";
        /// The message queue is full.
        ESME_RMSGQFUL = 0x14, "ESME_RMSGQFUL", "the message queue is full", "5.1.3";
        /// The service type is invalid.
        ESME_RINVSERTYP = 0x15, "ESME_RINVSERTYP", "the service type is invalid", "5.1.3";
        /// The number of destinations is invalid.
        ESME_RINVNUMDESTS = 0x33, "ESME_RINVNUMDESTS", "the number of destinations is invalid", "5.1.3";
        /// The distribution list name is invalid.
        ESME_RINVDLNAME = 0x34, "ESME_RINVDLNAME", "the distribution list name is invalid", "5.1.3";
        /// The destination flag is invalid.
        ESME_RINVDESTFLAG = 0x40, "ESME_RINVDESTFLAG", "the destination flag is invalid", "5.1.3";
        /// Submit with replace is not supported or not allowed.
        ESME_RINVSUBREP = 0x42, "ESME_RINVSUBREP", "submit with replace is not supported or not allowed", "5.1.3";
        /// The esm_class is invalid.
        ESME_RINVESMCLASS = 0x43, "ESME_RINVESMCLASS", "the esm_class is invalid", "5.1.3";
        /// Submitting to a distribution list failed.
        ESME_RCNTSUBDL = 0x44, "ESME_RCNTSUBDL", "submitting to a distribution list failed", "5.1.3";
        /// Submitting failed.
        ESME_RSUBMITFAIL = 0x45, "ESME_RSUBMITFAIL", "submitting failed", "5.1.3";
        /// The source's type of number is invalid.
        ESME_RINVSRCTON = 0x48, "ESME_RINVSRCTON", "the source's type of number is invalid", "5.1.3";
        /// The source's numbering plan is invalid.
        ESME_RINVSRCNPI = 0x49, "ESME_RINVSRCNPI", "the source's numbering plan is invalid", "5.1.3";
        /// The destination's type of number is invalid.
        ESME_RINVDSTTON = 0x50, "ESME_RINVDSTTON", "the destination's type of number is invalid", "5.1.3";
        /// The destination's numbering plan is invalid.
        ESME_RINVDSTNPI = 0x51, "ESME_RINVDSTNPI", "the destination's numbering plan is invalid", "5.1.3";
        /// The system type is invalid.
        ESME_RINVSYSTYP = 0x53, "ESME_RINVSYSTYP", "the system type is invalid", "5.1.3";
        /// The replace_if_present flag is invalid.
        ESME_RINVREPFLAG = 0x54, "ESME_RINVREPFLAG", "the replace_if_present flag is invalid", "5.1.3";
        /// The number of messages is invalid.
        ESME_RINVNUMMSGS = 0x55, "ESME_RINVNUMMSGS", "the number of messages is invalid", "5.1.3";
        /// The ESME has exceeded its message limits.
        ESME_RTHROTTLED = 0x58, "ESME_RTHROTTLED", "the ESME has exceeded its message limits", "5.1.3";
        /// The scheduled delivery time is invalid.
        ESME_RINVSCHED = 0x61, "ESME_RINVSCHED", "the scheduled delivery time is invalid", "5.1.3";
        /// The validity period is invalid.
        ESME_RINVEXPIRY = 0x62, "ESME_RINVEXPIRY", "the validity period is invalid", "5.1.3";
        /// The predefined message is invalid or missing.
        ESME_RINVDFTMSGID = 0x63, "ESME_RINVDFTMSGID", "the predefined message is invalid or missing", "5.1.3";
        /// The receiver has a temporary error.
        ESME_RX_T_APPN = 0x64, "ESME_RX_T_APPN", "the receiver has a temporary error", "5.1.3";
        /// The receiver has a permanent error.
        ESME_RX_P_APPN = 0x65, "ESME_RX_P_APPN", "the receiver has a permanent error", "5.1.3";
        /// The receiver rejects the message.
        ESME_RX_R_APPN = 0x66, "ESME_RX_R_APPN", "the receiver rejects the message", "5.1.3";
        /// The query failed.
        ESME_RQUERYFAIL = 0x67, "ESME_RQUERYFAIL", "the query failed", "5.1.3";
        /// The optional parameters are malformed.
        ESME_RINVOPTPARSTREAM = 0xC0, "ESME_RINVOPTPARSTREAM", "the optional parameters are malformed", "5.1.3";
        /// An optional parameter is not allowed here.
        ESME_ROPTPARNOTALLWD = 0xC1, "ESME_ROPTPARNOTALLWD", "an optional parameter is not allowed here", "5.1.3";
        /// An optional parameter has a wrong length.
        ESME_RINVPARLEN = 0xC2, "ESME_RINVPARLEN", "an optional parameter has a wrong length", "5.1.3";
        /// An expected optional parameter is missing.
        ESME_RMISSINGOPTPARAM = 0xC3, "ESME_RMISSINGOPTPARAM", "an expected optional parameter is missing", "5.1.3";
        /// An optional parameter has an invalid value.
        ESME_RINVOPTPARAMVAL = 0xC4, "ESME_RINVOPTPARAMVAL", "an optional parameter has an invalid value", "5.1.3";
        /// The delivery failed.
        ESME_RDELIVERYFAILURE = 0xFE, "ESME_RDELIVERYFAILURE", "the delivery failed", "5.1.3";
        /// An unknown error.
        ESME_RUNKNOWNERR = 0xFF, "ESME_RUNKNOWNERR", "an unknown error", "5.1.3";
        /// The ESME may not use this service type.
        ESME_RSERTYPUNAUTH = 0x100, "ESME_RSERTYPUNAUTH", "the ESME may not use this service type", "5.0: 4.7.6";
        /// The ESME may not use this operation.
        ESME_RPROHIBITED = 0x101, "ESME_RPROHIBITED", "the ESME may not use this operation", "5.0: 4.7.6";
        /// The service type is unavailable.
        ESME_RSERTYPUNAVAIL = 0x102, "ESME_RSERTYPUNAVAIL", "the service type is unavailable", "5.0: 4.7.6";
        /// The service type is denied.
        ESME_RSERTYPDENIED = 0x103, "ESME_RSERTYPDENIED", "the service type is denied", "5.0: 4.7.6";
        /// The data coding is invalid.
        ESME_RINVDCS = 0x104, "ESME_RINVDCS", "the data coding is invalid", "5.0: 4.7.6";
        /// The source's subunit is invalid.
        ESME_RINVSRCADDRSUBUNIT = 0x105, "ESME_RINVSRCADDRSUBUNIT", "the source's subunit is invalid", "5.0: 4.7.6";
        /// The destination's subunit is invalid.
        ESME_RINVDSTADDRSUBUNIT = 0x106, "ESME_RINVDSTADDRSUBUNIT", "the destination's subunit is invalid", "5.0: 4.7.6";
        /// The broadcast frequency interval is invalid.
        ESME_RINVBCASTFREQINT = 0x107, "ESME_RINVBCASTFREQINT", "the broadcast frequency interval is invalid", "5.0: 4.7.6";
        /// The broadcast alias name is invalid.
        ESME_RINVBCASTALIAS_NAME = 0x108, "ESME_RINVBCASTALIAS_NAME", "the broadcast alias name is invalid", "5.0: 4.7.6";
        /// The broadcast area format is invalid.
        ESME_RINVBCASTAREAFMT = 0x109, "ESME_RINVBCASTAREAFMT", "the broadcast area format is invalid", "5.0: 4.7.6";
        /// The number of broadcast areas is invalid.
        ESME_RINVNUMBCAST_AREAS = 0x10A, "ESME_RINVNUMBCAST_AREAS", "the number of broadcast areas is invalid", "5.0: 4.7.6";
        /// The broadcast content type is invalid.
        ESME_RINVBCASTCNTTYPE = 0x10B, "ESME_RINVBCASTCNTTYPE", "the broadcast content type is invalid", "5.0: 4.7.6";
        /// The broadcast message class is invalid.
        ESME_RINVBCASTMSGCLASS = 0x10C, "ESME_RINVBCASTMSGCLASS", "the broadcast message class is invalid", "5.0: 4.7.6";
        /// The broadcast failed.
        ESME_RBCASTFAIL = 0x10D, "ESME_RBCASTFAIL", "the broadcast failed", "5.0: 4.7.6";
        /// The broadcast query failed.
        ESME_RBCASTQUERYFAIL = 0x10E, "ESME_RBCASTQUERYFAIL", "the broadcast query failed", "5.0: 4.7.6";
        /// Cancelling the broadcast failed.
        ESME_RBCASTCANCELFAIL = 0x10F, "ESME_RBCASTCANCELFAIL", "cancelling the broadcast failed", "5.0: 4.7.6";
        /// The number of repeated broadcasts is invalid.
        ESME_RINVBCAST_REP = 0x110, "ESME_RINVBCAST_REP", "the number of repeated broadcasts is invalid", "5.0: 4.7.6";
        /// The broadcast service group is invalid.
        ESME_RINVBCASTSRVGRP = 0x111, "ESME_RINVBCASTSRVGRP", "the broadcast service group is invalid", "5.0: 4.7.6";
        /// The broadcast channel indicator is invalid.
        ESME_RINVBCASTCHANIND = 0x112, "ESME_RINVBCASTCHANIND", "the broadcast channel indicator is invalid", "5.0: 4.7.6";
    }
}

impl CommandStatus {
    /// True for `ESME_ROK`.
    #[must_use]
    pub const fn is_ok(self) -> bool {
        self.get() == 0
    }

    /// True for the numbers that SMPP leaves to the SMSC's vendor: 0x400 to 0x4FF.
    #[must_use]
    pub const fn is_vendor(self) -> bool {
        self.get() >= 0x400 && self.get() <= 0x4FF
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::string::ToString;

    #[test]
    fn unlisted_numbers_survive_and_standard_ones_have_names() {
        // SMPP-14-36
        assert_eq!(CommandStatus::new(0x45).name(), Some("ESME_RSUBMITFAIL"));
        assert_eq!(CommandStatus::new(0x12345).to_string(), "0x00012345");
        assert_eq!(CommandStatus::new(0x12345).get(), 0x12345);
        assert!(CommandStatus::new(0x401).is_vendor() && !CommandStatus::new(0x500).is_vendor());
    }

    #[test]
    fn the_numbers_that_hand_written_lists_get_wrong() {
        assert_eq!(CommandStatus::ESME_RINVSERTYP.get(), 0x15);
        assert_eq!(CommandStatus::ESME_RINVDSTTON.get(), 0x50);
        assert_eq!(CommandStatus::ESME_RINVDSTNPI.get(), 0x51);
    }

    #[test]
    fn the_rows_are_in_order() {
        assert!(CommandStatus::ALL.is_sorted_by(|a, b| a.value < b.value));
    }
}
