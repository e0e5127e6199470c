//! `clickatell send`.

mod base;
mod http;
mod message;
mod smpp;
mod soap;

use clap::Subcommand;

use crate::failure::{Done, Failure};

/// Sends a message to a gateway, and waits for what becomes of it
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    clickatell send smpp --to 279991234567 --wait Hello\n  \
    clickatell send http --to 279991234567 --to 279997654321 Hello")]
pub(crate) struct Args {
    #[command(subcommand)]
    door: Door,
}

/// Through which door.
#[derive(Debug, Subcommand)]
enum Door {
    Smpp(smpp::Args),
    Soap(soap::Args),
    Http(http::Args),
}

/// A text, as an argument.
fn text(text: &str) -> Result<String, &'static str> {
    if text.is_empty() { Err("there is no message without a text") } else { Ok(text.to_owned()) }
}

impl Args {
    pub(crate) fn run(self) -> Result<Done, Failure> {
        match self.door {
            Door::Smpp(args) => args.run(),
            Door::Soap(args) => args.run(),
            Door::Http(args) => args.run(),
        }
    }
}
