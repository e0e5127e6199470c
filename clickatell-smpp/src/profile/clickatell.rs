//! The Clickatell gateway's numbers and codes, from *SMPP API v2.4.5*.

pub mod account;

use clickatell_core::code_table;
use clickatell_core::error::ApiError;
use clickatell_core::time::Duration;

use crate::code::{CommandId, CommandStatus};
use crate::link::{Lockout, ReconnectSettings};

/// The edition of the document that this profile follows (section 2).
pub const SPEC_VERSION: &str = "2.4.5";
/// The host of the SMPP door (section 5). The document prints no port, so there is none to assume.
pub const HOST: &str = "smpp.clickatell.com";
/// The period of `enquire_link`, in the middle of the 55 to 57 seconds that the document asks for (section 12).
pub const ENQUIRE_LINK: Duration = Duration::from_secs(56);
/// The shortest such period.
pub const ENQUIRE_LINK_EARLIEST: Duration = Duration::from_secs(55);
/// The longest.
pub const ENQUIRE_LINK_LATEST: Duration = Duration::from_secs(57);
/// How long a client stays bound in the compliance test (section 5, condition 1).
pub const COMPLIANCE_TEST: Duration = Duration::from_secs(172_800);
/// How long the gateway waits for a PDU: twice the longest period, and a margin.
pub const IDLE_LIMIT: Duration = Duration::from_secs(120);
/// How many refused binds in a row lock an account out (section 9).
pub const BIND_ATTEMPTS: u32 = 3;
/// For how long (section 9).
pub const LOCKOUT: Duration = Duration::from_secs(180);
/// The shortest wait before a client that lost its connection tries again (section 5, condition 9).
pub const RECONNECT_EARLIEST: Duration = Duration::from_secs(30);
/// The longest.
pub const RECONNECT_LATEST: Duration = Duration::from_secs(60);
/// How long receipts and mobile-originated messages are held for a receiver (sections 4 and 13).
pub const HOLD: Duration = Duration::from_secs(604_800);
/// The requests of the document's table (section 8), beside binds and `enquire_link`.
pub const REQUESTS: &[CommandId] = &[CommandId::SUBMIT_SM, CommandId::DELIVER_SM, CommandId::QUERY_SM];
/// The longest `system_id` without its NUL (section 9).
pub const MAX_SYSTEM_ID: usize = 15;
/// The longest password (section 9).
pub const MAX_PASSWORD: usize = 8;

/// When a client of the gateway connects anew (sections 5 and 9).
pub(super) fn reconnect() -> ReconnectSettings {
    ReconnectSettings {
        earliest: RECONNECT_EARLIEST,
        latest: RECONNECT_LATEST,
        lockout: Some(Lockout { refusals: BIND_ATTEMPTS, wait: LOCKOUT }),
        ..ReconnectSettings::default()
    }
}

code_table! {
    /// The error codes of the gateway (section 14, appendix A): the part of SMPP's that it uses, and its own.
    ///
    /// Names are SMPP's; the document prints five of them wrong, and [`parse`](Self::parse) reads those as well.
    pub struct ErrorCode(u32), unknown "{:#010x}" {
        /// No error.
        ROK = 0x0000, "ROK", "No error", "14";
        /// The message length is invalid.
        RINVMSGLEN = 0x0001, "RINVMSGLEN", "The message length is invalid", "14";
        /// The command length is invalid.
        RINVCMDLEN = 0x0002, "RINVCMDLEN", "The command length is invalid", "14";
        /// The command id is invalid.
        RINVCMDID = 0x0003, "RINVCMDID", "The command id is invalid", "14";
        /// The command does not fit the bind.
        RINVBNDSTS = 0x0004, "RINVBNDSTS", "The bind status does not allow this command", "14";
        /// Bound already.
        RALYBND = 0x0005, "RALYBND", "The ESME is bound already", "14";
        /// The registered delivery flag is invalid.
        RINVREGDLVFLG = 0x0007, "RINVREGDLVFLG", "The registered delivery flag is invalid", "14";
        /// A system error.
        RSYSERR = 0x0008, "RSYSERR", "A system error", "14";
        /// The source address is invalid.
        RINVSRCADR = 0x000A, "RINVSRCADR", "The source address is invalid", "14";
        /// The destination address is invalid.
        RINVDSTADR = 0x000B, "RINVDSTADR", "The destination address is invalid", "14";
        /// The message id is invalid.
        RINVMSGID = 0x000C, "RINVMSGID", "The message id is invalid", "14";
        /// The bind failed.
        RBINDFAIL = 0x000D, "RBINDFAIL", "The bind failed", "14";
        /// The password is invalid.
        RINVPASWD = 0x000E, "RINVPASWD", "The password is invalid", "14";
        /// The system id is invalid.
        RINVSYSID = 0x000F, "RINVSYSID", "The system id is invalid", "14";
        /// The message queue is full.
        RMSGQFUL = 0x0014, "RMSGQFUL", "The message queue is full", "14";
        /// The esm_class is invalid.
        RINVESMCLASS = 0x0043, "RINVESMCLASS", "The esm_class is invalid", "14";
        /// The source's type of number is invalid.
        RINVSRCTON = 0x0048, "RINVSRCTON", "The source's type of number is invalid", "14";
        /// The system type is invalid.
        RINVSYSTYP = 0x0053, "RINVSYSTYP", "The system type is invalid", "14";
        /// Throttled.
        RTHROTTLED = 0x0058, "RTHROTTLED", "The ESME has exceeded its message limits", "14";
        /// The scheduled delivery time is invalid.
        RINVSCHED = 0x0061, "RINVSCHED", "The scheduled delivery time is invalid", "14";
        /// The validity period is invalid.
        RINVEXPIRY = 0x0062, "RINVEXPIRY", "The validity period is invalid", "14";
        /// A temporary error of the receiver.
        RX_T_APPN = 0x0064, "RX_T_APPN", "The receiver has a temporary error", "14";
        /// A permanent error of the receiver.
        RX_P_APPN = 0x0065, "RX_P_APPN", "The receiver has a permanent error", "14";
        /// The receiver rejects the message.
        RX_R_APPN = 0x0066, "RX_R_APPN", "The receiver rejects the message", "14";
        /// An optional parameter is not allowed here.
        ROPTPARNOTALLWD = 0x00C1, "ROPTPARNOTALLWD", "An optional parameter is not allowed here", "14";
        /// A parameter has an invalid length.
        RINVPARLEN = 0x00C2, "RINVPARLEN", "A parameter has an invalid length", "14";
        /// An unknown error.
        RUNKNOWNERR = 0x00FF, "RUNKNOWNERR", "An unknown error", "14";
        /// No route, a delisted or blocked number, or a sender that is not registered.
        ROUTERR = 0x0400, "ROUTERR", "No route, a delisted or blocked number, or a faulty sender id", "14";
        /// Out of credit.
        NOCR = 0x0401, "NOCR", "The account is out of credit", "14";
        /// The message costs more than the account allows.
        MAXCR = 0x0402, "MAXCR", "The message costs more than is allowed", "14";
        /// The account is frozen.
        ACCFROZ = 0x0403, "ACCFROZ", "The account is frozen", "14";
        /// The message data is bad.
        DATAERR = 0x0404, "DATAERR", "The message data is bad", "14";
        /// An error of the ESME.
        GENERR = 0x0405, "GENERR", "An error of the ESME", "14";
    }
}

/// The spellings that the document prints beside the right ones.
const MISPRINTS: &[(&str, ErrorCode)] = &[
    ("RALYNBD", ErrorCode::RALYBND),
    ("RINVMMSGID", ErrorCode::RINVMSGID),
    ("RINVSRCN", ErrorCode::RINVSRCTON),
    ("RINVEPIRY", ErrorCode::RINVEXPIRY),
    ("ROPTPARNOTALLW D", ErrorCode::ROPTPARNOTALLWD),
];

impl ErrorCode {
    /// The code with this name: with or without `SMPP_ESME_` or `ESME_`, rightly spelled or as the document prints it.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        let name = name.strip_prefix("SMPP_").unwrap_or(name);
        let name = name.strip_prefix("ESME_").unwrap_or(name);
        Self::from_name(name)
            .or_else(|| MISPRINTS.iter().find(|(printed, _)| *printed == name).map(|(_, code)| *code))
    }

    /// The code that says by SMPP what the other doors say with this number: users, passwords and errors are the same
    /// behind all of them (section 4). `RUNKNOWNERR` for a number that has no meaning here.
    #[must_use]
    pub const fn of(error: ApiError) -> Self {
        match error {
            ApiError::AUTHENTICATION_FAILED => Self::RINVPASWD,
            ApiError::UNKNOWN_USER => Self::RINVSYSID,
            ApiError::INVALID_API_ID | ApiError::INVALID_PROTOCOL => Self::RINVSYSTYP,
            ApiError::ACCOUNT_FROZEN => Self::ACCFROZ,
            ApiError::IP_LOCKDOWN => Self::RBINDFAIL,
            ApiError::SESSION_EXPIRED | ApiError::MISSING_SESSION => Self::RINVBNDSTS,
            ApiError::UNKNOWN_MESSAGE_ID
            | ApiError::UNKNOWN_CLIENT_MESSAGE_ID
            | ApiError::MISSING_MESSAGE_ID => Self::RINVMSGID,
            ApiError::INVALID_DESTINATION => Self::RINVDSTADR,
            ApiError::INVALID_SOURCE => Self::RINVSRCADR,
            ApiError::EMPTY_MESSAGE | ApiError::TOO_MANY_PARTS => Self::RINVMSGLEN,
            ApiError::INVALID_UDH | ApiError::INVALID_UNICODE => Self::DATAERR,
            ApiError::INVALID_DELIVERY_TIME => Self::RINVSCHED,
            ApiError::MESSAGE_EXPIRED => Self::RINVEXPIRY,
            // Four causes and more in one.
            ApiError::CANNOT_ROUTE
            | ApiError::DESTINATION_BLOCKED
            | ApiError::DESTINATION_OPTED_OUT
            | ApiError::INVALID_SENDER_ID
            | ApiError::NUMBER_DELISTED => Self::ROUTERR,
            ApiError::MT_LIMIT_EXCEEDED => Self::RTHROTTLED,
            ApiError::NO_CREDIT => Self::NOCR,
            ApiError::MAX_ALLOWED_CREDIT => Self::MAXCR,
            ApiError::INVALID_PARAMETERS
            | ApiError::EMAIL_ERROR
            | ApiError::INVALID_MESSAGE_TYPE
            | ApiError::INVALID_BATCH_ID
            | ApiError::NO_BATCH_TEMPLATE => Self::GENERR,
            ApiError::INTERNAL => Self::RSYSERR,
            _ => Self::RUNKNOWNERR,
        }
    }

    /// The same number as a `command_status`.
    #[must_use]
    pub const fn status(self) -> CommandStatus {
        CommandStatus::new(self.get())
    }

    /// Whether the same request may succeed later: throttling and full queues pass, temporary errors too.
    #[must_use]
    pub const fn is_temporary(self) -> bool {
        matches!(self, Self::RSYSERR | Self::RMSGQFUL | Self::RTHROTTLED | Self::RX_T_APPN)
    }
}

/// A status that the document lists, for one that SMPP would answer.
pub(super) fn listed_status(status: CommandStatus) -> CommandStatus {
    match ErrorCode::new(status.get()).name() {
        Some(_) => status,
        None => match status {
            CommandStatus::ESME_RINVDSTTON | CommandStatus::ESME_RINVDSTNPI => CommandStatus::ESME_RINVDSTADR,
            CommandStatus::ESME_RINVSRCNPI => CommandStatus::ESME_RINVSRCTON,
            _ => CommandStatus::ESME_RINVCMDLEN,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_the_document_s() {
        // SMPP-14-36: 33 entries; SMPP-14-7, -12, -18, -22, -26: misprints are read.
        assert_eq!(ErrorCode::ALL.len(), 33);
        assert_eq!(ErrorCode::parse("SMPP_ESME_RALYNBD"), Some(ErrorCode::RALYBND));
        assert_eq!(ErrorCode::parse("SMPP_ESME_RINVMMSGID"), Some(ErrorCode::RINVMSGID));
        assert_eq!(ErrorCode::parse("SMPP_ESME_RINVSRCN"), Some(ErrorCode::RINVSRCTON));
        assert_eq!(ErrorCode::parse("SMPP_ESME_RINVEPIRY"), Some(ErrorCode::RINVEXPIRY));
        assert_eq!(ErrorCode::parse("SMPP_ESME_ROPTPARNOTALLW D"), Some(ErrorCode::ROPTPARNOTALLWD));
        assert_eq!(ErrorCode::parse("ESME_NOCR"), Some(ErrorCode::NOCR));
        assert_eq!(ErrorCode::parse("RNOSUCH"), None);
    }

    #[test]
    fn standard_codes_have_the_standard_names() {
        for row in ErrorCode::ALL.iter().filter(|row| row.value.get() < 0x400) {
            let status = row.value.status();
            assert_eq!(status.name().and_then(|name| name.strip_prefix("ESME_")), Some(row.name));
        }
        // SMPP-2-1
        assert_eq!(SPEC_VERSION, "2.4.5");
    }

    #[test]
    fn errors_are_those_of_the_other_doors() {
        // SMPP-4-5: whatever they refuse, SMPP refuses with a code of its own.
        for row in ApiError::ALL {
            let code = ErrorCode::of(row.value);
            assert!(code.name().is_some() && code != ErrorCode::ROK && code != ErrorCode::RUNKNOWNERR);
            // SMPP-14-29: what no route leads to, and what may not be sent, is one.
            assert_eq!(code == ErrorCode::ROUTERR, [114, 121, 122, 123, 128].contains(&row.value.get()));
        }
        for (number, status) in [
            (1, 0x0E),
            (2, 0x0F),
            (108, 0x53),
            (4, 0x403),
            (105, 0x0B),
            (301, 0x401),
            (901, 0x08),
            (999, 0xFF),
        ] {
            assert_eq!(ErrorCode::of(ApiError::new(number)).status().get(), status, "{number}");
        }
    }

    #[test]
    fn there_is_a_host_and_no_port() {
        // SMPP-5-8: an address must be given with its port; a bare host is none.
        assert!(!HOST.contains(':') && HOST.parse::<core::net::SocketAddr>().is_err());
        assert_eq!(HOST.split('.').collect::<std::vec::Vec<_>>(), ["smpp", "clickatell", "com"]);
    }

    #[test]
    fn what_may_succeed_later() {
        // SMPP-14-35
        assert!(!ErrorCode::ROUTERR.is_temporary());
        assert!(ErrorCode::RTHROTTLED.is_temporary() && ErrorCode::RMSGQFUL.is_temporary());
    }
}
