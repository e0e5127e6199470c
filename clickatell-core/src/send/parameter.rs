//! The names of all parameters, and the operations that have them.

use core::fmt;

use super::Operation;
use crate::feature::ApiKind;

/// Everything but `auth`, which has no session yet.
const SESSION: &[Operation] = &[
    Operation::Ping,
    Operation::SendMsg,
    Operation::QueryMsg,
    Operation::DelMsg,
    Operation::GetBalance,
    Operation::RouteCoverage,
    Operation::IndPush,
    Operation::StartBatch,
    Operation::SendItem,
    Operation::QuickSend,
    Operation::EndBatch,
    Operation::GetMsgCharge,
    Operation::SiPush,
    Operation::TokenPay,
    Operation::SendBillMsg,
];
/// Everything but `ping`, which is for a session.
const CREDENTIALS: &[Operation] = &[
    Operation::Auth,
    Operation::SendMsg,
    Operation::QueryMsg,
    Operation::DelMsg,
    Operation::GetBalance,
    Operation::RouteCoverage,
    Operation::IndPush,
    Operation::StartBatch,
    Operation::SendItem,
    Operation::QuickSend,
    Operation::EndBatch,
    Operation::GetMsgCharge,
    Operation::SiPush,
    Operation::TokenPay,
    Operation::SendBillMsg,
];
/// What names its destinations.
const DESTINATION: &[Operation] = &[
    Operation::SendMsg,
    Operation::IndPush,
    Operation::SendItem,
    Operation::QuickSend,
    Operation::SiPush,
    Operation::SendBillMsg,
];
/// What says how a message is sent.
const OPTION: &[Operation] = &[
    Operation::SendMsg,
    Operation::IndPush,
    Operation::StartBatch,
    Operation::SiPush,
    Operation::SendBillMsg,
];
const UNICODE: &[Operation] =
    &[Operation::SendMsg, Operation::StartBatch, Operation::SiPush, Operation::SendBillMsg];
const CONTENT: &[Operation] = &[Operation::SendMsg, Operation::StartBatch, Operation::SendBillMsg];
const SEND: &[Operation] = &[Operation::SendMsg, Operation::SendBillMsg];
const BILL: &[Operation] = &[Operation::SendBillMsg];
const MESSAGE: &[Operation] = &[Operation::QueryMsg, Operation::DelMsg, Operation::GetMsgCharge];
const ITEM: &[Operation] = &[Operation::SendItem, Operation::QuickSend, Operation::EndBatch];
/// What names a message by the client's own id, and what gives it one.
const CLIENT_ID: &[Operation] = &[
    Operation::SendMsg,
    Operation::QueryMsg,
    Operation::DelMsg,
    Operation::IndPush,
    Operation::StartBatch,
    Operation::SiPush,
    Operation::SendBillMsg,
];
const TEMPLATE: &[Operation] = &[Operation::StartBatch];
const COVERAGE: &[Operation] = &[Operation::RouteCoverage];
const SI: &[Operation] = &[Operation::SiPush];
const MMS: &[Operation] = &[Operation::IndPush];
const TOKEN: &[Operation] = &[Operation::TokenPay];

macro_rules! parameters {
    ($( $(#[$meta:meta])* $Variant:ident = $name:literal, $aliases:expr, $operations:expr, $section:literal; )+) => {
        /// A parameter of a call, the same through every door. Names are compared in their own case, as MT billing
        /// asks for.
        ///
        /// The numbered fields of `senditem` have no rows: there may be any number of them.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Parameter {
            $( $(#[$meta])* $Variant, )+
        }

        impl Parameter {
            /// Every row of the table, in the order in which a call has them.
            pub const ALL: &'static [Self] = &[ $( Self::$Variant, )+ ];

            /// The name in SOAP; the HTTP door differs in one, see [`name_in`](Self::name_in).
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    $( Self::$Variant => $name, )+
                }
            }

            /// Other names that documents or clients have for it.
            #[must_use]
            pub const fn aliases(self) -> &'static [&'static str] {
                match self {
                    $( Self::$Variant => &$aliases, )+
                }
            }

            /// The operations that have it.
            #[must_use]
            pub const fn operations(self) -> &'static [Operation] {
                match self {
                    $( Self::$Variant => $operations, )+
                }
            }

            /// The section of the document that has it; `HTTP` where only the HTTP interface does.
            #[must_use]
            pub const fn section(self) -> &'static str {
                match self {
                    $( Self::$Variant => $section, )+
                }
            }
        }
    };
}

parameters! {
    /// The session of `auth`.
    SessionId = "session_id", [], SESSION, "SOAP 6.1";
    /// The connection.
    ApiId = "api_id", [], CREDENTIALS, "SOAP 6.1";
    /// The account's user name.
    User = "user", [], CREDENTIALS, "SOAP 6.1";
    /// The account's password.
    Password = "password", [], CREDENTIALS, "SOAP 6.1";
    /// The batch.
    BatchId = "batch_id", [], ITEM, "SOAP 8.2";
    /// The destinations. Several stand side by side in SOAP, with commas between them in HTTP.
    To = "to", [], DESTINATION, "SOAP 6.2.1";
    /// The sender.
    From = "from", [], OPTION, "SOAP 6.2.3";
    /// The text, or its units in hexadecimal digits where `unicode` is 1.
    Text = "text", [], SEND, "SOAP 6.2.2";
    /// The most parts.
    Concat = "concat", [], OPTION, "SOAP 6.2.7";
    /// The text of a batch.
    Template = "template", [], TEMPLATE, "SOAP 8.1";
    /// Whether delivery is acknowledged; it always is.
    DelivAck = "deliv_ack", [], OPTION, "SOAP 6.2.4";
    /// Which statuses are pushed. `callback` in all doors but SOAP, and in an old Perl client of SOAP.
    Callback = "msg_callback", ["callback"], OPTION, "SOAP 6.2.5";
    /// How many minutes to wait.
    DelivTime = "deliv_time", [], OPTION, "SOAP 6.2.6";
    /// The most that the message may cost.
    MaxCredits = "max_credits", [], OPTION, "SOAP 6.2.8";
    /// What the route must be able to do.
    ReqFeat = "req_feat", [], OPTION, "SOAP 6.2.9";
    /// The queue.
    Queue = "queue", [], OPTION, "SOAP 6.2.10";
    /// Whether dearer routes are taken rather than waiting.
    Escalate = "escalate", [], OPTION, "SOAP 6.2.11";
    /// Whether the handset can reply.
    Mo = "mo", [], OPTION, "SOAP 6.2.12";
    /// The client's own name of the message. `cliMsgId` in the older SOAP service and from Kannel.
    ClientMessageId = "climsgid", ["cliMsgId"], CLIENT_ID, "SOAP 6.2.13";
    /// Whether the text is in hexadecimal digits of UCS-2.
    Unicode = "unicode", [], UNICODE, "SOAP 6.2.14";
    /// The kind of message.
    MsgType = "msg_type", [], CONTENT, "SOAP 6.2.15";
    /// The user data header, in hexadecimal digits.
    Udh = "udh", [], CONTENT, "SOAP 6.1";
    /// Octets to send, in hexadecimal digits.
    Data = "data", [], CONTENT, "SOAP 6.1";
    /// For how many minutes the message is worth sending.
    Validity = "validity", [], OPTION, "SOAP 6.2.16";
    /// The character set of the other parameters, ISO-8859-1 where it is absent. Kannel sends it.
    Charset = "charset", [], SEND, "HTTP";
    /// When to send, in epoch seconds. The HTTP interface has it.
    ScheduledTime = "scheduled_time", [], SEND, "HTTP";
    /// The message class, 0 for text that is shown at once. Kannel sends it.
    MessageClass = "mclass", [], SEND, "HTTP";
    /// Whether the text is binary. Later documents of the HTTP interface have it.
    Binary = "binary", [], SEND, "HTTP";
    /// The gateway's name of a message. `apiMsgId` from a Perl client.
    ApiMessageId = "apimsgid", ["apiMsgId"], MESSAGE, "SOAP 5.4";
    /// A number, or the front of one.
    Msisdn = "msisdn", [], COVERAGE, "SOAP 7.3";
    /// The name of a link.
    SiId = "si_id", [], SI, "HTTP";
    /// Where a link leads.
    SiUrl = "si_url", [], SI, "HTTP";
    /// What a link says.
    SiText = "si_text", [], SI, "HTTP";
    /// When a link was made.
    SiCreated = "si_created", [], SI, "HTTP";
    /// Until when a link is worth showing.
    SiExpires = "si_expires", [], SI, "HTTP";
    /// How a link is shown.
    SiAction = "si_action", [], SI, "HTTP";
    /// The subject of a multimedia message.
    MmsSubject = "mms_subject", [], MMS, "SOAP 7.4";
    /// The class of a multimedia message.
    MmsClass = "mms_class", [], MMS, "SOAP 7.4";
    /// For how many seconds a multimedia message can be fetched.
    MmsExpire = "mms_expire", [], MMS, "SOAP 7.4";
    /// Whom a multimedia message is from.
    MmsFrom = "mms_from", [], MMS, "SOAP 7.4";
    /// Where a multimedia message is.
    MmsUrl = "mms_url", [], MMS, "SOAP 7.4";
    /// The voucher.
    Token = "token", [], TOKEN, "HTTP";
    /// The service that is paid for.
    StdServiceId = "stdServiceID", [], BILL, "BILL 8.1";
    /// What the service is called.
    ServiceName = "serviceName", [], BILL, "BILL 8.2";
    /// What the service is.
    ServiceDesc = "serviceDesc", [], BILL, "BILL 8.2";
    /// What is paid. The document's table calls it `tarriffClass`, its examples do not.
    BillAmount = "billAmount", ["tarriffClass"], BILL, "BILL 8.1";
    /// The message that asked for permission.
    ReqMsgId = "reqMsgID", [], BILL, "BILL 8.1";
    /// The message that gave it. `acctMsgID` in one example.
    AcptMsgId = "acptMsgID", ["acctMsgID"], BILL, "BILL 8.1";
    /// The kind of content.
    ContentTypeId = "contentTypeID", [], BILL, "BILL 8.1";
    /// What the content is.
    ContentDesc = "contentDesc", [], BILL, "BILL 8.1";
}

impl Parameter {
    /// The name in this interface: SOAP says `msg_callback`, all others `callback`.
    #[must_use]
    pub const fn name_in(self, door: ApiKind) -> &'static str {
        match (self, door) {
            (Self::Callback, ApiKind::Soap) => "msg_callback",
            (Self::Callback, _) => "callback",
            (other, _) => other.name(),
        }
    }

    /// The parameter that has this name in this interface.
    #[must_use]
    pub fn from_name(name: &str, door: ApiKind) -> Option<Self> {
        Self::ALL.iter().copied().find(|parameter| parameter.name_in(door) == name)
    }

    /// The parameter that has this name somewhere, be it another interface, another service or a client.
    #[must_use]
    pub fn from_any_name(name: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .copied()
            .find(|parameter| parameter.name() == name || parameter.aliases().contains(&name))
    }

    /// The same, whatever the case: for looking at what clients do, not for reading calls.
    #[must_use]
    pub fn from_any_name_in_any_case(name: &str) -> Option<Self> {
        let is_named = |known: &&str| known.eq_ignore_ascii_case(name);
        Self::ALL
            .iter()
            .copied()
            .find(|parameter| is_named(&parameter.name()) || parameter.aliases().iter().any(is_named))
    }

    /// True when its value must not show: it opens an account, or is as good as money.
    #[must_use]
    pub const fn is_secret(self) -> bool {
        matches!(self, Self::Password | Self::SessionId | Self::Token)
    }

    /// True when a record may show the value that stands under this name: that of a parameter which is no secret, or of a
    /// field of `senditem`, in whatever case a client writes it. Under a name that nobody knows there may be a password.
    #[must_use]
    pub fn may_show(name: &str) -> bool {
        let is_field = name.strip_prefix("field").is_some_and(|number| {
            !number.is_empty() && number.len() <= 5 && number.bytes().all(|digit| digit.is_ascii_digit())
        });
        is_field || Self::from_any_name_in_any_case(name).is_some_and(|parameter| !parameter.is_secret())
    }

    /// True when `operation` has it.
    #[must_use]
    pub fn is_of(self, operation: Operation) -> bool {
        self.operations().contains(&operation)
    }
}

impl fmt::Display for Parameter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// As its name.
#[cfg(feature = "serde")]
impl serde::Serialize for Parameter {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

#[cfg(feature = "serde")]
impl<'de> serde::Deserialize<'de> for Parameter {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = alloc::string::String::deserialize(deserializer)?;
        let found = Self::ALL.iter().copied().find(|parameter| parameter.name() == name);
        found.ok_or_else(|| serde::de::Error::custom(crate::UnknownWord))
    }
}

#[cfg(test)]
mod tests;
