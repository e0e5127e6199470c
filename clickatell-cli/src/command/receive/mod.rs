//! `clickatell receive`.

mod smpp;

use clap::Subcommand;

use crate::failure::{Done, Failure};

/// Receives messages and receipts from a gateway
#[derive(Debug, clap::Args)]
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
