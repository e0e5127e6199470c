//! `clickatell receive`.

mod smpp;

use clap::Subcommand;

use crate::failure::{Done, Failure};

/// Receives messages and receipts from a gateway
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    clickatell receive smpp 127.0.0.1:2775")]
pub(crate) struct Args {
    #[command(subcommand)]
    door: Door,
}

/// Through which door.
#[derive(Debug, Subcommand)]
enum Door {
    Smpp(smpp::Args),
}

impl Args {
    pub(crate) fn run(self) -> Result<Done, Failure> {
        match self.door {
            Door::Smpp(args) => args.run(),
        }
    }
}
