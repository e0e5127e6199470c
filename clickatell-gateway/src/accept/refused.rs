//! Why a message is not accepted.

use clickatell_core::error::ApiError;
use clickatell_smpp::CommandStatus;
use clickatell_smpp::profile::clickatell::ErrorCode;

use crate::store::Taken;

/// Why a message is not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refused {
    Blocked,
    Delisted,
    OptedOut,
    /// The number is the account's own, and premium rated.
    OwnPremium,
    /// No network serves the number.
    NoNetwork,
    /// No route can do what it needs. Over SMPP alone, as the next: the other doors take it, and it has status 009.
    NoRoute,
    /// Every route is dearer than it may be.
    TooDear,
    /// More messages are on their way than may be.
    QueueFull,
    /// The account is disabled.
    Frozen,
    NoCredit,
    /// The account's messages of the day or month are used up.
    UsedUp {
        /// The epoch second from which it may send again.
        until: u64,
    },
    /// The account has spent what it lets itself spend.
    Ceiling,
    /// An outcome says so.
    Outcome(ApiError),
}

impl Refused {
    /// Why the store did not take a message; `None` where it did.
    pub(crate) const fn by_store(taken: Taken) -> Option<Self> {
        match taken {
            Taken::Accepted => None,
            Taken::Frozen => Some(Self::Frozen),
            Taken::NoCredit => Some(Self::NoCredit),
            Taken::LimitReached { until } => Some(Self::UsedUp { until }),
            Taken::CeilingReached => Some(Self::Ceiling),
        }
    }

    /// The error by which SOAP and HTTP say it.
    pub(crate) const fn error(self) -> ApiError {
        match self {
            Self::Blocked => ApiError::DESTINATION_BLOCKED,
            Self::Delisted => ApiError::NUMBER_DELISTED,
            Self::OptedOut => ApiError::DESTINATION_OPTED_OUT,
            Self::OwnPremium | Self::NoNetwork | Self::NoRoute => ApiError::CANNOT_ROUTE,
            Self::TooDear | Self::Ceiling => ApiError::MAX_ALLOWED_CREDIT,
            Self::QueueFull => ApiError::INTERNAL,
            // A balance below zero is no credit either; who is disabled does not get this far.
            Self::Frozen | Self::NoCredit => ApiError::NO_CREDIT,
            Self::UsedUp { .. } => ApiError::MT_LIMIT_EXCEEDED,
            Self::Outcome(error) => error,
        }
    }

    /// The status by which SMPP says it.
    pub(crate) const fn status(self) -> CommandStatus {
        match self {
            Self::QueueFull => CommandStatus::ESME_RMSGQFUL,
            Self::Frozen => ErrorCode::ACCFROZ.status(),
            _ => ErrorCode::of(self.error()).status(),
        }
    }

    /// The clause that asks for it, over SOAP and HTTP and over SMPP; empty where there is none.
    pub(crate) const fn clauses(self) -> (&'static str, &'static str) {
        match self {
            Self::Blocked => ("SOAP-10-121", "SMPP-14-29"),
            Self::Delisted => ("SOAP-10-128", "SMPP-14-29"),
            Self::OptedOut => ("SOAP-10-122", "SOAP-10-122"),
            Self::OwnPremium => ("TW-8.5-1", "TW-8.5-1"),
            Self::NoNetwork => ("SOAP-10-114", "SMPP-14-35"),
            Self::NoRoute | Self::TooDear => ("", "SMPP-3-9"),
            Self::QueueFull => ("SOAP-10-901", "SMPP-14-16"),
            Self::Frozen => ("SOAP-10-301", "SMPP-14-32"),
            Self::NoCredit => ("SOAP-10-301", "SMPP-14-30"),
            Self::UsedUp { .. } => ("SOAP-10-130", "SOAP-10-130"),
            Self::Ceiling => ("SOAP-10-302", "SOAP-10-302"),
            Self::Outcome(_) => ("", ""),
        }
    }

    /// In words.
    pub(crate) const fn reason(self) -> &'static str {
        match self {
            Self::Blocked => "the number is blocked",
            Self::Delisted => "the number is delisted",
            Self::OptedOut => "the handset wants nothing from the account any more",
            Self::OwnPremium => "the number is the account's own, and premium rated: it only receives",
            Self::NoNetwork => "no network serves the number",
            Self::NoRoute => "no route can do what the message needs",
            Self::TooDear => "the message costs more than the connection allows",
            Self::QueueFull => "more messages are on their way than may be",
            Self::Frozen => "the account is disabled, or its balance below zero",
            Self::NoCredit => "the balance is smaller than the message's price",
            Self::UsedUp { .. } => "the account's messages of the day or month are used up",
            Self::Ceiling => "the account would spend more than it lets itself spend",
            Self::Outcome(_) => "an outcome says so",
        }
    }
}
