//! Errors of a call: what the gateway answers when it does not accept one.

use core::fmt;

crate::code_table! {
    /// The number behind `ERR:`. It comes before a message is accepted, costs nothing and leaves no trace in the
    /// account's reports.
    ///
    /// The numbers of the SOAP and HTTP interfaces. MT billing adds its own to the same numbers, and later gateways
    /// know more: a number without a row is kept as it came. Clients go by the number, since the spelling of the
    /// texts varies. `Display` prints the name, [`digits`](Self::digits) the three digits of the wire.
    pub struct ApiError(u16), unknown "{:03}" {
        /// Wrong user, password or connection.
        AUTHENTICATION_FAILED = 1, "Authentication failed", "user, password or connection are wrong", "SOAP 10";
        /// No such user, or not that password.
        UNKNOWN_USER = 2, "Unknown username or password", "no such user, or not that password", "SOAP 10";
        /// The session was idle for too long, or never was.
        SESSION_EXPIRED = 3, "Session ID expired", "the session was idle for too long", "SOAP 10";
        /// The account is frozen.
        ACCOUNT_FROZEN = 4, "Account frozen", "the account may do nothing", "SOAP 10";
        /// Neither a session nor credentials.
        MISSING_SESSION = 5, "Missing session ID", "the call has no session and no credentials", "SOAP 10";
        /// The connection may not be used from this address.
        IP_LOCKDOWN = 7, "IP Lockdown violation", "the connection is bound to other IP addresses", "SOAP 10";
        /// A parameter is missing or out of range.
        INVALID_PARAMETERS = 101, "Invalid or missing parameters", "a parameter is missing or out of range", "SOAP 10";
        /// The user data header is malformed.
        INVALID_UDH = 102, "Invalid user data header", "the user data header is malformed", "SOAP 10";
        /// The gateway gave no message this id.
        UNKNOWN_MESSAGE_ID = 103, "Unknown API message ID", "the gateway gave no message this id", "SOAP 10";
        /// The client gave no message this id.
        UNKNOWN_CLIENT_MESSAGE_ID = 104, "Unknown client message ID", "the client gave no message this id", "SOAP 10";
        /// The destination is no number in international format.
        INVALID_DESTINATION = 105, "Invalid destination address", "the destination is no international number", "SOAP 10";
        /// The sender is malformed.
        INVALID_SOURCE = 106, "Invalid source address", "the sender is malformed", "SOAP 10";
        /// Nothing to send.
        EMPTY_MESSAGE = 107, "Empty message", "there is nothing to send", "SOAP 10";
        /// The connection does not exist, or is not named.
        INVALID_API_ID = 108, "Invalid or missing API ID", "the connection does not exist or is not named", "SOAP 10";
        /// No message is named.
        MISSING_MESSAGE_ID = 109, "Missing message ID", "neither an API message id nor a client's", "SOAP 10";
        /// An electronic mail cannot be made a message.
        EMAIL_ERROR = 110, "Error with email message", "a mail that cannot be made a message", "SOAP 10";
        /// The connection is for another interface.
        INVALID_PROTOCOL = 111, "Invalid protocol", "the connection is for another interface", "SOAP 10";
        /// The kind of message is not known.
        INVALID_MESSAGE_TYPE = 112, "Invalid message type", "the kind of message is not known", "SOAP 10";
        /// The text needs more parts than `concat` allows.
        TOO_MANY_PARTS = 113, "Maximum message parts exceeded", "the text needs more parts than concat allows", "SOAP 10";
        /// No route to this prefix.
        CANNOT_ROUTE = 114, "Cannot route message", "no route to this prefix", "SOAP 10";
        /// Its validity was over before it was handed upstream.
        MESSAGE_EXPIRED = 115, "Message expired", "its validity was over before it was handed upstream", "SOAP 10";
        /// The hexadecimal text is no UCS-2.
        INVALID_UNICODE = 116, "Invalid Unicode data", "the text is no UCS-2 in hexadecimal digits", "SOAP 10";
        /// The delay is no number, or beyond seven days.
        INVALID_DELIVERY_TIME = 120, "Invalid delivery time", "the delay is no number or beyond seven days", "SOAP 10";
        /// The gateway's block list has the number.
        DESTINATION_BLOCKED = 121, "Destination mobile number blocked", "the gateway sends nothing to this number", "SOAP 10";
        /// The handset has sent STOP.
        DESTINATION_OPTED_OUT = 122, "Destination mobile opted out", "the handset wants nothing from this sender", "SOAP 10";
        /// The sender is not registered and approved.
        INVALID_SENDER_ID = 123, "Invalid Sender ID", "the sender is not registered and approved", "SOAP 10";
        /// The number was taken off the lists.
        NUMBER_DELISTED = 128, "Number delisted", "the number was taken off the lists", "SOAP 10";
        /// The account's messages of the day or month are used up. On the wire ` until` and epoch seconds follow.
        MT_LIMIT_EXCEEDED = 130, "Maximum MT limit exceeded", "the account's messages of the day or month are used up", "SOAP 10";
        /// The batch does not exist, or no longer.
        INVALID_BATCH_ID = 201, "Invalid batch ID", "the batch does not exist, or no longer", "SOAP 10";
        /// The batch has no template.
        NO_BATCH_TEMPLATE = 202, "No batch template", "the batch has no template", "SOAP 10";
        /// The balance does not cover the message.
        NO_CREDIT = 301, "No credit left", "the balance does not cover the message", "SOAP 10";
        /// The account's own ceiling is reached.
        MAX_ALLOWED_CREDIT = 302, "Max allowed credit", "the ceiling that the account set itself is reached", "SOAP 10";
        /// The gateway failed; the call may be repeated.
        INTERNAL = 901, "Internal error - please retry", "the gateway failed, the call may be repeated", "SOAP 10";
    }
}

impl ApiError {
    /// Three decimal digits, as replies carry them: `001`.
    #[must_use]
    pub const fn digits(self) -> Digits {
        Digits(self)
    }

    /// True when the same call may be repeated at once: 901 only.
    ///
    /// After 003 a client authenticates again, after 130 it waits until the time that the text gives.
    #[must_use]
    pub const fn is_retryable(self) -> bool {
        matches!(self, Self::INTERNAL)
    }
}

/// Prints an error as three decimal digits; see [`ApiError::digits`].
#[derive(Clone, Copy, Debug)]
pub struct Digits(ApiError);

impl fmt::Display for Digits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:03}", self.0.get())
    }
}

/// As a number.
#[cfg(feature = "serde")]
impl serde::Serialize for ApiError {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u16(self.get())
    }
}

#[cfg(feature = "serde")]
impl<'de> serde::Deserialize<'de> for ApiError {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        u16::deserialize(deserializer).map(Self::new)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;
    use alloc::vec::Vec;

    #[test]
    fn soap_10_99_thirty_three_numbers_in_the_documents_order() {
        let numbers: Vec<u16> = ApiError::ALL.iter().map(|row| row.value.get()).collect();
        let printed = [
            1, 2, 3, 4, 5, 7, 101, 102, 103, 104, 105, 106, 107, 108, 109, 110, 111, 112, 113, 114, 115, 116,
            120, 121, 122, 123, 128, 130, 201, 202, 301, 302, 901,
        ];
        assert_eq!((numbers.as_slice(), numbers.len()), (printed.as_slice(), 33));
        // Numbers of later gateways and of MT billing have no row here.
        for number in (0..=1000).chain([u16::MAX]) {
            let error = ApiError::new(number);
            assert_eq!((error.get(), error.name().is_some()), (number, printed.contains(&number)));
        }
    }

    #[test]
    fn soap_10_001_to_901_texts_as_the_document_prints_them() {
        for (number, text) in [
            (1, "Authentication failed"),
            (2, "Unknown username or password"),
            (3, "Session ID expired"),
            (4, "Account frozen"),
            (5, "Missing session ID"),
            (7, "IP Lockdown violation"),
            (101, "Invalid or missing parameters"),
            (102, "Invalid user data header"),
            (103, "Unknown API message ID"),
            (104, "Unknown client message ID"),
            (105, "Invalid destination address"),
            (106, "Invalid source address"),
            (107, "Empty message"),
            (108, "Invalid or missing API ID"),
            (109, "Missing message ID"),
            (110, "Error with email message"),
            (111, "Invalid protocol"),
            (112, "Invalid message type"),
            (113, "Maximum message parts exceeded"),
            (114, "Cannot route message"),
            (115, "Message expired"),
            (116, "Invalid Unicode data"),
            (120, "Invalid delivery time"),
            (121, "Destination mobile number blocked"),
            (122, "Destination mobile opted out"),
            (123, "Invalid Sender ID"),
            (128, "Number delisted"),
            (130, "Maximum MT limit exceeded"),
            (201, "Invalid batch ID"),
            (202, "No batch template"),
            (301, "No credit left"),
            (302, "Max allowed credit"),
            (901, "Internal error - please retry"),
        ] {
            assert_eq!(ApiError::new(number).to_string(), text);
        }
    }

    #[test]
    fn soap_10_007_and_bill_11_1_numbers_without_a_row_print_as_digits() {
        assert_eq!(ApiError::new(6).to_string(), "006");
        assert_eq!(ApiError::new(651).to_string(), "651");
        assert_eq!(ApiError::SESSION_EXPIRED.digits().to_string(), "003");
    }

    #[test]
    fn soap_10_901_only_an_internal_error_is_worth_a_retry() {
        let retryable: Vec<u16> =
            (0..=u16::MAX).filter(|number| ApiError::new(*number).is_retryable()).collect();
        assert_eq!(retryable, [901]);
    }

    #[cfg(feature = "serde")]
    #[test]
    fn serde_carries_the_number() {
        use serde::Deserialize;
        use serde::de::value::{Error, U16Deserializer};

        assert_eq!(crate::text::inline::test_serde::shown(&ApiError::INTERNAL), "901");
        let read = ApiError::deserialize(U16Deserializer::<Error>::new(655));
        assert_eq!(read, Ok(ApiError::new(655)));
    }
}
