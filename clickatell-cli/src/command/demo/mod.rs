//! `clickatell demo`.

mod answered;
mod http;
mod smpp;
mod soap;
mod transcript;

use std::fmt::Display;
use std::io;
use std::net::SocketAddr;

use clickatell_core::id::ApiId;
use clickatell_gateway::{ClockMode, Gateway};

use crate::client::control::ControlError;
use crate::client::smpp::ClientError;
use crate::client::soap::SoapError;
use crate::client::text::TextError;
use crate::failure::{Done, Failure};
use transcript::Transcript;

/// Starts a gateway in this process and walks its doors as a client over real sockets
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Prints what goes over the wire and what was found. Exits 0 only when every step gave what it \
                        should.\n\nExamples:\n  \
                        clickatell demo\n  \
                        clickatell demo | less -R"
)]
pub(crate) struct Args {}

/// All that the client half is told.
#[derive(Debug)]
struct Access {
    smpp: SocketAddr,
    http: SocketAddr,
    system_id: String,
    password: String,
    system_type: String,
    soap_api_id: ApiId,
    http_api_id: ApiId,
    sender: String,
    mo_number: String,
}

/// Why the demo did not give what it should.
#[derive(Debug, thiserror::Error)]
enum DemoError {
    #[error("expected that {0}")]
    Unexpected(&'static str),
    #[error("{0}")]
    Client(#[from] ClientError),
    #[error("{0}")]
    Control(#[from] ControlError),
    #[error("{0}")]
    Soap(#[from] SoapError),
    #[error("{0}")]
    Text(#[from] TextError),
    #[error("{0}")]
    Value(String),
    #[error("cannot write: {0}")]
    Output(#[from] io::Error),
}

impl DemoError {
    fn value(error: impl Display) -> Self {
        Self::Value(error.to_string())
    }
}

/// The step goes on only if this is so.
fn expect(what: &'static str, so: bool) -> Result<(), DemoError> {
    if so { Ok(()) } else { Err(DemoError::Unexpected(what)) }
}

impl Args {
    pub(crate) fn run(self) -> Result<Done, Failure> {
        let runtime = tokio::runtime::Runtime::new().map_err(Failure::Runtime)?;
        // One destination is to be refused: the account's own number, which as a premium rated one only receives.
        let builder = Gateway::builder().clock(ClockMode::System).seed(None).configure(|config| {
            config.accounts.iter_mut().for_each(|account| account.mo_premium = true);
        });
        let gateway = runtime.block_on(builder.start())?;
        let access = Access {
            smpp: gateway.smpp_addr(),
            http: gateway.http_addr(),
            system_id: "demo".to_owned(),
            password: "demo1234".to_owned(),
            system_type: "3000001".to_owned(),
            soap_api_id: ApiId::new(3_000_002),
            http_api_id: ApiId::new(3_000_003),
            sender: "ACME".to_owned(),
            mo_number: "447624803759".to_owned(),
        };
        let print = Transcript;
        let walked = smpp::walk(&access, print)
            .and_then(|()| soap::walk(&access, print))
            .and_then(|()| http::walk(&access, print));
        runtime.block_on(gateway.shutdown());
        match walked {
            Ok(()) => {
                print.heading(&"Every step gave what it should.")?;
                Ok(Done::Well)
            }
            Err(DemoError::Output(error)) => Err(Failure::Output(error)),
            Err(error) => {
                print.bad(&error)?;
                Ok(Done::WithFaults)
            }
        }
    }
}
