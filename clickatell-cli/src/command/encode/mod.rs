//! `clickatell encode`.

mod smpp;

use clap::Subcommand;

use crate::failure::{Done, Failure};

/// Makes octets out of JSON: the inverse of `decode --json`
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    clickatell decode smpp --json capture.bin | clickatell encode smpp > again.bin")]
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
