//! `clickatell encode`.

mod smpp;

use clap::Subcommand;

use crate::failure::{Done, Failure};

/// Makes octets out of JSON: the inverse of `decode --json`
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    format: Format,
}

/// What is encoded.
#[derive(Debug, Subcommand)]
enum Format {
    Smpp(smpp::Args),
}

impl Args {
    pub(crate) fn run(self) -> Result<Done, Failure> {
        match self.format {
            Format::Smpp(args) => args.run(),
        }
    }
}
