//! What a client can ask of the gateway.

use crate::table_word::word_table;

word_table! {
    /// An operation, under the name that the HTTP door has for it. SOAP has all of them but `sendbillmsg`; in its
    /// document/literal service coverage is spelled in lower case.
    pub enum Operation {
        /// A session for credentials.
        Auth = "auth", "SOAP 5.1";
        /// Keeps a session open.
        Ping = "ping", "SOAP 5.2";
        /// A message to one or more handsets.
        SendMsg = "sendmsg", "SOAP 5.3";
        /// How far a message has come.
        QueryMsg = "querymsg", "SOAP 5.4";
        /// Stops a message that waits.
        DelMsg = "delmsg", "SOAP 7.1";
        /// The balance.
        GetBalance = "getbalance", "SOAP 7.2";
        /// Whether numbers with a prefix can be reached, and for what price.
        RouteCoverage = "routeCoverage", "SOAP 7.3";
        /// Notice of a multimedia message.
        IndPush = "ind_push", "SOAP 7.4";
        /// Begins a batch.
        StartBatch = "startbatch", "SOAP 8.1";
        /// One message of a batch, with values of its own.
        SendItem = "senditem", "SOAP 8.2";
        /// The message of a batch to many handsets.
        QuickSend = "quicksend", "SOAP 8.3";
        /// Ends a batch.
        EndBatch = "endbatch", "SOAP 8.4";
        /// What a message costs.
        GetMsgCharge = "getmsgcharge", "HTTP";
        /// A link that the handset offers to open.
        SiPush = "si_push", "HTTP";
        /// Credits for a voucher.
        TokenPay = "token_pay", "HTTP";
        /// A message that its receiver pays for.
        SendBillMsg = "sendbillmsg", "BILL 8";
    }
}

impl Operation {
    /// The folder in front of the name in a path of the HTTP door.
    const fn folder(self) -> &'static str {
        match self {
            Self::StartBatch | Self::SendItem | Self::QuickSend | Self::EndBatch => "/http_batch/",
            Self::IndPush | Self::SiPush => "/mms/",
            Self::RouteCoverage => "/utils/",
            _ => "/http/",
        }
    }

    /// The path of the HTTP door, in two pieces: the folder and the name.
    #[must_use]
    pub const fn path(self) -> (&'static str, &'static str) {
        (self.folder(), self.name())
    }

    /// The operation at this path of the HTTP door; `.php` at the end makes no difference, as clients write it.
    ///
    /// ```
    /// use clickatell_core::send::Operation;
    ///
    /// assert_eq!(Operation::at_path("/http/sendmsg"), Some(Operation::SendMsg));
    /// assert_eq!(Operation::at_path("/mms/ind_push.php"), Some(Operation::IndPush));
    /// assert_eq!(Operation::at_path("/http/startbatch"), None);
    /// ```
    #[must_use]
    pub fn at_path(path: &str) -> Option<Self> {
        let path = path.strip_suffix(".php").unwrap_or(path);
        Self::ALL
            .iter()
            .copied()
            .find(|operation| path.strip_prefix(operation.folder()) == Some(operation.name()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn soap_4_7_and_bill_4_1_sixteen_operations() {
        assert_eq!(Operation::ALL.len(), 16);
        // The document/literal service has it in lower case, tables of the document have capitals.
        assert_eq!(Operation::from_name("routecoverage"), Some(Operation::RouteCoverage));
        assert_eq!(Operation::from_name("sendMsg"), Some(Operation::SendMsg));
        assert_eq!(Operation::from_name("sendotp"), None);
    }

    #[test]
    fn bill_3_3_every_operation_has_its_own_path() {
        for operation in Operation::ALL {
            let (folder, name) = operation.path();
            let path = std::format!("{folder}{name}");
            assert_eq!(Operation::at_path(&path), Some(*operation));
            assert_eq!(Operation::at_path(&std::format!("{path}.php")), Some(*operation));
        }
        assert_eq!(Operation::SendBillMsg.path(), ("/http/", "sendbillmsg"));
        for path in ["", "/", "/http/", "sendmsg", "/http/SENDMSG", "/http/sendmsg/", "/http/sendmsg.php.php"]
        {
            assert_eq!(Operation::at_path(path), None, "{path}");
        }
    }
}
