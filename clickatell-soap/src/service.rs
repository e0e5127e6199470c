//! The three SOAP services of the gateway, and what tells them apart.

use clickatell_core::send::Operation;
use clickatell_core::xml::XmlEncoding;

/// A SOAP service. Which one a request is for is decided by its path alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
pub enum Service {
    /// Document/literal (SOAP 4): elements by a schema, lists by repetition.
    DocumentLiteral,
    /// RPC/encoded (SOAP 4): parameters with types, lists as arrays of SOAP's own encoding.
    RpcEncoded,
    /// The RPC/encoded service that came before. The document has forgotten it, clients in the field have not: it
    /// differs in its namespace and in the spelling of `cliMsgId`.
    OlderRpc,
}

/// What a service is known by.
struct Names {
    namespace: &'static str,
    /// The prefix that the documents' examples give the namespace.
    prefix: &'static str,
    declaration: &'static str,
    paths: &'static [&'static str],
    /// The URL that the document prints.
    url: &'static str,
    /// In front of an operation's name; `None` where it is not known.
    action: Option<&'static str>,
    encoding: XmlEncoding,
}

const DOCUMENT_LITERAL: Names = Names {
    namespace: "http://api.clickatell.com/soap/document_literal/webservice",
    prefix: "ns1",
    declaration: "xmlns:ns1",
    paths: &["/soap/document_literal/webservice", "/soap/document_literal/webservice.php"],
    url: "http://api.clickatell.com/soap/document_literal/webservice.php",
    action: Some("http://api.clickatell.com/soap/document_literal/webservice/"),
    encoding: XmlEncoding::Utf8,
};

const RPC_ENCODED: Names = Names {
    namespace: "soap.clickatell.com",
    prefix: "tns",
    declaration: "xmlns:tns",
    paths: &["/soap/rpc_encoded/webservice", "/soap/rpc_encoded/webservice.php"],
    url: "http://api.clickatell.com/soap/rpc_encoded/webservice.php",
    action: None,
    encoding: XmlEncoding::Latin1,
};

const OLDER_RPC: Names = Names {
    namespace: "http://api.clickatell.com/soap/webservice",
    prefix: "tns",
    declaration: "xmlns:tns",
    paths: &["/soap/webservice", "/soap/webservice.php", "/soap/webservice_vs.php"],
    url: "http://api.clickatell.com/soap/webservice.php",
    action: Some("http://api.clickatell.com/soap/webservice_vs.php/"),
    encoding: XmlEncoding::Latin1,
};

impl Service {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::DocumentLiteral, Self::RpcEncoded, Self::OlderRpc];

    const fn names(self) -> &'static Names {
        match self {
            Self::DocumentLiteral => &DOCUMENT_LITERAL,
            Self::RpcEncoded => &RPC_ENCODED,
            Self::OlderRpc => &OLDER_RPC,
        }
    }

    /// True for both services whose parameters stand in SOAP's own encoding.
    #[must_use]
    pub const fn is_rpc(self) -> bool {
        !matches!(self, Self::DocumentLiteral)
    }

    /// The namespace of its operations. A gateway takes any, and answers in the one that it was asked in.
    #[must_use]
    pub const fn namespace(self) -> &'static str {
        self.names().namespace
    }

    /// The service whose own namespace this is. For documents that are looked at by themselves: between client and gateway
    /// the path decides.
    #[must_use]
    pub fn of_namespace(namespace: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|service| service.namespace() == namespace)
    }

    pub(crate) const fn prefix(self) -> &'static str {
        self.names().prefix
    }

    /// The attribute that declares the prefix.
    pub(crate) const fn declaration(self) -> &'static str {
        self.names().declaration
    }

    /// The paths at which a gateway has it.
    #[must_use]
    pub const fn paths(self) -> &'static [&'static str] {
        self.names().paths
    }

    /// The service at a path, without its query.
    #[must_use]
    pub fn at_path(path: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|service| service.paths().contains(&path))
    }

    /// The URL of calls that the document prints. Nothing ever goes there unless a caller says so: accounts for this
    /// gateway are no longer to be had, and it may be gone.
    #[must_use]
    pub const fn url(self) -> &'static str {
        self.names().url
    }

    /// The URL without the `?wsdl` that belongs to the service description: calls go there.
    ///
    /// ```
    /// use clickatell_soap::Service;
    ///
    /// let url = "http://localhost:8080/soap/rpc_encoded/webservice.php?WSDL";
    /// assert_eq!(Service::call_url(url), "http://localhost:8080/soap/rpc_encoded/webservice.php");
    /// ```
    #[must_use]
    pub fn call_url(url: &str) -> &str {
        let query = url.split_once('?').filter(|(_, query)| query.eq_ignore_ascii_case("wsdl"));
        query.map_or(url, |(url, _)| url)
    }

    /// The value of the header `SOAPAction` for an operation, in its quotes. It is empty for RPC/encoded, whose real one
    /// is not known. A gateway does not look at it.
    #[must_use]
    pub fn action(self, operation: Operation) -> String {
        match self.names().action {
            Some(front) => format!("\"{front}{}\"", self.operation_name(operation)),
            None => String::from("\"\""),
        }
    }

    /// The encoding that its documents are declared in. What is built is ASCII, and so the same in any.
    #[must_use]
    pub const fn encoding(self) -> XmlEncoding {
        self.names().encoding
    }

    /// The header `Content-Type` of its documents.
    #[must_use]
    pub const fn content_type(self) -> &'static str {
        match self.encoding() {
            XmlEncoding::Utf8 => "text/xml; charset=UTF-8",
            XmlEncoding::Latin1 => "text/xml; charset=ISO-8859-1",
            XmlEncoding::Ascii => "text/xml; charset=US-ASCII",
        }
    }

    /// The element of an operation.
    #[must_use]
    pub const fn operation_name(self, operation: Operation) -> &'static str {
        match (self, operation) {
            (Self::DocumentLiteral, Operation::RouteCoverage) => "routecoverage",
            _ => operation.name(),
        }
    }

    /// The operation that an element means, in any case: the document's tables write `sendMsg` where its examples have
    /// `sendmsg`. `sendbillmsg` is no operation of SOAP.
    #[must_use]
    pub fn operation(name: &str) -> Option<Operation> {
        Operation::from_name(name).filter(|operation| *operation != Operation::SendBillMsg)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn soap_4_1_soap_4_3_and_a_29_paths_and_urls() {
        for service in Service::ALL {
            for path in service.paths() {
                assert_eq!(Service::at_path(path), Some(service), "{path}");
            }
            let path = service.url().strip_prefix("http://api.clickatell.com").unwrap();
            assert_eq!(Service::at_path(path), Some(service));
        }
        for path in
            ["", "/", "/soap", "/soap/webservice.php?wsdl", "/SOAP/webservice", "/soap/document_literal/"]
        {
            assert_eq!(Service::at_path(path), None, "{path}");
        }
        let wsdl = "http://api.clickatell.com/soap/document_literal/webservice.php?wsdl";
        assert_eq!(Service::call_url(wsdl), Service::DocumentLiteral.url());
    }

    #[test]
    fn soap_4_5_the_description_is_not_where_calls_go() {
        for url in ["http://x/webservice.php?wsdl", "http://x/webservice.php?WSDL", "http://x/webservice.php"]
        {
            assert_eq!(Service::call_url(url), "http://x/webservice.php");
        }
        assert_eq!(Service::call_url("https://x/a?b=1"), "https://x/a?b=1");
    }

    #[test]
    fn soap_4_8_and_soap_4_9_actions() {
        let action = |service: Service| service.action(Operation::RouteCoverage);
        assert_eq!(
            action(Service::DocumentLiteral),
            "\"http://api.clickatell.com/soap/document_literal/webservice/routecoverage\""
        );
        assert_eq!(action(Service::RpcEncoded), "\"\"");
        assert_eq!(
            action(Service::OlderRpc),
            "\"http://api.clickatell.com/soap/webservice_vs.php/routeCoverage\""
        );
    }

    #[test]
    fn soap_5_1_and_a_27_operations_in_any_case() {
        for name in ["sendmsg", "sendMsg", "SendMsg", "SENDMSG"] {
            assert_eq!(Service::operation(name), Some(Operation::SendMsg));
        }
        assert_eq!(Service::operation("routecoverage"), Service::operation("routeCoverage"));
        for name in ["", "sendbillmsg", "sendmsg ", "auth2"] {
            assert_eq!(Service::operation(name), None, "{name}");
        }
        let names = Operation::ALL.iter().filter(|operation| Service::operation(operation.name()).is_some());
        assert_eq!(names.count(), 15, "SOAP-4-7");
    }

    #[test]
    fn soap_1_1_the_content_type_names_the_declared_encoding() {
        for service in Service::ALL {
            let (_, charset) = service.content_type().split_once("charset=").unwrap();
            assert_eq!(charset, service.encoding().name());
        }
    }
}
