//! `clickatell send http`.

use clickatell_core::id::ApiId;

use super::base::{base, without_operation};
use super::message::{Caller, Message};
use crate::client::http::HttpClient;
use crate::failure::{Done, Failure};

/// Sends a message through the HTTP interface
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    clickatell send http --to 279991234567 'Hello' --wait\n  \
    clickatell send http --base http://10.0.0.5:8080 --api-id 1234 --user me \\\n    \
    --to 279991234567 'Привет' --json")]
pub(crate) struct Args {
    #[command(flatten)]
    message: Message,
    #[command(flatten)]
    caller: Caller,
    /// Where the gateway is, over http; or the URL of one of its operations
    #[arg(long, value_name = "URL", default_value = "http://127.0.0.1:8080", value_parser = base)]
    base: String,
    /// The number of the connection
    #[arg(long, value_name = "NUMBER", default_value_t = ApiId::new(3_000_003), value_parser = ApiId::parse)]
    api_id: ApiId,
}

impl Args {
    pub(crate) fn run(self) -> Result<Done, Failure> {
        let credentials = self.caller.credentials(self.api_id);
        self.message.send(&mut HttpClient::new(without_operation(&self.base), credentials))
    }
}
