//! `clickatell send soap`.

use clickatell_core::id::ApiId;
use clickatell_soap::Service;

use super::base::{base, service_at};
use super::message::{Caller, Message};
use crate::client::soap::SoapClient;
use crate::failure::{Done, Failure};

/// Sends a message through a SOAP service
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    clickatell send soap --to 279991234567 'Hello' --wait\n  \
    clickatell send soap --service rpc-encoded \\\n    \
    --to 279991234567 --to 279991234568 --from ACME 'Hello'\n  \
    clickatell send soap --base http://10.0.0.5:8080 --api-id 1234 --user me \\\n    \
    --to 279991234567 'Hello' --json")]
pub(crate) struct Args {
    #[command(flatten)]
    message: Message,
    #[command(flatten)]
    caller: Caller,
    /// Where the gateway is, over http; or the URL of the service
    #[arg(long, value_name = "URL", default_value = "http://127.0.0.1:8080", value_parser = base)]
    base: String,
    /// The number of the connection
    #[arg(long, value_name = "NUMBER", default_value_t = ApiId::new(3_000_002), value_parser = ApiId::parse)]
    api_id: ApiId,
    /// In which style [default: that of the URL, or else document-literal]
    #[arg(long, value_enum)]
    service: Option<Style>,
    /// Has the credentials in every call instead of opening a session
    #[arg(long)]
    no_session: bool,
}

/// A service.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Style {
    DocumentLiteral,
    RpcEncoded,
    Older,
}

impl Args {
    pub(crate) fn run(self) -> Result<Done, Failure> {
        let at = service_at(&self.base);
        let service = match self.service {
            None => at.unwrap_or(Service::DocumentLiteral),
            Some(Style::DocumentLiteral) => Service::DocumentLiteral,
            Some(Style::RpcEncoded) => Service::RpcEncoded,
            Some(Style::Older) => Service::OlderRpc,
        };
        let path = service.paths().first().copied().filter(|_| at.is_none()).unwrap_or_default();
        let url = format!("{}{path}", self.base);
        let credentials = self.caller.credentials(self.api_id);
        self.message.send(&mut SoapClient::new(&url, service, credentials, !self.no_session))
    }
}
